"""Periods in a question: 上周, 10月份, 今年以来, 9月1日到15日 … → days on the office's calendar (design, section 10).

The text is normalised, so numerals are digits. A phrase without a year is this year's, or last year's if it has not
begun; the second half of A到B follows A instead. A phrase whose date does not exist is a piece without a span.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from questions.pieces import Piece
from questions.query import TimeRange

DAY = timedelta(days=1)

Match = re.Match[str]
Resolver = Callable[[Match, date, TimeRange | None], TimeRange | None]
"""(the phrase, today, the first half of A到B if this is the second) → its days, None if there are no such days."""

YEAR = (
    r"(?:(?P<year>\d{4})年度?|(?P<short>[23]\d)年(?=\d|第|上|下|前)|"
    r"(?P<relative>今年|本年|去年|上年|前年|明年)度?)的?"
)
YEARS = range(1900, 2101)
RELATIVE_YEARS = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}
WHICH = r"(?P<which>上上|下下|本|当|这|上|下)1?个?"
STEPS = {"本": 0, "当": 0, "这": 0, "上": -1, "上上": -2, "下": 1, "下下": 2}
THIRDS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "上半月": (1, 15), "下半月": (16, 31)}
THIRD = rf"的?(?P<third>{'|'.join(THIRDS)})"
WEEKDAYS = {char: number for number, char in enumerate("一二三四五六日")} | {"天": 6}
WEEKDAYS |= {str(number + 1): number for number in range(6)}
RELATIVE_DAYS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "前日": -2, "大前天": -3}
RELATIVE_DAYS |= {"明天": 1, "明日": 1, "后天": 2}
SINCE = r"(?:以来|至今|迄今|起至今|[到至](?:现在|今天|今日|当前|目前(?:为止)?)|起)"
TO = r"[到至~\-—–]+"
WITHIN = r"(?:之?内|里|期间|当中)"


def with_full_dates(text: str) -> str:
    """Dates as they are typed in a command, in the form that is read here: 11-16至11-22, 11.16, 11/16-22 → 11月16日….

    `text` is normalised and names days; in other texts such a pair of numbers may be anything.
    """
    return _LAST_DAY.sub(r"\1\2日", _SHORT_DATE.sub(r"\1月\2日", text))


def time_pieces(text: str, today: date) -> list[Piece]:
    """Every stretch of the normalised text that may be a period, seen from `today` on the office's clock."""
    found: list[Piece] = []
    for start in range(len(text)):
        for end, span in _periods_at(text, start, today):
            found.append(Piece(start, end, "time", span=span))
            if within := _WITHIN.match(text, end):
                found.append(Piece(start, within.end(), "time", span=span))
    return found


def _periods_at(text: str, start: int, today: date) -> Iterator[tuple[int, TimeRange | None]]:
    for end, span in _phrases_at(text, start, today, None):
        yield end, span
        if since := _SINCE.match(text, end):
            yield since.end(), span and _until_today(span.start, today)
        if to := _TO.match(text, end):
            yield from ((last, _joined(span, other)) for last, other in _phrases_at(text, to.end(), today, span))
    if beginning := _BEGINNING.match(text, start):
        yield beginning.end(), _until_today(_beginning(beginning, today), today)


def _phrases_at(text: str, start: int, today: date, before: TimeRange | None) -> Iterator[tuple[int, TimeRange | None]]:
    for pattern, resolve in _PHRASES:
        if found := pattern.match(text, start):
            yield found.end(), resolve(found, today, before)


def _until_today(start: date, today: date) -> TimeRange | None:
    """以来 and 至今 end tomorrow, so that today is in."""
    return TimeRange(start, today + DAY) if start <= today else None


def _joined(first: TimeRange | None, last: TimeRange | None) -> TimeRange | None:
    if first is None or last is None or last.end <= first.start:
        return None
    return TimeRange(first.start, last.end)


def _beginning(found: Match, today: date) -> date:
    if found["month"]:
        return today.replace(day=1)
    return date(today.year + RELATIVE_YEARS.get(found["relative"] or "今年", 0), 1, 1)


# ---- building periods; None where there is no such date ----


def _day(year: int, month: int, day: int) -> TimeRange | None:
    try:
        first = date(year, month, day)
    except ValueError:
        return None
    return TimeRange(first, first + DAY)


def _months(year: int, month: int, count: int = 1) -> TimeRange | None:
    """`count` months from `month` on, which must be one of the year."""
    if not 1 <= month <= 12 or count < 1:
        return None
    return TimeRange(_first_of(year * 12 + month - 1), _first_of(year * 12 + month - 1 + count))


