"""Numbers and titles by which a question names one record: 第12号, 12号信息, 编号12, 《…》, “…”."""

import re
from collections.abc import Collection, Iterator

from questions.pieces import Piece

BEFORE_A_DATE = -1
"""12号信息 is number 12, not what came on the 12th."""
TITLE_COST = 20
QUOTED_COST = 40
"""Quotation marks also stand around a single word to stress it: then they are only marks."""

_NUMERALS = "一二三四五六七八九十百"
_DIGITS = {char: value for value, char in enumerate(_NUMERALS[:9], 1)}
_THINGS = "信息|稿|项目|整改|采访|约稿|线索|案例|图片"
_NUMBER = re.compile(
    rf"第(?P<ordinal>\d{{1,9}}|[{_NUMERALS}]{{1,5}})[号条](?!\d)"
    r"|编号(?:是|为|:)?第?(?P<numbered>\d{1,9})号?(?![\d月年])"
    r"|(?:no\.?|#)(?P<sign>\d{1,9})号?(?![\d月年])"
)
_BEFORE_THING = re.compile(rf"(?<![\d.月年到至~\-—–/、,和第号为是:#])(?P<number>\d{{1,9}})号(?=的?(?:{_THINGS})(?!员))")
_TITLES = (
    (re.compile(r"《(?P<inner>[^《》]*(?:《[^《》]*》[^《》]*)*)》"), TITLE_COST),
    (re.compile(r"“(?P<inner>[^“”]*)”"), QUOTED_COST),
    (re.compile(r"「(?P<inner>[^「」]*)」"), QUOTED_COST),
    (re.compile(r"『(?P<inner>[^『』]*)』"), QUOTED_COST),
    (re.compile(r"\"(?P<inner>[^\"]*)\""), QUOTED_COST),
)
SHORTEST_TITLE = 2


def number_pieces(text: str) -> Iterator[Piece]:
    """Every stretch of the normalised text that is the number of a record; `value` is the number in digits."""
    for found in _NUMBER.finditer(text):
        number = _number(found["ordinal"] or found["numbered"] or found["sign"])
        if number:
            yield Piece(*found.span(), "number", str(number))
    for found in _BEFORE_THING.finditer(text):
        if number := int(found["number"]):
            yield Piece(*found.span(), "number", str(number), cost=BEFORE_A_DATE)


def title_pieces(text: str, names: Collection[str]) -> Iterator[Piece]:
    """Every stretch in title or quotation marks; `value` is what stands between them.

    A name between the marks (《淮安日报》) is that name, and a question wholly in quotation marks is a question.
    """
    for pattern, cost in _TITLES:
        for found in pattern.finditer(text):
            inner = found["inner"]
            whole = not text[: found.start()] and not text[found.end() :].strip("?.!。")
            if len(inner) >= SHORTEST_TITLE and inner not in names and not (whole and cost == QUOTED_COST):
                yield Piece(*found.span(), "title", inner, cost=cost)


def _number(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    total, digit = 0, 0
    for char in word:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
        else:
            total, digit = total + (digit or 1) * (10 if char == "十" else 100), 0
    return total + digit
