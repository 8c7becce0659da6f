"""Opening periods: the obligations of every unit, written once per period and then frozen (design, section 7)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from models.duty_ledger import IMPORT_SOURCE, bank_spares, close_periods, note_corrections
from models.openings import Opening, first_day_owed, is_to_open, kept_periods, last_opened, open_period
from models.plans import plan_on, versions_from
from reports.calendar_text import NO_WORKING_DAY
from rules.duties import deadline, deadline_day
from rules.periods import Period, instants, office_date, periods_between, plan_end, previous
from rules.plan import Duty, Plan
from rules.workdays import Workdays
from scheduler.vacancies import report_vacancies

EXCUSE_SOURCE = "节假日安排"
DAILY = "每日核对"

LONG = ("quarter", "half", "year", "plan")
LONGEST = timedelta(days=366)
"""No period but the plan's span is longer."""

CHECKED_AGAIN = timedelta(days=35)
"""How far back the daily job looks for corrections that nobody noted; whoever causes one notes it at once."""


def open_periods(connection: Connection, plan: Plan, now: datetime, complete: bool = False) -> int:
    """Opens, for each duty, every period from the last one that is open to the one that runs. → how many rows are new.

    With `complete` (after a roster or ledger came in) it begins with the first day on which the roster has a liaison.
    Rows that stand are left alone; a unit that is new in a period that is open already gets its row. Units that have
    lost their only liaison are reported to the editors (design, section 7). Periods that are over are closed, and what
    has changed in closed ones is noted.
    """
    duties = _duties_ever(connection, plan) if complete else plan.duties
    written = sum(_open_duty(connection, plan, duty, now, complete) for duty in duties)
    today = office_date(now, plan.zone)
    close_periods(connection, plan.id, today, now)
    since = plan.start if complete else today - CHECKED_AGAIN
    note_corrections(connection, plan.id, IMPORT_SOURCE if complete else DAILY, now, since=since)
    report_vacancies(connection, plan, now)
    return written


def is_behind(connection: Connection, plan: Plan, now: datetime) -> bool:
    """Whether a period runs that is not open: the daily job has not come to it."""
    today = office_date(now, plan.zone)
    for duty in plan.duties if today >= plan.start else ():
        opened = last_opened(connection, plan.id, duty.id)
        for period, version, dated in _periods(connection, plan, duty, today, today):
            opening = replace(_opening(version, dated, period), in_office=_in_office(plan, period, today))
            if (opened is None or opened < period.start) and is_to_open(connection, opening):
                return True
    return False


def _duties_ever(connection: Connection, plan: Plan) -> list[Duty]:
    """The duties of the plan and those that it once had, each as it is or was first."""
    found = {duty.id: duty for duty in plan.duties}
    for version in versions_from(connection, plan.id, plan.start):
        found = {**{duty.id: duty for duty in version.duties}, **found}
    return list(found.values())


def _open_duty(connection: Connection, plan: Plan, duty: Duty, now: datetime, complete: bool) -> int:
    today = office_date(now, plan.zone)
    if today < plan.start:
        return 0
    opened = last_opened(connection, plan.id, duty.id)
    first_day = opened or today
    if complete:
        first_day = min(first_day, first_day_owed(connection, plan.id) or today)
    first_day = max(first_day, plan.start)
    kept = kept_periods(connection, plan.id, duty.id, first_day - LONGEST)
    written = 0
    for period, version, dated in _periods(connection, plan, duty, first_day, today):
        start, end = instants(period, version.zone)
        standing = kept.get(period.start)
        if standing and period.end <= today and standing.opened_at < end:
            continue  # the roster of today does not rewrite a period that was kept in its time
        # A period that a downtime let open late is chased from its start. One that was in its course, or over, when it
        # was first heard of is not chased for what was before.
        is_missed = opened is not None and period.start > opened
        opening = replace(_opening(version, dated, period), in_office=_in_office(plan, period, today))
        opening = replace(opening, chase_from=start if is_missed else now)
        if standing and standing.deadline:
            opening = replace(opening, deadline=standing.deadline, excuse=None, excuse_source=None)
        new = open_period(connection, opening, now)
        before = previous(period, version)
        if new and dated.bank and before:
            bank_spares(connection, plan.id, duty.id, before.start, period.start, start, now, today)
        written += new
    return written


def _in_office(plan: Plan, period: Period, today: date) -> tuple[date, date]:
    """The days of which a unit must have a liaison on one to owe a duty: the first of the period, or of the plan.

    Into the plan's own span, which has no next one, units come whenever they get their first liaison.
    """
    first_day = max(period.start, plan.start)
    return first_day, min(today, period.last_day) if period.kind == "plan" else first_day


def _periods(
    connection: Connection, plan: Plan, duty: Duty, first_day: date, today: date
) -> Iterator[tuple[Period, Plan, Duty]]:
    """The periods up to the running one, each with the plan and the duty as they held on its first day.

    A duty that comes into the plan while a long period runs is owed in it, as the plan holds now; a day, a week and a
    month begin with the next one.
    """
    for period in periods_between(duty.period, first_day, today, plan):
        version = plan_on(connection, plan.id, period.start) or plan
        dated = next((other for other in version.duties if other.id == duty.id), None)
        if dated is None and period.contains(today) and _came_late(plan, version, duty):
            version, dated = plan, duty
        if dated and dated.period == period.kind and _is_in_plan(version, dated, period):
            yield period, version, dated


def _came_late(plan: Plan, version: Plan, duty: Duty) -> bool:
    """Whether a duty of long periods is in the plan of today, and was not, under whatever id, in an earlier version."""
    is_in = any(other.id == duty.id for other in plan.duties)
    was_in = any((other.title, other.period) == (duty.title, duty.period) for other in version.duties)
    return duty.period in LONG and is_in and not was_in


def _is_in_plan(plan: Plan, duty: Duty, period: Period) -> bool:
    """Whether the duty falls due while the plan holds; a period without a working day counts by its first day."""
    day = deadline_day(duty, period, Workdays.of(plan)) or period.start
    return plan.start <= day < plan_end(plan)


def _opening(plan: Plan, duty: Duty, period: Period) -> Opening:
    due = deadline(duty, period, Workdays.of(plan), plan.zone)
    return Opening(
        plan_id=plan.id,
        duty=duty.id,
        period=period.key,
        starts_on=period.start,
        ends_on=period.end,
        deadline=due,
        required=duty.required,
        counts=duty.counts,
        kinds=duty.counted_kinds(),
        boards=duty.boards,
        levels=duty.levels,
        units=duty.units,
        classes=duty.classes,
        groups=duty.groups,
        quotas=duty.quotas,
        excuse=NO_WORKING_DAY if due is None else None,
        excuse_source=EXCUSE_SOURCE if due is None else None,
    )
