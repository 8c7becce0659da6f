"""What stands below the figure of a closed period."""

from dataclasses import replace
from datetime import timedelta

from models.closed_periods import Correction, Excused
from reports.corrections_text import corrections_text, excused_units_text
from tests.factories import at
from tests.reports.samples import PLAN

MADE_UP = Correction("财政局", "weekly", at("2026-11-24 10:00"), 1, 0, 1, None, "补报第15号")
EXCUSED = Correction("应急管理局", "weekly", at("2026-11-25 00:30"), 1, 0, 0, "抗洪抢险", "测试员04")


def test_each_correction_has_its_day_its_unit_and_what_was_before() -> None:
    assert corrections_text([MADE_UP, EXCUSED], PLAN) == (
        "结束后更正：11月25日 应急管理局 免报（抗洪抢险）；11月24日 财政局 补报第15号（原为未报）。"
    )
    withdrawn = replace(MADE_UP, before=1, after=0, source="第12号撤回")
    assert "财政局 第12号撤回（原为已报）" in corrections_text([withdrawn], PLAN)
    assert "补报第15号（由1条变为2条）" in corrections_text([replace(MADE_UP, before=1, after=2)], PLAN)
    assert "应急管理局 取消免报" in corrections_text([replace(EXCUSED, excuse="")], PLAN)


def test_more_than_five_are_counted() -> None:
    many = [replace(MADE_UP, unit=f"第{number}局", at=MADE_UP.at + timedelta(hours=number)) for number in range(7)]
    text = corrections_text(many, PLAN)
    assert "第6局" in text and "第2局" in text and "第1局" not in text and text.endswith("等7项。")
    assert "等" not in corrections_text(many[:5], PLAN)


def test_of_a_unit_the_last_word_is_told() -> None:
    back = replace(EXCUSED, excuse="", at=EXCUSED.at + timedelta(hours=1))
    assert corrections_text([EXCUSED, MADE_UP, back], PLAN) == (
        "结束后更正：11月25日 应急管理局 取消免报；11月24日 财政局 补报第15号（原为未报）。"
    )


def test_without_a_correction_nothing_is_said() -> None:
    assert corrections_text([], PLAN) == excused_units_text([]) == ""


def test_excused_units_are_told_by_reason() -> None:
    excused = [
        Excused("财政局", "weekly", "抗洪"),
        Excused("招商局", "weekly", "抗洪"),
        Excused("园区", "weekly", "搬迁"),
    ]
    assert excused_units_text(excused) == "免报3个单位：财政局、招商局（抗洪）；园区（搬迁）。"
