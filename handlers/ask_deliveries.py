"""Who has delivered and who has not, with what is told beside it: excuses, and changes after the period's end."""

from collections.abc import Sequence
from datetime import time

from handlers.ask_parts import Answer, Asking, counted
from models.closed_periods import corrections_in, excused_in
from models.deliveries import Delivery, deliveries, misses_in
from models.members import members_with_role
from models.openings import last_opened
from questions.query import Query
from reports import answer_deliveries as wording
from reports.answer_misses import misses_text, no_period_text, unopened_period_text
from reports.answer_tables import Row, sheet_of
from reports.corrections_text import corrections_text, excused_units_text
from rules.periods import Period, instant_of, period_of, plan_end
from rules.plan import Duty


def delivery(asking: Asking, query: Query) -> Answer:
    """`value` is the number of units; a line for each of them that the asker may see."""
    refused = _not_told(asking, query)
    if refused:
        return Answer(True, query, None, (), refused)
    owing = deliveries(asking.connection, asking.plan.id, counted(query), asking.filters(query))
    unopened = _unopened(asking, query, owing)
    if unopened:
        return Answer(True, query, None, (), unopened)
    chosen = [each for each in owing if bool(each.missing) == (query.intent == "missing")]
    shown = [each for each in chosen if asking.sees_names or _is_own(asking, each)][: query.limit]
    rows = tuple(Row(each.unit, each.missing if query.intent == "missing" else each.delivered) for each in shown)
    sheet = sheet_of(query, rows, asking.plan) if rows else None
    return Answer(True, query, len(chosen), rows, _text(asking, query, owing), sheet=sheet)


def _not_told(asking: Asking, query: Query) -> str:
    """Why nothing is told of the units that are named, "" where it is."""
    if asking.sees_names or not (query.units or query.groups):
        return ""
    if not asking.sees_own:
        return wording.only_in_private_answer(asking.asker is not None and asking.asker.role == "liaison")
    return wording.only_own_answer(asking.own_unit) if asking.names_others(query) else ""


def _is_own(asking: Asking, each: Delivery) -> bool:
    return asking.sees_own and each.unit in asking.own_units


def _text(asking: Asking, query: Query, owing: Sequence[Delivery]) -> str:
    own = None if asking.sees_names or query.units else _own(asking, owing)
    say = wording.missing_answer if query.intent == "missing" else wording.delivered_answer
    answer = [say(query, owing, asking.plan, asking.now, own)]
    about = wording.duties_text({each.duty for each in owing}, asking.plan)
    basis = wording.basis_of(query, owing, asking.plan)
    if basis == "part":
        about += no_period_text(query, asking.plan, asking.today)
    missed = _missed(asking, query, own) if basis == "whole" else []
    # How often a unit was short is what is asked for; whether it ever sent anything is told beside it.
    first = (*missed, *answer) if query.intent == "missing" and query.units and own is None else (*answer, *missed)
    return "\n".join((*first, *about, *_beside(asking, query)))


def _missed(asking: Asking, query: Query, own: Sequence[wording.Own] | None) -> list[str]:
    """How many periods of a duty the units missed that fell due in the query's span until now."""
    if query.metric == "publications" or wording.is_narrowed(query):
        return []
    plan = asking.plan
    since = instant_of(max(query.start or plan.start, plan.start), time.min, plan.zone)
    end = min(query.end or plan_end(plan), plan_end(plan))
    until = min(asking.now, instant_of(end, time.min, plan.zone))
    misses = misses_in(asking.connection, plan.id, asking.unit_ids(query), since, until)
    return misses_text(query, misses, plan, asking.today, own)


def _unopened(asking: Asking, query: Query, owing: Sequence[Delivery]) -> str:
    """What is said where nobody can know who owes: the daily job has not come to the period. "" where it has."""
    if any(each.duty for each in owing) or (owing and query.metric == "publications"):
        return ""
    asked = _asked_periods(asking, query, bool(owing))
    if not asked or any(_is_settled(asking, duty, period) for duty, period in asked):
        return ""
    return unopened_period_text(asked[0][1], asking.today)


def _asked_periods(asking: Asking, query: Query, is_owed: bool) -> list[tuple[Duty, Period]]:
    """The duties' periods that a question is about: its own; where nobody owes, those around it or the running ones."""
    start, end, plan = query.start, query.end, asking.plan
    if start is None or end is None:
        return []
    first = [(duty, period_of(duty.period, start, plan)) for duty in plan.duties]
    exact = [each for each in first if (each[1].start, each[1].end) == (start, end)]
    if exact or is_owed:
        return exact
    around = [each for each in first if each[1].start <= start and end <= each[1].end]
    if around or not start <= asking.today < end:
        return around
    return [(duty, period_of(duty.period, asking.today, plan)) for duty in plan.duties]


def _is_settled(asking: Asking, duty: Duty, period: Period) -> bool:
    """Whether a period is open, or will never be: outside the plan, or nobody was in office who could owe it."""
    plan = asking.plan
    if period.end <= plan.start or period.start >= plan_end(plan):
        return True
    opened = last_opened(asking.connection, plan.id, duty.id)
    if opened is not None and opened >= period.start:
        return True
    return not members_with_role(asking.connection, plan.id, ("liaison",), period.start)


def _beside(asking: Asking, query: Query) -> list[str]:
    """What is told beside the figure of a duty's period: who is excused and why, and what changed after its end."""
    if query.start is None or query.end is None or wording.is_narrowed(query):
        return []
    plan, ids = asking.plan, asking.unit_ids(query)
    names = {unit.name for unit in asking.units if ids is None or unit.id in ids}
    if not asking.sees_names:
        names &= set(asking.own_units if asking.sees_own else ())
    lines: list[str] = []
    if query.intent == "missing" or len(names) < len(asking.units):
        excused = excused_in(asking.connection, plan.id, query.start, query.end)
        lines.append(excused_units_text([each for each in excused if each.unit in names]))
    if query.end <= asking.today:
        changes = corrections_in(asking.connection, plan.id, query.start, query.end, plan.zone)
        lines.append(corrections_text([each for each in changes if each.unit in names], plan))
    return [line for line in lines if line]


def _own(asking: Asking, owing: Sequence[Delivery]) -> tuple[wording.Own, ...]:
    """How the asker's units stand; nothing where others read the answer."""
    of_unit = {each.unit: each for each in owing}
    return tuple(wording.Own(unit, of_unit.get(unit)) for unit in asking.own_units if asking.sees_own)
