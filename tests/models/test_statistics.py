"""Figures: what counts, what does not, and for whom; on SQLite and on PostgreSQL."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from models.duty_ledger import excuse, report_zero
from models.items import item_table
from models.obligations import obligation_table, obligations_in
from models.openings import Opening, open_period
from models.publications import Publication, store_publication
from models.statistics import (
    Counted,
    Delivery,
    Figure,
    Filter,
    GroupKey,
    count_items,
    count_publications,
    deliveries,
    filter_of,
    items_by,
    publications_by,
    target_figure,
)
from models.store import Store
from questions.query import Query
from tests.factories import at, make_item, make_member, make_plan, unit_id_of
from tests.models.observing import statements

WEEK = (date(2026, 11, 16), date(2026, 11, 23))
NOW = at("2026-11-18 10:00")
UNITS = ("财政局", "招商局", "办公室")


def office(connection: Connection) -> None:
    """Three units with a liaison each, owing one item in the running week."""
    make_plan(connection)
    for unit in UNITS:
        make_member(connection, unit, f"测试员{unit}")
    open_week(connection, *WEEK)


def open_week(connection: Connection, start: date, end: date, required: int = 1, duty: str = "weekly") -> None:
    opening = Opening("jinhu", duty, f"{start:%G-W%V}", start, end, None, required)
    open_period(connection, opening, NOW)


def publish(
    connection: Connection,
    day: date,
    item: int | None = None,
    *,
    outlet: str = "金湖发布",
    level: str = "county",
    column: str = "",
) -> None:
    """Stores a publication of the item with this number, or of none."""
    item_id = None
    if item is not None:
        item_id = connection.execute(
            item_table.select().with_only_columns(item_table.c.id).where(item_table.c.number == item)
        ).scalar_one()
    store_publication(connection, Publication("jinhu", item, outlet, level, day, column), item_id)


def in_office(store: Store, work: Callable[[Connection], None]) -> None:
    """Runs `work` in a small office, in one transaction."""

    def both(connection: Connection) -> None:
        office(connection)
        work(connection)

    store.write(both)


def items(store: Store, filters: Filter) -> int:
    with store.read() as connection:
        return count_items(connection, "jinhu", filters)


def publications(store: Store, filters: Filter) -> int:
    with store.read() as connection:
        return count_publications(connection, "jinhu", filters)


def test_only_items_in_review_and_adopted_ones_count(store: Store) -> None:
    def work(connection: Connection) -> None:
        for status in ("待审", "采用", "草稿", "退回", "撤回"):
            make_item(connection, "财政局", at("2026-11-17 09:00"), status=status)

    in_office(store, work)
    assert items(store, Filter(*WEEK)) == 2


def test_the_first_day_is_in_and_the_last_one_is_out_by_the_offices_clock(store: Store) -> None:
    def work(connection: Connection) -> None:
        for moment in ("2026-11-15 23:59", "2026-11-16 00:00", "2026-11-22 23:59", "2026-11-23 00:00"):
            make_item(connection, "财政局", at(moment))

    in_office(store, work)
    assert items(store, Filter(*WEEK)) == 2
    assert items(store, Filter()) == 4


def test_an_item_made_up_for_an_earlier_week_counts_there(store: Store) -> None:
    def work(connection: Connection) -> None:
        number = make_item(connection, "财政局", at("2026-11-17 09:00"))
        made_up = update(item_table).where(item_table.c.number == number).values(counted_on=date(2026, 11, 9))
        connection.execute(made_up)

    in_office(store, work)
    assert items(store, Filter(*WEEK)) == 0
    assert items(store, Filter(date(2026, 11, 9), date(2026, 11, 16))) == 1


def test_items_are_filtered_by_unit_board_and_kind(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_item(connection, "财政局", at("2026-11-17 09:00"), board="重特大项目招引")
        make_item(connection, "财政局", at("2026-11-17 09:00"))
        make_item(connection, "招商局", at("2026-11-17 09:00"))

    in_office(store, work)
    with store.read() as connection:
        finance = unit_id_of(connection, "财政局")
    assert items(store, Filter(unit_ids=(finance,))) == 2
    assert items(store, Filter(unit_ids=(finance,), boards=("安全生产管理",))) == 1
    assert items(store, Filter(kinds=("线索",))) == 0
    assert items(store, Filter(kinds=("信息", "线索"))) == 3
    assert items(store, Filter(unit_ids=())) == 0


def test_nothing_of_another_plan_is_counted(store: Store) -> None:
    in_office(store, lambda connection: None)

    def work(connection: Connection) -> None:
        make_item(connection, "财政局", at("2026-11-17 09:00"))
        publish(connection, date(2026, 11, 17))

    store.write(work)
    with store.read() as connection:
        assert count_items(connection, "other", Filter()) == 0
        assert count_publications(connection, "other", Filter()) == 0
        assert deliveries(connection, "other", "items", Filter(*WEEK)) == []


def test_a_publication_counts_by_its_date_whatever_became_of_its_item(store: Store) -> None:
    def work(connection: Connection) -> None:
        withdrawn = make_item(connection, "财政局", at("2026-11-10 09:00"), status="撤回")
        publish(connection, date(2026, 11, 17), withdrawn)
        publish(connection, date(2026, 11, 15), withdrawn)
        publish(connection, date(2026, 11, 18))

    in_office(store, work)
    assert publications(store, Filter(*WEEK)) == 2
    assert publications(store, Filter()) == 3


def test_a_publication_without_an_item_belongs_to_no_unit_and_no_board(store: Store) -> None:
    def work(connection: Connection) -> None:
        publish(connection, date(2026, 11, 17), make_item(connection, "财政局", at("2026-11-10 09:00")))
        publish(connection, date(2026, 11, 17))

    in_office(store, work)
    with store.read() as connection:
        everybody = tuple(unit_id_of(connection, unit) for unit in UNITS)
        by_unit = publications_by(connection, "jinhu", Filter(), "unit")
        by_board = publications_by(connection, "jinhu", Filter(), "board")
    assert publications(store, Filter()) == 2
    assert publications(store, Filter(unit_ids=everybody)) == 1
    assert publications(store, Filter(boards=("安全生产管理",))) == 1
    assert (by_unit, by_board) == ([Figure("财政局", 1)], [Figure("安全生产管理", 1)])


def test_publications_are_filtered_by_level_outlet_and_column(store: Store) -> None:
    def work(connection: Connection) -> None:
        publish(connection, date(2026, 11, 17), column="项目为王")
        publish(connection, date(2026, 11, 17), outlet="淮安日报", level="city")
        publish(connection, date(2026, 11, 17), outlet="新华社", level="central", column="项目为王")

    in_office(store, work)
    assert publications(store, Filter(levels=("city", "central"))) == 2
    assert publications(store, Filter(outlets=("淮安日报",))) == 1
    assert publications(store, Filter(columns=("项目为王",), levels=("county",))) == 1


@pytest.mark.parametrize("filters", [Filter(levels=("city",)), Filter(outlets=("淮安日报",)), Filter(columns=("甲",))])
def test_items_have_no_outlet_to_filter_by(sqlite_store: Store, filters: Filter) -> None:
    with sqlite_store.read() as connection, pytest.raises(ValueError, match="no level"):
        count_items(connection, "jinhu", filters)


def test_items_have_no_level_to_group_by(sqlite_store: Store) -> None:
    with sqlite_store.read() as connection, pytest.raises(ValueError, match="no level"):
        items_by(connection, "jinhu", Filter(), "level")


def test_items_are_grouped_by_unit_board_and_month(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_item(connection, "财政局", at("2026-09-30 23:30"))
        make_item(connection, "财政局", at("2026-10-01 00:30"), board="重特大项目招引")
        make_item(connection, "招商局", at("2026-10-15 09:00"))
        make_item(connection, "招商局", at("2026-10-15 09:00"), status="撤回")
        make_item(connection, "招商局", at("2026-10-16 09:00"), board="")

    in_office(store, work)
    with store.read() as connection:
        by_unit = items_by(connection, "jinhu", Filter(), "unit")
        by_board = items_by(connection, "jinhu", Filter(), "board")
        by_month = items_by(connection, "jinhu", Filter(), "month")
        october = items_by(connection, "jinhu", Filter(date(2026, 10, 1), date(2026, 11, 1)), "unit")
    assert by_unit == [Figure("招商局", 2), Figure("财政局", 2)]
    assert by_board == [Figure("", 1), Figure("安全生产管理", 2), Figure("重特大项目招引", 1)]
    assert by_month == [Figure("2026-09", 1), Figure("2026-10", 3)]
    assert october == [Figure("招商局", 2), Figure("财政局", 1)]


def test_publications_are_grouped_by_level_outlet_column_and_month(store: Store) -> None:
    def work(connection: Connection) -> None:
        publish(connection, date(2026, 1, 31), column="项目为王")
        publish(connection, date(2026, 2, 1))
        publish(connection, date(2026, 2, 2), outlet="淮安日报", level="city")

    in_office(store, work)
    with store.read() as connection:
        assert publications_by(connection, "jinhu", Filter(), "level") == [Figure("city", 1), Figure("county", 2)]
        assert publications_by(connection, "jinhu", Filter(), "outlet") == [
            Figure("淮安日报", 1),
            Figure("金湖发布", 2),
        ]
        assert publications_by(connection, "jinhu", Filter(), "column") == [Figure("项目为王", 1)]
        assert publications_by(connection, "jinhu", Filter(), "month") == [Figure("2026-01", 1), Figure("2026-02", 2)]


def test_a_target_counts_what_it_names_in_its_period(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_item(connection, "财政局", at("2026-11-17 09:00"))
        publish(connection, date(2026, 11, 1))
        publish(connection, date(2026, 11, 30), outlet="淮安日报", level="city")
        publish(connection, date(2026, 12, 1))

    in_office(store, work)
    november = (date(2026, 11, 1), date(2026, 12, 1))
    with store.read() as connection:
        assert target_figure(connection, "jinhu", "publications", (), (), (), *november) == 2
        assert target_figure(connection, "jinhu", "publications", ("county",), (), (), *november) == 1
        assert target_figure(connection, "jinhu", "items", (), ("安全生产管理",), (), *november) == 1
        assert target_figure(connection, "jinhu", "publications", (), (), ("项目为王",), *november) == 0


def delivered(store: Store, filters: Filter, counted: Counted = "items") -> dict[str, tuple[int, int]]:
    """unit → (required, delivered)."""
    with store.read() as connection:
        rows = deliveries(connection, "jinhu", counted, filters)
    return {row.unit: (row.required, row.delivered) for row in rows}


def test_a_week_lists_every_unit_that_owes_the_duty_with_what_it_delivered(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_item(connection, "财政局", at("2026-11-17 09:00"))
        make_item(connection, "财政局", at("2026-11-22 23:00"))
        make_item(connection, "招商局", at("2026-11-15 09:00"))
        make_item(connection, "招商局", at("2026-11-17 09:00"), status="退回")

    in_office(store, work)
    assert delivered(store, Filter(*WEEK)) == {"财政局": (1, 2), "招商局": (1, 0), "办公室": (1, 0)}


def test_what_a_duty_asks_for_decides_who_is_short(store: Store) -> None:
    def work(connection: Connection) -> None:
        open_week(connection, *WEEK, required=2, duty="twice")
        make_item(connection, "财政局", at("2026-11-17 09:00"))

    in_office(store, work)
    assert delivered(store, Filter(*WEEK))["财政局"] == (2, 1)


def test_an_excused_unit_is_not_in_the_list(store: Store) -> None:
    def work(connection: Connection) -> None:
        excused = obligation_table.c.unit_id == unit_id_of(connection, "招商局")
        connection.execute(update(obligation_table).where(excused).values(excuse="豁免"))

    in_office(store, work)
    assert set(delivered(store, Filter(*WEEK))) == {"财政局", "办公室"}


def test_what_stands_for_a_duty_is_counted_as_in_the_ledger(store: Store) -> None:
    """A zero report, an excuse and a duty of one kind of item: the answer says what the reminders go by."""

    def work(connection: Connection) -> None:
        photos = Opening("jinhu", "photos", "2026-W46", date(2026, 11, 9), date(2026, 11, 16), None, 1, kinds=("图片",))
        open_period(connection, photos, NOW)
        for unit in ("财政局", "招商局"):
            make_item(connection, unit, at("2026-11-11 09:00"))
        rows = {row.unit: row for row in obligations_in(connection, "jinhu", "weekly", WEEK[0])}
        member = make_member(connection, "财政局", "测试员90")
        report_zero(connection, rows["财政局"].id, 1, "无", "测试员90", NOW, member)
        excuse(connection, [rows["招商局"].id], "抗洪抢险", "测试员91", NOW)

    in_office(store, work)
    assert delivered(store, Filter(*WEEK)) == {"财政局": (1, 1), "办公室": (1, 0)}
    assert set(delivered(store, Filter(date(2026, 11, 9), date(2026, 11, 16))).values()) == {(1, 0)}


def test_a_duty_of_publications_is_asked_for_as_such(store: Store) -> None:
    def work(connection: Connection) -> None:
        month = ("2026-11", date(2026, 11, 1), date(2026, 12, 1), None, 2)
        open_period(connection, Opening("jinhu", "print", *month, counts="publications"), NOW)
        number = make_item(connection, "财政局", at("2026-11-17 09:00"))
        publish(connection, date(2026, 11, 18), number)

    in_office(store, work)
    month = Filter(date(2026, 11, 1), date(2026, 12, 1))
    assert delivered(store, month, "publications")["财政局"] == (2, 1)
    assert delivered(store, month)["财政局"] == (1, 1)


def test_where_every_unit_is_excused_nobody_owes_anything(store: Store) -> None:
    def work(connection: Connection) -> None:
        rows = obligations_in(connection, "jinhu", "weekly", WEEK[0])
        excuse(connection, [row.id for row in rows], "抗洪抢险", "测试员91", NOW)

    in_office(store, work)
    assert delivered(store, Filter(*WEEK)) == {}
    assert delivered(store, Filter(date(2026, 11, 18), date(2026, 11, 19))) == {}


def test_who_has_delivered_in_a_duty_period_is_one_statement(sqlite_store: Store) -> None:
    in_office(sqlite_store, lambda connection: None)
    with statements(sqlite_store) as sent:
        delivered(sqlite_store, Filter(*WEEK))
    assert len([line for line in sent if line.startswith("SELECT")]) == 1


def test_a_unit_without_a_liaison_owes_nothing(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_member(connection, "领导组", "测试员99", "leader")

    in_office(store, work)
    assert "领导组" not in delivered(store, Filter(*WEEK))


def test_in_a_period_that_is_no_duty_period_one_item_is_enough(store: Store) -> None:
    def work(connection: Connection) -> None:
        open_week(connection, date(2026, 11, 9), date(2026, 11, 16), required=3)
        make_item(connection, "财政局", at("2026-11-10 09:00"))

    in_office(store, work)
    month = Filter(date(2026, 11, 1), date(2026, 12, 1))
    assert delivered(store, month) == {"财政局": (1, 1), "招商局": (1, 0), "办公室": (1, 0)}
    assert delivered(store, Filter(date(2026, 11, 10), date(2026, 11, 11)))["财政局"] == (1, 1)


def test_units_that_owe_only_another_duty_are_not_short_of_the_weeks(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_member(connection, "园区", "测试员98", active_from=date(2026, 11, 17))
        open_period(
            connection,
            Opening("jinhu", "late", "2026-11-18", date(2026, 11, 18), date(2026, 11, 19), None, 1),
            NOW,
        )

    in_office(store, work)
    assert "园区" not in delivered(store, Filter(*WEEK))
    assert "园区" in delivered(store, Filter(date(2026, 11, 18), date(2026, 11, 19)))


def test_a_filter_narrows_what_is_looked_for_and_at_whom(store: Store) -> None:
    def work(connection: Connection) -> None:
        number = make_item(connection, "财政局", at("2026-11-17 09:00"))
        make_item(connection, "招商局", at("2026-11-17 09:00"), board="重特大项目招引")
        publish(connection, date(2026, 11, 17), number, level="province", outlet="新华日报")

    in_office(store, work)
    with store.read() as connection:
        two = (unit_id_of(connection, "财政局"), unit_id_of(connection, "招商局"))
    safety = Filter(*WEEK, unit_ids=two, boards=("安全生产管理",))
    assert delivered(store, safety) == {"财政局": (1, 1), "招商局": (1, 0)}
    province = Filter(*WEEK, unit_ids=two, levels=("province",))
    assert delivered(store, province, "publications") == {"财政局": (1, 1), "招商局": (1, 0)}
    assert delivered(store, Filter(levels=("city",)), "publications")["财政局"] == (1, 0)


def test_before_the_first_period_nobody_owes_anything(store: Store) -> None:
    in_office(store, lambda connection: None)
    assert delivered(store, Filter(date(2026, 1, 5), date(2026, 1, 12))) == {}


def test_units_come_in_the_order_of_the_roster(store: Store) -> None:
    in_office(store, lambda connection: None)
    assert tuple(delivered(store, Filter(*WEEK))) == UNITS


def test_a_delivery_knows_what_is_missing() -> None:
    assert [Delivery(1, "财政局", 2, count).missing for count in (0, 1, 2, 3)] == [2, 1, 0, 0]


def test_a_question_becomes_a_filter() -> None:
    query = Query("count", "publications", *WEEK, boards=("甲",), levels=("city",), outlets=("乙",), columns=("丙",))
    assert filter_of(query, (1,)) == Filter(*WEEK, (1,), ("甲",), ("city",), ("乙",), ("丙",))


def test_the_figure_of_a_target_the_plain_count_and_the_groups_agree(store: Store) -> None:
    def work(connection: Connection) -> None:
        start: datetime = at("2026-11-01 09:00")
        for step in range(20):
            unit = UNITS[step % 3]
            number = make_item(
                connection, unit, start + timedelta(days=2 * step), status=("待审", "撤回")[step % 4 == 3]
            )
            publish(connection, date(2026, 11, 1) + timedelta(days=step), number if step % 5 else None)

    in_office(store, work)
    month = (date(2026, 11, 1), date(2026, 12, 1))
    of_items: tuple[GroupKey, ...] = ("unit", "board", "month", "kind")
    of_publications: tuple[GroupKey, ...] = ("level", "outlet", "month")
    with store.read() as connection:
        plain = count_items(connection, "jinhu", Filter(*month))
        assert plain == target_figure(connection, "jinhu", "items", (), (), (), *month)
        for key in of_items:
            assert plain == sum(row.value for row in items_by(connection, "jinhu", Filter(*month), key))
        printed = count_publications(connection, "jinhu", Filter(*month))
        assert printed == target_figure(connection, "jinhu", "publications", (), (), (), *month)
        for key in of_publications:
            assert printed == sum(row.value for row in publications_by(connection, "jinhu", Filter(*month), key))
