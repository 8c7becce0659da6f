"""An answer that comes after its form has lapsed is kept with the form's draft."""

import pytest

from models.items import Item, item_by_number
from tests.dialogue import Office

LIAISON = "liaison-测试员01"
FREE_TEXT = "11月18日，应急管理局联合园区企业开展安全隐患大排查，共排查隐患26处，已整改24处，其余两处明确了整改时限。"


def item(office: Office, number: int = 1) -> Item:
    with office.store.read() as connection:
        found = item_by_number(connection, "jinhu", number)
    assert found is not None
    return found


def test_the_answer_that_wakes_a_lapsed_form_goes_into_its_draft(office: Office) -> None:
    for text in ("报送", "2", "开展安全检查", "覆盖企业38家"):
        office.says(LIAISON, text)
    office.clock("2026-11-19 12:00")
    answer = office.sends(LIAISON, "整改隐患26处")
    assert answer is not None and answer.text == (
        "上次的内容超过一天没有确认，已存为第1号草稿，您刚才发送的文字已作为「隐患排查及整改」记入这份草稿。"
        "接着填写请发送「草稿 1 继续」，直接报送请发送「报送 1」。"
    )
    assert "覆盖企业38家" in item(office).body and "整改隐患26处" in item(office).body
    assert "3/3 亮点" in office.says(LIAISON, "1")


def test_a_title_that_comes_late_is_the_title_of_the_draft(office: Office) -> None:
    for text in ("报送", "2"):
        office.says(LIAISON, text)
    office.clock("2026-11-19 12:00")
    assert "作为「标题」记入这份草稿" in office.says(LIAISON, "开展安全检查")
    assert item(office).title == "开展安全检查"


def test_more_for_a_lapsed_text_goes_into_its_draft(office: Office) -> None:
    office.says(LIAISON, FREE_TEXT)
    office.clock("2026-11-19 12:00")
    assert "作为「正文」记入这份草稿" in office.says(LIAISON, "其中三家企业限期整改")
    assert item(office).body == f"{FREE_TEXT}\n其中三家企业限期整改"


@pytest.mark.parametrize("text", ["本周谁没报", "近度", "完成", "谢谢", "我的", "确认"])
def test_what_is_no_answer_to_the_lapsed_form_is_none(office: Office, text: str) -> None:
    for typed in ("报送", "2", "开展安全检查", "覆盖企业38家"):
        office.says(LIAISON, typed)
    office.clock("2026-11-19 12:00")
    assert office.says(LIAISON, text).startswith(
        "上次的内容超过一天没有确认，已存为第1号草稿，发送「报送 1」可报送。\n"
    )
    assert item(office).body.endswith("覆盖企业38家")
