"""Chasing (催报): finds the rungs that are due, claims them, writes the letters. Nothing here sends.

A rung is claimed by a unique row for each obligation, so that it fires once whatever restarts, replicas and clocks do.
All plans are chased together: a person who owes several things gets one message.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import Connection

from models.chase_facts import duty_on, facts_of
from models.chases import DueRungs, Step, climb, is_to_climb, owed_to_climb, pass_over, rungs_climbed
from models.misses import misses_before
from models.obligations import Obligation, PeriodKey, lock_periods
from models.openings import OpenSpan, open_spans
from rules.chasing import RungInstant, concerns, highest_rung, rung_instants
from rules.periods import Period, instant_of, instants, office_date, periods_between
from rules.plan import Duty, Plan
from rules.workdays import Workdays
from scheduler.reminding import Case, write_letters

logger = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=35)
"""How long after its end a period may still have a rung: a month and its days off."""


@dataclass(frozen=True)
class _Due:
    """One duty in one open period with its ladder, the highest rung last; `plan` is as it holds now."""

    plan: Plan
    duty: Duty
    period: Period
    ladder: tuple[RungInstant, ...]
    now: datetime
    live: bool = False

    @property
    def rungs(self) -> tuple[RungInstant, ...]:
        """Those that are due."""
        return tuple(rung for rung in self.ladder if rung.at <= self.now)

    @property
    def key(self) -> PeriodKey:
        """By what its obligations are found."""
        return self.plan.id, self.duty.id, self.period.start

    def in_store(self) -> DueRungs:
        """The same as a statement takes it."""
        today = office_date(self.now, self.plan.zone)
        midnight = instant_of(today, time(0), self.plan.zone)
        since = max(midnight, instants(self.period, self.plan.zone)[0])
        rungs = tuple((rung.rung.id, rung.at) for rung in self.rungs)
        return DueRungs(*self.key, rungs=rungs, now=self.now, today=today, since=since, live=self.live)


def chase(connection: Connection, plans: Sequence[Plan], now: datetime, live: bool = False) -> int:
    """Fires every rung that is due, of all plans, and writes the letters. → how many letters are new.

    `live`: `now` is the present, so that whatever is stored counts; else only what there was at `now`.
    """
    cases = decide(connection, plans, now, live)
    written = write_letters(connection, cases, now, live)
    if cases:
        rungs = ", ".join(f"{case.facts.plan.id}/{case.facts.duty.id}/{case.rung.rung.id}" for case in cases)
        logger.info("chase: %s: %s letters", rungs, written)
    return written


def decide(connection: Connection, plans: Sequence[Plan], now: datetime, live: bool = False) -> list[Case]:
    """Who climbs which rung now, claimed for the caller. The number of statements does not depend on that of units.

    1. Lock what is about to be decided: a delivery comes before or after, never in between.
    2. For each open period: who owes and has not climbed the highest due rung; which rung each of them climbs.
    3. Claim the rungs; only what was won is written about. What is due and was not climbed is passed over.
    """
    found = [due for plan in plans for due in _due_periods(connection, plan, now, live)]
    lock_periods(connection, [due.key for due in found])
    return [case for due in found for case in _cases(connection, due)]


def needs_chase(connection: Connection, plan: Plan, now: datetime) -> bool:
    """Whether `chase` would record anything; reads only, one statement for each open period with a due rung."""
    return any(True for _ in _due_periods(connection, plan, now))


def rung_moments(connection: Connection, plan: Plan, since: datetime, now: datetime) -> list[datetime]:
    """The instants, `since` < instant ≤ `now`, at which a rung of the plan falls due, in order, each once."""
    first_day, last_day = max(plan.start, office_date(since, plan.zone) - LOOK_BACK), office_date(now, plan.zone)
    spans = {(span.duty, span.starts_on): span for span in open_spans(connection, plan.id, first_day, last_day)}
    for duty in plan.duties:
        for period in periods_between(duty.period, first_day, last_day, plan):
            spans.setdefault((duty.id, period.start), OpenSpan(duty.id, period.start, period.end))
    ladders = (rungs for span in spans.values() for _, _, rungs in _ladder(connection, plan, span))
    return sorted({rung.at for rungs in ladders for rung in rungs if since < rung.at <= now})


def _ladder(
    connection: Connection, plan: Plan, span: OpenSpan
) -> Iterator[tuple[Duty, Period, tuple[RungInstant, ...]]]:
    """The rungs of a duty in a period, by the plan as it held on the period's first day; nothing if it had none."""
    held = duty_on(connection, plan.id, span.duty, span.starts_on)
    if held is not None:
        version, duty = held
        period = Period(span.starts_on, span.ends_on, duty.period)
        due_day = office_date(span.deadline, version.zone) if span.deadline else None
        yield duty, period, rung_instants(duty, period, Workdays.of(version), version.zone, due_day)


def _due_periods(connection: Connection, plan: Plan, now: datetime, live: bool = False) -> Iterator[_Due]:
    """The open periods in which something is to be recorded."""
    today = office_date(now, plan.zone)
    for span in open_spans(connection, plan.id, today - LOOK_BACK, today):
        for duty, period, ladder in _ladder(connection, plan, span):
            due = _Due(plan, duty, period, ladder, now, live)
            if due.rungs and is_to_climb(connection, due.in_store()):
                yield due


def _cases(connection: Connection, due: _Due) -> list[Case]:
    """The rungs that are climbed now, each with the obligations that climb it; claimed and recorded."""
    stored = due.in_store()
    owed = {row.id: row for row in owed_to_climb(connection, stored)}
    fired = _fired(connection, due, list(owed.values()))
    won = climb(connection, [Step(row_id, rung.rung.id, "fired") for row_id, rung in fired.items()], due.now)
    pass_over(connection, stored)
    by_rung: dict[RungInstant, list[Obligation]] = {}
    for row_id, rung in fired.items():
        if (row_id, rung.rung.id) in won:
            by_rung.setdefault(rung, []).append(owed[row_id])
    return [
        Case(facts_of(connection, due.plan, due.duty, due.period, rows, due.now, due.live), rung)
        for rung, rows in by_rung.items()
    ]


def _fired(connection: Connection, due: _Due, owed: Sequence[Obligation]) -> dict[int, RungInstant]:
    """Obligation id → the highest due rung that concerns it and does not lie below one that it has climbed."""
    climbed = rungs_climbed(connection, [row.id for row in owed]) if len(due.rungs) > 1 else {}
    misses = _misses(connection, due, owed)
    found: dict[int, RungInstant] = {}
    for row in owed:
        own = [rung for rung in due.rungs if concerns(rung.rung, row.class_name, misses.get(row.unit_id, 1))]
        rung = highest_rung(own, due.ladder, climbed.get(row.id, set()))
        if rung is not None and rung.at >= _chased_from(row, due):
            found[row.id] = rung
    return found


def _misses(connection: Connection, due: _Due, owed: Sequence[Obligation]) -> dict[int, int]:
    """Unit id → periods missed in a row, the present one included; {} where no rung asks."""
    if all(rung.rung.from_miss <= 1 for rung in due.rungs):
        return {}
    units = [row.unit_id for row in owed]
    today = office_date(due.now, due.plan.zone)
    before = misses_before(connection, due.plan.id, due.duty.id, units, due.period.start, due.now, today, live=due.live)
    return {unit: count + 1 for unit, count in before.items()}


def _chased_from(row: Obligation, due: _Due) -> datetime:
    return row.chase_from if row.chase_from <= due.now else due.in_store().since
