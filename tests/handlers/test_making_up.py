"""补报: what it accepts, where it puts the item, and what it says of a closed period."""

import pytest

from models.items import Item, item_by_number
from models.store import Store
from tests.dialogue import Office
from tests.handlers.ledger_office import EDITOR, LIAISON, OTHER, daily_job, ledger_office

TEXT = "11月12日，财政局联合园区企业开展安全隐患大排查，共排查隐患26处，已整改24处，其余两处明确了整改时限。"
LAST_WEEK = "2026年11月9日至15日这一周"


@pytest.fixture
def office(store: Store) -> Office:
    """One week back may be made up for."""
    return ledger_office(store)


def item(office: Office, number: int = 1) -> Item:
    with office.store.read() as connection:
        found = item_by_number(connection, "jinhu", number)
    assert found is not None
    return found


def is_made_up(office: Office, number: int = 1) -> bool:
    found = item(office, number)
    told = (found.status, found.made_up_for, f"{found.counted_on}", found.sent_at)
    return told == ("待审", "2026-W46", "2026-11-09", office.now)


def test_one_message_stores_it_for_the_earlier_week_and_says_what_is_still_owed(office: Office) -> None:
    answer = office.says(LIAISON, "补报 上周 安全 开展隐患排查\n排查隐患12处，已全部整改。")
    assert answer.startswith(f"已补报，编号第1号，计入{LAST_WEEK}（补报）。\n")
    assert f"{LAST_WEEK}应报1条，已报1条。\n本周应报1条，已报0条，还差1条" in answer
    assert is_made_up(office)


def test_the_period_alone_begins_the_form_which_keeps_it(office: Office) -> None:
    assert office.says(LIAISON, "补报 上周").startswith(f"补报，计入{LAST_WEEK}。\n请选择板块")
    for answer in ("安全", "开展隐患排查"):
        office.says(LIAISON, answer)
    assert f"补报：计入{LAST_WEEK}" in office.says(LIAISON, "完成")
    assert "（补报）" in office.says(LIAISON, "确认")
    assert is_made_up(office)


def test_a_text_is_proposed_and_keeps_the_period(office: Office) -> None:
    assert f"补报：计入{LAST_WEEK}" in office.says(LIAISON, f"补报 11月9日到11月15日 {TEXT}")
    assert "（补报）" in office.says(LIAISON, "确认")
    assert is_made_up(office) and item(office).body == TEXT


def test_a_text_for_another_period_is_not_added_to_the_one_in_hand(office: Office) -> None:
    office.says(LIAISON, TEXT)
    assert "已存为第1号草稿" in office.says(LIAISON, f"补报 上周 {TEXT}")
    office.says(LIAISON, "确认")
    assert is_made_up(office, 2) and item(office).made_up_for is None


def test_a_draft_of_it_keeps_the_period(office: Office) -> None:
    office.says(LIAISON, f"补报 上周 {TEXT}")
    office.says(LIAISON, "报送")
    assert (item(office).status, item(office).made_up_for) == ("草稿", "2026-W46")
    office.says(LIAISON, "取消")
    assert f"补报：计入{LAST_WEEK}" in office.says(LIAISON, "草稿 1 继续")
    office.says(LIAISON, "确认")
    assert is_made_up(office)


def test_a_draft_whose_time_has_passed_counts_for_the_running_week_and_that_is_said(office: Office) -> None:
    office.says(LIAISON, f"补报 上周 {TEXT}")
    office.says(LIAISON, "报送")
    daily_job(office, "2026-11-23 00:07")
    office.clock("2026-11-25 10:00")
    answer = office.says(LIAISON, "报送 1")
    assert answer.startswith(f"{LAST_WEEK}的补报期限已过，本条按本期信息报送。\n")
    assert (item(office).made_up_for, f"{item(office).counted_on}") == (None, "2026-11-25")


def test_a_stored_draft_is_sent_in_for_the_earlier_week(office: Office) -> None:
    office.says(LIAISON, TEXT)
    office.says(LIAISON, "报送")
    office.says(LIAISON, "补报 上周 1")
    assert is_made_up(office)


def test_whoever_reports_for_two_units_is_asked_and_the_period_is_kept(office: Office) -> None:
    office.member("招商局", "测试员09", accounts=[("wecom", LIAISON)])
    assert "哪个单位" in office.says(LIAISON, "补报 上周 安全 开展隐患排查")
    office.says(LIAISON, "财政局")
    assert is_made_up(office) and item(office).unit == "财政局"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("补报", "请写明补报哪一期，例如：补报 上周 板块 标题"),
        ("补报 安全 开展排查", "请写明补报哪一期"),
        ("补报 本周 安全 开展排查", "2026年11月16日至22日这一周还没有结束，不用补报，请直接发送「报送」。"),
        ("补报 下周 安全 开展排查", "2026年11月23日至29日这一周还没有开始"),
        ("补报 11月12日 安全 开展排查", "例如：补报 2026年11月9日到2026年11月15日 板块 标题"),
        ("补报 11月31日 安全 开展排查", "没有「11月31日」这个日期"),
        (
            "补报 11月2日到11月8日 安全 开展排查",
            f"最多补报前1周，2026年11月2日至8日这一周不能补报。最早可以补报{LAST_WEEK}",
        ),
    ],
)
def test_what_cannot_be_made_up_for_is_refused_with_the_rule(office: Office, text: str, said: str) -> None:
    before = office.contents()["item"]
    assert said in office.says(LIAISON, text)
    assert office.contents()["item"] == before


