"""The DingTalk robot's calls against a strict local copy of the platform: sending, token, failures, files."""

import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.dingtalk import Dingtalk
from bot.dingtalk_codes import CODES, TOKEN_CODES
from bot.dingtalk_messages import command_link, robot_message
from bot.platform import Parcel, SendError
from bot.workshop import Workbook
from handlers.context import Media
from models.outbox import Button, Content
from tests.fakes.dingtalk import SECRETS, FakeDingtalk, channel_config
from tests.fakes.platform import Clock

NOW = datetime(2026, 11, 20, 6, 7, tzinfo=UTC)
SEND = "/v1.0/robot/oToMessages/batchSend"
TOKEN = "/v1.0/oauth2/accessToken"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
WORKBOOK = Workbook("各单位采用量.xlsx", b"PK\x03\x04" + bytes(60))


@pytest.fixture
def watch() -> Clock:
    return Clock(NOW)


@pytest.fixture
def fake(watch: Clock) -> Iterator[FakeDingtalk]:
    with FakeDingtalk(watch) as organisation:
        yield organisation


@pytest.fixture
def robot(fake: FakeDingtalk, watch: Clock) -> Dingtalk:
    return Dingtalk(fake.channel(), watch)


def parcel(*accounts: str, content: Content | None = None, picture: bytes | None = None) -> Parcel:
    return Parcel(accounts, content or Content("本周信息请于周五 17:00 前报送"), "chase:1", picture)


def refusal_of(action: Callable[[], object]) -> SendError:
    with pytest.raises(SendError) as caught:
        action()
    return caught.value


def test_a_text_reaches_twenty_persons_with_one_call(fake: FakeDingtalk, robot: Dingtalk) -> None:
    people = tuple(f"staff{number:02d}" for number in range(20))
    sent = robot.send(parcel(*people))
    assert (dict(sent.refused), sent.later) == ({}, frozenset())
    assert fake.calls == {TOKEN: 1, SEND: 1}
    assert {message.key for message in fake.delivered} == {"sampleText"}
    assert [message.account for message in fake.delivered] == list(people)
    assert fake.texts("staff07") == ["本周信息请于周五 17:00 前报送"]


def test_markdown_goes_out_as_markdown(fake: FakeDingtalk, robot: Dingtalk) -> None:
    robot.send(parcel("staff01", content=Content("进度", "周报", "**进度**\n三条")))
    assert fake.delivered[0].key == "sampleMarkdown"
    assert fake.delivered[0].param == {"title": "周报", "text": "**进度**  \n  三条"}


@pytest.mark.parametrize(
    ("count", "key"), [(1, "sampleActionCard"), *((count, f"sampleActionCard{count}") for count in range(2, 6))]
)
def test_up_to_five_buttons_become_a_card(fake: FakeDingtalk, robot: Dingtalk, count: int, key: str) -> None:
    buttons = tuple(Button(f"第{number}号", f"查看 {number}") for number in range(count))
    robot.send(parcel("staff01", content=Content("请选择", buttons=buttons)))
    assert fake.delivered[0].key == key
    links = [value for name, value in fake.delivered[0].param.items() if "URL" in name]
    assert links == [command_link(button) for button in buttons]


def test_more_buttons_become_numbered_links(fake: FakeDingtalk, robot: Dingtalk) -> None:
    buttons = tuple(Button(f"第{number}号", f"查看 {number}") for number in range(1, 8))
    robot.send(parcel("staff01", content=Content("请选择", buttons=buttons)))
    assert fake.delivered[0].key == "sampleMarkdown"
    text = fake.texts("staff01")[0]
    assert text.startswith("请选择\n\n1. [第1号](dtmd://dingtalkclient/sendMessage?content=")
    assert "\n7. [第7号]" in text


def test_a_picture_is_uploaded_once_and_sent_to_every_batch(fake: FakeDingtalk, robot: Dingtalk) -> None:
    robot.send(parcel("staff01", picture=PNG))
    robot.send(parcel("staff02", picture=PNG))
    assert fake.calls["/media/upload"] == 1
    assert [message.key for message in fake.delivered] == ["sampleImageMsg"] * 2
    assert fake.pictures[fake.delivered[0].param["photoURL"]] == PNG


