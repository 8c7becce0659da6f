"""What the tests of names look at: the pieces that cover a whole text."""

from questions.grammar.words import WORDS, word_pieces
from questions.names.reading import entity_pieces, likely_pieces
from questions.names.sounds import sounding_words
from questions.normalise import normalise
from questions.pieces import Cover, Piece, cover
from questions.vocabulary import Vocabulary
from tests.questions.samples import VOCABULARY


def whole(text: str, vocabulary: Vocabulary = VOCABULARY) -> list[Piece]:
    """The pieces that surely mean all of the text."""
    plain = normalise(text)
    return [piece for piece in entity_pieces(plain, vocabulary) if (piece.start, piece.end) == (0, len(plain))]


def named(text: str, vocabulary: Vocabulary = VOCABULARY) -> set[tuple[str, str]]:
    """(kind, full name) of the pieces that surely mean all of the text."""
    return {(piece.kind, piece.value) for piece in whole(text, vocabulary)}


def heard(text: str, vocabulary: Vocabulary = VOCABULARY) -> set[tuple[str, str]]:
    """(kind, full name) of the names that the whole of an unexplained text is taken for."""
    plain = normalise(text)
    likely = likely_pieces(plain, vocabulary, [(0, len(plain))])
    assert all(piece.heard and piece.cost for piece in likely)
    return {(piece.kind, piece.value) for piece in likely if (piece.start, piece.end) == (0, len(plain))}


def explained(text: str, vocabulary: Vocabulary) -> Cover:
    """The best reading of a text by names and words, the sure ones first and then what it may have been meant as."""
    plain = normalise(text)
    sure = [*entity_pieces(plain, vocabulary), *word_pieces(plain)]
    gaps = cover(len(plain), sure).gaps
    likely = [*likely_pieces(plain, vocabulary, gaps), *sounding_words(plain, gaps, WORDS)]
    return cover(len(plain), [*sure, *likely])
