"""Several processes on one database: every job of a week run many times writes each letter once, as one alone would."""

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.chases import chase_table
from models.jobs import job_run_table
from models.outbox import OutboxRow
from models.schema import metadata
from models.store import open_engine
from scheduler.chasing import rung_moments
from scheduler.jobs import JOBS, Job
from scheduler.running import run_job, slot_text
from tests.factories import at
from tests.fakes.wecom import FakeWecom
from tests.fakes.wecom_callbacks import read_reply, signed_text
from tests.scheduler.office import UNITS, Office
from tests.whole.books import items, letters, opened
from tests.whole.conftest import found_office
from tests.whole.posting import post_at_once
from tests.whole.program import ROOT, Program
from tests.whole.waiting import until

MONDAY, NEXT_MONDAY = "2026-11-16 00:00", "2026-11-23 12:00"
PROCESSES = 3
SECONDS = 60
SENT_IN = {"2026-11-17 10:00": UNITS[:4], "2026-11-19 16:30": UNITS[4:7], "2026-11-20 15:00": UNITS[7:10]}


@dataclass(frozen=True)
class Firing:
    """A job at an instant: by the clock, with its slot, or by hand without."""

    job: Job
    at: datetime
    by_hand: bool

    @property
    def slot(self) -> str | None:
        """Its name on the clock."""
        return None if self.by_hand else slot_text(self.at)


class Runner:
    """One process that runs the schedule."""

    def __init__(self, url: str, folder: Path) -> None:
        command = [sys.executable, "-m", "tests.whole.schedule_runner", url, str(folder)]
        self._popen = subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._clock = threading.Timer(10 * SECONDS, self._popen.kill)
        self._clock.start()

    def tell(self, firing: Firing) -> None:
        """Starts a firing in the process."""
        assert self._popen.stdin is not None
        line = {"job": firing.job.name, "slot": firing.slot, "at": firing.at.isoformat()}
        self._popen.stdin.write(json.dumps(line) + "\n")
        self._popen.stdin.flush()

    def hear(self) -> Any:
        """What the process says next; it is killed if it takes too long."""
        assert self._popen.stdout is not None
        line = self._popen.stdout.readline()
        assert line, "the process has died"
        return json.loads(line)

    def end(self) -> None:
        """Kills the process."""
        self._clock.cancel()
        self._popen.kill()
        self._popen.communicate()


@contextmanager
def runners(url: str, folder: Path) -> Iterator[list[Runner]]:
    """Three processes, ready."""
    with ExitStack() as stack:
        found = [Runner(url, folder / "files") for _ in range(PROCESSES)]
        for runner in found:
            stack.callback(runner.end)
        assert [runner.hear() for runner in found] == ["ready"] * PROCESSES
        yield found


def firings(office: Office) -> list[Firing]:
    """Every firing of the week in order, once by the clock and once by hand."""
    with office.store.read() as connection:
        rungs = rung_moments(connection, office.plan(), at(MONDAY), at(NEXT_MONDAY))
    quiet = [at("2026-11-18 11:11"), at("2026-11-20 16:08")]
    moments = [
        (moment, job)
        for job in JOBS
        for moment in (job.when.firings(at(MONDAY), at(NEXT_MONDAY)) if job.when.at else (*rungs, *quiet))
    ]
    ordered = sorted(moments, key=lambda each: (each[0], JOBS.index(each[1])))
    return [Firing(job, moment, by_hand) for moment, job in ordered for by_hand in (False, True)]


def send_what_is_due(office: Office, now: datetime) -> None:
    """The units submit as the week goes on."""
    for when, units in SENT_IN.items():
        if office.now < at(when) <= now:
            office.send(when, *units)
    office.now = now


def play_with(office: Office, processes: Sequence[Runner]) -> Counter[str]:
    """All processes run every firing at the same time. → how many ran each slot."""
    ran: Counter[str] = Counter()
    for firing in firings(office):
        send_what_is_due(office, firing.at)
        for process in processes:
            process.tell(firing)
        reports = [process.hear() for process in processes]
        assert [report["error"] for report in reports] == [None] * PROCESSES
        if firing.slot:
            ran[f"{firing.job.name} {firing.slot}"] += sum(report["ran"] for report in reports)
    return ran


