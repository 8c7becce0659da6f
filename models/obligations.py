"""Obligations (应报): who owes which duty in which period, written when the period opens and then frozen.

A row says all that is needed to derive every figure from it years later: what counts, how many, by when. What comes
after the opening stands beside it in dated entries: an excuse, a zero report, a spare item, a correction.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Index,
    Integer,
    ScalarSelect,
    Select,
    String,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
)

from models.base import Id, UtcDateTime, metadata
from models.items import counts, item_table
from models.many import one_of
from models.members import unit_table
from models.prepared import Prepared
from models.publications import publication_table
from rules.periods import Period, kind_of
from rules.plan import Counts

obligation_table = Table(
    "obligation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("plan_id", ForeignKey("plan.id"), nullable=False),
    Column("duty", String(64), nullable=False),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("period", String(20), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("deadline", UtcDateTime),
    Column("class_name", String(100), nullable=False, server_default=""),
    Column("required", Integer, nullable=False),
    Column("excuse", String(200)),
    Column("excuse_source", String(200)),
    Column("opened_at", UtcDateTime, nullable=False),
    # Rungs from before this instant do not fire: the start of the period, or, where the period was opened for a plan
    # or a roster that came later, the instant of that.
    Column("chase_from", UtcDateTime, nullable=False),
    # What stands for it. Kinds, boards and levels are lists as `listed` writes them, "" for all.
    Column("counts", String(20), nullable=False, server_default="items"),
    Column("kinds", String(500), nullable=False, server_default=""),
    Column("boards", String(2000), nullable=False, server_default=""),
    Column("levels", String(100), nullable=False, server_default=""),
    # What had been delivered when the period was over; what changes afterwards is a correction.
    Column("closed_at", UtcDateTime),
    Column("closed_delivered", Integer),
    UniqueConstraint("plan_id", "duty", "unit_id", "starts_on"),
    Index(None, "plan_id", "duty", "starts_on"),
    Index(None, "unit_id", "starts_on"),
    Index(None, "plan_id", "ends_on", "duty", "starts_on"),
)

# What happened to an obligation after it was opened. The last excuse holds, an empty note takes it back; zero reports
# and banked items add their amount to what was delivered; the amount of a correction is the count that it leads to.
obligation_entry_table = Table(
    "obligation_entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("obligation_id", ForeignKey("obligation.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("amount", Integer, nullable=False, server_default="0"),
    Column("note", String(200), nullable=False, server_default=""),
    Column("source", String(200), nullable=False, server_default=""),
    Column("member_id", ForeignKey("member.id")),
    CheckConstraint("kind IN ('excuse', 'zero', 'banked', 'correction')", name="kind"),
    Index(None, "obligation_id", "kind", "id"),
)

SEPARATOR = "|"


def listed(names: Collection[str]) -> str:
    """Names as a list that a statement can look into: `|信息|案例|`, "" for none."""
    return f"{SEPARATOR}{SEPARATOR.join(names)}{SEPARATOR}" if names else ""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One row with what it has come to: this unit owes this duty in `starts_on` ≤ office date < `ends_on`.

    `deadline` is UTC, None where the period has no working day. `delivered` is the count of what stands for it, with
    zero reports and banked items. `excuse` says why nothing is owed, None where it is.
    """

    id: int
    plan_id: str
    duty: str
    unit_id: int
    unit: str
    period: str
    starts_on: date
    ends_on: date
    deadline: datetime | None
    required: int
    excuse: str | None
    opened_at: datetime
    chase_from: datetime
    delivered: int
    class_name: str = ""
    closed_at: datetime | None = None
    closed_delivered: int | None = None
    counts: Counts = "items"

    @property
    def span(self) -> Period:
        """The period as it was when it was opened, whatever the plan says of the duty now."""
        return Period(self.starts_on, self.ends_on, kind_of(self.period))

    @property
    def missing(self) -> int:
        """How many are still owed, 0 where excused."""
        return 0 if self.excuse is not None else max(0, self.required - self.delivered)


CLOCK_SLACK = timedelta(minutes=2)
"""How far a platform's clock, which dates the items, may be ahead of ours."""

END_OF_TIME = datetime(9000, 1, 1, tzinfo=UTC)

BY = bindparam("by", type_=UtcDateTime)
BY_DAY = bindparam("by_day", type_=Date)

_own = obligation_table.c
_entry = obligation_entry_table.c


