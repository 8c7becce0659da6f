"""The DingTalk group webhook against a strict local copy of the platform."""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.dingtalk_codes import CODES
from bot.dingtalk_webhook import DingtalkWebhook, webhook_body
from bot.http import encode_json
from bot.platform import Parcel, Received, Request, SendError
from handlers.context import Media
from models.outbox import Content
from tests.fakes.dingtalk import SECRETS, FakeDingtalk
from tests.fakes.dingtalk_api import ACCESS_TOKEN
from tests.fakes.dingtalk_limits import webhook_breaches
from tests.fakes.platform import Clock

NOW = datetime(2026, 11, 20, 8, 7, tzinfo=UTC)
NUMERIC = sorted(code for code in CODES if code.lstrip("-").isdigit() and code not in ("1111", "20001"))
TABLE = "#### 本周进度\n共 3 条\n|单位|条数|\n|---|---|\n|甲局|3|"


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def fake(clock: Clock) -> Iterator[FakeDingtalk]:
    with FakeDingtalk(clock) as organisation:
        yield organisation


@pytest.fixture
def group(fake: FakeDingtalk, clock: Clock) -> DingtalkWebhook:
    return DingtalkWebhook(fake.webhook(), clock)


def parcel(text: str = "本周报送进度", key: str = "progress:2026-W47-1", **content: object) -> Parcel:
    return Parcel((), Content.from_json({"text": text, **content}), key)


def refusal_of(action: Callable[[], object]) -> SendError:
    with pytest.raises(SendError) as caught:
        action()
    return caught.value


def test_a_text_is_posted_as_text(fake: FakeDingtalk, group: DingtalkWebhook) -> None:
    assert group.send(parcel("第一行\n第二行")).refused == {}
    assert fake.posts[0].body["text"] == {"content": "第一行\n第二行"}


def test_markdown_carries_the_table_and_a_title(fake: FakeDingtalk, group: DingtalkWebhook) -> None:
    group.send(parcel(markdown=TABLE, title="进度", picture="ab.png"))
    text = "#### 本周进度  \n  共 3 条\n\n|单位|条数|\n|---|---|\n|甲局|3|"
    assert fake.posts[0].body["markdown"] == {"title": "进度", "text": text}


def test_markdown_without_a_title_borrows_one(fake: FakeDingtalk, group: DingtalkWebhook) -> None:
    group.send(parcel("\n本周进度 60%\n很好", markdown="**60%**"))
    assert fake.posts[0].body["markdown"]["title"] == "本周进度 60%"


@pytest.mark.parametrize("markdown", ["", "**未报送**"])
def test_persons_are_mentioned_in_the_list_and_in_the_text(
    fake: FakeDingtalk, group: DingtalkWebhook, markdown: str
) -> None:
    group.send(parcel("未报送：@staff01", markdown=markdown, mention=["staff01", "staff02", "staff01"]))
    body = fake.posts[0].body
    assert body["at"] == {"atUserIds": ["staff01", "staff02"], "isAtAll": False}
    words = body["markdown"]["text"] if markdown else body["text"]["content"]
    assert (words.count("@staff01"), words.count("@staff02")) == (1, 1)


def test_at_most_fifty_persons_are_mentioned(fake: FakeDingtalk, group: DingtalkWebhook) -> None:
    group.send(parcel(mention=[f"staff{number:03d}" for number in range(80)]))
    assert len(fake.posts[0].body["at"]["atUserIds"]) == 50


@given(
    st.text(st.sampled_from('"\\\n\t甲a'), min_size=1, max_size=4) | st.text(min_size=1, max_size=20),
    st.lists(st.text(min_size=1, max_size=64), max_size=60),
    st.booleans(),
)
@example('"', [], False)
@example('"', ["staff01"], True)
def test_no_text_of_the_promised_length_breaks_a_limit(piece: str, mention: list[str], marked: bool) -> None:
    size = DingtalkWebhook.capabilities.text_bytes
    text = ("起" + piece * size).encode("utf-8", "replace")[:size].decode(errors="ignore")
    body = webhook_body(parcel(text, markdown=text if marked else "", mention=mention))
    assert webhook_breaches(len(encode_json(body)), body) == []


def test_what_is_too_long_all_the_same_is_given_up_without_a_call(fake: FakeDingtalk, group: DingtalkWebhook) -> None:
    error = refusal_of(lambda: group.send(parcel("长" * 7000)))
    assert (error.policy, error.code, len(fake.requests)) == ("give_up", "460101", 0)


def test_a_name_within_a_longer_name_is_mentioned_by_itself(fake: FakeDingtalk, group: DingtalkWebhook) -> None:
    group.send(parcel("请 @staff10 报送", mention=["staff1"]))
    assert fake.posts[0].body["text"]["content"] == "请 @staff10 报送\n\n@staff1"


def test_a_repeat_of_a_call_is_recognised(fake: FakeDingtalk, group: DingtalkWebhook) -> None:
    fake.fail(1, "lost")
    error = refusal_of(lambda: group.send(parcel()))
    assert (error.policy, error.ambiguous) == ("retry", True)
    group.send(parcel())
    group.send(parcel("第二条", key="progress:2026-W47-2"))
    assert [post.body["text"]["content"] for post in fake.posts] == ["本周报送进度", "第二条"]


def test_a_message_to_a_person_is_given_up_without_a_call(fake: FakeDingtalk, group: DingtalkWebhook) -> None:
    error = refusal_of(lambda: group.send(Parcel(("staff01",), Content("你好"), "k")))
    assert (error.policy, error.tell, len(fake.requests)) == ("give_up", True, 0)


