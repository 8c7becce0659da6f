"""Conversations: one for each person whatever the platform, private, gone after a day with what was typed kept."""

from typing import Any

import pytest

from handlers.context import reply
from handlers.talk import begun_at, current, go_on, lapsed, loose_since, remember_choices, stop, stored
from models.conversations import LIFE, Conversation
from models.items import item_by_number
from models.store import Store
from tests.dialogue import Office
from tests.factories import at
from tests.handlers.speaking import speaking

LIAISON = "liaison-测试员01"
FREE_TEXT = "11月18日，应急管理局联合园区企业开展安全隐患大排查，共排查隐患26处，已整改24处，其余两处明确了整改时限。"


def begin(office: Office) -> Office:
    """A form with its title and its first key point."""
    for text in ("报送", "2", "开展安全检查", "覆盖企业38家"):
        office.says(LIAISON, text)
    return office


def statuses(office: Office) -> list[str]:
    with office.store.read() as connection:
        found = [item_by_number(connection, "jinhu", number) for number in range(1, 6)]
    return [item.status for item in found if item is not None]


# How it goes on


def test_it_goes_on_with_the_next_message(office: Office) -> None:
    assert "3/3 亮点" in begin(office).says(LIAISON, "跳过")


def test_two_persons_do_not_disturb_each_other(office: Office) -> None:
    begin(office)
    office.says("liaison-测试员02", "报送")
    office.says("liaison-测试员02", "1")
    assert "3/3 亮点" in office.says(LIAISON, "跳过")


def test_another_platform_goes_on_with_the_same_conversation(store: Store) -> None:
    office = Office(store)
    office.member("财政局", "测试员01", accounts=[("wecom", LIAISON), ("dingtalk", "staff01")])
    office.open_week()
    begin(office)
    assert "3/3 亮点" in office.says("staff01", "整改隐患26处", channel="ding", family="dingtalk")
    assert "请确认" not in office.says(LIAISON, "首次使用无人机")
    assert "第1号" in office.says("staff01", "1", channel="ding", family="dingtalk")
    with store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
    assert item is not None and item.points is not None
    assert list(item.points.values()) == ["覆盖企业38家", "整改隐患26处", "首次使用无人机"]


def test_it_is_still_there_for_a_process_that_has_just_started(office: Office) -> None:
    begin(office)
    with speaking(office, LIAISON) as context:
        assert (current(context).flow, current(context).data["title"]) == ("form", "开展安全检查")


# How it lapses


def test_it_lives_a_day(office: Office) -> None:
    begin(office).clock("2026-11-19 10:00")
    assert "3/3 亮点" in office.says(LIAISON, "跳过")


@pytest.mark.parametrize("text", ["跳过", "报送", "近度", FREE_TEXT, "谁没报呀"])
def test_after_a_day_it_is_gone_and_what_was_typed_is_a_draft(office: Office, text: str) -> None:
    begin(office).clock("2026-11-19 10:01")
    answer = office.says(LIAISON, text)
    assert answer.startswith("上次的内容超过一天没有确认，已存为第1号草稿，发送「报送 1」可报送。\n")
    with office.store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
    assert item is not None
    assert (item.status, item.title, item.body) == ("草稿", "开展安全检查", "落实情况：覆盖企业38家")
    assert "编号第1号" in office.says(LIAISON, "报送 1")


def test_it_is_kept_once(office: Office) -> None:
    begin(office).clock("2026-11-19 10:01")
    office.says(LIAISON, "近度")
    assert "草稿" not in office.says(LIAISON, "近度")
    assert statuses(office) == ["草稿"]


def test_every_answer_gives_it_another_day(office: Office) -> None:
    begin(office).clock("2026-11-19 09:00")
    assert "3/3" in office.says(LIAISON, "跳过")
    office.clock("2026-11-20 08:30")
    assert "回复「确认」报送" in office.says(LIAISON, "完成")


def test_a_command_in_between_leaves_it_as_it_is(office: Office) -> None:
    begin(office)
    for text in ("进度", "我的", "帮助", "/帮助 报送"):
        office.says(LIAISON, text)
    assert "3/3 亮点" in office.says(LIAISON, "跳过")