def test_a_workbook_is_uploaded_once_and_sent_under_its_own_name(fake: FakeDingtalk, robot: Dingtalk) -> None:
    robot.send(replace(parcel("staff01"), workbook=WORKBOOK))
    robot.send(replace(parcel("staff02"), workbook=WORKBOOK))
    first, second = fake.delivered
    assert (fake.calls["/media/upload"], first.key, first.param) == (1, "sampleFile", second.param)
    assert {**first.param, "mediaId": ""} == {"mediaId": "", "fileName": "各单位采用量.xlsx", "fileType": "xlsx"}
    assert fake.documents[first.param["mediaId"]] == WORKBOOK.content


@pytest.mark.parametrize("size", [0, 5, 20 * 2**20 + 1])
def test_a_workbook_that_dingtalk_would_not_take_is_given_up_before_any_call(
    fake: FakeDingtalk, robot: Dingtalk, size: int
) -> None:
    sent = replace(parcel("staff01"), workbook=Workbook("a.xlsx", b"x" * size))
    error = refusal_of(lambda: robot.send(sent))
    assert (error.policy, error.code, fake.calls.total()) == ("give_up", "file", 0)


awkward = st.text(st.sampled_from('"\\\n\t甲a'), min_size=1, max_size=4) | st.text(min_size=1, max_size=30)


@given(
    awkward,
    st.lists(st.builds(Button, st.text(min_size=1, max_size=10), st.text(min_size=1, max_size=200)), max_size=9),
    st.booleans(),
)
@example('"', [], False)
@example("\n", [Button("报送", "报送")], True)
def test_no_text_of_the_promised_length_is_too_long(piece: str, buttons: list[Button], marked: bool) -> None:
    size = Dingtalk.capabilities.text_bytes
    text = (piece * size).encode("utf-8", "replace")[:size].decode(errors="ignore")
    _, param = robot_message(Content(text, markdown=text if marked else "", buttons=tuple(buttons)))
    assert len(param.encode()) <= 15_000
    assert isinstance(json.loads(param), dict)


def test_what_is_too_long_all_the_same_is_given_up_without_a_call(fake: FakeDingtalk, robot: Dingtalk) -> None:
    error = refusal_of(lambda: robot.send(parcel("staff01", content=Content("长" * 6000))))
    assert (error.policy, error.ambiguous, fake.calls[SEND]) == ("give_up", False, 0)


@pytest.mark.parametrize("count", [0, 21])
def test_a_group_or_too_many_receivers_are_given_up_without_a_call(
    fake: FakeDingtalk, robot: Dingtalk, count: int
) -> None:
    error = refusal_of(lambda: robot.send(parcel(*(f"staff{number}" for number in range(count)))))
    assert (error.policy, error.tell, len(fake.requests)) == ("give_up", True, 0)


def test_who_is_not_reached_is_named(fake: FakeDingtalk, robot: Dingtalk) -> None:
    fake.strangers = {"staff02"}
    fake.held_back = {"staff02", "staff03"}
    sent = robot.send(parcel("staff01", "staff02", "staff03"))
    assert sent.refused == {"staff02": "不在机器人可使用范围或已离职"}
    assert sent.later == {"staff03"}
    assert [message.account for message in fake.delivered] == ["staff01"]


def test_a_batch_refused_for_one_person_is_sent_one_by_one(fake: FakeDingtalk, robot: Dingtalk) -> None:
    fake.fail(1, "code:staffId.notExisted", SEND)
    fake.fail(1, "code:robot.oto.notExist", SEND)
    sent = robot.send(parcel("staff01", "staff02", "staff03"))
    assert sent.refused == {"staff01": "与机器人没有单聊会话，请本人先给机器人发一条消息"}
    assert [message.account for message in fake.delivered] == ["staff02", "staff03"]


def test_what_fails_while_sending_one_by_one_is_left_for_later(fake: FakeDingtalk, robot: Dingtalk) -> None:
    fake.fail(2, "code:staffId.notExisted", SEND)
    fake.held_back = {"staff02"}
    sent = robot.send(parcel("staff01", "staff02", "staff03"))
    assert set(sent.refused) == {"staff01"}
    assert sent.later == {"staff02", "staff03"}
    fake.fail(1, "code:staffId.notExisted", SEND)
    fake.fail(1, "code:send.too.fast", SEND)
    sent = robot.send(parcel("staff01", "staff02"))
    assert sent.refused == {}
    assert sent.later == {"staff01", "staff02"}


