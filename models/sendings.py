"""What was written to go out, with the people and units behind it: for looking back, and before a job is run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from models.channels import channel_table
from models.chases import chase_letter_table
from models.members import member_table, unit_table
from models.obligations import obligation_table
from models.outbox import Content, OutboxRow, outbox_table
from rules.templates import PRIVATE

_row = outbox_table.c
_letter = chase_letter_table.c
_NAMES = ("receiver_name", "about_unit", "receiver_unit", "platform_name")
_moment = func.coalesce(_row.sent_at, _row.due_at)


@dataclass(frozen=True, slots=True)
class Sending:
    """One message: `units` are those it speaks of, else the receiver's own unit; `rungs` are those that it comes from.

    `person` is the receiver with `own_unit`, both "" for a group; `platform` is that of the channel.
    """

    row: OutboxRow
    units: tuple[str, ...]
    person: str
    own_unit: str
    platform: str
    rungs: tuple[str, ...]

    @property
    def whose(self) -> str:
        """The units that somebody is told of in private, the receiver's of a summary, "" of a post to a group."""
        if self.row.account and self.row.audience in (*PRIVATE, ""):
            return "、".join(self.units)
        return self.own_unit

    @property
    def at(self) -> datetime:
        """When it left or, where it has not, was to leave; UTC."""
        return self.row.sent_at or self.row.due_at


def sendings_between(
    connection: Connection, plan_id: str, start: datetime, end: datetime, unit_id: int | None = None
) -> list[Sending]:
    """The messages for a plan that left, or were to leave, in `start` ≤ instant < `end`, in that order.

    Of one unit: what speaks of it in private or in its group, and what its members got. Answers to what somebody
    typed do not count.
    """
    query = _query().where(_moment >= start, _moment < end, _row.job != "reply", _of_plan(plan_id))
    if unit_id is not None:
        query = query.where(_of_unit(unit_id))
    return _sendings(connection, query.order_by(_moment, _row.id))


def sendings_after(connection: Connection, row_id: int, job: str = "") -> list[Sending]:
    """What a job, or any, wrote after a row, by id."""
    query = _query().where(_row.id > row_id)
    return _sendings(connection, (query.where(_row.job == job) if job else query).order_by(_row.id))


def _query() -> Select[Any]:
    about = unit_table.alias("about")
    receiver = unit_table.alias("receiver")
    platform = func.coalesce(channel_table.c.platform, _row.channel)
    names = (member_table.c.name, about.c.name, receiver.c.name, platform)
    return (
        select(outbox_table, *(name.label(label) for label, name in zip(_NAMES, names, strict=True)))
        .join_from(outbox_table, member_table, member_table.c.id == _row.member_id, isouter=True)
        .outerjoin(about, about.c.id == _row.unit_id)
        .outerjoin(receiver, receiver.c.id == member_table.c.unit_id)
        .outerjoin(channel_table, channel_table.c.name == _row.channel)
    )


def _of_plan(plan_id: str) -> ColumnElement[bool]:
    """One message may speak of several plans; it bears the name of one."""
    return or_(_row.plan_id == plan_id, _speaks_of(obligation_table.c.plan_id == plan_id))


def _of_unit(unit_id: int) -> ColumnElement[bool]:
    own = obligation_table.c.unit_id == unit_id
    told = _speaks_of(and_(own, _letter.audience.in_((*PRIVATE, "group"))))
    return or_(_row.unit_id == unit_id, member_table.c.unit_id == unit_id, told)


def _speaks_of(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    linked = _letter.obligation_id == obligation_table.c.id
    return exists().where(_letter.outbox_key == _row.key, linked, condition).correlate(outbox_table)


@dataclass
class _Spoken:
    """What a message speaks of: the names of units in the order of the roster, and rungs."""

    units: dict[str, None] = field(default_factory=dict)
    rungs: dict[str, None] = field(default_factory=dict)


def _sendings(connection: Connection, query: Select[Any]) -> list[Sending]:
    spoken = _spoken_of(connection, query.with_only_columns(_row.key).order_by(None))
    return [_sending(dict(row._mapping), spoken) for row in connection.execute(query)]


def _sending(values: dict[str, Any], spoken: Mapping[str, _Spoken]) -> Sending:
    person, about, own, platform = (values.pop(name) for name in _NAMES)
    row = OutboxRow(**{**values, "content": Content.from_json(values["content"])})
    told = spoken.get(row.key, _Spoken())
    units = (about,) if about else tuple(told.units) or ((own,) if own else ())
    rungs = tuple(rung for rung in told.rungs if rung) or ((row.rung,) if row.rung else ())
    return Sending(row, units, person or "", own or "", platform, rungs)


def _spoken_of(connection: Connection, keys: Select[Any]) -> Mapping[str, _Spoken]:
    """By message; a summary speaks of all that are missing."""
    query = (
        select(_letter.outbox_key, unit_table.c.name, _letter.rung)
        .join_from(chase_letter_table, obligation_table, _letter.obligation_id == obligation_table.c.id)
        .join(unit_table, unit_table.c.id == obligation_table.c.unit_id)
        .where(_letter.outbox_key.in_(keys))
        .order_by(unit_table.c.position, unit_table.c.id, obligation_table.c.id)
    )
    found: dict[str, _Spoken] = {}
    for key, unit, rung in connection.execute(query):
        spoken = found.setdefault(key, _Spoken())
        spoken.units[unit] = spoken.rungs[rung] = None
    return found
