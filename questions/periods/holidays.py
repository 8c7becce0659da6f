"""What the office's calendar has to tell: 国庆期间, 去年春节, 方案年度, 方案实施以来, 上次通报以来.

What it does not know is no impossible date: the reading is then the name of what is missing.
"""

from collections.abc import Iterator
from datetime import date

from questions.periods.spans import (
    DAY,
    IMPOSSIBLE,
    Match,
    Reading,
    Seen,
    first_of,
    month_number,
    phrase,
    since,
    table,
)
from questions.query import TimeRange
from questions.vocabulary import Calendar, NamedDays

# The earliest day of a year on which it may begin; one of which the year's date is unknown has not begun before.
_EARLIEST = {
    "元旦": (1, 1),
    "春节": (1, 15),
    "清明": (4, 1),
    "五一": (4, 26),
    "端午": (5, 25),
    "中秋": (9, 4),
    "国庆": (9, 26),
}
_OTHER_NAMES = {"五一国际劳动": "五一", "国际劳动": "五一", "五一劳动": "五一", "劳动": "五一"}
_OFF = "(?:小?长假|假期|假日|黄金周|放假)"
_HOLIDAY = (
    rf"(?:(?P<name>元旦|春节|清明|端午|中秋|国庆|(?:五一)?(?:国际)?劳动(?=节)|(?<![\d一二三四五六七八九十百〇周期拜])五一(?!共))"
    rf"节?{_OFF}?|(?<![\d一二三四五六七八九十百〇])十一(?:{_OFF}|(?=期间)))(?:期间)?"
)
_AFTER = r"(?:过|结束|之|以)?后(?:以来|至今|到现在|到目前)?(?![\d一二两三四五六七八九十几半天续期勤])"


def _named(found: Match) -> str:
    name = found["name"] or "国庆"
    return _OTHER_NAMES.get(name, name)


def _of_year(calendar: Calendar, name: str, year: int) -> NamedDays | None:
    """元旦 may begin in the old year, so the last day off decides."""
    names = (name, "劳动") if name == "五一" else (name,)
    for days in calendar.holidays:
        if (days.end - DAY).year == year and any(known in days.name for known in names):
            return days
    return None


def _holiday(found: Match, seen: Seen) -> Reading:
    """The days off of the year that is named, else of the latest that have begun; in A到B the first from A on."""
    days = _days_meant(seen, _named(found))
    return TimeRange(days.start, days.end) if days else "unknown-holiday"


def _days_meant(seen: Seen, name: str) -> NamedDays | None:
    if seen.year is not None:
        return _of_year(seen.calendar, name, seen.year)
    if seen.before:
        year = seen.before.start.year
        days = _of_year(seen.calendar, name, year)
        return days if not days or days.start >= seen.before.start else _of_year(seen.calendar, name, year + 1)
    return _latest(seen, name)


def _latest(seen: Seen, name: str) -> NamedDays | None:
    """None too where this year's are unknown and may have begun: last year's are then not surely meant."""
    year = seen.today.year
    for days in (_of_year(seen.calendar, name, year + 1), _of_year(seen.calendar, name, year)):
        if days and days.start <= seen.today:
            return days
    may_have_begun = not _of_year(seen.calendar, name, year) and date(year, *_EARLIEST[name]) <= seen.today
    return None if may_have_begun else _of_year(seen.calendar, name, year - 1)


def _since_end_of_holiday(found: Match, seen: Seen) -> Reading:
    """国庆节后 begins when the days off have ended; while they last it is still to come."""
    reading = _holiday(found, seen)
    if isinstance(reading, str):
        return reading
    return since(reading.end, seen.today) or TimeRange(reading.end, reading.end + DAY)


# ---- the plan ----


def _plan_years(calendar: Calendar, today: date) -> Iterator[TimeRange]:
    """The years of the plan that have begun, the latest first; the last one ends with the plan."""
    if calendar.plan_start is None:
        return
    last = min(today, calendar.plan_end or today)
    for number in range(last.year - calendar.plan_start.year, -1, -1):
        start = _months_on(calendar.plan_start, 12 * number)
        end = _months_on(calendar.plan_start, 12 * number + 12)
        if start <= last:
            yield TimeRange(start, _not_behind(calendar, end))


