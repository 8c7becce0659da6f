"""全部: the workbook behind an answer, and the words that go with it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from models.enclosures import Cell, Sheet
from models.filters import Query
from reports.answer_phrases import THINGS, about
from reports.answer_tables import STEPS, table_title
from reports.calendar_text import clock_text
from rules.periods import office_date
from rules.plan import Plan

ADDED_UP = ("count", "trend", "ranking")
LISTED = {"list": "明细", "missing": "未报情况", "delivered": "已报情况", "compare": "比较"}


def no_question_text() -> str:
    """全部 without a question before it."""
    return "没有可以展开的上一个问题，请先提问，十分钟内回复「全部」得到完整表格。"


def nothing_more_text() -> str:
    """全部 after one figure."""
    return "上一个问题的回答已经完整，没有更多内容。"


def whole_table_text(heading: str, rows: int, is_cut: bool, from_first: bool, in_group: bool) -> str:
    """What goes with the workbook; `is_cut`: there are more rows than it has. From a group it goes to the asker."""
    where = "完整表格已私聊发给您" if in_group else "见附件"
    if is_cut:
        where = "表格已私聊发给您" if in_group else "见附件"
        which = "最早" if from_first else "最近"
        return f"{heading}\n记录超过{rows}条，表中是{which}的{rows}条，{where}。要看其余的，请缩小时间范围再问。"
    return f"{heading}\n{where}，共{rows}行。" if in_group else f"{heading}\n完整表格共{rows}行，{where}。"


def workbook_of(sheet: Sheet, query: Query, whole: int | None, plan: Plan, now: datetime) -> Sheet:
    """The sheet as it is handed out: what it shows above the table, what belongs to nobody and the sum below it.

    `whole` is the figure of all, None where the asker does not see all rows; `now` is aware.
    """
    rows = (*sheet.rows, *_nameless(sheet, query, whole))
    dates = tuple(place for place, head in enumerate(sheet.header) if query.intent == "list" and head == "日期")
    return replace(sheet, rows=rows, lead=_lead(query, plan, now), total=_total(sheet, query, rows), dates=dates)


def _lead(query: Query, plan: Plan, now: datetime) -> tuple[str, ...]:
    year = office_date(now, plan.zone).year
    return _title(query), about(query, plan), f"截至{year}年{clock_text(now, plan.zone)}"


def _title(query: Query) -> str:
    if query.intent == "progress":
        return "目标进度"
    sent = "刊发" if query.metric == "publications" else "报送信息"
    return f"{sent}{LISTED[query.intent]}" if query.intent in LISTED else table_title(query)


def _is_added_up(query: Query) -> bool:
    return query.intent in ADDED_UP and query.calculation is None and query.limit is None


def _nameless(sheet: Sheet, query: Query, whole: int | None) -> list[tuple[Cell, ...]]:
    """The row of what belongs to no unit, board …: the total says more than the rows then."""
    key = query.group_by
    if whole is None or key is None or key in STEPS or not _is_added_up(query) or query.intent == "ranking":
        return []
    left = whole - _sum(sheet.rows)
    return [(f"不属于任何{THINGS[key]}", left, *(None for _ in sheet.header[2:]))] if left > 0 else []


def _total(sheet: Sheet, query: Query, rows: Sequence[tuple[Cell, ...]]) -> tuple[Cell, ...]:
    if not rows or not _is_added_up(query) or len(sheet.header) < 2:
        return ()
    return ("合计", _sum(rows), *(None for _ in sheet.header[2:]))


def _sum(rows: Sequence[tuple[Cell, ...]]) -> int:
    return sum(int(row[1]) for row in rows if isinstance(row[1], int | float))
