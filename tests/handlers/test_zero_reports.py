"""零报告: where the plan allows it, as often as it allows, and what it comes to."""

import pytest

from models.store import Store
from tests.dialogue import Office
from tests.handlers.ledger_office import EDITOR, LIAISON, OTHER, daily_job, ledger_office

TWO = "zero_reports = 2"
SECOND = '\n[[duties]]\nid = "photos"\ntitle = "每周图片"\nkinds = ["图片"]\nzero_reports = 1\n'


@pytest.fixture
def office(store: Store) -> Office:
    """Two zero reports in a quarter are allowed."""
    return ledger_office(store, TWO)


def test_it_counts_as_delivered_and_says_how_many_are_left(office: Office) -> None:
    assert office.says(LIAISON, "零报告 本周无相关工作") == (
        "已登记零报告：每周信息，2026年11月16日至22日这一周。理由：本周无相关工作。\n"
        "计为已报，不计分；2026年第四季度还可以零报告1次。本期有信息时仍可发送「报送」。\n"
        "本周应报1条，已报1条（含零报告）。"
    )
    assert "财政局" not in office.says(EDITOR, "未报").split("；")[0]


def test_a_second_one_in_the_same_week_is_not_needed(office: Office) -> None:
    office.says(LIAISON, "零报告")
    assert "没有未完成的报送任务，不用零报告" in office.says(LIAISON, "零报告")


def test_the_limit_holds_for_the_quarter_of_the_period(office: Office) -> None:
    office.says(LIAISON, "零报告")
    for monday in ("2026-11-23", "2026-11-30"):
        daily_job(office, f"{monday} 00:07")
        office.clock(f"{monday} 10:00")
        answer = office.says(LIAISON, "零报告")
    assert "每季度最多零报告2次，2026年第四季度已用完" in answer and "发送「报送」" in answer
    daily_job(office, "2027-01-04 00:07")
    office.clock("2027-01-04 10:00")
    assert "2027年第一季度还可以零报告1次" in office.says(LIAISON, "零报告")


def test_a_later_item_is_simply_an_item(office: Office) -> None:
    office.says(LIAISON, "零报告")
    assert office.says(LIAISON, "报送 安全 开展隐患排查").startswith("已收到，编号第1号。")


def test_a_plan_without_it_says_how_to_go_on(store: Store) -> None:
    office = ledger_office(store)
    assert office.says(LIAISON, "零报告 无") == (
        "方案没有为「每周信息」设置零报告，请发送「报送」报送信息；确实没有信息的，请联系宣传办登记豁免。"
    )
    assert "obligation_entry" not in {name for name, rows in office.contents().items() if rows}


def test_of_several_duties_it_is_said_which_one_has_none(store: Store) -> None:
    office = ledger_office(store, TWO, SECOND.replace("zero_reports = 1\n", ""))
    office.says(LIAISON, "零报告")
    assert office.says(LIAISON, "零报告").startswith("方案没有为「每周图片」设置零报告")


def test_a_duty_that_is_done_or_not_the_units_is_named(store: Store) -> None:
    only_other = SECOND + 'units = ["应急管理局"]\n'
    office = ledger_office(store, TWO, only_other)
    assert office.says(LIAISON, "零报告 每周图片 无").startswith("本单位本期没有「每周图片」这项任务，不用零报告。")
    office.says(LIAISON, "零报告 每周信息 无")
    assert office.says(LIAISON, "零报告 每周信息 无").startswith("「每周信息」本期没有未完成的，不用零报告。")


@pytest.mark.parametrize("typed", ["零报告 上周 没有", "零报告 11-9至11-15", "零报告 下周 没有", "零报告 2月30日 没有"])
def test_another_period_than_the_running_one_is_refused(office: Office, typed: str) -> None:
    assert office.says(LIAISON, typed).startswith(f"零报告只用于本期，「{typed.split()[1]}」不能零报告")
    assert office.contents()["obligation_entry"] == []
    assert "理由：没有。" in office.says(LIAISON, "零报告 没有")


def test_it_is_not_taken_back(office: Office) -> None:
    office.says(LIAISON, "零报告")
    for typed in ("零报告 取消", "取消零报告"):
        assert office.says(LIAISON, typed).startswith("零报告登记后不能取消。本期有信息时请发送「报送」")


def test_of_several_duties_one_is_asked_for(store: Store) -> None:
    office = ledger_office(store, TWO, SECOND)
    asked = office.sends(LIAISON, "零报告 设备检修")
    assert asked is not None and "1. 每周图片\n2. 每周信息" in asked.text.replace(
        "1. 每周信息\n2. 每周图片", "1. 每周图片\n2. 每周信息"
    )
    place = next(i for i, button in enumerate(asked.buttons, 1) if "每周图片" in button.command)
    answer = office.says(LIAISON, f"{place}")
    assert answer.startswith("已登记零报告：每周图片，2026年11月16日至22日这一周。理由：设备检修。")
    assert office.says(LIAISON, "零报告").startswith("已登记零报告：每周信息")


def test_whoever_reports_for_two_units_is_asked_for_which(office: Office) -> None:
    office.member("招商局", "测试员09", accounts=[("wecom", LIAISON)])
    assert "零报告是哪个单位的" in office.says(LIAISON, "零报告 无相关工作")
    assert "单位：财政局。理由：无相关工作。" in office.says(LIAISON, "财政局")


def test_too_long_a_reason_is_not_cut(office: Office) -> None:
    assert "理由最多200字" in office.says(LIAISON, f"零报告 {'无' * 201}")


def test_only_liaisons_give_one(office: Office) -> None:
    assert "没有权限" in office.says(EDITOR, "零报告")


def test_who_stands_in_is_told_of_the_unit_by_its_name(office: Office) -> None:
    office.says(LIAISON, "代理 测试员02")
    office.says(OTHER, "代报 财政局 零报告")
    assert "财政局目前没有未完成的报送任务，不用零报告。" in office.says(OTHER, "代报 财政局 零报告")
    office.says(LIAISON, "零报告")
    assert "本单位目前没有未完成的报送任务" in office.says(LIAISON, "零报告")
