"""The closed list of words."""

from collections import Counter

from questions.words import _entries, word_pieces


def test_no_word_has_two_meanings() -> None:
    counts = Counter(word for _, _, words in _entries() for word in words)
    assert [word for word, count in counts.items() if count > 1] == []


def test_a_question_asked_both_ways_is_a_verb_and_a_mark() -> None:
    assert {(piece.kind, piece.start, piece.end) for piece in word_pieces("报没报")} >= {("verb", 0, 1), ("tag", 1, 3)}
