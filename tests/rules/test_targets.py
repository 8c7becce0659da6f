from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.periods import NO_END, Period, period_of
from rules.plan import PeriodKind, Target
from rules.targets import State, progress, target_period
from tests.rules.samples import GUANYUN, JINHU, days, kinds

MONTHLY = Target("county", "县级媒体", "month", 1, levels=("county",))
YEARLY = Target("items", "信息", "year", 12, counts="items", warn_days=30)
RANK: dict[State, int] = {"未完成": 0, "预警": 1, "滞后": 1, "正常": 2, "完成": 3}


@pytest.mark.parametrize(
    ("achieved", "today", "state", "missing", "days_left"),
    [
        (0, "2026-11-01", "正常", 1, 29),
        (0, "2026-11-22", "正常", 1, 8),
        (0, "2026-11-23", "预警", 1, 7),
        (0, "2026-11-30", "预警", 1, 0),
        (1, "2026-11-01", "完成", 0, 29),
        (5, "2026-11-30", "完成", 0, 0),
    ],
)
def test_a_target_of_one_a_month(achieved: int, today: str, state: State, missing: int, days_left: int) -> None:
    found = progress(MONTHLY, achieved, date.fromisoformat(today), JINHU)
    assert (found.state, found.missing, found.days_left) == (state, missing, days_left)


@pytest.mark.parametrize(
    ("achieved", "today", "state", "expected"),
    [
        (0, "2026-01-31", "正常", 0),  # 30 of 365 days are over
        (0, "2026-02-01", "滞后", 1),  # 31 of 365: 12 * 31 / 365 = 1.02
        (1, "2026-02-01", "正常", 1),
        (5, "2026-07-03", "滞后", 6),
        (6, "2026-07-03", "正常", 6),
        (10, "2026-11-30", "正常", 10),
        (10, "2026-12-01", "预警", 10),
        (11, "2026-12-31", "预警", 11),
        (12, "2026-07-03", "完成", 6),
    ],
)
def test_a_target_by_the_share_of_days_that_are_over(achieved: int, today: str, state: State, expected: int) -> None:
    found = progress(YEARLY, achieved, date.fromisoformat(today), JINHU)
    assert (found.state, found.expected) == (state, expected)


@pytest.mark.parametrize(("achieved", "state"), [(0, "未完成"), (1, "完成")])
def test_a_period_that_is_over_is_done_or_missed(achieved: int, state: State) -> None:
    october = period_of("month", date(2026, 10, 1), JINHU)
    found = progress(MONTHLY, achieved, date(2026, 11, 1), JINHU, october)
    assert (found.state, found.elapsed, found.days_left, found.period) == (state, Fraction(1), 0, october)


def test_a_period_to_come_has_not_begun() -> None:
    december = period_of("month", date(2026, 12, 1), JINHU)
    found = progress(MONTHLY, 0, date(2026, 11, 20), JINHU, december)
    assert (found.state, found.elapsed, found.days_left) == ("正常", Fraction(0), 41)


def test_elapsed_is_an_exact_share() -> None:
    assert progress(YEARLY, 0, date(2026, 11, 20), JINHU).elapsed == Fraction(323, 365)


def test_the_first_period_is_clipped_to_the_plans_start() -> None:
    assert target_period(MONTHLY, date(2024, 8, 25), JINHU) == Period(date(2024, 8, 20), date(2024, 9, 1), "month")
    assert target_period(MONTHLY, date(2024, 8, 25), JINHU).key == "2024-08"


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        ("2020-01-01", "2021-09-01", "2022-01-01"),
        ("2021-10-01", "2021-09-01", "2022-01-01"),
        ("2022-03-01", "2022-01-01", "2022-09-01"),
        ("2026-11-20", "2022-01-01", "2022-09-01"),
    ],
)
def test_outside_the_plan_its_first_or_last_period_stands(day: str, start: str, end: str) -> None:
    found = target_period(YEARLY, date.fromisoformat(day), GUANYUN)
    assert found == Period(date.fromisoformat(start), date.fromisoformat(end), "year")


def test_after_the_plan_an_unreached_target_is_missed() -> None:
    assert progress(YEARLY, 11, date(2022, 9, 1), GUANYUN).state == "未完成"


def test_a_target_of_an_endless_plan_is_never_over() -> None:
    found = progress(replace(YEARLY, period="plan"), 0, date(2026, 11, 20), JINHU)
    assert (found.state, found.period.end) == ("正常", NO_END)


@given(today=days, kind=kinds, needed=st.integers(1, 50), warn=st.integers(0, 40), achieved=st.integers(0, 60))
def test_more_achieved_is_never_worse(today: date, kind: PeriodKind, needed: int, warn: int, achieved: int) -> None:
    target = Target("target", "目标", kind, needed, warn_days=warn)
    less, more = (progress(target, count, today, JINHU) for count in (achieved, achieved + 1))
    assert RANK[less.state] <= RANK[more.state]
    assert less.missing >= more.missing
    assert (less.elapsed, less.days_left, less.expected) == (more.elapsed, more.days_left, more.expected)


@given(today=days, kind=kinds, needed=st.integers(1, 50))
def test_what_is_asked_for_never_falls_within_a_period(today: date, kind: PeriodKind, needed: int) -> None:
    target = Target("target", "目标", kind, needed)
    period = target_period(target, today, JINHU)
    now, tomorrow = (progress(target, 0, day, JINHU, period) for day in (today, today + timedelta(days=1)))
    assert 0 <= now.elapsed <= tomorrow.elapsed <= 1
    assert 0 <= now.expected <= tomorrow.expected <= needed


@given(today=st.dates(date(2024, 8, 20), date(2028, 12, 31)), kind=kinds)
def test_a_target_of_one_is_not_behind_before_its_end(today: date, kind: PeriodKind) -> None:
    found = progress(Target("one", "一条", kind, 1, warn_days=0), 0, today, JINHU)
    assert found.state == ("预警" if found.days_left == 0 else "正常")
    assert found.missing == 1
