"""Figures: every number that the bot tells is one statement here, the same for answers, reports and targets."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, ScalarSelect, Select, Subquery, func, select

from models.filters import Counted, Filter, GroupKey, conditions_of, day_of, source_of
from models.items import item_table
from models.members import unit_table
from models.publications import publication_table
from questions.query import TimeRange

_OF_PUBLICATIONS: dict[GroupKey, Column[str]] = {
    "level": publication_table.c.level,
    "outlet": publication_table.c.outlet,
    "column": publication_table.c["column"],
}
_OF_ITEMS: dict[GroupKey, Column[str]] = {"board": item_table.c.board, "kind": item_table.c.kind}
_OF_UNITS: dict[GroupKey, Column[str]] = {"unit": unit_table.c.name, "group": unit_table.c.group_name}
_NAMELESS: tuple[GroupKey, ...] = ("board", "group")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a grouped count."""

    name: str
    value: int


def count_of(connection: Connection, plan_id: str, counted: Counted, filters: Filter) -> int:
    """How many items or publications there are of what the filter describes."""
    return _counts(connection, plan_id, counted, [filters])[0]


def counts_in(
    connection: Connection, plan_id: str, counted: Counted, filters: Filter, spans: Sequence[TimeRange]
) -> list[int]:
    """`count_of` in each of these periods, which stand instead of the filter's own."""
    each = [replace(filters, start=span.start, end=span.end) for span in spans]
    return _counts(connection, plan_id, counted, each)


def part_and_whole(
    connection: Connection, plan_id: str, counted: Counted, part: Filter, whole: Filter
) -> tuple[int, int]:
    """`count_of` what is a share and of what it is a share of."""
    share, total = _counts(connection, plan_id, counted, [part, whole])
    return share, total


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
    return count_of(connection, plan_id, counts, filters)


def first_day(connection: Connection, plan_id: str, counted: Counted) -> date | None:
    """The office's date of the plan's first record of any status, None where there is none."""
    table = item_table if counted == "items" else publication_table
    query = select(func.min(day_of(counted))).where(table.c.plan_id == plan_id)
    return connection.execute(query).scalar_one()


def figures_by(connection: Connection, plan_id: str, counted: Counted, filters: Filter, key: GroupKey) -> list[Figure]:
    """`count_of` for each name or step of time that has any, sorted by name, as no roster's order is known here.

    Steps are called `2026-11-09`, `2026-W46` (ISO), `2026-11`, `2026-Q4`; a unit stands in the group that it has now.
    Items of no board and units of no group stand under "". Publications without an item are left out by unit, group,
    board and kind, by column those outside every column. ValueError for items by level, outlet or column.
    """
    if counted == "items" and key in _OF_PUBLICATIONS:
        raise ValueError("items have no level, outlet or column")
    rows = connection.execute(_grouped(connection, plan_id, counted, filters, key))
    figures = _added((_step(key, name), count) for name, count in rows if name is not None)
    return [Figure(name, figures[name]) for name in sorted(figures) if name or key in _NAMELESS]


def counted_by_unit(connection: Connection, plan_id: str, counted: Counted, filters: Filter) -> Subquery:
    """`count_of` for each unit that has any, as a part of a statement: `unit_id` and `counted`."""
    return _by(connection, plan_id, counted, filters, item_table.c.unit_id).subquery("by_unit")


def _counts(connection: Connection, plan_id: str, counted: Counted, filters: Sequence[Filter]) -> list[int]:
    """Each filter finds its own way through the indexes; one statement, so that all see the same rows."""
    if not filters:
        return []
    figures = [_count(connection, plan_id, counted, each) for each in filters]
    return list(connection.execute(select(*figures)).one())


def _count(connection: Connection, plan_id: str, counted: Counted, filters: Filter) -> ScalarSelect[int]:
    query = select(func.count()).select_from(source_of(counted, filters))
    return query.where(*conditions_of(connection, plan_id, counted, filters)).scalar_subquery()


def _by(connection: Connection, plan_id: str, counted: Counted, filters: Filter, name: Column[Any]) -> Select[Any]:
    source = source_of(counted, filters, with_items=name.table is item_table)
    query = select(name, func.count().label("counted")).select_from(source).group_by(name)
    return query.where(*conditions_of(connection, plan_id, counted, filters))


def _grouped(connection: Connection, plan_id: str, counted: Counted, filters: Filter, key: GroupKey) -> Select[Any]:
    """Units are counted by id before they get a name; steps of time are added up from days, which an index gives."""
    if key in _OF_UNITS:
        units = counted_by_unit(connection, plan_id, counted, filters)
        named = unit_table.join(units, units.c.unit_id == unit_table.c.id)
        return select(_OF_UNITS[key], units.c.counted).select_from(named)
    name = {**_OF_PUBLICATIONS, **_OF_ITEMS}.get(key)
    return _by(connection, plan_id, counted, filters, day_of(counted) if name is None else name)


def _added(counts: Iterable[tuple[str, int]]) -> Counter[str]:
    added: Counter[str] = Counter()
    for name, count in counts:
        added[name] += count
    return added


def _step(key: GroupKey, name: str | date) -> str:
    if isinstance(name, str):
        return name
    if key == "week":
        return "{:04d}-W{:02d}".format(*name.isocalendar())
    if key == "quarter":
        return f"{name.year:04d}-Q{(name.month + 2) // 3}"
    return name.isoformat() if key == "day" else name.isoformat()[:7]
