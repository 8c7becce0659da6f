"""未报: the answer to 谁没报, as a command."""

import pytest

from tests.dialogue import Office

LIAISON, EDITOR, LEADER = "liaison-测试员01", "editor-测试员04", "leader-测试员05"


def test_it_names_who_owes_this_week(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    assert office.says(EDITOR, "未报").startswith("2个单位没报：应急管理局、招商局；")


def test_it_is_the_answer_to_the_question(office: Office) -> None:
    assert office.says(EDITOR, "未报") == office.says(EDITOR, "本周谁没报")
    assert office.says(LEADER, "未报 上周") == office.says(LEADER, "上周谁没报")


@pytest.mark.parametrize("period", ["上周", "11月2日到11月8日", "11月", "上个月", "10月以来"])
def test_another_period_can_be_named(office: Office, period: str) -> None:
    office.clock("2026-11-25 10:00")
    answer = office.says(EDITOR, f"未报 {period}")
    assert "截至" in answer and "没有看懂" not in answer


def test_it_can_be_followed_up(office: Office) -> None:
    office.says(EDITOR, "未报")
    assert "11月9日至15日" in office.says(EDITOR, "上周呢")


@pytest.mark.parametrize("words", ["火星", "13月", "上周和上个月"])
def test_a_period_that_is_none_is_answered_with_what_to_type(office: Office, words: str) -> None:
    before = office.contents()
    assert office.says(EDITOR, f"未报 {words}").startswith("没有看懂是哪个期间，请这样发送：未报，或 未报 上周")
    assert office.contents() == before


def test_when_everybody_has_delivered_it_says_so(office: Office) -> None:
    for name in ("测试员01", "测试员02", "测试员03"):
        office.says(f"liaison-{name}", "报送 安全 开展隐患排查")
    assert office.says(EDITOR, "未报").startswith("0个单位没报，应报3个单位都已报：")
