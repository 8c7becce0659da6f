"""Ranks and ties."""

from hypothesis import given
from hypothesis import strategies as st

from rules.ranking import Ranked, ranked, up_to

FIGURES = st.lists(st.tuples(st.text(max_size=3), st.integers(0, 5)), max_size=30)


def test_equal_figures_share_a_rank_and_the_next_is_further_on() -> None:
    found = ranked([("a", 3), ("b", 5), ("c", 5), ("d", 1)])
    assert found == [
        Ranked(1, "b", 5, True),
        Ranked(1, "c", 5, True),
        Ranked(3, "a", 3, False),
        Ranked(4, "d", 1, False),
    ]


def test_from_the_lowest() -> None:
    assert [(row.rank, row.name) for row in ranked([("a", 3), ("b", 5), ("c", 3)], lowest_first=True)] == [
        (1, "a"),
        (1, "c"),
        (3, "b"),
    ]


def test_ties_at_the_edge_are_all_in() -> None:
    rows = ranked([("a", 3), ("b", 2), ("c", 2), ("d", 1)])
    assert [row.name for row in up_to(rows, 2)] == ["a", "b", "c"]
    assert [row.name for row in up_to(rows, 3)] == ["a", "b", "c"]
    assert up_to(rows, None) == rows and up_to(rows, 0) == []


@given(FIGURES, st.booleans())
def test_a_rank_is_one_more_than_the_number_of_those_ahead(figures: list[tuple[str, int]], lowest: bool) -> None:
    values = [value for _, value in figures]
    for row in ranked(figures, lowest):
        ahead = [value for value in values if (value < row.value if lowest else value > row.value)]
        assert row.rank == len(ahead) + 1
        assert row.tied == (values.count(row.value) > 1)


@given(FIGURES, st.integers(1, 10))
def test_a_limit_gives_at_least_so_many(figures: list[tuple[str, int]], limit: int) -> None:
    rows = up_to(ranked(figures), limit)
    assert len(rows) >= min(limit, len(figures))
    assert all(row.rank <= limit for row in rows)
