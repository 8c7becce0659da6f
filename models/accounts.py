"""The accounts of members: heard from, chosen for a plan, out of reach."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, literal, select, update

from models.base import UtcDateTime
from models.members import Membership, account_table, active_on, member_table


def heard_from(connection: Connection, memberships: Collection[Membership], now: datetime) -> None:
    """Notes that an account is alive, at most once in ten minutes; whoever writes can be reached again at once."""
    long_ago = now - timedelta(minutes=10)
    due = [
        m.account_id
        for m in memberships
        if m.unreachable is not None or m.last_heard_at is None or m.last_heard_at < long_ago
    ]
    if due:
        connection.execute(
            update(account_table)
            .where(account_table.c.id.in_(due))
            .values(last_heard_at=now, unreachable=None, unreachable_since=None)
        )


def choose_plan(connection: Connection, account_ids: Collection[int], now: datetime) -> None:
    """Remembers which plan a person of several plans is talking about (切换)."""
    connection.execute(update(account_table).where(account_table.c.id.in_(account_ids)).values(chosen_at=now))


def mark_unreachable(
    connection: Connection, platform: str, user_ids: Collection[str], reason: str, now: datetime
) -> None:
    """Records for the person that an account cannot be written to, with the platform's reason in plain words.

    Since when stays what it was while the account could not be written to before either.
    """
    since = func.coalesce(account_table.c.unreachable_since, literal(now, UtcDateTime))
    connection.execute(
        update(account_table)
        .where(account_table.c.user_id.in_(user_ids), account_table.c.platform == platform)
        .values(unreachable=reason, unreachable_since=since)
    )


@dataclass(frozen=True, slots=True)
class SilentAccount:
    """An account that a platform would not deliver to, with the reason and since when."""

    member_id: int
    platform: str
    user_id: str
    reason: str
    since: datetime


def silent_accounts(connection: Connection, plan_id: str, day: date) -> list[SilentAccount]:
    """The accounts of members in office that cannot be written to, the longest first."""
    account = account_table.c
    query = (
        select(account.member_id, account.platform, account.user_id, account.unreachable, account.unreachable_since)
        .join_from(account_table, member_table)
        .where(member_table.c.plan_id == plan_id, active_on(day), account.unreachable.is_not(None))
        .order_by(account.unreachable_since, account.id)
    )
    return [SilentAccount(*row) for row in connection.execute(query)]
