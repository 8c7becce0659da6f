"""How words sound: what voice input and pinyin typing write for another word (财正局, 报宋, 爆了几条).

Tones make no difference. Southern speakers do not tell z from zh, c from ch, s from sh, -n from -ng after e and i,
nor n from l: these count as alike too, each step only where the one before finds nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from questions.pieces import Kind, Piece

Sounds = tuple[str, ...]
Gap = tuple[int, int]

SAME_SOUND_COST = 20
STEPS = 3
"""Degrees of likeness: the same syllables, then without zh ch sh and -ng, then also without n and l apart."""

SHORTEST_WORD = 2
_OTHER_WORDS = frozenset(("报到",))  # what was 报到 may be sent in or reported on: 报 items, 报道 publications
NUMERALS = frozenset("0123456789零〇一二三四五六七八九十百千两")

_SLIPS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("报", re.compile(r"(?<![火引起担])[爆暴抱豹鲍饱保宝堡](?=了|过|送|几|多少|没)")),
    ("交", re.compile(r"[叫教缴焦](?=了?(?:几|多少)[条篇件])")),
    ("交", re.compile(r"(?<=[没未])[叫教](?=[的了吗呢?]|$)")),
    ("发", re.compile(r"[法乏珐](?=了?(?:几|多少)[条篇件])")),
    ("登", re.compile(r"[灯蹬](?=了?(?:几|多少)[条篇件])")),
)
"""A single character sounds like too many others to be heard alone: these slips are common, and plain from what
stands beside them."""

_FINALS = re.compile(r"(?<=[ei])ng$")
_INITIALS = re.compile(r"^([zcs])h")


def sounds_of(text: str, step: int = 0) -> Sounds:
    """The syllable of every character, as unlike as `step` allows; what is no Chinese character is its own sound."""
    return tuple(_sound(char, step) for char in text)


def literal_enough(word: str, meant: str) -> bool:
    """Whether at least half of the characters, of three two, are the very ones: 财正局 for 财政局, not 采正局.

    Numerals are never heard as others.
    """
    same = sum(char == other for char, other in zip(word, meant, strict=True))
    wrong = [char + other for char, other in zip(word, meant, strict=True) if char != other]
    return same >= len(word) - len(word) // 2 and not any(set(pair) & NUMERALS for pair in wrong)


def sounding_words(text: str, gaps: Sequence[Gap], words: Mapping[str, tuple[Kind, str]]) -> list[Piece]:
    """Words of two characters or more that something in the unexplained stretches sounds like, and a few slips of one.

    Each is `heard`, and its `values` is the word that it is taken for. A stretch that sounds like words of different
    meaning is none of them.
    """
    if not gaps:
        return []
    found = [*_slips(text, gaps, words)]
    sounding, sounds = _sounding(tuple(words)), sounds_of(text)
    for start, end in windows(gaps, len(text), set(map(len, sounding))):
        word = text[start:end]
        if word in words or word in _OTHER_WORDS:
            continue
        alike = [meant for meant in sounding.get(sounds[start:end], ()) if literal_enough(word, meant)]
        if len({words[meant] for meant in alike}) == 1:
            found.append(_heard(start, end, alike[0], words))
    return found


def windows(gaps: Iterable[Gap], length: int, sizes: Iterable[int]) -> list[Gap]:
    """The stretches of these sizes that contain something of a gap, each once."""
    sizes = tuple(sizes)
    found = {
        (start, start + size): None
        for low, high in gaps
        for size in sizes
        for start in range(max(0, low - size + 1), min(high, length - size + 1))
    }
    return list(found)


def _slips(text: str, gaps: Sequence[Gap], words: Mapping[str, tuple[Kind, str]]) -> Iterable[Piece]:
    for meant, pattern in _SLIPS:
        for slip in pattern.finditer(text):
            in_gap = any(slip.start() < high and low < slip.end() for low, high in gaps)
            if in_gap and meant in words:
                yield _heard(*slip.span(), meant, words)


def _heard(start: int, end: int, meant: str, words: Mapping[str, tuple[Kind, str]]) -> Piece:
    kind, value = words[meant]
    return Piece(start, end, kind, value, values=(meant,), cost=SAME_SOUND_COST, heard=True)


@lru_cache(maxsize=4)
def _sounding(words: tuple[str, ...]) -> Mapping[Sounds, tuple[str, ...]]:
    sounding: dict[Sounds, tuple[str, ...]] = {}
    for word in words:
        if len(word) >= SHORTEST_WORD:
            sounds = sounds_of(word)
            sounding[sounds] = (*sounding.get(sounds, ()), word)
    return sounding


@cache
def _sound(char: str, step: int) -> str:
    if step == 0:
        return _syllable(char)
    folded = _FINALS.sub("n", _INITIALS.sub(r"\1", _sound(char, 0)))
    return "l" + folded[1:] if step > 1 and folded[:1] == "n" and len(folded) > 1 else folded


def _syllable(char: str) -> str:
    if not "\u3400" <= char <= "\U0003ffff":
        return char
    from pypinyin import lazy_pinyin  # its tables are big, and only what was not understood needs them

    return "".join(lazy_pinyin(char))
