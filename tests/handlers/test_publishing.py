"""刊发."""

from datetime import date

import pytest

from models.chases import Link, link_letters
from models.closed_periods import corrections_in
from models.items import item_by_number
from models.obligations import obligations_in
from models.outbox import Content, Letter, post
from models.publications import Publication, known_names, publications_of_item
from models.store import Store
from tests.dialogue import Office
from tests.factories import OFFICE, PLAN_TEXT
from tests.handlers.ledger_office import ledger_office
from tests.models.weeks import MONDAY

LIAISON, EDITOR = "liaison-测试员01", "editor-测试员04"


def publications(office: Office) -> list[Publication]:
    with office.store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
        assert item is not None
        return publications_of_item(connection, item.id)


@pytest.fixture
def submitted(office: Office) -> Office:
    """An item of Monday; today is Wednesday."""
    office.clock("2026-11-16 10:00")
    office.says(LIAISON, "报送 安全 开展隐患排查")
    office.clock("2026-11-18 10:00")
    return office


def test_outlet_date_link_and_column_are_read_in_any_order(submitted: Office) -> None:
    answer = submitted.says(EDITOR, "刊发 1 11月17日 https://example.com/a 项目为王 淮安日报")
    assert "淮安日报（市级）2026-11-17" in answer and "项目为王" in answer
    [publication] = publications(submitted)
    assert (publication.outlet, publication.level, publication.column) == ("淮安日报", "city", "项目为王")
    assert publication.link == "https://example.com/a"


def test_without_a_date_it_came_out_today(submitted: Office) -> None:
    submitted.says(LIAISON, "刊发 1 金湖发布")
    assert [str(p.published_on) for p in publications(submitted)] == ["2026-11-18"]


def test_one_item_comes_out_in_many_outlets_but_once_a_day_in_each(submitted: Office) -> None:
    submitted.says(EDITOR, "刊发 1 金湖发布 昨天")
    submitted.says(EDITOR, "刊发 1 淮安日报 昨天")
    assert "不用再登记" in submitted.says(EDITOR, "刊发 1 淮安日报 11-17")
    assert len(publications(submitted)) == 2


def test_an_unknown_outlet_needs_a_level_once_and_is_remembered(submitted: Office) -> None:
    assert "请加上级别" in submitted.says(EDITOR, "刊发 1 江淮风采")
    assert "江淮风采（省级）" in submitted.says(EDITOR, "刊发 1 江淮风采 省级")
    assert "江淮风采（省级）" in submitted.says(EDITOR, "刊发 1 江淮风采 昨天")
    with submitted.store.read() as connection:
        assert known_names(connection, "jinhu", "outlet") == {"江淮风采": "province"}


def test_impossible_and_future_dates_are_refused(submitted: Office) -> None:
    assert "不是日期" in submitted.says(EDITOR, "刊发 1 金湖发布 13月40日")
    assert "不能晚于今天" in submitted.says(EDITOR, "刊发 1 金湖发布 2026-11-19")
    assert publications(submitted) == []


@pytest.mark.parametrize(
    ("said", "by", "first"),
    [("撤回 1", LIAISON, "「报送」"), ("退回 1 请补充", EDITOR, "「修改 1 内容」或「补充 1 内容」")],
)
def test_what_was_taken_or_sent_back_must_first_come_in_again(
    submitted: Office, said: str, by: str, first: str
) -> None:
    submitted.says(by, said)
    answer = submitted.says(EDITOR, "刊发 1 金湖发布")
    assert "不能登记刊发，请先重新报送" in answer and f"发送{first}。" in answer
    assert publications(submitted) == []


def test_a_draft_must_first_be_sent_in(office: Office) -> None:
    for text in ("报送", "安全", "开展隐患排查", "取消"):
        office.says(LIAISON, text)
    assert "发送「报送 1」" in office.says(LIAISON, "刊发 1 金湖发布")


