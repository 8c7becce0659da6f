"""Amounts in 亿元 with an inclusive lower and an exclusive upper bound, and the stages of projects."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.names.amounts import amount_pieces, stage_pieces
from questions.normalise import normalise


def bounds(word: str) -> list[tuple[str | None, str | None]]:
    """The bounds of the pieces that mean all of the word."""
    plain = normalise(word)
    whole = [piece for piece in amount_pieces(plain) if (piece.start, piece.end) == (0, len(plain))]
    return [(_text(piece.low), _text(piece.high)) for piece in whole]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


@pytest.mark.parametrize(
    ("word", "low", "high"),
    [
        ("5亿以上", "5", None),
        ("５亿以上", "5", None),
        ("5亿元以上", "5", None),
        ("5亿元及以上", "5", None),
        ("5亿元(含)以上", "5", None),
        ("五亿以上", "5", None),
        ("5个亿以上", "5", None),
        ("一点五亿以上", "1.5", None),
        ("1.5亿元以上", "1.5", None),
        ("1亿5000万以上", "1.5", None),
        ("5000万以上", "0.5", None),
        ("5千万以上", "0.5", None),
        ("五千万元以上", "0.5", None),
        ("1,000万以上", "0.1", None),
        ("亿元以上", "1", None),
        ("百亿以上", "100", None),
        ("十亿元以上", "10", None),
        ("一百二十亿以上", "120", None),
        ("过亿", "1", None),
        ("过百亿", "100", None),
        ("上亿", "1", None),
        ("超5亿", "5", None),
        ("超5亿以上", "5", None),
        ("超过10亿", "10", None),
        ("不低于3亿", "3", None),
        ("5亿以下", None, "5"),
        ("不足1亿", None, "1"),
        ("低于5000万", None, "0.5"),
        ("1亿到5亿", "1", "5"),
        ("1-5亿", "1", "5"),
        ("1至5亿元", "1", "5"),
        ("5000万到1亿", "0.5", "1"),
        ("1亿至5亿之间", "1", "5"),
        ("1亿和5亿之间", "1", "5"),
        ("10亿以上20亿以下", "10", "20"),
        ("1亿以上不足5亿", "1", "5"),
        ("1亿以上、5亿以下", "1", "5"),
    ],
)
def test_an_amount_has_bounds(word: str, low: str | None, high: str | None) -> None:
    assert bounds(word) == [(low, high)]


@pytest.mark.parametrize(
    "word",
    [
        "10亿级",
        "5亿左右",
        "5亿",
        "不超过5亿",
        "没超过5亿",
        "5亿美元以上",
        "5亿以内",
        "几亿以上",
        "三五亿以上",
        "两百五亿以上",
        "5亿到1亿",
        "5亿到5亿",
        "1-5亿以上",
        "-5亿以上",
        "1万以上",
        "0亿以上",
        "99999999999亿以上",
        "十几亿以上",
        "5亿多以上",
        "第5亿以上",
    ],
)
def test_what_is_not_clearly_a_bound_is_none(word: str) -> None:
    assert not any(piece.end == len(word) for piece in amount_pieces(word) if piece.low != 1), word
    assert bounds(word) == []


def test_a_project_of_a_hundred_million_is_one_from_there_on() -> None:
    pieces = list(amount_pieces("亿元项目"))
    assert [(piece.start, piece.end, piece.low, piece.high) for piece in pieces] == [(0, 2, Decimal(1), None)]
    assert list(amount_pieces("5亿元项目")) == []


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_a_span_is_read_if_it_goes_upwards(low: int, high: int) -> None:
    assert bounds(f"{low}亿到{high}亿") == ([(str(low), str(high))] if low < high else [])


@given(st.text("0123456789.,亿万元个以上下到-一二十百千点超过不足", max_size=30))
def test_no_heap_of_numbers_breaks_it(text: str) -> None:
    for piece in amount_pieces(text):
        assert 0 <= piece.start < piece.end <= len(text)
        assert piece.low is not None or piece.high is not None
        assert piece.low is None or piece.high is None or piece.low < piece.high


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("在谈", "在谈"),
        ("正在洽谈", "在谈"),
        ("签约", "签约"),
        ("已签约", "签约"),
        ("签了约", "签约"),
        ("新签约", "签约"),
        ("开工", "开工"),
        ("新开工", "开工"),
        ("开工建设", "开工"),
        ("投产", "投产"),
        ("已投产", "投产"),
        ("竣工投产", "投产"),
    ],
)
def test_a_stage_has_many_wordings(word: str, stage: str) -> None:
    spans = {(piece.start, piece.end): piece.value for piece in stage_pieces(word)}
    assert spans == {(0, len(word)): stage}


def test_signing_without_its_object_is_a_stage_where_a_number_is_asked() -> None:
    assert [piece.value for piece in stage_pieces("签了几个项目")] == ["签约"]
    assert list(stage_pieces("签字")) == []


@pytest.mark.parametrize("word", ["竣工", "在建", "待开工", "拟签约"])
def test_what_is_no_stage_stays_unexplained(word: str) -> None:
    assert not any(piece.start == 0 for piece in stage_pieces(word))
