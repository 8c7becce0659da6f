"""Drafts as a liaison reads them."""

from dataclasses import replace

from models.items import Item
from models.outbox import Button
from reports.draft_text import draft_list, draft_text, last_word
from tests.factories import OFFICE, at

DRAFT = Item(
    id=7,
    plan_id="jinhu",
    number=12,
    unit_id=1,
    unit="财政局",
    member_id=1,
    byline="测试员01",
    kind="信息",
    board="安全生产管理",
    title="开展安全检查",
    body="落实情况：覆盖企业38家",
    points={"落实情况": "覆盖企业38家"},
    status="草稿",
    sent_at=at("2026-11-20 09:05"),
    counted_on=at("2026-11-20 09:05").date(),
    made_up_for=None,
)


def test_a_draft_without_a_board_says_what_to_do_first() -> None:
    text = draft_text(replace(DRAFT, board="", title="标题", body="标题"), 0, OFFICE)
    assert text.splitlines()[:4] == [
        "第12号草稿（财政局 测试员01 11月20日09:05）",
        "板块：未定板块",
        "标题：标题",
        "报送前请先发送「草稿 12 继续」选择板块。",
    ]


def test_a_draft_that_needs_no_board_asks_for_none() -> None:
    draft = replace(DRAFT, kind="统计", board="")
    text = draft_text(draft, 0, OFFICE)
    assert text.splitlines()[1:3] == ["类型：统计", "标题：开展安全检查"]
    assert "板块" not in text
    assert "第12号 统计 开展安全检查（" in draft_list([draft], OFFICE, 12)


def test_a_draft_of_another_kind_says_so() -> None:
    draft = replace(DRAFT, kind="案例")
    assert draft_text(draft, 0, OFFICE).splitlines()[1:3] == ["类型：案例", "板块：安全生产管理"]
    assert "第12号 案例 安全生产管理 开展安全检查（" in draft_list([draft], OFFICE, 12)


def test_files_are_counted_where_there_are_some() -> None:
    assert "附件：2个" in draft_text(DRAFT, 2, OFFICE)
    assert "附件" not in draft_text(DRAFT, 0, OFFICE)


def test_the_list_says_how_many_it_leaves_out() -> None:
    lines = draft_list([DRAFT, replace(DRAFT, number=3)], OFFICE, 1).splitlines()
    assert lines[0] == "草稿共2条："
    assert lines[1:3] == ["第12号 安全生产管理 开展安全检查（11月20日09:05 测试员01）", "较早的1条没有列出。"]


def test_the_last_word_names_the_draft_and_what_to_type() -> None:
    content = last_word(12, at("2026-11-20 10:12"), OFFICE)
    assert content.text.startswith("您于11月20日10:12开始的报送超过24小时没有确认，已存为第12号草稿。")
    assert content.buttons == (Button("报送 12", "报送 12"), Button("查看草稿", "草稿"))
