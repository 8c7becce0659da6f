"""The schedule as APScheduler runs it; nothing else knows that library.

It has no store of its own: whoever comes first claims a firing by a row (scheduler.jobs), so any number of processes
may run this.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy.exc import SQLAlchemyError

from models.files import FileStore
from models.jobs import last_runs
from models.store import Store
from scheduler.jobs import JOBS, ZONE, Job, job_named
from scheduler.running import run_job, run_latest

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

DAY = timedelta(days=1)
GRACE_SECONDS = 3600


def start(store: Store, files: FileStore, clock: Clock, stop: threading.Event) -> BackgroundScheduler:
    """Starts the schedule in threads of its own and opens the running periods at once.

    `clock` gives the instant as of which jobs run. Once `stop` is set nothing new begins; `shutdown(wait=True)` of
    what is returned lets the running jobs finish.
    """
    settings = {"coalesce": True, "misfire_grace_time": GRACE_SECONDS, "max_instances": 1}
    scheduler = BackgroundScheduler(timezone=ZONE, job_defaults=settings)
    for job in JOBS:
        scheduler.add_job(fire, _trigger(job), (store, files, job, clock, stop), id=job.name)
    scheduler.add_job(_begin, None, (store, files, clock, stop), id="begin")
    scheduler.start()
    return scheduler


def catch_up(store: Store, files: FileStore, now: datetime) -> None:
    """Runs the latest firing of each daily or weekly job that nobody ran, because everything was down.

    A job that has never run is left to its time: a new office is not greeted with last Monday's post.
    """
    for job in JOBS:
        if job.when.at is not None and _has_run(store, job):
            run_latest(store, files, job, now)


def _has_run(store: Store, job: Job) -> bool:
    with store.read() as connection:
        return job.name in last_runs(connection)


def _trigger(job: Job) -> CronTrigger:
    """A weekly job is triggered daily: on other days its firing has been claimed, or was missed and is made up for."""
    if job.when.at is None:
        return CronTrigger(minute="*", timezone=ZONE)
    return CronTrigger(hour=job.when.at.hour, minute=job.when.at.minute, timezone=ZONE)


def _begin(store: Store, files: FileStore, clock: Clock, stop: threading.Event) -> None:
    opening = job_named("open-periods")
    if stop.is_set() or opening is None:
        return
    try:
        run_job(store, files, opening, clock())
        catch_up(store, files, clock())
    except SQLAlchemyError as error:
        logger.warning("the schedule could not catch up: %s", type(error).__name__)


def fire(store: Store, files: FileStore, job: Job, clock: Clock, stop: threading.Event) -> None:
    """What a trigger does: the job's latest firing, unless it is claimed, or lies before the office began."""
    if stop.is_set():
        return
    now = clock()
    try:
        if now - job.when.latest(now) < DAY or _has_run(store, job):
            run_latest(store, files, job, now)
    except SQLAlchemyError as error:
        # The database is away; the next firing finds what is due then.
        logger.warning("job %s could not run: %s", job.name, type(error).__name__)
