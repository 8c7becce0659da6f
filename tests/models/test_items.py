"""Items: which of them count and when, what is found of them, and who may move them."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from models.items import (
    Item,
    NewItem,
    change_item,
    count_with_status,
    item_by_number,
    items_of_unit,
    items_with_status,
    latest_item,
    log_event,
    set_status,
    store_item,
)
from models.store import Store
from tests.factories import PLAN_TEXT, at, make_item, make_member, make_plan, unit_id_of
from tests.models.observing import together
from tests.observers import count_of_unit, events_of

MONDAY, NEXT_MONDAY = date(2026, 11, 16), date(2026, 11, 23)
NOW = at("2026-11-18 10:00")
STATUSES = {"草稿": False, "待审": True, "采用": True, "退回": False, "撤回": False}


@pytest.fixture
def member(store: Store) -> int:
    """The liaison of 财政局; another unit and another plan are there too."""

    def work(connection: Connection) -> int:
        make_plan(connection)
        make_plan(connection, PLAN_TEXT.replace('id = "jinhu"', 'id = "guanyun"'))
        make_member(connection, "招商局", "测试员02")
        make_member(connection, "财政局", "测试员03", plan_id="guanyun")
        return make_member(connection, "财政局", "测试员01")

    return store.write(work)


def send(store: Store, sent_at: datetime = NOW, unit: str = "财政局", **told: object) -> int:
    """Stores an item. → its number."""
    return store.write(lambda connection: make_item(connection, unit, sent_at, **told))  # type: ignore[arg-type]


def item(store: Store, number: int) -> Item:
    with store.read() as connection:
        found = item_by_number(connection, "jinhu", number)
    assert found is not None
    return found


def new_item(store: Store, number: int = 7, points: Mapping[str, str] | None = None) -> NewItem:
    with store.read() as connection:
        unit = unit_id_of(connection, "财政局")
    return NewItem(
        plan_id="jinhu",
        number=number,
        unit_id=unit,
        member_id=None,
        byline="测试员01",
        kind="线索",
        board="安全生产管理",
        title="开展“隐患”排查",
        body="第一行\n第二行 𠮷",
        sent_at=NOW,
        counted_on=MONDAY,
        points=points,
    )


def counted(store: Store, start: date = MONDAY, end: date = NEXT_MONDAY, unit: str = "财政局") -> int:
    with store.read() as connection:
        return count_of_unit(connection, unit_id_of(connection, unit), start, end)


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize(("status", "counts"), STATUSES.items())
def test_items_in_review_and_adopted_count_and_no_others(store: Store, status: str, counts: bool) -> None:
    send(store, status=status)
    assert counted(store) == int(counts)


@pytest.mark.usefixtures("member")
def test_what_was_sent_back_counts_again_when_it_comes_again_and_by_its_first_time(store: Store) -> None:
    found = item(store, send(store))

    def counted_as(status: str) -> int:
        store.write(lambda connection: change_item(connection, found.id, status=status))
        return counted(store)

    assert [counted_as(status) for status in ("退回", "待审", "采用", "撤回")] == [0, 1, 1, 0]
    assert item(store, found.number).sent_at == NOW


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize(
    ("sent", "week"),
    [
        ("2026-11-15 23:59", date(2026, 11, 9)),
        ("2026-11-16 00:00", MONDAY),
        ("2026-11-22 23:59", MONDAY),
        ("2026-11-23 00:00", NEXT_MONDAY),
    ],
)
@pytest.mark.usefixtures("member")
def test_an_item_counts_on_the_date_that_the_offices_calendar_showed(store: Store, sent: str, week: date) -> None:
    send(store, at(sent))
    weeks = [date(2026, 11, 9), MONDAY, NEXT_MONDAY]
    found = [counted(store, start, start + timedelta(days=7)) for start in weeks]
    assert found == [int(start == week) for start in weeks]


@pytest.mark.usefixtures("member")
def test_an_item_made_up_for_counts_in_the_period_that_it_names_not_when_it_was_sent(store: Store) -> None:
    made_up = replace(new_item(store), counted_on=date(2026, 11, 9), made_up_for="2026-W46")
    store.write(lambda connection: store_item(connection, made_up))
    assert (counted(store), counted(store, date(2026, 11, 9), MONDAY)) == (0, 1)
    assert item(store, 7).made_up_for == "2026-W46"


@pytest.mark.usefixtures("member")
def test_a_period_has_its_first_day_and_not_the_day_after_its_last(store: Store) -> None:
    send(store, at("2026-11-16 08:00"))
    assert counted(store, MONDAY, MONDAY + timedelta(days=1)) == 1
    assert counted(store, date(2026, 11, 15), MONDAY) == 0
    assert counted(store, MONDAY, MONDAY) == 0


@pytest.mark.usefixtures("member")
def test_each_unit_has_its_own_count(store: Store) -> None:
    send(store, unit="招商局")
    assert (counted(store), counted(store, unit="招商局")) == (0, 1)


@pytest.mark.parametrize("points", [None, {}, {"落实情况": "“已整改”\n19处", "投入": ""}])
def test_an_item_comes_back_as_it_was_stored(store: Store, member: int, points: dict[str, str] | None) -> None:
    told = replace(new_item(store, points=points), member_id=member)
    number = store.write(lambda connection: store_item(connection, told))
    assert item(store, 7) == Item(
        id=number,
        plan_id="jinhu",
        number=7,
        unit_id=told.unit_id,
        unit="财政局",
        member_id=member,
        byline="测试员01",
        kind="线索",
        board="安全生产管理",
        title="开展“隐患”排查",
        body="第一行\n第二行 𠮷",
        points=points,
        status="待审",
        sent_at=NOW,
        counted_on=MONDAY,
        made_up_for=None,
    )


@pytest.mark.usefixtures("member")
def test_a_number_is_one_item_in_a_plan_and_may_be_another_in_another(store: Store) -> None:
    here, there = send(store, title="这里"), send(store, title="那里", plan_id="guanyun")
    assert here == there
    assert item(store, here).title == "这里"
    with store.read() as connection:
        found = item_by_number(connection, "guanyun", there)
        assert found is not None and found.title == "那里"
        assert item_by_number(connection, "jinhu", 4711) is None


@pytest.mark.usefixtures("member")
def test_a_number_is_never_given_to_two_items(store: Store) -> None:
    told = new_item(store)
    store.write(lambda connection: store_item(connection, told))
    with pytest.raises((sqlite3.IntegrityError, IntegrityError)):
        store.write(lambda connection: store_item(connection, told))
    assert counted(store) == 1


def test_the_latest_item_is_the_members_own_and_not_one_taken_back(store: Store, member: int) -> None:
    first = send(store, member_id=member, status="退回")
    second = send(store, member_id=member)
    third = send(store, member_id=member, status="撤回")
    send(store)
    with store.read() as connection:
        latest = latest_item(connection, member)
        assert latest is not None and first < latest.number == second < third
        assert latest_item(connection, member - 1) is None


@pytest.mark.usefixtures("member")
def test_the_items_of_a_unit_in_a_period_are_there_whatever_became_of_them(store: Store) -> None:
    numbers = [send(store, status=status) for status in STATUSES]
    send(store, unit="招商局")
    send(store, at("2026-11-23 00:00"))
    with store.read() as connection:
        found = items_of_unit(connection, unit_id_of(connection, "财政局"), MONDAY, NEXT_MONDAY)
    assert [each.number for each in found] == numbers


@pytest.mark.usefixtures("member")
def test_the_oldest_with_a_status_come_first_and_are_counted_beyond_the_limit(store: Store) -> None:
    waiting = [send(store, unit=unit) for unit in ("财政局", "招商局", "财政局")]
    sent_back = send(store, status="退回")
    send(store, plan_id="guanyun")
    with store.read() as connection:
        assert [each.number for each in items_with_status(connection, "jinhu", ["待审"], 2)] == waiting[:2]
        both = items_with_status(connection, "jinhu", ("退回", "待审"), 9)
        assert [each.number for each in both] == [*waiting, sent_back]
        assert items_with_status(connection, "jinhu", (), 9) == []
        assert count_with_status(connection, "jinhu", "待审") == 3
        assert count_with_status(connection, "jinhu", "采用") == 0


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize("status", STATUSES)
def test_an_item_moves_only_from_a_status_that_allows_it(store: Store, status: str) -> None:
    found = item(store, send(store, status=status))
    allowed = ("待审", "退回")
    moved = store.write(lambda connection: set_status(connection, found.id, "采用", allowed))
    assert moved is (status in allowed)
    assert item(store, found.number).status == ("采用" if moved else status)


@pytest.mark.usefixtures("member")
def test_of_two_reviewers_at_once_one_decides(store: Store, neighbour: Store) -> None:
    verdicts = ("采用", "退回")
    found = item(store, send(store))

    def decide(number: int) -> bool:
        def work(connection: Connection) -> bool:
            return set_status(connection, found.id, verdicts[number], ["待审"])

        return (store, neighbour)[number].write(work)

    moved = together(2, decide)
    assert sorted(moved) == [False, True]
    assert item(store, found.number).status == verdicts[moved.index(True)]


@pytest.mark.usefixtures("member")
def test_a_changed_wording_changes_nothing_else(store: Store) -> None:
    number, other = send(store), send(store)
    before, untouched = item(store, number), item(store, other)
    changes = {"title": "新标题", "body": "新正文", "points": {"投入": "3亿元"}}
    store.write(lambda connection: change_item(connection, before.id, **changes))
    assert item(store, number) == replace(before, **changes)  # type: ignore[arg-type]
    assert item(store, other) == untouched


@pytest.mark.usefixtures("member")
def test_a_status_that_is_none_is_refused(store: Store) -> None:
    found = item(store, send(store))
    with pytest.raises(IntegrityError):
        store.write(lambda connection: change_item(connection, found.id, status="通过"))


@pytest.mark.usefixtures("member")
def test_what_happened_to_an_item_is_told_in_order(store: Store) -> None:
    found, other = item(store, send(store)), item(store, send(store))

    def work(connection: Connection) -> None:
        log_event(connection, found.id, "退回", None, NOW + timedelta(hours=2), "请补充数字")
        log_event(connection, other.id, "采用", None, NOW)
        log_event(connection, found.id, "修改", None, NOW + timedelta(hours=1), before={"title": "旧"})

    store.write(work)
    with store.read() as connection:
        assert events_of(connection, found.id) == [
            (NOW + timedelta(hours=2), "退回", "请补充数字"),
            (NOW + timedelta(hours=1), "修改", ""),
        ]
