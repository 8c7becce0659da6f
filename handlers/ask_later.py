"""What is understood but of which this plan has nothing: one polite sentence and what can be asked instead."""

import re
from collections.abc import Sequence

from handlers.ask_parts import Answer, Asking
from handlers.boards import LABEL
from questions.query import Query
from reports.answer_refusals import abilities_answer, later_answer, suggestions

_ASKED_AT_THE_END = re.compile(r"(?:完成了没有|了?(?:多少|几)[条篇次]?|[吗呢])[？?]?$")
LATER = ("score", "award", "rectification", "interview")


def is_later(query: Query) -> bool:
    """Whether the question is about scores, awards, findings, interviews or projects."""
    about_projects = query.stages or query.industries or query.amount_from is not None or query.amount_below is not None
    by_projects = query.group_by in ("stage", "industry")
    return query.intent in LATER or query.metric in ("projects", "amount") or bool(about_projects or by_projects)


def later(asking: Asking, query: Query) -> Answer:
    """No figure, and what the plan can be asked."""
    offered = suggestions((), asking.plan, [unit.name for unit in asking.units], asking.own_unit)
    what = query.intent if query.intent in LATER else "projects"
    text = later_answer(what, offered)
    return Answer(True, query, None, (), text, buttons=buttons_of(offered))


def abilities(asking: Asking, query: Query) -> Answer:
    """How to ask."""
    offered = suggestions((), asking.plan, [unit.name for unit in asking.units], asking.own_unit)
    return Answer(True, query, None, (), abilities_answer(), tuple(offered), buttons=buttons_of(offered))


def buttons_of(questions: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Questions as buttons: one that is too long for a button is shortened there, no two to the same."""
    labels: list[str] = []
    for place, question in enumerate(questions, 1):
        shortened = (_shortened(question), _ends(question), f"{place} {question[: LABEL - 3]}…")
        labels.append(next(label for label in shortened if label not in labels))
    return tuple(zip(labels, questions, strict=True))


def _shortened(question: str) -> str:
    """What the question is about, without what all questions have: 本月县级目标, 各局办公室今年报送…"""
    bare = _ASKED_AT_THE_END.sub("", question) if len(question) > LABEL else question
    return bare if len(bare) <= LABEL else f"{bare[: LABEL - 1]}…"


def _ends(question: str) -> str:
    """Both ends, where others begin alike."""
    return f"{question[:4]}…{question[4 - LABEL + 1 :]}"
