"""A prepared statement gives what the plain one gives, for every column that there is."""

import sqlite3
from collections.abc import Mapping
from datetime import date

import pytest
from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError, StatementError

from models.members import member_table, unit_table
from models.prepared import Prepared
from models.schema import metadata
from models.store import Store
from tests.factories import at, make_plan
from tests.models.observing import together
from tests.models.sample_rows import checks_of, choices_of, sample_row

TABLES = metadata.sorted_tables
UNITS = ("财政局", "招商局", "办公室")


def row_of(table: Table, number: int, bare: bool = False) -> dict[str, object]:
    return sample_row(table, number, choices_of(checks_of(table)), bare)


def fill(connection: Connection) -> None:
    """Every table has a full row and one with as little as it allows, stored by the plain statement."""
    for table in TABLES:
        for number, bare in ((1, False), (2, True)):
            connection.execute(insert(table).values(row_of(table, number, bare)))


def same(found: object, expected: object) -> bool:
    """Equal and of one type: 1 is not True, and an aware time is not a naive one."""
    return found == expected and type(found) is type(expected)


def test_every_column_of_every_table_reads_the_same(store: Store) -> None:
    store.write(fill)
    with store.read() as connection:
        for table in TABLES:
            query = select(table).order_by(*table.primary_key)
            plain = [tuple(row) for row in connection.execute(query)]
            prepared = [tuple(row) for row in Prepared(query).rows(connection)]
            assert len(plain) == 2
            for found, expected in zip(prepared, plain, strict=True):
                wrong = [
                    column.name
                    for column, one, other in zip(table.columns, found, expected, strict=True)
                    if not same(one, other)
                ]
                assert wrong == [], table.name