def test_a_webhook_without_a_signature_sends_none(fake: FakeDingtalk, clock: Clock) -> None:
    fake.secret = None
    DingtalkWebhook(fake.webhook(secret=None), clock).send(parcel())
    assert set(fake.requests[0].query) == {"access_token"}
    assert len(fake.posts) == 1


def test_the_whole_address_may_stand_for_the_token(fake: FakeDingtalk, clock: Clock) -> None:
    address = f"https://oapi.dingtalk.com/robot/send?access_token={ACCESS_TOKEN}"
    DingtalkWebhook(fake.webhook(access_token=address), clock).send(parcel())
    assert len(fake.posts) == 1


def test_every_call_is_signed_anew(fake: FakeDingtalk, group: DingtalkWebhook, clock: Clock) -> None:
    group.send(parcel())
    clock.tick(7200)
    group.send(parcel(key="progress:2026-W48-1"))
    assert len(fake.posts) == 2


def test_the_twenty_first_message_of_a_minute_is_against_the_limits() -> None:
    clock = Clock(NOW)
    with pytest.raises(AssertionError, match="20 messages a minute"), FakeDingtalk(clock) as fake:
        group = DingtalkWebhook(fake.webhook(), clock)
        for number in range(20):
            group.send(parcel(key=f"k{number}"))
        error = refusal_of(lambda: group.send(parcel(key="k20")))
        assert (error.policy, error.wait) == ("wait_window", 600)
    assert len(fake.posts) == 20


def test_a_wrong_clock_is_told(fake: FakeDingtalk) -> None:
    group = DingtalkWebhook(fake.webhook(), Clock(NOW.replace(hour=10)))
    error = refusal_of(lambda: group.send(parcel()))
    assert (error.policy, error.code, error.tell) == ("stop_channel", "310000 timestamp", True)
    assert "系统时间" in str(error)


def test_a_wrong_sign_secret_is_told(fake: FakeDingtalk, clock: Clock) -> None:
    group = DingtalkWebhook(fake.webhook(secret="SECother"), clock)
    assert "加签密钥" in str(refusal_of(lambda: group.send(parcel())))


def test_a_missing_keyword_is_told(fake: FakeDingtalk, group: DingtalkWebhook) -> None:
    fake.keywords = ("监控报警",)
    assert "自定义关键词" in str(refusal_of(lambda: group.send(parcel())))


def test_a_used_up_quota_stops_the_channel(fake: FakeDingtalk, group: DingtalkWebhook) -> None:
    fake.webhook_quota = 0
    error = refusal_of(lambda: group.send(parcel()))
    assert (error.policy, error.code, error.tell) == ("stop_channel", "90030", True)


@pytest.mark.parametrize("code", NUMERIC)
def test_every_numeric_code_has_its_fate(fake: FakeDingtalk, group: DingtalkWebhook, code: str) -> None:
    fake.fail(1, f"code:{code}")
    error, fate = refusal_of(lambda: group.send(parcel())), CODES[code]
    assert (error.policy, error.code, error.wait, error.tell) == (fate.policy, code, fate.wait, fate.tell)
    group.send(parcel())
    assert len(fake.posts) == 1


@pytest.mark.parametrize("kind", ["down", "html", "half", "http500", "lost"])
def test_trouble_on_the_line_is_tried_again(fake: FakeDingtalk, group: DingtalkWebhook, kind: str) -> None:
    fake.fail(1, kind)
    error = refusal_of(lambda: group.send(parcel()))
    assert (error.policy, error.ambiguous) == ("retry", True)
    group.send(parcel())
    assert len(fake.posts) == 1


def test_a_slow_platform_does_not_hold_the_sender(fake: FakeDingtalk, clock: Clock) -> None:
    fake.fail(1, "slow")
    error = refusal_of(lambda: DingtalkWebhook(fake.webhook(timeout=0.2), clock).send(parcel()))
    assert (error.policy, error.code) == ("retry", "timeout")


def test_no_secret_reaches_a_log_or_an_error(
    fake: FakeDingtalk, group: DingtalkWebhook, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for kind in ("down", "html", "half", "http500", "redirect", "lost", "code:310000", "code:300001", "code:-1"):
        fake.fail(1, kind)
        error: BaseException | None = refusal_of(lambda: group.send(parcel()))
        while error is not None:
            words = f"{error!r} {error.args} {vars(error)}"
            assert not [secret for secret in SECRETS if secret in words]
            error = error.__cause__ or error.__context__
    assert not [secret for secret in SECRETS if secret in caplog.text]
    assert "本周报送进度" not in caplog.text


def test_the_check_sends_nothing(fake: FakeDingtalk, group: DingtalkWebhook) -> None:
    assert [line.ok for line in group.check()] == [True]
    assert (len(fake.requests), fake.posts) == (1, [])


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"access_token": "wrong"}, "access_token"),
        ({"secret": "SECwrong"}, "加签密钥"),
        ({"secret": None}, "开了加签"),
        ({"oapi_base": "http://127.0.0.1:9"}, "连不上钉钉"),
    ],
)
def test_the_check_says_what_is_wrong(
    fake: FakeDingtalk, clock: Clock, changes: dict[str, object], remedy: str
) -> None:
    [line] = DingtalkWebhook(fake.webhook(**changes), clock).check()
    assert not line.ok
    assert remedy in line.remedy


def test_a_webhook_hears_nothing(group: DingtalkWebhook) -> None:
    request = Request("POST", {}, {}, b"{}")
    for action in (
        lambda: group.handshake(request),
        lambda: group.receive(request, NOW),
        lambda: group.answer(Received(None), None, NOW),
        lambda: group.fetch(Media("file", "code1")),
    ):
        with pytest.raises(NotImplementedError):
            action()
