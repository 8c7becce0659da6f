"""Messages as they came in: stored before they are understood, unique per channel and message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    select,
    text,
    update,
)

from models.base import Id, Json, UtcDateTime, metadata
from models.conflicts import ignoring_insert
from models.prepared import Prepared

inbox_table = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(64), nullable=False),
    Column("message_key", String(300), nullable=False),
    Column("account", String(128), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("state", String(10), nullable=False),
    Column("body", Text, nullable=False),
    # The message as the router takes it, kept only where it failed, so that it can be tried once more.
    Column("incoming", Json),
    Column("answer", Json),
    Column("error", Text),
    UniqueConstraint("channel", "message_key"),
    CheckConstraint("state IN ('working', 'done', 'failed')", name="state"),
    Index("ix_inbox_failed", "id", sqlite_where=text("state = 'failed'"), postgresql_where=text("state = 'failed'")),
    Index(None, "account", "id"),
)


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One stored message. `answer` is the reply as `models.outbox.Content` in JSON form."""

    id: int
    channel: str
    message_key: str
    account: str
    received_at: datetime
    sent_at: datetime
    state: str
    body: str
    incoming: dict[str, Any] | None
    answer: dict[str, object] | None
    error: str | None


_columns = tuple(inbox_table.c[name] for name in InboxRow.__dataclass_fields__)
_by_key = select(*_columns).where(
    inbox_table.c.channel == bindparam("channel"), inbox_table.c.message_key == bindparam("key")
)
_finish = update(inbox_table).where(inbox_table.c.id == bindparam("row"))
_finish_well = Prepared(_finish.values(state="done", answer=bindparam("reply", type_=Json), error=None))
_new = ("channel", "message_key", "account", "received_at", "sent_at", "state", "body")
_take_in = {
    name: Prepared(ignoring_insert(name, inbox_table).returning(inbox_table.c.id), _new)
    for name in ("sqlite", "postgresql")
}


def take_in(
    connection: Connection, channel: str, key: str, account: str, body: str, sent_at: datetime, now: datetime
) -> int | None:
    """Stores a message that was never seen. → its id; None if the channel has a message of this key already."""
    found = _take_in[connection.dialect.name].first(
        connection,
        channel=channel,
        message_key=key,
        account=account,
        received_at=now,
        sent_at=sent_at,
        state="working",
        body=body,
    )
    return None if found is None else int(found[0])


def message_of(connection: Connection, channel: str, key: str) -> InboxRow | None:
    """The stored message of a channel and key, or None."""
    row = connection.execute(_by_key, {"channel": channel, "key": key}).first()
    return InboxRow(*row) if row else None


def message_by_id(connection: Connection, message_id: int) -> InboxRow | None:
    """The stored message of an id, or None."""
    row = connection.execute(select(*_columns).where(inbox_table.c.id == message_id)).first()
    return InboxRow(*row) if row else None


def mark_done(connection: Connection, message_id: int, answer: dict[str, object] | None) -> None:
    """The message was handled and answered so."""
    _finish_well.run(connection, row=message_id, reply=answer)


def mark_failed(
    connection: Connection,
    message_id: int,
    answer: dict[str, object] | None,
    error: str,
    incoming: dict[str, Any] | None = None,
) -> None:
    """Our own code failed on the message; the traceback and what is needed to try again stay with it."""
    values: dict[str, object] = {"state": "failed", "answer": answer, "error": error}
    if incoming is not None:
        values["incoming"] = incoming
    connection.execute(_finish.values(**values), {"row": message_id})


def failed_messages(connection: Connection) -> list[InboxRow]:
    """What failed and was not repeated with success, oldest first."""
    rows = connection.execute(select(*_columns).where(inbox_table.c.state == "failed").order_by(inbox_table.c.id))
    return [InboxRow(*row) for row in rows]


def conversation_of(connection: Connection, channel: str, account: str, after_id: int = 0) -> list[InboxRow]:
    """What an account wrote on a channel after a row, oldest first, at most 200 rows: for the chat page."""
    query = (
        select(*_columns)
        .where(inbox_table.c.channel == channel, inbox_table.c.account == account, inbox_table.c.id > after_id)
        .order_by(inbox_table.c.id.desc())
        .limit(200)
    )
    return [InboxRow(*row) for row in reversed(connection.execute(query).all())]
