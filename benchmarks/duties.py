"""Opening a period and climbing a rung for a plan of 10,000 and of 100,000 units, on SQLite and on PostgreSQL, beside
bare SQL for the same on the same data.

Each figure is the best of some runs in one process; every run is taken back, so that all of them find the same.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
from sqlalchemy import Connection, event, make_url

from benchmarks.duty_data import MONDAY, WEEK, build, instant, run
from models.chases import DueRungs, owed_to_climb
from models.openings import Opening, open_period
from models.schema import metadata
from models.store import Store, open_engine
from rules.plan import Plan
from scheduler.chasing import chase, decide, needs_chase
from scheduler.opening import open_periods

SIZES = (10_000, 100_000)
ROUNDS = 3
LOCAL_POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"

FRIDAY = MONDAY + timedelta(days=4)
RUNG_AT = instant(FRIDAY, 14) + timedelta(minutes=7)
NEXT_MONDAY = instant(MONDAY + WEEK)

Work = Callable[[Connection, Plan], object]


@dataclass(frozen=True)
class Case:
    """What is measured: our way, the bare SQL if there is one, and whether our number of statements must be fixed."""

    name: str
    ours: Work
    bare: Work | None = None
    fixed: bool = True


@dataclass(frozen=True)
class Measured:
    """The best time in milliseconds, and the number of statements."""

    ms: float
    statements: int


def open_next_week(connection: Connection, plan: Plan) -> int:
    """Our statement for the week that follows."""
    first, end = MONDAY + WEEK, MONDAY + 2 * WEEK
    opening = Opening(plan.id, "weekly", f"{first:%G-W%V}", first, end, instant(FRIDAY + WEEK, 17), required=1)
    return open_period(connection, opening, NEXT_MONDAY)


def open_bare(connection: Connection, plan: Plan) -> int:
    """The same rows by hand."""
    values = {"start": MONDAY + WEEK, "end": MONDAY + 2 * WEEK, "deadline": instant(FRIDAY + WEEK, 17)}
    return run(connection, _OPEN, {**values, "now": NEXT_MONDAY, "period": f"{MONDAY + WEEK:%G-W%V}"}).rowcount


def due_rungs() -> DueRungs:
    """The first two rungs of the running week, the second of them due now."""
    thursday = instant(FRIDAY - timedelta(days=1), 15) + timedelta(minutes=7)
    rungs = (("day-before", thursday), ("same-day", RUNG_AT))
    return DueRungs("bench", "weekly", MONDAY, rungs, RUNG_AT, FRIDAY, instant(FRIDAY))


def who_owes(connection: Connection, plan: Plan) -> int:
    """Our statement for the units that are to be reminded."""
    return len(owed_to_climb(connection, due_rungs()))


def anti_join(connection: Connection, plan: Plan) -> int:
    """Who owes and has not climbed the rung, by hand."""
    return len(run(connection, _OWED, {"start": MONDAY, "end": MONDAY + WEEK, "rung": "same-day"}).all())


def anti_join_and_claim(connection: Connection, plan: Plan) -> int:
    """The same, and the rung claimed or passed over for every unit."""
    found = anti_join(connection, plan)
    run(connection, _CLAIM, {"start": MONDAY, "end": MONDAY + WEEK, "rung": "same-day", "now": RUNG_AT})
    return found


def unclimbed(connection: Connection, plan: Plan) -> int:
    """Whether anybody has a rung still to climb, for each week that is looked at, by hand."""
    weeks = [(MONDAY, "day-before"), *((MONDAY - back * WEEK, "summary") for back in range(1, 6))]
    return sum(len(run(connection, _UNCLIMBED, {"start": day, "rung": rung}).all()) for day, rung in weeks)


_OPEN = """
INSERT INTO obligation (plan_id, duty, unit_id, period, starts_on, ends_on, deadline, class_name, required, opened_at,
  chase_from)
SELECT 'bench', 'weekly', u.id, :period, :start, :end, :deadline, u.class_name, 1, :now, :now FROM unit u
WHERE u.plan_id = 'bench' AND EXISTS (
  SELECT 1 FROM member m WHERE m.unit_id = u.id AND m.role = 'liaison'
    AND (m.active_from IS NULL OR m.active_from <= :start) AND (m.active_until IS NULL OR m.active_until > :start))