def test_a_single_person_who_is_at_fault_is_refused(fake: FakeDingtalk, robot: Dingtalk) -> None:
    fake.fail(1, "code:staffId.notExisted", SEND)
    assert robot.send(parcel("staff01")).refused == {"staff01": "不在机器人可使用范围或已离职"}
    assert fake.calls[SEND] == 1


# The token


def test_a_token_serves_until_shortly_before_its_end(fake: FakeDingtalk, robot: Dingtalk, watch: Clock) -> None:
    robot.send(parcel("staff01"))
    watch.tick(110 * 60)
    robot.send(parcel("staff01"))
    assert fake.calls[TOKEN] == 1
    watch.tick(6 * 60)
    robot.send(parcel("staff01"))
    assert fake.calls[TOKEN] == 2
    assert fake.calls[SEND] == 3


def test_a_revoked_token_costs_one_refresh(fake: FakeDingtalk, robot: Dingtalk) -> None:
    robot.send(parcel("staff01"))
    fake.revoke_token()
    robot.send(parcel("staff01"))
    assert (fake.calls[TOKEN], fake.calls[SEND]) == (2, 3)
    assert len(fake.delivered) == 2


def test_threads_that_meet_a_revoked_token_share_one_refresh(fake: FakeDingtalk, robot: Dingtalk) -> None:
    robot.send(parcel("warm-up"))
    fake.revoke_token()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: robot.send(parcel(f"staff{number}")), range(8)))
    assert fake.calls[TOKEN] == 2
    assert len(fake.delivered) == 9


def test_a_revoked_token_is_noticed_by_the_upload_as_well(fake: FakeDingtalk, robot: Dingtalk) -> None:
    robot.send(parcel("staff01"))
    fake.revoke_token()
    robot.send(parcel("staff01", picture=PNG))
    assert (fake.calls[TOKEN], fake.calls["/media/upload"]) == (2, 2)


def test_a_token_that_is_refused_for_ever_makes_no_storm(fake: FakeDingtalk, robot: Dingtalk, watch: Clock) -> None:
    fake.fail(1000, "code:InvalidAuthentication", SEND)
    errors = [refusal_of(lambda: robot.send(parcel("staff01"))) for _ in range(10)]
    assert {(error.policy, error.code, error.tell) for error in errors} == {
        ("wait_window", "InvalidAuthentication", True)
    }
    assert (fake.calls[TOKEN], fake.calls[SEND]) == (2, 2)
    fake.recover()
    watch.tick(61)
    robot.send(parcel("staff01"))
    assert len(fake.delivered) == 1


def test_a_refused_secret_makes_no_storm(fake: FakeDingtalk, watch: Clock) -> None:
    robot = Dingtalk(fake.channel(client_secret="wrong"), watch)
    for _ in range(10):
        error = refusal_of(lambda: robot.send(parcel("staff01")))
        assert (error.policy, error.tell, error.ambiguous) == ("stop_channel", True, False)
        assert refusal_of(lambda: robot.fetch(Media("file", "code1"))).policy == "stop_channel"
    assert fake.calls == {TOKEN: 1}


def test_a_secret_that_is_put_right_at_the_platform_is_noticed(fake: FakeDingtalk, watch: Clock) -> None:
    fake.client_secret = "another"
    robot = Dingtalk(fake.channel(), watch)
    refusal_of(lambda: robot.send(parcel("staff01")))
    fake.client_secret = fake.channel().client_secret.get_secret_value()
    watch.tick(11 * 60)
    robot.send(parcel("staff01"))
    assert len(fake.delivered) == 1


# Failures


def test_every_code_of_the_table_has_its_fate(fake: FakeDingtalk, robot: Dingtalk) -> None:
    robot.send(parcel("warm-up"))
    for code, fate in CODES.items():
        if fate.personal or code in TOKEN_CODES or code[0].isdigit() or code in ("-1", "system.error"):
            continue
        fake.fail(1, f"code:{code}", SEND)
        error = refusal_of(lambda: robot.send(parcel("staff01")))
        assert (error.policy, error.code, error.wait, error.tell) == (fate.policy, code, fate.wait, fate.tell)
    assert fake.texts("staff01") == []


