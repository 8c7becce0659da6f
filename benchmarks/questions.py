"""Questions about a plan with a million and with five million items, on SQLite and on PostgreSQL: what it takes to read
one, and to find what it asks for, beside SQL written by hand for the same figure of the same data.

Each figure is the best of some runs in one process. It fails where ours reads a table or an index from end to end
although the question names a period, a unit or a number.
"""

import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, event

from benchmarks.duties import DATABASES
from benchmarks.duty_data import run
from benchmarks.question_cases import CASES, Case, Work
from benchmarks.question_data import BOARDS, COLUMNS, GROUPS, OUTLETS, TODAY, UNIT_NAMES, build
from models.items import item_table
from models.publications import publication_table
from models.schema import metadata
from models.store import Store, open_engine
from questions.vocabulary import Named, NamedOutlet, Vocabulary

SIZES = (1_000_000, 5_000_000)
ROUNDS = 5
READING_ROUNDS = 20

QUESTIONS = (
    "本周还有谁没报",
    "上个月松山局报了几条",
    "今年各单位报了多少条",
    "今年一共收到多少条信息",
    "三季度哪个单位报得最多",
    "今年省级以上刊发了多少条",
    "上半年安全生产报了几条",
    "9月比8月多报几条",
    "今年报送各板块的占比",
    "松山局今年每个月报了几条",
    "近30天的报送走势",
    "松山局和柏川局谁报得多",
    "今年松城日报发了几条",
    "项目为王专栏今年发了多少条",
    "松字组上周报了几条",
    "昨天都报了什么",
    "今年被退回的有几条",
    "最近10条信息",
    "平均每个单位报了几条",
    "第4711号信息怎么样了",
)

_END_TO_END = {
    "sqlite": re.compile(r"^SCAN (?:item|publication)\b.*|^SEARCH (?:item|publication) .*\(plan_id=\?\)$", re.M),
    "postgresql": re.compile(
        r"Seq Scan on (?:item|publication)\b.*"
        r"|Scan (?:using \S+ )?on (?:ix_|uq_)?(?:item|publication)\b[^\n]*\n\s*Index Cond: \(+plan_id\)?\S* = \S+\)\n"
    ),
}


@dataclass(frozen=True)
class Measured:
    """The best times in milliseconds, and what of ours was read from end to end and should not have been."""

    ms: float
    bare_ms: float
    faults: tuple[str, ...]


def main() -> None:
    """Prints the tables; fails if anything bounded is read from end to end."""
    report_reading()
    measured: dict[str, dict[int, list[Measured]]] = {}
    for database, url in DATABASES.items():
        for items in SIZES:
            with url() as where:
                measured.setdefault(database, {})[items] = measure(where, items)
    report(measured)
    faults = {
        f"{case.name}, {database}, {items:,}: {fault}"
        for database, sizes in measured.items()
        for items, found in sizes.items()
        for case, one in zip(CASES, found, strict=True)
        for fault in one.faults
    }
    if faults:
        sys.exit("read from end to end:\n" + "\n".join(sorted(faults)))


def measure(url: str, items: int) -> list[Measured]:
    """Fills a database and measures every case, ours and the bare one."""
    store = Store(open_engine(url))
    metadata.create_all(store.engine)
    indexes = [*item_table.indexes, *publication_table.indexes]
    for index in indexes:  # it takes a fraction of the time to make them when the rows are there
        index.drop(store.engine)
    store.write(lambda connection: build(connection, items))
    for index in indexes:
        index.create(store.engine)
    if not store.is_sqlite:  # what autovacuum does there in the minutes after
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    with store.read() as connection:
        found = [_measured(connection, case) for case in CASES]
    store.close()
    return found


def _measured(connection: Connection, case: Case) -> Measured:
    faults = end_to_end(connection, case.ours) if case.bounded else []
    ours, bare = _best(lambda: case.ours(connection)), _best(lambda: by_hand(connection, case))
    return Measured(ours, bare, tuple(faults))


def by_hand(connection: Connection, case: Case) -> Sequence[Sequence[object]]:
    """The rows of the bare SQL."""
    return run(connection, case.bare, case.values).all()


def _best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    def once() -> float:
        begin = time.perf_counter()
        work()
        return (time.perf_counter() - begin) * 1000

    return min(once() for _ in range(rounds))


def end_to_end(connection: Connection, work: Work) -> list[str]:
    """The lines of the database's own plans in which ours would read all items or publications, or a whole index."""
    sent: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        sent.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    work(connection)
    event.remove(connection, "before_cursor_execute", note)
    is_sqlite = connection.dialect.name == "sqlite"
    found: list[str] = []
    for statement, values in sent:
        explained = f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{statement}"
        rows = connection.exec_driver_sql(explained, values)  # type: ignore[arg-type]
        plan = "\n".join(row[3] if is_sqlite else row[0] for row in rows)
        found += _END_TO_END[connection.dialect.name].findall(plan)
    return found


def vocabulary() -> Vocabulary:
    """The names of the plan that is asked about."""
    return Vocabulary(
        units=tuple(Named(name) for name in UNIT_NAMES),
        groups=tuple(GROUPS),
        boards=tuple(Named(name) for name in BOARDS),
        outlets=tuple(NamedOutlet(name, "city") for name in OUTLETS),
        columns=tuple(Named(name) for name in COLUMNS),
        kinds=("信息", "线索", "案例", "图片"),
    )


def report_reading() -> None:
    """Prints what it takes to read each question, with whether it was understood."""
    from questions.read import Understood, read

    names, now = vocabulary(), datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    sys.stdout.write("| question | ms to read | understood |\n|---|---|---|\n")
    for question in QUESTIONS:
        understood = "yes" if isinstance(read(question, names, now), Understood) else "no"

        def again(text: str = question) -> object:
            return read(text, names, now)

        sys.stdout.write(f"| {question} | {_best(again, READING_ROUNDS):.2f} | {understood} |\n")


def report(measured: Mapping[str, Mapping[int, Sequence[Measured]]]) -> None:
    """Prints a row for each case and database: ms, ratio for each size, and the growth."""
    sizes = [f"{size:,} ms | bare ms | ratio" for size in SIZES]
    sys.stdout.write(f"\n| | database | {' | '.join(sizes)} | growth |\n|---|---|{'---|' * (3 * len(SIZES) + 1)}\n")
    for place, case in enumerate(CASES):
        for database, found in measured.items():
            each = [found[size][place] for size in SIZES]
            cells = [f"{one.ms:.1f} | {one.bare_ms:.1f} | {one.ms / one.bare_ms:.1f}" for one in each]
            sys.stdout.write(
                f"| {case.name} | {database} | {' | '.join(cells)} | {each[-1].ms / max(each[0].ms, 0.1):.1f} |\n"
            )
