"""What is said beside a period's figure: what changed after it was closed, and who was excused and why."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from models.duty_ledger import IMPORT_SOURCE
from models.members import unit_table
from models.obligations import obligation_entry_table, obligation_table, standing_excuse
from rules.periods import office_date

_own = obligation_table.c
_entry = obligation_entry_table.c


@dataclass(frozen=True, slots=True)
class Correction:
    """One dated change of a closed period. `at` is UTC.

    `before` and `after` are the counts of what was delivered, the same where an excuse is all that changed; `excuse`
    is the reason of one, "" for one that was taken back, None where the count changed.
    """

    unit: str
    duty: str
    at: datetime
    required: int
    before: int
    after: int
    excuse: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Excused:
    """A unit of which nothing is asked for a duty in a period, and why."""

    unit: str
    duty: str
    reason: str


def corrections_in(connection: Connection, plan_id: str, start: date, end: date, zone: ZoneInfo) -> list[Correction]:
    """What changed in the closed periods that are exactly `start` ≤ day < `end`, oldest first. One statement.

    An import that completes a period which was opened after it was over corrects nothing: that period had not been
    kept here, and nobody had been told a figure.
    """
    columns = (_own.id, unit_table.c.name, _own.duty, _own.required, _own.closed_delivered, _own.opened_at)
    query = (
        select(*columns, _entry.at, _entry.kind, _entry.amount, _entry.note, _entry.source)
        .join_from(obligation_entry_table, obligation_table)
        .join(unit_table, unit_table.c.id == _own.unit_id)
        .where(_own.plan_id == plan_id, _own.starts_on == start, _own.ends_on == end)
        .where(_own.closed_at.is_not(None), _entry.at >= _own.closed_at, _entry.kind.in_(("excuse", "correction")))
        .order_by(_entry.id)
    )
    known: dict[int, int] = {}
    found: list[Correction] = []
    for id_, unit, duty, required, closed, opened_at, at, kind, amount, note, source in connection.execute(query):
        before = known.get(id_, closed)
        after = known[id_] = amount if kind == "correction" else before
        is_import = source == IMPORT_SOURCE and office_date(opened_at, zone) >= end
        if not is_import:
            found.append(
                Correction(unit, duty, at, required, before, after, note if kind == "excuse" else None, source)
            )
    return found


def excused_in(connection: Connection, plan_id: str, start: date, end: date) -> list[Excused]:
    """Who is excused in the periods that are exactly `start` ≤ day < `end`, in the order of the roster."""
    reason = standing_excuse().label("reason")
    query = (
        select(unit_table.c.name, _own.duty, reason)
        .join_from(obligation_table, unit_table)
        .where(_own.plan_id == plan_id, _own.starts_on == start, _own.ends_on == end, reason.is_not(None))
        .order_by(unit_table.c.position, unit_table.c.id, _own.duty)
    )
    return [Excused(*row) for row in connection.execute(query)]
