"""The kind (类型) of an item: named when it is sent in, kept while it is written, told in the receipt."""

from collections.abc import Callable
from datetime import date

import pytest

from handlers.kinds import kind_called, take_kind
from models.items import Item, item_by_number
from models.obligations import obligations_in
from models.store import Store
from scheduler.opening import open_periods
from tests.dialogue import Office
from tests.factories import PLAN_TEXT, plan_file

LIAISON, EDITOR = "liaison-测试员01", "editor-测试员04"
KINDS = 'kinds = ["信息", "线索", "案例", "图片", "统计", "项目进展"]\n'
OUTLETS = '[[outlets]]\nname = "金湖发布"'
DUTY = '[[duties]]\nid = "{0}"\ntitle = "{1}"\nperiod = "month"\ndeadline_day = 25\n{2}\n\n'
MORE = {
    "case": ("每月案例", 'kinds = ["案例"]'),
    "figures": ("每月统计", 'counts = "statistics"'),
    "updates": ("项目月报", 'counts = "project_updates"'),
}


def plan_text(*duties: str) -> str:
    """The test plan with more kinds, and with these duties of one kind each."""
    text = PLAN_TEXT.replace("start = 2024-08-20\n", f"start = 2024-08-20\n{KINDS}")
    for duty in duties:
        text = text.replace(OUTLETS, DUTY.format(duty, *MORE[duty]) + OUTLETS)
    return text


PLAN = plan_file(plan_text()).plan


@pytest.fixture
def made(store: Store) -> Callable[..., Office]:
    """An office with these duties beside the weekly one."""

    def make(*duties: str) -> Office:
        office = Office(store, text=plan_text(*duties))
        office.member("财政局", "测试员01")
        office.member("应急管理局", "测试员02")
        office.member("党群工作部", "测试员04", "editor")
        store.write(lambda connection: open_periods(connection, office.plan, office.now))
        return office

    return make


@pytest.fixture
def office(made: Callable[..., Office]) -> Office:
    return made()


def item(office: Office, number: int = 1) -> Item:
    with office.store.read() as connection:
        found = item_by_number(connection, "jinhu", number)
    assert found is not None
    return found


def stored(office: Office, number: int = 1) -> tuple[str, str, str, str]:
    found = item(office, number)
    return found.kind, found.board, found.title, found.body


def delivered(office: Office, duty: str) -> list[int]:
    with office.store.read() as connection:
        return [row.delivered for row in obligations_in(connection, "jinhu", duty, date(2026, 11, 1))]


def test_the_first_word_is_a_kind_only_where_the_plan_has_it() -> None:
    assert take_kind("案例 安全 标题\n正文", PLAN) == ("案例", "安全 标题\n正文")
    assert take_kind("統計：标题", PLAN) == ("统计", "标题")
    assert take_kind("案例分析 标题", PLAN) == (None, "案例分析 标题")
    assert take_kind("安全 案例", PLAN) == (None, "安全 案例")
    assert take_kind("", PLAN) == (None, "")
    assert kind_called("简报", PLAN) is None


def test_a_kind_before_the_board_is_stored_and_told(office: Office) -> None:
    receipt = office.says(LIAISON, "报送 案例 安全 隐患整改经验\n整改24处。")
    assert receipt.splitlines()[1:4] == ["类型：案例", "板块：安全生产管理", "标题：隐患整改经验"]
    assert stored(office) == ("案例", "安全生产管理", "隐患整改经验", "整改24处。")


def test_without_a_kind_it_is_news_of_which_nothing_is_said(office: Office) -> None:
    assert "类型" not in office.says(LIAISON, "报送 安全 开展隐患排查")
    assert "类型" not in office.says(LIAISON, "报送 信息 安全 开展隐患排查")
    assert {item(office, number).kind for number in (1, 2)} == {"信息"}


@pytest.mark.parametrize("kind", ["统计", "项目进展"])
def test_statistics_and_projects_updates_need_no_board(office: Office, kind: str) -> None:
    receipt = office.says(LIAISON, f"报送 {kind} 11月情况\n共12项，完成10项。")
    assert receipt.splitlines()[1:3] == [f"类型：{kind}", "标题：11月情况"]
    assert "板块" not in receipt and "补充 1 内容」补上" not in receipt
    assert stored(office) == (kind, "", "11月情况", "共12项，完成10项。")
    office.says(LIAISON, f"报送 {kind} 招商 12月情况")
    assert stored(office, 2) == (kind, "重特大项目招引", "12月情况", "12月情况")


