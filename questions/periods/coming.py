"""Days that are still to come, as somebody names them who plans: 1月1日至3日、下周五, 2月7日, 11-23.

The phrases are those of questions.time. There a month and day without a year lie behind the speaker; here they are the
next that come.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from questions.periods.reading import time_pieces, with_full_dates
from questions.pieces import Piece, cover
from questions.query import TimeRange

DAY = timedelta(days=1)

_BETWEEN = re.compile(r"[、,，;；:：。和及与]*")
_RELATIVE = re.compile("[今去前本这当上下明后昨周星礼]")  # such a phrase says by itself on which side of today it lies
_NOT_TAKEN = re.compile(
    r"\d{1,2}[日号]|月[初中底末]|[上中下][中下]?旬|[上下]半月"
    r"|.*(?:近|过去|以来|至今|迄今|[到至]今[天日]$|现在|目前|当前|起|开始|后$)"
)


def coming_days(text: str, today: date) -> list[TimeRange] | None:
    """The stretches of days in a normalised text that names nothing else, in its order; None if it is no such text.

    A day without a month is not taken, as nobody can tell of which month it is, nor a phrase that looks back (近3天).
    """
    text = with_full_dates(text)
    found = cover(len(text), list(_pieces(text, today)))
    if not found.pieces or any(not _BETWEEN.fullmatch(text, *gap) for gap in found.gaps):
        return None
    spans = [piece.span for piece in found.pieces]
    return None if None in spans else [span for span in spans if span]


def _pieces(text: str, today: date) -> Iterator[Piece]:
    """Every phrase, seen from today where it is told from today, else from the last day of the year that comes."""
    for seen_from_today, seen_from_then in zip(_times(text, today), _times(text, _a_year_on(today) - DAY), strict=True):
        phrase = text[seen_from_today.start : seen_from_today.end]
        if not _NOT_TAKEN.match(phrase):
            span = seen_from_today.span
            is_ahead = _RELATIVE.search(phrase) or (span is not None and span.start > today)
            yield seen_from_today if is_ahead else seen_from_then


def _times(text: str, today: date) -> list[Piece]:
    return [piece for piece in time_pieces(text, today) if piece.kind == "time"]


def _a_year_on(day: date) -> date:
    """The same day of the next year; 1 March for 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)
