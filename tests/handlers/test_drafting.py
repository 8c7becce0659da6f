"""Free text that is recognised: shown first, stored after 确认."""

import pytest

from models.items import Item, item_by_number
from tests.dialogue import Office, photo
from tests.factories import PLAN_TEXT, make_plan

LIAISON = "liaison-测试员01"
FREE_TEXT = "11月18日，应急管理局联合园区企业开展安全隐患大排查，共排查隐患26处，已整改24处，其余两处明确了整改时限。"
UNCLEAR = "今天上午单位组织干部职工开展了一次集体学习活动，大家踊跃发言，交流了各自的心得体会。"


def item(office: Office, number: int = 1) -> Item | None:
    with office.store.read() as connection:
        return item_by_number(connection, "jinhu", number)


def test_free_text_is_proposed_with_board_and_title_and_stored_after_the_confirmation(office: Office) -> None:
    answer = office.sends(LIAISON, FREE_TEXT)
    assert answer is not None
    assert "安全生产管理" in answer.text
    assert [button.command for button in answer.buttons] == ["确认", "取消"]
    assert "暂无" in office.says(LIAISON, "我的")
    assert "第1号" in office.says(LIAISON, "确认")
    with office.store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
    assert item is not None and item.body == FREE_TEXT


def test_a_bare_number_presses_the_button_of_that_place(office: Office) -> None:
    office.says(LIAISON, FREE_TEXT)
    assert "第1号" in office.says(LIAISON, "1")


def test_a_text_without_a_clear_board_is_asked_about(office: Office) -> None:
    answer = office.sends(
        LIAISON, "今天上午单位组织干部职工开展了一次集体学习活动，大家踊跃发言，交流了各自的心得体会。"
    )
    assert answer is not None
    assert "属于哪个板块" in answer.text
    assert "板块：基础设施配套提升" in office.says(LIAISON, "3")
    assert "第1号" in office.says(LIAISON, "确认")


def test_a_proposal_that_is_declined_stores_nothing(office: Office) -> None:
    office.says(LIAISON, FREE_TEXT)
    assert "不报送" in office.says(LIAISON, "取消")
    assert "暂无" in office.says(LIAISON, "我的")


def test_the_title_of_a_proposal_can_be_changed(office: Office) -> None:
    office.says(LIAISON, FREE_TEXT)
    assert "标题：开发区排查隐患26处" in office.says(LIAISON, "标题 开发区排查隐患26处")
    assert "标题：开发区排查隐患26处" in office.says(LIAISON, "确认")


@pytest.mark.parametrize("title", ["标题 ，。", "标题：", "标题   ", "标题：：：：", "标题 :::"])
def test_a_title_of_nothing_is_not_taken(office: Office, title: str) -> None:
    office.says(LIAISON, FREE_TEXT)
    office.says(LIAISON, title)
    office.says(LIAISON, "确认")
    stored = item(office)
    assert stored is not None and stored.title.startswith("11月18日")


@pytest.mark.parametrize("yes", ["确认", "確認。", "ok", "好的！", "是"])
def test_a_yes_in_other_words_is_a_yes(office: Office, yes: str) -> None:
    office.says(LIAISON, FREE_TEXT)
    assert "第1号" in office.says(LIAISON, yes)


def test_it_says_how_sure_it_is(office: Office) -> None:
    assert "板块：安全生产管理（把握 95%）" in office.says(LIAISON, FREE_TEXT)


@pytest.mark.parametrize("answer", ["基础设施", "板块 基础设施", "基础设施配套提升板块"])
def test_another_board_is_chosen_by_its_name(office: Office, answer: str) -> None:
    office.says(LIAISON, FREE_TEXT)
    assert "板块：基础设施配套提升\n" in office.says(LIAISON, answer)
    office.says(LIAISON, "确认")
    stored = item(office)
    assert stored is not None and stored.board == "基础设施配套提升"


