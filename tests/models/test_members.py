"""The roster: who an account is on a day, who is in office, and who can be reached."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from models.accounts import SilentAccount, choose_plan, heard_from, mark_unreachable, silent_accounts
from models.members import (
    Membership,
    Person,
    Unit,
    account_table,
    member_table,
    members_with_role,
    memberships_of,
    unit_table,
    units_of,
)
from models.store import Store
from rules.plan import Role
from tests.factories import PLAN_TEXT, at, make_member, make_plan, unit_id_of

NOW = at("2026-11-20 16:07")
TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
PLANS = ("jinhu", "guanyun", "liaocheng")


@pytest.fixture(autouse=True)
def plans(store: Store) -> None:
    """Three plans without anybody in them."""

    def work(connection: Connection) -> None:
        for plan in PLANS:
            make_plan(connection, PLAN_TEXT.replace('id = "jinhu"', f'id = "{plan}"'))

    store.write(work)


def of(
    store: Store, user: str, platform: str = "wecom", plans: tuple[str, ...] = PLANS, day: date = TODAY
) -> list[Membership]:
    with store.read() as connection:
        return memberships_of(connection, platform, user, plans, day)


def ids(found: list[Membership]) -> list[int]:
    return [each.member_id for each in found]


def test_an_account_is_its_person_with_unit_name_and_role(store: Store) -> None:
    member = store.write(lambda connection: make_member(connection, "财政局", "测试员01", accounts=[("wecom", "zs")]))
    with store.read() as connection:
        unit = unit_id_of(connection, "财政局")
        account = connection.execute(select(account_table.c.id)).scalar_one()
    assert of(store, "zs") == [
        Membership(member, "jinhu", unit, "财政局", "测试员01", "liaison", account, None, None, None)
    ]


def test_an_account_of_one_platform_is_nobody_on_the_other(store: Store) -> None:
    store.write(lambda connection: make_member(connection, "财政局", "测试员01", accounts=[("wecom", "zs")]))
    assert ids(of(store, "zs", "dingtalk")) == []
    assert ids(of(store, "ls")) == []


def test_one_id_may_be_two_persons_on_two_platforms(store: Store) -> None:
    def work(connection: Connection) -> list[int]:
        return [
            make_member(connection, unit, "测试员01", accounts=[(platform, "zs")])
            for unit, platform in (("财政局", "wecom"), ("招商局", "dingtalk"))
        ]

    first, second = store.write(work)
    assert ids(of(store, "zs", "wecom")) == [first]
    assert ids(of(store, "zs", "dingtalk")) == [second]
    assert ids(of(store, "zs", "console")) == [first, second]


def test_the_console_knows_everybody_by_any_account(store: Store) -> None:
    member = store.write(
        lambda connection: make_member(
            connection, "财政局", "测试员01", accounts=[("wecom", "zs"), ("dingtalk", "d-01")]
        )
    )
    assert ids(of(store, "zs", "console")) == ids(of(store, "d-01", "console")) == [member]


def test_a_person_in_several_roles_and_plans_is_found_in_those_that_the_channel_serves(store: Store) -> None:
    roles: list[tuple[str, Role]] = [
        ("jinhu", "liaison"),
        ("jinhu", "head"),
        ("guanyun", "editor"),
        ("liaocheng", "head"),
    ]

    def work(connection: Connection) -> list[int]:
        return [
            make_member(connection, "财政局", "测试员01", role, accounts=[("wecom", "zs")], plan_id=plan)
            for plan, role in roles
        ]

    members = store.write(work)
    assert ids(of(store, "zs")) == members
    assert ids(of(store, "zs", plans=("jinhu",))) == members[:2]
    assert ids(of(store, "zs", plans=("guanyun", "jinhu"))) == members[:3]
    assert ids(of(store, "zs", "console", plans=("liaocheng",))) == members[3:]
    assert ids(of(store, "zs", plans=("nowhere",))) == []


def test_a_channel_that_serves_no_plan_knows_nobody(store: Store) -> None:
    store.write(lambda connection: make_member(connection, "财政局", "测试员01", accounts=[("wecom", "zs")]))
    assert ids(of(store, "zs", plans=())) == []


@pytest.mark.parametrize(
    ("active_from", "active_until", "known"),
    [
        (None, None, True),
        (TODAY, None, True),
        (TODAY + DAY, None, False),
        (None, TODAY, False),
        (None, TODAY + DAY, True),
        (TODAY, TODAY + DAY, True),
        (TODAY - 9 * DAY, TODAY - DAY, False),
    ],
)
def test_a_person_is_in_office_from_the_first_date_on_and_no_longer_on_the_second(
    store: Store, active_from: date | None, active_until: date | None, known: bool
) -> None:
    def work(connection: Connection) -> int:
        accounts = [("wecom", "zs")]
        return make_member(
            connection, "财政局", "测试员01", accounts=accounts, active_from=active_from, active_until=active_until
        )

    member = store.write(work)
    with store.read() as connection:
        people = [person.member_id for person in members_with_role(connection, "jinhu", ["liaison"], TODAY)]
    assert ids(of(store, "zs")) == people == ([member] if known else [])


def account_state(store: Store, user: str) -> tuple[datetime | None, str | None, datetime | None]:
    columns = (account_table.c.last_heard_at, account_table.c.unreachable, account_table.c.unreachable_since)
    with store.read() as connection:
        row = connection.execute(select(*columns).where(account_table.c.user_id == user)).one()
    return row[0], row[1], row[2]


@pytest.fixture
def two(store: Store) -> None:
    """Two liaisons, the second of whom has the same id on DingTalk too."""

    def work(connection: Connection) -> None:
        make_member(connection, "财政局", "测试员01", accounts=[("wecom", "zs")])
        make_member(connection, "招商局", "测试员02", accounts=[("dingtalk", "ls")])

    store.write(work)


def hear(store: Store, now: datetime, user: str = "zs") -> None:
    found = of(store, user)
    store.write(lambda connection: heard_from(connection, found, now))


def lose(store: Store, now: datetime, reason: str = "不在应用可见范围", platform: str = "wecom") -> None:
    store.write(lambda connection: mark_unreachable(connection, platform, ["zs", "ls"], reason, now))


@pytest.mark.usefixtures("two")
def test_a_message_is_noted_and_the_next_ones_within_ten_minutes_are_not(store: Store) -> None:
    ten = timedelta(minutes=10)
    for now, heard_at in ((NOW, NOW), (NOW + ten, NOW), (NOW + 2 * ten, NOW + 2 * ten)):
        hear(store, now)
        assert account_state(store, "zs") == (heard_at, None, None)
    assert account_state(store, "ls") == (None, None, None)


@pytest.mark.usefixtures("two")
def test_a_platform_s_refusal_is_noted_for_accounts_of_that_platform(store: Store) -> None:
    lose(store, NOW)
    assert account_state(store, "zs") == (None, "不在应用可见范围", NOW)
    assert account_state(store, "ls") == (None, None, None)


@pytest.mark.usefixtures("two")
def test_who_writes_can_be_reached_again_even_a_minute_after_the_last_message(store: Store) -> None:
    hear(store, NOW)
    lose(store, NOW + timedelta(seconds=30))
    hear(store, NOW + timedelta(minutes=1))
    assert account_state(store, "zs") == (NOW + timedelta(minutes=1), None, None)


@pytest.mark.usefixtures("two")
def test_a_second_refusal_changes_the_reason_but_not_since_when(store: Store) -> None:
    lose(store, NOW)
    lose(store, NOW + DAY, "没有接口许可")
    assert account_state(store, "zs") == (None, "没有接口许可", NOW)
    hear(store, NOW + 2 * DAY)
    lose(store, NOW + 3 * DAY)
    assert account_state(store, "zs") == (NOW + 2 * DAY, "不在应用可见范围", NOW + 3 * DAY)


@pytest.mark.usefixtures("two")
def test_nobody_heard_from_changes_nothing(store: Store) -> None:
    store.write(lambda connection: heard_from(connection, [], NOW))
    assert account_state(store, "zs") == (None, None, None)


@pytest.mark.usefixtures("two")
def test_those_in_office_who_cannot_be_reached_are_listed_the_longest_first(store: Store) -> None:
    def work(connection: Connection) -> int:
        gone = [("wecom", "gone")]
        make_member(connection, "财政局", "测试员03", accounts=gone, active_until=TODAY)
        make_member(connection, "财政局", "测试员04", accounts=[("wecom", "there")], plan_id="guanyun")
        return make_member(connection, "办公室", "测试员05", accounts=[("wecom", "early")])

    early = store.write(work)
    lose(store, NOW)
    others = ["gone", "there", "early"]
    store.write(lambda connection: mark_unreachable(connection, "wecom", others, "没有激活", NOW - DAY))
    with store.read() as connection:
        first, second = silent_accounts(connection, "jinhu", TODAY)
    assert first == SilentAccount(early, "wecom", "early", "没有激活", NOW - DAY)
    assert (second.user_id, second.since) == ("zs", NOW)


def test_the_plan_that_a_person_chose_is_remembered_with_its_accounts(store: Store) -> None:
    def work(connection: Connection) -> None:
        for plan in PLANS:
            make_member(connection, "财政局", "测试员01", accounts=[("wecom", "zs")], plan_id=plan)

    store.write(work)
    chosen = of(store, "zs")[1]
    store.write(lambda connection: choose_plan(connection, [chosen.account_id], NOW))
    assert [(each.plan_id, each.chosen_at) for each in of(store, "zs")] == [
        ("jinhu", None),
        ("guanyun", NOW),
        ("liaocheng", None),
    ]


@pytest.fixture
def roster(store: Store) -> None:
    """Two units, the second to be listed first, in the first of which the second member is."""

    def work(connection: Connection) -> None:
        make_member(connection, "财政局", "测试员01")
        make_member(connection, "财政局", "测试员02")
        make_member(connection, "财政局", "测试员03", "head")
        make_member(connection, "招商局", "测试员04", "editor")
        make_member(connection, "招商局", "测试员05")
        make_member(connection, "招商局", "测试员06", plan_id="guanyun")
        for table, name, place in (
            (unit_table, "财政局", 2),
            (unit_table, "招商局", 1),
            (member_table, "测试员01", 2),
            (member_table, "测试员02", 1),
        ):
            connection.execute(update(table).where(table.c.name == name).values(position=place))
        connection.execute(
            update(unit_table).where(unit_table.c.name == "财政局").values(group_name="部门组", class_name="一类")
        )

    store.write(work)


def people(store: Store, roles: tuple[str, ...], units: tuple[str, ...] | None = None) -> list[str]:
    with store.read() as connection:
        unit_ids = None if units is None else [unit_id_of(connection, unit) for unit in units]
        found = members_with_role(connection, "jinhu", roles, TODAY, unit_ids)
    return [person.name.removeprefix("测试员") for person in found]


@pytest.mark.usefixtures("roster")
def test_members_come_in_the_order_of_the_roster(store: Store) -> None:
    assert people(store, ("liaison",)) == ["05", "02", "01"]
    assert people(store, ("liaison", "head", "editor")) == ["04", "05", "03", "02", "01"]


@pytest.mark.usefixtures("roster")
def test_members_of_some_units_and_of_none(store: Store) -> None:
    assert people(store, ("liaison", "head"), ("财政局",)) == ["03", "02", "01"]
    assert people(store, ("liaison",), ()) == []
    assert people(store, ("leader",)) == []


@pytest.mark.usefixtures("roster")
def test_without_a_day_whoever_ever_was_is_a_member(store: Store) -> None:
    with store.read() as connection:
        long_ago = members_with_role(connection, "jinhu", ["liaison"], date(1990, 1, 1))
        ever = members_with_role(connection, "jinhu", ["liaison"], None)
    assert len(ever) >= 3 and {*long_ago} <= {*ever}


@pytest.mark.usefixtures("roster")
def test_a_person_comes_with_unit_and_role(store: Store) -> None:
    with store.read() as connection:
        unit = unit_id_of(connection, "招商局")
        (person,) = members_with_role(connection, "jinhu", ["editor"], TODAY)
    assert person == Person(person.member_id, unit, "招商局", "测试员04", "editor")


@pytest.mark.usefixtures("roster")
def test_units_come_in_the_order_of_the_roster_with_group_and_class(store: Store) -> None:
    with store.read() as connection:
        ids = [unit_id_of(connection, name) for name in ("招商局", "财政局")]
        assert units_of(connection, "jinhu") == [
            Unit(ids[0], "招商局", "", ""),
            Unit(ids[1], "财政局", "部门组", "一类"),
        ]
        assert [unit.name for unit in units_of(connection, "guanyun")] == ["招商局"]
        assert units_of(connection, "liaocheng") == []
