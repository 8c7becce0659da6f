"""The records behind a figure: lists of items and publications, and how one item stands. Never their texts."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, literal, select

from models.filters import Counted, Filter, conditions_of, day_of, source_of
from models.items import item_event_table, item_table
from models.members import unit_table
from models.publications import publication_table

LARGEST_NUMBER = 2**63 - 1
MOST_ROWS = 10_000
"""A workbook of more is nobody's to read, and its asker waits while it is made."""


@dataclass(frozen=True, slots=True)
class Record:
    """One item or publication. `day` is the office's date by which it counts.

    An item has a status and no outlet and level, a publication the other way round; "" for what it lacks. A publication
    without an item has no number, unit, kind and board; without a title of its own it has that of its item.
    """

    number: int | None
    day: date
    unit: str
    title: str
    status: str
    outlet: str
    level: str
    kind: str
    board: str
    column: str = ""
    link: str = ""
    placement: str = ""


class PublicationLine(NamedTuple):
    """Where an item was printed, and on which date of the office."""

    outlet: str
    level: str
    published_on: date


class ItemEvent(NamedTuple):
    """What was done to an item (通过, 退回 …) at an instant in UTC; `note` is what was said with it, "" for nothing."""

    at: datetime
    action: str
    note: str


@dataclass(frozen=True, slots=True)
class ItemState:
    """How an item stands, with its publications by date and its events in their order. `sent_at` is UTC."""

    number: int
    unit: str
    unit_id: int
    title: str
    kind: str
    board: str
    status: str
    sent_at: datetime
    byline: str
    publications: tuple[PublicationLine, ...] = ()
    events: tuple[ItemEvent, ...] = ()


def records(
    connection: Connection,
    plan_id: str,
    counted: Counted,
    filters: Filter,
    limit: int | None = None,
    newest_first: bool = False,
) -> list[Record]:
    """What `count_of` counts, at most `limit`, by the date by which it counts.

    Within a date items stand as they were sent, publications as they were stored.
    """
    source = source_of(counted, filters, with_items=True).outerjoin(unit_table, unit_table.c.id == item_table.c.unit_id)
    query = (
        select(*_columns(counted))
        .select_from(source)
        .where(*conditions_of(connection, plan_id, counted, filters))
        .order_by(*(column.desc() if newest_first else column.asc() for column in _order(counted)))
        .limit(limit)
    )
    return [Record(*row) for row in connection.execute(query)]


def item_state(connection: Connection, plan_id: str, number: int) -> ItemState | None:
    """How the item of a number stands, whatever its status, or None."""
    if not 0 <= number <= LARGEST_NUMBER:
        return None
    item = item_table.c
    columns = (unit_table.c.name, item.unit_id, item.title, item.kind, item.board, item.status, item.sent_at)
    query = select(item.id, item.number, *columns, item.byline).join_from(item_table, unit_table)
    row = connection.execute(query.where(item.plan_id == plan_id, item.number == number)).first()
    if row is None:
        return None
    publications, events = _publications(connection, row.id), _events(connection, row.id)
    return replace(ItemState(*row[1:]), publications=publications, events=events)


def _columns(counted: Counted) -> list[ColumnElement[Any]]:
    item, printed, none = item_table.c, publication_table.c, literal("")
    if counted == "items":
        return [
            item.number,
            day_of(counted),
            unit_table.c.name,
            item.title,
            item.status,
            none,
            none,
            item.kind,
            item.board,
        ]
    title = func.coalesce(func.nullif(printed.title, ""), item.title, "")
    unit, kind, board = (func.coalesce(column, "") for column in (unit_table.c.name, item.kind, item.board))
    known = [item.number, day_of(counted), unit, title, none, printed.outlet, printed.level, kind, board]
    return [*known, printed.column, printed.link, printed.placement]


def _order(counted: Counted) -> tuple[ColumnElement[Any], ...]:
    if counted == "items":
        return (item_table.c.counted_on, item_table.c.sent_at, item_table.c.number)
    return (publication_table.c.published_on, publication_table.c.id)


def _publications(connection: Connection, item_id: int) -> tuple[PublicationLine, ...]:
    printed = publication_table.c
    query = select(printed.outlet, printed.level, printed.published_on).where(printed.item_id == item_id)
    rows = connection.execute(query.order_by(printed.published_on, printed.id))
    return tuple(PublicationLine(*row) for row in rows)


def _events(connection: Connection, item_id: int) -> tuple[ItemEvent, ...]:
    event = item_event_table.c
    query = select(event.at, event.action, event.note).where(event.item_id == item_id).order_by(event.id)
    return tuple(ItemEvent(*row) for row in connection.execute(query))
