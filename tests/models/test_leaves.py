"""Leaves and deputies as of a day: what was noted, what was cancelled, and who is in office."""

from datetime import date

import pytest
from sqlalchemy import Connection, update

from models.leaves import (
    Deputy,
    appoint_deputy,
    appointments_of,
    cancel_deputies,
    cancel_leaves,
    deputies_on,
    leaves_of,
    note_leave,
    on_leave,
)
from models.members import Membership, member_table, memberships_of
from models.store import Store
from tests.factories import PLAN_TEXT, at, make_member, make_plan, unit_id_of

NOW = at("2026-11-18 10:00")
MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)


@pytest.fixture
def members(store: Store) -> list[int]:
    """A liaison of each of two units, a head who is no liaison, and a liaison of another plan."""

    def work(connection: Connection) -> list[int]:
        make_plan(connection)
        make_plan(connection, PLAN_TEXT.replace('id = "jinhu"', 'id = "guanyun"'))
        return [
            make_member(connection, "财政局", "测试员01"),
            make_member(connection, "招商局", "测试员02"),
            make_member(
                connection, "办公室", "测试员03", "head", accounts=[("wecom", "head-03"), ("dingtalk", "d-03")]
            ),
            make_member(connection, "财政局", "测试员01", plan_id="guanyun"),
        ]

    return store.write(work)


def unit(store: Store, name: str = "财政局") -> int:
    with store.read() as connection:
        return unit_id_of(connection, name)


def away(store: Store, day: date, plan: str = "jinhu") -> set[int]:
    with store.read() as connection:
        return on_leave(connection, plan, day)


def deputies(store: Store, day: date, plan: str = "jinhu") -> list[Deputy]:
    with store.read() as connection:
        return deputies_on(connection, plan, day)


def memberships(store: Store, account: str, day: date, platform: str = "wecom") -> list[Membership]:
    with store.read() as connection:
        return memberships_of(connection, platform, account, ["jinhu"], day)


def appoint(store: Store, members: list[int], start: date = MONDAY, end: date | None = SATURDAY) -> int:
    def work(connection: Connection) -> int | None:
        return appoint_deputy(connection, unit_id_of(connection, "财政局"), members[2], members[0], start, end, NOW)

    deputy_id = store.write(work)
    assert deputy_id is not None
    return deputy_id


def test_a_member_is_away_from_the_first_day_to_the_one_before_the_end(store: Store, members: list[int]) -> None:
    assert store.write(lambda connection: note_leave(connection, members[0], MONDAY, SATURDAY, members[0], NOW))
    days = (date(2026, 11, 22), MONDAY, date(2026, 11, 27), SATURDAY)
    assert [away(store, day) for day in days] == [set(), {members[0]}, {members[0]}, set()]
    assert away(store, MONDAY, "guanyun") == set()


def test_the_same_leave_is_noted_once_and_again_after_it_was_cancelled(store: Store, members: list[int]) -> None:
    def work(connection: Connection) -> list[bool]:
        noted = [note_leave(connection, members[0], MONDAY, SATURDAY, members[0], NOW) for _ in range(2)]
        cancel_leaves(connection, [leave.id for leave in leaves_of(connection, members, MONDAY)], NOW)
        return [*noted, note_leave(connection, members[0], MONDAY, SATURDAY, members[0], NOW)]

    assert store.write(work) == [True, False, True]


def test_what_was_noted_or_cancelled_later_changes_no_past_day(store: Store, members: list[int]) -> None:
    noted, cancelled = at("2026-11-24 09:00"), at("2026-11-26 23:59")

    def work(connection: Connection) -> None:
        note_leave(connection, members[0], MONDAY, SATURDAY, members[1], noted)
        [leave] = leaves_of(connection, [members[0]], MONDAY)
        cancel_leaves(connection, [leave.id], cancelled)

    store.write(work)
    found = [away(store, date(2026, 11, day)) for day in (23, 24, 25, 26, 27)]
    assert found == [set(), {members[0]}, {members[0]}, set(), set()]


def test_leaves_that_are_over_or_cancelled_are_not_listed(store: Store, members: list[int]) -> None:
    def work(connection: Connection) -> None:
        for start, end in ((MONDAY, SATURDAY), (date(2026, 11, 19), date(2026, 11, 20))):
            note_leave(connection, members[0], start, end, members[0], NOW)

    store.write(work)
    with store.read() as connection:
        listed = [leave.starts_on for leave in leaves_of(connection, members, date(2026, 11, 18))]
        assert listed == [date(2026, 11, 19), MONDAY]
        assert [leave.starts_on for leave in leaves_of(connection, members, date(2026, 11, 20))] == [MONDAY]
        assert leaves_of(connection, members, SATURDAY) == []


def test_a_deputy_stands_in_on_the_days_of_the_appointment(store: Store, members: list[int]) -> None:
    appoint(store, members)
    deputy = Deputy(unit(store), members[2], "测试员03", members[0])
    days = (date(2026, 11, 22), MONDAY, date(2026, 11, 27), SATURDAY)
    assert [deputies(store, day) for day in days] == [[], [deputy], [deputy], []]
    assert deputies(store, MONDAY, "guanyun") == []


def test_without_an_end_it_lasts_until_it_is_cancelled(store: Store, members: list[int]) -> None:
    deputy_id = appoint(store, members, date(2026, 11, 18), None)
    assert deputies(store, date(2027, 11, 18)) != []
    store.write(lambda connection: cancel_deputies(connection, [deputy_id], at("2026-11-20 08:00")))
    assert [bool(deputies(store, date(2026, 11, day))) for day in (17, 18, 19, 20, 21)] == [
        False,
        True,
        True,
        False,
        False,
    ]
    with store.read() as connection:
        assert appointments_of(connection, [unit(store)], date(2026, 11, 18)) == []


def test_a_deputy_who_has_left_stands_in_for_nobody(store: Store, members: list[int]) -> None:
    appoint(store, members)
    left = update(member_table).where(member_table.c.id == members[2]).values(active_until=date(2026, 11, 25))
    store.write(lambda connection: connection.execute(left))
    assert [bool(deputies(store, date(2026, 11, day))) for day in (24, 25)] == [True, False]
    assert memberships(store, "head-03", date(2026, 11, 25)) == []


def test_a_deputy_is_found_as_liaison_of_the_unit_after_the_own_roles(store: Store, members: list[int]) -> None:
    appoint(store, members)
    assert [each.unit for each in memberships(store, "head-03", date(2026, 11, 22))] == ["办公室"]
    own, standing_in = memberships(store, "head-03", MONDAY)
    assert (own.unit, own.role, own.stands_in) == ("办公室", "head", False)
    assert (standing_in.unit_id, standing_in.unit, standing_in.role) == (unit(store), "财政局", "liaison")
    assert (standing_in.member_id, standing_in.name, standing_in.stands_in) == (members[2], "测试员03", True)
    assert [each.stands_in for each in memberships(store, "d-03", MONDAY, "dingtalk")] == [False, True]
    assert [each.stands_in for each in memberships(store, "d-03", MONDAY, "console")] == [False, True]


def test_the_same_appointment_twice_is_one(store: Store, members: list[int]) -> None:
    appoint(store, members)

    def again(connection: Connection) -> int | None:
        return appoint_deputy(
            connection, unit_id_of(connection, "财政局"), members[2], members[0], MONDAY, SATURDAY, NOW
        )

    assert store.write(again) is None