def test_a_number_does_not_change_a_board_that_was_recognised(office: Office) -> None:
    office.says(LIAISON, FREE_TEXT)
    assert "板块：安全生产管理" in office.says(LIAISON, "3")


def test_a_yes_before_the_board_is_known_asks_for_it_again(office: Office) -> None:
    office.says(LIAISON, UNCLEAR)
    assert "属于哪个板块" in office.says(LIAISON, "确认")
    assert item(office) is None


def test_more_text_becomes_part_of_it(office: Office) -> None:
    office.says(LIAISON, FREE_TEXT)
    assert f"正文：{len(FREE_TEXT) + 1 + 15}字" in office.says(LIAISON, "下一步将开展回头看，防止反弹。")
    office.says(LIAISON, "确认")
    stored = item(office)
    assert stored is not None and stored.body == f"{FREE_TEXT}\n下一步将开展回头看，防止反弹。"


def test_with_more_text_the_title_and_the_board_that_were_given_stay(office: Office) -> None:
    for text in (FREE_TEXT, "标题 开发区排查隐患26处", "基础设施", "下一步将开展安全隐患回头看，防止反弹。"):
        office.says(LIAISON, text)
    office.says(LIAISON, "确认")
    stored = item(office)
    assert stored is not None and (stored.title, stored.board) == ("开发区排查隐患26处", "基础设施配套提升")


def test_a_short_remark_shows_it_again(office: Office) -> None:
    first = office.says(LIAISON, FREE_TEXT)
    assert office.says(LIAISON, "怎么办") == first
    assert item(office) is None


def test_a_command_in_between_is_a_command(office: Office) -> None:
    office.says(LIAISON, "报送 招商 项目签约")
    office.says(LIAISON, FREE_TEXT)
    assert "第1号已补充" in office.says(LIAISON, "补充 1 总投资15亿元，明年6月投产。")
    assert "第2号" in office.says(LIAISON, "确认")
    stored = item(office, 2)
    assert stored is not None and stored.body == FREE_TEXT


def test_photos_are_counted_and_go_with_it(office: Office) -> None:
    assert "附件：2个" in office.says(LIAISON, FREE_TEXT, media=[photo("a"), photo("b")])
    assert "共3个附件" in office.says(LIAISON, "", media=[photo("c")])
    assert "附件：3个" in office.says(LIAISON, "确认")


def test_a_board_that_is_lost_in_the_meantime_loses_no_text(office: Office) -> None:
    office.says(LIAISON, FREE_TEXT)
    without = PLAN_TEXT.replace('"安全生产管理"', '"消防"').replace('["安全生产", "安全"]', "[]")
    office.store.write(lambda connection: make_plan(connection, without, office.now))
    assert "已经没有「安全生产管理」这个板块" in office.says(LIAISON, "确认")
    assert "板块：消防" in office.says(LIAISON, "消防")
    assert "第1号" in office.says(LIAISON, "确认")
    stored = item(office)
    assert stored is not None and (stored.board, stored.body) == ("消防", FREE_TEXT)


@pytest.mark.parametrize(
    "text", ["本周一共有哪些单位已经报送了信息，还有哪些单位到现在为止没有报送信息呢", "短了些，不到三十个字。"]
)
def test_questions_and_short_texts_are_not_proposed(office: Office, text: str) -> None:
    assert "是否作为信息报送" not in office.says(LIAISON, text)


def test_only_a_liaisons_text_is_taken_for_an_item(office: Office) -> None:
    for account in ("editor-测试员04", "leader-测试员05"):
        assert "是否作为信息报送" not in office.says(account, FREE_TEXT)


def test_a_question_beside_a_proposal_is_answered_and_the_proposal_stays(office: Office) -> None:
    office.says(LIAISON, FREE_TEXT)
    answer = office.says(LIAISON, "我们本周报了几条？")
    assert answer.startswith("0条信息")
    assert answer.endswith("\n您还有一条信息没有确认，回复「确认」报送，「取消」不报。")
    assert "第1号" in office.says(LIAISON, "1")
