"""待审, 通过, 退回."""

import pytest

from models.items import item_by_number
from tests.dialogue import Office

LIAISON, EDITOR, LEADER = "liaison-测试员01", "editor-测试员04", "leader-测试员05"


def test_the_queue_shows_the_oldest_first_and_the_whole_text_on_request(office: Office) -> None:
    assert office.says(EDITOR, "待审") == "没有待审的信息。"
    office.says(LIAISON, "报送 安全 开展隐患排查\n排查隐患26处。")
    office.says("liaison-测试员03", "报送 招商 装备项目签约")
    answer = office.says(EDITOR, "待审")
    assert "待审2条" in answer
    assert answer.index("第1号 财政局") < answer.index("第2号 招商局")
    assert "排查隐患26处。" in office.says(EDITOR, "待审 1")


def test_adopting_tells_the_liaison_and_says_what_is_left(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    assert "没有待审的信息了" in office.says(EDITOR, "通过 1 写得很好")
    [letter] = office.outbox()
    assert letter.account == LIAISON
    assert "已采用" in letter.content.text and "写得很好" in letter.content.text
    assert "只有待审的信息可以通过" in office.says(EDITOR, "通过 1")


def test_sending_back_needs_a_reason_and_says_what_to_type(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    assert "请写明退回的理由" in office.says(EDITOR, "退回 1")
    office.says(EDITOR, "退回 1 请补充整改情况")
    [letter] = office.outbox()
    assert "理由：请补充整改情况" in letter.content.text and "修改 1" in letter.content.text


def test_nobody_else_decides(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    for account in (LIAISON, LEADER):
        assert "没有权限" in office.says(account, "通过 1")


def test_a_decision_that_comes_twice_is_told_once(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    for _ in range(3):
        office.says(EDITOR, "通过 1", key="same")
    assert len(office.outbox()) == 1


# Several numbers


def statuses(office: Office, *numbers: int) -> list[str]:
    with office.store.read() as connection:
        items = [item_by_number(connection, "jinhu", number) for number in numbers]
    return [item.status if item else "" for item in items]


@pytest.fixture
def three(office: Office) -> Office:
    """第1号 and 第2号 are of 财政局, 第3号 of 招商局."""
    office.says(LIAISON, "报送 安全 开展隐患排查")
    office.says(LIAISON, "报送 安全 开展消防演练")
    office.says("liaison-测试员03", "报送 招商 装备项目签约")
    return office


@pytest.mark.parametrize(
    "words",
    ["1 2", "1、2", "1，2", "1,2", "第1号、第2号", "１　２", "1和2", "1号2号", "1 2 2 1", "1、 2 写得好", "1;2"],
)
def test_several_numbers_are_adopted_each_and_the_liaison_is_told_once(three: Office, words: str) -> None:
    answer = three.says(EDITOR, f"通过 {words}")
    assert answer.splitlines()[:2] == ["第1号已采用，已通知财政局。", "第2号已采用，已通知财政局。"]
    assert statuses(three, 1, 2, 3) == ["采用", "采用", "待审"]
    [letter] = three.outbox()
    assert "第1号" in letter.content.text and "第2号" in letter.content.text
    assert ("写得好" in letter.content.text) == ("写得好" in words)


def test_of_several_numbers_those_that_cannot_be_are_named_with_why(three: Office) -> None:
    three.says(EDITOR, "退回 1 请补充")
    answer = three.says(EDITOR, "通过 1 2 3 99").splitlines()
    assert "第1号现在是「退回」" in answer[0] and "没有第99号" in answer[3]
    assert answer[1:3] == ["第2号已采用，已通知财政局。", "第3号已采用，已通知招商局。"]
    assert [letter.account for letter in three.outbox()[1:]] == [LIAISON, "liaison-测试员03"]


def test_several_are_sent_back_with_one_reason(three: Office) -> None:
    three.says(EDITOR, "退回 1、3 请补充整改情况")
    assert statuses(three, 1, 2, 3) == ["退回", "待审", "退回"]
    assert ["理由：请补充整改情况。" in letter.content.text for letter in three.outbox()] == [True, True]
    assert "退回 1 2 请补充" in three.says(EDITOR, "退回 1 2")


@pytest.mark.parametrize(
    "words",
    [
        "通过 1-3",
        "通过 1到3",
        "通过 1~2 写得好",
        "通过 1.2",
        "通过 1 2写得好",
        "退回 1、2请补充",
        "退回 1 2 3 个数字有误",
    ],
)
def test_what_may_be_a_number_or_a_word_is_asked_about(three: Office, words: str) -> None:
    assert "没有看清" in three.says(EDITOR, words)
    assert statuses(three, 1, 2, 3) == ["待审"] * 3 and three.outbox() == []


@pytest.mark.parametrize("reason", ["3处数字有误", "46.5万元请核实", "2026年的数据请更新", "5G项目请写明进展"])
def test_a_reason_may_begin_with_a_figure(three: Office, reason: str) -> None:
    three.says(EDITOR, f"退回 1 {reason}")
    assert statuses(three, 1, 2, 3) == ["退回", "待审", "待审"]
    assert f"理由：{reason}。" in three.outbox()[0].content.text


def test_no_more_than_thirty_are_decided_at_once(three: Office) -> None:
    assert "最多处理30条" in three.says(EDITOR, "通过 " + " ".join(map(str, range(1, 32))))
    assert statuses(three, 1) == ["待审"]


def test_what_came_out_cannot_be_sent_back(three: Office) -> None:
    three.says(EDITOR, "刊发 1 金湖发布")
    assert "已登记刊发1次，不能退回" in three.says(EDITOR, "退回 1 请补充")
    assert statuses(three, 1) == ["待审"]


def test_the_example_names_the_command_that_was_typed(office: Office) -> None:
    assert "例如：退回 12" in office.says(EDITOR, "退回")
    assert "例如：通过 12" in office.says(EDITOR, "通过")
