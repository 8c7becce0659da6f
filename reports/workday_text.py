"""The calendar in words: days off and make-up days, how far they are known, and what to do when they run out."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import groupby

from models.outbox import Content
from reports.calendar_text import full_day_text, span_text

DAY = timedelta(days=1)
STATES = {True: "上班", False: "休", None: "恢复原来的安排"}


def stretch_text(start: date, end: date, works: bool | None) -> str:
    """`2027年1月1日至3日 休（3天）`; the end is exclusive, the year stands in front."""
    days = span_text(start, end)
    dated = days if days.startswith(f"{start.year}年") else f"{start.year}年{days}"
    count = (end - start).days
    return f"{dated} {STATES[works]}" + (f"（{count}天）" if count > 1 else "")


def days_text(days: Mapping[date, bool | None]) -> str:
    """Days and what was said of them, those in a row together: `2027年1月1日至3日 休（3天）、2027年2月7日 上班`."""
    parts = []
    for _, row in groupby(enumerate(sorted(days)), lambda each: (each[1] - each[0] * DAY, days[each[1]])):
        stretch = [day for _, day in row]
        parts.append(stretch_text(stretch[0], stretch[-1] + DAY, days[stretch[0]]))
    return "、".join(parts)


def known_text(until: date) -> str:
    """How far the calendar reaches and what holds after it."""
    return f"放假和调休安排已知到{full_day_text(until)}，之后按周一至周五上班计算。"


def how_to_add(until: date) -> str:
    """How an editor enters the notice of the year that is missing."""
    year = (until + DAY).year
    return (
        f"国务院公布{year}年放假通知后，请照通知发送，例如「日历 {year}年全年 1月1日至3日 休 1月4日 上班」，"
        "把全年的放假和补班一次写全；也可以请管理员写进 plans/calendar.toml，对所有方案有效。"
    )


def calendar_notice(until: date) -> Content:
    """To the editors: the calendar runs out."""
    lines = ("【日历提醒】", known_text(until), "届时遇到放假，截止和催报的日子可能不准。", how_to_add(until))
    return Content(text="\n".join(lines), title="日历提醒")
