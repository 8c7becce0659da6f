"""Receiving and answering: the crypto samples, each defect of the library, every kind of message."""

import base64
import hashlib
import logging
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.enterprise.crypto import WeChatCrypto

from bot.config import ConfigError
from bot.platform import BODY_LIMIT, Platform, Received, Refused, Request
from bot.wecom import Wecom
from handlers.context import Media
from models.outbox import Button, Content
from tests.bot.wecom_samples import (
    CONFIG,
    NOW,
    SAMPLE,
    SAMPLE_ECHO,
    SAMPLE_MESSAGE,
    SAMPLE_SEALED,
    HandClock,
    incoming,
    received,
    wecom,
)
from tests.fakes.wecom import TOKEN, channel_config
from tests.fakes.wecom_callbacks import (
    envelope,
    read_reply,
    signed_card_click,
    signed_echo,
    signed_event,
    signed_file,
    signed_image,
    signed_link,
    signed_location,
    signed_text,
    signed_video,
    signed_voice,
    signed_xml,
)
from tests.fakes.workshop import CHART, SHEET

PLATFORM = wecom()
BUTTONS = tuple(Button(label, label) for label in ("党建", "经济", "民生", "文旅", "生态", "安全", "取消"))


def status_of(request: Request, now: datetime = NOW) -> int:
    with pytest.raises(Refused) as caught:
        received(request, now=now)
    return caught.value.status


def signed(sealed: str, token: str = TOKEN, at: datetime = NOW) -> Request:
    """A callback with a right signature over whatever stands in Encrypt."""
    timestamp = str(int(at.timestamp()))
    parts = sorted(part.encode() for part in (token, timestamp, "nonce", sealed))
    query = {"msg_signature": hashlib.sha1(b"".join(parts)).hexdigest(), "timestamp": timestamp, "nonce": "nonce"}
    return Request("POST", query, {}, envelope(sealed, CONFIG))


def sealed_block(plain: bytes) -> str:
    """Encrypted as it is, without the library's frame and padding."""
    crypto = WeChatCrypto(TOKEN, CONFIG.aes_key.get_secret_value(), CONFIG.corp_id)
    from wechatpy.enterprise.crypto import PrpCrypto

    return base64.b64encode(PrpCrypto(crypto.key).cipher.encrypt(plain)).decode()


def test_it_is_a_platform() -> None:
    platform: Platform = PLATFORM
    assert (platform.channel, platform.family, platform.plans) == ("jinhu-app", "wecom", ("jinhu",))
    assert (platform.capabilities.batch, platform.capabilities.text_bytes) == (1000, 2048)


# The public samples


def test_the_public_sample_of_the_address_check_is_answered_with_the_bare_text() -> None:
    at = datetime.fromtimestamp(1409659589, UTC)
    response = wecom(SAMPLE, HandClock(at)).handshake(Request("GET", SAMPLE_ECHO, {}, b""))
    assert (response.status, response.body, response.content_type) == (
        200,
        "1616140317555161061",
        "text/plain; charset=utf-8",
    )


def test_the_public_sample_of_a_message_is_read_and_answered() -> None:
    at = datetime.fromtimestamp(1409659813, UTC)
    platform = wecom(SAMPLE)
    request = Request("POST", SAMPLE_MESSAGE, {}, envelope(SAMPLE_SEALED, SAMPLE))
    taken = platform.receive(request, at)
    assert taken.incoming is not None
    assert (taken.incoming.account, taken.incoming.text, taken.incoming.key) == (
        "mycreate",
        "hello",
        "4561255354251345929",
    )
    assert taken.incoming.sent_at == at
    assert "<AgentID>218</AgentID>" in taken.raw
    reply = read_reply(SAMPLE, platform.answer(taken, Content("收到"), at).response)
    assert (reply["ToUserName"], reply["FromUserName"], reply["Content"]) == ("mycreate", SAMPLE.corp_id, "收到")


# What is refused


def test_the_address_check_is_refused_with_a_wrong_signature() -> None:
    request = signed_echo(CONFIG, "12345", NOW)
    assert wecom().handshake(request).body == "12345"
    broken = Request("GET", {**request.query, "msg_signature": "0" * 40}, {}, b"")
    with pytest.raises(Refused) as caught:
        wecom().handshake(broken)
    assert caught.value.status == 403


