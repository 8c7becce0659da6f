"""补报: which earlier period an item may still be put into, by the plan's limit (design, section 7)."""

from collections.abc import Sequence
from datetime import date

from rules.periods import Period, period_of, previous
from rules.plan import Duty, Plan


def duties_of(plan: Plan, start: date, end: date) -> list[Duty]:
    """The duties that count items and have a period that is exactly `start` ≤ day < `end`."""
    return [duty for duty in plan.duties if duty.counts != "publications" and _is_period(duty, plan, start, end)]


def _is_period(duty: Duty, plan: Plan, start: date, end: date) -> bool:
    period = period_of(duty.period, start, plan)
    return (period.start, period.end) == (start, end)


def earliest(duty: Duty, today: date, plan: Plan) -> Period | None:
    """The earliest period that may be made up for today: `make_up` periods back, none from before the plan.

    None if there is none.
    """
    found: Period | None = None
    period = previous(period_of(duty.period, today, plan), plan)
    for _ in range(duty.make_up):
        if period is None or period.end <= plan.start:
            break
        found, period = period, previous(period, plan)
    return found


def may_make_up(duties: Sequence[Duty], period: Period, today: date, plan: Plan) -> bool:
    """Whether one of these duties lets an item of today stand for a period that is over."""
    firsts = [earliest(duty, today, plan) for duty in duties]
    return period.end <= today and any(first is not None and first.start <= period.start for first in firsts)