def play_alone(office: Office) -> None:
    """The same week in this process, each firing once."""
    for firing in firings(office):
        send_what_is_due(office, firing.at)
        if not firing.by_hand:
            run_job(office.store, office.files, firing.job, firing.at, firing.slot)


def written(office: Office) -> list[tuple[str, str, str, str, datetime]]:
    """Every letter, in the order of the keys."""
    return sorted(map(_told, [*office.letters("chase"), *office.letters("post-progress")]))


def _told(row: OutboxRow) -> tuple[str, str, str, str, datetime]:
    return row.key, row.channel, row.account, row.content.text, row.due_at


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, sqlite_url: str, own_postgres: str) -> str:
    """A database with all tables and no rows."""
    if request.param == "sqlite":
        return sqlite_url
    engine = open_engine(own_postgres)
    metadata.create_all(engine)
    engine.dispose()
    return own_postgres


def test_three_processes_that_run_every_job_of_a_week_twice_write_what_one_writes(
    url: str, sqlite_template: Path, tmp_path: Path
) -> None:
    with opened(url) as store:
        office = Office(store, tmp_path).begin(MONDAY)
        with runners(url, tmp_path) as processes:
            ran = play_with(office, processes)
        assert set(ran.values()) == {1}
        together = written(office)
        with store.read() as connection:
            steps = Counter(map(tuple, connection.execute(select(chase_table.c.obligation_id, chase_table.c.rung))))
            slots = Counter(map(tuple, connection.execute(select(job_run_table.c.job, job_run_table.c.slot))))
            unfinished = connection.execute(select(job_run_table.c.id).where(job_run_table.c.finished_at.is_(None)))
            assert unfinished.all() == []
    assert set(steps.values()) == set(slots.values()) == {1}
    alone = tmp_path / "alone.db"
    alone.write_bytes(sqlite_template.read_bytes())
    with opened(f"sqlite:///{alone}") as store:
        office = Office(store, tmp_path / "alone").begin(MONDAY)
        play_alone(office)
        assert together == written(office)
    assert len(together) == len({letter[0] for letter in together}) == 8 + 5 + 1 + 2 + 2


@pytest.fixture
def fake() -> Iterator[FakeWecom]:
    """WeCom on this machine, of this test alone."""
    with FakeWecom() as found:
        yield found


def test_web_and_worker_processes_share_a_postgresql_database(
    postgres_server: str, own_postgres: str, tmp_path: Path, fake: FakeWecom
) -> None:
    """Two web processes take three copies of each message; two workers send what follows, once."""
    config, count = fake.channel(name="app"), 12
    program = Program(tmp_path, own_postgres, (config,))
    forget_everything(own_postgres)
    found_office(program)
    now = datetime.now(UTC)
    callbacks = [signed_text(config, f"user{n + 1:02d}", "报送", str(9000 + n), now) for n in range(count)]
    callbacks += [
        signed_text(config, f"user{n + 1:02d}", f"报送 安全 标题{n}", str(9100 + n), now) for n in range(count)
    ]
    with program.running("web", "--workers", "2") as web, program.working(), program.working():
        until(lambda: len(web.children()) >= 2, SECONDS, "a second web process")
        answers = post_at_once(web.port, "app", [callback for callback in callbacks for _ in range(3)])
        until(lambda: len(fake.delivered) >= count, SECONDS, "the delivery of the cards")
        until(lambda: not on_the_way(program), SECONDS, "nothing left to send")
    texts = [read_reply(config, answer.response).get("Content") for answer in answers]
    for n in range(2 * count):
        assert len(set(texts[3 * n : 3 * n + 3]) - {None}) == 1
    assert Counter(message.account for message in fake.delivered) == {f"user{n + 1:02d}": 1 for n in range(count)}
    assert fake.repeats == 0
    with opened(own_postgres) as store, store.read() as connection:
        assert Counter(item.title for item in items(connection)) == {f"标题{n}": 1 for n in range(count)}


def forget_everything(url: str) -> None:
    with opened(url) as store, store.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")


def on_the_way(program: Program) -> list[str]:
    with opened(program.database) as store, store.read() as connection:
        return [row.key for row in letters(connection) if row.state in ("due", "sending")]
