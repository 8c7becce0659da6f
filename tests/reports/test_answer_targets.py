"""The wording of targets."""

from datetime import date

import pytest

from models.filters import Query
from reports.answer_tables import Row
from reports.answer_targets import (
    no_target_answer,
    progress_answer,
    progress_rows,
    target_period_words,
    target_question,
)
from rules.periods import period_of
from rules.plan import Target
from rules.targets import progress
from tests.reports.answer_samples import AS_OF, COUNTY, NOW
from tests.reports.samples import PLAN


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


def test_several_targets_have_a_line_each_the_open_ones_first() -> None:
    city = Target("city", "市级媒体", "quarter", 1, levels=("city",))
    figures = [progress(COUNTY, 2, NOW.date(), PLAN), progress(city, 0, NOW.date(), PLAN)]
    lines = progress_answer(figures, PLAN, NOW).splitlines()
    assert lines[0] == f"2项目标中1项已完成；{AS_OF}，依据2条记录。"
    assert [line.split("：")[1].split("，")[0] for line in lines[1:]] == ["市级媒体", "县级媒体"]
    assert progress_rows(figures) == [Row("县级媒体", 2), Row("市级媒体", 0)]


def test_a_target_over_several_periods_names_those_in_which_it_was_missed() -> None:
    months = [period_of("month", date(2026, month, 1), PLAN) for month in (9, 10, 11)]
    figures = [progress(COUNTY, count, NOW.date(), PLAN, month) for count, month in zip((3, 0, 2), months, strict=True)]
    text = progress_answer(figures, PLAN, NOW)
    assert text.startswith("5条，3期中2期已完成：县级媒体，2026年9月至2026年11月，未完成的有2026年10月；")
    assert progress_rows(figures) == [Row("2026年9月", 3), Row("2026年10月", 0), Row("2026年11月", 2)]


def test_of_very_many_periods_the_first_that_were_missed_are_named() -> None:
    months = [period_of("month", date(2025, month, 1), PLAN) for month in range(1, 13)]
    text = progress_answer([progress(COUNTY, 0, NOW.date(), PLAN, month) for month in months], PLAN, NOW)
    assert "2025年8月…等12期；" in text and "2025年9月" not in text


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


def test_a_target_that_is_not_there_is_named() -> None:
    assert no_target_answer(Query("progress", levels=("central",)), PLAN).startswith("方案里没有“中央”的目标")
