"""Messages on their way out: written in the transaction of their cause, sent by the delivery loop alone.

States: due → sending → sent | failed | cancelled. The natural key says what the message is, so that writing it twice
adds nothing. A row whose text is longer than the platform takes is sent in parts; `parts_sent` counts those that
arrived, so that a repeat goes on where it stopped.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    select,
    update,
)

from models.base import Id, Json, UtcDateTime, metadata
from models.conflicts import insert_or_ignore
from models.enclosures import Chart, Sheet
from models.many import one_of

outbox_table = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(700), nullable=False),
    Column("plan_id", String(64)),
    Column("job", String(40), nullable=False),
    Column("rung", String(40)),
    Column("audience", String(20), nullable=False, server_default=""),
    Column("channel", String(64), nullable=False),
    Column("account", String(128), nullable=False),
    Column("member_id", ForeignKey("member.id")),
    Column("unit_id", ForeignKey("unit.id")),
    Column("content", Json, nullable=False),
    Column("state", String(10), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("parts_sent", Integer, nullable=False, server_default="0"),
    Column("claimed_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("error", String(500)),
    UniqueConstraint("key"),
    CheckConstraint("state IN ('due', 'sending', 'sent', 'failed', 'cancelled')", name="state"),
    Index(None, "state", "due_at"),
    Index(None, "channel", "account", "id"),
)


@dataclass(frozen=True)
class Button:
    """A button is a command that the user could have typed. `label` at most 10 characters."""

    label: str
    command: str


@dataclass(frozen=True)
class Content:
    """What a message says, for any platform: each takes the richest form that it can show.

    `text` is plain and complete by itself. `markdown` says the same with headings or a table. `picture` is the name of
    a stored file (models.files). `mention` are account ids to be @-ed in a group. `chart` and `sheet` are data here and
    become a picture and a workbook when they are sent; where a channel can show neither, the text does without them.
    """

    text: str
    title: str = ""
    markdown: str = ""
    picture: str = ""
    buttons: tuple[Button, ...] = ()
    mention: tuple[str, ...] = ()
    chart: Chart | None = None
    sheet: Sheet | None = None

    def as_json(self) -> dict[str, object]:
        """The content as a JSON object without its empty parts."""
        value: dict[str, object] = {"text": self.text} if self.text else {}
        for name in ("title", "markdown", "picture"):
            if getattr(self, name):
                value[name] = getattr(self, name)
        if self.buttons:
            value["buttons"] = [{"label": button.label, "command": button.command} for button in self.buttons]
        if self.mention:
            value["mention"] = list(self.mention)
        if self.chart:
            value["chart"] = self.chart.as_json()
        if self.sheet:
            value["sheet"] = self.sheet.as_json()
        return value

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Content":
        """The content that `as_json` gave."""
        made: dict[str, object] = {
            "buttons": tuple(Button(**button) for button in value.get("buttons", ())),
            "mention": tuple(value.get("mention", ())),
        }
        if "chart" in value:
            made["chart"] = Chart.from_json(value["chart"])
        if "sheet" in value:
            made["sheet"] = Sheet.from_json(value["sheet"])
        return cls(**{"text": "", **value, **made})


@dataclass(frozen=True)
class Letter:
    """A message to be written to the outbox. `account` "" is the channel's group. `due_at` is aware."""

    key: str
    channel: str
    account: str
    content: Content
    due_at: datetime
    job: str
    plan_id: str | None = None
    rung: str | None = None
    audience: str = ""
    member_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One stored message on its way out."""

    id: int
    key: str
    plan_id: str | None
    job: str
    rung: str | None
    audience: str
    channel: str
    account: str
    member_id: int | None
    unit_id: int | None
    content: Content
    state: str
    due_at: datetime
    created_at: datetime
    tries: int
    parts_sent: int
    claimed_at: datetime | None
    sent_at: datetime | None
    error: str | None = field(default=None)


_columns = tuple(outbox_table.c[name] for name in OutboxRow.__dataclass_fields__)


def outbox_row(row: Any) -> OutboxRow:
    """A result row of all columns as an OutboxRow."""
    values = dict(row._mapping)
    return OutboxRow(**{**values, "content": Content.from_json(values["content"])})


def post(connection: Connection, letters: Sequence[Letter], now: datetime) -> int:
    """Writes messages whose keys are new. → how many were new."""
    rows = [
        {
            "key": letter.key,
            "plan_id": letter.plan_id,
            "job": letter.job,
            "rung": letter.rung,
            "audience": letter.audience,
            "channel": letter.channel,
            "account": letter.account,
            "member_id": letter.member_id,
            "unit_id": letter.unit_id,
            "content": letter.content.as_json(),
            "state": "due",
            "due_at": letter.due_at,
            "created_at": now,
        }
        for letter in letters
    ]
    return insert_or_ignore(connection, outbox_table, rows)


def rows_with_keys(connection: Connection, keys: Collection[str]) -> list[OutboxRow]:
    """The stored messages with these keys, by id."""
    query = select(*_columns).where(outbox_table.c.key.in_(keys)).order_by(outbox_table.c.id)
    return [outbox_row(row) for row in connection.execute(query)]


def rows_after(connection: Connection, row_id: int) -> list[OutboxRow]:
    """What was written after a row, by id: what a job has just written."""
    query = select(*_columns).where(outbox_table.c.id > row_id).order_by(outbox_table.c.id)
    return [outbox_row(row) for row in connection.execute(query)]


def newest_row_id(connection: Connection) -> int:
    """The greatest id in use, 0 if none."""
    return int(connection.execute(select(outbox_table.c.id).order_by(outbox_table.c.id.desc()).limit(1)).scalar() or 0)


_by_account = (
    select(*_columns)
    .where(
        outbox_table.c.channel == bindparam("channel"),
        outbox_table.c.account == bindparam("account"),
        outbox_table.c.state == "sent",
        outbox_table.c.id > bindparam("after"),
    )
    .order_by(outbox_table.c.id.desc())
    .limit(200)
)


def arrived(connection: Connection, channel: str, account: str, after_id: int = 0) -> list[OutboxRow]:
    """What a channel delivered to an account ("" is its group) after a row, oldest first, at most 200 rows."""
    rows = connection.execute(_by_account, {"channel": channel, "account": account, "after": after_id}).all()
    return [outbox_row(row) for row in reversed(rows)]


def cancel(connection: Connection, row_ids: Collection[int], reason: str) -> int:
    """Takes back messages that have not arrived; one in hand may still arrive, but is not tried again. → how many."""
    if not row_ids:
        return 0
    return connection.execute(
        update(outbox_table)
        .where(one_of(connection, outbox_table.c.id, row_ids), outbox_table.c.state.in_(("due", "sending")))
        .values(state="cancelled", error=reason)
    ).rowcount


def cancel_begun_with(connection: Connection, prefix: str, reason: str) -> int:
    """Takes back messages whose keys begin so and of which nothing has left yet. → how many."""
    table = outbox_table.c
    return connection.execute(
        update(outbox_table)
        .where(table.state == "due", table.key.startswith(prefix, autoescape=True))
        .values(state="cancelled", error=reason)
    ).rowcount


def rewrite(connection: Connection, row_id: int, content: Content) -> int:
    """Changes what a message of which nothing was sent yet will say. → 1, or 0 if it has gone."""
    return connection.execute(
        update(outbox_table)
        .where(outbox_table.c.id == row_id, outbox_table.c.state == "due", outbox_table.c.parts_sent == 0)
        .values(content=content.as_json())
    ).rowcount
