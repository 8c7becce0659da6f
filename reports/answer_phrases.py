"""What every answer to a question says beside its number: period, filter, as-of time and count of source rows."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from models.filters import Query
from reports.calendar_text import clock_text, full_day_text, period_text, period_word, span_text, typed_span
from rules.periods import Period, kind_of, office_date, period_of
from rules.plan import LEVEL_NAMES, LEVELS, PeriodKind, Plan

DAY = timedelta(days=1)
WHOLE: tuple[PeriodKind, ...] = ("month", "quarter", "half", "year")
WORDED: tuple[PeriodKind, ...] = ("day", "week", "month", "quarter", "year")
NAMED = 8
"""So many names stand in one line; of more these and how many they are."""

WHO_SEES = "单位负责人、宣传办、审核人或领导"
BY_WORDS = {
    "unit": "按单位",
    "group": "按单位组",
    "board": "按板块",
    "kind": "按类型",
    "level": "按级别",
    "outlet": "按媒体",
    "column": "按专栏",
    "day": "按天",
    "week": "按周",
    "month": "按月",
    "quarter": "按季度",
}
THINGS = {
    "unit": "单位",
    "group": "单位组",
    "board": "板块",
    "kind": "类型",
    "level": "级别",
    "outlet": "媒体",
    "column": "专栏",
    "day": "日期",
    "week": "周",
    "month": "月份",
    "quarter": "季度",
}
"""What stands side by side, as the head of a table calls it."""

COUNTED = {
    "unit": "个单位",
    "group": "个单位组",
    "board": "个板块",
    "kind": "个类型",
    "level": "个级别",
    "outlet": "家媒体",
    "column": "个专栏",
    "day": "天",
    "week": "周",
    "month": "个月",
    "quarter": "个季度",
}
"""The same after a number: 14个单位."""

FIELDS = {
    "unit": "units",
    "group": "groups",
    "board": "boards",
    "kind": "kinds",
    "level": "levels",
    "outlet": "outlets",
    "column": "columns",
}
"""In which filter of a query the names of a kind stand."""


def span_phrase(start: date | None, end: date | None, plan: Plan) -> str:
    """`2026年10月`, `2026年第三季度`…, `2026年11月16日至22日`, `全部时间`; `start` inclusive, `end` exclusive."""
    if start is None or end is None:
        return "全部时间"
    for kind in WHOLE:
        period = period_of(kind, start, plan)
        if (period.start, period.end) == (start, end):
            return period_text(period)
    if start.year != (end - DAY).year:
        return span_text(start, end)
    return full_day_text(start) if end - start == DAY else f"{start.year}年{span_text(start, end)}"


def filter_phrase(query: Query, plan: Plan) -> str:
    """What the figures are limited to: `财政局，市级以上，安全生产管理板块`; `全部单位` where nothing is named."""
    parts = {
        "units": names_text((*query.units, *query.groups)),
        "members": names_text(query.members),
        "boards": names_text([f"{board}板块" for board in query.boards]),
        "kinds": "、".join(query.kinds),
        "statuses": "、".join(query.statuses),
        "levels": levels_phrase(query.levels),
        "outlets": names_text(query.outlets),
        "columns": names_text([f"“{column}”专栏" for column in query.columns]),
    }
    if query.excluded:
        names = [LEVEL_NAMES.get(name, name) for name in query.excluded]  # type: ignore[call-overload]
        parts[excluded_field(query, plan)] = f"不含{names_text(names)}"
    return "，".join(filter(None, parts.values())) or "全部单位"


def excluded_field(query: Query, plan: Plan) -> str:
    """Which filter holds all names but those that 除了 leaves out: `units`, `boards` …"""
    known = {
        "boards": {board.name for board in plan.boards},
        "kinds": set(plan.kinds),
        "levels": {*LEVELS, *LEVEL_NAMES.values()},
        "outlets": {outlet.name for outlet in plan.outlets},
        "columns": {column.name for column in plan.columns},
    }
    named = [field for field, names in known.items() if getattr(query, field) and names >= set(query.excluded)]
    held = [field for field in ("units", "members", "outlets", "columns", "statuses") if getattr(query, field)]
    return (named or held or ["units"])[0]


def about(query: Query, plan: Plan) -> str:
    """`2026年10月，财政局`; of a state of items also by which of their dates the period goes."""
    phrase = f"{span_phrase(query.start, query.end, plan)}，{filter_phrase(query, plan)}"
    return f"{phrase}，{by_date_text(query)}" if by_date_text(query) else phrase


def by_date_text(query: Query) -> str:
    """An item that is 退回 this week was perhaps sent in an earlier one; "" where there is no doubt."""
    goes_by_sending = query.statuses and query.start is not None and query.metric == "items"
    return "按报送时间统计" if goes_by_sending else ""


def names_text(names: Sequence[str], counted: str = "个") -> str:
    """The names, of very many the first ones and their number: `甲局、乙局…等14个单位`."""
    if len(names) <= NAMED:
        return "、".join(names)
    return f"{'、'.join(names[:NAMED])}…等{len(names)}{counted}"


def typed_time(start: date | None, end: date | None, plan: Plan, today: date) -> str:
    """A period as it can be typed in a question: `本月`, `2026年上半年`, `2026年11月1日到2026年11月5日`, else ""."""
    if start is None or end is None:
        return ""
    for kind in (*WORDED, *WHOLE):
        period = period_of(kind, start, plan)
        word = period_word(period, today)
        if (period.start, period.end) == (start, end) and (kind in WHOLE or word != period_text(period)):
            return word if kind in WORDED else period_text(period)
    return typed_span(start, end)


def ledger_text(query: Query, first: date) -> str:
    """Since when there is anything to be counted."""
    return f"{'刊发' if query.metric == 'publications' else ''}台账从{full_day_text(first)}起有记录。"


def source(rows: int, plan: Plan, now: datetime, noun: str = "记录") -> str:
    """`截至2026年11月22日（周日）09:01，依据5条记录。` `now` is aware: the as-of time."""
    year = office_date(now, plan.zone).year
    return f"截至{year}年{clock_text(now, plan.zone)}，依据{rows}条{noun}。"


def noun(query: Query) -> str:
    """What is counted."""
    return "刊发" if query.metric == "publications" else "信息"


def levels_phrase(levels: Sequence[str]) -> str:
    """`市级以上` for several up to the highest, `市级以下` for several from the lowest, else each by name."""
    names = [LEVEL_NAMES[level] for level in LEVELS if level in levels]
    if len(names) < 2 or len(names) == len(LEVELS):
        return "、".join(names)
    places = [LEVELS.index(level) for level in LEVELS if level in levels]
    together = places == list(range(places[0], places[-1] + 1))
    if together and places[-1] == len(LEVELS) - 1:
        return f"{names[0]}以上"
    return f"{names[-1]}以下" if together and places[0] == 0 else "、".join(names)


def step_of(name: str, plan: Plan) -> Period:
    """The period of a step of time by its key: `2026-11-09`, `2026-W46`, `2026-11`, `2026-Q4`."""
    kind = kind_of(name)
    year = int(name[:4])
    match kind:
        case "day":
            return period_of(kind, date.fromisoformat(name), plan)
        case "week":
            return period_of(kind, date.fromisocalendar(year, int(name[6:]), 1), plan)
        case "quarter":
            return period_of(kind, date(year, int(name[6:]) * 3, 1), plan)
    return period_of(kind, date(year, int(name[5:7]), 1), plan)


def step_text(name: str, plan: Plan, query: Query | None = None) -> str:
    """A step of time as it is read: `11月9日（周一）`, `11月9日至15日 第46周`, `2026年11月`, `2026年第四季度`.

    Of a step that lies only in part in the period of the query that part is named: `第44周（11月1日起）`.
    """
    step = step_of(name, plan)
    start, end = (query.start, query.end) if query else (None, None)
    part = Period(max(step.start, start or step.start), min(step.end, end or step.end), step.kind)
    if part == step or part.start >= part.end:
        return period_text(step)
    within = span_text(part.start, part.end)
    if step.kind != "week":
        return f"{period_text(step)}（{within}）"
    week = f"第{step.start.isocalendar().week}周"
    return f"{within} {week}" if part.end < step.end else f"{week}（{part.start.month}月{part.start.day}日起）"
