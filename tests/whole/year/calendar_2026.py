"""Days off and make-up days as the State Council's office published them, written out by hand.

2026 as announced in November 2025. Of the neighbours there is what the worlds here touch: the end of 2025 and the
beginning of 2027 have no entry (1 January 2027 is not announced: a weekday), and of 2024 the spring festival, whose
second week has one working day, a Sunday.
"""

from datetime import date, timedelta

DAY = timedelta(days=1)

_SPANS_OFF = (
    (date(2024, 2, 10), date(2024, 2, 17)),  # 春节
    (date(2026, 1, 1), date(2026, 1, 3)),  # 元旦
    (date(2026, 2, 15), date(2026, 2, 23)),  # 春节
    (date(2026, 4, 4), date(2026, 4, 6)),  # 清明节
    (date(2026, 5, 1), date(2026, 5, 5)),  # 劳动节
    (date(2026, 6, 19), date(2026, 6, 21)),  # 端午节
    (date(2026, 9, 25), date(2026, 9, 27)),  # 中秋节
    (date(2026, 10, 1), date(2026, 10, 7)),  # 国庆节
)

MADE_UP = frozenset(
    {
        date(2024, 2, 4),
        date(2024, 2, 18),
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    }
)
"""Saturdays and Sundays that are worked."""

OFF = frozenset(first + number * DAY for first, last in _SPANS_OFF for number in range((last - first).days + 1))
"""Days off by a holiday, weekends among them."""


def works(day: date) -> bool:
    """Whether offices are open on a day."""
    if day in OFF:
        return False
    return day in MADE_UP or day.isoweekday() <= 5
