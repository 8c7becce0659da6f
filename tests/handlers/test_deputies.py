"""代理: who stands in, from when to when, and what the deputy may do meanwhile."""

from datetime import date

import pytest

from models.items import Item, item_by_number
from models.leaves import deputies_on
from tests.dialogue import Office, photo

LIAISON, OTHER, THIRD = "liaison-测试员01", "liaison-测试员02", "liaison-测试员03"
EDITOR, LEADER = "editor-测试员04", "leader-测试员05"


def item(office: Office, number: int = 1) -> Item:
    with office.store.read() as connection:
        found = item_by_number(connection, "jinhu", number)
    assert found is not None
    return found


def deputies(office: Office, day: str) -> list[str]:
    with office.store.read() as connection:
        return [each.name for each in deputies_on(connection, "jinhu", date.fromisoformat(day))]


def test_a_standing_deputy_from_today_on(office: Office) -> None:
    answer = office.says(LIAISON, "代理 测试员02")
    assert answer == (
        "已登记代理：财政局由应急管理局 测试员02代为报送，11月18日（周三）起，至取消为止。\n"
        "已通知对方。\n取消请发送「代理 取消」。"
    )
    assert [deputies(office, day) for day in ("2026-11-17", "2026-11-18", "2027-11-18")] == [
        [],
        ["测试员02"],
        ["测试员02"],
    ]
    [letter] = office.outbox()
    assert (letter.account, letter.audience) == (OTHER, "deputy")
    assert "代报 财政局" in letter.content.text


def test_a_deputy_is_told_after_the_quiet_hours(office: Office) -> None:
    office.clock("2026-11-18 23:10")
    office.says(LIAISON, "代理 测试员02")
    [letter] = office.outbox()
    assert letter.due_at > office.now


def test_a_deputy_for_some_days(office: Office) -> None:
    assert "11月23日至27日" in office.says(LIAISON, "代理 测试员02 11-23至11-27")
    assert [deputies(office, day) for day in ("2026-11-22", "2026-11-23", "2026-11-28")] == [[], ["测试员02"], []]
    assert office.says(LIAISON, "代理").startswith("财政局的代理人：测试员02，11月23日至27日。\n")


def test_the_same_deputy_twice_is_one(office: Office) -> None:
    office.says(LIAISON, "代理 测试员02")
    assert "已经是财政局的代理人" in office.says(LIAISON, "代理 测试员02")
    assert deputies(office, "2026-11-18") == ["测试员02"]
    assert len(office.outbox()) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("无此人", "花名册里没有「无此人」。代理人须在花名册内：请其发送「绑定 单位 姓名」，或联系宣传办加入花名册。"),
        ("招商局 测试员02", "花名册里没有「测试员02」"),
        ("测试员01", "不能由本人代理"),
        ("测试员02 有空时", "没有看懂日期「有空时」"),
        ("测试员07", "测试员07已是财政局信息报送员"),
        ("测试员08", "花名册里有2位「测试员08」，请写明单位：代理 招商局 测试员08；代理 审计局 测试员08。"),
    ],
)
def test_who_cannot_be_deputy_is_said_with_what_to_type(office: Office, typed: str, said: str) -> None:
    office.member("财政局", "测试员07")
    office.member("招商局", "测试员08", "head")
    office.member("审计局", "测试员08", accounts=[("wecom", "other-08")])
    assert said in office.says(LIAISON, f"代理 {typed}")
    assert (deputies(office, "2026-11-18"), office.outbox()) == ([], [])


def test_a_name_with_its_unit_is_one_person(office: Office) -> None:
    office.member("招商局", "测试员02", accounts=[("wecom", "other-02")])
    assert "由招商局 测试员02代为报送" in office.says(LIAISON, "代理 招商局 测试员02 明天")
    assert deputies(office, "2026-11-19") == ["测试员02"]


def test_a_deputy_without_an_account_is_named_to_the_liaison(office: Office) -> None:
    office.member("审计局", "测试员09", "head", accounts=[("dingtalk", "d-09")])
    assert "测试员09还没有绑定账号，通知无法送达" in office.says(LIAISON, "代理 测试员09")


def test_a_deputyship_is_cancelled(office: Office) -> None:
    office.says(LIAISON, "代理 测试员02")
    assert office.says(LIAISON, "代理 取消").startswith("已取消代理：财政局 测试员02")
    assert deputies(office, "2026-11-18") == []
    # The notice had not left, so there is nothing to take back.
    assert [row.state for row in office.outbox()] == ["cancelled"]
    assert "没有可以取消的代理" in office.says(LIAISON, "代理 取消")
    assert "目前没有登记代理" in office.says(LIAISON, "代理")


