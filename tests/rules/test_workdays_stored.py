"""Days from outside a plan's file: what stands above what, how far the calendar reaches, what deadlines make of it."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.duties import deadline, deadline_day
from rules.periods import office_date, period_of
from rules.plan import Duty, PeriodKind
from rules.workdays import Workdays, calendar_warning, known_until, library_until, with_calendar
from tests.rules.samples import GUANYUN, JINHU, KINDS, SHANGHAI, WEEKLY, days

DAY = timedelta(days=1)
UNKNOWN = library_until().year + 1
"""The first year that the library does not know."""


def in_unknown(month: int, day: int) -> date:
    return date(UNKNOWN, month, day)


def weekday(day: date) -> date:
    """The day or the first one after it that is no weekend."""
    return next(day + number * DAY for number in range(3) if (day + number * DAY).weekday() < 5)


def test_a_stored_day_off_and_a_stored_make_up_day_hold() -> None:
    off = weekday(in_unknown(3, 1))
    saturday = off + (5 - off.weekday()) * DAY
    workdays = Workdays.of(with_calendar(JINHU, {off: False, saturday: True}, ()))
    assert not workdays.is_working(off) and workdays.is_working(saturday)


def test_what_the_plan_file_names_stands_above_what_is_stored() -> None:
    off, worked = date(2026, 11, 20), date(2026, 11, 21)
    plan = replace(JINHU, days_off=(off,), working_days=(worked,))
    workdays = Workdays.of(with_calendar(plan, {off: True, worked: False}, ()))
    assert not workdays.is_working(off) and workdays.is_working(worked)


def test_what_is_stored_stands_above_the_library() -> None:
    holiday, make_up = date(2026, 10, 1), date(2026, 10, 10)
    workdays = Workdays.of(with_calendar(JINHU, {holiday: True, make_up: False}, ()))
    assert workdays.is_working(holiday) and not workdays.is_working(make_up)


@pytest.mark.parametrize(
    ("years", "known"),
    [((), 0), ((UNKNOWN,), 1), ((UNKNOWN, UNKNOWN + 1), 2), ((UNKNOWN + 1,), 0), ((UNKNOWN - 1,), 0)],
)
def test_the_calendar_is_known_to_the_end_of_the_last_year_without_a_gap(years: tuple[int, ...], known: int) -> None:
    plan = with_calendar(JINHU, {}, years)
    assert known_until(plan) == date(UNKNOWN - 1 + known, 12, 31)


def test_a_plan_can_say_how_far_its_own_days_are_complete() -> None:
    june = replace(JINHU, calendar_until=in_unknown(6, 30))
    assert known_until(june) == in_unknown(6, 30)
    assert known_until(replace(JINHU, calendar_until=date(2020, 1, 1))) == library_until()
    assert known_until(with_calendar(june, {}, (UNKNOWN,))) == in_unknown(12, 31)


def test_a_stored_year_ends_the_warning_until_its_own_end_comes_near() -> None:
    today = library_until() - 10 * DAY
    assert calendar_warning(today, JINHU) == library_until()
    known = with_calendar(JINHU, {}, (UNKNOWN,))
    assert calendar_warning(today, known) is None
    assert calendar_warning(in_unknown(12, 1), known) == in_unknown(12, 31)


def test_a_plan_that_ends_before_the_calendar_does_needs_no_warning() -> None:
    assert calendar_warning(library_until(), GUANYUN) is None
    assert calendar_warning(library_until(), replace(JINHU, end=library_until() + DAY)) == library_until()


def test_unusual_names_holidays_with_their_weekends_and_each_worked_weekend_day() -> None:
    found = Workdays.of(JINHU).unusual(date(2026, 9, 14), date(2026, 10, 20))
    assert found == [
        (date(2026, 9, 20), date(2026, 9, 21), True),
        (date(2026, 9, 25), date(2026, 9, 28), False),
        (date(2026, 10, 1), date(2026, 10, 8), False),
        (date(2026, 10, 10), date(2026, 10, 11), True),
    ]


def test_a_plain_week_has_nothing_unusual() -> None:
    assert Workdays.of(JINHU).unusual(date(2026, 11, 16), date(2026, 11, 30)) == []


def test_a_stored_day_off_moves_the_deadline_to_the_working_day_before() -> None:
    week = period_of("week", date(2026, 11, 18), JINHU)
    plan = with_calendar(JINHU, {date(2026, 11, 20): False, date(2026, 11, 19): False}, ())
    assert deadline_day(WEEKLY, week, Workdays.of(JINHU)) == date(2026, 11, 20)
    assert deadline_day(WEEKLY, week, Workdays.of(plan)) == date(2026, 11, 18)


@given(
    kind=st.sampled_from((*KINDS, "plan")),
    number=st.integers(1, 31),
    day=days,
    off=st.sets(st.integers(-20, 20), max_size=41),
    worked=st.sets(st.integers(-20, 20), max_size=10),
)
def test_a_deadline_moves_to_the_last_working_day_before_it_in_its_period(
    kind: PeriodKind, number: int, day: date, off: set[int], worked: set[int]
) -> None:
    stored = {day + shift * DAY: False for shift in off} | {day + shift * DAY: True for shift in worked}
    workdays = Workdays.of(with_calendar(GUANYUN, stored, ()))
    duty = Duty("duty", "任务", period=kind, deadline_day=number)
    period = period_of(kind, day, GUANYUN)
    usual = deadline_day(duty, period, Workdays(working_days=_all_days(period.start, period.end)))
    assert usual is not None  # the day that the plan names, were every day a working day
    before = [each for each in _all_days(period.start, usual + DAY) if workdays.is_working(each)]
    after = [each for each in _all_days(usual + DAY, period.end) if workdays.is_working(each)]
    expected = max(before) if before else max(after, default=None)
    assert deadline_day(duty, period, workdays) == expected


@given(kind=st.sampled_from(KINDS), number=st.integers(1, 31), clock=st.times(), day=days)
def test_a_period_of_stored_days_off_alone_has_no_deadline(
    kind: PeriodKind, number: int, clock: time, day: date
) -> None:
    period = period_of(kind, day, JINHU)
    duty = Duty("duty", "任务", period=kind, deadline_day=number, deadline_time=clock)
    plan = with_calendar(JINHU, dict.fromkeys(_all_days(period.start, period.end), False), ())
    assert deadline(duty, period, Workdays.of(plan), SHANGHAI) is None
    single = replace(plan, days_off=tuple(other for other in plan.days_off if other != day), working_days=(day,))
    found = deadline(duty, period, Workdays.of(single), SHANGHAI)
    assert found is not None and office_date(found, SHANGHAI) == day


def _all_days(start: date, end: date) -> frozenset[date]:
    return frozenset(start + number * DAY for number in range((end - start).days))
