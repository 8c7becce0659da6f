"""Channels: what the configuration says of them, the best way to a person, and silence that all processes keep."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update

from models.accounts import heard_from, mark_unreachable
from models.channels import (
    ChannelRecord,
    Pause,
    Route,
    channel_table,
    group_channels,
    pause_channel,
    pause_of,
    plans_of,
    private_routes,
    resume_channel,
    sync_channels,
)
from models.members import account_table, memberships_of
from models.store import Store
from tests.factories import PLAN_TEXT, at, group_webhook, make_member, make_plan, wecom_app
from tests.models.observing import statements

NOW = at("2026-11-20 16:07")
HOUR = timedelta(hours=1)


def robot(name: str = "ding", plans: Sequence[str] = ("jinhu",)) -> ChannelRecord:
    return ChannelRecord(name, "dingtalk", "dingtalk", True, False, tuple(plans))


def console(plans: Sequence[str] = ("jinhu",)) -> ChannelRecord:
    return ChannelRecord("console", "console", "console", True, True, tuple(plans))


def sync(store: Store, *channels: ChannelRecord) -> None:
    store.write(lambda connection: sync_channels(connection, channels))


def names(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(channel_table.c.name).order_by(channel_table.c.name)).scalars())


@pytest.fixture
def member(store: Store) -> int:
    """A liaison with an account on both platforms, the WeCom one first; another plan is there too."""

    def work(connection: Connection) -> int:
        make_plan(connection)
        make_plan(connection, PLAN_TEXT.replace('id = "jinhu"', 'id = "guanyun"'))
        return make_member(connection, "财政局", "测试员01", accounts=[("wecom", "w1"), ("dingtalk", "d1")])

    return store.write(work)


def routes(store: Store, member: int) -> list[tuple[str, str]]:
    with store.read() as connection:
        return [(way.channel, way.account) for way in private_routes(connection, [member]).get(member, [])]


def hear(store: Store, platform: str, user: str, hours_ago: int) -> None:
    def work(connection: Connection) -> None:
        found = memberships_of(connection, platform, user, ["jinhu"], NOW.date())
        heard_from(connection, found, NOW - hours_ago * HOUR)

    store.write(work)


@pytest.mark.usefixtures("member")
def test_the_store_knows_exactly_the_configured_channels(store: Store) -> None:
    sync(store, wecom_app("old"), group_webhook())
    sync(store, robot("ding"), group_webhook(), wecom_app("app", ("jinhu", "guanyun")))
    assert names(store) == ["app", "ding", "group"]
    with store.read() as connection:
        assert plans_of(connection, "app") == ["guanyun", "jinhu"]
        assert plans_of(connection, "old") == []
    sync(store)
    assert names(store) == []


@pytest.mark.usefixtures("member")
def test_a_channel_may_change_its_platform_and_its_plans(store: Store) -> None:
    sync(store, wecom_app("office"))
    sync(store, robot("office", ("guanyun",)))
    with store.read() as connection:
        row = connection.execute(select(channel_table.c.platform, channel_table.c.family)).one()
        assert tuple(row) == ("dingtalk", "dingtalk")
        assert plans_of(connection, "office") == ["guanyun"]


@pytest.mark.usefixtures("member")
def test_a_silent_channel_stays_silent_when_the_program_starts_again(store: Store) -> None:
    sync(store, wecom_app(), robot())
    store.write(lambda connection: pause_channel(connection, "app", 3, NOW + HOUR, "Secret 不对"))
    sync(store, wecom_app(plans=("jinhu", "guanyun")))
    with store.read() as connection:
        assert pause_of(connection, "app") == Pause(3, NOW + HOUR, "Secret 不对")


@pytest.mark.usefixtures("member")
def test_a_channel_that_was_taken_away_comes_back_without_its_old_silence(store: Store) -> None:
    sync(store, wecom_app())
    store.write(lambda connection: pause_channel(connection, "app", 3, NOW + HOUR, "Secret 不对"))
    sync(store, robot())
    sync(store, wecom_app(), robot())
    with store.read() as connection:
        assert pause_of(connection, "app") == Pause(0, None, None)


def test_a_call_that_succeeds_ends_the_silence_of_its_channel_alone(store: Store) -> None:
    store.write(make_plan)
    sync(store, wecom_app(), robot())
    store.write(lambda connection: pause_channel(connection, "app", 2, NOW, "连不上"))
    store.write(lambda connection: pause_channel(connection, "ding", 2, NOW, "连不上"))
    store.write(lambda connection: resume_channel(connection, "app"))
    with store.read() as connection:
        assert pause_of(connection, "app") == Pause(0, None, None)
        assert pause_of(connection, "ding") == Pause(2, NOW, "连不上")


def test_a_channel_that_is_not_there_is_not_silent(store: Store) -> None:
    with store.read() as connection:
        assert pause_of(connection, "nowhere") == Pause(0, None, None)


def test_the_group_channels_of_a_plan_by_name(store: Store) -> None:
    store.write(make_plan)
    sync(store, wecom_app(), group_webhook("b-group"), group_webhook("a-group"), console(), robot())
    with store.read() as connection:
        assert group_channels(connection, "jinhu") == ["a-group", "b-group", "console"]
        assert group_channels(connection, "guanyun") == []


def test_an_account_is_reached_by_the_channels_of_its_own_platform_and_of_its_plan(store: Store, member: int) -> None:
    sync(store, wecom_app(), wecom_app("else", ("guanyun",)), group_webhook(), robot(plans=("guanyun", "jinhu")))
    assert routes(store, member) == [("app", "w1"), ("ding", "d1")]


def test_without_a_channel_there_is_no_way(store: Store, member: int) -> None:
    sync(store, group_webhook(), wecom_app(plans=("guanyun",)))
    with store.read() as connection:
        assert private_routes(connection, [member]) == {}
        assert private_routes(connection, []) == {}


def test_a_console_beside_a_real_platform_is_no_way_to_anybody(store: Store, member: int) -> None:
    sync(store, console(), wecom_app())
    hear(store, "dingtalk", "d1", 0)
    assert routes(store, member) == [("app", "w1")]


def test_a_console_reaches_everybody_where_the_real_platforms_serve_other_plans_or_only_groups(
    store: Store, member: int
) -> None:
    sync(store, console(), wecom_app(plans=("guanyun",)), group_webhook())
    assert routes(store, member) == [("console", "w1"), ("console", "d1")]


def test_the_account_last_heard_from_comes_first_and_one_never_heard_from_last(store: Store, member: int) -> None:
    sync(store, wecom_app(), robot())
    hear(store, "dingtalk", "d1", 9)
    assert routes(store, member) == [("ding", "d1"), ("app", "w1")]
    hear(store, "wecom", "w1", 1)
    assert routes(store, member) == [("app", "w1"), ("ding", "d1")]


def test_who_can_be_reached_comes_before_who_cannot(store: Store, member: int) -> None:
    sync(store, wecom_app(), robot())
    hear(store, "wecom", "w1", 1)
    store.write(lambda connection: mark_unreachable(connection, "wecom", ["w1"], "不在应用可见范围", NOW))
    assert routes(store, member) == [("ding", "d1"), ("app", "w1")]
    with store.read() as connection:
        assert private_routes(connection, [member])[member][1] == Route(member, "app", "w1", "不在应用可见范围")


def test_of_equals_the_older_account_and_the_first_name_win(store: Store, member: int) -> None:
    sync(store, robot("b-ding"), wecom_app("z-app"), robot("a-ding"))
    assert routes(store, member) == [("z-app", "w1"), ("a-ding", "d1"), ("b-ding", "d1")]
    store.write(lambda connection: connection.execute(update(account_table).values(last_heard_at=NOW)))
    assert routes(store, member) == [("z-app", "w1"), ("a-ding", "d1"), ("b-ding", "d1")]


def test_everybody_is_found_in_one_statement(store: Store) -> None:
    def work(connection: Connection) -> list[int]:
        make_plan(connection)
        sync_channels(connection, (wecom_app(), wecom_app("app2")))
        return [make_member(connection, f"单位{number}", f"测试员{number}") for number in range(200)]

    members = store.write(work)
    sent: list[int] = []
    for some in (members[:5], members):
        with store.read() as connection, statements(store) as log:
            assert [len(ways) for ways in private_routes(connection, some).values()] == [2] * len(some)
        sent.append(len(log))
    assert sent == [1, 1]