def test_one_of_two_deputies_is_cancelled_by_name(office: Office) -> None:
    office.says(LIAISON, "代理 测试员02")
    office.says(LIAISON, "代理 测试员03")
    office.says(LIAISON, "代理 取消 测试员02")
    assert deputies(office, "2026-11-18") == ["测试员03"]


def test_a_deputy_who_is_no_liaison_reports_without_being_asked_for_the_unit(office: Office) -> None:
    office.says(LIAISON, "代理 测试员05")
    answer = office.says(LEADER, "报送 安全 开展隐患排查\n排查隐患12处。")
    assert answer.startswith("已收到，编号第1号。\n单位：财政局\n")
    assert "本周应报1条，已报1条。" in answer
    assert (item(office).unit, item(office).byline) == ("财政局", "测试员05")
    assert "第1号" in office.says(LEADER, "我的")
    assert "第1号" in office.says(LIAISON, "我的")
    assert "已补充" in office.says(LEADER, "补充 1 已整改10处。")
    assert "已撤回" in office.says(LEADER, "撤回 1")


def test_a_deputy_is_greeted_as_who_they_are(office: Office) -> None:
    office.says(LIAISON, "代理 测试员05")
    assert "办公室 测试员05，您可以发送" in office.says(LEADER, "帮助")
    assert "您正在代理：财政局。" in office.says(LEADER, "代理")
    assert "您目前是代理人" in office.says(LEADER, "代理 测试员03")


def test_outside_of_the_days_a_deputy_has_no_rights(office: Office) -> None:
    office.says(LIAISON, "代理 测试员05 11-20至11-23")
    for now, said in (
        ("2026-11-19 23:59", "没有权限"),
        ("2026-11-20 00:01", "已收到"),
        ("2026-11-24 00:01", "没有权限"),
    ):
        office.clock(now)
        assert said in office.says(LEADER, "报送 安全 开展隐患排查")


def test_what_a_deputy_was_writing_when_it_ended_is_kept_for_the_unit(office: Office) -> None:
    office.says(LIAISON, "代理 测试员05")
    for text in ("报送", "2", "开展安全检查"):
        office.says(LEADER, text)
    office.says(LIAISON, "代理 取消")
    assert "已存为第1号草稿" in office.says(LEADER, "落实情况良好")
    assert (item(office).unit, item(office).status, item(office).byline) == ("财政局", "草稿", "测试员05")
    assert "编号第1号" in office.says(LIAISON, "报送 1")
    assert (item(office).status, item(office).byline) == ("待审", "测试员05")


def test_photos_of_a_deputy_go_to_what_was_just_sent(office: Office) -> None:
    office.says(LIAISON, "代理 测试员05")
    office.says(LEADER, "报送 安全 开展隐患排查")
    assert "附到第1号" in office.says(LEADER, "", media=[photo()])


def test_an_end_before_the_start_is_no_span_over_the_new_year(office: Office) -> None:
    assert "「11-26至11-24」的结束日期早于开始日期" in office.says(LIAISON, "代理 测试员02 11-26至11-24")
    assert "2026年12月28日至2027年1月3日" in office.says(LIAISON, "代理 测试员02 12-28至1-3")


def test_in_the_quiet_hours_it_is_said_when_the_deputy_is_told(office: Office) -> None:
    office.clock("2026-11-18 22:00")
    assert "将于11月19日（周四）08:0" in office.says(LIAISON, "代理 测试员02")


def test_the_office_sees_who_stands_in_and_ends_it_for_a_unit(office: Office) -> None:
    office.says(LIAISON, "代理 测试员02")
    assert office.says(EDITOR, "代理") == (
        "财政局的代理人：测试员02，11月18日（周三）起，至取消为止。\n取消某单位的代理请发送「代理 单位 取消」。"
    )
    assert office.says(EDITOR, "代理 财政局 取消") == ("已取消代理：财政局 测试员02，11月18日（周三）起，至取消为止。")
    assert deputies(office, "2026-11-18") == []
    assert office.says(EDITOR, "代理 财政局 取消").startswith("没有可以取消的代理。")
    assert office.says(EDITOR, "代理 测试员02").endswith("取消某单位的代理请发送「代理 单位 取消」。")
