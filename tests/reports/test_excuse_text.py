"""The receipt of an excuse: what is no longer owed, and that it is recorded."""

from dataclasses import replace

from reports.excuse_text import delivered_text, excused_text, taken_back_text, title_of
from tests.factories import at
from tests.reports.samples import PLAN, excused, owes


def test_the_receipt_names_unit_duty_period_reason_and_editor() -> None:
    undo = "豁免 财政局 2026年11月16日到2026年11月22日 取消"
    left = "招商局在这一期没有应报的任务。"
    assert excused_text([owes("财政局")], "抗洪抢险", "测试员04", left, undo, PLAN).splitlines() == [
        "已登记豁免1项，理由：抗洪抢险（登记人测试员04）。不再应报：",
        "财政局 每周信息 2026年11月16日至22日这一周",
        f"{left}取消请发送：{undo}。",
    ]


def test_a_closed_period_is_corrected_and_its_former_figure_is_told() -> None:
    row = replace(owes("财政局"), closed_at=at("2026-11-23 00:07"), closed_delivered=0)
    text = excused_text([row, excused("园区", "搬迁")], "抗洪", "测试员04", "", "", PLAN)
    assert "财政局 每周信息 2026年11月16日至22日这一周（该期已结束，原为未报，作为更正登记）" in text
    assert "园区 每周信息 2026年11月16日至22日这一周（原为免报）" in text


def test_what_was_delivered_is_named_and_left() -> None:
    text = delivered_text([owes("财政局", delivered=1), owes("园区", delivered=2)], PLAN)
    assert text == (
        "财政局 每周信息 2026年11月16日至22日这一周；园区 每周信息 2026年11月16日至22日这一周：已报，无需豁免。"
    )


def test_what_is_taken_back_is_owed_again() -> None:
    text = taken_back_text([excused("财政局", "抗洪")], {}, PLAN)
    assert text == ("已取消豁免1项并记录。恢复应报：\n财政局 每周信息 2026年11月16日至22日这一周（原免报：抗洪）")


def test_a_duty_that_the_plan_dropped_goes_by_its_id() -> None:
    row = replace(owes("财政局"), duty="old")
    assert title_of(row, PLAN) == "old"
    assert "财政局 old 2026年11月16日至22日这一周" in excused_text([row], "抗洪", "测试员04", "", "", PLAN)


def test_many_rows_are_counted() -> None:
    assert "等13项" in excused_text([owes("财政局")] * 13, "抗洪", "测试员04", "", "", PLAN)


def test_what_is_free_for_want_of_working_days_stays_so() -> None:
    row = excused("财政局", "抗洪")
    text = taken_back_text([row], {row.id: "本期没有工作日"}, PLAN)
    assert text == "已取消豁免1项并记录。\n财政局 每周信息 2026年11月16日至22日这一周：本期没有工作日，仍免报。"
