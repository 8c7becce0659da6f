"""Questions taken apart as `read` does it, for the tests of its single steps."""

from questions.grammar.asked import Asked, asked
from questions.grammar.words import word_pieces
from questions.names.reading import entity_pieces
from questions.normalise import normalise
from questions.periods.reading import time_pieces
from questions.pieces import Cover, cover
from questions.vocabulary import Vocabulary
from tests.questions.samples import NOW, VOCABULARY

TODAY = NOW.date()


def covered(text: str, vocabulary: Vocabulary = VOCABULARY) -> Cover:
    """The best cover of a question by its sure pieces."""
    plain = normalise(text)
    times = time_pieces(plain, TODAY, vocabulary.calendar)
    return cover(len(plain), [*times, *entity_pieces(plain, vocabulary), *word_pieces(plain)])


def asked_of(text: str, vocabulary: Vocabulary = VOCABULARY) -> Asked:
    """The pieces of a question, made plain. AssertionError where a part of it is unknown."""
    found = covered(text, vocabulary)
    assert not found.gaps, [text[start:end] for start, end in found.gaps]
    return asked(found.pieces, vocabulary.own_unit, normalise(text))
