"""The query object of design, section 10."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.query import Query, TimeRange

DESIGN_KEYS = [
    "intent",
    "metric",
    "start",
    "end",
    "units",
    "groups",
    "boards",
    "levels",
    "outlets",
    "columns",
    "kinds",
    "stages",
    "group_by",
    "order",
    "limit",
    "compare_to",
]


def test_it_prints_exactly_the_object_of_the_design() -> None:
    query = Query(
        intent="count",
        metric="publications",
        start=date(2026, 7, 1),
        end=date(2026, 10, 1),
        units=("招商局",),
        levels=("city", "province", "central"),
    )
    assert query.as_json() == {
        "intent": "count",
        "metric": "publications",
        "start": "2026-07-01",
        "end": "2026-10-01",
        "units": ["招商局"],
        "groups": [],
        "boards": [],
        "levels": ["city", "province", "central"],
        "outlets": [],
        "columns": [],
        "kinds": [],
        "stages": [],
        "group_by": None,
        "order": None,
        "limit": None,
        "compare_to": None,
    }
    assert list(query.as_json()) == DESIGN_KEYS


names = st.lists(st.text(max_size=4), max_size=3).map(tuple)
spans = st.builds(TimeRange, st.dates(), st.dates())


@given(
    st.builds(
        Query,
        intent=st.sampled_from(["count", "missing", "progress"]),
        metric=st.sampled_from(["items", "publications", None]),
        start=st.none() | st.dates(),
        end=st.none() | st.dates(),
        units=names,
        boards=names,
        levels=names,
        group_by=st.sampled_from(["unit", "month", None]),
        limit=st.none() | st.integers(),
        compare_to=st.none() | spans,
    )
)
def test_a_query_survives_json(query: Query) -> None:
    assert Query.from_json(json.loads(json.dumps(query.as_json()))) == query


@pytest.mark.parametrize("value", [{}, {"intent": "count"}, {**Query("count").as_json(), "intent": "guess"}])
def test_what_is_no_query_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no query"):
        Query.from_json(value)