"""
_DELIVERED = """EXISTS (SELECT 1 FROM item i WHERE i.unit_id = o.unit_id AND i.counted_on >= :start
    AND i.counted_on < :end AND i.status IN ('待审', '采用'))"""
_FREE = "NOT EXISTS (SELECT 1 FROM chase c WHERE c.obligation_id = o.id AND c.rung = :rung)"
_PERIOD = "o.plan_id = 'bench' AND o.duty = 'weekly' AND o.starts_on = :start"
_OWED = f"SELECT o.id, o.unit_id FROM obligation o WHERE {_PERIOD} AND NOT {_DELIVERED} AND {_FREE}"
_UNCLIMBED = f"SELECT o.id FROM obligation o WHERE {_PERIOD} AND {_FREE} LIMIT 1"
_CLAIM = f"""
INSERT INTO chase (obligation_id, rung, at, outcome)
SELECT o.id, :rung, :now, CASE WHEN {_DELIVERED} THEN 'skipped' ELSE 'fired' END
FROM obligation o WHERE {_PERIOD} AND {_FREE}
"""

CASES = (
    Case("open a period", open_next_week, open_bare),
    Case("the daily job that opens", lambda c, plan: open_periods(c, plan, NEXT_MONDAY)),
    Case("who owes at a rung", who_owes, anti_join),
    Case("decide a rung", lambda c, plan: decide(c, [plan], RUNG_AT), anti_join_and_claim),
    Case(
        "a minute with nothing to do", lambda c, plan: needs_chase(c, plan, RUNG_AT - timedelta(minutes=1)), unclimbed
    ),
    Case("a rung with its letters", lambda c, plan: chase(c, [plan], RUNG_AT), fixed=False),
)


@contextmanager
def sqlite_url() -> Iterator[str]:
    """A file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder)}/bench.db"


@contextmanager
def postgres_url() -> Iterator[str]:
    """A database of its own on the server that the tests use."""
    server, name = os.environ.get("BAOSONG_TEST_POSTGRES", LOCAL_POSTGRES), f"baosong_bench_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(False)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


DATABASES = {"SQLite": sqlite_url, "PostgreSQL": postgres_url}


def main() -> None:
    """Prints the table; fails if a number of statements that must be fixed grows with the units."""
    measured: dict[str, dict[int, list[tuple[Measured, Measured | None]]]] = {}
    for database, url in DATABASES.items():
        for units in SIZES:
            with url() as where:
                measured.setdefault(database, {})[units] = measure(where, units)
    report(measured)
    grown = [
        f"{case.name}, {database}"
        for database, sizes in measured.items()
        for place, case in enumerate(CASES)
        if case.fixed and len({found[place][0].statements for found in sizes.values()}) > 1
    ]
    if grown:
        sys.exit(f"more statements for more units: {'; '.join(grown)}")


def measure(url: str, units: int) -> list[tuple[Measured, Measured | None]]:
    """Fills a database and measures every case, ours and the bare one."""
    store = Store(open_engine(url))
    metadata.create_all(store.engine)
    plan = store.write(lambda connection: build(connection, units))
    if not store.is_sqlite:  # what autovacuum does there in the minutes after
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    found = [(best(store, plan, case.ours), best(store, plan, case.bare) if case.bare else None) for case in CASES]
    store.close()
    return found


def best(store: Store, plan: Plan, work: Work) -> Measured:
    """The best of some runs, each taken back."""
    rounds = [store.preview(lambda connection: timed(connection, plan, work)) for _ in range(ROUNDS)]
    return min(rounds, key=lambda one: one.ms)


def timed(connection: Connection, plan: Plan, work: Work) -> Measured:
    """One run: its time without the commit, and the statements that it sends."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    begin = time.perf_counter()
    work(connection, plan)
    ms = (time.perf_counter() - begin) * 1000
    event.remove(connection, "before_cursor_execute", note)
    return Measured(ms, len(sent))


def report(measured: Mapping[str, Mapping[int, Sequence[tuple[Measured, Measured | None]]]]) -> None:
    """Prints a row for each case, database and number of units, with the growth beside the largest."""
    write = sys.stdout.write
    write(
        "| | database | units | ms | bare SQL ms | ratio | statements | growth |\n|---|---|---|---|---|---|---|---|\n"
    )
    for place, case in enumerate(CASES):
        for database, sizes in measured.items():
            least = sizes[SIZES[0]][place][0].ms
            for units, found in sizes.items():
                ours, bare = found[place]
                beside = f"{bare.ms:.0f} | {ours.ms / bare.ms:.1f}" if bare else "– | –"
                growth = f"{ours.ms / least:.1f}" if units != SIZES[0] else ""
                cells = (case.name, database, f"{units:,}", f"{ours.ms:.0f}", beside, ours.statements, growth)
                write(f"| {' | '.join(map(str, cells))} |\n")
