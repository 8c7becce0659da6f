"""A question's filter, and what it may say of items."""

from dataclasses import fields

import pytest

from models.filters import Filter, conditions_of, filter_of
from models.store import Store
from questions.query import Query
from tests.models.small_office import WEEK


def test_a_question_becomes_a_filter() -> None:
    query = Query(
        "count",
        "publications",
        *WEEK,
        boards=("甲",),
        levels=("city",),
        outlets=("乙",),
        columns=("丙",),
        kinds=("案例",),
        statuses=("采用",),
    )
    expected = Filter(*WEEK, (1,), ("甲",), ("city",), ("乙",), ("丙",), ("案例",), (2, 3), ("采用",))
    assert filter_of(query, (1,), (2, 3)) == expected
    assert all(getattr(expected, field.name) for field in fields(Filter))


def test_a_question_about_everything_is_a_filter_that_lets_everything_through() -> None:
    assert filter_of(Query("count", "items"), None) == Filter()


@pytest.mark.parametrize("filters", [Filter(levels=("city",)), Filter(outlets=("淮安日报",)), Filter(columns=("甲",))])
def test_items_have_no_outlet_to_filter_by(sqlite_store: Store, filters: Filter) -> None:
    with sqlite_store.read() as connection:
        with pytest.raises(ValueError, match="no level"):
            conditions_of(connection, "jinhu", "items", filters)
        assert len(conditions_of(connection, "jinhu", "publications", filters)) == 2
