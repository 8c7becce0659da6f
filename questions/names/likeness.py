"""Names that something in a question sounds or looks like: taken only where one name alone can be meant, and said so.

A different office is no slip of the tongue: 水务局 sounds like 税务局 and is another one. 社会事务局 is one character
from 社会事业局, but the character is one that offices are named with.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from questions.names.index import COMPANY, RANK, SHORTEST_SHORTENING, Index, bits, masks, shortens
from questions.names.offices import GENERAL, OTHER_OFFICES, TELLING, TELLING_OFFICES, of_another_place
from questions.names.sounds import NUMERALS, SAME_SOUND_COST, STEPS, Gap, Sounds, literal_enough, sounds_of, windows
from questions.pieces import Kind, Piece

SHORTEST_SOUND = 3
SHORTEST_LOOK = 5
STEP_COST = 2
SHORTENED_SOUND_COST = 27
LOOK_COST = 30

SOUNDING: tuple[Kind, ...] = ("unit", "board", "outlet", "column", "member", "industry")
LOOKING: tuple[Kind, ...] = ("unit", "board", "column")
"""An outlet with another character is another outlet (江苏电视台, 江西电视台), a person another person."""

Key = TypeVar("Key")
Meant = tuple[Kind, str, str]
"""(kind, full name, the word that is meant)"""


@dataclass(frozen=True, eq=False)
class Likeness:
    """The names of an index by their sound and with a character left out."""

    sounding: tuple[Mapping[Sounds, tuple[Meant, ...]], ...]
    lengths: frozenset[int]
    having: Mapping[str, int]
    ending: Mapping[str, int]
    units: tuple[Sounds, ...]
    whole: Mapping[str, tuple[Meant, ...]]
    without_one: Mapping[str, tuple[Meant, ...]]
    looks: frozenset[int]


def heard_names(text: str, index: Index, gaps: Sequence[Gap]) -> Iterator[Piece]:
    """Names that a stretch with something unexplained in it is taken for, all `heard`."""
    if not gaps:
        return
    likeness = _likeness(index)
    sounds = tuple(sounds_of(text, step) for step in range(STEPS))
    for start, end in windows(gaps, len(text), likeness.lengths):
        word = text[start:end]
        if not _is_other(word, index):
            yield from _by_sound(text, start, end, sounds, likeness)
    yield from _shortened_by_sound(text, index, likeness, gaps)
    for start, end in windows(gaps, len(text), likeness.looks):
        if text[start:end] not in index.words:
            yield from _by_look(text, start, end, likeness)


@lru_cache(maxsize=16)
def _likeness(index: Index) -> Likeness:
    words = [(kind, name, word) for word, senses in index.words.items() for kind, name in senses]
    heard = [meant for meant in words if meant[0] in SOUNDING and len(meant[2]) >= SHORTEST_SOUND]
    heard = [meant for meant in heard if meant[2] not in index.variants]
    looked = [meant for meant in heard if meant[0] in LOOKING and len(meant[2]) >= SHORTEST_LOOK]
    units = tuple(sounds_of(key) for key, _ in index.units)
    return Likeness(
        sounding=tuple(_grouped((sounds_of(meant[2], step), meant) for meant in heard) for step in range(STEPS)),
        lengths=frozenset(len(word) for _, _, word in heard),
        having=masks(units),
        ending=index.ending,
        units=units,
        whole=_grouped((meant[2], meant) for meant in looked),
        without_one=_grouped((cut, meant) for meant in looked for cut in _cuts(meant[2])),
        looks=frozenset(len(word) + more for _, _, word in looked for more in (-1, 0, 1)),
    )


def _grouped(pairs: Iterable[tuple[Key, Meant]]) -> dict[Key, tuple[Meant, ...]]:
    grouped: dict[Key, list[Meant]] = {}
    for key, meant in pairs:
        grouped.setdefault(key, []).append(meant)
    return {key: tuple(several) for key, several in grouped.items()}


def _cuts(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def _by_sound(text: str, start: int, end: int, sounds: Sequence[Sounds], likeness: Likeness) -> Iterator[Piece]:
    word = text[start:end]
    for step, sounding in enumerate(likeness.sounding):
        alike = [meant for meant in sounding.get(sounds[step][start:end], ()) if _may_be_heard(word, meant, step)]
        if alike:
            yield from _meant(text, start, end, alike, SAME_SOUND_COST + step * STEP_COST)
            return


def _may_be_heard(word: str, meant: Meant, step: int) -> bool:
    """A person's family name is never heard as another; and 金星公司 is another company than 金鑫公司."""
    kind, _, name = meant
    if (kind == "member" and word[0] != name[0]) or (step and COMPANY.search(name)):
        return False
    return literal_enough(word, name)