def test_every_column_of_every_table_is_written_the_same(store: Store) -> None:
    def work(connection: Connection) -> list[tuple[object, object]]:
        pairs: list[tuple[object, object]] = []
        for table in TABLES:
            plain, prepared = (row_of(table, number) for number in (1, 2))
            connection.execute(insert(table).values(plain))
            assert Prepared(insert(table), tuple(prepared)).run(connection, **prepared) == 1
            stored = [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
            pairs.append((stored, [plain, prepared]))
        return pairs

    for stored, told in store.write(work):
        assert stored == told


def test_every_column_can_be_asked_for_by_its_value(store: Store) -> None:
    store.write(fill)
    with store.read() as connection:
        for table in TABLES:
            row = row_of(table, 1)
            for column in table.columns:
                query = select(func.count()).where(column == bindparam("value", type_=column.type))
                plain = connection.execute(query, {"value": row[column.name]}).scalar_one()
                assert plain >= 1, column
                assert Prepared(query).first(connection, value=row[column.name]) == (plain,), column


@pytest.fixture
def units(store: Store) -> None:
    """Three units of a plan."""

    def work(connection: Connection) -> None:
        make_plan(connection)
        connection.execute(insert(unit_table), [{"plan_id": "jinhu", "name": name} for name in UNITS])

    store.write(work)


_by_plan = select(unit_table.c.name).where(unit_table.c.plan_id == bindparam("plan")).order_by(unit_table.c.id)


@pytest.mark.usefixtures("units")
def test_rows_first_and_run(store: Store) -> None:
    named, rename = Prepared(_by_plan), Prepared(update(unit_table).values(group_name=bindparam("group")))
    assert store.write(lambda connection: rename.run(connection, group="一组")) == 3
    with store.read() as connection:
        assert [row[0] for row in named.rows(connection, plan="jinhu")] == list(UNITS)
        assert named.first(connection, plan="jinhu")[0] == "财政局"
        assert (named.rows(connection, plan="none"), named.first(connection, plan="none")) == ([], None)
        assert set(connection.execute(select(unit_table.c.group_name)).scalars()) == {"一组"}


@pytest.mark.usefixtures("units")
def test_each_run_has_its_own_values(store: Store) -> None:
    one = Prepared(select(unit_table.c.id).where(unit_table.c.name == bindparam("name")))
    with store.read() as connection:
        assert len({one.first(connection, name=name)[0] for name in UNITS}) == 3


@pytest.mark.usefixtures("units")
def test_what_stands_in_the_statement_itself_stays(store: Store) -> None:
    query = select(unit_table.c.name).where(unit_table.c.name != "财政局", unit_table.c.id > bindparam("id"))
    with store.read() as connection:
        assert {row[0] for row in Prepared(query).rows(connection, id=0)} == set(UNITS[1:])


@pytest.mark.usefixtures("units")
def test_a_fixed_list_is_taken(store: Store) -> None:
    query = select(unit_table.c.name).where(unit_table.c.name.in_([bindparam("one"), bindparam("two")]))
    with store.read() as connection:
        found = Prepared(query).rows(connection, one="招商局", two="办公室")
    assert {row[0] for row in found} == {"招商局", "办公室"}


@pytest.mark.usefixtures("units")
def test_a_list_of_unknown_length_is_refused_each_time(sqlite_store: Store) -> None:
    listed = Prepared(select(unit_table.c.id).where(unit_table.c.name.in_(bindparam("names", expanding=True))))
    fixed = Prepared(select(unit_table.c.id).where(unit_table.c.name.in_(["甲", "乙"])))
    with sqlite_store.read() as connection:
        for _ in range(2):
            with pytest.raises(ValueError, match="a list of unknown length"):
                listed.rows(connection, names=["甲"])
            with pytest.raises(ValueError, match="a list of unknown length"):
                fixed.rows(connection)


@pytest.mark.usefixtures("units")
def test_a_value_that_is_not_told_is_an_error_not_a_null(store: Store) -> None:
    with store.read() as connection, pytest.raises((KeyError, StatementError)):
        Prepared(_by_plan).rows(connection)


@pytest.mark.usefixtures("units")
def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    query = select(func.count()).where(metadata.tables["call"].c.at < bindparam("at"))
    naive = at("2026-11-20 16:07").replace(tzinfo=None)
    with store.read() as connection, pytest.raises((ValueError, StatementError), match="must be aware"):
        Prepared(query).rows(connection, at=naive)


@pytest.mark.usefixtures("units")
def test_it_is_part_of_its_transaction(store: Store) -> None:
    remove = Prepared(delete(unit_table))

    def work(connection: Connection) -> None:
        assert remove.run(connection) == 3
        raise RuntimeError("something else failed")

    with pytest.raises(RuntimeError):
        store.write(work)
    with store.read() as connection:
        assert len(Prepared(_by_plan).rows(connection, plan="jinhu")) == 3


@pytest.mark.usefixtures("units")
def test_what_the_database_refuses_is_an_error(store: Store) -> None:
    keys = ("plan_id", "name")
    values: Mapping[str, str] = {"plan_id": "jinhu", "name": "财政局"}
    again = Prepared(insert(unit_table), keys)
    with pytest.raises((sqlite3.IntegrityError, SQLAlchemyError)):
        store.write(lambda connection: again.run(connection, **values))


@pytest.mark.usefixtures("units")
def test_an_insert_may_give_its_new_row_back(store: Store) -> None:
    columns = (member_table.c.id, member_table.c.name, member_table.c.active_from)
    new = Prepared(insert(member_table).returning(*columns), ("plan_id", "unit_id", "name", "role", "active_from"))
    told = {"plan_id": "jinhu", "name": "测试员01", "role": "liaison", "active_from": date(2026, 11, 16)}

    def work(connection: Connection) -> list[object]:
        unit = connection.execute(select(func.min(unit_table.c.id))).scalar_one()
        return list(new.first(connection, unit_id=unit, **told))

    number, *rest = store.write(work)
    assert rest == ["测试员01", date(2026, 11, 16)]
    with store.read() as connection:
        assert connection.execute(select(member_table.c.id)).scalar_one() == number


@pytest.mark.usefixtures("units")
def test_many_threads_may_use_one_for_the_first_time_at_once(store: Store) -> None:
    named = Prepared(_by_plan)

    def work(_: int) -> int:
        with store.read() as connection:
            return len(named.rows(connection, plan="jinhu"))

    assert together(16, work) == [3] * 16


def test_raw_text_is_what_the_driver_was_given(sqlite_store: Store) -> None:
    sqlite_store.write(fill)
    table = metadata.tables["call"]
    with sqlite_store.read() as connection:
        raw = [row[0] for row in connection.execute(text('SELECT "at" FROM "call" ORDER BY id'))]
        plain = [each.strftime("%Y-%m-%d %H:%M:%S.%f") for each in connection.execute(select(table.c.at)).scalars()]
    assert raw == plain
