"""What happens to obligations after they are opened: excuses, zero reports, spare items, closing and corrections.

Nothing here changes what a row said when it was opened; every entry is dated and names its source.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from models.base import UtcDateTime
from models.members import unit_table
from models.obligations import (
    as_of,
    delivered_count,
    obligation_entry_table,
    obligation_table,
    standing_excuse,
)

SPARE = "上期多报1条，抵本期1条"
SPARE_GONE = "上期多报的1条已撤回或退回，不再抵本期"
IMPORT_SOURCE = "花名册或台账导入"

_own = obligation_table.c
_entry = obligation_entry_table.c


_FILLED = ("obligation_id", "at", "kind", "amount", "note", "source")
_entries = (
    select(_entry.obligation_id, unit_table.c.name, _entry.at, _entry.kind, _entry.amount, _entry.note, _entry.source)
    .join_from(obligation_entry_table, obligation_table)
    .join(unit_table, unit_table.c.id == _own.unit_id)
    .order_by(_entry.id)
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated row beside an obligation. `at` is UTC; what `amount` means depends on `kind`."""

    obligation_id: int
    unit: str
    at: datetime
    kind: str
    amount: int
    note: str
    source: str


def excuse(
    connection: Connection,
    obligation_ids: Collection[int],
    reason: str,
    source: str,
    now: datetime,
    member_id: int | None = None,
) -> None:
    """Excuses (豁免) from now on; an empty reason takes an excuse back."""
    _write(connection, obligation_ids, now, "excuse", 0, reason, source, member_id)


def report_zero(
    connection: Connection, obligation_id: int, amount: int, reason: str, source: str, now: datetime, member_id: int
) -> None:
    """A zero report (零报告) stands for the `amount` that was still owed; it earns nothing."""
    _write(connection, [obligation_id], now, "zero", amount, reason, source, member_id)


def zero_reports(connection: Connection, unit_id: int, duty: str, start: date, end: date) -> int:
    """How many zero reports a unit gave for periods of a duty that start in `start` ≤ day < `end`."""
    query = (
        select(func.count())
        .join_from(obligation_entry_table, obligation_table)
        .where(_entry.kind == "zero", _own.unit_id == unit_id, _own.duty == duty)
        .where(_own.starts_on >= start, _own.starts_on < end)
    )
    return int(connection.execute(query).scalar_one())


def bank_spares(
    connection: Connection,
    plan_id: str,
    duty: str,
    before: date,
    starts_on: date,
    opens_at: datetime,
    now: datetime,
    today: date,
) -> int:
    """Lets one item too many of the period `before` stand for the one that starts on `starts_on`. → for how many units.

    Decided when the period opens (`opens_at`, its first instant), for the rows that were opened at `now`. A zero
    report is no item, so it leaves none to spare. One statement.
    """
    later = obligation_table.alias("later")
    owed = case((standing_excuse(as_of=True).is_(None), _own.required), else_=0)
    sent = delivered_count(as_of=True) - _zero_amount()
    spare = (
        _columns(later.c.id, opens_at, "banked", literal(1), SPARE, "报送任务设置")
        .join_from(obligation_table, later, and_(later.c.unit_id == _own.unit_id, later.c.plan_id == _own.plan_id))
        .where(_own.plan_id == plan_id, _own.duty == duty, _own.starts_on == before)
        .where(later.c.duty == duty, later.c.starts_on == starts_on, later.c.opened_at == now, sent > owed)
        .where(~_has_entry("banked", later.c.id))
    )
    return _insert(connection, spare, as_of(now, today))


def take_back_spares(connection: Connection, plan_id: str, unit_ids: Collection[int], now: datetime) -> int:
    """Takes the spare item away from running periods whose period before has none any more. → for how many.

    What was banked and then withdrawn or sent back would else count although nobody sent it. One statement.
    """
    later = obligation_table.alias("later")
    entry = obligation_entry_table.alias("entry")
    banked = (
        select(func.sum(entry.c.amount))
        .where(entry.c.obligation_id == later.c.id, entry.c.kind == "banked")
        .correlate(later)
        .scalar_subquery()
    )
    owed = case((standing_excuse().is_(None), _own.required), else_=0)
    gone = (
        _columns(later.c.id, now, "banked", literal(-1), SPARE_GONE, "报送任务设置")
        .join_from(obligation_table, later, and_(later.c.unit_id == _own.unit_id, later.c.plan_id == _own.plan_id))
        .where(_own.plan_id == plan_id, _own.unit_id.in_(unit_ids), later.c.duty == _own.duty)
        .where(later.c.starts_on == _own.ends_on, later.c.closed_at.is_(None), banked > 0)
        .where(delivered_count() - _zero_amount() <= owed)
    )
    return _insert(connection, gone, {})