@pytest.mark.parametrize(
    ("now", "typed", "day"),
    [
        ("2026-11-18 10:00", "11月18日", "2026-11-18"),
        ("2026-11-18 10:00", "11月17号", "2026-11-17"),
        ("2026-11-18 10:00", "2026.11.16", "2026-11-16"),
        ("2026-11-18 10:00", "前天", "2026-11-16"),
        ("2026-11-18 10:00", "昨晚", "2026-11-17"),
        ("2026-11-18 10:00", "今天上午", "2026-11-18"),
        ("2026-11-18 10:00", "周三", "2026-11-18"),
        ("2026-11-18 10:00", "週二", "2026-11-17"),
        ("2026-11-18 10:00", "本周一", "2026-11-16"),
        ("2026-11-22 10:00", "星期天", "2026-11-22"),
        ("2026-11-23 10:00", "礼拜五", "2026-11-20"),
        ("2026-11-23 10:00", "上周五", "2026-11-20"),
        ("2026-11-29 10:00", "上个星期日", "2026-11-22"),
        ("2026-12-01 10:00", "上上周五", "2026-11-20"),
        ("2027-01-05 10:00", "12-30", "2026-12-30"),
        ("2027-02-28 10:00", "11-20", "2026-11-20"),
        ("2028-03-01 10:00", "2-29", "2028-02-29"),
    ],
)
def test_a_word_for_a_day_is_that_day(submitted: Office, now: str, typed: str, day: str) -> None:
    submitted.clock(now)
    assert f"金湖发布（县级）{day}刊发" in submitted.says(EDITOR, f"刊发 1 金湖发布 {typed}")


@pytest.mark.parametrize(
    ("now", "typed"),
    [
        ("2026-11-18 10:00", "12-30"),
        ("2026-11-18 10:00", "11-19"),
        ("2027-03-01 10:00", "12-30"),
        ("2027-01-05 10:00", "3-1"),
        ("2028-02-28 10:00", "2-29"),
        *[
            ("2026-11-18 10:00", word)
            for word in ("明天", "明早", "后天", "大后天", "下周", "下周一", "下个星期五", "本周五")
        ],
    ],
)
def test_a_day_to_come_is_refused(submitted: Office, now: str, typed: str) -> None:
    submitted.clock(now)
    assert f"「{typed}」还没有到" in submitted.says(EDITOR, f"刊发 1 金湖发布 {typed}")
    assert publications(submitted) == []


@pytest.mark.parametrize(
    "typed",
    ["20号", "周末", "上周", "本月", "十一月二十日", "20261120", "13", "26年11月17日", "2-30", "2026-02-29", "周8"],
)
def test_a_day_that_is_not_clear_is_asked_about_and_no_column(submitted: Office, typed: str) -> None:
    assert "请写成 11-20 或 2026-11-20" in submitted.says(EDITOR, f"刊发 1 金湖发布 {typed}")
    assert publications(submitted) == []


def test_nothing_comes_out_before_it_was_sent(submitted: Office) -> None:
    for typed in ("11-15", "上周五", "2025-12-30"):
        answer = submitted.says(EDITOR, f"刊发 1 金湖发布 {typed}")
        assert "刊发日期早于报送日期（2026-11-16），请核对" in answer
    assert "2026-11-16刊发" in submitted.says(EDITOR, "刊发 1 金湖发布 11-16")


def test_the_day_of_sending_is_the_offices(office: Office) -> None:
    office.clock("2026-11-18 00:30")
    office.says(LIAISON, "报送 安全 开展隐患排查")
    assert "早于报送日期（2026-11-18）" in office.says(EDITOR, "刊发 1 金湖发布 昨天")


@pytest.mark.parametrize("column", ["今日开发区", "周末特刊", "明天会更好", "一周要闻"])
def test_a_column_may_have_a_day_in_its_name(submitted: Office, column: str) -> None:
    assert f"专栏「{column}」" in submitted.says(EDITOR, f"刊发 1 金湖发布 {column}")


