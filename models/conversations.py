"""Conversations: what a member is in the middle of. They survive a restart and a change of platform."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, String, Table, bindparam, delete, select

from models.base import Json, UtcDateTime, metadata
from models.conflicts import dialect_insert
from models.members import active_on, member_table
from models.prepared import Prepared

LIFE = timedelta(hours=24)
"""How long a conversation that nobody goes on with stays open."""

conversation_table = Table(
    "conversation",
    metadata,
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("flow", String(40), nullable=False),
    Column("data", Json, nullable=False),
    Column("choices", Json, nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True)
class Conversation:
    """`flow` names who goes on with it ("" if nobody), `data` is what was said so far.

    `choices` are the commands of the buttons shown last: a bare number chooses one. Instants are UTC, None where there
    is no conversation.
    """

    flow: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    updated_at: datetime | None = None
    began_at: datetime | None = None


_columns = tuple(conversation_table.c[name] for name in Conversation.__dataclass_fields__)
_of_member = Prepared(select(*_columns).where(conversation_table.c.member_id == bindparam("member")))


def conversation_of_member(connection: Connection, member_id: int) -> Conversation:
    """What the member is in the middle of; an empty conversation if nothing."""
    row = _of_member.first(connection, member=member_id)
    return _conversation(row) if row else Conversation()


def _conversation(row: Any) -> Conversation:
    flow, data, choices, updated_at, began_at = row
    return Conversation(flow, data, tuple(choices), updated_at, began_at)


def keep_conversation(
    connection: Connection,
    member_id: int,
    flow: str,
    data: dict[str, Any],
    choices: Sequence[str],
    now: datetime,
    began_at: datetime | None = None,
) -> None:
    """Keeps where the member stands, in place of what was kept before. It began at `now` if nothing else is said."""
    told = {"flow": flow, "data": data, "choices": list(choices)}
    values = {**told, "updated_at": now, "began_at": began_at or now}
    connection.execute(
        dialect_insert(connection, conversation_table)
        .values(member_id=member_id, **values)
        .on_conflict_do_update(index_elements=["member_id"], set_=values)
    )


def end_conversation(connection: Connection, member_id: int) -> None:
    """Forgets what the member was in the middle of."""
    connection.execute(delete(conversation_table).where(conversation_table.c.member_id == member_id))


def take_conversation(
    connection: Connection, member_id: int, untouched_since: datetime | None = None
) -> Conversation | None:
    """Ends a conversation and hands it to the caller alone; None if it is gone.

    With `untouched_since` only one that nobody has gone on with after that instant, whoever is at it at this moment.
    """
    here = conversation_table.c.member_id == member_id
    if untouched_since is not None:
        here &= conversation_table.c.updated_at <= untouched_since
    row = connection.execute(delete(conversation_table).where(here).returning(*_columns)).first()
    return _conversation(row) if row else None


@dataclass(frozen=True, slots=True)
class Untouched:
    """Whose conversation has lapsed, and whether that person is in office."""

    member_id: int
    in_office: bool


def untouched_conversations(connection: Connection, plan_id: str, since: datetime, day: date) -> list[Untouched]:
    """The members of a plan whose conversation nobody has gone on with after `since`, the longest first.

    The mere buttons of an old answer are no conversation. Whether they are in office is as of `day`, an office's date.
    """
    conversation, member = conversation_table.c, member_table.c
    query = (
        select(member.id, active_on(day))
        .join_from(conversation_table, member_table)
        .where(member.plan_id == plan_id, conversation.flow != "", conversation.updated_at <= since)
        .order_by(conversation.updated_at, member.id)
    )
    return [Untouched(member_id, bool(in_office)) for member_id, in_office in connection.execute(query)]
