"""The names of a plan made ready for looking up, and the stretches of a question that surely mean one of them.

A unit is found by its alias or full name, else by a shortening of three characters or more: some of the characters of
its name in their order that end like it, and begin like it too (规建局 for 规划建设局) or are its very end (审批局).
"""

import re
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from questions.grammar.words import WORDS
from questions.names.offices import GENERAL, of_another_place
from questions.normalise import normalise
from questions.pieces import Kind, Piece
from questions.vocabulary import Vocabulary

SHORTEST_SHORTENING = 3
SHORTEST_PERSON = 2
SHORTENED_COST = 5
AMBIGUOUS_COST = 7
MANY = 6
"""A word that more names than this fit is the end of a name (镇政府), not one of them."""

COMPANY = re.compile(r"(?<=..)(?:(?:有限|集团|股份|有限责任)*(?:公司|集团)|水务|实业|置业|物业)$")

# Of two readings of equal length the kind that stands first here is taken: a column before a board.
LISTED = ("unit", "board", "outlet", "column")
RANK: Mapping[Kind, int] = {
    "column": 0,
    "outlet": 1,
    "unit": 2,
    "group": 3,
    "board": 4,
    "kind": 5,
    "industry": 5,
    "member": 6,
}

# 信息 "means any item, not a kind" (design, section 10).
ANY_ITEM = "信息"
KIND_ALIASES: Mapping[str, tuple[str, ...]] = {"线索": ("新闻线索",), "图片": ("照片",)}

_NUMBERED = re.compile(r"(?P<stem>\D{2,})0*(?P<number>[1-9]\d?)")
_DIGITS = "零一二三四五六七八九"
_NUMERALS = frozenset("0123456789零一二三四五六七八九十百两几")
_AFTER_ONE = frozenset("共起个些下直般年月日天")  # 班子成员一共

Sense = tuple[Kind, str]
Plain = tuple[str, ...]
Called = tuple[tuple[str, Plain], ...]
Names = tuple[Called, Called, Called, Called, Plain, Plain, Plain, Plain]


@dataclass(frozen=True, eq=False)
class Index:
    """A vocabulary made ready for looking up.

    `words` maps a normalised word to what it names, `lengths` a first character to the lengths of such words.
    `variants` are the words that were made from a number (班子成员3). `units` are (normalised name, name); `having`
    and `ending` tell, as bits in the order of `units`, whose name has a character and whose ends in it. `names` maps
    every normalised full name of a unit, board, outlet or column to it.
    """

    words: Mapping[str, tuple[Sense, ...]]
    lengths: Mapping[str, tuple[int, ...]]
    variants: frozenset[str]
    units: tuple[tuple[str, str], ...]
    having: Mapping[str, int]
    ending: Mapping[str, int]
    names: Mapping[str, str]


_built: dict[int, tuple[weakref.ref[Vocabulary], Index]] = {}


def index_of(vocabulary: Vocabulary) -> Index:
    """The index of a vocabulary, made once for the same names: neither the asker's unit nor the calendar is in it.

    The same object is known by its identity, since to hash thousands of names takes longer than to read a question.
    """
    key = id(vocabulary)
    known = _built.get(key)
    if known is not None and known[0]() is vocabulary:
        return known[1]
    index = _index(_names_of(vocabulary))
    _built[key] = (weakref.ref(vocabulary, lambda _: _built.pop(key, None)), index)
    return index


def name_pieces(text: str, index: Index) -> list[Piece]:
    """Every stretch of the normalised text that is a name, an alias or a shortening of one, for sure."""
    return [*_exact(text, index), *_shortened(text, index)]


def shortens(word: Sequence[str], name: Sequence[str]) -> bool:
    """Whether a word has some of the characters (or sounds) of a longer name in their order, all its figures among
    them, and begins like it (规建局) or is its end (审批局)."""
    if len(word) >= len(name) or not (word[0] == name[0] or name[-len(word) :] == word):
        return False
    rest = iter(name)
    figures = [[part for part in parts if part.isdecimal()] for parts in (word, name)]
    return all(part in rest for part in word) and figures[0] == figures[1]


