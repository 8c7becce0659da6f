"""报送 in one shot, and drafts that are sent in."""

import pytest

from models.items import Item, item_by_number
from tests.dialogue import Office, photo

LIAISON = "liaison-测试员01"


def item(office: Office, number: int = 1) -> Item:
    with office.store.read() as connection:
        found = item_by_number(connection, "jinhu", number)
    assert found is not None
    return found


def test_one_shot_stores_at_once_and_the_receipt_says_number_week_and_next_word(office: Office) -> None:
    answer = office.says(LIAISON, "报送 安全生产 开展隐患排查\n排查隐患26处，已整改24处。")
    assert "第1号" in answer
    assert "安全生产管理" in answer
    assert "应报1条，已报1条" in answer
    assert "修改 1" in answer or "撤回 1" in answer
    with office.store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
    assert item is not None
    assert (item.status, item.title, item.body) == ("待审", "开展隐患排查", "排查隐患26处，已整改24处。")
    assert str(item.counted_on) == "2026-11-18"


def test_full_width_traditional_and_slash_make_no_difference(office: Office) -> None:
    assert "第1号" in office.says(LIAISON, "／報送　安全生产　开展隐患排查")
    assert "第2号" in office.says(LIAISON, "  报送 安全 又一次隐患排查")


def test_without_a_body_the_title_says_it_all(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    assert (item(office).title, item(office).body) == ("开展隐患排查", "开展隐患排查")


def test_the_body_keeps_its_lines_and_its_characters(office: Office) -> None:
    office.says(LIAISON, "报送 安全  开展 隐患排查 \n 第一段，１２處。\n\n第二段：😀 ")
    assert (item(office).title, item(office).body) == ("开展 隐患排查", "第一段，１２處。\n\n第二段：😀")


def test_the_receipt_names_what_the_text_does_not_touch_on(office: Office) -> None:
    assert "补充 1 内容」补上：隐患排查及整改。" in office.says(LIAISON, "报送 安全 措施全部落实")


def test_an_unknown_board_is_asked_for_and_nothing_is_stored(office: Office) -> None:
    answer = office.sends(LIAISON, "报送 体育 运动会\n共5个项目")
    assert answer is not None
    assert answer.text.startswith(
        "没有「体育」这个板块，内容已经留着，请回复板块的序号或名称：1 重特大项目招引；2 安全"
    )
    assert [button.command for button in answer.buttons] == ["重特大项目招引", "安全生产管理", "基础设施配套提升"]
    assert "暂无" in office.says(LIAISON, "我的")
    assert "标题：运动会" in office.says(LIAISON, "3")
    assert "第1号" in office.says(LIAISON, "确认")
    assert (item(office).board, item(office).body) == ("基础设施配套提升", "体育 运动会\n共5个项目")


@pytest.mark.parametrize("text", ["报送 安全", "报送 安全 ", "报送：安全。"])
def test_a_board_without_a_title_begins_the_form_there(office: Office, text: str) -> None:
    assert office.says(LIAISON, text).startswith("板块：安全生产管理。请输入标题。")
    assert "1/3 落实情况" in office.says(LIAISON, "开展安全检查")


@pytest.mark.parametrize("text", ["报送：安全，排查隐患26处", "报送 安全\n排查隐患26处", "报送 安全：排查隐患26处"])
def test_a_text_behind_its_board_is_proposed(office: Office, text: str) -> None:
    answer = office.says(LIAISON, text)
    assert "板块：安全生产管理\n标题：排查隐患26处" in answer
    assert "第1号" in office.says(LIAISON, "确认")
    assert item(office).body == "排查隐患26处"


def test_an_unknown_board_puts_no_other_text_aside(office: Office) -> None:
    office.says(LIAISON, "报送 安全，排查隐患26处")
    assert "已存为第1号草稿" in office.says(LIAISON, "报送 体育 运动会")
    assert item(office).body == "排查隐患26处"


def test_a_long_text_without_a_board_is_proposed_instead(office: Office) -> None:
    text = "开发区联合园区企业开展安全隐患大排查，共排查隐患26处，已整改24处。"
    assert "板块：安全生产管理" in office.says(LIAISON, f"报送 {text}")
    assert "第1号" in office.says(LIAISON, "确认")
    assert item(office).body == text


def test_nothing_but_marks_is_no_item(office: Office) -> None:
    assert "请写明板块和标题" in office.says(LIAISON, "报送 " + "，。" * 20)


def test_a_message_that_comes_three_times_is_one_item_and_three_equal_answers(office: Office) -> None:
    answers = {office.says(LIAISON, "报送 安全 开展隐患排查", key="same") for _ in range(3)}
    assert len(answers) == 1
    assert office.says(LIAISON, "我的").count("第1号") == 1
    assert "第2号" not in office.says(LIAISON, "我的")


def test_only_a_liaison_submits(office: Office) -> None:
    assert "没有权限" in office.says("leader-测试员05", "报送 安全 开展隐患排查")


def test_an_item_counts_for_the_week_in_which_the_platform_says_it_was_sent(office: Office) -> None:
    sent = office.now
    office.clock("2026-11-23 00:05")
    office.says(LIAISON, "报送 安全 迟到的隐患排查", sent_at=sent)
    with office.store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
    assert item is not None and str(item.counted_on) == "2026-11-18"


def test_one_shot_in_the_middle_of_a_form_leaves_the_form_alone(office: Office) -> None:
    office.says(LIAISON, "报送")
    office.says(LIAISON, "2")
    assert "第1号" in office.says(LIAISON, "报送 招商 项目签约")
    assert "1/3" in office.says(LIAISON, "开展安全检查")


def test_a_draft_is_sent_in_under_its_number_with_its_points_and_photos(office: Office) -> None:
    for text in ("报送", "2", "开展安全检查", "覆盖企业38家"):
        office.says(LIAISON, text)
    office.says(LIAISON, "", media=[photo()])
    office.says(LIAISON, "取消")
    assert "附件：1个" in office.says(LIAISON, "报送 第1号")
    sent = item(office)
    assert (sent.status, sent.title, sent.points) == ("待审", "开展安全检查", {"落实情况": "覆盖企业38家"})


def test_a_draft_is_sent_in_once(office: Office) -> None:
    for text in ("报送", "2", "开展安全检查", "取消", "报送 1"):
        office.says(LIAISON, text)
    for number in (1, 99):
        assert f"没有第{number}号草稿" in office.says(LIAISON, f"报送 {number}")
