"""One spelling for what people type: width, traditional characters, spaces, numerals of dates make no difference."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

# Spaces, and what is there without being seen: zero-width marks, direction marks, variation selectors, soft hyphens.
_BLANK = re.compile("[\\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+")

# 十月, 二十一日, 三个月, 二〇二六年; not the 一 of 周一, which is the name of a day.
_NUMERAL = re.compile(
    "(?<!周)(?<!星期)(?<!礼拜)[〇零一二两三四五六七八九十百]+(?=个?(?:月|季|周|星期|礼拜|天|年)|[日号])"
)
_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_PLACES = {"十": 10, "百": 100}


def normalise(text: str) -> str:
    """One line of text as it is compared: NFKC, lower case, simplified, without spaces, `十月` as `10月`.

    Punctuation stays. Meant for one-line text: a line break is a space like any other.
    """
    if text.isascii():
        return _BLANK.sub("", text).lower()
    folded = _BLANK.sub("", unicodedata.normalize("NFKC", text)).casefold()
    folded = unicodedata.normalize("NFKC", folded)  # without the blank that two marks stood on they change places
    return _NUMERAL.sub(_arabic, _simplifier().convert(folded))


@cache
def _simplifier() -> OpenCC:
    """Reading its tables takes some milliseconds, which a process that answers no question need not spend."""
    return OpenCC("t2s")


def _arabic(found: re.Match[str]) -> str:
    numeral = found[0]
    if not any(char in _PLACES for char in numeral):
        return "".join(str(_DIGITS[char]) for char in numeral)
    total, digit = 0, 0
    for char in numeral:
        if char in _PLACES:
            total += (digit or 1) * _PLACES[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return str(total + digit)