@pytest.mark.parametrize(("query", "status"), [({}, 403), ({"msg_signature": "a"}, 400)])
def test_somebody_who_opens_the_address_in_a_browser_is_refused(query: dict[str, str], status: int) -> None:
    with pytest.raises(Refused) as caught:
        wecom().handshake(Request("GET", query, {}, b""))
    assert caught.value.status == status


@pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce"])
@pytest.mark.parametrize("value", ["", "0", "签名", "\ud800"])
def test_a_changed_or_missing_part_of_the_signature_is_refused(name: str, value: str) -> None:
    request = signed_text(CONFIG, "ZhangSan", "你好", "1", NOW)
    assert status_of(Request("POST", {**request.query, name: value}, {}, request.body)) == 403
    without = {key: part for key, part in request.query.items() if key != name}
    assert status_of(Request("POST", without, {}, request.body)) == 403


def test_a_changed_body_is_refused() -> None:
    request = signed_text(CONFIG, "ZhangSan", "你好", "1", NOW)
    other = signed_text(CONFIG, "ZhangSan", "再见", "1", NOW)
    assert status_of(Request("POST", request.query, {}, other.body)) == 403


@pytest.mark.parametrize("seconds", [601, -601])
def test_a_time_stamp_outside_the_window_is_refused(seconds: int) -> None:
    request = signed_text(CONFIG, "ZhangSan", "你好", "1", NOW)
    assert status_of(request, NOW + timedelta(seconds=seconds)) == 403
    assert received(request, now=NOW + timedelta(seconds=seconds - (1 if seconds > 0 else -1))).incoming


def test_the_window_is_a_setting() -> None:
    config = channel_config(time_window=5)
    request = signed_text(config, "ZhangSan", "你好", "1", NOW)
    with pytest.raises(Refused):
        wecom(config).receive(request, NOW + timedelta(seconds=6))


FULL_WIDTH = str(int(NOW.timestamp())).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})


@pytest.mark.parametrize("timestamp", ["abc", "-1", "1_0", FULL_WIDTH, f"{int(NOW.timestamp())} ", "9" * 30])
def test_a_time_stamp_that_is_no_number_is_refused(timestamp: str) -> None:
    assert status_of(signed_xml(CONFIG, "<xml/>", NOW, timestamp=timestamp)) == 403


def test_a_message_for_another_company_is_refused() -> None:
    assert status_of(signed_xml(CONFIG, "<xml/>", NOW, corp_id="wwanother")) == 403


def test_a_space_round_the_configured_values_is_forgiven() -> None:
    config = channel_config(
        corp_id=f" {CONFIG.corp_id} ", token=f"{TOKEN}\n", aes_key=f" {CONFIG.aes_key.get_secret_value()}"
    )
    assert wecom(config).receive(signed_text(CONFIG, "a", "你好", "1", NOW), NOW).incoming


def test_a_body_above_one_mebibyte_is_refused_unread() -> None:
    request = signed_text(CONFIG, "ZhangSan", "你好", "1", NOW)
    assert status_of(Request("POST", request.query, {}, b" " * (BODY_LIMIT + 1))) == 413


BILLION_LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not xml",
        b"<xml/>",
        b"<xml></xml>",
        b"<xml><Encrypt/></xml>",
        b"<xml><A>1</A></xml>",
        b"<other><Encrypt>a</Encrypt></other>",
        b"<xml><Encrypt>a</xml>",
        b"<xml><Encrypt>\xff</Encrypt></xml>",
        b"\xff\xfe<\x00x\x00",
        b'{"encrypt":"abc"}',
        b"<a>" * 20_000,
        BILLION_LAUGHS,
        b'<!DOCTYPE xml SYSTEM "http://127.0.0.1/x.dtd"><xml><Encrypt>a</Encrypt></xml>',
        b'<?xml version="1.0" encoding="utf-16"?><xml/>',
        b'<?xml version="1.0" encoding="no-such"?><xml/>',
    ],
)
def test_an_outer_body_that_is_not_what_it_claims_is_refused_with_400(body: bytes) -> None:
    assert status_of(Request("POST", {"msg_signature": "0" * 40, "timestamp": "1", "nonce": "1"}, {}, body)) == 400


