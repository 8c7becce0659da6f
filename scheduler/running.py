"""The ways to run a job: by the clock, by hand, dry, or for a span of time.

A firing by the clock is claimed by a unique row, so that any number of processes may have a scheduler.
"""

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from models.files import FileStore
from models.jobs import claim_run, finish_run, plan_ids, reclaim_run
from models.outbox import newest_row_id
from models.plan_file import PlanError
from models.plans import current_plan
from models.sendings import Sending, sendings_after
from models.store import Store
from scheduler import chasing
from scheduler.jobs import JOBS, ZONE, Job, Transactions

logger = logging.getLogger(__name__)

T = TypeVar("T")

CHASE = "chase"

DEAD_AFTER = timedelta(minutes=10)
"""A firing that began so long ago and has not ended was that of a process that died."""


@dataclass(frozen=True)
class JobReport:
    """What a run did. `slot` is the firing's time on the schedule's clock, "" by hand.

    `ran` is False where another process has the firing. `error` has a line for each plan that failed.
    """

    job: str
    slot: str
    ran: bool
    written: int = 0
    error: str | None = None


def run_job(
    store: Store,
    files: FileStore,
    job: Job,
    now: datetime,
    slot: str | None = None,
    plan_id: str | None = None,
    live: bool = False,
) -> JobReport:
    """Runs a job as of `now` for every plan, or for one.

    With a slot it is a firing by the clock: whoever claims the slot runs it, the others do nothing, and its end is
    recorded. Without one it is run by hand, always; natural keys see to it that nothing goes out twice. `live` says
    that `now` is the present.
    """
    if slot is not None and not store.write(lambda connection: _claim(connection, job, slot, now)):
        return JobReport(job.name, slot, ran=False)
    written, errors = _run(store, files, job, now, plan_id, live)
    error = "\n".join(errors) or None
    if slot is not None:
        store.write(lambda connection: finish_run(connection, job.name, slot, now, error))
    return JobReport(job.name, slot or "", True, written, error)


def run_latest(store: Store, files: FileStore, job: Job, now: datetime) -> JobReport:
    """Runs the job's latest firing as of `now`, unless some process has run it."""
    return run_job(store, files, job, now, slot_text(job.when.latest(now)), live=True)


def run_due(store: Store, files: FileStore, since: datetime, now: datetime) -> list[JobReport]:
    """Runs every firing in `since` < firing ≤ `now` in order of time, each as of its own time.

    Of the jobs of every minute `chase` runs at the instants at which a rung falls due and at `now`, as in the minutes
    between it finds nothing; the others run at `now` alone.
    """
    firings: list[tuple[datetime, int]] = []
    for place, job in enumerate(JOBS):
        firings += [(moment, place) for moment in _moments(store, job, since, now)]
    return [run_job(store, files, JOBS[place], moment, slot_text(moment)) for moment, place in sorted(firings)]


def dry_run(store: Store, files: FileStore, job: Job, now: datetime, plan_id: str | None = None) -> list[Sending]:
    """The letters that the job would write as of `now`, in order. Nothing is kept, no picture either."""

    def work(connection: Connection) -> list[Sending]:
        before = newest_row_id(connection)
        try_job(connection, job, now, plan_id)
        return sendings_after(connection, before, job.name)

    return store.preview(work)


def try_job(connection: Connection, job: Job, now: datetime, plan_id: str | None) -> None:
    """Runs a job in the caller's transaction, without pictures. RuntimeError has a line for each plan that failed."""
    _, errors = _run(_OneTransaction(connection), None, job, now, plan_id)
    if errors:
        raise RuntimeError("\n".join(errors))


def slot_text(firing: datetime) -> str:
    """A firing's name: its time on the schedule's clock, `2026-11-20 16:07`."""
    return f"{firing.astimezone(ZONE):%Y-%m-%d %H:%M}"


class _OneTransaction:
    """One open connection as `Transactions`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        yield self._connection

    def write(self, work: Callable[[Connection], T]) -> T:
        return work(self._connection)


def _claim(connection: Connection, job: Job, slot: str, now: datetime) -> bool:
    stale = now - DEAD_AFTER
    return claim_run(connection, job.name, slot, now) or reclaim_run(connection, job.name, slot, now, stale)


def _moments(store: Store, job: Job, since: datetime, now: datetime) -> set[datetime]:
    if job.when.at is not None:
        return set(job.when.firings(since, now))
    return ({now} if now > since else set()) | (_rung_moments(store, since, now) if job.name == CHASE else set())


def _rung_moments(store: Store, since: datetime, now: datetime) -> set[datetime]:
    moments: set[datetime] = set()
    with store.read() as connection:
        for plan_id in plan_ids(connection):
            try:
                plan = current_plan(connection, plan_id, now)
            except PlanError:
                continue  # the run at `now` says which plan cannot be read; the others have their rungs
            if plan is not None:
                moments.update(chasing.rung_moments(connection, plan, since, now))
    return moments


def _run(
    store: Transactions,
    files: FileStore | None,
    job: Job,
    now: datetime,
    plan_id: str | None,
    live: bool = False,
) -> tuple[int, list[str]]:
    """→ rows written, and a line for each plan that failed: one bad plan cannot stop the rest."""
    if job.run_once is not None:
        return _guarded(job, "", partial(_once, job, store, now))
    with store.read() as connection:
        ids = [each for each in plan_ids(connection) if plan_id in (None, each)]
    if job.run_together is not None:
        return _run_together(store, files, job, now, ids, live)
    return _joined(_guarded(job, each, partial(_for_plans, job, store, files, [each], now, live)) for each in ids)


def _run_together(
    store: Transactions, files: FileStore | None, job: Job, now: datetime, ids: Sequence[str], live: bool
) -> tuple[int, list[str]]:
    """All plans at once; where that fails each by itself, so that the plan that cannot be read is found."""
    written, errors = _guarded(
        job, ids[0] if len(ids) == 1 else "", partial(_for_plans, job, store, files, ids, now, live)
    )
    if errors and len(ids) > 1:
        return _joined(_guarded(job, each, partial(_for_plans, job, store, files, [each], now, live)) for each in ids)
    return written, errors


def _joined(outcomes: Iterable[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    found = list(outcomes)
    return sum(written for written, _ in found), [line for _, lines in found for line in lines]


def _once(job: Job, store: Transactions, now: datetime) -> int:
    return job.run_once(store, now) if job.run_once else 0


def _for_plans(
    job: Job, store: Transactions, files: FileStore | None, ids: Sequence[str], now: datetime, live: bool
) -> int:
    with store.read() as connection:
        plans = [plan for plan in (current_plan(connection, each, now) for each in ids) if plan is not None]
    if job.run_together is not None:
        return job.run_together(store, files, plans, now, live)
    return sum(job.run(store, files, plan, now) for plan in plans) if job.run else 0


def _guarded(job: Job, plan_id: str, run: Callable[[], int]) -> tuple[int, list[str]]:
    try:
        return run(), []
    except Exception as error:  # whatever a plan's data does, the other plans are served
        # The first line alone: what follows in the text of a database error may be the content of a message.
        what = f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:300]}"
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.error("job %s failed for plan %s: %s\n%s", job.name, plan_id or "-", what, frames)
        return 0, [f"{plan_id}: {what}" if plan_id else what]
