"""Reading as a whole: what holds for every question (the single phrases are in phrases.jsonl)."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.grammar.words import WORDS as LEXICON
from questions.query import Query
from questions.read import LONGEST, Note, NotUnderstood, Understood, read
from tests.questions.samples import NOW, VOCABULARY, with_units

PHRASES = [json.loads(line) for line in Path(__file__).with_name("phrases.jsonl").read_text("utf-8").splitlines()]
UNDERSTOOD = [phrase["text"] for phrase in PHRASES if "query" in phrase and not {"after", "at"} & set(phrase)]
UNKNOWN = "鼋"
WORDS = sorted(LEXICON)
NAMES = [
    "财政局",
    "规建局",
    "今日金湖",
    "县级以上",
    "安全生产",
    "项目为王",
    "上周",
    "9月",
    "今年",
    "近7天",
    "2月30日",
    "我们",
]


def understood(text: str) -> Understood:
    reading = read(text, VOCABULARY, NOW)
    assert isinstance(reading, Understood), reading
    return reading


def test_the_unknown_character_is_really_unknown() -> None:
    assert not any(UNKNOWN in word for word in WORDS)


@given(st.sampled_from(UNDERSTOOD), st.data())
def test_one_unknown_character_and_nothing_is_understood_but_a_name_with_a_slip_that_the_answer_tells(
    text: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(text)))
    reading = read(text[:place] + UNKNOWN + text[place:], VOCABULARY, NOW)
    if isinstance(reading, Understood):
        assert any(UNKNOWN in note.word for note in reading.notes)
        assert reading.query == understood(text).query
        return
    if any(mark in text for mark in "“《"):
        return  # what stands in quotation marks may be a title
    assert reading.reason == "words"
    assert reading.word


@given(st.sampled_from(UNDERSTOOD), st.data())
def test_a_space_anywhere_changes_nothing(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    spaced = text[:place] + data.draw(st.sampled_from([" ", "\u3000", "\u200b"])) + text[place:]
    if "".join(spaced.split()).replace("\u200b", "") == "".join(text.split()):
        assert read(spaced, VOCABULARY, NOW) == read(text, VOCABULARY, NOW)


@given(st.lists(st.sampled_from(WORDS + NAMES), max_size=8).map("".join))
def test_any_heap_of_known_words_is_read_or_refused(text: str) -> None:
    reading = read(text, VOCABULARY, NOW)
    if isinstance(reading, NotUnderstood):
        return
    query = reading.query
    assert query.metric != "items" or not (query.levels or query.outlets or query.columns)
    assert (query.start is None) == (query.end is None)
    assert query.start is None or (query.end is not None and query.start < query.end and query.start <= NOW.date())


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(read(text, VOCABULARY, NOW, Query("count", "items")), Understood | NotUnderstood)


@pytest.mark.parametrize("text", [phrase["text"] for phrase in PHRASES if "reason" in phrase])
def test_every_suggestion_is_understood(text: str) -> None:
    reading = read(text, VOCABULARY, NOW)
    if isinstance(reading, NotUnderstood):
        assert len(reading.suggestions) <= 3
        assert all(isinstance(read(offer, VOCABULARY, NOW), Understood) for offer in reading.suggestions)


def test_a_shortened_name_is_noted_and_a_full_one_is_not() -> None:
    shortened, full = read("规建局上月报了几条", VOCABULARY, NOW), read("规划建设局上月报了几条", VOCABULARY, NOW)
    assert isinstance(shortened, Understood) and isinstance(full, Understood)
    assert shortened.notes == (Note("规建局", "规划建设局"),)
    assert full.notes == ()
    assert shortened.query == full.query


def test_two_units_that_a_shortening_may_mean_are_both_proposed() -> None:
    reading = read("发展局上月报了几条", with_units("经济发展局", "社会发展局"), NOW)
    assert isinstance(reading, NotUnderstood)
    assert set(reading.suggestions) == {"经济发展局上月报了几条", "社会发展局上月报了几条"}


def test_our_unit_is_refused_where_the_asker_has_none() -> None:
    reading = read("我们上月报了几条", with_units("财政局"), NOW)
    assert isinstance(reading, NotUnderstood)
    assert reading.reason == "own"


def test_a_long_text_is_no_question() -> None:
    assert read("上月报了几条" * LONGEST, VOCABULARY, NOW) == NotUnderstood("question")


def test_a_follow_up_keeps_what_it_does_not_name() -> None:
    first = read("财政局今年市级以上刊发了几条", VOCABULARY, NOW)
    assert isinstance(first, Understood)
    second = read("那招商局呢", VOCABULARY, NOW, first.query)
    assert isinstance(second, Understood)
    third = read("去年呢", VOCABULARY, NOW, second.query)
    assert isinstance(third, Understood)
    assert (third.query.units, third.query.levels) == (("招商局",), ("city", "province", "central"))
    assert (third.query.metric, str(third.query.start), str(third.query.end)) == (
        "publications",
        "2025-01-01",
        "2026-01-01",
    )


def test_a_whole_question_takes_nothing_from_the_one_before() -> None:
    first = read("财政局今年市级以上刊发了几条", VOCABULARY, NOW)
    assert isinstance(first, Understood)
    text = "上月安全生产报了几条"
    assert read(text, VOCABULARY, NOW, first.query) == read(text, VOCABULARY, NOW)