def close_periods(connection: Connection, plan_id: str, today: date, now: datetime) -> int:
    """Notes for every obligation whose period is over what had been delivered by its end. → how many were closed.

    A row that was opened after its period (an import of the past) is closed as it stands: nobody has published an
    earlier figure. One statement.
    """
    over = and_(_own.plan_id == plan_id, _own.ends_on <= today, _own.closed_at.is_(None))
    if connection.dialect.name != "sqlite":
        # A message of the last minute is stored first or waits: the count below is one of afterwards.
        connection.execute(select(_own.id).where(over).order_by(_own.id).with_for_update())
    closing = update(obligation_table).where(over).values(closed_at=now, closed_delivered=delivered_count(as_of=True))
    return connection.execute(closing, as_of(now, today)).rowcount


def note_corrections(
    connection: Connection,
    plan_id: str,
    source: str,
    now: datetime,
    unit_ids: Collection[int] | None = None,
    since: date | None = None,
) -> int:
    """Writes a dated row for every closed obligation whose count is no longer the one known last. → how many.

    It is called by whatever may change a closed period, in the same transaction, with the units that it touches and
    the day from which periods are looked at. One statement.
    """
    known = func.coalesce(_last_correction(), _own.closed_delivered)
    changed = _columns(_own.id, now, "correction", delivered_count(), "", source).where(
        _own.plan_id == plan_id, _own.closed_at.is_not(None), delivered_count() != known
    )
    if unit_ids is not None:
        changed = changed.where(_own.unit_id.in_(unit_ids))
    if since is not None:
        changed = changed.where(_own.ends_on >= since)
    return _insert(connection, changed, {})


def entries_of(connection: Connection, obligation_ids: Collection[int]) -> list[Entry]:
    """Every entry about these obligations, oldest first."""
    return [Entry(*row) for row in connection.execute(_entries.where(_entry.obligation_id.in_(obligation_ids)))]


def _write(
    connection: Connection,
    obligation_ids: Collection[int],
    now: datetime,
    kind: str,
    amount: int,
    note: str,
    source: str,
    member_id: int | None,
) -> None:
    values = {"at": now, "kind": kind, "amount": amount, "note": note, "source": source, "member_id": member_id}
    rows = [{"obligation_id": obligation_id, **values} for obligation_id in obligation_ids]
    if rows:
        connection.execute(insert(obligation_entry_table), rows)


def _columns(
    obligation_id: ColumnElement[int], now: datetime, kind: str, amount: ColumnElement[int], note: str, source: str
) -> Select[*tuple[Any, ...]]:
    """A query for the values of `_FILLED`; what it reads from is added by the caller."""
    return select(obligation_id, literal(now, UtcDateTime), literal(kind), amount, literal(note), literal(source))


def _insert(connection: Connection, rows: Select[Any], values: Mapping[str, object]) -> int:
    statement = insert(obligation_entry_table).from_select(_FILLED, rows)
    # Without the option PostgreSQL's implicit RETURNING hides the count.
    return connection.execute(statement, values, execution_options={"preserve_rowcount": True}).rowcount


def _has_entry(kind: str, obligation_id: ColumnElement[int]) -> ColumnElement[bool]:
    entry = obligation_entry_table.alias()
    return exists().where(entry.c.obligation_id == obligation_id, entry.c.kind == kind)


def _zero_amount() -> ColumnElement[int]:
    query = select(func.sum(_entry.amount)).where(_entry.obligation_id == _own.id, _entry.kind == "zero")
    return func.coalesce(query.correlate(obligation_table).scalar_subquery(), 0)


def _last_correction() -> ColumnElement[int]:
    entry = obligation_entry_table.alias()
    query = select(entry.c.amount).where(entry.c.obligation_id == _own.id, entry.c.kind == "correction")
    return query.order_by(entry.c.id.desc()).limit(1).correlate(obligation_table).scalar_subquery()
