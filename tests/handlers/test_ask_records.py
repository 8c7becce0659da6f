"""Lists of records and the state of one, with what each role may see of them."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection

from models.items import item_by_number, log_event, set_status
from models.publications import Publication, store_publication
from models.store import Store
from tests.dialogue import Office
from tests.factories import PLAN_TEXT, at, make_item
from tests.handlers.answering import EMERGENCY, FINANCE, INVESTMENT, LEADER, NOVEMBER, WEEK, YEAR, asked, names


def test_the_records_are_rows_with_their_numbers(filled: Office) -> None:
    answer = asked(filled, "list", **WEEK)
    assert (answer.value, len(answer.rows)) == (2, 2)
    assert answer.rows[0].as_json() == {
        "name": "开发区召开安全生产会议",
        "value": 1,
        "date": "2026-11-16",
        "unit": "财政局",
        "status": "待审",
        "kind": "信息",
        "board": "安全生产管理",
    }
    assert answer.text.splitlines()[1:] == [
        "第1号 11-16 财政局「开发区召开安全生产会议」待审",
        "第2号 11-17 财政局「开发区召开安全生产会议」待审",
    ]


def test_publications_are_listed_with_their_outlets(filled: Office) -> None:
    answer = asked(filled, "list", "publications", **NOVEMBER)
    assert answer.text.splitlines()[1:] == ["11-02 金湖发布「十月的一条信息」财政局 第3号", "11-03 淮安日报「」"]
    assert [row.value for row in answer.rows] == [3, None]
    assert answer.rows[0].more["level"] == "县级"


def test_the_newest_are_first_where_they_are_asked_for(filled: Office) -> None:
    answer = asked(filled, "list", order="desc", limit=2, **YEAR)
    assert (answer.value, [row.value for row in answer.rows]) == (3, [2, 1])
    assert answer.text.startswith("2条信息（最近的，共3条）：")


def test_withdrawn_and_returned_items_are_listed_where_they_are_named(filled: Office) -> None:
    assert [row.value for row in asked(filled, "list", statuses=("撤回",), **WEEK).rows] == [4]


def send_many(connection: Connection) -> None:
    for place in range(10):
        make_item(connection, "招商局", at(f"2026-11-18 09:{place:02d}"), title=f"招商信息{place}")


def test_a_phone_shows_eight_and_the_workbook_all(filled: Office) -> None:
    filled.store.write(send_many)
    whole = asked(filled, "list", **WEEK)
    assert (whole.value, len(whole.rows)) == (12, 12)
    assert len(whole.text.splitlines()) == 10 and whole.text.endswith("共12条，回复「全部」得到完整表格。")
    assert whole.sheet is not None and len(whole.sheet.rows) == 12
    shown = asked(filled, "list", whole=False, **WEEK)
    assert (shown.value, len(shown.rows), shown.text) == (12, 8, whole.text)


def test_a_liaison_sees_the_own_records_and_the_number_of_all(filled: Office) -> None:
    filled.store.write(send_many)
    answer = asked(filled, "list", account=FINANCE, **WEEK)
    assert (answer.value, {row.more["unit"] for row in answer.rows}) == (12, {"财政局"})
    assert "本单位（财政局）的2条：" in answer.text and "招商" not in answer.text
    none = asked(filled, "list", account=EMERGENCY, **WEEK)
    assert (none.value, none.rows) == (12, ()) and "本单位（应急管理局）的0条。" in none.text
    other = asked(filled, "list", units=("招商局",), account=FINANCE, **WEEK)
    assert (other.value, other.rows) == (10, ()) and "招商信息" not in other.text
    assert other.text.splitlines()[1:] == ["其他单位的明细由单位负责人、宣传办、审核人或领导查看。"]
    ours = asked(filled, "list", units=("财政局",), account=FINANCE, **WEEK)
    assert len(ours.rows) == 2 and "其他单位" not in ours.text


def test_in_a_group_a_liaison_is_not_sent_to_the_private_chat_in_vain(filled: Office) -> None:
    for account, units, ending in (
        (FINANCE, ("财政局",), "明细请私聊查看。"),
        (FINANCE, ("招商局",), "其他单位的明细由单位负责人、宣传办、审核人或领导查看。"),
        (LEADER, ("招商局",), "明细请私聊查看。"),
    ):
        assert asked(filled, "list", units=units, account=account, in_group=True, **WEEK).text.endswith(ending)


def test_all_units_of_a_liaison_are_the_own_ones(filled: Office) -> None:
    filled.member("招商局", "测试员01", accounts=[("wecom", FINANCE)])
    filled.store.write(send_many)
    answer = asked(filled, "list", account=FINANCE, **WEEK)
    assert len(answer.rows) == 12 and "本单位（财政局、招商局）的12条：" in answer.text
    assert asked(filled, "status", None, number=1, account=FINANCE).rows != ()
    assert asked(filled, "status", None, number=5, account=FINANCE).rows != ()
    assert asked(filled, "status", None, title="招商信息3", account=FINANCE).rows != ()
    assert (
        "本单位（招商局）的10条："
        in asked(filled, "list", units=("招商局", "应急管理局"), account=FINANCE, **WEEK).text
    )


@pytest.mark.parametrize("account", [LEADER, FINANCE])
def test_in_a_group_nothing_but_the_number_is_told(filled: Office, account: str) -> None:
    answer = asked(filled, "list", account=account, in_group=True, **WEEK)
    assert (answer.value, answer.rows, answer.sheet) == (2, (), None)
    assert "「" not in answer.text and answer.text.endswith("明细请私聊查看。")


def test_where_the_plan_names_in_the_group_records_are_listed_there(store: Store) -> None:
    office = Office(store, text=PLAN_TEXT + '\n[tone]\nnaming = "group"\n')
    office.member("财政局", "测试员01")
    office.member("办公室", "测试员05", "leader")
    office.store.write(lambda connection: make_item(connection, "财政局", at("2026-11-17 09:00")))
    assert len(asked(office, "list", in_group=True, **WEEK).rows) == 1


def test_drafts_are_their_units_own(filled: Office) -> None:
    filled.store.write(lambda c: make_item(c, "招商局", at("2026-11-18 09:00"), status="草稿", title="没写完"))
    assert asked(filled, "list", statuses=("草稿",), **WEEK).rows == ()
    assert names(asked(filled, "list", statuses=("草稿",), account=INVESTMENT, **WEEK)) == ["没写完"]
    assert names(asked(filled, "list", statuses=("草稿",), account="", **WEEK)) == ["没写完"]
    told = asked(filled, "status", None, number=5)
    assert told.text.startswith("第5号还是草稿，没有报送；") and "没写完" not in told.text and told.rows == ()
    assert asked(filled, "status", None, title="没写完").text.startswith("没有找到")
    assert "没写完" in asked(filled, "status", None, number=5, account=INVESTMENT).text


def decide(connection: Connection, number: int, status: str, action: str, note: str) -> None:
    item = item_by_number(connection, "jinhu", number)
    assert item is not None
    set_status(connection, item.id, status, ("待审",))
    log_event(connection, item.id, action, None, at("2026-11-18 09:30"), note)


def test_where_an_item_stands(filled: Office) -> None:
    waiting = asked(filled, "status", None, number=1)
    assert (waiting.value, [row.value for row in waiting.rows]) == (None, [1])
    assert waiting.text.startswith(
        "第1号「开发区召开安全生产会议」正在待审；财政局 测试员01，安全生产管理，11月16日（周一）09:00报送；截至"
    )
    filled.store.write(lambda c: decide(c, 2, "退回", "退回", "缺少数据"))
    back = asked(filled, "status", None, number=2)
    assert "已退回（11月18日（周三）09:30，理由：缺少数据）" in back.text


def test_where_an_item_was_printed(filled: Office) -> None:
    def adopt(connection: Connection) -> None:
        decide(connection, 3, "采用", "通过", "")
        item = item_by_number(connection, "jinhu", 3)
        assert item is not None
        store_publication(connection, Publication("jinhu", 3, "淮安日报", "city", date(2025, 12, 31)), item.id)

    filled.store.write(adopt)
    answer = asked(filled, "status", None, number=3)
    assert "已采用，刊发2次（11月18日（周三）09:30）" in answer.text
    assert "2025-12-31 淮安日报（市级）、11-02 金湖发布（县级）" in answer.text


def test_a_liaison_learns_nothing_of_another_units_item(filled: Office) -> None:
    answer = asked(filled, "status", None, number=1, account=EMERGENCY)
    assert (answer.understood, answer.value, answer.rows) == (True, None, ())
    assert "财政局" not in answer.text and "安全生产" not in answer.text
    assert asked(filled, "status", None, title="开发区召开安全生产会议", account=EMERGENCY).text.startswith("没有找到")
    assert asked(filled, "status", None, number=1, account=FINANCE).rows != ()


def test_in_a_group_no_items_state_is_told(filled: Office) -> None:
    answer = asked(filled, "status", None, number=1, in_group=True)
    assert answer.rows == () and "私聊" in answer.text


def test_by_title(filled: Office) -> None:
    assert asked(filled, "status", None, title="十月的一条信息").text.startswith("第3号「十月的一条信息」正在待审")
    several = asked(filled, "status", None, title="安全生产会议")
    assert {row.value for row in several.rows} == {1, 2, 4} and "请写明编号" in several.text
    assert asked(filled, "status", None, title="没有这条").text == "没有找到题目为「没有这条」的信息，请核对后再问。"


def test_the_own_item_is_found_behind_many_of_others(filled: Office) -> None:
    def work(connection: Connection) -> None:
        for _ in range(60):
            make_item(connection, "招商局", at("2026-11-18 09:00"), title="园区消防演练")

    filled.store.write(lambda c: make_item(c, "财政局", at("2026-11-16 09:30"), title="组织消防演练"))
    filled.store.write(work)
    assert asked(filled, "status", None, title="消防演练", account=FINANCE).text.startswith("第5号「组织消防演练」")
    several = asked(filled, "status", None, title="消防演练")
    assert several.text.startswith("61条信息的题目都符合，最近的8条如下。") and len(several.rows) == 8


@pytest.mark.parametrize("asked_for", [{"number": 10**30}, {"number": 0}, {"number": -1}, {"title": "%_\x00'"}])
def test_numbers_and_titles_that_cannot_be_are_not_found(filled: Office, asked_for: dict[str, Any]) -> None:
    assert asked(filled, "status", None, **asked_for).text.startswith("没有找到")


def test_without_number_and_title_nothing_is_guessed(filled: Office) -> None:
    assert not asked(filled, "status", None).understood
