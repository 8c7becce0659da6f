"""The rows of an answer: as lines on a phone, as a workbook, as a picture."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from models.enclosures import Chart, Sheet
from models.filters import Query
from reports.answer_phrases import BY_WORDS, THINGS, filter_phrase, noun, span_phrase, step_text
from reports.calendar_text import clock_text
from rules.periods import office_date, period_of
from rules.plan import Plan

SHOWN = 8
"""So many lines are read on a phone; the rest is in the workbook."""

SHOWN_UNITS = 15
SHOWN_STEPS = 12
"""An office's units and the months of a year are shown whole."""

STEPS = ("day", "week", "month", "quarter")
STEPPED = ("count", "trend", "ranking")
FEWEST_DRAWN = 7
MOST_DRAWN = 60
LONGEST_NAME = 60
HEADS = {
    "rank": "名次",
    "count": "条数",
    "number": "编号",
    "date": "日期",
    "unit": "单位",
    "status": "状态",
    "outlet": "媒体",
    "level": "级别",
    "board": "板块",
    "kind": "类型",
    "column": "专栏",
    "placement": "版面",
    "link": "链接",
    "needed": "目标",
    "state": "进度",
}
_UNFIT = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')


@dataclass(frozen=True)
class Row:
    """One line of an answer: what `ask --json` prints. `more` are further keys, in the order of the workbook."""

    name: str
    value: int | float | None
    more: Mapping[str, str | int | float | None] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """`{"name", "value", …}`."""
        return {"name": self.name, "value": self.value, **self.more}


def shown_lines(lines: Sequence[str], total: int | None = None, unit: str = "行", most: int = SHOWN) -> list[str]:
    """The first lines, and how to get the rest; `total` where there are more than were read."""
    total = len(lines) if total is None else total
    return [*lines[:most], *([whole_text(total, unit)] if total > most else [])]


def whole_text(total: int, unit: str = "行") -> str:
    """How to get what is not shown."""
    return f"共{total}{unit}，回复「全部」得到完整表格。"


def group_lines(query: Query, rows: Sequence[Row], say: Callable[[Row], str]) -> list[str]:
    """A line for each row; of too many steps of time the newest, of too many units those with the most."""
    if query.group_by in STEPS and len(rows) > SHOWN_STEPS:
        earlier = f"较早的{len(rows) - SHOWN}行没有列出，"
        return [*(say(row) for row in rows[-SHOWN:]), earlier + whole_text(len(rows))]
    if query.group_by in STEPS:
        return [say(row) for row in rows]
    if query.group_by == "unit" and len(rows) > SHOWN_UNITS:
        rows = sorted(rows, key=lambda row: -(row.value or 0))
    return shown_lines([say(row) for row in rows], most=most_lines(query))


def most_lines(query: Query) -> int:
    """How many lines of a table are shown."""
    return SHOWN_UNITS if query.group_by == "unit" else SHOWN


def sheet_of(query: Query, rows: Sequence[Row], plan: Plan) -> Sheet:
    """The whole table of an answer as a workbook."""
    further = list(dict.fromkeys(key for row in rows for key in row.more))
    heads = tuple(HEADS.get(key, key) for key in further)
    cells = ((row_name(query, row.name, plan), row.value, *(row.more.get(key) for key in further)) for row in rows)
    return Sheet(_sheet_name(query, plan), (*_first_heads(query), *heads), tuple(cells))


def table_title(query: Query) -> str:
    """`各月报送信息`, `各单位刊发排名`: what a picture or a workbook shows."""
    key = query.group_by or "unit"
    each = {"day": "每天", "month": "各月"}.get(key) or f"各{THINGS.get(key, '项')}"
    sent = "刊发" if query.metric == "publications" else "报送信息"
    return f"{each}{sent}{'排名' if query.intent == 'ranking' else ''}"


def chart_of(query: Query, rows: Sequence[Row], plan: Plan, now: datetime) -> Chart | None:
    """A picture of a ranking or a trend of more than six rows; None where there is nothing to be seen.

    `now` is aware: the as-of time, and which step of time still runs.
    """
    if query.intent not in ("ranking", "trend") or not FEWEST_DRAWN <= len(rows) <= MOST_DRAWN:
        return None
    if not any(row.value for row in rows):
        return None
    note = f"{span_phrase(query.start, query.end, plan)}，{filter_phrase(query, plan)}"
    today = office_date(now, plan.zone)
    as_of = f"截至{today.year}年{clock_text(now, plan.zone)}"
    running = period_of(query.group_by, today, plan).key if query.group_by in STEPS else ""  # type: ignore[arg-type]
    goes_on = query.end is None or query.end > today
    unfinished = row_name(query, running, plan) if running and goes_on else ""
    drawn = tuple((row_name(query, row.name, plan), float(row.value or 0)) for row in rows)
    kind: Literal["bars", "columns"] = "bars" if query.intent == "ranking" else "columns"
    return Chart(table_title(query), note, kind, drawn, as_of=as_of, unfinished=unfinished)


def row_name(query: Query, name: str, plan: Plan) -> str:
    """A row's name as people read it; steps of time have keys."""
    is_step = query.intent in STEPPED and query.group_by in STEPS
    return step_text(name, plan, query) if is_step else name


def _first_heads(query: Query) -> tuple[str, str]:
    if query.intent == "list":
        return "题目", "编号"
    if query.intent == "progress":
        return "目标", "完成"
    if query.intent == "missing":
        return "单位", "还差（条）"
    if query.intent == "compare" and query.compare_to:
        return "期间", f"{noun(query)}（条）"
    head = THINGS.get(query.group_by or "unit", "名称")
    return head, "占比（%）" if query.calculation == "share" else f"{noun(query)}（条）"


def _sheet_name(query: Query, plan: Plan) -> str:
    by = BY_WORDS.get(query.group_by or "", "")
    whole = f"{noun(query)} {span_phrase(query.start, query.end, plan)} {filter_phrase(query, plan)} {by}"
    return _UNFIT.sub(" ", whole).strip()[:LONGEST_NAME].strip()
