"""The roster as stored: units, members with one role each, their accounts, and who stands in for whom."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    FromClause,
    Index,
    String,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    exists,
    or_,
    select,
)

from models.base import Id, UtcDateTime, metadata
from models.many import one_of
from models.prepared import Prepared
from rules.periods import instant_of
from rules.plan import OFFICE, Role

unit_table = Table(
    "unit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("plan_id", ForeignKey("plan.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("group_name", String(100), nullable=False, server_default=""),
    Column("class_name", String(100), nullable=False, server_default=""),
    Column("position", Id, nullable=False, server_default="0"),
    UniqueConstraint("plan_id", "name"),
)

member_table = Table(
    "member",
    metadata,
    Column("id", Id, primary_key=True),
    Column("plan_id", ForeignKey("plan.id"), nullable=False),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("role", String(20), nullable=False),
    Column("mobile", String(40), nullable=False, server_default=""),
    Column("active_from", Date),
    Column("active_until", Date),
    Column("position", Id, nullable=False, server_default="0"),
    UniqueConstraint("plan_id", "unit_id", "name", "role"),
    Index(None, "unit_id", "role"),
)

account_table = Table(
    "account",
    metadata,
    Column("id", Id, primary_key=True),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("user_id", String(128), nullable=False),
    Column("last_heard_at", UtcDateTime),
    Column("chosen_at", UtcDateTime),
    Column("unreachable", String(200)),
    Column("unreachable_since", UtcDateTime),
    UniqueConstraint("member_id", "platform", "user_id"),
    Index(None, "user_id", "platform"),
)

# Who stands in (代理) for a liaison: `starts_on` ≤ office date < `ends_on`, without an end until it is cancelled.
# It is looked up with every message, hence here and not beside the leaves.
deputy_table = Table(
    "deputy",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("member_id", ForeignKey("member.id"), nullable=False),
    Column("liaison_id", ForeignKey("member.id"), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("created_at", UtcDateTime, nullable=False),
    Column("cancelled_at", UtcDateTime),
    Index(None, "member_id"),
    Index(None, "unit_id"),
)


@dataclass(frozen=True, slots=True)
class Membership:
    """One person in one role of one plan, as found by an account.

    Who stands in for a liaison is one of that unit too (`stands_in`), with the own member id and name.
    """

    member_id: int
    plan_id: str
    unit_id: int
    unit: str
    name: str
    role: Role
    account_id: int
    last_heard_at: datetime | None
    chosen_at: datetime | None
    unreachable: str | None = None
    stands_in: bool = False


def active_on(day: date | ColumnElement[date], whose: FromClause = member_table) -> ColumnElement[bool]:
    """The condition that a member is in office on a day: from 生效日期 on, no longer from 停用日期 on."""
    member = whose.c
    return and_(
        or_(member.active_from.is_(None), member.active_from <= day),
        or_(member.active_until.is_(None), member.active_until > day),
    )


def midnight_after(day: date) -> datetime:
    """The instant at which a day of the office's clock ends."""
    return instant_of(day + timedelta(days=1), time(0), OFFICE)


def held_on(
    table: Table, day: date | ColumnElement[date], day_ends: datetime | ColumnElement[datetime]
) -> ColumnElement[bool]:
    """The condition that a leave or a deputy held on a day: it had been noted, and was not cancelled on it or before.

    `day_ends` is `midnight_after` the day.
    """
    row = table.c
    return and_(
        row.starts_on <= day,
        or_(row.ends_on.is_(None), row.ends_on > day),
        row.created_at < day_ends,
        or_(row.cancelled_at.is_(None), row.cancelled_at >= day_ends),
    )


_represented = unit_table.alias("represented")


