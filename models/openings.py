"""Opening periods: which are open, what is written when one opens, and which units have nobody to answer for them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)

from models.base import UtcDateTime
from models.conflicts import dialect_insert
from models.items import item_table
from models.members import active_on, member_table, unit_table
from models.obligations import listed, obligation_table
from rules.plan import Quota


@dataclass(frozen=True)
class Opening:
    """What is written for every unit that owes a duty in a period. `chase_from` None is the instant of opening.

    A period that a downtime let open late has its own start as `chase_from`: its rungs still fire, the highest alone.
    `units`, `classes` and `groups` narrow the units, () for all; `quotas` say who owes another number than
    `required`: of those that fit one by name goes before one by class, that before one by group. Who owes 0 gets no
    row. `kinds`, `boards` and `levels` narrow what counts. `in_office` are the
    first and the last day of which a unit must have a liaison on one to owe it, None for the first of the period.
    """

    plan_id: str
    duty: str
    period: str
    starts_on: date
    ends_on: date
    deadline: datetime | None
    required: int
    excuse: str | None = None
    excuse_source: str | None = None
    chase_from: datetime | None = None
    counts: str = "items"
    kinds: tuple[str, ...] = ()
    boards: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    quotas: tuple[Quota, ...] = ()
    in_office: tuple[date, date] | None = None


_CONSTANTS = ("plan_id", "duty", "period", "starts_on", "ends_on", "deadline", "excuse", "excuse_source", "counts")
_LISTS = ("kinds", "boards", "levels")


def open_period(connection: Connection, opening: Opening, now: datetime) -> int:
    """Writes an obligation for every unit that owes the duty and has a liaison in office, in one statement.

    Rows that stand already are left alone, so a period is frozen once it is open. → how many were new.
    """
    table = obligation_table.c
    values: dict[str, ColumnElement[Any]] = {
        name: literal(getattr(opening, name), table[name].type) for name in _CONSTANTS
    }
    values |= {name: literal(listed(getattr(opening, name)), table[name].type) for name in _LISTS}
    values |= {
        "opened_at": literal(now, table.opened_at.type),
        "chase_from": literal(opening.chase_from or now, table.chase_from.type),
        "unit_id": unit_table.c.id,
        "class_name": unit_table.c.class_name,
        "required": _required(opening),
    }
    units = select(*(value.label(name) for name, value in values.items())).where(*_owing(opening))
    statement = dialect_insert(connection, obligation_table).from_select(list(values), units.order_by(unit_table.c.id))
    # Without the option PostgreSQL's count is lost: an insert gives its row's new key back, and so has a result.
    return connection.execute(statement.on_conflict_do_nothing().execution_options(preserve_rowcount=True)).rowcount


def is_to_open(connection: Connection, opening: Opening) -> bool:
    """Whether `open_period` would write anything. One statement."""
    own = obligation_table.c
    stands = exists().where(
        own.plan_id == opening.plan_id,
        own.duty == opening.duty,
        own.unit_id == unit_table.c.id,
        own.starts_on == opening.starts_on,
    )
    query = select(unit_table.c.id).where(*_owing(opening), ~stands.correlate(unit_table)).limit(1)
    return connection.execute(query).first() is not None


def _owing(opening: Opening) -> list[ColumnElement[bool]]:
    """The conditions that a unit owes the duty."""
    first_day, last_day = opening.in_office or (opening.starts_on, opening.starts_on)
    liaison = exists().where(
        member_table.c.unit_id == unit_table.c.id,
        member_table.c.role == "liaison",
        or_(member_table.c.active_from.is_(None), member_table.c.active_from <= last_day),
        or_(member_table.c.active_until.is_(None), member_table.c.active_until > first_day),
    )
    return [unit_table.c.plan_id == opening.plan_id, liaison, *_concerned(opening), _required(opening) > 0]


def _concerned(opening: Opening) -> list[ColumnElement[bool]]:
    """The condition that one of the names fits a unit; none where all units owe the duty."""
    if not (opening.units or opening.classes or opening.groups):
        return []
    unit = unit_table.c
    named = ((unit.name, opening.units), (unit.class_name, opening.classes), (unit.group_name, opening.groups))
    return [or_(*(column.in_(names) for column, names in named if names))]


def _required(opening: Opening) -> ColumnElement[int]:
    """The number of each unit; the most specific quota goes first."""
    usual = literal(opening.required, Integer)
    named = [(unit_table.c.name.in_(quota.units), quota.required) for quota in opening.quotas if quota.units]
    named += [(unit_table.c.class_name.in_(quota.classes), quota.required) for quota in opening.quotas if quota.classes]
    named += [(unit_table.c.group_name.in_(quota.groups), quota.required) for quota in opening.quotas if quota.groups]
    return case(*named, else_=usual) if named else usual


@dataclass(frozen=True)
class Kept:
    """How a period stands that is open already: when it was opened first, and the deadline that it was given."""

    opened_at: datetime
    deadline: datetime | None


def kept_periods(connection: Connection, plan_id: str, duty: str, first_day: date) -> dict[date, Kept]:
    """The open periods of a duty that start on a day or later, by their start. One statement."""
    own = obligation_table.c
    figures = (func.min(own.opened_at, type_=UtcDateTime), func.min(own.deadline, type_=UtcDateTime))
    query = select(own.starts_on, *figures).where(own.plan_id == plan_id, own.duty == duty, own.starts_on >= first_day)
    rows = connection.execute(query.group_by(own.starts_on))
    return {starts_on: Kept(opened_at, deadline) for starts_on, opened_at, deadline in rows}


def last_opened(connection: Connection, plan_id: str, duty: str) -> date | None:
    """The first day of the latest period that is open for a duty, or None."""
    query = select(func.max(obligation_table.c.starts_on)).where(
        obligation_table.c.plan_id == plan_id, obligation_table.c.duty == duty
    )
    return connection.execute(query).scalar()


@dataclass(frozen=True)
class OpenSpan:
    """A period that is open for a duty: `starts_on` ≤ office date < `ends_on`; `deadline` as it was opened, UTC."""

    duty: str
    starts_on: date
    ends_on: date
    deadline: datetime | None = field(default=None, compare=False)


def open_spans(connection: Connection, plan_id: str, first_day: date, last_day: date) -> list[OpenSpan]:
    """The open periods of a plan that have a day from `first_day` to `last_day`, both included, by their start."""
    rows = connection.execute(_OPEN_SPANS, {"plan": plan_id, "first_day": first_day, "last_day": last_day})
    return [OpenSpan(*row) for row in rows]


def _walk() -> Select[Any]:
    """One row of each span: the first in the order of an index, then the first behind that, and so on.

    So it takes a look for each span, and not for each unit in it.
    """
    here, there = obligation_table.alias("here"), obligation_table.alias("there")

    def next_row(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        query = select(there.c.id).where(there.c.plan_id == bindparam("plan"), *conditions)
        return query.order_by(there.c.ends_on, there.c.duty, there.c.starts_on).limit(1).scalar_subquery()

    first = select(next_row(there.c.ends_on > bindparam("first_day")).label("id")).cte("span", recursive=True)
    # One comparison of the three columns would say the same, but SQLite looks up the first of them alone.
    same_end, same_duty = there.c.ends_on == here.c.ends_on, there.c.duty == here.c.duty
    behind = func.coalesce(
        next_row(same_end, same_duty, there.c.starts_on > here.c.starts_on),
        next_row(same_end, there.c.duty > here.c.duty),
        next_row(there.c.ends_on > here.c.ends_on),
    )
    span = first.union_all(select(behind).join_from(first, here, here.c.id == first.c.id))
    return (
        select(*(obligation_table.c[name] for name in OpenSpan.__dataclass_fields__))
        .join_from(span, obligation_table, obligation_table.c.id == span.c.id)
        .where(obligation_table.c.starts_on <= bindparam("last_day"))
        .order_by(obligation_table.c.starts_on, obligation_table.c.duty)
    )


_OPEN_SPANS = _walk()


def first_day_owed(connection: Connection, plan_id: str) -> date | None:
    """The first day on which a unit can have owed anything: the earliest 生效日期 of a liaison.

    Liaisons without one count from the plan's first item, as nothing else says how long they have been in office.
    """
    liaisons = (member_table.c.plan_id == plan_id, member_table.c.role == "liaison")
    undated = exists().where(*liaisons, member_table.c.active_from.is_(None))
    first_item = select(func.min(item_table.c.counted_on)).where(item_table.c.plan_id == plan_id, undated)
    dated = select(func.min(member_table.c.active_from)).where(*liaisons)
    row = connection.execute(select(dated.scalar_subquery(), first_item.scalar_subquery())).one()
    return min((day for day in row if day is not None), default=None)


@dataclass(frozen=True)
class Vacancy:
    """A unit that owes something in a period that starts on a day, and has no liaison any more."""

    unit_id: int
    unit: str
    starts_on: date


def vacancies(connection: Connection, plan_id: str, day: date) -> list[Vacancy]:
    """Units without a liaison in office on a day, among those that owe something then or did the day before."""
    liaison = exists().where(
        member_table.c.unit_id == unit_table.c.id, member_table.c.role == "liaison", active_on(day)
    )
    query = (
        select(unit_table.c.id, unit_table.c.name, func.max(obligation_table.c.starts_on))
        .join_from(obligation_table, unit_table)
        .where(
            obligation_table.c.plan_id == plan_id,
            obligation_table.c.starts_on <= day,
            obligation_table.c.ends_on >= day,
            ~liaison,
        )
        .group_by(unit_table.c.id, unit_table.c.name, unit_table.c.position)
        .order_by(unit_table.c.position, unit_table.c.id)
    )
    return [Vacancy(*row) for row in connection.execute(query)]
