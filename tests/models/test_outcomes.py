"""What a call leaves behind for persons and editors: the next way to a member, and whom to tell of a channel."""

from datetime import timedelta

from sqlalchemy import Connection

from models.accounts import mark_unreachable
from models.channels import ChannelRecord, resume_channel
from models.delivery import STALE, Terms, claim_call
from models.forwarding import try_next_routes
from models.outbox import Content, Letter, OutboxRow, cancel, post, rows_after
from models.outcomes import put_right, record_failure, record_sent
from models.store import Store
from models.troubles import Failure, tell_editors
from tests.factories import at, make_channels, make_member, make_plan, wecom_app

NOW = at("2026-11-19 15:07")
APP = Terms("app", "wecom", batch=1000)


def robot(name: str) -> ChannelRecord:
    return ChannelRecord(name, "dingtalk", "dingtalk", True, False, ("jinhu",))


def console() -> ChannelRecord:
    return ChannelRecord("console", "console", "console", True, True, ("jinhu",))


def prepare(connection: Connection) -> int:
    """A plan, three channels and the console, and a member with two accounts. → the member's id."""
    make_plan(connection)
    make_channels(connection, wecom_app(), robot("ding"), robot("ding2"), console())
    return make_member(connection, "财政局", "测试员01", accounts=[("wecom", "w1"), ("dingtalk", "d1")])


def write(store: Store, key: str, account: str, member: int | None, channel: str = "app") -> OutboxRow:
    letter = Letter(key, channel, account, Content("请报送"), NOW, "chase", "jinhu", "same-day", "liaison", member)
    store.write(lambda connection: post(connection, [letter], NOW))
    return outbox(store)[-1]


def outbox(store: Store) -> list[OutboxRow]:
    with store.read() as connection:
        return rows_after(connection, 0)


def test_each_channel_is_tried_once_the_best_first_and_the_console_never(store: Store) -> None:
    member = store.write(prepare)
    write(store, "chase:7", "w1", member)
    for _ in range(5):
        store.write(lambda connection: try_next_routes(connection, rows_after(connection, 0)[-1:], NOW))
    rows = outbox(store)
    assert [(row.key, row.account) for row in rows] == [
        ("chase:7", "w1"),
        ("chase:7@ding", "d1"),
        ("chase:7@ding2", "d1"),
    ]
    assert {(row.job, row.rung, row.audience, row.member_id, row.content.text) for row in rows} == {
        ("chase", "same-day", "liaison", member, "请报送")
    }


def test_an_account_known_to_be_out_of_reach_is_tried_after_the_others(store: Store) -> None:
    member = store.write(prepare)
    row = write(store, "chase:7", "d1", member, "ding")
    store.write(lambda connection: mark_unreachable(connection, "wecom", ["w1"], "不在应用可见范围", NOW))
    store.write(lambda connection: try_next_routes(connection, [row], NOW))
    assert outbox(store)[-1].key == "chase:7@ding2"


def test_a_group_and_a_stranger_have_no_other_way(store: Store) -> None:
    store.write(prepare)
    rows = [write(store, "post", "", None), write(store, "reply", "stranger", None)]
    store.write(lambda connection: try_next_routes(connection, rows, NOW))
    assert len(outbox(store)) == 2


def test_many_refused_at_once_each_go_their_own_way(store: Store) -> None:
    first = store.write(prepare)
    second = store.write(
        lambda connection: make_member(connection, "财政局", "测试员02", accounts=[("wecom", "w2"), ("dingtalk", "d2")])
    )
    write(store, "chase:1", "w1", first)
    write(store, "chase:2", "w2", second)
    write(store, "other", "w3", None)
    call = store.write(lambda connection: claim_call(connection, APP, NOW))
    assert call is not None
    refused = {"w1": "没有接口许可", "w2": "不在应用可见范围"}
    done = store.write(lambda connection: record_sent(connection, call, refused, (), False, NOW))
    assert done == 3
    assert [(row.key, row.state) for row in outbox(store)] == [
        ("chase:1", "failed"),
        ("chase:2", "failed"),
        ("other", "sent"),
        ("chase:1@ding", "due"),
        ("chase:2@ding", "due"),
    ]


