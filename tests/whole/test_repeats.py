"""The same callback again: one effect, the same answer, whether it comes later, at once, or after a restart."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.platform import Request
from tests.fakes.dingtalk import FakeDingtalk
from tests.fakes.dingtalk_callbacks import signed_text as ding_text
from tests.fakes.wecom import FakeWecom
from tests.fakes.wecom_callbacks import read_reply
from tests.fakes.wecom_callbacks import signed_text as wecom_text
from tests.whole.books import inbox_states, items, letters, opened
from tests.whole.conftest import new_program
from tests.whole.posting import Answered, post, post_at_once
from tests.whole.program import Process, Program
from tests.whole.waiting import until

DELIVERY_SECONDS = 60
COPIES = 10


class Sender:
    """Somebody on one platform: real callbacks out, decrypted answers back."""

    def __init__(self, channel: str, wecom: FakeWecom, dingtalk: FakeDingtalk) -> None:
        self.channel = channel
        self._wecom, self._dingtalk = wecom.channel(name="app"), dingtalk.channel(name="ding")

    def callback(self, text: str, key: str) -> Request:
        """A text from the first unit's liaison."""
        now = datetime.now(UTC)
        if self.channel == "ding":
            return ding_text(self._dingtalk, "staff01", text, key, now)
        return wecom_text(self._wecom, "user01", text, key, now)

    def read(self, answer: Answered) -> Mapping[str, Any]:
        """What the person reads, without the time of the answer; {} for an empty answer."""
        assert answer.status == 200
        if self.channel == "ding":
            body: Mapping[str, Any] = json.loads(answer.body)
            return {} if body == {"msgtype": "empty"} else body
        reply = read_reply(self._wecom, answer.response)
        return {name: value for name, value in reply.items() if name != "CreateTime"}

    def submits(self, process: Process, title: str, key: str) -> Mapping[str, Any]:
        """One submission. → what the person reads."""
        return self.read(post(process.port, self.channel, self.callback(submission(title), key)))


@pytest.fixture(params=["app", "ding"])
def sender(request: pytest.FixtureRequest, wecom: FakeWecom, dingtalk: FakeDingtalk) -> Sender:
    """The same on either platform."""
    return Sender(request.param, wecom, dingtalk)


@pytest.fixture(scope="module")
def program(
    founded: Path, tmp_path_factory: pytest.TempPathFactory, wecom: FakeWecom, dingtalk: FakeDingtalk
) -> Program:
    """An office with an application on each platform."""
    folder = tmp_path_factory.mktemp("repeats")
    return new_program(founded, folder, wecom.channel(name="app"), dingtalk.channel(name="ding"))


@pytest.fixture(scope="module")
def process(program: Program) -> Iterator[Process]:
    """The office at work; each test sends messages of its own."""
    with program.running() as running:
        yield running


def submission(title: str) -> str:
    return f"报送 安全生产 {title}\n联合园区企业排查隐患26处。"


def titles(program: Program, prefix: str) -> Counter[str]:
    """The titles of the items that begin so, with how many have them."""
    with opened(program.database) as store, store.read() as connection:
        return Counter(item.title for item in items(connection) if item.title.startswith(prefix))


def test_three_copies_one_after_the_other_are_one_item_with_one_answer(
    program: Program, process: Process, sender: Sender
) -> None:
    title = f"逐条重发{sender.channel}"
    callback = sender.callback(submission(title), "701")
    answers = [sender.read(post(process.port, sender.channel, callback)) for _ in range(3)]
    # The same message signed anew, as a platform does when it tries again.
    answers.append(sender.submits(process, title, "701"))
    assert "已收到，编号第" in str(answers[0])
    assert answers == [answers[0]] * 4
    assert titles(program, title) == {title: 1}


def test_three_copies_at_once_are_one_item_and_no_two_answers_differ(
    program: Program, process: Process, sender: Sender
) -> None:
    prefix = f"同时重发{sender.channel}"
    callbacks = [sender.callback(submission(f"{prefix}之{n}完"), f"72{n}") for n in range(COPIES)]
    copies = [callback for callback in callbacks for _ in range(3)]
    answers = [sender.read(answer) for answer in post_at_once(process.port, sender.channel, copies)]
    later = [sender.read(post(process.port, sender.channel, callback)) for callback in callbacks]
    for n, last in enumerate(later):
        at_once = answers[3 * n : 3 * n + 3]
        assert f"{prefix}之{n}完" in str(last) and last in at_once
        assert [answer for answer in at_once if answer not in ({}, last)] == []
    assert titles(program, prefix) == {f"{prefix}之{n}完": 1 for n in range(COPIES)}


def test_another_message_of_the_same_person_with_the_same_words_is_another_item(
    program: Program, process: Process, sender: Sender
) -> None:
    title = f"另一条{sender.channel}"
    first, second = (sender.submits(process, title, key) for key in ("731", "732"))
    assert first != second
    assert titles(program, title) == {title: 2}


def test_what_follows_an_answer_through_the_outbox_follows_once(
    program: Program, process: Process, sender: Sender, wecom: FakeWecom
) -> None:
    """On WeCom the buttons of an answer come as a card of their own; on DingTalk they are in the answer."""
    callback = sender.callback("报送", "741")
    answers = [sender.read(post(process.port, sender.channel, callback)) for _ in range(3)]
    until(lambda: not on_the_way(program), DELIVERY_SECONDS, "the delivery of the card")
    assert answers == [answers[0]] * 3 and answers[0]
    assert sender.read(post(process.port, sender.channel, callback)) == answers[0]
    assert on_the_way(program) == []
    cards = [message for message in wecom.delivered if message.body["msgtype"] == "template_card"]
    assert len(cards) == 1 or sender.channel == "ding"
    assert wecom.repeats == 0


def on_the_way(program: Program) -> list[str]:
    with opened(program.database) as store, store.read() as connection:
        return [row.key for row in letters(connection) if row.state in ("due", "sending")]


def test_a_copy_after_a_restart_gets_the_stored_answer(
    founded: Path, tmp_path: Path, wecom: FakeWecom, dingtalk: FakeDingtalk
) -> None:
    program = new_program(founded, tmp_path, wecom.channel(name="app"), dingtalk.channel(name="ding"))
    senders = [Sender(channel, wecom, dingtalk) for channel in ("app", "ding")]
    with program.running() as process:
        before = [sender.submits(process, "重启之前", "751") for sender in senders]
        process.terminate()
        assert process.wait() == 0
    with program.running() as process:
        after = [sender.submits(process, "重启之前", "751") for sender in senders]
    assert after == before and "编号第1号" in str(before[0]) and "编号第2号" in str(before[1])
    assert titles(program, "重启之前") == {"重启之前": 2}
    with opened(program.database) as store, store.read() as connection:
        assert {inbox_states(connection, sender.channel)["751"] for sender in senders} == {"done"}
