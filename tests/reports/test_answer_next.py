"""Which questions are offered below an answer."""

from datetime import date
from typing import Any

import pytest

from models.filters import Query
from questions.query import TimeRange
from reports.answer_next import next_questions
from tests.reports.answer_samples import OCTOBER, WEEK, YEAR
from tests.reports.samples import PLAN

TODAY = date(2026, 11, 18)
NOVEMBER = (date(2026, 11, 1), date(2026, 12, 1))
PRINTED_AT_COUNTY = ["上个月呢", "本月县级刊发了几条", "目标完成情况"]


def offered(query: Query, sees_units: bool = True, is_editor: bool = False, more: bool = False) -> list[str]:
    return [command for _, command in next_questions(query, PLAN, TODAY, sees_units, is_editor, more)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query("count", "items", *WEEK), ["上周呢", "各板块呢", "各单位呢"]),
        (Query("count", "items", *WEEK, units=("财政局",)), ["上周呢", "各板块呢"]),
        (Query("count", "items", *OCTOBER), ["各板块呢", "各单位呢"]),
        (Query("count", "publications", *YEAR, units=("财政局",)), ["去年呢", "各板块呢", "各级媒体呢"]),
        (Query("count", "items", *WEEK, group_by="board"), ["上周呢", "各单位呢"]),
        (Query("ranking", "items", *YEAR, group_by="unit"), ["去年呢"]),
        (Query("count", "items", *WEEK, calculation="share", units=("财政局",)), ["上周呢"]),
        (Query("missing", "items", *WEEK), ["上周呢", "本周谁报了", "本周各单位报了几条"]),
        (Query("missing", "items", *OCTOBER), ["本月呢", "上月谁报了", "上月各单位报了几条"]),
        (Query("delivered", "publications", *WEEK), ["上周呢", "本周谁没发", "本周各单位发了几条"]),
        (Query("delivered", "items", *WEEK, units=("财政局",)), ["上周呢"]),
        (Query("progress", "publications", *NOVEMBER, levels=("county",)), PRINTED_AT_COUNTY),
        (Query("compare", "items", *OCTOBER, compare_to=TimeRange(*NOVEMBER)), ["各板块呢", "各单位呢"]),
        (Query("compare", "items", *WEEK, units=("甲", "乙"), group_by="unit"), []),
        (Query("status", number=1), []),
        (Query("progress"), ["今年各级媒体刊发了几条", "今年每月刊发了几条"]),
    ],
)
def test_what_comes_next(query: Query, expected: list[str]) -> None:
    assert offered(query) == expected


@pytest.mark.parametrize("more", [{"sees_units": False}, {"more": True}, {"is_editor": True}])
def test_there_are_at_most_three_with_short_labels(more: dict[str, Any]) -> None:
    sees_units = more.pop("sees_units", True)
    found = next_questions(
        Query("count", "publications", *WEEK), PLAN, TODAY, sees_units, more.get("is_editor", False), "more" in more
    )
    assert 2 <= len(found) <= 3 and all(len(label) <= 10 for label, _ in found)


def test_units_are_offered_to_those_who_may_see_them() -> None:
    assert "各单位呢" not in offered(Query("count", "items", *WEEK), sees_units=False)


def test_an_editor_chases_in_the_running_period_only() -> None:
    assert offered(Query("missing", "items", *WEEK), is_editor=True) == ["催报", "上周呢", "本周谁报了"]
    assert "催报" not in offered(Query("missing", "items", *OCTOBER), is_editor=True)
    assert "催报" not in offered(Query("missing", "publications", *WEEK), is_editor=True)


def test_the_whole_table_comes_first() -> None:
    assert offered(Query("trend", "items", *YEAR, group_by="week"), more=True) == ["全部", "去年呢"]
