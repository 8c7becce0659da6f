"""What the robot answers in the HTTP response, and what of a reply follows as a message."""

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from bot.dingtalk import Dingtalk
from bot.dingtalk_messages import with_line_breaks
from models.outbox import Button, Content
from tests.fakes.dingtalk import channel_config
from tests.fakes.dingtalk_callbacks import signed_text
from tests.fakes.dingtalk_limits import answer_breaches
from tests.fakes.workshop import CHART, SHEET

NOW = datetime(2026, 11, 20, 6, 7, tzinfo=UTC)
CONFIG = channel_config()
ROBOT = Dingtalk(CONFIG, lambda: NOW)


def answered(reply: Content | None, account: str = "staff01", group: str = "") -> tuple[dict[str, Any], Any]:
    """The JSON answer to a message, with the limits of answers checked, and the rest."""
    received = ROBOT.receive(signed_text(CONFIG, account, "进度", "m1", NOW, group), NOW)
    answer = ROBOT.answer(received, reply, NOW)
    assert answer.response.status == 200
    assert answer.response.content_type == "application/json; charset=utf-8"
    body = json.loads(answer.response.body)
    assert answer_breaches(body, len(answer.response.body.encode())) == []
    return body, answer.rest


def test_no_reply_is_the_empty_answer() -> None:
    assert answered(None) == ({"msgtype": "empty"}, ())
    assert answered(Content("")) == ({"msgtype": "empty"}, ())


def test_a_text_is_answered_as_it_is() -> None:
    body, rest = answered(Content("第12号已收到。\n本周已完成。"))
    assert body == {"msgtype": "text", "text": {"content": "第12号已收到。\n本周已完成。"}}
    assert rest == ()


def test_markdown_is_answered_as_markdown_with_line_ends_that_dingtalk_shows() -> None:
    body, _ = answered(Content("进度", title="本周进度", markdown="#### 本周进度\n共 3 条\n\n还差 1 条"))
    text = "#### 本周进度  \n  共 3 条\n\n还差 1 条"
    assert body == {"msgtype": "markdown", "markdown": {"title": "本周进度", "text": text}}


def test_a_table_is_answered_as_text_since_chats_may_not_show_it() -> None:
    body, _ = answered(Content("甲局 1 条", markdown="|单位|条数|\n|---|---|\n|甲局|1|"))
    assert body == {"msgtype": "text", "text": {"content": "甲局 1 条"}}


def test_buttons_become_a_card_whose_links_say_the_command() -> None:
    buttons = (Button("确认", "确认"), Button("看第12号", "查看 12&13"))
    body, rest = answered(Content("请确认：\n标题", title="预览", buttons=buttons))
    card = body["actionCard"]
    assert (card["title"], card["text"], card["btnOrientation"]) == ("预览", "请确认：  \n  标题", "0")
    assert [button["title"] for button in card["btns"]] == ["确认", "看第12号"]
    link = "dtmd://dingtalkclient/sendMessage?content=%E6%9F%A5%E7%9C%8B%2012%2613"
    assert card["btns"][1]["actionURL"] == link
    assert rest == ()


def test_a_title_is_made_from_the_text_where_there_is_none() -> None:
    body, _ = answered(Content("\n## 帮助\n报送", buttons=(Button("报送", "报送"),)))
    assert body["actionCard"]["title"] == "帮助"


def test_what_is_too_long_for_the_answer_follows_as_a_message() -> None:
    lines = [f"{number:04d} 某单位报送信息一条" for number in range(1000)]
    body, rest = answered(Content("\n".join(lines), buttons=(Button("报送", "报送"),)))
    head = body["text"]["content"].rstrip("\n").split("\n")
    assert head == lines[: len(head)]
    assert rest == (Content("\n".join(lines[len(head) :]), buttons=(Button("报送", "报送"),)),)


def test_markdown_that_is_too_long_is_answered_as_text() -> None:
    body, rest = answered(Content("共 3 条", markdown="很长" * 5000))
    assert (body["msgtype"], rest) == ("text", ())


@given(st.text(min_size=1, max_size=40), st.integers(1, 4000))
@example('"', 40_000)
def test_every_answer_fits_and_nothing_of_it_is_lost(piece: str, times: int) -> None:
    text = "起" + piece * times + "止"
    body, rest = answered(Content(text))
    whole = body["text"]["content"] + "".join(content.text for content in rest)
    kept = "".join(letter for letter in text if letter.isprintable() and not letter.isspace())
    assert "".join(letter for letter in whole if letter.isprintable() and not letter.isspace()) == kept


def test_a_picture_follows_as_a_message_of_its_own() -> None:
    body, rest = answered(Content("进度 60%", title="本周进度", picture="ab.png"))
    assert body == {"msgtype": "text", "text": {"content": "进度 60%"}}
    assert rest == (Content("", "本周进度", picture="ab.png"),)


def test_chart_and_sheet_follow_each_as_a_message_of_its_own() -> None:
    body, rest = answered(Content("共19条", title="采用量", chart=CHART, sheet=SHEET))
    assert body == {"msgtype": "text", "text": {"content": "共19条"}}
    assert rest == (Content("", "采用量", chart=CHART), Content("", "采用量", sheet=SHEET))


def test_nothing_follows_to_a_sender_without_an_account() -> None:
    _, rest = answered(Content("请先加入单位", picture="ab.png"), account="")
    assert rest == ()


@given(st.text(st.sampled_from("甲|# -\n "), max_size=40))
def test_line_breaks_change_nothing_but_white_space(text: str) -> None:
    assert with_line_breaks(text).split() == text.split()
    assert "\n|" not in with_line_breaks("前言\n|a|\n|b|").replace("\n\n|", "").replace("|\n|", "")
