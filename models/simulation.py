"""Asking what the schedule would do: on a copy of what is stored, so that nothing is kept and no receipt waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlalchemy import Connection, Engine, delete, literal, select, update

from models.backups import back_up
from models.chases import chase_letter_table, chase_table
from models.obligations import obligation_entry_table, obligation_table
from models.outbox import outbox_table
from models.plans import plan_version
from models.store import Store, Work, open_engine

T = TypeVar("T")

ASIDE = "aside:"

WRITTEN = (plan_version, obligation_table, obligation_entry_table, chase_table, chase_letter_table, outbox_table)
"""The tables that a simulation writes to."""


def on_a_copy(store: Store, work: Work[T]) -> T:
    """Runs `work` on a copy of what is stored, which is gone afterwards; all others go on writing meanwhile.

    BackupError where a SQLite database cannot be copied.
    """
    if not store.is_sqlite:
        return store.preview(lambda connection: work(_with_shadows(connection)))
    with _copied(store.engine) as copy:
        return copy.preview(work)


@contextmanager
def _copied(engine: Engine) -> Iterator[Store]:
    """The whole database in a file of its own beside it, where there is room for it."""
    folder = Path(engine.url.database or "").parent
    with TemporaryDirectory(prefix=".simulation-", dir=folder) as name:
        path = Path(name) / "copy.db"
        back_up(engine, path)
        copy = Store(open_engine(engine.url.set(database=str(path)).render_as_string(hide_password=False)))
        try:
            yield copy
        finally:
            copy.close()


def _with_shadows(connection: Connection) -> Connection:
    """Lays a temporary table over each that is written to: PostgreSQL looks there first, and no row is locked.

    What the connection has prepared before is prepared anew: the driver sees to that after an ALTER TABLE.
    """
    for table in WRITTEN:
        name = f"shadow_{table.name}"
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {name} (LIKE {table.name} INCLUDING ALL)")
        connection.exec_driver_sql(f"INSERT INTO {name} SELECT * FROM {table.name}")
        connection.exec_driver_sql(f"ALTER TABLE {name} RENAME TO {table.name}")
        connection.exec_driver_sql(f"ANALYZE {table.name}")
    return connection


def put_schedule_aside(connection: Connection, plan_id: str, first_day: date, chase_from: datetime) -> None:
    """Lets the rungs of every period that ends after `first_day` fire from `chase_from` on as if for the first time.

    The messages that the schedule wrote keep their text under another key, so that they can be written again.
    """
    owed = obligation_table.c
    in_span = (owed.plan_id == plan_id, owed.ends_on > first_day)
    ids = select(owed.id).where(*in_span).scalar_subquery()
    for table in (chase_letter_table, chase_table):
        connection.execute(delete(table).where(table.c.obligation_id.in_(ids)))
    connection.execute(update(obligation_table).where(*in_span).values(chase_from=chase_from))
    own = outbox_table.c
    connection.execute(
        update(outbox_table).where(own.plan_id == plan_id).values(key=literal(ASIDE).concat(own.key), state="cancelled")
    )
