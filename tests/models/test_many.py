"""Many values in one statement."""

import pytest
from sqlalchemy import Connection, select

from models.many import one_of
from models.members import unit_table
from models.store import Store
from tests.factories import make_member, make_plan


@pytest.fixture(autouse=True)
def units(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_plan(connection)
        for name in ("招商局", "财政局"):
            make_member(connection, name, name)

    store.write(work)


def _found(store: Store, column: str, values: list[object]) -> list[str]:
    with store.read() as connection:
        query = select(unit_table.c.name).where(one_of(connection, unit_table.c[column], values))
        return list(connection.execute(query.order_by(unit_table.c.id)).scalars())


def test_numbers_and_texts_are_found(store: Store) -> None:
    with store.read() as connection:
        ids = list(connection.execute(select(unit_table.c.id).order_by(unit_table.c.id)).scalars())
    assert _found(store, "id", ids[:1]) == ["招商局"]
    assert _found(store, "name", ["财政局", "不存在"]) == ["财政局"]


def test_of_no_values_nothing_is_one(store: Store) -> None:
    assert _found(store, "id", []) == []


def test_more_values_than_a_server_takes_parameters(store: Store) -> None:
    assert _found(store, "id", list(range(300_000))) == ["招商局", "财政局"]


def test_a_text_that_a_statement_could_stumble_over(store: Store) -> None:
    assert _found(store, "name", ["招商局' OR '1'='1", '"', "\\", "{,}"]) == []
