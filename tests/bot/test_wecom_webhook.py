import logging
import traceback
from dataclasses import replace
from typing import Any

import pytest

from bot.platform import Parcel, Platform, Received, Request, SendError, Sent
from bot.wecom_webhook import WecomWebhook
from bot.workshop import Workbook
from handlers.context import Media
from models.outbox import Content
from tests.bot.wecom_samples import NOW, PNG, HandClock, parcel
from tests.fakes.wecom import KEY, FakeWecom

GROUP: tuple[str, ...] = ()
WORKBOOK = Workbook("各单位采用量.xlsx", b"PK\x03\x04" + bytes(60))


def failure(platform: WecomWebhook, sent: Parcel) -> SendError:
    with pytest.raises(SendError) as caught:
        platform.send(sent)
    return caught.value


def only_post(fake: FakeWecom) -> dict[str, Any]:
    (post,) = fake.posts
    return dict(post.body)


def test_it_is_a_platform_that_only_sends() -> None:
    with FakeWecom() as fake:
        hook = WecomWebhook(fake.webhook(), HandClock())
        platform: Platform = hook
        assert (platform.channel, platform.family, platform.plans) == ("jinhu-group", "wecom", ("jinhu",))
        assert (platform.capabilities.per_minute, platform.capabilities.text_bytes) == (20, 4096)
        request = Request("GET", {}, {}, b"")
        for call in (
            lambda: hook.handshake(request),
            lambda: hook.receive(request, NOW),
            lambda: hook.answer(Received(None), None, NOW),
            lambda: hook.fetch(Media("picture", "1")),
        ):
            with pytest.raises(NotImplementedError):
                call()


def test_a_short_text_is_a_text_with_its_mentions() -> None:
    with FakeWecom() as fake:
        sent = WecomWebhook(fake.webhook(), HandClock()).send(parcel(text="还有两家未报", mention=["ZhangSan", "LiSi"]))
        assert sent == Sent()
        assert only_post(fake) == {
            "msgtype": "text",
            "text": {"content": "还有两家未报", "mentioned_list": ["ZhangSan", "LiSi"]},
        }


def test_a_text_without_mentions_has_no_list_of_them() -> None:
    with FakeWecom() as fake:
        WecomWebhook(fake.webhook(), HandClock()).send(parcel(text="通知"))
        assert only_post(fake)["text"] == {"content": "通知"}


def test_markdown_is_posted_as_markdown_with_the_mentions_in_it() -> None:
    with FakeWecom() as fake:
        sent = parcel(text="进度", markdown="# 进度", mention=["ZhangSan", "LiSi"])
        WecomWebhook(fake.webhook(), HandClock()).send(sent)
        assert only_post(fake) == {"msgtype": "markdown", "markdown": {"content": "# 进度\n<@ZhangSan><@LiSi>"}}


def test_a_text_above_2048_bytes_is_posted_as_markdown() -> None:
    with FakeWecom() as fake:
        platform = WecomWebhook(fake.webhook(), HandClock())
        platform.send(parcel(text="好" * 682 + "ab"))
        platform.send(parcel(text="好" * 683))
        platform.send(parcel(text="好" * 1365 + "a"))
        assert [post.body["msgtype"] for post in fake.posts] == ["text", "markdown", "markdown"]


def test_mentions_never_push_a_text_over_the_limit() -> None:
    with FakeWecom() as fake:
        accounts = [f"user{number:04}" for number in range(200)]
        WecomWebhook(fake.webhook(), HandClock()).send(parcel(text="好" * 1000, mention=accounts))
        content = only_post(fake)["markdown"]["content"]
        assert content.startswith("好" * 1000 + "\n<@user0000><@user0001>")
        assert content.endswith(">") and 4080 <= len(content.encode()) <= 4096


def test_markdown_that_is_too_long_falls_back_to_the_text() -> None:
    with FakeWecom() as fake:
        WecomWebhook(fake.webhook(), HandClock()).send(parcel(text="进度", markdown="好" * 2000))
        assert only_post(fake) == {"msgtype": "text", "text": {"content": "进度"}}


@pytest.mark.parametrize("text", ["", "好" * 1366])
def test_an_empty_or_too_long_text_is_given_up_before_any_call(text: str) -> None:
    with FakeWecom() as fake:
        error = failure(WecomWebhook(fake.webhook(), HandClock()), parcel(text=text))
        assert (error.policy, error.ambiguous, fake.calls.total()) == ("give_up", False, 0)


def test_a_picture_is_posted_with_its_md5() -> None:
    with FakeWecom() as fake:
        WecomWebhook(fake.webhook(), HandClock()).send(replace(parcel(), picture=PNG))
        assert only_post(fake)["msgtype"] == "image"


