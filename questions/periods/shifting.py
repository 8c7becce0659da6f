"""Periods seen from another one: the one before (环比), the same days a year earlier (同比), what has run so far."""

from datetime import date, timedelta

from questions.query import TimeRange

DAY = timedelta(days=1)
MONTHS = (1, 3, 6, 12)


def period_before(span: TimeRange) -> TimeRange:
    """The whole period before: of a month, quarter, half or year the one before it, else as many days as it has."""
    count = _calendar_months(span)
    if count:
        return TimeRange(_shifted(span.start, -count), span.start)
    return TimeRange(span.start - (span.end - span.start), span.start)


def period_after(span: TimeRange) -> TimeRange:
    """The period of the same kind that follows."""
    count = _calendar_months(span)
    if count:
        return TimeRange(span.end, _shifted(span.end, count))
    return TimeRange(span.end, span.end + (span.end - span.start))


def a_year_before(span: TimeRange, today: date) -> TimeRange:
    """The same days a year earlier; of a period that still runs those up to the same day as today."""
    return months_before(elapsed(span, today), 12)


def months_before(span: TimeRange, count: int) -> TimeRange:
    """The same days so many months earlier. What ends with a month ends with the month there too."""
    return TimeRange(_shifted(span.start, -count), _shifted_end(span.end, -count))


def is_regular(span: TimeRange) -> bool:
    """Whether a period is one of those that follow each other: a day, a week, a month, a quarter, a half, a year."""
    days = (span.end - span.start).days
    return days == 1 or (days == 7 and span.start.weekday() == 0) or _calendar_months(span) is not None


def is_year(span: TimeRange) -> bool:
    """Whether a period is a calendar year."""
    return _calendar_months(span) == 12


def same_length(one: TimeRange, other: TimeRange) -> bool:
    """Whether two periods are of the same kind: as many calendar months, else as many days."""
    months = _calendar_months(one)
    if months or _calendar_months(other):
        return months == _calendar_months(other)
    return one.end - one.start == other.end - other.start


def elapsed(span: TimeRange, today: date) -> TimeRange:
    """A running period up to and with today, any other one as it is."""
    return TimeRange(span.start, today + DAY) if span.start <= today < span.end else span


def _shifted_end(end: date, months: int) -> date:
    return _shifted(end, months) if end.day == 1 else _shifted(end - DAY, months) + DAY


def _calendar_months(span: TimeRange) -> int | None:
    """How many months a calendar month, quarter, half or year has; None for any other period."""
    if span.start.day != 1 or span.end.day != 1:
        return None
    count = (span.end.year - span.start.year) * 12 + span.end.month - span.start.month
    return count if count in MONTHS and (span.start.month - 1) % count == 0 else None


def _shifted(day: date, months: int) -> date:
    """The same day of another month; the last one where that month is shorter. OverflowError beyond the calendar."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if not 1 <= year < 9999:
        raise OverflowError("beyond the calendar")
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - DAY).day
    return date(year, month + 1, min(day.day, last))
