"""The words of a question as pieces: those of the lexicon, verbs asked both ways, places and numbers."""

import re
from collections.abc import Mapping

from questions.grammar.lexicon import entries
from questions.grammar.places import place_pieces
from questions.pieces import Kind, Piece

WORDS: Mapping[str, tuple[Kind, str]] = {word: (kind, value) for kind, value, words in entries() for word in words}
"""Every word of the lexicon with its kind and value."""

_HEARD: tuple[Kind, ...] = ("verb", "noun", "count", "who")
SOUNDING: Mapping[str, tuple[Kind, str]] = {word: meant for word, meant in WORDS.items() if meant[0] in _HEARD}
"""The words that something else may be heard as: none that turn a question round (没, 欠报), and no commands."""

_LONGEST = max(map(len, WORDS))

# 报没报, 完成了没完成: what follows the first word only makes it a question.
_ASKED_BOTH_WAYS = re.compile(r"(?P<word>报送|刊发|完成|采用|报|交|发|登|上|审)(?P<tag>了?没有?(?P=word))")

_ALIKE: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("no", re.compile(r"[一1][条篇个次件](?:信息|稿子|稿)?[都也]?(?:还没|没有|没|未)")),  # 一篇都没发
    ("filler", re.compile("把(?=.{1,60}列)")),  # 把上周的列出来; any other 把 is an order
    ("filler", re.compile("(?:从|自从?)(?=.{1,20}(?:[到至起]|以来|以后|之后))")),  # 从9月 alone says too little
    ("filler", re.compile('我们?(?:报|发|写|交)?的?(?:[那这](?:个|条|篇))?(?=[《“「第"])')),  # 我报的那条第12号
    ("filler", re.compile('(?<=[》”」"])[这那](?:条|篇|个)(?:信息|稿子|稿件)?')),
    ("filler", re.compile("[那这]几条(?=是?哪)|[那这]个(?=[,.、怎])|(?<=组)里")),
)


def word_pieces(text: str) -> list[Piece]:
    """Every stretch of the normalised text that is a known word of a question."""
    found = [
        Piece(start, end, *WORDS[text[start:end]])
        for start in range(len(text))
        for end in range(start + 1, min(start + _LONGEST, len(text)) + 1)
        if text[start:end] in WORDS
    ]
    both_ways = (Piece(*both.span("tag"), "tag") for both in _ASKED_BOTH_WAYS.finditer(text))
    alike = (Piece(*match.span(), kind) for kind, pattern in _ALIKE for match in pattern.finditer(text))
    return [*found, *both_ways, *alike, *place_pieces(text)]
