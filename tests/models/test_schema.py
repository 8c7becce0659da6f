"""The list of all tables is whole, and the database itself keeps the closed sets and the references."""

import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

import models
from models.base import metadata
from models.inbox import take_in
from models.items import item_table
from models.members import member_table, unit_table
from models.outbox import Content, Letter, post
from models.schema import TABLES
from models.store import Store
from tests.factories import at, make_item, make_member, make_plan, unit_id_of

ROOT = Path(models.__file__).parent.parent
NOW = at("2026-11-20 16:07")


def test_the_schema_alone_knows_every_table_that_any_module_makes() -> None:
    for module in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"models.{module.name}")
    program = "import json; from models.schema import TABLES; print(json.dumps(sorted(TABLES)))"
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert json.loads(said) == sorted(metadata.tables)
    assert {"inbox", "outbox"} <= set(TABLES)


@pytest.mark.parametrize("table", ["item", "outbox", "inbox"])
def test_a_state_that_is_not_in_the_set_is_refused_by_the_database(store: Store, table: str) -> None:
    def work(connection: Connection) -> None:
        make_plan(connection)
        make_member(connection, "财政局", "测试员01")
        make_item(connection, "财政局", NOW)
        take_in(connection, "app", "m1", "u", "{}", NOW, NOW)
        post(connection, [Letter("k", "app", "u", Content("请报送"), NOW, "chase")], NOW)

    store.write(work)
    column = "status" if table == "item" else "state"
    statement = TABLES[table].update().values({column: "别的"})
    with pytest.raises(IntegrityError):
        store.write(lambda connection: connection.execute(statement))


def test_a_row_that_refers_to_nothing_is_refused_by_the_database(store: Store) -> None:
    store.write(make_plan)
    with pytest.raises(IntegrityError):
        store.write(
            lambda connection: connection.execute(
                insert(member_table).values(plan_id="jinhu", unit_id=4711, name="测试员01", role="liaison")
            )
        )


def test_a_unit_that_has_items_cannot_be_lost(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_plan(connection)
        make_member(connection, "财政局", "测试员01")
        make_item(connection, "财政局", NOW)

    store.write(work)
    with pytest.raises(IntegrityError):
        store.write(lambda connection: connection.execute(unit_table.delete()))
    with store.read() as connection:
        assert unit_id_of(connection, "财政局") > 0
        assert len(connection.execute(item_table.select()).all()) == 1
