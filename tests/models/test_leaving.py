"""Liaisons who have left, and what of theirs still waits."""

from datetime import date

import pytest
from sqlalchemy import Connection

from models.conversations import keep_conversation
from models.leaving import Leaver, leavers, starts_in_office, waiting_reminders
from models.outbox import Content, Letter, post
from models.store import Store
from rules.plan import Role
from tests.factories import at, make_member, make_plan, unit_id_of, wecom_app

NOW = at("2026-11-18 10:00")
TODAY, SINCE = date(2026, 11, 18), date(2026, 11, 11)


def member(store: Store, name: str, until: date | None, role: Role = "liaison") -> int:
    return store.write(lambda connection: make_member(connection, "财政局", name, role, active_until=until))


def remind(store: Store, member_id: int, key: str, job: str = "chase") -> None:
    letter = Letter(key, wecom_app().name, "a", Content("提醒"), NOW, job, "jinhu", member_id=member_id)
    store.write(lambda connection: post(connection, [letter], NOW))


def found(store: Store, day: date = TODAY) -> list[str]:
    with store.read() as connection:
        return [leaver.name for leaver in leavers(connection, "jinhu", day, SINCE)]


@pytest.fixture(autouse=True)
def plan(store: Store) -> None:
    """A plan without anybody in it."""
    store.write(make_plan)


def test_who_left_lately_is_found_the_last_one_last(store: Store) -> None:
    member(store, "今天", TODAY)
    member(store, "先前", SINCE)
    member(store, "早已", date(2026, 11, 10))
    member(store, "明天", date(2026, 11, 19))
    member(store, "在任", None)
    member(store, "负责人", TODAY, "head")
    assert found(store) == ["先前", "今天"]


def test_a_leaver_comes_with_unit_and_day(store: Store) -> None:
    left = member(store, "测试员01", TODAY)
    with store.read() as connection:
        unit = unit_id_of(connection, "财政局")
        assert leavers(connection, "jinhu", TODAY, SINCE) == [Leaver(left, unit, "财政局", "测试员01", TODAY)]


def test_who_left_long_ago_is_found_while_something_waits(store: Store) -> None:
    writing, reminded = (member(store, name, date(2026, 1, 1)) for name in ("在写", "有提醒"))

    def work(connection: Connection) -> None:
        keep_conversation(connection, writing, "form", {}, (), NOW)

    store.write(work)
    remind(store, reminded, "one")
    assert found(store) == ["在写", "有提醒"]


def test_only_reminders_of_which_nothing_has_left_wait(store: Store) -> None:
    left = member(store, "测试员01", TODAY)
    remind(store, left, "one")
    remind(store, left, "two", "reminder")
    remind(store, left, "three", "bind")
    with store.read() as connection:
        assert [row.key for row in waiting_reminders(connection, left)] == ["one", "two"]


def test_since_when_somebody_is_in_office(store: Store) -> None:
    def work(connection: Connection) -> dict[int, date | None]:
        dated = make_member(connection, "财政局", "甲", active_from=TODAY)
        undated = make_member(connection, "财政局", "乙")
        assert starts_in_office(connection, [dated, undated]) == {dated: TODAY, undated: None}
        return starts_in_office(connection, [])

    assert store.write(work) == {}
