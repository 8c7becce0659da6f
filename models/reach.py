"""Who cannot be reached: refused by a platform, without an account on any channel, or silent since they came."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from models.channels import Route, channel_plan, channel_table, private_routes
from models.members import account_table, active_on, member_table
from models.outbox import outbox_table

IN_OFFICE_FOR = timedelta(days=14)
MESSAGES = 2
"""So long in office and so many messages make silence a sign that the bot was never opened."""


@dataclass(frozen=True)
class Ways:
    """The ways to members, by member id and best first, and the platform of each channel."""

    routes: Mapping[int, Sequence[Route]]
    platforms: Mapping[str, str]

    def instead_of(self, member_id: int, platform: str) -> str | None:
        """The platform that a member is written to on instead of one that refuses, None if there is no other."""
        open_ways = [way for way in self.routes.get(member_id, ()) if way.unreachable is None]
        others = (self.platforms[way.channel] for way in open_ways)
        return next((other for other in others if other != platform), None)


def ways_to(connection: Connection, plan_id: str, member_ids: Collection[int]) -> Ways:
    """The ways to people, and the platforms of a plan's channels."""
    query = (
        select(channel_table.c.name, channel_table.c.platform)
        .join_from(channel_table, channel_plan)
        .where(channel_plan.c.plan_id == plan_id, channel_table.c.private)
        .order_by(channel_table.c.name)
    )
    platforms = {name: platform for name, platform in connection.execute(query)}
    return Ways(private_routes(connection, member_ids), platforms)


def never_heard(connection: Connection, plan_id: str, day: date) -> dict[int, int]:
    """Members in office who were written to and never wrote nor opened the chat: id → how many messages they got.

    On a day of the office's clock, of those in office for `IN_OFFICE_FOR` who got at least `MESSAGES`. One statement.
    """
    member, row = member_table.c, outbox_table.c
    long_since = or_(member.active_from.is_(None), member.active_from <= day - IN_OFFICE_FOR)
    heard = account_table.c.last_heard_at.is_not(None)
    query = (
        select(member.id, func.count())
        .join_from(member_table, outbox_table, row.member_id == member.id)
        .where(member.plan_id == plan_id, active_on(day), long_since, row.state == "sent", row.account != "")
        .where(_has_account(), ~_has_account(heard))
        .group_by(member.id)
        .having(func.count() >= MESSAGES)
    )
    return {member_id: count for member_id, count in connection.execute(query)}


def _has_account(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    own = account_table.c.member_id == member_table.c.id
    return exists().where(and_(own, *more)).correlate(member_table)