def test_a_message_that_was_taken_back_meanwhile_does_not_go_another_way(store: Store) -> None:
    member = store.write(prepare)
    row = write(store, "chase:1", "w1", member)
    call = store.write(lambda connection: claim_call(connection, APP, NOW))
    assert call is not None
    failure = Failure("retry", "连不上")
    store.write(lambda connection: record_failure(connection, call, failure, NOW))
    store.write(lambda connection: cancel(connection, [row.id], "已经报送"))
    late = {"w1": "不在应用可见范围"}
    store.write(lambda connection: record_sent(connection, call, late, (), False, NOW + timedelta(seconds=30)))
    assert [(row.key, row.state) for row in outbox(store)] == [("chase:1", "cancelled")]


def test_a_late_record_does_not_touch_what_another_process_has_claimed_meanwhile(store: Store) -> None:
    member = store.write(prepare)
    write(store, "chase:1", "w1", member)
    late = store.write(lambda connection: claim_call(connection, APP, NOW))
    assert late is not None
    store.write(lambda connection: put_right(connection, NOW + STALE))
    store.write(lambda connection: claim_call(connection, APP, NOW + STALE))
    claimed = outbox(store)
    store.write(lambda connection: record_failure(connection, late, Failure("give_up", "太长"), NOW + STALE))
    store.write(lambda connection: record_sent(connection, late, {}, (), False, NOW + STALE))
    assert outbox(store) == claimed
    assert claimed[0].state == "sending"


def test_a_late_record_still_counts_while_nobody_has_claimed_the_message_again(store: Store) -> None:
    member = store.write(prepare)
    write(store, "chase:1", "w1", member)
    late = store.write(lambda connection: claim_call(connection, APP, NOW))
    assert late is not None
    store.write(lambda connection: put_right(connection, NOW + STALE))
    store.write(lambda connection: record_sent(connection, late, {}, (), False, NOW + STALE))
    [row] = outbox(store)
    assert (row.state, row.error) == ("sent", None)


def tell(store: Store, code: str = "40001", days: int = 0) -> None:
    failure = Failure("stop_channel", "Secret 不对", code)
    store.write(lambda connection: tell_editors(connection, "app", failure, NOW + timedelta(days=days)))


def test_an_incident_is_told_once_a_day_and_code_to_each_editor(store: Store) -> None:
    def work(connection: Connection) -> None:
        prepare(connection)
        for name, account in (("测试员02", "d2"), ("测试员03", "d3")):
            make_member(connection, "宣传办", name, "editor", accounts=[("dingtalk", account)])

    store.write(work)
    for code, days in (("40001", 0), ("40001", 0), ("60020", 0), ("40001", 1)):
        tell(store, code, days)
    rows = outbox(store)
    assert [row.account for row in rows] == ["d2", "d3"] * 3
    assert len({row.key for row in rows}) == 6
    assert {row.channel for row in rows} == {"ding"}
    assert rows[0].content.text == "通道 app 有消息发不出去：Secret 不对。处理好以后会自动补发，不用重新操作。"


def test_an_editor_whom_only_the_broken_channel_reaches_is_not_written_to(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_plan(connection)
        make_channels(connection, wecom_app())
        make_member(connection, "宣传办", "测试员02", "editor", accounts=[("wecom", "w2")])

    store.write(work)
    tell(store)
    assert outbox(store) == []


def test_what_is_taken_back_in_hand_is_not_tried_again_and_what_arrived_is_said_to_have(store: Store) -> None:
    member = store.write(prepare)
    for key, fails in (("failing", True), ("arriving", False)):
        row = write(store, key, "w1", member)
        call = store.write(lambda connection: claim_call(connection, APP, NOW))
        assert call is not None
        assert store.write(lambda connection, row=row: cancel(connection, [row.id], "已经报送")) == 1  # type: ignore[misc]
        if fails:
            store.write(lambda c, call=call: record_failure(c, call, Failure("retry", "忙"), NOW))  # type: ignore[misc]
            store.write(lambda connection: resume_channel(connection, "app"))
        else:
            store.write(lambda c, call=call: record_sent(c, call, {}, frozenset(), False, NOW))  # type: ignore[misc]
    assert [(row.key, row.state) for row in outbox(store)] == [("failing", "cancelled"), ("arriving", "sent")]
