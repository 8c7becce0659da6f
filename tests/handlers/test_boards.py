"""Choosing a board from the list."""

import pytest

from handlers.boards import BUTTONS, board_chosen, board_named, boards_to_choose, label
from handlers.context import UsageError
from rules.plan import Board, Plan
from tests.dialogue import Office
from tests.factories import PLAN_TEXT, plan_file

PLAN: Plan = plan_file().plan
MANY = PLAN_TEXT + "".join(f'\n[[boards]]\nname = "其他工作{letter}"\n' for letter in "甲乙丙丁戊己")


def name(board: Board | None) -> str | None:
    return board.name if board else None


def test_the_list_stands_between_the_question_and_the_way_out() -> None:
    asks = boards_to_choose(PLAN, "请选择：", "不选请回复「取消」。")
    assert asks.text.splitlines() == [
        "请选择：",
        "1. 重特大项目招引",
        "2. 安全生产管理",
        "3. 基础设施配套提升",
        "不选请回复「取消」。",
    ]
    assert [button.command for button in asks.buttons] == [board.name for board in PLAN.boards]


@pytest.mark.parametrize(
    ("answer", "board"),
    [("2", "安全生产管理"), ("3", "基础设施配套提升"), ("安全", "安全生产管理"), ("招引", "重特大项目招引")]
    + [("0", None), ("4", None), ("9999", None), ("²", None), ("体育", None), ("", None)],
)
def test_a_number_or_a_name_chooses(answer: str, board: str | None) -> None:
    assert name(board_chosen(PLAN, answer)) == board


def test_a_board_that_the_plan_has_lost_is_said_so() -> None:
    assert board_named(PLAN, {"board": "安全生产管理"}).name == "安全生产管理"
    with pytest.raises(UsageError, match="已经没有「体育」这个板块，请发送「报送」重新选择"):
        board_named(PLAN, {"board": "体育"})


def test_boards_beyond_the_buttons_are_chosen_by_their_number_too(office: Office) -> None:
    wide = Office(office.store, text=MANY)
    asked = wide.sends("liaison-测试员01", "报送")
    assert asked is not None and len(asked.buttons) == BUTTONS and "9. 其他工作己" in asked.text
    assert "板块：其他工作己" in wide.says("liaison-测试员01", "9")
    wide.says("liaison-测试员01", "取消")
    wide.says(
        "liaison-测试员01", "今天上午单位组织干部职工开展了一次集体学习活动，大家踊跃发言，交流了各自的心得体会。"
    )
    assert "板块：其他工作戊" in wide.says("liaison-测试员01", "8")


def test_a_label_is_never_cut() -> None:
    assert label("安全生产管理", "板块1") == "安全生产管理"
    assert label("基础设施配套提升和城市管理", "板块2") == "板块2"
