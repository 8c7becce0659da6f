"""The delivery loop when all goes well, and when processes die: batches, parts, rates, claims."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import event

from bot.delivery import Delivery
from bot.platform import Capabilities, Parcel, SendError, Sent
from bot.workshop import Workbook, Workshop
from models.channels import ChannelRecord
from models.enclosures import Chart, Sheet
from models.outbox import Content, cancel, rewrite
from models.store import Store, Work
from tests.bot.office import NOW, Office
from tests.factories import make_channels
from tests.fakes.platform import APP, ROBOT, WEBHOOK, FakePlatform, Killed, Lost, StrictPlatform
from tests.fakes.workshop import CHART, SHEET, WORKSHOP, broken

T = TypeVar("T")

TIMEOUT = 60

ROBOT_OF_FEW = replace(ROBOT, per_member_minute=10)
ROBOT_OF_SHORT_TEXTS = replace(ROBOT, text_bytes=2048)
CONSOLE = Capabilities(private=True, groups=True, batch=1000, text_bytes=1_000_000)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    """An office on each database."""
    return Office(store, tmp_path / "files")


def test_what_is_due_is_sent_and_recorded(office: Office) -> None:
    app = FakePlatform()
    office.write(account="zhang")
    assert office.delivery(app).deliver_once() == 1
    assert app.arrived == [("zhang", "请报送")]
    [row] = office.rows()
    assert (row.state, row.sent_at, row.parts_sent, row.error) == ("sent", NOW, 1, None)


def test_what_is_not_due_yet_waits(office: Office) -> None:
    app = FakePlatform()
    office.write(wait=60)
    assert office.delivery(app).deliver_once() == 0
    office.clock.tick(60)
    assert office.delivery(app).deliver_once() == 1


def test_what_was_taken_back_is_not_sent(office: Office) -> None:
    app = FakePlatform()
    office.write()
    office.store.write(lambda connection: cancel(connection, [row.id for row in office.rows()], "已经报送"))
    assert office.delivery(app).deliver_once() == 0
    assert app.calls == []


@pytest.mark.parametrize(("able", "count", "sizes"), [(APP, 2500, [1000, 1000, 500]), (ROBOT, 45, [20, 20, 5])])
def test_the_same_text_goes_out_in_batches(office: Office, able: Capabilities, count: int, sizes: list[int]) -> None:
    app = StrictPlatform(office.clock, capabilities=able)
    office.write(count)
    assert office.delivery(app).deliver_once() == count
    assert [len(parcel.accounts) for parcel in app.calls] == sizes
    assert len(set(app.arrived)) == count
    assert set(office.states()) == {"sent"}
    assert app.breaches == []


def test_different_texts_go_out_one_by_one_in_order(office: Office) -> None:
    app = FakePlatform()
    office.write(5, numbered=True, account="zhang")
    office.delivery(app).deliver_once()
    assert app.texts("zhang") == [f"请报送{number}" for number in range(5)]


def test_a_person_with_two_equal_messages_is_not_twice_in_one_call(office: Office) -> None:
    app = StrictPlatform(office.clock)
    for key in ("liaison", "head"):
        office.write(key=key, account="zhang")
    office.write(3)
    assert office.delivery(app).deliver_once() == 5
    assert app.breaches == []
    assert Counter(app.arrived) == {
        ("zhang", "请报送"): 2,
        ("u0", "请报送"): 1,
        ("u1", "请报送"): 1,
        ("u2", "请报送"): 1,
    }


def test_a_long_text_goes_out_in_parts_to_everybody_in_order(office: Office) -> None:
    app = StrictPlatform(office.clock)
    text = "\n".join(f"第{number}行，请按时报送信息" for number in range(200))
    office.write(3, text)
    assert office.delivery(app).deliver_once() == 3
    assert "".join(app.texts("u0")) == "".join(app.texts("u2")) == text
    assert len(app.calls) == len(app.texts("u0")) > 3
    assert {row.parts_sent for row in office.rows()} == {len(app.calls)}
    assert app.breaches == []


def test_a_repeat_goes_on_with_the_part_that_failed(office: Office) -> None:
    text = ("信息" * 300 + "\n") * 3
    app = FakePlatform(script=[Sent(), SendError("忙", "retry")])
    office.write(text=text, account="zhang")
    delivery = office.delivery(app)
    delivery.deliver_once()
    assert [row.parts_sent for row in office.rows()] == [1]
    office.clock.tick(10)
    delivery.deliver_once()
    assert "".join(app.texts("zhang")) == text
    assert len(app.calls) == 4
    assert app.calls[1].key == app.calls[2].key
    assert len({parcel.key for parcel in app.calls}) == 3


def test_a_picture_goes_out_after_its_text(office: Office) -> None:
    group = FakePlatform("group", capabilities=WEBHOOK)
    office.write(text="本周进度", channel="group", account="", picture=office.files.put(b"png", "png"))
    assert office.delivery(group).deliver_once() == 1
    assert group.texts() == ["本周进度", "[picture]"]
    assert group.calls[1].picture == b"png"


def test_chart_and_sheet_are_made_when_they_are_sent_and_go_out_after_the_text(office: Office) -> None:
    app = StrictPlatform(office.clock)
    office.write(text="共19条", account="zhang", chart=CHART, sheet=SHEET)
    assert office.delivery(app).deliver_once() == 1
    assert app.texts("zhang") == ["共19条", "[picture]", "采用明细.xlsx"]
    assert app.calls[1].picture == WORKSHOP.draw(CHART)
    assert app.calls[2].workbook == Workbook("采用明细.xlsx", WORKSHOP.write(SHEET))
    assert (office.states(), app.breaches) == (["sent"], [])


def test_a_channel_that_shows_neither_gets_the_text_and_nothing_is_made(office: Office) -> None:
    group = StrictPlatform(office.clock, "group", capabilities=replace(WEBHOOK, pictures=False, files=False))
    office.write(text="共19条", channel="group", account="", chart=CHART, sheet=SHEET)
    assert office.delivery(group, workshop=Workshop(broken, broken)).deliver_once() == 1
    assert (group.texts(), office.states(), group.breaches) == (["共19条"], ["sent"], [])


def test_a_drawing_keeps_no_transaction_waiting(office: Office) -> None:
    def draw(chart: Chart) -> bytes:
        # The one writer is free meanwhile: this would wait for ever if the loop held it.
        office.write(key="meanwhile", text="另一条", account="li")
        return WORKSHOP.draw(chart)

    app = FakePlatform()
    office.write(account="zhang", chart=CHART)
    assert office.delivery(app, workshop=Workshop(draw, broken)).deliver_once() == 2
    assert app.texts("li") == ["另一条"]


def test_a_repeated_call_with_a_chart_is_the_same_call(office: Office) -> None:
    app = StrictPlatform(office.clock, script=[Sent(), Lost(Killed())])
    office.write(text="共19条", account="zhang", chart=CHART)
    with pytest.raises(Killed):
        office.delivery(app).deliver_once()
    office.clock.tick(120)
    office.delivery(app).deliver_once()
    assert app.calls[1] == app.calls[2]
    assert app.texts("zhang") == ["共19条", "[picture]"]
    assert app.breaches == []


@pytest.mark.parametrize(
    ("chart", "sheet", "reason", "told"),
    [
        (CHART, None, "答复里的图没有画出来，原因见日志", "刚才的图没有发出来，数字以文字答复为准。"),
        (
            None,
            SHEET,
            "答复里的表格没有生成，原因见日志",
            "刚才的表格没有发出来，请把范围问得小一些再试，或联系编辑人员。",
        ),
    ],
)
def test_what_cannot_be_made_fails_alone_and_who_asked_is_told(
    office: Office, chart: Chart | None, sheet: Sheet | None, reason: str, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = FakePlatform()
    office.write(key="reply:1", text="", account="zhang", chart=chart, sheet=sheet, job="reply")
    office.write(key="next", text="下一条", account="zhang")
    assert office.delivery(app, workshop=Workshop(broken, broken)).deliver_once() == 3
    assert app.texts("zhang") == ["下一条", told]
    assert [(row.state, row.error) for row in office.rows()] == [("failed", reason), ("sent", None), ("sent", None)]
    assert office.pause().until is None
    assert "broken" in caplog.text and "财政局" not in caplog.text


def test_the_editors_hear_on_another_channel_that_a_chart_cannot_be_drawn(office: Office) -> None:
    office.member("测试员01", ("dingtalk", "ding01"), role="editor")
    office.write(text="", account="zhang", chart=CHART)
    ding = FakePlatform("ding", "dingtalk", ROBOT)
    delivery = office.delivery(FakePlatform(), ding, workshop=Workshop(broken, broken))
    delivery.deliver_once()
    delivery.deliver_once()
    assert ding.texts("ding01") == ["通道 app 有消息发不出去：答复里的图没有画出来，原因见日志。"]


def test_a_picture_that_is_gone_is_given_up_after_the_text(office: Office) -> None:
    group = FakePlatform("group", capabilities=WEBHOOK)
    office.write(text="本周进度", channel="group", account="", picture=f"{'0' * 64}.png")
    office.delivery(group).deliver_once()
    assert group.texts() == ["本周进度"]
    [row] = office.rows()
    assert (row.state, row.parts_sent, row.error) == ("failed", 1, "要发的图片已经不在了，请重新生成")


@pytest.mark.parametrize(("channel", "account", "able"), [("app", "", APP), ("group", "zhang", WEBHOOK)])
def test_what_a_channel_cannot_do_is_given_up(office: Office, channel: str, account: str, able: Capabilities) -> None:
    platform = FakePlatform(channel, capabilities=able)
    office.write(channel=channel, account=account)
    assert office.delivery(platform).deliver_once() == 1
    assert (platform.calls, office.states()) == ([], ["failed"])


def test_a_message_of_which_a_part_has_gone_is_reworded_no_more(office: Office) -> None:
    app = FakePlatform(script=[Sent(), SendError("忙", "retry")])
    office.write(text="一" * 1000, account="zhang")
    delivery = office.delivery(app)
    delivery.deliver_once()
    [row] = office.rows()
    assert office.store.write(lambda connection: rewrite(connection, row.id, Content("还差一家"))) == 0
    office.clock.tick(10)
    delivery.deliver_once()
    assert "".join(app.texts("zhang")) == "一" * 1000
    assert office.states() == ["sent"]


def test_a_group_gets_twenty_posts_a_minute_and_no_more(office: Office) -> None:
    group = StrictPlatform(office.clock, "group", capabilities=WEBHOOK)
    office.write(45, numbered=True, channel="group", account="")
    first, second = office.delivery(group), office.delivery(group)
    assert first.deliver_once() == 20
    assert second.deliver_once() == 0
    office.play(first, 200)
    assert group.texts() == [f"请报送{number}" for number in range(45)]
    assert group.breaches == []


def test_a_member_gets_thirty_messages_a_minute_and_others_need_not_wait(office: Office) -> None:
    app = StrictPlatform(office.clock)
    office.write(40, numbered=True, account="zhang", key="a")
    office.write(3, numbered=True, key="b")
    delivery = office.delivery(app)
    assert delivery.deliver_once() == 33
    office.play(delivery, 70)
    assert app.texts("zhang") == [f"请报送{number}" for number in range(40)]
    assert app.breaches == []


def test_calls_to_many_do_not_hold_up_those_who_were_not_among_them(office: Office) -> None:
    robot = StrictPlatform(office.clock, capabilities=ROBOT_OF_FEW)
    office.write(400, "致四百人")
    delivery = office.delivery(robot)
    assert delivery.deliver_once() == 400
    for number in range(12):
        office.write(20, f"第{number}件事")
    # Everybody of the first twenty has had one message and may have nine more.
    assert delivery.deliver_once() == 9 * 20
    assert robot.breaches == []
    office.play(delivery, 70)
    assert set(office.states()) == {"sent"}
    assert robot.breaches == []


def test_a_slow_but_living_process_keeps_the_order_for_each_person(office: Office) -> None:
    office.write(key="first", text="先", account="zhang")
    office.write(key="second", text="后", account="zhang")
    office.write(key="other", text="另", account="li")
    other = FakePlatform()

    class Slow(FakePlatform):
        def look_at(self, parcel: Parcel) -> None:
            # While the first message is on its way another process looks for work.
            if parcel.content.text == "先":
                office.delivery(other).deliver_once()

    slow = Slow()
    office.delivery(slow).deliver_once()
    assert slow.texts("zhang") == ["先", "后"]
    assert other.arrived == [("li", "另")]


def test_two_processes_never_send_the_same_message(office: Office) -> None:
    robot = FakePlatform(capabilities=ROBOT)
    office.write(150)
    office.write(60, numbered=True, key="own")
    failures: list[BaseException] = []

    def work(delivery: Delivery) -> None:
        try:
            while delivery.deliver_once():
                pass
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(office.delivery(robot),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIMEOUT)
    office.delivery(robot).deliver_once()
    assert failures == []
    assert len(robot.arrived) == len(set(robot.arrived)) == 210
    assert set(office.states()) == {"sent"}


def test_a_process_that_dies_after_the_call_costs_one_repeat(office: Office) -> None:
    app = StrictPlatform(office.clock, script=[Lost(Killed())])
    office.write(3)
    with pytest.raises(Killed):
        office.delivery(app).deliver_once()
    office.write(key="next", text="下一条", account="u0")
    survivor = office.delivery(app)
    office.clock.tick(119)
    assert survivor.deliver_once() == 0
    office.clock.tick(1)
    assert survivor.deliver_once() == 4
    assert app.calls[0] == app.calls[1]
    assert app.texts("u0") == ["请报送", "下一条"]
    assert app.breaches == []


def test_a_process_that_dies_twice_over_a_message_does_not_get_a_third_chance(office: Office) -> None:
    robot = FakePlatform(capabilities=ROBOT, script=[Lost(Killed()), Lost(Killed())])
    office.write(account="zhang")
    office.write(key="other", text="另一条", account="li", wait=1)
    for _ in range(2):
        with pytest.raises(Killed):
            office.delivery(robot).deliver_once()
        office.clock.tick(120)
    office.play(office.delivery(robot), 5)
    assert robot.texts("zhang") == ["请报送"] * 2
    assert robot.texts("li") == ["另一条"]
    first, second = office.rows()
    assert (first.state, second.state) == ("failed", "sent")
    assert first.error is not None and first.error.startswith("结果不明")


def test_a_part_that_arrived_before_the_process_died_is_not_repeated(office: Office) -> None:
    text = ("信息" * 300 + "\n") * 3
    app = FakePlatform(capabilities=ROBOT_OF_SHORT_TEXTS, script=[Sent(), Killed()])
    office.write(text=text, account="zhang")
    with pytest.raises(Killed):
        office.delivery(app).deliver_once()
    office.clock.tick(120)
    office.delivery(app).deliver_once()
    assert "".join(app.texts("zhang")) == text


class FlakyStore(Store):
    """A store that fails at chosen writes, counted from 0."""

    failing: frozenset[int] = frozenset()
    writes = -1

    def write(self, work: Work[T]) -> T:
        """Writes, or fails as if the database were away."""
        self.writes += 1
        if self.writes in self.failing:
            raise ConnectionError("the database is away")
        return super().write(work)


def test_what_could_not_be_recorded_is_recorded_later_and_not_sent_again(office: Office) -> None:
    app = FakePlatform(capabilities=ROBOT)
    office.write(2, numbered=True)
    flaky = FlakyStore(office.store.engine)
    flaky.failing = frozenset((1, 2))  # the record of the first call, twice
    delivery = office.delivery(app, store=flaky)
    for _ in range(2):
        with pytest.raises(ConnectionError):
            delivery.deliver_once()
        assert office.states() == ["sending", "due"]
        office.clock.tick(1)
    assert delivery.deliver_once() == 2
    assert app.arrived == [("u0", "请报送0"), ("u1", "请报送1")]
    assert office.states() == ["sent", "sent"]


def test_a_record_that_comes_too_late_changes_nothing(office: Office) -> None:
    app = FakePlatform(capabilities=ROBOT)
    office.write()
    flaky = FlakyStore(office.store.engine)
    flaky.failing = frozenset((1,))
    sleeper = office.delivery(app, store=flaky)
    with pytest.raises(ConnectionError):
        sleeper.deliver_once()
    office.clock.tick(120)
    assert office.delivery(app).deliver_once() == 1
    sent = office.rows()
    assert sleeper.deliver_once() == 0
    assert office.rows() == sent
    assert len(app.calls) == 2


def test_messages_of_a_channel_that_is_gone_fail_and_go_another_way(office: Office) -> None:
    member = office.member("测试员01", ("dingtalk", "ding01"))
    office.write(2, channel="old", member=member)
    ding = FakePlatform("ding", "dingtalk", ROBOT)
    office.delivery(ding).deliver_once()
    rows = office.rows()
    assert [row.state for row in rows] == ["failed", "failed", "sent", "sent"]
    assert rows[0].error == "通道 old 已不在配置里，没有发送"
    assert rows[2].key == "请报送:0@ding"
    assert ding.texts("ding01") == ["请报送"] * 2


def test_channels_that_another_process_serves_are_left_to_it(office: Office) -> None:
    office.write(channel="ding")
    assert office.delivery(FakePlatform()).deliver_once() == 0
    assert office.states() == ["due"]


@contextmanager
def count_statements(store: Store) -> Iterator[list[str]]:
    """The statements that run meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield statements
    event.remove(store.engine, "before_cursor_execute", note)


