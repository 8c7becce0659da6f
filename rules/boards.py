"""Free text and boards (板块): which board a text belongs to, what its title is, what it does not touch on.

Recognition is by the plan's own words: the boards' names, aliases and keywords.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import exp, sqrt

from rules.faults import plain
from rules.plan import Board

LONGEST_TITLE = 30
SHORTEST_CLAUSE = 8
MOST_COUNTED = 2
SURE_AT = 4.0
"""Points at which evidence alone gives 0.63: one keyword of four characters, or one of two in the title."""

SENTENCE_END = re.compile(r"[。！？!?\r\n]+")
CLAUSE_END = re.compile(r"[，,；;：:\s]")
CLAUSE_BREAK = re.compile(r"[\r\n,.;:!?。]+")
TITLE_MARK = re.compile(r"^\s*(?:(?:标题|题目)\s*[:：]|[【\[](?:标题|题目)[】\]]\s*[:：]?)\s*")
BOARD_SUFFIX = re.compile(r"(?<=.)(?:板块|信息)$")

GENERAL_PAIRS = frozenset({"情况", "内容", "工作", "信息", "方面", "以及", "进行", "相关", "主要", "有关", "重点"})
EMPTY_WORDS = frozenset("的了和与及等中对在为是")
QUESTION_STARTS = ("多少", "谁", "哪", "请问")
QUESTION_ENDS = ("吗", "呢")


@dataclass(frozen=True)
class Recognised:
    """The likeliest board, how sure that is (0 to 1), and the next one; no board, 0 and None without any evidence."""

    board: Board | None
    confidence: float
    runner_up: Board | None


def recognise(text: str, boards: Sequence[Board], given: str | None = None) -> Recognised:
    """Which board a free text belongs to; certain if `given` (what the sender typed as the board) names one.

    Every name, alias and keyword found counts its length, in the first sentence double, and no more than twice; where
    words overlap the longest counts. Words of the best board added at the end never make the answer less sure.
    """
    named = find_board(given, boards) if given else None
    if named:
        return Recognised(named, 1.0, None)
    points = _points(text, boards)
    ranking = sorted(range(len(boards)), key=lambda place: -points[place])
    if not ranking or not points[ranking[0]]:
        return Recognised(None, 0.0, None)
    best, second = points[ranking[0]], points[ranking[1]] if len(ranking) > 1 else 0
    return Recognised(boards[ranking[0]], _confidence(best, second), boards[ranking[1]] if second else None)


def find_board(word: str, boards: Sequence[Board]) -> Board | None:
    """The board that the word names: its name or alias, else the only board whose name contains the word.

    Width, spaces, punctuation and a closing 板块 or 信息 make no difference. A name also contains a word whose
    characters it has in the same order (安全管理 in 安全生产管理). One character alone only fits exactly.
    """
    wanted = _board_key(word)
    if not wanted:
        return None
    for board in boards:
        if wanted == _board_key(board.name) or any(wanted == _board_key(alias) for alias in board.aliases):
            return board
    if len(wanted) < 2:
        return None
    keys = [(board, _board_key(board.name)) for board in boards]
    return _only(board for board, key in keys if wanted in key) or _only(
        board for board, key in keys if _has_in_order(key, wanted)
    )


def title_of(text: str) -> str:
    """The first line or sentence as a title of at most 30 characters, without 标题：; empty for an empty text.

    A longer one ends at its last clause that fits, if that leaves at least eight characters.
    """
    sentence = _first_sentence(text)
    if len(sentence) <= LONGEST_TITLE:
        return sentence
    ends = [found.start() for found in CLAUSE_END.finditer(sentence[: LONGEST_TITLE + 1])]
    length = max((end for end in ends if end >= SHORTEST_CLAUSE), default=LONGEST_TITLE)
    return _trimmed(sentence[:length])


def body_of(points: Mapping[str, str]) -> str:
    """The text of an item that was given key point by key point."""
    return "\n".join(f"{question}：{answer}" for question, answer in points.items())


def missing_points(text: str, board: Board) -> tuple[str, ...]:
    """The board's key points of which the text shows no trace, in the plan's order. A hint, no judgement.

    A trace is any two neighbouring characters that both stand in the key point (投资 for 资金投入), unless they are
    too general to say anything: part of the board's name or of several key points, or words such as 情况.
    """
    general, points = _telling_points(board)
    shown = general.sub("\n", _clauses(text))
    return tuple(point for point, trace in points if not trace.search(shown))


@lru_cache
def _telling_points(board: Board) -> tuple[re.Pattern[str], tuple[tuple[str, re.Pattern[str]], ...]]:
    """What is too general to say anything in this board, and each telling key point with what a trace of it is."""
    uses = Counter(pair for point in board.key_points for pair in _telling_pairs(point))
    general = GENERAL_PAIRS | _telling_pairs(board.name) | {pair for pair, points in uses.items() if points > 1}
    pattern = re.compile("|".join(map(re.escape, sorted(general))))
    telling = (point for point in board.key_points if _telling_pairs(point, general))
    return pattern, tuple((point, _trace(frozenset(plain(point)) - EMPTY_WORDS)) for point in telling)


def _trace(letters: frozenset[str]) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(sorted(letters)))}]{{2}}")


def looks_like_item(text: str, shortest: int) -> bool:
    """Whether free text may be an item: `shortest` characters or more without spaces and marks, and no question."""
    if len(plain(text)) < shortest:
        return False
    bare = text.strip()
    if bare.endswith(("？", "?")):
        return False
    words = plain(bare)
    return not words.endswith(QUESTION_ENDS) and not words.startswith(QUESTION_STARTS)


@lru_cache(maxsize=32)
def _vocabulary(boards: tuple[Board, ...]) -> tuple[re.Pattern[str], dict[str, frozenset[int]]]:
    """A pattern that finds every board's words, the longest first, and the boards' places for each word."""
    places: dict[str, frozenset[int]] = {}
    for place, board in enumerate(boards):
        for word in map(plain, (board.name, *board.aliases, *board.keywords)):
            places[word] = places.get(word, frozenset()) | {place}
    places.pop("", None)
    words = sorted(places, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)) or r"(?!)"), places


def _points(text: str, boards: Sequence[Board]) -> list[int]:
    pattern, places = _vocabulary(tuple(boards))
    counts = Counter(pattern.findall(_clauses(text))) + Counter(pattern.findall(_clauses(_first_sentence(text))))
    points = [0] * len(boards)
    for word, count in counts.items():
        for place in places[word]:
            points[place] += len(word) * min(count, MOST_COUNTED)
    return points


def _confidence(best: int, second: int) -> float:
    """Rises with the evidence and the margin: a difference, not a ratio, so that shared words take nothing away."""
    return sqrt((1 - exp(-best / SURE_AT)) * (1 - exp(-(best - second) / SURE_AT)))


def _clauses(text: str) -> str:
    """The text as it is compared, with its clauses on lines of their own so that no word is found across them."""
    return "\n".join(map(plain, CLAUSE_BREAK.split(unicodedata.normalize("NFKC", text))))


def _telling_pairs(text: str, general: AbstractSet[str] = frozenset()) -> set[str]:
    """Every two neighbouring characters inside one clause, but for the general ones and what overlaps them."""
    found: set[str] = set()
    for clause in _clauses(text).split("\n"):
        pairs = [first + second for first, second in pairwise(clause)]
        dull = {place + step for place, pair in enumerate(pairs) if pair in general for step in (-1, 0, 1)}
        found.update(pair for place, pair in enumerate(pairs) if place not in dull)
    return found


def _first_sentence(text: str) -> str:
    sentences = map(_trimmed, SENTENCE_END.split(TITLE_MARK.sub("", text)))
    return next(filter(None, sentences), "")


def _trimmed(sentence: str) -> str:
    return sentence.strip().rstrip("，,、；;：:. ").strip()


@lru_cache(maxsize=4096)
def _board_key(word: str) -> str:
    return BOARD_SUFFIX.sub("", plain(word))


def _has_in_order(name: str, word: str) -> bool:
    rest: Iterator[str] = iter(name)
    return all(letter in rest for letter in word)


def _only(boards: Iterable[Board]) -> Board | None:
    found = list(boards)
    return found[0] if len(found) == 1 else None
