"""Leaves (请假) of liaisons, and the deputies (代理) who stand in for them. Rows are cancelled, never deleted.

What held on a past day can be asked for at any time: a row holds from the day on which it was written, and a cancelled
one up to the day before it was cancelled.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Column, Connection, Date, ForeignKey, Index, Table, insert, or_, select, update

from models.base import Id, UtcDateTime, metadata
from models.members import active_on, deputy_table, held_on, member_table, midnight_after, unit_table

leave_table = Table(
    "leave",
    metadata,
    Column("id", Id, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("noted_by", ForeignKey("member.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("cancelled_at", UtcDateTime),
    Index(None, "member_id"),
)


@dataclass(frozen=True, slots=True)
class Leave:
    """A member is away in `starts_on` ≤ office date < `ends_on`."""

    id: int
    member_id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Deputy:
    """`member_id`, called `name`, stands in for the liaison `liaison_id` of a unit."""

    unit_id: int
    member_id: int
    name: str
    liaison_id: int


@dataclass(frozen=True, slots=True)
class Appointment:
    """A deputy with the days for which it was made: `starts_on` ≤ office date < `ends_on` (None: until cancelled)."""

    id: int
    unit_id: int
    unit: str
    member_id: int
    name: str
    liaison_id: int
    starts_on: date
    ends_on: date | None


def on_leave(connection: Connection, plan_id: str, day: date) -> set[int]:
    """The ids of the members of a plan who are away on a day of the office's clock."""
    query = (
        select(leave_table.c.member_id)
        .join_from(leave_table, member_table, leave_table.c.member_id == member_table.c.id)
        .where(member_table.c.plan_id == plan_id, held_on(leave_table, day, midnight_after(day)))
    )
    return set(connection.execute(query).scalars())


def deputies_on(connection: Connection, plan_id: str, day: date) -> list[Deputy]:
    """Who stands in for a liaison on a day, in the order of the appointments; a deputy must be in office."""
    columns = (deputy_table.c.unit_id, deputy_table.c.member_id, member_table.c.name, deputy_table.c.liaison_id)
    query = (
        select(*columns)
        .join_from(deputy_table, member_table, deputy_table.c.member_id == member_table.c.id)
        .where(member_table.c.plan_id == plan_id, active_on(day), held_on(deputy_table, day, midnight_after(day)))
        .order_by(deputy_table.c.id)
    )
    return [Deputy(*row) for row in connection.execute(query)]


def note_leave(
    connection: Connection, member_id: int, starts_on: date, ends_on: date, noted_by: int, now: datetime
) -> bool:
    """Notes that a member is away in `starts_on` ≤ date < `ends_on`. → False if just that is noted already."""
    days = {"member_id": member_id, "starts_on": starts_on, "ends_on": ends_on}
    same = select(leave_table.c.id).filter_by(**days, cancelled_at=None)
    if connection.execute(same).first():
        return False
    connection.execute(insert(leave_table).values(**days, noted_by=noted_by, created_at=now))
    return True


def leaves_of(connection: Connection, member_ids: Collection[int], day: date) -> list[Leave]:
    """The leaves of members that are not over on a day, the earliest first."""
    leave = leave_table.c
    query = (
        select(leave.id, leave.member_id, leave.starts_on, leave.ends_on)
        .where(leave.member_id.in_(member_ids), leave.ends_on > day, leave.cancelled_at.is_(None))
        .order_by(leave.starts_on, leave.id)
    )
    return [Leave(*row) for row in connection.execute(query)]


def cancel_leaves(connection: Connection, leave_ids: Collection[int], now: datetime) -> None:
    """Takes leaves back, from the day of `now` on."""
    _cancel(connection, leave_table, leave_ids, now)


def appoint_deputy(
    connection: Connection,
    unit_id: int,
    member_id: int,
    liaison_id: int,
    starts_on: date,
    ends_on: date | None,
    now: datetime,
) -> int | None:
    """Lets a member stand in for a unit's liaison. → the id, or None if just that is appointed already."""
    days = {"unit_id": unit_id, "member_id": member_id, "starts_on": starts_on, "ends_on": ends_on}
    same = select(deputy_table.c.id).filter_by(**days, cancelled_at=None)
    if connection.execute(same).first():
        return None
    statement = insert(deputy_table).values(**days, liaison_id=liaison_id, created_at=now)
    return int(connection.execute(statement.returning(deputy_table.c.id)).scalar_one())


def appointments_of(connection: Connection, unit_ids: Collection[int], day: date) -> list[Appointment]:
    """The appointments for units that are not over on a day, the earliest first."""
    deputy = deputy_table.c
    columns = (unit_table.c.name, deputy.member_id, member_table.c.name, deputy.liaison_id, deputy.starts_on)
    query = (
        select(deputy.id, deputy.unit_id, *columns, deputy.ends_on)
        .join_from(deputy_table, unit_table, deputy.unit_id == unit_table.c.id)
        .join(member_table, deputy.member_id == member_table.c.id)
        .where(
            deputy.unit_id.in_(unit_ids),
            or_(deputy.ends_on.is_(None), deputy.ends_on > day),
            deputy.cancelled_at.is_(None),
        )
        .order_by(deputy.starts_on, deputy.id)
    )
    return [Appointment(*row) for row in connection.execute(query)]


def cancel_deputies(connection: Connection, deputy_ids: Collection[int], now: datetime) -> None:
    """Ends appointments, from the day of `now` on."""
    _cancel(connection, deputy_table, deputy_ids, now)


def _cancel(connection: Connection, table: Table, ids: Collection[int], now: datetime) -> None:
    own = table.c.id.in_(ids)
    connection.execute(update(table).where(own, table.c.cancelled_at.is_(None)).values(cancelled_at=now))