def test_nothing_typed_leaves_no_draft(office: Office) -> None:
    office.says(LIAISON, "报送")
    office.says(LIAISON, "2")
    office.clock("2026-11-19 10:01")
    assert office.says(LIAISON, "报送").startswith("请选择板块")
    assert statuses(office) == []


# In a group


def test_a_private_form_does_not_go_on_in_a_group(office: Office) -> None:
    begin(office)
    for text in ("跳过", "大家好", "1", "确认", FREE_TEXT, "近度"):
        answer = office.says(LIAISON, text, group="g1")
        assert "亮点" not in answer and "安全检查" not in answer, text
    assert "3/3 亮点" in office.says(LIAISON, "1")


def test_a_lapsed_form_is_not_spoken_of_in_a_group(office: Office) -> None:
    begin(office).clock("2026-11-19 10:01")
    assert "草稿" not in office.says(LIAISON, "近度", group="g1")
    assert "第1号草稿" in office.says(LIAISON, "近度")


def test_a_number_in_a_group_chooses_from_the_last_answer_there(office: Office) -> None:
    office.says(LIAISON, "近度", group="g1")
    assert "目标进度" in office.says(LIAISON, "1", group="g1")


# The parts


def test_what_is_kept_is_what_was_said(office: Office) -> None:
    with speaking(office, LIAISON) as context:
        asked = reply("请确认", ("确认报送", "确认"), ("取消", "取消"))
        data: dict[str, Any] = {"title": "标题", "points": {"落实情况": "好"}}
        assert go_on(context, "form", data, asked) == asked
        context.conversation = None
        kept = Conversation("form", data, ("确认", "取消"), office.now, office.now)
        assert (stored(context), current(context), lapsed(context)) == (kept, kept, False)


def test_it_began_with_its_first_question(office: Office) -> None:
    with speaking(office, LIAISON) as context:
        remember_choices(context, reply("您是不是想说「进度」？", ("进度", "进度")))
        context.now = at("2026-11-18 11:00")
        go_on(context, "form", {"step": 1}, reply("请输入标题"))
        context.now = at("2026-11-19 10:00")
        assert (begun_at(context), loose_since(context)) == (at("2026-11-18 11:00"), at("2026-11-17 11:00"))
        go_on(context, "form", {"step": 2}, reply("1/3"))
        assert (stored(context).began_at, stored(context).updated_at) == (at("2026-11-18 11:00"), context.now)
        stop(context)
        assert begun_at(context) == context.now


def test_stopping_forgets_it(office: Office) -> None:
    with speaking(office, LIAISON) as context:
        go_on(context, "form", {}, reply("请确认"))
        for _ in range(2):
            stop(context)
            assert stored(context) == Conversation()
        context.conversation = None
        assert stored(context) == Conversation()


def test_it_lapses_by_the_clock_and_not_before(office: Office) -> None:
    with speaking(office, LIAISON) as context:
        go_on(context, "form", {}, reply("请确认"))
        context.now = at("2026-11-18 10:00") + LIFE
        assert not lapsed(context)
        context.now = at("2026-11-18 10:01") + LIFE
        assert lapsed(context)
        assert current(context) == Conversation()
        assert stored(context).flow == "form"


def test_choices_are_kept_beside_what_is_going_on(office: Office) -> None:
    with speaking(office, LIAISON) as context:
        go_on(context, "form", {"step": 1}, reply("请输入标题"))
        remember_choices(context, reply("您是不是想说「进度」？", ("进度", "进度")))
        assert (current(context).flow, current(context).data["step"]) == ("form", 1)
        assert current(context).choices == ("进度",)
        remember_choices(context, reply("没有按钮"))
        assert (current(context).flow, current(context).choices) == ("form", ())


def test_the_choices_of_an_open_question_stay_and_others_go_with_the_next_answer(office: Office) -> None:
    with speaking(office, LIAISON) as context:
        go_on(context, "form", {"step": 2}, reply("1/3", ("跳过", "跳过")))
        remember_choices(context, reply("没有按钮"))
        assert current(context).choices == ("跳过",)
        stop(context)
        remember_choices(context, reply("您是不是想说「进度」？", ("进度", "进度")))
        remember_choices(context, reply("没有按钮"))
        assert stored(context) == Conversation()
