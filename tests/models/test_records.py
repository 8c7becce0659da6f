"""The records behind a figure, and how one item stands; on SQLite and on PostgreSQL."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from models.filters import Counted, Filter
from models.items import item_table, log_event
from models.records import ItemState, PublicationLine, Record, item_state, records
from models.statistics import count_of
from models.store import Store
from tests.factories import at, make_item, make_member, unit_id_of
from tests.models.small_office import WEEK, in_office, publish


def found(store: Store, counted: Counted, filters: Filter, **how: Any) -> list[Record]:
    with store.read() as connection:
        rows = records(connection, "jinhu", counted, filters, **how)
        assert how or len(rows) == count_of(connection, "jinhu", counted, filters)
    return rows


def test_an_item_is_listed_with_what_is_known_of_it(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_item(connection, "财政局", at("2026-11-17 09:00"), title="开展隐患排查")
        make_item(connection, "财政局", at("2026-11-17 09:00"), status="撤回")

    in_office(store, work)
    day = date(2026, 11, 17)
    record = Record(1, day, "财政局", "开展隐患排查", "待审", "", "", "信息", "安全生产管理")
    assert found(store, "items", Filter(*WEEK)) == [record]
    assert [each.status for each in found(store, "items", Filter(statuses=("撤回",)))] == ["撤回"]


def test_a_publication_has_its_own_title_else_that_of_its_item(store: Store) -> None:
    def work(connection: Connection) -> None:
        number = make_item(connection, "财政局", at("2026-11-10 09:00"), title="开展隐患排查", status="退回")
        publish(connection, WEEK[0], number)
        publish(connection, WEEK[0], number, title="排查隐患百日行动", outlet="淮安日报", level="city")
        publish(connection, WEEK[0], title="没有信息的稿件")
        publish(connection, WEEK[0])

    in_office(store, work)
    of_item = ("信息", "安全生产管理")
    assert found(store, "publications", Filter(*WEEK)) == [
        Record(1, WEEK[0], "财政局", "开展隐患排查", "", "金湖发布", "county", *of_item),
        Record(1, WEEK[0], "财政局", "排查隐患百日行动", "", "淮安日报", "city", *of_item),
        Record(None, WEEK[0], "", "没有信息的稿件", "", "金湖发布", "county", "", ""),
        Record(None, WEEK[0], "", "", "", "金湖发布", "county", "", ""),
    ]


def test_items_come_by_the_day_on_which_they_count_then_as_they_were_sent(store: Store) -> None:
    def work(connection: Connection) -> None:
        for moment in ("2026-11-17 10:00", "2026-11-17 09:00", "2026-11-16 11:00", "2026-11-17 09:00"):
            make_item(connection, "财政局", at(moment))
        made_up = make_item(connection, "财政局", at("2026-11-18 08:00"))
        earlier = update(item_table).where(item_table.c.number == made_up).values(counted_on=date(2026, 11, 9))
        connection.execute(earlier)

    in_office(store, work)
    assert [each.number for each in found(store, "items", Filter())] == [5, 3, 2, 4, 1]
    newest = found(store, "items", Filter(), limit=3, newest_first=True)
    assert [(each.number, each.day.day) for each in newest] == [(1, 17), (4, 17), (2, 17)]
    assert [each.number for each in found(store, "items", Filter(), limit=2)] == [5, 3]


def test_publications_come_by_date_then_as_they_were_stored(store: Store) -> None:
    def work(connection: Connection) -> None:
        for place, day in enumerate((18, 16, 18, 17)):
            publish(connection, date(2026, 11, day), title=f"稿件{place}")

    in_office(store, work)
    assert [each.title[-1] for each in found(store, "publications", Filter())] == ["1", "3", "0", "2"]
    newest = found(store, "publications", Filter(), limit=2, newest_first=True)
    assert [each.title[-1] for each in newest] == ["2", "0"]


def test_an_item_is_known_with_its_publications_and_what_was_done_to_it(store: Store) -> None:
    sent, returned, adopted = (at(f"2026-11-1{day} 09:00") for day in (6, 7, 8))

    def work(connection: Connection) -> int:
        number = make_item(connection, "财政局", sent, title="开展隐患排查", status="采用")
        id_ = connection.execute(select(item_table.c.id)).scalar_one()
        log_event(connection, id_, "退回", None, returned, "请补充数据")
        log_event(connection, id_, "通过", None, adopted)
        publish(connection, date(2026, 11, 20), number, outlet="淮安日报", level="city")
        publish(connection, date(2026, 11, 19), number)
        publish(connection, date(2026, 11, 18))
        return number

    in_office(store, lambda connection: None)
    number = store.write(work)
    with store.read() as connection:
        unit = unit_id_of(connection, "财政局")
        state = item_state(connection, "jinhu", number)
        assert item_state(connection, "other", number) is None
    printed = (
        PublicationLine("金湖发布", "county", date(2026, 11, 19)),
        PublicationLine("淮安日报", "city", date(2026, 11, 20)),
    )
    events = ((returned, "退回", "请补充数据"), (adopted, "通过", ""))
    own = ("开展隐患排查", "信息", "安全生产管理", "采用", sent, "测试员01")
    assert state == ItemState(number, "财政局", unit, *own, printed, events)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [0, -1, 2, 2**63, 10**40])
def test_an_unknown_number_is_no_item(store: Store, number: int) -> None:
    in_office(store, lambda connection: None)
    store.write(lambda connection: make_item(connection, "财政局", at("2026-11-17 09:00")))
    with store.read() as connection:
        assert item_state(connection, "jinhu", number) is None


def test_lists_are_narrowed_as_figures_are(store: Store) -> None:
    def work(connection: Connection) -> int:
        member = make_member(connection, "招商局", "测试员12")
        number = make_item(connection, "招商局", at("2026-11-17 09:00"), member_id=member, board="重特大项目招引")
        publish(connection, WEEK[0], number, column="项目为王")
        make_item(connection, "财政局", at("2026-11-17 09:00"))
        publish(connection, WEEK[0])
        return member

    in_office(store, lambda connection: None)
    member = store.write(work)
    for filters in (Filter(member_ids=(member,)), Filter(boards=("重特大项目招引",)), Filter(statuses=("待审",))):
        of_items = found(store, "items", filters)
        assert ("招商局" in {each.unit for each in of_items}) and len(found(store, "publications", filters)) == 1
    assert [each.number for each in found(store, "publications", Filter(columns=("项目为王",)))] == [1]
