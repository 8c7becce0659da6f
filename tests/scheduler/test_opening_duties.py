"""Duties of every kind of period, for some of the units, with quotas; the roster as it changes."""

from datetime import date

import pytest
from sqlalchemy import Connection, select, update

from models.members import member_table, unit_table
from models.obligations import obligation_table
from models.store import Store
from tests.factories import at, make_member, make_plan
from tests.scheduler.duties import HEAD, begin, chased, duty, open_at, opened, rows


@pytest.mark.parametrize(
    ("told", "period", "span", "deadline", "first_rung"),
    [
        (
            'period = "day"',
            "2026-11-18",
            (date(2026, 11, 18), date(2026, 11, 19)),
            "2026-11-18 17:00",
            "2026-11-18 14:07",
        ),
        (
            'period = "week"\ndeadline_day = 4',
            "2026-W47",
            (date(2026, 11, 16), date(2026, 11, 23)),
            "2026-11-19 17:00",
            "2026-11-18 15:07",
        ),
        (
            'period = "month"\ndeadline_day = 25',
            "2026-11",
            (date(2026, 11, 1), date(2026, 12, 1)),
            "2026-11-25 17:00",
            "2026-11-24 15:07",
        ),
        (
            'period = "quarter"\ndeadline_day = 25',
            "2026-Q4",
            (date(2026, 10, 1), date(2027, 1, 1)),
            "2026-12-25 17:00",
            "2026-12-24 15:07",
        ),
        (
            'period = "half"\ndeadline_day = 31',
            "2026-H2",
            (date(2026, 7, 1), date(2027, 1, 1)),
            "2026-12-31 17:00",
            "2026-12-30 15:07",
        ),
        (
            'period = "year"\ndeadline_day = 20',
            "2026",
            (date(2026, 1, 1), date(2027, 1, 1)),
            "2026-12-18 17:00",  # the 20th is a Sunday
            "2026-12-17 15:07",
        ),
        (
            'period = "plan"\ndeadline_day = 345',
            "plan",
            (date(2026, 1, 1), date(2028, 1, 1)),
            "2026-12-11 17:00",
            "2026-12-10 15:07",
        ),
    ],
)
def test_a_duty_of_every_kind_of_period_is_opened_and_chased(
    store: Store, told: str, period: str, span: tuple[date, date], deadline: str, first_rung: str
) -> None:
    begin(store, duty(told))
    (row,) = opened(store)
    assert (row.period, (row.starts_on, row.ends_on), row.deadline) == (period, span, at(deadline))
    rung = at(first_rung)
    assert chased(store, rung.replace(minute=rung.minute - 1)) == 0
    assert [chased(store, rung), chased(store, rung)] == [1, 0]


@pytest.mark.parametrize("told", ['period = "day"', 'period = "month"\ndeadline_day = 25', 'period = "year"'])
def test_an_open_period_is_frozen_whatever_becomes_of_plan_and_roster(store: Store, told: str) -> None:
    begin(store, duty(told))
    with store.read() as connection:
        before = connection.execute(select(obligation_table)).all()

    def change(connection: Connection) -> None:
        make_plan(connection, HEAD + duty(f'{told}\nrequired = 7\nboards = ["安全"]'), at("2026-11-18 10:00"))
        connection.execute(update(unit_table).values(class_name="二类"))

    store.write(change)
    assert open_at(store, at("2026-11-18 11:00")) == 0
    with store.read() as connection:
        assert connection.execute(select(obligation_table)).all() == before


def test_a_day_off_asks_for_nothing_of_a_daily_duty(store: Store) -> None:
    begin(store, duty('period = "day"'), now=at("2026-11-21 00:07"))
    (row,) = opened(store)
    assert (row.deadline, row.excuse, row.missing) == (None, "本期没有工作日", 0)


def test_days_that_a_downtime_let_pass_are_opened_one_by_one(store: Store) -> None:
    begin(store, duty('period = "day"'))
    assert open_at(store, at("2026-11-25 09:00")) == 7


