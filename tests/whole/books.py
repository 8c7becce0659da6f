"""What stands in an office's database, read from outside while the program runs or after it was killed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.inbox import inbox_table
from models.items import item_table
from models.outbox import OutboxRow, outbox_row, outbox_table
from models.store import Store, open_engine


@dataclass(frozen=True)
class Item:
    """What of an item tells whether it was stored once and for all."""

    number: int
    title: str


@contextmanager
def opened(database: str) -> Iterator[Store]:
    """A store on a database, closed at the end."""
    store = Store(open_engine(database))
    try:
        yield store
    finally:
        store.close()


def items(connection: Connection) -> list[Item]:
    """Every item by its number."""
    query = select(item_table.c.number, item_table.c.title).order_by(item_table.c.number)
    return [Item(*row) for row in connection.execute(query)]


def inbox_states(connection: Connection, channel: str = "app") -> dict[str, str]:
    """Message key → state, for what came in on a channel."""
    query = select(inbox_table.c.message_key, inbox_table.c.state).where(inbox_table.c.channel == channel)
    return {row.message_key: row.state for row in connection.execute(query)}


def letters(connection: Connection) -> list[OutboxRow]:
    """Everything that was ever written to the outbox, by id."""
    return [outbox_row(row) for row in connection.execute(select(outbox_table).order_by(outbox_table.c.id))]
