"""Stretches of days on the office's calendar: how they are built, and which year a phrase without one means."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from questions.query import TimeRange
from questions.vocabulary import Calendar

DAY = timedelta(days=1)
YEARS = range(1900, 2101)
TO = r"[到至~\-—–]+"
DIGITS = "0123456789"

NoSpan = Literal["", "unknown-holiday", "no-bulletin", "no-plan-start"]
"""Why a phrase has no days: there is no such date, or the calendar does not say when it is."""

IMPOSSIBLE: NoSpan = ""

Reading = TimeRange | NoSpan
Match = re.Match[str]


@dataclass(frozen=True, slots=True)
class Seen:
    """From where a phrase is read: the day on the office's clock, what its calendar knows, and what stands before.

    `year` is the one that is named before the phrase; `before` is the first half of A到B if the phrase is the second;
    `beside` is the period that 和 or 比 joins to the phrase from the left.
    """

    today: date
    calendar: Calendar
    year: int | None = None
    before: TimeRange | None = None
    beside: TimeRange | None = None


Resolver = Callable[[Match, Seen], Reading | None]
"""None: what looks like the phrase is none after all."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A form of phrase: the characters that it may begin with, how it goes on, and what days it means."""

    first: str
    pattern: re.Pattern[str]
    resolve: Resolver


Table = Mapping[str, tuple[Phrase, ...]]


def phrase(first: str, pattern: str, resolve: Resolver) -> Phrase:
    """A form of phrase; `first` holds every character that `pattern` may begin with."""
    return Phrase(first, re.compile(pattern), resolve)


def table(phrases: Iterable[Phrase]) -> Table:
    """The forms by the character that they begin with, so that few are tried at each place of a text."""
    found: dict[str, tuple[Phrase, ...]] = {}
    for one in phrases:
        for char in one.first:
            found[char] = (*found.get(char, ()), one)
    return found


# ---- building: IMPOSSIBLE where there is no such date ----


def weeks_of(year: int, first: int, last: int) -> Reading:
    """The ISO weeks from `first` to `last` of one year."""
    try:
        start, end = date.fromisocalendar(year, first, 1), date.fromisocalendar(year, last, 7)
    except ValueError:
        return IMPOSSIBLE
    return TimeRange(start, end + DAY) if start < end else IMPOSSIBLE


def day_of(year: int, month: int, day: int) -> Reading:
    """One day."""
    try:
        return one_day(date(year, month, day))
    except ValueError:
        return IMPOSSIBLE


def one_day(day: date) -> TimeRange:
    """The day itself."""
    return TimeRange(day, day + DAY)


def days_of(year: int, month: int, first: int, last: int) -> Reading:
    """The days from `first` to `last` of one month."""
    return joined(day_of(year, month, first), day_of(year, month, last))


def months_of(year: int, month: int, count: int = 1) -> Reading:
    """`count` months from `month` on, which must be one of the year."""
    if not 1 <= month <= 12 or count < 1:
        return IMPOSSIBLE
    return TimeRange(first_of(year * 12 + month - 1), first_of(year * 12 + month - 1 + count))


def quarters_of(year: int, first: int, last: int) -> Reading:
    """The quarters from `first` to `last` of one year."""
    return months_of(year, first * 3 - 2, (last - first + 1) * 3) if 1 <= first <= last <= 4 else IMPOSSIBLE


def first_of(months: int) -> date:
    """The first day of a month, counted from the beginning of year 0."""
    return date(months // 12, months % 12 + 1, 1)


def month_number(day: date) -> int:
    """The month of a day, counted from the beginning of year 0."""
    return day.year * 12 + day.month - 1


def monday_of(day: date) -> date:
    """The first day of the week of a day."""
    return day - day.weekday() * DAY


def joined(first: Reading, last: Reading) -> Reading:
    """From the beginning of one to the end of the other; IMPOSSIBLE if that runs backwards."""
    if isinstance(first, str):
        return first
    if isinstance(last, str):
        return last
    return TimeRange(first.start, last.end) if first.start < last.end else IMPOSSIBLE


def since(start: date, today: date) -> Reading:
    """以来 and 至今 end tomorrow, so that today is in."""
    return TimeRange(start, today + DAY) if start <= today else IMPOSSIBLE


def in_year(seen: Seen, build: Callable[[int], Reading]) -> Reading:
    """The period in the year that is named; else in this one, or in the last if it has not begun.

    The second half of A到B follows A instead.
    """
    if seen.year is not None:
        return build(seen.year) if seen.year in YEARS else IMPOSSIBLE
    if seen.before:
        reading = build(seen.before.start.year)
        return build(seen.before.start.year + 1) if _begins_before(reading, seen.before.start) else reading
    reading = build(seen.today.year)
    return build(seen.today.year - 1) if _begins_after(reading, seen.today) else reading


def _begins_before(reading: Reading, day: date) -> bool:
    return isinstance(reading, TimeRange) and reading.start < day


def _begins_after(reading: Reading, day: date) -> bool:
    return isinstance(reading, TimeRange) and reading.start > day
