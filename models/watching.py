"""Figures of the machine itself, for monitoring: messages by state, what has waited longest, the schema's revision."""

from datetime import datetime

from sqlalchemy import Column, Connection, MetaData, String, Table, func, inspect, select

from models.inbox import inbox_table
from models.outbox import outbox_table
from models.plans import plan_table

INBOX_STATES = ("working", "done", "failed")
OUTBOX_STATES = ("due", "sending", "sent", "failed", "cancelled")

# Alembic's own table, which is none of ours.
_revision_table = Table("alembic_version", MetaData(), Column("version_num", String(32)))


def schema_revision(connection: Connection) -> str | None:
    """The revision that the database is at, None if it was never migrated."""
    if not inspect(connection).has_table(_revision_table.name):
        return None
    return connection.execute(select(_revision_table.c.version_num)).scalar()


def inbox_counts(connection: Connection) -> dict[str, int]:
    """How many messages came in, by state, all states."""
    return _counts(connection, inbox_table, INBOX_STATES)


def outbox_counts(connection: Connection) -> dict[str, int]:
    """How many messages are or were on their way out, by state, all states."""
    return _counts(connection, outbox_table, OUTBOX_STATES)


def oldest_due(connection: Connection, now: datetime) -> datetime | None:
    """Since when the message that waits longest has been due, None if none is."""
    query = select(func.min(outbox_table.c.due_at)).where(outbox_table.c.state == "due", outbox_table.c.due_at <= now)
    return connection.execute(query).scalar()


def last_sync(connection: Connection) -> datetime | None:
    """When plans were synced last, which every start does; None before the first time."""
    return connection.execute(select(func.max(plan_table.c.synced_at))).scalar()


def _counts(connection: Connection, table: Table, states: tuple[str, ...]) -> dict[str, int]:
    rows = connection.execute(select(table.c.state, func.count()).group_by(table.c.state))
    return {**dict.fromkeys(states, 0), **{state: count for state, count in rows}}
