import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from apscheduler.events import EVENT_JOB_EXECUTED
from apscheduler.schedulers.background import BackgroundScheduler

from models.files import FileStore
from models.jobs import last_runs
from models.store import Store, open_engine
from scheduler.clock import catch_up, fire, start
from scheduler.jobs import JOBS, ZONE, job_named
from tests.factories import at
from tests.scheduler.office import UNITS, Office


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return Office(store, tmp_path, units=UNITS[:3]).begin("2026-11-16 00:00")


def clock(text: str) -> Callable[[], datetime]:
    return lambda: at(text)


def begun(office: Office, now: str, stop: threading.Event) -> BackgroundScheduler:
    """Starts the schedule and waits until what it does at once is done."""
    scheduler = start(office.store, office.files, clock(now), stop)
    deadline = threading.Event()
    scheduler.add_listener(lambda event: deadline.set() if event.job_id == "begin" else None, EVENT_JOB_EXECUTED)
    if scheduler.get_job("begin") is not None:
        assert deadline.wait(60)
    return scheduler


def runs(office: Office) -> set[str]:
    with office.store.read() as connection:
        return set(last_runs(connection))


def test_every_job_of_the_table_is_scheduled_on_the_offices_clock(office: Office) -> None:
    scheduler = begun(office, "2026-11-16 00:00", threading.Event())
    try:
        jobs = {job.id: job for job in scheduler.get_jobs()}
        assert {job.name for job in JOBS} <= set(jobs)
        assert all(jobs[job.name].coalesce and jobs[job.name].max_instances == 1 for job in JOBS)
        assert {jobs[job.name].misfire_grace_time for job in JOBS} == {3600}
        first = jobs["open-periods"].next_run_time.astimezone(ZONE)
        assert (first.hour, first.minute) == (0, 7)
        weekly = jobs["post-progress"].next_run_time.astimezone(ZONE)
        assert (weekly.hour, weekly.minute) == (9, 37)
    finally:
        scheduler.shutdown(wait=True)


def test_it_opens_the_running_week_at_once(office: Office) -> None:
    begun(office, "2026-11-18 10:00", threading.Event()).shutdown(wait=True)
    office.play("2026-11-19 15:08")
    assert len(office.letters()) == 3


def test_nothing_begins_once_the_end_has_been_asked_for(office: Office) -> None:
    stop = threading.Event()
    stop.set()
    job = job_named("tidy")
    assert job
    fire(office.store, office.files, job, clock("2026-11-16 03:17"), stop)
    assert runs(office) == set()


def test_a_firing_is_claimed_by_its_own_time_however_late_it_runs(office: Office) -> None:
    job = job_named("post-progress")
    assert job
    for now in ("2026-11-16 09:37", "2026-11-16 09:55", "2026-11-17 09:37"):
        fire(office.store, office.files, job, clock(now), threading.Event())
    assert [row.created_at for row in office.letters("post-progress")] == [at("2026-11-16 09:37")]


def test_a_new_office_is_not_greeted_with_last_mondays_post(office: Office) -> None:
    job = job_named("post-progress")
    assert job
    catch_up(office.store, office.files, at("2026-11-16 15:00"))
    fire(office.store, office.files, job, clock("2026-11-18 09:37"), threading.Event())
    assert office.letters("post-progress") == []


def test_a_post_that_fell_into_a_downtime_is_made_up_for_once(office: Office) -> None:
    office.play("2026-11-16 10:00")
    for _ in range(2):
        catch_up(office.store, office.files, at("2026-11-24 14:00"))
    assert [row.created_at for row in office.letters("post-progress")][1:] == [at("2026-11-24 14:00")]


def test_a_database_that_is_away_does_not_stop_the_schedule(tmp_path: Path) -> None:
    empty = Store(open_engine(f"sqlite:///{tmp_path / 'empty.db'}"))
    job = job_named("chase")
    assert job
    fire(empty, FileStore(tmp_path), job, clock("2026-11-16 09:37"), threading.Event())
    empty.close()