def among(names: ColumnElement[str], name: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a name stands in a list as `listed` writes it, as a part of a statement; "" is every name."""
    return or_(names == "", names.like(literal(f"%{SEPARATOR}").concat(name).concat(f"{SEPARATOR}%")))


def stands_for(own: Any) -> ColumnElement[bool]:
    """Whether an item within the days of an obligation (its columns) counts for it, as a part of a statement.

    What was made up for a period counts in the duties of that very period and in no other.
    """
    own_time = or_(item_table.c.made_up_for.is_(None), item_table.c.made_up_for == own.period)
    return counts & own_time & among(own.kinds, item_table.c.kind) & among(own.boards, item_table.c.board)


def _items(by: ColumnElement[datetime] | None) -> ScalarSelect[Any]:
    query = select(func.count()).where(
        item_table.c.unit_id == _own.unit_id,
        item_table.c.counted_on >= _own.starts_on,
        item_table.c.counted_on < _own.ends_on,
        stands_for(_own),
    )
    query = query if by is None else query.where(item_table.c.sent_at <= by)
    return query.correlate(obligation_table).scalar_subquery()


def _publications(as_of: bool) -> ScalarSelect[Any]:
    query = (
        select(func.count())
        .join_from(publication_table, item_table, item_table.c.id == publication_table.c.item_id)
        .where(
            item_table.c.unit_id == _own.unit_id,
            publication_table.c.published_on >= _own.starts_on,
            publication_table.c.published_on < _own.ends_on,
            among(_own.boards, item_table.c.board),
            among(_own.levels, publication_table.c.level),
        )
    )
    query = query.where(publication_table.c.published_on <= BY_DAY) if as_of else query
    return query.correlate(obligation_table).scalar_subquery()


def _added(by: ColumnElement[datetime] | None) -> ColumnElement[int]:
    """What zero reports and banked items add."""
    kinds = or_(_entry.kind == "zero", _entry.kind == "banked")
    query = select(func.sum(_entry.amount)).where(_entry.obligation_id == _own.id, kinds)
    query = query if by is None else query.where(_entry.at <= by)
    return func.coalesce(query.correlate(obligation_table).scalar_subquery(), 0)


def _excuse(as_of: bool) -> ColumnElement[str | None]:
    query = select(_entry.note).where(_entry.obligation_id == _own.id, _entry.kind == "excuse")
    query = query.where(_entry.at <= BY) if as_of else query
    latest = query.order_by(_entry.id.desc()).limit(1).correlate(obligation_table).scalar_subquery()
    return func.coalesce(func.nullif(latest, ""), _own.excuse)


@cache
def delivered_count(as_of: bool = False) -> ColumnElement[int]:
    """What stands for an obligation, as a part of a statement over its table: the one definition of that figure.

    `as_of`: only what there was at the instant `by`, whose office date is `by_day`.
    """
    by = BY if as_of else None
    counted = case((_own.counts == "publications", _publications(as_of)), else_=_items(by))
    return counted + _added(by)


def delivered_by_deadline() -> ColumnElement[int]:
    """What stood for an obligation that counts no publications at its deadline, as a part of a statement."""
    return _items(_own.deadline) + _added(_own.deadline)


@cache
def standing_excuse(as_of: bool = False) -> ColumnElement[str | None]:
    """Why an obligation is excused, NULL if it is not, as a part of a statement over its table."""
    return _excuse(as_of)


@cache
def is_owed(as_of: bool = False) -> ColumnElement[bool]:
    """Whether something is still owed, as a part of a statement over the table."""
    return (standing_excuse(as_of).is_(None)) & (delivered_count(as_of) < _own.required)


def _query(as_of: bool) -> Select[Any]:
    special = {
        "unit": unit_table.c.name,
        "excuse": standing_excuse(as_of).label("excuse"),
        "delivered": delivered_count(as_of).label("delivered"),
    }
    names = Obligation.__dataclass_fields__
    columns = [special[name] if name in special else _own[name] for name in names]
    return select(*columns).join_from(obligation_table, unit_table)


_IN_ROSTER_ORDER = (unit_table.c.position, unit_table.c.id)
OBLIGATIONS = _query(as_of=False)
OBLIGATIONS_AS_OF = _query(as_of=True)


def those_who_owe(*conditions: ColumnElement[bool], as_of: bool = False) -> Select[Any]:
    """A query for the obligations under these conditions of which something is still owed.

    PostgreSQL takes them to be few and what it costs to find them to be much, beside which it does not care how it
    joins: so they are found first.
    """
    found = select(_own.id).where(*conditions, is_owed(as_of)).cte("found").prefix_with("MATERIALIZED")
    return (OBLIGATIONS_AS_OF if as_of else OBLIGATIONS).where(_own.id.in_(select(found.c.id)))


IN_PERIOD = (_own.plan_id == bindparam("plan"), _own.duty == bindparam("duty"), _own.starts_on == bindparam("start"))

_running_of_unit = Prepared(
    OBLIGATIONS.where(
        _own.unit_id == bindparam("unit"), _own.starts_on <= bindparam("day"), _own.ends_on > bindparam("day")
    ).order_by(_own.ends_on, _own.id)
)


def as_of(now: datetime, today: date, live: bool = False) -> dict[str, object]:
    """The values of a statement that looks back to `now`, which is `today` on the office's calendar.

    `live`: `now` is the present, so that whatever is stored has happened, although its platform's clock was ahead.
    """
    return {"by": END_OF_TIME, "by_day": END_OF_TIME.date()} if live else {"by": now + CLOCK_SLACK, "by_day": today}


def running_obligations(connection: Connection, unit_id: int, day: date) -> list[Obligation]:
    """What a unit owes in the periods that contain a day of the office's clock."""
    return [Obligation(*row) for row in _running_of_unit.rows(connection, unit=unit_id, day=day)]


def obligations_in(connection: Connection, plan_id: str, duty: str, starts_on: date) -> list[Obligation]:
    """Every unit's obligation for a duty in the period that starts on a day, in the order of the roster."""
    query = OBLIGATIONS.where(*IN_PERIOD).order_by(*_IN_ROSTER_ORDER)
    rows = connection.execute(query, {"plan": plan_id, "duty": duty, "start": starts_on})
    return [Obligation(*row) for row in rows]


def obligations_as_of(
    connection: Connection, plan_id: str, duty: str, starts_on: date, now: datetime, today: date, live: bool = False
) -> list[Obligation]:
    """`obligations_in` without what came after `now`, on the office's day `today`: for jobs as of another time."""
    query = OBLIGATIONS_AS_OF.where(*IN_PERIOD).order_by(*_IN_ROSTER_ORDER)
    values = {"plan": plan_id, "duty": duty, "start": starts_on, **as_of(now, today, live)}
    return [Obligation(*row) for row in connection.execute(query, values)]


def obligations_of_unit(connection: Connection, unit_id: int, start: date, end: date) -> list[Obligation]:
    """A unit's obligations in the periods that have a day in `start` ≤ day < `end`, the latest period first."""
    query = OBLIGATIONS.where(_own.unit_id == unit_id, _own.starts_on < end, _own.ends_on > start)
    rows = connection.execute(query.order_by(_own.starts_on.desc(), _own.id))
    return [Obligation(*row) for row in rows]


def obligations_with_ids(connection: Connection, ids: Collection[int]) -> list[Obligation]:
    """These obligations as they stand now, in the order of the roster."""
    query = OBLIGATIONS.where(one_of(connection, _own.id, ids)).order_by(*_IN_ROSTER_ORDER)
    return [Obligation(*row) for row in connection.execute(query)]


def owed_in(connection: Connection, plan_id: str, duty: str, starts_on: date) -> list[Obligation]:
    """The obligations of a period that are neither excused nor delivered: exactly those who may be chased."""
    query = those_who_owe(*IN_PERIOD).order_by(*_IN_ROSTER_ORDER)
    rows = connection.execute(query, {"plan": plan_id, "duty": duty, "start": starts_on})
    return [Obligation(*row) for row in rows]


def lock_obligations(connection: Connection, ids: Collection[int]) -> None:
    """Lets one transaction at a time decide about these obligations, until it ends.

    Who chases counts what was delivered after taking the lock; who delivers takes back the reminders after taking it:
    so neither misses the other. SQLite has one writer anyway.
    """
    if connection.dialect.name != "sqlite":
        own = select(_own.id).where(one_of(connection, _own.id, ids))
        connection.execute(own.order_by(_own.id).with_for_update())


PeriodKey = tuple[str, str, date]
"""Plan id, duty id and first day: one duty in one period."""


def lock_periods(connection: Connection, periods: Collection[PeriodKey]) -> None:
    """`lock_obligations` for every unit's obligation in these periods, all in one order."""
    if periods and connection.dialect.name != "sqlite":
        keys = [and_(_own.plan_id == plan, _own.duty == duty, _own.starts_on == start) for plan, duty, start in periods]
        connection.execute(select(_own.id).where(or_(*keys)).order_by(_own.id).with_for_update())
