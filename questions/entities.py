"""Names in a question: units, groups, boards, levels, outlets, columns, kinds → their full names.

A unit is found by its alias or full name, else by a shortening of three characters or more that ends like the unit
and whose characters stand in the same order in the name of one unit only (规建局 in 规划建设局). Anything less sure is
proposed by `nearest_names`, never taken.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from questions.normalise import normalise
from questions.pieces import Kind, Piece
from questions.query import LEVELS
from questions.vocabulary import Vocabulary

SHORTEST_SHORTENING = 3
SHORTENED_COST = 5
GENERAL = frozenset(("有限公司", "集团公司", "子公司", "分公司", "办事处", "委员会"))
COMPANY = re.compile(r"(?<=..)(?:有限|集团|股份|有限责任)*(?:公司|集团)$")

# Of two readings of equal length the kind that stands first here is taken: a column before a board.
RANK: Mapping[Kind, int] = {"column": 0, "outlet": 1, "unit": 2, "group": 3, "board": 4, "kind": 5}

# 信息 "means any item, not a kind" (design, section 10).
ANY_ITEM = "信息"

LEVEL = re.compile(
    r"(?:(?P<word>县级|市级|省级|中央级?|央级|国家级)(?:媒体)?|(?P<media>[县市省央]媒))"
    r"(?:(?:以及|及其?|或|和|含)?(?P<widened>以上|以下)(?:的?媒体)?)?"
)
LEVEL_OF = {"县": "county", "市": "city", "省": "province", "中": "central", "央": "central", "国": "central"}

OWN = re.compile(r"(?:我们|咱们)(?:单位|部门|局|公司|办公室)?|[我本](?:单位|部门|局|公司)|咱单位")


@dataclass(frozen=True)
class Index:
    """A vocabulary made ready for looking up: normalised words → what they name, unit names by their last character."""

    words: Mapping[str, tuple[tuple[Kind, str], ...]]
    longest: int
    units_ending: Mapping[str, tuple[tuple[str, str], ...]]
    names: Mapping[str, str]


@lru_cache(maxsize=16)
def index_of(vocabulary: Vocabulary) -> Index:
    """The index of a vocabulary. `names` maps every normalised full name of a unit, board, outlet or column to it."""
    words: dict[str, tuple[tuple[Kind, str], ...]] = {}
    for kind, name, word in _named(vocabulary):
        key = normalise(word)
        if key and (kind, name) not in words.get(key, ()):
            words[key] = (*words.get(key, ()), (kind, name))
    units = [(normalise(unit.name), unit.name) for unit in vocabulary.units]
    endings = {key[-1] for key, _ in units if key}
    return Index(
        words=words,
        longest=max(map(len, words), default=0),
        units_ending={end: tuple(unit for unit in units if unit[0].endswith(end)) for end in endings},
        names={normalise(name): name for kind, name, _ in _named(vocabulary) if kind in ("unit", "outlet", "column")},
    )


def entity_pieces(text: str, vocabulary: Vocabulary) -> list[Piece]:
    """Every stretch of the normalised text that names something of the plan."""
    index = index_of(vocabulary)
    return [*_exact(text, index), *_shortened(text, index), *_levels(text), *_own(text)]


def nearest_names(word: str, vocabulary: Vocabulary, limit: int = 3) -> list[str]:
    """Full names of units, outlets and columns that look like a word that names nothing, best first: to ask, not to
    answer with."""
    from rapidfuzz import fuzz, process  # only what was not understood needs it

    names = index_of(vocabulary).names
    found = process.extract(word, names.keys(), scorer=fuzz.ratio, score_cutoff=50, limit=limit)
    return [names[key] for key, _, _ in found]


def _named(vocabulary: Vocabulary) -> Iterator[tuple[Kind, str, str]]:
    """(kind, full name, word that means it), for every word."""
    for unit in vocabulary.units:
        yield from (("unit", unit.name, word) for word in (unit.name, *unit.aliases, *_core(unit.name)))
    yield from (("group", group, group) for group in vocabulary.groups)
    for board in vocabulary.boards:
        yield from (("board", board.name, word) for word in (board.name, *board.aliases))
    for outlet in vocabulary.outlets:
        yield from (("outlet", outlet.name, word) for word in (outlet.name, *outlet.aliases))
    for column in vocabulary.columns:
        yield from (("column", column.name, word) for word in (column.name, *column.aliases))
    yield from (("kind", kind, kind) for kind in vocabulary.kinds if kind != ANY_ITEM)


def _core(name: str) -> tuple[str, ...]:
    """A company is called by its name alone (金鑫 for 金鑫公司); an office is not: 财政 may be a subject."""
    core = COMPANY.sub("", name)
    return (core,) if core != name else ()


def _exact(text: str, index: Index) -> Iterator[Piece]:
    for start in range(len(text)):
        for end in range(start + 1, min(start + index.longest, len(text)) + 1):
            found = index.words.get(text[start:end], ())
            for kind, name in _unambiguous(found):
                yield Piece(start, end, kind, name, cost=RANK[kind])


def _unambiguous(found: Iterable[tuple[Kind, str]]) -> Iterator[tuple[Kind, str]]:
    """A word that two units share names neither; a word of a unit and a board names both."""
    names: dict[Kind, list[str]] = {}
    for kind, name in found:
        names.setdefault(kind, []).append(name)
    return ((kind, same[0]) for kind, same in names.items() if len(same) == 1)


def _shortened(text: str, index: Index) -> Iterator[Piece]:
    for last, char in enumerate(text):
        units = index.units_ending.get(char, ())
        longest = max((len(key) - 1 for key, _ in units), default=0)
        for start in range(max(0, last + 1 - longest), last + 2 - SHORTEST_SHORTENING):
            word = text[start : last + 1]
            fitting = [name for key, name in units if len(key) > len(word) and _in_order(word, key)]
            if len(fitting) == 1 and word not in index.words and word not in GENERAL:
                yield Piece(start, last + 1, "unit", fitting[0], cost=SHORTENED_COST)


def _in_order(word: str, name: str) -> bool:
    rest = iter(name)
    return all(char in rest for char in word)


def _levels(text: str) -> Iterator[Piece]:
    for found in LEVEL.finditer(text):
        place = LEVELS.index(LEVEL_OF[(found["word"] or found["media"])[0]])
        yield Piece(*found.span(), "level", values=_widened(place, found["widened"]))


def _widened(place: int, widened: str | None) -> tuple[str, ...]:
    """以上 and 以下 include the level itself."""
    if widened == "以上":
        return LEVELS[place:]
    return LEVELS[: place + 1] if widened == "以下" else LEVELS[place : place + 1]


def _own(text: str) -> Iterator[Piece]:
    yield from (Piece(*found.span(), "own") for found in OWN.finditer(text))
