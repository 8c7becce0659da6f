"""What a question counts and how that is narrowed: the metric, the names, what is left out, the amount."""

from decimal import Decimal
from typing import TypedDict, cast

from questions.grammar.asked import NAMES, Asked, Unclear
from questions.pieces import Kind
from questions.query import LEVELS, Metric
from questions.vocabulary import Named, NamedOutlet, Vocabulary

PUBLICATION_FILTERS: tuple[Kind, ...] = ("level", "outlet", "column")
PROJECT_FILTERS: tuple[Kind, ...] = ("stage", "industry", "amount")
FIELDS = {
    kind: "statuses" if kind == "status" else "industries" if kind == "industry" else f"{kind}s" for kind in NAMES
}
"""The query's field for the names of a kind."""


class Filters(TypedDict, total=False):
    """The filters that a question names; what it does not name is not there."""

    units: tuple[str, ...]
    groups: tuple[str, ...]
    boards: tuple[str, ...]
    levels: tuple[str, ...]
    outlets: tuple[str, ...]
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    members: tuple[str, ...]
    statuses: tuple[str, ...]
    industries: tuple[str, ...]
    stages: tuple[str, ...]
    excluded: tuple[str, ...]
    amount_from: Decimal | None
    amount_below: Decimal | None


def filters_of(question: Asked, vocabulary: Vocabulary) -> Filters:
    """Every filter that the question names. Raises Unclear where a kind is both named and excluded."""
    filters: dict[str, object] = {FIELDS[kind]: question.values(kind) for kind in NAMES if kind != "level"}
    levels = {level for piece in question.of("level") for level in piece.values}
    filters["levels"] = tuple(level for level in LEVELS if level in levels)
    filters |= _amount(question)
    filters |= _all_but_excluded(question, vocabulary, filters)
    return cast(Filters, {name: values for name, values in filters.items() if values})


def metric_of(question: Asked) -> Metric | None:
    """What is counted: by the verb, else by what can only be of one kind; None where nothing tells.

    Raises Unclear where two things are counted at once.
    """
    verbs = set(question.values("verb")) - {"used"}
    if len(verbs) > 1 or (verbs and _is_about_projects(question)):
        raise Unclear("metric")
    if verbs:
        return cast(Metric, next(iter(verbs)))
    if _is_about_projects(question):
        if "items" in question.values("noun"):
            raise Unclear("metric")
        return "amount" if "amount" in (*question.values("noun"), *question.values("count")) else "projects"
    if question.has(*PUBLICATION_FILTERS) or set(question.values("by")) & set(PUBLICATION_FILTERS):
        return "publications"
    if "used" in question.values("verb"):
        raise Unclear("metric")
    is_item = question.has("status", "kind", "lack", "latest") or "items" in question.values("noun")
    return "items" if is_item else None


def _is_about_projects(question: Asked) -> bool:
    if question.has(*PROJECT_FILTERS) or {"projects", "amount"} & set(question.values("noun")):
        return True
    return "amount" in question.values("count") or bool({"stage", "industry"} & set(question.values("by")))


def _amount(question: Asked) -> dict[str, object]:
    amounts = question.of("amount")
    if len(amounts) > 1:
        raise Unclear("question")
    return {"amount_from": amounts[0].low, "amount_below": amounts[0].high} if amounts else {}


def _all_but_excluded(question: Asked, vocabulary: Vocabulary, named: dict[str, object]) -> dict[str, object]:
    """除了招商局: the filter of its kind holds all the others, so that nothing but names is ever counted."""
    kinds = {piece.kind for piece in question.excluded}
    if not kinds:
        return {}
    kind = kinds.pop()
    if kinds or named.get(FIELDS[kind]):
        raise Unclear("question")
    out = {value for piece in question.excluded for value in (piece.values if kind == "level" else (piece.value,))}
    others = tuple(name for name in _all_of(kind, vocabulary) if name not in out)
    if not others:
        raise Unclear("question")
    excluded = tuple(dict.fromkeys(v for p in question.excluded for v in (p.values if kind == "level" else (p.value,))))
    return {FIELDS[kind]: others, "excluded": excluded}


def _all_of(kind: Kind, vocabulary: Vocabulary) -> tuple[str, ...]:
    named: dict[Kind, tuple[Named | NamedOutlet, ...]] = {
        "unit": vocabulary.units,
        "board": vocabulary.boards,
        "outlet": vocabulary.outlets,
        "column": vocabulary.columns,
    }
    plain: dict[Kind, tuple[str, ...]] = {
        "group": vocabulary.groups,
        "kind": vocabulary.kinds,
        "member": vocabulary.members,
        "industry": vocabulary.industries,
        "level": LEVELS,
    }
    return tuple(each.name for each in named[kind]) if kind in named else plain.get(kind, ())
