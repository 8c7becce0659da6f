from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.periods import (
    NO_END,
    Period,
    following,
    instant_of,
    instants,
    office_date,
    period_of,
    periods_between,
    plan_end,
    previous,
)
from rules.plan import PeriodKind
from tests.rules.samples import GUANYUN, JINHU, SHANGHAI, days, kinds

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "day", "start", "end", "key"),
    [
        ("day", "2026-11-20", "2026-11-20", "2026-11-21", "2026-11-20"),
        ("week", "2026-11-16", "2026-11-16", "2026-11-23", "2026-W47"),
        ("week", "2026-11-22", "2026-11-16", "2026-11-23", "2026-W47"),
        ("week", "2027-01-01", "2026-12-28", "2027-01-04", "2026-W53"),
        ("week", "2024-12-31", "2024-12-30", "2025-01-06", "2025-W01"),
        ("month", "2026-11-20", "2026-11-01", "2026-12-01", "2026-11"),
        ("month", "2026-12-31", "2026-12-01", "2027-01-01", "2026-12"),
        ("month", "2024-02-29", "2024-02-01", "2024-03-01", "2024-02"),
        ("quarter", "2026-11-20", "2026-10-01", "2027-01-01", "2026-Q4"),
        ("quarter", "2026-03-31", "2026-01-01", "2026-04-01", "2026-Q1"),
        ("half", "2026-06-30", "2026-01-01", "2026-07-01", "2026-H1"),
        ("half", "2026-07-01", "2026-07-01", "2027-01-01", "2026-H2"),
        ("year", "2026-11-20", "2026-01-01", "2027-01-01", "2026"),
    ],
)
def test_the_period_that_contains_a_day(kind: PeriodKind, day: str, start: str, end: str, key: str) -> None:
    period = period_of(kind, date.fromisoformat(day), JINHU)
    assert period == Period(date.fromisoformat(start), date.fromisoformat(end), kind)
    assert period.key == key


def test_the_plans_span_includes_its_last_day() -> None:
    span = period_of("plan", date(2022, 1, 1), GUANYUN)
    assert (span.start, span.last_day, span.key) == (date(2021, 9, 1), date(2022, 8, 31), "plan")


def test_a_plan_without_end_goes_on() -> None:
    assert period_of("plan", date(2026, 11, 20), JINHU) == Period(date(2024, 8, 20), NO_END, "plan")
    assert plan_end(JINHU) == NO_END


def test_a_plan_has_one_span_on_every_day() -> None:
    span = period_of("plan", date(2030, 1, 1), GUANYUN)
    assert span == period_of("plan", date(2021, 9, 1), GUANYUN)
    assert not span.contains(date(2030, 1, 1))


def test_the_plans_span_has_no_neighbours() -> None:
    span = period_of("plan", date(2022, 1, 1), GUANYUN)
    assert previous(span, GUANYUN) is None
    assert following(span, GUANYUN) is None


@given(kind=kinds, day=days)
def test_a_day_lies_in_its_period_and_in_none_of_the_neighbours(kind: PeriodKind, day: date) -> None:
    period = period_of(kind, day, JINHU)
    before, after = previous(period, JINHU), following(period, JINHU)
    assert before and after
    assert period.contains(day)
    assert not before.contains(day)
    assert not after.contains(day)


@given(kind=kinds, day=days)
def test_periods_tile_the_calendar(kind: PeriodKind, day: date) -> None:
    period = period_of(kind, day, JINHU)
    after = following(period, JINHU)
    assert after
    assert after.start == period.end
    assert period < after
    assert previous(after, JINHU) == period


@given(kind=kinds, day=days)
def test_every_day_of_a_period_leads_to_the_same_period_and_key(kind: PeriodKind, day: date) -> None:
    period = period_of(kind, day, JINHU)
    for inside in (period.start, period.last_day):
        assert period_of(kind, inside, JINHU) == period
        assert period_of(kind, inside, JINHU).key == period.key


@given(kind=kinds, day=days, other=days)
def test_two_days_share_a_key_only_if_they_share_the_period(kind: PeriodKind, day: date, other: date) -> None:
    one, two = period_of(kind, day, JINHU), period_of(kind, other, JINHU)
    assert (one.key == two.key) is (one == two)


@given(kind=kinds, day=days)
def test_the_neighbours_of_a_clipped_period_are_whole_periods(kind: PeriodKind, day: date) -> None:
    whole = period_of(kind, day, JINHU)
    clipped = Period(day, min(day + DAY, whole.end), kind)
    assert previous(clipped, JINHU) == previous(whole, JINHU)
    assert following(clipped, JINHU) == following(whole, JINHU)
    assert clipped.key == whole.key or kind == "day"


@given(kind=kinds, first=days, length=st.integers(0, 200))
def test_periods_between_cover_the_span_without_gap_or_overlap(kind: PeriodKind, first: date, length: int) -> None:
    last = first + length * DAY
    found = periods_between(kind, first, last, JINHU)
    assert found[0].contains(first)
    assert found[-1].contains(last)
    assert all(one.end == two.start for one, two in zip(found, found[1:], strict=False))


def test_periods_between_are_none_where_the_span_is_empty() -> None:
    assert periods_between("week", date(2026, 11, 23), date(2026, 11, 15), JINHU) == []


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        ("2021-08-01", "2021-08-31", 0),
        ("2021-08-01", "2021-09-01", 1),
        ("2022-08-31", "2030-01-01", 1),
        ("2022-09-01", "2030-01-01", 0),
    ],
)
def test_the_plans_span_is_found_only_where_it_touches(first: str, last: str, count: int) -> None:
    assert len(periods_between("plan", date.fromisoformat(first), date.fromisoformat(last), GUANYUN)) == count


def test_the_instants_of_a_week_are_the_offices_midnights_in_utc() -> None:
    week = period_of("week", date(2026, 11, 20), JINHU)
    assert instants(week, SHANGHAI) == (
        datetime(2026, 11, 15, 16, tzinfo=UTC),
        datetime(2026, 11, 22, 16, tzinfo=UTC),
    )


def test_the_instants_of_an_endless_plan_can_be_told() -> None:
    start, end = instants(period_of("plan", date(2026, 1, 1), JINHU), SHANGHAI)
    assert start == datetime(2024, 8, 19, 16, tzinfo=UTC)
    assert end.year == 8999


@given(kind=kinds, day=days, clock=st.times())
def test_an_instant_lies_in_a_period_if_its_office_date_does(kind: PeriodKind, day: date, clock: time) -> None:
    period = period_of(kind, day, JINHU)
    start, end = instants(period, SHANGHAI)
    moment = instant_of(day, clock, SHANGHAI)
    assert start <= moment < end
    assert moment.tzinfo is UTC
    assert office_date(moment, SHANGHAI) == day


@pytest.mark.parametrize(
    ("moment", "day"),
    [(datetime(2026, 11, 20, 15, 59, tzinfo=UTC), 20), (datetime(2026, 11, 20, 16, 0, tzinfo=UTC), 21)],
)
def test_the_offices_day_begins_at_its_own_midnight(moment: datetime, day: int) -> None:
    assert office_date(moment, SHANGHAI) == date(2026, 11, day)


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        office_date(datetime(2026, 11, 20, 12), SHANGHAI)
