"""What may be asked instead of a question that was not understood: the asker's own words with the fault put right."""

from collections.abc import Callable, Iterator, Sequence

from questions.grammar.asked import NAMES, Reason
from questions.grammar.filters import PUBLICATION_FILTERS
from questions.names.reading import nearest_names
from questions.normalise import normalise
from questions.pieces import Cover, Kind, Piece
from questions.vocabulary import Vocabulary

MOST = 3
VERBS = ("报送", "刊发")
# 招商局今年|排第几: the verb that is missing stands before what is asked of it.
_ASKING: tuple[Kind, ...] = (
    "share", "average", "rank", "order", "place", "compare", "more", "trend", "how", "count", "which", "tag",
)  # fmt: skip
_NAMED: tuple[Kind, ...] = ("unit", "group", "board", "level", "outlet", "column", "kind", "member", "own")


def suggestions(
    plain: str, found: Cover, reason: Reason, vocabulary: Vocabulary, is_understood: Callable[[str], bool]
) -> tuple[str, ...]:
    """At most three questions like the refused one that are understood, the likeliest first.

    An ambiguous name is replaced by each that it may mean, a missing verb put in, an unknown name replaced by one that
    looks like it (财务局 → 财政局); else what was understood of it, period and names, is put into plain questions.
    """
    for offers in (_put_right(plain, found, reason, vocabulary), _plain_questions(plain, found)):
        understood = [text for text in dict.fromkeys(offers) if text != plain and is_understood(normalise(text))]
        if understood:
            return tuple(understood[: len(VERBS) if reason == "metric" else MOST])
    return ()


def unknown_word(plain: str, found: Cover) -> str:
    """The first unexplained stretch as it is quoted: with the single characters beside it that may belong to it."""
    beside = [piece for piece in found.pieces if piece.end - piece.start == 1 and piece.kind != "join"]
    low, high = _grown(
        found.gaps[0], [piece for piece in beside if plain[piece.end : piece.end + 1] not in ("了", "过")]
    )
    return plain[low:high].strip(",.?!;:、")


def _put_right(plain: str, found: Cover, reason: Reason, vocabulary: Vocabulary) -> Iterator[str]:
    if reason == "ambiguous":
        piece = next(piece for piece in found.pieces if piece.kind == "ambiguous")
        yield from (plain[: piece.start] + name + plain[piece.end :] for name in piece.values)
    elif reason == "metric":
        yield from (_with_verb(plain, found, verb) for verb in VERBS)
        yield from (f"{plain.rstrip('?')}，{verb}的" for verb in VERBS)
    elif found.gaps and not any(piece.kind in ("each", "by") for piece in found.pieces):
        for start, end in _unknown_words(found):
            names = nearest_names(plain[start:end], vocabulary)
            yield from (plain[:start] + name + plain[end:] for name in names)


def _with_verb(plain: str, found: Cover, verb: str) -> str:
    place = next((piece.start for piece in found.pieces if piece.kind in _ASKING), len(plain))
    return plain[:place] + verb + plain[place:]


def _plain_questions(plain: str, found: Cover) -> Iterator[str]:
    """上周报送率 → 上周报了几条, 上周发了几条, 上周谁没报."""
    times = [piece for piece in found.pieces if piece.kind == "time" and piece.span][:1]
    names = [piece for piece in found.pieces if piece.kind in _NAMED][:2]
    if not times and not names:
        return
    told = "".join(_told(plain, piece) for piece in sorted([*times, *names], key=lambda piece: piece.start))
    if not any(piece.kind in PUBLICATION_FILTERS for piece in names):
        yield f"{told}报了几条"
    yield f"{told}发了几条"
    if times and not names:
        yield f"{told}谁没报"


def _told(plain: str, piece: Piece) -> str:
    return piece.value if piece.heard and piece.value else plain[piece.start : piece.end]


def _unknown_words(found: Cover) -> Iterator[tuple[int, int]]:
    """What the first unexplained stretch may be part of: a name beside it belongs to it (县财政局), or nothing does,
    or a verb of one character beside it is none (发展局)."""
    gap = found.gaps[0]
    yield _grown(gap, [piece for piece in found.pieces if piece.kind in NAMES])
    yield gap
    yield _grown(gap, [piece for piece in found.pieces if piece.kind == "verb" and piece.end - piece.start == 1])


def _grown(gap: tuple[int, int], pieces: Sequence[Piece]) -> tuple[int, int]:
    start, end = gap
    starts = {piece.end: piece.start for piece in pieces}
    ends = {piece.start: piece.end for piece in pieces}
    return starts.get(start, start), ends.get(end, end)
