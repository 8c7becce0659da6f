"""Figures of the machine itself, on both databases."""

from datetime import timedelta

from sqlalchemy import text

from models.inbox import mark_done, take_in
from models.outbox import Content, Letter, cancel, post
from models.store import Store
from models.watching import inbox_counts, last_sync, oldest_due, outbox_counts, schema_revision
from tests.factories import at, make_plan

NOW = at("2026-11-20 16:07")


def test_an_empty_store_has_every_state_with_nothing_in_it(store: Store) -> None:
    with store.read() as connection:
        assert inbox_counts(connection) == {"working": 0, "done": 0, "failed": 0}
        assert outbox_counts(connection) == {"due": 0, "sending": 0, "sent": 0, "failed": 0, "cancelled": 0}
        assert oldest_due(connection, NOW) is None
        assert last_sync(connection) is None


def test_messages_are_counted_by_state(store: Store) -> None:
    letters = [Letter(f"k{n}", "app", "u", Content("请报送"), NOW, "chase") for n in range(3)]
    store.write(lambda connection: post(connection, letters, NOW))
    store.write(lambda connection: cancel(connection, [1], "已报送"))
    first = store.write(lambda connection: take_in(connection, "app", "m1", "u", "{}", NOW, NOW))
    store.write(lambda connection: take_in(connection, "app", "m2", "u", "{}", NOW, NOW))
    assert first is not None
    store.write(lambda connection: mark_done(connection, first, None))
    with store.read() as connection:
        assert inbox_counts(connection) == {"working": 1, "done": 1, "failed": 0}
        counts = outbox_counts(connection)
    assert counts["due"] + counts["cancelled"] == 3


def test_the_oldest_due_message_is_one_that_may_go_already(store: Store) -> None:
    times = [NOW + timedelta(minutes=minutes) for minutes in (-3, -9, 5)]
    letters = [Letter(f"k{n}", "app", "u", Content("请报送"), due_at, "chase") for n, due_at in enumerate(times)]
    store.write(lambda connection: post(connection, letters, NOW))
    with store.read() as connection:
        assert oldest_due(connection, NOW) == NOW - timedelta(minutes=9)
        assert oldest_due(connection, NOW - timedelta(minutes=20)) is None


def test_the_last_sync_is_that_of_the_newest_plan(store: Store) -> None:
    store.write(lambda connection: make_plan(connection, now=NOW))
    with store.read() as connection:
        assert last_sync(connection) == NOW


def test_the_revision_is_none_without_alembics_table_and_without_a_row(sqlite_store: Store) -> None:
    def make(statement: str) -> None:
        sqlite_store.write(lambda connection: connection.execute(text(statement)))

    def revision() -> str | None:
        with sqlite_store.read() as connection:
            return schema_revision(connection)

    assert revision() is None
    make("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    assert revision() is None
    make("INSERT INTO alembic_version VALUES ('0001')")
    assert revision() == "0001"
