"""Inserts that meet a unique key: the two databases spell them alike, SQLAlchemy puts them in two dialects."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert


def ignoring_insert(dialect: str, table: Table) -> PostgresInsert | SqliteInsert:
    """An insert that leaves alone what stands already, for a dialect by name."""
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def dialect_insert(connection: Connection, table: Table) -> PostgresInsert | SqliteInsert:
    """An insert of the connection's dialect, which knows `on_conflict_…`."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def insert_or_ignore(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Inserts the rows whose unique keys are free; all rows have the same columns. → how many were inserted.

    One statement that the driver runs for each row: one that spelt them all out would cost more than it saves.
    """
    if not rows:
        return 0
    statement = dialect_insert(connection, table).on_conflict_do_nothing()
    kept = {"preserve_rowcount": True}
    return connection.execute(statement, [dict(row) for row in rows], execution_options=kept).rowcount
