"""Inserts that meet a unique key: what is free is stored and counted, what stands is left alone."""

import pytest
from sqlalchemy import Connection, func, select

from models.base import metadata
from models.conflicts import ignoring_insert, insert_or_ignore
from models.members import unit_table
from models.publications import known_name_table
from models.store import Store
from tests.factories import make_plan


@pytest.fixture(autouse=True)
def plan(store: Store) -> None:
    """A plan that units can belong to."""
    store.write(make_plan)


def units(*names: str, group: str = "") -> list[dict[str, str]]:
    return [{"plan_id": "jinhu", "name": name, "group_name": group} for name in names]


def inserted(store: Store, rows: list[dict[str, str]]) -> int:
    return store.write(lambda connection: insert_or_ignore(connection, unit_table, rows))


def stored(store: Store) -> list[tuple[str, str]]:
    query = select(unit_table.c.name, unit_table.c.group_name).order_by(unit_table.c.id)
    with store.read() as connection:
        return [(row[0], row[1]) for row in connection.execute(query)]


def test_what_is_free_is_stored_and_counted_and_what_stands_is_left_alone(store: Store) -> None:
    assert inserted(store, units("甲", "乙")) == 2
    assert inserted(store, units("乙", "丙", "甲", group="新")) == 1
    assert inserted(store, units("乙", "丙", "甲")) == 0
    assert stored(store) == [("甲", ""), ("乙", ""), ("丙", "新")]


def test_of_two_equal_rows_in_one_call_the_first_is_stored(store: Store) -> None:
    assert inserted(store, [*units("甲", group="一"), *units("甲", group="二")]) == 1
    assert stored(store) == [("甲", "一")]


def test_no_rows_are_none(store: Store) -> None:
    assert inserted(store, []) == 0


def test_more_rows_than_one_statement_takes_are_all_counted(store: Store) -> None:
    inserted(store, units(*(f"单位{number}" for number in range(7))))
    assert inserted(store, units(*(f"单位{number}" for number in range(607)))) == 600
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(unit_table)).scalar_one() == 607


def test_a_table_whose_key_the_database_makes_is_counted_too(store: Store) -> None:
    row = {"plan_id": "jinhu", "kind": "outlet", "name": "某报", "level": "city"}
    counts = [store.write(lambda connection: insert_or_ignore(connection, known_name_table, [row])) for _ in range(2)]
    assert counts == [1, 0]


def test_a_prepared_insert_gives_a_key_for_what_is_new_and_none_for_what_stands(store: Store) -> None:
    channel = metadata.tables["channel"]
    row = {"name": "app", "platform": "wecom", "family": "wecom", "private": True, "groups": False}

    def work(connection: Connection) -> str | None:
        statement = ignoring_insert(connection.dialect.name, channel).returning(channel.c.name)
        return connection.execute(statement, row).scalar()

    assert [store.write(work) for _ in range(2)] == ["app", None]
