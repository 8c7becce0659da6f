"""What the local chat page asks the store: whom it can speak as, what has arrived for whom, what was dropped on it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select, update

from models.attachments import attachment_table
from models.inbox import inbox_table
from models.members import account_table, active_on, member_table, unit_table
from models.outbox import Content, outbox_table
from models.plans import current_plans
from rules.plan import ROLE_NAMES, Role


@dataclass(frozen=True, slots=True)
class ChatPlan:
    """A plan that the page serves, with the office's date and the zone of its clock."""

    id: str
    title: str
    zone: ZoneInfo
    today: date


def chat_plans(connection: Connection, plan_ids: Collection[str], now: datetime) -> list[ChatPlan]:
    """The plans with these ids as they hold now, by id."""
    plans = (plan for plan in current_plans(connection, now) if plan.id in plan_ids)
    return [ChatPlan(plan.id, plan.title, plan.zone, now.astimezone(plan.zone).date()) for plan in plans]


@dataclass(frozen=True, slots=True)
class ChatPerson:
    """One account of a member in one role. A person with two roles or two accounts is there twice."""

    account: str
    plan_id: str
    unit: str
    group: str
    name: str
    role: Role

    @property
    def role_name(self) -> str:
        """The role as people call it."""
        return ROLE_NAMES[self.role]


def chat_people(connection: Connection, plan_id: str, day: date) -> list[ChatPerson]:
    """Everybody with an account who is in office on a day of the office's clock: by role, then as in the roster."""
    query = (
        select(
            account_table.c.user_id,
            member_table.c.plan_id,
            unit_table.c.name,
            unit_table.c.group_name,
            member_table.c.name,
            member_table.c.role,
        )
        .join_from(account_table, member_table)
        .join(unit_table, unit_table.c.id == member_table.c.unit_id)
        .where(member_table.c.plan_id == plan_id, active_on(day))
        .order_by(
            unit_table.c.position, unit_table.c.id, member_table.c.position, member_table.c.id, account_table.c.id
        )
    )
    people = [ChatPerson(*row) for row in connection.execute(query)]
    roles = list(ROLE_NAMES)
    return sorted(people, key=lambda person: roles.index(person.role))


def arrived_counts(connection: Connection, channel: str) -> dict[str, int]:
    """How many messages of the bot's own accord each account ("" is the group) has got on a channel."""
    query = (
        select(outbox_table.c.account, func.count())
        .where(outbox_table.c.channel == channel, outbox_table.c.state == "sent")
        .group_by(outbox_table.c.account)
    )
    return {account: count for account, count in connection.execute(query)}


def talk_mark(connection: Connection, channel: str, account: str) -> str:
    """What changes whenever anything is added to what an account ("" is the group) wrote and got on a channel.

    A look at it spares reading every answer with its sheet.
    """
    wrote, got = inbox_table.c, outbox_table.c
    failed = func.count().filter(wrote.state == "failed")
    first = select(func.count(), failed, func.max(wrote.received_at)).where(
        wrote.channel == channel, wrote.account == account
    )
    second = select(func.count(), func.max(got.sent_at)).where(
        got.channel == channel, got.account == account, got.state == "sent"
    )
    counts = [*connection.execute(first).one(), *connection.execute(second).one()]
    return "-".join(f"{part:%Y%m%dT%H%M%S.%f}" if isinstance(part, datetime) else str(part or 0) for part in counts)


_MESSAGE = re.compile(r"[as][0-9]{1,15}")


def shown_content(connection: Connection, channel: str, account: str, message: str) -> Content | None:
    """What the bot said to an account ("" is the group) on a channel, None if it said no such thing to it.

    `message` is `a` and the id of the inbox row that was answered, or `s` and the id of the outbox row that arrived.
    """
    if not _MESSAGE.fullmatch(message):
        return None
    table = inbox_table.c if message[0] == "a" else outbox_table.c
    column = inbox_table.c.answer if message[0] == "a" else outbox_table.c.content
    query = select(column).where(table.id == int(message[1:]), table.channel == channel, table.account == account)
    if message[0] == "s":
        query = query.where(outbox_table.c.state == "sent")
    value = connection.execute(query).scalar()
    return None if value is None else Content.from_json(value)


def mark_uploads_stored(connection: Connection, channel: str, sizes: Mapping[str, int]) -> None:
    """What was dropped on the page lies in the files directory already: file name → size in bytes.

    To be called in the transaction that notes the attachments, so that no worker ever tries to fetch them.
    """
    for name, size in sizes.items():
        connection.execute(
            update(attachment_table)
            .where(
                attachment_table.c.channel == channel,
                attachment_table.c.reference == name,
                attachment_table.c.state == "due",
            )
            .values(state="stored", stored_as=name, size=size)
        )
