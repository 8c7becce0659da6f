"""What was begun and not confirmed becomes a draft, whoever pushes it aside."""

import pytest

from handlers.context import reply
from handlers.unfinished import with_note
from models.items import Item, item_by_number
from tests.dialogue import Office, photo

LIAISON = "liaison-测试员01"
FREE_TEXT = "11月18日，应急管理局联合园区企业开展安全隐患大排查，共排查隐患26处，已整改24处，其余两处明确了整改时限。"


def item(office: Office, number: int = 1) -> Item:
    with office.store.read() as connection:
        found = item_by_number(connection, "jinhu", number)
    assert found is not None
    return found


def test_a_form_that_gives_way_to_another_one(office: Office) -> None:
    for text in ("报送", "2", "开展安全检查"):
        office.says(LIAISON, text)
    answer = office.says(LIAISON, "报送")
    assert answer.startswith("没有确认的内容，已存为第1号草稿，发送「报送 1」可报送。\n请选择板块")
    assert (item(office).status, item(office).board, item(office).body) == ("草稿", "安全生产管理", "开展安全检查")


def test_a_recognised_text_that_gives_way_to_the_form(office: Office) -> None:
    office.says(LIAISON, FREE_TEXT)
    assert "第1号草稿" in office.says(LIAISON, "报送")
    assert (item(office).status, item(office).body) == ("草稿", FREE_TEXT)


def test_a_form_that_gives_way_to_a_free_text(office: Office) -> None:
    for text in ("报送", "2", "开展安全检查"):
        office.says(LIAISON, text)
    answer = office.says(LIAISON, f"报送 {FREE_TEXT}")
    assert "第1号草稿" in answer and "是否作为信息报送" in answer
    assert item(office).title == "开展安全检查"


def test_a_form_of_somebody_who_is_an_editor_too_survives_the_preview_of_a_reminder(office: Office) -> None:
    office.member("财政局", "测试员01", "editor", accounts=[("wecom", LIAISON)])
    for text in ("报送", "2", "开展安全检查"):
        office.says(LIAISON, text)
    answer = office.says(LIAISON, "催报")
    assert "第1号草稿" in answer and "将私信提醒" in answer
    assert "已向3个单位发出催报" in office.says(LIAISON, "确认")
    assert item(office).status == "草稿"


def test_a_draft_without_a_board_asks_for_it_before_it_is_sent_in(office: Office) -> None:
    office.says(LIAISON, "今天上午单位组织干部职工开展了一次集体学习活动，大家踊跃发言，交流了各自的心得体会。")
    office.says(LIAISON, "报送")
    assert item(office).board == ""
    assert "修改 1 板块" in office.says(LIAISON, "报送 1")
    assert item(office).status == "草稿"
    office.says(LIAISON, "取消")
    office.says(LIAISON, "修改 1 板块 安全")
    assert "编号第1号" in office.says(LIAISON, "报送 1")
    assert (item(office).status, item(office).board) == ("待审", "安全生产管理")


def test_a_draft_counts_for_nothing(office: Office) -> None:
    office.says(LIAISON, FREE_TEXT)
    office.says(LIAISON, "报送")
    assert "还差1条" in office.says(LIAISON, "我的")
    assert "没有待审的信息" in office.says("editor-测试员04", "待审")
    assert "没有第1号草稿" in office.says("liaison-测试员02", "报送 1")


def test_photos_wait_for_what_comes_next(office: Office) -> None:
    office.says(LIAISON, "报送")
    office.says(LIAISON, "2")
    office.says(LIAISON, "开展安全检查")
    office.says(LIAISON, "", media=[photo()])
    office.says(LIAISON, "取消")
    assert "附件：1个" in office.says(LIAISON, "报送 1")


@pytest.mark.parametrize(("note", "text"), [("已存为草稿。", "已存为草稿。\n请选择板块"), (None, "请选择板块")])
def test_the_note_stands_above_the_answer(note: str | None, text: str) -> None:
    answer = reply("请选择板块", ("一", "一"), title="选择板块")
    noted = with_note(note, answer)
    assert (noted.text, noted.title, noted.buttons) == (text, answer.title, answer.buttons)
