"""Channels as the store knows them: which bot serves which plan, whom it reaches, and whether it must be silent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    and_,
    delete,
    exists,
    or_,
    select,
    update,
)

from models.base import UtcDateTime, metadata
from models.conflicts import insert_or_ignore
from models.many import one_of
from models.members import account_table, member_table

channel_table = Table(
    "channel",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("family", String(20), nullable=False),
    Column("private", Boolean, nullable=False),
    Column("groups", Boolean, nullable=False),
    Column("monthly_calls", Integer, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("paused_until", UtcDateTime),
    Column("paused_reason", String(300)),
)

channel_plan = Table(
    "channel_plan",
    metadata,
    Column("channel", ForeignKey("channel.name"), primary_key=True),
    Column("plan_id", ForeignKey("plan.id"), primary_key=True),
)


@dataclass(frozen=True)
class ChannelRecord:
    """A configured channel. `family` is the kind of account it speaks to; `console` speaks to any.

    `monthly_calls` is how many calls its platform allows in a calendar month, 0 where there is no such quota.
    """

    name: str
    platform: str
    family: str
    private: bool
    groups: bool
    plans: tuple[str, ...]
    monthly_calls: int = 0


@dataclass(frozen=True)
class Route:
    """One way to a person: the account, and the channel that reaches it."""

    member_id: int
    channel: str
    account: str
    unreachable: str | None


def sync_channels(connection: Connection, channels: Sequence[ChannelRecord]) -> None:
    """Makes the store know exactly the configured channels; pauses and failures of those that stay are kept."""
    names = [channel.name for channel in channels]
    connection.execute(delete(channel_plan))
    connection.execute(delete(channel_table).where(channel_table.c.name.not_in(names)))
    for channel in channels:
        values = {
            "platform": channel.platform,
            "family": channel.family,
            "private": channel.private,
            "groups": channel.groups,
            "monthly_calls": channel.monthly_calls,
        }
        insert_or_ignore(connection, channel_table, [{"name": channel.name, **values}])
        connection.execute(update(channel_table).where(channel_table.c.name == channel.name).values(**values))
        insert_or_ignore(
            connection, channel_plan, [{"channel": channel.name, "plan_id": plan} for plan in channel.plans]
        )


def private_routes(connection: Connection, member_ids: Collection[int]) -> dict[int, list[Route]]:
    """The ways to each member, best first, in one statement.

    Best is: reachable before unreachable, the account last heard from first. A console beside a real platform is no
    way: nobody looks at it.
    """
    query = (
        select(account_table.c.member_id, channel_table.c.name, account_table.c.user_id, account_table.c.unreachable)
        .join_from(account_table, member_table)
        .join(channel_plan, channel_plan.c.plan_id == member_table.c.plan_id)
        .join(
            channel_table,
            and_(
                channel_table.c.name == channel_plan.c.channel,
                channel_table.c.private,
                or_(channel_table.c.family == account_table.c.platform, _is_only_console()),
            ),
        )
        .where(one_of(connection, account_table.c.member_id, member_ids))
        .order_by(
            account_table.c.unreachable.is_not(None),
            account_table.c.last_heard_at.is_(None),
            account_table.c.last_heard_at.desc(),
            account_table.c.id,
            channel_table.c.name,
        )
    )
    routes: dict[int, list[Route]] = {}
    for row in connection.execute(query):
        routes.setdefault(row.member_id, []).append(Route(*row))
    return routes


def _is_only_console() -> ColumnElement[bool]:
    """Whether a channel is the console, in a plan that no real platform serves."""
    real, served = channel_table.alias("real"), channel_plan.alias("served")
    others = exists().where(
        served.c.plan_id == member_table.c.plan_id,
        real.c.name == served.c.channel,
        real.c.private,
        real.c.family != "console",
    )
    return and_(channel_table.c.family == "console", ~others)


def group_channels(connection: Connection, plan_id: str) -> list[str]:
    """The channels that post to a group for a plan, by name."""
    query = (
        select(channel_table.c.name)
        .join_from(channel_table, channel_plan)
        .where(channel_plan.c.plan_id == plan_id, channel_table.c.groups)
        .order_by(channel_table.c.name)
    )
    return list(connection.execute(query).scalars())


def plans_of(connection: Connection, channel: str) -> list[str]:
    """The plans that a channel serves, by id."""
    query = select(channel_plan.c.plan_id).where(channel_plan.c.channel == channel).order_by(channel_plan.c.plan_id)
    return list(connection.execute(query).scalars())


@dataclass(frozen=True)
class Pause:
    """Why and until when a channel sends nothing."""

    failures: int
    until: datetime | None
    reason: str | None


def pause_of(connection: Connection, channel: str) -> Pause:
    """The channel's state; a channel that is not there has none."""
    columns = (channel_table.c.failures, channel_table.c.paused_until, channel_table.c.paused_reason)
    row = connection.execute(select(*columns).where(channel_table.c.name == channel)).first()
    return Pause(*row) if row else Pause(0, None, None)


def pause_channel(connection: Connection, channel: str, failures: int, until: datetime, reason: str) -> None:
    """Lets a channel be silent until an instant, for every process; `reason` is shown to the editors."""
    connection.execute(
        update(channel_table)
        .where(channel_table.c.name == channel)
        .values(failures=failures, paused_until=until, paused_reason=reason)
    )


def resume_channel(connection: Connection, channel: str) -> None:
    """A call has succeeded: the channel may speak."""
    connection.execute(
        update(channel_table)
        .where(channel_table.c.name == channel)
        .values(failures=0, paused_until=None, paused_reason=None)
    )
