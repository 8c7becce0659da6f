"""The stored calendar: which days hold for which plan, what takes them back, and that every plan that is loaded has
them.
"""

from datetime import date

import pytest
from sqlalchemy import Connection, select

from models.calendar import calendar_day, days_for_plan, entered_days, national_days
from models.calendar_changes import Entry, note_days, sync_national
from models.calendar_file import CalendarYear
from models.plans import current_plan, plan_on
from models.store import Store
from rules.plan import Plan
from rules.workdays import Workdays, known_until, library_until
from tests.factories import PLAN_TEXT, at, make_member, make_plan
from tests.models.observing import together

NOW = at("2026-11-18 10:00")
OTHER_TEXT = PLAN_TEXT.replace('id = "jinhu"', 'id = "other"')
YEAR = library_until().year + 1
NEW_YEAR = date(YEAR, 1, 4)
FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)


@pytest.fixture
def plans(store: Store) -> Store:
    """A store with two plans."""
    store.write(lambda connection: make_plan(connection))
    store.write(lambda connection: make_plan(connection, OTHER_TEXT))
    return store


def note(store: Store, days: dict[date, bool | None], plan_id: str = "jinhu", whole_year: bool = False) -> None:
    entry = Entry("宣传办", plan_id, completes_year=whole_year)
    store.write(lambda connection: note_days(connection, days, entry, NOW))


def sync(store: Store, days: dict[date, bool], year: int = YEAR) -> int:
    """Syncs a calendar file of one year, of none if there are no days."""
    years = {year: CalendarYear(days, "国务院通知")} if days else {}
    return store.write(lambda connection: sync_national(connection, years, NOW))


def plan(store: Store, plan_id: str = "jinhu") -> Plan:
    with store.read() as connection:
        found = current_plan(connection, plan_id, NOW)
    assert found is not None
    return found


def works(store: Store, day: date, plan_id: str = "jinhu") -> bool:
    return Workdays.of(plan(store, plan_id)).is_working(day)


def test_without_stored_days_the_plan_is_that_of_its_file(plans: Store) -> None:
    assert plan(plans).calendar_until is None
    assert plan(plans) is plan(plans)


def test_the_national_days_hold_for_every_plan(plans: Store) -> None:
    assert sync(plans, {NEW_YEAR: False}) == 1
    assert not works(plans, NEW_YEAR) and not works(plans, NEW_YEAR, "other")
    assert known_until(plan(plans)) == known_until(plan(plans, "other")) == date(YEAR, 12, 31)


def test_a_plan_that_is_synced_later_has_them_too(store: Store) -> None:
    store.write(lambda connection: make_plan(connection))
    sync(store, {NEW_YEAR: False})
    store.write(lambda connection: make_plan(connection, OTHER_TEXT))
    assert not works(store, NEW_YEAR, "other")


def test_an_editors_days_hold_for_the_own_plan_above_the_national_ones(plans: Store) -> None:
    sync(plans, {NEW_YEAR: False})
    note(plans, {NEW_YEAR: True})
    assert works(plans, NEW_YEAR) and not works(plans, NEW_YEAR, "other")


def test_the_plan_files_own_days_stand_above_all(store: Store) -> None:
    text = PLAN_TEXT.replace("start = 2024-08-20", f"start = 2024-08-20\nworking_days = [{FRIDAY}]")
    store.write(lambda connection: make_plan(connection, text))
    note(store, {FRIDAY: False})
    assert works(store, FRIDAY)


def test_an_entry_that_is_taken_back_leaves_what_was_before(plans: Store) -> None:
    sync(plans, {NEW_YEAR: False})
    note(plans, {NEW_YEAR: True, FRIDAY: False})
    note(plans, {NEW_YEAR: None, FRIDAY: None})
    assert not works(plans, NEW_YEAR) and works(plans, FRIDAY)
    with plans.read() as connection:
        assert entered_days(connection, "jinhu").days == {}


def test_the_newest_entry_for_a_day_holds(plans: Store) -> None:
    note(plans, {SATURDAY: True})
    note(plans, {SATURDAY: False})
    note(plans, {SATURDAY: True})
    assert works(plans, SATURDAY)


def test_a_single_day_of_an_editor_does_not_make_its_year_known(plans: Store) -> None:
    note(plans, {NEW_YEAR: False})
    assert known_until(plan(plans)) == library_until()
    note(plans, {NEW_YEAR: False, date(YEAR, 5, 3): False}, whole_year=True)
    assert known_until(plan(plans)) == date(YEAR, 12, 31)
    assert known_until(plan(plans, "other")) == library_until()


def test_the_same_file_again_changes_nothing(plans: Store) -> None:
    days = {NEW_YEAR: False, date(YEAR, 10, 9): True}
    assert [sync(plans, days), sync(plans, days)] == [2, 0]
    with plans.read() as connection:
        assert len(connection.execute(select(calendar_day.c.id)).all()) == 2


def test_a_day_that_the_file_names_no_longer_is_taken_back(plans: Store) -> None:
    sync(plans, {NEW_YEAR: False, date(YEAR, 1, 5): False})
    assert sync(plans, {NEW_YEAR: True}) == 2
    with plans.read() as connection:
        assert national_days(connection).days == {NEW_YEAR: True}
    assert sync(plans, {}) == 1
    assert known_until(plan(plans)) == library_until()


def test_who_said_what_when_stays_to_be_read(plans: Store) -> None:
    def work(connection: Connection) -> int:
        editor = make_member(connection, "党群工作部", "测试员04", "editor")
        note_days(connection, {FRIDAY: False}, Entry("日历 11月20日 休", "jinhu", editor), NOW)
        note_days(connection, {FRIDAY: None}, Entry("日历 11月20日 恢复", "jinhu", editor), NOW)
        return editor

    editor = plans.write(work)
    table = calendar_day.c
    with plans.read() as connection:
        query = select(table.source, table.member_id, table.noted_at, table.is_working).order_by(table.id)
        rows = [tuple(row) for row in connection.execute(query)]
    assert rows == [("日历 11月20日 休", editor, NOW, False), ("日历 11月20日 恢复", editor, NOW, None)]


def test_what_was_only_tried_is_forgotten(plans: Store) -> None:
    def attempt(connection: Connection) -> bool:
        note_days(connection, {FRIDAY: False}, Entry("试", "jinhu"), NOW)
        found = plan_on(connection, "jinhu", FRIDAY)
        assert found is not None
        return Workdays.of(found).is_working(FRIDAY)

    assert plans.preview(attempt) is False
    assert works(plans, FRIDAY)
    note(plans, {SATURDAY: True})  # on SQLite this row has the number that the other one had
    assert works(plans, FRIDAY) and works(plans, SATURDAY)


def test_changes_at_the_same_time_are_all_there(plans: Store) -> None:
    days = [date(2026, 11, number) for number in (23, 24, 25, 26)]

    def change(place: int) -> bool:
        note(plans, {days[place]: False})
        return works(plans, days[place])

    assert together(len(days), change) == [False] * len(days)
    assert [works(plans, day) for day in days] == [False] * len(days)
    with plans.read() as connection:
        assert days_for_plan(connection, "jinhu").days == dict.fromkeys(days, False)
