"""全部: the workbook behind the last answer."""

from datetime import date

import pytest
from sqlalchemy import Connection, insert

from models.inbox import message_of
from models.items import item_table
from models.publications import Publication, store_publication
from models.records import MOST_ROWS
from tests.dialogue import Office
from tests.factories import at, make_item, unit_id_of
from tests.handlers.answering import FINANCE, LEADER


@pytest.fixture
def busy(filled: Office) -> Office:
    """The filled office with ten more items of this week."""

    def send(connection: Connection) -> None:
        for place in range(10):
            make_item(connection, "招商局", at(f"2026-11-18 09:{place:02d}"), title=f"招商信息{place}")

    filled.store.write(send)
    return filled


@pytest.mark.parametrize("words", ["全部", "/全部数据", "完整表格。", "查看全部", "全部呢？", "看全部"])
def test_the_last_table_comes_as_a_workbook(busy: Office, words: str) -> None:
    busy.says(LEADER, "财政局和招商局本周分别报了几条")
    answer = busy.sends(LEADER, words)
    assert answer is not None and answer.sheet is not None
    assert (answer.sheet.header, answer.sheet.rows) == (("单位", "信息（条）"), (("财政局", 2), ("招商局", 10)))
    assert answer.text.splitlines()[0].startswith("12条信息：") and answer.text.endswith("完整表格共2行，见附件。")
    assert answer.sheet.lead[0] == "各单位报送信息" and answer.sheet.lead[-1] == "截至2026年11月18日（周三）10:00"
    assert answer.sheet.lead[1].startswith("2026年11月16日至22日，财政局、招商局")
    assert answer.sheet.total == ("合计", 12)
    assert not {*'\\/:*?"<>|'} & {*answer.sheet.name}


def test_the_rights_are_those_of_who_asks(busy: Office) -> None:
    busy.says(FINANCE, "各单位本周报了几条")
    answer = busy.sends(FINANCE, "全部")
    assert answer is not None and answer.sheet is not None
    assert answer.sheet.rows == (("财政局", 2),)


def test_in_a_group_names_stay_away(busy: Office) -> None:
    busy.says(LEADER, "谁没报")
    answer = busy.sends(LEADER, "全部", group="g1")
    assert answer is not None and answer.sheet is None and "应急管理局" not in answer.text


def test_after_ten_minutes_there_is_nothing_to_repeat(busy: Office) -> None:
    assert "请先提问" in busy.says(LEADER, "全部")
    busy.says(LEADER, "各单位本周报了几条")
    busy.clock("2026-11-18 10:11")
    assert "请先提问" in busy.says(LEADER, "全部")


def test_a_plain_number_has_no_table(busy: Office) -> None:
    busy.says(LEADER, "本周报了几条")
    assert busy.says(LEADER, "全部") == "上一个问题的回答已经完整，没有更多内容。"


def test_the_question_can_still_be_followed_up(busy: Office) -> None:
    busy.says(LEADER, "各板块本周报了几条")
    busy.sends(LEADER, "全部")
    assert "2026年11月9日至15日" in busy.says(LEADER, "上周呢")


@pytest.mark.parametrize("text", ["全部 单位今年报了几条", "全部，单位今年报了几条"])
def test_with_more_behind_it_it_is_a_question_of_its_own(busy: Office, text: str) -> None:
    busy.says(LEADER, "各板块上周报了几条")
    answer = busy.sends(LEADER, text)
    assert answer is not None and answer.sheet is None
    assert "完整" not in answer.text and "上周" not in answer.text


def test_in_a_group_the_records_are_asked_for_in_private(busy: Office) -> None:
    busy.says(LEADER, "列出本周报的信息")
    answer = busy.sends(LEADER, "全部", group="g1")
    assert answer is not None and answer.sheet is None
    assert "私聊" in answer.text and "已经完整" not in answer.text


def test_in_a_group_the_workbook_goes_to_the_asker_and_is_said_to(busy: Office) -> None:
    busy.says(LEADER, "各板块本周报了几条")
    answer = busy.sends(LEADER, "全部", group="g1")
    assert answer is not None and answer.sheet is not None
    assert "完整表格已私聊发给您" in answer.text and "附件" not in answer.text


def test_what_was_not_shown_for_lack_of_rights_is_not_called_whole(busy: Office) -> None:
    first = busy.says(FINANCE, "本周报送排名")
    assert "已经完整" not in busy.says(FINANCE, "全部") and "排名由" in first


@pytest.fixture
def full(filled: Office) -> Office:
    """The filled office with more items of this year than a workbook takes."""

    def send(connection: Connection) -> None:
        common = {"plan_id": "jinhu", "unit_id": unit_id_of(connection, "财政局"), "byline": "测试员01", "kind": "信息"}
        common |= {"board": "安全生产管理", "body": "正文", "status": "待审", "counted_on": date(2026, 10, 10)}
        common |= {"sent_at": at("2026-10-10 09:00")}
        rows = [{**common, "number": 100 + place, "title": f"第{place}次"} for place in range(MOST_ROWS + 5)]
        connection.execute(insert(item_table), rows)

    filled.store.write(send)
    return filled


def test_of_too_many_records_the_newest_come_and_it_is_said(full: Office) -> None:
    full.says(LEADER, "列出10月10日报的信息")
    answer = full.sends(LEADER, "全部")
    assert answer is not None and answer.sheet is not None
    assert [answer.sheet.rows[place][0] for place in (0, -1)] == ["第5次", f"第{MOST_ROWS + 4}次"]
    assert len(answer.sheet.rows) == MOST_ROWS
    assert f"表中是最近的{MOST_ROWS}条，见附件。要看其余的，请缩小时间范围再问。" in answer.text


def test_the_inbox_keeps_the_words_and_not_the_sheet(busy: Office) -> None:
    busy.says(LEADER, "各板块本周报了几条")
    first = busy.sends(LEADER, "全部", key="again")
    with busy.store.read() as connection:
        kept = message_of(connection, "app", "again")
    assert kept is not None and kept.answer is not None and "sheet" not in kept.answer
    repeated = busy.sends(LEADER, "全部", key="again")
    assert first is not None and repeated is not None and repeated.text == first.text


def test_the_console_keeps_the_sheet_for_the_page(busy: Office) -> None:
    busy.says(LEADER, "各板块本周报了几条")
    busy.sends(LEADER, "全部", key="page", channel="console", family="console")
    with busy.store.read() as connection:
        kept = message_of(connection, "console", "page")
    assert kept is not None and kept.answer is not None and "sheet" in kept.answer


def test_publications_of_no_unit_have_a_row_and_lists_say_where_they_stood(busy: Office) -> None:
    def publish(connection: Connection) -> None:
        publication = Publication(
            "jinhu", None, "金湖发布", "county", date(2026, 11, 17), "专栏一", link="http://a.b/1", title="刊发一"
        )
        store_publication(connection, publication, None)

    busy.store.write(publish)
    busy.says(LEADER, "各单位11月17日刊发了几条")
    answer = busy.sends(LEADER, "全部")
    assert answer is not None and answer.sheet is not None
    assert answer.sheet.rows[-1] == ("不属于任何单位", 1) and answer.sheet.total[0] == "合计"
    busy.says(LEADER, "列出11月17日刊发的信息")
    answer = busy.sends(LEADER, "全部")
    assert answer is not None and answer.sheet is not None
    told = dict(zip(answer.sheet.header, answer.sheet.rows[-1], strict=True))
    assert (told["专栏"], told["版面"], told["链接"]) == ("专栏一", "", "http://a.b/1")
    assert answer.sheet.dates == (answer.sheet.header.index("日期"),)
