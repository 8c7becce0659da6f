"""The wording of figures: a count, a count for each, an average and a share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from models.filters import Query
from reports.answer_phrases import (
    BY_WORDS,
    COUNTED,
    FIELDS,
    THINGS,
    WHO_SEES,
    about,
    by_date_text,
    filter_phrase,
    noun,
    source,
    span_phrase,
    typed_time,
)
from reports.answer_tables import Row, group_lines, row_name
from rules.plan import Plan


def count_answer(query: Query, value: int, plan: Plan, now: datetime) -> str:
    """A plain count. `now` is aware: the as-of time."""
    return f"{value}条{noun(query)}：{about(query, plan)}；{source(value, plan, now)}"


def grouped_answer(query: Query, value: int, rows: Sequence[Row], plan: Plan, now: datetime, nameless: int = 0) -> str:
    """A count for each unit, board, month …, one line each below the total; `nameless` are those that have none."""
    by = query.group_by or "unit"
    if _says_the_same(query, value, rows, plan):
        return count_answer(query, value, plan, now)
    heading = f"{value}条{noun(query)}：{about(query, plan)}，{BY_WORDS[by]}；{source(value, plan, now)}"
    lines = group_lines(query, rows, lambda row: f"{row_name(query, row.name, plan)}：{row.value}条")
    return "\n".join((heading, *lines, *nameless_lines(query, nameless)))


def average_answer(query: Query, average: Decimal | None, total: int, parts: int, plan: Plan, now: datetime) -> str:
    """`3.5条信息，平均每个单位：…；49条÷14个单位；…`; without anything to divide by no average."""
    counted = COUNTED[query.group_by or "unit"]
    if average is None:
        return f"0{counted}，没有可以计算的平均数：{about(query, plan)}；{source(total, plan, now)}"
    each = counted.removeprefix("个")
    each = f"每{each}" if counted in ("天", "周") else f"每{counted}"
    return (
        f"{average}条{noun(query)}，平均{each}：{about(query, plan)}；"
        f"{total}条÷{parts}{counted}；{source(total, plan, now)}"
    )


def share_answer(
    query: Query, whole_of: Query, share: Decimal | None, part: int, whole: int, plan: Plan, now: datetime
) -> str:
    """`32.1%：2026年10月，招商局的信息18条，占全部56条；…`. `whole_of` says what the whole is."""
    span = span_phrase(query.start, query.end, plan)
    if share is None:
        return f"0条{noun(query)}，没有可以计算的占比：{about(query, plan)}；{source(0, plan, now)}"
    of = f"（{'、'.join(whole_of.statuses)}）" if whole_of.statuses else ""
    mine = filter_phrase(replace(query, start=None, end=None), plan)
    by_date = f"，{by_date_text(query)}" if by_date_text(query) else ""
    return f"{share}%：{span}，{mine}{part}条，占全部{noun(query)}{of}{whole}条{by_date}；{source(whole, plan, now)}"


def shares_answer(query: Query, whole: int, rows: Sequence[Row], plan: Plan, now: datetime, nameless: int = 0) -> str:
    """The share of each, one line each below the whole."""
    by = query.group_by or "unit"
    heading = f"{whole}条{noun(query)}，各{THINGS[by]}占比：{about(query, plan)}；{source(whole, plan, now)}"
    lines = group_lines(
        query, rows, lambda row: f"{row_name(query, row.name, plan)}：{_percent(row)}（{row.more.get('count')}条）"
    )
    return "\n".join((heading, *lines, *nameless_lines(query, nameless)))


def nameless_lines(query: Query, nameless: int) -> list[str]:
    """What is counted in the whole and in no line."""
    return [f"另有{nameless}条不属于任何{THINGS[query.group_by or 'unit']}。"] if nameless > 0 else []


def only_own_text(in_private: bool) -> str:
    """Why no other unit's line is shown; `in_private` the asker may see them."""
    return "各单位的数字请私聊查看。" if in_private else f"各单位的数字由{WHO_SEES}私聊查看。"


def no_people_text(in_private: bool) -> str:
    """Why nothing is said about what single people sent; `in_private` the asker may know."""
    return "个人的数字请私聊查看。" if in_private else f"其他单位人员的数字由{WHO_SEES}私聊查看。"


def share_questions(query: Query, plan: Plan, today: date) -> list[str]:
    """Shares by one condition each, of those that the query has several of; by board where it has none."""
    fields = [field for field in (*FIELDS.values(), "members", "statuses") if len(getattr(query, field)) == 1]
    alone = [
        replace(Query("count", query.metric), **{field: getattr(query, field)})
        for field in fields
        if not query.excluded
    ]
    if len(query.levels) > 1:
        alone.append(Query("count", query.metric, levels=query.levels))
    names = [filter_phrase(each, plan) for each in alone] or ["各板块"]
    verb = "刊发" if query.metric == "publications" else "报的信息"
    time = typed_time(query.start, query.end, plan, today)
    return [f"{time}{name}{verb}占比" for name in names if "、" not in name]


def _says_the_same(query: Query, value: int, rows: Sequence[Row], plan: Plan) -> bool:
    """The only line has the figure and the name that stand above it."""
    if len(rows) != 1 or rows[0].value != value:
        return False
    return row_name(query, rows[0].name, plan) in about(query, plan).split("，")


def _percent(row: Row) -> str:
    return "—" if row.value is None else f"{row.value:.1f}%"
