"""Requests of strangers to be bound (绑定) to a member of the roster; an editor decides."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Index, String, Table, and_, select, update

from models.base import Id, UtcDateTime, metadata
from models.conflicts import insert_or_ignore
from models.members import account_table, member_table, unit_table
from models.plans import plan_table

bind_request_table = Table(
    "bind_request",
    metadata,
    Column("id", Id, primary_key=True),
    Column("plan_id", ForeignKey("plan.id"), nullable=False),
    Column("channel", String(64), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("user_id", String(128), nullable=False),
    Column("nickname", String(100), nullable=False),
    Column("unit", String(100), nullable=False),
    Column("name", String(100), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("accepted", Boolean),
    Index(None, "plan_id", "decided_at"),
)


@dataclass(frozen=True)
class BindRequest:
    """Who asks to be whom, from which account."""

    id: int
    plan_id: str
    channel: str
    platform: str
    user_id: str
    nickname: str
    unit: str
    name: str
    asked_at: datetime


_columns = tuple(bind_request_table.c[name] for name in BindRequest.__dataclass_fields__)


def ask_to_bind(
    connection: Connection,
    plan_id: str,
    channel: str,
    platform: str,
    user_id: str,
    nickname: str,
    unit: str,
    name: str,
    now: datetime,
) -> int:
    """Keeps a request, or finds the same one that is still open. → its id.

    Every other open request of the account in the plan is closed as not accepted: an account has one at most.
    """
    table = bind_request_table.c
    # Two requests at once would not see each other: the later waits for the earlier at the plan's row.
    connection.execute(select(plan_table.c.id).where(plan_table.c.id == plan_id).with_for_update(key_share=True))
    account = {"plan_id": plan_id, "platform": platform, "user_id": user_id}
    still_open = and_(table.decided_at.is_(None), *(table[key] == value for key, value in account.items()))
    same = and_(still_open, table.unit == unit, table.name == name)
    known = connection.execute(select(table.id).where(same)).scalar()
    others = still_open if known is None else and_(still_open, table.id != known)
    connection.execute(update(bind_request_table).where(others).values(decided_at=now, accepted=False))
    if known is not None:
        return int(known)
    values = {**account, "unit": unit, "name": name, "channel": channel, "nickname": nickname, "asked_at": now}
    key = connection.execute(bind_request_table.insert().values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def open_requests(connection: Connection, plan_id: str) -> list[BindRequest]:
    """The requests that nobody has decided yet, oldest first."""
    table = bind_request_table.c
    query = select(*_columns).where(table.plan_id == plan_id, table.decided_at.is_(None)).order_by(table.id)
    return [BindRequest(*row) for row in connection.execute(query)]


def decide(connection: Connection, request: BindRequest, accepted: bool, now: datetime) -> list[int]:
    """Closes a request; if accepted, gives the account to every role that this person has in this unit.

    → the ids of the members that were bound; empty if the roster has no such person, or if it was decided already.
    """
    closed = connection.execute(
        update(bind_request_table)
        .where(bind_request_table.c.id == request.id, bind_request_table.c.decided_at.is_(None))
        .values(decided_at=now, accepted=accepted)
    ).rowcount
    if not closed or not accepted:
        return []
    members = connection.execute(
        select(member_table.c.id)
        .join_from(member_table, unit_table)
        .where(
            member_table.c.plan_id == request.plan_id,
            unit_table.c.name == request.unit,
            member_table.c.name == request.name,
        )
    ).scalars()
    found = [int(member) for member in members]
    rows = [{"member_id": member, "platform": request.platform, "user_id": request.user_id} for member in found]
    if rows:
        insert_or_ignore(connection, account_table, rows)
    return found
