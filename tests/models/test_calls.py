"""Calls to the platforms are counted by channel and instant."""

from datetime import timedelta

from sqlalchemy import Connection, select

from models.calls import call_table, forget_calls, note_call
from models.store import Store
from tests.factories import at
from tests.observers import calls_since

NOW = at("2026-11-20 16:07")
SECOND = timedelta(seconds=1)


def prepare(connection: Connection) -> None:
    """Calls three, two and one second before now, and one of another channel."""
    note_call(connection, "app", "", NOW - 3 * SECOND, 1_000)
    note_call(connection, "app", "zs", NOW - 2 * SECOND)
    note_call(connection, "app", "ls", NOW - SECOND)
    note_call(connection, "ding", "zs", NOW - SECOND)


def test_calls_after_an_instant_count_and_those_at_it_do_not(store: Store) -> None:
    store.write(prepare)
    with store.read() as connection:
        assert [calls_since(connection, "app", NOW - seconds * SECOND) for seconds in (4, 3, 2, 1)] == [3, 2, 1, 0]
        assert calls_since(connection, "ding", NOW - 4 * SECOND) == 1
        assert calls_since(connection, "gone", NOW - 4 * SECOND) == 0


def test_a_call_says_to_how_many_it_went(store: Store) -> None:
    store.write(prepare)
    columns = (call_table.c.account, call_table.c.receivers)
    query = select(*columns).where(call_table.c.channel == "app").order_by(call_table.c.at)
    with store.read() as connection:
        assert [tuple(row) for row in connection.execute(query)] == [("", 1_000), ("zs", 1), ("ls", 1)]


def test_only_what_lies_before_an_instant_is_forgotten(store: Store) -> None:
    store.write(prepare)
    assert store.write(lambda connection: forget_calls(connection, NOW - 2 * SECOND)) == 1
    assert store.write(lambda connection: forget_calls(connection, NOW - 2 * SECOND)) == 0
    with store.read() as connection:
        assert calls_since(connection, "app", NOW - 9 * SECOND) == 2
