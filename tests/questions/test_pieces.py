"""Covering a text with pieces."""

from hypothesis import given
from hypothesis import strategies as st

from questions.pieces import Piece, cover


def filler(start: int, end: int, cost: int = 0) -> Piece:
    return Piece(start, end, "filler", cost=cost)


def test_explaining_everything_comes_before_everything_else() -> None:
    long, short, rest = filler(0, 3), filler(0, 1), filler(1, 4)
    assert cover(4, [long, short, rest]).pieces == (short, rest)


def test_few_long_pieces_are_better_than_many_short_ones() -> None:
    whole = filler(0, 4)
    assert cover(4, [filler(0, 2), filler(2, 4), whole]).pieces == (whole,)


def test_of_two_readings_the_cheaper_one_is_taken() -> None:
    cheap = Piece(0, 2, "column", cost=0)
    assert cover(2, [Piece(0, 2, "board", cost=4), cheap]).pieces == (cheap,)


def test_what_nothing_explains_is_a_gap_as_long_as_can_be() -> None:
    found = cover(6, [filler(2, 3)])
    assert found.pieces == (filler(2, 3),)
    assert found.gaps == ((0, 2), (3, 6))


def test_an_empty_text_has_neither_pieces_nor_gaps() -> None:
    found = cover(0, [])
    assert (found.pieces, found.gaps) == ((), ())


places = st.tuples(st.integers(0, 9), st.integers(1, 10)).filter(lambda place: place[0] < place[1])


@given(st.lists(places, max_size=15))
def test_pieces_and_gaps_together_are_the_whole_text_once(several: list[tuple[int, int]]) -> None:
    found = cover(10, [filler(*place) for place in several])
    stretches = sorted([(piece.start, piece.end) for piece in found.pieces] + list(found.gaps))
    assert [start for start, _ in stretches] == [0, *(end for _, end in stretches[:-1])]
    assert stretches[-1][1] == 10