def test_a_call_to_a_thousand_costs_as_many_statements_as_a_call_to_two(office: Office) -> None:
    counts = []
    for count in (2, 1000):
        office.write(count, f"给{count}人")
        with count_statements(office.store) as statements:
            assert office.delivery(FakePlatform()).deliver_once() == count
        counts.append(len(statements))
        office.clock.tick(70)
    assert counts[0] == counts[1]


def test_a_look_at_an_empty_outbox_is_one_statement_and_no_write(office: Office) -> None:
    with count_statements(office.store) as statements:
        assert office.delivery(FakePlatform()).deliver_once() == 0
    assert [statement for statement in statements if "SELECT" not in statement and "BEGIN" not in statement] == []


class Gate(FakePlatform):
    """A platform whose calls last until somebody opens the gate."""

    def __init__(self, channel: str = "app") -> None:
        super().__init__(channel, capabilities=ROBOT)
        self.entered = threading.Event()
        self.opened = threading.Event()

    def send(self, parcel: Parcel) -> Sent:
        """Waits in the call."""
        self.entered.set()
        assert self.opened.wait(TIMEOUT)
        return super().send(parcel)


@contextmanager
def running(delivery: Delivery) -> Iterator[threading.Event]:
    """The loop in a thread of its own; it is stopped at the end."""
    stop = threading.Event()
    thread = threading.Thread(target=delivery.run, args=(stop,))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(TIMEOUT)
    assert not thread.is_alive()


