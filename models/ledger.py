"""The ledger (台账) as rows: what a workbook can say of items and publications, and these rows read from the store.

`models.ledger_import` writes them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from models.items import item_table
from models.members import unit_table
from models.publications import publication_table
from rules.plan import Level, Plan

LONGEST_TEXT = 32_767
"""The most UTF-16 units in a cell of a workbook (Excel specifications and limits)."""

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class LedgerItem:
    """One row of the sheet 信息. `sent_at` is UTC, to the minute; only a draft may lack it, and then `counted_on` too.

    `counted_on` is the office's date on which the item counts, `made_up_for` the text of 补报期间. `row` is the row of
    the file that it was read from (0 if it was not); it makes no difference between rows.
    """

    number: int
    unit: str
    byline: str
    kind: str
    board: str
    title: str
    body: str
    status: str
    sent_at: datetime | None
    counted_on: date | None
    made_up_for: str = ""
    row: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class LedgerPublication:
    """One row of the sheet 刊发; its item is named by number, None if it has none. Dates are the office's."""

    item_number: int | None
    outlet: str
    level: Level
    published_on: date
    column: str = ""
    link: str = ""
    title: str = ""
    placement: str = ""
    form: str = ""
    combined: str = ""
    reprint: str = ""
    via: str = ""
    row: int = field(default=0, compare=False)


@dataclass(frozen=True)
class LedgerRows:
    """The rows of a ledger. `shortened` are the numbers of items whose text is longer than a cell can hold."""

    items: tuple[LedgerItem, ...] = ()
    publications: tuple[LedgerPublication, ...] = ()
    shortened: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class LedgerKnown:
    """What the store has that rows of a ledger may refer to, whatever the plan says today."""

    units: frozenset[str]
    numbers: frozenset[int]
    boards: frozenset[str]
    kinds: frozenset[str]


def workbook_text(text: str) -> str:
    """A text as a cell can hold it: lines end with \\n, no control characters, at most 32,767 UTF-16 units."""
    text = _without_unwritable(text)
    if len(text) * 2 <= LONGEST_TEXT:
        return text
    return text.encode("utf-16-le")[: LONGEST_TEXT * 2].decode("utf-16-le", errors="ignore")


def has_unwritable(text: str) -> bool:
    """Whether a text has characters that no workbook can hold."""
    return _UNWRITABLE.search(text) is not None


def _without_unwritable(text: str) -> str:
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def ledger_known(connection: Connection, plan_id: str) -> LedgerKnown:
    """The units, item numbers, boards and kinds that a plan's rows may name."""

    def every(column: ColumnElement[Any], plan: ColumnElement[str]) -> frozenset[Any]:
        return frozenset(connection.execute(select(column).distinct().where(plan == plan_id)).scalars())

    item = item_table.c
    return LedgerKnown(
        units=every(unit_table.c.name, unit_table.c.plan_id),
        numbers=every(item.number, item.plan_id),
        boards=every(item.board, item.plan_id) - {""},
        kinds=every(item.kind, item.plan_id) - {""},
    )


def export_ledger(connection: Connection, plan: Plan, start: date | None, end: date | None) -> LedgerRows:
    """Items that count in `start` ≤ office date < `end` by number, and publications of these days by day.

    None leaves that side open. Texts are as a cell can hold them (`workbook_text`).
    """
    items = stored_items(connection, plan.id, *_span(item_table.c.counted_on, start, end))
    publications = stored_publications(connection, plan.id, *_span(publication_table.c.published_on, start, end))
    shortened = (each.item.number for each in items if each.item.body != _without_unwritable(each.values["body"]))
    return LedgerRows(tuple(each.item for each in items), tuple(publications), tuple(shortened))


@dataclass(frozen=True)
class StoredItem:
    """An item as it is stored (id and the columns `WRITTEN`) and as a workbook shows it."""

    id: int
    values: Mapping[str, Any]
    item: LedgerItem


TEXTS = ("byline", "kind", "board", "title", "body", "status")
WRITTEN = ("unit_id", "member_id", *TEXTS, "sent_at", "counted_on", "made_up_for")
PUBLISHED = tuple(each.name for each in fields(LedgerPublication) if each.name not in ("item_number", "row"))


def stored_items(connection: Connection, plan_id: str, *conditions: ColumnElement[bool]) -> list[StoredItem]:
    """The items of a plan that meet the conditions, by number."""
    item = item_table.c
    columns = [item[name] for name in ("id", "number", *WRITTEN)]
    query = select(unit_table.c.name.label("unit"), *columns).join_from(item_table, unit_table)
    query = query.where(item.plan_id == plan_id, *conditions).order_by(item.number)
    return [_stored(row) for row in connection.execute(query).mappings()]


def stored_publications(
    connection: Connection, plan_id: str, *conditions: ColumnElement[bool]
) -> list[LedgerPublication]:
    """The publications of a plan that meet the conditions, by day, then as they were stored."""
    table = publication_table.c
    query = (
        select(item_table.c.number, *(table[name] for name in PUBLISHED))
        .join_from(publication_table, item_table, table.item_id == item_table.c.id, isouter=True)
        .where(table.plan_id == plan_id, *conditions)
        .order_by(table.published_on, table.id)
    )
    return [LedgerPublication(*map(_shown, row)) for row in connection.execute(query)]


def _span(column: ColumnElement[Any], start: date | None, end: date | None) -> list[ColumnElement[bool]]:
    conditions = []
    if start is not None:
        conditions.append(column >= start)
    if end is not None:
        conditions.append(column < end)
    return conditions


def _stored(row: RowMapping) -> StoredItem:
    item = LedgerItem(
        number=row["number"],
        unit=row["unit"],
        sent_at=row["sent_at"].replace(second=0, microsecond=0),
        counted_on=row["counted_on"],
        made_up_for=row["made_up_for"] or "",
        byline=workbook_text(row["byline"]),
        kind=workbook_text(row["kind"]),
        board=workbook_text(row["board"]),
        title=workbook_text(row["title"]),
        body=workbook_text(row["body"]),
        status=row["status"],
    )
    return StoredItem(row["id"], {name: row[name] for name in WRITTEN}, item)


def _shown(value: Any) -> Any:
    return workbook_text(value) if isinstance(value, str) else value
