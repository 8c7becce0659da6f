"""Photos and files that came with messages: noted with the message, fetched by the worker, kept by content."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    and_,
    bindparam,
    func,
    select,
    update,
)

from models.base import Id, UtcDateTime, metadata
from models.prepared import Prepared

LOOSE_FOR = timedelta(hours=24)
"""How long a photo or file that came by itself waits for the item that it goes with."""

attachment_table = Table(
    "attachment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("plan_id", ForeignKey("plan.id"), nullable=False),
    Column("item_id", ForeignKey("item.id")),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("reference", Text, nullable=False),
    Column("filename", String(300), nullable=False, server_default=""),
    Column("state", String(10), nullable=False),
    Column("stored_as", String(100)),
    Column("size", Id),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # Since when it waits for no item any more: what it came with was declined.
    Column("released_at", UtcDateTime),
    Column("error", String(300)),
    CheckConstraint("state IN ('due', 'fetching', 'stored', 'refused', 'failed')", name="state"),
    Index(None, "state", "due_at"),
    Index(None, "item_id"),
    Index(None, "member_id", "item_id"),
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """One photo, voice, video or file. `stored_as` is its name below the files directory once it is fetched."""

    id: int
    plan_id: str
    item_id: int | None
    member_id: int
    channel: str
    kind: str
    reference: str
    filename: str
    state: str
    stored_as: str | None
    size: int | None
    tries: int
    due_at: datetime


_columns = tuple(attachment_table.c[name] for name in Attachment.__dataclass_fields__)


def note_attachment(
    connection: Connection,
    plan_id: str,
    member_id: int,
    item_id: int | None,
    channel: str,
    kind: str,
    reference: str,
    filename: str,
    now: datetime,
) -> int:
    """Notes a photo or file to be fetched at once, for an item or (None) for the member's draft. → its id."""
    key = connection.execute(
        attachment_table.insert().values(
            plan_id=plan_id,
            member_id=member_id,
            item_id=item_id,
            channel=channel,
            kind=kind,
            reference=reference,
            filename=filename,
            state="due",
            due_at=now,
            created_at=now,
        )
    ).inserted_primary_key
    assert key is not None
    return int(key[0])


_loose = and_(
    attachment_table.c.member_id == bindparam("member"),
    attachment_table.c.item_id.is_(None),
    attachment_table.c.released_at.is_(None),
    attachment_table.c.created_at >= bindparam("since"),
)
_adopt = Prepared(update(attachment_table).where(_loose).values(item_id=bindparam("item")))
_release = update(attachment_table).where(_loose).values(released_at=bindparam("at"))
_count_loose = select(func.count()).where(_loose)


def adopt_attachments(connection: Connection, member_id: int, item_id: int, since: datetime) -> int:
    """Gives what came for the member's draft from `since` on to the item that came of it. → how many."""
    return _adopt.run(connection, member=member_id, item=item_id, since=since)


def release_attachments(connection: Connection, member_id: int, since: datetime, now: datetime) -> int:
    """Keeps what came for the member's draft from `since` on out of every later item; it stays stored. → how many."""
    return connection.execute(_release, {"member": member_id, "since": since, "at": now}).rowcount


def count_loose(connection: Connection, member_id: int, since: datetime) -> int:
    """How many photos and files that came from `since` on wait for the member's draft."""
    return int(connection.execute(_count_loose, {"member": member_id, "since": since}).scalar_one())


def attachments_of(connection: Connection, item_id: int) -> list[Attachment]:
    """What is attached to an item, in the order of arrival."""
    query = select(*_columns).where(attachment_table.c.item_id == item_id).order_by(attachment_table.c.id)
    return [Attachment(*row) for row in connection.execute(query)]


def claim_attachment(
    connection: Connection, channels: Collection[str], now: datetime, stale: datetime
) -> Attachment | None:
    """Takes one attachment that is due on one of the channels, for the caller alone, or None.

    One that was taken before `stale` and never finished (its process died) is due again.
    """
    table = attachment_table.c
    due = (table.state == "due") | (table.state == "fetching")
    candidate = connection.execute(
        select(*_columns)
        .where(
            due,
            table.due_at <= now,
            (table.state == "due") | (table.due_at <= stale),
            table.channel.in_(channels),
        )
        .order_by(table.due_at, table.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if candidate is None:
        return None
    connection.execute(
        update(attachment_table)
        .where(table.id == candidate.id)
        .values(state="fetching", due_at=now, tries=table.tries + 1)
    )
    return Attachment(*candidate)


def mark_stored(connection: Connection, attachment_id: int, stored_as: str, size: int) -> None:
    """The bytes lie in the files directory."""
    connection.execute(
        update(attachment_table)
        .where(attachment_table.c.id == attachment_id)
        .values(state="stored", stored_as=stored_as, size=size, error=None)
    )


def mark_unfetched(connection: Connection, attachment_id: int, state: str, error: str, due_at: datetime) -> None:
    """It was not fetched: `due` again at `due_at`, `refused` for its size or type, or `failed` for good."""
    connection.execute(
        update(attachment_table)
        .where(attachment_table.c.id == attachment_id)
        .values(state=state, error=error, due_at=due_at)
    )
