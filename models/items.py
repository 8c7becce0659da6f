"""Items (信息): what units submitted, with everything that happened to them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from models.base import Id, Json, UtcDateTime, metadata
from models.members import unit_table
from models.prepared import Prepared
from rules.duties import COUNTING_STATUSES

item_table = Table(
    "item",
    metadata,
    Column("id", Id, primary_key=True),
    Column("plan_id", ForeignKey("plan.id"), nullable=False),
    Column("number", Id, nullable=False),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("member_id", ForeignKey("member.id")),
    Column("byline", String(100), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("board", String(100), nullable=False),
    Column("title", String(300), nullable=False),
    Column("body", Text, nullable=False),
    Column("points", Json),
    Column("status", String(10), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    # The office's date on which the item counts: that of `sent_at`, or the first day of the period it makes up for.
    Column("counted_on", Date, nullable=False),
    Column("made_up_for", String(20)),
    UniqueConstraint("plan_id", "number"),
    CheckConstraint("status IN ('草稿', '待审', '采用', '退回', '撤回')", name="status"),
    # Whatever of a period is counted, by unit, board or kind, is read from this one alone.
    Index(None, "plan_id", "counted_on", "status", "unit_id", "board", "kind"),
    Index(None, "unit_id", "counted_on", "status"),
    Index(None, "member_id", "counted_on", "status"),
    Index(None, "plan_id", "status", "number"),
    Index(None, "plan_id", "title"),
)

item_event_table = Table(
    "item_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("item_id", ForeignKey("item.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("member_id", ForeignKey("member.id")),
    Column("action", String(10), nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("before", Json),
    Index(None, "item_id", "id"),
)


# What counts for a duty, a target and every plain count (design, section 7).
counts = or_(*(item_table.c.status == status for status in COUNTING_STATUSES))


@dataclass(frozen=True, slots=True)
class Item:
    """One submission. `points` maps key point (要点) to what was answered; `sent_at` is UTC."""

    id: int
    plan_id: str
    number: int
    unit_id: int
    unit: str
    member_id: int | None
    byline: str
    kind: str
    board: str
    title: str
    body: str
    points: dict[str, str] | None
    status: str
    sent_at: datetime
    counted_on: date
    made_up_for: str | None


@dataclass(frozen=True)
class NewItem:
    """What is needed to store an item; the store gives the number."""

    plan_id: str
    number: int
    unit_id: int
    member_id: int | None
    byline: str
    kind: str
    board: str
    title: str
    body: str
    sent_at: datetime
    counted_on: date
    points: Mapping[str, str] | None = None
    status: str = "待审"
    made_up_for: str | None = None


_columns = tuple(unit_table.c.name if name == "unit" else item_table.c[name] for name in Item.__dataclass_fields__)
_items = select(*_columns).join_from(item_table, unit_table)
_by_number = _items.where(item_table.c.plan_id == bindparam("plan"), item_table.c.number == bindparam("number"))
_insert = Prepared(insert(item_table).returning(item_table.c.id), tuple(NewItem.__dataclass_fields__))
_insert_event = insert(item_event_table)
_latest_of = (
    _items.where(item_table.c.member_id == bindparam("member"), item_table.c.status != "撤回")
    # A draft that is sent in keeps its number, which may be lower than that of an item sent before it.
    .order_by(item_table.c.sent_at.desc(), item_table.c.number.desc())
    .limit(1)
)


def store_item(connection: Connection, item: NewItem) -> int:
    """Stores an item; when and by whom it was sent stands in its own row. → its id."""
    values = {name: getattr(item, name) for name in NewItem.__dataclass_fields__}
    return int(_insert.first(connection, **values)[0])


def log_event(
    connection: Connection,
    item_id: int,
    action: str,
    member_id: int | None,
    at: datetime,
    note: str = "",
    before: Mapping[str, object] | None = None,
) -> None:
    """Keeps what was done to an item, by whom, and what it said before."""
    values = {"item_id": item_id, "at": at, "member_id": member_id, "action": action, "note": note, "before": before}
    connection.execute(_insert_event, values)


def item_by_number(connection: Connection, plan_id: str, number: int, lock: bool = False) -> Item | None:
    """The item of a number (编号) in a plan, or None. With `lock` nobody else decides about it until the commit."""
    query = _by_number.with_for_update(of=item_table) if lock else _by_number
    row = connection.execute(query, {"plan": plan_id, "number": number}).first()
    return Item(*row) if row else None


def latest_item(connection: Connection, member_id: int) -> Item | None:
    """What a member sent last and did not withdraw, or None."""
    row = connection.execute(_latest_of, {"member": member_id}).first()
    return Item(*row) if row else None


def items_of_unit(connection: Connection, unit_id: int, start: date, end: date) -> list[Item]:
    """Every item of a unit whose date lies in `start` ≤ date < `end`, whatever its status, by number."""
    query = _items.where(
        item_table.c.unit_id == unit_id, item_table.c.counted_on >= start, item_table.c.counted_on < end
    ).order_by(item_table.c.number)
    return [Item(*row) for row in connection.execute(query)]


def drafts_of_units(connection: Connection, unit_ids: Collection[int]) -> list[Item]:
    """The drafts (草稿) of some units, the newest first."""
    query = _items.where(item_table.c.unit_id.in_(unit_ids), item_table.c.status == "草稿")
    newest_first = query.order_by(item_table.c.sent_at.desc(), item_table.c.number.desc())
    return [Item(*row) for row in connection.execute(newest_first)]


def items_with_status(connection: Connection, plan_id: str, statuses: Collection[str], limit: int) -> list[Item]:
    """The oldest items of a plan in one of the statuses, at most `limit`."""
    query = (
        _items.where(item_table.c.plan_id == plan_id, item_table.c.status.in_(statuses))
        .order_by(item_table.c.number)
        .limit(limit)
    )
    return [Item(*row) for row in connection.execute(query)]


def count_with_status(connection: Connection, plan_id: str, status: str) -> int:
    """How many items of a plan have a status."""
    query = select(func.count()).where(item_table.c.plan_id == plan_id, item_table.c.status == status)
    return int(connection.execute(query).scalar_one())


def set_status(connection: Connection, item_id: int, status: str, allowed_from: Collection[str]) -> bool:
    """Moves an item to a status if it still has one of `allowed_from`. → whether it had."""
    changed = connection.execute(
        update(item_table)
        .where(item_table.c.id == item_id, item_table.c.status.in_(allowed_from))
        .values(status=status)
    ).rowcount
    return changed == 1


def change_item(connection: Connection, item_id: int, **values: object) -> None:
    """Changes an item: any of title, body, board, kind, points, status, sent_at, counted_on."""
    connection.execute(update(item_table).where(item_table.c.id == item_id).values(**values))
