"""What may stand behind a year or alone: 下半年, 前三季度, 10月下旬, 9月18日, 第46周 …

The text is normalised, so numerals are digits.
"""

import re
from collections.abc import Callable
from functools import partial

from questions.periods.spans import (
    DAY,
    DIGITS,
    IMPOSSIBLE,
    TO,
    Match,
    Reading,
    Seen,
    day_of,
    days_of,
    in_year,
    months_of,
    phrase,
    quarters_of,
    table,
    weeks_of,
)
from questions.periods.workdays import first_workdays
from questions.query import TimeRange

YEAR = re.compile(
    r"(?:(?P<year>\d{4})(?:年度?|(?=全年))"
    # 近25年 and 25年来 are so many years.
    r"|(?<![近去这前后第])(?P<short>[23]\d)年度?(?![来内间后]|前(?!\d))"
    r"|(?P<relative>(?:今|本|去|上1?个?|明)(?=年度?)|大?前(?=年(?!度)))年度?)"
)
RELATIVE_YEARS = {"今": 0, "本": 0, "去": -1, "上": -1, "前": -2, "大前": -3, "明": 1}
AND = "[、,和及与]"

PARTS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "上中旬": (1, 20), "中下旬": (11, 31)}
PARTS |= {"上半月": (1, 15), "下半月": (16, 31), "上半个月": (1, 15), "下半个月": (16, 31)}
PARTS |= {"初": (1, 10), "中": (11, 20), "底": (21, 31), "末": (21, 31)}
EDGE = "(?:初|中(?![央国旬])|底|末)"  # 9月中央媒体 is 9月 and 中央媒体
PART = rf"(?:的?(?P<part>上中旬|中下旬|[上中下]旬|[上下]半个?月)|月?(?P<edge>{EDGE}))"
FIRST_DAYS = r"的?[前头](?P<count>\d{1,2})(?P<days>[天日]|个?工作日)"


def year_of(found: Match, seen: Seen) -> int:
    """The year that YEAR has found: any four digits, so it need not be one of the calendar."""
    if found["relative"]:
        return seen.today.year + RELATIVE_YEARS[found["relative"].removesuffix("个").removesuffix("1")]
    return int(found["year"] or f"20{found['short']}")


def whole_year(seen: Seen) -> Reading:
    """The year that is named, else this one."""
    return in_year(seen, partial(months_of, month=1, count=12))


def part_of_month(year: int, month: int, found: Match) -> Reading:
    """The part that PART has found in one month."""
    whole = months_of(year, month)
    if isinstance(whole, str):
        return whole
    first, last = PARTS[found["part"] or found["edge"]]
    return TimeRange(whole.start + (first - 1) * DAY, min(whole.start + last * DAY, whole.end))


def first_days(year: int, month: int, found: Match, seen: Seen) -> Reading:
    """What FIRST_DAYS has found in one month."""
    count = int(found["count"])
    if "工作日" not in found["days"]:
        return days_of(year, month, 1, count)
    whole = months_of(year, month)
    return whole if isinstance(whole, str) else first_workdays(whole, count, seen.calendar)


def _month(found: Match, seen: Seen) -> Reading:
    return in_year(seen, partial(months_of, month=int(found["month"])))


def _part(found: Match, seen: Seen) -> Reading:
    return in_year(seen, lambda year: part_of_month(year, int(found["month"]), found))


def _month_range(found: Match, seen: Seen) -> Reading:
    """1-6月; a last month before the first one is next year's."""
    first, last = int(found["month"]), int(found["last"])
    if not 1 <= last <= 12:
        return IMPOSSIBLE
    return in_year(seen, lambda year: months_of(year, first, (last - first) % 12 + 1))


def _month_pair(found: Match, seen: Seen) -> Reading | None:
    """9、10月 is one stretch, 7、9月 is none."""
    return _month_range(found, seen) if int(found["last"]) == int(found["month"]) % 12 + 1 else None


def _first_days(found: Match, seen: Seen) -> Reading:
    return in_year(seen, lambda year: first_days(year, int(found["month"]), found, seen))


def _date(found: Match, seen: Seen) -> Reading:
    month, day = int(found["month"]), int(found["day"])
    return in_year(seen, partial(day_of, month=month, day=day))


def _dotted_date(found: Match, seen: Seen) -> Reading | None:
    """11.18; 13.45 is some other number."""
    return _date(found, seen) or None


def _day_range(found: Match, seen: Seen) -> Reading:
    """9月1-15日, 9月1日到15日."""
    month, first, last = int(found["month"]), int(found["day"]), int(found["last"])
    return in_year(seen, partial(days_of, month=month, first=first, last=last))


def _quarter(found: Match, seen: Seen) -> Reading:
    quarter = int(found["quarter"])
    return in_year(seen, partial(quarters_of, first=quarter, last=quarter))


