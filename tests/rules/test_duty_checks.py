"""What contradicts itself in a duty is found, and what can stand together is left alone."""

from dataclasses import replace
from datetime import date, time

import pytest

from rules.plan import Board, Duty, PeriodKind, Plan, Quota, Rung
from rules.plan_checks import faults

PLAN = Plan(id="test", title="测试方案", start=date(2024, 8, 20))
WEEKLY = Duty(id="weekly", title="每周信息报送")
OWN = (Rung("a", 0, time(9, 7), ("liaison",)),)


def found(plan: Plan) -> list[tuple[str, str]]:
    return [(fault.where, fault.what) for fault in faults(plan)]


def places(plan: Plan) -> list[str]:
    return [fault.where for fault in faults(plan)]


def faults_of(duty: Duty, plan: Plan = PLAN) -> list[tuple[str, str]]:
    """The faults of one duty, their places without `duties[1].`."""
    return [(where.removeprefix("duties[1]."), what) for where, what in found(replace(plan, duties=(duty,)))]


def test_a_duty_asks_for_at_least_one() -> None:
    assert places(replace(PLAN, duties=(replace(WEEKLY, required=0),))) == ["duties[1].required"]


def test_the_deadline_day_lies_in_its_period() -> None:
    last: dict[PeriodKind, int] = {"week": 7, "month": 31, "quarter": 31, "half": 31, "year": 31}
    for period, day in last.items():
        duty = replace(WEEKLY, period=period)
        assert faults(replace(PLAN, duties=(replace(duty, deadline_day=day),))) == []
        assert places(replace(PLAN, duties=(replace(duty, deadline_day=day + 1),))) == ["duties[1].deadline_day"]
        assert places(replace(PLAN, duties=(replace(duty, deadline_day=0),))) == ["duties[1].deadline_day"]


def test_the_deadline_day_of_a_whole_plan_lies_in_its_span() -> None:
    plan = replace(PLAN, end=date(2024, 8, 29))
    duty = replace(WEEKLY, period="plan", deadline_day=10)
    assert faults(replace(plan, duties=(duty,))) == []
    assert found(replace(plan, duties=(replace(duty, deadline_day=11),))) == [
        ("duties[1].deadline_day", "截止日应在 1 至 10 之间，现在是 11")
    ]
    assert faults(replace(PLAN, duties=(replace(duty, deadline_day=400),))) == []


def test_a_daily_duty_needs_no_day() -> None:
    assert faults(replace(PLAN, duties=(replace(WEEKLY, period="day"),))) == []


def test_a_full_duty_has_no_faults() -> None:
    plan = replace(PLAN, groups=("部门组",), kinds=("信息", "案例", "统计", "项目进展"), boards=(Board("招引"),))
    quotas = (Quota(2, classes=("镇街",)), Quota(0, units=("财政局",)), Quota(1, groups=("部门组",)))
    duty = replace(
        WEEKLY,
        preset="three-colours",
        kinds=("案例",),
        boards=("招引",),
        units=("招商局", "财政局"),
        classes=("镇街",),
        groups=("部门组",),
        quotas=quotas,
        make_up=0,
        bank=True,
        zero_reports=2,
    )
    assert faults_of(duty, plan) == []
    assert faults_of(replace(WEEKLY, counts="publications", levels=("city",), boards=("招引",)), plan) == []
    assert faults_of(replace(WEEKLY, counts="statistics"), plan) == []
    assert faults_of(replace(WEEKLY, counts="project_updates"), plan) == []


def test_numbers_are_such_as_an_office_can_mean() -> None:
    assert faults_of(replace(WEEKLY, required=1000, make_up=60, zero_reports=100)) == []
    assert faults_of(replace(WEEKLY, required=0, make_up=-1, zero_reports=-1)) == [
        ("required", "每期应报条数应在 1 至 1000 之间，现在是 0"),
        ("make_up", "可以补报的期数应在 0 至 60 之间，现在是 -1"),
        ("zero_reports", "每季度零报告次数应在 0 至 100 之间，现在是 -1"),
    ]
    too_much = replace(WEEKLY, required=1001, make_up=61, zero_reports=101, quotas=(Quota(1001, ("招商局",)),))
    assert [where for where, _ in faults_of(too_much)] == [
        "required",
        "make_up",
        "zero_reports",
        "quotas[1].required",
    ]


