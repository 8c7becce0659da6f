"""请假: what is noted, who reports meanwhile, and that the unit owes what it owes."""

from datetime import date

import pytest

from models.leaves import deputies_on, on_leave
from tests.dialogue import Office

LIAISON, OTHER, EDITOR = "liaison-测试员01", "liaison-测试员02", "editor-测试员04"


def away(office: Office, day: str) -> int:
    with office.store.read() as connection:
        return len(on_leave(connection, "jinhu", date.fromisoformat(day)))


def deputies(office: Office, day: str) -> list[str]:
    with office.store.read() as connection:
        return [each.name for each in deputies_on(connection, "jinhu", date.fromisoformat(day))]


def test_a_sole_liaison_is_told_that_the_unit_still_owes(office: Office) -> None:
    answer = office.says(LIAISON, "请假 11-23至11-27")
    assert answer == (
        "已登记请假：财政局 测试员01，11月23日至27日。\n"
        "财政局没有其他信息报送员，期间的任务照常计算，提醒仍会发给本人。"
        "可请他人代为报送：信息报送员发送「代理 姓名 11-23至11-27」。\n"
        "取消请发送「请假 取消」。"
    )
    assert [away(office, day) for day in ("2026-11-22", "2026-11-23", "2026-11-27", "2026-11-28")] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("11月23日", "11月23日"),
        ("11月23日至27日", "11月23日至27日"),
        ("明天", "11月19日"),
        ("下周", "11月23日至29日"),
        ("11.23-11.27", "11月23日至27日"),
        ("11/23至27", "11月23日至27日"),
        ("　11—23～11—26", "11月23日至26日"),
        ("12-28至1-3", "2026年12月28日至2027年1月3日"),
        ("2026-12-28至2027-03-01", "2026年12月28日至2027年3月1日"),
        ("今天至11-20", "11月18日至20日"),
        ("２０２７－１－４", "1月4日"),
    ],
)
def test_the_days_may_be_written_in_many_ways(office: Office, typed: str, when: str) -> None:
    assert office.says(LIAISON, f"请假 {typed}").startswith(f"已登记请假：财政局 测试员01，{when}。")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("家里有事", "没有看懂日期「家里有事」"),
        ("11-23和11-25", "没有看懂日期"),
        ("13-45", "没有看懂日期"),
        ("昨天", "请从今天起写"),
        ("11-17", "请从今天起写"),
        ("2026-11-16", "请从今天起写"),
        ("11-30至11-20", "「11-30至11-20」的结束日期早于开始日期"),
        ("2026-12-01至2026-11-20", "没有看懂日期"),
        ("2026-11-23至2028-11-23", "请假最长180天"),
        ("11-23至2027-06-01", "请由宣传办在花名册中停用"),
        ("11-23 代理", "请写明代理人姓名"),
        ("11-23 代理 无此人", "花名册里没有「无此人」"),
        ("11-23 代理 测试员01", "不能由本人代理"),
        ("11-23 代理 测试员02 测试员03", "一次只能写一位代理人，没有看懂「测试员03」"),
        ("代理 测试员02", "请写明请假日期"),
    ],
)
def test_nothing_is_noted_where_something_is_not_understood(office: Office, typed: str, said: str) -> None:
    assert said in office.says(LIAISON, f"请假 {typed}")
    assert "目前没有登记请假" in office.says(LIAISON, "请假")
    assert away(office, "2026-11-23") == 0


def test_leaves_that_overlap_become_one(office: Office) -> None:
    office.says(LIAISON, "请假 11-23至11-27")
    answer = office.says(LIAISON, "请假 11-26至12-2")
    assert answer.startswith("已登记请假：财政局 测试员01，11月23日至12月2日（与已登记的11月23日至27日重叠，已合并）。")
    assert office.says(LIAISON, "请假 11-24").startswith("这段请假已经登记过：财政局 测试员01，11月23日至12月2日。")
    assert office.says(LIAISON, "请假").startswith("已登记的请假：11月23日至12月2日。")
    assert "请假最长180天" in office.says(LIAISON, "请假 12-1至2027-05-28")


def test_the_same_leave_is_noted_once(office: Office) -> None:
    office.says(LIAISON, "请假 11-23至11-27")
    assert office.says(LIAISON, "请假 11-23至11-27").startswith("这段请假已经登记过：")
    assert office.says(LIAISON, "请假").startswith("已登记的请假：11月23日至27日。")


def test_a_leave_with_a_deputy(office: Office) -> None:
    answer = office.says(LIAISON, "请假 11-23至11-27 代理 测试员02")
    assert "已登记代理：财政局由应急管理局 测试员02代为报送，11月23日至27日。\n已通知对方。" in answer
    assert "没有其他信息报送员" not in answer
    assert [deputies(office, day) for day in ("2026-11-22", "2026-11-23", "2026-11-28")] == [[], ["测试员02"], []]
    [letter] = office.outbox()
    assert (letter.account, letter.job) == (OTHER, "deputy")
    assert "财政局 测试员01登记由您代为报送信息：11月23日至27日" in letter.content.text


def test_an_editor_notes_it_for_somebody(office: Office) -> None:
    answer = office.says(EDITOR, "请假 财政局 测试员01 11-23至11-27")
    assert answer.startswith("已登记请假：财政局 测试员01，11月23日至27日。")
    assert office.says(LIAISON, "请假").startswith("已登记的请假：11月23日至27日。")
    assert answer.endswith("取消请发送「请假 财政局 测试员01 取消」。")
    assert office.says(EDITOR, "请假 财政局 测试员01").startswith("已登记的请假：11月23日至27日。替信息报送员")
    assert office.says(EDITOR, "请假 财政局 测试员01 取消").startswith("已取消请假")


def test_an_editor_names_unit_and_person(office: Office) -> None:
    assert "请假 单位 姓名" in office.says(EDITOR, "请假 11-23")
    assert "取消请发送「请假 单位 姓名 取消」" in office.says(EDITOR, "请假 取消 测试员01")
    office.says(EDITOR, "请假 财政局 测试员01 11-23")
    assert office.says(EDITOR, "请假 取消 财政局 测试员01 11-23").startswith("已取消请假：11月23日。")
    assert "财政局的信息报送员是：测试员01" in office.says(EDITOR, "请假 财政局 测试员02 11-23")


def test_nobody_else_notes_a_leave_for_others(office: Office) -> None:
    assert "没有看懂日期" in office.says(LIAISON, "请假 应急管理局 测试员02 11-23")
    assert "没有权限" in office.says("leader-测试员05", "请假 11-23")
    assert away(office, "2026-11-23") == 0


def test_a_liaison_of_two_units_is_away_from_both(office: Office) -> None:
    office.member("审计局", "测试员01", accounts=[("wecom", LIAISON)])
    answer = office.says(LIAISON, "请假 11-23 代理 测试员02")
    assert "财政局 测试员01，11月23日" in answer and "审计局 测试员01，11月23日" in answer
    assert (away(office, "2026-11-23"), deputies(office, "2026-11-23")) == (2, ["测试员02", "测试员02"])
