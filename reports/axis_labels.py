"""What stands below the columns of a chart: short names, thinned out evenly until none touches another."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

_YEAR = re.compile(r"(\d{4}年)(?=\d|第)")
_SURPLUS = re.compile(r"(?<=[日月度])(?:至.*| 第\d+周$|（.*）$)")
_FEWEST = 2


class Label(NamedTuple):
    """The name of the column at a place; `year` stands below it, "" where it is that of the label before."""

    place: int
    text: str
    year: str = ""


def axis_labels(names: Sequence[str], fits: Callable[[Sequence[Label]], bool]) -> list[Label]:
    """The labels of as many names as fit, at even distances, always with the first and the last.

    `fits` says whether labels stand clear of each other. Two are given even if they do not.
    """
    for count in range(len(names), _FEWEST, -1):
        labels = _short(names, _places(len(names), count))
        if fits(labels):
            return labels
    return _short(names, _places(len(names), min(len(names), _FEWEST)))


def _places(names: int, count: int) -> list[int]:
    """So many places from the first to the last, the distances between them differing by one at most."""
    if count < _FEWEST:
        return list(range(count))
    return [round(step * (names - 1) / (count - 1)) for step in range(count)]


def _short(names: Sequence[str], places: Sequence[int]) -> list[Label]:
    """Each by the day on which it begins."""
    labels: list[Label] = []
    before = ""
    for place in places:
        found = _YEAR.match(names[place])
        year = found[1] if found else ""
        text = _SURPLUS.sub("", names[place][len(year) :])
        labels.append(Label(place, text, "" if year == before else year))
        before = year or before
    return labels
