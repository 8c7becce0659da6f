"""Writing a ledger (台账) into the store: validated rows → items and publications.

Importing is idempotent: items are known by their number (编号), publications are a multiset, of which the file adds
only what it has more often than the store. No statement runs per row.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, update

from models.conflicts import insert_or_ignore
from models.items import item_event_table, item_table
from models.ledger import (
    PUBLISHED,
    TEXTS,
    WRITTEN,
    LedgerItem,
    LedgerPublication,
    LedgerRows,
    StoredItem,
    stored_items,
    stored_publications,
)
from models.members import member_table, unit_table
from models.plans import raise_number
from models.publications import known_name_table, publication_table
from rules.periods import office_date
from rules.plan import Plan

Outcome = Literal["new", "changed", "same"]
MOST_VALUES = 200


@dataclass(frozen=True)
class ItemOutcome:
    """What an import did with one item; `changes` are the fields that were different before, or `member`."""

    item: LedgerItem
    outcome: Outcome
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LedgerReport:
    """What an import did, row by row.

    `publications` says of each whether it is new. `outlets` and `columns` are names that the plan does not have and
    that are remembered now; `unmatched` are (unit, 报送人) for which the unit has no such member.
    """

    items: tuple[ItemOutcome, ...]
    publications: tuple[tuple[LedgerPublication, bool], ...]
    outlets: tuple[str, ...]
    columns: tuple[str, ...]
    unmatched: tuple[tuple[str, str], ...]

    def count(self, outcome: Outcome) -> int:
        """How many items had this outcome."""
        return sum(1 for each in self.items if each.outcome == outcome)

    @property
    def new_publications(self) -> int:
        """How many publications were added."""
        return sum(1 for _, is_new in self.publications if is_new)


def import_ledger(connection: Connection, plan: Plan, rows: LedgerRows, now: datetime) -> LedgerReport:
    """Makes the store have the items and publications of the rows.

    1. New numbers of the plan come after the highest one used; first, so that nobody takes one of them meanwhile.
    2. Items: new ones are stored; those that say otherwise are updated, with what they said before in the log. A
       draft without a time keeps the one it has, or gets `now`.
    3. Publications that the rows have more often than the store are added.
    4. Outlets and columns that the plan does not name are remembered.

    The rows are valid: each number once. Raises LookupError for a unit or an item that the store does not know.
    """
    if rows.items:
        raise_number(connection, plan.id, max(row.number for row in rows.items))
    roster = _read_roster(connection, plan.id)
    stored = _stored_by_number(connection, plan.id, [row.number for row in rows.items])
    outcomes = tuple(_outcome(row, stored.get(row.number), roster) for row in rows.items)
    _store_new(connection, plan, [each.item for each in outcomes if each.outcome == "new"], roster, now)
    changed = [(each, stored[each.item.number]) for each in outcomes if each.outcome == "changed"]
    _store_changed(connection, plan, changed, roster, now)
    bylines = ((row.unit, row.byline) for row in rows.items if row.byline and roster.member(row) is None)
    return LedgerReport(
        items=outcomes,
        publications=_store_publications(connection, plan.id, rows.publications),
        outlets=_remember_outlets(connection, plan, rows.publications),
        columns=_remember_columns(connection, plan, rows.publications),
        unmatched=tuple(dict.fromkeys(bylines)),
    )


@dataclass(frozen=True)
class _Roster:
    """The units of a plan and, for each unit and name, the member that a byline means."""

    units: Mapping[str, int]
    members: Mapping[tuple[str, str], int]

    def unit(self, row: LedgerItem) -> int:
        if row.unit not in self.units:
            raise LookupError(f"item {row.number} names a unit that the roster does not have")
        return self.units[row.unit]

    def member(self, row: LedgerItem) -> int | None:
        return self.members.get((row.unit, row.byline))


_COMPARED = ("unit", *TEXTS, "made_up_for")
# What else a changed field of a row changes in the table.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("unit_id", "member_id"),
    "byline": ("byline", "member_id"),
    "member": ("member_id",),
    "sent_at": ("sent_at", "counted_on"),
    "made_up_for": ("made_up_for", "counted_on"),
}


def _read_roster(connection: Connection, plan_id: str) -> _Roster:
    """Of several members of one name in a unit a liaison is meant first, then the first of the roster."""
    unit, member = unit_table.c, member_table.c
    units = connection.execute(select(unit.name, unit.id).where(unit.plan_id == plan_id))
    query = (
        select(unit.name, member.name, member.id)
        .join_from(member_table, unit_table)
        .where(member.plan_id == plan_id)
        .order_by(member.role == "liaison", member.position.desc(), member.id.desc())
    )
    # The last one of a key stays in a dict: the query gives the one that is meant last.
    members = {(unit_name, name): id_ for unit_name, name, id_ in connection.execute(query)}
    return _Roster({name: id_ for name, id_ in units}, members)


def _stored_by_number(connection: Connection, plan_id: str, numbers: Collection[int]) -> dict[int, StoredItem]:
    if not numbers:
        return {}
    return {each.item.number: each for each in stored_items(connection, plan_id, _is_among(numbers))}


def _ids(connection: Connection, plan_id: str, numbers: Collection[int]) -> dict[int, int]:
    """The ids of items by number. Raises LookupError for a number that is not there."""
    if not numbers:
        return {}
    query = select(item_table.c.number, item_table.c.id).where(item_table.c.plan_id == plan_id, _is_among(numbers))
    ids = {number: id_ for number, id_ in connection.execute(query)}
    missing = set(numbers) - set(ids)
    if missing:
        raise LookupError(f"no item {min(missing)}")
    return ids


def _is_among(numbers: Collection[int]) -> ColumnElement[bool]:
    """For many numbers their span, which may have others too: a statement takes only so many values."""
    if len(numbers) <= MOST_VALUES:
        return item_table.c.number.in_(numbers)
    return item_table.c.number.between(min(numbers), max(numbers))


def _outcome(row: LedgerItem, stored: StoredItem | None, roster: _Roster) -> ItemOutcome:
    if stored is None:
        return ItemOutcome(row, "new")
    changes = [name for name in _COMPARED if getattr(row, name) != getattr(stored.item, name)]
    if row.sent_at is not None and row.sent_at != stored.item.sent_at:
        changes.append("sent_at")
    if stored.values["member_id"] is None and roster.member(row) is not None and not {"unit", "byline"} & set(changes):
        changes.append("member")
    return ItemOutcome(row, "changed" if changes else "same", tuple(changes))


def _values(row: LedgerItem, roster: _Roster, plan: Plan, otherwise_sent_at: datetime) -> dict[str, Any]:
    """What a row says, as columns of the table of items."""
    sent_at = row.sent_at or otherwise_sent_at
    return {
        "unit_id": roster.unit(row),
        "member_id": roster.member(row),
        **{name: getattr(row, name) for name in TEXTS},
        "sent_at": sent_at,
        "counted_on": row.counted_on or office_date(sent_at, plan.zone),
        "made_up_for": row.made_up_for or None,
    }


def _store_new(connection: Connection, plan: Plan, rows: Sequence[LedgerItem], roster: _Roster, now: datetime) -> None:
    if not rows:
        return
    own = [{"plan_id": plan.id, "number": row.number} for row in rows]
    told = [{**each, **_values(row, roster, plan, now)} for each, row in zip(own, rows, strict=True)]
    connection.execute(insert(item_table), told)
    ids = _ids(connection, plan.id, [row.number for row in rows])
    _log(connection, [{"item_id": ids[row.number], "before": None} for row in rows], now)


def _store_changed(
    connection: Connection,
    plan: Plan,
    changed: Sequence[tuple[ItemOutcome, StoredItem]],
    roster: _Roster,
    now: datetime,
) -> None:
    if not changed:
        return
    told = [{"key": stored.id, **_changed_values(each, stored, roster, plan)} for each, stored in changed]
    statement = update(item_table).where(item_table.c.id == bindparam("key"))
    connection.execute(statement.values({name: bindparam(name) for name in WRITTEN}), told)
    _log(connection, [{"item_id": stored.id, "before": _before(each, stored)} for each, stored in changed], now)


def _changed_values(outcome: ItemOutcome, stored: StoredItem, roster: _Roster, plan: Plan) -> dict[str, Any]:
    """The columns of an item after the change; what the row does not change stays exactly as it is stored."""
    told = _values(outcome.item, roster, plan, stored.values["sent_at"])
    columns = [column for name in outcome.changes for column in _COLUMNS.get(name, (name,))]
    return {**stored.values, **{column: told[column] for column in columns}}


def _before(outcome: ItemOutcome, stored: StoredItem) -> dict[str, str]:
    """What the item said before, for its log."""
    said = {name: getattr(stored.item, name) for name in outcome.changes if name != "member"}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in said.items()}


def _log(connection: Connection, events: Sequence[Mapping[str, Any]], now: datetime) -> None:
    rows = [{**event, "at": now, "action": "导入", "member_id": None, "note": ""} for event in events]
    connection.execute(insert(item_event_table), rows)


def _store_publications(
    connection: Connection, plan_id: str, rows: Sequence[LedgerPublication]
) -> tuple[tuple[LedgerPublication, bool], ...]:
    """Adds what the rows have more often than the store. → each row, and whether it was added."""
    if not rows:
        return ()
    days = [row.published_on for row in rows]
    published_on = publication_table.c.published_on
    stored = Counter(stored_publications(connection, plan_id, published_on >= min(days), published_on <= max(days)))
    outcomes: list[tuple[LedgerPublication, bool]] = []
    for row in rows:
        outcomes.append((row, stored[row] <= 0))
        stored[row] -= 1
    new = [row for row, is_new in outcomes if is_new]
    ids = _ids(connection, plan_id, {row.item_number for row in new if row.item_number is not None})
    told = [
        {
            "plan_id": plan_id,
            "item_id": None if row.item_number is None else ids[row.item_number],
            **{name: getattr(row, name) for name in PUBLISHED},
        }
        for row in new
    ]
    if told:
        connection.execute(insert(publication_table), told)
    return tuple(outcomes)


def _remember_outlets(connection: Connection, plan: Plan, rows: Sequence[LedgerPublication]) -> tuple[str, ...]:
    named = {outlet.name for outlet in plan.outlets}
    levels = {row.outlet: row.level for row in reversed(rows) if row.outlet not in named}
    _remember(connection, plan.id, "outlet", levels)
    return tuple(sorted(levels))


def _remember_columns(connection: Connection, plan: Plan, rows: Sequence[LedgerPublication]) -> tuple[str, ...]:
    named = {"", *(column.name for column in plan.columns)}
    names = {row.column: "" for row in rows if row.column not in named}
    _remember(connection, plan.id, "column", names)
    return tuple(sorted(names))


def _remember(connection: Connection, plan_id: str, kind: str, levels: Mapping[str, str]) -> None:
    rows = [{"plan_id": plan_id, "kind": kind, "name": name, "level": level} for name, level in levels.items()]
    insert_or_ignore(connection, known_name_table, rows)
