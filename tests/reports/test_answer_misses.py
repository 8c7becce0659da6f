"""The wording of the periods that were missed."""

from datetime import date
from typing import Any

import pytest

from models.deliveries import Misses
from models.filters import Query
from reports.answer_deliveries import Own
from reports.answer_misses import MOST, misses_text, no_period_text, unopened_period_text
from rules.periods import period_of
from tests.reports.answer_samples import OCTOBER, YEAR
from tests.reports.samples import PLAN

TODAY = date(2026, 11, 22)
TWO = (Misses("财政局", "weekly", "2026-W40", 2, 5), Misses("招商局", "weekly", "2026-W40", 3, 5))
NONE_SHORT = (Misses("财政局", "weekly", "2026-W40", 0, 5),)


def said(*misses: Misses, own: Any = None, span: Any = OCTOBER, **more: Any) -> list[str]:
    return misses_text(Query("missing", "items", *span, **more), misses, PLAN, TODAY, own)


def test_the_most_missed_come_first() -> None:
    assert said(*TWO, *NONE_SHORT) == ["按周看，有缺报的：招商局3周、财政局2周。"]
    assert said(*NONE_SHORT) == ["按周看，没有单位缺报。"]
    assert said() == []


def test_of_named_units_it_is_told_of_how_many() -> None:
    assert said(*TWO, units=("财政局", "招商局")) == ["按周看，财政局缺报2周，共5周；招商局缺报3周，共5周。"]
    assert said(*TWO, units=("财政局", "招商局"), excluded=("办公室",)) == ["按周看，有缺报的：招商局3周、财政局2周。"]


def test_while_the_span_runs_what_is_not_due_is_said_not_to_count() -> None:
    assert said(*TWO, span=YEAR) == ["按周看，有缺报的：招商局3周、财政局2周。未到截止时间的不算。"]


def test_of_many_the_first_are_named() -> None:
    text = said(*(Misses(f"第{i}局", "weekly", "2026-W40", 1, 5) for i in range(MOST + 1)))[0]
    assert text.endswith(f"第{MOST - 1}局1周等{MOST + 1}个单位。")


def test_who_may_not_see_names_gets_the_number_and_the_own_count() -> None:
    assert said(*TWO, own=[Own("财政局", None)]) == ["按周看，2个单位有缺报；财政局缺报2周，共5周。"]
    assert said(*TWO, own=()) == ["按周看，2个单位有缺报。"]


def test_of_several_duties_each_has_its_line() -> None:
    lines = said(*TWO, Misses("财政局", "photos", "2026-10", 1, 1))
    assert lines == [
        "按周看（每周信息），有缺报的：招商局3周、财政局2周。",
        "按月看（photos），有缺报的：财政局1个月。",
    ]


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        (date(2026, 11, 21), "本周"),
        (date(2026, 11, 11), "上周"),
        (date(2026, 10, 13), "2026年10月12日到2026年10月18日"),
    ],
)
def test_a_day_is_answered_with_the_question_for_its_week(day: date, asked: str) -> None:
    query = Query("missing", "items", day, date.fromordinal(day.toordinal() + 1))
    assert no_period_text(query, PLAN, TODAY) == [f"任务按周计算，是否欠报请问“{asked}谁没报”。"]


def test_a_period_that_is_not_open_is_named() -> None:
    assert unopened_period_text(period_of("week", TODAY, PLAN), TODAY) == "本周任务尚未开启，稍后再查。"
