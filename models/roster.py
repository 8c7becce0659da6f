"""The roster (名单) as rows: validated rows → units, members and accounts, and back.

Importing is idempotent. A person in a role is known by unit, name and role; whoever is no longer in the file stays
until their 停用日期.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from models.conflicts import insert_or_ignore
from models.members import account_table, member_table, unit_table
from models.plans import current_plan
from rules.periods import office_date
from rules.plan import Role

Outcome = Literal["new", "changed", "same"]
Key = tuple[str, str, Role]
PLATFORMS = ("wecom", "dingtalk")


@dataclass(frozen=True)
class RosterRow:
    """One row of the roster. Accounts are case-folded, dates are the office's, empty texts mean not given.

    `row` is the row of the file that it was read from (0 if it was not); it makes no difference between rows.
    """

    unit: str
    name: str
    role: Role
    group: str = ""
    class_name: str = ""
    mobile: str = ""
    wecom: str = ""
    dingtalk: str = ""
    active_from: date | None = None
    active_until: date | None = None
    row: int = field(default=0, compare=False)

    @property
    def key(self) -> Key:
        """What tells this row from all others in a plan."""
        return self.unit, self.name, self.role


@dataclass(frozen=True)
class RosterOutcome:
    """What an import did with one row; `changes` are the fields of the row that were different before."""

    row: RosterRow
    outcome: Outcome
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class MovedAccount:
    """An account that belonged to somebody else in the plan until the file gave it to another person."""

    platform: str
    user_id: str
    unit: str
    name: str


@dataclass(frozen=True)
class RosterReport:
    """What an import did. `absent` are the members still in office that the file does not have; they stay."""

    outcomes: tuple[RosterOutcome, ...]
    new_units: int
    absent: tuple[RosterRow, ...]
    moved: tuple[MovedAccount, ...]

    def count(self, outcome: Outcome) -> int:
        """How many rows had this outcome."""
        return sum(1 for row in self.outcomes if row.outcome == outcome)

    @property
    def new_members(self) -> int:
        """How many rows are members that the store did not have."""
        return self.count("new")

    @property
    def changed(self) -> int:
        """How many rows changed something of a member or of its unit."""
        return self.count("changed")

    @property
    def same(self) -> int:
        """How many rows said what the store had already."""
        return self.count("same")


@dataclass(frozen=True, slots=True)
class _Account:
    id: int
    member_id: int
    platform: str
    user_id: str
    unit: str
    name: str

    @property
    def person(self) -> tuple[str, str]:
        return self.unit, self.name


def import_roster(connection: Connection, plan_id: str, rows: Sequence[RosterRow], now: datetime) -> RosterReport:
    """Makes the store say what the rows say, in their order. Raises LookupError for a plan that is not there.

    The rows are valid: one for each unit, name and role, one group and class for each unit. Mobile, dates, group and
    class are replaced; an account is replaced by another one, while an empty cell leaves an account that the person
    has bound. An account that belonged to another person in the plan is taken from them.
    """
    plan = current_plan(connection, plan_id, now)
    if plan is None:
        raise LookupError(f"no plan {plan_id}")
    stored = {row.key: row for row in export_roster_rows(connection, plan_id)}
    wanted = {row.key for row in rows}
    absent = [row for key, row in stored.items() if key not in wanted]
    new_units = _write_units(connection, plan_id, [*rows, *absent])
    _write_members(connection, plan_id, [*rows, *absent])
    moved = _write_accounts(connection, plan_id, rows)
    today = office_date(now, plan.zone)
    return RosterReport(
        outcomes=tuple(_outcome(row, stored.get(row.key)) for row in rows),
        new_units=new_units,
        absent=tuple(row for row in absent if row.active_until is None or row.active_until > today),
        moved=moved,
    )


def export_roster_rows(connection: Connection, plan_id: str) -> list[RosterRow]:
    """Every member of a plan in the order of the roster; of several accounts on one platform the first bound."""
    accounts: dict[tuple[int, str], str] = {}
    for account in _accounts(connection, plan_id):
        accounts.setdefault((account.member_id, account.platform), account.user_id)
    member, unit = member_table.c, unit_table.c
    columns = (unit.name, member.name, member.role, unit.group_name, unit.class_name, member.mobile)
    query = (
        select(member.id, *columns, member.active_from, member.active_until)
        .join_from(member_table, unit_table)
        .where(member.plan_id == plan_id)
        .order_by(member.position, member.id)
    )
    rows: list[RosterRow] = []
    for id_, unit_name, name, role, group, class_name, mobile, start, end in connection.execute(query):
        wecom, dingtalk = (accounts.get((id_, platform), "") for platform in PLATFORMS)
        rows.append(RosterRow(unit_name, name, role, group, class_name, mobile, wecom, dingtalk, start, end))
    return rows


_COMPARED = tuple(each.name for each in fields(RosterRow) if each.compare)


def _outcome(row: RosterRow, stored: RosterRow | None) -> RosterOutcome:
    if stored is None:
        return RosterOutcome(row, "new")
    changes = tuple(name for name in _COMPARED if _says_otherwise(name, row, stored))
    return RosterOutcome(row, "changed" if changes else "same", changes)


def _says_otherwise(name: str, row: RosterRow, stored: RosterRow) -> bool:
    new, old = getattr(row, name), getattr(stored, name)
    return new != old and not (name in PLATFORMS and new == "")


def _write_units(connection: Connection, plan_id: str, rows: Sequence[RosterRow]) -> int:
    """Stores each unit at the place of its first row. → how many are new."""
    table = unit_table.c
    query = select(table.name, table.group_name, table.class_name, table.position).where(table.plan_id == plan_id)
    stored = {name: tuple(told) for name, *told in connection.execute(query)}
    first = {row.unit: row for row in reversed(rows)}
    order = dict.fromkeys(row.unit for row in rows)
    wanted = {name: (first[name].group, first[name].class_name, place) for place, name in enumerate(order, 1)}
    names = ("group_name", "class_name", "position")
    new = [
        {"plan_id": plan_id, "name": name, **dict(zip(names, told, strict=True))}
        for name, told in wanted.items()
        if name not in stored
    ]
    changed = [
        {"key": name, **dict(zip(names, told, strict=True))}
        for name, told in wanted.items()
        if name in stored and stored[name] != told
    ]
    if new:
        connection.execute(insert(unit_table), new)
    if changed:
        here = (table.plan_id == plan_id, table.name == bindparam("key"))
        connection.execute(update(unit_table).where(*here).values({name: bindparam(name) for name in names}), changed)
    return len(new)


def _member_ids(connection: Connection, plan_id: str) -> dict[Key, int]:
    query = (
        select(unit_table.c.name, member_table.c.name, member_table.c.role, member_table.c.id)
        .join_from(member_table, unit_table)
        .where(member_table.c.plan_id == plan_id)
    )
    return {(unit, name, role): id_ for unit, name, role, id_ in connection.execute(query)}


def _write_members(connection: Connection, plan_id: str, rows: Sequence[RosterRow]) -> None:
    """Stores each member at the place of its row."""
    table = member_table.c
    query = select(unit_table.c.name, unit_table.c.id).where(unit_table.c.plan_id == plan_id)
    units = {name: id_ for name, id_ in connection.execute(query)}
    query_told = select(table.id, table.mobile, table.active_from, table.active_until, table.position)
    stored = {id_: tuple(told) for id_, *told in connection.execute(query_told.where(table.plan_id == plan_id))}
    ids = _member_ids(connection, plan_id)
    new: list[dict[str, object]] = []
    changed: list[dict[str, object]] = []
    for place, row in enumerate(rows, 1):
        told = (row.mobile, row.active_from, row.active_until, place)
        values = dict(zip(_TOLD, told, strict=True))
        if row.key not in ids:
            own = {"plan_id": plan_id, "unit_id": units[row.unit], "name": row.name, "role": row.role}
            new.append({**own, **values})
        elif stored[ids[row.key]] != told:
            changed.append({"key": ids[row.key], **values})
    if new:
        connection.execute(insert(member_table), new)
    if changed:
        statement = update(member_table).where(table.id == bindparam("key"))
        connection.execute(statement.values({name: bindparam(name) for name in _TOLD}), changed)


_TOLD = ("mobile", "active_from", "active_until", "position")


def _accounts(connection: Connection, plan_id: str) -> list[_Account]:
    """Every account of a plan's members, the first bound first."""
    account = account_table.c
    query = (
        select(account.id, account.member_id, account.platform, account.user_id, unit_table.c.name, member_table.c.name)
        .join_from(account_table, member_table)
        .join(unit_table, unit_table.c.id == member_table.c.unit_id)
        .where(member_table.c.plan_id == plan_id)
        .order_by(account.id)
    )
    return [_Account(*row) for row in connection.execute(query)]


