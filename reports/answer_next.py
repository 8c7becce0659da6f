"""Which questions are likely next: two or three buttons below an answer, each a question that is understood."""

from datetime import date, timedelta

from models.filters import Query
from reports.answer_phrases import levels_phrase, typed_time
from rules.periods import period_of
from rules.plan import PeriodKind, Plan

MOST = 3
DUTIES = ("missing", "delivered")
THIS: dict[PeriodKind, str] = {
    "day": "今天呢",
    "week": "本周呢",
    "month": "本月呢",
    "quarter": "本季度呢",
    "year": "今年呢",
}
"""What to say after a question about the period before the running one."""

DAY = timedelta(days=1)
BEFORE: dict[PeriodKind, str] = {
    "day": "昨天呢",
    "week": "上周呢",
    "month": "上个月呢",
    "quarter": "上季度呢",
    "year": "去年呢",
}
"""What to say after a question about the running period of a kind."""

Question = tuple[str, str]
"""A button's label, at most ten characters, and what it says."""


def next_questions(
    query: Query, plan: Plan, today: date, sees_units: bool, is_editor: bool, more: bool
) -> list[Question]:
    """At most three. `sees_units`: the asker may see units side by side; `more`: the answer has a longer table."""
    questions = [("全部", "全部")] if more else []
    questions += [("催报", "催报")] if _chases(query, today, is_editor) else []
    questions += [(each, each) for each in (*_about_time(query, plan, today), *_beside(query, sees_units))]
    questions += _after_duty(query, plan, today, sees_units)
    questions += _after_targets(query, plan, today)
    return questions[:MOST]


def _chases(query: Query, today: date, is_editor: bool) -> bool:
    runs = query.start is not None and query.end is not None and query.start <= today < query.end
    return is_editor and runs and query.intent == "missing" and query.metric == "items"


def _about_time(query: Query, plan: Plan, today: date) -> list[str]:
    if query.start is None or query.end is None or query.intent in ("compare", "status"):
        return []
    for kind, words in BEFORE.items():
        period = period_of(kind, today, plan)
        if (period.start, period.end) == (query.start, query.end) and _has_targets(query, plan):
            return [words]
        if query.end == period.start and query.intent in DUTIES and period_of(kind, query.start, plan).end == query.end:
            return [THIS[kind]] if period_of(kind, query.start, plan).start == query.start else []
    return []


def _has_targets(query: Query, plan: Plan) -> bool:
    """The plan had targets in the period before only if it had begun."""
    return query.intent != "progress" or query.start is None or query.start > plan.start


def _beside(query: Query, sees_units: bool) -> list[str]:
    compares_periods = query.intent == "compare" and query.compare_to is not None
    if not (query.intent == "count" or compares_periods) or query.calculation or query.members:
        return []
    found = []
    if query.group_by != "board" and not query.boards:
        found.append("各板块呢")
    if sees_units and query.group_by != "unit" and not (query.units or query.groups):
        found.append("各单位呢")
    if query.metric == "publications" and query.group_by != "level" and not (query.levels or query.outlets):
        found.append("各级媒体呢")
    return found


def _after_duty(query: Query, plan: Plan, today: date, sees_units: bool) -> list[Question]:
    """After who has not delivered who has, and the other way round; and how much of it there is."""
    if query.intent not in DUTIES or _is_narrowed(query):
        return []
    time, verb = typed_time(query.start, query.end, plan, today), "发" if query.metric == "publications" else "报"
    other = f"谁{verb}了" if query.intent == "missing" else f"谁没{verb}"
    found = [(other, f"{time}{other}")]
    return [*found, ("各单位", f"{time}各单位{verb}了几条")] if sees_units else found


def _is_narrowed(query: Query) -> bool:
    names = (query.units, query.groups, query.members, query.boards, query.kinds, query.statuses)
    return any((*names, query.levels, query.outlets, query.columns))


def _after_targets(query: Query, plan: Plan, today: date) -> list[Question]:
    """After how a target stands what was printed in its period, and all targets after a single one."""
    if query.intent != "progress":
        return []
    time = typed_time(query.start, query.end, plan, today) or "今年"
    levels, found = levels_phrase(query.levels), [("各级媒体", f"{time}各级媒体刊发了几条")]
    if levels and "、" not in levels:
        found = [(f"{levels}刊发", f"{time}{levels}刊发了几条")]
    return [*found, ("全部目标", "目标完成情况")] if query.levels else [*found, ("每月刊发", "今年每月刊发了几条")]