@pytest.mark.parametrize(
    ("code", "policy"),
    [
        ("contain.notAllowed.audio", "give_up"),
        ("invalidParameter.whatever", "give_up"),
        ("miss.param.text", "give_up"),
        ("Forbidden.AccessDenied.Whatever", "stop_channel"),
        ("never.heard.of", "retry"),
    ],
)
def test_a_code_beside_the_table_has_the_fate_of_its_family(
    fake: FakeDingtalk, robot: Dingtalk, code: str, policy: str
) -> None:
    fake.fail(1, f"code:{code}", SEND)
    assert refusal_of(lambda: robot.send(parcel("staff01"))).policy == policy


@pytest.mark.parametrize(
    ("kind", "ambiguous"),
    [("down", True), ("html", True), ("half", True), ("http500", True), ("lost", True), ("code:system.error", True)],
)
def test_trouble_on_the_line_is_tried_again_and_may_have_taken_effect(
    fake: FakeDingtalk, robot: Dingtalk, kind: str, ambiguous: bool
) -> None:
    robot.send(parcel("warm-up"))
    fake.fail(1, kind, SEND)
    error = refusal_of(lambda: robot.send(parcel("staff01")))
    assert (error.policy, error.ambiguous) == ("retry", ambiguous)
    assert len(fake.texts("staff01")) == (1 if kind in ("lost", "half") else 0)
    robot.send(parcel("staff02"))
    assert len(fake.texts("staff02")) == 1


def test_a_slow_platform_does_not_hold_the_sender(fake: FakeDingtalk, watch: Clock) -> None:
    robot = Dingtalk(fake.channel(timeout=2), watch)  # the warming up must be answered within it, on a busy machine too
    robot.send(parcel("warm-up"))
    fake.fail(1, "slow", SEND)
    error = refusal_of(lambda: robot.send(parcel("staff01")))
    assert (error.policy, error.ambiguous, error.code) == ("retry", True, "timeout")


@pytest.mark.parametrize("path", [TOKEN, "/media/upload"])
@pytest.mark.parametrize("kind", ["down", "html", "half", "http500", "lost"])
@pytest.mark.parametrize("workbook", [None, WORKBOOK])
def test_what_fails_before_the_sending_cannot_have_taken_effect(
    fake: FakeDingtalk, robot: Dingtalk, path: str, kind: str, workbook: Workbook | None
) -> None:
    fake.fail(1, kind, path)
    sent = replace(parcel("staff01", picture=None if workbook else PNG), workbook=workbook)
    error = refusal_of(lambda: robot.send(sent))
    assert (error.policy, error.ambiguous, fake.calls[SEND]) == ("retry", False, 0)
    robot.send(sent)
    assert len(fake.delivered) == 1


def test_nobody_at_home_is_tried_again_without_doubt(watch: Clock) -> None:
    error = refusal_of(lambda: Dingtalk(channel_config(), watch).send(parcel("staff01")))
    assert (error.policy, error.ambiguous, error.code) == ("retry", False, "connect")


def test_a_used_up_quota_stops_the_channel(fake: FakeDingtalk, robot: Dingtalk) -> None:
    fake.quota = 0
    error = refusal_of(lambda: robot.send(parcel("staff01")))
    assert (error.policy, error.tell) == ("stop_channel", True)
    assert "调用量已用完" in str(error)


@pytest.mark.parametrize("answer", [b"{}", b'{"processQueryKey":"q","invalidStaffIdList":"x"}', b"[]", b"null"])
def test_odd_answers_are_no_crash(fake: FakeDingtalk, robot: Dingtalk, answer: bytes) -> None:
    robot.send(parcel("warm-up"))
    fake.say_once(SEND, answer)
    if b"processQueryKey" in answer:
        assert robot.send(parcel("staff01")).refused == {}
        return
    error = refusal_of(lambda: robot.send(parcel("staff01")))
    assert (error.policy, error.ambiguous) == ("retry", True)


