"""What DingTalk posts to the robot: signature, time window, and every kind of message."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dingtalk import Dingtalk
from bot.dingtalk_messages import signature
from bot.platform import Received, Refused, Request
from handlers.context import Media
from models.outbox import Content
from tests.fakes.dingtalk import channel_config
from tests.fakes.dingtalk_callbacks import (
    message,
    milliseconds,
    signed,
    signed_audio,
    signed_file,
    signed_json,
    signed_message,
    signed_picture,
    signed_rich_text,
    signed_text,
    signed_video,
)

NOW = datetime(2026, 11, 20, 6, 7, tzinfo=UTC)
CONFIG = channel_config()
ROBOT = Dingtalk(CONFIG, lambda: NOW)


def received(request: Request, config: Any = CONFIG) -> Any:
    """The message in a callback."""
    return Dingtalk(config, lambda: NOW).receive(request, NOW).incoming


# The signature


def test_the_signature_is_the_documented_one() -> None:
    assert signature("this is a secret", "1577262236757") == "DJrE6qdyVGCQz9z5r2MDuNcNAhwYnuAkyj13cx169CA="


@pytest.mark.parametrize("skew", [-3600, -3599, 0, 3599, 3600])
def test_a_callback_within_the_hour_is_taken(skew: int) -> None:
    at = NOW + timedelta(seconds=skew)
    assert received(signed_text(CONFIG, "staff01", "进度", "m1", at)).text == "进度"


@pytest.mark.parametrize("skew", [-86400, -3601, 3601, 86400])
def test_a_callback_outside_the_hour_is_refused(skew: int) -> None:
    request = signed_text(CONFIG, "staff01", "进度", "m1", NOW + timedelta(seconds=skew))
    assert refused(request) == 403


def test_the_window_is_a_setting() -> None:
    request = signed_text(CONFIG, "staff01", "进度", "m1", NOW - timedelta(seconds=61))
    assert refused(request, channel_config(time_window=60)) == 403
    assert received(request, channel_config(time_window=62)).text == "进度"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"timestamp": ""},
        {"timestamp": "soon"},
        {"timestamp": "-1"},
        {"timestamp": "1.5"},
        {"timestamp": "１７６３６１８８２０"},
        {"timestamp": "9" * 5000},
        {"timestamp": str(milliseconds(NOW))},
        {"timestamp": str(milliseconds(NOW)), "sign": ""},
        {"timestamp": str(milliseconds(NOW)), "sign": "签名"},
        {"timestamp": str(milliseconds(NOW)), "sign": "\ud800"},
        {"timestamp": str(milliseconds(NOW)), "sign": signature("another secret", str(milliseconds(NOW)))},
    ],
)
def test_a_callback_without_the_right_headers_is_refused(headers: dict[str, str]) -> None:
    assert refused(Request("POST", {}, headers, b"{}")) == 403


def test_the_signature_is_looked_at_before_the_body() -> None:
    assert refused(Request("POST", {}, {"timestamp": "1", "sign": "x"}, b"not json")) == 403
    assert refused(signed(CONFIG, b"not json", NOW)) == 400


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"null", b'"x"', b"{", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 990])
def test_a_body_that_is_no_json_object_is_refused(body: bytes) -> None:
    assert refused(signed(CONFIG, body, NOW)) == 400


def test_a_body_above_the_limit_is_refused_first() -> None:
    assert refused(Request("POST", {}, {}, b" " * (1024 * 1024 + 1))) == 413


def test_a_message_for_another_robot_is_refused() -> None:
    body = message(CONFIG, "staff01", "m1", NOW, "", {"msgtype": "text", "text": {"content": "进度"}})
    assert refused(signed_json(CONFIG, body | {"robotCode": "dinganother"}, NOW)) == 403


def test_the_robot_code_may_be_the_client_id_or_its_own() -> None:
    config = channel_config(robot_code="dingrobot1")
    body = message(config, "staff01", "m1", NOW, "", {"msgtype": "text", "text": {"content": "进度"}})
    for code in ("dingrobot1", config.client_id, None, ""):
        assert received(signed_json(config, body | {"robotCode": code}, NOW), config).text == "进度"


def refused(request: Request, config: Any = CONFIG) -> int:
    with pytest.raises(Refused) as caught:
        Dingtalk(config, lambda: NOW).receive(request, NOW)
    return caught.value.status


# Messages


def test_a_text_becomes_a_message() -> None:
    found = received(signed_text(CONFIG, "Manager1234", " 报送 招商 ", "msgrK2+U==", NOW))
    assert (found.channel, found.family, found.plans) == ("jinhu-ding", "dingtalk", ("jinhu",))
    assert (found.account, found.text, found.key) == ("manager1234", "报送 招商", "msgrK2+U==")
    assert (found.group, found.nickname, found.event, found.media) == ("", "测试员", "", ())
    assert found.sent_at == NOW


@pytest.mark.parametrize("text", ["@报送通 进度", "@报送通\u2005进度", "进度 ", "@报送通\n进度"])
def test_a_group_message_loses_the_mention_at_its_beginning(text: str) -> None:
    found = received(signed_text(CONFIG, "staff01", text, "m1", NOW, group="cid6KeBBLoveMock=="))
    assert (found.text, found.group) == ("进度", "cid6KeBBLoveMock==")


def test_a_private_message_keeps_its_at_sign() -> None:
    assert received(signed_text(CONFIG, "staff01", "@各单位 请注意", "m1", NOW)).text == "@各单位 请注意"


def test_a_mention_alone_is_an_empty_text() -> None:
    assert received(signed_text(CONFIG, "staff01", "@报送通", "m1", NOW, group="cid1")).text == ""


def test_a_group_message_without_the_group_is_still_not_private() -> None:
    body = message(CONFIG, "staff01", "m1", NOW, "cid1", {"msgtype": "text", "text": {"content": "进度"}})
    del body["conversationId"]
    assert received(signed_json(CONFIG, body, NOW)).group != ""


def test_rich_text_is_joined_in_order_with_its_pictures() -> None:
    pieces = [
        {"text": "报送 招商 "},
        {"text": "签约仪式"},
        {"type": "picture", "downloadCode": "code1"},
        {"text": "今天上午"},
        {"text": "\n"},
        {"type": "picture", "pictureDownloadCode": "code2"},
        {"text": "完"},
    ]
    found = received(signed_rich_text(CONFIG, "staff01", pieces, "m1", NOW))
    assert found.text == "报送 招商 签约仪式\n今天上午\n完"
    assert found.media == (Media("picture", "code1"), Media("picture", "code2"))


def test_a_picture_a_video_a_voice_and_a_file_become_media() -> None:
    assert received(signed_picture(CONFIG, "staff01", "code1", "m1", NOW)).media == (Media("picture", "code1"),)
    assert received(signed_video(CONFIG, "staff01", "code2", "m2", NOW)).media == (Media("video", "code2"),)
    file = received(signed_file(CONFIG, "staff01", "code3", "周报.docx", "m3", NOW))
    assert (file.text, file.media) == ("", (Media("file", "code3", "周报.docx"),))


def test_a_voice_is_read_by_what_dingtalk_heard() -> None:
    found = received(signed_audio(CONFIG, "staff01", "code1", "本周进度", "m1", NOW))
    assert (found.text, found.media) == ("本周进度", (Media("voice", "code1"),))


def test_a_sender_from_outside_has_no_account_and_is_still_a_message(caplog: pytest.LogCaptureFixture) -> None:
    found = received(signed_text(CONFIG, "", "你好", "m1", NOW))
    assert (found.account, found.nickname, found.text) == ("", "测试员", "你好")
    assert "senderStaffId" in caplog.text
    assert "你好" not in caplog.text


def test_an_account_that_no_table_holds_is_none() -> None:
    assert received(signed_text(CONFIG, "s" * 129, "你好", "m1", NOW)).account == ""


def test_the_bots_own_message_is_not_stored() -> None:
    body = message(CONFIG, "staff01", "m1", NOW, "", {"msgtype": "text", "text": {"content": "已收到"}})
    body["senderId"] = body["chatbotUserId"]
    assert received(signed_json(CONFIG, body, NOW)) is None


def test_a_notice_without_a_sender_is_not_stored() -> None:
    assert received(signed_json(CONFIG, {}, NOW)) is None


def test_the_notice_of_a_used_up_quota_needs_no_answer_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    said = {"errorCode": "20001", "errorMessage": "受调用量超量影响，当前我的消息服务已经暂停", "msgtype": "text"}
    found = received(signed_message(CONFIG, "staff01", "m1", NOW, "", said))
    assert (found.event, found.text) == ("other", "")
    assert "20001" in caplog.text


def test_a_message_without_an_id_is_known_by_its_body() -> None:
    body = message(CONFIG, "staff01", "", NOW, "", {"msgtype": "text", "text": {"content": "进度"}})
    request = signed_json(CONFIG, body, NOW)
    assert received(request).key == hashlib.sha256(request.body).hexdigest()
    assert received(request).key == received(request).key
    assert len(received(signed_json(CONFIG, body | {"msgId": "x" * 5000}, NOW)).key) == 64


@pytest.mark.parametrize("as_text", [False, True])
def test_the_time_is_the_platforms_own(as_text: bool) -> None:
    sent_at = datetime(2026, 11, 20, 5, 59, 58, 123000, tzinfo=UTC)
    stamp: int | str = str(milliseconds(sent_at)) if as_text else milliseconds(sent_at)
    body = message(CONFIG, "staff01", "m1", NOW, "", {"msgtype": "text", "text": {"content": "进度"}})
    assert received(signed_json(CONFIG, body | {"createAt": stamp}, NOW)).sent_at == sent_at


@pytest.mark.parametrize(
    "stamp",
    [None, "", "yesterday", True, 0, -5, 1.5, "９９９９９９９９９９９９９", 10**30, [], {}]
    + [milliseconds(NOW + timedelta(days=400)), milliseconds(NOW - timedelta(days=400))],
)
def test_a_time_that_cannot_be_is_now(stamp: object) -> None:
    body = message(CONFIG, "staff01", "m1", NOW, "", {"msgtype": "text", "text": {"content": "进度"}})
    assert received(signed_json(CONFIG, body | {"createAt": stamp}, NOW)).sent_at == NOW


def test_what_is_kept_of_a_callback_lacks_the_session_address() -> None:
    kept = ROBOT.receive(signed_text(CONFIG, "staff01", "进度", "m1", NOW), NOW).raw
    assert "sessionWebhook" in json.loads(signed_text(CONFIG, "staff01", "进度", "m1", NOW).body)
    assert "sendBySession" not in kept
    assert json.loads(kept)["text"] == {"content": "进度"}


def test_texts_that_no_database_takes_are_cleaned() -> None:
    request = signed_json(
        CONFIG,
        message(CONFIG, "sta\x00ff01", "m\x001", NOW, "", {"msgtype": "text", "text": {"content": "进\x00度\r\n完"}}),
        NOW,
    )
    found = received(request)
    assert (found.account, found.key, found.text) == ("staff01", "m1", "进度\n完")
    lonely = signed(CONFIG, b'{"senderId":"a","senderNick":"\\ud800x","text":{"content":"\\udfff!"}}', NOW)
    assert (received(lonely).nickname, received(lonely).text) == ("x", "!")
    ROBOT.receive(lonely, NOW).raw.encode()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FIELDS = [*message(CONFIG, "s", "m", NOW, "g", {"msgtype": "text", "text": {}, "content": {}, "errorMessage": ""})]
TYPES = st.sampled_from(["text", "richText", "picture", "audio", "video", "file", "interactiveCard"])


@given(st.binary(max_size=300), st.dictionaries(st.sampled_from(["timestamp", "sign", "x"]), st.text(max_size=30)))
def test_arbitrary_requests_are_refused_and_nothing_else(body: bytes, headers: dict[str, str]) -> None:
    with pytest.raises(Refused):
        ROBOT.receive(Request("POST", {}, headers, body), NOW)


@given(st.binary(max_size=300))
def test_arbitrary_signed_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        assert isinstance(ROBOT.receive(signed(CONFIG, body, NOW), NOW), Received)
    except Refused as refusal:
        assert refusal.status in (400, 403)


@given(
    st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=8),
    TYPES,
    st.dictionaries(
        st.sampled_from(["downloadCode", "fileName", "recognition", "richText", "content"]),
        json_values | st.lists(st.dictionaries(st.sampled_from(["text", "type", "downloadCode"]), json_values)),
        max_size=4,
    ),
)
def test_senseless_content_in_a_valid_envelope_is_harmless(
    changes: dict[str, Any], kind: str, content: dict[str, Any]
) -> None:
    body = message(CONFIG, "staff01", "m1", NOW, "", {"msgtype": kind, "content": content}) | changes
    body["robotCode"] = CONFIG.client_id
    result = ROBOT.receive(signed(CONFIG, json.dumps(body).encode(), NOW), NOW)
    result.raw.encode()
    if result.incoming:
        json.dumps(result.incoming.as_json(), ensure_ascii=False).encode()
        assert len(result.incoming.account) <= 128
        assert 0 < len(result.incoming.key) <= 300
        assert result.incoming.sent_at.tzinfo is not None
        assert ROBOT.answer(result, Content("收到"), NOW).response.status == 200


def test_dingtalk_checks_no_address() -> None:
    with pytest.raises(NotImplementedError):
        ROBOT.handshake(Request("GET", {}, {}, b""))
