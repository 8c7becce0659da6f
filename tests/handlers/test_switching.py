"""切换: one person in several plans."""

import pytest

from tests.dialogue import Office
from tests.factories import PLAN_TEXT, make_member, make_plan

LIAISON = "liaison-测试员01"
SECOND = 'id = "pingchuan"\ntitle = "营商环境宣传方案"\nstart = 2024-01-01\n'


@pytest.fixture
def both(office: Office) -> Office:
    """测试员01 is a liaison of two plans that one channel serves."""
    office.store.write(lambda connection: make_plan(connection, SECOND, office.now))
    office.store.write(
        lambda c: make_member(c, "财政局", "测试员01", plan_id="pingchuan", accounts=[("wecom", LIAISON)])
    )
    office.plans = ("jinhu", "pingchuan")
    return office


def test_a_member_of_two_plans_is_asked_first_and_nothing_else_works(both: Office) -> None:
    before = both.contents()
    for text in ("进度", "报送 安全 开展隐患排查", "帮助", "1"):
        answer = both.sends(LIAISON, text)
        assert answer is not None
        assert answer.text == (
            "您参加了 2 个方案，请先选择现在要办理哪一个：\n"
            "切换 jinhu：开发区宣传工作方案\n切换 pingchuan：营商环境宣传方案"
        )
        assert [button.command for button in answer.buttons] == ["切换 jinhu", "切换 pingchuan"]
    assert both.contents() == before


def test_it_is_asked_once(both: Office) -> None:
    assert "已切换到：开发区宣传工作方案" in both.says(LIAISON, "切换 jinhu")
    assert "县级媒体" in both.says(LIAISON, "进度")
    assert "第1号" in both.says(LIAISON, "报送 安全 开展隐患排查")


@pytest.mark.parametrize("words", ["切换 pingchuan", "切换 营商", "切换 营商环境宣传方案", "切換　营商环境"])
def test_a_plan_is_named_by_its_id_or_a_part_of_its_title(both: Office, words: str) -> None:
    both.says(LIAISON, "切换 jinhu")
    both.clock("2026-11-18 10:05")
    assert "已切换到：营商环境宣传方案" in both.says(LIAISON, words)
    assert "县级媒体" not in both.says(LIAISON, "进度")


@pytest.mark.parametrize("words", ["切换", "切换 方案", "切换 没有的方案"])
def test_a_plan_that_is_not_clear_is_asked_for_again(both: Office, words: str) -> None:
    before = both.contents()
    answer = both.says(LIAISON, words)
    assert answer == "请写明要切换到哪个方案：切换 jinhu（开发区宣传工作方案）；切换 pingchuan（营商环境宣传方案）"
    assert both.contents() == before


def test_each_plan_has_its_own_conversation(both: Office) -> None:
    both.says(LIAISON, "切换 jinhu")
    both.says(LIAISON, "报送")
    both.says(LIAISON, "2")
    both.clock("2026-11-18 10:05")
    both.says(LIAISON, "切换 pingchuan")
    assert "请输入标题" not in both.says(LIAISON, "我的")
    both.clock("2026-11-18 10:10")
    both.says(LIAISON, "切换 jinhu")
    assert "1/3 落实情况" in both.says(LIAISON, "开展安全检查")


def test_a_member_of_one_plan_is_never_asked(both: Office) -> None:
    assert "还差1条" in both.says("liaison-测试员02", "我的")


def test_a_plan_of_another_channel_is_not_offered(both: Office) -> None:
    both.plans = ("jinhu",)
    assert "县级媒体" in both.says(LIAISON, "进度")
    assert both.says(LIAISON, "切换 pingchuan") == "请写明要切换到哪个方案：切换 jinhu（开发区宣传工作方案）"


def test_two_plans_with_one_title_are_told_apart_by_their_ids(both: Office) -> None:
    both.store.write(lambda connection: make_plan(connection, PLAN_TEXT.replace('"jinhu"', '"jinhu2"', 1), both.now))
    both.store.write(lambda c: make_member(c, "财政局", "测试员01", plan_id="jinhu2", accounts=[("wecom", LIAISON)]))
    both.plans = ("jinhu", "jinhu2", "pingchuan")
    assert "请写明" in both.says(LIAISON, "切换 开发区")
    assert "已切换到" in both.says(LIAISON, "切换 jinhu")
