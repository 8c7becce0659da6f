"""What is told from today: 上月5号, 这两周, 上周五, 昨天, 近30天, and days without a month. Never behind a year."""

from collections.abc import Callable
from datetime import date
from functools import partial

from questions.periods.phrases import EDGE, FIRST_DAYS, PART, first_days, part_of_month
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
    first_of,
    in_year,
    joined,
    monday_of,
    month_number,
    months_of,
    one_day,
    phrase,
    table,
)
from questions.periods.workdays import WORKDAYS, first_workdays
from questions.query import TimeRange

_WHICH = r"(?P<which>上上|下下|本|当|这|上|下)1?个?"
_STEPS = {"本": 0, "当": 0, "这": 0, "上": -1, "上上": -2, "下": 1, "下下": 2}
_WEEK = "(?:周|星期|礼拜)"
_WEEKDAYS = {char: number for number, char in enumerate("一二三四五六日")} | {"天": 6}
_WEEKDAYS |= {str(number + 1): number for number in range(6)}
_DAYS = {"今天": 0, "今日": 0, "今儿": 0, "昨天": -1, "昨日": -1, "昨儿": -1, "前天": -2, "前日": -2, "前儿": -2}
_DAYS |= {"大前天": -3, "明天": 1, "明日": 1, "明儿": 1, "后天": 2, "大后天": 3}
_RECENT = "(?:最近|近|过去)的?"


# ---- months and quarters ----


def _month_at(found: Match, seen: Seen) -> tuple[int, int]:
    first = first_of(month_number(seen.today) + _STEPS[found["which"]])
    return first.year, first.month


def _month(found: Match, seen: Seen) -> Reading:
    return months_of(*_month_at(found, seen))


def _part(found: Match, seen: Seen) -> Reading:
    return part_of_month(*_month_at(found, seen), found)


def _first_days(found: Match, seen: Seen) -> Reading:
    return first_days(*_month_at(found, seen), found, seen)


def _day_of_month(found: Match, seen: Seen) -> Reading:
    return day_of(*_month_at(found, seen), int(found["day"]))


def _days_of_month(found: Match, seen: Seen) -> Reading:
    return days_of(*_month_at(found, seen), int(found["day"]), int(found["last"]))


def _part_alone(found: Match, seen: Seen) -> Reading:
    """上旬, 月底: of the month that `_in_month` says."""
    return _in_month(seen, lambda year, month: part_of_month(year, month, found))


def _in_month(seen: Seen, build: Callable[[int, int], Reading]) -> Reading:
    """In the running month, or in the month before if it has not come; behind a period in the month of its end."""
    beside = seen.before or seen.beside
    base = beside.end - DAY if beside else seen.today
    reading = build(base.year, base.month)
    if beside or isinstance(reading, str) or reading.start <= seen.today:
        return reading
    base = seen.today.replace(day=1) - DAY
    return build(base.year, base.month)


def _months_before(found: Match, seen: Seen) -> Reading:
    """前两个月: the whole months before this one."""
    count = int(found["count"])
    return _whole_months(seen, -count, 0)


def _these_months(found: Match, seen: Seen) -> Reading:
    return _whole_months(seen, -1, 1)


def _whole_months(seen: Seen, first: int, end: int) -> Reading:
    this = month_number(seen.today)
    return TimeRange(first_of(this + first), first_of(this + end))


def _quarter(found: Match, seen: Seen) -> Reading:
    return _quarter_at(_STEPS[found["which"]], seen)


def _quarter_before(found: Match, seen: Seen) -> Reading:
    return _quarter_at(-1, seen)


