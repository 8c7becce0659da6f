"""One spelling for what people type: width, traditional characters, spaces, numerals of dates make no difference."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

# Spaces, and what is there without being seen: zero-width marks, direction marks, variation selectors, soft hyphens.
_BLANK = re.compile("[\\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+")

_CHARS = "〇零一二两三四五六七八九十百"
_UNIT = "(?:个?(?:半年|工作日|小时|月|季|周|星期|礼拜|天|年)|[日号])"

# 十月, 二十一日, 三个月, 二〇二六年, 一至三季度, 七、八月; not the 一 of 周一, which is the name of a day.
_NUMERAL = re.compile(
    rf"(?<![周\d{_CHARS}])(?<!星期)(?<!礼拜)(?P<numeral>[{_CHARS}]+)"
    rf"(?=(?:[到至~、,和及与\-—–]第?[\d{_CHARS}]+)*(?P<unit>{_UNIT}))"
)
_NUMBER = re.compile(
    "(?:(?P<hundreds>[一二两三四五六七八九])?百零?)?(?:(?P<tens>[一二三四五六七八九])?(?P<ten>十))?(?P<ones>[一二三四五六七八九])?"
)
# Not 公元月, 万元月; January.
_FIRST_MONTH = re.compile(rf"(?<![公多单美欧日亿万千\d{_CHARS}])元月(?!均)")
# 班子成员07三季度: the figures of a name and the numeral behind them are two things.
_APART = re.compile("(?<=[\u4e00-\u9fff][0-9][0-9])(?=[一二三四五六七八九十]+个?[月季])")
_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_SEQUENCE = re.compile("|".join("123456789"[first:last] for first in range(8) for last in range(first + 2, 10)))


def normalise(text: str) -> str:
    """One line of text as it is compared: NFKC, lower case, simplified, without spaces, `十月` as `10月`.

    Punctuation stays. Meant for one-line text: a line break is a space like any other.
    """
    if text.isascii():
        return _BLANK.sub("", text).lower()
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # half a character is none
    folded = _BLANK.sub("", unicodedata.normalize("NFKC", text)).casefold()
    folded = unicodedata.normalize("NFKC", folded)  # without the blank that two marks stood on they change places
    plain = _APART.sub("·", _simplifier().convert(folded)).replace("版块", "板块")
    return _NUMERAL.sub(_arabic, _FIRST_MONTH.sub("1月", plain))


@cache
def _simplifier() -> OpenCC:
    """Reading its tables takes some milliseconds, which a process that answers no question need not spend."""
    return OpenCC("t2s")


def _arabic(found: re.Match[str]) -> str:
    """A numeral in digits. 三四月 is 3至4月; what may be several numbers otherwise, 三四天, stays as it is."""
    numeral, unit = found["numeral"], found["unit"]
    if numeral == "九十" and unit == "月":
        return "9至10"
    if any(char in "十百" for char in numeral):
        return _number(numeral)
    digits = "".join(str(_DIGITS[char]) for char in numeral)
    if len(digits) == 1 or "0" in digits or (unit == "年" and len(digits) == 4):
        return digits
    if not _SEQUENCE.fullmatch(digits):
        return digits if unit == "年" and len(digits) == 2 else numeral
    return f"{digits[0]}至{digits[-1]}" if unit in ("月", "季") else numeral


def _number(numeral: str) -> str:
    parts = _NUMBER.fullmatch(numeral)
    if parts is None:
        return numeral
    hundreds = _DIGITS[parts["hundreds"] or "一"] if "百" in numeral else 0
    tens = _DIGITS[parts["tens"] or "一"] if parts["ten"] else 0
    return str(hundreds * 100 + tens * 10 + (_DIGITS[parts["ones"]] if parts["ones"] else 0))
