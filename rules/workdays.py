"""Working days: the State Council's holidays and make-up days (调休), with the plan's own exceptions.

Beyond the years that the calendar library and the office's own calendar know, Monday to Friday are working days
(design, section 7).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import groupby

import chinese_calendar

from rules.plan import Plan

DAY = timedelta(days=1)
WARN_DAYS = 60
SATURDAY = 5
HOLIDAY_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明",
    "Labour Day": "五一",
    "Dragon Boat Festival": "端午",
    "Mid-autumn Festival": "中秋",
    "National Day": "国庆",
}
FIXED_DAYS = (("元旦", (1, 1)), ("五一", (5, 1)), ("国庆", (10, 1)))


@dataclass(frozen=True)
class Workdays:
    """The working days of one plan. A date that the plan names both off and working is off."""

    days_off: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()

    @classmethod
    def of(cls, plan: Plan) -> "Workdays":
        """The national calendar, overridden by the plan's `days_off` and `working_days`."""
        return cls(frozenset(plan.days_off), frozenset(plan.working_days))

    def is_working(self, day: date) -> bool:
        """Whether the office works on this day."""
        if day in self.days_off:
            return False
        return day in self.working_days or _is_national_workday(day)

    def shift(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, before it when negative; `day` itself, working or not, when 0."""
        step = DAY if count > 0 else -DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def last_in(self, start: date, end: date) -> date | None:
        """The last working day of `start` ≤ day < `end`, None if there is none."""
        day = end
        while day > start:
            day -= DAY
            if self.is_working(day):
                return day
        return None

    def unusual(self, start: date, end: date) -> list[tuple[date, date, bool]]:
        """What differs from a plain week in `start` ≤ day < `end`, in order: (first day, end exclusive, is it worked).

        Days off in a row are one stretch, weekends at its ends included; a worked weekend day stands alone.
        """
        found: list[tuple[date, date, bool]] = []
        days = (start + number * DAY for number in range((end - start).days))
        for works, stretch in groupby(days, self.is_working):
            row = list(stretch)
            if works:
                found += [(day, day + DAY, True) for day in row if day.weekday() >= SATURDAY]
            elif any(day.weekday() < SATURDAY for day in row):
                found.append((row[0], row[-1] + DAY, False))
        return found

    def without(self, *days: date) -> "Workdays":
        """The same calendar with these days off as well."""
        return Workdays(self.days_off | frozenset(days), self.working_days)


def with_calendar(plan: Plan, days: Mapping[date, bool], years: Collection[int]) -> Plan:
    """The plan with days (day → whether it is worked) from outside its file; those that its file names stand above.

    `years` are those whose national notice is among the days in full: the calendar is known to the end of the last of
    them that follows without a gap.
    """
    named = {**days, **dict.fromkeys(plan.working_days, True), **dict.fromkeys(plan.days_off, False)}
    until = known_until(plan)
    while (until + DAY).year in years:
        until = date((until + DAY).year, 12, 31)
    off, working = (tuple(sorted(day for day in named if named[day] is works)) for works in (False, True))
    return replace(plan, days_off=off, working_days=working, calendar_until=until)


NamedHoliday = tuple[str, date, date]
"""A holiday as it is called: name, first day, end exclusive."""


def named_holidays(workdays: Workdays, years: Collection[int]) -> list[NamedHoliday]:
    """The national holidays that end in one of the years, in order, each with all days off in a row around it.

    Where two fall together, both have the same days. Beyond the library only those of a fixed date can be told by their
    names, where the calendar has them.
    """
    coming = [(name, date(year, *day)) for year in years if year > library_until().year for name, day in FIXED_DAYS]
    around = (_around(workdays, name, day) for name, day in (*_national_holidays(), *coming))
    found = {(name, (end - DAY).year): (name, start, end) for name, start, end in filter(None, around)}
    return sorted((each for (_, year), each in found.items() if year in years), key=lambda each: each[1:])


@cache
def _national_holidays() -> tuple[tuple[str, date], ...]:
    """Every day that the library knows as a holiday of a name."""
    days = sorted(chinese_calendar.holidays.items())
    return tuple((HOLIDAY_NAMES[english], day) for day, english in days if english in HOLIDAY_NAMES)


def _around(workdays: Workdays, name: str, day: date) -> NamedHoliday | None:
    """The days off in a row around a day off; beyond the library a weekend alone is no holiday."""
    is_known = day in workdays.days_off or day <= library_until()
    if workdays.is_working(day) or not is_known:
        return None
    start = end = day
    while not workdays.is_working(start - DAY):
        start -= DAY
    while not workdays.is_working(end):
        end += DAY
    return name, start, end


def known_until(plan: Plan) -> date:
    """The last day for which the library has the State Council's notice, or the plan's own calendar is complete."""
    return max(library_until(), plan.calendar_until or date.min)


@cache
def library_until() -> date:
    """The last day for which the calendar library has the State Council's notice."""
    return date(max(chinese_calendar.holidays).year, 12, 31)


def calendar_warning(today: date, plan: Plan) -> date | None:
    """The last day with holiday data if 60 days or fewer are left from `today` to it, or it has passed; else None.

    A plan that ends before that day needs no more.
    """
    until = known_until(plan)
    is_enough = plan.end is not None and plan.end <= until
    return until if not is_enough and (until - today).days <= WARN_DAYS else None


@cache
def _known_years() -> range:
    return range(min(chinese_calendar.holidays).year, library_until().year + 1)


@lru_cache(maxsize=4096)
def _is_national_workday(day: date) -> bool:
    if day.year in _known_years():
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY
