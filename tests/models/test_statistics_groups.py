"""Figures for each name and each step of time; on SQLite and on PostgreSQL."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from models.filters import Counted, Filter, GroupKey
from models.members import unit_table
from models.statistics import Figure, count_of, figures_by, target_figure
from models.store import Store
from tests.factories import at, make_item
from tests.models.observing import statements
from tests.models.small_office import UNITS, WEEK, in_office, publish


def test_items_have_no_level_to_group_by(sqlite_store: Store) -> None:
    with sqlite_store.read() as connection, pytest.raises(ValueError, match="no level"):
        figures_by(connection, "jinhu", "items", Filter(), "level")


def test_items_are_grouped_by_unit_board_and_month(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_item(connection, "财政局", at("2026-09-30 23:30"))
        make_item(connection, "财政局", at("2026-10-01 00:30"), board="重特大项目招引")
        make_item(connection, "招商局", at("2026-10-15 09:00"))
        make_item(connection, "招商局", at("2026-10-15 09:00"), status="撤回")
        make_item(connection, "招商局", at("2026-10-16 09:00"), board="")

    in_office(store, work)
    with store.read() as connection:
        by_unit = figures_by(connection, "jinhu", "items", Filter(), "unit")
        by_board = figures_by(connection, "jinhu", "items", Filter(), "board")
        by_month = figures_by(connection, "jinhu", "items", Filter(), "month")
        october = figures_by(connection, "jinhu", "items", Filter(date(2026, 10, 1), date(2026, 11, 1)), "unit")
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
        assert figures_by(connection, "jinhu", "publications", Filter(), "level") == [
            Figure("city", 1),
            Figure("county", 2),
        ]
        assert figures_by(connection, "jinhu", "publications", Filter(), "outlet") == [
            Figure("淮安日报", 1),
            Figure("金湖发布", 2),
        ]
        assert figures_by(connection, "jinhu", "publications", Filter(), "column") == [Figure("项目为王", 1)]
        assert figures_by(connection, "jinhu", "publications", Filter(), "month") == [
            Figure("2026-01", 1),
            Figure("2026-02", 2),
        ]


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
        plain = count_of(connection, "jinhu", "items", Filter(*month))
        assert plain == target_figure(connection, "jinhu", "items", (), (), (), *month)
        for key in of_items:
            assert plain == sum(row.value for row in figures_by(connection, "jinhu", "items", Filter(*month), key))
        printed = count_of(connection, "jinhu", "publications", Filter(*month))
        assert printed == target_figure(connection, "jinhu", "publications", (), (), (), *month)
        for key in of_publications:
            assert printed == sum(
                row.value for row in figures_by(connection, "jinhu", "publications", Filter(*month), key)
            )


BY_DAY = [("2026-12-27", 1), ("2026-12-31", 2), ("2027-01-01", 3), ("2027-01-04", 4)]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("day", BY_DAY),
        ("week", [("2026-W52", 1), ("2026-W53", 5), ("2027-W01", 4)]),
        ("month", [("2026-12", 3), ("2027-01", 7)]),
        ("quarter", [("2026-Q4", 3), ("2027-Q1", 7)]),
    ],
)
@pytest.mark.parametrize("counted", ["items", "publications"])
def test_steps_of_time_are_days_iso_weeks_months_and_quarters(
    store: Store, counted: Counted, key: GroupKey, expected: list[tuple[str, int]]
) -> None:
    def work(connection: Connection) -> None:
        for day, count in BY_DAY:
            for _ in range(count):
                make_item(connection, "财政局", at(f"{day} 09:00"))
                publish(connection, date.fromisoformat(day))

    in_office(store, work)
    with store.read() as connection:
        found = figures_by(connection, "jinhu", counted, Filter(), key)
    assert found == [Figure(*each) for each in expected]


def test_units_are_added_up_in_the_groups_that_they_have_now(store: Store) -> None:
    def work(connection: Connection) -> None:
        for unit in UNITS:
            publish(connection, WEEK[0], make_item(connection, unit, at("2026-11-17 09:00")))
        publish(connection, WEEK[0])
        in_group = update(unit_table).where(unit_table.c.name != "办公室").values(group_name="部门组")
        connection.execute(in_group)

    in_office(store, work)
    with store.read() as connection:
        items_by_group = figures_by(connection, "jinhu", "items", Filter(*WEEK), "group")
        publications_by_group = figures_by(connection, "jinhu", "publications", Filter(*WEEK), "group")
    assert items_by_group == publications_by_group == [Figure("", 1), Figure("部门组", 2)]


def test_what_belongs_to_no_board_and_no_column(store: Store) -> None:
    """An item of no board is told of; a publication outside every column, or without an item, is not."""

    def work(connection: Connection) -> None:
        publish(connection, WEEK[0], make_item(connection, "财政局", at("2026-11-17 09:00"), board=""))
        publish(connection, WEEK[0], column="项目为王")

    in_office(store, work)
    with store.read() as connection:
        boards = [figures_by(connection, "jinhu", counted, Filter(), "board") for counted in ("items", "publications")]
        columns = figures_by(connection, "jinhu", "publications", Filter(), "column")
    assert boards == [[Figure("", 1)], [Figure("", 1)]]
    assert columns == [Figure("项目为王", 1)]


@pytest.mark.parametrize("key", ["unit", "board", "month"])
def test_a_grouped_figure_is_one_statement(store: Store, key: GroupKey) -> None:
    in_office(store, lambda connection: None)
    with store.read() as connection, statements(store) as sent:
        assert figures_by(connection, "jinhu", "publications", Filter(*WEEK), key) == []
    assert len(sent) == 1
