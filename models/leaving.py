"""Liaisons who have left office, and what of theirs still waits: a conversation, reminders that were not sent."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, exists, or_, select

from models.conversations import conversation_table
from models.members import account_table, member_table, unit_table
from models.outbox import OutboxRow, outbox_row, outbox_table

REMINDERS = ("chase", "reminder")
"""The jobs that write to a liaison about what the unit owes: the ladder, and 催报 by hand."""


@dataclass(frozen=True, slots=True)
class Leaver:
    """A liaison who is no longer in office, from `left_on` (停用日期) on."""

    member_id: int
    unit_id: int
    unit: str
    name: str
    left_on: date


_reminder_waits = (
    outbox_table.c.state == "due",
    outbox_table.c.parts_sent == 0,
    outbox_table.c.job.in_(REMINDERS),
)


def leavers(connection: Connection, plan_id: str, day: date, since: date) -> list[Leaver]:
    """The liaisons who had left on a day, from `since` on or earlier with something that waits; the last one last."""
    member = member_table.c
    waits = or_(
        exists().where(conversation_table.c.member_id == member.id),
        exists().where(outbox_table.c.member_id == member.id, *_reminder_waits),
    )
    query = (
        select(member.id, member.unit_id, unit_table.c.name, member.name, member.active_until)
        .join_from(member_table, unit_table)
        .where(
            member.plan_id == plan_id,
            member.role == "liaison",
            member.active_until <= day,
            or_(member.active_until >= since, waits),
        )
        .order_by(member.active_until, member.id)
    )
    return [Leaver(*row) for row in connection.execute(query)]


def starts_in_office(connection: Connection, member_ids: list[int]) -> dict[int, date | None]:
    """Since when members have been in office (生效日期), None where nobody says so."""
    query = select(member_table.c.id, member_table.c.active_from).where(member_table.c.id.in_(member_ids))
    return {member_id: start for member_id, start in connection.execute(query)}


def waiting_reminders(connection: Connection, member_id: int) -> list[OutboxRow]:
    """The reminders to a member, or to an account of the member's in whatever plan, of which nothing has left yet."""
    own = account_table.c
    accounts = select(own.user_id).where(own.member_id == member_id)
    is_to = or_(outbox_table.c.member_id == member_id, outbox_table.c.account.in_(accounts))
    query = select(outbox_table).where(is_to, *_reminder_waits)
    return [outbox_row(row) for row in connection.execute(query.order_by(outbox_table.c.id))]
