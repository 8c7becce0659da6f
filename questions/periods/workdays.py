"""Working days in a question: 上个工作日, 最近5个工作日, 前3个工作日. Which days are worked the calendar says."""

from datetime import date

from questions.periods.spans import DAY, IMPOSSIBLE, Match, Reading, Seen, one_day, phrase
from questions.query import TimeRange
from questions.vocabulary import Calendar


def first_workdays(whole: TimeRange, count: int, calendar: Calendar) -> Reading:
    """From the first to the `count`-th working day of a period; IMPOSSIBLE if it has fewer."""
    days = (whole.end - whole.start).days
    worked = [day for day in (whole.start + number * DAY for number in range(days)) if calendar.is_workday(day)]
    return TimeRange(worked[0], worked[count - 1] + DAY) if 1 <= count <= len(worked) else IMPOSSIBLE


def _next(day: date, step: int, calendar: Calendar) -> date:
    """The nearest working day before (`step` -1) or after (1) a day."""
    day += step * DAY
    while not calendar.is_workday(day):
        day += step * DAY
    return day


def _neighbour(found: Match, seen: Seen) -> Reading:
    return one_day(_next(seen.today, 1 if found["which"] == "下" else -1, seen.calendar))


def _recent(found: Match, seen: Seen) -> Reading:
    """The last working days up to and with today, if it is one; the period ends tomorrow, so a weekend is in."""
    start = _counted_back(seen.today + DAY, int(found["count"]), seen.calendar)
    return TimeRange(start, seen.today + DAY) if start <= seen.today else IMPOSSIBLE


def _before(found: Match, seen: Seen) -> Reading:
    """前5个工作日: so many before today, the weekends between them in."""
    start = _counted_back(seen.today, int(found["count"]), seen.calendar)
    return TimeRange(start, seen.today) if start < seen.today else IMPOSSIBLE


def _counted_back(end: date, count: int, calendar: Calendar) -> date:
    for _ in range(count):
        end = _next(end, -1, calendar)
    return end


WORKDAYS = (
    phrase("上下前", r"(?:(?P<which>[上下])1?个?|前1个?)工作日", _neighbour),
    phrase("最近过", r"(?:最近|近|过去)的?(?P<count>\d{1,2})个?工作日", _recent),
    phrase("前", r"前(?!1个|1工)(?P<count>\d{1,2})个?工作日", _before),
)
