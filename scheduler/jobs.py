"""Every scheduled job in one table: its name, its rhythm, what it does."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from models.calls import forget_calls
from models.files import FileStore
from models.jobs import forget_runs
from reports.calendar_text import rhythm_text
from rules.periods import instant_of, office_date
from rules.plan import Plan
from rules.workdays import Workdays
from scheduler import calendar_notice, chasing, handing_over, lapsing, opening, posting, quota

T = TypeVar("T")

ZONE = ZoneInfo("Asia/Shanghai")
"""The schedule's clock."""

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
RUNS_KEPT = timedelta(days=60)
CALLS_KEPT = timedelta(days=40)  # longer than a month, as the platforms' quotas are monthly


class Transactions(Protocol):
    """How a job gets at the store: `Store` itself, or one connection where all is to be taken back."""

    def read(self) -> AbstractContextManager[Connection]:
        """A connection in a read transaction."""
        ...

    def write(self, work: Callable[[Connection], T]) -> T:
        """Runs `work` in a transaction of its own."""
        ...


PlanJob = Callable[[Transactions, FileStore | None, Plan, datetime], int]
PlansJob = Callable[[Transactions, FileStore | None, Sequence[Plan], datetime, bool], int]
StoreJob = Callable[[Transactions, datetime], int]


@dataclass(frozen=True)
class When:
    """Every minute, or at a time of the schedule's clock: every day, or on the first working day of each week."""

    at: time | None = None
    once_a_week: bool = False

    def __str__(self) -> str:
        return rhythm_text(self.at, self.once_a_week)

    def latest(self, now: datetime) -> datetime:
        """The last firing that is not after `now`, in UTC."""
        if self.at is None:
            return now.replace(second=0, microsecond=0)
        day = office_date(now, ZONE)
        while not self._fires_on(day) or instant_of(day, self.at, ZONE) > now:
            day -= DAY
        return instant_of(day, self.at, ZONE)

    def firings(self, since: datetime, now: datetime) -> Iterator[datetime]:
        """Every firing in `since` < firing ≤ `now`, the last first."""
        firing = self.latest(now)
        while firing > since:
            yield firing
            firing = self.latest(firing - MINUTE)

    def _fires_on(self, day: date) -> bool:
        if not self.once_a_week:
            return True
        monday = day - day.weekday() * DAY
        calendar = Workdays()
        return calendar.is_working(day) and calendar.last_in(monday, day) is None


@dataclass(frozen=True)
class Job:
    """One line of the schedule; `summary` says in Chinese what it does.

    One of three is there, and gives the number of rows written: `run` is called for every plan, `run_together` for all
    plans at once, and told whether `now` is the present, `run_once` for the store. A job that `replays` asks only for
    what is recorded with its time, so that it can be run as of another one; where it is given no files, what it
    writes has no pictures.
    """

    name: str
    when: When
    summary: str
    run: PlanJob | None = None
    run_together: PlansJob | None = None
    run_once: StoreJob | None = None
    replays: bool = False


def open_all(store: Transactions, files: FileStore | None, plan: Plan, now: datetime) -> int:
    """Job `open-periods`."""
    return store.write(lambda connection: opening.open_periods(connection, plan, now))


def chase_all(store: Transactions, files: FileStore | None, plans: Sequence[Plan], now: datetime, live: bool) -> int:
    """Job `chase`. It looks before it writes: most minutes have nothing due and must not hold up the receipts."""
    for plan in plans:
        _open_if_behind(store, plan, now)
    with store.read() as connection:
        due = [plan for plan in plans if chasing.needs_chase(connection, plan, now)]
    return store.write(lambda connection: chasing.chase(connection, due, now, live)) if due else 0


def _open_if_behind(store: Transactions, plan: Plan, now: datetime) -> None:
    with store.read() as connection:
        is_behind = opening.is_behind(connection, plan, now)
    if is_behind:
        store.write(lambda connection: opening.open_periods(connection, plan, now))


def hand_over_all(store: Transactions, files: FileStore | None, plan: Plan, now: datetime) -> int:
    """Job `hand-over`."""
    return store.write(lambda connection: handing_over.hand_over(connection, plan, now))


def post_progress(store: Transactions, files: FileStore | None, plan: Plan, now: datetime) -> int:
    """Job `post-progress`: reads, draws the picture outside every transaction, writes."""
    with store.read() as connection:
        figures = posting.gather(connection, plan, now)
    if not figures.groups:
        return 0
    content = posting.illustrate(plan, figures, now, files)
    return store.write(lambda connection: posting.write_post(connection, plan, figures, content, now))


def lapse_drafts(store: Transactions, files: FileStore | None, plan: Plan, now: datetime) -> int:
    """Job `lapse-drafts`: looks first, then a transaction for each person, so that nobody's message waits for all."""
    with store.read() as connection:
        found = lapsing.lapsing(connection, plan, now)
    return sum(store.write(partial(lapsing.lapse, plan=plan, whose=each, now=now)) for each in found)


def warn_calendar(store: Transactions, files: FileStore | None, plan: Plan, now: datetime) -> int:
    """Job `warn-calendar`."""
    return store.write(lambda connection: calendar_notice.tell_editors(connection, plan, now))


def watch_quota(store: Transactions, files: FileStore | None, plan: Plan, now: datetime) -> int:
    """Job `watch-quota`."""
    return store.write(lambda connection: quota.warn_of_quota(connection, plan, now))


def tidy(store: Transactions, now: datetime) -> int:
    """Job `tidy`."""

    def work(connection: Connection) -> int:
        return forget_runs(connection, now - RUNS_KEPT) + forget_calls(connection, now - CALLS_KEPT)

    return store.write(work)


JOBS: tuple[Job, ...] = (
    Job("open-periods", When(time(0, 7)), "开启新的报送期，写明各单位应报任务", run=open_all, replays=True),
    Job("hand-over", When(time(0, 12)), "信息报送员更替时移交草稿和提醒，告知接续的人", run=hand_over_all),
    Job("chase", When(), "到了催报时间，提醒还没有报送的单位", run_together=chase_all, replays=True),
    Job(
        "post-progress",
        When(time(9, 37), once_a_week=True),
        "向工作群发布目标和报送进度",
        run=post_progress,
        replays=True,
    ),
    Job("lapse-drafts", When(), "超过24小时没有确认的报送存为草稿，并告知本人", run=lapse_drafts),
    Job("warn-calendar", When(time(9, 17)), "放假和调休安排快到头时告知宣传办", run=warn_calendar, replays=True),
    Job("watch-quota", When(time(8, 37)), "平台每月调用额度用到八成时告知宣传办", run=watch_quota),
    Job("tidy", When(time(3, 17)), "清理过期的任务记录和调用记录", run_once=tidy),
)


def job_named(name: str) -> Job | None:
    """The job of a name, or None."""
    return next((job for job in JOBS if job.name == name), None)
