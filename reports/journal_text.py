"""The answer to 日志: a day's messages by the job or rung that wrote them, or one unit's with their texts."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from models.sendings import Sending
from reports.calendar_text import day_text
from reports.told_text import AUDIENCE_NAMES, JOB_NAMES, PLATFORM_NAMES, outcome_text
from rules.plan import Plan

UNITS_SHOWN = 10
FAILURES_SHOWN = 5
TEXTS_SHOWN = 10
STATES = {"sent": "送达", "failed": "失败", "cancelled": "收回", "sending": "正在发送", "due": "等待发送"}

_Key = tuple[str, str | None, str, datetime | None]


def day_journal(found: Sequence[Sending], plan: Plan, day: date) -> str:
    """What was sent for a plan on a day of the office's clock, in order of time, without texts."""
    if not found:
        return f"{day_text(day)}没有发送记录。"
    groups: dict[_Key, list[Sending]] = {}
    for each in found:
        groups.setdefault(_key(each), []).append(each)
    head = f"{day_text(day)}的发送记录，共{len(found)}条（{_states(found)}）："
    lines = [_group_line(group, plan) for group in groups.values()]
    return "\n".join((head, *lines, f"查看内容请发送「日志 {day.month}月{day.day}日 单位」。"))


def unit_journal(found: Sequence[Sending], plan: Plan, day: date, unit: str) -> str:
    """What was sent about and to one unit on a day, with the texts."""
    if not found:
        return f"{day_text(day)}没有给{unit}的发送记录。"
    head = f"{day_text(day)}给{unit}的发送记录，共{len(found)}条（{_states(found)}）："
    lines = [f"{_message_line(each, plan)}\n{each.row.content.text}" for each in found[:TEXTS_SHOWN]]
    more = [f"另有{len(found) - TEXTS_SHOWN}条没有列出。"] if len(found) > TEXTS_SHOWN else []
    return "\n".join((head, *lines, *more))


def what_wrote(sending: Sending, plan: Plan) -> str:
    """`催报第2级`, `人工催报`, `进度通报`."""
    row = sending.row
    places = {rung.id: place for duty in plan.duties for place, rung in enumerate(duty.rungs(), 1)}
    name = JOB_NAMES.get(row.job, row.job)
    if not row.rung:
        return name
    return f"{name}第{places[row.rung]}级" if row.rung in places else f"{name}「{row.rung}」级"


def _key(sending: Sending) -> _Key:
    """What is told in one line: the letters of one run for one audience; of odd jobs all of the day."""
    row = sending.row
    at_once = row.created_at if row.rung or row.job == "reminder" else None
    return row.job, row.rung, row.audience, at_once


def _group_line(group: Sequence[Sending], plan: Plan) -> str:
    first = group[0]
    audience = AUDIENCE_NAMES.get(first.row.audience, "")
    whom = f"发给{audience}" if audience else ""
    head = f"{_clock(first, plan)} {what_wrote(first, plan)}{whom}{len(group)}条：{_states(group)}。"
    failures = [each for each in group if each.row.state not in ("sent", "sending") and each.row.error]
    return head + _trouble(failures) + _units(group)


def _trouble(failures: Sequence[Sending]) -> str:
    """Those that did not arrive, with the reason."""
    reasons: dict[str, dict[str, None]] = {}
    for each in failures:
        reasons.setdefault(outcome_text(each.row.state, each.row.error), {}).update(dict.fromkeys(_whose(each)))
    shown = list(reasons.items())[:FAILURES_SHOWN]
    return "".join(f"{_listed(list(names))}{reason}。" for reason, names in shown)


def _whose(sending: Sending) -> tuple[str, ...]:
    return sending.units if sending.row.account and sending.units else (sending.person or "工作群",)


def _units(group: Sequence[Sending]) -> str:
    names = list(dict.fromkeys(unit for each in group for unit in each.units))
    return f"涉及{_listed(names)}。" if names else ""


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:UNITS_SHOWN]) + (f"等{len(names)}个单位" if len(names) > UNITS_SHOWN else "")


def _message_line(sending: Sending, plan: Plan) -> str:
    row = sending.row
    through = PLATFORM_NAMES.get(sending.platform, sending.platform)
    whom = sending.person if row.account else "工作群"
    outcome = outcome_text(row.state, row.error)
    return f"{_clock(sending, plan)} {what_wrote(sending, plan)}，{through}发给{whom}，{outcome}："


def _states(found: Sequence[Sending]) -> str:
    counts = Counter(each.row.state for each in found)
    return "，".join(f"{name}{counts[state]}" for state, name in STATES.items() if counts[state])


def _clock(sending: Sending, plan: Plan) -> str:
    return f"{sending.at.astimezone(plan.zone):%H:%M}"
