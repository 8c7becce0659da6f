"""The ledger read from the store: which rows, in which order, and texts as a workbook can hold them."""

from datetime import date

import pytest

from models.items import change_item, item_by_number
from models.ledger import (
    LONGEST_TEXT,
    LedgerKnown,
    LedgerRows,
    export_ledger,
    has_unwritable,
    ledger_known,
    workbook_text,
)
from models.ledger_import import import_ledger
from models.store import Store
from rules.plan import Plan
from tests.factories import at, make_item, make_member, make_plan
from tests.factories_tables import ledger_item, ledger_publication

NOW = at("2026-11-20 10:00")


@pytest.fixture
def plan(store: Store) -> Plan:
    """The plan in the store, with one unit."""
    plan = store.write(make_plan)
    store.write(lambda connection: make_member(connection, "招商局", "测试员02"))
    return plan


def exported(store: Store, plan: Plan, start: date | None = None, end: date | None = None) -> LedgerRows:
    with store.read() as connection:
        return export_ledger(connection, plan, start, end)


def test_items_come_by_number_and_publications_by_day(store: Store, plan: Plan) -> None:
    late, early = ledger_publication(None, date(2026, 11, 18)), ledger_publication(None, date(2026, 11, 2))
    rows = LedgerRows((ledger_item(9), ledger_item(3)), (late, early, late))
    store.write(lambda connection: import_ledger(connection, plan, rows, NOW))
    assert exported(store, plan) == LedgerRows((ledger_item(3), ledger_item(9)), (early, late, late))


def test_a_span_takes_the_days_on_which_items_count_and_publications_appear(store: Store, plan: Plan) -> None:
    made_up = ledger_item(3, made_up_for="2026-W45", counted_on=date(2026, 11, 2))
    items = (ledger_item(1, "2026-11-01 23:59"), ledger_item(2, "2026-11-02 00:00"), made_up)
    days = [date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 8), date(2026, 11, 9)]
    rows = LedgerRows(items, tuple(ledger_publication(None, day) for day in days))
    store.write(lambda connection: import_ledger(connection, plan, rows, NOW))
    week = exported(store, plan, date(2026, 11, 2), date(2026, 11, 9))
    assert [item.number for item in week.items] == [2, 3]
    assert [each.published_on for each in week.publications] == days[1:3]
    assert len(exported(store, plan, start=date(2026, 11, 2)).publications) == 3
    assert len(exported(store, plan, end=date(2026, 11, 2)).items) == 1


def test_an_item_that_came_by_chat_is_shown_to_the_minute(store: Store, plan: Plan) -> None:
    number = store.write(lambda connection: make_item(connection, "招商局", at("2026-11-16 09:30:41")))
    assert exported(store, plan).items[0].sent_at == at("2026-11-16 09:30")
    assert exported(store, plan).items[0].number == number


def test_a_text_that_no_cell_holds_is_shortened_and_named(store: Store, plan: Plan) -> None:
    number = store.write(lambda connection: make_item(connection, "招商局", NOW))
    other = store.write(lambda connection: make_item(connection, "招商局", NOW, title="一\r\n二"))
    with store.read() as connection:
        item = item_by_number(connection, "jinhu", number)
    assert item
    store.write(lambda connection: change_item(connection, item.id, body="长" * (LONGEST_TEXT + 1)))
    found = exported(store, plan)
    assert (found.shortened, found.items[0].body) == ((number,), "长" * LONGEST_TEXT)
    assert (found.items[1].number, found.items[1].title) == (other, "一\n二")


def test_the_store_knows_units_numbers_boards_and_kinds_of_its_plan_only(store: Store, plan: Plan) -> None:
    with store.read() as connection:
        known = ledger_known(connection, "jinhu")
        assert known == LedgerKnown(frozenset({"招商局"}), frozenset(), frozenset(), frozenset())
    rows = LedgerRows((ledger_item(5, board="旧板块", kind="旧类型"), ledger_item(6, board="", status="草稿")))
    store.write(lambda connection: import_ledger(connection, plan, rows, NOW))
    with store.read() as connection:
        known = ledger_known(connection, "jinhu")
        assert (known.numbers, known.boards) == (frozenset({5, 6}), frozenset({"旧板块"}))
        assert known.kinds == {"旧类型", "信息"}
        assert ledger_known(connection, "guanyun").units == set()


def test_a_cell_holds_32767_utf_16_units_without_control_characters() -> None:
    assert workbook_text("甲" * 40_000) == "甲" * LONGEST_TEXT
    assert workbook_text("\U0001f600" * 40_000) == "\U0001f600" * (LONGEST_TEXT // 2)
    assert workbook_text("甲\x00\x1f\ud800\uffff\t\r\n乙\r丙") == "甲\t\n乙\n丙"


@pytest.mark.parametrize(
    ("text", "found"), [("甲\n\t乙\u200b", False), ("\x0b", True), ("\ud800", True), ("\ufffe", True)]
)
def test_characters_that_no_workbook_can_hold_are_found(text: str, found: bool) -> None:
    assert has_unwritable(text) is found
