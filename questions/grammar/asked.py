"""The pieces of one question made plain: who 我们 is, what is excluded, and which words only join or ask."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from questions.pieces import Kind, Piece
from questions.query import TimeRange

Reason = Literal[
    "words",
    "date",
    "periods",
    "future",
    "filter",
    "metric",
    "question",
    "own",
    "previous",
    "ambiguous",
    "share",
    "unknown-holiday",
    "no-bulletin",
    "no-plan-start",
]
"""Why a question is not understood.

`words`: something in it has no meaning here; `date`: a day that does not exist; `periods`: several periods; `future`:
it has not begun; `filter`: items have no outlet, level or column; `metric`: items and publications at once, or
neither; `question`: nothing is asked that can be answered; `own`: 我们 without a unit; `previous`: a follow-up of
nothing; `ambiguous`: a name that may be several; `share`: a share of nothing; `unknown-holiday`, `no-bulletin`,
`no-plan-start`: the calendar does not know the day from which the question counts.
"""

NAMES: tuple[Kind, ...] = (
    "unit",
    "group",
    "board",
    "level",
    "outlet",
    "column",
    "kind",
    "member",
    "industry",
    "stage",
    "status",
)
BESIDE: tuple[str, ...] = ("column", "board", "outlet", "industry")
"""Nouns that stand beside a name of their kind (安全生产板块)."""
ALSO_BESIDE: Mapping[str, tuple[Kind, ...]] = {"board": ("industry", "kind")}  # 装备制造类, 案例方面


ASKING_FOR = frozenset(("请", "麻烦", "帮", "帮我", "帮忙", "给我", "想", "我想", "劳驾", "劳烦", "烦请"))


class Unclear(Exception):
    """A question that cannot be answered without guessing; `word` is the stretch at fault, if there is one."""

    def __init__(self, reason: Reason, word: str = "") -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.word = word


@dataclass(frozen=True)
class Asked:
    """The pieces of one question, in order, none of its text left unexplained and no fillers among them.

    `excluded` are the names that 除了 leaves out; they are no longer among the pieces. `text` is the whole question,
    normalised.
    """

    pieces: tuple[Piece, ...]
    excluded: tuple[Piece, ...] = ()
    text: str = ""

    def has(self, *kinds: Kind) -> bool:
        """Whether a piece of one of these kinds is there."""
        return any(piece.kind in kinds for piece in self.pieces)

    def kinds(self) -> set[Kind]:
        """The kinds of all pieces."""
        return {piece.kind for piece in self.pieces}

    def of(self, *kinds: Kind) -> list[Piece]:
        """The pieces of some kinds, in the order of the text."""
        return [piece for piece in self.pieces if piece.kind in kinds]

    def values(self, kind: Kind) -> tuple[str, ...]:
        """The values of the pieces of a kind, each once, in the order of the text."""
        return tuple(dict.fromkeys(piece.value for piece in self.pieces if piece.kind == kind))

    def words(self, *kinds: Kind) -> list[str]:
        """The text of the pieces of some kinds, in their order."""
        return [self.text[piece.start : piece.end] for piece in self.of(*kinds)]

    def without(self, *pieces: Piece) -> "Asked":
        """The question without some of its pieces."""
        return replace(self, pieces=tuple(piece for piece in self.pieces if piece not in pieces))


def asked(pieces: Sequence[Piece], own_unit: str | None, text: str) -> Asked:
    """The pieces of the normalised `text` made plain.

    Raises Unclear for 我们 without a unit, for names that nobody can tell apart, and for orders (请财政局报几条).
    """
    for piece in pieces:
        if piece.kind == "ambiguous":
            raise Unclear("ambiguous", text[piece.start : piece.end])
        if piece.kind == "own" and own_unit is None:
            raise Unclear("own")
    if any(_is_order(text[one.start : one.end], other) for one, other in pairwise(pieces)):
        raise Unclear("question")
    plain = [_owned(piece, own_unit or "") for piece in _turned(pieces) if piece.kind != "filler"]
    question = _without_excluded(plain)
    return replace(question, pieces=tuple(_shortfall(list(_without_appositions(question.pieces)))), text=text)


def _is_order(word: str, following: Piece) -> bool:
    """请 or 帮我 before somebody or a verb wants something done, before anything else something told."""
    return word in ASKING_FOR and following.kind in ("unit", "own", "group", "by", "verb", "status", "subject")


def check_neighbours(question: Asked) -> None:
    """Several names of a kind stand together with a 和 or 、 between any two; 专栏 and 板块 stand beside a name.

    Raises Unclear where words stand together in a way that may mean something else.
    """
    solid = question.pieces
    chained = 0
    for before, piece, after in zip([None, *solid], solid, [*solid[1:], None], strict=False):
        joins = before is not None and after is not None and before.kind == after.kind and before.kind in NAMES
        chained += piece.kind == "join" and joins
        if piece.kind == "join" and piece.value and not joins:
            raise Unclear("question")
    named = [piece.kind for piece in solid if piece.kind in NAMES and piece.kind != "level"]
    levels = [piece.kind for piece in solid if piece.kind == "level"]
    if len(named) - len(set(named)) + max(0, len(levels) - 1) != chained:
        raise Unclear("question")


def loose_nouns(question: Asked) -> list[Piece]:
    """Nouns such as 板块 that stand beside no name: they say what is ranked, or nothing that can be answered."""
    loose = []
    for place, piece in enumerate(question.pieces):
        if piece.kind == "noun" and piece.value in BESIDE:
            beside = {other.kind for other in question.pieces[max(0, place - 1) : place + 2]}
            if not beside & {piece.value, *ALSO_BESIDE.get(piece.value, ())}:
                loose.append(piece)
    return loose


def span_of(piece: Piece) -> TimeRange:
    """The days of a phrase. Raises Unclear for a date that does not exist and for what the calendar does not know."""
    if piece.span is None:
        reasons: dict[str, Reason] = {
            "unknown-holiday": "unknown-holiday",
            "no-bulletin": "no-bulletin",
            "no-plan-start": "no-plan-start",
        }
        raise Unclear(reasons.get(piece.value, "date"))
    return piece.span


def _owned(piece: Piece, own_unit: str) -> Piece:
    return replace(piece, kind="unit", value=own_unit) if piece.kind == "own" else piece


def _turned(pieces: Sequence[Piece]) -> Iterable[Piece]:
    """报了没有: a 没 that no verb follows denies nothing, it asks."""
    verbs = [piece.start for piece in pieces if piece.kind in ("verb", "goal", "status", "subject", "state")]
    for piece in pieces:
        asks = piece.kind == "no" and bool(verbs) and all(start < piece.start for start in verbs)
        yield replace(piece, kind="tag") if asks else piece


def _without_excluded(pieces: Sequence[Piece]) -> Asked:
    """除了招商局和财政局(以外), 安全生产板块不算, 招商局除外 → the names apart from the rest. Raises Unclear."""
    excluded: list[Piece] = []
    rest: list[Piece] = []
    place = 0
    while place < len(pieces):
        piece = pieces[place]
        if piece.kind not in ("exclude", "except"):
            rest.append(piece)
            place += 1
            continue
        chain = _chain(pieces[place + 1 :]) if piece.kind == "exclude" else []
        if not chain:
            chain = _chain(list(reversed(rest)))
            del rest[len(rest) - len(chain) :]
        else:
            place += len(chain)
            place += place + 1 < len(pieces) and pieces[place + 1].kind == "except"
        names = [each for each in chain if each.kind in NAMES]
        if not names:
            raise Unclear("question")
        excluded += names
        place += 1
    return Asked(tuple(_without_the_rest(rest, bool(excluded))), tuple(excluded))


def _chain(pieces: Sequence[Piece]) -> list[Piece]:
    """The names of one kind that the pieces begin with, with what joins them and the nouns beside them."""
    kind = next((piece.kind for piece in pieces[:2] if piece.kind in NAMES), None)
    chain: list[Piece] = []
    for piece in pieces:
        if piece.kind == kind or piece.kind == "join" or (piece.kind == "noun" and piece.value in BESIDE):
            chain.append(piece)
        else:
            break
    while chain and chain[-1].kind == "join":
        chain.pop()
    return chain


def _without_the_rest(pieces: Sequence[Piece], is_excluding: bool) -> Iterator[Piece]:
    """其他单位, 其余几个板块 say nothing beside 除了, and too little without it."""
    after_rest = False
    for piece in pieces:
        if piece.kind == "rest":
            if not is_excluding:
                raise Unclear("question")
            after_rest = True
            continue
        said = after_rest and (piece.kind in ("units", "limit") or (piece.kind, piece.value) == ("count", "units"))
        said = said or (after_rest and piece.kind == "noun" and piece.value in BESIDE)
        after_rest = said
        if not said:
            yield piece


def _without_appositions(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """财政局、招商局这两家: a number of names that says again how many there are."""
    for place, piece in enumerate(pieces):
        before = pieces[place - 1].kind if place else None
        if piece.kind == "limit" and before in NAMES:
            same = sum(1 for other in pieces if other.kind == before)
            if piece.values[0] == str(same):
                continue
        yield piece


def _shortfall(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """财政局这周还差几条 is about a duty, not a target, since it names units and no media."""
    kinds = {piece.kind for piece in pieces}
    words = {piece.value for piece in pieces if piece.kind == "goal"}
    if words != {"short"} or not kinds & {"unit", "group"} or kinds & {"level", "outlet", "column"}:
        return pieces
    return [replace(piece, kind="lack") if piece.kind == "goal" else piece for piece in pieces]
