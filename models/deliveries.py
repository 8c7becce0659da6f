"""Who owes something in a period and what came of it, unit by unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, case, func, select

from models.filters import Counted, Filter
from models.many import one_of
from models.members import unit_table
from models.obligations import delivered_count, is_owed, obligation_table, standing_excuse
from models.statistics import counted_by_unit
from rules.duties import still_owed


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one unit owes and has delivered in a period, for which duty, "" where no single one is meant."""

    unit_id: int
    unit: str
    required: int
    delivered: int
    duty: str = ""

    @property
    def missing(self) -> int:
        """How many are still owed."""
        return max(0, self.required - self.delivered)


@dataclass(frozen=True, slots=True)
class Misses:
    """In how many `periods` of a duty a unit owed something, and in how many of these it is short (`missed`).

    `period` is the key of one of them, which tells their kind.
    """

    unit: str
    duty: str
    period: str
    missed: int
    periods: int


def deliveries(connection: Connection, plan_id: str, counted: Counted, filters: Filter) -> list[Delivery]:
    """Every unit that owes something in the filter's period, with what it delivered, in the order of the roster.

    Where the period is exactly one of a duty and nothing narrows the filter, the units are those of that duty, they
    owe what it asks for, and what stands for it is counted as everywhere (`models.obligations`). Otherwise a unit
    that owes any duty that touches the period owes one item, or publication, of what the filter describes. Excused
    units are not in the list.
    """
    rows = () if _is_narrowed(filters) else _by_duty(connection, plan_id, counted, filters)
    if not rows:
        return _by_count(connection, plan_id, counted, filters)
    own = ((unit_id, list(same)) for unit_id, same in groupby(rows, key=lambda row: row.id))
    owed = ((unit_id, [row for row in same if row.excuse is None]) for unit_id, same in own)
    return [_most_lacking(unit_id, same) for unit_id, same in owed if same]


def misses_in(
    connection: Connection, plan_id: str, unit_ids: tuple[int, ...] | None, since: datetime, until: datetime
) -> list[Misses]:
    """What came of all that fell due in `since` ≤ deadline < `until` (aware), for each unit and duty of items.

    In the order of the roster, then of the duties' names. Excused periods are left out; what was made up for or
    corrected afterwards stands as it is now. One statement.
    """
    owed, unit = obligation_table.c, unit_table.c
    figures = (func.min(owed.period), func.sum(case((is_owed(), 1), else_=0)), func.count())
    query = (
        select(unit.name, owed.duty, *figures)
        .join_from(obligation_table, unit_table)
        .where(owed.plan_id == plan_id, owed.counts != "publications", standing_excuse().is_(None))
        .where(owed.deadline >= since, owed.deadline < until)
        .group_by(unit.id, unit.name, unit.position, owed.duty)
        .order_by(unit.position, unit.id, owed.duty)
    )
    query = query if unit_ids is None else query.where(one_of(connection, unit.id, unit_ids))
    return [Misses(*row) for row in connection.execute(query)]


def _is_narrowed(filters: Filter) -> bool:
    """Whether the filter asks for less than all that its units deliver in the period."""
    names = (filters.boards, filters.kinds, filters.levels, filters.outlets, filters.columns, filters.statuses)
    return any(names) or filters.member_ids is not None


def _by_duty(connection: Connection, plan_id: str, counted: Counted, filters: Filter) -> Sequence[Row[Any]]:
    """Every obligation of exactly this period, in the order of the roster: who, what is asked, what came of it."""
    owed, unit = obligation_table.c, unit_table.c
    exactly = (owed.plan_id == plan_id, owed.starts_on == filters.start, owed.ends_on == filters.end)
    is_print = owed.counts == "publications"
    figures = (owed.required, delivered_count().label("delivered"), standing_excuse().label("excuse"))
    query = (
        select(unit.id, unit.name, owed.duty, *figures)
        .join_from(obligation_table, unit_table)
        .where(*exactly, is_print if counted == "publications" else ~is_print)
        .order_by(unit.position, unit.id, owed.duty)
    )
    return connection.execute(_of_units(connection, query, filters)).all()


def _most_lacking(unit_id: int, rows: Sequence[Row[Any]]) -> Delivery:
    """A unit with several duties in a period stands as in the one of which it lacks most."""
    row = max(rows, key=lambda row: (still_owed(row.delivered, row.required), row.required))
    return Delivery(unit_id, row.name, row.required, row.delivered, row.duty)


def _by_count(connection: Connection, plan_id: str, counted: Counted, filters: Filter) -> list[Delivery]:
    own = counted_by_unit(connection, plan_id, counted, filters)
    query = (
        select(unit_table.c.id, unit_table.c.name, func.coalesce(own.c.counted, 0))
        .select_from(unit_table.outerjoin(own, own.c.unit_id == unit_table.c.id))
        .where(unit_table.c.id.in_(_owing(plan_id, filters)))
        .order_by(unit_table.c.position, unit_table.c.id)
    )
    rows = connection.execute(_of_units(connection, query, filters))
    return [Delivery(unit_id, unit, 1, count) for unit_id, unit, count in rows]


def _of_units(connection: Connection, query: Select[Any], filters: Filter) -> Select[Any]:
    if filters.unit_ids is None:
        return query
    return query.where(one_of(connection, unit_table.c.id, filters.unit_ids))


def _owing(plan_id: str, filters: Filter) -> Select[Any]:
    """The units that owe something in a period that touches the filter's."""
    owed = obligation_table.c
    conditions = [owed.plan_id == plan_id, standing_excuse().is_(None)]
    if filters.start is not None:
        conditions.append(owed.ends_on > filters.start)
    if filters.end is not None:
        conditions.append(owed.starts_on < filters.end)
    return select(owed.unit_id).where(*conditions)
