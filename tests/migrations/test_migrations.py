"""Migrations lead to exactly the tables of the models, back to none, and lose nothing of a filled database."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, inspect, make_url, select, text
from sqlalchemy.engine.interfaces import ReflectedColumn

import migrations
from models.base import Json
from models.schema import metadata
from models.store import open_engine
from tests.models.sample_rows import choices_of, sample_row

FOLDER = Path(migrations.__file__).parent
SCRIPTS = ScriptDirectory(str(FOLDER))
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]
BEFORE = dict(zip(REVISIONS[1:], REVISIONS, strict=False))

# Revision → the tables ("item") and columns ("item.title") whose stored values it means to change or to take away.
MEANT: Mapping[str, frozenset[str]] = {}

JSON_COLUMNS = {
    (table.name, column.name)
    for table in metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, Json)
}

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="session")
def postgres_to_migrate(postgres_server: str) -> Iterator[str]:
    """The URL of a PostgreSQL database without tables, of this test process's own."""
    name = f"baosong_migrations_{os.getpid()}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    url = make_url(postgres_server).set(drivername="postgresql+psycopg", database=name)
    yield url.render_as_string(hide_password=False)
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database, once of each kind."""
    if request.param == "sqlite":
        made = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        made = open_engine(request.getfixturevalue("postgres_to_migrate"))
    yield made
    empty(made)
    made.dispose()


def empty(engine: Engine) -> None:
    """Takes away every table, whatever made it."""
    found = MetaData()
    found.reflect(engine)
    found.drop_all(engine)


def migrate(engine: Engine, revision: str, back: bool = False) -> None:
    """Brings a database to a revision as `manage.py migrate` does, or `back` to it; "base" takes everything away."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if back or revision == "base" else command.upgrade)(config, revision)


def differences(engine: Engine) -> list[Any]:
    """What Alembic would still have to do to make the database what the models say."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def shape(engine: Engine) -> dict[str, object]:
    """All that the database itself knows of its tables; Alembic compares no CHECK, no default, no condition."""
    found = inspect(engine)
    columns, keys = found.get_multi_columns(), found.get_multi_pk_constraint()
    named: dict[str, Mapping[Any, Any]] = {
        "references": found.get_multi_foreign_keys(),
        "unique": found.get_multi_unique_constraints(),
        "checks": found.get_multi_check_constraints(),
        "indexes": found.get_multi_indexes(),
    }
    return {
        table[1]: {
            "columns": {column["name"]: _column(column) for column in columns[table]},
            "key": keys[table],
            **{kind: _by_name(parts.get(table, [])) for kind, parts in named.items()},
        }
        for table in columns
        if table[1] != "alembic_version"
    }


def _column(column: ReflectedColumn) -> tuple[str, bool, object]:
    return str(column["type"]), column["nullable"], column["default"]


def _by_name(parts: list[Any]) -> dict[str, Any]:
    return {part["name"]: _plain(part) for part in parts}


def _plain(value: Any) -> Any:
    """The value without objects of SQLAlchemy, which are equal only to themselves."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else str(value)


def fill(engine: Engine) -> None:
    """Stores three rows in every table that there is: two with everything, one with as little as the table allows."""
    found = MetaData()
    found.reflect(engine)
    inspector = inspect(engine)
    with engine.begin() as connection:
        for table in found.sorted_tables:
            if table.name == "alembic_version":
                continue
            choices = choices_of([check["sqltext"] for check in inspector.get_check_constraints(table.name)])
            readable = {name: '{"字":[1]}' for kept_in, name in JSON_COLUMNS if kept_in == table.name}
            for number in (1, 2, 3):
                row = sample_row(table, number, choices, bare=number == 3)
                connection.execute(table.insert().values({name: readable.get(name, row[name]) for name in row}))


def contents(engine: Engine) -> Rows:
    """Every row of every table that there is, in the order of its key."""
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(_ordered(table)).mappings()]
            for table in found.sorted_tables
            if table.name != "alembic_version"
        }


def _ordered(table: Any) -> Any:
    return select(table).order_by(*table.primary_key.columns)


def lost(before: Rows, after: Rows, meant: frozenset[str]) -> list[str]:
    """The tables and columns of which something is not what it was, without those that were meant to change."""
    wrong = [table for table, rows in before.items() if len(after.get(table, ())) != len(rows)]
    wrong += [
        f"{table}.{column}"
        for table, rows in before.items()
        if table not in wrong
        for column in rows[0]
        if [row[column] for row in rows] != [row.get(column) for row in after[table]]
    ]
    return [each for each in wrong if each not in meant and each.split(".")[0] not in meant]


def references_that_lead_nowhere(connection: Connection) -> list[Any]:
    if connection.dialect.name != "sqlite":
        return []  # PostgreSQL lets none stand
    return list(connection.execute(text("PRAGMA foreign_key_check")))


def test_an_empty_database_gets_exactly_the_tables_of_the_models(engine: Engine) -> None:
    migrate(engine, "head")
    assert differences(engine) == []
    migrated = shape(engine)
    empty(engine)
    metadata.create_all(engine)
    assert migrated == shape(engine)
    assert set(migrated) == set(metadata.tables)


def test_a_database_goes_back_to_nothing_and_comes_again(engine: Engine) -> None:
    migrate(engine, "head")
    first = shape(engine)
    migrate(engine, "base")
    assert shape(engine) == {}
    migrate(engine, "head")
    assert shape(engine) == first
    assert differences(engine) == []


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_filled_database_loses_nothing_on_its_way_to_a_revision(engine: Engine, revision: str) -> None:
    # Before the first revision there is nothing that could be filled: it is applied to itself, which changes nothing.
    migrate(engine, BEFORE.get(revision, revision))
    fill(engine)
    before = contents(engine)
    assert before and all(len(rows) == 3 for rows in before.values())
    migrate(engine, revision)
    assert lost(before, contents(engine), MEANT.get(revision, frozenset())) == []
    migrate(engine, "head")
    assert differences(engine) == []
    with engine.connect() as connection:
        assert references_that_lead_nowhere(connection) == []
        for table in metadata.sorted_tables:
            connection.execute(select(table)).all()  # the program can read what was stored before it


def test_a_filled_database_goes_back_to_other_indexes_and_comes_again(engine: Engine) -> None:
    migrate(engine, "0003")
    latest = shape(engine)
    fill(engine)
    before = contents(engine)
    migrate(engine, "0002", back=True)
    assert contents(engine) == before
    names = [index["name"] for index in inspect(engine).get_indexes("item")]
    assert "ix_item_member_id_number" in names and "ix_item_plan_id_title" not in names
    migrate(engine, "0003")
    assert (shape(engine), contents(engine)) == (latest, before)


def test_migrations_are_numbered_one_after_the_other_with_one_head() -> None:
    files = sorted(path.name for path in (FOLDER / "versions").glob("*.py") if path.name != "__init__.py")
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name) for name in files)
    assert [name[:4] for name in files] == [f"{number:04d}" for number in range(1, len(files) + 1)] == REVISIONS
    assert SCRIPTS.get_heads() == REVISIONS[-1:]
    for revision in REVISIONS:
        script = SCRIPTS.get_revision(revision)
        assert script is not None and Path(script.path).name.startswith(f"{revision}_")
        assert script.down_revision == BEFORE.get(revision)
