"""Sending, media and check against the strict copy of WeCom."""

import logging
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from bot.platform import Parcel, SendError, Sent
from bot.wecom import Wecom
from bot.wecom_codes import REFUSED_USER, RULES, TOKEN_CODES, UNLICENSED_USER
from bot.workshop import Workbook
from handlers.context import Media
from models.outbox import Content
from tests.bot.wecom_samples import PNG, HandClock, parcel
from tests.fakes.wecom import AGENT_ID, SECRET, App, FakeWecom
from tests.fakes.wecom_api import ADDRESS

BODY = "某单位的报送内容"
WORKBOOK = Workbook("各单位采用量.xlsx", b"PK\x03\x04" + bytes(60))
BUTTONS = [{"label": "通过", "command": "通过 12"}, {"label": "退回", "command": "退回 12"}]


def failure(platform: Wecom, sent: Parcel) -> SendError:
    with pytest.raises(SendError) as caught:
        platform.send(sent)
    return caught.value


def only_body(fake: FakeWecom) -> dict[str, Any]:
    (message,) = fake.delivered
    return dict(message.body)


# Sending


def test_a_text_reaches_every_account_in_one_call() -> None:
    with FakeWecom() as fake:
        accounts = tuple(f"user{number}" for number in range(1000))
        assert Wecom(fake.channel(), HandClock()).send(parcel(*accounts, text="请报送本周信息")) == Sent()
        assert fake.calls["message/send"] == 1
        assert {message.account for message in fake.delivered} == set(accounts)
        assert fake.texts("user999") == ["请报送本周信息"]
        assert fake.delivered[0].agent_id == AGENT_ID


def test_more_than_a_thousand_accounts_are_a_mistake_of_the_caller() -> None:
    with FakeWecom() as fake:
        error = failure(Wecom(fake.channel(), HandClock()), parcel(*(f"u{number}" for number in range(1001))))
        assert (error.policy, fake.calls.total()) == ("give_up", 0)


@pytest.mark.parametrize("text", ["", "好" * 683])
def test_an_empty_or_too_long_text_is_given_up_before_any_call(text: str) -> None:
    with FakeWecom() as fake:
        error = failure(Wecom(fake.channel(), HandClock()), parcel("a", text=text))
        assert (error.policy, error.ambiguous, fake.calls.total()) == ("give_up", False, 0)


def test_a_text_of_exactly_2048_bytes_arrives_whole() -> None:
    with FakeWecom() as fake:
        Wecom(fake.channel(), HandClock()).send(parcel("a", text="好" * 682 + "ab"))
        assert len(fake.texts("a")[0].encode()) == 2048


def test_control_characters_do_not_make_escapes_that_wecom_refuses() -> None:
    with FakeWecom() as fake:
        Wecom(fake.channel(), HandClock()).send(parcel("a", text='一\x00二\x1b三\ud83d\\u4e00\t\n“引号"'))
        assert fake.texts("a") == ['一二三\\u4e00\t\n“引号"']


def test_nobody_is_addressed_by_everybody_or_by_two_names_in_one() -> None:
    with FakeWecom() as fake:
        platform = Wecom(fake.channel(), HandClock())
        sent = platform.send(parcel("@all", "a|b", "zhangsan"))
        assert sent.refused == dict.fromkeys(("@all", "a|b"), "账号写法不对，请在名单里改正")
        assert [message.account for message in fake.delivered] == ["zhangsan"]
        assert platform.send(parcel("@all")).refused.keys() == {"@all"}
        assert failure(platform, parcel()).policy == "give_up"


def test_who_is_outside_the_visible_range_or_has_no_licence_is_named_with_the_reason() -> None:
    app = App(members=frozenset(("zhangsan", "lisi", "wangwu")), unlicensed=frozenset(("wangwu",)))
    with FakeWecom(apps=(app,)) as fake:
        sent = Wecom(fake.channel(), HandClock()).send(parcel("ZhangSan", "LiSi", "WangWu", "ZhaoLiu"))
        assert sent.refused == {"WangWu": UNLICENSED_USER, "ZhaoLiu": REFUSED_USER}
        assert [message.account for message in fake.delivered] == ["lisi", "zhangsan"]


