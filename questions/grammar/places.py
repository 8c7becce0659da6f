"""Places and numbers of records in a question: 前三名, 倒数第一, 三家单位, 最近5条 → pieces."""

import re
from collections.abc import Iterator, Mapping

from questions.pieces import Kind, Piece

_NUMERALS = {char: value for value, char in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "俩": 2, "仨": 3}
MOST = 1000

_DIGIT = "[一二两三四五六七八九]"
_NUMBER = rf"(?P<number>\d{{1,4}}|{_DIGIT}?十{_DIGIT}?|{_DIGIT}|[俩仨])"
_OF = r"(?:个|家|名|位)?(?P<of>单位|部门|板块|媒体|专栏|栏目)?"  # 前3个月 is a period
_THINGS = {"板块": "board", "媒体": "outlet", "专栏": "column", "栏目": "column", "月": "month"}

_PATTERNS: tuple[tuple[Kind, str, str], ...] = (
    ("place", "desc", rf"前{_NUMBER}{_OF}"),
    ("place", "desc", rf"top{_NUMBER}{_OF}"),
    ("place", "asc", rf"(?:倒数前?|后|最后){_NUMBER}{_OF}"),
    ("place", "desc", r"(?P<first>第[一1]名?|榜首|冠军|首位|头名|居首|第一位)"),
    ("place", "asc", r"(?P<first>倒数第[一1]名?|末位|垫底|最后一名|末尾|榜尾|倒数第一位|吊车尾|最后1名)"),
    ("rank", "desc", r"前几(?:名|个|家|位)?(?:单位)?"),
    ("rank", "asc", r"(?:后|倒数)几(?:名|个|家|位)?(?:单位)?"),
    ("limit", "", rf"(?:的|这)?{_NUMBER}(?:个|家|名|位|块|项)(?P<of>单位|部门|板块|媒体|专栏|栏目|月)?"),
    ("number", "", r"(?:(?<=采访)|(?<=整改)|(?<=信息))第?(?P<record>\d{1,6})(?:号|项|场)?(?![\d月日年条篇件个])"),
    ("number", "", r"(?<!\d)(?P<record>\d{3,6})号"),
    ("latest", "desc", rf"(?:最近|最新|最后|近)的?{_NUMBER}(?:条|篇|件|则)"),
)
# 最近报的3条: the verb between says what is counted.
_LATELY = re.compile(rf"最近(?:报送?|上报|收到|交|刊?发|登|上)(?:过|了)?(?P<some>的{_NUMBER}(?:条|篇|件|则))")
_PLACES = tuple((kind, value, re.compile(pattern)) for kind, value, pattern in _PATTERNS)


def place_pieces(text: str) -> Iterator[Piece]:
    """Every stretch that says a place or a number of records; its `value` is the order (`desc`, `asc`), `values` are
    the number and what is counted (`board` …), each "" where it is not said."""
    for start in range(len(text)):
        for kind, value, pattern in _PLACES:
            if found := pattern.match(text, start):
                yield from _piece(kind, value, found)
    for found in _LATELY.finditer(text):
        yield Piece(found.start(), found.start() + len("最近"), "filler")
        yield Piece(*found.span("some"), "latest", "desc", values=(str(number_of(found["number"]) or 1), ""))


def _piece(kind: Kind, value: str, found: re.Match[str]) -> Iterator[Piece]:
    parts: Mapping[str, str | None] = found.groupdict()
    if parts.get("record"):
        yield Piece(*found.span(), kind, str(int(parts["record"] or 0)), cost=-1)  # 整改3号 is no day of the month
        return
    number = 1 if parts.get("first") else number_of(parts.get("number") or "")
    if number is None and parts.get("number"):
        return
    thing = _THINGS.get(parts.get("of") or "", "")
    yield Piece(*found.span(), kind, value, values=(str(number or ""), thing))


def number_of(numeral: str) -> int | None:
    """`12`, `十二`, `三` → the number, None where it is none or not one that anybody asks for."""
    if numeral.isdecimal():
        return int(numeral) if 0 < int(numeral) <= MOST else None
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        return _NUMERALS.get(tens, 1) * 10 + (_NUMERALS[ones] if ones else 0)
    return _NUMERALS.get(numeral)
