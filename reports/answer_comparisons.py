"""The wording of comparisons: of two periods, and of several units, boards or levels."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from models.filters import Query
from reports.answer_phrases import DAY, FIELDS, WHO_SEES, about, filter_phrase, names_text, noun, source, span_phrase
from reports.answer_tables import Row, shown_lines
from rules.plan import Plan


def periods_answer(query: Query, value: int, other: int, change: Decimal | None, plan: Plan, now: datetime) -> str:
    """`96条信息，比2026年8月（69条）多27条，增长39.1%：2026年9月，…`. `change` in per cent, None from 0."""
    against = query.compare_to
    assert against is not None
    than = _difference(span_phrase(against.start, against.end, plan), other, value - other)
    text = f"{value}条{noun(query)}，{than}{_growth(change)}：{about(query, plan)}；{source(value + other, plan, now)}"
    today = now.astimezone(plan.zone).date()
    return text + "".join(_running(each.start, each.end, today, plan) for each in (query, against))


def parts_answer(query: Query, rows: Sequence[Row], total: int, plan: Plan, now: datetime) -> str:
    """`5条信息，招商局比财政局（3条）多2条：…`; of more than two a line each, the first named first."""
    first, *others = rows
    span = span_phrase(query.start, query.end, plan)
    rest = _without_subjects(query, plan)
    tail = f"{'，'.join(filter(None, (span, rest)))}；{source(total, plan, now)}"
    value = int(first.value or 0)
    if len(others) == 1:
        other = int(others[0].value or 0)
        than = _difference(others[0].name, other, value - other)
        return f"{value}条{noun(query)}，{first.name}{than}：{tail}"
    most = max(int(row.value or 0) for row in rows)
    leading = names_text([row.name for row in rows if row.value == most])
    lines = [f"{row.name}：{row.value}条" for row in rows]
    return "\n".join(
        (f"{value}条{noun(query)}是{first.name}的，{leading}最多（{most}条）：{tail}", *shown_lines(lines))
    )


def only_own_part_text(in_private: bool = False) -> str:
    """Why other units are not compared; `in_private` the asker may see it."""
    return "单位之间的比较请私聊查看。" if in_private else f"单位之间的比较由{WHO_SEES}私聊查看。"


def _difference(name: str, other: int, more: int) -> str:
    """`比财政局（3条）多2条`, `与财政局（3条）持平`."""
    if not more:
        return f"与{name}（{other}条）持平"
    return f"比{name}（{other}条）{f'多{more}条' if more > 0 else f'少{-more}条'}"


def _growth(change: Decimal | None) -> str:
    if not change:
        return ""
    return f"，增长{change}%" if change > 0 else f"，下降{-change}%"


def _running(start: date | None, end: date | None, today: date, plan: Plan) -> str:
    """A period that ends tomorrow was asked for up to now and is no shorter than it seems."""
    if end is None or end <= today + DAY:
        return ""
    return f"{span_phrase(start, end, plan)}还没有结束。"


def _without_subjects(query: Query, plan: Plan) -> str:
    """The filter without what is compared."""
    rest = replace(query, **{FIELDS[query.group_by or "unit"]: ()})  # type: ignore[arg-type]
    phrase = filter_phrase(rest, plan)
    return "" if phrase == "全部单位" else phrase
