"""Everything in a question that names something: units, groups, boards, outlets, columns, kinds, people, levels,
industries, stages, amounts, numbers and titles → pieces.

`entity_pieces` are the sure ones: an alias or a full name, else a shortening. Where they leave something unexplained,
`likely_pieces` are names that it sounds or looks like; each is `heard`, to be said in the answer. Anything less sure is
proposed by `nearest_names`, never taken.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from questions.names.amounts import amount_pieces, stage_pieces
from questions.names.index import index_of, name_pieces
from questions.names.levels import heard_levels, level_pieces
from questions.names.likeness import heard_names
from questions.names.records import number_pieces, title_pieces
from questions.names.sounds import Gap
from questions.pieces import Piece
from questions.vocabulary import Vocabulary

OWN = re.compile(
    r"(?:我们|咱们)(?:单位|部门|局|公司|办公室|部|室|办)?|[我本](?:单位|部门|局|公司|部|室|办(?![法公理事]))|咱(?:单位|局|部门|公司)"
    "|我(?=今|昨|前天|本|这[周个]|上[周个月]|去年|还[差欠]|报|发了|交|刊|排)"
)


def entity_pieces(text: str, vocabulary: Vocabulary) -> list[Piece]:
    """Every stretch of the normalised text that surely names something of the plan."""
    index = index_of(vocabulary)
    return [
        *name_pieces(text, index),
        *level_pieces(text),
        *amount_pieces(text),
        *stage_pieces(text),
        *number_pieces(text),
        *title_pieces(text, index.words.keys()),
        *_own(text),
    ]


def likely_pieces(text: str, vocabulary: Vocabulary, gaps: Sequence[Gap]) -> list[Piece]:
    """Names and levels that something unexplained sounds or looks like: each touches one of the `gaps`."""
    return [*heard_names(text, index_of(vocabulary), gaps), *_touching(heard_levels(text), gaps)]


def nearest_names(word: str, vocabulary: Vocabulary, limit: int = 3) -> list[str]:
    """Full names of units, boards, outlets and columns that look like a word that names nothing, best first: to ask,
    not to answer with."""
    from rapidfuzz import fuzz, process  # only what was not understood needs it

    names = index_of(vocabulary).names
    found = process.extract(word, names.keys(), scorer=fuzz.ratio, score_cutoff=50, limit=limit)
    return [names[key] for key, _, _ in found]


def _touching(pieces: Iterable[Piece], gaps: Sequence[Gap]) -> Iterator[Piece]:
    return (piece for piece in pieces if any(piece.start < high and low < piece.end for low, high in gaps))


def _own(text: str) -> Iterator[Piece]:
    yield from (Piece(*found.span(), "own") for found in OWN.finditer(text))
