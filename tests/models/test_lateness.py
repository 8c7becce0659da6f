"""Late items: after the deadline, for a duty that they stand for."""

from sqlalchemy import Connection, func, select, update

from models.duty_ledger import excuse, report_zero
from models.items import item_table
from models.lateness import deadline_missed, late_items
from models.members import member_table
from models.obligations import obligation_table, obligations_in
from models.openings import Opening, open_period
from models.store import Store
from tests.factories import at, make_item
from tests.models.weeks import DEADLINE, MONDAY, NEXT_MONDAY, NOW, open_week, three_units, two_plans

IN_TIME, LATE = DEADLINE, at("2026-11-20 17:00:01")


def ready(store: Store) -> None:
    store.write(two_plans)
    three_units(store)
    open_week(store)


def late(store: Store) -> set[int]:
    """The numbers of the late items."""
    with store.read() as connection:
        numbers = {row.id: row.number for row in connection.execute(select(item_table.c.id, item_table.c.number))}
        found = late_items(connection, list(numbers))
        assert {item_id: deadline_missed(connection, item_id) for item_id in numbers} == {
            **dict.fromkeys(numbers),
            **found,
        }
    assert set(found.values()) <= {DEADLINE}
    return {numbers[item_id] for item_id in found}


def test_an_item_after_the_deadline_is_late_and_one_at_it_is_not(store: Store) -> None:
    ready(store)

    def work(connection: Connection) -> None:
        for unit, sent_at in (("财政局", IN_TIME), ("招商局", LATE), ("招商局", at("2026-11-23 09:00"))):
            make_item(connection, unit, sent_at)

    store.write(work)
    assert late(store) == {2}


def test_what_is_made_up_for_is_not_late(store: Store) -> None:
    ready(store)

    def work(connection: Connection) -> None:
        make_item(connection, "财政局", at("2026-11-25 09:00"))
        connection.execute(update(item_table).values(counted_on=MONDAY, made_up_for="2026-W47"))

    store.write(work)
    assert late(store) == set()


def test_an_excused_unit_is_not_late(store: Store) -> None:
    ready(store)

    def work(connection: Connection) -> None:
        make_item(connection, "财政局", LATE)
        rows = obligations_in(connection, "jinhu", "weekly", MONDAY)
        excuse(connection, [row.id for row in rows], "抗洪抢险", "测试员04", LATE)

    store.write(work)
    assert late(store) == set()


def test_a_duty_that_asks_for_something_else_makes_nothing_late(store: Store) -> None:
    store.write(two_plans)
    three_units(store)

    def work(connection: Connection) -> None:
        week = ("2026-W47", MONDAY, NEXT_MONDAY, DEADLINE, 1)
        open_period(connection, Opening("jinhu", "print", *week, counts="publications"), NOW)
        open_period(connection, Opening("jinhu", "photos", *week, kinds=("图片",)), NOW)
        open_period(connection, Opening("jinhu", "projects", *week, boards=("重特大项目招引",)), NOW)
        make_item(connection, "财政局", LATE)
        make_item(connection, "财政局", LATE, board="重特大项目招引")

    store.write(work)
    assert late(store) == {2}


def test_a_period_without_a_deadline_makes_nothing_late(store: Store) -> None:
    ready(store)

    def work(connection: Connection) -> None:
        make_item(connection, "财政局", LATE)
        connection.execute(update(obligation_table).values(deadline=None))

    store.write(work)
    assert late(store) == set()


def test_what_comes_beyond_what_was_there_at_the_deadline_is_not_late(store: Store) -> None:
    ready(store)

    def work(connection: Connection) -> None:
        for unit, sent_at in (("财政局", IN_TIME), ("财政局", LATE), ("招商局", LATE), ("招商局", LATE)):
            make_item(connection, unit, sent_at)

    store.write(work)
    assert late(store) == {3, 4}
    store.write(lambda connection: connection.execute(update(obligation_table).values(required=2)))
    assert late(store) == {2, 3, 4}


def test_a_zero_report_in_time_leaves_nothing_to_be_late_for(store: Store) -> None:
    ready(store)

    def work(connection: Connection) -> None:
        rows = {row.unit: row.id for row in obligations_in(connection, "jinhu", "weekly", MONDAY)}
        member = connection.execute(select(func.min(member_table.c.id))).scalar_one()
        for unit, at_ in (("财政局", IN_TIME), ("招商局", LATE)):
            report_zero(connection, rows[unit], 1, "无", "测试员", at_, member)
            make_item(connection, unit, LATE)

    store.write(work)
    assert late(store) == {2}