def test_when_nobody_is_in_the_visible_range_all_are_refused_and_nothing_is_raised() -> None:
    with FakeWecom(apps=(App(members=frozenset(("zhangsan",))),)) as fake:
        sent = Wecom(fake.channel(), HandClock()).send(parcel("LiSi", "WangWu"))
        assert sent.refused == {"LiSi": REFUSED_USER, "WangWu": REFUSED_USER}


def test_markdown_goes_out_as_plain_text() -> None:
    with FakeWecom() as fake:
        Wecom(fake.channel(), HandClock()).send(parcel("a", text="本周进度", markdown="# 本周进度"))
        assert fake.texts("a") == ["本周进度"]


def test_buttons_become_a_card_whose_keys_are_the_commands() -> None:
    with FakeWecom() as fake:
        Wecom(fake.channel(), HandClock()).send(parcel("a", text="第12号待审", title="待审", buttons=BUTTONS))
        card = only_body(fake)["template_card"]
        assert card["card_type"] == "button_interaction"
        assert (card["main_title"], card["sub_title_text"]) == ({"title": "待审"}, "第12号待审")
        assert [(button["text"], button["key"]) for button in card["button_list"]] == [
            ("通过", "通过 12"),
            ("退回", "退回 12"),
        ]


def test_titles_and_labels_are_cut_to_what_a_card_shows() -> None:
    with FakeWecom() as fake:
        button = {"label": "一二三四五六七八九十十一", "command": "帮助"}
        Wecom(fake.channel(), HandClock()).send(parcel("a", text="", title="题" * 40, buttons=[button]))
        card = only_body(fake)["template_card"]
        assert card["main_title"]["title"] == "题" * 25 + "…"
        assert card["button_list"][0]["text"] == "一二三四五六七八九十"


def test_what_no_card_can_show_is_a_text_that_names_the_words() -> None:
    many = [{"label": f"词{number}", "command": f"词{number}"} for number in range(7)]
    with FakeWecom() as fake:
        platform = Wecom(fake.channel(), HandClock())
        platform.send(parcel("a", text="选一个", buttons=many, key="1"))
        platform.send(parcel("a", text="长" * 161, buttons=BUTTONS, key="2"))
        platform.send(parcel("a", text="长" * 682, buttons=BUTTONS, key="3"))
        platform.send(parcel("a", text="好", buttons=[{"label": "长", "command": "x" * 1025}], key="4"))
        assert fake.texts("a")[0] == "选一个\n可直接回复：词0、词1、词2、词3、词4、词5、词6"
        assert fake.texts("a")[1] == "长" * 161 + "\n可直接回复：通过 12、退回 12"
        assert fake.texts("a")[2] == "长" * 682
        assert fake.texts("a")[3].startswith("好\n可直接回复：x")


def test_two_cards_have_two_task_ids() -> None:
    with FakeWecom() as fake:
        platform = Wecom(fake.channel(), HandClock())
        for key in ("reply:1:1", "reply:2:1"):
            platform.send(parcel("a", text="待审", buttons=BUTTONS, key=key))
        assert len(fake.delivered) == 2


def test_a_picture_is_uploaded_and_sent() -> None:
    with FakeWecom() as fake:
        Wecom(fake.channel(), HandClock()).send(replace(parcel("a"), picture=PNG))
        media_id = only_body(fake)["image"]["media_id"]
        assert fake.file(media_id).content == PNG
        assert fake.file(media_id).filename == "picture.png"


@pytest.mark.parametrize("picture", [b"", b"GIF89a....", b"\x89PNG" + b"x" * (10 * 2**20)])
def test_what_is_no_picture_for_wecom_is_given_up(picture: bytes) -> None:
    with FakeWecom() as fake:
        error = failure(Wecom(fake.channel(), HandClock()), replace(parcel("a"), picture=picture))
        assert (error.policy, fake.calls["media/upload"]) == ("give_up", 0)


