"""The way of a message: one effect and one answer whatever comes twice, and nothing lost where our own code fails."""

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text, update

from bot.dingtalk import Dingtalk
from bot.pipeline import Pipeline, retry
from bot.platform import BODY_LIMIT, Request, Response
from bot.wecom import Wecom
from handlers.context import Incoming
from models.inbox import InboxRow, failed_messages, message_by_id, message_of
from models.items import item_by_number, item_table
from models.outbox import OutboxRow, rows_after
from models.plans import plan_version
from models.schema import metadata
from models.store import Store
from tests.dialogue import Office
from tests.factories import PLAN_TEXT, at, make_member, plan_file
from tests.fakes.dingtalk import channel_config as ding_config
from tests.fakes.dingtalk_callbacks import signed_json
from tests.fakes.dingtalk_callbacks import signed_text as ding_text
from tests.fakes.platform import Clock
from tests.fakes.wecom import channel_config as wecom_config
from tests.fakes.wecom_callbacks import (
    read_reply,
    signed_card_click,
    signed_echo,
    signed_event,
    signed_text,
    signed_xml,
)

NOW = "2026-11-18 10:00"
WECOM = wecom_config(name="app")
DING = ding_config(name="ding")
ITEM = "报送 安全 开展隐患排查\n排查隐患26处。"
# A plan that can no longer be read: every message of its members fails in the middle of the transaction.
BROKEN = PLAN_TEXT + "\nnobody_knows_this = 1\n"


