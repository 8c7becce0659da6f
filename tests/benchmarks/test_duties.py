"""The number of statements with which duties are opened and rungs decided does not grow with the units."""

import pytest

from benchmarks.duties import CASES, Case, Work, anti_join, open_bare, open_next_week, timed, who_owes
from benchmarks.duty_data import build
from models.store import Store


def _statements(store: Store, case: Case, units: int) -> int:
    return store.preview(lambda connection: timed(connection, build(connection, units), case.ours).statements)


@pytest.mark.parametrize("case", [case for case in CASES if case.fixed], ids=lambda case: case.name)
def test_five_times_the_units_take_as_many_statements(store: Store, case: Case) -> None:
    few, many = (_statements(store, case, units) for units in (150, 750))
    assert few == many


def _found(store: Store, work: Work) -> object:
    return store.preview(lambda connection: work(connection, build(connection, 150)))


def test_the_bare_sql_opens_and_finds_as_many_as_the_product(store: Store) -> None:
    assert _found(store, open_bare) == _found(store, open_next_week) == 150
    assert _found(store, anti_join) == _found(store, who_owes) == 15
