"""豁免: an editor frees units from what they owe in a period, with the reason; a dated row, nothing is rewritten."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.context import EDITORS, Command, Context, Reply, UsageError, reply
from handlers.naming import named_units
from handlers.unit_state import unopened_duties
from handlers.withdrawing_reminders import settle
from handlers.words import TAKE_BACK, plain_answer
from models.chase_facts import with_dropped_duties
from models.duty_ledger import entries_of, excuse
from models.members import Unit, units_of
from models.obligations import Obligation, obligations_of_unit, obligations_with_ids, running_obligations
from questions.normalise import normalise
from questions.periods.coming import coming_days
from questions.periods.leading import LeadingPeriod, is_like_a_time, leading_period
from questions.query import TimeRange
from reports.calendar_text import day_text, typed_span
from reports.excuse_text import delivered_text, excused_text, taken_back_text, title_of
from rules.plan import Duty, Plan

LONGEST_REASON = 200
EXAMPLE = "豁免 财政局 本周 抗洪抢险"
PERIODS = "期间可以写成：上周、11月、三季度、11-16至11-22、11月16日到11月22日。"
SOON = timedelta(days=183)

_NAMES = re.compile(r"[^\s、，,;；]+(?:\s*[、，,;；]\s*[^\s、，,;；]+)*")


@dataclass(frozen=True)
class _Told:
    """What the words behind 豁免 said; without a period it is the running one, without a reason it takes back."""

    units: tuple[Unit, ...]
    word: str
    span: TimeRange | None
    duty: Duty | None
    reason: str


def excuse_units(context: Context, arguments: str) -> Reply:
    """`豁免 单位 [期间] [任务] 理由`; `取消` in place of the reason or in front of the unit takes it back."""
    told = _read(context, arguments)
    found = [row for unit in told.units for row in _obligations(context, told, unit)]
    if not found:
        raise UsageError(_nothing_owed(context, told))
    plan = with_dropped_duties(context.connection, context.plan, found)
    if not told.reason:
        return _take_back(context, found, plan)
    owed = [row for row in found if row.missing or row.excuse is not None]
    delivered = [row for row in found if row not in owed]
    if not owed:
        raise UsageError(f"没有登记豁免。{delivered_text(delivered, plan)}")
    _note(context, owed, told.reason)
    settle(context.connection, [row.id for row in owed], context.now)
    without = [unit.name for unit in told.units if unit.id not in {row.unit_id for row in found}]
    left = (delivered_text(delivered, plan) if delivered else "", _without(without))
    return reply(excused_text(owed, told.reason, context.person.name, "".join(left), _undo(told, owed), plan))


def _without(names: Sequence[str]) -> str:
    return f"{'、'.join(names)}在这一期没有应报的任务。" if names else ""


def _undo(told: _Told, rows: Sequence[Obligation]) -> str:
    """The command that takes back all of it."""
    units = "、".join(dict.fromkeys(row.unit for row in rows))
    span = told.span or TimeRange(min(row.starts_on for row in rows), max(row.ends_on for row in rows))
    duty = f" {told.duty.title}" if told.duty else ""
    return f"豁免 {units} {typed_span(span.start, span.end)}{duty} 取消"


def _take_back(context: Context, found: Sequence[Obligation], plan: Plan) -> Reply:
    """An excuse that the period was opened with, for want of working days, is nobody's to take back."""
    entries = entries_of(context.connection, [row.id for row in found])
    noted = {entry.obligation_id: entry.note for entry in entries if entry.kind == "excuse"}
    excused = [row for row in found if noted.get(row.id)]
    if not excused:
        why = next((f"{row.excuse}，免报" for row in found if row.excuse is not None), "在这一期没有豁免")
        raise UsageError(f"{'、'.join(dict.fromkeys(row.unit for row in found))}{why}，不用取消。")
    _note(context, excused, "")
    after = obligations_with_ids(context.connection, [row.id for row in excused])
    still = {row.id: row.excuse for row in after if row.excuse is not None}
    return reply(taken_back_text(excused, still, plan))


def _note(context: Context, rows: Sequence[Obligation], reason: str) -> None:
    """The dated rows, with the editor as their source."""
    editor = context.person
    excuse(context.connection, [row.id for row in rows], reason, editor.name, context.now, editor.member_id)


def _read(context: Context, arguments: str) -> _Told:
    in_front, text = _take_back_word(arguments)
    units, rest = _units(context, text)
    behind, rest = _take_back_word(rest)
    found, duty, reason = _period_and_duty(context, rest)
    at_the_end, told = _take_back_word(reason)
    takes_back = in_front or behind or at_the_end
    if takes_back and told:
        raise UsageError(f"没有看懂「{told[:20]}」，取消豁免请发送：豁免 {units[0].name} 本周 取消。")
    if not reason and not takes_back:
        raise UsageError(f"请写明豁免的理由，例如：{EXAMPLE}。取消豁免请发送：豁免 {units[0].name} 本周 取消。")
    if len(reason) > LONGEST_REASON:
        raise UsageError(f"理由最多{LONGEST_REASON}字，请缩短后重新发送。")
    word, span = (found.word, found.span) if found else ("本期", None)
    return _Told(tuple(units), word, span, duty, "" if takes_back else reason)