def test_a_workbook_is_uploaded_under_its_own_name_and_sent() -> None:
    with FakeWecom() as fake:
        Wecom(fake.channel(), HandClock()).send(replace(parcel("a"), workbook=WORKBOOK))
        body = only_body(fake)
        file = fake.file(body["file"]["media_id"])
        assert (body["msgtype"], file.kind, file.filename) == ("file", "file", "各单位采用量.xlsx")
        assert file.content == WORKBOOK.content


@pytest.mark.parametrize("name", ["各单位采用量.xlsx", "a.xlsx"])
def test_a_name_that_wecom_cannot_read_gives_way_to_a_plain_one(name: str) -> None:
    with FakeWecom() as fake:
        fake.reads_chinese_names = False
        Wecom(fake.channel(), HandClock()).send(replace(parcel("a"), workbook=replace(WORKBOOK, name=name)))
        file = fake.file(only_body(fake)["file"]["media_id"])
        assert file.filename == (name if name.isascii() else "baosong.xlsx")


@pytest.mark.parametrize("size", [0, 5, 20 * 2**20 + 1])
def test_a_workbook_that_wecom_would_not_take_is_given_up_before_any_call(size: int) -> None:
    with FakeWecom() as fake:
        sent = replace(parcel("a"), workbook=Workbook("a.xlsx", b"x" * size))
        error = failure(Wecom(fake.channel(), HandClock()), sent)
        assert (error.policy, error.code, fake.calls.total()) == ("give_up", "file", 0)


@pytest.mark.parametrize(("code", "policy"), [("40004", "give_up"), ("44001", "give_up"), ("-1", "retry")])
def test_a_refused_upload_of_a_workbook_is_a_matter_of_the_table(code: str, policy: str) -> None:
    with FakeWecom() as fake:
        fake.fail(2, f"code:{code}", "media/upload")
        error = failure(Wecom(fake.channel(), HandClock()), replace(parcel("a"), workbook=WORKBOOK))
        assert (error.policy, error.code, error.ambiguous, fake.calls["message/send"]) == (policy, code, False, 0)


@pytest.mark.parametrize(
    "sent",
    [
        parcel("a", "b", text="请报送"),
        parcel("a", "b", text="待审", buttons=BUTTONS),
        replace(parcel("a", "b"), picture=PNG),
        replace(parcel("a", "b"), workbook=WORKBOOK),
    ],
)
def test_a_parcel_whose_answer_was_lost_is_delivered_once_when_it_is_sent_again(sent: Parcel) -> None:
    with FakeWecom() as fake:
        platform = Wecom(fake.channel(), HandClock())
        fake.fail(1, "lost", "message/send")
        assert failure(platform, sent).ambiguous
        assert platform.send(sent) == Sent()
        assert (len(fake.delivered), fake.repeats) == (2, 1)


def test_the_order_of_the_accounts_does_not_hide_a_repeat() -> None:
    with FakeWecom() as fake:
        platform = Wecom(fake.channel(), HandClock())
        platform.send(parcel("a", "b", text="请报送"))
        platform.send(parcel("b", "a", text="请报送"))
        assert (len(fake.delivered), fake.repeats) == (2, 1)


def test_who_asks_again_is_answered_again_and_a_reminder_that_is_repeated_hours_later_is_not() -> None:
    clock = HandClock()
    reply, reminder = replace(parcel("a", text="没有待审的信息。"), is_reply=True), parcel("a", text="请报送")
    with FakeWecom(clock) as fake:
        platform = Wecom(fake.channel(), clock)
        for sent in (reply, reminder):
            platform.send(sent)
        clock.pass_(minutes=2)
        for sent in (reply, reminder):
            platform.send(sent)
        assert fake.texts("a") == ["没有待审的信息。", "请报送", "没有待审的信息。"]


# Faults


