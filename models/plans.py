"""Plans and their history: which text of a plan held on which day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Column, Connection, Date, ForeignKey, Index, String, Table, Text, bindparam, select, update

from models.base import Id, UtcDateTime, metadata
from models.calendar import days_for_plan, newest_revision
from models.conflicts import insert_or_ignore
from models.plan_file import PlanFile, stored_plan
from models.prepared import Prepared
from rules.plan import Plan
from rules.workdays import with_calendar

plan_table = Table(
    "plan",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("last_number", Id, nullable=False, server_default="0"),
    Column("synced_at", UtcDateTime, nullable=False),
)

plan_version = Table(
    "plan_version",
    metadata,
    Column("id", Id, primary_key=True),
    Column("plan_id", ForeignKey("plan.id"), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("effective_from", Date, nullable=False),
    Column("synced_at", UtcDateTime, nullable=False),
    Index(None, "plan_id", "effective_from"),
)


@dataclass(frozen=True)
class Synced:
    """What a sync did with one plan file."""

    plan_id: str
    outcome: str  # "new", "changed" or "same"
    effective_from: date


# A plan is a few kilobytes of text that is parsed once per process and version.
_parsed: dict[tuple[str, str], Plan] = {}

# The same with the days of the office's own calendar, as of the revision that is named.
_dated: dict[tuple[str, str], tuple[str, Plan]] = {}

# The newest of those that hold already: a file that was synced later takes the place of all that an earlier one said
# of the days from its own date on, also of a change that was announced for a later day.
_version_on = Prepared(
    select(plan_version.c.fingerprint, newest_revision)
    .where(plan_version.c.plan_id == bindparam("plan"), plan_version.c.effective_from <= bindparam("day"))
    .order_by(plan_version.c.id.desc())
    .limit(1)
)
_first_version = Prepared(
    select(plan_version.c.fingerprint, newest_revision)
    .where(plan_version.c.plan_id == bindparam("plan"))
    .order_by(plan_version.c.effective_from, plan_version.c.id)
    .limit(1)
)
_next_number = Prepared(
    update(plan_table)
    .where(plan_table.c.id == bindparam("plan"))
    .values(last_number=plan_table.c.last_number + 1)
    .returning(plan_table.c.last_number)
)


def sync_plan(connection: Connection, file: PlanFile, now: datetime) -> Synced:
    """Stores a plan file as the newest version of its plan, unless that is what the store has already.

    The first version holds from the plan's start; a later one from the date it states (`effective_from`), else from
    the day of the sync on the office's clock. Earlier versions stay.
    """
    plan = file.plan
    insert_or_ignore(connection, plan_table, [{"id": plan.id, "title": plan.title, "synced_at": now}])
    connection.execute(update(plan_table).where(plan_table.c.id == plan.id).values(title=plan.title, synced_at=now))
    newest = connection.execute(
        select(plan_version.c.fingerprint, plan_version.c.effective_from)
        .where(plan_version.c.plan_id == plan.id)
        .order_by(plan_version.c.id.desc())
        .limit(1)
    ).first()
    if newest is not None and newest.fingerprint == file.fingerprint:
        return Synced(plan.id, "same", newest.effective_from)
    today = now.astimezone(plan.zone).date()
    effective_from = plan.effective_from or (plan.start if newest is None else today)
    connection.execute(
        plan_version.insert().values(
            plan_id=plan.id, fingerprint=file.fingerprint, text=file.text, effective_from=effective_from, synced_at=now
        )
    )
    return Synced(plan.id, "new" if newest is None else "changed", effective_from)


def hold_version(connection: Connection, file: PlanFile, day: date, now: datetime) -> None:
    """Lets a plan file hold from a day on, in place of all that the store has: for trying it in a simulation."""
    values = {"plan_id": file.plan.id, "fingerprint": file.fingerprint, "text": file.text, "effective_from": day}
    connection.execute(plan_version.insert().values(**values, synced_at=now))


def plan_on(connection: Connection, plan_id: str, day: date) -> Plan | None:
    """The plan as it held on a day of the office's clock; its first version for days before; None if unknown.

    Its days off and working days are with those of the office's own calendar (models.calendar).
    """
    found = _version_on.first(connection, plan=plan_id, day=day) or _first_version.first(connection, plan=plan_id)
    if found is None:
        return None
    fingerprint, revision = found
    plan = _parsed.get((plan_id, fingerprint)) or _parse(connection, plan_id, fingerprint)
    return plan if revision is None else _with_calendar(connection, plan, fingerprint, revision)


def _with_calendar(connection: Connection, plan: Plan, fingerprint: str, revision: str) -> Plan:
    dated = _dated.get((plan.id, fingerprint))
    if dated is None or dated[0] != revision:
        stored = days_for_plan(connection, plan.id)
        dated = _dated[plan.id, fingerprint] = revision, with_calendar(plan, stored.days, stored.years)
    return dated[1]


def _parse(connection: Connection, plan_id: str, fingerprint: str) -> Plan:
    # A plan that was changed and changed back has the same text in two versions.
    text = connection.execute(
        select(plan_version.c.text)
        .where(plan_version.c.plan_id == plan_id, plan_version.c.fingerprint == fingerprint)
        .limit(1)
    ).scalar_one()
    plan = stored_plan(text, plan_id)
    _parsed[plan_id, fingerprint] = plan
    return plan


def versions_from(connection: Connection, plan_id: str, day: date) -> Iterator[Plan]:
    """The plan as it held on a day, then as it held after each later change."""
    held = plan_on(connection, plan_id, day)
    if held is None:
        return
    yield held
    changed = select(plan_version.c.effective_from).where(
        plan_version.c.plan_id == plan_id, plan_version.c.effective_from > day
    )
    for later in connection.execute(changed.distinct().order_by(plan_version.c.effective_from)).scalars().all():
        if version := plan_on(connection, plan_id, later):
            yield version


def current_plans(connection: Connection, now: datetime) -> list[Plan]:
    """Every plan in the store as it holds now, by id."""
    ids = connection.execute(select(plan_table.c.id).order_by(plan_table.c.id)).scalars().all()
    found = (current_plan(connection, plan_id, now) for plan_id in ids)
    return [plan for plan in found if plan is not None]


def current_plan(connection: Connection, plan_id: str, now: datetime) -> Plan | None:
    """The plan as it holds now on its own office's clock; None if the store has no such plan."""
    plan = plan_on(connection, plan_id, now.date())
    if plan is None:
        return None
    today = now.astimezone(plan.zone).date()
    return plan if today == now.date() else plan_on(connection, plan_id, today)


def next_number(connection: Connection, plan_id: str) -> int:
    """Takes the plan's next item number (编号); numbers are never given twice."""
    return int(_next_number.first(connection, plan=plan_id)[0])


def raise_number(connection: Connection, plan_id: str, number: int) -> None:
    """Makes sure that new numbers come after `number`, which an import has used."""
    connection.execute(
        update(plan_table)
        .where(plan_table.c.id == plan_id, plan_table.c.last_number < number)
        .values(last_number=number)
    )