def test_everything_that_shows_an_item_copes_without_a_board(office: Office) -> None:
    office.says(LIAISON, "报送 统计 11月情况\n共12项。")
    assert "第1号 11-18 10:00 待审 11月情况" in office.says(LIAISON, "我的")
    shown = office.says(EDITOR, "待审 1")
    assert "\n类型：统计\n标题：11月情况\n共12项。" in shown and "板块" not in shown
    assert "未定板块：1条" in office.says(EDITOR, "本周各板块报了多少条")


@pytest.mark.parametrize(
    ("duty", "text"),
    [
        ("case", "报送 案例 安全 经验\n正文"),
        ("figures", "报送 统计 情况\n正文"),
        ("updates", "报送 项目进展 情况\n正文"),
    ],
)
def test_a_duty_of_one_kind_is_kept_by_items_of_that_kind(made: Callable[..., Office], duty: str, text: str) -> None:
    office = made(duty)
    office.says(LIAISON, "报送 安全 开展隐患排查")
    assert delivered(office, duty) == [0, 0]
    assert f"{MORE[duty][0]}：本月应报1" in office.says(LIAISON, text)
    assert sorted(delivered(office, duty)) == [0, 1]


def test_the_form_keeps_the_kind_to_the_end(office: Office) -> None:
    assert office.says(LIAISON, "报送 案例").startswith("报送案例，请选择板块")
    assert "类型：案例，板块：安全生产管理。请输入标题" in office.says(LIAISON, "安全")
    office.says(LIAISON, "隐患整改经验")
    assert "类型：案例\n板块：安全生产管理" in office.says(LIAISON, "完成")
    assert "类型：案例" in office.says(LIAISON, "确认")
    assert item(office).kind == "案例"


def test_the_form_of_statistics_asks_for_title_and_content(office: Office) -> None:
    assert office.says(LIAISON, "报送 统计").startswith("类型：统计。请输入标题")
    assert office.says(LIAISON, "返回").startswith("类型：统计。请输入标题")
    assert office.says(LIAISON, "11月情况").startswith("1/1 内容")
    assert "类型：统计\n标题：11月情况\n内容：共12项" in office.says(LIAISON, "共12项")
    office.says(LIAISON, "确认")
    assert stored(office) == ("统计", "", "11月情况", "内容：共12项")


def test_a_text_that_is_proposed_keeps_the_kind(office: Office) -> None:
    text = "今天下午应急管理局联合园区企业开展安全隐患大排查，共排查安全隐患26处，现场整改24处，其余限期整改到位。"
    proposed = office.says(LIAISON, f"报送 案例 {text}")
    assert proposed.startswith("是否作为案例报送？\n类型：案例\n板块：安全生产管理")
    office.says(LIAISON, "确认")
    assert item(office).kind == "案例"


def test_an_unknown_board_is_asked_for_and_the_kind_is_kept(office: Office) -> None:
    assert "没有「体育」这个板块" in office.says(LIAISON, "报送 案例 体育 运动会")
    office.says(LIAISON, "2")
    office.says(LIAISON, "确认")
    assert (item(office).kind, item(office).board) == ("案例", "安全生产管理")


def test_a_draft_keeps_its_kind_until_it_is_sent_in(office: Office) -> None:
    for text in ("报送 案例 安全", "隐患整改经验", "取消"):
        office.says(LIAISON, text)
    assert (item(office).status, item(office).kind) == ("草稿", "案例")
    assert "第1号 案例 安全生产管理 隐患整改经验" in office.says(LIAISON, "草稿")
    office.says(LIAISON, "草稿 1 继续")
    office.says(LIAISON, "完成")
    assert "类型：案例" in office.says(LIAISON, "确认")
    assert (item(office).status, item(office).kind) == ("待审", "案例")