@pytest.mark.parametrize(
    ("kind", "ambiguous"),
    [("down", True), ("html", True), ("half", True), ("http500", True), ("huge", True), ("redirect", False)],
)
def test_a_fault_of_the_line_is_tried_again(kind: str, ambiguous: bool) -> None:
    with FakeWecom() as fake:
        platform = Wecom(fake.channel(), HandClock())
        fake.fail(1, kind, "message/send")
        error = failure(platform, parcel("a"))
        assert (error.policy, error.ambiguous) == ("retry", ambiguous)
        assert platform.send(parcel("a", key="later")) == Sent()


def test_a_slow_answer_ends_with_the_time_limit() -> None:
    with FakeWecom() as fake:
        platform = Wecom(fake.channel(timeout=0.2), HandClock())
        fake.fail(1, "slow", "message/send")
        assert (failure(platform, parcel("a")).code, fake.delivered) == ("timeout", [])


@pytest.mark.parametrize("kind", ["slow", "down", "html", "half", "http500", "redirect", "huge", "code:-1"])
def test_a_token_that_cannot_be_had_means_that_nothing_was_sent(kind: str) -> None:
    with FakeWecom() as fake:
        # What follows the fault must be answered within the limit, on a busy machine too.
        platform = Wecom(fake.channel(timeout=2 if kind == "slow" else 20), HandClock())
        fake.fail(1, kind, "gettoken")
        error = failure(platform, parcel("a"))
        assert (error.policy, error.ambiguous, fake.calls["message/send"]) == ("retry", False, 0)
        assert platform.send(parcel("a")) == Sent()


def test_an_upload_that_fails_means_that_nothing_was_sent() -> None:
    with FakeWecom() as fake:
        platform = Wecom(fake.channel(), HandClock())
        fake.fail(1, "lost", "media/upload")
        error = failure(platform, replace(parcel("a"), picture=PNG))
        assert (error.policy, error.ambiguous, fake.calls["message/send"]) == ("retry", False, 0)


@pytest.mark.parametrize("body", ["{}", '{"errcode":"40001"}', '{"errcode":null}', "[]"])
def test_an_answer_without_a_result_is_no_success(body: str) -> None:
    with FakeWecom() as fake:
        platform = Wecom(fake.channel(), HandClock())
        fake.say(body)
        error = failure(platform, parcel("a"))
        assert error.policy == "retry"


# The token


def test_a_token_is_fetched_once_and_used_until_it_is_about_to_end() -> None:
    clock = HandClock()
    with FakeWecom(clock) as fake:
        platform = Wecom(fake.channel(), clock)
        for minute in range(118):
            platform.send(parcel("a", text=f"第{minute}分钟"))
            clock.pass_(minutes=1)
        assert fake.calls["gettoken"] == 1
        clock.pass_(minutes=1)
        platform.send(parcel("a", text="换一个"))
        assert fake.calls["gettoken"] == 2


@pytest.mark.parametrize("code", sorted(TOKEN_CODES))
def test_a_refused_token_costs_one_refresh_and_one_repeat(code: str) -> None:
    with FakeWecom() as fake:
        platform = Wecom(fake.channel(), HandClock())
        platform.send(parcel("a", text="一"))
        fake.fail(1, f"code:{code}", "message/send")
        assert platform.send(parcel("a", text="二")) == Sent()
        assert (fake.calls["gettoken"], fake.calls["message/send"]) == (2, 3)
        assert fake.texts("a") == ["一", "二"]


def test_a_revoked_token_costs_one_refresh() -> None:
    with FakeWecom() as fake:
        platform = Wecom(fake.channel(), HandClock())
        platform.send(parcel("a", text="一"))
        fake.fail(1, "revoke_token")
        platform.send(parcel("a", text="二"))
        platform.send(parcel("a", text="三"))
        assert (fake.calls["gettoken"], fake.calls["message/send"]) == (2, 4)
        assert fake.texts("a") == ["一", "二", "三"]


