"""The pieces of a question made plain."""

from dataclasses import replace

import pytest

from questions.grammar.asked import Unclear, asked, check_neighbours, loose_nouns, span_of
from questions.pieces import Piece
from tests.questions.reading import asked_of, covered
from tests.questions.samples import VOCABULARY


def test_our_unit_is_the_askers() -> None:
    assert asked_of("我们上月报了几条").values("unit") == ("财政局",)


def test_our_unit_without_a_unit_is_unclear() -> None:
    nobody = replace(VOCABULARY, own_unit=None)
    with pytest.raises(Unclear) as unclear:
        asked(covered("我们上月报了几条", nobody).pieces, None, "我们上月报了几条")
    assert unclear.value.reason == "own"


def test_a_name_that_may_be_two_units_is_unclear() -> None:
    with pytest.raises(Unclear) as unclear:
        asked([Piece(0, 2, "ambiguous", values=("经济发展局", "社会发展局"))], None, "发展")
    assert (unclear.value.reason, unclear.value.word) == ("ambiguous", "发展")


@pytest.mark.parametrize("text", ["财政局报了没有", "财政局交了没", "财政局报没报"])
def test_a_no_behind_the_verb_only_asks(text: str) -> None:
    question = asked_of(text)
    assert question.has("tag")
    assert not question.has("no")


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("除了招商局谁没报", ["招商局"]),
        ("除招商局和财政局以外谁没报", ["招商局", "财政局"]),
        ("除了招商局，其他单位上月报了几条", ["招商局"]),
        ("上月招商局除外报了几条", ["招商局"]),
        ("安全生产板块不算，上月其余几个板块共报几条", ["安全生产管理"]),
        ("不含今日金湖上月发了几条", ["今日金湖"]),
    ],
)
def test_what_is_left_out_is_no_longer_among_the_names(text: str, left_out: list[str]) -> None:
    question = asked_of(text)
    assert [piece.value for piece in question.excluded] == left_out
    assert not set(left_out) & {piece.value for piece in question.pieces}


@pytest.mark.parametrize("text", ["除了谁没报", "其他单位上月报了几条", "除了上月报了几条"])
def test_leaving_out_nothing_is_unclear(text: str) -> None:
    with pytest.raises(Unclear) as unclear:
        asked_of(text)
    assert unclear.value.reason == "question"


def test_a_number_that_only_counts_the_names_again_says_nothing() -> None:
    assert not asked_of("财政局、招商局这两家上月报了几条").has("limit")
    assert asked_of("财政局、招商局这三家上月报了几条").has("limit")


def test_what_a_named_unit_is_short_of_is_a_duty_and_of_a_level_a_target() -> None:
    assert asked_of("财政局还差几条").has("lack")
    assert asked_of("县级还差几条").has("goal")


@pytest.mark.parametrize("text", ["财政局和招商局报了几条", "财政局、招商局、办公室报了几条", "县级和市级发了几条"])
def test_names_of_a_kind_may_stand_together(text: str) -> None:
    check_neighbours(asked_of(text))


@pytest.mark.parametrize("text", ["财政局招商局报了几条", "财政局和上月报了几条", "财政局报了几条招商局"])
def test_names_that_only_stand_near_each_other_are_unclear(text: str) -> None:
    with pytest.raises(Unclear):
        check_neighbours(asked_of(text))


def test_a_noun_beside_its_name_is_not_loose() -> None:
    assert loose_nouns(asked_of("安全生产板块报了几条")) == []
    assert [piece.value for piece in loose_nouns(asked_of("报得最多的板块"))] == ["board"]


@pytest.mark.parametrize(
    ("value", "reason"), [("", "date"), ("no-bulletin", "no-bulletin"), ("unknown-holiday", "unknown-holiday")]
)
def test_a_period_without_days_says_why(value: str, reason: str) -> None:
    with pytest.raises(Unclear) as unclear:
        span_of(Piece(0, 2, "time", value))
    assert unclear.value.reason == reason


@pytest.mark.parametrize(
    "text", ["请财政局报几条信息", "麻烦各单位报几条线索", "帮我发几条信息", "想报几条", "帮我退回几条"]
)
def test_an_order_is_no_question(text: str) -> None:
    with pytest.raises(Unclear) as unclear:
        asked_of(text)
    assert unclear.value.reason == "question"


def test_a_polite_question_is_no_order() -> None:
    assert asked_of("请问财政局上月报了几条").values("unit") == ("财政局",)
    assert asked_of("麻烦看下财政局上月报了几条").values("unit") == ("财政局",)