def _write_accounts(connection: Connection, plan_id: str, rows: Sequence[RosterRow]) -> tuple[MovedAccount, ...]:
    """Gives the accounts of the rows to their members. → those that were taken from other persons."""
    ids = _member_ids(connection, plan_id)
    given = [(row, platform, getattr(row, platform)) for row in rows for platform in PLATFORMS]
    given = [(row, platform, user_id) for row, platform, user_id in given if user_id]
    owners = {(platform, user_id): (row.unit, row.name) for row, platform, user_id in given}
    wanted = {(ids[row.key], platform): user_id for row, platform, user_id in given}
    stored = _accounts(connection, plan_id)
    bound = {(each.member_id, each.platform, each.user_id) for each in stored}
    taken = [each for each in stored if owners.get((each.platform, each.user_id), each.person) != each.person]
    replaced = [
        each
        for each in stored
        if (each.member_id, each.platform) in wanted
        and (each.member_id, each.platform, wanted[each.member_id, each.platform]) not in bound
    ]
    _delete_accounts(connection, {each.id for each in (*taken, *replaced)})
    new = [
        {"member_id": member_id, "platform": platform, "user_id": user_id}
        for (member_id, platform), user_id in wanted.items()
        if (member_id, platform, user_id) not in bound
    ]
    insert_or_ignore(connection, account_table, new)
    return tuple(MovedAccount(each.platform, each.user_id, each.unit, each.name) for each in taken)


def _delete_accounts(connection: Connection, account_ids: Collection[int]) -> None:
    if account_ids:
        statement = delete(account_table).where(account_table.c.id == bindparam("key"))
        connection.execute(statement, [{"key": id_} for id_ in account_ids])
