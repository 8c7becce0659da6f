"""What a handler is given, and that a message survives being kept for a later try."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.context import EVERYONE, Incoming, Media, reply
from models.outbox import Button
from rules.plan import ROLE_NAMES
from tests.dialogue import Office
from tests.handlers.speaking import speaking

LIAISON = "liaison-测试员01"
MEDIA = st.builds(Media, st.sampled_from(["picture", "voice", "video", "file"]), st.text(), st.text())
MESSAGES = st.builds(
    Incoming,
    channel=st.text(max_size=20),
    family=st.sampled_from(["wecom", "dingtalk", "console"]),
    plans=st.lists(st.text(max_size=9), max_size=3).map(tuple),
    key=st.text(max_size=30),
    account=st.text(max_size=30),
    text=st.text(),
    sent_at=st.datetimes(timezones=st.just(UTC)),
    group=st.text(max_size=9),
    nickname=st.text(max_size=9),
    media=st.lists(MEDIA, max_size=3).map(tuple),
    event=st.sampled_from(["", "enter", "other"]),
)


@given(MESSAGES)
def test_a_message_is_the_same_after_it_was_kept(message: Incoming) -> None:
    assert Incoming.from_json(json.loads(json.dumps(message.as_json()))) == message


def test_whoever_has_two_roles_speaks_as_liaison(office: Office) -> None:
    office.member("党群工作部", "测试员01", "editor", accounts=[("wecom", LIAISON)])
    with speaking(office, LIAISON) as context:
        assert context.roles == {"liaison", "editor"}
        assert (context.person.role, context.person.unit) == ("liaison", "财政局")


def test_whoever_is_no_liaison_speaks_in_the_first_of_the_roles(office: Office) -> None:
    office.member("办公室", "测试员04", "head", accounts=[("wecom", "editor-测试员04")])
    with speaking(office, "editor-测试员04") as context:
        assert context.person.role == "editor"


def test_whoever_stands_in_for_a_liaison_speaks_in_the_own_role(office: Office) -> None:
    office.says(LIAISON, "代理 测试员05")
    with speaking(office, "leader-测试员05") as context:
        assert context.roles == {"leader", "liaison"}
        assert (context.person.role, context.person.unit) == ("leader", "办公室")


@pytest.mark.parametrize(("now", "today"), [("2026-11-18 23:59", "2026-11-18"), ("2026-11-19 00:01", "2026-11-19")])
def test_today_is_that_of_the_offices_clock(office: Office, now: str, today: str) -> None:
    office.clock(now)
    with speaking(office, LIAISON) as context:
        assert str(context.today) == today
        assert context.now == office.now


def test_today_is_the_day_on_which_the_message_was_sent(office: Office) -> None:
    sent_at = datetime(2026, 11, 15, 15, 30, tzinfo=UTC)
    answer = office.says(LIAISON, "报送 安全 开展隐患排查", sent_at=sent_at)
    assert "第1号" in answer and "本周任务尚未开启" in answer


def test_in_a_group_others_read_the_answer(office: Office) -> None:
    with speaking(office, LIAISON, group="g1") as context:
        assert context.in_group
    with speaking(office, LIAISON) as context:
        assert not context.in_group


def test_everyone_is_every_role_of_the_roster() -> None:
    assert set(ROLE_NAMES) == EVERYONE


def test_a_reply_takes_its_buttons_as_label_and_command() -> None:
    made = reply("请选择", ("确认报送", "确认"), ("取消", "取消"), title="请确认")
    assert (made.text, made.title) == ("请选择", "请确认")
    assert made.buttons == (Button("确认报送", "确认"), Button("取消", "取消"))