def test_a_draft_of_statistics_is_sent_in_without_a_board(office: Office) -> None:
    for text in ("报送 统计", "11月情况", "取消"):
        office.says(LIAISON, text)
    assert stored(office) == ("统计", "", "11月情况", "11月情况")
    assert "第1号 统计 11月情况" in office.says(LIAISON, "草稿")
    shown = office.says(LIAISON, "草稿 1")
    assert "类型：统计" in shown and "板块" not in shown
    assert office.says(LIAISON, "草稿 1 继续").endswith("退出「取消」。")
    office.says(LIAISON, "取消")
    assert "编号第1号" in office.says(LIAISON, "报送 1")
    assert (item(office).status, item(office).kind) == ("待审", "统计")


def test_a_draft_of_statistics_with_text_needs_no_board_either(office: Office) -> None:
    for text in ("报送 统计", "11月情况", "取消", "修改 1 共12项。", "草稿 1 继续"):
        answer = office.says(LIAISON, text)
    assert answer.startswith("是否作为统计报送？\n单位：财政局\n类型：统计\n标题：")
    assert "编号第1号" in office.says(LIAISON, "确认")
    assert stored(office)[:2] == ("统计", "")


def test_the_kind_is_kept_while_the_unit_is_asked_for(office: Office) -> None:
    office.says("liaison-测试员02", "代理 测试员01")
    asked = office.says(LIAISON, "报送 统计 11月情况\n共12项。")
    assert "是哪个单位的" in asked
    assert "类型：统计" in office.says(LIAISON, "应急管理局")
    assert (stored(office)[:2], item(office).unit) == (("统计", ""), "应急管理局")


def test_what_is_left_at_the_question_for_the_unit_becomes_a_draft_of_its_kind(office: Office) -> None:
    office.says("liaison-测试员02", "代理 测试员01")
    office.says(LIAISON, "报送 案例 安全 经验\n正文")
    office.says(LIAISON, "取消")
    assert (item(office).status, item(office).kind) == ("草稿", "案例")


def test_an_editor_names_unit_and_kind(office: Office) -> None:
    assert "类型：统计" in office.says(EDITOR, "代报 财政局 统计 11月情况\n共12项。")
    assert (stored(office)[:2], item(office).unit) == (("统计", ""), "财政局")


def test_what_is_made_up_for_may_have_a_kind(office: Office) -> None:
    assert "类型：案例" in office.says(LIAISON, "补报 上周 案例 安全 经验\n正文")
    assert (item(office).kind, item(office).made_up_for) == ("案例", "2026-W46")
    assert "报送案例，请选择板块" in office.says(LIAISON, "补报 上周 案例")


def test_a_kind_can_be_changed_and_what_it_stands_for_follows(made: Callable[..., Office]) -> None:
    office = made("case")
    office.says(LIAISON, "报送 安全 经验\n正文")
    assert "每月案例：本月应报1条，已报1条" in office.says(LIAISON, "修改 1 类型 案例")
    assert stored(office) == ("案例", "安全生产管理", "经验", "正文")
    assert "请改成其中一个：信息、线索、案例" in office.says(LIAISON, "修改 1 类型 简报")


def test_what_has_no_board_becomes_news_only_with_one(office: Office) -> None:
    office.says(LIAISON, "报送 统计 11月情况")
    assert "信息要有板块，请先发送「修改 1 板块 重特大项目招引」" in office.says(LIAISON, "修改 1 类型 信息")
    assert "已修改" in office.says(LIAISON, "修改 1 类型 项目进展")
    office.says(LIAISON, "修改 1 板块 招商")
    office.says(LIAISON, "修改 1 类型 信息")
    assert stored(office)[:2] == ("信息", "重特大项目招引")


def test_a_kind_alone_with_marks_is_told_how_to_go_on(office: Office) -> None:
    assert "例如：报送 案例 重特大项目招引 标题" in office.says(LIAISON, "报送 案例 ？？")
    assert office.says(LIAISON, "报送 统计 ？？").startswith("类型：统计。请输入标题")


def test_another_kind_begins_another_proposal(office: Office) -> None:
    text = "今天下午应急管理局联合园区企业开展安全隐患大排查，共排查安全隐患26处，现场整改24处，其余限期整改到位。"
    office.says(LIAISON, text)
    assert "存为第1号草稿" in office.says(LIAISON, f"报送 案例 {text}")
    assert (item(office).status, item(office).kind) == ("草稿", "信息")
