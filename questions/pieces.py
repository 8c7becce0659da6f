"""Pieces of a question: what each stretch of the text may mean, and the reading that leaves nothing unexplained."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from questions.query import TimeRange

Kind = Literal[
    "time",
    "same-period",
    "unit",
    "own",
    "group",
    "board",
    "level",
    "outlet",
    "column",
    "kind",
    "member",
    "ambiguous",
    "industry",
    "stage",
    "amount",
    "number",
    "title",
    "status",
    "verb",
    "noun",
    "count",
    "who",
    "which",
    "many-units",
    "units",
    "thing",
    "by",
    "each",
    "average",
    "share",
    "trend",
    "order",
    "place",
    "rank",
    "limit",
    "latest",
    "compare",
    "more",
    "exclude",
    "except",
    "rest",
    "list",
    "show",
    "no",
    "tag",
    "lack",
    "goal",
    "how",
    "step",
    "subject",
    "state",
    "help",
    "join",
    "then",
    "zone",
    "after-all",
    "filler",
]


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch `start` ≤ place < `end` of the normalised text, read as `kind`.

    `value` is a full name, a metric, a number or what to group by; `values` are the levels, or the full names among
    which an ambiguous word does not choose; `span` is the period, None for a date that does not exist. `low` and
    `high` bound an amount in 亿元, `low` inclusive, `high` exclusive. `cost` is what the reading costs more than a
    plain word: a shortened name is dearer than a full one. `heard` marks what is taken for a word that sounds or
    looks like it, to be said in the answer.
    """

    start: int
    end: int
    kind: Kind
    value: str = ""
    values: tuple[str, ...] = ()
    span: TimeRange | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    cost: int = 0
    heard: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """The best reading of a text: its pieces in order, and the stretches that nothing explains."""

    pieces: tuple[Piece, ...]
    gaps: tuple[tuple[int, int], ...]


PIECE_COST = 10


def cover(length: int, candidates: Sequence[Piece]) -> Cover:
    """The sequence of pieces that leaves the fewest characters unexplained, and among these the cheapest.

    Few long pieces are cheaper than many short ones, so the longest names win: 今日金湖 is an outlet, not 今日 and a
    rest, and a column is not the board whose alias it contains.
    """
    ending: list[list[Piece]] = [[] for _ in range(length + 1)]
    for piece in candidates:
        ending[piece.end].append(piece)
    best: list[tuple[int, int]] = [(0, 0)]
    last: list[Piece | None] = [None]
    for place in range(1, length + 1):
        unexplained, cost = best[place - 1]
        chosen, found = (unexplained + 1, cost), None
        for piece in ending[place]:
            unexplained, cost = best[piece.start]
            offer = (unexplained, cost + PIECE_COST + piece.cost)
            if offer < chosen:
                chosen, found = offer, piece
        best.append(chosen)
        last.append(found)
    return _walk_back(length, last)


def _walk_back(length: int, last: Sequence[Piece | None]) -> Cover:
    pieces: list[Piece] = []
    gaps: list[tuple[int, int]] = []
    place = length
    while place > 0:
        piece = last[place]
        if piece is not None:
            pieces.append(piece)
            place = piece.start
            continue
        end = gaps.pop()[1] if gaps and gaps[-1][0] == place else place
        gaps.append((place - 1, end))
        place -= 1
    return Cover(tuple(reversed(pieces)), tuple(reversed(gaps)))