class Gateway:
    """An office that is reached through real callbacks of two platforms."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.office = Office(store, NOW)
        self.liaison = self.office.member("财政局", "测试员01", accounts=[("wecom", "cz01"), ("dingtalk", "staff01")])
        self.editor = self.office.member("党群工作部", "测试员04", "editor", accounts=[("wecom", "dq04")])
        self.office.open_week()
        self.clock = Clock(at(NOW))
        self.pipeline = Pipeline(
            store, {"app": Wecom(WECOM, self.clock), "ding": Dingtalk(DING, self.clock)}, self.clock
        )

    def post(self, request: Request, channel: str = "app") -> Response:
        """One callback, which must be taken."""
        response = self.pipeline.callback(channel, request)
        assert response.status == 200
        return response

    def says(self, words: str, key: str, user: str = "cz01") -> str:
        """A text through WeCom. → the passive reply, "" for the empty answer."""
        return said(self.post(signed_text(WECOM, user, words, key, self.clock())))

    def dings(self, words: str, key: str, staff: str = "staff01") -> Mapping[str, Any]:
        """A text through DingTalk. → the JSON answer."""
        answer: Mapping[str, Any] = json.loads(self.post(ding_text(DING, staff, words, key, self.clock()), "ding").body)
        return answer

    def letters(self) -> list[OutboxRow]:
        """The whole outbox, by id."""
        with self.store.read() as connection:
            return rows_after(connection, 0)

    def message(self, key: str, channel: str = "app") -> InboxRow:
        """The stored message of a key, which must be there."""
        with self.store.read() as connection:
            found = message_of(connection, channel, key)
        assert found is not None
        return found

    def items(self) -> int:
        """How many items are stored."""
        with self.store.read() as connection:
            return int(connection.execute(select(func.count()).select_from(item_table)).scalar_one())

    def break_plan(self) -> None:
        """From now on no message of a member can be handled."""
        self._write_plan(BROKEN)

    def mend_plan(self) -> None:
        """From now on everything works again."""
        self._write_plan(PLAN_TEXT)

    def _write_plan(self, plan_text: str) -> None:
        values = {"text": plan_text, "fingerprint": plan_file().fingerprint if plan_text == PLAN_TEXT else "broken"}
        self.store.write(lambda connection: connection.execute(update(plan_version).values(values)))

    def retry(self, key: str, channel: str = "app") -> None:
        """What `inbox retry` does."""
        row = self.message(key, channel)
        self.store.write(lambda connection: retry(connection, row, self.clock()))


def said(response: Response) -> str:
    """The words of a passive reply, "" for the empty answer."""
    return str(read_reply(WECOM, response).get("Content", ""))


@pytest.fixture
def gateway(store: Store) -> Gateway:
    """Wednesday morning, the week is open."""
    return Gateway(store)


# Stored before it is answered


def test_message_effect_and_answer_are_stored_together(gateway: Gateway) -> None:
    answer = gateway.says(ITEM, "1")
    row = gateway.message("1")
    assert "第1号" in answer
    assert (row.state, row.account, row.error, row.incoming) == ("done", "cz01", None, None)
    assert row.answer is not None and row.answer["text"] == answer
    assert (row.sent_at, row.received_at) == (at(NOW), at(NOW))
    assert "开展隐患排查" in row.body
    assert gateway.items() == 1


def test_the_same_message_again_has_the_stored_answer_and_no_second_effect(gateway: Gateway) -> None:
    answers = [gateway.says(ITEM, "1")]
    gateway.clock.tick(5)
    answers.append(gateway.says(ITEM, "1"))
    gateway.says("撤回 1", "2")
    answers.append(gateway.says(ITEM, "1"))
    assert answers == [answers[0]] * 3
    assert gateway.items() == 1


def test_the_same_is_true_on_dingtalk(gateway: Gateway) -> None:
    answers = [gateway.dings(ITEM, "msg1") for _ in range(3)]
    assert "第1号" in str(answers[0])
    assert answers == [answers[0]] * 3
    assert gateway.items() == 1


def test_the_stored_answer_is_equal_whatever_happened_to_what_it_speaks_of(gateway: Gateway) -> None:
    first = gateway.says("我的", "1")
    gateway.says(ITEM, "2")
    assert gateway.says("我的", "1") == first
    assert gateway.says("我的", "3") != first


def test_one_id_on_two_channels_is_two_messages(gateway: Gateway) -> None:
    gateway.says(ITEM, "1")
    gateway.dings(ITEM, "1")
    assert gateway.items() == 2


def test_a_platforms_own_time_is_the_one_that_counts(gateway: Gateway) -> None:
    sent = at("2026-11-18 09:55")
    gateway.post(signed_text(WECOM, "cz01", ITEM, "1", sent))
    with gateway.store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
    assert item is not None and item.sent_at == sent


# What is refused, and what is taken without a word


def test_a_channel_that_is_not_there_is_404_and_a_platform_without_callback_405(gateway: Gateway) -> None:
    request = signed_text(WECOM, "cz01", ITEM, "1", gateway.clock())
    assert gateway.pipeline.callback("nowhere", request).status == 404
    assert gateway.pipeline.callback("ding", Request("GET", {}, {}, b"")).status == 405


def test_size_comes_before_the_signature(gateway: Gateway) -> None:
    assert gateway.pipeline.callback("app", Request("POST", {}, {}, b"x" * (BODY_LIMIT + 1))).status == 413
    assert gateway.pipeline.callback("app", Request("POST", {}, {}, b"x" * BODY_LIMIT)).status == 403


def test_a_refused_callback_leaves_no_trace(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    good = signed_text(WECOM, "cz01", ITEM, "1", gateway.clock())
    forged = Request("POST", {**good.query, "msg_signature": "0" * 40}, good.headers, good.body)
    late = signed_text(WECOM, "cz01", ITEM, "1", gateway.clock() - timedelta(minutes=11))
    for request in (forged, late):
        answer = gateway.pipeline.callback("app", request)
        assert (answer.status, answer.body) == (403, "")
    assert rows_of(gateway.store, "inbox") == 0
    assert "channel app refused a callback with 403" in caplog.text
    assert "隐患" not in caplog.text


def test_the_check_of_the_address_is_answered_and_stored_nowhere(gateway: Gateway) -> None:
    assert gateway.post(signed_echo(WECOM, "1616140317555161061", gateway.clock())).body == "1616140317555161061"
    assert rows_of(gateway.store, "inbox") == 0


def test_senseless_content_in_a_valid_envelope_is_answered_200_and_not_stored(gateway: Gateway) -> None:
    for xml in ("<xml></xml>", "<xml>", "no xml", "<xml><MsgType>text</MsgType></xml>"):
        assert gateway.post(signed_xml(WECOM, xml, gateway.clock())).body == ""
    assert json.loads(gateway.post(signed_json(DING, {"msgtype": "text"}, gateway.clock()), "ding").body) == {
        "msgtype": "empty"
    }
    assert rows_of(gateway.store, "inbox") == 0


def test_an_event_that_needs_no_answer_is_stored_and_answered_with_nothing(gateway: Gateway) -> None:
    request = signed_event(WECOM, "cz01", "unsubscribe", gateway.clock())
    for _ in range(2):
        assert gateway.post(request).body == ""
    assert rows_of(gateway.store, "inbox") == 1
    assert gateway.letters() == []


# What does not fit the answer


def make_long_roster(connection: Connection) -> None:
    for number in range(80):
        make_member(connection, f"测试单位{number:02d}", f"测试员{number:02d}", accounts=[])


def test_a_reply_that_is_too_long_goes_to_the_outbox_once_whatever_repeats_come(gateway: Gateway) -> None:
    gateway.store.write(make_long_roster)
    for _ in range(3):
        assert gateway.says("名单", "1", "dq04") == ""
        gateway.clock.tick(5)
    [letter] = gateway.letters()
    assert (letter.key, letter.channel, letter.account) == (f"reply:{gateway.message('1').id}:1", "app", "dq04")
    assert (letter.job, letter.audience, letter.state, letter.due_at) == ("reply", "asker", "due", at(NOW))
    assert "测试单位79" in letter.content.text
    stored = gateway.message("1").answer
    assert stored is not None and stored["text"] == letter.content.text


def test_the_buttons_of_an_answer_follow_it_once(gateway: Gateway) -> None:
    for _ in range(3):
        assert "请选择板块" in gateway.says("报送", "1")
    [card] = gateway.letters()
    assert [button.command for button in card.content.buttons][:1] == ["重特大项目招引"]


def test_what_follows_an_answer_is_written_in_the_transaction_of_its_cause(gateway: Gateway) -> None:
    gateway.store.write(lambda connection: connection.execute(text("ALTER TABLE outbox RENAME TO lost")))
    try:
        assert "编号" in gateway.says("报送", "1")
        assert rows_of(gateway.store, "conversation") == 0
        assert gateway.message("1").state == "failed"
    finally:
        gateway.store.write(lambda connection: connection.execute(text("ALTER TABLE lost RENAME TO outbox")))


def test_a_click_on_a_card_is_answered_through_the_outbox_once(gateway: Gateway) -> None:
    click = signed_card_click(WECOM, "cz01", "我的", gateway.clock())
    for _ in range(3):
        assert read_reply(WECOM, gateway.post(click))["MsgType"] == "update_button"
    [letter] = gateway.letters()
    assert "财政局" in letter.content.text


# Where our own code fails


def test_a_message_that_cannot_be_handled_is_kept_with_what_is_needed_to_try_again(gateway: Gateway) -> None:
    gateway.break_plan()
    answer = gateway.says(ITEM, "1")
    row = gateway.message("1")
    assert f"编号 {row.id}" in answer and "已保存" in answer
    assert row.state == "failed"
    assert "Traceback" in (row.error or "") and "nobody_knows_this" in (row.error or "")
    assert "开展隐患排查" in row.body
    assert row.incoming is not None
    incoming = Incoming.from_json(row.incoming)
    assert (incoming.text, incoming.account, incoming.sent_at) == (ITEM, "cz01", at(NOW))
    with gateway.store.read() as connection:
        assert [message.id for message in failed_messages(connection)] == [row.id]


def test_whatever_was_written_before_the_failure_is_taken_back(gateway: Gateway) -> None:
    gateway.says("进度", "1")
    before = last_heard(gateway.store)
    gateway.clock.tick(3600)
    gateway.break_plan()
    gateway.says(ITEM, "2")
    assert gateway.items() == 0
    assert last_heard(gateway.store) == before
    gateway.mend_plan()
    gateway.says("进度", "3")
    assert last_heard(gateway.store) != before


def test_a_table_that_is_lost_in_mid_work_loses_no_message(gateway: Gateway) -> None:
    """The item, its number and its receipt are written when the reminders turn out to be unreachable."""
    gateway.store.write(lambda connection: connection.execute(text("ALTER TABLE chase_letter RENAME TO lost")))
    try:
        answer = gateway.says(ITEM, "1")
        assert "编号" in answer and "第1号" not in answer
        assert gateway.items() == 0
        assert gateway.message("1").state == "failed"
    finally:
        gateway.store.write(lambda connection: connection.execute(text("ALTER TABLE lost RENAME TO chase_letter")))
    gateway.retry("1")
    assert gateway.items() == 1
    assert "第1号" in gateway.letters()[0].content.text


def test_a_repeat_of_what_failed_gets_the_same_apology_and_fails_no_second_time(gateway: Gateway) -> None:
    gateway.break_plan()
    answers = [gateway.says(ITEM, "1") for _ in range(2)]
    gateway.mend_plan()
    answers.append(gateway.says(ITEM, "1"))
    assert answers == [answers[0]] * 3
    assert gateway.items() == 0
    assert rows_of(gateway.store, "inbox") == 1


def test_the_same_is_true_on_dingtalk_where_it_fails(gateway: Gateway) -> None:
    gateway.break_plan()
    answer = gateway.dings(ITEM, "msg1")
    assert f"编号 {gateway.message('msg1', 'ding').id}" in answer["text"]["content"]
    assert gateway.dings(ITEM, "msg1") == answer


def test_an_apology_to_a_click_reaches_the_person_too(gateway: Gateway) -> None:
    gateway.break_plan()
    click = signed_card_click(WECOM, "cz01", "我的", gateway.clock())
    for _ in range(2):
        gateway.post(click)
    [letter] = gateway.letters()
    assert "已保存" in letter.content.text
    gateway.mend_plan()
    with gateway.store.read() as connection:
        [failed] = failed_messages(connection)
    gateway.store.write(lambda connection: retry(connection, failed, gateway.clock()))
    assert ["已保存" in row.content.text for row in gateway.letters()] == [True, False]
    assert "财政局" in gateway.letters()[1].content.text


def test_what_failed_is_run_again_and_the_answer_goes_through_the_outbox(gateway: Gateway) -> None:
    gateway.break_plan()
    gateway.says(ITEM, "1")
    gateway.mend_plan()
    gateway.clock.tick(86_400)
    gateway.retry("1")
    row = gateway.message("1")
    assert (row.state, row.error) == ("done", None)
    [letter] = gateway.letters()
    assert (letter.channel, letter.account, letter.due_at) == ("app", "cz01", gateway.clock())
    assert "第1号" in letter.content.text
    with gateway.store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
    assert item is not None and (item.sent_at, str(item.counted_on)) == (at(NOW), "2026-11-18")


def test_a_repeat_after_the_second_try_gets_its_answer_and_writes_nothing_more(gateway: Gateway) -> None:
    gateway.break_plan()
    gateway.says("报送", "1")
    gateway.mend_plan()
    gateway.retry("1")
    assert "请选择板块" in gateway.says("报送", "1")
    assert [row.job for row in gateway.letters()] == ["reply"]


def test_only_what_failed_can_be_tried_again(gateway: Gateway) -> None:
    gateway.says(ITEM, "1")
    with pytest.raises(ValueError, match="failed"):
        gateway.retry("1")
    gateway.break_plan()
    gateway.says(ITEM, "2")
    stale = gateway.message("2")
    gateway.mend_plan()
    gateway.retry("2")
    with pytest.raises(ValueError, match="failed"):
        gateway.retry("2")
    assert gateway.items() == 2
    assert stale.state == "failed"


def test_a_second_try_that_fails_leaves_nothing(gateway: Gateway) -> None:
    gateway.break_plan()
    gateway.says(ITEM, "1")
    with pytest.raises(Exception, match="nobody_knows_this"):
        gateway.retry("1")
    assert gateway.message("1").state == "failed"
    assert gateway.letters() == []


def test_somebody_whom_the_platform_does_not_name_is_not_written_to(gateway: Gateway) -> None:
    incoming = Incoming("ding", "dingtalk", ("jinhu",), "k1", "", "进度", gateway.clock())
    gateway.pipeline.keep_failed(incoming, "{}", gateway.clock(), "Traceback")
    gateway.retry("k1", "ding")
    assert gateway.message("k1", "ding").state == "done"
    assert gateway.letters() == []


def test_a_message_that_is_done_is_not_made_a_failed_one_by_a_repeat(gateway: Gateway) -> None:
    answer = gateway.says(ITEM, "1")
    row = gateway.message("1")
    incoming = Incoming("app", "wecom", ("jinhu",), "1", "cz01", ITEM, gateway.clock())
    kept = gateway.pipeline.keep_failed(incoming, row.body, gateway.clock(), "Traceback")
    assert kept is not None and kept.text == answer
    assert gateway.message("1") == row


def test_what_failed_says_in_the_log_where_and_never_what_was_written(
    gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    gateway.break_plan()
    with caplog.at_level(logging.DEBUG):
        gateway.says(ITEM, "1")
    assert "channel app: a message could not be handled: PlanError" in caplog.text
    assert "stored_plan" in caplog.text
    assert "隐患" not in caplog.text and "cz01" not in caplog.text


def test_where_not_even_the_failure_can_be_stored_nothing_is_acknowledged(
    sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    gateway = Gateway(sqlite_store)
    sqlite_store.write(lambda connection: connection.execute(text("ALTER TABLE inbox RENAME TO lost")))
    answer = gateway.pipeline.callback("app", signed_text(WECOM, "cz01", ITEM, "1", gateway.clock()))
    assert (answer.status, answer.body) == (503, "")
    assert "channel app: a callback could not be answered" in caplog.text
    sqlite_store.write(lambda connection: connection.execute(text("ALTER TABLE lost RENAME TO inbox")))
    assert "第1号" in gateway.says(ITEM, "1")


# The page and the command line


def converse(gateway: Gateway, words: str, key: str) -> str:
    incoming = Incoming("page", "console", ("jinhu",), key, "cz01", words, gateway.clock())
    reply = gateway.pipeline.converse(incoming, words)
    return reply.text if reply else ""


def test_the_page_goes_the_same_way_without_http(gateway: Gateway) -> None:
    first = converse(gateway, ITEM, "k1")
    assert "第1号" in first
    assert converse(gateway, ITEM, "k1") == first
    assert gateway.items() == 1
    assert gateway.message("k1", "page").body == ITEM


def test_the_page_gets_the_apology_too(gateway: Gateway) -> None:
    gateway.break_plan()
    sorry = converse(gateway, ITEM, "k1")
    row = gateway.message("k1", "page")
    assert f"编号 {row.id}" in sorry and row.state == "failed"
    with gateway.store.read() as connection:
        assert message_by_id(connection, row.id) == row


def rows_of(store: Store, table: str) -> int:
    """How many rows a table has."""
    with store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one())


def last_heard(store: Store) -> list[object]:
    """When each account was last heard from, by id."""
    account = metadata.tables["account"]
    with store.read() as connection:
        return list(connection.execute(select(account.c.last_heard_at).order_by(account.c.id)).scalars())
