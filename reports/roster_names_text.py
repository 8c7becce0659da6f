"""How the names of a plan that its roster does not know are told to whoever keeps the plan."""

from collections.abc import Iterable

from rules.roster_names import RosterKey, RosterName

NOUNS: dict[RosterKey, str] = {"units": "单位", "classes": "类别", "groups": "单位组"}


def roster_name_lines(plan_id: str, names: Iterable[RosterName]) -> list[str]:
    """One line for each name: where it stands, that it has no effect, and what to do."""
    return [
        f"方案 {plan_id} 的 {each.where}：花名册里没有{NOUNS[each.key]}“{each.name}”，写了不起作用；"
        "请核对写法，或补进花名册后重新导入"
        for each in names
    ]
