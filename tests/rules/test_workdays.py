from dataclasses import replace
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.workdays import Workdays, calendar_warning, library_until, named_holidays
from tests.rules.samples import JINHU, days

DAY = timedelta(days=1)
WORKDAYS = Workdays.of(JINHU)


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_a_make_up_day_on_a_weekend_is_a_working_day(day: str) -> None:
    assert WORKDAYS.is_working(date.fromisoformat(day))


@pytest.mark.parametrize("day", range(1, 8))
def test_the_national_holiday_of_2026_is_off(day: int) -> None:
    assert not WORKDAYS.is_working(date(2026, 10, day))


@pytest.mark.parametrize(
    ("day", "works"),
    [("2026-09-30", True), ("2026-10-08", True), ("2026-10-11", False), ("2026-11-20", True), ("2026-11-21", False)],
)
def test_other_days_follow_the_week(day: str, works: bool) -> None:
    assert WORKDAYS.is_working(date.fromisoformat(day)) is works


def test_the_plan_takes_a_working_day_away() -> None:
    assert not Workdays.of(replace(JINHU, days_off=(date(2026, 11, 20),))).is_working(date(2026, 11, 20))


def test_the_plan_makes_a_holiday_a_working_day() -> None:
    assert Workdays.of(replace(JINHU, working_days=(date(2026, 10, 1),))).is_working(date(2026, 10, 1))


def test_a_day_that_the_plan_names_both_ways_is_off() -> None:
    both = replace(JINHU, days_off=(date(2026, 11, 20),), working_days=(date(2026, 11, 20),))
    assert not Workdays.of(both).is_working(date(2026, 11, 20))


@pytest.mark.parametrize("year", [1999, 2003, library_until().year + 1, library_until().year + 20])
def test_in_a_year_that_the_library_does_not_know_monday_to_friday_are_working_days(year: int) -> None:
    for ordinal in range(365):
        day = date(year, 1, 1) + ordinal * DAY
        assert WORKDAYS.is_working(day) is (day.weekday() < 5)


def test_the_plan_can_name_the_holidays_of_a_year_that_the_library_does_not_know() -> None:
    unknown = library_until() + DAY
    assert not Workdays.of(replace(JINHU, days_off=(unknown,))).is_working(unknown)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-10-09", 1, "2026-10-10"),
        ("2026-10-09", 2, "2026-10-12"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-20", -4, "2026-11-16"),
        ("2026-11-22", 1, "2026-11-23"),
        ("2026-11-22", -1, "2026-11-20"),
        ("2026-11-22", 0, "2026-11-22"),
        ("2026-12-31", 1, "2027-01-01"),
    ],
)
def test_shift_counts_working_days_only(day: str, count: int, expected: str) -> None:
    assert WORKDAYS.shift(date.fromisoformat(day), count) == date.fromisoformat(expected)


@given(day=days, count=st.integers(-40, 40).filter(bool))
def test_shift_passes_over_just_so_many_working_days(day: date, count: int) -> None:
    reached = WORKDAYS.shift(day, count)
    step = DAY if count > 0 else -DAY
    passed = [day + number * step for number in range(1, abs((reached - day).days) + 1)]
    assert passed[-1] == reached
    assert WORKDAYS.is_working(reached)
    assert sum(map(WORKDAYS.is_working, passed)) == abs(count)


@given(start=days, length=st.integers(0, 20))
def test_last_in_is_the_last_working_day_before_the_end(start: date, length: int) -> None:
    working = [day for day in (start + number * DAY for number in range(length)) if WORKDAYS.is_working(day)]
    assert WORKDAYS.last_in(start, start + length * DAY) == (working[-1] if working else None)


def test_without_takes_days_away_from_a_copy_only() -> None:
    saturday = date(2026, 10, 10)
    assert not WORKDAYS.without(saturday).is_working(saturday)
    assert WORKDAYS.is_working(saturday)


def test_the_library_knows_the_last_known_day_and_not_the_next() -> None:
    chinese_calendar.is_workday(library_until())
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(library_until() + DAY)


@pytest.mark.parametrize(
    ("days_before", "warns"), [(400, False), (61, False), (60, True), (0, True), (-1, True), (-300, True)]
)
def test_the_calendar_warns_from_sixty_days_before_its_end(days_before: int, warns: bool) -> None:
    today = library_until() - days_before * DAY
    assert calendar_warning(today, JINHU) == (library_until() if warns else None)


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("元旦", date(2023, 12, 30), date(2024, 1, 2)),  # begins in the year before
        ("春节", date(2026, 2, 15), date(2026, 2, 24)),
        ("清明", date(2026, 4, 4), date(2026, 4, 7)),
        ("五一", date(2026, 5, 1), date(2026, 5, 6)),
        ("端午", date(2024, 6, 8), date(2024, 6, 11)),  # the weekend before belongs to it
        ("中秋", date(2023, 9, 29), date(2023, 10, 7)),  # falls together with the next
        ("国庆", date(2023, 9, 29), date(2023, 10, 7)),
        ("国庆", date(2026, 10, 1), date(2026, 10, 8)),
    ],
)
def test_a_holiday_is_all_days_off_in_a_row(name: str, start: date, end: date) -> None:
    assert (name, start, end) in named_holidays(Workdays(), [(end - DAY).year])


def test_each_holiday_of_a_year_is_there_once() -> None:
    assert [name for name, _, _ in named_holidays(Workdays(), [2026])] == [
        "元旦",
        "春节",
        "清明",
        "五一",
        "端午",
        "中秋",
        "国庆",
    ]
    assert named_holidays(Workdays(), []) == []


def test_the_offices_own_days_make_a_holiday_longer_or_shorter() -> None:
    longer = Workdays(days_off=frozenset((date(2026, 10, 8),)))
    shorter = Workdays(working_days=frozenset((date(2026, 10, 7),)))
    assert ("国庆", date(2026, 10, 1), date(2026, 10, 9)) in named_holidays(longer, [2026])
    assert ("国庆", date(2026, 10, 1), date(2026, 10, 7)) in named_holidays(shorter, [2026])


def test_beyond_the_library_only_entered_holidays_of_a_fixed_date_have_names() -> None:
    year = library_until().year + 1
    off = frozenset(date(year, 10, day) for day in range(1, 8))
    found = named_holidays(Workdays(days_off=off), [year])
    assert [name for name, _, _ in found] == ["国庆"]
    assert found[0][1] <= date(year, 10, 1) and found[0][2] >= date(year, 10, 8)