def test_a_plan_without_it_says_so(store: Store) -> None:
    office = ledger_office(store, "make_up = 0")
    answer = office.says(LIAISON, "补报 上周 安全 开展排查")
    assert "按方案规定，「每周信息」不能补报" in answer and "发送「报送」" in answer


def test_a_month_is_made_up_for_by_the_monthly_duty(store: Store) -> None:
    monthly = '\n[[duties]]\nid = "monthly"\ntitle = "每月案例"\nperiod = "month"\ndeadline_day = 25\n'
    office = ledger_office(store, more=monthly)
    assert "计入2026年10月（补报）" in office.says(LIAISON, "补报 上月 安全 开展排查")


def test_a_closed_week_says_what_was_corrected_and_when(office: Office) -> None:
    office.says(LIAISON, "补报 上周 安全 开展隐患排查\n正文")
    assert office.says(EDITOR, "未报 上周").splitlines()[-1] == "结束后更正：11月18日 财政局 补报第1号（原为未报）。"
    office.clock("2026-11-19 09:00")
    office.says(LIAISON, "撤回 1")
    assert "11月19日 财政局 第1号撤回（原为已报）" in office.says(EDITOR, "未报 上周")
    assert "更正" not in office.says(OTHER, "上周谁没报")
    assert "更正" not in office.says(EDITOR, "未报")


def test_what_the_office_sends_back_corrects_the_closed_week(office: Office) -> None:
    office.says(LIAISON, "补报 上周 安全 开展隐患排查\n正文")
    office.says(EDITOR, "退回 1 请补充数据")
    assert "第1号退回（原为已报）" in office.says(EDITOR, "未报 上周")
    office.says(LIAISON, "补充 1 共12处。")
    assert "第1号补充（原为未报）" in office.says(EDITOR, "未报 上周")


def test_lists_mark_what_is_made_up_for_and_what_is_late(office: Office) -> None:
    office.says(LIAISON, "补报 上周 安全 开展隐患排查")
    office.clock("2026-11-20 17:01")
    late = office.says(LIAISON, "报送 安全 开展消防演练")
    assert late.startswith("已收到，编号第2号（逾期）。截止时间为11月20日（周五）17:00。\n")
    for answer in (office.says(LIAISON, "我的"), office.says(EDITOR, "待审")):
        assert "开展隐患排查（补报）" in answer and "开展消防演练（逾期）" in answer


def test_an_item_at_the_deadline_is_in_time(office: Office) -> None:
    office.clock("2026-11-20 17:00")
    assert "逾期" not in office.says(LIAISON, "报送 安全 开展消防演练")
    assert "逾期" not in office.says(LIAISON, "我的")


def test_a_spare_item_stands_for_the_next_week_and_the_receipt_says_so(store: Store) -> None:
    office = ledger_office(store, "bank = true")
    for title in ("开展隐患排查", "开展消防演练"):
        office.says(LIAISON, f"报送 安全 {title}")
    daily_job(office, "2026-11-23 00:07")
    office.clock("2026-11-23 10:00")
    assert "本周应报1条，已报1条（上期多报1条，抵本期1条）。" in office.says(LIAISON, "我的")
    assert "已报2条（上期多报1条，抵本期1条）" in office.says(LIAISON, "报送 安全 开展安全培训")
    assert "1个单位没报：应急管理局" in office.says(EDITOR, "未报")


@pytest.mark.parametrize("week", ["11-9至11-15", "11.9-11.15", "11/9至15", "11—9～11—15"])
def test_the_week_may_be_written_short(office: Office, week: str) -> None:
    assert f"计入{LAST_WEEK}（补报）" in office.says(LIAISON, f"补报 {week} 安全 开展隐患排查\n排查隐患12处。")
    assert is_made_up(office)


def test_taken_back_it_is_owed_again_and_that_is_said(office: Office) -> None:
    office.says(LIAISON, "补报 上周 安全 开展隐患排查\n排查隐患12处。")
    answer = office.says(LIAISON, "撤回 1")
    assert f"\n{LAST_WEEK}应报1条，已报0条" in answer and "\n本周应报1条，已报0条" in answer


def test_what_is_suggested_can_be_made_up_for(office: Office) -> None:
    assert "例如：补报 2026年11月9日到2026年11月15日 板块" in office.says(LIAISON, "补报 去年 安全 开展隐患排查")