@cache
def _memberships(plans: int, any_platform: bool) -> Prepared:
    """The look-up for so many plans; `plan0`, `plan1` … are their ids.

    A row for each role of the account, with the unit, if any, for whose liaison the person stands in in that role; for
    several such units several rows.
    """
    liaison = member_table.alias("liaison")
    in_office = exists().where(liaison.c.id == deputy_table.c.liaison_id, active_on(bindparam("day"), liaison))
    standing_in = and_(
        deputy_table.c.member_id == member_table.c.id,
        in_office,
        held_on(deputy_table, bindparam("day"), bindparam("day_ends", type_=UtcDateTime)),
    )
    query = (
        select(
            member_table.c.id,
            member_table.c.plan_id,
            member_table.c.unit_id,
            unit_table.c.name,
            member_table.c.name,
            member_table.c.role,
            account_table.c.id,
            account_table.c.last_heard_at,
            account_table.c.chosen_at,
            account_table.c.unreachable,
            _represented.c.id,
            _represented.c.name,
        )
        .join_from(account_table, member_table)
        .join(unit_table, unit_table.c.id == member_table.c.unit_id)
        .outerjoin(deputy_table, standing_in)
        .outerjoin(_represented, _represented.c.id == deputy_table.c.unit_id)
        .where(
            account_table.c.user_id == bindparam("user_id"),
            member_table.c.plan_id.in_([bindparam(f"plan{place}") for place in range(plans)]),
            active_on(bindparam("day")),
        )
        .order_by(member_table.c.id, _represented.c.id)
    )
    return Prepared(query if any_platform else query.where(account_table.c.platform == bindparam("platform")))


def memberships_of(
    connection: Connection, platform: str, user_id: str, plans: Sequence[str], day: date
) -> list[Membership]:
    """Who an account is, on a day of the office's clock, in the plans that a channel serves.

    `platform` is an account family (`wecom`, `dingtalk`) or `console`, which knows everybody by any account.
    `user_id` must be case-folded (WeCom ids do not tell case apart). The own roles come first, then the units for whose
    liaison the person stands in.
    """
    if not plans:
        return []
    values: dict[str, object] = {f"plan{place}": plan for place, plan in enumerate(plans)}
    values["day_ends"] = midnight_after(day)
    known_by_any = platform == "console"
    if not known_by_any:
        values["platform"] = platform
    rows = _memberships(len(plans), known_by_any).rows(connection, user_id=user_id, day=day, **values)
    own = {(row[0], row[6]): Membership(*row[:10]) for row in rows}
    standing_in = [
        replace(own[row[0], row[6]], unit_id=row[10], unit=row[11], role="liaison", stands_in=True)
        for row in rows
        if row[10] is not None
    ]
    return [*own.values(), *standing_in]


@dataclass(frozen=True, slots=True)
class Person:
    """A member with the unit, for lists."""

    member_id: int
    unit_id: int
    unit: str
    name: str
    role: Role


def members_with_role(
    connection: Connection,
    plan_id: str,
    roles: Collection[str],
    day: date | None,
    unit_ids: Collection[int] | None = None,
) -> list[Person]:
    """The members who have one of the roles, in the order of the roster: those in office on a day, of some units if
    given. Without a day whoever ever was."""
    query = (
        select(member_table.c.id, unit_table.c.id, unit_table.c.name, member_table.c.name, member_table.c.role)
        .join_from(member_table, unit_table)
        .where(member_table.c.plan_id == plan_id, member_table.c.role.in_(roles))
        .order_by(unit_table.c.position, unit_table.c.id, member_table.c.position, member_table.c.id)
    )
    if day is not None:
        query = query.where(active_on(day))
    if unit_ids is not None:
        query = query.where(one_of(connection, member_table.c.unit_id, unit_ids))
    return [Person(*row) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit (单位) of a plan."""

    id: int
    name: str
    group: str
    class_name: str


def units_of(connection: Connection, plan_id: str) -> list[Unit]:
    """Every unit of a plan in the order of the roster."""
    columns = (unit_table.c.id, unit_table.c.name, unit_table.c.group_name, unit_table.c.class_name)
    query = select(*columns).where(unit_table.c.plan_id == plan_id).order_by(unit_table.c.position, unit_table.c.id)
    return [Unit(*row) for row in connection.execute(query)]
