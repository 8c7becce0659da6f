"""Levels of media in a question: 县级, 市级以上, 省市两级, 央媒, 大报 … → codes, from the lowest to the highest.

What is no level for sure (上级媒体, 主流媒体, 党报) is no piece.
"""

import re
from collections.abc import Iterator

from questions.pieces import Piece
from questions.query import LEVELS

JOINED_COST = 25
"""县、市级 is one piece; where 省级、市级 can be read as two names with a mark between them, it is."""
HEARD_COST = 20

_LEVEL_OF = {"县": "county", "区": "county", "市": "city", "地": "city", "省": "province"}
_LEVEL_OF |= {"中": "central", "央": "central", "国": "central"}
_COUNTS = {"两": 2, "二": 2, "2": 2, "三": 3, "3": 3, "四": 4, "4": 4}

_PART = r"(?:县区?|区县|地?市|省|中央|央|国家)"
_MEDIA = r"(?:的?(?:新闻)?媒体)"
_OR_MORE = r"\(?(?:以及|及其?|或|和|含)?\)?(?P<widened>以上|以下)"
_SINGLE = re.compile(
    rf"(?:(?P<word>县区?级|区县级|地?市级|省级|中央级?|央级|国家级){_MEDIA}?|(?P<media>[县市省央]媒(?!体))"
    rf"|(?P<near>(?:县|市|省|中央|央|国家)里?){_MEDIA}|(?P<open>县|地?市|省)(?=\(?(?:以及|及其?|或|和|含)?\)?以[上下]))"
    rf"(?:{_OR_MORE}{_MEDIA}?)?"
)
# 省市级, 省、市两级, 县市省三级, 省市媒体
_SEVERAL = re.compile(
    rf"(?P<parts>{_PART}(?:级?[、,和及与]?{_PART})+)"
    rf"(?:(?:(?P<count>[两二三四234])?级{_MEDIA}?|{_MEDIA}|媒)(?:{_OR_MORE}{_MEDIA}?)?)"
)
_ONE_PART = re.compile(_PART)
_HIGH = r"(?P<high>市|省|中央|国家)"
_RANGES = (
    re.compile(rf"(?P<low>县|市|省)级?(?:媒体)?[到至]{_HIGH}(?:级?{_MEDIA}|级|(?<=央))"),
    re.compile(rf"(?P<low>县|市|省)级?及?以上[,、]?{_HIGH}级?及?以下{_MEDIA}?"),
)
_LARGE = re.compile(r"(?<=[上登])大报|(?<![最各几多\d一二三四五六七八九十])大(?:报(?![告道到送了过名几刊]|多少)|媒体?)")
_HEARD = re.compile(
    r"(?P<part>[县市省])[及急集极机即几计](?=媒体|及?以[上下])(?:及?(?P<widened>以上|以下))?(?:的?媒体)?"
)


def level_pieces(text: str) -> Iterator[Piece]:
    """Every stretch of the normalised text that names levels; `values` are their codes."""
    for found in _SINGLE.finditer(text):
        if _stands_alone(text, found):
            place = _place(found["word"] or found["media"] or found["near"] or found["open"])
            yield Piece(*found.span(), "level", values=_widened(place, place, found["widened"]))
    yield from _several(text)
    for pattern in _RANGES:
        for found in pattern.finditer(text):
            low, high = _place(found["low"]), _place(found["high"])
            if low < high:
                yield Piece(*found.span(), "level", values=LEVELS[low : high + 1])
    for found in _LARGE.finditer(text):
        yield Piece(*found.span(), "level", values=LEVELS[2:])


def heard_levels(text: str) -> Iterator[Piece]:
    """县及媒体: levels whose 级 was written as something that sounds like it."""
    for found in _HEARD.finditer(text):
        place = _place(found["part"])
        widened = _widened(place, place, found["widened"])
        yield Piece(*found.span(), "level", values=widened, cost=HEARD_COST, heard=True)


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    """市以上 in 城市以上 is no level, nor 市级 in 省市级: that is read as two."""
    before = text[found.start() - 1 : found.start()]
    return not (before and before in "县市省城都超副" and not found["media"])


def _several(text: str) -> Iterator[Piece]:
    """省市级以上 begins at the lower one; 县级和省级以上 is no span, and is read as two names."""
    for found in _SEVERAL.finditer(text):
        parts = _ONE_PART.findall(found["parts"])
        places = sorted({_place(part) for part in parts})
        joined = "".join(parts) != found["parts"]
        if (found["count"] and _COUNTS[found["count"]] != len(places)) or (joined and found["widened"]):
            continue
        several = tuple(LEVELS[place] for place in places)
        values = _widened(places[0], places[-1], found["widened"]) if found["widened"] else several
        yield Piece(*found.span(), "level", values=values, cost=JOINED_COST if joined else 0)


def _place(word: str) -> int:
    return LEVELS.index(_LEVEL_OF[word[0]])


def _widened(lowest: int, highest: int, widened: str | None) -> tuple[str, ...]:
    """以上 and 以下 include the level itself."""
    if widened == "以上":
        return LEVELS[lowest:]
    return LEVELS[: highest + 1] if widened == "以下" else LEVELS[lowest : highest + 1]
