"""撤回, 修改, 补充."""

from models.items import item_by_number
from tests.dialogue import Office

LIAISON, OTHER, EDITOR = "liaison-测试员01", "liaison-测试员02", "editor-测试员04"


def submitted(office: Office) -> Office:
    assert "第1号" in office.says(LIAISON, "报送 安全 开展隐患排查\n排查隐患26处。")
    return office


def test_a_withdrawn_item_counts_no_more(office: Office) -> None:
    answer = submitted(office).says(LIAISON, "撤回 1")
    assert "已撤回" in answer and "还差1条" in answer
    assert "已经撤回" in office.says(LIAISON, "撤回 1")


def test_another_unit_cannot_touch_it_and_does_not_learn_that_it_exists(office: Office) -> None:
    submitted(office)
    assert "没有找到本单位的第1号" in office.says(OTHER, "撤回 1")
    assert "没有找到本单位的第1号" in office.says(OTHER, "修改 1 改成别的")


def test_title_board_and_body_are_changed_one_at_a_time(office: Office) -> None:
    submitted(office)
    office.says(LIAISON, "修改 1 标题 隐患排查见成效")
    office.says(LIAISON, "修改 1 板块 基础设施")
    office.says(LIAISON, "修改第1号 正文 排查隐患28处。")
    with office.store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
    assert item is not None
    assert (item.title, item.board, item.body) == ("隐患排查见成效", "基础设施配套提升", "排查隐患28处。")


def test_what_is_added_stands_at_the_end(office: Office) -> None:
    submitted(office).says(LIAISON, "补充 1 已全部整改。")
    with office.store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
    assert item is not None and item.body == "排查隐患26处。\n已全部整改。"


def test_an_adopted_item_is_out_of_the_units_hands(office: Office) -> None:
    submitted(office).says(EDITOR, "通过 1")
    for text in ("撤回 1", "修改 1 改成别的", "补充 1 再加一句"):
        assert "已经采用" in office.says(LIAISON, text)


def test_an_item_that_was_sent_back_counts_again_once_it_is_changed(office: Office) -> None:
    submitted(office).says(EDITOR, "退回 1 请补充整改情况")
    assert "还差1条" in office.says(LIAISON, "我的")
    answer = office.says(LIAISON, "补充 1 已全部整改。")
    assert "重新报送审核" in answer and "已报1条" in answer


def test_what_is_wrong_is_answered_with_what_to_type(office: Office) -> None:
    submitted(office)
    assert "请写明编号" in office.says(LIAISON, "撤回")
    assert "修改 1" in office.says(LIAISON, "修改 1")
    assert "补充 1" in office.says(LIAISON, "补充 1")
    assert "没有这个板块" in office.says(LIAISON, "修改 1 板块 体育")
    assert "没有找到" in office.says(LIAISON, "撤回 99")


def test_every_answer_names_the_next_word(office: Office) -> None:
    submitted(office)
    assert "第1号已补充，发送「我的」可查看。" in office.says(LIAISON, "补充 1 已全部整改。")
    assert "第1号已修改，发送「我的」可查看。" in office.says(LIAISON, "修改 1 标题 隐患排查见成效")
    assert "如需重新报送，请发送「报送」。" in office.says(LIAISON, "撤回 1")


def test_a_draft_that_is_changed_is_said_to_be_one_still(office: Office) -> None:
    for text in ("报送", "安全", "开展隐患排查", "取消"):
        office.says(LIAISON, text)
    for text in ("补充 1 已全部整改。", "修改 1 标题 隐患排查见成效"):
        assert "仍是草稿，发送「报送 1」可报送。" in office.says(LIAISON, text)
    assert "已收到，编号第1号" in office.says(LIAISON, "报送 1")


def test_what_came_out_cannot_be_withdrawn(office: Office) -> None:
    submitted(office).says(EDITOR, "刊发 1 金湖发布")
    assert office.says(LIAISON, "撤回 1") == "第1号已登记刊发1次，不能撤回，请联系宣传办。"
    with office.store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
    assert item is not None and item.status == "待审"


def test_several_are_not_withdrawn_at_once(office: Office) -> None:
    submitted(office)
    assert "一次只能撤回一条" in office.says(LIAISON, "撤回 1、2")
    assert "已撤回" in office.says(LIAISON, "撤回 1 写错了")
