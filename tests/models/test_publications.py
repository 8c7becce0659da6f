"""Publications of an item and of none, and the names that came with them."""

from datetime import date

import pytest
from sqlalchemy import Connection, select

from models.items import item_by_number
from models.publications import (
    Publication,
    known_names,
    publication_table,
    publications_of_item,
    remember_name,
    store_publication,
)
from models.store import Store
from tests.factories import PLAN_TEXT, at, make_item, make_member, make_plan

FULL = Publication(
    plan_id="jinhu",
    item_number=1,
    outlet="淮安日报",
    level="city",
    published_on=date(2026, 11, 18),
    column="项目为王",
    link="https://news.example.cn/1.html?a=b&c=%E5",
    title="“开工”",
    placement="头版",
    form="图片",
    combined="综合",
    reprint="转载",
    via="报送",
)


@pytest.fixture
def items(store: Store) -> list[int]:
    """The ids of two items, numbers 1 and 2."""

    def work(connection: Connection) -> list[int]:
        make_plan(connection)
        make_plan(connection, PLAN_TEXT.replace('id = "jinhu"', 'id = "guanyun"'))
        make_member(connection, "财政局", "测试员01")
        found = [
            item_by_number(connection, "jinhu", make_item(connection, "财政局", at("2026-11-18 10:00"))) for _ in "ab"
        ]
        return [item.id for item in found if item]

    return store.write(work)


def publish(store: Store, publication: Publication, item_id: int | None) -> int:
    return store.write(lambda connection: store_publication(connection, publication, item_id))


def of(store: Store, item_id: int) -> list[Publication]:
    with store.read() as connection:
        return publications_of_item(connection, item_id)


def test_a_publication_comes_back_as_it_was_stored(store: Store, items: list[int]) -> None:
    publish(store, FULL, items[0])
    assert of(store, items[0]) == [FULL]
    assert of(store, items[1]) == []


def test_an_item_may_be_published_many_times_the_earliest_first(store: Store, items: list[int]) -> None:
    days = [date(2026, 11, 20), date(2026, 11, 18), date(2026, 11, 20)]
    outlets = ["甲报", "乙报", "丙报"]
    for day, outlet in zip(days, outlets, strict=True):
        publish(store, Publication("jinhu", 2, outlet, "county", day), items[1])
    found = of(store, items[1])
    assert [(each.outlet, each.item_number) for each in found] == [("乙报", 2), ("甲报", 2), ("丙报", 2)]
    assert found[0] == Publication("jinhu", 2, "乙报", "county", date(2026, 11, 18))


def test_the_same_outlet_and_day_twice_are_two_publications(store: Store, items: list[int]) -> None:
    assert publish(store, FULL, items[0]) != publish(store, FULL, items[0])
    assert len(of(store, items[0])) == 2


def test_a_publication_may_belong_to_no_item(store: Store, items: list[int]) -> None:
    number = publish(store, Publication("jinhu", None, "某报", "central", date(2026, 11, 18)), None)
    with store.read() as connection:
        row = connection.execute(select(publication_table).where(publication_table.c.id == number)).one()
    assert (row.item_id, row.outlet, row.level, row.published_on) == (None, "某报", "central", date(2026, 11, 18))
    assert [of(store, item) for item in items] == [[], []]


@pytest.mark.usefixtures("items")
def test_a_name_that_the_plan_does_not_know_is_remembered_once_with_its_level(store: Store) -> None:
    def remember(plan: str, kind: str, name: str, level: str = "") -> bool:
        return store.write(lambda connection: remember_name(connection, plan, kind, name, level))

    assert remember("jinhu", "outlet", "某报", "city") is True
    assert remember("jinhu", "outlet", "某报", "central") is False
    assert remember("jinhu", "column", "某报") is True
    assert remember("guanyun", "outlet", "某报", "county") is True
    assert remember("jinhu", "outlet", "另一报", "province") is True
    with store.read() as connection:
        assert known_names(connection, "jinhu", "outlet") == {"某报": "city", "另一报": "province"}
        assert known_names(connection, "jinhu", "column") == {"某报": ""}
        assert known_names(connection, "guanyun", "outlet") == {"某报": "county"}
        assert known_names(connection, "guanyun", "column") == {}
