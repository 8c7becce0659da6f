"""Amounts and stages of projects in a question: 5亿以上, 1亿到5亿, 过亿 → bounds in 亿元; 已签约 → the stage.

The lower bound is in, the upper one is not (tiers are `[lower, upper)`: design, section 10). What cannot be said in
that way (不超过5亿, 5亿左右, 10亿级) is no piece, nor is another currency.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from questions.pieces import Piece

SMALLEST = Decimal("0.01")
"""Nobody asks for projects of less than a million; such a number counts something else."""

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_UNITS = {"亿": Decimal(1), "万": Decimal("0.0001")}

_SPELT = "零〇一二两三四五六七八九十百千点"
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,7}}(?:\.\d{{1,4}})?[十百千]?|[{_SPELT}]{{1,8}})"
_SUM = rf"(?:(?:{_NUMBER}个?)?亿(?:{_NUMBER}万)?|{_NUMBER}个?万)"
_YUAN = r"(?:元|块钱|人民币)?"
_TO = r"(?:到|至|~|-|—|–)+"
_LEFT = rf"(?<![\d.,{_SPELT}不没未几数近约第个多余超亿万\-])(?<![\d亿万元][到至~\-—–])"
_RIGHT = r"(?!左右|上下|级|多|余|美|港|欧|日元|韩|英镑|[\d.到至~]|以[上下内外]|之[上下间内])"
_ABOVE = rf"{_YUAN}(?:\(含\)|含|及)?(?:以上|之上)(?:\(含\))?"
_BELOW = rf"{_YUAN}(?:以下|之下)"
_OVER = r"(?:不低于|不少于|不小于|超过|大于|高于|突破|至少|超|破|过|逾|上(?=[十百千]?亿))"
_UNDER = r"(?:不足|不到|低于|少于|小于|未满|不满|未达到|达不到)"

_FROM = re.compile(
    rf"{_LEFT}(?:{_OVER}(?P<over>{_SUM})(?:{_ABOVE}|{_YUAN})|(?P<low>{_SUM}){_ABOVE}"
    rf"|(?P<idiom>[十百千]?亿)元?(?=的?(?:工业|产业|大)?项目)){_RIGHT}"
)
_UPTO = re.compile(rf"{_LEFT}(?:{_UNDER}(?P<under>{_SUM}){_YUAN}|(?P<high>{_SUM}){_BELOW}){_RIGHT}")
_BETWEEN = re.compile(
    rf"{_LEFT}(?:(?P<low>{_NUMBER})(?P<unit>个?[亿万])?{_YUAN}{_TO}(?P<high>{_SUM}){_YUAN}(?:之间|区间)?"
    rf"|(?:介于|在)?(?P<least>{_SUM}){_YUAN}[和与](?P<most>{_SUM}){_YUAN}之间"
    rf"|(?:{_OVER}(?P<over>{_SUM}){_YUAN}|(?P<above>{_SUM}){_ABOVE})[,、且但]?"
    rf"(?:{_UNDER}(?P<under>{_SUM}){_YUAN}|(?P<below>{_SUM}){_BELOW})){_RIGHT}"
)

# 待开工 and 拟签约 are no stages: what makes them others stays unexplained.
_STAGES = {
    "在谈": r"正?在谈|(?:正在|在)?洽谈中|(?:正在|在)洽谈",
    "签约": r"(?:已经?|新增?|正式|成功)?(?:签约|签了约|签下|签成)|签(?=了?(?:几|多少|哪些))",
    "开工": r"(?:已经?|新增?|正式)?(?:开工(?:建设)?|开了工)",
    "投产": r"(?:已经?|新增?|正式)?(?:竣工|建成)?(?:投产|投了产)",
}
_STAGE = tuple((stage, re.compile(pattern)) for stage, pattern in _STAGES.items())


def amount_pieces(text: str) -> Iterator[Piece]:
    """Every stretch of the normalised text that bounds an amount: `low` inclusive, `high` exclusive, in 亿元."""
    for pattern in (_FROM, _UPTO):
        for found in pattern.finditer(text):
            parts = found.groupdict()
            low = _value(parts.get("over") or parts.get("low") or parts.get("idiom"))
            high = _value(parts.get("under") or parts.get("high"))
            if (low is None) is not (high is None):
                yield Piece(*found.span(), "amount", low=low, high=high)
    yield from _spans(text)


def stage_pieces(text: str) -> Iterator[Piece]:
    """Every stretch of the normalised text that is a stage; `value` is its name."""
    for stage, pattern in _STAGE:
        yield from (Piece(*found.span(), "stage", stage) for found in pattern.finditer(text))


def _spans(text: str) -> Iterator[Piece]:
    for found in _BETWEEN.finditer(text):
        high_text = found["high"] or found["most"] or found["under"] or found["below"]
        if found["low"]:
            low = _value(found["low"] + (found["unit"] or high_text[-1]))
        else:
            low = _value(found["least"] or found["over"] or found["above"])
        high = _value(high_text)
        if low is not None and high is not None and low < high:
            yield Piece(*found.span(), "amount", low=low, high=high)


def _value(word: str | None) -> Decimal | None:
    """The sum in 亿元: `1亿5000万` → 1.5, `亿` → 1; None for what is no number, or no sum of a project."""
    if not word:
        return None
    total = Decimal(0)
    for number, unit in re.findall(r"([^亿万个]*)个?([亿万])", word):
        value = Decimal(1) if not number else _number(number)
        if value is None:
            return None
        total += value * _UNITS[unit]
    if total < SMALLEST:
        return None
    return total.quantize(Decimal(1)) if total == total.to_integral_value() else total.normalize()


def _number(word: str) -> Decimal | None:
    if not word[0].isdecimal():
        return _spelt(word)
    place = _PLACES.get(word[-1], 1)
    return Decimal(word.rstrip("十百千").replace(",", "")) * place


def _spelt(word: str) -> Decimal | None:
    """五, 十五, 一百零五, 一点五; None for 三五 and 两百五, which are said but not clear."""
    whole, dot, part = word.partition("点")
    value = _whole(whole)
    if value is None or not dot:
        return value
    if not part or not all(char in _DIGITS for char in part):
        return None
    return value + Decimal("0." + "".join(str(_DIGITS[char]) for char in part))


def _whole(word: str) -> Decimal | None:
    total, lowest, digit, zero = 0, 10_000, 0, False
    for char in word:
        place = _PLACES.get(char)
        if place is None:
            if digit:
                return None
            digit, zero = _DIGITS.get(char, 0), zero or _DIGITS.get(char) == 0
        elif place >= lowest:
            return None
        else:
            total, lowest, digit, zero = total + (digit or 1) * place, place, 0, False
    if digit and 10 < lowest < 10_000 and not zero:
        return None
    return Decimal(total + digit) if word else None
