"""补报: the plan's limit, counted in periods of the duty."""

from dataclasses import replace
from datetime import date

import pytest

from rules.making_up import duties_of, earliest, may_make_up
from rules.periods import period_of, period_with_key
from rules.plan import Duty
from tests.rules.samples import JINHU

TODAY = date(2026, 11, 18)
WEEKLY = Duty("weekly", "每周信息", make_up=2)
MONTHLY = Duty("monthly", "每月案例", "month", make_up=0)
PRINT = Duty("print", "每周刊发", counts="publications")
PLAN = replace(JINHU, start=date(2024, 8, 20), duties=(WEEKLY, MONTHLY, PRINT))


def test_the_duty_is_the_one_whose_period_it_is() -> None:
    assert duties_of(PLAN, date(2026, 11, 9), date(2026, 11, 16)) == [WEEKLY]
    assert duties_of(PLAN, date(2026, 10, 1), date(2026, 11, 1)) == [MONTHLY]
    assert duties_of(PLAN, date(2026, 11, 10), date(2026, 11, 11)) == []


@pytest.mark.parametrize(("monday", "allowed"), [(2, True), (9, True), (16, False), (23, False)])
def test_two_periods_back_are_those_right_before_the_running_one(monday: int, allowed: bool) -> None:
    period = period_of("week", date(2026, 11, monday), PLAN)
    assert may_make_up([WEEKLY], period, TODAY, PLAN) is allowed
    assert not may_make_up([WEEKLY], period_of("week", date(2026, 10, 26), PLAN), TODAY, PLAN)


def test_without_a_limit_nothing_may_be_made_up_for() -> None:
    assert earliest(MONTHLY, TODAY, PLAN) is None
    assert not may_make_up([MONTHLY], period_of("month", date(2026, 10, 1), PLAN), TODAY, PLAN)


def test_nothing_is_made_up_from_before_the_plan_nor_for_its_whole_span() -> None:
    young = replace(PLAN, start=date(2026, 11, 11))
    first = earliest(WEEKLY, TODAY, young)
    assert first is not None and first.start == date(2026, 11, 9)
    assert earliest(replace(WEEKLY, period="plan"), TODAY, PLAN) is None


def test_a_limit_without_measure_goes_back_to_the_start_of_the_plan_and_no_further() -> None:
    first = earliest(replace(WEEKLY, make_up=999_999), TODAY, PLAN)
    assert first is not None and first.start == date(2024, 8, 19)
    assert earliest(WEEKLY, PLAN.start, PLAN) is None


def test_a_stored_period_is_found_again_by_its_key() -> None:
    period = period_of("week", date(2026, 11, 9), PLAN)
    assert period_with_key(period.key, period.start, PLAN) == period
    assert period_with_key("2026-W47", period.start, PLAN) is None