def _first_of(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


def _third(year: int, month: int, third: str) -> TimeRange | None:
    whole = _months(year, month)
    if whole is None:
        return None
    first, last = THIRDS[third]
    return TimeRange(whole.start + (first - 1) * DAY, min(whole.start + last * DAY, whole.end))


def _quarters(year: int, first: int, last: int) -> TimeRange | None:
    return _months(year, first * 3 - 2, (last - first + 1) * 3) if 1 <= first <= last <= 4 else None


def _iso_week(year: int, week: int) -> TimeRange | None:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return TimeRange(monday, monday + 7 * DAY)


# ---- which year is meant ----


def _in_year(
    found: Match, today: date, before: TimeRange | None, build: Callable[[int], TimeRange | None]
) -> TimeRange | None:
    """The period in the year that is named, else in the one that the rule of the module's docstring gives."""
    parts = found.groupdict()
    if parts.get("year") or parts.get("short"):
        year = int(parts.get("year") or f"20{parts['short']}")
        return build(year) if year in YEARS else None
    if parts.get("relative"):
        return build(today.year + RELATIVE_YEARS[parts["relative"]])
    if before:
        span = build(before.start.year)
        return build(before.start.year + 1) if span and span.start < before.start else span
    span = build(today.year)
    return build(today.year - 1) if span and span.start > today else span


# ---- one resolver for each form of phrase ----


def _whole_year(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    return _in_year(found, today, None, lambda year: _months(year, 1, 12))


def _month(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    month, third = int(found["month"]), found["third"]
    build = partial(_third, month=month, third=third) if third else partial(_months, month=month)
    return _in_year(found, today, before, build)


def _month_range(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    """1-6月; a last month before the first one is next year's."""
    first, last = int(found["month"]), int(found["last"])
    if not 1 <= last <= 12:
        return None
    return _in_year(found, today, before, lambda year: _months(year, first, (last - first) % 12 + 1))


def _date(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    month, day = int(found["month"]), int(found["day"])
    return _in_year(found, today, before, lambda year: _day(year, month, day))


def _day_range(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    """9月1-15日, 9月1日到15日."""
    month, first, last = int(found["month"]), int(found["day"]), int(found["last"])
    return _in_year(found, today, before, lambda year: _joined(_day(year, month, first), _day(year, month, last)))


def _quarter(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    first, last = int(found["quarter"]), int(found["last"] or found["quarter"])
    return _in_year(found, today, before, lambda year: _quarters(year, first, last))


def _first_quarters(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    return _in_year(found, today, before, lambda year: _quarters(year, 1, int(found["count"])))


def _first_months(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    count = int(found["count"])
    return _in_year(found, today, before, lambda year: _months(year, 1, count)) if count <= 12 else None


def _half(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    month = 1 if found["half"] == "上" else 7
    return _in_year(found, today, before, lambda year: _months(year, month, 6))


def _numbered_week(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    return _in_year(found, today, before, lambda year: _iso_week(year, int(found["week"])))


def _relative_month(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    first = _first_of(today.year * 12 + today.month - 1 + STEPS[found["which"]])
    if found["third"]:
        return _third(first.year, first.month, found["third"])
    if found["day"]:
        return _day(first.year, first.month, int(found["day"]))
    return _months(first.year, first.month)


def _relative_quarter(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    first = _first_of(((today.year * 12 + today.month - 1) // 3 + STEPS[found["which"]]) * 3)
    return _months(first.year, first.month, 3)


def _week(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    monday = today - today.weekday() * DAY + STEPS[found["which"]] * 7 * DAY
    return TimeRange(monday, monday + 7 * DAY)


def _weekday(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    """上周三; without 上 or 本 it is a day of the running week, or of the week of the first half of A到B."""
    base = before.start if before and not found["which"] else today
    monday = base - base.weekday() * DAY + STEPS[found["which"] or "本"] * 7 * DAY
    if found["weekday"] == "末":
        return TimeRange(monday + 5 * DAY, monday + 7 * DAY)
    day = monday + WEEKDAYS[found["weekday"]] * DAY
    return TimeRange(day, day + DAY)


def _relative_day(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    day = today + RELATIVE_DAYS[found[0]] * DAY
    return TimeRange(day, day + DAY)


def _day_alone(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    """15日: of the running month, or of the month before if it has not come; in A到B of the month in which A ends."""
    day = int(found["day"])
    base = before.end - DAY if before else today
    span = _day(base.year, base.month, day)
    if before or span is None or span.start <= today:
        return span
    last_month = today.replace(day=1) - DAY
    return _day(last_month.year, last_month.month, day)


def _recent(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    """近30天 is today and the 29 days before; 近3个月 begins on the day after today's date three months ago."""
    count, unit = int(found["count"]), found["unit"]
    if count == 0:
        return None
    if unit in ("月", "年"):
        return _recent_months(count * (12 if unit == "年" else 1), today)
    days = count * (7 if unit in ("周", "星期", "礼拜") else 1)
    return TimeRange(today - (days - 1) * DAY, today + DAY)


def _weeks_before(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    """前2周: so many whole weeks before the running one."""
    monday = today - today.weekday() * DAY
    count = int(found["count"])
    return TimeRange(monday - count * 7 * DAY, monday) if count else None


def _recent_half_year(found: Match, today: date, before: TimeRange | None) -> TimeRange | None:
    return _recent_months(6, today)


def _recent_months(count: int, today: date) -> TimeRange | None:
    first = today.year * 12 + today.month - 1 - count
    if first < 12:
        return None
    days_in_month = (_first_of(first + 1) - _first_of(first)).days
    return TimeRange(_first_of(first) + min(today.day, days_in_month) * DAY, today + DAY)


# 11-23; not a part of 2027-11-23 or of 11月1-15日.
_SHORT_DATE = re.compile(r"(?<![\d月])(?<!\d{4}[-/.])(\d{1,2})[-/.—–](\d{1,2})(?![\d日号月])")
_LAST_DAY = re.compile(rf"(月\d{{1,2}}日{TO})(\d{{1,2}})(?![\d日号月年])")
_SINCE = re.compile(SINCE)
_TO = re.compile(TO)
_WITHIN = re.compile(WITHIN)
_BEGINNING = re.compile(rf"(?:(?:(?P<relative>今年|去年|前年)?年?初|(?P<month>(?:本|这个|当)?月初)|开年){SINCE})")
_MAYBE_YEAR = f"(?:{YEAR})?"

_PHRASES: tuple[tuple[re.Pattern[str], Resolver], ...] = tuple(
    (re.compile(pattern), resolve)
    for pattern, resolve in (
        (rf"{YEAR}(?:全年)?", _whole_year),
        (r"(?P<relative>)(?:全年|年度)", _whole_year),
        (rf"(?<!\d){_MAYBE_YEAR}(?P<month>\d{{1,2}})月份?(?:{THIRD})?", _month),
        (rf"(?<!\d){_MAYBE_YEAR}(?P<month>\d{{1,2}}){TO}(?P<last>\d{{1,2}})月份?", _month_range),
        (rf"(?<!\d){_MAYBE_YEAR}(?P<month>\d{{1,2}})月份?(?P<day>\d{{1,2}})[日号]", _date),
        (rf"(?<!\d){_MAYBE_YEAR}(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}}){TO}(?P<last>\d{{1,2}})[日号]", _day_range),
        (r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)[日号]?", _date),
        (r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?![-/.\d])(?P<third>)", _month),
        (rf"(?<!\d){_MAYBE_YEAR}第?(?P<quarter>\d)(?P<last>)季度?", _quarter),
        (rf"(?<!\d){_MAYBE_YEAR}第?(?P<quarter>\d){TO}第?(?P<last>\d)季度?", _quarter),
        (rf"{_MAYBE_YEAR}q(?P<quarter>\d)(?P<last>)", _quarter),
        (rf"{_MAYBE_YEAR}前(?P<count>\d)个?季度", _first_quarters),
        (rf"{YEAR}前(?P<count>\d{{1,2}})个?月", _first_months),
        (rf"{_MAYBE_YEAR}(?P<half>[上下])半年", _half),
        (rf"{_MAYBE_YEAR}第(?P<week>\d{{1,2}})周", _numbered_week),
        (rf"{WHICH}月份?(?:{THIRD}|(?P<day>\d{{1,2}})[日号])?", _relative_month),
        (rf"{WHICH}季度?", _relative_quarter),
        (rf"{WHICH}(?:周|星期|礼拜)", _week),
        # 上周一共 is 上周 and 一共.
        (rf"(?:{WHICH})?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天1-6末])(?!共)", _weekday),
        ("|".join(sorted(RELATIVE_DAYS, key=len, reverse=True)), _relative_day),
        (r"(?<![\d第])(?P<day>\d{1,2})[日号]", _day_alone),
        (r"(?:最近|近|过去)的?(?P<count>\d{1,3})个?(?P<unit>天|日|周|星期|礼拜|月|年)来?", _recent),
        (r"(?:最近|近|过去)的?半年来?", _recent_half_year),
        (r"(?<![\d年月季度])前(?P<count>\d{1,2})个?(?:周|星期|礼拜)", _weeks_before),
    )
)
