"""How the tests of the time grammar read a phrase, and the calendar that they read it with."""

from datetime import date

from questions.normalise import normalise
from questions.periods.reading import time_pieces
from questions.pieces import Piece, cover
from questions.query import TimeRange
from questions.vocabulary import Calendar, NamedDays

TODAY = date(2026, 11, 18)
"""A Wednesday."""


def _days(name: str, first: str, end: str) -> NamedDays:
    return NamedDays(name, date.fromisoformat(first), date.fromisoformat(end))


CALENDAR = Calendar(
    plan_start=date(2024, 8, 20),
    holidays=(
        _days("元旦", "2025-01-01", "2025-01-02"),
        _days("春节", "2025-01-28", "2025-02-05"),
        _days("国庆节、中秋节", "2025-10-01", "2025-10-09"),
        _days("元旦", "2026-01-01", "2026-01-04"),
        _days("春节", "2026-02-15", "2026-02-24"),
        _days("清明节", "2026-04-04", "2026-04-07"),
        _days("劳动节", "2026-05-01", "2026-05-06"),
        _days("端午", "2026-06-19", "2026-06-22"),
        _days("中秋", "2026-09-25", "2026-09-28"),
        _days("国庆", "2026-10-01", "2026-10-08"),
    ),
    days_off=frozenset(date(2026, 10, day) for day in (1, 2, 5, 6, 7)),
    make_up_days=frozenset({date(2026, 10, 10)}),
    last_bulletin=date(2026, 11, 6),
)
"""The days are such as they might be."""


def whole_pieces(phrase: str, today: date = TODAY, calendar: Calendar = CALENDAR) -> list[Piece]:
    """The pieces that cover the whole phrase."""
    text = normalise(phrase)
    return [piece for piece in time_pieces(text, today, calendar) if (piece.start, piece.end) == (0, len(text))]


def piece_of(phrase: str, today: date = TODAY, calendar: Calendar = CALENDAR) -> Piece:
    """What the whole phrase means. Fails if no piece covers it, or if two disagree."""
    pieces = set(whole_pieces(phrase, today, calendar))
    assert len(pieces) == 1, (phrase, pieces)
    return pieces.pop()


def span_of(phrase: str, today: date = TODAY, calendar: Calendar = CALENDAR) -> TimeRange | None:
    """The days of the whole phrase."""
    return piece_of(phrase, today, calendar).span


def span(phrase: str, today: date = TODAY, calendar: Calendar = CALENDAR) -> TimeRange:
    """The days of a phrase that has some."""
    found = span_of(phrase, today, calendar)
    assert found is not None, phrase
    return found


def is_explained(text: str, today: date = TODAY, calendar: Calendar = CALENDAR) -> bool:
    """Whether periods alone leave nothing of the text unexplained."""
    plain = normalise(text)
    return not cover(len(plain), time_pieces(plain, today, calendar)).gaps
