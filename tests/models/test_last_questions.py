"""What a person asked last is known for ten minutes by the clock of the question, on any platform."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection

from models.last_questions import last_question, remember_question
from models.store import Store
from questions.query import Query, TimeRange
from tests.factories import at, make_member, make_plan

NOW = at("2026-11-20 16:07")
TEN_MINUTES = timedelta(minutes=10)
INSTANT = timedelta(microseconds=1)
QUERY = Query(
    intent="compare",
    metric="publications",
    start=date(2026, 7, 1),
    end=date(2026, 10, 1),
    units=("招商局",),
    groups=("部门组",),
    boards=("安全生产管理",),
    levels=("city", "province", "central"),
    outlets=("淮安日报",),
    columns=("项目为王",),
    kinds=("信息",),
    stages=("签约",),
    group_by="month",
    order="desc",
    limit=3,
    compare_to=TimeRange(date(2026, 4, 1), date(2026, 7, 1)),
)


@pytest.fixture
def people(store: Store) -> tuple[int, int]:
    """Two leaders."""

    def work(connection: Connection) -> tuple[int, int]:
        make_plan(connection)
        return (
            make_member(connection, "管委会", "测试员01", "leader"),
            make_member(connection, "管委会", "测试员02", "leader"),
        )

    return store.write(work)


def remember(store: Store, member: int, query: Query = QUERY, now: datetime = NOW) -> None:
    store.write(lambda connection: remember_question(connection, member, query, now))


def asked(store: Store, member: int, now: datetime) -> Query | None:
    with store.read() as connection:
        return last_question(connection, member, now, TEN_MINUTES)


@pytest.mark.parametrize("query", [QUERY, Query("missing"), Query("help", limit=0)])
def test_a_question_comes_back_whole(store: Store, people: tuple[int, int], query: Query) -> None:
    remember(store, people[0], query)
    assert asked(store, people[0], NOW) == query


def test_a_question_is_known_up_to_ten_minutes_later_and_not_longer(store: Store, people: tuple[int, int]) -> None:
    remember(store, people[0])
    assert asked(store, people[0], NOW + TEN_MINUTES) == QUERY
    assert asked(store, people[0], NOW + TEN_MINUTES + INSTANT) is None


def test_a_question_that_comes_later_by_the_clock_is_not_the_last_one(store: Store, people: tuple[int, int]) -> None:
    remember(store, people[0])
    assert asked(store, people[0], NOW - INSTANT) is None


def test_the_newest_question_takes_the_place_of_the_one_before(store: Store, people: tuple[int, int]) -> None:
    remember(store, people[0])
    remember(store, people[0], Query("progress"), NOW + TEN_MINUTES)
    assert asked(store, people[0], NOW + 2 * TEN_MINUTES) == Query("progress")


def test_everybody_has_a_last_question_of_their_own(store: Store, people: tuple[int, int]) -> None:
    remember(store, people[0])
    assert asked(store, people[1], NOW) is None
    remember(store, people[1], Query("progress"))
    assert asked(store, people[0], NOW) == QUERY
