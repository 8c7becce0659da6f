"""Dates, times and periods as an office writes them: 11月20日（周五）17:00, 11月16日至22日 第47周."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.periods import Period, office_date
from rules.plan import PeriodKind

DAY = timedelta(days=1)
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
HALVES = ("上半年", "下半年")

THIS: dict[PeriodKind, str] = {
    "day": "今天",
    "week": "本周",
    "month": "本月",
    "quarter": "本季度",
    "half": "本半年",
    "year": "今年",
    "plan": "方案期内",
}
LAST: dict[PeriodKind, str] = {"day": "昨天", "week": "上周", "month": "上月", "quarter": "上季度", "year": "去年"}
UNITS: dict[PeriodKind, str] = {
    "day": "天",
    "week": "周",
    "month": "个月",
    "quarter": "个季度",
    "half": "个半年",
    "year": "年",
    "plan": "期",
}

NO_WORKING_DAY = "本期没有工作日"
"""Why a period without a working day is excused."""


def day_text(day: date) -> str:
    """`11月20日（周五）`."""
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def full_day_text(day: date) -> str:
    """`2026年11月20日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def clock_text(instant: datetime, zone: ZoneInfo) -> str:
    """`11月20日（周五）17:00`: an aware instant on the office's clock."""
    return f"{day_text(office_date(instant, zone))}{instant.astimezone(zone):%H:%M}"


def office_day(instant: datetime, zone: ZoneInfo) -> str:
    """`11月24日`: the day of an aware instant on the office's clock."""
    day = office_date(instant, zone)
    return f"{day.month}月{day.day}日"


def span_text(start: date, end: date) -> str:
    """The days `start` ≤ day < `end`: `11月16日至22日`, `11月30日至12月6日`, with years where they differ."""
    last = end - DAY
    if start == last:
        return f"{start.month}月{start.day}日"
    if start.year != last.year:
        return f"{full_day_text(start)}至{full_day_text(last)}"
    if start.month != last.month:
        return f"{start.month}月{start.day}日至{last.month}月{last.day}日"
    return f"{start.month}月{start.day}日至{last.day}日"


def period_text(period: Period) -> str:
    """A period by its dates: `11月16日至22日 第47周`, `2026年11月`, `2026年第四季度`, `2026年下半年`, `2026年`."""
    start = period.start
    match period.kind:
        case "day":
            return day_text(start)
        case "week":
            return f"{span_text(start, period.end)} 第{start.isocalendar().week}周"
        case "month":
            return f"{start.year}年{start.month}月"
        case "quarter":
            return f"{start.year}年{QUARTERS[(start.month - 1) // 3]}"
        case "half":
            return f"{start.year}年{HALVES[(start.month - 1) // 6]}"
        case "year":
            return f"{start.year}年"
        case "plan":
            return f"{full_day_text(start)}以来"


def period_name(period: Period) -> str:
    """A period with its year, in the middle of a sentence: `2026年11月9日至15日这一周`, `2026年11月`."""
    if period.kind == "day":
        return full_day_text(period.start)
    if period.kind != "week":
        return period_text(period)
    span = span_text(period.start, period.end)
    is_one_year = period.start.year == period.last_day.year
    return f"{f'{period.start.year}年' if is_one_year else ''}{span}这一周"


def typed_period(period: Period) -> str:
    """A period as it can be typed in a command: `2026年11月9日到2026年11月15日`."""
    return typed_span(period.start, period.end)


def typed_span(start: date, end: date) -> str:
    """The days `start` ≤ day < `end` as they can be typed in a command: `2026年11月9日到2026年11月15日`."""
    first, last = full_day_text(start), full_day_text(end - DAY)
    return first if first == last else f"{first}到{last}"


def period_word(period: Period, today: date) -> str:
    """The period as one speaks of it today: 本周, 上周, else its dates. The plan's own span is 方案期内."""
    if period.contains(today):
        return THIS[period.kind]
    if period.kind in LAST and _is_just_over(period, today):
        return LAST[period.kind]
    return period_text(period)


def period_phrase(period: Period, today: date) -> str:
    """The word and the dates: `本周（11月16日至22日 第47周）`; the dates alone where there is no word."""
    word, dates = period_word(period, today), period_text(period)
    return dates if word == dates else f"{word}（{dates}）"


def in_a_row(count: int, kind: PeriodKind) -> str:
    """`连续3周`."""
    return f"连续{count}{UNITS[kind]}"


def left_text(until: datetime, now: datetime) -> str:
    """The time from `now` to `until`, both aware: `2小时53分`, `1天2小时`, `53分钟`; to the minute, rounded down."""
    minutes = max(0, int((until - now).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes}分钟" if minutes else "不到1分钟"
    days, hours = divmod(minutes // 60, 24)
    parts = ((days, "天"), (hours, "小时"), (minutes % 60, "分"))
    return "".join(f"{count}{unit}" for count, unit in parts if count)


def days_left_text(days: int) -> str:
    """How many days remain after today: `还剩38天`, on the last one `今天是最后一天`."""
    return f"还剩{days}天" if days else "今天是最后一天"


def _is_just_over(period: Period, today: date) -> bool:
    """Whether today lies in the period of this kind right after this one."""
    if today < period.end:
        return False
    if period.kind in ("day", "week"):
        return today < period.end + (DAY if period.kind == "day" else 7 * DAY)
    length = {"month": 1, "quarter": 3, "year": 12}[period.kind]
    return (today.year * 12 + today.month) - (period.end.year * 12 + period.end.month) < length


def rhythm_text(at: time | None, once_a_week: bool = False) -> str:
    """How often something happens: `每分钟`, `每天 00:07`, `每周首个工作日 09:37`."""
    if at is None:
        return "每分钟"
    return f"{'每周首个工作日' if once_a_week else '每天'} {at:%H:%M}"
