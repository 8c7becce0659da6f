"""What is told beside a closed period's figure."""

from datetime import date

import pytest

from models.closed_periods import Correction, Excused, corrections_in, excused_in
from models.duty_ledger import IMPORT_SOURCE, close_periods, excuse, note_corrections
from models.store import Store
from tests.factories import OFFICE, at
from tests.models.weeks import MONDAY, NEXT_MONDAY, NOW, open_week, send, three_units, two_plans, week

CLOSING = at("2026-11-23 00:07")
LATER = at("2026-11-24 10:00")


@pytest.fixture(autouse=True)
def plans(store: Store) -> None:
    """Two plans and three units."""
    store.write(two_plans)
    three_units(store)


def close(store: Store) -> None:
    store.write(lambda connection: close_periods(connection, "jinhu", NEXT_MONDAY, CLOSING))


def correct(store: Store, source: str) -> None:
    store.write(lambda connection: note_corrections(connection, "jinhu", source, LATER))


def free(store: Store, unit: str, reason: str) -> None:
    row = next(row for row in week(store) if row.unit == unit)
    store.write(lambda connection: excuse(connection, [row.id], reason, "测试员04", LATER))


def corrections(store: Store, start: date = MONDAY, end: date = NEXT_MONDAY) -> list[Correction]:
    with store.read() as connection:
        return corrections_in(connection, "jinhu", start, end, OFFICE)


def test_every_change_since_the_closing_is_told_with_what_was_known_before(store: Store) -> None:
    open_week(store)
    close(store)
    for source in ("补报第1号", "补报第2号"):
        send(store, "财政局")
        correct(store, source)
    free(store, "招商局", "抗洪抢险")
    known = ("weekly", LATER, 1)
    assert corrections(store) == [
        Correction("财政局", *known, 0, 1, None, "补报第1号"),
        Correction("财政局", *known, 1, 2, None, "补报第2号"),
        Correction("招商局", *known, 0, 0, "抗洪抢险", "测试员04"),
    ]
    assert corrections(store, MONDAY, date(2026, 11, 22)) == []


def test_what_was_entered_before_the_closing_is_no_correction(store: Store) -> None:
    open_week(store)
    row = week(store)[0]
    store.write(lambda connection: excuse(connection, [row.id], "抗洪抢险", "测试员04", NOW))
    assert corrections(store) == []
    close(store)
    assert corrections(store) == []


def test_an_import_completes_a_period_that_was_not_kept_here_and_corrects_one_that_was(store: Store) -> None:
    open_week(store, now=CLOSING)
    close(store)
    send(store, "财政局")
    correct(store, IMPORT_SOURCE)
    assert corrections(store) == []
    send(store, "财政局")
    correct(store, "补报第2号")
    assert [(each.before, each.after) for each in corrections(store)] == [(1, 2)]


def test_an_import_into_a_period_that_was_kept_here_is_a_correction(store: Store) -> None:
    open_week(store)
    close(store)
    send(store, "财政局")
    correct(store, IMPORT_SOURCE)
    assert [each.source for each in corrections(store)] == [IMPORT_SOURCE]


def test_excused_units_are_told_in_the_order_of_the_roster_as_long_as_they_are(store: Store) -> None:
    open_week(store)
    for unit in ("财政局", "办公室", "招商局"):
        free(store, unit, "抗洪抢险")
    free(store, "招商局", "")
    with store.read() as connection:
        assert excused_in(connection, "jinhu", MONDAY, NEXT_MONDAY) == [
            Excused("办公室", "weekly", "抗洪抢险"),
            Excused("财政局", "weekly", "抗洪抢险"),
        ]
        assert excused_in(connection, "guanyun", MONDAY, NEXT_MONDAY) == []
