"""Rankings: who takes part, ties, places, and who may see them."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection

from models.publications import Publication, store_publication
from models.store import Store
from tests.dialogue import Office
from tests.factories import PLAN_TEXT, at, make_item, make_member
from tests.handlers.answering import EMERGENCY, FINANCE, WEEK, YEAR, asked, figures, fill, names

RANK = {"group_by": "unit", "order": "desc"}


def test_units_with_a_liaison_take_part_zeros_included(filled: Office) -> None:
    answer = asked(filled, "ranking", **RANK, **WEEK)
    assert answer.value is None
    assert figures(answer) == [("财政局", 2), ("应急管理局", 0), ("招商局", 0)]
    assert [row.more["rank"] for row in answer.rows] == [1, 2, 2]
    lines = answer.text.splitlines()
    assert lines[0].startswith("3个单位排名：2026年11月16日至22日，全部单位，按信息从多到少；截至")
    assert lines[1:] == ["1. 财政局：2条", "2. 应急管理局：0条（并列）", "2. 招商局：0条（并列）"]


def test_a_unit_that_has_something_takes_part_without_a_liaison(filled: Office) -> None:
    filled.store.write(lambda connection: make_item(connection, "办公室", at("2026-11-17 09:00")))
    assert names(asked(filled, "ranking", **RANK, **WEEK))[:2] == ["财政局", "办公室"]


def test_a_liaison_who_came_later_does_not_bring_the_unit_into_an_earlier_ranking(filled: Office) -> None:
    since = date(2026, 11, 2)
    filled.store.write(lambda connection: make_member(connection, "园区", "测试员08", active_from=since))
    october = {"start": date(2026, 10, 1), "end": date(2026, 11, 1)}
    assert "园区" not in names(asked(filled, "ranking", **RANK, **october))
    assert "园区" in names(asked(filled, "ranking", **RANK, **WEEK))


def test_the_first_is_named_with_the_figure(filled: Office) -> None:
    answer = asked(filled, "ranking", **RANK, limit=1, **WEEK)
    assert figures(answer) == [("财政局", 2)]
    assert answer.text.startswith("2条信息，财政局最多：2026年11月16日至22日，全部单位，3个单位按信息从多到少；")


def test_all_that_are_tied_at_the_edge_are_in(filled: Office) -> None:
    last = asked(filled, "ranking", group_by="unit", order="asc", limit=1, **WEEK)
    assert names(last) == ["应急管理局", "招商局"]
    assert last.text.startswith("0条信息，应急管理局、招商局并列最少：")
    two = asked(filled, "ranking", **RANK, limit=2, **WEEK)
    assert len(two.rows) == 3 and two.text.startswith("前2名（末位并列，共3个）：")
    assert asked(filled, "ranking", group_by="unit", order="asc", limit=2, **WEEK).text.startswith("倒数2名：")


@pytest.mark.parametrize(
    ("unit", "order", "place", "words"),
    [
        ("财政局", "desc", 1, "第1名：财政局，2条信息；"),
        ("招商局", "desc", 2, "并列第2名：招商局，0条信息；"),
        ("财政局", "asc", 3, "倒数第3名：财政局，2条信息；"),
    ],
)
def test_the_place_of_a_named_unit_is_the_value(filled: Office, unit: str, order: Any, place: int, words: str) -> None:
    answer = asked(filled, "ranking", group_by="unit", order=order, units=(unit,), **WEEK)
    assert (answer.value, names(answer)) == (place, [unit])
    assert answer.text.startswith(words) and "全部单位" in answer.text


def test_a_named_unit_that_takes_no_part_has_no_place(filled: Office) -> None:
    answer = asked(filled, "ranking", **RANK, units=("办公室",), **WEEK)
    assert (answer.value, answer.rows) == (None, ()) and answer.text.startswith("没有参加排名")


def test_units_that_are_left_out_take_no_part(filled: Office) -> None:
    others = ("应急管理局", "招商局", "党群工作部", "办公室")
    answer = asked(filled, "ranking", **RANK, units=others, excluded=("财政局",), **WEEK)
    assert names(answer) == ["应急管理局", "招商局"] and "不含财政局" in answer.text


@pytest.mark.parametrize(
    ("key", "metric", "expected"),
    [
        ("board", "items", [("安全生产管理", 2), ("重特大项目招引", 1), ("基础设施配套提升", 0)]),
        ("level", "publications", [("县级", 1), ("市级", 1), ("省级", 0), ("中央", 0)]),
        ("outlet", "publications", [("淮安日报", 1), ("金湖发布", 1)]),
        ("kind", "items", [("信息", 3), ("线索", 0), ("案例", 0), ("图片", 0)]),
    ],
)
def test_other_things_are_ranked_too(filled: Office, key: str, metric: str, expected: list[tuple[str, int]]) -> None:
    assert figures(asked(filled, "ranking", metric, group_by=key, order="desc", **YEAR)) == expected


def test_the_month_with_the_most_says_that_it_still_runs(filled: Office) -> None:
    answer = asked(filled, "ranking", group_by="month", order="desc", limit=1, **YEAR)
    assert figures(answer) == [("2026-11", 2)]
    assert answer.text.startswith("2条信息，2026年11月最多：") and answer.text.endswith("其中2026年11月还没有结束。")


def test_what_belongs_to_no_unit_is_told_beside_a_ranking(filled: Office) -> None:
    answer = asked(filled, "ranking", "publications", **RANK, **YEAR)
    assert "依据2条记录" in answer.text and answer.text.splitlines()[-1] == "另有1条不属于任何单位。"
    place = asked(filled, "ranking", "publications", **RANK, units=("财政局",), **YEAR)
    assert place.text.splitlines()[-1] == "另有1条不属于任何单位。"


def test_a_cut_week_is_not_the_lowest(filled: Office) -> None:
    period = {"start": date(2026, 10, 18), "end": date(2026, 10, 27)}  # a Sunday, a whole week and a Monday
    answer = asked(filled, "ranking", group_by="week", order="asc", limit=1, **period)
    assert figures(answer) == [("2026-W43", 1)]
    assert answer.text.splitlines()[-1] == "第42周（10月18日起）、10月26日 第44周不完整，没有参加排名。"
    assert len(asked(filled, "ranking", group_by="week", order="desc", **period).rows) == 3
    alone = {"start": date(2026, 10, 18), "end": date(2026, 10, 19)}
    assert len(asked(filled, "ranking", group_by="week", order="asc", limit=1, **alone).rows) == 1


def test_a_ranking_of_too_many_steps_is_refused_before_they_are_counted(filled: Office) -> None:
    answer = asked(filled, "ranking", group_by="day", order="desc", start=date(1900, 1, 1), end=date(2027, 1, 1))
    assert not answer.understood and "太长" in answer.text


def test_a_unit_narrows_the_ranking_of_boards(filled: Office) -> None:
    answer = asked(filled, "ranking", group_by="board", order="desc", units=("财政局",), limit=1, **WEEK)
    assert answer.value is None and names(answer) == ["重特大项目招引", "安全生产管理"]


def test_the_lowest_outlets_are_those_that_have_any(filled: Office) -> None:
    answer = asked(filled, "ranking", "publications", group_by="outlet", order="asc", **YEAR)
    assert answer.text.endswith("只在有刊发的媒体中排名。")


def test_a_liaison_learns_the_own_figure_and_no_rank(filled: Office) -> None:
    answer = asked(filled, "ranking", **RANK, units=("财政局",), account=FINANCE, **WEEK)
    assert (answer.value, figures(answer)) == (None, [("财政局", 2)])
    assert "第1名" not in answer.text and "招商局" not in answer.text
    other = asked(filled, "ranking", **RANK, units=("财政局",), account=EMERGENCY, **WEEK)
    assert (other.value, other.rows) == (None, ()) and "私聊查看" in other.text
    assert names(asked(filled, "ranking", group_by="board", order="desc", account=FINANCE, **WEEK)) != []


@pytest.mark.parametrize(
    ("tone", "seen"),
    [("", False), ('naming = "group"', False), ('ranking = "leaders"', False), ('ranking = "group"', True)],
)
def test_in_a_group_units_are_ranked_only_where_the_plan_ranks_there(store: Store, tone: str, seen: bool) -> None:
    office = Office(store, text=f"{PLAN_TEXT}\n[tone]\n{tone}\n")
    for unit, name in (("财政局", "测试员01"), ("应急管理局", "测试员02"), ("招商局", "测试员03")):
        office.member(unit, name)
    office.member("办公室", "测试员05", "leader")
    office.store.write(fill)
    answer = asked(office, "ranking", **RANK, in_group=True, **WEEK)
    assert ("财政局" in answer.text) is seen and (answer.rows != ()) is seen


def test_a_long_ranking_is_drawn(filled: Office) -> None:
    def print_many(connection: Connection) -> None:
        for place in range(9):
            outlet = Publication("jinhu", None, f"县报{place}", "county", date(2026, 11, 2))
            store_publication(connection, outlet, None)

    filled.store.write(print_many)
    answer = asked(filled, "ranking", "publications", group_by="outlet", order="desc", **YEAR)
    assert answer.chart is not None and (answer.chart.kind, len(answer.chart.rows)) == ("bars", 11)
    assert answer.sheet is not None and answer.sheet.header == ("媒体", "刊发（条）", "名次")
    assert "共11行，回复「全部」得到完整表格。" in answer.text
