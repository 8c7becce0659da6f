"""Queries put together from what a question says, and what it takes from the one before."""

from datetime import date

import pytest

from questions.grammar.asked import Unclear
from questions.grammar.assembly import Scene, checked, follow_up, query_of
from questions.query import Query, TimeRange
from tests.questions.reading import TODAY, asked_of
from tests.questions.samples import VOCABULARY

OCTOBER = (date(2026, 10, 1), date(2026, 11, 1))
BEFORE = Query("count", "items", *OCTOBER, units=("财政局",))


def scene(previous: Query | None = None) -> Scene:
    return Scene(VOCABULARY, TODAY, previous)


def query(text: str, previous: Query | None = None) -> Query:
    return query_of(asked_of(text), scene(previous))


@pytest.mark.parametrize(
    ("text", "step"),
    [("10月报送走势", "day"), ("三季度报送走势", "week"), ("今年报送走势", "month"), ("报送走势", "month")],
)
def test_a_trend_without_a_step_goes_by_the_length_of_its_period(text: str, step: str) -> None:
    assert query(text).group_by == step


def test_a_trend_without_a_period_is_this_years() -> None:
    assert (query("报送走势").start, query("报送走势").end) == (date(2026, 1, 1), date(2027, 1, 1))


def test_an_average_names_what_it_is_over() -> None:
    average = query("上半年月均报送几条")
    assert (average.intent, average.calculation, average.group_by) == ("count", "average", "month")


def test_a_share_of_everything_is_unclear() -> None:
    with pytest.raises(Unclear) as unclear:
        query("上月报送占比")
    assert unclear.value.reason == "share"


def test_a_question_about_a_record_does_not_filter_by_its_state() -> None:
    assert query("第12号通过了吗") == Query("status", number=12)


def test_who_has_not_delivered_is_asked_of_the_running_week() -> None:
    assert query("谁没报").span() == TimeRange(date(2026, 11, 16), date(2026, 11, 23))


def test_what_a_question_leaves_out_comes_from_the_one_before() -> None:
    assert query("各板块呢".removesuffix("呢"), BEFORE) == Query(
        "count", "items", *OCTOBER, units=("财政局",), group_by="board"
    )
    assert query("刊发排名", BEFORE).metric == "publications"
    assert query("环比", BEFORE).compare_to == TimeRange(date(2026, 9, 1), date(2026, 10, 1))


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("招商局", Query("count", "items", *OCTOBER, units=("招商局",))),
        ("部门组", Query("count", "items", *OCTOBER, groups=("部门组",))),
        ("9月", Query("count", "items", date(2026, 9, 1), date(2026, 10, 1), units=("财政局",))),
        ("去年同期", Query("count", "items", date(2025, 10, 1), date(2025, 11, 1), units=("财政局",))),
        ("安全生产", Query("count", "items", *OCTOBER, units=("财政局",), boards=("安全生产管理",))),
    ],
)
def test_a_follow_up_puts_one_thing_in_the_place_of_another(text: str, after: Query) -> None:
    assert follow_up(asked_of(text), scene(BEFORE)) == after


def test_a_follow_up_of_all_but_one_unit_forgets_what_was_left_out() -> None:
    others = query("除了招商局上月报了几条")
    assert follow_up(asked_of("财政局"), scene(others)) == Query("count", "items", *OCTOBER, units=("财政局",))
    kept = follow_up(asked_of("9月"), scene(others))
    assert (kept.excluded, len(kept.units)) == (("招商局",), len(VOCABULARY.units) - 1)


def test_a_period_after_a_comparison_is_unclear() -> None:
    comparison = query("10月比9月多报几条")
    with pytest.raises(Unclear) as unclear:
        follow_up(asked_of("8月"), scene(comparison))
    assert unclear.value.reason == "periods"


def test_a_follow_up_of_nothing_is_unclear() -> None:
    with pytest.raises(Unclear) as unclear:
        follow_up(asked_of("财政局"), scene())
    assert unclear.value.reason == "previous"


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (Query("count", "items", levels=("county",)), "filter"),
        (Query("count", "items", group_by="outlet"), "filter"),
        (Query("count", "projects", boards=("安全生产管理",)), "filter"),
        (Query("count", "publications", statuses=("退回",)), "metric"),
        (Query("count", "items", date(2026, 11, 19), date(2026, 11, 20)), "future"),
        (Query("compare", "items", *OCTOBER, compare_to=TimeRange(date(2027, 1, 1), date(2027, 2, 1))), "future"),
    ],
)
def test_a_query_that_can_have_no_answer_is_unclear(asked: Query, reason: str) -> None:
    with pytest.raises(Unclear) as unclear:
        checked(asked, TODAY)
    assert unclear.value.reason == reason
