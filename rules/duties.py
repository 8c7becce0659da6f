"""When a duty is due and what fulfils it (design, section 7)."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rules.periods import Period, instant_of
from rules.plan import Duty, PeriodKind, Plan
from rules.workdays import Workdays

COUNTING_STATUSES = ("待审", "采用")
"""The statuses in which an item counts for a duty, a target and every plain count of items."""

DAY = timedelta(days=1)
LAST_DAY: dict[PeriodKind, int] = {"week": 7, "month": 31, "quarter": 31, "half": 31, "year": 31}
"""The highest number of a day by period: of a week or month, of the last month in longer ones."""


def deadline_day(duty: Duty, period: Period, workdays: Workdays) -> date | None:
    """The office's day by which the duty is due, None if the period has no working day.

    On a day off it is the last working day before it in the same period. Where only later days of the period are
    working ones (a make-up Saturday after a holiday week) it is the last of these, as the period is not excused then.
    """
    named = named_day(period, duty.deadline_day)
    return workdays.last_in(period.start, named + DAY) or workdays.last_in(period.start, period.end)


def named_day(period: Period, number: int) -> date:
    """The day of a period that a plan names by a number from 1; the last one where the month is too short.

    It is counted from the start of a week and of the plan's span, and in the last month of a quarter, half or year.
    """
    if period.kind == "day":
        return period.start
    first = period.start if period.kind in ("week", "plan") else period.last_day.replace(day=1)
    return min(first + (number - 1) * DAY, period.last_day)


def last_day_number(period: PeriodKind, plan: Plan) -> int | None:
    """The highest number of `named_day`; None for a day, which has no such number, and for a plan without an end."""
    if period == "plan" and plan.end and plan.end >= plan.start:
        return (plan.end - plan.start).days + 1
    return LAST_DAY.get(period)


def deadline(duty: Duty, period: Period, workdays: Workdays, zone: ZoneInfo) -> datetime | None:
    """The instant, in UTC, by which the duty is due in this period; None if it is excused for want of a working day."""
    day = deadline_day(duty, period, workdays)
    return None if day is None else instant_of(day, duty.deadline_time, zone)


def concerns(duty: Duty, unit: str, class_name: str, group: str) -> bool:
    """Whether a unit owes a duty: one that names no units, classes or groups is owed by all."""
    names_some = duty.units or duty.classes or duty.groups
    return not names_some or unit in duty.units or class_name in duty.classes or group in duty.groups


def is_late(sent_at: datetime, due: datetime | None) -> bool:
    """Whether an item sent at this instant is late: after the deadline, not at it. None, nothing due, is never late."""
    return due is not None and sent_at > due


def delivered(count: int, required: int) -> bool:
    """Whether so many items that count fulfil a duty that asks for `required`."""
    return count >= required


def still_owed(count: int, required: int) -> int:
    """How many items are still to be sent."""
    return max(0, required - count)
