"""请假 取消: which leave is meant, and what goes with it."""

from datetime import date

import pytest

from models.leaves import deputies_on, on_leave
from tests.dialogue import Office

LIAISON = "liaison-测试员01"


def away(office: Office, day: str) -> int:
    with office.store.read() as connection:
        return len(on_leave(connection, "jinhu", date.fromisoformat(day)))


def deputies(office: Office, day: str) -> list[str]:
    with office.store.read() as connection:
        return [each.name for each in deputies_on(connection, "jinhu", date.fromisoformat(day))]


def test_of_several_leaves_it_is_asked_which_one_is_taken_back(office: Office) -> None:
    for days in ("11-23", "11-25至11-27", "12-1"):
        office.says(LIAISON, f"请假 {days}")
    assert office.says(LIAISON, "取消请假") == (
        "登记了几段请假，取消哪一段？请回复序号：\n1. 11月23日\n2. 11月25日至27日\n3. 12月1日\n4. 全部取消"
    )
    assert office.says(LIAISON, "2").startswith("已取消请假：11月25日至27日。")
    assert office.says(LIAISON, "请假").startswith("已登记的请假：11月23日；12月1日。")
    assert office.says(LIAISON, "请假 取消 全部").startswith("已取消请假：11月23日；12月1日。")


@pytest.mark.parametrize("typed", ["请假 取消 11-26", "请假 11.26 取消", "取消请假 11月26日", "请假 取消 11-25至11-27"])
def test_a_day_says_which_leave_is_taken_back(office: Office, typed: str) -> None:
    office.says(LIAISON, "请假 11-25至11-27")
    office.says(LIAISON, "请假 12-1")
    assert office.says(LIAISON, typed).startswith("已取消请假：11月25日至27日。")
    assert office.says(LIAISON, "请假").startswith("已登记的请假：12月1日。")
    assert "没有登记请假。已登记的请假：12月1日。" in office.says(LIAISON, typed)


def test_a_leave_that_runs_is_named_by_a_day_gone_by(office: Office) -> None:
    office.says(LIAISON, "请假 今天至11-27")
    office.clock("2026-11-20 09:00")
    assert "没有看懂日期" in office.says(LIAISON, "请假 取消 家里有事")
    assert office.says(LIAISON, "请假 取消 11-18").startswith("已取消请假：11月18日至27日。")


def test_a_leave_is_cancelled_with_the_deputy_who_was_named_for_it(office: Office) -> None:
    office.says(LIAISON, "代理 测试员03")
    office.says(LIAISON, "请假 11-23至11-27 代理 测试员02")
    answer = office.says(LIAISON, "请假 取消")
    assert answer.startswith("已取消请假：11月23日至27日。\n已取消代理：财政局 测试员02，11月23日至27日。")
    assert away(office, "2026-11-23") == 0
    assert deputies(office, "2026-11-23") == ["测试员03"]
    assert "没有可以取消的请假" in office.says(LIAISON, "请假 取消")


def test_a_leave_that_was_cancelled_held_until_the_day_before(office: Office) -> None:
    office.says(LIAISON, "请假 今天至11-27")
    office.clock("2026-11-20 09:00")
    office.says(LIAISON, "请假 取消")
    assert [away(office, f"2026-11-{day}") for day in (17, 18, 19, 20, 21)] == [0, 1, 1, 0, 0]
