"""The one entrance: a question in Chinese → what it asks for, or why it is not understood. Never a guess."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from questions.entities import entity_pieces, nearest_names
from questions.intent import NAMES, QUESTION_WORDS, Asked, Reason, Unclear, asked, follow_up, query_of
from questions.normalise import normalise
from questions.pieces import Cover, Piece, cover
from questions.query import Query
from questions.time import time_pieces
from questions.vocabulary import Vocabulary
from questions.words import word_pieces

LONGEST = 120
"""Questions are short; a longer text is something else."""


@dataclass(frozen=True)
class Note:
    """A shortened name that was taken for a full one, to be said in the answer."""

    word: str
    name: str


@dataclass(frozen=True)
class Understood:
    """What the question asks for."""

    query: Query
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class NotUnderstood:
    """Why there is no query. `word` is the part at fault, "" if none can be named.

    `suggestions` are the asker's own words with the part at fault put right: questions that `read` understands.
    """

    reason: Reason
    word: str = ""
    suggestions: tuple[str, ...] = ()


Reading = Understood | NotUnderstood


def read(text: str, vocabulary: Vocabulary, now: datetime, previous: Query | None = None) -> Reading:
    """Reads a question asked at `now`, an aware instant on the office's clock (its date decides what 本周 is).

    `previous` is the asker's last query if it is fresh enough for a follow-up (那财政局呢).
    """
    plain = normalise(text)
    if not plain or len(plain) > LONGEST:
        return NotUnderstood("question")
    today = now.date()
    found = cover(len(plain), _candidates(plain, vocabulary, today))
    try:
        return _understood(plain, found, vocabulary, today, previous)
    except Unclear as unclear:
        return NotUnderstood(unclear.reason, unclear.word, _corrected(plain, found, vocabulary, today))


def _candidates(plain: str, vocabulary: Vocabulary, today: date) -> list[Piece]:
    return [*time_pieces(plain, today), *entity_pieces(plain, vocabulary), *word_pieces(plain)]


def _understood(
    plain: str, found: Cover, vocabulary: Vocabulary, today: date, previous: Query | None = None
) -> Understood:
    if found.gaps:
        start, end = found.gaps[0]
        raise Unclear("words", plain[start:end])
    question = asked(found.pieces, vocabulary.own_unit)
    return Understood(_query(question, today, previous), _notes(plain, found))


def _query(question: Asked, today: date, previous: Query | None) -> Query:
    """A follow-up begins with 那 or ends in 呢 and asks nothing of its own, or leaves out the period."""
    is_follow_up = question.has("then", "after-all")
    if is_follow_up and not question.has(*QUESTION_WORDS):
        if previous is None:
            raise Unclear("previous")
        return follow_up(question, previous, today)
    return query_of(question, today, previous if question.has("then") else None)


def _notes(plain: str, found: Cover) -> tuple[Note, ...]:
    named = ((plain[piece.start : piece.end], piece) for piece in found.pieces if piece.kind == "unit")
    return tuple(Note(word, piece.value) for word, piece in named if word != normalise(piece.value))


def _corrected(plain: str, found: Cover, vocabulary: Vocabulary, today: date) -> tuple[str, ...]:
    """The question with a name that is like the one that nobody bears: 财务局 → 财政局."""
    for start, end in _unknown_words(found):
        names = nearest_names(plain[start:end], vocabulary)
        texts = [plain[:start] + name + plain[end:] for name in names]
        if understood := [text for text in texts if _is_understood(normalise(text), vocabulary, today)]:
            return tuple(understood)
    return ()


def _unknown_words(found: Cover) -> Iterator[tuple[int, int]]:
    """What the first unexplained stretch may be part of: a name beside it belongs to it (县财政局), or nothing does,
    or a verb of one character beside it is none (发展局)."""
    if not found.gaps:
        return
    gap = found.gaps[0]
    yield _grown(gap, [piece for piece in found.pieces if piece.kind in NAMES])
    yield gap
    yield _grown(gap, [piece for piece in found.pieces if piece.kind == "verb" and piece.end - piece.start == 1])


def _grown(gap: tuple[int, int], pieces: Sequence[Piece]) -> tuple[int, int]:
    start, end = gap
    starts = {piece.end: piece.start for piece in pieces}
    ends = {piece.start: piece.end for piece in pieces}
    return starts.get(start, start), ends.get(end, end)


def _is_understood(plain: str, vocabulary: Vocabulary, today: date) -> bool:
    found = cover(len(plain), _candidates(plain, vocabulary, today))
    try:
        _understood(plain, found, vocabulary, today)
    except Unclear:
        return False
    return True
