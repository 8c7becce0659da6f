"""The ladder of reminders (催报): when each rung is due, which one fires, whom it reaches, when it may leave.

The rules are those of design, section 7. Instants are aware and in UTC; ladders and quiet hours are written in the
office's clock.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from rules.duties import deadline_day, named_day
from rules.periods import Period, instant_of
from rules.plan import Audience, Duty, Rung, Tone
from rules.workdays import Workdays

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
ROUND_MINUTES = (0, 30)
MOST_MINUTES_OFF = 5


@dataclass(frozen=True)
class RungInstant:
    """One rung of a duty in one period: `index` is its place on the ladder, `at` the instant, in UTC, it is due."""

    rung: Rung
    index: int
    at: datetime


def rung_instants(
    duty: Duty, period: Period, workdays: Workdays, zone: ZoneInfo, due_day: date | None = None
) -> tuple[RungInstant, ...]:
    """The rungs that fire for this period, in order of time; none if it has no working day.

    They are counted from `due_day`, the office's day of the deadline with which the period was opened, None where it is
    not open. A rung that would fall before the period is left out.
    """
    due_day = due_day or deadline_day(duty, period, workdays)
    if due_day is None:
        return ()
    found: list[RungInstant] = []
    for index, rung in enumerate(duty.rungs()):
        day = _rung_day(due_day, rung, period, workdays)
        if day >= period.start:
            found.append(RungInstant(rung, index, instant_of(day, rung.time, zone)))
    return tuple(sorted(found, key=_height))


def concerns(rung: Rung, class_name: str, misses_in_a_row: int) -> bool:
    """Whether a rung is for a unit of this class that has missed so many periods in a row, the present one included."""
    return misses_in_a_row >= rung.from_miss and (not rung.classes or class_name in rung.classes)


def highest_rung(
    own: Sequence[RungInstant], ladder: Sequence[RungInstant], climbed: Collection[str]
) -> RungInstant | None:
    """Which rung fires: the highest of those that are due and concern the unit (`own`), the others are passed over.

    `ladder` are all rungs of the period, `climbed` the ids of those that have fired or were passed over: nothing fires
    at or below one of them.
    """
    if not own:
        return None
    top = max(own, key=_height)
    reached = max((_height(rung) for rung in ladder if rung.rung.id in climbed), default=None)
    return top if reached is None or _height(top) > reached else None


def audiences(rung: Rung, misses_in_a_row: int) -> tuple[Audience, ...]:
    """Whom the rung reaches, each once. The present miss counts: the second period missed in a row is 2."""
    added = (step.to for step in rung.also if misses_in_a_row >= step.from_miss)
    return tuple(dict.fromkeys((*rung.to, *added)))


def send_at(now: datetime, tone: Tone, zone: ZoneInfo, key: str) -> datetime:
    """When a reminder written at `now` may leave: `now` itself, or the first instant after it that is allowed.

    Quiet hours hold it until they end. It never leaves in minute 0 or 30, when everybody's reminders do, but one to
    five minutes later, always the same for the same `key`. Where quiet hours leave no other minute free (a silly plan)
    they are kept and the minute is not.
    """
    first = _after_quiet_hours(now, tone, zone)
    return (
        _off_the_round_minute(first, tone, zone, key)
        or _off_the_round_minute(_after_quiet_hours(first + MINUTE, tone, zone), tone, zone, key)
        or first
    )


def _height(rung: RungInstant) -> tuple[datetime, int]:
    return rung.at, rung.index


def _rung_day(due_day: date, rung: Rung, period: Period, workdays: Workdays) -> date:
    """The rung's fixed day of the period, working or not, else the day `offset` working days from the deadline's.

    What comes after a weekly deadline comes in "the next week": a make-up Saturday or Sunday of the week that is not
    over yet is passed over.
    """
    if rung.day is not None:
        return named_day(period, rung.day)
    if rung.offset > 0 and period.kind == "week":
        workdays = workdays.without(period.last_day - DAY, period.last_day)
    return workdays.shift(due_day, rung.offset)


def _off_the_round_minute(moment: datetime, tone: Tone, zone: ZoneInfo, key: str) -> datetime | None:
    """`moment`, or up to five minutes later; None if all these minutes are round or quiet."""
    if moment.astimezone(zone).minute not in ROUND_MINUTES:
        return moment
    candidates = (moment + minutes * MINUTE for minutes in _minutes_off(key))
    return next((later for later in candidates if not _is_quiet(later, tone, zone)), None)


def _minutes_off(key: str) -> Iterator[int]:
    """1 to 5 once each, beginning where the key says. crc32, because `hash` differs from process to process."""
    first = crc32(key.encode())
    return ((first + step) % MOST_MINUTES_OFF + 1 for step in range(MOST_MINUTES_OFF))


def _is_quiet(moment: datetime, tone: Tone, zone: ZoneInfo) -> bool:
    clock = moment.astimezone(zone).time()
    if tone.quiet_from <= tone.quiet_to:
        return tone.quiet_from <= clock < tone.quiet_to
    return clock >= tone.quiet_from or clock < tone.quiet_to


def _after_quiet_hours(moment: datetime, tone: Tone, zone: ZoneInfo) -> datetime:
    if not _is_quiet(moment, tone, zone):
        return moment
    local = moment.astimezone(zone)
    ends_today = local.time() < tone.quiet_to
    return instant_of(local.date() if ends_today else local.date() + DAY, tone.quiet_to, zone)
