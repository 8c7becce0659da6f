"""One more sentence right after an item was sent."""

import pytest

from models.items import item_by_number
from tests.dialogue import Office

LIAISON = "liaison-测试员01"
MORE = "本次检查还邀请了三位专家参加"


def body(office: Office, number: int = 1) -> str:
    with office.store.read() as connection:
        item = item_by_number(connection, "jinhu", number)
    assert item is not None
    return item.body


@pytest.fixture
def sent(office: Office) -> Office:
    """An item has just been sent."""
    office.says(LIAISON, "报送 安全 开展隐患排查")
    office.clock("2026-11-18 10:10")
    return office


def test_it_is_offered_as_part_of_that_item(sent: Office) -> None:
    answer = sent.sends(LIAISON, MORE)
    assert answer is not None
    assert answer.text.startswith("要把这段文字补充到第1号「开展隐患排查」吗？回复「确认」补充，「取消」不补充：\n")
    assert [button.command for button in answer.buttons] == ["确认", "取消"]
    assert "第1号已补充" in sent.says(LIAISON, "确认")
    assert body(sent) == f"开展隐患排查\n{MORE}"


def test_a_no_leaves_the_item_as_it_is(sent: Office) -> None:
    sent.says(LIAISON, MORE)
    assert sent.says(LIAISON, "取消") == "好的，这段文字不补充。"
    assert body(sent) == "开展隐患排查"


def test_a_second_sentence_goes_with_the_first(sent: Office) -> None:
    sent.says(LIAISON, MORE)
    sent.says(LIAISON, "号召全体职工积极参与")
    sent.says(LIAISON, "确认")
    assert body(sent) == f"开展隐患排查\n{MORE}\n号召全体职工积极参与"


def test_a_word_that_could_belong_to_a_number_stays_whole(sent: Office) -> None:
    sent.says(LIAISON, "号召全体职工积极参与")
    sent.says(LIAISON, "确认")
    assert body(sent) == "开展隐患排查\n号召全体职工积极参与"


def test_thanks_and_questions_in_between_are_answered_and_no_part_of_it(sent: Office) -> None:
    sent.says(LIAISON, MORE)
    assert sent.says(LIAISON, "谢谢").endswith("还有一段文字等待确认，回复「确认」补充，「取消」不补充。")
    assert sent.says(LIAISON, "我们本周报了几条？").startswith("1条信息")
    assert "目标进度" in sent.says(LIAISON, "进度")
    sent.says(LIAISON, "确认")
    assert body(sent) == f"开展隐患排查\n{MORE}"


@pytest.mark.parametrize("text", ["谢谢", "好的", "谁没报", "进度", "近度", "在吗", "哦哦"])
def test_what_has_another_meaning_keeps_it(sent: Office, text: str) -> None:
    assert "补充到" not in sent.says(LIAISON, text)


def test_it_is_offered_for_ten_minutes_and_to_the_sender_alone(sent: Office) -> None:
    assert "补充到" not in sent.says("liaison-测试员02", MORE)
    assert "补充到" not in sent.says("editor-测试员04", MORE)
    assert "补充到" not in sent.says(LIAISON, MORE, group="g1")
    sent.clock("2026-11-18 10:11")
    assert "补充到" not in sent.says(LIAISON, MORE)


def test_an_item_that_is_taken_already_is_not_added_to(sent: Office) -> None:
    sent.says("editor-测试员04", "通过 1")
    assert "补充到" not in sent.says(LIAISON, MORE)


def test_left_alone_it_leaves_no_draft(sent: Office) -> None:
    sent.says(LIAISON, MORE)
    sent.clock("2026-11-19 12:00")
    assert "草稿" not in sent.says(LIAISON, "我的")
