"""What the answer to 为什么催我 is made from: a unit's obligations, what it sent in, and what it was reminded of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from models.channels import channel_table
from models.chases import chase_letter_table, chase_table
from models.items import item_event_table, item_table
from models.members import member_table, unit_table
from models.obligations import OBLIGATIONS, SEPARATOR, Obligation, is_owed, obligation_table
from models.outbox import outbox_table
from models.publications import publication_table
from rules.plan import Counts
from rules.templates import PRIVATE

_own = obligation_table.c


@dataclass(frozen=True, slots=True)
class Asks:
    """What an obligation counts; empty tuples stand for all. `source` is that of the excuse it was opened with."""

    counts: Counts
    kinds: tuple[str, ...]
    boards: tuple[str, ...]
    levels: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Submission:
    """An item as an obligation looks at it; `sent_at` is UTC, the last two say when and why it was last sent back."""

    id: int
    number: int
    unit_id: int
    unit: str
    kind: str
    board: str
    status: str
    sent_at: datetime
    counted_on: date
    made_up_for: str | None
    sent_back_at: datetime | None = None
    sent_back_why: str = ""


@dataclass(frozen=True, slots=True)
class Appearance:
    """One publication of an item of a unit."""

    number: int
    outlet: str
    level: str
    published_on: date
    board: str


@dataclass(frozen=True, slots=True)
class Told:
    """One message about an obligation: to whom by which rung ("" by hand), on which platform, what became of it."""

    obligation_id: int
    audience: str
    rung: str
    name: str
    platform: str
    state: str
    due_at: datetime
    sent_at: datetime | None
    error: str | None


def obligations_to_explain(connection: Connection, unit_id: int, day: date, since: datetime) -> list[Obligation]:
    """What a unit owes on a day of the office's clock, and of each duty the period before if it is worth a word.

    That is if it was missed, or if somebody of the unit was reminded of it from `since` on. The earliest first.
    """
    running = and_(_own.starts_on <= day, _own.ends_on > day)
    over = and_(_own.ends_on <= day, _own.starts_on == _last_start(day), or_(is_owed(), _reminded(since)))
    query = OBLIGATIONS.where(_own.unit_id == unit_id, or_(running, over)).order_by(_own.ends_on, _own.id)
    return [Obligation(*row) for row in connection.execute(query)]


def what_they_ask(connection: Connection, obligation_ids: Collection[int]) -> dict[int, Asks]:
    """What obligations count, by id."""
    columns = (_own.id, _own.counts, _own.kinds, _own.boards, _own.levels, _own.excuse_source)
    query = select(*columns).where(_own.id.in_(obligation_ids))
    return {row.id: _asks(row) for row in connection.execute(query)}


def submissions_about(
    connection: Connection,
    unit_id: int,
    member_ids: Collection[int],
    days: tuple[date, date],
    instants: tuple[datetime, datetime],
) -> list[Submission]:
    """What a unit sent in, and what these members sent for others, by number.

    All of it that has its date in `days` or was sent within `instants`; the ends do not belong to either.
    """
    item = item_table.c
    columns = [item[name] if name != "unit" else unit_table.c.name for name in _STORED]
    dated = and_(item.counted_on >= days[0], item.counted_on < days[1])
    sent = and_(item.sent_at >= instants[0], item.sent_at < instants[1])
    query = select(*columns).join_from(item_table, unit_table, unit_table.c.id == item.unit_id)
    query = query.where(or_(item.unit_id == unit_id, item.member_id.in_(member_ids)), or_(dated, sent))
    rows = connection.execute(query.order_by(item.number)).all()
    back = _sent_back(connection, [row.id for row in rows if row.status == "退回"])
    return [Submission(*row, *back.get(row.id, (None, ""))) for row in rows]


def appearances_of(connection: Connection, unit_id: int, start: date, end: date) -> list[Appearance]:
    """What was published of a unit's items in `start` ≤ date < `end`, by date."""
    item, own = item_table.c, publication_table.c
    query = (
        select(item.number, own.outlet, own.level, own.published_on, item.board)
        .join_from(publication_table, item_table, item.id == own.item_id)
        .where(item.unit_id == unit_id, own.published_on >= start, own.published_on < end)
        .order_by(own.published_on, own.id)
    )
    return [Appearance(*row) for row in connection.execute(query)]


def told_about(connection: Connection, obligation_ids: Collection[int]) -> list[Told]:
    """Every message that speaks of one of these obligations, in the order of writing."""
    letter, row = chase_letter_table.c, outbox_table.c
    columns = (letter.obligation_id, letter.audience, letter.rung, func.coalesce(member_table.c.name, ""))
    platform = func.coalesce(channel_table.c.platform, row.channel)
    query = (
        select(*columns, platform, row.state, row.due_at, row.sent_at, row.error)
        .join_from(chase_letter_table, outbox_table, letter.outbox_key == row.key)
        .outerjoin(member_table, member_table.c.id == row.member_id)
        .outerjoin(channel_table, channel_table.c.name == row.channel)
        .where(letter.obligation_id.in_(obligation_ids))
        .order_by(row.id)
    )
    return [Told(*found) for found in connection.execute(query)]


def passed_over(connection: Connection, obligation_ids: Collection[int]) -> dict[int, list[str]]:
    """The rungs that came due and were not climbed, in the order in which they were passed over: id → rung ids."""
    chase = chase_table.c
    query = select(chase.obligation_id, chase.rung).where(
        chase.obligation_id.in_(obligation_ids), chase.outcome == "skipped"
    )
    found: dict[int, list[str]] = {}
    for obligation_id, rung in connection.execute(query.order_by(chase.at, chase.id)):
        found.setdefault(obligation_id, []).append(rung)
    return found


_STORED = tuple(name for name in Submission.__dataclass_fields__ if not name.startswith("sent_back"))


def _asks(row: Any) -> Asks:
    counts = cast(Counts, row.counts)
    return Asks(counts, _names(row.kinds), _names(row.boards), _names(row.levels), row.excuse_source or "")


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name for name in listed.split(SEPARATOR) if name)


def _last_start(day: date) -> ColumnElement[date]:
    other = obligation_table.alias()
    same = (other.c.unit_id == _own.unit_id, other.c.plan_id == _own.plan_id, other.c.duty == _own.duty)
    query = select(func.max(other.c.starts_on)).where(*same, other.c.ends_on <= day)
    return query.correlate(obligation_table).scalar_subquery()


def _reminded(since: datetime) -> ColumnElement[bool]:
    letter, row = chase_letter_table.c, outbox_table.c
    told = exists().where(
        letter.obligation_id == _own.id,
        letter.outbox_key == row.key,
        letter.audience.in_(PRIVATE),
        row.state != "cancelled",
        row.created_at >= since,
    )
    return told.correlate(obligation_table)


def _sent_back(connection: Connection, item_ids: Sequence[int]) -> dict[int, tuple[datetime, str]]:
    event = item_event_table.c
    query = select(event.item_id, event.at, event.note).where(event.item_id.in_(item_ids), event.action == "退回")
    rows = connection.execute(query.order_by(event.id)) if item_ids else ()
    return {item_id: (at, note) for item_id, at, note in rows}
