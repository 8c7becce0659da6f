"""The wording of who has delivered and who has not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from models.deliveries import Delivery
from models.filters import Query
from reports.answer_phrases import WHO_SEES, about, by_date_text, filter_phrase, source, span_phrase
from reports.calendar_text import period_word
from rules.periods import Period, following, office_date, period_of
from rules.plan import PeriodKind, Plan

MOST = 50
"""So many names stand in one line: they are the answer."""

Basis = Literal["owed", "whole", "part"]
"""What an answer goes by: a duty's period; whether there is any at all in a longer span, or in one that no duty knows.

Only in the first is anything owed.
"""


@dataclass(frozen=True)
class Own:
    """How a unit of the asker stands, for an asker who may not see the others' names. `None` where it owes nothing."""

    unit: str
    delivery: Delivery | None


@dataclass(frozen=True)
class _Words:
    has: str
    lacks: str
    all_have: str
    total: str
    source: str


def basis_of(query: Query, owing: Sequence[Delivery], plan: Plan) -> Basis:
    """What the figures of a question go by; `owing` are its units."""
    if any(each.duty for each in owing) or (not owing and not is_narrowed(query) and _is_duty_period(query, plan)):
        return "owed"
    return "whole" if query.metric == "publications" or _holds_a_period(query, plan) else "part"


def is_narrowed(query: Query) -> bool:
    """Whether less is asked for than all that its units deliver."""
    names = (query.boards, query.kinds, query.levels, query.outlets, query.columns, query.members, query.statuses)
    return any(names)


def missing_answer(
    query: Query, owing: Sequence[Delivery], plan: Plan, now: datetime, own: Sequence[Own] | None = None
) -> str:
    """Who has not delivered, of all who owe; of named units how many are lacking.

    With `own` only the number and how the asker's units stand; () where others read the answer.
    """
    if own is None and _is_one(query):
        return _one_answer(query, owing, plan, now)
    words = _words(query, owing, plan)
    short = [each for each in owing if each.missing]
    done = [each for each in owing if not each.missing]
    of_named = own is None and bool(query.units) and not query.excluded
    told = [f"{each.unit}{_has(query)}{each.delivered}条" for each in done] if of_named else []
    if done and not short:
        head = f"0个单位{words.lacks}，{words.total}{len(owing)}个单位{words.all_have}"
        return f"{head}：{'；'.join((*told, about(query, plan), _ending(query, owing, plan, now, own)))}"
    head = f"{len(short)}个单位{words.lacks}"
    if own is None and short:
        head += f"：{_names([_lacking(each, query) for each in short])}"
    if done and basis_of(query, owing, plan) == "part":
        head += f"；{len(done)}个单位{words.has}"
    return "；".join((head, *told, _tail(query, owing, plan, now, own)))


def delivered_answer(
    query: Query, owing: Sequence[Delivery], plan: Plan, now: datetime, own: Sequence[Own] | None = None
) -> str:
    """Who has delivered, of all who owe; for named units also how many, and which of them have not."""
    if own is None and _is_one(query):
        return _one_answer(query, owing, plan, now)
    words = _words(query, owing, plan)
    named = bool(query.units or query.groups)
    done = [each for each in owing if not each.missing]
    begun = [each for each in owing if each.missing and each.delivered]
    untouched = [each.unit for each in owing if not each.delivered and each.missing]
    parts = [f"{len(done)}个单位{words.has}"]
    if own is None and done:
        parts = [f"{parts[0]}：{_names([f'{each.unit}{each.delivered}条' if named else each.unit for each in done])}"]
    if own is None and len(begun) > MOST:
        parts.append(f"{len(begun)}个单位报了一部分")
    elif own is None:
        parts += [f"{each.unit}{_progress(each, query)}" for each in begun]
    if own is None and named and untouched:
        parts.append(f"{_names(untouched)}{_never(query, owing, plan)}")
    return "；".join((*parts, _tail(query, owing, plan, now, own)))


def duties_text(duties: Collection[str], plan: Plan) -> list[str]:
    """Which duties an answer speaks of, where the plan has several; "" stands for none in particular."""
    titles = [duty.title for duty in plan.duties if duty.id in duties]
    return [f"按任务「{'」「'.join(titles)}」统计。"] if titles and len(plan.duties) > 1 else []


def only_own_answer(unit: str) -> str:
    """Somebody who may not see it asked how another unit stands."""
    return f"其他单位的报送情况由{WHO_SEES}私聊查看；本单位（{unit}）的可以这样问：我们这周报了吗。"


def only_in_private_answer(sees_own_unit_only: bool) -> str:
    """Somebody asked in front of others how a unit stands."""
    if sees_own_unit_only:
        return f"本单位的报送情况请私聊查看，其他单位的由{WHO_SEES}私聊查看。"
    return "各单位的报送情况请私聊查看。"


def _one_answer(query: Query, owing: Sequence[Delivery], plan: Plan, now: datetime) -> str:
    """`报了，1条：财政局，本周（2026年11月16日至22日）；截至…`"""
    words = _words(query, owing, plan)
    asked = filter(None, (filter_phrase(query, plan), _span(query, plan, now), by_date_text(query)))
    return f"{_one_state(query, owing, plan)}：{'，'.join(asked)}；{_source(owing, words, plan, now)}"


