"""What a figure counts: the one place where a filter becomes SQL, for answers, reports and targets alike.

Items count by the office's date on which they count (`counted_on`) while they are 待审 or 采用 (design, section 7).
A publication counts by its date whatever became of its item, since it is in print; its unit, board, kind and member are
those of its item, so one without an item belongs to none.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Column, ColumnElement, Connection, FromClause, Select, Table, select

from models.items import counts, item_table
from models.many import one_of
from models.members import member_table, unit_table
from models.publications import publication_table
from questions.query import Query as Query  # the wording in reports/ takes it from here: it must not know questions/

Counted = Literal["items", "publications"]
GroupKey = Literal["unit", "group", "board", "kind", "level", "outlet", "column", "day", "week", "month", "quarter"]

FEW = 20
"""So many units or people, or fewer, are looked up one by one; for more the whole plan's rows are looked through."""


@dataclass(frozen=True)
class Filter:
    """What to count. `start` ≤ office date < `end`, None for no bound; None for the ids and () else: no filter.

    Boards, outlets, columns and kinds are full names, levels are codes (`county` …). `member_ids` are those who sent
    the items, `statuses` those that the items have: () for items that count and for publications whatever the status.
    """

    start: date | None = None
    end: date | None = None
    unit_ids: tuple[int, ...] | None = None
    boards: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    member_ids: tuple[int, ...] | None = None
    statuses: tuple[str, ...] = ()


def filter_of(query: Query, unit_ids: tuple[int, ...] | None, member_ids: tuple[int, ...] | None = None) -> Filter:
    """What a question counts; its units, groups and people are given as ids, None for all and those of none."""
    return Filter(
        start=query.start,
        end=query.end,
        unit_ids=unit_ids,
        boards=query.boards,
        levels=query.levels,
        outlets=query.outlets,
        columns=query.columns,
        kinds=query.kinds,
        member_ids=member_ids,
        statuses=query.statuses,
    )


def source_of(counted: Counted, filters: Filter, with_items: bool = False) -> FromClause:
    """The rows that are counted. `with_items`: publications come with their items, those that have none too."""
    if counted == "items":
        return item_table
    is_its_item = item_table.c.id == publication_table.c.item_id
    if _asks_for_items(filters):
        return publication_table.join(item_table, is_its_item)
    return publication_table.outerjoin(item_table, is_its_item) if with_items else publication_table


def day_of(counted: Counted) -> Column[date]:
    """The office's date by which it counts."""
    return item_table.c.counted_on if counted == "items" else publication_table.c.published_on


def conditions_of(connection: Connection, plan_id: str, counted: Counted, filters: Filter) -> list[ColumnElement[bool]]:
    """What the rows of `source_of` must fulfil. Items have no level, outlet or column: ValueError if one is named."""
    if counted == "items" and (filters.levels or filters.outlets or filters.columns):
        raise ValueError("items have no level, outlet or column")
    conditions = [*_owned(connection, plan_id, counted, filters), *_within(counted, filters)]
    if counted == "items" and not filters.statuses:
        conditions.append(counts)
    return conditions + [column.in_(values) for column, values in _named(filters) if values]


def _asks_for_items(filters: Filter) -> bool:
    """Whether the filter says something that only an item has."""
    names = (filters.boards, filters.kinds, filters.statuses)
    return any(names) or filters.unit_ids is not None or filters.member_ids is not None


def _owned(connection: Connection, plan_id: str, counted: Counted, filters: Filter) -> list[ColumnElement[bool]]:
    """Of the plan, the units and the people.

    A few units or people stand for their plan: SQLite, which does not know how many rows a plan has, would look through
    all of the plan's in the period instead of theirs.
    """
    item, table = item_table.c, item_table if counted == "items" else publication_table
    owners = ((item.unit_id, unit_table, filters.unit_ids), (item.member_id, member_table, filters.member_ids))
    given = [(column, of, ids) for column, of, ids in owners if ids is not None]
    if any(len(ids) <= FEW for _, _, ids in given):
        return [column.in_(_in_plan(connection, plan_id, of, ids)) for column, of, ids in given]
    return [table.c.plan_id == plan_id, *(one_of(connection, column, ids) for column, _, ids in given)]


def _in_plan(connection: Connection, plan_id: str, table: Table, ids: tuple[int, ...]) -> Select[int]:
    return select(table.c.id).where(table.c.plan_id == plan_id, one_of(connection, table.c.id, ids))


def _within(counted: Counted, filters: Filter) -> list[ColumnElement[bool]]:
    day = day_of(counted)
    first = [] if filters.start is None else [day >= filters.start]
    return first if filters.end is None else [*first, day < filters.end]


def _named(filters: Filter) -> list[tuple[Column[str], tuple[str, ...]]]:
    return [
        (item_table.c.status, filters.statuses),
        (item_table.c.board, filters.boards),
        (item_table.c.kind, filters.kinds),
        (publication_table.c.level, filters.levels),
        (publication_table.c.outlet, filters.outlets),
        (publication_table.c["column"], filters.columns),
    ]
