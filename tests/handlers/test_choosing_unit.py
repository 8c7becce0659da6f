"""Whoever may report for several units is asked for which one: by number or by name, and nothing typed is lost."""

import pytest

from models.attachments import attachments_of
from models.items import Item, item_by_number
from tests.dialogue import Office, photo

LIAISON, OTHER, EDITOR = "liaison-测试员01", "liaison-测试员02", "editor-测试员04"
FREE_TEXT = "11月18日，应急管理局联合园区企业开展安全隐患大排查，共排查隐患26处，已整改24处，其余两处明确了整改时限。"
ONE_SHOT = "报送 安全 开展隐患排查\n排查隐患12处。"


@pytest.fixture(autouse=True)
def deputy(office: Office) -> None:
    """The liaison of one unit stands in for that of another."""
    office.says(LIAISON, "代理 测试员02")


def item(office: Office, number: int = 1) -> Item | None:
    with office.store.read() as connection:
        return item_by_number(connection, "jinhu", number)


def told(office: Office, number: int = 1) -> tuple[str, str, str]:
    found = item(office, number)
    assert found is not None
    return found.unit, found.byline, found.status


def test_the_question_names_the_units(office: Office) -> None:
    answer = office.sends(OTHER, ONE_SHOT)
    assert answer is not None
    assert answer.text == (
        "您可以为2个单位报送，「开展隐患排查」是哪个单位的？请回复序号或名称：\n"
        "1. 应急管理局\n2. 财政局（代理）\n暂不报送请回复「取消」。"
    )
    assert [(button.label, button.command) for button in answer.buttons] == [
        ("应急管理局", "应急管理局"),
        ("财政局", "财政局"),
    ]
    assert item(office) is None


@pytest.mark.parametrize(
    ("answer", "unit"),
    [("1", "应急管理局"), ("2", "财政局"), ("财政局", "财政局"), ("财政", "财政局"), ("應急管理局。", "应急管理局")],
)
def test_it_is_answered_by_number_or_name(office: Office, answer: str, unit: str) -> None:
    office.says(OTHER, ONE_SHOT)
    receipt = office.says(OTHER, answer)
    assert receipt.startswith(f"已收到，编号第1号。\n单位：{unit}\n板块：安全生产管理\n标题：开展隐患排查\n")
    assert told(office) == (unit, "测试员02", "待审")
    found = item(office)
    assert found is not None and found.body == "排查隐患12处。"


def test_another_answer_is_asked_again_and_loses_nothing(office: Office) -> None:
    office.says(OTHER, ONE_SHOT)
    assert office.says(OTHER, "招商局").startswith("没有这个单位。\n您可以为2个单位报送")
    assert office.says(OTHER, "7").startswith("没有这个单位。")
    assert "单位：财政局" in office.says(OTHER, "2")
    assert item(office, 2) is None


def test_a_question_in_between_is_answered(office: Office) -> None:
    office.says(OTHER, ONE_SHOT)
    assert "请回复单位的序号或名称" in office.says(OTHER, "本周报了几条？")
    assert "单位：财政局" in office.says(OTHER, "2")


def test_the_form_asks_at_its_end(office: Office) -> None:
    for text in ("报送", "2", "开展安全检查", "落实情况良好", "完成"):
        office.says(OTHER, text)
    assert "是哪个单位的" in office.says(OTHER, "确认")
    assert "单位：财政局" in office.says(OTHER, "财政局")
    found = item(office)
    assert found is not None and found.points == {"落实情况": "落实情况良好"}


def test_a_recognised_text_asks_at_its_end_and_photos_go_with_it(office: Office) -> None:
    office.says(OTHER, "", media=[photo("a")])
    office.says(OTHER, FREE_TEXT)
    office.says(OTHER, "安全生产管理")
    assert "是哪个单位的" in office.says(OTHER, "确认")
    assert "正在填写" in office.says(OTHER, "", media=[photo("b")])
    assert "附件：2个" in office.says(OTHER, "2")
    assert "附到第1号" in office.says(OTHER, "", media=[photo("c")])
    found = item(office)
    assert found is not None and found.body == FREE_TEXT
    with office.store.read() as connection:
        assert [each.reference for each in attachments_of(connection, found.id)] == ["a", "b", "c"]


@pytest.mark.parametrize("pushed_aside_by", ["取消", "报送", FREE_TEXT])
def test_what_was_not_answered_becomes_a_draft(office: Office, pushed_aside_by: str) -> None:
    office.says(OTHER, ONE_SHOT)
    assert "已存为第1号草稿" in office.says(OTHER, pushed_aside_by)
    found = item(office)
    assert found is not None
    assert (found.title, found.body, found.status) == ("开展隐患排查", "排查隐患12处。", "草稿")


def test_a_draft_is_asked_about_when_it_is_sent_in(office: Office) -> None:
    office.says(OTHER, ONE_SHOT)
    office.says(OTHER, "取消")
    assert "是哪个单位的" in office.says(OTHER, "报送 1")
    assert told(office) == ("应急管理局", "测试员02", "草稿")
    assert office.says(OTHER, "2").startswith("已收到，编号第1号。\n单位：财政局")
    assert told(office) == ("财政局", "测试员02", "待审")


def test_a_draft_of_the_unit_that_somebody_else_wrote_is_that_units(office: Office) -> None:
    for text in ("报送", "2", "开展安全检查", "取消"):
        office.says(LIAISON, text)
    assert office.says(OTHER, "报送 1").startswith("已收到，编号第1号。\n单位：财政局")
    assert told(office) == ("财政局", "测试员01", "待审")


def test_with_代报_nothing_is_asked(office: Office) -> None:
    assert "单位：财政局" in office.says(OTHER, "代报 财政局 安全 开展隐患排查")
    assert "单位：应急管理局" in office.says(OTHER, "代报 应急管理局 安全 开展隐患排查")
    assert (told(office)[0], told(office, 2)[0]) == ("财政局", "应急管理局")


def test_a_liaison_of_two_units_is_asked_too(office: Office) -> None:
    office.member("审计局", "测试员03", accounts=[("wecom", "liaison-测试员03")])
    assert "1. 招商局\n2. 审计局\n" in office.says("liaison-测试员03", ONE_SHOT)
    assert "单位：审计局" in office.says("liaison-测试员03", "2")
    mine = office.says("liaison-测试员03", "我的")
    assert "招商局 11月1日以来的信息：暂无。" in mine and "审计局 11月1日以来的信息：\n第1号" in mine


def test_own_words_work_for_every_unit(office: Office) -> None:
    office.says(OTHER, "代报 财政局 安全 开展隐患排查")
    assert "已修改" in office.says(OTHER, "修改 1 标题 开展隐患大排查")
    assert "本周应报1条，已报0条" in office.says(OTHER, "撤回 1")


def test_a_liaison_of_one_unit_is_never_asked(office: Office) -> None:
    receipt = office.says(LIAISON, ONE_SHOT)
    assert receipt.startswith("已收到，编号第1号。\n板块：安全生产管理\n")


def test_a_form_in_hand_is_kept_when_the_question_comes_in_between(office: Office) -> None:
    for text in ("报送", "2", "开展安全检查"):
        office.says(OTHER, text)
    answer = office.says(OTHER, ONE_SHOT)
    assert answer.startswith("没有确认的内容，已存为第1号草稿") and "是哪个单位的" in answer
    assert "编号第2号" in office.says(OTHER, "1")
