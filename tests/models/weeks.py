"""Weeks of a small office for the tests of obligations: opened, delivered, looked at."""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, update

from models.members import unit_table
from models.obligations import OBLIGATIONS, Obligation, obligation_table, obligations_in
from models.openings import Opening, open_period
from models.store import Store
from rules.plan import Role
from tests.factories import PLAN_TEXT, at, make_item, make_member, make_plan

DAY, WEEK = timedelta(days=1), timedelta(days=7)
MONDAY = date(2026, 11, 16)
SUNDAY, NEXT_MONDAY = MONDAY + 6 * DAY, MONDAY + WEEK
DEADLINE = at("2026-11-20 17:00")
NOW = at("2026-11-16 00:07")


def two_plans(connection: Connection) -> None:
    """Stores two plans; the other has a unit with a liaison."""
    make_plan(connection)
    make_plan(connection, PLAN_TEXT.replace('id = "jinhu"', 'id = "guanyun"'))
    make_member(connection, "财政局", "测试员90", plan_id="guanyun")


def three_units(store: Store) -> list[str]:
    """Stores three units with a liaison each. → their names as the roster lists them, the last one first."""
    names = ["财政局", "招商局", "办公室"]

    def work(connection: Connection) -> None:
        for place, unit in enumerate(names):
            make_member(connection, unit, "测试员01")
            connection.execute(update(unit_table).where(unit_table.c.name == unit).values(position=9 - place))

    store.write(work)
    return names[::-1]


def add(
    store: Store,
    unit: str,
    name: str = "测试员01",
    role: Role = "liaison",
    *,
    active_from: date | None = None,
    active_until: date | None = None,
) -> int:
    """Stores a member, in office between the dates if they are given. → the id."""
    return store.write(
        lambda connection: make_member(connection, unit, name, role, active_from=active_from, active_until=active_until)
    )


def opening(start: date = MONDAY, *, duty: str = "weekly", required: int = 1, excuse: str | None = None) -> Opening:
    """A week from a Monday."""
    return Opening("jinhu", duty, f"{start:%G-W%V}", start, start + WEEK, DEADLINE, required, excuse)


def open_week(
    store: Store,
    start: date = MONDAY,
    now: datetime = NOW,
    *,
    duty: str = "weekly",
    required: int = 1,
    excuse: str | None = None,
) -> int:
    """Opens a week. → how many obligations are new."""
    wanted = opening(start, duty=duty, required=required, excuse=excuse)
    return store.write(lambda connection: open_period(connection, wanted, now))


def week(store: Store, start: date = MONDAY, duty: str = "weekly") -> list[Obligation]:
    """The obligations of a week as they stand."""
    with store.read() as connection:
        return obligations_in(connection, "jinhu", duty, start)


def send(store: Store, unit: str, sent: str = "2026-11-18 10:00", status: str = "待审") -> None:
    """Stores an item that was sent when the office's clock showed `sent`."""
    store.write(lambda connection: make_item(connection, unit, at(sent), status=status))


def obligations_starting_between(connection: Connection, plan_id: str, start: date, end: date) -> list[Obligation]:
    """Every obligation of a plan whose period starts in `start` ≤ date < `end`, by period, then by the roster."""
    owed = obligation_table.c
    query = OBLIGATIONS.where(owed.plan_id == plan_id, owed.starts_on >= start, owed.starts_on < end)
    rows = connection.execute(query.order_by(owed.starts_on, unit_table.c.position, unit_table.c.id))
    return [Obligation(*row) for row in rows]