@pytest.mark.parametrize(
    "sealed",
    ["!", "abc", "密文", base64.b64encode(b"x" * 17).decode(), base64.b64encode(b"x" * 64).decode()],
)
def test_a_signed_body_that_cannot_be_decrypted_is_refused_with_400(sealed: str) -> None:
    assert status_of(signed(sealed)) == 400


@pytest.mark.parametrize(
    ("plain", "status"),
    [
        (b"r" * 16, 400),
        (b"r" * 16 + b"\0\0\0\0" + b"another-one" + b"\x01", 403),
        (b"r" * 16 + b"\xff\xff\xff\xff" + b"x" * 11 + b"\x01", 400),
        (b"r" * 16 + b"\0\0\0\x0c" + b"x" * 11 + b"\x01", 400),
        (b"r" * 31 + b"\x00", 400),
        (b"r" * 31 + b"\x21", 400),
        (b"r" * 16 + b"\0\0\0\x01x" + CONFIG.corp_id[:7].encode() + b"\x01\x02\x03\x04", 400),
    ],
)
def test_padding_length_and_receiver_are_checked(plain: bytes, status: int) -> None:
    assert status_of(signed(sealed_block(plain))) == status


@pytest.mark.parametrize("key", ["short", "a" * 42, "a" * 44, "a" * 42 + "=", "密" * 43])
def test_an_aes_key_that_is_none_stops_the_start_with_one_line(key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Wecom(channel_config(aes_key=key), HandClock())
    assert str(caught.value).startswith("channels.jinhu-app.aes_key 应是 43 个字母和数字")
    assert not key or key not in str(caught.value)


# Senseless content in a valid envelope


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "你好",
        "<xml/>",
        "<xml><MsgType/></xml>",
        "<xml><FromUserName>a</FromUserName></xml>",
        "<xml><FromUserName>a</FromUserName><MsgType>text</MsgType></xml>",
        "<xml><FromUserName>a</FromUserName><MsgType>text</MsgType><MsgId>abc</MsgId></xml>",
        "<xml><FromUserName>a</FromUserName><MsgType>event</MsgType></xml>",
        "<xml><MsgType>text</MsgType><MsgId>1</MsgId><Content>你好</Content></xml>",
        f"<xml><FromUserName>{'a' * 200}</FromUserName><MsgType>text</MsgType><MsgId>1</MsgId></xml>",
        BILLION_LAUGHS.decode(),
        "\0",
    ],
)
def test_a_valid_envelope_round_nonsense_is_taken_and_holds_no_message(xml: str) -> None:
    taken = received(signed_xml(CONFIG, xml, NOW))
    assert taken.incoming is None
    assert "\0" not in taken.raw
    assert wecom().answer(taken, None, NOW).response.status == 200


@given(
    body=st.binary(max_size=200),
    query=st.dictionaries(st.sampled_from(["msg_signature", "timestamp", "nonce"]), st.text()),
)
def test_arbitrary_requests_are_refused_and_never_raise(body: bytes, query: dict[str, str]) -> None:
    for call in (lambda request: PLATFORM.receive(request, NOW), PLATFORM.handshake):
        with pytest.raises(Refused) as caught:
            call(Request("POST", {**query, "echostr": "abc"}, {}, body))
        assert caught.value.status in (400, 403)


@given(content=st.one_of(st.text(), st.binary()))
def test_arbitrary_content_in_a_valid_envelope_never_raises(content: str | bytes) -> None:
    taken = PLATFORM.receive(signed_xml(CONFIG, content, NOW), NOW)  # type: ignore[arg-type]
    assert isinstance(taken, Received)
    assert PLATFORM.answer(taken, None, NOW).response.status == 200


