"""Who reports for a unit while its liaison is away, day by day: a deputy, another liaison, or nobody."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from handlers.context import Context
from models.leaves import appointments_of, leaves_of
from models.members import Person, members_with_role
from questions.query import TimeRange
from reports.calendar_text import span_text

DAY = timedelta(days=1)
Names = tuple[str, ...]


def who_covers(context: Context, person: Person, span: TimeRange) -> str:
    """Sentences for a receipt: who may report in the days of a leave, and on which of them the unit has nobody."""
    stretches = list(_stretches(context, person, span))
    told = [f"{_days(days, span)}{person.unit}可由{'、'.join(names)}报送。" for days, names in stretches if names]
    alone = [days for days, names in stretches if not names]
    if alone == [span]:
        told.append(f"{person.unit}没有其他信息报送员，期间的任务照常计算，提醒仍会发给本人。")
    elif alone:
        days = "、".join(span_text(each.start, each.end) for each in alone)
        told.append(f"{days}没有代理人和其他信息报送员，任务照常计算，提醒仍会发给本人。")
    if alone:
        told.append(f"可请他人代为报送：信息报送员发送「代理 姓名 {_typed(alone[0])}」。")
    return "".join(told)


def _days(days: TimeRange, span: TimeRange) -> str:
    return "期间" if days == span else span_text(days.start, days.end)


def _typed(days: TimeRange) -> str:
    last = days.end - DAY
    form = "%m-%d" if days.start.year == last.year else "%Y-%m-%d"
    return f"{days.start:{form}}至{last:{form}}" if last > days.start else f"{days.start:%m-%d}"


def _stretches(context: Context, person: Person, span: TimeRange) -> Iterator[tuple[TimeRange, Names]]:
    """The days of the span with who may report on them, neighbours with the same names together."""
    names = _names_by_day(context, person, span)
    for found, same in groupby(names, key=names.__getitem__):
        days = list(same)
        yield TimeRange(days[0], days[-1] + DAY), found


def _names_by_day(context: Context, person: Person, span: TimeRange) -> dict[date, Names]:
    deputies = appointments_of(context.connection, [person.unit_id], span.start)
    liaisons = members_with_role(context.connection, context.plan.id, ("liaison",), span.start, [person.unit_id])
    others = {each.member_id: each.name for each in liaisons if each.member_id != person.member_id}
    leaves = leaves_of(context.connection, list(others), span.start)
    found: dict[date, Names] = {}
    for day in (span.start + number * DAY for number in range((span.end - span.start).days)):
        standing_in = [
            each.name for each in deputies if each.starts_on <= day and (not each.ends_on or day < each.ends_on)
        ]
        away = {leave.member_id for leave in leaves if leave.starts_on <= day < leave.ends_on}
        present = [name for member_id, name in others.items() if member_id not in away]
        found[day] = tuple(dict.fromkeys((*standing_in, *present)))
    return found
