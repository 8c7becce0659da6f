"""为什么催我: what a unit owes, what was counted and what was not and why, and which reminders went out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.context import Command, Context, Reply, UsageError, reply
from handlers.naming import named_units
from handlers.represented import represented
from handlers.words import plain_answer
from models.chase_facts import duty_on
from models.duty_ledger import entries_of
from models.leaves import deputies_on, on_leave
from models.members import Membership, members_with_role, memberships_of
from models.obligations import Obligation, obligations_of_unit
from models.plans import current_plan
from models.receivers import receivers_of
from models.why_facts import (
    Submission,
    appearances_of,
    obligations_to_explain,
    passed_over,
    submissions_about,
    told_about,
    what_they_ask,
)
from questions.periods.leading import leading_period
from questions.query import TimeRange
from reports.standing_text import Standing, standing_text
from reports.why_text import Why, why_text
from rules.periods import office_date
from rules.plan import Plan

DAY = timedelta(days=1)
REMINDED_WITHIN = timedelta(days=7)
MOST = 8  # obligations in one answer
NEAR = timedelta(days=3)
"""What was sent so shortly before or after a period may have been meant for it."""

MYSELF = frozenset(("", "我", "我们", "我单位", "本单位"))


@dataclass(frozen=True)
class _Asked:
    """A unit that is asked about, in its plan, and the speaker's place in it: None for an editor of the office."""

    plan: Plan
    unit_id: int
    unit: str
    speaker: Membership | None


def explain(context: Context, arguments: str) -> Reply:
    """Of the speaker's units in all plans; of one that an editor names. A period may stand before or behind it."""
    span, unit = _span_and_unit(context, arguments)
    named = plain_answer(unit)
    asked = list(_own(context)) if named in MYSELF else [_named(context, named)]
    if not asked:
        how = "查看某个单位请发送「为什么催 单位」。" if "editor" in context.roles else ""
        return reply(f"没有催报：报送任务由各单位信息报送员办理。{how}")
    with_plan = len({each.plan.id for each in asked}) > 1
    return reply(
        "\n\n".join(_of_unit(context, each, with_plan, span) for each in asked), ("我的", "我的"), title="催报说明"
    )


def _span_and_unit(context: Context, arguments: str) -> tuple[TimeRange | None, str]:
    """The days named, None if none are, and what else stands there. UsageError for days that cannot be."""
    words = arguments.split()
    for place in (0, -1):
        found = leading_period(words[place], context.today) if words else None
        if found and not found.rest:
            if found.span is None:
                raise UsageError(f"没有「{found.word}」这个日期，请核对后重新发送，例如：为什么催我 上周。")
            del words[place]
            return found.span, " ".join(words)
    return None, arguments


def _own(context: Context) -> Iterator[_Asked]:
    """Every unit that the speaker reports for or heads; own ones first."""
    connection, incoming = context.connection, context.incoming
    people = memberships_of(connection, incoming.family, incoming.account, incoming.plans, context.today)
    units = {person.unit_id: person for person in reversed(people) if person.role in ("liaison", "head")}
    for person in reversed(units.values()):
        plan = current_plan(connection, person.plan_id, context.now)
        if plan is not None:
            yield _Asked(plan, person.unit_id, person.unit, person)


def _named(context: Context, name: str) -> _Asked:
    units, unknown = named_units(context, name)
    if unknown or len(units) != 1:
        raise UsageError("请写一个花名册里的单位，例如：为什么催 财政局。查询本单位请发送「为什么催我」。")
    (unit,) = units
    own = next((each for each in represented(context) if each.unit_id == unit.id), None)
    if own is None and "editor" not in context.roles:
        raise UsageError("只能查询本单位的催报情况，请发送「为什么催我」。")
    return _Asked(context.plan, unit.id, unit.name, own)


def _of_unit(context: Context, asked: _Asked, with_plan: bool, span: TimeRange | None) -> str:
    rows = _rows(context, asked, span)
    if span and not rows:
        return f"{asked.unit}在这段时间没有应报的任务。"
    told_to = _standing(context, asked)
    found = _reasons(context, asked.plan, asked.unit_id, rows, told_to) if rows else []
    return why_text(found, asked.unit, standing_text(told_to), with_plan)


def _rows(context: Context, asked: _Asked, span: TimeRange | None) -> list[Obligation]:
    """The obligations that have a day in the span; without one what runs and what is worth a word."""
    if span is None:
        since = context.now - REMINDED_WITHIN
        return obligations_to_explain(context.connection, asked.unit_id, context.today, since)
    rows = obligations_of_unit(context.connection, asked.unit_id, span.start, span.end)
    if len(rows) > MOST:
        raise UsageError(f"{asked.unit}在这段时间有{len(rows)}项应报任务，请写短一些的期间，例如：为什么催我 上周。")
    return rows[::-1]


def _reasons(context: Context, plan: Plan, unit_id: int, rows: Sequence[Obligation], standing: Standing) -> list[Why]:
    connection, ids = context.connection, [row.id for row in rows]
    asks, passed = what_they_ask(connection, ids), passed_over(connection, ids)
    told, entries = told_about(connection, ids), entries_of(connection, ids)
    return [
        Why(
            plan=plan,
            duty=held[1] if (held := duty_on(connection, plan.id, row.duty, row.starts_on)) else None,
            row=row,
            asks=asks[row.id],
            submissions=tuple(_submissions(context, row, list(standing.members))),
            appearances=tuple(appearances_of(connection, unit_id, row.starts_on, row.ends_on)),
            entries=tuple(entry for entry in entries if entry.obligation_id == row.id),
            told=tuple(each for each in told if each.obligation_id == row.id),
            passed=tuple(passed.get(row.id, ())),
            now=context.now,
            for_office=standing.reader is None,
        )
        for row in rows
    ]


def _submissions(context: Context, row: Obligation, members: Sequence[int]) -> list[Submission]:
    """What was sent in for the period or near it; what is long since counted for an earlier one is no question."""
    days = (row.starts_on, row.ends_on)
    instants = (_midnight(context, row.starts_on - NEAR), _midnight(context, row.ends_on + NEAR))
    return submissions_about(context.connection, row.unit_id, members, days, instants)


def _midnight(context: Context, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=context.plan.zone)


def _standing(context: Context, asked: _Asked) -> Standing:
    connection, plan = context.connection, asked.plan
    day = office_date(context.now, plan.zone)
    people = members_with_role(connection, plan.id, ("liaison",), day, [asked.unit_id])
    deputies = [each for each in deputies_on(connection, plan.id, day) if each.unit_id == asked.unit_id]
    receivers = receivers_of(connection, plan.id, day, [asked.unit_id])
    return Standing(
        unit=asked.unit,
        liaisons={person.member_id: person.name for person in people},
        deputies={each.member_id: each.name for each in deputies},
        away=frozenset(on_leave(connection, plan.id, day)),
        reminded=tuple(receivers.liaisons.get(asked.unit_id, ())),
        unreachable=receivers.why_unreachable(asked.unit_id),
        reader=asked.speaker.member_id if asked.speaker else None,
        reads_as_head=asked.speaker is not None and asked.speaker.role == "head",
    )


WHY = Command(
    words=("为什么催我", "为什么催", "为啥催我", "怎么又催我", "为什么还催我"),
    usage="为什么催我\n为什么催我 上周\n为什么催 财政局（宣传办）",
    summary="查看任务、已计入和未计入的信息、提醒记录",
    run=explain,
    in_group=False,
)
