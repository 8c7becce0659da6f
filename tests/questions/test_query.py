"""The query object of design, section 10."""

import json
from datetime import date
from decimal import Decimal

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


OUR_KEYS = [
    "members",
    "statuses",
    "industries",
    "excluded",
    "amount_from",
    "amount_below",
    "calculation",
    "number",
    "title",
]


def test_it_prints_the_object_of_the_design_and_behind_it_what_is_ours() -> None:
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
        "members": [],
        "statuses": [],
        "industries": [],
        "excluded": [],
        "amount_from": None,
        "amount_below": None,
        "calculation": None,
        "number": None,
        "title": None,
    }
    assert list(query.as_json()) == [*DESIGN_KEYS, *OUR_KEYS]


def test_an_amount_is_a_plain_number_in_json() -> None:
    amounts = Query("count", "projects", amount_from=Decimal("0.5"), amount_below=Decimal(5)).as_json()
    assert (amounts["amount_from"], amounts["amount_below"]) == (0.5, 5)


def test_a_query_of_a_release_that_knew_less_is_still_read() -> None:
    assert Query.from_json({"intent": "count", "metric": "items", "units": ["财政局"]}) == Query(
        "count", "items", units=("财政局",)
    )


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
        members=names,
        excluded=names,
        amount_from=st.none() | st.decimals(0, 100_000, places=4),
        calculation=st.sampled_from(["average", "share", None]),
        number=st.none() | st.integers(),
        title=st.none() | st.text(max_size=10),
    )
)
def test_a_query_survives_json(query: Query) -> None:
    assert Query.from_json(json.loads(json.dumps(query.as_json()))) == query


@pytest.mark.parametrize("value", [{}, {"intent": "count", "more": 1}, {**Query("count").as_json(), "intent": "guess"}])
def test_what_is_no_query_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no query"):
        Query.from_json(value)
