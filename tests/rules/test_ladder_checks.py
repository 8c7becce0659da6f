"""What contradicts itself in a ladder is found: order, days, audiences, wordings."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.ladder_checks import LONGEST_TEXT
from rules.plan import Audience, Duty, Escalation, PeriodKind, Plan, Rung, Tone, default_ladder, three_colours
from rules.plan_checks import faults

PLAN = Plan(id="test", title="测试方案", start=date(2024, 8, 20))
WEEKLY = Duty(id="weekly", title="每周信息报送")
NAMES_ALLOWED = replace(PLAN, tone=Tone(naming="group"))
PRIVATE_ONES = "{任务}、{方案}、{期间}、{截止}、{剩余}、{单位}、{应报}、{已报}、{还差}、{连续}"


def found(plan: Plan) -> list[tuple[str, str]]:
    return [(fault.where, fault.what) for fault in faults(plan)]


def places(plan: Plan) -> list[str]:
    return [fault.where for fault in faults(plan)]


def faults_of(*ladder: Rung, plan: Plan = PLAN, period: PeriodKind = "month") -> list[tuple[str, str]]:
    """The faults of one ladder, their places without `duties[1].ladder`."""
    duty = replace(WEEKLY, period=period, ladder=ladder)
    return [(where.removeprefix("duties[1].ladder"), what) for where, what in found(replace(plan, duties=(duty,)))]


def worded(text: str, *to: Audience, plan: Plan = PLAN) -> list[str]:
    return [what for _, what in faults_of(Rung("a", to=to or ("liaison",), text=text), plan=plan)]


def test_the_presets_are_in_order() -> None:
    assert faults(replace(PLAN, duties=(replace(WEEKLY, ladder=default_ladder()),))) == []
    assert faults(replace(PLAN, duties=(replace(WEEKLY, ladder=three_colours()),))) == []


def test_rungs_stand_from_early_to_late() -> None:
    ladder = (Rung("b", 0, time(14, 7), ("group",)), Rung("a", -1, time(15, 7), ("liaison",)))
    assert found(replace(PLAN, duties=(replace(WEEKLY, ladder=ladder),))) == [
        ("duties[1].ladder[2]", "催报级“a”早于上一级“b”，请按 offset 和 time 从早到晚排列")
    ]


def test_rungs_of_one_duty_have_ids_of_their_own() -> None:
    ladder = (Rung("a", 0, time(9, 7), ("group",)), Rung("a", 0, time(10, 7), ("group",)))
    plan = replace(PLAN, duties=(replace(WEEKLY, ladder=ladder), replace(WEEKLY, id="x", title="二", ladder=ladder)))
    assert places(plan) == ["duties[1].ladder[2].id", "duties[2].ladder[2].id"]


def test_a_rung_reaches_somebody() -> None:
    silent = Rung("a", 0, time(9, 7))
    escalating = Rung("b", 0, time(10, 7), also=(Escalation("leaders", 3),))
    assert places(replace(PLAN, duties=(replace(WEEKLY, ladder=(silent, escalating)),))) == ["duties[1].ladder[1].to"]


def test_an_escalation_counts_from_the_first_miss() -> None:
    rung = Rung("a", 0, time(9, 7), ("liaison",), (Escalation("head", 1), Escalation("leaders", 0)))
    assert places(replace(PLAN, duties=(replace(WEEKLY, ladder=(rung,)),))) == ["duties[1].ladder[1].also[2].from_miss"]


def test_a_rung_concerns_units_from_the_first_miss_on_and_named_classes() -> None:
    rung = Rung("a", to=("liaison",), from_miss=0, classes=("镇街", "", "镇街"))
    assert [where for where, _ in faults_of(rung)] == ["[1].from_miss", "[1].classes[2]", "[1].classes[3]"]


def test_a_rung_lies_on_a_fixed_day_or_by_working_days() -> None:
    assert faults_of(Rung("a", -1, to=("liaison",), day=3)) == [("[1].day", "day 和 offset 只能写一个，请去掉一个")]
    assert faults_of(Rung("a", to=("liaison",), day=3)) == []


@pytest.mark.parametrize(
    ("period", "last"), [("week", 7), ("month", 31), ("quarter", 31), ("half", 31), ("year", 31), ("plan", 10)]
)
def test_a_fixed_day_lies_in_its_period(period: PeriodKind, last: int) -> None:
    plan = replace(PLAN, end=date(2024, 8, 29))
    outside = [("[1].day", f"催报的日子应在 1 至 {last} 之间，现在是 {day}") for day in (0, last + 1)]
    told = [faults_of(Rung("a", to=("group",), day=day), plan=plan, period=period) for day in (0, last + 1)]
    assert told == [[fault] for fault in outside]
    assert faults_of(Rung("a", to=("group",), day=last), plan=plan, period=period) == []


def test_a_day_has_no_days_and_a_plan_without_end_has_any() -> None:
    assert [where for where, _ in faults_of(Rung("a", to=("group",), day=1), period="day")] == ["[1].day"]
    assert faults_of(Rung("a", to=("group",), day=400), period="plan") == []


def test_fixed_days_stand_from_early_to_late_and_are_not_held_against_working_days() -> None:
    first, second = Rung("a", to=("group",), day=9), Rung("b", to=("group",), day=3)
    assert faults_of(first, second) == [("[2]", "催报级“b”早于上一级“a”，请按 day 和 time 从早到晚排列")]
    between = Rung("c", -2, to=("group",))
    assert faults_of(second, between, first) == []


def test_ladders_of_two_classes_stand_one_after_the_other() -> None:
    towns = [Rung(f"t{offset}", offset, to=("liaison",), classes=("镇街",)) for offset in (-2, 0)]
    parks = [Rung(f"p{offset}", offset, to=("liaison",), classes=("园区",)) for offset in (-2, 0)]
    assert faults_of(*towns, *parks) == []


def test_a_wording_uses_the_variables_of_its_audience() -> None:
    assert worded("{单位}：{任务}还差{还差}条，{ 剩余 }。{{附件}}", "liaison", "deputy", "head") == []
    assert worded("{期间}应报{应报数}个，还有{未报数}个。", "group") == []
    assert worded("还有{未报数}个") == [f"这一级的措辞不能用变量“{{未报数}}”（可用：{PRIVATE_ONES}）"]
    assert worded("{单位}", "liaison", "group") == [
        "这一级的措辞不能用变量“{单位}”（可用：{任务}、{方案}、{期间}、{截止}、{剩余}）"
    ]


def test_an_escalation_is_an_audience_too() -> None:
    rung = Rung("a", to=("liaison",), also=(Escalation("group", 2),), text="{单位}")
    assert [where for where, _ in faults_of(rung)] == ["[1].text"]


def test_names_stand_in_a_group_only_where_the_plan_says_so() -> None:
    (told,) = worded("{未报单位}", "group")
    assert told.startswith('群里不点名（tone.naming = "private"），这一级的措辞不能用变量“{未报单位}”（可用：')
    assert worded("{未报单位}", "group", plan=NAMES_ALLOWED) == []
    (told,) = worded("{未报单位}", "liaison", plan=NAMES_ALLOWED)
    assert told.startswith("这一级的措辞不能用")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("请于{截止前", "花括号没有成对，变量写成 {截止} 的样子"),
        ("请于截止}前", "花括号没有成对，变量写成 {截止} 的样子"),
        ("｛截止｝", "花括号请用英文（半角）的，例如 {截止}"),
        ("{截止:>20}", "花括号里只能写变量的名字，例如 {截止}"),
        ("{单位!r}", "花括号里只能写变量的名字，例如 {单位}"),
        ("{}", f"这一级的措辞不能用变量“{{}}”（可用：{PRIVATE_ONES}）"),
        ("{单位.__class__}", f"这一级的措辞不能用变量“{{单位.__class__}}”（可用：{PRIVATE_ONES}）"),
        ("{单位[0]}", f"这一级的措辞不能用变量“{{单位[0]}}”（可用：{PRIVATE_ONES}）"),
        ("  ", f"不能只有空格，最长 {LONGEST_TEXT} 个字"),
        ("长" * (LONGEST_TEXT + 1), f"不能只有空格，最长 {LONGEST_TEXT} 个字"),
    ],
)
def test_a_wording_that_cannot_be_filled_is_told_how_to_write_it(text: str, what: str) -> None:
    assert worded(text) == [what]


def test_a_summary_has_no_wording_of_its_own() -> None:
    assert worded("{任务}", "editors", "leaders") == ["发给宣传办和领导的是汇总，不用 text，请去掉这一项"]
    assert worded("{单位}", "liaison", "editors") == []


@settings(deadline=None)
@given(st.lists(st.builds(Rung, st.text(max_size=2), st.integers(), st.times()), max_size=6))
def test_sorting_a_ladder_puts_it_in_order(rungs: list[Rung]) -> None:
    ladder = tuple(sorted(rungs, key=lambda rung: (rung.offset, rung.time)))
    messages = [fault.what for fault in faults(replace(PLAN, duties=(replace(WEEKLY, ladder=ladder),)))]
    assert not any("早于上一级" in message for message in messages)


def test_numbers_of_a_rung_are_such_as_an_office_can_mean() -> None:
    also = (Escalation("leaders", 61),)
    assert faults_of(Rung("r" * 41, 61, to=("liaison",), also=also, from_miss=61)) == [
        ("[1].id", "最长 40 个字，现在有 41 个字，请改短"),
        ("[1].also[1].from_miss", "连续未报期数应在 1 至 60 之间，现在是 61"),
        ("[1].from_miss", "连续未报期数应在 1 至 60 之间，现在是 61"),
        ("[1].offset", "距截止日的工作日数应在 -60 至 60 之间，现在是 61"),
    ]
    edges = (Rung("r" * 40, -60, to=("liaison",)), Rung("s", 60, to=("liaison",), from_miss=60))
    assert faults_of(*edges) == []
    assert [where for where, _ in faults_of(Rung("a", to=("group",), day=10**12), period="plan")] == ["[1].day"]
