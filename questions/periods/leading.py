"""The period that a text begins with, and what follows it: 上周 安全生产 …, 11月2日到11月8日 …, 上月 …"""

import re
from dataclasses import dataclass
from datetime import date

from questions.normalise import normalise
from questions.periods.reading import time_pieces, with_full_dates
from questions.query import TimeRange

LONGEST = 40  # characters of a phrase for a period

_BETWEEN = " \t\r\n　,，:：、;；。"
_WORD = rf"[^{_BETWEEN}]+"
_FIRST = re.compile(_WORD)
_FROM_TO = re.compile(rf"{_WORD}[ \t　]*[到至~～—–-]+[ \t　]*{_WORD}")
_UNIT_OF_TIME = "(?:周|星期|礼拜|旬|月|季|半年|年|天|日|期)"
_LIKE_A_TIME = re.compile(
    rf"第?\d|(?:上上|下下|[上下本当这前后近去今昨明])(?:几|\d+)?个?{_UNIT_OF_TIME}|最近|过去|星期|礼拜"
    r"|周[1-6一二三四五六日天末]|元旦|春节|清明|五一|端午|中秋|国庆|十一"
)
_HALF_A_DATE = re.compile(r"\d$")  # 上周1 of 上周1号楼
_GOES_ON = re.compile(r"[\d年月日号周旬]|同期|以[来前后]|之[前后]")


@dataclass(frozen=True, slots=True)
class LeadingPeriod:
    """`word` as it was typed, its days (None for a date that does not exist) and the rest of the text.

    `stands_apart`: a space or a mark follows the phrase; else it may be the beginning of a longer word.
    """

    word: str
    span: TimeRange | None
    rest: str
    stands_apart: bool


def leading_period(text: str, today: date) -> LeadingPeriod | None:
    """Reads the period at the front of a text, seen from `today` on the office's clock; None if there is none."""
    bare = text.lstrip(_BETWEEN)
    for pattern in (_FROM_TO, _FIRST):
        whole = pattern.match(bare)
        found = _read(bare, whole.end(), today) if whole else None
        if found:
            return found
    first = _FIRST.match(bare)
    return _glued(bare, min(first.end() - 1, LONGEST), today) if first else None


def is_like_a_time(text: str) -> bool:
    """Whether a text begins as a date or a period does: with a digit or a word of time. It need not be one."""
    return _LIKE_A_TIME.match(normalise(text.lstrip(_BETWEEN)[:LONGEST])) is not None


def _glued(text: str, longest: int, today: date) -> LeadingPeriod | None:
    """The longest phrase that the first word begins with: 上周开展隐患排查. Half a date or a number is none."""
    for end in range(longest, 0, -1):
        if not (_HALF_A_DATE.search(text[:end]) or _GOES_ON.match(text, end)):
            found = _read(text, end, today)
            if found:
                return found
    return None


def _read(text: str, end: int, today: date) -> LeadingPeriod | None:
    word = text[:end]
    plain = with_full_dates(normalise(word)) if end <= LONGEST else ""
    whole = (piece for piece in time_pieces(plain, today) if (piece.start, piece.end) == (0, len(plain)))
    # What only the calendar could tell, as 国庆期间, is none here.
    spans = [piece.span for piece in whole if piece.kind == "time" and not piece.value]
    if not spans:
        return None
    rest = text[end:]
    return LeadingPeriod(word, spans[0], rest.lstrip(_BETWEEN).rstrip(), not rest or rest[0] in _BETWEEN)
