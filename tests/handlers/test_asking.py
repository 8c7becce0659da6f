"""Free questions in the chat: rights, follow-ups, and what is offered when one is not understood."""

import pytest

from tests.dialogue import Office
from tests.factories import PLAN_TEXT, at, make_item

LIAISON, EDITOR, LEADER = "liaison-测试员01", "editor-测试员04", "leader-测试员05"


@pytest.fixture
def filled(office: Office) -> Office:
    """财政局 sent two items this week."""
    for when in ("2026-11-16 09:00", "2026-11-17 09:00"):
        office.store.write(lambda c, sent=when: make_item(c, "财政局", at(sent)))  # type: ignore[misc]
    return office


def test_a_question_is_answered_with_figure_period_filter_and_time(filled: Office) -> None:
    answer = filled.says(LEADER, "财政局本周报了几条")
    assert (
        answer.startswith("2条信息：2026年11月16日至22日，财政局；")
        and "截至2026年11月18日（周三）10:00，依据2条记录。" in answer
    )


def test_a_follow_up_goes_on_from_the_last_question_for_ten_minutes(filled: Office) -> None:
    filled.says(LEADER, "财政局本周报了几条")
    filled.clock("2026-11-18 10:10")
    assert filled.says(LEADER, "那招商局呢").startswith("0条信息：2026年11月16日至22日，招商局")
    filled.clock("2026-11-18 10:21")
    assert "没有可以接着问的上一个问题" in filled.says(LEADER, "那财政局呢")


def test_a_follow_up_is_the_askers_own(filled: Office) -> None:
    filled.says(LEADER, "财政局本周报了几条")
    assert "没有可以接着问的上一个问题" in filled.says(EDITOR, "那招商局呢")


def test_what_is_not_understood_offers_questions_as_buttons(filled: Office) -> None:
    answer = filled.sends(LEADER, "卫健委本周报了几条")
    assert answer is not None
    assert 1 <= len(answer.buttons) <= 3
    assert all(len(button.label) <= 10 and button.command in answer.text for button in answer.buttons)
    assert not any("问题" in button.label for button in answer.buttons)
    assert answer.text.endswith("发送「帮助」查看命令。")
    assert "截至" in filled.says(LEADER, "1")


def test_the_next_questions_are_buttons_and_work(filled: Office) -> None:
    answer = filled.sends(LEADER, "本周报了几条")
    assert answer is not None
    assert [button.command for button in answer.buttons] == ["上周呢", "各板块呢", "各单位呢"]
    assert filled.says(LEADER, "3").splitlines()[1] == "财政局：2条"


def test_a_long_trend_is_drawn(filled: Office) -> None:
    answer = filled.sends(LEADER, "今年每周报了几条")
    assert answer is not None and answer.chart is not None and answer.sheet is None
    assert [button.command for button in answer.buttons][0] == "全部"


def test_what_is_not_understood_changes_nothing_of_the_last_question(filled: Office) -> None:
    filled.says(LEADER, "财政局本周报了几条")
    filled.says(LEADER, "明天会不会下雨")
    assert filled.says(LEADER, "那招商局呢").startswith("0条信息")


def test_a_liaison_sees_the_own_unit_and_everybodys_totals(filled: Office) -> None:
    answer = filled.says(LIAISON, "谁没报")
    assert answer.startswith("2个单位没报") and "财政局已报2条" in answer
    assert "应急管理局" not in answer and "招商局" not in answer
    assert filled.says(LIAISON, "本周报了几条").startswith("2条信息")
    assert "私聊查看" in filled.says(LIAISON, "招商局这周报了吗")


def test_somebody_with_two_roles_asks_with_the_rights_of_the_foremost(filled: Office) -> None:
    filled.member("办公室", "测试员01", "leader", accounts=[("wecom", LIAISON)])
    assert "应急管理局、招商局" in filled.says(LIAISON, "谁没报")


def test_in_a_group_a_leader_gets_the_number_without_the_names(filled: Office) -> None:
    assert "应急管理局" in filled.says(LEADER, "谁没报")
    answer = filled.says(LEADER, "谁没报", group="g1")
    assert answer.startswith("2个单位没报") and "应急管理局" not in answer


def test_where_the_plan_names_in_the_group_it_names(filled: Office) -> None:
    naming = Office(filled.store, text=PLAN_TEXT + '\n[tone]\nnaming = "group"\n')
    assert "应急管理局" in naming.says(LEADER, "谁没报", group="g1")


def test_our_unit_is_the_askers(filled: Office) -> None:
    assert filled.says(LIAISON, "我们本周报了几条").startswith("2条信息：2026年11月16日至22日，财政局")


def test_a_liaison_is_told_how_to_report_too(office: Office) -> None:
    ending = "发送「帮助」查看命令。报送信息请直接发送内容（30字以上）或「报送」。"
    assert office.says(LIAISON, "今天天气不错").endswith(ending)
    assert "报送信息请" not in office.says(LIAISON, "今天天气不错", group="g1")
