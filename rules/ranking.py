"""Ranks: equal figures share one, and the next is as many places further (1, 1, 3)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ranked:
    """One place. `tied`: whether another has the same figure."""

    rank: int
    name: str
    value: int
    tied: bool


def ranked(figures: Iterable[tuple[str, int]], lowest_first: bool = False) -> list[Ranked]:
    """(name, figure) in their order, the highest first, or the lowest; equal ones in the order that they come in."""
    given = list(figures)
    often = Counter(value for _, value in given)
    places: dict[int, int] = {}
    place = 1
    for value in sorted(often, reverse=not lowest_first):
        places[value] = place
        place += often[value]
    rows = [Ranked(places[value], name, value, often[value] > 1) for name, value in given]
    return sorted(rows, key=lambda row: row.rank)


def up_to(rows: Iterable[Ranked], limit: int | None) -> list[Ranked]:
    """The first places, with all that are tied at the edge; all of them without a limit."""
    return [row for row in rows if limit is None or row.rank <= limit]
