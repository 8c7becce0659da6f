"""Figures: every number that the bot tells is one statement here, the same for answers, reports and targets.

Items count by the office's date on which they count (`counted_on`) while they are 待审 or 采用 (design, section 7).
A publication counts by its date whatever became of its item, since it is in print; its unit, board and kind are those
of its item, so one without an item belongs to none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Row,
    Select,
    extract,
    func,
    select,
)

from models.items import counts, item_table
from models.members import unit_table
from models.obligations import delivered_count, obligation_table, standing_excuse
from models.publications import publication_table
from questions.query import Query as Query  # the wording in reports/ takes it from here: it must not know questions/
from rules.duties import still_owed

Counted = Literal["items", "publications"]
GroupKey = Literal["unit", "board", "kind", "level", "outlet", "column", "month"]


@dataclass(frozen=True)
class Filter:
    """What to count. `start` ≤ office date < `end`, None for no bound; None for the units and () else: no filter.

    Boards, outlets, columns and kinds are full names, levels are codes (`county` …).
    """

    start: date | None = None
    end: date | None = None
    unit_ids: tuple[int, ...] | None = None
    boards: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a grouped count. A month's name is `2026-11`."""

    name: str
    value: int


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


def filter_of(query: Query, unit_ids: tuple[int, ...] | None) -> Filter:
    """What a question counts; its units and groups are given as ids, None for all and those of no unit."""
    return Filter(
        start=query.start,
        end=query.end,
        unit_ids=unit_ids,
        boards=query.boards,
        levels=query.levels,
        outlets=query.outlets,
        columns=query.columns,
        kinds=query.kinds,
    )


def count_items(connection: Connection, plan_id: str, filters: Filter) -> int:
    """How many items count. Items have no level, outlet or column: ValueError if the filter names one."""
    return int(connection.execute(_counting("items", plan_id, filters)).scalar_one())


def count_publications(connection: Connection, plan_id: str, filters: Filter) -> int:
    """How many publications there are."""
    return int(connection.execute(_counting("publications", plan_id, filters)).scalar_one())


def items_by(connection: Connection, plan_id: str, filters: Filter, key: GroupKey) -> list[Figure]:
    """Items for each unit, board, kind or month that has any; by name, as no roster's order is known here.

    By board those that need none stand under "".
    """
    return _grouped(connection, "items", plan_id, filters, key)


def publications_by(connection: Connection, plan_id: str, filters: Filter, key: GroupKey) -> list[Figure]:
    """Publications for each unit, board, kind, level, outlet, column or month that has any, by name.

    By unit, board or kind those without an item are left out, by column those outside every column.
    """
    return _grouped(connection, "publications", plan_id, filters, key)


def target_figure(
    connection: Connection,
    plan_id: str,
    counts: Counted,
    levels: Sequence[str],
    boards: Sequence[str],
    columns: Sequence[str],
    start: date,
    end: date,
) -> int:
    """What is achieved of a target in `start` ≤ date < `end`."""
    filters = Filter(start, end, boards=tuple(boards), levels=tuple(levels), columns=tuple(columns))
    return int(connection.execute(_counting(counts, plan_id, filters)).scalar_one())


def deliveries(connection: Connection, plan_id: str, counted: Counted, filters: Filter) -> list[Delivery]:
    """Every unit that owes something in the filter's period, with what it delivered, in the order of the roster.

    Where the period is exactly one of a duty and nothing narrows the filter, the units are those of that duty, they
    owe what it asks for, and what stands for it is counted as everywhere (`models.obligations`). Otherwise a unit
    that owes any duty that touches the period owes one item, or publication, of what the filter describes. Excused
    units are not in the list.
    """
    narrowed = filters.boards or filters.kinds or filters.levels or filters.outlets or filters.columns
    rows = () if narrowed else _by_duty(connection, plan_id, counted, filters)
    if not rows:
        return _by_count(connection, plan_id, counted, filters)
    own = ((unit_id, list(same)) for unit_id, same in groupby(rows, key=lambda row: row.id))
    owed = ((unit_id, [row for row in same if row.excuse is None]) for unit_id, same in own)
    return [_most_lacking(unit_id, same) for unit_id, same in owed if same]


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
    if filters.unit_ids is not None:
        query = query.where(unit.id.in_(filters.unit_ids))
    return connection.execute(query).all()