def test_a_token_that_is_refused_for_ever_makes_no_storm_and_is_tried_again_a_minute_later() -> None:
    clock = HandClock()
    with FakeWecom(clock) as fake:
        platform = Wecom(fake.channel(), clock)
        fake.fail(10**6, "code:40014", "message/send")
        for attempt in range(50):
            error = failure(platform, parcel("a", text=str(attempt)))
            assert (error.policy, error.wait, error.tell, error.ambiguous) == ("wait_window", 60, True, False)
        assert (fake.calls["gettoken"], fake.calls["message/send"]) == (2, 2)
        clock.pass_(seconds=60)
        fake.recover()
        assert platform.send(parcel("a")) == Sent()


@pytest.mark.parametrize("code", ["40001", "40013", "40091"])
def test_a_refused_secret_is_not_tried_again_before_ten_minutes(code: str) -> None:
    clock = HandClock()
    with FakeWecom(clock) as fake:
        platform = Wecom(fake.channel(), clock)
        fake.fail(10**6, f"code:{code}", "gettoken")
        for attempt in range(50):
            error = failure(platform, parcel("a", text=str(attempt)))
            assert (error.policy, error.tell, error.code) == ("stop_channel", True, code)
        assert fake.calls["gettoken"] == 1
        clock.pass_(minutes=10)
        fake.recover()
        assert platform.send(parcel("a")) == Sent()


def test_a_wrong_secret_never_bans_the_address_within_a_working_hour() -> None:
    clock = HandClock()
    with FakeWecom(clock) as fake:
        platform = Wecom(fake.channel(secret="wrong-secret"), clock)
        for _ in range(49):
            assert failure(platform, parcel("a")).code == "40001"
            clock.pass_(minutes=1)
        assert fake.calls["gettoken"] == 5


def test_a_ban_for_wrong_secrets_is_waited_out_without_adding_to_it() -> None:
    clock = HandClock()
    with FakeWecom(clock) as fake:
        platform = Wecom(fake.channel(), clock)
        fake.fail(10**6, "code:45009", "gettoken")
        for _ in range(60):
            error = failure(platform, parcel("a"))
            assert (error.policy, error.wait, error.tell) == ("wait_window", 600, True)
            clock.pass_(minutes=1)
        assert fake.calls["gettoken"] == 6


def test_ten_threads_at_a_cold_start_fetch_one_token() -> None:
    with FakeWecom() as fake:
        platform = Wecom(fake.channel(), HandClock())
        with ThreadPoolExecutor(10) as pool:
            list(pool.map(lambda number: platform.send(parcel(f"user{number}")), range(10)))
        assert (fake.calls["gettoken"], len(fake.delivered)) == (1, 10)


def test_ten_threads_with_a_revoked_token_refresh_it_once() -> None:
    with FakeWecom() as fake:
        platform = Wecom(fake.channel(), HandClock())
        platform.send(parcel("a"))
        fake.tokens.clear()
        with ThreadPoolExecutor(10) as pool:
            list(pool.map(lambda number: platform.send(parcel(f"user{number}")), range(10)))
        assert (fake.calls["gettoken"], len(fake.delivered)) == (2, 11)


def test_every_call_goes_to_the_configured_address() -> None:
    with FakeWecom() as fake:
        media_id = fake.put_media(PNG)
        platform = Wecom(fake.channel(api_base=fake.url + "/"), HandClock())
        platform.send(replace(parcel("a"), picture=PNG))
        platform.fetch(Media("picture", media_id))
        platform.check()
        assert set(fake.calls) == {"gettoken", "media/upload", "message/send", "media/get", "agent/get"}


# The table of codes


@pytest.mark.parametrize("code", sorted(set(RULES) - {int(code) for code in TOKEN_CODES}))
def test_each_code_of_the_table_has_its_policy(code: int) -> None:
    rule = RULES[code]
    with FakeWecom() as fake:
        platform = Wecom(fake.channel(), HandClock())
        fake.fail(1, f"code:{code}", "message/send")
        if rule.person:
            assert platform.send(parcel("LiSi")).refused == {"LiSi": rule.person}
        else:
            error = failure(platform, parcel("LiSi"))
            assert (error.policy, error.wait, error.tell) == (rule.policy, rule.wait, rule.tell)
            assert (error.code, error.ambiguous) == (str(code), False)
            assert str(error).startswith(rule.text)
        assert fake.calls["message/send"] == 1


