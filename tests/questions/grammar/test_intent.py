"""Which words make which intent."""

import pytest

from questions.grammar.asked import Unclear
from questions.grammar.intent import RULES, SIGNALS, counts_by, has_signal, intent_of
from tests.questions.reading import asked_of


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("上月报了几条", "count"),
        ("各单位报了几条", "count"),
        ("招商局占比", "count"),
        ("平均每周报几条", "count"),
        ("今年每个月报了几条", "trend"),
        ("今年报送走势", "trend"),
        ("谁没报", "missing"),
        ("财政局还差几条", "missing"),
        ("还差谁", "missing"),
        ("谁报了", "delivered"),
        ("财政局报了吗", "delivered"),
        ("谁报得最多", "ranking"),
        ("目标完成了吗", "progress"),
        ("县级还差几条", "progress"),
        ("上周报了什么", "list"),
        ("看看上周的信息", "list"),
        ("最近5条信息", "list"),
        ("10月比9月多报几条", "compare"),
        ("第12号到哪一步了", "status"),
        ("财政局得了几分", "score"),
        ("上季度评优结果", "award"),
        ("未销号的整改有哪些", "rectification"),
        ("下一场采访是哪个单位", "interview"),
        ("怎么用", "help"),
    ],
)
def test_every_intent_has_its_words(text: str, intent: str) -> None:
    assert intent_of(asked_of(text)) == intent


@pytest.mark.parametrize(
    "text", ["财政局", "上周的信息", "都报了吗", "谁比上月报得多", "谁报得最多没报", "上月报送情况"]
)
def test_words_that_do_not_go_together_are_unclear(text: str) -> None:
    with pytest.raises(Unclear) as unclear:
        intent_of(asked_of(text))
    assert unclear.value.reason == "question"


def test_every_word_of_a_rule_is_a_signal() -> None:
    assert {kind for rule in RULES for kind in rule.needs | rule.allows} <= SIGNALS


def test_names_and_periods_alone_ask_nothing() -> None:
    assert not has_signal(asked_of("财政局上个月的"))
    assert has_signal(asked_of("财政局上个月几条"))


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("各板块报了几条", "board"),
        ("财政局和招商局各报了几条", "unit"),
        ("县级和市级分别发了几条", "level"),
        ("报了几条", None),
    ],
)
def test_a_count_is_grouped_by_what_the_question_says(text: str, by: str | None) -> None:
    assert counts_by(asked_of(text)) == by


@pytest.mark.parametrize("text", ["各单位各板块报了几条", "财政局各报了几条", "各报了几条"])
def test_grouping_by_two_things_or_by_nothing_is_unclear(text: str) -> None:
    with pytest.raises(Unclear):
        counts_by(asked_of(text))
