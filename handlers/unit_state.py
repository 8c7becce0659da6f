"""How a unit stands in its running periods: the sentence of receipts and of 我的; and what keeps its ledger right."""

from datetime import date

from handlers.context import Context
from handlers.withdrawing_reminders import settle
from models.chase_facts import with_dropped_duties
from models.duty_ledger import entries_of, note_corrections, take_back_spares
from models.members import members_with_role, units_of
from models.obligations import Obligation, running_obligations
from models.openings import open_spans
from reports.receipts import ADDED, week_state
from rules.duties import concerns, deadline_day
from rules.periods import period_of, plan_end
from rules.plan import Duty
from rules.workdays import Workdays


def state_of(context: Context, unit_id: int) -> str:
    """What a unit has sent and still owes in its running periods, one line for each duty."""
    obligations = running_obligations(context.connection, unit_id, context.today)
    return state_text(context, obligations)


def state_text(context: Context, obligations: list[Obligation]) -> str:
    """The same of obligations that are known already."""
    unopened = () if obligations else unopened_duties(context)
    plan = with_dropped_duties(context.connection, context.plan, obligations)
    return week_state(obligations, plan, context.now, unopened, _added_to(context, obligations))


def _added_to(context: Context, obligations: list[Obligation]) -> dict[int, str]:
    """What stands for an obligation without being an item: obligation id → how it is told."""
    if not any(duty.bank or duty.zero_reports for duty in context.plan.duties):
        return {}
    found: dict[int, str] = {}
    for entry in entries_of(context.connection, [row.id for row in obligations]):
        if entry.kind in ADDED and entry.amount > 0:
            found[entry.obligation_id] = ADDED[entry.kind]
        elif entry.kind in ADDED:
            found.pop(entry.obligation_id, None)  # taken back
    return found


def keep_right(context: Context, unit_id: int, day: date, source: str) -> list[Obligation]:
    """Puts right what follows from a change of what counts for a unit on a day. → the obligations of that day.

    Reminders that say otherwise are taken back; periods that are closed get a dated correction with this source.
    """
    own = running_obligations(context.connection, unit_id, day)
    settle(context.connection, [row.id for row in own], context.now)
    if any(row.closed_at for row in own):
        since = min(row.starts_on for row in own)
        note_corrections(context.connection, context.plan.id, source, context.now, [unit_id], since)
        take_back_spares(context.connection, context.plan.id, [unit_id], context.now)
    return own


def unopened_duties(context: Context) -> list[Duty]:
    """The duties that somebody owes in the running period although it is not open: the daily job has not come to it."""
    opened = {span.duty for span in open_spans(context.connection, context.plan.id, context.today, context.today)}
    return [duty for duty in context.plan.duties if duty.id not in opened and _is_owed(context, duty)]


def _is_owed(context: Context, duty: Duty) -> bool:
    """Whether the duty falls due in the plan, and some liaison was in office on the first day of its period."""
    plan = context.plan
    period = period_of(duty.period, context.today, plan)
    day = deadline_day(duty, period, Workdays.of(plan)) or period.start
    if not plan.start <= day < plan_end(plan):
        return False
    unit = next((unit for unit in units_of(context.connection, plan.id) if unit.id == context.person.unit_id), None)
    if unit is None or not concerns(duty, unit.name, unit.class_name, unit.group):
        return False
    return bool(members_with_role(context.connection, plan.id, ("liaison",), period.start))
