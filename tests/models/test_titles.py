"""Items by title, however it is written; on SQLite and on PostgreSQL."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from models.store import Store
from models.titles import EVERYTHING, LOOKED_AT, Sight, Titled, items_titled
from questions.normalise import normalise
from tests.factories import at, make_item, unit_id_of
from tests.models.small_office import UNITS, in_office

Work = Callable[[Connection], None]


def asked(store: Store, title: str, limit: int = 5, sight: Sight = EVERYTHING) -> Titled:
    with store.read() as connection:
        return items_titled(connection, "jinhu", normalise(title), limit, sight)


def titled(store: Store, title: str, limit: int = 5) -> list[int]:
    return [item.number for item in asked(store, title, limit).items]


def sent(*titles: str, unit: str = "财政局", status: str = "待审") -> Work:
    def work(connection: Connection) -> None:
        for title in titles:
            make_item(connection, unit, at("2026-11-17 09:00"), title=title, status=status)

    return work


WRITTEN = (
    "优化营商环境，助力企业发展",
    "关于印发《工作要点》的通知（第二版）",
    "十月的一条信息",
    "园区：三个月 招商 纪实",
    "開發區優化營商環境",
    "完成ＧＤＰ目标１００％",
    "AI赋能“一网通办”",
    "版块建设见成效",
    "三四月工作小结",
)


@pytest.mark.parametrize("title", WRITTEN)
def test_a_title_is_found_as_it_is_written(store: Store, title: str) -> None:
    in_office(store, sent(*WRITTEN))
    assert titled(store, title) == [WRITTEN.index(title) + 1]
    assert asked(store, title).total == 1


@pytest.mark.parametrize(
    ("part", "number"),
    [
        ("营商环境，助力", 1),
        ("营商环境,助力企业", 1),
        ("通知（第二版）", 2),
        ("10月的一条", 3),
        ("3个月招商纪实", 4),
        ("三个月招商", 4),
        ("开发区优化营商", 5),
        ("開發區優化", 5),
        ("gdp目标", 6),
        ("GDP", 6),
        ("ai赋能", 7),
        ("板块建设", 8),
        ("3至4月工作", 9),
    ],
)
def test_a_part_of_a_title_is_found_however_it_is_written(store: Store, part: str, number: int) -> None:
    in_office(store, sent(*WRITTEN))
    assert titled(store, part) == [number]


def test_an_item_of_exactly_this_title_goes_before_those_that_contain_it(store: Store) -> None:
    in_office(
        store, sent("隐患排查", "开展隐患排查", "隐患排查见成效", "其他", "开展隐患排查", "10月，排查", "10月,排查了")
    )
    assert titled(store, "隐患排查") == [1]
    assert titled(store, "开展隐患排查") == [5, 2]
    assert titled(store, "排查") == [7, 6, 5, 3, 2]
    assert titled(store, "排查", limit=2) == [7, 6]
    assert titled(store, "十月，排查") == [6]


def test_how_many_there_are_is_told_beyond_the_limit(store: Store) -> None:
    in_office(store, sent(*["隐患排查，见成效"] * 30, *["安全生产会议"] * 20))
    for title, total in (("隐患排查，见成效", 30), ("排查，见", 30), ("安全生产会议", 20), ("会议", 20)):
        found = asked(store, title, limit=8)
        assert (found.total, len(found.items), found.is_whole) == (total, 8, True)


def test_rights_are_part_of_the_search(store: Store) -> None:
    in_office(store, sent("十月的隐患排查", unit=UNITS[0]))
    store.write(sent(*["十月的隐患排查，又一次"] * 60, unit=UNITS[1]))
    store.write(sent("十月的隐患排查", unit=UNITS[1], status="草稿"))
    with store.read() as connection:
        first, second = (unit_id_of(connection, unit) for unit in UNITS[:2])
    own = Sight((first,), (first,))
    for title in ("隐患排查", "十月的隐患排查", "十月的"):
        found = asked(store, title, sight=own)
        assert (found.total, [item.number for item in found.items]) == (1, [1])
    assert asked(store, "十月的隐患排查", sight=Sight(None, (first,))).total == 1
    assert asked(store, "十月的隐患排查", sight=Sight(None, (second,))).total == 2
    assert asked(store, "十月的隐患排查").total == 2


def test_where_too_many_may_be_meant_it_is_said_to_be_a_part(store: Store) -> None:
    in_office(store, sent("GDP快报", *["安全生产会议"] * LOOKED_AT))
    assert asked(store, "gdp", limit=8) == Titled(1, asked(store, "快报").items, is_whole=False)
    assert (asked(store, "没有").total, asked(store, "abc").is_whole) == (0, False)
    assert asked(store, "安全").is_whole


def test_signs_of_a_pattern_and_the_case_of_letters_mean_nothing(store: Store) -> None:
    in_office(store, sent("完成100%目标", "完成1000目标", "A_b计划", "AXb计划", "甲/乙\\丙"))
    for title, expected in [("100%", [1]), ("a_B", [3]), ("甲/乙", [5]), ("乙\\丙", [5]), ("%", [1]), ("_", [3])]:
        assert titled(store, title) == expected


@pytest.mark.parametrize("title", ["", "\x00", "隐患\x00", "没有这个", "𠮷" * 5000, "好" * 5000, "\ud800"])
def test_a_title_that_no_item_can_have_finds_none(store: Store, title: str) -> None:
    in_office(store, sent("开展隐患排查"))
    with store.read() as connection:
        assert items_titled(connection, "jinhu", title, 5) == Titled(0, ())


def test_a_found_item_bears_its_unit_and_is_of_the_plan(store: Store) -> None:
    in_office(store, sent("隐患", unit=UNITS[1]))
    with store.read() as connection:
        (item,) = items_titled(connection, "jinhu", "隐患", 5).items
        assert item == (1, unit_id_of(connection, UNITS[1]), "隐患")
        assert items_titled(connection, "other", "隐患", 5) == Titled(0, ())
