"""Several processes, and several threads, that run every job at once: each letter is there once."""

import multiprocessing
import threading
from collections import Counter
from pathlib import Path
from typing import Protocol

import pytest

from models.files import FileStore
from models.store import Store, open_engine
from scheduler.jobs import JOBS
from scheduler.running import run_job, slot_text
from tests.factories import at
from tests.scheduler.office import UNITS, Office


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return Office(store, tmp_path, units=UNITS[:3])


class Meeting(Protocol):
    """A barrier of threads or of processes."""

    def wait(self) -> int:
        """Waits for the others."""
        ...


def run_every_job_twice(url: str, folder: str, ready: Meeting) -> None:
    """What each of three processes does: every job, by the clock and then by hand."""
    store = Store(open_engine(url))
    ready.wait()
    for now in (at("2026-11-19 15:07"), at("2026-11-20 16:07"), at("2026-11-23 09:37")):
        for job in JOBS:
            run_job(store, FileStore(Path(folder)), job, now, slot_text(now))
            run_job(store, FileStore(Path(folder)), job, now)
    store.close()


def expected_letters(office: Office) -> None:
    counts = Counter(
        (row.rung or row.job, row.audience) for row in (*office.letters(), *office.letters("post-progress"))
    )
    assert counts == {
        ("day-before", "liaison"): 3,
        ("group", "group"): 1,
        ("summary", "editors"): 2,
        ("post-progress", "group"): 2,
    }


def test_three_processes_run_every_job_twice_and_each_letter_is_there_once(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-16 08:00")
    url = office.store.engine.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(3)
    arguments = (url, str(office.files.directory), ready)
    processes = [context.Process(target=run_every_job_twice, args=arguments) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    expected_letters(office)


def test_three_threads_run_every_job_twice_and_each_letter_is_there_once(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-16 08:00")
    url = office.store.engine.url.render_as_string(hide_password=False)
    arguments = (url, str(office.files.directory), threading.Barrier(3))
    threads = [threading.Thread(target=run_every_job_twice, args=arguments) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected_letters(office)
