"""Contradictions inside the ladder of a duty: rungs out of order, for nobody, on days or with words that cannot be."""

from collections.abc import Iterator
from datetime import time

from rules.duties import last_day_number
from rules.faults import Fault, clock_faults, doubles, list_faults, name_faults, number_faults
from rules.limits import DAYS_WITHOUT_END, FROM_MISS, OFFSET, RUNG_ID
from rules.plan import Audience, Duty, Plan, Rung
from rules.templates import NAMES, TemplateError, allowed_variables, variables_of

LONGEST_TEXT = 500
"""A reminder must fit into one message of either platform."""


def ladder_faults(duty_at: str, duty: Duty, plan: Plan) -> Iterator[Fault]:
    """What contradicts itself in a duty's own ladder; `duty_at` is the duty's place."""
    places = [f"{duty_at}.ladder[{number}]" for number in range(1, len(duty.ladder) + 1)]
    named = [(f"{where}.id", rung.id) for where, rung in zip(places, duty.ladder, strict=True)]
    for where, word in named:
        yield from name_faults(where, word, RUNG_ID)
    yield from doubles(named, "请改一个")
    for where, rung in zip(places, duty.ladder, strict=True):
        yield from clock_faults(f"{where}.time", rung.time)
        yield from _audience_faults(where, rung)
        yield from _day_faults(where, rung, duty, plan)
        yield from list_faults(f"{where}.classes", rung.classes)
        yield from _text_faults(f"{where}.text", rung, plan)
    yield from _order_faults(places, duty)


def _audience_faults(where: str, rung: Rung) -> Iterator[Fault]:
    if not rung.to and not rung.also:
        yield Fault(f"{where}.to", "没有写催报对象，请填 liaison、deputy、head、editors、leaders 或 group")
    for place, escalation in enumerate(rung.also, 1):
        yield from number_faults(f"{where}.also[{place}].from_miss", "连续未报期数", escalation.from_miss, FROM_MISS)
    yield from number_faults(f"{where}.from_miss", "连续未报期数", rung.from_miss, FROM_MISS)


def _day_faults(where: str, rung: Rung, duty: Duty, plan: Plan) -> Iterator[Fault]:
    yield from number_faults(f"{where}.offset", "距截止日的工作日数", rung.offset, OFFSET)
    if rung.day is None:
        return
    if rung.offset:
        yield Fault(f"{where}.day", "day 和 offset 只能写一个，请去掉一个")
    if duty.period == "day":
        yield Fault(f"{where}.day", "每日任务没有固定的日子，请改用 offset")
    last = last_day_number(duty.period, plan) or DAYS_WITHOUT_END
    yield from number_faults(f"{where}.day", "催报的日子", rung.day, (1, last))


def _text_faults(where: str, rung: Rung, plan: Plan) -> Iterator[Fault]:
    if not rung.text:
        return
    readers: set[Audience] = {*rung.to, *(escalation.to for escalation in rung.also)}
    if readers and readers <= {"editors", "leaders"}:
        yield Fault(where, "发给宣传办和领导的是汇总，不用 text，请去掉这一项")
        return
    if not rung.text.strip() or len(rung.text) > LONGEST_TEXT:
        yield Fault(where, f"不能只有空格，最长 {LONGEST_TEXT} 个字")
    try:
        used = variables_of(rung.text)
    except TemplateError as error:
        yield Fault(where, str(error))
        return
    allowed = allowed_variables(readers, plan.tone.naming)
    for name in used:
        if name not in allowed:
            yield Fault(where, _not_allowed(name, allowed, "group" in readers and plan.tone.naming != "group"))


def _not_allowed(name: str, allowed: tuple[str, ...], names_are_private: bool) -> str:
    choice = "、".join(f"{{{each}}}" for each in allowed)
    why = '群里不点名（tone.naming = "private"），' if name == NAMES and names_are_private else ""
    return f"{why}这一级的措辞不能用变量“{{{name}}}”（可用：{choice}）"


def _order_faults(places: list[str], duty: Duty) -> Iterator[Fault]:
    """Rungs by fixed days and rungs by working days lie to each other differently in every period, and rungs for
    different classes do not meet: only like is compared with like."""
    latest: dict[tuple[bool, tuple[str, ...]], Rung] = {}
    for where, rung in zip(places, duty.ladder, strict=True):
        like = (rung.day is None, rung.classes)
        earlier = latest.get(like)
        if earlier and _moment(rung) < _moment(earlier):
            key = "offset" if rung.day is None else "day"
            yield Fault(where, f"催报级“{rung.id}”早于上一级“{earlier.id}”，请按 {key} 和 time 从早到晚排列")
        latest[like] = rung


def _moment(rung: Rung) -> tuple[int, time]:
    return rung.offset if rung.day is None else rung.day, rung.time.replace(tzinfo=None)
