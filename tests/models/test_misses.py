"""Periods missed in a row: what counts, what breaks the row, and what it costs to know."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from models.duty_ledger import excuse, report_zero
from models.items import item_table
from models.members import unit_table
from models.misses import misses_before
from models.store import Store
from rules.periods import office_date
from tests.factories import OFFICE, at, make_item, make_member
from tests.models.observing import statements
from tests.models.weeks import (
    DAY,
    MONDAY,
    NEXT_MONDAY,
    NOW,
    WEEK,
    add,
    open_week,
    send,
    three_units,
    two_plans,
    week,
)

LATER = at("2026-12-31 12:00")

MANY = 600
"""More values than a statement is given one by one."""


@pytest.fixture(autouse=True)
def plans(store: Store) -> None:
    """Two plans."""
    store.write(two_plans)


@pytest.fixture
def units(store: Store) -> list[str]:
    """Three units in the order of the roster, with a liaison each."""
    return three_units(store)


def misses(store: Store, before: date = MONDAY, now: datetime = LATER) -> dict[str, int]:
    """Unit → periods missed in a row, without those who missed none."""
    with store.read() as connection:
        names = {row[0]: row[1] for row in connection.execute(select(unit_table.c.id, unit_table.c.name))}
        today = office_date(now, OFFICE)
        found = misses_before(connection, "jinhu", "weekly", list(names), before, now, today)
    assert set(found) == set(names)
    return {names[unit]: count for unit, count in found.items() if count}


def past(store: Store, *excused: int, weeks: int = 4) -> None:
    """Opens the weeks before MONDAY; week 1 is the one just before. Some are excused."""
    for back in range(weeks, 0, -1):
        open_week(store, MONDAY - back * WEEK, excuse="放假" if back in excused else None)


def deliver(store: Store, unit: str, back: int) -> None:
    send(store, unit, f"{MONDAY - back * WEEK + DAY} 10:00")


@pytest.mark.usefixtures("units")
def test_those_right_before_count_up_to_the_last_delivery(store: Store) -> None:
    past(store)
    deliver(store, "招商局", 3)
    deliver(store, "办公室", 1)
    assert misses(store) == {"财政局": 4, "招商局": 2}


@pytest.mark.usefixtures("units")
def test_an_excused_week_neither_counts_nor_breaks_the_row(store: Store) -> None:
    past(store, 1, 3)
    deliver(store, "招商局", 4)
    deliver(store, "办公室", 2)
    assert misses(store) == {"财政局": 2, "招商局": 1}


@pytest.mark.usefixtures("units")
def test_a_delivery_in_an_excused_week_does_not_break_the_row_either(store: Store) -> None:
    past(store, 2)
    deliver(store, "财政局", 2)
    assert misses(store)["财政局"] == 3


@pytest.mark.usefixtures("units")
def test_the_running_week_and_later_ones_do_not_count(store: Store) -> None:
    past(store, weeks=1)
    for start in (MONDAY, NEXT_MONDAY):
        open_week(store, start)
    assert misses(store) == {"财政局": 1, "招商局": 1, "办公室": 1}
    assert misses(store, MONDAY - WEEK) == {}


@pytest.mark.usefixtures("units")
def test_an_item_made_up_for_later_ends_the_row(store: Store) -> None:
    past(store)
    send(store, "财政局")
    assert misses(store)["财政局"] == 4
    store.write(lambda connection: connection.execute(update(item_table).values(counted_on=MONDAY - 2 * WEEK)))
    assert misses(store)["财政局"] == 1


@pytest.mark.usefixtures("units")
def test_less_than_what_is_owed_is_a_miss(store: Store) -> None:
    open_week(store, MONDAY - WEEK, required=2)
    deliver(store, "财政局", 1)
    assert misses(store)["财政局"] == 1


@pytest.mark.usefixtures("units")
def test_another_duty_is_another_row(store: Store) -> None:
    open_week(store, MONDAY - WEEK, duty="photos")
    assert misses(store) == {}


@pytest.mark.usefixtures("units")
def test_a_long_row_is_counted_whole_in_a_few_statements(store: Store) -> None:
    past(store, weeks=14)
    with statements(store) as sent:
        assert misses(store) == {"财政局": 14, "招商局": 14, "办公室": 14}
    # One, one, two, four and the six that are left: which periods, and what came of them.
    assert len([each for each in sent if "obligation" in each]) == 2 * 5
    deliver(store, "财政局", 6)
    assert misses(store)["财政局"] == 5


@pytest.mark.usefixtures("units")
def test_only_the_units_asked_for_are_told(store: Store) -> None:
    past(store)
    with store.read() as connection:
        assert misses_before(connection, "jinhu", "weekly", [], MONDAY, LATER, LATER.date()) == {}
        assert misses_before(connection, "jinhu", "weekly", [4711], MONDAY, LATER, LATER.date()) == {4711: 0}


@pytest.mark.usefixtures("units")
def test_an_item_counts_from_when_it_was_sent(store: Store) -> None:
    """The job run as of an earlier time sees the row as it was then."""
    past(store, weeks=2)
    store.write(make_late)
    assert misses(store, now=at("2026-11-16 09:00"))["财政局"] == 2
    assert "财政局" not in misses(store, now=at("2026-11-16 12:00"))


def make_late(connection: Connection) -> None:
    """财政局 makes up on Monday at 11:00 for the week before."""
    make_item(connection, "财政局", at("2026-11-16 11:00"))
    connection.execute(update(item_table).values(counted_on=MONDAY - WEEK))


@pytest.mark.usefixtures("units")
def test_an_excuse_given_later_takes_its_week_out_of_the_row(store: Store) -> None:
    past(store, weeks=3)
    row = next(row for row in week(store, MONDAY - 2 * WEEK) if row.unit == "财政局")
    given = at("2026-11-16 10:00")
    store.write(lambda connection: excuse(connection, [row.id], "集中培训", "测试", given))
    assert misses(store, now=given - timedelta(hours=1))["财政局"] == 3
    assert misses(store, now=given)["财政局"] == 2
    store.write(lambda connection: excuse(connection, [row.id], "", "测试", given + timedelta(hours=2)))
    assert misses(store, now=given + timedelta(hours=1))["财政局"] == 2
    assert misses(store, now=given + timedelta(hours=3))["财政局"] == 3


def test_a_zero_report_breaks_the_row(store: Store) -> None:
    member = add(store, "财政局")
    past(store, weeks=3)
    (row,) = week(store, MONDAY - 2 * WEEK)
    store.write(lambda connection: report_zero(connection, row.id, 1, "无", "测试", NOW, member))
    assert misses(store)["财政局"] == 1


def test_a_week_in_which_a_unit_owed_nothing_does_not_break_its_row(store: Store) -> None:
    add(store, "招商局")
    past(store, weeks=1)
    open_week(store, MONDAY - 3 * WEEK)
    add(store, "财政局", active_until=MONDAY - 2 * WEEK)
    open_week(store, MONDAY - 3 * WEEK)
    open_week(store, MONDAY - 2 * WEEK)
    assert misses(store) == {"招商局": 3, "财政局": 1}


def _join(store: Store, numbers: range) -> None:
    def work(connection: Connection) -> None:
        for number in numbers:
            make_member(connection, f"单位{number:03d}", f"测试员{number}")

    store.write(work)


def _statements_to_know(store: Store, start: date, units: int) -> int:
    """How many statements it takes to know the misses of all units before a week."""
    with store.read() as connection:
        ids = list(connection.execute(select(unit_table.c.id).where(unit_table.c.plan_id == "jinhu")).scalars())
        assert len(ids) == units
        with statements(store) as sent:
            found = misses_before(connection, "jinhu", "weekly", ids, start, LATER, LATER.date())
    assert set(found.values()) == {3}
    return len(sent)


def test_two_hundred_units_take_as_many_statements_as_five(store: Store) -> None:
    """Two for each stretch of periods that somebody's row goes on in."""
    _join(store, range(5))
    past(store, weeks=3)
    assert _statements_to_know(store, MONDAY, 5) == 6
    _join(store, range(5, 200))
    past(store, weeks=3)
    assert _statements_to_know(store, MONDAY, 200) == 6


@pytest.mark.usefixtures("units")
def test_no_period_is_asked_for_once_every_row_has_ended(store: Store) -> None:
    past(store, weeks=6)
    for unit, back in (("财政局", 1), ("招商局", 2), ("办公室", 2)):
        deliver(store, unit, back)
    with store.read() as connection:
        ids = list(connection.execute(select(unit_table.c.id).where(unit_table.c.plan_id == "jinhu")).scalars())
        with statements(store) as sent:
            misses_before(connection, "jinhu", "weekly", ids, MONDAY, LATER, LATER.date())
    assert len(sent) == 4


def test_of_very_many_units_each_is_told_its_own(store: Store) -> None:
    _join(store, range(MANY + 1))
    past(store, weeks=2)
    deliver(store, "单位007", 1)
    deliver(store, "单位011", 2)
    found = misses(store)
    assert (found["单位000"], found.get("单位007", 0), found["单位011"], len(found)) == (2, 0, 1, MANY)
