"""Figures: what counts, what does not, and for whom; on SQLite and on PostgreSQL."""

from datetime import date

import pytest
from sqlalchemy import Connection, update

from models.filters import Filter
from models.items import item_table
from models.statistics import Figure, count_of, counts_in, figures_by, first_day, part_and_whole, target_figure
from models.store import Store
from questions.query import TimeRange
from tests.factories import PLAN_TEXT, at, make_item, make_member, make_plan, unit_id_of
from tests.models.observing import statements
from tests.models.small_office import UNITS, WEEK, in_office, publish


def items(store: Store, filters: Filter) -> int:
    with store.read() as connection:
        return count_of(connection, "jinhu", "items", filters)


def publications(store: Store, filters: Filter) -> int:
    with store.read() as connection:
        return count_of(connection, "jinhu", "publications", filters)


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
        assert count_of(connection, "other", "items", Filter()) == 0
        assert count_of(connection, "other", "publications", Filter()) == 0


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
        by_unit = figures_by(connection, "jinhu", "publications", Filter(), "unit")
        by_board = figures_by(connection, "jinhu", "publications", Filter(), "board")
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


def test_people_count_by_what_they_sent_and_what_was_printed_of_it(store: Store) -> None:
    def work(connection: Connection) -> tuple[int, int]:
        first, second = (make_member(connection, "财政局", f"测试员{number}") for number in (11, 12))
        number = make_item(connection, "财政局", at("2026-11-17 09:00"), member_id=first)
        make_item(connection, "财政局", at("2026-11-17 09:00"), member_id=first)
        make_item(connection, "财政局", at("2026-11-17 09:00"), member_id=second)
        make_item(connection, "财政局", at("2026-11-17 09:00"))
        publish(connection, WEEK[0], number)
        publish(connection, WEEK[0])
        return first, second

    in_office(store, lambda connection: None)
    first, second = store.write(work)
    assert items(store, Filter(member_ids=(first,))) == 2
    assert items(store, Filter(member_ids=(first, second))) == 3
    assert items(store, Filter(member_ids=())) == 0
    assert publications(store, Filter(member_ids=(first,))) == 1
    assert publications(store, Filter(member_ids=(second,))) == 0


def test_a_status_that_is_asked_for_is_counted_also_where_it_does_not_count(store: Store) -> None:
    def work(connection: Connection) -> None:
        for status in ("待审", "采用", "采用", "草稿", "退回", "撤回"):
            publish(connection, WEEK[0], make_item(connection, "财政局", at("2026-11-17 09:00"), status=status))
        publish(connection, WEEK[0])

    in_office(store, work)
    assert items(store, Filter(*WEEK, statuses=("退回",))) == 1
    assert items(store, Filter(statuses=("采用", "撤回"))) == 3
    assert publications(store, Filter(statuses=("采用",))) == 2
    assert publications(store, Filter()) == 7


def test_several_periods_are_counted_side_by_side_in_one_statement(store: Store) -> None:
    def work(connection: Connection) -> None:
        for day in ("2025-11-17", "2026-11-15", "2026-11-16", "2026-11-22", "2026-11-23"):
            make_item(connection, "财政局", at(f"{day} 09:00"))

    in_office(store, work)
    last_year = TimeRange(date(2025, 11, 17), date(2025, 11, 18))
    two_weeks = TimeRange(date(2026, 11, 9), date(2026, 11, 23))
    with store.read() as connection, statements(store) as sent:
        found = counts_in(connection, "jinhu", "items", Filter(*WEEK), [TimeRange(*WEEK), last_year, two_weeks])
        assert counts_in(connection, "jinhu", "items", Filter(*WEEK), []) == []
    assert found == [2, 1, 3]
    assert len(sent) == 1


def test_a_share_is_counted_beside_its_whole_in_one_statement(store: Store) -> None:
    def work(connection: Connection) -> None:
        publish(connection, WEEK[0], make_item(connection, "财政局", at("2026-11-17 09:00")), level="city")
        publish(connection, WEEK[0], level="city")
        publish(connection, WEEK[0])

    in_office(store, work)
    with store.read() as connection, statements(store) as sent:
        shares = part_and_whole(
            connection, "jinhu", "publications", Filter(*WEEK, boards=("安全生产管理",)), Filter(*WEEK)
        )
        other = part_and_whole(
            connection, "jinhu", "publications", Filter(levels=("city",)), Filter(levels=("county",))
        )
    assert (shares, other) == ((1, 3), (2, 1))
    assert len(sent) == 2


def test_any_number_of_units_can_be_asked_for(store: Store) -> None:
    in_office(store, lambda connection: None)
    store.write(lambda connection: make_item(connection, "财政局", at("2026-11-17 09:00")))
    with store.read() as connection:
        finance = unit_id_of(connection, "财政局")
    assert items(store, Filter(unit_ids=(finance, *range(10**9, 10**9 + 100_000)))) == 1


@pytest.mark.parametrize("many", [False, True])
def test_units_and_people_of_another_plan_are_not_counted(store: Store, many: bool) -> None:
    """Whether few are looked up one by one, or the plan's rows are looked through for many."""
    others = tuple(range(10**9, 10**9 + 100)) if many else ()
    in_office(store, lambda connection: None)

    def work(connection: Connection) -> tuple[int, int]:
        make_plan(connection, PLAN_TEXT.replace('id = "jinhu"', 'id = "guanyun"'))
        member = make_member(connection, "财政局", "测试员31", plan_id="guanyun")
        make_item(connection, "财政局", at("2026-11-17 09:00"), plan_id="guanyun", member_id=member)
        return unit_id_of(connection, "财政局", "guanyun"), member

    unit, member = store.write(work)
    with store.read() as connection:
        for filters in (Filter(unit_ids=(unit, *others)), Filter(member_ids=(member, *others))):
            assert count_of(connection, "jinhu", "items", filters) == 0
            assert count_of(connection, "guanyun", "items", filters) == 1


def test_few_units_and_many_are_counted_alike(store: Store) -> None:
    def work(connection: Connection) -> None:
        for unit in UNITS[:2]:
            publish(connection, WEEK[0], make_item(connection, unit, at("2026-11-17 09:00")))
        publish(connection, WEEK[0])

    in_office(store, work)
    with store.read() as connection:
        few = tuple(unit_id_of(connection, unit) for unit in UNITS[:2])
    many = (*few, *range(10**9, 10**9 + 100))
    for ids in (few, many):
        assert (items(store, Filter(*WEEK, ids)), publications(store, Filter(*WEEK, ids))) == (2, 2)


def test_the_first_day_is_that_of_the_plans_first_record_whatever_became_of_it(store: Store) -> None:
    def scenario(connection: Connection) -> None:
        assert first_day(connection, "jinhu", "items") is first_day(connection, "jinhu", "publications") is None
        make_item(connection, "财政局", at("2026-11-16 09:00"))
        make_item(connection, "财政局", at("2026-11-10 23:30"), status="撤回")
        publish(connection, date(2026, 11, 12))
        assert first_day(connection, "jinhu", "items") == date(2026, 11, 10)
        assert first_day(connection, "jinhu", "publications") == date(2026, 11, 12)
        assert first_day(connection, "other", "items") is None

    in_office(store, scenario)
