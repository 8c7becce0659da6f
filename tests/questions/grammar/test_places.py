"""Places and numbers of records."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.grammar.places import MOST, number_of, place_pieces


@pytest.mark.parametrize(
    ("text", "kind", "order", "number", "thing"),
    [
        ("前三名", "place", "desc", "3", ""),
        ("前10个单位", "place", "desc", "10", ""),
        ("top5", "place", "desc", "5", ""),
        ("后三名", "place", "asc", "3", ""),
        ("倒数前两名", "place", "asc", "2", ""),
        ("倒数第一", "place", "asc", "1", ""),
        ("第一名", "place", "desc", "1", ""),
        ("垫底", "place", "asc", "1", ""),
        ("前三板块", "place", "desc", "3", "board"),
        ("前几名", "rank", "desc", "", ""),
        ("十二家单位", "limit", "", "12", ""),
        ("三个板块", "limit", "", "3", "board"),
        ("最近5条", "latest", "desc", "5", ""),
        ("最新的一条", "latest", "desc", "1", ""),
    ],
)
def test_a_place_is_read_with_its_order_and_number(text: str, kind: str, order: str, number: str, thing: str) -> None:
    whole = [piece for piece in place_pieces(text) if (piece.start, piece.end) == (0, len(text))]
    assert [(piece.kind, piece.value, piece.values) for piece in whole] == [
        (kind, order, (number, "" if thing == "" else thing))
    ]


@pytest.mark.parametrize("text", ["第二名", "前0名", "前9999名", "名次", "三条"])
def test_what_names_no_place_that_can_be_shown_is_no_piece(text: str) -> None:
    assert [piece for piece in place_pieces(text) if piece.end - piece.start == len(text)] == []


@pytest.mark.parametrize(("numeral", "number"), [("十", 10), ("十二", 12), ("二十", 20), ("三十五", 35), ("两", 2)])
def test_chinese_numerals_are_read(numeral: str, number: int) -> None:
    assert number_of(numeral) == number


@given(st.integers(1, MOST))
def test_digits_are_read_as_they_stand(number: int) -> None:
    assert number_of(str(number)) == number
