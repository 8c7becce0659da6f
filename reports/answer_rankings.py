"""The wording of rankings: who is first, the first n, and in which place a named one stands."""

from collections.abc import Sequence
from datetime import datetime

from models.filters import Query
from reports.answer_phrases import COUNTED, NAMED, WHO_SEES, about, names_text, noun, source, step_text
from reports.answer_tables import most_lines, row_name, shown_lines, whole_text
from rules.plan import Plan
from rules.ranking import Ranked

EDGES = {"desc": "最多", "asc": "最少"}


def ranking_answer(
    query: Query, rows: Sequence[Ranked], parts: int, total: int, plan: Plan, now: datetime, running: str = ""
) -> str:
    """The first places, of `parts` that take part; `running` is the key of a step of time that is not over."""
    if not rows:
        return f"0{COUNTED[query.group_by or 'unit']}可以排名：{about(query, plan)}；{source(total, plan, now)}"
    if not any(row.value for row in rows) and (query.order != "asc" or len(rows) == parts):
        return _all_zero(query, parts, total, plan, now)
    way = _way(query, parts) if query.limit else _order(query)
    tail = f"{way}；{source(total, plan, now)}{_unfinished(rows, running, plan)}"
    if query.limit == 1:
        more = [whole_text(len(rows), COUNTED[query.group_by or "unit"])] if len(rows) > NAMED else []
        return "\n".join((f"{_foremost(query, rows, plan)}：{about(query, plan)}，{tail}", *more))
    tied = f"（末位并列，共{len(rows)}个）" if query.limit is not None and len(rows) > query.limit else ""
    first = "倒数" if query.order == "asc" else "前"
    heading = f"{first}{query.limit}名{tied}" if query.limit else f"{parts}{COUNTED[query.group_by or 'unit']}排名"
    lines = [_line(query, row, plan) for row in rows]
    return "\n".join((f"{heading}：{about(query, plan)}，{tail}", *shown_lines(lines, most=most_lines(query))))


def place_answer(
    query: Query, named: Sequence[Ranked], parts: int, total: int, scope: Query, plan: Plan, now: datetime
) -> str:
    """`第3名：招商局，41条信息；…`: the places of those that were named; `scope` is the query without their names."""
    tail = f"{about(scope, plan)}，{_way(query, parts)}；{source(total, plan, now)}"
    if not named:
        return f"没有参加排名：{tail}"
    places = [f"{_place(query, row)}：{row_name(query, row.name, plan)}，{row.value}条{noun(query)}" for row in named]
    return f"{'；'.join(places)}；{tail}"


def left_out_text(query: Query, weeks: Sequence[str], plan: Plan) -> str:
    """Which weeks are too short to be the lowest."""
    return f"{names_text([step_text(week, plan, query) for week in weeks])}不完整，没有参加排名。"


def no_ranking_text(in_private: bool = False) -> str:
    """Why no ranking is shown; `in_private` the asker may see it."""
    return "排名请私聊查看。" if in_private else f"排名由{WHO_SEES}私聊查看。"


def only_with_any_text(query: Query) -> str:
    """Which outlets or columns take part."""
    return f"只在有{noun(query)}的{COUNTED[query.group_by or 'unit'].removeprefix('个').removeprefix('家')}中排名。"


def _all_zero(query: Query, parts: int, total: int, plan: Plan, now: datetime) -> str:
    """Nobody is before or behind anybody."""
    counted = COUNTED[query.group_by or "unit"]
    return f"0条{noun(query)}，{parts}{counted}都是0条：{about(query, plan)}；{source(total, plan, now)}"


def _foremost(query: Query, rows: Sequence[Ranked], plan: Plan) -> str:
    counted = COUNTED[query.group_by or "unit"]
    names = names_text([row_name(query, row.name, plan) for row in rows], counted)
    together = "并列" if len(rows) > 1 else ""
    return f"{rows[0].value}条{noun(query)}，{names}{together}{EDGES[query.order or 'desc']}"


def _line(query: Query, row: Ranked, plan: Plan) -> str:
    place = f"倒数第{row.rank} " if query.order == "asc" else f"{row.rank}. "
    return f"{place}{row_name(query, row.name, plan)}：{row.value}条{'（并列）' if row.tied else ''}"


def _place(query: Query, row: Ranked) -> str:
    return f"{'并列' if row.tied else ''}{'倒数' if query.order == 'asc' else ''}第{row.rank}名"


def _way(query: Query, parts: int) -> str:
    return f"{parts}{COUNTED[query.group_by or 'unit']}{_order(query)}"


def _order(query: Query) -> str:
    return f"按{noun(query)}{'从少到多' if query.order == 'asc' else '从多到少'}"


def _unfinished(rows: Sequence[Ranked], running: str, plan: Plan) -> str:
    is_shown = running and any(row.name == running for row in rows)
    return f"其中{step_text(running, plan)}还没有结束。" if is_shown else ""