def _one_state(query: Query, owing: Sequence[Delivery], plan: Plan) -> str:
    if not owing:
        return "不在刊发统计范围" if query.metric == "publications" else "没有应报的任务"
    unit = owing[0]
    if unit.missing and unit.delivered:
        return _progress(unit, query)
    if unit.missing:
        lacking = f"，还差{unit.missing}条" if unit.duty else ""
        return f"{_never(query, owing, plan)}{lacking}"
    done = f"{_has(query)}齐" if unit.required > 1 else ("刊发了" if query.metric == "publications" else "报了")
    return f"{done}，{unit.delivered}条"


def _tail(query: Query, owing: Sequence[Delivery], plan: Plan, now: datetime, own: Sequence[Own] | None) -> str:
    nobody = "没有相关单位" if query.metric == "publications" else "没有应报的单位"
    total = f"{_words(query, owing, plan).total}{len(owing)}个单位" if owing else nobody
    return f"{about(query, plan)}，{total}；{_ending(query, owing, plan, now, own)}"


def _ending(query: Query, owing: Sequence[Delivery], plan: Plan, now: datetime, own: Sequence[Own] | None) -> str:
    """How the asker's own units stand, and what the answer is made from."""
    mine = [_own(query, each, plan) for each in own or ()]
    hidden = "具体情况请私聊查看" if own == () else ""
    return "；".join(filter(None, (*mine, hidden, _source(owing, _words(query, owing, plan), plan, now))))


def _source(owing: Sequence[Delivery], words: _Words, plan: Plan, now: datetime) -> str:
    """Obligations where a duty is spoken of, else what was sent or printed."""
    is_owed = words.source == "应报记录"
    return source(len(owing) if is_owed else sum(each.delivered for each in owing), plan, now, words.source)


def _own(query: Query, own: Own, plan: Plan) -> str:
    if own.delivery is None:
        return "" if query.metric == "publications" else f"{own.unit}没有应报的任务"
    if own.delivery.missing and not own.delivery.duty:
        return f"{own.unit}{_never(query, [own.delivery], plan)}"
    return f"{own.unit}{_progress(own.delivery, query)}"


def _progress(each: Delivery, query: Query) -> str:
    lacking = f"，还差{each.missing}条" if each.missing and each.duty else ""
    return f"{_has(query)}{each.delivered}条{lacking}"


def _lacking(each: Delivery, query: Query) -> str:
    """A unit among those that are short: what it lacks where it was asked for, or where it has begun."""
    if not each.duty:
        return each.unit
    if each.delivered:
        return f"{each.unit}（{_progress(each, query)}）"
    return f"{each.unit}{f'还差{each.missing}条' if query.units and not query.excluded else ''}"


def _names(names: Sequence[str]) -> str:
    return "、".join(names[:MOST]) + (f"…等{len(names)}个单位，回复「全部」得到名单" if len(names) > MOST else "")


def _words(query: Query, owing: Sequence[Delivery], plan: Plan) -> _Words:
    several = "齐" if any(each.required > 1 for each in owing) else ""
    basis = basis_of(query, owing, plan)
    if query.metric == "publications":
        has = f"已刊发{several}"
        return _Words(has, f"没有刊发{several}", f"都{has}", "共", "刊发记录")
    if basis == "owed":
        return _Words(f"已报{several}", f"没报{several}", f"都已报{several}", "应报", "应报记录")
    if basis == "part":
        return _Words("报了信息", "没有报", "都报了信息", "共", "记录")
    return _Words("已报", "没报过", "都报过", "共", "记录")


def _has(query: Query) -> str:
    return "已刊发" if query.metric == "publications" else "已报"


def _never(query: Query, owing: Sequence[Delivery], plan: Plan) -> str:
    """Of a unit that has delivered nothing at all."""
    if query.metric == "publications":
        return "没有刊发"
    return {"owed": "没报", "whole": "没报过", "part": "没有报"}[basis_of(query, owing, plan)]


def _is_one(query: Query) -> bool:
    return len(query.units) == 1 and not query.groups and not query.excluded


def _span(query: Query, plan: Plan, now: datetime) -> str:
    """`本周（2026年11月16日至22日）` where a duty's period has such a word, else the dates alone."""
    dates = span_phrase(query.start, query.end, plan)
    if query.start is None or not _is_duty_period(query, plan):
        return dates
    kind = next(duty.period for duty in plan.duties if _is_exactly(query, duty.period, plan))
    word = period_word(period_of(kind, query.start, plan), office_date(now, plan.zone))
    return f"{word}（{dates}）" if not any(letter.isdigit() for letter in word) else dates


def _is_duty_period(query: Query, plan: Plan) -> bool:
    return any(_is_exactly(query, duty.period, plan) for duty in plan.duties)


def _is_exactly(query: Query, kind: PeriodKind, plan: Plan) -> bool:
    if query.start is None:
        return False
    period = period_of(kind, query.start, plan)
    return (period.start, period.end) == (query.start, query.end)


def _holds_a_period(query: Query, plan: Plan) -> bool:
    """Whether a whole period of some duty lies in the span of the question."""
    if query.start is None or query.end is None or not plan.duties:
        return True
    for kind in {duty.period for duty in plan.duties}:
        period: Period | None = period_of(kind, query.start, plan)
        if period and period.start < query.start:
            period = following(period, plan)
        if period and period.start >= query.start and period.end <= query.end:
            return True
    return False
