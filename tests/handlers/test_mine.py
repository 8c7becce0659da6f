"""我的: what the unit sent, what it owes."""

from tests.dialogue import Office
from tests.factories import at, make_item

LIAISON, EDITOR = "liaison-测试员01", "editor-测试员04"


def test_without_items_it_says_so_and_what_is_owed(office: Office) -> None:
    assert office.says(LIAISON, "我的") == (
        "财政局 11月1日以来的信息：暂无。\n本周应报1条，已报0条，还差1条，请于11月20日（周五）17:00前报送。"
    )


def test_the_newest_stands_first_with_its_state(office: Office) -> None:
    office.says(LIAISON, "报送 安全 第一条")
    office.clock("2026-11-18 11:30")
    office.says(LIAISON, "报送 招商 第二条")
    office.says(EDITOR, "通过 1")
    assert office.says(LIAISON, "我的").splitlines() == [
        "财政局 11月1日以来的信息：",
        "第2号 11-18 11:30 待审 第二条",
        "第1号 11-18 10:00 采用 第一条",
        "本周应报1条，已报2条。",
    ]


def test_withdrawn_items_are_not_shown_and_drafts_are(office: Office) -> None:
    office.says(LIAISON, "报送 安全 撤回的")
    office.says(LIAISON, "撤回 1")
    for text in ("报送", "2", "没写完的", "取消"):
        office.says(LIAISON, text)
    answer = office.says(LIAISON, "我的")
    assert "撤回的" not in answer and "第2号 11-18 10:00 草稿 没写完的" in answer


def test_only_the_own_unit_is_shown(office: Office) -> None:
    office.says("liaison-测试员02", "报送 安全 别的单位")
    assert "别的单位" not in office.says(LIAISON, "我的")


def test_it_goes_back_two_weeks_at_the_beginning_of_a_month(office: Office) -> None:
    office.store.write(lambda c: make_item(c, "财政局", at("2026-11-19 09:00"), title="两周之内"))
    office.store.write(lambda c: make_item(c, "财政局", at("2026-11-17 09:00"), title="两周以前"))
    office.clock("2026-12-02 10:00")
    answer = office.says(LIAISON, "我的")
    assert answer.startswith("财政局 11月18日以来的信息：")
    assert "两周之内" in answer and "两周以前" not in answer


def test_at_most_twelve_are_shown(office: Office) -> None:
    for number in range(14):
        office.store.write(lambda c, n=number: make_item(c, "财政局", at("2026-11-17 09:00"), title=f"第{n}次"))  # type: ignore[misc]
    answer = office.says(LIAISON, "我的")
    assert answer.count("待审") == 12 and "第14号" in answer and "第2号" not in answer


def test_the_head_of_the_unit_sees_the_same(office: Office) -> None:
    office.member("财政局", "测试员06", "head")
    office.says(LIAISON, "报送 安全 第一条")
    assert office.says("head-测试员06", "我的") == office.says(LIAISON, "我的")


def test_after_the_deadline_it_says_so(office: Office) -> None:
    office.clock("2026-11-20 17:01")
    assert "截止时间11月20日（周五）17:00已过，请尽快报送" in office.says(LIAISON, "我的")