@pytest.mark.parametrize("picture", [b"", b"GIF89a", b"\x89PNG" + b"x" * (2 * 2**20)])
def test_what_is_no_picture_for_a_group_is_given_up(picture: bytes) -> None:
    with FakeWecom() as fake:
        error = failure(WecomWebhook(fake.webhook(), HandClock()), replace(parcel(), picture=picture))
        assert (error.policy, fake.calls.total()) == ("give_up", 0)


def test_a_workbook_is_uploaded_for_this_group_alone_and_posted() -> None:
    with FakeWecom() as fake:
        WecomWebhook(fake.webhook(), HandClock()).send(replace(parcel(), workbook=WORKBOOK))
        file = fake.file(only_post(fake)["file"]["media_id"])
        assert (file.webhook, file.filename, file.content) == (KEY, WORKBOOK.name, WORKBOOK.content)


@pytest.mark.parametrize("size", [5, 20 * 2**20 + 1])
def test_a_workbook_that_the_group_would_not_get_is_given_up_before_any_call(size: int) -> None:
    with FakeWecom() as fake:
        sent = replace(parcel(), workbook=Workbook("a.xlsx", b"x" * size))
        assert failure(WecomWebhook(fake.webhook(), HandClock()), sent).policy == "give_up"
        assert fake.calls.total() == 0


@pytest.mark.parametrize(
    ("fault", "policy"),
    [("lost", "retry"), ("half", "retry"), ("code:45009", "wait_window"), ("code:93000", "stop_channel")],
)
def test_an_upload_that_fails_means_that_nothing_was_posted(fault: str, policy: str) -> None:
    with FakeWecom() as fake:
        hook = WecomWebhook(fake.webhook(), HandClock())
        fake.fail(1, fault, "webhook/upload_media")
        error = failure(hook, replace(parcel(), workbook=WORKBOOK))
        assert (error.policy, error.ambiguous, fake.calls["webhook/send"]) == (policy, False, 0)
        assert hook.send(replace(parcel(), workbook=WORKBOOK)) == Sent()


def test_the_whole_address_may_stand_where_the_key_belongs() -> None:
    with FakeWecom() as fake:
        address = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}&debug=0"
        WecomWebhook(fake.webhook(key=address), HandClock()).send(parcel())
        assert len(fake.posts) == 1


@pytest.mark.parametrize(
    ("kind", "policy", "ambiguous"),
    [
        ("down", "retry", True),
        ("lost", "retry", True),
        ("half", "retry", True),
        ("html", "retry", True),
        ("http500", "retry", True),
        ("huge", "retry", True),
        ("redirect", "retry", False),
        ("code:-1", "retry", False),
        ("code:45009", "wait_window", False),
        ("code:40058", "give_up", False),
        ("code:93000", "stop_channel", False),
        ("code:93004", "stop_channel", False),
    ],
)
def test_faults_have_their_policies(kind: str, policy: str, ambiguous: bool) -> None:
    with FakeWecom() as fake:
        fake.fail(1, kind)
        error = failure(WecomWebhook(fake.webhook(), HandClock()), parcel())
        assert (error.policy, error.ambiguous) == (policy, ambiguous)
        assert error.wait == (60 if policy == "wait_window" else 0)


def test_an_answer_without_a_result_is_no_success() -> None:
    with FakeWecom() as fake:
        fake.say("{}")
        assert failure(WecomWebhook(fake.webhook(), HandClock()), parcel()).policy == "retry"


def test_a_robot_that_was_removed_says_what_to_do() -> None:
    with FakeWecom() as fake:
        error = failure(WecomWebhook(fake.webhook(key="removed"), HandClock()), parcel())
        assert (error.policy, error.tell) == ("stop_channel", True)
        assert str(error) == ("群机器人的 key 无效或机器人已被移出群，请在群里重新添加后更新配置里的 key（93000）")


def test_check_knows_a_good_key_from_a_bad_one_and_posts_nothing() -> None:
    with FakeWecom() as fake:
        (line,) = WecomWebhook(fake.webhook(), HandClock()).check()
        assert (line.name, line.ok, line.remedy) == ("通道 jinhu-group 的群机器人", True, "")
        (line,) = WecomWebhook(fake.webhook(key="removed"), HandClock()).check()
        assert (line.ok, "93000" in line.remedy) == (False, True)
        fake.fail(1, "down")
        (line,) = WecomWebhook(fake.webhook(), HandClock()).check()
        assert (line.ok, line.remedy) == (False, "与企业微信的连接中途断开，稍后自动重试")
        assert fake.posts == []


@pytest.mark.parametrize("kind", ["down", "slow", "half", "html", "http500", "redirect", "code:93000"])
def test_no_error_and_no_log_line_holds_the_key(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with FakeWecom() as fake:
        fake.fail(1, kind)
        error = failure(WecomWebhook(fake.webhook(timeout=0.2), HandClock()), Parcel((), Content("某事"), "k"))
    assert KEY not in "".join(traceback.format_exception(error)) + repr(error) + caplog.text
