"""Conversations survive a restart, belong to one person each, and end."""

from datetime import UTC, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, update

from models.conversations import (
    Conversation,
    Untouched,
    conversation_of_member,
    end_conversation,
    keep_conversation,
    take_conversation,
    untouched_conversations,
)
from models.members import member_table
from models.store import Store
from tests.factories import OFFICE, at, make_member, make_plan
from tests.models.observing import together

NOW = at("2026-11-20 16:07")
DATA: dict[str, Any] = {"board": "安全生产管理", "points": {"落实情况": "“已整改”\n19处"}, "step": 2, "sure": None}


@pytest.fixture
def people(store: Store) -> tuple[int, int]:
    """Two liaisons."""

    def work(connection: Connection) -> tuple[int, int]:
        make_plan(connection)
        return make_member(connection, "财政局", "测试员01"), make_member(connection, "招商局", "测试员02")

    return store.write(work)


def keep(store: Store, member: int, flow: str = "report", data: dict[str, Any] = DATA, minutes: int = 0) -> None:
    now = (NOW + timedelta(minutes=minutes)).astimezone(OFFICE)
    store.write(lambda connection: keep_conversation(connection, member, flow, data, ["确认", "取消"], now))


def of(store: Store, member: int) -> Conversation:
    with store.read() as connection:
        return conversation_of_member(connection, member)


def test_who_is_in_the_middle_of_nothing_has_an_empty_conversation(store: Store, people: tuple[int, int]) -> None:
    assert of(store, people[0]) == Conversation("", {}, (), None)


def test_what_was_said_is_there_again_in_another_process(
    store: Store, neighbour: Store, people: tuple[int, int]
) -> None:
    keep(store, people[0])
    found = of(neighbour, people[0])
    assert found == Conversation("report", DATA, ("确认", "取消"), NOW, NOW)
    assert found.updated_at is not None and found.updated_at.tzinfo is UTC
    assert of(neighbour, people[1]) == Conversation()


def test_what_is_kept_takes_the_place_of_what_was(store: Store, people: tuple[int, int]) -> None:
    keep(store, people[0])
    keep(store, people[0], "", {}, 5)
    assert of(store, people[0]) == Conversation("", {}, ("确认", "取消"), *[NOW + timedelta(minutes=5)] * 2)


def test_an_ended_conversation_is_forgotten_and_only_that_one(store: Store, people: tuple[int, int]) -> None:
    for member in people:
        keep(store, member)
    for _ in range(2):
        store.write(lambda connection: end_conversation(connection, people[0]))
    assert of(store, people[0]) == Conversation()
    assert of(store, people[1]).flow == "report"


def test_it_keeps_when_it_began(store: Store, people: tuple[int, int]) -> None:
    later = NOW + timedelta(hours=1)
    store.write(lambda connection: keep_conversation(connection, people[0], "form", {}, (), later, NOW))
    assert (of(store, people[0]).began_at, of(store, people[0]).updated_at) == (NOW, later)


def test_it_is_handed_to_one_alone_and_only_if_nobody_went_on(store: Store, people: tuple[int, int]) -> None:
    keep(store, people[0])
    before = NOW - timedelta(minutes=1)
    assert store.write(lambda connection: take_conversation(connection, people[0], before)) is None
    taken = store.write(lambda connection: take_conversation(connection, people[0], NOW))
    assert taken == Conversation("report", DATA, ("确认", "取消"), NOW, NOW)
    assert store.write(lambda connection: take_conversation(connection, people[0])) is None


def test_those_untouched_are_found_in_their_plan(store: Store, people: tuple[int, int]) -> None:
    keep(store, people[0], minutes=1)
    keep(store, people[1])
    with store.read() as connection:
        both = untouched_conversations(connection, "jinhu", NOW + timedelta(minutes=1), NOW.date())
        assert both == [Untouched(people[1], True), Untouched(people[0], True)]
        assert len(untouched_conversations(connection, "jinhu", NOW, NOW.date())) == 1
        assert untouched_conversations(connection, "other", NOW + timedelta(minutes=1), NOW.date()) == []
    keep(store, people[1], "", {})
    with store.read() as connection:
        assert untouched_conversations(connection, "jinhu", NOW, NOW.date()) == []


def test_whoever_has_left_is_said_to_have(store: Store, people: tuple[int, int]) -> None:
    keep(store, people[0])
    left = update(member_table).where(member_table.c.id == people[0]).values(active_until=NOW.date())
    store.write(lambda connection: connection.execute(left))
    with store.read() as connection:
        assert untouched_conversations(connection, "jinhu", NOW, NOW.date()) == [Untouched(people[0], False)]


def test_two_messages_at_once_leave_one_conversation(store: Store, neighbour: Store, people: tuple[int, int]) -> None:
    together(6, lambda number: keep((store, neighbour)[number % 2], people[0], f"flow-{number}"))
    assert of(store, people[0]).flow in {f"flow-{number}" for number in range(6)}