def test_a_day_of_a_plan_without_an_end_is_one_that_the_calendar_has() -> None:
    assert faults_of(replace(WEEKLY, period="plan", deadline_day=10**12)) == [
        ("deadline_day", "截止日应在 1 至 36525 之间，现在是 1000000000000")
    ]


def test_what_a_duty_counts_fits_into_the_store() -> None:
    duty = replace(WEEKLY, counts="publications", levels=("central",) * 13)
    assert faults_of(duty) == [
        ("levels", "连同每个名称前后的“|”最长 100 个字，现在有 105 个字，请少写几个"),
    ]
    assert faults_of(replace(duty, levels=("central",) * 12)) == []


def test_names_of_units_and_classes_fit_into_the_store() -> None:
    duty = replace(WEEKLY, units=("局" * 101,), quotas=(Quota(2, classes=("类" * 101,)),))
    assert faults_of(duty) == [
        ("units[1]", "最长 100 个字，现在有 101 个字，请改短"),
        ("quotas[1].classes[1]", "最长 100 个字，现在有 101 个字，请改短"),
    ]
    assert faults_of(replace(WEEKLY, units=("局" * 100,))) == []


def test_levels_belong_to_publications_and_kinds_to_items() -> None:
    assert faults_of(replace(WEEKLY, levels=("city",))) == [
        ("levels", '媒体级别只用于刊发，请写 counts = "publications" 或去掉这一项')
    ]
    assert faults_of(replace(WEEKLY, counts="publications", kinds=("案例",))) == [
        ("kinds", '信息类型只用于 counts = "items"，统计 "publications" 时请去掉这一项')
    ]


@pytest.mark.parametrize(("counts", "kind"), [("statistics", "统计"), ("project_updates", "项目进展")])
def test_what_is_counted_has_its_kind_in_the_plan(counts: str, kind: str) -> None:
    duty = replace(WEEKLY, counts=counts)  # type: ignore[arg-type]
    assert faults_of(duty) == [("counts", f'统计 "{counts}" 要有信息类型“{kind}”，请加到方案的 kinds 里')]


def test_a_duty_names_kinds_boards_and_groups_of_the_plan() -> None:
    plan = replace(PLAN, boards=(Board("招引", ("招商",)),))
    duty = replace(WEEKLY, kinds=("简讯",), boards=("招商",), groups=("部门组",))
    assert faults_of(duty, plan) == [
        ("kinds[1]", "没有名为“简讯”的信息类型（可用：信息、线索、案例、图片）"),
        ("boards[1]", "没有名为“招商”的板块（可用：招引）"),
        ("groups[1]", "没有名为“部门组”的单位组（方案里还没有单位组）"),
    ]


def test_a_name_that_the_store_would_take_for_two_is_refused() -> None:
    plan = replace(PLAN, boards=(Board("招商|招引"),))
    assert faults_of(replace(WEEKLY, boards=("招商|招引",)), plan) == [("boards[1]", "名称里不能有“|”，请改名")]


def test_units_and_classes_are_named_once_and_not_empty() -> None:
    duty = replace(WEEKLY, units=("招商局", " 招商局"), classes=("",))
    assert [where for where, _ in faults_of(duty)] == ["units[2]", "classes[1]"]


def test_a_number_of_its_own_names_its_units_and_nobody_has_two() -> None:
    quotas = (Quota(-1), Quota(2, ("招商局",), ("镇街",)), Quota(3, ("财政局", "招商局", ""), groups=("部门组",)))
    assert faults_of(replace(WEEKLY, quotas=quotas)) == [
        ("quotas[1].required", "应报条数应在 0 至 1000 之间，现在是 -1"),
        ("quotas[1]", "没有写给哪些单位，请填 units、classes 或 groups"),
        ("quotas[3].groups[1]", "没有名为“部门组”的单位组（方案里还没有单位组）"),
        ("quotas[3].units[3]", "不能为空"),
        ("quotas[3].units[2]", "“招商局”与 duties[1].quotas[2].units[1] 重复，请只留一处"),
    ]


def test_a_ladder_of_its_own_and_a_preset_are_one_too_many() -> None:
    assert faults_of(replace(WEEKLY, ladder=OWN, preset="none")) == [
        ("preset", '写了自己的催报级就不用 preset = "none"，请只留一样')
    ]
    assert faults_of(replace(WEEKLY, ladder=OWN)) == faults_of(replace(WEEKLY, preset="none")) == []
