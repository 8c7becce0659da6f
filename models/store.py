"""The one way to the database: `Store.read` and `Store.write`.

On SQLite there is one writer. Transactions that wait are run one after another, each in a savepoint, and committed
together before any caller goes on (group commit): a receipt costs a share of one fsync instead of a whole one, and
nobody starves in SQLite's busy handler. On PostgreSQL every write is a transaction of its own.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")
Work = Callable[[Connection], T]

BUSY_TIMEOUT_MS = 30_000

# WAL with FULL: a commit is on the disk. The WAL is written back after 32 MB instead of 4, so that under load a page
# that many receipts touch is written back once and not every few commits.
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-65536",
    "wal_autocheckpoint=8000",
)


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///…` or `postgresql+psycopg://…`; makes a SQLite file's folder, connects to nothing.

    Errors of the database never show the values of a statement: they are what people wrote.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True)
        event.listen(engine, "connect", _prepare_postgres)
        return engine
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    connect = {"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000}
    engine = create_engine(parsed, connect_args=connect, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, else savepoints do not work
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgres(connection: Any, _record: Any) -> None:
    # The statements about obligations look dear to the planner for their subqueries: to compile one takes a second,
    # to run it for ten thousand units a tenth of one.
    connection.execute("SET jit = off")
    # A page of an index lies in memory or on a disk without moving parts: to fetch a year's items one by one is cheaper
    # than to read all items of all years, which the default lets the planner prefer.
    connection.execute("SET random_page_cost = 1.1")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that starts by reading and then writes fails at once when another writer came between.
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


# Serialisation failure, deadlock, and a server that is being stopped or switched (PostgreSQL, appendix A).
PASSING = frozenset(("40001", "40P01", "57P01"))


class _Waiting(Generic[T]):
    """One piece of work in the queue, and what became of it."""

    __slots__ = ("asleep", "error", "leads", "result", "work")

    def __init__(self, work: Work[T]) -> None:
        self.work = work
        # A bare lock that its owner waits for: an Event would take three of them for each message.
        self.asleep = threading.Lock()
        self.asleep.acquire()
        self.leads = False
        self.result: T | None = None
        self.error: BaseException | None = None


class Store:
    """A database and the rule by which it is written. Safe to use from any thread."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._lock = threading.Lock()
        self._queue: list[_Waiting[Any]] = []
        self._busy = False
        self._writer: Connection | None = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection in one read transaction; what it reads is one state of the database."""
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    def write(self, work: Work[T]) -> T:
        """Runs `work` in one transaction and returns its result after the commit; on an error nothing of it stays.

        `work` must not call `write` again and must not touch the network; it may be run twice.
        """
        if not self.is_sqlite:
            return self._write_on_server(work)
        mine: _Waiting[T] = _Waiting(work)
        with self._lock:
            self._queue.append(mine)
            mine.leads = not self._busy
            self._busy = True
        if not mine.leads:
            mine.asleep.acquire()
        if mine.leads:
            self._lead()
        if mine.error is not None:
            raise mine.error
        return mine.result  # type: ignore[return-value]

    def _write_on_server(self, work: Work[T]) -> T:
        """One transaction; once more where the server, and not the work, was the reason that it failed."""
        try:
            with self.engine.begin() as connection:
                return work(connection)
        except DBAPIError as error:
            if not (error.connection_invalidated or getattr(error.orig, "sqlstate", None) in PASSING):
                raise
        with self.engine.begin() as connection:
            return work(connection)

    def preview(self, work: Work[T]) -> T:
        """Runs `work` as `write` does and takes everything back: for dry runs."""
        with self.engine.connect().execution_options(write=True) as connection:
            transaction = connection.begin()
            try:
                return work(connection)
            finally:
                transaction.rollback()

    def close(self) -> None:
        """Gives every connection back; the store can be used again afterwards. Nobody may be writing."""
        self._stop_writing()
        self.engine.dispose()

    def _lead(self) -> None:
        """Commits one batch for everybody in the queue, then hands the lead to the next who came meanwhile."""
        with self._lock:
            batch, self._queue = self._queue, []
        try:
            self._commit_together(batch)
        finally:
            with self._lock:
                follower = self._queue[0] if self._queue else None
                self._busy = follower is not None
            if follower is not None:
                follower.leads = True
                follower.asleep.release()
            for waiting in batch[1:]:
                waiting.asleep.release()

    def _commit_together(self, batch: list[_Waiting[Any]]) -> None:
        try:
            with self._writing().begin():
                for waiting in batch:
                    _run_in_savepoint(self._writing(), waiting)
        except BaseException as error:  # the commit itself failed: nobody's work is stored
            self._stop_writing()
            for waiting in batch:
                waiting.error = waiting.error or error

    def _writing(self) -> Connection:
        """The one writer's connection, kept between batches; only who has the lead may use it."""
        if self._writer is None:
            self._writer = self.engine.connect().execution_options(write=True)
        return self._writer

    def _stop_writing(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None


def _run_in_savepoint(connection: Connection, waiting: _Waiting[Any]) -> None:
    driver = connection.connection.cursor()
    driver.execute("SAVEPOINT one")
    try:
        waiting.result = waiting.work(connection)
    except BaseException as error:
        waiting.error = error
        driver.execute("ROLLBACK TO one")
    driver.execute("RELEASE one")