def _take_back_word(text: str) -> tuple[bool, str]:
    """Whether a text begins with 取消 as a word of its own, and what follows it."""
    first, *rest = text.split(maxsplit=1) or [""]
    return (True, "".join(rest)) if plain_answer(first) in TAKE_BACK else (False, text.strip())


def _period_and_duty(context: Context, text: str) -> tuple[LeadingPeriod | None, Duty | None, str]:
    """The period and the duty in front, in either order, and what follows. UsageError for a period that is not read."""
    duty, rest = _duty(context, text)
    found = leading_period(rest, context.today)
    if found and (found.span is None or not found.stands_apart):
        raise UsageError(f"没有看清期间「{found.word}」，期间后面请空一格再写理由，例如：{EXAMPLE}。{PERIODS}")
    rest = found.rest if found else _without_this(rest)
    if duty is None:
        duty, rest = _duty(context, rest)
    if not found and is_like_a_time(rest):
        raise UsageError(f"没有看懂期间「{rest.split()[0][:20]}」，请先写期间再写理由，例如：{EXAMPLE}。{PERIODS}")
    return found, duty, rest


def _without_this(text: str) -> str:
    """The text without 本期 in front, which is what is meant if no period is named."""
    first, *rest = text.split(maxsplit=1) or [""]
    return "".join(rest) if plain_answer(first) == "本期" else text


def _units(context: Context, text: str) -> tuple[list[Unit], str]:
    """The units at the front, separated by 、 or spaces, and what follows them."""
    first = _NAMES.match(text)
    if first is None:
        raise UsageError(f"请写明单位、期间和理由，例如：{EXAMPLE}。几个单位用顿号分开。")
    units, unknown = named_units(context, first[0])
    if unknown:
        raise UsageError(f"花名册里没有「{'、'.join(unknown)}」，请写单位全称，例如：{EXAMPLE}。")
    rest = text[first.end() :].strip()
    known = units_of(context.connection, context.plan.id)
    while (word := rest.split(maxsplit=1)[:1]) and (unit := next((u for u in known if u.name == word[0]), None)):
        units.append(unit)
        rest = rest[len(word[0]) :].strip()
    return list({unit.id: unit for unit in units}.values()), rest


def _duty(context: Context, text: str) -> tuple[Duty | None, str]:
    """The duty whose title is the first word, and what follows it."""
    for duty in context.plan.duties:
        if text.split(maxsplit=1)[:1] == [duty.title]:
            return duty, text[len(duty.title) :].strip()
    return None, text


def _obligations(context: Context, told: _Told, unit: Unit) -> list[Obligation]:
    """The unit's obligations whose period lies in the one named; of the running ones all must be of one period."""
    if told.span:
        rows = obligations_of_unit(context.connection, unit.id, told.span.start, told.span.end)
        rows = [row for row in rows if told.span.start <= row.starts_on and row.ends_on <= told.span.end]
    else:
        rows = running_obligations(context.connection, unit.id, context.today)
    plan = with_dropped_duties(context.connection, context.plan, rows)
    rows = [row for row in rows if told.duty is None or title_of(row, plan) == told.duty.title]
    if told.span is None and len({(row.starts_on, row.ends_on) for row in rows}) > 1:
        titles = "、".join(dict.fromkeys(title_of(row, plan) for row in rows))
        raise UsageError(f"{unit.name}本期有几项任务（{titles}），请写明期间或任务，例如：豁免 {unit.name} 本周 理由。")
    return rows


def _nothing_owed(context: Context, told: _Told) -> str:
    names = "、".join(unit.name for unit in told.units)
    begins = _still_to_come(context, told)
    if begins:
        return f"{told.word}还没有开始，从{day_text(begins)}起可以登记豁免，请到时发送。"
    if (told.span is None or context.today < told.span.end) and unopened_duties(context):
        return "本期任务尚未开启，请稍后再登记豁免。"
    touched = told.span and any(
        obligations_of_unit(context.connection, unit.id, told.span.start, told.span.end) for unit in told.units
    )
    if touched:
        return f"「{told.word}」里没有完整的报送期间，请写明整个期间，例如：{EXAMPLE}。"
    return f"{names}在{told.word}没有应报的任务，不用豁免。"


def _still_to_come(context: Context, told: _Told) -> date | None:
    """The first day of a period that has not begun; a date without a year that was not kept may be one to come."""
    if told.span is None or told.span.start > context.today:
        return told.span.start if told.span else None
    coming = coming_days(normalise(told.word), context.today) or []
    return next((span.start for span in coming if context.today < span.start < context.today + SOON), None)


EXCUSE = Command(
    words=("豁免",),
    usage="豁免 单位 理由（本期）\n豁免 单位、单位 上周 理由\n豁免 单位 11-16至11-22 理由\n豁免 单位 本周 取消",
    summary="登记某单位某一期免报及理由",
    run=excuse_units,
    roles=EDITORS,
    in_group=False,
    takes_back=True,
)
