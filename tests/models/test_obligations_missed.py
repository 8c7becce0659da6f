"""Obligations over time: the first day, units without a liaison, locks, and what it all costs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from models.obligations import lock_obligations, lock_periods, owed_in
from models.openings import Vacancy, first_day_owed, open_period, vacancies
from models.store import Store
from tests.factories import make_member, unit_id_of
from tests.models.observing import statements
from tests.models.weeks import (
    DAY,
    MONDAY,
    NEXT_MONDAY,
    NOW,
    SUNDAY,
    WEEK,
    add,
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


def first(store: Store) -> date | None:
    with store.read() as connection:
        return first_day_owed(connection, "jinhu")


def test_the_first_day_owed_is_the_earliest_date_of_a_liaison(store: Store) -> None:
    assert first(store) is None
    add(store, "财政局", active_from=NEXT_MONDAY)
    add(store, "招商局", active_from=MONDAY)
    add(store, "办公室", role="head", active_from=MONDAY - WEEK)
    assert first(store) == MONDAY


def test_where_a_liaison_has_no_date_the_first_item_counts_too(store: Store) -> None:
    add(store, "财政局", active_from=NEXT_MONDAY)
    send(store, "财政局", "2026-11-10 10:00")
    assert first(store) == NEXT_MONDAY
    add(store, "招商局")
    assert first(store) == date(2026, 11, 10)


def vacant(store: Store, day: date) -> list[tuple[str, date]]:
    with store.read() as connection:
        return [(each.unit, each.starts_on) for each in vacancies(connection, "jinhu", day)]


def test_a_unit_that_lost_its_only_liaison_is_named_from_that_day_on(store: Store) -> None:
    add(store, "财政局", active_until=MONDAY + 2 * DAY)
    add(store, "招商局", active_until=MONDAY + 2 * DAY)
    add(store, "招商局", "测试员02")
    add(store, "办公室")
    open_week(store)
    assert vacant(store, MONDAY + DAY) == []
    assert vacant(store, MONDAY + 2 * DAY) == [("财政局", MONDAY)]
    assert vacant(store, NEXT_MONDAY) == [("财政局", MONDAY)]
    assert vacant(store, NEXT_MONDAY + DAY) == []
    with store.read() as connection:
        unit_id = unit_id_of(connection, "财政局")
        assert vacancies(connection, "jinhu", SUNDAY) == [Vacancy(unit_id, "财政局", MONDAY)]


def test_a_unit_with_two_duties_is_named_once_with_the_later_period(store: Store) -> None:
    add(store, "财政局", active_until=MONDAY + DAY)
    month = replace(opening(duty="monthly"), starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 1))
    store.write(lambda connection: open_period(connection, month, NOW))
    open_week(store)
    assert vacant(store, MONDAY + DAY) == [("财政局", MONDAY)]


def refused(store: Store, ids: Sequence[int]) -> bool:
    """Whether somebody else may not decide about these obligations now."""

    def work(connection: Connection) -> None:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
        lock_obligations(connection, ids)

    try:
        store.write(work)
    except OperationalError:
        return True
    return False


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_two_processes_do_not_decide_about_one_obligation_at_once(store: Store, units: list[str]) -> None:
    open_week(store)
    ids = [row.id for row in week(store)]

    def work(connection: Connection) -> list[bool]:
        lock_obligations(connection, ids[:2])
        return [refused(store, each) for each in (ids[:1], ids[2:])]

    assert store.write(work) == [True, False]
    assert refused(store, ids) is False


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_who_has_a_period_has_every_obligation_in_it_and_none_of_another(store: Store, units: list[str]) -> None:
    open_week(store)
    open_week(store, NEXT_MONDAY)
    here, there = ([row.id for row in week(store, start)] for start in (MONDAY, NEXT_MONDAY))

    def work(connection: Connection) -> list[bool]:
        lock_periods(connection, [("jinhu", "weekly", MONDAY)])
        return [refused(store, each) for each in (here[2:], there)]

    assert store.write(work) == [True, False]


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_with_one_writer_nothing_needs_a_lock(store: Store) -> None:
    with store.read() as connection, statements(store) as sent:
        lock_obligations(connection, [1])
        lock_periods(connection, [("jinhu", "weekly", MONDAY)])
    assert sent == []


def _join(store: Store, numbers: range) -> None:
    def work(connection: Connection) -> None:
        for number in numbers:
            make_member(connection, f"单位{number:03d}", f"测试员{number}")

    store.write(work)


def _statements_of_a_week(store: Store, start: date, units: int) -> tuple[int, int]:
    """How many statements it takes to open a week, and to see who owes."""
    with statements(store) as opened:
        assert open_week(store, start) == units
    with store.read() as connection, statements(store) as owed:
        assert len(owed_in(connection, "jinhu", "weekly", start)) == units
    return len([each for each in opened if not each.startswith("BEGIN")]), len(owed)


def test_two_hundred_units_take_as_many_statements_as_five(store: Store) -> None:
    _join(store, range(5))
    few = _statements_of_a_week(store, MONDAY, 5)
    _join(store, range(5, 200))
    many = _statements_of_a_week(store, NEXT_MONDAY, 200)
    assert few == many == (1, 1)