def _meant(text: str, start: int, end: int, alike: Iterable[Meant], cost: int) -> Iterator[Piece]:
    names = list(dict.fromkeys((kind, name) for kind, name, _ in alike))
    if len(names) != 1 or (names[0][0] == "unit" and of_another_place(text, start)):
        return
    kind, name = names[0]
    yield Piece(start, end, kind, name, cost=cost + RANK[kind], heard=True)


def _shortened_by_sound(text: str, index: Index, likeness: Likeness, gaps: Sequence[Gap]) -> Iterator[Piece]:
    """规贱局: a shortening that begins like the name, or is its end, with the last character as it is written."""
    sounds = sounds_of(text)
    for last, char in enumerate(text):
        fitting = likeness.ending.get(char, 0)
        for start in range(last - 1, -1, -1):
            fitting &= likeness.having.get(sounds[start], 0)
            if not fitting:
                break
            end = last + 1
            touches = any(start < high and low < end for low, high in gaps)
            if touches and end - start >= SHORTEST_SHORTENING and not _is_other(text[start:end], index):
                units = _shortened(text[start:end], sounds[start:end], fitting, index, likeness)
                yield from _meant(text, start, end, units, SHORTENED_SOUND_COST)


def _shortened(word: str, heard: Sounds, fitting: int, index: Index, likeness: Likeness) -> list[Meant]:
    """The unit that a word may shorten by its sound, or the first two."""
    units: Iterator[Meant] = (
        ("unit", name, key)
        for place in bits(fitting)
        for key, name in (index.units[place],)
        if shortens(heard, likeness.units[place]) and _as_written(word, key)
    )
    return list(islice(units, 2))


def _is_other(word: str, index: Index) -> bool:
    return word in index.words or word in OTHER_OFFICES or word in GENERAL


def _as_written(word: str, name: str) -> bool:
    written = sum(char in name for char in word)
    return written >= len(word) - len(word) // 2 and not (set(word) - set(name)) & NUMERALS


def _by_look(text: str, start: int, end: int, likeness: Likeness) -> Iterator[Piece]:
    word = text[start:end]
    near = {meant for cut in (word, *_cuts(word)) for meant in likeness.without_one.get(cut, ())}
    near |= {meant for cut in _cuts(word) for meant in likeness.whole.get(cut, ())}
    alike = [meant for meant in near if _one_slip(word, meant)]
    if alike and len({name for _, name, _ in near}) == 1:
        yield from _meant(text, start, end, alike, LOOK_COST)


def _one_slip(word: str, meant: Meant) -> bool:
    """One character wrong, missing or too many, and none by which names differ; an office keeps both its ends."""
    from rapidfuzz.distance import Levenshtein  # only what was not understood needs it

    kind, _, name = meant
    edits = list(Levenshtein.editops(word, name))
    if len(edits) != 1:
        return False
    edit = edits[0]
    telling = TELLING_OFFICES if kind == "unit" else TELLING
    if edit.tag != "insert" and word[edit.src_pos] in telling:
        return False
    return kind != "unit" or (word[:1], word[-1:]) == (name[:1], name[-1:])
