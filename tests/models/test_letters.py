"""Messages to members: by the best way, once to a person with two roles, and nobody is forgotten."""

import pytest
from sqlalchemy import Connection

from models.accounts import mark_unreachable
from models.letters import Addressed, write_to_members
from models.outbox import Content, OutboxRow, rows_after
from models.store import Store
from tests.factories import at, make_channels, make_member, make_plan, wecom_app
from tests.models.observing import statements

NOW = at("2026-11-20 14:07")
DUE = at("2026-11-21 08:00")
TEXT = Content("请报送")


@pytest.fixture(autouse=True)
def office(store: Store) -> None:
    """A plan with one application."""

    def work(connection: Connection) -> None:
        make_plan(connection)
        make_channels(connection, wecom_app())

    store.write(work)


def member(store: Store, name: str, role: str = "liaison", *users: str) -> int:
    accounts = [("wecom", user) for user in users]
    return store.write(
        lambda connection: make_member(connection, "财政局", name, role, accounts=accounts)  # type: ignore[arg-type]
    )


def write(store: Store, contents: dict[int, Content], key: str = "chase:W47") -> Addressed:
    return store.write(
        lambda connection: write_to_members(connection, "jinhu", contents, key, "chase", DUE, NOW, "liaison")
    )


def outbox(store: Store) -> list[OutboxRow]:
    with store.read() as connection:
        return rows_after(connection, 0)


def test_a_message_is_written_for_each_member_with_all_that_lists_need(store: Store) -> None:
    first, second = member(store, "测试员01", "liaison", "zs"), member(store, "测试员02", "liaison", "ls")
    told = write(store, {first: TEXT, second: Content("另一条")})
    rows = outbox(store)
    assert told.keys == tuple(row.key for row in rows) == ("chase:W47:app:zs", "chase:W47:app:ls")
    assert told.unreached == ()
    assert [(row.member_id, row.content.text) for row in rows] == [(first, "请报送"), (second, "另一条")]
    row = rows[0]
    assert (row.plan_id, row.job, row.audience, row.channel) == ("jinhu", "chase", "liaison", "app")
    assert (row.state, row.due_at, row.created_at) == ("due", DUE, NOW)


def test_a_person_with_two_roles_gets_one_message(store: Store) -> None:
    roles = [member(store, "测试员01", role, "zs") for role in ("liaison", "head")]
    assert write(store, dict.fromkeys(roles, TEXT)) == Addressed(("chase:W47:app:zs",), ())
    assert [row.account for row in outbox(store)] == ["zs"]


def test_a_person_with_two_accounts_gets_one_message_on_that_which_can_be_reached(store: Store) -> None:
    one = member(store, "测试员01", "liaison", "old", "new")
    store.write(lambda connection: mark_unreachable(connection, "wecom", ["old"], "没有激活", NOW))
    assert write(store, {one: TEXT}).keys == ("chase:W47:app:new",)


def test_who_has_no_account_is_named(store: Store) -> None:
    there, gone = member(store, "测试员01", "liaison", "zs"), member(store, "测试员02")
    assert write(store, {gone: TEXT, there: TEXT}) == Addressed(("chase:W47:app:zs",), (gone,))


def test_the_same_again_is_written_once(store: Store) -> None:
    one = member(store, "测试员01", "liaison", "zs")
    assert write(store, {one: TEXT}) == write(store, {one: Content("别的")})
    assert [row.content.text for row in outbox(store)] == ["请报送"]
    write(store, {one: TEXT}, "chase:W48")
    assert len(outbox(store)) == 2


def test_nobody_is_nothing(store: Store) -> None:
    assert write(store, {}) == Addressed((), ())
    assert outbox(store) == []


def test_two_hundred_members_take_two_statements(store: Store) -> None:
    def work(connection: Connection) -> list[int]:
        return [make_member(connection, "财政局", f"测试员{number}") for number in range(200)]

    members = store.write(work)
    with statements(store) as sent:
        assert len(write(store, dict.fromkeys(members, TEXT)).keys) == 200
    assert len([each for each in sent if not each.startswith(("BEGIN", "PRAGMA"))]) == 2
