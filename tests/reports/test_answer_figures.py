"""The wording of figures."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from models.filters import Query
from reports.answer_figures import (
    average_answer,
    count_answer,
    grouped_answer,
    no_people_text,
    only_own_text,
    share_answer,
    share_questions,
    shares_answer,
)
from reports.answer_tables import Row
from tests.reports.answer_samples import AS_OF, NOW, OCTOBER, YEAR
from tests.reports.samples import PLAN


def test_a_count_says_number_period_filter_as_of_time_and_source() -> None:
    query = Query("count", "items", *OCTOBER, units=("财政局",))
    assert count_answer(query, 5, PLAN, NOW) == f"5条信息：2026年10月，财政局；{AS_OF}，依据5条记录。"


def test_a_grouped_count_has_the_total_and_a_line_each() -> None:
    query = Query("count", "items", *OCTOBER, group_by="unit")
    text = grouped_answer(query, 7, [Row("财政局", 5), Row("招商局", 2)], PLAN, NOW)
    assert text.splitlines() == [
        f"7条信息：2026年10月，全部单位，按单位；{AS_OF}，依据7条记录。",
        "财政局：5条",
        "招商局：2条",
    ]


def test_a_long_table_is_cut_and_what_belongs_to_none_is_told() -> None:
    query = Query("count", "publications", *OCTOBER, group_by="outlet")
    text = grouped_answer(query, 100, [Row(f"{place}报", 9) for place in range(11)], PLAN, NOW, 1)
    assert text.splitlines()[8:] == ["7报：9条", "共11行，回复「全部」得到完整表格。", "另有1条不属于任何媒体。"]


def test_a_line_that_says_the_same_as_the_sentence_is_left_out() -> None:
    month = grouped_answer(Query("trend", "items", *OCTOBER, group_by="month"), 3, [Row("2026-10", 3)], PLAN, NOW)
    assert month == f"3条信息：2026年10月，全部单位；{AS_OF}，依据3条记录。"
    unit = Query("count", "items", *OCTOBER, units=("财政局",), group_by="unit")
    assert grouped_answer(unit, 3, [Row("财政局", 3)], PLAN, NOW).endswith("财政局；" + AS_OF + "，依据3条记录。")
    everybody = Query("count", "items", *OCTOBER, group_by="unit")
    assert grouped_answer(everybody, 3, [Row("财政局", 3)], PLAN, NOW).endswith("\n财政局：3条")


@pytest.mark.parametrize("months", [11, 12])
def test_the_months_of_a_year_are_shown_whole(months: int) -> None:
    rows = [Row(f"2026-{month:02d}", month) for month in range(1, months + 1)]
    lines = grouped_answer(Query("trend", "items", *YEAR, group_by="month"), 78, rows, PLAN, NOW).splitlines()
    assert lines[1:] == [f"2026年{month}月：{month}条" for month in range(1, months + 1)]


def test_of_a_longer_trend_the_newest_steps_are_shown() -> None:
    rows = [Row(f"2026-W{week:02d}", week) for week in range(2, 20)]
    lines = grouped_answer(Query("trend", "items", *YEAR, group_by="week"), 78, rows, PLAN, NOW).splitlines()
    assert len(lines) == 10 and lines[1].endswith("第12周：12条") and lines[8].endswith("第19周：19条")
    assert lines[9] == "较早的10行没有列出，共18行，回复「全部」得到完整表格。"


def test_the_units_of_an_office_are_shown_whole_and_very_many_from_the_most() -> None:
    query = Query("count", "items", *OCTOBER, group_by="unit")
    rows = [Row(f"{place}局", place) for place in range(15)]
    lines = grouped_answer(query, 105, rows, PLAN, NOW).splitlines()
    assert lines[1:] == [f"{place}局：{place}条" for place in range(15)]
    lines = grouped_answer(query, 120, [*rows, Row("15局", 15)], PLAN, NOW).splitlines()
    assert lines[1:4] == ["15局：15条", "14局：14条", "13局：13条"] and lines[15] == "1局：1条"
    assert lines[16:] == ["共16行，回复「全部」得到完整表格。"]


def test_a_figure_of_states_says_which_date_counts() -> None:
    query = Query("count", "items", *OCTOBER, statuses=("退回",))
    assert count_answer(query, 0, PLAN, NOW).startswith("0条信息：2026年10月，退回，按报送时间统计；")
    share = Query("count", "items", *OCTOBER, statuses=("退回",), calculation="share")
    text = share_answer(share, share, Decimal("50.0"), 1, 2, PLAN, NOW)
    assert "占全部信息（退回）2条，按报送时间统计；" in text
    always = Query("count", "items", statuses=("退回",))
    printed = Query("count", "publications", *OCTOBER, statuses=("退回",))
    assert all("按报送时间" not in count_answer(each, 0, PLAN, NOW) for each in (always, printed))


def test_an_average_shows_what_was_divided() -> None:
    query = Query("count", "items", *OCTOBER, group_by="unit", calculation="average")
    text = average_answer(query, Decimal("3.5"), 49, 14, PLAN, NOW)
    assert text == f"3.5条信息，平均每个单位：2026年10月，全部单位；49条÷14个单位；{AS_OF}，依据49条记录。"
    weekly = Query("count", "publications", *OCTOBER, group_by="week", calculation="average")
    assert average_answer(weekly, Decimal("0.5"), 2, 4, PLAN, NOW).startswith("0.5条刊发，平均每周：")
    monthly = Query("count", "items", group_by="month", calculation="average")
    assert "平均每个月：全部时间" in average_answer(monthly, Decimal("1.0"), 2, 2, PLAN, NOW)
    assert average_answer(query, None, 0, 0, PLAN, NOW).startswith("0个单位，没有可以计算的平均数：2026年10月")


def test_a_share_shows_part_and_whole() -> None:
    query = Query("count", "items", *OCTOBER, units=("招商局",), calculation="share")
    whole_of = Query("count", "items", *OCTOBER, calculation="share")
    text = share_answer(query, whole_of, Decimal("32.1"), 18, 56, PLAN, NOW)
    assert text == f"32.1%：2026年10月，招商局18条，占全部信息56条；{AS_OF}，依据56条记录。"
    assert "没有可以计算的占比" in share_answer(query, whole_of, None, 0, 0, PLAN, NOW)


def test_the_shares_of_each() -> None:
    query = Query("count", "items", *OCTOBER, group_by="board", calculation="share")
    rows = [Row("安全生产管理", 66.7, {"count": 2}), Row("其他", None, {"count": 0})]
    lines = shares_answer(query, 3, rows, PLAN, NOW, 1).splitlines()
    assert lines[0] == f"3条信息，各板块占比：2026年10月，全部单位；{AS_OF}，依据3条记录。"
    assert lines[1:] == ["安全生产管理：66.7%（2条）", "其他：—（0条）", "另有1条不属于任何板块。"]


@pytest.mark.parametrize(
    ("metric", "filters", "expected"),
    [
        ("items", {}, ["本月各板块报的信息占比"]),
        (
            "publications",
            {"units": ("招商局",), "levels": ("province", "central")},
            ["本月招商局刊发占比", "本月省级以上刊发占比"],
        ),
        ("items", {"units": ("甲局", "乙局"), "boards": ("安全生产管理",)}, ["本月安全生产管理板块报的信息占比"]),
    ],
)
def test_a_share_by_one_condition_each_is_offered(metric: Any, filters: dict[str, Any], expected: list[str]) -> None:
    query = Query("count", metric, date(2026, 11, 1), date(2026, 12, 1), calculation="share", **filters)
    assert share_questions(query, PLAN, NOW.date()) == expected


def test_small_sentences() -> None:
    assert "请私聊查看" in only_own_text(True) and "由单位负责人" in only_own_text(False)
    assert "私聊" in no_people_text(True) and "私聊" in no_people_text(False)
