"""Periods seen from another one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.periods.shifting import a_year_before, elapsed, months_before, period_after, period_before
from questions.query import TimeRange

TODAY = date(2026, 11, 18)


def span(start: str, end: str) -> TimeRange:
    return TimeRange(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        (span("2026-11-01", "2026-12-01"), span("2026-10-01", "2026-11-01")),
        (span("2026-03-01", "2026-04-01"), span("2026-02-01", "2026-03-01")),
        (span("2026-01-01", "2026-04-01"), span("2025-10-01", "2026-01-01")),
        (span("2026-01-01", "2026-07-01"), span("2025-07-01", "2026-01-01")),
        (span("2026-01-01", "2027-01-01"), span("2025-01-01", "2026-01-01")),
        (span("2026-11-16", "2026-11-23"), span("2026-11-09", "2026-11-16")),
        (span("2026-11-18", "2026-11-19"), span("2026-11-17", "2026-11-18")),
        # Three months that are no quarter are so many days.
        (span("2026-02-01", "2026-05-01"), span("2025-11-04", "2026-02-01")),
    ],
)
def test_the_period_before_is_of_the_same_kind(asked: TimeRange, before: TimeRange) -> None:
    assert period_before(asked) == before


@given(st.dates(date(2001, 1, 1), date(2090, 12, 1)), st.sampled_from([1, 3, 6, 12]))
def test_a_calendar_period_lies_between_the_one_before_and_the_one_after(day: date, months: int) -> None:
    first = day.replace(day=1, month=(day.month - 1) // months * months + 1)
    after = first.month + months
    asked = TimeRange(first, date(first.year + (after - 1) // 12, (after - 1) % 12 + 1, 1))
    assert period_after(period_before(asked)) == asked
    assert period_before(asked).end == asked.start


def test_what_still_runs_is_compared_up_to_the_same_day() -> None:
    assert a_year_before(span("2026-01-01", "2027-01-01"), TODAY) == span("2025-01-01", "2025-11-19")
    assert a_year_before(span("2026-07-01", "2026-10-01"), TODAY) == span("2025-07-01", "2025-10-01")


def test_a_leap_day_becomes_the_last_day_of_february() -> None:
    assert months_before(span("2024-02-29", "2024-03-01"), 12) == span("2023-02-28", "2023-03-01")
    assert months_before(span("2024-02-01", "2024-03-01"), 12) == span("2023-02-01", "2023-03-01")


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 500), st.sampled_from([1, 3, 12]))
def test_a_shifted_period_is_never_empty(first: date, days: int, months: int) -> None:
    shifted = months_before(TimeRange(first, first + timedelta(days)), months)
    assert shifted.start < shifted.end <= first + timedelta(days)


def test_only_a_running_period_is_cut_at_today() -> None:
    assert elapsed(span("2026-11-01", "2026-12-01"), TODAY) == span("2026-11-01", "2026-11-19")
    assert elapsed(span("2026-10-01", "2026-11-01"), TODAY) == span("2026-10-01", "2026-11-01")
    assert elapsed(span("2026-12-01", "2027-01-01"), TODAY) == span("2026-12-01", "2027-01-01")
