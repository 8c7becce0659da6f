"""The copy on which a simulation runs: what is done to it is seen in it, and nowhere else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete

from models.backups import BackupError
from models.outbox import Content, Letter, newest_row_id, outbox_table, post, rows_after
from models.simulation import on_a_copy
from models.store import Store, open_engine
from tests.factories import at

NOW = at("2026-11-20 14:07")


def letter(key: str) -> Letter:
    return Letter(key, "app", "zs", Content("请报送"), NOW, "chase")


def keys(connection: Connection) -> list[str]:
    return [row.key for row in rows_after(connection, 0)]


def rewritten(connection: Connection) -> list[str]:
    """Every message away, two of the same key written: what is left."""
    connection.execute(delete(outbox_table))
    post(connection, [letter("甲"), letter("丙")], NOW)
    post(connection, [letter("甲")], NOW)
    return keys(connection)


def with_one_more(connection: Connection) -> int:
    """Writes a message. → its id."""
    post(connection, [letter("丁")], NOW)
    return newest_row_id(connection)


@pytest.fixture
def alone(store: Store) -> Iterator[Store]:
    """A store with one connection, which has everything that was prepared before."""
    made = Store(open_engine(store.engine.url.render_as_string(hide_password=False)))
    yield made
    made.close()


def test_what_is_written_stands_in_the_copy_alone(store: Store) -> None:
    store.write(lambda connection: post(connection, [letter("甲"), letter("乙")], NOW))
    with store.read() as connection:
        newest = newest_row_id(connection)
    assert on_a_copy(store, keys) == ["甲", "乙"]
    assert on_a_copy(store, rewritten) == ["甲", "丙"]
    assert on_a_copy(store, with_one_more) > newest
    with store.read() as connection:
        assert keys(connection) == ["甲", "乙"]


def test_a_connection_that_has_prepared_its_statements_sees_the_copy_each_time(alone: Store) -> None:
    alone.write(lambda connection: post(connection, [letter("乙")], NOW))
    with alone.engine.begin() as connection:  # a temporary table of its own, so that the place for them is there
        connection.exec_driver_sql("CREATE TEMPORARY TABLE other (x INTEGER)")
    for _ in range(3):
        for _ in range(8):
            with alone.read() as connection:
                assert keys(connection) == ["乙"]
        assert on_a_copy(alone, rewritten) == ["甲", "丙"]


def test_an_error_leaves_nothing_behind(sqlite_store: Store, tmp_path: Path) -> None:
    sqlite_store.write(lambda connection: post(connection, [letter("乙")], NOW))
    before = sorted(tmp_path.iterdir())

    def fail(connection: Connection) -> None:
        rewritten(connection)
        raise LookupError

    with pytest.raises(LookupError):
        on_a_copy(sqlite_store, fail)
    assert sorted(tmp_path.iterdir()) == before
    with sqlite_store.read() as connection:
        assert keys(connection) == ["乙"]


def test_a_database_in_memory_cannot_be_copied() -> None:
    store = Store(open_engine("sqlite:///:memory:"))
    with pytest.raises(BackupError, match="内存里的数据库"):
        on_a_copy(store, keys)
    store.close()
