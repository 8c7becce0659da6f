"""The one entrance: a question in Chinese → what it asks for, or why it is not understood. Never a guess."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from questions.grammar.asked import NAMES, Asked, Reason, Unclear, asked
from questions.grammar.assembly import Scene, follow_up, query_of
from questions.grammar.filters import metric_of
from questions.grammar.intent import has_signal
from questions.grammar.words import SOUNDING, word_pieces
from questions.names.reading import entity_pieces, likely_pieces
from questions.names.sounds import sounding_words
from questions.normalise import normalise
from questions.periods.reading import time_pieces
from questions.pieces import Cover, Piece, cover
from questions.query import Query
from questions.suggesting import suggestions, unknown_word
from questions.vocabulary import Vocabulary

LONGEST = 120
"""Questions are short; a longer text is something else."""

TOTAL = re.compile("累计|一共|总共|总计|合计|共计|全部|所有")
LEVEL_WORDS = {"county": "县级", "city": "市级", "province": "省级", "central": "中央"}


@dataclass(frozen=True)
class Note:
    """A word that was taken for a full name or another word, to be said in the answer."""

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
    scene = Scene(vocabulary, now.date(), previous)
    found = _covered(plain, scene)
    try:
        return _understood(plain, found, scene)
    except OverflowError:  # a period beyond the calendar
        return NotUnderstood("date")
    except Unclear as unclear:
        alone = replace(scene, previous=None)
        offers = suggestions(plain, found, unclear.reason, vocabulary, lambda text: _is_understood(text, alone))
        return NotUnderstood(unclear.reason, unclear.word, offers)


def _covered(plain: str, scene: Scene) -> Cover:
    """The best cover by sure pieces; only what these leave unexplained may be something that sounds or looks alike."""
    times = time_pieces(plain, scene.today, scene.vocabulary.calendar)
    sure = [*times, *entity_pieces(plain, scene.vocabulary), *word_pieces(plain)]
    found = cover(len(plain), sure)
    if not found.gaps:
        return found
    likely = likely_pieces(plain, scene.vocabulary, found.gaps)
    return cover(len(plain), [*sure, *likely, *sounding_words(plain, found.gaps, SOUNDING)])


def _understood(plain: str, found: Cover, scene: Scene) -> Understood:
    if found.gaps:
        raise Unclear("words", unknown_word(plain, found))
    question = asked(found.pieces, scene.vocabulary.own_unit, plain)
    return Understood(_query(question, scene), _notes(plain, found, scene.vocabulary.own_unit))


def _query(question: Asked, scene: Scene) -> Query:
    """A follow-up begins with 那, ends in 呢, or names nothing but what is to be put in the place of something."""
    is_marked = question.has("then", "after-all")
    if _is_about_the_record(question, scene.previous):
        raise Unclear("previous")
    if not has_signal(question):
        if not is_marked and scene.previous is None:
            raise Unclear("question")
        return follow_up(_without_marks(question), scene)
    return query_of(_without_marks(question), scene if _leans(question, scene) else replace(scene, previous=None))


def _is_about_the_record(question: Asked, previous: Query | None) -> bool:
    """谁报的, 发了吗 after 第12号到哪一步了: of that one, not of everything."""
    if previous is None or previous.intent != "status":
        return False
    names_nothing = not question.has("time", "same-period", *NAMES, "number", "title", "no", "count", "by")
    return names_nothing and question.has("verb") and question.has("who", "tag")


def _leans(question: Asked, scene: Scene) -> bool:
    """Whether a question takes what it leaves out from the one before: after 那, where it does not say what is counted,
    and where it names neither period nor anybody (刊发了几条). 待审的有哪些 and 累计刊发多少 are whole.
    """
    if question.has("then"):
        return True
    plain = _without_marks(question)
    if plain.has("help", "subject", "number", "title"):
        return False
    if plain.has("goal"):
        is_target = scene.previous is not None and scene.previous.intent == "progress"
        return is_target and plain.kinds() <= {"goal", "count", "tag"}
    if metric_of(plain) is None:
        return True
    if plain.has("time", "same-period", "unit", "group", "member"):
        return False
    if question.has("after-all"):
        return True
    return not plain.has("no", "lack", "who", "status", "latest") and not TOTAL.search(plain.text)


def _without_marks(question: Asked) -> Asked:
    return question.without(*question.of("then", "after-all"))


def _notes(plain: str, found: Cover, own_unit: str | None) -> tuple[Note, ...]:
    """What was taken for something else than it says: 我们, shortened names, and what only sounds or looks alike."""
    named = ((plain[piece.start : piece.end], piece) for piece in found.pieces)
    meant = (
        (word, (own_unit or "") if piece.kind == "own" else _meaning(piece))
        for word, piece in named
        if piece.heard or piece.kind in ("unit", "own")
    )
    return tuple(dict.fromkeys(Note(word, name) for word, name in meant if word != normalise(name)))


def _meaning(piece: Piece) -> str:
    """What a piece is taken for, in words."""
    if piece.kind in ("unit", "group", "board", "outlet", "column", "kind", "member", "industry"):
        return piece.value
    return "、".join(LEVEL_WORDS.get(value, value) for value in piece.values) or piece.value


def _is_understood(plain: str, scene: Scene) -> bool:
    try:
        _understood(plain, _covered(plain, scene), scene)
    except (Unclear, OverflowError):
        return False
    return True