def test_a_banned_address_keeps_silent_for_five_minutes(fake: FakeDingtalk, robot: Dingtalk) -> None:
    fake.say_once(TOKEN, b'{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"x"}')
    error = refusal_of(lambda: robot.send(parcel("staff01")))
    assert (error.policy, error.wait) == ("wait_window", 300)


def test_no_secret_reaches_a_log_or_an_error(
    fake: FakeDingtalk, watch: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = fake.put_file(b"x")
    for path in (TOKEN, SEND, "/media/upload", "/v1.0/robot/messageFiles/download", "/download/"):
        for kind in ("down", "html", "half", "http500", "redirect", "lost", "slow", "code:40014"):
            robot = Dingtalk(fake.channel(timeout=0.2), watch)
            for action in (
                partial(robot.send, parcel("staff01", picture=PNG)),
                partial(robot.fetch, Media("file", code)),
            ):
                fake.fail(2, kind, path)
                assert discreet(action)
                fake.recover()
    assert not [secret for secret in SECRETS if secret in caplog.text]
    assert "本周信息" not in caplog.text


def discreet(action: Callable[[], object]) -> bool:
    """Whether the error of an action, and every error that hangs on to it, is free of secrets."""
    error: BaseException | None = None
    try:
        action()
    except SendError as failure:
        error = failure
    words = ""
    while error is not None:
        words += f"{error!r} {error.args} {vars(error)}"
        error = error.__cause__ or error.__context__
    return not [secret for secret in SECRETS if secret in words]


# Files


def test_a_file_is_fetched_by_its_code(fake: FakeDingtalk, robot: Dingtalk) -> None:
    code = fake.put_file(b"%PDF-1.7 ...", "application/pdf")
    fetched = robot.fetch(Media("file", code, "周报.pdf"))
    assert (fetched.content, fetched.content_type, fetched.filename) == (b"%PDF-1.7 ...", "application/pdf", "周报.pdf")


def test_an_expired_code_is_given_up(robot: Dingtalk) -> None:
    error = refusal_of(lambda: robot.fetch(Media("picture", "gone")))
    assert (error.policy, error.code) == ("give_up", "invalidParameter.robotCode.downloadCode")
    assert "重新发送" in str(error)


def test_a_file_above_twenty_megabytes_is_given_up(fake: FakeDingtalk, robot: Dingtalk) -> None:
    code = fake.put_file(b"x")
    fake.fail(1, "huge", "/download/")
    error = refusal_of(lambda: robot.fetch(Media("video", code)))
    assert (error.policy, error.code) == ("give_up", "too-large")


@pytest.mark.parametrize("kind", ["down", "half", "http500", "redirect"])
def test_trouble_with_the_download_is_tried_again(fake: FakeDingtalk, robot: Dingtalk, kind: str) -> None:
    code = fake.put_file(b"x" * 100)
    fake.fail(1, kind, "/download/")
    error = refusal_of(lambda: robot.fetch(Media("picture", code)))
    assert (error.policy, error.ambiguous) == ("retry", False)
    assert robot.fetch(Media("picture", code)).content == b"x" * 100


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "", None, 5])
def test_only_web_addresses_are_fetched(fake: FakeDingtalk, robot: Dingtalk, url: object) -> None:
    fake.say_once("/v1.0/robot/messageFiles/download", json.dumps({"downloadUrl": url}).encode())
    assert refusal_of(lambda: robot.fetch(Media("picture", "code1"))).code == "download"


# The check


def test_a_good_configuration_passes_the_check(fake: FakeDingtalk, robot: Dingtalk) -> None:
    assert [line.ok for line in robot.check()] == [True, True]
    assert fake.calls == {TOKEN: 1}


@pytest.mark.parametrize("client_id", ["dingtalk_abc", "ww123", "1000002"])
def test_the_check_knows_a_wrong_client_id_by_its_look(fake: FakeDingtalk, watch: Clock, client_id: str) -> None:
    shape, token = Dingtalk(fake.channel(client_id=client_id), watch).check()
    assert (shape.ok, token.ok) == (False, False)
    assert "Client ID" in shape.remedy
    assert "Client Secret" in token.remedy


def test_the_check_says_when_nothing_can_be_reached(watch: Clock) -> None:
    lines = Dingtalk(channel_config(), watch).check()
    assert "连不上钉钉" in lines[1].remedy
