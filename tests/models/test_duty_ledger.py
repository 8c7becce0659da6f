"""What happens to obligations after they were opened: dated entries, closing, corrections."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import Connection

from models.duty_ledger import (
    SPARE,
    bank_spares,
    close_periods,
    entries_of,
    excuse,
    note_corrections,
    report_zero,
    zero_reports,
)
from models.items import item_by_number, set_status
from models.obligations import Obligation, obligations_as_of, owed_in
from models.openings import open_period
from models.store import Store
from tests.factories import at, make_item, unit_id_of
from tests.models.observing import statements
from tests.models.weeks import (
    DAY,
    MONDAY,
    NEXT_MONDAY,
    WEEK,
    add,
    open_week,
    opening,
    send,
    three_units,
    two_plans,
    week,
)
from tests.observers import entries_between

WEDNESDAY = at("2026-11-18 10:00")
CLOSING = at("2026-11-23 00:07")
LATER = at("2026-11-24 10:00")


@pytest.fixture(autouse=True)
def units(store: Store) -> list[str]:
    """Two plans, three units in the order of the roster, and their open week."""
    store.write(two_plans)
    names = three_units(store)
    open_week(store)
    return names


def row_of(store: Store, unit: str, start: date = MONDAY) -> Obligation:
    return next(row for row in week(store, start) if row.unit == unit)


def excused(store: Store, unit: str, reason: str = "抗洪抢险") -> None:
    row = row_of(store, unit)
    store.write(lambda connection: excuse(connection, [row.id], reason, "测试员04", WEDNESDAY))


def closed(store: Store) -> int:
    return store.write(lambda connection: close_periods(connection, "jinhu", NEXT_MONDAY, CLOSING))


def corrected(store: Store, source: str = "第1号撤回", units: Sequence[str] | None = None) -> int:
    def work(connection: Connection) -> int:
        ids = None if units is None else [unit_id_of(connection, unit) for unit in units]
        return note_corrections(connection, "jinhu", source, LATER, ids, MONDAY)

    return store.write(work)


def told(store: Store) -> list[tuple[str, str, int, str]]:
    with store.read() as connection:
        found = entries_between(connection, "jinhu", MONDAY, NEXT_MONDAY)
    return [(entry.unit, entry.kind, entry.amount, entry.source) for entry in found]


def withdraw(store: Store, number: int) -> None:
    def work(connection: Connection) -> None:
        item = item_by_number(connection, "jinhu", number)
        assert item is not None and set_status(connection, item.id, "撤回", ("待审",))

    store.write(work)


def test_an_excused_unit_owes_nothing_until_the_excuse_is_taken_back(store: Store) -> None:
    excused(store, "财政局")
    row = row_of(store, "财政局")
    assert (row.excuse, row.missing) == ("抗洪抢险", 0)
    with store.read() as connection:
        assert "财政局" not in {row.unit for row in owed_in(connection, "jinhu", "weekly", MONDAY)}
    excused(store, "财政局", "")
    row = row_of(store, "财政局")
    assert (row.excuse, row.missing) == (None, 1)


def test_an_excuse_takes_the_place_of_an_earlier_one_and_both_stay_on_record(store: Store) -> None:
    excused(store, "财政局")
    excused(store, "财政局", "机构改革")
    row = row_of(store, "财政局")
    assert row.excuse == "机构改革"
    with store.read() as connection:
        entries = entries_of(connection, [row.id])
    assert [(entry.note, entry.source, entry.at) for entry in entries] == [
        ("抗洪抢险", "测试员04", WEDNESDAY),
        ("机构改革", "测试员04", WEDNESDAY),
    ]


def test_nobody_is_excused_where_nobody_is_named(store: Store) -> None:
    store.write(lambda connection: excuse(connection, [], "抗洪抢险", "测试员04", WEDNESDAY))
    assert told(store) == []


def test_a_look_back_knows_nothing_of_what_came_later(store: Store) -> None:
    excused(store, "财政局")
    with store.read() as connection:
        rows = obligations_as_of(connection, "jinhu", "weekly", MONDAY, at("2026-11-17 09:00"), date(2026, 11, 17))
    assert {row.excuse for row in rows} == {None}


def test_a_zero_report_stands_for_what_is_owed_and_is_counted_by_the_start_of_its_period(store: Store) -> None:
    member = add(store, "财政局", "测试员02")
    row = row_of(store, "财政局")
    store.write(lambda connection: report_zero(connection, row.id, 1, "无", "测试员02", WEDNESDAY, member))
    assert (row_of(store, "财政局").missing, row_of(store, "财政局").delivered) == (0, 1)
    with store.read() as connection:
        unit = unit_id_of(connection, "财政局")
        spans = ((MONDAY, NEXT_MONDAY), (NEXT_MONDAY, NEXT_MONDAY + WEEK))
        assert [zero_reports(connection, unit, "weekly", *span) for span in spans] == [1, 0]
        assert zero_reports(connection, unit, "monthly", *spans[0]) == 0
        assert zero_reports(connection, unit_id_of(connection, "招商局"), "weekly", *spans[0]) == 0


OPENS, DAILY = at("2026-11-23 00:00"), at("2026-11-23 00:07")


def bank(store: Store) -> int:
    def work(connection: Connection) -> int:
        open_period(connection, opening(NEXT_MONDAY), DAILY)
        return bank_spares(connection, "jinhu", "weekly", MONDAY, NEXT_MONDAY, OPENS, DAILY, NEXT_MONDAY)

    return store.write(work)


def test_one_item_too_many_stands_for_the_next_period_once(store: Store) -> None:
    for _ in range(3):
        send(store, "财政局")
    send(store, "招商局")
    assert bank(store) == 1
    assert bank(store) == 0
    assert [(row.unit, row.delivered) for row in week(store, NEXT_MONDAY) if row.delivered] == [("财政局", 1)]
    with store.read() as connection:
        assert [entry.note for entry in entries_of(connection, [row_of(store, "财政局", NEXT_MONDAY).id])] == [SPARE]


def test_an_excused_unit_has_every_item_to_spare_and_a_zero_report_none(store: Store) -> None:
    excused(store, "财政局")
    send(store, "财政局")
    member, row = add(store, "招商局", "测试员02"), row_of(store, "招商局")
    store.write(lambda connection: report_zero(connection, row.id, 1, "无", "测试员02", WEDNESDAY, member))
    send(store, "招商局")
    assert bank(store) == 1
    assert {row.unit for row in week(store, NEXT_MONDAY) if row.delivered} == {"财政局"}


def test_closing_notes_what_had_been_delivered_and_happens_once(store: Store) -> None:
    send(store, "财政局")
    assert store.write(lambda c: close_periods(c, "jinhu", date(2026, 11, 22), at("2026-11-22 23:59"))) == 0
    assert closed(store) == 3
    assert closed(store) == 0
    assert {row.unit: row.closed_delivered for row in week(store)} == {"财政局": 1, "招商局": 0, "办公室": 0}
    assert {row.closed_at for row in week(store)} == {CLOSING}


def test_what_changes_after_closing_is_a_dated_row_beside_the_old_figure(store: Store) -> None:
    send(store, "财政局")
    closed(store)
    assert corrected(store) == 0
    withdraw(store, 1)
    assert corrected(store) == 1
    assert corrected(store) == 0
    assert told(store) == [("财政局", "correction", 0, "第1号撤回")]
    row = row_of(store, "财政局")
    assert (row.closed_delivered, row.delivered) == (1, 0)
    send(store, "财政局")
    assert corrected(store, "补报第2号") == 1
    assert told(store)[1:] == [("财政局", "correction", 1, "补报第2号")]


def test_only_the_units_and_periods_that_are_named_are_corrected(store: Store) -> None:
    closed(store)
    send(store, "财政局")
    assert corrected(store, units=["招商局"]) == 0
    assert store.write(lambda c: note_corrections(c, "jinhu", "核对", LATER, since=NEXT_MONDAY + DAY)) == 0
    assert store.write(lambda c: note_corrections(c, "guanyun", "核对", LATER)) == 0
    assert corrected(store, units=["财政局"]) == 1


def test_a_period_that_is_open_is_not_corrected(store: Store) -> None:
    send(store, "财政局")
    assert corrected(store) == 0


def test_entries_between_are_those_of_whole_periods_of_the_plan(store: Store) -> None:
    excused(store, "财政局")
    with store.read() as connection:
        assert len(entries_between(connection, "jinhu", MONDAY, NEXT_MONDAY)) == 1
        assert entries_between(connection, "jinhu", MONDAY, date(2026, 11, 22)) == []
        assert entries_between(connection, "guanyun", MONDAY, NEXT_MONDAY) == []


def test_closing_and_correcting_take_one_statement_each_however_many_units_there_are(store: Store) -> None:
    store.write(lambda connection: make_item(connection, "财政局", WEDNESDAY))
    with statements(store) as sent:
        closed(store)
        corrected(store)
    assert len([line for line in sent if line.lstrip().startswith(("INSERT", "UPDATE"))]) == 2
