"""Receipts: the number of what was stored, how the unit stands in the running periods, the next word to type."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from models.duty_ledger import SPARE
from models.obligations import Obligation
from reports.calendar_text import THIS, clock_text, period_name
from reports.chase_words import COUNTED
from reports.item_text import kind_and_board
from rules.periods import Period
from rules.plan import NEWS, Duty, Plan

NOTHING_OWED = "目前没有应报的任务。"
ADDED = {"banked": SPARE, "zero": "含零报告"}
"""How what stands for an obligation without being an item is told, by the kind of its entry."""


def week_state(
    obligations: Sequence[Obligation],
    plan: Plan,
    now: datetime,
    unopened: Sequence[Duty] = (),
    added: Mapping[int, str] | None = None,
) -> str:
    """What a unit has sent and still owes in its running periods, one line for each duty. `now` is aware.

    `unopened` are the duties whose running period is not open yet, so that nobody can say what is owed; `added` says
    for an obligation (its id) what of its figure is no item.
    """
    if not obligations:
        return unopened_text(unopened[0]) if unopened else NOTHING_OWED
    several = len({row.duty for row in obligations}) > 1
    return "\n".join(_state(row, plan, now, several, (added or {}).get(row.id, "")) for row in obligations)


def past_state(obligations: Sequence[Obligation], plan: Plan) -> list[str]:
    """The same for periods that are over, after something was made up for."""
    several = len({row.duty for row in obligations}) > 1
    return [_past_state(row, plan, several) for row in obligations]


def unopened_text(duty: Duty) -> str:
    """What is said of a duty before its running period is open."""
    return f"{THIS[duty.period]}任务尚未开启，稍后再查。"


def receipt(
    number: int,
    board: str,
    title: str,
    state: str,
    missing_points: Sequence[str] = (),
    files: int = 0,
    *,
    kind: str = NEWS,
    is_title_only: bool = False,
    same_as: int | None = None,
    unit: str = "",
    period: Period | None = None,
    missed: str = "",
) -> str:
    """What an item's sender reads: its number, `state` as `week_state` gives it, and what to type next.

    `missing_points` are the board's key points that the text does not touch on; `files` counts what is attached;
    `same_as` is the number of an earlier item that says the same; `unit` is named to whoever reports for several;
    `period` is the earlier one that it makes up for, `missed` the deadline after which it came.
    """
    opening = _opening(number, period, missed)
    lines = [opening, *([f"单位：{unit}"] if unit else []), *kind_and_board(kind, board), f"标题：{title}"]
    if files:
        lines.append(f"附件：{files}个")
    lines.append(state)
    if same_as is not None:
        lines.append(f"与第{same_as}号内容相同，如是重复请发送「撤回 {number}」。")
    if is_title_only:
        lines.append(f"目前只有标题，可发送「补充 {number} 正文内容」。")
    if missing_points:
        lines.append(f"如有以下内容，可发送「补充 {number} 内容」补上：{'、'.join(missing_points)}。")
    lines.append(f"需要改动请发送「修改 {number} 新的正文」，不报了请发送「撤回 {number}」。")
    return "\n".join(lines)


def _opening(number: int, period: Period | None, missed: str) -> str:
    if period:
        return f"已补报，编号第{number}号，计入{period_name(period)}（补报）。"
    return f"已收到，编号第{number}号（逾期）。截止时间为{missed}。" if missed else f"已收到，编号第{number}号。"


def _past_state(obligation: Obligation, plan: Plan, several: bool) -> str:
    duty = _duty(obligation, plan)
    about = f"{duty.title}：" if duty and several else ""
    period = period_name(obligation.span)
    if obligation.excuse is not None:
        return f"{about}{period}免报：{obligation.excuse}。"
    measure = COUNTED[obligation.counts][1]
    lacking = f"，还差{obligation.missing}{measure}，请继续补报" if obligation.missing else ""
    return f"{about}{period}{_figures(obligation)}{lacking}。"


def _duty(obligation: Obligation, plan: Plan) -> Duty | None:
    return next((duty for duty in plan.duties if duty.id == obligation.duty), None)


def _state(obligation: Obligation, plan: Plan, now: datetime, several: bool, added: str) -> str:
    duty = _duty(obligation, plan)
    period = THIS[obligation.span.kind]
    about = f"{duty.title}：" if duty and several else ""
    if obligation.excuse is not None:
        return f"{about}{period}免报：{obligation.excuse}。"
    figures = f"{about}{period}{_figures(obligation)}{f'（{added}）' if added else ''}"
    if not obligation.missing:
        return f"{figures}。"
    what = "刊发并登记" if obligation.counts == "publications" else "报送"
    return (
        f"{figures}，还差{obligation.missing}{COUNTED[obligation.counts][1]}，{_by_when(obligation, plan, now, what)}"
    )


def _figures(obligation: Obligation) -> str:
    verb, measure = COUNTED[obligation.counts]
    return f"应{verb}{obligation.required}{measure}，已{verb}{obligation.delivered}{measure}"


def _by_when(obligation: Obligation, plan: Plan, now: datetime, what: str) -> str:
    if obligation.deadline is None:
        return f"请尽快{what}。"
    due = clock_text(obligation.deadline, plan.zone)
    return f"请于{due}前{what}。" if now <= obligation.deadline else f"截止时间{due}已过，请尽快{what}。"