def _not_behind(calendar: Calendar, end: date) -> date:
    return min(end, calendar.plan_end + DAY) if calendar.plan_end else end


def _months_on(day: date, count: int) -> date:
    """The same day so many months later, or the last of a month that is too short."""
    first = first_of(month_number(day) + count)
    days_in_month = (first_of(month_number(first) + 1) - first).days
    return first.replace(day=min(day.day, days_in_month))


def _plan_year(found: Match, seen: Seen) -> Reading:
    if seen.calendar.plan_start is None:
        return "no-plan-start"
    years = [*_plan_years(seen.calendar, seen.today)]
    step = 1 if found["which"] else 0
    return years[step] if step < len(years) else IMPOSSIBLE


def _plan_quarter(found: Match, seen: Seen) -> Reading:
    """Of the running year of the plan, or of the one before if it has not begun."""
    start, number = seen.calendar.plan_start, int(found["quarter"])
    if start is None:
        return "no-plan-start"
    if not 1 <= number <= 4:
        return IMPOSSIBLE
    for year in range(seen.today.year - start.year, -1, -1):
        quarter = _plan_quarter_of(start, 12 * year + 3 * number - 3, seen.calendar)
        if quarter and quarter.start <= seen.today:
            return quarter
    return IMPOSSIBLE


def _plan_quarter_of(start: date, months: int, calendar: Calendar) -> TimeRange | None:
    first, end = _months_on(start, months), _not_behind(calendar, _months_on(start, months + 3))
    return TimeRange(first, end) if first < end else None


def _since_plan_start(found: Match, seen: Seen) -> Reading:
    start = seen.calendar.plan_start
    return "no-plan-start" if start is None else since(start, seen.today)


def _since_bulletin(found: Match, seen: Seen) -> Reading:
    day = seen.calendar.last_bulletin
    return "no-bulletin" if day is None else since(day, seen.today)


_SINCE = "(?:以来|以后|之后|后|至今|迄今|起|到现在|到目前|到今[天日])"
_PLAN = "(?:本|工作)?方案"
_BEGINS = "(?:开始)?(?:实施|执行|施行|启动|运行|开始|推行)(?:开始)?"
_BULLETIN = "上1?[次期](?:的?信息)?通报(?:发布|印发)?"

HOLIDAYS = table((phrase("元春清端中国五劳十", _HOLIDAY, _holiday),))
"""Alone, or behind a year."""

SINCE_HOLIDAYS = table((phrase("元春清端中国五劳十", _HOLIDAY + _AFTER, _since_end_of_holiday),))
"""Alone, or behind a year; they end tomorrow, so nothing is joined to them."""

PLAN = table(
    (
        phrase("本工方", rf"{_PLAN}(?P<which>)年度", _plan_year),
        phrase("上", r"(?P<which>上)1?个?方案年度", _plan_year),
        phrase("本工方", rf"{_PLAN}(?:年度)?(?:第(?=\d个?季)|(?=\d季))(?P<quarter>\d)个?季度?", _plan_quarter),
    )
)

SINCE_EVENTS = table(
    (
        # 项目实施以来 is not told from the plan.
        phrase("本工方", rf"(?:自从?|从)?{_PLAN}(?:{_BEGINS})?{_SINCE}", _since_plan_start),
        phrase("实启", rf"(?<![目动作程划策度法建设务案])(?:实施|启动){_SINCE}", _since_plan_start),
        phrase("从自", rf"(?:自从?|从){_PLAN}{_BEGINS}{_SINCE}?", _since_plan_start),
        phrase("从自", rf"(?:自从?|从)(?:实施|启动){_SINCE}", _since_plan_start),
        phrase("上", _BULLETIN + _SINCE, _since_bulletin),
        phrase("从自", rf"(?:自从?|从){_BULLETIN}{_SINCE}?", _since_bulletin),
    )
)
"""They end tomorrow."""
