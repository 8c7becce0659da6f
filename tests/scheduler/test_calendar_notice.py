"""The editors are told once, from 60 days before the calendar's end on."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from models.calendar_changes import sync_national
from models.calendar_file import CalendarYear
from models.outbox import OutboxRow, rows_after
from models.plans import current_plan
from models.store import Store
from rules.workdays import library_until
from scheduler.calendar_notice import tell_editors
from tests.factories import PLAN_TEXT, at, make_channels, make_member, make_plan

DAY = timedelta(days=1)
END = library_until()
YEAR = END.year + 1


def begin(store: Store, text: str = PLAN_TEXT) -> None:
    """A plan with two editors and a liaison."""

    def work(connection: Connection) -> None:
        make_plan(connection, text)
        make_channels(connection)
        make_member(connection, "党群工作部", "编辑一", "editor")
        make_member(connection, "党群工作部", "编辑二", "editor")
        make_member(connection, "财政局", "测试员01")

    store.write(work)


def tell(store: Store, day: date, clock: str = "09:17") -> int:
    """Runs the job for the plan as it holds on a day. → how many letters are new."""

    def work(connection: Connection) -> int:
        now = at(f"{day} {clock}")
        plan = current_plan(connection, "jinhu", now)
        assert plan is not None
        return tell_editors(connection, plan, now)

    return store.write(work)


def letters(store: Store) -> list[OutboxRow]:
    with store.read() as connection:
        return rows_after(connection, 0)


@pytest.mark.parametrize(("days_before", "told"), [(61, 0), (60, 2), (0, 2), (-1, 2), (-400, 2)])
def test_the_editors_are_told_from_sixty_days_before_the_end(store: Store, days_before: int, told: int) -> None:
    begin(store)
    assert tell(store, END - days_before * DAY) == told
    rows = letters(store)
    assert [row.account for row in rows] == ["editor-编辑一", "editor-编辑二"][:told]
    assert all(row.job == "warn-calendar" and row.audience == "editors" for row in rows)


def test_they_are_told_once(store: Store) -> None:
    begin(store)
    assert [tell(store, END - days * DAY) for days in (60, 59, 30, 0, -1)] == [2, 0, 0, 0, 0]


def test_a_new_editor_is_told_too(store: Store) -> None:
    begin(store)
    tell(store, END - 60 * DAY)
    store.write(lambda connection: make_member(connection, "党群工作部", "编辑三", "editor"))
    assert tell(store, END - 59 * DAY) == 1


def test_quiet_hours_hold_it(store: Store) -> None:
    begin(store)
    tell(store, END, "23:00")
    assert all(row.due_at >= at(f"{END + DAY} 08:00") for row in letters(store))


def test_nobody_is_told_while_the_office_has_the_next_year(store: Store) -> None:
    begin(store)
    years = {YEAR: CalendarYear({date(YEAR, 1, 4): False}, "国务院通知")}
    store.write(lambda connection: sync_national(connection, years, at("2026-11-18 10:00")))
    assert tell(store, END) == 0
    assert tell(store, date(YEAR, 12, 1)) == 2  # that year ends too
    assert {row.content.text.splitlines()[1][:17] for row in letters(store)} == {f"放假和调休安排已知到{YEAR}年12"}


def test_a_plan_that_ends_with_the_calendar_needs_no_more(store: Store) -> None:
    begin(store, PLAN_TEXT.replace("start = 2024-08-20", f"start = 2024-08-20\nend = {END}"))
    assert tell(store, END) == 0
