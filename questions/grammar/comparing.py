"""Two periods set beside each other (9月比8月, 环比, 比去年同期), or several names (招商局比财政局多几条)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from questions.grammar.asked import Asked, Unclear, span_of
from questions.periods.shifting import (
    a_year_before,
    elapsed,
    is_regular,
    is_year,
    months_before,
    period_after,
    period_before,
    same_length,
)
from questions.pieces import Kind, Piece
from questions.query import TimeRange

DAY = timedelta(days=1)
GROUPED: tuple[Kind, ...] = ("unit", "group", "board", "level", "outlet", "column", "kind", "stage", "industry")
"""The kinds of names that figures can stand side by side for."""

_FARTHER = re.compile("去年|上年|前年")
_EARLIER = re.compile("[上前](?:1|一)?个?(?:月|周|星期|礼拜|季度?|半年)")
_HOLIDAY = re.compile("春节|国庆|元旦|清明|五一|端午|中秋|十一|黄金周|节")
MONTHS_BACK = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Compared:
    """What is compared: the asked period with another one, or names of one kind in one period."""

    span: TimeRange | None
    other: TimeRange | None
    names: Kind | None = None


def is_comparison(question: Asked) -> bool:
    """Whether a question sets two things beside each other. 比 does, and 多 or 少 where there are two."""
    if question.has("compare"):
        return True
    times = len(question.of("time", "same-period"))
    return question.has("more") and (times > 1 or names_compared(question) is not None)


def names_compared(question: Asked) -> Kind | None:
    """The one kind of which the question names several, None where there is none."""
    several = [kind for kind in GROUPED if len(question.values(kind)) > 1 or _levels(question, kind) > 1]
    return several[0] if len(several) == 1 else None


def compared(question: Asked, today: date, previous: TimeRange | None = None) -> Compared:
    """Which periods or names are compared, seen from `today`; `previous` is the period of the question before.

    Raises Unclear where it does not say, or says too much.
    """
    times = question.of("time", "same-period")
    how = [value for value in question.values("compare") if value != "than"]
    if len(how) > 1 or len(times) > 2:
        raise Unclear("periods")
    names = names_compared(question)
    if names and not how and len(times) < 2 and not (times and _is_marked(question, times[0])):
        return Compared(span_of(times[0]) if times else previous, None, names)
    if names and _joined_by_than(question, names):
        raise Unclear("periods")
    found = _periods(question, times, how, today, previous)
    if found.span == found.other:
        raise Unclear("periods")
    return found


def without_markers(question: Asked, names: Kind | None) -> Asked:
    """The question without the words that compare; compared names stand together, joined by 和."""
    if names is not None:
        rest = [piece for piece in question.pieces if piece.kind not in (names, "compare") and not _is_and(piece)]
        return replace(question, pieces=tuple([*rest, *_joined(question.of(names))]))
    following = [*question.pieces[1:], None]
    pairs = zip(question.pieces, following, strict=True)
    return replace(question, pieces=tuple(piece for piece, after in pairs if not _joins_periods(piece, after)))


def same_period(piece: Piece, today: date, asked: TimeRange | None = None) -> TimeRange:
    """去年同期, 上月同期: of the asked period, else of the year, quarter, month or week that runs."""
    if piece.value == "week":
        base = elapsed(asked or _running("week", today), today)
        return TimeRange(base.start - 7 * DAY, base.end - 7 * DAY)
    if asked is None and piece.span is not None:
        return piece.span  # 去年同月
    base = elapsed(asked or _running(piece.value, today), today)
    return months_before(base, MONTHS_BACK[piece.value])


def _periods(question: Asked, times: list[Piece], how: list[str], today: date, previous: TimeRange | None) -> Compared:
    if len(times) == 2:
        first, second = times
        if how and how != ["previous"]:
            raise Unclear("periods")
        if _is_marked(question, first) and not _is_marked(question, second):
            first, second = second, first
        if first.kind == "same-period" or (second.kind == "same-period" and _is_holiday(question, first)):
            raise Unclear("periods")
        return _with_other(question, span_of(first), second, today)
    if not times:
        if previous is None or not how:
            raise Unclear("periods")
        return _with_implied(previous, how[0], today)
    return _with_one(question, times[0], how, today, previous)


def _with_one(question: Asked, time: Piece, how: list[str], today: date, previous: TimeRange | None) -> Compared:
    """One period: the asked one where 环比 or 同比 says with what, else that which something is compared with."""
    if time.kind == "same-period":
        return _with_other(question, previous or _running(time.value, today), time, today)
    if _is_marked(question, time):
        if how == ["year"]:
            raise Unclear("periods")
        return _with_other(question, previous or _running_after(span_of(time), today), time, today)
    if not how or (how == ["year"] and _is_holiday(question, time)):
        raise Unclear("periods")
    return _with_implied(span_of(time), how[0], today)


def _with_other(question: Asked, span: TimeRange, other: Piece, today: date) -> Compared:
    """比上月 is the month before the asked one; 9月比去年 means September of last year."""
    if other.kind == "same-period":
        return Compared(span, same_period(other, today, span))
    words, found = question.text[other.start : other.end], span_of(other)
    if _EARLIER.fullmatch(words):
        if (before := period_before(span)) and same_length(before, found):
            return Compared(span, before)
        raise Unclear("periods")
    if _FARTHER.fullmatch(words) and not is_year(span):
        if is_year(found) and found.start.year == span.start.year - 1:
            return Compared(span, a_year_before(span, today))
        raise Unclear("periods")
    return Compared(span, found)


def _with_implied(span: TimeRange, how: str, today: date) -> Compared:
    if how == "year":
        return Compared(span, a_year_before(span, today))
    if not is_regular(span):
        raise Unclear("periods")  # nobody can tell what lies before 前三季度
    return Compared(span, period_before(span))


def _running_after(span: TimeRange, today: date) -> TimeRange:
    """What 比上月 compares when it names nothing else: the period that runs. Raises Unclear where that is another."""
    after = period_after(span)
    if not is_regular(span) or not after.start <= today < after.end:
        raise Unclear("periods")
    return after


def _is_holiday(question: Asked, time: Piece) -> bool:
    """A holiday's days lie elsewhere a year earlier."""
    return _HOLIDAY.search(question.text[time.start : time.end]) is not None


