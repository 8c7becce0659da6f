"""Every name in a plan that only the roster can give a meaning."""

from dataclasses import replace

from rules.plan import Duty, Quota, Rung
from rules.roster_names import RosterName, roster_names
from tests.rules.samples import JINHU


def test_units_classes_and_groups_are_found_wherever_a_plan_names_them() -> None:
    quotas = (Quota(2, units=("招商局",)), Quota(0, classes=("平台",), groups=("部门组",)))
    ladder = (Rung("a", to=("liaison",)), Rung("b", to=("liaison",), classes=("镇街",)))
    duty = Duty(
        "monthly", "每月信息", "month", ladder=ladder, units=("财政局", "党群部"), classes=("平台",), quotas=quotas
    )
    duty = replace(duty, groups=("部门组",))
    plan = replace(JINHU, groups=("部门组",), duties=(JINHU.duties[0], duty))
    assert list(roster_names(plan)) == [
        RosterName("groups[1]", "groups", "部门组"),
        RosterName("duties[2].units[1]", "units", "财政局"),
        RosterName("duties[2].units[2]", "units", "党群部"),
        RosterName("duties[2].classes[1]", "classes", "平台"),
        RosterName("duties[2].groups[1]", "groups", "部门组"),
        RosterName("duties[2].quotas[1].units[1]", "units", "招商局"),
        RosterName("duties[2].quotas[2].classes[1]", "classes", "平台"),
        RosterName("duties[2].quotas[2].groups[1]", "groups", "部门组"),
        RosterName("duties[2].ladder[2].classes[1]", "classes", "镇街"),
    ]


def test_a_plan_for_everybody_names_nobody() -> None:
    assert list(roster_names(JINHU)) == []