def _quarter_at(step: int, seen: Seen) -> Reading:
    first = first_of((month_number(seen.today) // 3 + step) * 3)
    return months_of(first.year, first.month, 3)


# ---- weeks ----


def _weeks(seen: Seen, first: int, end: int) -> TimeRange:
    monday = monday_of(seen.today)
    return TimeRange(monday + first * 7 * DAY, monday + end * 7 * DAY)


def _week(found: Match, seen: Seen) -> Reading:
    step = _STEPS[found["which"]]
    return _weeks(seen, step, step + 1)


def _weeks_before(found: Match, seen: Seen) -> Reading:
    """前2周: so many whole weeks before the running one."""
    count = int(found["count"])
    return _weeks(seen, -count, 0) if count else IMPOSSIBLE


def _these_weeks(found: Match, seen: Seen) -> Reading:
    """这两周: the running one and the one before."""
    return _weeks(seen, -1, 1)


def _first_workdays(found: Match, seen: Seen) -> Reading:
    step = _STEPS[found["which"]]
    return first_workdays(_weeks(seen, step, step + 1), int(found["count"]), seen.calendar)


def _weekday(found: Match, seen: Seen) -> Reading:
    """上周三; without 上 or 本 a day of the running week, or of the week of the day or week that stands before."""
    base = seen.today if found["which"] else _week_beside(seen)
    monday = monday_of(base) + _STEPS[found["which"] or "本"] * 7 * DAY
    if found["weekday"] == "末":
        return TimeRange(monday + 5 * DAY, monday + 7 * DAY)
    first = one_day(monday + _WEEKDAYS[found["weekday"]] * DAY)
    return joined(first, one_day(monday + _WEEKDAYS[found["last"]] * DAY)) if found["last"] else first


def _week_beside(seen: Seen) -> date:
    beside = seen.before or seen.beside
    return beside.start if beside and (seen.before or beside.end - beside.start <= 7 * DAY) else seen.today


# ---- days ----


def _relative_day(found: Match, seen: Seen) -> Reading:
    return one_day(seen.today + _DAYS[found["day"]] * DAY)


def _day_alone(found: Match, seen: Seen) -> Reading:
    """15日: in the month that `_in_month` says."""
    return _in_month(seen, partial(day_of, day=int(found["day"])))


def _day_range(found: Match, seen: Seen) -> Reading:
    return _in_month(seen, partial(days_of, first=int(found["day"]), last=int(found["last"])))


def _iso_date(found: Match, seen: Seen) -> Reading:
    named = Seen(seen.today, seen.calendar, int(found["year"]))
    return in_year(named, partial(day_of, month=int(found["month"]), day=int(found["day"])))


def _iso_month(found: Match, seen: Seen) -> Reading:
    named = Seen(seen.today, seen.calendar, int(found["year"]))
    return in_year(named, partial(months_of, month=int(found["month"])))


def _year_range(found: Match, seen: Seen) -> Reading:
    first, last = (Seen(seen.today, seen.calendar, int(found[key])) for key in ("year", "last"))
    whole = partial(months_of, month=1, count=12)
    return joined(in_year(first, whole), in_year(last, whole))


def _this_year(found: Match, seen: Seen) -> Reading:
    return months_of(seen.today.year, 1, 12)


# ---- back from today ----


def _recent_days(found: Match, seen: Seen) -> Reading:
    """近30天 is today and the 29 days before, 近2周 today and 13."""
    count = int(found["count"]) * (1 if found["unit"] in ("天", "日") else 7)
    return _last_days(count, seen) if count else IMPOSSIBLE


def _half_a_month(found: Match, seen: Seen) -> Reading:
    return _last_days(15, seen)


def _last_days(count: int, seen: Seen) -> Reading:
    return TimeRange(seen.today - (count - 1) * DAY, seen.today + DAY)


def _recent_months(found: Match, seen: Seen) -> Reading:
    """近3个月 begins on the day after today's date three months ago."""
    count = 6 if found["half"] else int(found["count"]) * (12 if found["unit"] == "年" else 1)
    first = month_number(seen.today) - count
    if first < 12 or not count:
        return IMPOSSIBLE
    days_in_month = (first_of(first + 1) - first_of(first)).days
    return TimeRange(first_of(first) + min(seen.today.day, days_in_month) * DAY, seen.today + DAY)


_A_MONTH = _WHICH + "月份?"
_OF_WEEK = "一二三四五六日天"
_TWO_DAYS = rf"(?P<day>\d{{1,2}})[日号]?{TO}(?P<last>\d{{1,2}})[日号]"
_DAY_NAMES = "|".join(sorted(_DAYS, key=len, reverse=True))

RELATIVE = table(
    (
        phrase("全年", "(?:全年度?|年度|年内)", _this_year),
        phrase(DIGITS, rf"(?P<year>\d{{4}}){TO}(?P<last>\d{{4}})年", _year_range),
        phrase(DIGITS, r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)[日号]?", _iso_date),
        phrase(DIGITS, r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?![-/.\d])(?:月份?)?", _iso_month),
        phrase("本当这上下", _A_MONTH, _month),
        phrase("本当这上下", _A_MONTH + PART, _part),
        phrase("本当这上下", _A_MONTH + FIRST_DAYS, _first_days),
        phrase("本当这上下", _A_MONTH + r"的?(?P<day>\d{1,2})[日号]", _day_of_month),
        phrase("本当这上下", _A_MONTH + "的?" + _TWO_DAYS, _days_of_month),
        phrase("上中下", r"(?P<part>上中旬|中下旬|[上中下]旬|[上下]半月)", _part_alone),
        phrase("月", rf"月(?P<part>)(?P<edge>{EDGE})", _part_alone),
        phrase("前", r"前(?P<count>[12])个?月", _months_before),
        phrase("这", "这2个?月", _these_months),
        phrase("本当这上下", rf"{_WHICH}季度?", _quarter),
        phrase("前", "前1个?季度", _quarter_before),
        phrase("本当这上下", _WHICH + _WEEK, _week),
        phrase("前", rf"前(?P<count>\d{{1,2}})个?{_WEEK}", _weeks_before),
        phrase("这", rf"这2个?{_WEEK}", _these_weeks),
        phrase("本当这上下", _WHICH + _WEEK + r"的?[前头](?P<count>\d)个?工作日", _first_workdays),
        # 上周一共 is 上周 and 一共, 周一方面 is none.
        phrase(
            "本当这上下周星礼",
            rf"(?:{_WHICH}(?:{_WEEK}的?(?={_WEEK}))?)?{_WEEK}(?P<weekday>[{_OF_WEEK}1-6末])(?![共方])"
            rf"(?:(?<!末){TO}(?P<last>[{_OF_WEEK}])(?![共方]))?",
            _weekday,
        ),
        phrase("今昨前大明后", rf"(?P<day>{_DAY_NAMES})(?:(?<=儿)个)?", _relative_day),
        phrase(DIGITS, r"(?<![\d第])(?P<day>\d{1,2})[日号]", _day_alone),
        phrase(DIGITS, rf"(?<![\d第]){_TWO_DAYS}", _day_range),
        phrase("最近过", rf"{_RECENT}(?P<count>\d{{1,3}})个?(?P<unit>天|日|{_WEEK})来?", _recent_days),
        phrase("这", r"这(?P<count>[2-9]|\d{2})(?P<unit>天)来?", _recent_days),
        phrase("最近过", rf"{_RECENT}半个?月来?", _half_a_month),
        phrase("最近过", rf"{_RECENT}(?:(?P<half>半)年|(?P<count>\d{{1,3}})个?(?P<unit>月|年))来?", _recent_months),
        *WORKDAYS,
    )
)
"""Each stands without a year."""