@pytest.fixture
def classed(store: Store) -> Store:
    """Five units in classes and groups with a liaison each; no plan has a duty yet."""
    begin(store, units=("甲局", "乙局", "丙局", "丁局", "戊局"))
    places = {"甲局": ("一类", "东片"), "乙局": ("一类", "西片"), "丙局": ("二类", "东片"), "丁局": ("", "西片")}

    def work(connection: Connection) -> None:
        for unit, (class_name, group) in places.items():
            own = update(unit_table).where(unit_table.c.name == unit)
            connection.execute(own.values(class_name=class_name, group_name=group))

    store.write(work)
    return store


def owed(store: Store, told: str) -> dict[str, int]:
    """Unit → how many it owes in the week after the duty came."""
    later = at("2026-11-23 00:07")
    groups = HEAD.replace("kinds =", 'groups = ["东片", "西片"]\nkinds =')
    store.write(lambda connection: make_plan(connection, groups + duty(f'period = "week"\n{told}'), later))
    open_at(store, later)
    return {unit: required for unit, (required, _) in rows(store).items()}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ('units = ["甲局", "戊局"]', {"甲局", "戊局"}),
        ('classes = ["一类"]', {"甲局", "乙局"}),
        ('groups = ["东片"]', {"甲局", "丙局"}),
        ('classes = ["一类"]\ngroups = ["东片"]', {"甲局", "乙局", "丙局"}),
        ('units = ["戊局"]\nclasses = ["二类"]', {"丙局", "戊局"}),
        ("", {"甲局", "乙局", "丙局", "丁局", "戊局"}),
    ],
)
def test_a_duty_is_owed_by_the_units_that_any_of_its_names_fits(classed: Store, told: str, expected: set[str]) -> None:
    assert owed(classed, told) == dict.fromkeys(expected, 1)


QUOTAS = """required = 1
[[duties.quotas]]
required = 5
groups = ["东片"]
[[duties.quotas]]
required = 3
classes = ["一类"]
[[duties.quotas]]
required = 0
units = ["乙局"]
"""


def test_a_quota_by_name_goes_before_one_by_class_and_that_before_one_by_group(classed: Store) -> None:
    """0 frees a unit from the duty: it has no row at all."""
    assert owed(classed, QUOTAS) == {"甲局": 3, "丙局": 5, "丁局": 1, "戊局": 1}


def test_the_class_is_written_into_the_row_and_stays(classed: Store) -> None:
    owed(classed, "")
    classed.write(lambda connection: connection.execute(update(unit_table).values(class_name="三类")))
    open_at(classed, at("2026-11-24 00:07"))
    found = opened(classed)
    assert {row.unit: row.class_name for row in found} == {
        "甲局": "一类",
        "乙局": "一类",
        "丙局": "二类",
        "丁局": "",
        "戊局": "",
    }


def test_who_comes_in_mid_week_owes_from_the_next_one_and_who_leaves_leaves_the_row(
    store: Store,
) -> None:
    begin(store, duty('period = "week"'), now=at("2026-11-16 00:07"), units=("招商局", "财政局"))

    def change(connection: Connection) -> None:
        make_member(connection, "办公室", "新人", active_from=date(2026, 11, 18))
        leaver = update(member_table).where(member_table.c.name == "财政局")
        connection.execute(leaver.values(active_until=date(2026, 11, 18)))

    store.write(change)
    for day, new in (("2026-11-17", 0), ("2026-11-18", 0), ("2026-11-22", 0), ("2026-11-23", 2)):
        assert open_at(store, at(f"{day} 00:07")) == new
    found = opened(store)
    assert [(row.period, row.unit) for row in found if row.period == "2026-W47"] == [
        ("2026-W47", "招商局"),
        ("2026-W47", "财政局"),
    ]
    assert {row.unit for row in found if row.period == "2026-W48"} == {"招商局", "办公室"}


def test_the_unit_whose_liaison_has_left_is_not_reminded_and_still_counted_as_owing(store: Store) -> None:
    begin(store, duty('period = "week"'), now=at("2026-11-16 00:07"), units=("招商局", "财政局"))
    leaver = update(member_table).where(member_table.c.name == "财政局").values(active_until=date(2026, 11, 18))
    store.write(lambda connection: connection.execute(leaver))
    assert chased(store, at("2026-11-20 14:07")) == 1
    assert rows(store) == {"招商局": (1, 0), "财政局": (1, 0)}
