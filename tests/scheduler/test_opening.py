from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from models.members import member_table
from models.obligations import Obligation
from models.openings import Vacancy, vacancies
from models.outbox import rows_after
from models.plans import current_plan, sync_plan
from models.store import Store
from rules.plan import Plan
from scheduler.opening import is_behind, open_periods
from tests.factories import PLAN_TEXT, at, make_channels, make_item, make_member, make_plan, plan_file
from tests.models.weeks import obligations_starting_between

MONTHLY = """
[[duties]]
id = "monthly"
title = "每月案例"
period = "month"
required = 2
deadline_day = 25
deadline_time = 17:00:00
"""


def opened(connection: Connection, since: str = "2024-01-01") -> list[Obligation]:
    return obligations_starting_between(connection, "jinhu", date.fromisoformat(since), date(2030, 1, 1))


def weeks(rows: list[Obligation]) -> list[tuple[str, str]]:
    return [(row.period, row.unit) for row in rows]


def office(connection: Connection, text: str = PLAN_TEXT) -> Plan:
    plan = make_plan(connection, text)
    make_member(connection, "招商局", "甲")
    make_member(connection, "财政局", "乙")
    return plan


def test_it_opens_the_running_week_for_every_unit_with_a_liaison(store: Store) -> None:
    def work(connection: Connection) -> None:
        plan = office(connection)
        make_member(connection, "办公室", "丙", "head")
        assert open_periods(connection, plan, at("2026-11-16 00:07")) == 2
        assert open_periods(connection, plan, at("2026-11-16 00:08")) == 0
        rows = opened(connection)
        assert weeks(rows) == [("2026-W47", "招商局"), ("2026-W47", "财政局")]
        assert {(row.deadline, row.required, row.excuse) for row in rows} == {(at("2026-11-20 17:00"), 1, None)}

    store.write(work)


def test_a_plan_first_synced_on_thursday_is_chased_from_then_on(store: Store) -> None:
    def work(connection: Connection) -> None:
        thursday = at("2026-11-19 16:00")
        open_periods(connection, office(connection), thursday)
        assert {(row.opened_at, row.chase_from) for row in opened(connection)} == {(thursday, thursday)}

    store.write(work)


def test_weeks_that_a_downtime_let_pass_are_opened_and_chased_from_their_start(store: Store) -> None:
    def work(connection: Connection) -> None:
        plan = office(connection)
        open_periods(connection, plan, at("2026-11-05 12:00"))
        now = at("2026-11-20 15:00")
        assert open_periods(connection, plan, now) == 4
        late = [row for row in opened(connection) if row.period != "2026-W45"]
        assert {(row.period, row.opened_at, row.chase_from) for row in late} == {
            ("2026-W46", now, at("2026-11-09 00:00")),
            ("2026-W47", now, at("2026-11-16 00:00")),
        }

    store.write(work)


def test_it_is_behind_only_while_the_running_week_is_not_open(store: Store) -> None:
    def work(connection: Connection) -> None:
        plan = office(connection)
        assert is_behind(connection, plan, at("2026-11-16 00:01"))
        open_periods(connection, plan, at("2026-11-16 00:01"))
        assert not is_behind(connection, plan, at("2026-11-22 23:59"))
        assert is_behind(connection, plan, at("2026-11-23 00:00"))
        assert not is_behind(connection, plan, at("2024-08-19 12:00"))

    store.write(work)


def test_a_week_without_a_working_day_is_excused_with_the_reason(store: Store) -> None:
    def work(connection: Connection) -> None:
        open_periods(connection, office(connection), at("2026-02-16 00:07"))
        assert {(row.period, row.deadline, row.excuse) for row in opened(connection)} == {
            ("2026-W08", None, "本期没有工作日")
        }

    store.write(work)


def test_a_deadline_before_a_holiday_moves_forward(store: Store) -> None:
    def work(connection: Connection) -> None:
        open_periods(connection, office(connection), at("2026-09-28 00:07"))
        assert {row.deadline for row in opened(connection)} == {at("2026-09-30 17:00")}

    store.write(work)