def _most_lacking(unit_id: int, rows: Sequence[Row[Any]]) -> Delivery:
    """A unit with several duties in a period stands as in the one of which it lacks most."""
    row = max(rows, key=lambda row: (still_owed(row.delivered, row.required), row.required))
    return Delivery(unit_id, row.name, row.required, row.delivered, row.duty)


def _by_count(connection: Connection, plan_id: str, counted: Counted, filters: Filter) -> list[Delivery]:
    own = _counting(counted, plan_id, filters).where(item_table.c.unit_id == unit_table.c.id)
    query = (
        select(unit_table.c.id, unit_table.c.name, own.correlate(unit_table).scalar_subquery())
        .where(unit_table.c.id.in_(_owing(plan_id, filters)))
        .order_by(unit_table.c.position, unit_table.c.id)
    )
    if filters.unit_ids is not None:
        query = query.where(unit_table.c.id.in_(filters.unit_ids))
    return [Delivery(unit_id, unit, 1, count) for unit_id, unit, count in connection.execute(query)]


def _owing(plan_id: str, filters: Filter) -> Select[Any]:
    """The units that owe something in a period that touches the filter's."""
    owed = obligation_table.c
    conditions = [owed.plan_id == plan_id, standing_excuse().is_(None)]
    if filters.start is not None:
        conditions.append(owed.ends_on > filters.start)
    if filters.end is not None:
        conditions.append(owed.starts_on < filters.end)
    return select(owed.unit_id).where(*conditions)


def _counting(counted: Counted, plan_id: str, filters: Filter) -> Select[int]:
    return select(func.count()).select_from(_source(counted)).where(*_conditions(counted, plan_id, filters))


def _source(counted: Counted) -> FromClause:
    if counted == "items":
        return item_table
    return publication_table.outerjoin(item_table, item_table.c.id == publication_table.c.item_id)


def _conditions(counted: Counted, plan_id: str, filters: Filter) -> list[ColumnElement[bool]]:
    if counted == "items" and (filters.levels or filters.outlets or filters.columns):
        raise ValueError("items have no level, outlet or column")
    table = item_table if counted == "items" else publication_table
    day = _day(counted)
    conditions: list[ColumnElement[bool]] = [table.c.plan_id == plan_id]
    if counted == "items":
        conditions.append(counts)
    if filters.start is not None:
        conditions.append(day >= filters.start)
    if filters.end is not None:
        conditions.append(day < filters.end)
    if filters.unit_ids is not None:
        conditions.append(item_table.c.unit_id.in_(filters.unit_ids))
    conditions += [column.in_(values) for column, values in _named(filters) if values]
    return conditions


def _named(filters: Filter) -> list[tuple[Column[str], tuple[str, ...]]]:
    return [
        (item_table.c.board, filters.boards),
        (item_table.c.kind, filters.kinds),
        (publication_table.c.level, filters.levels),
        (publication_table.c.outlet, filters.outlets),
        (publication_table.c["column"], filters.columns),
    ]


def _day(counted: Counted) -> Column[date]:
    return item_table.c.counted_on if counted == "items" else publication_table.c.published_on


def _grouped(connection: Connection, counted: Counted, plan_id: str, filters: Filter, key: GroupKey) -> list[Figure]:
    if counted == "items" and key in ("level", "outlet", "column"):
        raise ValueError("items have no level, outlet or column")
    source = _source(counted)
    if key == "unit":
        source = source.join(unit_table, unit_table.c.id == item_table.c.unit_id)
    names = _key_columns(counted, key)
    query = (
        select(*names, func.count()).select_from(source).where(*_conditions(counted, plan_id, filters)).group_by(*names)
    )
    figures = [_figure(key, row) for row in connection.execute(query)]
    has_nameless = (counted, key) == ("items", "board")
    return sorted((figure for figure in figures if figure.name or has_nameless), key=lambda figure: figure.name)


def _key_columns(counted: Counted, key: GroupKey) -> list[ColumnElement[Any]]:
    if key == "month":
        day = _day(counted)
        return [extract("year", day).cast(Integer), extract("month", day).cast(Integer)]
    columns: dict[GroupKey, Column[str]] = {
        "unit": unit_table.c.name,
        "board": item_table.c.board,
        "kind": item_table.c.kind,
        "level": publication_table.c.level,
        "outlet": publication_table.c.outlet,
        "column": publication_table.c["column"],
    }
    return [columns[key]]


def _figure(key: GroupKey, row: Sequence[Any]) -> Figure:
    name = f"{row[0]:04d}-{row[1]:02d}" if key == "month" else row[0] or ""
    return Figure(name, row[-1])