def _is_marked(question: Asked, time: Piece) -> bool:
    """比上月, 和上月比: the period stands behind 比 or 和."""
    place = question.pieces.index(time)
    before = question.pieces[place - 1] if place else None
    if before is None:
        return False
    if before.kind == "compare":
        return True
    return before.kind == "join" and before.value == "and"


def _levels(question: Asked, kind: Kind) -> int:
    return len(question.of("level")) if kind == "level" else 0


def _joined_by_than(question: Asked, kind: Kind) -> bool:
    triples = zip(question.pieces, question.pieces[1:], question.pieces[2:], strict=False)
    return any(first.kind == last.kind == kind and middle.kind == "compare" for first, middle, last in triples)


def _joins_periods(piece: Piece, after: Piece | None) -> bool:
    """比上月, 和上月比, 多还是少."""
    if piece.kind == "compare":
        return True
    if not _is_and(piece) or after is None:
        return False
    return after.kind in ("time", "same-period") or (piece.value == "or" and after.kind == "more")


def _is_and(piece: Piece) -> bool:
    return piece.kind == "join" and piece.value != ""


def _joined(names: list[Piece]) -> Iterator[Piece]:
    for place, name in enumerate(names):
        if place:
            yield Piece(name.start, name.start, "join", "and")
        yield name


def _running(kind: str, today: date) -> TimeRange:
    if kind == "week":
        monday = today - timedelta(days=today.weekday())
        return TimeRange(monday, monday + 7 * DAY)
    months = {"month": 1, "quarter": 3, "year": 12}[kind]
    first = today.replace(day=1, month=(today.month - 1) // months * months + 1)
    after = first.month + months
    return TimeRange(first, date(first.year + after // 13, (after - 1) % 12 + 1, 1))
