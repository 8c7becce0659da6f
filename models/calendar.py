"""The office's own calendar: days off and make-up days that no library and no plan file knows.

A row is never changed. The newest one for a day holds, and one without `is_working` takes the earlier ones back, so
that it can always be told who said what when.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Boolean, Column, Connection, Date, ForeignKey, Index, String, Table, select

from models.base import Id, UtcDateTime, metadata

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("id", Id, primary_key=True),
    Column("plan_id", ForeignKey("plan.id")),  # none: the national notice, for all plans
    Column("day", Date, nullable=False),
    Column("is_working", Boolean),
    Column("completes_year", Boolean, nullable=False),
    Column("source", String(200), nullable=False),
    Column("member_id", ForeignKey("member.id")),
    Column("noted_at", UtcDateTime, nullable=False),
    Column("revision", String(32), nullable=False),
    Index(None, "plan_id"),
)

newest_revision = (
    select(calendar_day.c.revision).order_by(calendar_day.c.id.desc()).limit(1).scalar_subquery().label("revision")
)
"""A name for what the table says at this moment, to be had with another query: every change has one of its own."""


@dataclass(frozen=True)
class StoredDays:
    """What holds of a calendar: day → whether it is worked, and the years whose notice is there in full."""

    days: Mapping[date, bool]
    years: frozenset[int]


def days_for_plan(connection: Connection, plan_id: str) -> StoredDays:
    """The days that hold for a plan: the national ones, and above them those that its editors have entered."""
    national, own = national_days(connection), entered_days(connection, plan_id)
    return StoredDays({**national.days, **own.days}, national.years | own.years)


def national_days(connection: Connection) -> StoredDays:
    """The days of the calendar file as it was synced last."""
    return _held(connection, None)


def entered_days(connection: Connection, plan_id: str) -> StoredDays:
    """The days that the editors of a plan have entered and not taken back."""
    return _held(connection, plan_id)


def _held(connection: Connection, plan_id: str | None) -> StoredDays:
    table = calendar_day.c
    query = select(table.day, table.is_working, table.completes_year).order_by(table.id)
    newest = {row.day: row for row in connection.execute(query.where(table.plan_id == plan_id))}
    held = [row for row in newest.values() if row.is_working is not None]
    years = frozenset(row.day.year for row in held if row.completes_year)
    return StoredDays({row.day: row.is_working for row in held}, years)