def test_60020_shows_the_address_to_enter() -> None:
    with FakeWecom() as fake:
        fake.fail(1, "code:60020", "message/send")
        error = failure(Wecom(fake.channel(), HandClock()), parcel("a"))
        assert f"要添加的 IP：{ADDRESS}" in str(error)
        assert "hint" not in str(error)


def test_the_token_of_another_app_stops_the_channel() -> None:
    with FakeWecom(apps=(App(agent_id=1000099),)) as fake:
        error = failure(Wecom(fake.channel(), HandClock()), parcel("a"))
        assert (error.policy, error.code) == ("stop_channel", "301002")


def test_a_code_that_nobody_documents_is_tried_again() -> None:
    with FakeWecom() as fake:
        fake.fail(1, "code:987654", "message/send")
        error = failure(Wecom(fake.channel(), HandClock()), parcel("a"))
        assert (error.policy, str(error)) == ("retry", "企业微信返回错误 987654，稍后自动重试")


# Media


def test_a_photo_is_fetched_with_its_type_and_name() -> None:
    with FakeWecom() as fake:
        media_id = fake.put_media(PNG, "image/png", "MEDIA.png")
        fetched = Wecom(fake.channel(), HandClock()).fetch(Media("picture", media_id))
        assert (fetched.content, fetched.content_type, fetched.filename) == (PNG, "image/png", "MEDIA.png")


def test_the_name_in_the_message_is_kept() -> None:
    with FakeWecom() as fake:
        media_id = fake.put_media(b"PK..", "application/octet-stream", "MEDIA.docx")
        assert Wecom(fake.channel(), HandClock()).fetch(Media("file", media_id, "周报.docx")).filename == "周报.docx"


def test_a_file_that_is_json_is_a_file() -> None:
    with FakeWecom() as fake:
        media_id = fake.put_media(b'{"errcode":40007}', "application/json", "data.json")
        fetched = Wecom(fake.channel(), HandClock()).fetch(Media("file", media_id))
        assert (fetched.content, fetched.filename) == (b'{"errcode":40007}', "data.json")


def test_a_photo_that_is_gone_is_given_up() -> None:
    clock = HandClock()
    with FakeWecom(clock) as fake:
        media_id = fake.put_media(PNG)
        clock.pass_(days=3)
        with pytest.raises(SendError) as caught:
            Wecom(fake.channel(), clock).fetch(Media("picture", media_id))
        assert (caught.value.policy, caught.value.code) == ("give_up", "40007")


@pytest.mark.parametrize("kind", ["code:830002", "huge"])
def test_a_file_above_20_mb_is_given_up(kind: str) -> None:
    with FakeWecom() as fake:
        fake.fail(1, kind, "media/get")
        with pytest.raises(SendError) as caught:
            Wecom(fake.channel(), HandClock()).fetch(Media("file", "media-1"))
        assert (caught.value.policy, caught.value.code) == ("give_up", "830002")
        assert str(caught.value).startswith("文件超过 20 MB")


@pytest.mark.parametrize(("kind", "policy"), [("html", "retry"), ("half", "retry"), ("code:45033", "wait_window")])
def test_a_download_that_fails_is_tried_again(kind: str, policy: str) -> None:
    with FakeWecom() as fake:
        media_id = fake.put_media(PNG)
        fake.fail(1, kind, "media/get")
        platform = Wecom(fake.channel(), HandClock())
        with pytest.raises(SendError) as caught:
            platform.fetch(Media("picture", media_id))
        assert caught.value.policy == policy
        assert platform.fetch(Media("picture", media_id)).content == PNG