def test_nothing_is_opened_before_the_plan_begins_or_after_it_ends(store: Store) -> None:
    def work(connection: Connection) -> None:
        plan = office(connection, PLAN_TEXT.replace("start = 2024-08-20", "start = 2024-08-20\nend = 2025-08-20"))
        assert open_periods(connection, plan, at("2024-08-19 12:00")) == 0
        assert open_periods(connection, plan, at("2024-08-20 12:00")) == 2
        assert open_periods(connection, plan, at("2025-09-20 12:00")) == 2 * 51
        # The plan ends on a Wednesday: a Friday after its end is nobody's deadline.
        assert max(row.period for row in opened(connection)) == "2025-W33"
        assert not is_behind(connection, plan, at("2025-09-20 12:00"))

    store.write(work)


def test_a_plan_that_begins_at_the_weekend_owes_nothing_for_the_friday_before(store: Store) -> None:
    def work(connection: Connection) -> None:
        plan = office(connection, PLAN_TEXT.replace("start = 2024-08-20", "start = 2024-08-24"))
        assert open_periods(connection, plan, at("2024-08-25 12:00")) == 0
        assert open_periods(connection, plan, at("2024-08-26 12:00")) == 2

    store.write(work)


def test_after_an_import_every_week_since_the_first_liaison_is_complete(store: Store) -> None:
    now = at("2026-11-19 10:00")

    def work(connection: Connection) -> None:
        plan = make_plan(connection)
        make_member(connection, "招商局", "甲", active_from=date(2026, 10, 26))
        make_member(connection, "财政局", "乙", active_from=date(2026, 11, 10))
        open_periods(connection, plan, now, complete=True)
        assert weeks(opened(connection)) == [
            ("2026-W44", "招商局"),
            ("2026-W45", "招商局"),
            ("2026-W46", "招商局"),
            ("2026-W47", "招商局"),
            ("2026-W47", "财政局"),
        ]
        assert {row.chase_from for row in opened(connection)} == {now}
        assert open_periods(connection, plan, now, complete=True) == 0

    store.write(work)


def test_liaisons_without_a_date_have_been_there_since_the_first_item(store: Store) -> None:
    def work(connection: Connection) -> None:
        plan = office(connection)
        make_item(connection, "招商局", at("2026-11-04 10:00"), status="采用")
        open_periods(connection, plan, at("2026-11-19 10:00"), complete=True)
        assert sorted({row.period for row in opened(connection)}) == ["2026-W45", "2026-W46", "2026-W47"]

    store.write(work)


def test_without_dates_and_items_an_import_opens_the_running_week_alone(store: Store) -> None:
    def work(connection: Connection) -> None:
        plan = office(connection)
        assert open_periods(connection, plan, at("2026-11-19 10:00"), complete=True) == 2

    store.write(work)


def test_no_date_in_a_roster_reaches_back_behind_the_plan(store: Store) -> None:
    def work(connection: Connection) -> None:
        plan = make_plan(connection)
        make_member(connection, "招商局", "甲", active_from=date(1999, 1, 1))
        open_periods(connection, plan, at("2024-09-10 10:00"), complete=True)
        assert [row.period for row in opened(connection)] == ["2024-W34", "2024-W35", "2024-W36", "2024-W37"]

    store.write(work)


def test_a_unit_that_is_new_in_a_running_week_is_not_chased_for_what_was_before(store: Store) -> None:
    def work(connection: Connection) -> None:
        plan = office(connection)
        open_periods(connection, plan, at("2026-11-16 00:07"))
        make_member(connection, "科技人才局", "丁", active_from=date(2026, 11, 16))
        now = at("2026-11-20 15:00")
        assert open_periods(connection, plan, now, complete=True) == 1
        assert [row.chase_from for row in opened(connection) if row.unit == "科技人才局"] == [now]

    store.write(work)


def test_a_closed_week_is_not_rewritten_when_a_member_leaves(store: Store) -> None:
    def work(connection: Connection) -> None:
        plan = office(connection)
        open_periods(connection, plan, at("2026-11-16 00:07"))
        connection.execute(update(member_table).values(active_until=date(2026, 11, 16)))
        open_periods(connection, plan, at("2026-11-23 00:07"), complete=True)
        assert weeks(opened(connection)) == [("2026-W47", "招商局"), ("2026-W47", "财政局")]

    store.write(work)


