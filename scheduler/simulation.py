"""What the scheduler would send in a span of time, given what is stored: for trying a ladder on what has happened.

Everything runs on a copy of what is stored. What the schedule really wrote in that time is put aside in it, so that the
rungs fire as if for the first time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from models.chase_facts import parts_as_of
from models.chases import Link, links_of
from models.outbox import OutboxRow, newest_row_id
from models.plan_file import PlanFile
from models.plans import current_plan, hold_version
from models.sendings import Sending, sendings_after
from models.simulation import on_a_copy, put_schedule_aside
from models.store import Store
from reports.chase_text import as_they_leave, letter_content
from rules.periods import office_date
from rules.templates import PRIVATE
from scheduler import chasing, opening
from scheduler.jobs import JOBS, Job
from scheduler.running import try_job

Progress = Callable[[int, int], None]

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Simulated:
    """One message: when it leaves, by which job and rung, about which unit, to whom, what it says.

    `unit` is what a private message is about, "" for a summary or a post; `accounts` all who get the same text for the
    same reason, none for a post to the group.
    """

    at: datetime
    job: str
    rung: str | None
    unit: str
    audience: str
    channel: str
    accounts: tuple[str, ...]
    text: str


def simulate(
    store: Store,
    plan_id: str,
    start: datetime,
    end: datetime,
    trial: PlanFile | None = None,
    progress: Progress | None = None,
) -> list[Simulated]:
    """Every sending of a plan that leaves in `start` ≤ instant < `end`, in order. Writes nothing.

    With `trial` as if that plan file had held from the start. LookupError for an unknown plan, RuntimeError with a
    line for each job that failed, BackupError where the database cannot be copied.
    """

    def work(connection: Connection) -> list[Simulated]:
        _prepare(connection, plan_id, start, trial)
        before = newest_row_id(connection)
        _play(connection, plan_id, start, end, progress)
        written = (each for each in sendings_after(connection, before) if each.row.state != "cancelled")
        leaving = [each for each in written if start <= each.row.due_at < end]
        return _grouped(connection, sorted(leaving, key=lambda each: (each.row.due_at, each.row.id)))

    return on_a_copy(store, work)


def _prepare(connection: Connection, plan_id: str, start: datetime, trial: PlanFile | None) -> None:
    plan = current_plan(connection, plan_id, start)
    if plan is None:
        raise LookupError(plan_id)
    first_day = office_date(start, plan.zone) - chasing.LOOK_BACK
    if trial is not None:
        hold_version(connection, trial, first_day, start)
    # What begins before the span is open by then, so that its earlier rungs are not taken for missed ones.
    opening.open_periods(connection, plan, start)
    put_schedule_aside(connection, plan_id, first_day, start)


def _play(connection: Connection, plan_id: str, start: datetime, end: datetime, progress: Progress | None) -> None:
    """Runs every firing of the span in order of time, each as of its own."""
    firings = sorted(
        (moment, place)
        for place, job in enumerate(JOBS)
        if job.replays
        for moment in _moments(connection, plan_id, job, start - INSTANT, end - INSTANT)
    )
    for done, (moment, place) in enumerate(firings, 1):
        try_job(connection, JOBS[place], moment, plan_id)
        if progress is not None:
            progress(done, len(firings))


def _moments(connection: Connection, plan_id: str, job: Job, since: datetime, now: datetime) -> Sequence[datetime]:
    """When a job fires in `since` < instant ≤ `now`: `chase` at the rungs, in the minutes between it finds nothing."""
    if job.when.at is not None:
        return list(job.when.firings(since, now))
    plan = current_plan(connection, plan_id, now)
    return chasing.rung_moments(connection, plan, since, now) if plan else []


def _grouped(connection: Connection, sendings: Sequence[Sending]) -> list[Simulated]:
    links: dict[str, list[Link]] = {}
    for link in links_of(connection, [sending.row.key for sending in sendings]):
        links.setdefault(link.outbox_key, []).append(link)
    found: dict[Simulated, list[str]] = {}
    for sending in sendings:
        text = _text_when_it_leaves(connection, sending.row, links.get(sending.row.key, ()))
        if text is not None:
            found.setdefault(_simulated(sending, text), []).append(sending.row.account)
    return [replace(each, accounts=tuple(filter(None, accounts))) for each, accounts in found.items()]


def _simulated(sending: Sending, text: str) -> Simulated:
    row = sending.row
    unit = "、".join(sending.units) if row.audience in PRIVATE else ""
    return Simulated(row.due_at, row.job, row.rung, unit, row.audience, row.channel, (), text)


def _text_when_it_leaves(connection: Connection, row: OutboxRow, links: Sequence[Link]) -> str | None:
    """What a message says; None where all that it asked for came in while it was held back."""
    if not links or row.due_at <= row.created_at:
        return row.content.text
    parts = parts_as_of(connection, links, row.due_at)
    if sum(len(part.facts.owed) for part in parts) == len(links):
        return row.content.text
    return letter_content(as_they_leave(parts, row.due_at)).text if parts else None