def test_a_download_that_hangs_ends_with_the_time_limit() -> None:
    with FakeWecom() as fake:
        fake.fail(1, "slow", "media/get")
        with pytest.raises(SendError) as caught:
            Wecom(fake.channel(timeout=0.2), HandClock()).fetch(Media("picture", "media-1"))
        assert caught.value.code == "timeout"


def test_a_revoked_token_does_not_lose_a_photo() -> None:
    with FakeWecom() as fake:
        media_id = fake.put_media(PNG)
        platform = Wecom(fake.channel(), HandClock())
        platform.send(parcel("a"))
        fake.fail(1, "revoke_token", "media/get")
        assert platform.fetch(Media("picture", media_id)).content == PNG


# check


def lines(platform: Wecom) -> list[tuple[str, bool, str]]:
    return [(line.name, line.ok, line.remedy) for line in platform.check()]


def test_check_says_that_all_is_well_without_sending() -> None:
    with FakeWecom() as fake:
        assert lines(Wecom(fake.channel(), HandClock())) == [
            ("通道 jinhu-app 的凭证", True, ""),
            ("通道 jinhu-app 的应用 1000002", True, ""),
        ]
        assert fake.calls["message/send"] == 0


def test_check_names_a_wrong_secret() -> None:
    with FakeWecom() as fake:
        ((name, ok, remedy),) = lines(Wecom(fake.channel(secret="wrong-secret"), HandClock()))
        assert (name, ok) == ("通道 jinhu-app 的凭证", False)
        assert "Secret" in remedy and "wrong-secret" not in remedy


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [
        ("code:60020", f"服务器的出口 IP 不在“企业可信IP”里，请添加，一分钟后生效。要添加的 IP：{ADDRESS}（60020）"),
        ("code:48006", "应用长时间没有使用，权限被企业微信收回，请管理员在“应用管理”里重新启用（48006）"),
    ],
)
def test_check_says_what_to_do_where_the_app_may_not_be_used(fault: str, remedy: str) -> None:
    with FakeWecom() as fake:
        fake.fail(1, fault, "agent/get")
        assert lines(Wecom(fake.channel(), HandClock()))[1] == ("通道 jinhu-app 的应用 1000002", False, remedy)


def test_check_names_a_wrong_agent_id_and_an_empty_range_and_a_closed_app() -> None:
    with FakeWecom(apps=(App(members=frozenset()),)) as fake:
        assert "301002" in lines(Wecom(fake.channel(agent_id=7), HandClock()))[1][2]
        assert lines(Wecom(fake.channel(), HandClock()))[1][2].startswith("可见范围是空的")
        fake.say('{"errcode":0,"close":1}', "agent/get")
        assert lines(Wecom(fake.channel(), HandClock()))[1][2].startswith("应用已停用")


# Secrets


@pytest.mark.parametrize("kind", ["down", "slow", "html", "half", "http500", "redirect", "code:40001", "code:40014"])
@pytest.mark.parametrize("endpoint", ["gettoken", "message/send", "media/upload", "media/get", "agent/get"])
def test_no_error_and_no_log_line_holds_the_secret_or_the_token(
    kind: str, endpoint: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with FakeWecom() as fake:
        media_id = fake.put_media(PNG)
        platform = Wecom(fake.channel(timeout=0.2), HandClock())
        fake.fail(2, kind, endpoint)
        told = [repr(platform.check())]
        for call in (
            lambda: platform.send(replace(parcel("a", text=BODY), picture=PNG)),
            lambda: platform.fetch(Media("picture", media_id)),
        ):
            try:
                call()
            except SendError as error:
                told += [*traceback.format_exception(error), repr(error), repr(error.args)]
        secrets = (SECRET, *fake.tokens, media_id, BODY)
    everything = "".join(told) + caplog.text
    assert not [secret for secret in secrets if secret in everything]


def test_a_content_is_not_changed_by_sending() -> None:
    content = Content("好", buttons=())
    with FakeWecom() as fake:
        Wecom(fake.channel(), HandClock()).send(Parcel(("a",), content, "k"))
    assert content == Content("好")
