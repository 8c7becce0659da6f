"""A small office for the tests of figures: three units that owe one item a week, and what is printed of theirs."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection, select

from models.items import item_table
from models.openings import Opening, open_period
from models.publications import Publication, store_publication
from models.store import Store
from tests.factories import at, make_member, make_plan

WEEK = (date(2026, 11, 16), date(2026, 11, 23))
NOW = at("2026-11-18 10:00")
UNITS = ("财政局", "招商局", "办公室")


def office(connection: Connection) -> None:
    """Three units with a liaison each, owing one item in the running week."""
    make_plan(connection)
    for unit in UNITS:
        make_member(connection, unit, f"测试员{unit}")
    open_week(connection, *WEEK)


def open_week(connection: Connection, start: date, end: date, required: int = 1, duty: str = "weekly") -> None:
    opening = Opening("jinhu", duty, f"{start:%G-W%V}", start, end, None, required)
    open_period(connection, opening, NOW)


def publish(
    connection: Connection,
    day: date,
    item: int | None = None,
    *,
    outlet: str = "金湖发布",
    level: str = "county",
    column: str = "",
    title: str = "",
) -> None:
    """Stores a publication of the item with this number, or of none."""
    item_id = None
    if item is not None:
        item_id = connection.execute(select(item_table.c.id).where(item_table.c.number == item)).scalar_one()
    publication = Publication("jinhu", item, outlet, level, day, column, title=title)
    store_publication(connection, publication, item_id)


def in_office(store: Store, work: Callable[[Connection], None]) -> None:
    """Runs `work` in a small office, in one transaction."""

    def both(connection: Connection) -> None:
        office(connection)
        work(connection)

    store.write(both)