def _quarter_range(found: Match, seen: Seen) -> Reading:
    return in_year(seen, partial(quarters_of, first=int(found["quarter"]), last=int(found["last"])))


def _quarter_pair(found: Match, seen: Seen) -> Reading | None:
    return _quarter_range(found, seen) if int(found["last"]) == int(found["quarter"]) + 1 else None


def _first_quarters(found: Match, seen: Seen) -> Reading:
    return in_year(seen, partial(quarters_of, first=1, last=int(found["count"])))


def _first_months(found: Match, seen: Seen) -> Reading:
    count = int(found["count"])
    return in_year(seen, partial(months_of, month=1, count=count)) if count <= 12 else IMPOSSIBLE


def _half(found: Match, seen: Seen) -> Reading:
    return in_year(seen, partial(months_of, month=1 if found["half"] == "上" else 7, count=6))


def _numbered_week(found: Match, seen: Seen) -> Reading:
    """Without a year a week of the ISO year of today, of which the last days of December may be the first."""
    first = int(found["week"])
    last = int(found["last"] or first)
    build: Callable[[int], Reading] = partial(weeks_of, first=first, last=last)
    if seen.year is not None or seen.before:
        return in_year(seen, build)
    year = seen.today.isocalendar().year
    reading = build(year)
    return build(year - 1) if isinstance(reading, TimeRange) and reading.start > seen.today else reading


def _whole_year(found: Match, seen: Seen) -> Reading:
    return whole_year(seen)


def _this_month(found: Match, seen: Seen) -> Reading:
    return in_year(seen, partial(months_of, month=seen.today.month))


def _this_day(found: Match, seen: Seen) -> Reading:
    return in_year(seen, partial(day_of, month=seen.today.month, day=seen.today.day))


_MONTH = r"(?P<month>\d{1,2})月份?"
_NO_DATE = r"(?![\d./亿万千百元%倍个条篇件份次期版度类]|以[上下])"  # 3.5亿元, 1.5倍

IN_YEAR = table(
    (
        phrase(DIGITS, _MONTH, _month),
        phrase(DIGITS, _MONTH + PART, _part),
        phrase(DIGITS, _MONTH + FIRST_DAYS, _first_days),
        phrase(DIGITS, rf"(?P<month>\d{{1,2}}){TO}(?P<last>\d{{1,2}})月份?", _month_range),
        phrase(DIGITS, rf"(?P<month>\d{{1,2}}){AND}(?P<last>\d{{1,2}})月份?", _month_pair),
        phrase(DIGITS, _MONTH + r"的?(?P<day>\d{1,2})[日号]", _date),
        phrase(DIGITS, _MONTH + rf"(?P<day>\d{{1,2}})[日号]?{TO}(?P<last>\d{{1,2}})[日号]", _day_range),
        phrase(DIGITS, rf"(?<![\d./])(?P<month>\d{{1,2}})[./](?P<day>\d{{1,2}}){_NO_DATE}[日号]?", _dotted_date),
        phrase(DIGITS + "第", r"第?(?P<quarter>\d)季度?", _quarter),
        phrase("第", r"第(?P<quarter>\d)个季度", _quarter),
        phrase(DIGITS + "第", rf"第?(?P<quarter>\d)(?:季度?)?{TO}第?(?P<last>\d)季度?", _quarter_range),
        phrase(DIGITS + "第", rf"第?(?P<quarter>\d){AND}第?(?P<last>\d)季度?", _quarter_pair),
        phrase("q", r"q(?P<quarter>\d)(?!\d)", _quarter),
        phrase("q", rf"q(?P<quarter>\d){TO}q?(?P<last>\d)(?!\d)", _quarter_range),
        # 前一季度 is the last one.
        phrase("前头", r"(?:头|前(?!1))(?P<count>\d)个?季度?", _first_quarters),
        phrase("头", r"头(?P<count>\d{1,2})个?月", _first_months),
        phrase("前", r"前(?P<count>[6-9]|1[01])个月", _first_months),  # of the year; fewer may be those before this one
        phrase("上下", r"(?P<half>[上下])半年度?", _half),
        phrase("第", rf"第(?P<week>\d{{1,2}})周?(?:{TO}第?(?P<last>\d{{1,2}}))?周", _numbered_week),
    )
)
"""Alone, or behind a year, which `Seen.year` then gives."""

BEHIND_A_YEAR = table(
    (
        phrase("全整", "(?:全年度?|整年)", _whole_year),
        # Without a year 前三个月 may be the three months before this one; 前九个月 is taken for the year's above.
        phrase("前", r"前(?P<count>\d{1,2})个?月", _first_months),
        phrase("本这当", "(?:这个?|[本当])月", _this_month),
        phrase("今", "今[天日]", _this_day),
    )
)
"""Only behind a year."""
