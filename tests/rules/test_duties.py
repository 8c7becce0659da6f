from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.duties import COUNTING_STATUSES, deadline, deadline_day, delivered, is_late, still_owed
from rules.periods import office_date, period_of
from rules.plan import Duty, PeriodKind, Plan
from rules.workdays import Workdays
from tests.rules.samples import GUANYUN, JINHU, KINDS, SHANGHAI, WEEKLY, days, office

WORKDAYS = Workdays.of(JINHU)
SECOND = timedelta(seconds=1)


def due(duty: Duty, day: str, plan: Plan = JINHU) -> datetime | None:
    period = period_of(duty.period, date.fromisoformat(day), plan)
    return deadline(duty, period, Workdays.of(plan), SHANGHAI)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-18", "2026-11-20 17:00"),
        ("2026-10-05", "2026-10-09 17:00"),  # the week has a make-up Saturday
        ("2026-09-28", "2026-09-30 17:00"),  # off from Thursday on
        ("2026-06-15", "2026-06-18 17:00"),  # the Friday is off
        ("2026-09-14", "2026-09-18 17:00"),  # the week has a make-up Sunday
        ("2026-12-28", "2027-01-01 17:00"),  # the library does not know this Friday
    ],
)
def test_a_weekly_deadline_on_a_day_off_moves_to_the_working_day_before(day: str, expected: str) -> None:
    assert due(WEEKLY, day) == office(expected)


def test_a_deadline_is_told_in_utc() -> None:
    found = due(WEEKLY, "2026-11-18")
    assert found == datetime(2026, 11, 20, 9, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_a_week_without_a_working_day_has_no_deadline() -> None:
    assert due(WEEKLY, "2026-02-18") is None


def test_a_day_off_has_no_deadline() -> None:
    daily = Duty("daily", "每日", period="day")
    assert due(daily, "2026-10-01") is None
    assert due(daily, "2026-10-10") == office("2026-10-10 17:00")


def test_a_deadline_before_the_only_working_days_moves_to_the_last_of_them() -> None:
    plan = replace(JINHU, days_off=tuple(date(2026, 10, day) for day in (8, 9)))
    assert due(WEEKLY, "2026-10-05", plan) == office("2026-10-10 17:00")


def test_a_monday_deadline_in_a_week_that_begins_with_days_off_moves_to_the_last_working_day() -> None:
    assert due(replace(WEEKLY, deadline_day=1), "2026-10-05") == office("2026-10-10 17:00")


@pytest.mark.parametrize(
    ("kind", "number", "day", "expected"),
    [
        ("month", 25, "2026-11-03", "2026-11-25 17:00"),
        ("month", 31, "2026-11-03", "2026-11-30 17:00"),
        ("month", 31, "2026-01-03", "2026-01-30 17:00"),  # the 31st is a Saturday
        ("month", 28, "2026-02-03", "2026-02-28 17:00"),  # a make-up Saturday
        ("month", 1, "2026-10-03", "2026-10-30 17:00"),  # nothing stands before the 1st, a day off
        ("quarter", 20, "2026-10-03", "2026-12-18 17:00"),
        ("quarter", 31, "2026-04-03", "2026-06-30 17:00"),
        ("half", 10, "2026-07-03", "2026-12-10 17:00"),
        ("year", 15, "2026-07-03", "2026-12-15 17:00"),
    ],
)
def test_a_deadline_counts_days_in_the_last_month_of_the_period(
    kind: PeriodKind, number: int, day: str, expected: str
) -> None:
    duty = Duty("duty", "任务", period=kind, deadline_day=number)
    assert due(duty, day) == office(expected)


@pytest.mark.parametrize(
    ("number", "expected"), [(30, "2021-09-30 17:00"), (365, "2022-08-31 17:00"), (400, "2022-08-31 17:00")]
)
def test_a_deadline_in_the_plans_span_counts_days_from_its_start(number: int, expected: str) -> None:
    assert due(Duty("once", "一次", period="plan", deadline_day=number), "2022-01-01", GUANYUN) == office(expected)


@given(
    kind=st.sampled_from((*KINDS, "plan")),
    number=st.integers(1, 31),
    clock=st.times(),
    day=days,
    off=st.sets(st.integers(0, 40), max_size=40),
)
def test_a_deadline_lies_in_its_period_on_a_working_day(
    kind: PeriodKind, number: int, clock: time, day: date, off: set[int]
) -> None:
    plan = replace(GUANYUN, days_off=tuple(day + timedelta(days=shift) for shift in off))
    workdays = Workdays.of(plan)
    duty = Duty("duty", "任务", period=kind, deadline_day=number, deadline_time=clock)
    period = period_of(kind, day, plan)
    found = deadline(duty, period, workdays, SHANGHAI)
    if found is None:
        assert workdays.last_in(period.start, period.end) is None
        return
    due_day = office_date(found, SHANGHAI)
    assert due_day == deadline_day(duty, period, workdays)
    assert period.contains(due_day)
    assert workdays.is_working(due_day)


@given(day=days, number=st.integers(1, 7))
def test_a_weekly_deadline_on_a_working_day_stays(day: date, number: int) -> None:
    week = period_of("week", day, JINHU)
    named = week.start + timedelta(days=number - 1)
    if WORKDAYS.is_working(named):
        assert deadline_day(replace(WEEKLY, deadline_day=number), week, WORKDAYS) == named


def test_an_item_is_late_after_the_deadline_and_not_at_it() -> None:
    found = due(WEEKLY, "2026-11-18")
    assert found
    assert not is_late(found, found)
    assert is_late(found + SECOND, found)


def test_nothing_is_late_where_nothing_is_due() -> None:
    assert not is_late(datetime(2026, 11, 20, tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("count", "required", "done", "owed"),
    [(0, 1, False, 1), (1, 1, True, 0), (3, 1, True, 0), (2, 5, False, 3), (0, 0, True, 0)],
)
def test_a_duty_is_delivered_when_enough_items_count(count: int, required: int, done: bool, owed: int) -> None:
    assert delivered(count, required) is done
    assert still_owed(count, required) == owed


@pytest.mark.parametrize("status", ["草稿", "撤回", "退回"])
def test_what_is_not_before_the_editors_or_adopted_does_not_count(status: str) -> None:
    assert status not in COUNTING_STATUSES