@given(plain=st.binary(min_size=16, max_size=96), padding=st.integers(0, 40))
def test_arbitrary_plain_text_under_a_right_signature_is_refused_or_taken(plain: bytes, padding: int) -> None:
    framed = plain[:20] + CONFIG.corp_id.encode() + bytes([padding]) * padding
    for block in (plain, framed):
        try:
            PLATFORM.receive(signed(sealed_block(block[: len(block) // 16 * 16])), NOW)
        except Refused as refusal:
            assert refusal.status in (400, 403)


_NAMES = (
    "FromUserName",
    "CreateTime",
    "MsgType",
    "Event",
    "EventKey",
    "MsgId",
    "Content",
    "MediaId",
    "TaskId",
    "Title",
)
_KINDS = st.sampled_from(("text", "image", "voice", "video", "file", "location", "link", "event", "mixed", ""))
_VALUES = st.one_of(_KINDS, st.text(max_size=20), st.integers().map(str), st.sampled_from(("click", "enter_agent")))


@given(fields=st.dictionaries(st.sampled_from(_NAMES), _VALUES), kind=_KINDS)
def test_arbitrary_fields_are_read_or_passed_over(fields: dict[str, str], kind: str) -> None:
    parts = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in {**fields, "MsgType": kind}.items())
    taken = PLATFORM.receive(signed_xml(CONFIG, f"<xml>{parts}</xml>", NOW), NOW)
    if taken.incoming is not None:
        assert taken.incoming.key and taken.incoming.account == taken.incoming.account.lower()
        assert abs(taken.incoming.sent_at - NOW) <= timedelta(days=7)
        assert len(taken.incoming.key) <= 300
        PLATFORM.answer(taken, Content(fields.get("Content", "好"), buttons=BUTTONS), NOW)


# Messages and events


def test_a_text_message_is_read_with_case_folded_account_and_its_own_time() -> None:
    at = NOW - timedelta(seconds=3)
    message = incoming(signed_text(CONFIG, "ZhangSan", " 报送 党建 标题\n正文 \n", "7001", at))
    assert (message.channel, message.family, message.plans) == ("jinhu-app", "wecom", ("jinhu",))
    assert (message.account, message.key, message.event, message.group) == ("zhangsan", "7001", "", "")
    assert (message.text, message.sent_at) == ("报送 党建 标题\n正文", at)


def test_a_text_with_markup_arrives_as_it_was_typed() -> None:
    assert incoming(signed_text(CONFIG, "a", "a<b>&amp;]]>", "1", NOW)).text == "a<b>&amp;]]>"


def test_an_empty_text_is_an_empty_text() -> None:
    assert incoming(signed_text(CONFIG, "a", "", "1", NOW)).text == ""


def test_photos_voices_videos_and_files_are_media() -> None:
    requests = [
        signed_image(CONFIG, "a", "m-1", "1", NOW),
        signed_voice(CONFIG, "a", "m-2", "2", NOW),
        signed_video(CONFIG, "a", "m-3", "3", NOW),
        signed_file(CONFIG, "a", "m-4", "周报.docx", "4", NOW),
    ]
    assert [incoming(request).media for request in requests] == [
        (Media("picture", "m-1"),),
        (Media("voice", "m-2"),),
        (Media("video", "m-3"),),
        (Media("file", "m-4", "周报.docx"),),
    ]
    assert all(incoming(request).text == "" and incoming(request).event == "" for request in requests)


def test_a_link_and_a_place_become_text() -> None:
    link = incoming(signed_link(CONFIG, "a", "金湖荷花节开幕", "https://example.invalid/1", "1", NOW))
    assert link.text == "金湖荷花节开幕 https://example.invalid/1"
    assert incoming(signed_location(CONFIG, "a", "金湖县政府", "2", NOW)).text == "金湖县政府 33.02,119.02"


def test_a_kind_of_message_that_nobody_knows_needs_no_answer() -> None:
    xml = "<xml><FromUserName>a</FromUserName><MsgType>mixed</MsgType><MsgId>9</MsgId></xml>"
    assert incoming(signed_xml(CONFIG, xml, NOW)).event == "other"


@pytest.mark.parametrize("event", ["enter_agent", "subscribe", "ENTER_AGENT"])
def test_opening_the_bot_is_the_event_enter(event: str) -> None:
    message = incoming(signed_event(CONFIG, "ZhangSan", event, NOW))
    assert (message.event, message.text, message.account) == ("enter", "", "zhangsan")


def test_a_menu_click_is_its_command() -> None:
    message = incoming(signed_event(CONFIG, "a", "click", NOW, EventKey="进度"))
    assert (message.text, message.event) == ("进度", "")


def test_a_press_on_a_card_is_its_command() -> None:
    message = incoming(signed_card_click(CONFIG, "a", "通过 12", NOW))
    assert (message.text, message.event) == ("通过 12", "")


@pytest.mark.parametrize(
    "event", ["unsubscribe", "view", "LOCATION", "batch_job_result", "change_contact", "unheard_of"]
)
def test_every_other_event_needs_no_answer(event: str) -> None:
    assert incoming(signed_event(CONFIG, "sys", event, NOW, EventKey="https://example.invalid")).event == "other"


def test_the_key_of_an_event_tells_clicks_apart_and_repeats_not() -> None:
    def key(*click: str, at: datetime = NOW) -> str:
        return incoming(signed_card_click(CONFIG, "A", click[0], at, click[1], click[2])).key

    first = key("通过 12", "task-1", "code-1")
    assert first == key("通过 12", "task-1", "code-1")
    others = [
        key("退回 12", "task-1", "code-1"),
        key("通过 12", "task-2", "code-1"),
        key("通过 12", "task-1", "code-2"),
        key("通过 12", "task-1", "code-1", at=NOW + timedelta(seconds=1)),
    ]
    assert len({first, *others}) == 5
    assert first.startswith(f"a:{int(NOW.timestamp())}:template_card_event:")


def test_the_key_of_an_event_has_a_bounded_length() -> None:
    assert len(incoming(signed_event(CONFIG, "a" * 64, "click", NOW, EventKey="x" * 1024)).key) <= 200


@pytest.mark.parametrize("created", ["", "abc", "0", "99999999999", "9" * 40, "-5"])
def test_a_time_that_cannot_be_is_replaced_by_now(created: str) -> None:
    xml = (
        "<xml><FromUserName>a</FromUserName><MsgType>text</MsgType><Content>好</Content>"
        f"<MsgId>1</MsgId><CreateTime>{created}</CreateTime></xml>"
    )
    assert incoming(signed_xml(CONFIG, xml, NOW)).sent_at == NOW


def test_the_warning_that_the_app_will_be_suspended_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    assert incoming(signed_event(CONFIG, "sys", "inactive_alert", NOW)).event == "other"
    assert "inactive_alert" in caplog.text


# Answers


def answer_to(request: Request, reply: Content | None) -> tuple[dict[str, object], tuple[Content, ...]]:
    platform = wecom()
    answer = platform.answer(platform.receive(request, NOW), reply, NOW)
    assert answer.response.status == 200
    return dict(read_reply(CONFIG, answer.response)), answer.rest


TEXT = signed_text(CONFIG, "ZhangSan", "进度", "1", NOW)
CLICK = signed_card_click(CONFIG, "ZhangSan", "进度", NOW)


def test_a_text_that_fits_is_the_passive_reply() -> None:
    reply, rest = answer_to(TEXT, Content("收到，第12号"))
    assert rest == ()
    assert reply["MsgType"] == "text"
    assert (reply["ToUserName"], reply["FromUserName"]) == ("ZhangSan", CONFIG.corp_id)
    assert (reply["Content"], reply["CreateTime"]) == ("收到，第12号", str(int(NOW.timestamp())))


def test_no_reply_is_the_empty_answer() -> None:
    assert answer_to(TEXT, None) == ({}, ())
    assert answer_to(CLICK, None) == ({}, ())


@pytest.mark.parametrize(
    "text", ["]]>", "收到 ]]><x>", "]]]]>>", "<![CDATA[a]]>", "a\0b\x0bc\ufffe", "&lt;", "]]" + "]]>" * 3]
)
def test_a_reply_with_markup_arrives_as_it_is(text: str) -> None:
    reply, _ = answer_to(TEXT, Content(f"“{text}”"))
    expected = text.replace("\0", "").replace("\x0b", "").replace("\ufffe", "")
    assert reply["Content"] == f"“{expected}”"
    assert set(reply) == {"ToUserName", "FromUserName", "CreateTime", "MsgType", "Content", "AgentID"}


def test_a_sender_with_markup_does_not_break_the_reply() -> None:
    request = signed_text(CONFIG, "a]]><x>", "你好", "1", NOW)
    reply, _ = answer_to(request, Content("好"))
    assert reply["ToUserName"] == "a]]><x>"


@given(text=st.text(min_size=1))
def test_any_reply_is_well_formed(text: str) -> None:
    reply, rest = answer_to(TEXT, Content(f"“{text}”"))
    assert reply["Content"].startswith("“") if not rest else not reply  # type: ignore[attr-defined]


def test_the_nonce_of_the_request_is_not_echoed() -> None:
    platform = wecom()
    sealed = base64.b64decode(signed_text(CONFIG, "a", "好", "1", NOW).body.split(b"CDATA[")[3].split(b"]]")[0])
    request = signed(base64.b64encode(sealed).decode())
    body = platform.answer(platform.receive(request, NOW), Content("好"), NOW).response.body
    assert "nonce" not in body


def test_a_text_of_2048_bytes_fits_and_one_more_goes_to_the_outbox() -> None:
    fitting, longer = "a" * 2 + "好" * 682, "a" * 3 + "好" * 682
    assert answer_to(TEXT, Content(fitting))[1] == ()
    assert answer_to(TEXT, Content(longer)) == ({}, (Content(longer),))


def test_a_reply_with_buttons_is_a_text_and_then_a_card() -> None:
    reply, rest = answer_to(TEXT, Content("选一个板块\n六个里选", buttons=BUTTONS[:2]))
    assert reply["Content"] == "选一个板块\n六个里选"
    (card,) = rest
    assert (card.title, card.buttons) == ("选一个板块", BUTTONS[:2])


def test_more_than_six_buttons_make_two_cards() -> None:
    _, rest = answer_to(TEXT, Content("选一个板块", title="板块", buttons=BUTTONS))
    assert [card.title for card in rest] == ["板块", "板块"]
    assert tuple(button for card in rest for button in card.buttons) == BUTTONS
    assert [len(card.buttons) for card in rest] == [6, 1]


def test_a_picture_goes_to_the_outbox_and_its_text_into_the_answer() -> None:
    reply, rest = answer_to(TEXT, Content("本周进度", picture="ab/cd.png"))
    assert reply["Content"] == "本周进度"
    assert rest == (Content("", picture="ab/cd.png"),)


def test_chart_and_sheet_go_to_the_outbox_each_by_itself_and_the_text_into_the_answer() -> None:
    reply, rest = answer_to(TEXT, Content("共19条", title="采用量", chart=CHART, sheet=SHEET))
    assert reply["Content"] == "共19条"
    assert rest == (Content("", "采用量", chart=CHART), Content("", "采用量", sheet=SHEET))


def test_a_text_too_long_for_the_answer_goes_out_before_its_chart_and_sheet() -> None:
    text = "很长的答复" * 200
    assert answer_to(TEXT, Content(text, chart=CHART, sheet=SHEET))[1] == (
        Content(text),
        Content("", chart=CHART),
        Content("", sheet=SHEET),
    )


def test_a_click_on_a_card_changes_the_button_and_the_reply_follows() -> None:
    reply, rest = answer_to(CLICK, Content("已通过第12号"))
    assert (reply["MsgType"], reply["Button"]) == ("update_button", {"ReplaceName": "已收到"})
    assert (reply["ToUserName"], reply["FromUserName"]) == ("ZhangSan", CONFIG.corp_id)
    assert rest == (Content("已通过第12号"),)


def test_a_click_that_is_answered_with_buttons_gets_one_card() -> None:
    assert answer_to(CLICK, Content("下一条？", buttons=BUTTONS[:2]))[1] == (Content("下一条？", buttons=BUTTONS[:2]),)
    assert answer_to(CLICK, Content("", title="下一条", buttons=BUTTONS[:1]))[1] == (
        Content("", title="下一条", buttons=BUTTONS[:1]),
    )


def test_a_click_that_is_answered_at_length_gets_the_text_and_then_the_card() -> None:
    _, rest = answer_to(CLICK, Content("长" * 200, buttons=BUTTONS[:2], picture="a.png"))
    assert [(content.text[:1], len(content.buttons), content.picture) for content in rest] == [
        ("长", 0, ""),
        ("点", 2, ""),
        ("", 0, "a.png"),
    ]


def test_a_reply_to_nothing_that_was_read_goes_to_the_outbox() -> None:
    assert wecom().answer(Received(None), Content("好"), NOW).rest == (Content("好"),)
