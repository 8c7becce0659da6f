"""What tests look up in the store that the program itself never asks for."""

from datetime import date, datetime

from sqlalchemy import Connection, func, select

from models.calls import call_table
from models.chases import chase_table
from models.duty_ledger import Entry, entries_of
from models.items import counts, item_event_table, item_table
from models.obligations import obligation_table


def climbed_by(connection: Connection, obligation_id: int) -> list[tuple[str, str]]:
    """What became of the rungs of an obligation so far, oldest first: rung, outcome."""
    query = select(chase_table.c.rung, chase_table.c.outcome).where(chase_table.c.obligation_id == obligation_id)
    rows = connection.execute(query.order_by(chase_table.c.at, chase_table.c.id))
    return [(row.rung, row.outcome) for row in rows]


def calls_since(connection: Connection, channel: str, since: datetime) -> int:
    """How many calls a channel has made since an instant."""
    query = select(func.count()).where(call_table.c.channel == channel, call_table.c.at > since)
    return int(connection.execute(query).scalar_one())


def count_of_unit(connection: Connection, unit_id: int, start: date, end: date) -> int:
    """How many items of a unit count in `start` ≤ office date < `end`."""
    item = item_table.c
    own = (item.unit_id == unit_id, item.counted_on >= start, item.counted_on < end, counts)
    return int(connection.execute(select(func.count()).where(*own)).scalar_one())


def events_of(connection: Connection, item_id: int) -> list[tuple[datetime, str, str]]:
    """What happened to an item, oldest first: instant, action, note."""
    columns = (item_event_table.c.at, item_event_table.c.action, item_event_table.c.note)
    query = select(*columns).where(item_event_table.c.item_id == item_id).order_by(item_event_table.c.id)
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def entries_between(connection: Connection, plan_id: str, start: date, end: date) -> list[Entry]:
    """Every entry about periods that lie in `start` ≤ day < `end`, oldest first."""
    own = obligation_table.c
    within = select(own.id).where(own.plan_id == plan_id, own.starts_on >= start, own.ends_on <= end)
    return entries_of(connection, connection.execute(within).scalars().all())
