"""Obligations: written when the period opens, frozen then, and delivered by what counts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, select, update

from models.members import member_table, unit_table
from models.obligations import (
    CLOCK_SLACK,
    Obligation,
    obligation_table,
    obligations_as_of,
    obligations_with_ids,
    owed_in,
    running_obligations,
)
from models.openings import OpenSpan, last_opened, open_period, open_spans
from models.store import Store
from rules.plan import Role
from tests.factories import at, make_member, unit_id_of
from tests.models.observing import together
from tests.models.weeks import (
    DAY,
    DEADLINE,
    MONDAY,
    NEXT_MONDAY,
    NOW,
    SUNDAY,
    WEEK,
    add,
    obligations_starting_between,
    open_week,
    opening,
    send,
    three_units,
    two_plans,
    week,
)


@pytest.fixture(autouse=True)
def plans(store: Store) -> None:
    """Two plans."""
    store.write(two_plans)


@pytest.fixture
def units(store: Store) -> list[str]:
    """Three units in the order of the roster, with a liaison each."""
    return three_units(store)


def test_each_unit_with_a_liaison_owes_once_with_all_that_the_duty_says(store: Store, units: list[str]) -> None:
    add(store, "财政局", "测试员02")
    assert open_week(store, required=2) == 3
    rows = week(store)
    assert [row.unit for row in rows] == units
    with store.read() as connection:
        unit_id = unit_id_of(connection, "财政局")
    assert rows[2] == Obligation(
        id=rows[2].id,
        plan_id="jinhu",
        duty="weekly",
        unit_id=unit_id,
        unit="财政局",
        period="2026-W47",
        starts_on=MONDAY,
        ends_on=NEXT_MONDAY,
        deadline=DEADLINE,
        required=2,
        excuse=None,
        opened_at=NOW,
        chase_from=NOW,
        delivered=0,
    )


@pytest.mark.parametrize(
    ("active_from", "active_until", "owes"),
    [
        (None, None, True),
        (MONDAY, None, True),
        (MONDAY + DAY, None, False),
        (None, MONDAY, False),
        (None, MONDAY + DAY, True),
    ],
)
def test_a_unit_without_a_liaison_on_the_first_day_owes_nothing(
    store: Store, active_from: date | None, active_until: date | None, owes: bool
) -> None:
    add(store, "财政局", active_from=active_from, active_until=active_until)
    assert open_week(store) == int(owes) == len(week(store))


@pytest.mark.parametrize("role", ["head", "editor", "reviewer", "leader"])
def test_nobody_but_a_liaison_makes_a_unit_owe(store: Store, role: Role) -> None:
    add(store, "财政局", role=role)
    assert open_week(store) == 0


def test_a_period_is_opened_once(store: Store, units: list[str]) -> None:
    open_week(store)
    before = week(store)
    assert open_week(store, now=NOW + WEEK, required=5, excuse="放假") == 0
    assert week(store) == before


def test_a_later_change_of_the_roster_rewrites_nothing(store: Store, units: list[str]) -> None:
    store.write(lambda connection: connection.execute(update(unit_table).values(class_name="一类")))
    open_week(store)
    before = week(store)

    def work(connection: Connection) -> None:
        connection.execute(update(unit_table).values(class_name="二类"))
        connection.execute(update(member_table).values(active_until=MONDAY))
        make_member(connection, "新单位", "测试员07", active_from=MONDAY + DAY)

    store.write(work)
    assert open_week(store) == 0
    assert week(store) == before
    with store.read() as connection:
        classes = set(connection.execute(select(obligation_table.c.class_name)).scalars())
    assert classes == {"一类"}


def test_a_unit_that_was_in_office_all_along_and_is_learnt_of_later_is_added(store: Store) -> None:
    add(store, "财政局")
    open_week(store)
    add(store, "招商局", active_from=MONDAY - DAY)
    later = NOW + 2 * DAY
    assert open_week(store, now=later) == 1
    found = {row.unit: (row.opened_at, row.chase_from) for row in week(store)}
    assert found == {"财政局": (NOW, NOW), "招商局": (later, later)}


def test_a_period_opened_late_for_a_downtime_is_chased_from_where_it_says(store: Store, units: list[str]) -> None:
    late = replace(opening(), chase_from=at("2026-11-16 00:00"))
    store.write(lambda connection: open_period(connection, late, DEADLINE))
    assert {(row.opened_at, row.chase_from) for row in week(store)} == {(DEADLINE, at("2026-11-16 00:00"))}


def test_an_excused_period_and_one_without_a_deadline_are_written_too(store: Store, units: list[str]) -> None:
    excused = replace(opening(excuse="没有工作日"), deadline=None, excuse_source="国务院办公厅")
    store.write(lambda connection: open_period(connection, excused, NOW))
    assert [(row.deadline, row.excuse, row.missing) for row in week(store)] == [(None, "没有工作日", 0)] * 3
    with store.read() as connection:
        assert owed_in(connection, "jinhu", "weekly", MONDAY) == []


def test_many_processes_open_a_period_together_once(store: Store, neighbour: Store, units: list[str]) -> None:
    opened = together(8, lambda number: open_week((store, neighbour)[number % 2]))
    assert sum(opened) == 3
    assert [row.unit for row in week(store)] == units


def test_two_duties_of_one_unit_are_two_obligations(store: Store, units: list[str]) -> None:
    assert [open_week(store), open_week(store, duty="photos"), open_week(store, NEXT_MONDAY)] == [3, 3, 3]
    assert len(week(store)) == len(week(store, duty="photos")) == len(week(store, NEXT_MONDAY)) == 3


@pytest.mark.usefixtures("units")
@pytest.mark.parametrize(("status", "delivered"), [("草稿", 0), ("待审", 1), ("采用", 1), ("退回", 0), ("撤回", 0)])
def test_what_is_in_review_or_adopted_is_delivered_and_nothing_else(store: Store, status: str, delivered: int) -> None:
    open_week(store)
    send(store, "财政局", status=status)
    (row,) = [row for row in week(store) if row.unit == "财政局"]
    assert (row.delivered, row.missing) == (delivered, 1 - delivered)


@pytest.mark.usefixtures("units")
@pytest.mark.parametrize(
    ("sent", "delivered"),
    [("2026-11-15 23:59", 0), ("2026-11-16 00:00", 1), ("2026-11-22 23:59", 1), ("2026-11-23 00:00", 0)],
)
@pytest.mark.usefixtures("units")
def test_an_item_stands_for_the_period_of_the_offices_date(store: Store, sent: str, delivered: int) -> None:
    open_week(store)
    send(store, "财政局", sent)
    assert sum(row.delivered for row in week(store)) == delivered


@pytest.mark.usefixtures("units")
def test_those_who_may_be_chased_are_neither_excused_nor_done(store: Store) -> None:
    open_week(store, required=2)
    for unit in ("招商局", "办公室", "办公室"):
        send(store, unit)
    with store.read() as connection:
        assert [(row.unit, row.missing) for row in owed_in(connection, "jinhu", "weekly", MONDAY)] == [
            ("招商局", 1),
            ("财政局", 2),
        ]
    excuse = update(obligation_table).where(obligation_table.c.id == week(store)[1].id).values(excuse="豁免")
    store.write(lambda connection: connection.execute(excuse))
    with store.read() as connection:
        assert [row.unit for row in owed_in(connection, "jinhu", "weekly", MONDAY)] == ["财政局"]


@pytest.mark.usefixtures("units")
def test_more_than_what_is_owed_leaves_nothing_missing(store: Store) -> None:
    open_week(store)
    for _ in range(3):
        send(store, "财政局")
    (row,) = [row for row in week(store) if row.unit == "财政局"]
    assert (row.delivered, row.missing) == (3, 0)


@pytest.mark.usefixtures("units")
def test_what_was_sent_after_an_instant_is_not_seen_by_a_job_that_runs_as_of_then(store: Store) -> None:
    open_week(store)
    send(store, "财政局", "2026-11-18 10:00")
    sent_at = at("2026-11-18 10:00")
    for now, delivered in (
        (sent_at, 1),
        (sent_at - CLOCK_SLACK, 1),
        (sent_at - CLOCK_SLACK - timedelta(seconds=1), 0),
    ):
        with store.read() as connection:
            rows = obligations_as_of(connection, "jinhu", "weekly", MONDAY, now, SUNDAY)
        assert [(row.unit, row.delivered) for row in rows] == [("办公室", 0), ("招商局", 0), ("财政局", delivered)]


@pytest.mark.usefixtures("units")
def test_a_unit_owes_what_runs_on_a_day(store: Store) -> None:
    open_week(store)
    open_week(store, NEXT_MONDAY)
    month = replace(opening(duty="monthly"), period="2026-11", starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 1))
    store.write(lambda connection: open_period(connection, month, NOW))
    for day, expected in (
        (MONDAY - DAY, [("monthly", "2026-11")]),
        (MONDAY, [("weekly", "2026-W47"), ("monthly", "2026-11")]),
        (SUNDAY, [("weekly", "2026-W47"), ("monthly", "2026-11")]),
        (NEXT_MONDAY, [("weekly", "2026-W48"), ("monthly", "2026-11")]),
    ):
        with store.read() as connection:
            found = running_obligations(connection, unit_id_of(connection, "财政局"), day)
        assert [(row.duty, row.period) for row in found] == expected


@pytest.mark.usefixtures("units")
def test_obligations_by_the_start_of_their_period(store: Store, units: list[str]) -> None:
    for start in (NEXT_MONDAY, MONDAY, MONDAY - WEEK):
        open_week(store, start)
    with store.read() as connection:
        found = obligations_starting_between(connection, "jinhu", MONDAY, NEXT_MONDAY + DAY)
        assert obligations_starting_between(connection, "guanyun", MONDAY, NEXT_MONDAY) == []
        assert obligations_starting_between(connection, "jinhu", MONDAY + DAY, NEXT_MONDAY) == []
    expected = [(start, unit) for start in (MONDAY, NEXT_MONDAY) for unit in units]
    assert [(row.starts_on, row.unit) for row in found] == expected


@pytest.mark.usefixtures("units")
def test_obligations_by_id_in_the_order_of_the_roster(store: Store, units: list[str]) -> None:
    open_week(store)
    rows = week(store)
    with store.read() as connection:
        assert obligations_with_ids(connection, [rows[2].id, rows[0].id]) == [rows[0], rows[2]]
        assert obligations_with_ids(connection, []) == []


@pytest.mark.usefixtures("units")
def test_the_latest_open_period_of_a_duty(store: Store) -> None:
    for start in (NEXT_MONDAY, MONDAY):
        open_week(store, start)
    with store.read() as connection:
        assert last_opened(connection, "jinhu", "weekly") == NEXT_MONDAY
        assert last_opened(connection, "jinhu", "photos") is None
        assert last_opened(connection, "guanyun", "weekly") is None


@pytest.mark.usefixtures("units")
def test_the_open_periods_that_touch_a_span_of_days(store: Store) -> None:
    for start in (MONDAY - WEEK, MONDAY, NEXT_MONDAY):
        open_week(store, start)
    open_week(store, duty="photos")
    with store.read() as connection:
        assert open_spans(connection, "jinhu", MONDAY - DAY, MONDAY) == [
            OpenSpan("weekly", MONDAY - WEEK, MONDAY),
            OpenSpan("photos", MONDAY, NEXT_MONDAY),
            OpenSpan("weekly", MONDAY, NEXT_MONDAY),
        ]
        assert [span.duty for span in open_spans(connection, "jinhu", MONDAY, SUNDAY)] == ["photos", "weekly"]
        assert open_spans(connection, "guanyun", MONDAY, SUNDAY) == []
