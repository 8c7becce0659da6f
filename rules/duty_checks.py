"""Contradictions inside the duties of a plan: impossible days and numbers, filters that fit nothing."""

from collections.abc import Iterator, Sequence

from rules.duties import last_day_number
from rules.faults import (
    Fault,
    clock_faults,
    doubles,
    identity_faults,
    list_faults,
    name_faults,
    number_faults,
    unknown_names,
)
from rules.ladder_checks import ladder_faults
from rules.limits import BETWEEN_NAMES, DAYS_WITHOUT_END, DUTY_ID, LISTS, MAKE_UP, QUOTA, REQUIRED, ZERO_REPORTS
from rules.plan import KIND_OF, Duty, Plan, Quota


def duties_faults(plan: Plan) -> Iterator[Fault]:
    """What contradicts itself in the duties, in the order of the file."""
    yield from identity_faults("duties", plan.duties, DUTY_ID)
    for number, duty in enumerate(plan.duties, 1):
        where = f"duties[{number}]"
        yield from number_faults(f"{where}.required", "每期应报条数", duty.required, REQUIRED)
        yield from number_faults(f"{where}.make_up", "可以补报的期数", duty.make_up, MAKE_UP)
        yield from number_faults(f"{where}.zero_reports", "每季度零报告次数", duty.zero_reports, ZERO_REPORTS)
        yield from _deadline_faults(where, duty, plan)
        yield from _counting_faults(where, duty, plan)
        yield from _owing_faults(where, duty, plan)
        yield from _quota_faults(f"{where}.quotas", duty.quotas, plan)
        if duty.ladder and duty.preset != "default":
            yield Fault(f"{where}.preset", f'写了自己的催报级就不用 preset = "{duty.preset}"，请只留一样')
        yield from ladder_faults(where, duty, plan)


def _deadline_faults(where: str, duty: Duty, plan: Plan) -> Iterator[Fault]:
    last = last_day_number(duty.period, plan) or DAYS_WITHOUT_END
    yield from number_faults(f"{where}.deadline_day", "截止日", duty.deadline_day, (1, last))
    yield from clock_faults(f"{where}.deadline_time", duty.deadline_time)


def _counting_faults(where: str, duty: Duty, plan: Plan) -> Iterator[Fault]:
    yield from unknown_names(f"{where}.kinds", "信息类型", duty.kinds, plan.kinds)
    yield from unknown_names(f"{where}.boards", "板块", duty.boards, [board.name for board in plan.boards])
    for key, names in (("kinds", duty.kinds), ("boards", duty.boards)):
        for place, name in enumerate(names, 1):
            if BETWEEN_NAMES in name:
                yield Fault(f"{where}.{key}[{place}]", f"名称里不能有“{BETWEEN_NAMES}”，请改名")
    yield from _length_faults(where, duty)
    if duty.levels and duty.counts != "publications":
        yield Fault(f"{where}.levels", '媒体级别只用于刊发，请写 counts = "publications" 或去掉这一项')
    if duty.kinds and duty.counts != "items":
        yield Fault(f"{where}.kinds", f'信息类型只用于 counts = "items"，统计 "{duty.counts}" 时请去掉这一项')
    for kind in KIND_OF.get(duty.counts, ()):
        if kind not in plan.kinds:
            yield Fault(f"{where}.counts", f'统计 "{duty.counts}" 要有信息类型“{kind}”，请加到方案的 kinds 里')


def _length_faults(where: str, duty: Duty) -> Iterator[Fault]:
    """The lists of a duty are stored in one text each."""
    for key, longest in LISTS.items():
        names: tuple[str, ...] = getattr(duty, key)
        length = sum(len(name) + len(BETWEEN_NAMES) for name in names) + len(BETWEEN_NAMES)
        if names and length > longest:
            what = f"连同每个名称前后的“{BETWEEN_NAMES}”最长 {longest} 个字，现在有 {length} 个字，请少写几个"
            yield Fault(f"{where}.{key}", what)


def _owing_faults(where: str, duty: Duty, plan: Plan) -> Iterator[Fault]:
    for key, names in (("units", duty.units), ("classes", duty.classes), ("groups", duty.groups)):
        yield from list_faults(f"{where}.{key}", names)
    yield from unknown_names(f"{where}.groups", "单位组", duty.groups, plan.groups)


def _quota_faults(where: str, quotas: Sequence[Quota], plan: Plan) -> Iterator[Fault]:
    for number, quota in enumerate(quotas, 1):
        yield from number_faults(f"{where}[{number}].required", "应报条数", quota.required, QUOTA)
        if not (quota.units or quota.classes or quota.groups):
            yield Fault(f"{where}[{number}]", "没有写给哪些单位，请填 units、classes 或 groups")
        yield from unknown_names(f"{where}[{number}].groups", "单位组", quota.groups, plan.groups)
    for key in ("units", "classes", "groups"):
        named = [
            (f"{where}[{number}].{key}[{place}]", name)
            for number, quota in enumerate(quotas, 1)
            for place, name in enumerate(getattr(quota, key), 1)
        ]
        for place, name in named:
            yield from name_faults(place, name)
        yield from doubles(named, "请只留一处")
