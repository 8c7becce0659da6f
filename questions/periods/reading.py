"""Periods in a question: 上周, 10月份, 今年以来, 9月1日到15日 … → days on the office's calendar (design, section 10).

The text is normalised, so numerals are digits. A phrase without a year is this year's, or last year's if it has not
begun; the second half of A到B follows A instead, and what 和 or 比 joins to a period is of the year which that names.
以来, 至今 and 起 end tomorrow. So does 以后 behind a day; behind a longer period, which it may leave out, it is none.

A phrase is read whole or not at all: where one ends no part of one begins, so 今年 with something that is not known is
never 今年 and a rest. A phrase without days is a piece without a span, and its value says why.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from questions.periods.holidays import HOLIDAYS, PLAN, SINCE_EVENTS, SINCE_HOLIDAYS
from questions.periods.phrases import BEHIND_A_YEAR, IN_YEAR, YEAR, whole_year, year_of
from questions.periods.relative import RELATIVE
from questions.periods.spans import DAY, TO, Reading, Seen, Table, day_of, in_year, joined, months_of, since
from questions.pieces import Piece
from questions.query import TimeRange
from questions.vocabulary import Calendar

_NO_CALENDAR = Calendar()


@dataclass(frozen=True, slots=True)
class _Heard:
    """A phrase up to `end`, its days, and the year that it names. `stands`: not with 从 before it and no end."""

    end: int
    reading: Reading
    year: int | None
    stands: bool = True


def with_full_dates(text: str) -> str:
    """Dates as they are typed in a command, in the form that is read here: 11-16至11-22, 11.16, 11/16-22 → 11月16日….

    `text` is normalised and names days; in other texts such a pair of numbers may be anything.
    """
    return _LAST_DAY.sub(r"\1\2日", _SHORT_DATE.sub(r"\1月\2日", text))


def time_pieces(text: str, today: date, calendar: Calendar = _NO_CALENDAR) -> list[Piece]:
    """Every stretch of the normalised text that may be a period, seen from `today` on the office's clock.

    A piece without a span has a value: "" is a date that does not exist, any other what the calendar cannot tell
    (`NoSpan`). 去年同期 is a piece of kind `same-period`: its value is how far back it lies.
    """
    found = [*_same_periods(text, today)]
    ended: dict[int, _Heard] = {}
    for start, char in enumerate(text):
        if char not in _FIRST or _follows_at_once(text, start, ended):
            continue
        for heard in _periods_at(text, start, _seen_beside(text, start, ended, Seen(today, calendar))):
            for end in _ends(text, heard.end):
                ended.setdefault(end, heard)
                if heard.stands:
                    found.append(_piece(start, end, heard.reading))
    return found


def _ends(text: str, end: int) -> Iterator[int]:
    yield end
    if within := _WITHIN.match(text, end):
        yield within.end()


def _piece(start: int, end: int, reading: Reading) -> Piece:
    if isinstance(reading, str):
        return Piece(start, end, "time", reading)
    return Piece(start, end, "time", span=reading)


def _follows_at_once(text: str, start: int, ended: dict[int, _Heard]) -> bool:
    """Whether what begins here is the rest of something: of a period, of 从, of a number or of 上上."""
    before = text[start - 1 : start]
    if text[start] == before or (before in _DIGITS and text[start] in _DIGITS):
        return True
    if start in ended:
        return before in _LONG or not _ANOTHER.match(text, start)
    return (before == "的" and start - 1 in ended) or (
        before in _FROM_CHARS and _IS_FROM.search(text, 0, start) is not None
    )


def _seen_beside(text: str, start: int, ended: dict[int, _Heard], seen: Seen) -> Seen:
    """In 去年9月比8月 and 9月3日和5日 the second is of the year, or month, of the first."""
    beside = ended.get(start - 1) if text[start - 1 : start] in _AND else ended.get(start)
    if beside is None:
        return seen
    span = beside.reading if isinstance(beside.reading, TimeRange) else None
    return replace(seen, year=beside.year, beside=span)


def _periods_at(text: str, start: int, seen: Seen) -> Iterator[_Heard]:
    """The phrases that begin here, alone and with what may stand around them."""
    yield from _matches((SINCE_EVENTS,), text, start, seen)
    begins = _FROM.match(text, start) if text[start] in _FROM_CHARS else None
    place = begins.end() if begins else start
    for heard in _phrases_at(text, place, seen):
        yield replace(heard, stands=False) if begins else heard
        yield from _with_an_end(text, heard, seen)
    for heard in _beginnings_at(text, place, seen):
        yield from _with_an_end(text, heard, seen)
    year = _year_at(text, place, seen)
    yield from _matches((SINCE_HOLIDAYS,), text, _behind(text, year[0]) if year else place, year[1] if year else seen)


def _phrases_at(text: str, place: int, seen: Seen) -> Iterator[_Heard]:
    if year := _year_at(text, place, seen):
        end, named = year
        if not _lacks_its_part(text, end, seen):
            yield _Heard(end, whole_year(named), named.year)
        yield from _matches((IN_YEAR, HOLIDAYS, BEHIND_A_YEAR), text, _behind(text, end), named)
    yield from _matches((IN_YEAR, HOLIDAYS, RELATIVE, PLAN), text, place, seen)


def _year_at(text: str, place: int, seen: Seen) -> tuple[int, Seen] | None:
    """Where the year that is named here ends, and how its parts are seen."""
    year = YEAR.match(text, place) if text[place : place + 1] in _YEAR_BEGINS else None
    return (year.end(), replace(seen, year=year_of(year, seen))) if year else None


def _behind(text: str, end: int) -> int:
    return end + text.startswith("的", end)


def _matches(tables: Iterable[Table], text: str, place: int, seen: Seen) -> Iterator[_Heard]:
    char = text[place : place + 1]
    for table in tables:
        for phrase in table.get(char, ()):
            found = phrase.pattern.match(text, place)
            reading = phrase.resolve(found, seen) if found else None
            if found and reading is not None:
                year = found.groupdict().get("year")
                yield _Heard(found.end(), reading, int(year) if year else seen.year)


def _lacks_its_part(text: str, end: int, seen: Seen) -> bool:
    """In 去年和今年9月 the first year may have its 9月 too."""
    other = _year_at(text, end + 1, seen) if text[end : end + 1] in _AND else None
    return other is not None and any(_matches((IN_YEAR, HOLIDAYS), text, _behind(text, other[0]), other[1]))


def _beginnings_at(text: str, place: int, seen: Seen) -> Iterator[_Heard]:
    """年初 and 开年 are the first day of a year, where a period begins: 年初至今, 开年以来."""
    yield from _one_day_of_a_year(text, place, seen, (_BEGINNING, _BEGINNING_OF_YEAR), (1, 1))


def _ends_at(text: str, place: int, seen: Seen) -> Iterator[_Heard]:
    """年底 is the last day of a year, where a period ends: 9月到年底."""
    yield from _one_day_of_a_year(text, place, seen, (_END, _END_OF_YEAR), (12, 31))


def _one_day_of_a_year(
    text: str, place: int, seen: Seen, alone_or_behind: tuple[re.Pattern[str], re.Pattern[str]], day: tuple[int, int]
) -> Iterator[_Heard]:
    year = _year_at(text, place, seen)
    if found := alone_or_behind[year is not None].match(text, year[0] if year else place):
        named = year[1] if year else replace(seen, year=None)
        yield _Heard(found.end(), in_year(named, lambda number: day_of(number, *day)), named.year)


def _with_an_end(text: str, first: _Heard, seen: Seen) -> Iterator[_Heard]:
    """The phrase with 以来 behind it, or as the first half of A到B."""
    open_end = _SINCE.match(text, first.end) or (_AFTER.match(text, first.end) if _is_a_day(first.reading) else None)
    if open_end:
        reading = first.reading
        yield _Heard(
            open_end.end(), reading if isinstance(reading, str) else since(reading.start, seen.today), first.year
        )
    if to := _TO.match(text, first.end):
        before = first.reading if isinstance(first.reading, TimeRange) else None
        second = replace(seen, year=None, before=before, beside=None)
        for last in (*_phrases_at(text, to.end(), second), *_ends_at(text, to.end(), second)):
            heard = _Heard(last.end, joined(first.reading, last.reading), last.year or first.year)
            yield heard
            if until := _UNTIL.match(text, last.end):
                yield replace(heard, end=until.end())


def _is_a_day(reading: Reading) -> bool:
    return isinstance(reading, str) or reading.end - reading.start == DAY


def _same_periods(text: str, today: date) -> Iterator[Piece]:
    """去年同期. 去年同月 has days of its own, for a question that names no other period."""
    for found in _SAME_PERIOD.finditer(text):
        if found["number"] and int(found["number"]) not in (today.year - 1, today.year - 2001):
            continue
        far_back = next(name for name in ("year", "month", "quarter", "week") if found[name])
        yield Piece(found.start(), found.end(), "same-period", far_back, span=_whole_of(found["of"], today))


def _whole_of(unit: str | None, today: date) -> TimeRange | None:
    """The month or quarter a year before the running one."""
    month = today.month if unit == "月" else (today.month - 1) // 3 * 3 + 1
    reading = months_of(today.year - 1, month, 1 if unit == "月" else 3)
    return reading if unit and isinstance(reading, TimeRange) else None


_DIGITS = frozenset("0123456789")
_LONG = frozenset("年度季")
_AND = frozenset("、,和与跟及比较同")

# 11-23; not a part of 2027-11-23 or of 11月1-15日.
_SHORT_DATE = re.compile(r"(?<![\d月])(?<!\d{4}[-/.])(\d{1,2})[-/.—–](\d{1,2})(?![\d日号月])")
_LAST_DAY = re.compile(rf"(月\d{{1,2}}日{TO})(\d{{1,2}})(?![\d日号月年])")
_FROM = re.compile("(?:自从|从|(?<![各来亲独])自)")
_FROM_CHARS = frozenset("从自")
_IS_FROM = re.compile("(?:从|(?<![各来亲独])自)$")
_ANOTHER = re.compile(r"\d{1,2}月|\d{4}[年-]")
_TO = re.compile(rf"(?:起|开始)?{TO}")
_UNTIL = re.compile("为?止")
_SINCE = re.compile(
    r"(?:(?:起|开始)?(?:以来|至今|迄今)|(?:起|开始)?[到至](?:现在|今天|今日|当前|目前)(?:为?止)?|起|开始)"
)
# 9月3日后三名 is a day and 后三名.
_AFTER = re.compile(
    r"(?:(?<=[日号天儿\d])|(?<=[周期拜][一二三四五六]))"
    r"(?:[以之]后(?:以来)?|后(?![\d一二两三四五六七八九十几半天续期勤]))"
)
_WITHIN = re.compile("(?:之?内|里|期间|当中|之间|那几[天日]|那段时间)")
_BEGINNING = re.compile("年初|年头|开年")
_BEGINNING_OF_YEAR = re.compile("的?(?:年?初|年头|开年)")
_END = re.compile("年[底末]")
_END_OF_YEAR = re.compile("的?年?[底末]")
_SAME_PERIOD = re.compile(
    r"(?:(?P<year>去年|上1?年|(?<!\d)(?P<number>\d{4}|\d\d)年)度?的?"
    r"(?:同期|同一?时期|这个?时候|这时|此时|这段时间|同(?P<of>月|季)(?:份|度)?)"
    r"|(?:(?P<month>上1?个?月)|(?P<quarter>上1?个?季度?)|(?P<week>上1?个?(?:周|星期|礼拜)))的?同期)"
)

_YEAR_BEGINS = frozenset("0123456789今本去上大前明")
_FIRST = _YEAR_BEGINS.union("年开从自").union(IN_YEAR, HOLIDAYS, RELATIVE, PLAN, SINCE_EVENTS, SINCE_HOLIDAYS)
