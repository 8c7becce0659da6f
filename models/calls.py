"""Calls made to the platforms, counted before they are made: rates and monthly quotas hold across processes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Index, Integer, String, Table, delete, func, insert, select

from models.base import Id, UtcDateTime, metadata
from models.channels import channel_plan, channel_table

call_table = Table(
    "call",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String(64), nullable=False),
    Column("account", String(128), nullable=False, server_default=""),
    Column("at", UtcDateTime, nullable=False),
    Column("receivers", Integer, nullable=False, server_default="1"),
    Index(None, "channel", "at"),
)


def note_call(connection: Connection, channel: str, account: str, at: datetime, receivers: int = 1) -> None:
    """Counts one call to a platform. `account` is the receiver where there is just one, else ""."""
    connection.execute(insert(call_table).values(channel=channel, account=account, at=at, receivers=receivers))


@dataclass(frozen=True, slots=True)
class Use:
    """How much of a channel's quota of calls is used in a month."""

    channel: str
    calls: int
    quota: int


def quota_use(connection: Connection, plan_id: str, start: datetime, end: datetime) -> list[Use]:
    """The channels of a plan that have a monthly quota, by name, with their calls in `start` ≤ instant < `end`."""
    channel = channel_table.c
    calls = select(func.count()).where(call_table.c.channel == channel.name)
    calls = calls.where(call_table.c.at >= start, call_table.c.at < end)
    query = (
        select(channel.name, calls.correlate(channel_table).scalar_subquery(), channel.monthly_calls)
        .join_from(channel_table, channel_plan)
        .where(channel_plan.c.plan_id == plan_id, channel.monthly_calls > 0)
        .order_by(channel.name)
    )
    return [Use(*row) for row in connection.execute(query)]


def forget_calls(connection: Connection, before: datetime) -> int:
    """Deletes calls made before an instant. → how many."""
    return connection.execute(delete(call_table).where(call_table.c.at < before)).rowcount
