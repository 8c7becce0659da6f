"""The delivery loop when calls fail: every policy, outages, messages that cannot be sent, persons not reached."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, insert, select

from bot.platform import Capabilities, CheckLine, Parcel, SendError, Sent
from models.chases import Link, chase_letter_table, link_letters
from models.delivery import UNCLEAR
from models.members import account_table
from models.obligations import obligation_table
from models.outcomes import HELD_BACK_REASON
from models.store import Store
from tests.bot.office import NOW, Office
from tests.factories import unit_id_of
from tests.fakes.platform import APP, ROBOT, WEBHOOK, FakePlatform, Killed, Lost, Outcome, StrictPlatform

REFUSED = "不在应用可见范围"


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    """An office on each database."""
    return Office(store, tmp_path / "files")


def down() -> SendError:
    return SendError("连不上企业微信", "retry", code="connect")


def cut() -> SendError:
    return SendError("连接中途断开", "retry", code="broken", ambiguous=True)


def secret() -> SendError:
    return SendError("Secret 不对，请核对。", "stop_channel", code="40001", tell=True)


def unreachable(office: Office) -> dict[str, str | None]:
    with office.store.read() as connection:
        rows = connection.execute(select(account_table.c.user_id, account_table.c.unreachable))
        return {row.user_id: row.unreachable for row in rows}


# Trying again


def test_a_channel_that_fails_is_silent_for_longer_and_longer(office: Office) -> None:
    app = FakePlatform()
    app.fault = down
    office.write(30, numbered=True)
    delivery = office.delivery(app)
    pauses = []
    for _ in range(7):
        before = len(app.calls)
        delivery.deliver_once()
        assert len(app.calls) == before + 1
        until = office.pause().until
        assert until is not None
        pauses.append((until - office.clock()).total_seconds())
        office.clock.tick(pauses[-1] - 1)
        assert delivery.deliver_once() == 0
        office.clock.tick(1)
    assert pauses == [10, 20, 40, 80, 120, 120, 120]
    assert len(app.calls) == 7
    assert set(office.states()) == {"due"}
    assert office.pause().reason == "连不上企业微信"


def test_a_success_after_a_pause_lets_the_channel_speak(office: Office) -> None:
    app = FakePlatform(script=[down(), down()])
    office.write(3, numbered=True)
    office.play(office.delivery(app), 40)
    assert set(office.states()) == {"sent"}
    pause = office.pause()
    assert (pause.failures, pause.until, pause.reason) == (0, None, None)


@pytest.mark.parametrize("able", [APP, ROBOT, WEBHOOK], ids=["app", "robot", "webhook"])
@pytest.mark.parametrize("minutes", [1, 10, 180])
def test_after_an_outage_everything_arrives_once_within_five_minutes(
    office: Office, able: Capabilities, minutes: int
) -> None:
    channel, account = ("group", "") if able is WEBHOOK else ("app", None)
    platform = StrictPlatform(office.clock, channel, capabilities=able)
    office.write(50, numbered=True, channel=channel, account=account)
    platform.fault = down
    delivery = office.delivery(platform)
    office.play(delivery, minutes * 60, step=10)
    assert platform.arrived == []
    assert len(platform.calls) <= 5 + minutes
    platform.fault = None
    office.play(delivery, 300, step=5)
    assert set(office.states()) == {"sent"}
    assert len(platform.arrived) == len(set(platform.arrived)) == 50
    assert platform.breaches == []


def test_an_outage_of_lost_answers_reaches_everybody_once_where_repeats_are_recognised(office: Office) -> None:
    app = StrictPlatform(office.clock)
    office.write(1500)
    office.write(20, numbered=True, key="own")
    app.fault = lambda: Lost(cut())
    delivery = office.delivery(app)
    office.play(delivery, 1200, step=10)
    office.write(30, key="joined")
    app.fault = None
    office.play(delivery, 300, step=10)
    assert set(office.states()) == {"sent"}
    assert len(app.arrived) == 1550
    assert len(set(app.arrived)) == 1520
    assert app.breaches == []


def test_the_same_messages_go_again_in_the_same_call_though_others_have_joined(office: Office) -> None:
    app = FakePlatform(script=[cut()])
    office.write(2)
    delivery = office.delivery(app)
    delivery.deliver_once()
    office.write(2, key="joined")
    office.clock.tick(10)
    delivery.deliver_once()
    assert app.calls[0] == app.calls[1] or app.calls[0] == app.calls[2]
    assert len(app.calls) == 3


def test_one_message_that_cannot_be_sent_neither_blocks_the_others_nor_stays(office: Office) -> None:
    app = FakePlatform()
    bad = "坏"
    app.fault = lambda: down() if app.calls[-1].content.text == bad else Sent()
    office.write(key="bad", text=bad, account="zhang")
    delivery = office.delivery(app)
    for number in range(20):
        office.write(key=f"good{number}", text=f"好{number}", account="li")
        office.play(delivery, 180, step=5)
        assert app.texts("li")[-1] == f"好{number}"
    assert app.texts("li") == [f"好{number}" for number in range(20)]
    bad_row = office.rows()[0]
    assert (bad_row.state, bad_row.tries) == ("failed", 4)
    assert bad_row.error == "试了 5 次都没有发出去：连不上企业微信"


def test_a_lone_message_is_not_given_up_in_an_outage(office: Office) -> None:
    app = FakePlatform()
    app.fault = down
    office.write()
    delivery = office.delivery(app)
    office.play(delivery, 7200, step=10)
    assert office.states() == ["due"]
    app.fault = None
    office.play(delivery, 130, step=10)
    assert app.arrived == [("u0", "请报送")]


def test_a_mistake_of_our_own_is_treated_like_a_lost_answer(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    app = FakePlatform(script=[KeyError("media_id")])
    office.write()
    delivery = office.delivery(app)
    delivery.deliver_once()
    assert office.pause().reason == "发送时程序出错，详情见日志"
    assert "KeyError" in caplog.text
    office.play(delivery, 20)
    assert office.states() == ["sent"]


# Answers that got lost, where the platform does not recognise a repeat


def test_a_lost_answer_is_repeated_once_and_not_soon(office: Office) -> None:
    group = FakePlatform("group", capabilities=WEBHOOK, script=[Lost(cut())])
    office.write(channel="group", account="")
    delivery = office.delivery(group)
    office.play(delivery, 239)
    assert len(group.calls) == 1
    assert office.rows()[0].error == "结果不明：连接中途断开"
    office.play(delivery, 10)
    assert group.texts() == ["请报送"] * 2
    assert (office.states(), office.rows()[0].error) == (["sent"], None)


def test_after_two_lost_answers_nothing_more_is_risked(office: Office) -> None:
    group = FakePlatform("group", capabilities=WEBHOOK, script=[Lost(cut()), Lost(cut())])
    office.write(channel="group", account="")
    office.play(office.delivery(group), 1200, step=5)
    assert group.texts() == ["请报送"] * 2
    [row] = office.rows()
    assert row.state == "failed"
    assert row.error == "结果不明：连接中途断开；已重发过一次，可能已经送达，请向对方核实"


def test_the_one_repeat_waits_until_the_platform_works_again(office: Office) -> None:
    group = FakePlatform("group", capabilities=WEBHOOK)
    group.fault = cut
    office.write(3, numbered=True, channel="group", account="")
    delivery = office.delivery(group)
    office.play(delivery, 7200, step=10)
    assert len(group.calls) == 3
    assert 50 < group.checks < 80
    group.fault = None
    office.play(delivery, 300, step=5)
    assert sorted(group.texts()) == ["请报送0", "请报送1", "请报送2"]
    assert set(office.states()) == {"sent"}


def test_a_check_that_breaks_is_a_platform_that_does_not_work(office: Office) -> None:
    class Broken(FakePlatform):
        def check(self) -> list[CheckLine]:
            raise cut()

    group = Broken("group", capabilities=WEBHOOK, script=[cut()])
    office.write(channel="group", account="")
    delivery = office.delivery(group)
    office.play(delivery, 1200, step=10)
    assert (len(group.calls), office.states()) == (1, ["due"])
    office.write(key="next", channel="group", account="")
    office.play(delivery, 300, step=10)
    assert office.states() == ["sent", "sent"]


# Giving up, waiting, stopping


def test_what_the_platform_will_never_take_is_given_up_at_once(office: Office) -> None:
    app = FakePlatform(script=[SendError("消息含敏感信息", "give_up", code="40201")])
    office.write(2, numbered=True)
    assert office.delivery(app).deliver_once() == 2
    assert office.states() == ["failed", "sent"]
    assert office.rows()[0].error == "消息含敏感信息"
    assert office.pause().until is None


@pytest.mark.parametrize(("wait", "seconds"), [(0, 60), (600, 600), (1, 1)])
def test_a_rate_error_keeps_the_channel_silent_for_a_full_window(office: Office, wait: int, seconds: int) -> None:
    app = FakePlatform(script=[SendError("太快", "wait_window", code="45009", wait=wait)])
    office.write(3, numbered=True)
    delivery = office.delivery(app)
    delivery.deliver_once()
    assert office.pause().until == NOW + timedelta(seconds=seconds)
    office.clock.tick(seconds - 0.5)
    assert delivery.deliver_once() == 0
    assert len(app.calls) == 1
    office.clock.tick(0.5)
    assert delivery.deliver_once() == 3
    assert {row.tries for row in office.rows()} == {0}


def test_a_success_does_not_cut_the_window_that_another_process_was_given(office: Office) -> None:
    office.write(key="first", text="先", account="zhang")
    office.write(key="second", text="后", account="li")
    limited = FakePlatform(script=[SendError("太快", "wait_window", wait=60)])

    class Meanwhile(FakePlatform):
        def look_at(self, parcel: Parcel) -> None:
            office.delivery(limited).deliver_once()

    office.delivery(Meanwhile()).deliver_once()
    assert office.states() == ["sent", "due"]
    assert office.pause().until == NOW + timedelta(seconds=60)


def test_two_processes_that_fail_together_make_one_pause(office: Office) -> None:
    office.write(key="first", text="先", account="zhang")
    office.write(key="second", text="后", account="li")
    other = FakePlatform(script=[down()])

    class Meanwhile(FakePlatform):
        def look_at(self, parcel: Parcel) -> None:
            office.delivery(other).deliver_once()

    office.delivery(Meanwhile(script=[down()])).deliver_once()
    assert (office.pause().failures, office.pause().until) == (1, NOW + timedelta(seconds=10))


def test_a_wrong_secret_stops_the_channel_for_ten_minutes_to_an_hour(office: Office) -> None:
    app = FakePlatform()
    app.fault = secret
    office.write(3, numbered=True)
    delivery = office.delivery(app)
    pauses = []
    for _ in range(5):
        delivery.deliver_once()
        until = office.pause().until
        assert until is not None
        pauses.append((until - office.clock()).total_seconds() / 60)
        office.clock.tick(pauses[-1] * 60)
    assert pauses == [10, 20, 40, 60, 60]
    app.fault = None
    assert delivery.deliver_once() == 3
    assert {row.tries for row in office.rows()} == {0}


def test_the_editors_are_told_once_through_a_channel_that_works(office: Office) -> None:
    office.member("测试员01", ("wecom", "w1"), ("dingtalk", "d1"), role="editor")
    office.member("测试员02", ("wecom", "w2"), role="editor")
    office.member("测试员03", ("dingtalk", "d3"))
    app, ding = FakePlatform(), FakePlatform("ding", "dingtalk", ROBOT)
    app.fault = secret
    office.write(3, numbered=True)
    office.play(office.delivery(app, ding), 3600, step=60)
    assert ding.arrived == [
        ("d1", "通道 app 有消息发不出去：Secret 不对，请核对。处理好以后会自动补发，不用重新操作。")
    ]
    [told] = [row for row in office.rows() if row.job == "channel-trouble"]
    assert told.key.startswith("channel-trouble:app:2026-11-19:40001:")
    assert told.audience == "editors"


def test_a_refused_text_is_told_to_the_editors_without_stopping_the_channel(office: Office) -> None:
    office.member("测试员01", ("dingtalk", "d1"), role="editor")
    error = SendError("消息含敏感信息", "give_up", code="40201", tell=True)
    app, ding = FakePlatform(script=[error]), FakePlatform("ding", "dingtalk", ROBOT)
    office.write(2, numbered=True)
    office.play(office.delivery(app, ding), 2)
    assert office.states()[:2] == ["failed", "sent"]
    assert ding.texts("d1") == ["通道 app 有消息发不出去：消息含敏感信息。"]


# Persons


def test_a_refused_person_is_recorded_and_written_to_on_the_next_channel(office: Office) -> None:
    member = office.member("测试员01", ("wecom", "w1"), ("dingtalk", "d1"))
    app, ding = FakePlatform(script=[Sent({"W1": REFUSED})]), FakePlatform("ding", "dingtalk", ROBOT)
    office.write(key="chase", account="w1", member=member)
    office.write(key="other", account="w2")
    office.play(office.delivery(app, ding), 2)
    first, second, third = office.rows()
    assert (first.state, first.error) == ("failed", REFUSED)
    assert second.state == "sent"
    assert (third.key, third.channel, third.account, third.state) == ("chase@ding", "ding", "d1", "sent")
    assert (third.member_id, third.job, third.plan_id) == (member, "test", "jinhu")
    assert ding.texts("d1") == ["请报送"]
    assert unreachable(office) == {"w1": REFUSED, "d1": None}


def test_who_is_refused_everywhere_is_given_up_after_each_channel_was_tried_once(office: Office) -> None:
    member = office.member("测试员01", ("wecom", "w1"), ("dingtalk", "d1"))
    app = FakePlatform(script=[Sent({"w1": REFUSED})] * 3)
    ding = FakePlatform("ding", "dingtalk", ROBOT, script=[Sent({"d1": "已离职"})] * 3)
    office.write(key="chase", account="w1", member=member)
    office.play(office.delivery(app, ding), 60)
    assert [(row.key, row.state) for row in office.rows()] == [("chase", "failed"), ("chase@ding", "failed")]
    assert (len(app.calls), len(ding.calls)) == (1, 1)
    assert unreachable(office) == {"w1": REFUSED, "d1": "已离职"}


def test_a_batch_with_several_reasons_tells_each_person_from_the_others(office: Office) -> None:
    app = FakePlatform(script=[Sent({"u0": "没有接口许可", "u1": REFUSED, "u2": REFUSED}, frozenset({"u3"}))])
    office.write(6)
    office.delivery(app).deliver_once()
    assert office.states() == ["failed", "failed", "failed", "due", "sent", "sent"]
    assert [row.error for row in office.rows()[:3]] == ["没有接口许可", REFUSED, REFUSED]


def test_the_reminder_on_the_next_channel_is_still_about_the_same_obligation(office: Office) -> None:
    member = office.member("测试员01", ("wecom", "w1"), ("dingtalk", "d1"))

    def link(connection: Connection) -> None:
        week = {"period": "week", "starts_on": date(2026, 11, 16), "ends_on": date(2026, 11, 23), "required": 1}
        unit = {"plan_id": "jinhu", "duty": "weekly", "unit_id": unit_id_of(connection, "财政局")}
        connection.execute(insert(obligation_table).values(**week, **unit, opened_at=NOW, chase_from=NOW))
        link_letters(connection, [Link(connection.execute(select(obligation_table.c.id)).scalar_one(), "chase")])

    office.store.write(link)
    office.write(key="chase", account="w1", member=member)
    office.delivery(FakePlatform(script=[Sent({"w1": REFUSED})])).deliver_once()
    with office.store.read() as connection:
        keys = connection.execute(select(chase_letter_table.c.outbox_key)).scalars().all()
    assert sorted(keys) == ["chase", "chase@ding"]


def test_who_is_held_back_gets_it_three_minutes_later(office: Office) -> None:
    member = office.member("测试员01", ("wecom", "u0"))
    app = FakePlatform(script=[Sent({}, frozenset({"u0"}))])
    office.write(2, member=member)
    delivery = office.delivery(app)
    assert delivery.deliver_once() == 1
    assert unreachable(office) == {"u0": "平台限制了给此人发消息的频率"}
    office.clock.tick(179)
    assert delivery.deliver_once() == 0
    office.clock.tick(1)
    assert delivery.deliver_once() == 1
    assert sorted(app.arrived) == [("u0", "请报送"), ("u1", "请报送")]
    assert unreachable(office) == {"u0": None}


def test_who_is_held_back_again_and_again_is_written_to_on_the_next_channel(office: Office) -> None:
    member = office.member("测试员01", ("wecom", "w1"), ("dingtalk", "d1"))
    app = FakePlatform(script=[Sent({}, frozenset({"w1"}))] * 9)
    ding = FakePlatform("ding", "dingtalk", ROBOT)
    office.write(account="w1", member=member)
    office.play(office.delivery(app, ding), 3600, step=30)
    assert len(app.calls) == 5
    assert ding.texts("d1") == ["请报送"]


# All of it together


def trouble(dice: Random) -> Outcome:
    """Whatever a platform may do to a call."""
    if dice.random() < 0.5:
        return Sent()
    faults: list[Outcome] = [down(), cut(), Lost(cut()), Killed(), Lost(Killed()), KeyError("bug")]
    faults += [SendError("太快", "wait_window", wait=30), secret(), Sent({}, frozenset({"u0", "u3"}))]
    return dice.choice(faults)


@pytest.mark.parametrize("able", [APP, ROBOT, WEBHOOK], ids=["app", "robot", "webhook"])
@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_nothing_is_forgotten_and_nothing_comes_too_often(
    office: Office, able: Capabilities, seed: int
) -> None:
    dice = Random(seed)
    channel, account = ("group", "") if able is WEBHOOK else ("app", None)
    platform = StrictPlatform(office.clock, channel, capabilities=able)
    platform.fault = lambda: trouble(dice)
    text = "\n".join(f"第{line}行，请按时报送信息" for line in range(300))
    office.write(30, text, key="long", channel=channel, account=account)
    office.write(15, numbered=True, key="own", channel=channel, account=account)
    processes = [office.delivery(platform) for _ in range(3)]
    for step in range(400):
        if step == 300:
            platform.fault = None
            office.clock.tick(3600)  # the longest that a channel is stopped
        place = dice.randrange(3)
        try:
            processes[place].deliver_once()
        except Killed:
            processes[place] = office.delivery(platform)
        office.clock.tick(dice.choice([1, 5, 30]))
    rows = office.rows()
    assert {row.state for row in rows} <= {"sent", "failed"}
    reasons = (UNCLEAR, "试了 5 次都没有发出去", HELD_BACK_REASON)
    assert all((row.error or "").startswith(reasons) for row in rows if row.state == "failed")
    assert platform.breaches == []
    seen = Counter(text for _, text in platform.arrived) if able is WEBHOOK else Counter(platform.arrived)
    # Texts that are equal for all of a group's thirty posts cannot be told apart.
    own = {what: count for what, count in seen.items() if able is not WEBHOOK or len(what) < 20}
    assert max(own.values()) <= (1 if able.repeat_key else 2)
    if able is not WEBHOOK:
        told = {row.account for row in rows if row.state == "sent"}
        assert told <= {account for account, _ in platform.arrived}
