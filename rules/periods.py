"""Periods on the office's calendar: a week is Monday to Sunday, months and longer ones follow the calendar year,
and the plan's own span runs from its first to its last day (design, section 7).

Dates are the office's; instants are aware and in UTC. The office's zone is taken to have no summer time.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from rules.plan import PeriodKind, Plan

DAY = timedelta(days=1)
NO_END = date(9000, 1, 1)
"""The exclusive end of the span of a plan without an end; far enough from `date.max` for any counting."""

MONTHS: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True, order=True)
class Period:
    """The days `start` ≤ day < `end` of the office's calendar; they sort by their start."""

    start: date
    end: date
    kind: PeriodKind

    @property
    def last_day(self) -> date:
        """The last day that belongs to the period."""
        return self.end - DAY

    @property
    def key(self) -> str:
        """A stable name: `2026-11-20`, `2026-W47` (ISO), `2026-11`, `2026-Q4`, `2026-H2`, `2026` or `plan`."""
        year, month = f"{self.start.year:04d}", self.start.month
        if self.kind == "week":
            iso = self.start.isocalendar()
            return f"{iso.year:04d}-W{iso.week:02d}"
        names: dict[PeriodKind, str] = {
            "day": self.start.isoformat(),
            "month": f"{year}-{month:02d}",
            "quarter": f"{year}-Q{(month + 2) // 3}",
            "half": f"{year}-H{(month + 5) // 6}",
            "year": year,
            "plan": "plan",
        }
        return names[self.kind]

    def contains(self, day: date) -> bool:
        """Whether the day belongs to the period."""
        return self.start <= day < self.end


def period_of(kind: PeriodKind, day: date, plan: Plan) -> Period:
    """The period of this kind that contains `day`. A plan has one span: it is given for days outside it as well."""
    if kind == "plan":
        return Period(plan.start, plan_end(plan), kind)
    if kind == "day":
        return Period(day, day + DAY, kind)
    if kind == "week":
        monday = day - day.weekday() * DAY
        return Period(monday, monday + 7 * DAY, kind)
    length = MONTHS[kind]
    first = (day.year * 12 + day.month - 1) // length * length
    return Period(_first_of_month(first), _first_of_month(first + length), kind)


def previous(period: Period, plan: Plan) -> Period | None:
    """The period of the same kind just before; None for the plan's span, which has no neighbours."""
    if period.kind == "plan":
        return None
    return period_of(period.kind, period_of(period.kind, period.start, plan).start - DAY, plan)


def following(period: Period, plan: Plan) -> Period | None:
    """The period of the same kind just after; None for the plan's span, which has no neighbours."""
    if period.kind == "plan":
        return None
    return period_of(period.kind, period_of(period.kind, period.start, plan).end, plan)


def period_with_key(key: str, first_day: date, plan: Plan) -> Period | None:
    """The period of this key that begins on a day; None if there is none."""
    periods = (period_of(kind, first_day, plan) for kind in get_args(PeriodKind))
    return next((period for period in periods if (period.key, period.start) == (key, first_day)), None)


def kind_of(key: str) -> PeriodKind:
    """The kind of the periods with keys like this one, as `Period.key` writes them."""
    marks: dict[str, PeriodKind] = {"W": "week", "Q": "quarter", "H": "half"}
    if key == "plan":
        return "plan"
    lengths: dict[int, PeriodKind] = {4: "year", 7: "month", 10: "day"}
    return next((kind for mark, kind in marks.items() if mark in key), None) or lengths[len(key)]


def periods_between(kind: PeriodKind, first_day: date, last_day: date, plan: Plan) -> list[Period]:
    """Every period that has a day from `first_day` to `last_day`, both included, in order."""
    found: list[Period] = []
    period: Period | None = period_of(kind, first_day, plan)
    while period and period.start <= last_day:
        if period.end > first_day:
            found.append(period)
        period = following(period, plan)
    return found


def plan_end(plan: Plan) -> date:
    """The first day after the plan, `NO_END` if it has no end."""
    return plan.end + DAY if plan.end else NO_END


def instant_of(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the office's clock shows this day and time."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def instants(period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The period's first instant and the first one after it, in UTC."""
    return instant_of(period.start, time.min, zone), instant_of(period.end, time.min, zone)


def office_date(instant: datetime, zone: ZoneInfo) -> date:
    """The office's date at this instant. Raises ValueError for a naive one, which would be read as this machine's."""
    if instant.tzinfo is None:
        raise ValueError("the instant has no time zone")
    return instant.astimezone(zone).date()


def _first_of_month(months: int) -> date:
    """The first day of the month that is this many months after January of the year 0."""
    return date(months // 12, months % 12 + 1, 1)
