"""Targets (目标): how far, how much is missing, how many days are left, and in what state (design, section 7)."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from rules.periods import Period, period_of, plan_end
from rules.plan import Plan, Target

State = Literal["完成", "正常", "滞后", "预警", "未完成"]

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Progress:
    """A target on one day.

    `elapsed` is the share of the period's days that are over (序时进度), 0 to 1: today is not over, so it is 0 on the
    first day. `days_left` is the number of days after today, 0 on the last day. `missing` is what is still needed.
    """

    target: Target
    period: Period
    achieved: int
    needed: int
    elapsed: Fraction
    days_left: int
    state: State
    missing: int

    @property
    def expected(self) -> int:
        """The whole number that the share of elapsed days asks for; fewer is 滞后."""
        return _expected(self.needed, self.elapsed)


def target_period(target: Target, day: date, plan: Plan) -> Period:
    """The period of the target that contains `day`, clipped to the plan's span: what is counted is counted in it.

    Before the plan it is the plan's first period, after it the last one.
    """
    last_day = plan_end(plan) - DAY
    whole = period_of(target.period, min(max(day, plan.start), last_day), plan)
    return Period(max(whole.start, plan.start), min(whole.end, plan_end(plan)), whole.kind)


def progress(target: Target, achieved: int, today: date, plan: Plan, period: Period | None = None) -> Progress:
    """The target's progress on the office's day `today`, in the running period unless another one is given."""
    period = period or target_period(target, today, plan)
    elapsed = _elapsed(period, today)
    days_left = max(0, (period.last_day - today).days)
    return Progress(
        target=target,
        period=period,
        achieved=achieved,
        needed=target.needed,
        elapsed=elapsed,
        days_left=days_left,
        state=_state(target, achieved, elapsed, days_left),
        missing=max(0, target.needed - achieved),
    )


def _elapsed(period: Period, today: date) -> Fraction:
    days_over = min(max(today, period.start), period.end) - period.start
    return Fraction(days_over.days, (period.end - period.start).days)


def _expected(needed: int, elapsed: Fraction) -> int:
    """Rounded down, so that a target of one is never behind before its period is over."""
    return needed * elapsed.numerator // elapsed.denominator


def _state(target: Target, achieved: int, elapsed: Fraction, days_left: int) -> State:
    if achieved >= target.needed:
        return "完成"
    if elapsed == 1:
        return "未完成"
    if days_left <= target.warn_days:
        return "预警"
    return "滞后" if achieved < _expected(target.needed, elapsed) else "正常"
