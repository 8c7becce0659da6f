"""From the pieces of a question to its query: what is asked, of which figure, with which filters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, TypedDict, cast

from questions.pieces import Kind, Piece
from questions.query import LEVELS, GroupBy, Intent, Metric, Query, TimeRange

Reason = Literal["words", "date", "periods", "future", "filter", "metric", "question", "own", "previous", "targets"]
"""Why a question is not understood.

`words`: something in it has no meaning here; `date`: a day that does not exist; `periods`: several periods; `future`:
it has not begun; `filter`: items have no outlet, level or column; `metric`: items and publications at once, or
neither; `question`: nothing is asked that can be answered; `own`: 我们 without a unit; `previous`: a follow-up of
nothing; `targets`: targets are the plan's, not a unit's.
"""

NAMES: tuple[Kind, ...] = ("unit", "group", "board", "level", "outlet", "column", "kind")
PUBLICATION_FILTERS: tuple[Kind, ...] = ("level", "outlet", "column")
QUESTION_WORDS: tuple[Kind, ...] = ("count", "who", "which", "many-units", "units", "no", "tag", "goal", "how", "each")


class Filters(TypedDict, total=False):
    """The filters that a question names; what it does not name is not there."""

    units: tuple[str, ...]
    groups: tuple[str, ...]
    boards: tuple[str, ...]
    levels: tuple[str, ...]
    outlets: tuple[str, ...]
    columns: tuple[str, ...]
    kinds: tuple[str, ...]


class Unclear(Exception):
    """A question that cannot be answered without guessing; `word` is the stretch at fault, if there is one."""

    def __init__(self, reason: Reason, word: str = "") -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.word = word


@dataclass(frozen=True)
class Asked:
    """The pieces of one question, in order, none of its text left unexplained."""

    pieces: tuple[Piece, ...]

    def has(self, *kinds: Kind) -> bool:
        """Whether a piece of one of these kinds is there."""
        return any(piece.kind in kinds for piece in self.pieces)

    def values(self, kind: Kind) -> tuple[str, ...]:
        """The values of the pieces of a kind, each once, in the order of the text."""
        return tuple(dict.fromkeys(piece.value for piece in self.pieces if piece.kind == kind))

    def span(self) -> TimeRange | None:
        """The one period that is named, None if there is none. Raises Unclear for two, and for impossible dates."""
        times = [piece for piece in self.pieces if piece.kind == "time"]
        if len(times) > 1:
            raise Unclear("periods")
        if times and times[0].span is None:
            raise Unclear("date")
        return times[0].span if times else None


def asked(pieces: Sequence[Piece], own_unit: str | None) -> Asked:
    """The pieces made plain: 我们 is the asker's unit, 没 behind the verb a mere question mark.

    Raises Unclear where words stand together in a way that may mean something else.
    """
    plain = (
        tuple(_turned_question(pieces))
        if own_unit is None
        else tuple(
            replace(piece, kind="unit", value=own_unit) if piece.kind == "own" else piece
            for piece in _turned_question(pieces)
        )
    )
    if any(piece.kind == "own" for piece in plain):
        raise Unclear("own")
    _check_neighbours(plain)
    return Asked(plain)


def _turned_question(pieces: Sequence[Piece]) -> Iterable[Piece]:
    """报了没有: a 没 that no verb follows denies nothing, it asks."""
    verbs = [piece.start for piece in pieces if piece.kind in ("verb", "goal")]
    for piece in pieces:
        asks = piece.kind == "no" and all(start < piece.start for start in verbs) and bool(verbs)
        yield replace(piece, kind="tag") if asks else piece


def _check_neighbours(pieces: Sequence[Piece]) -> None:
    """Several names of a kind stand together with a 和 or 、 between any two; 专栏 and 板块 stand beside a name."""
    solid = [piece for piece in pieces if piece.kind != "filler"]
    chained = 0
    for before, piece, after in zip([None, *solid], solid, [*solid[1:], None], strict=False):
        joins = before is not None and after is not None and before.kind == after.kind and before.kind in NAMES
        chained += piece.kind == "join" and joins
        if piece.kind == "join" and piece.value == "and" and not joins:
            raise Unclear("question")
        beside = {other.kind for other in (before, after) if other is not None}
        if piece.kind == "noun" and piece.value in ("column", "board") and piece.value not in beside:
            raise Unclear("question")
    named = [piece.kind for piece in solid if piece.kind in NAMES]
    if len(named) - len(set(named)) != chained:
        raise Unclear("question")


def query_of(question: Asked, today: date, previous: Query | None = None) -> Query:
    """The query of a whole question. `previous` gives what a question that begins with 那 leaves out.

    Raises Unclear where it cannot be answered without guessing.
    """
    intent = _intent(question)
    metric = _metric(question, intent)
    span = question.span() or _default_span(intent, metric, today)
    query = Query(
        intent=intent,
        metric=metric,
        start=span.start if span else None,
        end=span.end if span else None,
        group_by=_group_by(question, intent),
        **_filters(question),
    )
    if previous is not None and intent != "progress":
        query = _completed(query, previous, keeps_time=question.span() is None)
    return _checked(query, today)


def follow_up(question: Asked, previous: Query, today: date) -> Query:
    """The last query with what the follow-up names in place of what it said. Raises Unclear."""
    filters = _filters(question)
    if "units" in filters or "groups" in filters:
        previous = replace(previous, units=(), groups=())
    if "levels" in filters or "outlets" in filters:
        previous = replace(previous, levels=(), outlets=())
    span = question.span()
    by = _group_by(question, previous.intent) or previous.group_by
    if not (filters or span or by != previous.group_by or question.has("verb")):
        raise Unclear("previous")
    query = replace(previous, metric=_named_metric(question) or previous.metric, group_by=by, **filters)
    if span is not None:
        query = replace(query, start=span.start, end=span.end)
    elif query.intent == "progress":
        query = replace(query, start=None, end=None)  # every target has a period of its own
    return _checked(query, today)


def _intent(question: Asked) -> Intent:
    if question.has("goal"):
        return _progress(question)
    if question.has("how"):
        raise Unclear("question")
    if question.has("no"):
        if question.has("each", "by", "tag") or "" in question.values("count"):
            raise Unclear("question")
        return "missing"
    if question.has("who", "many-units", "units"):
        if question.has("count", "each", "by"):
            raise Unclear("question")
        return "delivered"
    if question.has("which"):
        raise Unclear("question")
    if question.has("count"):
        return "trend" if "month" in question.values("by") else "count"
    return _yes_or_no(question)


def _progress(question: Asked) -> Intent:
    if question.has("unit", "group"):
        raise Unclear("targets")
    if question.has("who", "units", "many-units", "each", "by"):
        raise Unclear("question")
    if not any(question.values("goal")) and not question.has("level", "outlet", "column", "board"):
        raise Unclear("question")  # 完成了吗 may be about anything
    return "progress"


def _yes_or_no(question: Asked) -> Intent:
    """财政局报了吗 asks whether it has delivered, 财政局上过省媒吗 how often."""
    if not question.has("tag") or not question.has("unit", "group"):
        raise Unclear("question")
    return "delivered" if _named_metric(question) == "items" else "count"


def _metric(question: Asked, intent: Intent) -> Metric | None:
    """What is counted: by the verb, else by what can only be of one kind. A target says itself what it counts."""
    named = _named_metric(question)
    if named is None and question.has(*PUBLICATION_FILTERS):
        return "publications"
    if named or intent == "progress":
        return named
    if "items" in question.values("noun") and intent in ("count", "trend"):
        return "items"
    raise Unclear("metric")


def _named_metric(question: Asked) -> Metric | None:
    verbs = question.values("verb")
    if len(verbs) > 1:
        raise Unclear("metric")
    return cast(Metric, verbs[0]) if verbs else None


def _default_span(intent: Intent, metric: Metric | None, today: date) -> TimeRange | None:
    """谁没报 without a period is the running week (design, section 10)."""
    if intent not in ("missing", "delivered") or metric != "items":
        return None
    monday = today - timedelta(days=today.weekday())
    return TimeRange(monday, monday + timedelta(days=7))


def _group_by(question: Asked, intent: Intent) -> GroupBy | None:
    by = question.values("by")
    if len(by) > 1 or (by and question.has("each")):
        raise Unclear("question")
    if by:
        return cast(GroupBy, by[0])
    if not question.has("each"):
        return None
    several = [kind for kind in ("unit", "board", "level", "outlet", "column") if len(question.values(kind)) > 1]
    if len(several) != 1:
        raise Unclear("question")
    return cast(GroupBy, several[0])


def _filters(question: Asked) -> Filters:
    levels = {level for piece in question.pieces for level in piece.values}
    filters = {f"{kind}s": question.values(kind) for kind in NAMES if kind != "level"}
    filters["levels"] = tuple(level for level in LEVELS if level in levels)
    return cast(Filters, {name: values for name, values in filters.items() if values})


def _completed(query: Query, previous: Query, keeps_time: bool) -> Query:
    """The query with the filters, and the period if it names none, of the one before."""
    if not query.units and not query.groups:
        query = replace(query, units=previous.units, groups=previous.groups)
    if not query.levels and not query.outlets:
        query = replace(query, levels=previous.levels, outlets=previous.outlets)
    query = replace(
        query,
        boards=query.boards or previous.boards,
        columns=query.columns or previous.columns,
        kinds=query.kinds or previous.kinds,
    )
    return replace(query, start=previous.start, end=previous.end) if keeps_time else query


def _checked(query: Query, today: date) -> Query:
    publication_only = query.levels or query.outlets or query.columns or query.group_by in PUBLICATION_FILTERS
    if query.metric == "items" and publication_only:
        raise Unclear("filter")
    if query.intent == "progress" and (query.units or query.groups):
        raise Unclear("targets")
    if query.start is not None and query.start > today:
        raise Unclear("future")
    return query
