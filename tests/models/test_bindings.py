"""Strangers ask to be bound, an editor decides once, and the account then is the person of the roster."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select

from models.bindings import BindRequest, ask_to_bind, bind_request_table, decide, open_requests
from models.members import account_table, memberships_of
from models.store import Store
from tests.factories import PLAN_TEXT, at, make_member, make_plan
from tests.models.observing import together

NOW = at("2026-11-20 10:00")
OTHER_PLAN = PLAN_TEXT.replace('id = "jinhu"', 'id = "guanyun"')


@pytest.fixture(autouse=True)
def roster(store: Store) -> None:
    """测试员01 twice in 财政局, and namesakes in another unit and another plan."""

    def work(connection: Connection) -> None:
        make_plan(connection)
        make_plan(connection, OTHER_PLAN)
        make_member(connection, "财政局", "测试员01", accounts=())
        make_member(connection, "财政局", "测试员01", "head", accounts=())
        make_member(connection, "财政局", "测试员02", accounts=())
        make_member(connection, "招商局", "测试员01", accounts=())
        make_member(connection, "财政局", "测试员01", accounts=(), plan_id="guanyun")

    store.write(work)


def ask(store: Store, name: str = "测试员01", user: str = "zs", plan: str = "jinhu", minutes: int = 0) -> int:
    now = NOW + timedelta(minutes=minutes)
    return store.write(
        lambda connection: ask_to_bind(connection, plan, "app", "wecom", user, "昵称", "财政局", name, now)
    )


def waiting(store: Store, plan: str = "jinhu") -> list[BindRequest]:
    with store.read() as connection:
        return open_requests(connection, plan)


def decided(store: Store, request: BindRequest, accepted: bool) -> list[int]:
    return store.write(lambda connection: decide(connection, request, accepted, NOW))


def roles_of(store: Store, user: str = "zs") -> list[tuple[str, str, str]]:
    with store.read() as connection:
        found = memberships_of(connection, "wecom", user, ["jinhu", "guanyun"], NOW.date())
    return [(each.plan_id, each.unit, each.role) for each in found]


def accounts(store: Store) -> int:
    with store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(account_table)).scalar_one())


def test_the_same_request_again_is_the_one_that_is_open(store: Store) -> None:
    first = ask(store)
    assert ask(store, minutes=5) == first
    assert waiting(store) == [BindRequest(first, "jinhu", "app", "wecom", "zs", "昵称", "财政局", "测试员01", NOW)]


def test_who_asks_from_another_account_asks_anew_and_the_oldest_stands_first(store: Store) -> None:
    numbers = [ask(store), ask(store, user="ww", minutes=-9), ask(store, user="ls")]
    assert [request.id for request in waiting(store)] == numbers == sorted(set(numbers))


def test_a_request_for_another_name_takes_the_place_of_the_open_one(store: Store) -> None:
    other = ask(store, user="ls")
    first, there = waiting(store)[0], ask(store, plan="guanyun")
    replaced = ask(store)
    newest = ask(store, name="测试员02")
    assert [request.id for request in waiting(store)] == [other, newest] and first.id == other
    assert [request.id for request in waiting(store, "guanyun")] == [there]
    with store.read() as connection:
        table = bind_request_table.c
        row = connection.execute(select(table.accepted, table.decided_at).where(table.id == replaced)).one()
    assert tuple(row) == (False, NOW)


def test_of_many_requests_at_once_one_stays_open(store: Store, neighbour: Store) -> None:
    together(6, lambda number: ask((store, neighbour)[number % 2], name=f"测试员{number:02d}"))
    assert len(waiting(store)) == 1


def test_each_plan_has_its_own_requests(store: Store) -> None:
    here, there = ask(store), ask(store, plan="guanyun")
    assert [request.id for request in waiting(store)] == [here]
    assert [request.id for request in waiting(store, "guanyun")] == [there]


def test_an_accepted_account_is_the_person_in_every_role_of_that_unit_and_nobody_else(store: Store) -> None:
    ask(store)
    assert len(decided(store, waiting(store)[0], True)) == 2
    assert roles_of(store) == [("jinhu", "财政局", "liaison"), ("jinhu", "财政局", "head")]
    assert waiting(store) == []


def test_a_refused_account_is_nobody_and_may_ask_again(store: Store) -> None:
    first = ask(store)
    assert decided(store, waiting(store)[0], False) == []
    assert (roles_of(store), waiting(store)) == ([], [])
    assert ask(store) != first


def test_a_request_is_decided_once(store: Store) -> None:
    ask(store)
    request = waiting(store)[0]
    decided(store, request, False)
    assert decided(store, request, True) == []
    assert roles_of(store) == []


def test_of_many_editors_who_accept_at_once_one_does(store: Store, neighbour: Store) -> None:
    ask(store)
    request = waiting(store)[0]
    bound = together(6, lambda number: decided((store, neighbour)[number % 2], request, True))
    assert sorted(map(len, bound)) == [0, 0, 0, 0, 0, 2]
    assert accounts(store) == 2


def test_a_person_whom_the_roster_does_not_have_is_not_bound(store: Store) -> None:
    ask(store, name="测试员99")
    assert decided(store, waiting(store)[0], True) == []
    assert accounts(store) == 0


def test_an_account_that_is_bound_already_is_not_bound_twice(store: Store) -> None:
    for _ in range(2):
        ask(store)
        assert len(decided(store, waiting(store)[0], True)) == 2
    assert accounts(store) == 2
