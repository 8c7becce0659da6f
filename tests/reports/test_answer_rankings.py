"""The wording of rankings."""

from typing import Any

import pytest

from models.filters import Query
from reports.answer_rankings import (
    left_out_text,
    no_ranking_text,
    only_with_any_text,
    place_answer,
    ranking_answer,
)
from rules.ranking import ranked, up_to
from tests.reports.answer_samples import AS_OF, NOW, OCTOBER, YEAR
from tests.reports.samples import PLAN

PLACES = ranked([("甲局", 3), ("乙局", 5), ("丙局", 3)])
MOST = Query("ranking", "items", *OCTOBER, group_by="unit", order="desc")


def test_the_first_is_named_with_its_figure() -> None:
    query = Query("ranking", "items", *OCTOBER, group_by="unit", order="desc", limit=1)
    text = ranking_answer(query, up_to(PLACES, 1), 3, 11, PLAN, NOW)
    assert text == f"5条信息，乙局最多：2026年10月，全部单位，3个单位按信息从多到少；{AS_OF}，依据11条记录。"


def test_several_have_a_line_each_with_their_ties() -> None:
    query = Query("ranking", "items", *OCTOBER, group_by="unit", order="desc", limit=2)
    lines = ranking_answer(query, up_to(PLACES, 2), 3, 11, PLAN, NOW).splitlines()
    assert lines[0].startswith("前2名（末位并列，共3个）：2026年10月")
    assert lines[1:] == ["1. 乙局：5条", "2. 甲局：3条（并列）", "2. 丙局：3条（并列）"]
    assert ranking_answer(MOST, PLACES, 3, 11, PLAN, NOW).startswith("3个单位排名：")


def test_from_below_the_places_are_said_to_be() -> None:
    query = Query("ranking", "items", *OCTOBER, group_by="unit", order="asc", limit=2)
    places = ranked([("甲局", 3), ("乙局", 5), ("丙局", 3)], lowest_first=True)
    lines = ranking_answer(query, up_to(places, 2), 3, 11, PLAN, NOW).splitlines()
    assert lines[0].startswith("倒数2名：")
    assert lines[1:] == ["倒数第1 甲局：3条（并列）", "倒数第1 丙局：3条（并列）"]


@pytest.mark.parametrize(("order", "limit"), [("desc", 5), ("desc", 1), ("desc", None), ("asc", 1), ("asc", None)])
def test_zeros_are_not_ranked(order: Any, limit: int | None) -> None:
    places = ranked([(f"{place}局", 0) for place in range(14)], order == "asc")
    query = Query("ranking", "items", *OCTOBER, group_by="unit", order=order, limit=limit)
    text = ranking_answer(query, up_to(places, limit), 14, 0, PLAN, NOW)
    assert text == f"0条信息，14个单位都是0条：2026年10月，全部单位；{AS_OF}，依据0条记录。"


def test_very_many_who_are_tied_are_not_all_named() -> None:
    places = ranked([("甲局", 5), *((f"{place}局", 0) for place in range(999))], lowest_first=True)
    query = Query("ranking", "items", *OCTOBER, group_by="unit", order="asc", limit=1)
    lines = ranking_answer(query, up_to(places, 1), 1000, 5, PLAN, NOW).splitlines()
    assert lines[0].startswith("0条信息，0局、1局、2局、3局、4局、5局、6局、7局…等999个单位并列最少：")
    assert lines[1:] == ["共999个单位，回复「全部」得到完整表格。"]


def test_a_step_that_is_cut_is_said_to_take_no_part() -> None:
    query = Query("ranking", "items", *YEAR, group_by="week", order="asc", limit=1)
    assert left_out_text(query, ["2026-W01"], PLAN) == "第1周（1月1日起）不完整，没有参加排名。"


def test_without_anybody_there_is_no_ranking() -> None:
    assert ranking_answer(MOST, [], 0, 0, PLAN, NOW).startswith("0个单位可以排名：2026年10月")


def test_a_step_of_time_that_runs_is_said_to() -> None:
    months = ranked([("2026-10", 3), ("2026-11", 5)])
    query = Query("ranking", "items", group_by="month", order="desc")
    assert (
        ranking_answer(query, months, 2, 8, PLAN, NOW, "2026-11").splitlines()[0].endswith("其中2026年11月还没有结束。")
    )
    assert "没有结束" not in ranking_answer(query, months[1:], 2, 8, PLAN, NOW, "2026-11")


def test_the_places_of_those_that_were_named() -> None:
    text = place_answer(MOST, [PLACES[0], PLACES[1]], 3, 11, MOST, PLAN, NOW)
    assert text.startswith(
        "第1名：乙局，5条信息；并列第2名：甲局，3条信息；2026年10月，全部单位，3个单位按信息从多到少；"
    )
    lowest = Query("ranking", "items", *OCTOBER, group_by="unit", order="asc")
    assert place_answer(lowest, [PLACES[0]], 3, 11, lowest, PLAN, NOW).startswith("倒数第1名：乙局")
    assert place_answer(MOST, [], 3, 11, MOST, PLAN, NOW).startswith("没有参加排名：")


def test_what_is_told_without_a_ranking() -> None:
    assert "私聊" in no_ranking_text()
    outlets = Query("ranking", "publications", group_by="outlet", order="asc")
    assert only_with_any_text(outlets) == "只在有刊发的媒体中排名。"
