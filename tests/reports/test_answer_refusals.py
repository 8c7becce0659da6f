"""The wording where there is no figure."""

from typing import get_args

import pytest

from questions.grammar.asked import Reason
from reports.answer_refusals import (
    ABILITIES,
    LATER,
    REASONS,
    abilities_answer,
    later_answer,
    not_understood_answer,
    note_text,
    same_name_text,
    suggestions,
)
from tests.reports.samples import PLAN


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


def test_every_reason_of_the_reader_has_a_sentence() -> None:
    assert set(get_args(Reason)) <= set(REASONS)


@pytest.mark.parametrize("reason", ["", "something new", "ambiguous", "target-period"])
def test_a_reason_that_is_not_known_or_has_no_word_gets_a_plain_sentence(reason: str) -> None:
    text = not_understood_answer(reason, "", [])
    assert text == "没有看懂这个问题，为免答错，没有统计。发送「帮助」查看命令。"


def test_what_was_typed_is_no_template() -> None:
    assert "“{0}{word}”" in not_understood_answer("words", "{0}{word}", [])


@pytest.mark.parametrize("what", sorted(LATER))
def test_what_is_not_there_yet_is_said_politely_with_what_is(what: str) -> None:
    text = later_answer(what, ["本周还有谁没报", "今年刊发了多少条"])
    assert text.startswith("本方案") and text.endswith("例如：本周还有谁没报；今年刊发了多少条。")


def test_small_sentences() -> None:
    assert note_text("规建局", "规划建设局") == "“规建局”按「规划建设局」统计。"
    assert len(abilities_answer().splitlines()) == len(ABILITIES) + 2
    assert same_name_text("测试员01", ["甲局", "乙局"]) == "“测试员01”在2个单位的花名册里（甲局、乙局），合并统计。"


def test_no_answer_shouts() -> None:
    texts = [abilities_answer(), *LATER.values(), *(not_understood_answer(reason, "x", ["y"]) for reason in REASONS)]
    assert not any(mark in text for text in texts for mark in "！!")
