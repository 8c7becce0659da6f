"""The wording of answers: number, period, filter, as-of time, source rows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.statistics import Delivery, Figure, Query
from reports.answers import (
    REASONS,
    Own,
    count_answer,
    delivered_answer,
    filter_phrase,
    grouped_answer,
    missing_answer,
    no_target_answer,
    not_understood_answer,
    note_text,
    only_own_answer,
    only_own_text,
    progress_answer,
    progress_rows,
    span_phrase,
    suggestions,
    target_period_words,
    target_question,
)
from rules.periods import Period, period_of
from rules.plan import Target
from rules.targets import progress
from tests.factories import at
from tests.reports.samples import PLAN

NOW = at("2026-11-22 09:01")
AS_OF = "截至2026年11月22日（周日）09:01"
WEEK = (date(2026, 11, 16), date(2026, 11, 23))
OCTOBER = (date(2026, 10, 1), date(2026, 11, 1))
COUNTY = Target("county", "县级媒体", "month", 2, levels=("county",))
OWING = (Delivery(1, "财政局", 1, 2), Delivery(2, "招商局", 1, 0), Delivery(3, "办公室", 1, 0))


def test_a_count_says_number_period_filter_as_of_time_and_source() -> None:
    query = Query("count", "items", *OCTOBER, units=("财政局",))
    assert count_answer(query, 5, PLAN, NOW) == f"5条信息：2026年10月，财政局；{AS_OF}，依据5条记录。"


def test_publications_are_called_so_and_every_filter_is_named() -> None:
    query = Query(
        "count",
        "publications",
        units=("财政局", "招商局"),
        boards=("安全生产管理",),
        levels=("city", "province", "central"),
        columns=("项目为王",),
    )
    text = count_answer(query, 0, PLAN, NOW)
    assert text.startswith("0条刊发：全部时间，财政局、招商局，安全生产管理板块，市级以上，“项目为王”专栏；")


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 10, 1), date(2026, 11, 1), "2026年10月"),
        (date(2026, 7, 1), date(2026, 10, 1), "2026年第三季度"),
        (date(2026, 1, 1), date(2026, 7, 1), "2026年上半年"),
        (date(2026, 1, 1), date(2027, 1, 1), "2026年"),
        (date(2026, 11, 21), date(2026, 11, 22), "2026年11月21日"),
        (date(2026, 11, 16), date(2026, 11, 23), "2026年11月16日至22日"),
        (date(2026, 1, 1), date(2026, 11, 23), "2026年1月1日至11月22日"),
        (date(2025, 9, 1), date(2026, 4, 1), "2025年9月1日至2026年3月31日"),
        (None, None, "全部时间"),
    ],
)
def test_a_period_is_called_by_its_name_or_its_dates(start: date | None, end: date | None, text: str) -> None:
    assert span_phrase(start, end, PLAN) == text


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 800))
def test_every_period_names_its_year(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    text = span_phrase(start, end, PLAN)
    assert f"{start.year}年" in text
    assert start.year == (end - timedelta(days=1)).year or f"{(end - timedelta(days=1)).year}年" in text


@pytest.mark.parametrize(
    ("levels", "text"),
    [
        ((), "全部单位"),
        (("county",), "县级"),
        (("province", "central"), "省级以上"),
        (("city", "province", "central"), "市级以上"),
        (("county", "city"), "市级以下"),
        (("county", "province"), "县级、省级"),
        (("city", "province"), "市级、省级"),
        (("county", "city", "province", "central"), "县级、市级、省级、中央"),
    ],
)
def test_levels_are_named_as_people_name_them(levels: tuple[str, ...], text: str) -> None:
    assert filter_phrase(Query("count", levels=levels)) == text


def test_a_grouped_count_has_the_total_and_a_line_each() -> None:
    query = Query("count", "items", *OCTOBER, group_by="unit")
    text = grouped_answer(query, 7, [Figure("财政局", 5), Figure("招商局", 2)], PLAN, NOW)
    assert text.splitlines() == [
        f"7条信息：2026年10月，全部单位，按单位；{AS_OF}，依据7条记录。",
        "财政局：5条",
        "招商局：2条",
    ]


def test_missing_units_are_counted_and_named() -> None:
    text = missing_answer(Query("missing", "items", *WEEK), OWING, PLAN, NOW)
    expected = "2个单位没报：招商局、办公室；2026年11月16日至22日，全部单位，应报3个单位；"
    assert text == f"{expected}{AS_OF}，依据3条应报记录。"


def test_in_a_period_that_is_no_duty_period_missing_means_nothing_at_all() -> None:
    assert missing_answer(Query("missing", "items", *OCTOBER), OWING, PLAN, NOW).startswith("2个单位没报过：")
    narrowed = Query("missing", "items", *WEEK, boards=("安全生产管理",))
    assert missing_answer(narrowed, OWING, PLAN, NOW).startswith("2个单位没报过：")


def test_nobody_missing_and_nobody_owing_are_told_apart() -> None:
    query = Query("missing", "items", *WEEK)
    assert missing_answer(query, OWING[:1], PLAN, NOW).startswith("0个单位没报；")
    assert "没有应报的单位" in missing_answer(query, (), PLAN, NOW)


def test_who_may_not_see_names_gets_the_number_and_the_own_state() -> None:
    query = Query("missing", "items", *WEEK)
    behind = missing_answer(query, OWING, PLAN, NOW, Own("招商局", OWING[1]))
    done = missing_answer(query, OWING, PLAN, NOW, Own("财政局", OWING[0]))
    free = missing_answer(query, OWING, PLAN, NOW, Own("园区", None))
    assert "办公室" not in behind + done + free
    assert "招商局已报0条，还差1条" in behind
    assert "财政局已报2条；" in done
    assert "园区没有应报的任务" in free


def test_delivered_units_are_named_and_counted_where_they_were_asked_for() -> None:
    everybody = delivered_answer(Query("delivered", "items", *WEEK), OWING, PLAN, NOW)
    assert everybody.startswith("1个单位已报：财政局；2026年11月16日至22日，")
    named = delivered_answer(Query("delivered", "items", *WEEK, units=("财政局", "招商局")), OWING[:2], PLAN, NOW)
    assert named.startswith("1个单位已报：财政局2条；招商局没报；")


def test_publications_of_units_have_their_own_words() -> None:
    query = Query("missing", "publications", *WEEK, levels=("province",))
    assert missing_answer(query, OWING, PLAN, NOW).startswith("2个单位没有刊发：招商局、办公室；")
    asked = Query("delivered", "publications", *WEEK, units=("招商局",))
    assert delivered_answer(asked, OWING[1:2], PLAN, NOW).startswith("0个单位已刊发；招商局没有刊发；")


def test_a_target_that_is_reached_says_so_and_the_days_left() -> None:
    november = progress(COUNTY, 3, NOW.date(), PLAN)
    text = progress_answer([november], PLAN, NOW)
    assert text == f"3条，目标2条，已完成：县级媒体，2026年11月，还剩8天；{AS_OF}，依据3条记录。"


def test_a_target_that_is_not_reached_says_what_is_needed_and_the_days_left() -> None:
    november = progress(COUNTY, 0, NOW.date(), PLAN)
    text = progress_answer([november], PLAN, NOW)
    assert text.startswith("0条，目标2条，滞后，还需2条，还剩8天：县级媒体，2026年11月；")


def test_a_period_that_is_over_says_what_was_short() -> None:
    october = progress(COUNTY, 0, NOW.date(), PLAN, period_of("month", date(2026, 10, 5), PLAN))
    assert progress_answer([october], PLAN, NOW).startswith(
        "0条，目标2条，未完成，差2条，已到期：县级媒体，2026年10月；"
    )


def test_several_targets_have_a_line_each() -> None:
    city = Target("city", "市级媒体", "quarter", 1, levels=("city",))
    figures = [progress(COUNTY, 2, NOW.date(), PLAN), progress(city, 0, NOW.date(), PLAN)]
    lines = progress_answer(figures, PLAN, NOW).splitlines()
    assert lines[0] == f"1项目标已完成，共2项；{AS_OF}，依据2条记录。"
    assert [line.split("：")[1].split("，")[0] for line in lines[1:]] == ["县级媒体", "市级媒体"]
    assert progress_rows(figures) == [Figure("县级媒体", 2), Figure("市级媒体", 0)]


def test_a_target_over_several_periods_names_those_in_which_it_was_missed() -> None:
    months = [period_of("month", date(2026, month, 1), PLAN) for month in (9, 10, 11)]
    figures = [progress(COUNTY, count, NOW.date(), PLAN, month) for count, month in zip((3, 0, 2), months, strict=True)]
    text = progress_answer(figures, PLAN, NOW)
    assert text.startswith("5条，3期中2期已完成：县级媒体，2026年9月至2026年11月，未完成的有2026年10月；")
    assert progress_rows(figures) == [Figure("2026年9月", 3), Figure("2026年10月", 0), Figure("2026年11月", 2)]


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_is_a_sentence_that_ends(reason: str) -> None:
    text = not_understood_answer(reason, "卫健委", [])
    assert text.endswith("发送「帮助」查看命令。")
    assert "{" not in text


def test_what_was_not_understood_is_named_and_suggestions_follow() -> None:
    text = not_understood_answer("words", "卫健委", ["本周还有谁没报"])
    assert text.splitlines() == [
        "没有看懂“卫健委”，为免答错，没有统计。您可以这样问：",
        "1. 本周还有谁没报",
        "发送「帮助」查看命令。",
    ]


def test_one_character_is_not_quoted() -> None:
    assert not_understood_answer("words", "气", []) == "没有看懂这句话。发送「帮助」查看命令。"


def test_the_askers_own_words_are_suggested_before_the_examples() -> None:
    offered = suggestions(["财政局上月报了几条"], PLAN, ["财政局", "招商局"], "招商局")
    assert offered == ["财政局上月报了几条", "本周还有谁没报", "上个月招商局报了几条"]


def test_there_are_at_most_three_suggestions_and_none_twice() -> None:
    assert len(suggestions(["一", "二", "三", "四"], PLAN, ["财政局"], "")) == 3
    assert suggestions(["本周还有谁没报"], PLAN, [], "") == [
        "本周还有谁没报",
        "上个月报了几条",
        "本月县级目标完成了没有",
    ]


@pytest.mark.parametrize(
    ("target", "question", "words"),
    [
        (COUNTY, "本月县级目标完成了没有", "“县级媒体”按月计算"),
        (
            Target("p", "省级", "year", 1, levels=("province", "central")),
            "今年省级以上目标完成了没有",
            "“省级”按年计算",
        ),
        (Target("w", "总数", "plan", 1), "目标完成了没有", "“总数”按整个方案期计算"),
    ],
)
def test_how_a_target_is_asked_for(target: Target, question: str, words: str) -> None:
    assert target_question(target) == question
    assert target_period_words(target) == words


def test_small_sentences() -> None:
    assert note_text("规建局", "规划建设局") == "“规建局”按规划建设局统计。"
    assert no_target_answer(Query("progress", levels=("central",))).startswith("方案里没有“中央”的目标")
    assert "财政局" in only_own_answer("财政局")
    assert only_own_text().endswith("。")


def test_no_answer_shouts() -> None:
    week = Period(*WEEK, "week")
    texts = [
        count_answer(Query("count", "items", week.start, week.end), 1, PLAN, NOW),
        missing_answer(Query("missing", "items", *WEEK), OWING, PLAN, NOW),
        *(not_understood_answer(reason, "x", ["y"]) for reason in REASONS),
    ]
    assert not any(mark in text for text in texts for mark in "！!")