def test_each_period_follows_the_plan_as_it_held_on_its_first_day(store: Store) -> None:
    def work(connection: Connection) -> None:
        office(connection)
        stricter = PLAN_TEXT.replace("required = 1", "required = 3")
        sync_plan(connection, plan_file(f"effective_from = 2026-11-18\n{stricter}"), at("2026-11-17 10:00"))
        plan = current_plan(connection, "jinhu", at("2026-11-19 10:00"))
        assert plan and plan.duties[0].required == 3
        open_periods(connection, plan, at("2026-11-19 10:00"))
        open_periods(connection, plan, at("2026-11-23 10:00"))
        assert {(row.period, row.required) for row in opened(connection)} == {("2026-W47", 1), ("2026-W48", 3)}

    store.write(work)


def test_every_duty_has_periods_of_its_own(store: Store) -> None:
    def work(connection: Connection) -> None:
        plan = office(connection, PLAN_TEXT + MONTHLY)
        assert open_periods(connection, plan, at("2026-11-19 10:00")) == 4
        rows = [row for row in opened(connection) if row.duty == "monthly"]
        assert {(row.period, row.required, row.deadline) for row in rows} == {("2026-11", 2, at("2026-11-25 17:00"))}

    store.write(work)


def test_the_offices_date_counts_not_that_of_utc(store: Store) -> None:
    def work(connection: Connection) -> None:
        plan = office(connection)
        open_periods(connection, plan, datetime(2026, 11, 15, 16, 0, tzinfo=UTC))
        assert {row.period for row in opened(connection)} == {"2026-W47"}

    store.write(work)


@pytest.fixture
def vacant(store: Store) -> Store:
    """A running week, then the only liaison of 招商局 leaves on Wednesday."""

    def work(connection: Connection) -> None:
        plan = office(connection)
        make_channels(connection)
        make_member(connection, "党群工作部", "编辑", "editor")
        open_periods(connection, plan, at("2026-11-16 00:07"))
        leaver = member_table.c.name == "甲"
        connection.execute(update(member_table).where(leaver).values(active_until=date(2026, 11, 18)))

    store.write(work)
    return store


def open_on(store: Store, *times: str) -> list[tuple[str, datetime]]:
    """→ receiver and due time of each letter that is there then."""

    def work(connection: Connection) -> list[tuple[str, datetime]]:
        plan = current_plan(connection, "jinhu", at(times[0]))
        assert plan
        for moment in times:
            open_periods(connection, plan, at(moment))
        return [(row.account, row.due_at) for row in rows_after(connection, 0)]

    return store.write(work)


def test_a_unit_that_loses_its_only_liaison_is_reported_on_that_day_once(vacant: Store) -> None:
    assert open_on(vacant, "2026-11-17 00:07") == []
    letters = open_on(vacant, "2026-11-18 00:07", "2026-11-18 09:00", "2026-11-19 00:07", "2026-11-23 00:07")
    assert [account for account, _ in letters] == ["editor-编辑"]
    assert at("2026-11-18 08:00") < letters[0][1] < at("2026-11-18 08:06")


def test_a_unit_whose_liaison_leaves_at_the_end_of_a_week_is_reported_too(store: Store) -> None:
    def work(connection: Connection) -> list[Vacancy]:
        open_periods(connection, office(connection), at("2026-11-16 00:07"))
        leaver = member_table.c.name == "甲"
        connection.execute(update(member_table).where(leaver).values(active_until=date(2026, 11, 23)))
        assert vacancies(connection, "jinhu", date(2026, 11, 22)) == []
        found = vacancies(connection, "jinhu", date(2026, 11, 23))
        assert vacancies(connection, "jinhu", date(2026, 11, 24)) == []
        return [replace(vacancy, unit_id=0) for vacancy in found]

    assert store.write(work) == [Vacancy(0, "招商局", date(2026, 11, 16))]


def test_a_successor_fills_the_place(vacant: Store, tmp_path: Path) -> None:
    vacant.write(lambda connection: make_member(connection, "招商局", "新人", active_from=date(2026, 11, 18)))
    assert open_on(vacant, "2026-11-18 00:07") == []