def test_examples_have_the_number_that_was_typed(submitted: Office) -> None:
    for words in ("", "金湖发布 园区新观察 多余", f"金湖发布 {'长' * 101}", "江淮风采", "金湖发布 11-15"):
        assert "刊发 1 " in submitted.says(EDITOR, f"刊发 1 {words}")


def test_the_help_says_that_an_outlet_beyond_the_plan_needs_a_level(office: Office) -> None:
    assert "刊发 12 媒体 级别" in office.says(LIAISON, "帮助 刊发")


def test_the_link_names_the_outlet_whose_domain_it_has(office: Office) -> None:
    text = PLAN_TEXT.replace('name = "淮安日报"', 'name = "淮安日报"\ndomains = ["hynews.example"]')
    known = Office(office.store, text=text)
    known.says(LIAISON, "报送 安全 开展隐患排查")
    assert "淮安日报（市级）" in known.says(EDITOR, "刊发 1 https://www.hynews.example/a?b=1")
    assert "请写明媒体" in known.says(EDITOR, "刊发 1 https://nothynews.example/a")


@pytest.mark.parametrize("link", ["https://[", "http://[::1", "https://a]b"])
def test_a_link_that_is_none_is_said_so(submitted: Office, link: str) -> None:
    assert "链接不完整" in submitted.says(EDITOR, f"刊发 1 {link}")
    assert publications(submitted) == []


def test_names_that_no_table_holds_are_refused(submitted: Office) -> None:
    for words in (f"{'长' * 101} 市级", f"金湖发布 {'长' * 101}"):
        assert "最多100字" in submitted.says(EDITOR, f"刊发 1 {words}")
    assert "金湖发布" in submitted.says(EDITOR, f"刊发 1 金湖发布 {'长' * 100}")


def test_a_column_of_the_plan_or_a_new_one_is_kept(submitted: Office) -> None:
    assert "专栏「项目为王」" in submitted.says(EDITOR, "刊发 1 金湖发布 《项目为王》")
    assert "专栏「园区新观察」" in submitted.says(EDITOR, "刊发 1 淮安日报 园区新观察")
    with submitted.store.read() as connection:
        assert known_names(connection, "jinhu", "column") == {"园区新观察": ""}


def test_what_is_left_over_is_asked_about(submitted: Office) -> None:
    assert "没有看懂「多余」" in submitted.says(EDITOR, "刊发 1 金湖发布 园区新观察 多余")
    assert publications(submitted) == []


def test_a_publication_fulfils_a_duty_of_publications_and_takes_back_what_waits(store: Store) -> None:
    duty = '\n[[duties]]\nid = "print"\ntitle = "每周刊发"\ncounts = "publications"\n'
    office = ledger_office(store, more=duty)
    with store.read() as connection:
        row = next(r for r in obligations_in(connection, "jinhu", "print", MONDAY) if r.unit == "财政局")
    letter = Letter("k", "app", LIAISON, Content("请刊发"), office.now, "reminder", "jinhu", audience="liaison")
    store.write(lambda connection: post(connection, [letter], office.now))
    store.write(lambda connection: link_letters(connection, [Link(row.id, "k", "liaison")]))
    office.says(LIAISON, "报送 安全 开展隐患排查")
    assert [row.state for row in office.outbox()] == ["due"]
    office.says(LIAISON, "刊发 1 金湖发布")
    assert [row.state for row in office.outbox()] == ["cancelled"]


def test_a_publication_of_a_closed_week_corrects_its_figure(store: Store) -> None:
    office = ledger_office(store, 'counts = "publications"')
    office.clock("2026-11-11 10:00")
    office.says(LIAISON, "报送 安全 开展隐患排查")
    office.clock("2026-11-18 10:00")
    office.says(LIAISON, "刊发 1 金湖发布 11-13")
    with store.read() as connection:
        found = corrections_in(connection, "jinhu", date(2026, 11, 9), MONDAY, OFFICE)
    assert [(each.unit, each.before, each.after, each.source) for each in found] == [("财政局", 0, 1, "第1号刊发")]
