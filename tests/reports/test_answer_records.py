"""The wording of records."""

from dataclasses import replace
from datetime import date

import pytest

from models.filters import Query
from models.records import ItemEvent, ItemState, PublicationLine, Record
from models.titles import Titled, TitledItem
from reports.answer_records import (
    list_answer,
    no_item_answer,
    no_states_text,
    not_here_answer,
    not_yours_answer,
    record_line,
    record_row,
    short_title,
    status_answer,
    titles_answer,
)
from tests.factories import at
from tests.reports.answer_samples import AS_OF, NOW, OCTOBER
from tests.reports.samples import PLAN

ITEM = Record(12, date(2026, 10, 21), "财政局", "召开会议", "待审", "", "", "信息", "安全生产管理")
PRINTED = Record(12, date(2026, 10, 21), "财政局", "召开会议", "", "淮安日报", "city", "信息", "安全生产管理")
TODAY = date(2026, 11, 22)
STATE = ItemState(12, "财政局", 1, "召开会议", "信息", "安全生产管理", "采用", at("2026-10-20 09:00"), "测试员01")


def test_a_line_for_an_item_and_for_a_publication() -> None:
    assert record_line(ITEM, TODAY) == "第12号 10-21 财政局「召开会议」待审"
    assert record_line(PRINTED, TODAY) == "10-21 淮安日报「召开会议」财政局 第12号"
    assert record_line(replace(PRINTED, number=None, unit=""), TODAY) == "10-21 淮安日报「召开会议」"


def test_what_was_in_another_year_has_the_year() -> None:
    assert record_line(replace(ITEM, day=date(2025, 10, 21)), TODAY).startswith("第12号 2025-10-21 财政局")
    events = (ItemEvent(at("2025-10-21 10:00"), "通过", ""),)
    state = replace(STATE, sent_at=at("2025-10-20 09:00"), events=events)
    text = status_answer(state, PLAN, NOW)
    assert "已采用（2025年10月21日（周二）10:00）" in text and "2025年10月20日（周一）09:00报送" in text


def test_a_row_has_what_is_known() -> None:
    assert record_row(ITEM).as_json() == {
        "name": "召开会议",
        "value": 12,
        "date": "2026-10-21",
        "unit": "财政局",
        "status": "待审",
        "kind": "信息",
        "board": "安全生产管理",
    }
    assert record_row(PRINTED).more["level"] == "市级" and "status" not in record_row(PRINTED).more


def test_a_list_says_how_many_there_are_and_shows_the_first() -> None:
    query = Query("list", "items", *OCTOBER)
    text = list_answer(query, 9, [ITEM] * 9, PLAN, NOW)
    assert text.splitlines()[0] == f"9条信息：2026年10月，全部单位；{AS_OF}，依据9条记录。"
    assert text.splitlines()[-1] == "以上是最近的8条，共9条，回复「全部」得到完整表格。"
    latest = Query("list", "items", *OCTOBER, order="desc", limit=2)
    text = list_answer(latest, 9, [ITEM] * 2, PLAN, NOW)
    assert text.startswith("2条信息（最近的，共9条）：2026年10月，全部单位；") and len(text.splitlines()) == 3
    whose = list_answer(latest, 9, [ITEM] * 2, PLAN, NOW, "财政局", 3).splitlines()
    assert whose[:3] == [
        f"9条信息：2026年10月，全部单位；{AS_OF}，依据9条记录。",
        "本单位（财政局）的3条：",
        "其中最近的2条：",
    ]
    assert list_answer(latest, 2, [ITEM] * 2, PLAN, NOW).count("\n") == 2
    own = list_answer(query, 9, [ITEM], PLAN, NOW, "财政局", 1)
    assert own.splitlines()[1:] == ["本单位（财政局）的1条：", record_line(ITEM, TODAY)]
    assert list_answer(query, 9, [], PLAN, NOW, "财政局", 0).endswith("本单位（财政局）的0条。")


def test_of_too_many_records_the_newest_are_shown_first() -> None:
    records = [replace(ITEM, number=number) for number in range(1, 10)]
    lines = list_answer(Query("list", "items", *OCTOBER), 9, records, PLAN, NOW).splitlines()
    assert [line.split()[0] for line in lines[1:-1]] == [f"第{number}号" for number in range(9, 1, -1)]
    assert lines[-1] == "以上是最近的8条，共9条，回复「全部」得到完整表格。"
    few = list_answer(Query("list", "items", *OCTOBER), 8, records[:8], PLAN, NOW).splitlines()
    assert few[1].startswith("第1号") and few[-1].startswith("第8号")


@pytest.mark.parametrize(
    ("status", "words"),
    [("草稿", "还是草稿，没有报送"), ("待审", "正在待审"), ("退回", "已退回"), ("撤回", "已撤回"), ("采用", "已采用")],
)
def test_where_an_item_stands(status: str, words: str) -> None:
    text = status_answer(replace(STATE, status=status), PLAN, NOW)
    assert text.startswith(f"第12号「召开会议」{words}；财政局 测试员01，安全生产管理，10月20日（周二）09:00")
    assert text.endswith(f"；{AS_OF}，依据1条记录。")


def test_what_was_said_and_where_it_was_printed() -> None:
    events = (ItemEvent(at("2026-10-21 10:00"), "退回", "缺数据"), ItemEvent(at("2026-10-22 10:00"), "通过", ""))
    lines = tuple(PublicationLine(f"{place}报", "county", date(2026, 10, 23)) for place in range(6))
    text = status_answer(replace(STATE, events=events, publications=lines), PLAN, NOW)
    assert "已采用，刊发6次（10月22日（周四）10:00）" in text and "缺数据" not in text
    assert "10-23 0报（县级）、" in text and "等6家次" in text and "依据7条记录" in text
    back = status_answer(replace(STATE, status="退回", events=events), PLAN, NOW)
    assert "已退回（10月21日（周三）10:00，理由：缺数据）" in back


def test_nothing_is_told_of_a_draft_of_others() -> None:
    text = status_answer(replace(STATE, status="草稿"), PLAN, NOW, shows=False)
    assert text == f"第12号还是草稿，没有报送；{AS_OF}，依据1条记录。"


def test_small_sentences() -> None:
    assert no_item_answer(99, None) == "没有找到第99号信息，请核对后再问。"
    assert len(short_title("长" * 300)) == 40 and short_title("短") == "短"
    assert not_yours_answer().endswith("。") and "私聊" in not_here_answer()


def test_titles_are_told_with_how_many_there_are() -> None:
    items = (TitledItem(5, 1, "乙"), TitledItem(3, 1, "甲"))
    assert titles_answer(Titled(2, items)).splitlines() == [
        "2条信息的题目都符合。请写明编号再问，例如：第5号到哪一步了。",
        "第5号「乙」",
        "第3号「甲」",
    ]
    assert titles_answer(Titled(30, items)).startswith("30条信息的题目都符合，最近的2条如下。")
    assert titles_answer(Titled(30, items, is_whole=False)).startswith("至少30条信息的题目都符合，")
    assert "题目相近的信息太多" in no_item_answer(None, "甲", is_whole=False)


def test_states_of_a_unit_are_told_in_private_or_not_at_all() -> None:
    assert no_states_text(in_private=True).endswith("请私聊查看。") and "其他单位" in no_states_text(in_private=False)
