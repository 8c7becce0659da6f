"""The benchmark of questions asks for the same as the SQL beside it, and ours finds its way by the indexes."""

from collections.abc import Iterator

import pytest

from benchmarks.question_cases import CASES, Case
from benchmarks.question_data import build
from benchmarks.questions import QUESTIONS, by_hand, end_to_end, report_reading
from models.records import ItemState
from models.schema import metadata
from models.statistics import Figure
from models.store import Store, open_engine

ITEMS = 12_000


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A small SQLite file: its planner knows nothing of sizes, so it takes the same ways as with millions."""
    store = Store(open_engine(f"sqlite:///{tmp_path_factory.mktemp('questions')}/bench.db"))
    metadata.create_all(store.engine)
    store.write(lambda connection: build(connection, ITEMS))
    yield store
    store.close()


def _figures(found: object, by: object) -> tuple[object, object]:
    """What ours and the bare SQL found, as far as they can be compared."""
    assert isinstance(by, list)
    if isinstance(found, ItemState):
        return 1, len(by)
    if isinstance(found, int):
        return [(found,)], by
    if isinstance(found, tuple):
        return [found], by
    assert isinstance(found, list)
    if isinstance(found[0], int):
        return found, list(by[0])
    if isinstance(found[0], Figure):
        return sorted(row.value for row in found), sorted(row[1] for row in by)
    return len(found), len(by)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_ours_finds_what_the_sql_by_hand_finds(filled: Store, case: Case) -> None:
    with filled.read() as connection:
        ours, bare = _figures(case.ours(connection), by_hand(connection, case))
    assert ours == bare


@pytest.mark.parametrize("case", [case for case in CASES if case.bounded], ids=lambda case: case.name)
def test_what_is_bounded_is_not_read_from_end_to_end(filled: Store, case: Case) -> None:
    with filled.read() as connection:
        assert end_to_end(connection, case.ours) == []


def test_a_scan_would_be_noticed(store: Store) -> None:
    """Every item of all years is more than an index leads to."""
    with store.read() as connection:
        scanning = "SELECT count(*) FROM item WHERE byline = '测试员'"
        assert end_to_end(connection, lambda connection: connection.exec_driver_sql(scanning).all())


def test_every_question_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    report_reading()
    assert capsys.readouterr().out.count("\n") == len(QUESTIONS) + 2