def bits(mask: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def masks(parts: Iterable[Iterable[str]]) -> dict[str, int]:
    """What occurs → in which of the sequences it does, as bits in their order."""
    places: dict[str, list[int]] = {}
    for place, sequence in enumerate(parts):
        for part in set(sequence):
            places.setdefault(part, []).append(place)
    return {part: _mask(where) for part, where in places.items()}


def _mask(places: list[int]) -> int:
    """One number made of its bytes: to set bit after bit would copy it each time."""
    filled = bytearray(places[-1] // 8 + 1)
    for place in places:
        filled[place // 8] |= 1 << place % 8
    return int.from_bytes(filled, "little")


def _names_of(vocabulary: Vocabulary) -> Names:
    """What the index is made of, as plain tuples: they are hashed and compared much faster than dataclasses."""
    return (
        tuple((unit.name, unit.aliases) for unit in vocabulary.units),
        tuple((board.name, board.aliases) for board in vocabulary.boards),
        tuple((outlet.name, outlet.aliases) for outlet in vocabulary.outlets),
        tuple((column.name, column.aliases) for column in vocabulary.columns),
        vocabulary.groups,
        vocabulary.kinds,
        vocabulary.industries,
        vocabulary.members,
    )


@lru_cache(maxsize=16)
def _index(names: Names) -> Index:
    named = list(_named(*names))
    words: dict[str, tuple[Sense, ...]] = {}
    for kind, name, word in named:
        key = normalise(word)
        if key and (kind, name) not in words.get(key, ()):
            words[key] = (*words.get(key, ()), (kind, name))
    units = tuple((key, name) for name, _ in names[0] if (key := normalise(name)))
    variants = {variant: name for key, name in units for variant in _variants(key) if variant not in words}
    words.update({variant: (("unit", name),) for variant, name in variants.items()})
    return Index(
        words=words,
        lengths=_lengths(words),
        variants=frozenset(variants),
        units=units,
        having=masks(key for key, _ in units),
        ending=masks(key[-1:] for key, _ in units),
        names={normalise(name): name for kind, name, _ in named if kind in LISTED},
    )


def _named(
    units: Called, boards: Called, outlets: Called, columns: Called, groups: Plain, kinds: Plain, *people: Plain
) -> Iterator[tuple[Kind, str, str]]:
    """(kind, full name, word that means it), for every word; `people` are preceded by the industries."""
    for unit, aliases in units:
        yield from (("unit", unit, word) for word in (unit, *aliases, *_core(unit)))
    several: tuple[tuple[Kind, Called], ...] = (("board", boards), ("outlet", outlets), ("column", columns))
    for kind, called in several:
        yield from ((kind, name, word) for name, aliases in called for word in (name, *aliases))
    yield from (("group", group, word) for group in groups for word in (group, *_bare(group)))
    for of_item in kinds:
        if of_item != ANY_ITEM:
            yield from (("kind", of_item, word) for word in (of_item, *KIND_ALIASES.get(of_item, ())))
    yield from _industries_and_members(*people)


def _industries_and_members(industries: Plain, members: Plain) -> Iterator[tuple[Kind, str, str]]:
    for industry in industries:
        endings = ("", "产业", "行业") if industry.endswith("业") else ("", "产业", "行业", "业")
        yield from (("industry", industry, industry + ending) for ending in endings)
    yield from (("member", member, member) for member in members if len(member) >= SHORTEST_PERSON)


def _core(name: str) -> tuple[str, ...]:
    """A company is called by its name alone (金鑫 for 金鑫公司); an office is not: 财政 may be a subject."""
    core = COMPANY.sub("", name)
    return (core,) if core != name else ()


def _bare(group: str) -> tuple[str, ...]:
    """A group without its 组, unless that is a word of its own: 领导班子 for 领导班子组, but 部门 means units."""
    bare = group.removesuffix("组")
    return (bare,) if bare != group and len(bare) > 1 and normalise(bare) not in WORDS else ()


def _variants(key: str) -> Iterator[str]:
    """班子成员03 is also 班子成员3, 班子成员三, 3号班子成员."""
    found = _NUMBERED.fullmatch(key)
    if found:
        stem, number = found["stem"], int(found["number"])
        numbered = (f"{number}", f"{number:02}", _numeral(number))
        yield from (f"{stem}{spelt}" for spelt in (*numbered, f"{number}号", f"{number:02}号"))
        yield from (f"{spelt}号{stem}" for spelt in (f"{number}", f"{number:02}", f"第{number}"))


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return ten + (_DIGITS[ones] if ones else "")


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(found)) for first, found in lengths.items()}


def _exact(text: str, index: Index) -> Iterator[Piece]:
    for start, first in enumerate(text):
        for length in index.lengths.get(first, ()):
            end = start + length
            senses = index.words.get(text[start:end])
            if senses and end <= len(text) and not _cut_off(text, start, end, index):
                yield from _of_senses(start, end, senses, of_another_place(text, start))


def _of_senses(start: int, end: int, senses: Iterable[Sense], elsewhere: bool) -> Iterator[Piece]:
    """A word that two names of a kind share is ambiguous; a word of a unit and a board names both."""
    named: dict[Kind, list[str]] = {}
    for kind, name in senses:
        if kind != "unit" or not elsewhere:
            named.setdefault(kind, []).append(name)
    for kind, same in named.items():
        if len(same) == 1:
            yield Piece(start, end, kind, same[0], cost=RANK[kind])
        elif len(same) <= MANY:
            yield Piece(start, end, "ambiguous", values=tuple(same), cost=AMBIGUOUS_COST)


def _cut_off(text: str, start: int, end: int, index: Index) -> bool:
    """Whether the number in a name goes on in the text: 班子成员1 in 班子成员15, 3号班子成员 in 13号班子成员."""
    word, before, after = text[start:end], text[start - 1 : start], text[end : end + 1]
    if word not in index.variants:
        return False
    if word[0].isdecimal() and (before.isdecimal() or before in ("月", "第")):
        return True
    return word[-1] in _NUMERALS and (after in _NUMERALS or (word[-1] == "一" and after in _AFTER_ONE))


def _shortened(text: str, index: Index) -> Iterator[Piece]:
    for last, char in enumerate(text):
        fitting = index.ending.get(char, 0)
        for start in range(last - 1, -1, -1):
            fitting &= index.having.get(text[start], 0)
            if not fitting:
                break
            word = text[start : last + 1]
            if len(word) >= SHORTEST_SHORTENING and word not in index.words and word not in GENERAL:
                yield from _fitting(start, last + 1, _shortenable(word, fitting, index), text)


def _shortenable(word: str, fitting: int, index: Index) -> list[str]:
    """The units that a word may shorten, at most one more than are told apart."""
    names: list[str] = []
    for place in bits(fitting):
        key, name = index.units[place]
        if shortens(word, key):
            names.append(name)
            if len(names) > MANY:
                break
    return names


def _fitting(start: int, end: int, names: list[str], text: str) -> Iterator[Piece]:
    if not names or len(names) > MANY or of_another_place(text, start):
        return
    if len(names) == 1:
        yield Piece(start, end, "unit", names[0], cost=SHORTENED_COST)
    else:
        yield Piece(start, end, "ambiguous", values=tuple(names), cost=AMBIGUOUS_COST)
