"""The closed list of words."""

from collections import Counter

import pytest

from questions.grammar.lexicon import entries
from questions.grammar.words import SOUNDING, WORDS, word_pieces


def test_no_word_has_two_meanings() -> None:
    counts = Counter(word for _, _, words in entries() for word in words)
    assert [word for word, count in counts.items() if count > 1] == []


def test_a_question_asked_both_ways_is_a_verb_and_a_mark() -> None:
    assert {(piece.kind, piece.start, piece.end) for piece in word_pieces("报没报")} >= {("verb", 0, 1), ("tag", 1, 3)}


def test_nothing_is_heard_as_a_word_that_turns_a_question_round() -> None:
    turning = {
        word for word, (kind, _) in WORDS.items() if kind in ("no", "lack", "exclude", "order", "more", "status")
    }
    assert turning
    assert not turning & set(SOUNDING)


@pytest.mark.parametrize("text", ["一篇都没发", "1条没报", "一次也没上"])
def test_not_even_one_is_none(text: str) -> None:
    assert any(piece.kind == "no" and piece.start == 0 for piece in word_pieces(text))


@pytest.mark.parametrize(
    ("text", "explained"),
    [
        ("从9月到现在", True),
        ("自上月以来", True),
        ("从9月报了几条", False),
        ("把上周的列出来", True),
        ("把上周的通过", False),
    ],
)
def test_words_that_need_a_second_one_say_nothing_without_it(text: str, explained: bool) -> None:
    assert any(piece.kind == "filler" and piece.start == 0 for piece in word_pieces(text)) is explained