def test_a_channel_that_hangs_does_not_delay_another(office: Office) -> None:
    gate, ding = Gate(), Gate("ding")
    ding.opened.set()
    office.write(key="hangs")
    office.write(3, numbered=True, channel="ding")
    with running(office.delivery(gate, ding)):
        assert gate.entered.wait(TIMEOUT)
        assert ding.entered.wait(TIMEOUT)
        while len(ding.arrived) < 3:
            assert not gate.opened.wait(0.01)
        gate.opened.set()
    assert set(office.states()) == {"sent"}


def test_on_stop_the_call_in_hand_is_finished_and_no_other_begun(office: Office) -> None:
    gate = Gate()
    office.write(5, numbered=True)
    with running(office.delivery(gate)) as stop:
        assert gate.entered.wait(TIMEOUT)
        stop.set()
        gate.opened.set()
    assert office.states() == ["sent", "due", "due", "due", "due"]


def test_a_round_that_fails_is_logged_and_the_loop_goes_on(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    gate = Gate()
    gate.opened.set()
    office.write()
    flaky = FlakyStore(office.store.engine)
    flaky.failing = frozenset((0,))
    with running(office.delivery(gate, store=flaky)):
        assert gate.entered.wait(TIMEOUT)
    assert office.states() == ["sent"]
    [record] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert record.exc_info is not None
    assert "请报送" not in caplog.text


def test_the_console_takes_what_is_for_the_group(office: Office) -> None:
    console = ChannelRecord("console", "console", "console", True, True, ("jinhu",))
    office.store.write(lambda connection: make_channels(connection, console))
    office.write(channel="console", account="")
    page = FakePlatform("console", "console", CONSOLE)
    assert office.delivery(page).deliver_once() == 1
    assert page.texts() == ["请报送"]
