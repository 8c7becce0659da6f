"""Every name that a question about a plan may use: from the plan, the roster, the ledgers and the calendar."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import Connection

from models.members import Person, Unit
from models.publications import known_names
from questions.vocabulary import Calendar, Named, NamedDays, NamedOutlet, Vocabulary
from rules.plan import Plan
from rules.workdays import SATURDAY, Workdays, named_holidays

YEARS_BACK, YEARS_AHEAD = 4, 1
DAY = timedelta(days=1)

Key = TypeVar("Key")
Made = TypeVar("Made")
Known = tuple[Plan, tuple[Unit, ...], tuple[Person, ...], dict[str, str], dict[str, str], int]

# The last vocabulary of each plan, with all that it was made from: it is made anew when any of that differs.
_made: dict[str, tuple[Known, Vocabulary]] = {}

# The same for an asker of one unit, beside what it was made from, with which it shares every name.
_own: dict[tuple[str, str], tuple[Vocabulary, Vocabulary]] = {}

MOST_PLANS, MOST_UNITS = 16, 256


def vocabulary_of(
    connection: Connection,
    plan: Plan,
    units: Sequence[Unit],
    people: Sequence[Person],
    own_unit: str,
    today: date,
) -> Vocabulary:
    """The names of a plan as of today, for an asker of one unit ("" for nobody's); the same object as long as nothing
    of it changes and not too many others ask."""
    outlets, columns = (known_names(connection, plan.id, kind) for kind in ("outlet", "column"))
    shared = _shared((plan, tuple(units), tuple(people), outlets, columns, today.year))
    if not own_unit:
        return shared
    made = _own.get((plan.id, own_unit))
    if made is None or made[0] is not shared:
        made = shared, replace(shared, own_unit=own_unit)
        _keep(_own, (plan.id, own_unit), made, MOST_UNITS)
    return made[1]


def _shared(known: Known) -> Vocabulary:
    plan_id = known[0].id
    made = _made.get(plan_id)
    if made is None or made[0] != known:
        made = known, _vocabulary(known)
        _keep(_made, plan_id, made, MOST_PLANS)
    return made[1]


def _keep(cache: dict[Key, Made], key: Key, made: Made, most: int) -> None:
    """Too many make a new start: what is needed is soon there again."""
    if key not in cache and len(cache) >= most:
        cache.clear()
    cache[key] = made


def _vocabulary(known: Known) -> Vocabulary:
    plan, units, people, outlets, columns, year = known
    groups = dict.fromkeys((*plan.groups, *(unit.group for unit in units if unit.group)))
    return Vocabulary(
        units=tuple(Named(unit.name) for unit in units),
        groups=tuple(groups),
        boards=tuple(Named(board.name, board.aliases) for board in plan.boards),
        outlets=_outlets(plan, outlets),
        columns=_columns(plan, columns),
        kinds=plan.kinds,
        members=tuple(dict.fromkeys(person.name for person in people)),
        calendar=_calendar(plan.start, plan.end, plan.days_off, plan.working_days, year),
    )


def _outlets(plan: Plan, known: Mapping[str, str]) -> tuple[NamedOutlet, ...]:
    named = {outlet.name: NamedOutlet(outlet.name, outlet.level, outlet.aliases) for outlet in plan.outlets}
    return tuple({**{name: NamedOutlet(name, level) for name, level in known.items()}, **named}.values())


def _columns(plan: Plan, known: Mapping[str, str]) -> tuple[Named, ...]:
    named = {column.name: Named(column.name, column.aliases) for column in plan.columns}
    return tuple({**{name: Named(name) for name in known}, **named}.values())


@lru_cache(maxsize=64)
def _calendar(
    start: date, end: date | None, days_off: tuple[date, ...], working_days: tuple[date, ...], year: int
) -> Calendar:
    """The office's calendar in the years around one."""
    workdays = Workdays(frozenset(days_off), frozenset(working_days))
    years = range(max(1, year - YEARS_BACK), min(9998, year + YEARS_AHEAD) + 1)
    first, last = date(years[0], 1, 1), date(years[-1] + 1, 1, 1)
    days = [first + number * DAY for number in range((last - first).days)]
    return Calendar(
        plan_start=start,
        plan_end=end,
        holidays=tuple(NamedDays(*named) for named in named_holidays(workdays, years)),
        days_off=frozenset(day for day in days if day.weekday() < SATURDAY and not workdays.is_working(day)),
        make_up_days=frozenset(day for day in days if day.weekday() >= SATURDAY and workdays.is_working(day)),
    )
