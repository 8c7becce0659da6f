"""watch-quota: the editors hear of a platform's monthly quota before it is used up, once a month and channel."""

import pytest
from sqlalchemy import Connection, insert

from models.calls import call_table, quota_use
from models.channels import ChannelRecord, sync_channels
from models.outbox import OutboxRow, rows_after
from models.plans import current_plan
from models.store import Store
from scheduler.quota import warn_of_quota
from tests.factories import at, make_member, make_plan, wecom_app

NOW = at("2026-11-20 08:37")


@pytest.fixture
def office(store: Store) -> Store:
    """A plan with an editor, served by WeCom without a quota and by DingTalk with ten calls a month."""

    def work(connection: Connection) -> None:
        make_plan(connection)
        ding = ChannelRecord("ding", "dingtalk", "dingtalk", True, False, ("jinhu",), monthly_calls=10)
        sync_channels(connection, [wecom_app(), ding])
        make_member(connection, "党群工作部", "编辑", "editor")

    store.write(work)
    return store


def call(store: Store, count: int, when: str = "2026-11-10 10:00", channel: str = "ding") -> None:
    rows = [{"channel": channel, "at": at(when)} for _ in range(count)]
    store.write(lambda c: c.execute(insert(call_table), rows))


def warn(store: Store, now: str = "2026-11-20 08:37") -> int:
    def work(connection: Connection) -> int:
        plan = current_plan(connection, "jinhu", at(now))
        assert plan is not None
        return warn_of_quota(connection, plan, at(now))

    return store.write(work)


def letters(store: Store) -> list[OutboxRow]:
    with store.read() as connection:
        return rows_after(connection, 0)


def test_below_eighty_per_cent_nobody_is_told(office: Store) -> None:
    call(office, 7)
    call(office, 9, "2026-10-31 23:59")
    call(office, 99, channel="app")
    assert warn(office) == 0 and letters(office) == []


def test_from_eighty_per_cent_on_the_editors_are_told_once_a_month(office: Store) -> None:
    call(office, 8)
    assert warn(office) == 1 and warn(office, "2026-11-21 08:37") == 0
    [row] = letters(office)
    assert (row.job, row.account, row.channel) == ("watch-quota", "editor-编辑", "app")
    assert "通道 ding 本月已调用8次，达到每月额度10次的80%" in row.content.text
    call(office, 8, "2026-12-02 10:00")
    assert warn(office, "2026-12-03 08:37") == 1


def test_a_channel_without_a_quota_is_not_watched(office: Store) -> None:
    with office.read() as connection:
        assert [use.channel for use in quota_use(connection, "jinhu", at("2026-11-01 00:00"), NOW)] == ["ding"]
        assert quota_use(connection, "guanyun", at("2026-11-01 00:00"), NOW) == []
