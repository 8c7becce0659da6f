"""What counts as the same reading and the same answer, and what does not."""

from typing import Any

import pytest

from tests.whole.figures.comparing import answer_differences, query_differences


def answer(value: Any, *rows: tuple[str, Any]) -> dict[str, Any]:
    return {"value": value, "rows": [{"name": name, "value": figure} for name, figure in rows]}


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({"intent": "count", "units": []}, {"intent": "count", "units": [], "limit": None}),
        ({"intent": "count", "units": ["甲局", "乙局"]}, {"intent": "count", "units": ["乙局", "甲局"]}),
        ({"intent": "progress"}, {"intent": "progress", "metric": "publications", "start": "2026-11-01"}),
    ],
)
def test_readings_that_say_the_same(expected: dict[str, Any], found: dict[str, Any]) -> None:
    assert query_differences(expected, found) == []


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({"intent": "count"}, {"intent": "list"}),
        ({"intent": "count"}, {"intent": "count", "units": ["甲局"]}),
        ({"intent": "count", "start": "2026-11-01"}, {"intent": "count", "start": "2026-11-02"}),
        ({"intent": "compare", "units": ["甲局", "乙局"]}, {"intent": "compare", "units": ["乙局", "甲局"]}),
    ],
)
def test_readings_that_differ(expected: dict[str, Any], found: dict[str, Any]) -> None:
    assert len(query_differences(expected, found)) == 1


@pytest.mark.parametrize(
    ("query", "expected", "found"),
    [
        ({"intent": "count"}, answer(33.3333), answer(33.3)),
        ({"intent": "count", "group_by": "unit"}, answer(2, ("甲局", 2), ("乙局", 0)), answer(2, ("甲局", 2))),
        (
            {"intent": "ranking", "order": "desc"},
            answer(None, ("甲", 2), ("乙", 2)),
            answer(None, ("乙", 2), ("甲", 2)),
        ),
        ({"intent": "missing"}, answer(2, ("甲", 1), ("乙", 1)), answer(2, ("乙", 1), ("甲", 1))),
    ],
)
def test_answers_that_say_the_same(query: dict[str, Any], expected: dict[str, Any], found: dict[str, Any]) -> None:
    assert answer_differences(query, expected, found) == []


@pytest.mark.parametrize(
    ("query", "expected", "found"),
    [
        ({"intent": "count"}, answer(33), answer(34)),
        ({"intent": "count"}, answer(0), answer(None)),
        ({"intent": "count"}, answer(None), answer(0)),
        ({"intent": "count"}, answer(33.3333), answer(33.4)),
        ({"intent": "count", "group_by": "unit"}, answer(2, ("甲局", 2)), answer(2, ("乙局", 2))),
        (
            {"intent": "ranking", "order": "desc"},
            answer(None, ("甲", 2), ("乙", 1)),
            answer(None, ("乙", 1), ("甲", 2)),
        ),
        ({"intent": "ranking", "order": "asc"}, answer(None, ("甲", 0)), answer(None)),
        ({"intent": "trend"}, answer(1, ("2026-10", 0), ("2026-11", 1)), answer(1, ("2026-11", 1))),
        ({"intent": "missing"}, answer(1, ("甲", 1)), answer(1, ("乙", 1))),
        ({"intent": "list"}, answer(1, ("题目", 3)), answer(1, ("别的", 3))),
    ],
)
def test_answers_that_differ(query: dict[str, Any], expected: dict[str, Any], found: dict[str, Any]) -> None:
    assert len(answer_differences(query, expected, found)) == 1
