"""What the machine says of itself: /healthz for whoever must be called, /metrics for curves."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.web import Part
from commands.office import MIGRATE_FIRST, Office
from commands.revisions import newest_revision
from commands.times import OFFICE, office_time
from models.channels import Pause, pause_of
from models.jobs import LastRun, last_runs
from models.plans import current_plans
from models.watching import inbox_counts, last_sync, oldest_due, outbox_counts, schema_revision
from rules.plan import Plan
from rules.workdays import calendar_warning
from scheduler.jobs import JOBS, Job

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

OVERDUE_AFTER = timedelta(minutes=10)
"""How long a job, or a message that is due, may wait before somebody must look."""

PATIENT_FOR = timedelta(minutes=2)
"""A channel waits so long after a rate error or in a short disturbance; longer pauses are for faults that stay."""

FAILURES_IN_A_ROW = 3


def health_of(office: Office) -> list[Part]:
    """Every part with whether it works; what is wrong is worded for whoever runs the machine."""
    now = office.clock()
    try:
        with office.store.read() as connection:
            if schema_revision(connection) != newest_revision():
                return [Part("数据库", True), Part("数据库版本", False, MIGRATE_FIRST)]
            return [Part("数据库", True), Part("数据库版本", True), *_parts(connection, office, now)]
    except SQLAlchemyError as error:
        return [Part("数据库", False, f"连不上或读不了（{type(error).__name__}），请检查数据库是否在运行")]


def metrics_of(office: Office) -> str:
    """The figures in Prometheus' text form; only `baosong_database_up` where the database cannot be read."""
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    try:
        with office.store.read() as connection:
            _measure(connection, registry, office, office.clock())
        _gauge(registry, "database_up", "Whether the database can be read.", 1)
    except SQLAlchemyError:
        registry = CollectorRegistry()
        _gauge(registry, "database_up", "Whether the database can be read.", 0)
    return generate_latest(registry).decode()


def calendar_words(plans: Sequence[Plan], now: datetime) -> str:
    """What is to be done about the holiday calendar; "" while it reaches far enough for every plan."""
    today = now.astimezone(OFFICE).date()
    ends = [until for until in (calendar_warning(today, plan) for plan in plans) if until]
    if not ends:
        return ""
    return (
        f"放假和调休安排只到 {min(ends)}，之后按周一至周五上班计算；国务院公布新安排后，"
        "请写进 plans/calendar.toml 再运行 plans sync，或升级 chinesecalendar"
    )


def is_overdue(job: Job, last: LastRun | None, synced_at: datetime | None, now: datetime) -> bool:
    """Whether a firing of the job has been missed for longer than `OVERDUE_AFTER`.

    A firing before the last start (`synced_at`) is not missed: the scheduler makes up for it on its own.
    """
    known = [instant for instant in (last.started_at if last else None, synced_at) if instant is not None]
    return bool(known) and job.when.latest(now - OVERDUE_AFTER) > max(known)


def _parts(connection: Connection, office: Office, now: datetime) -> list[Part]:
    runs, synced_at = last_runs(connection), last_sync(connection)
    jobs = [_job_part(job, runs.get(job.name), synced_at, now) for job in JOBS]
    channels = [_channel_part(name, pause_of(connection, name), now) for name in office.platforms]
    calendar = Part("日历", True, calendar_words(current_plans(connection, now), now))
    return [*jobs, _backlog_part(oldest_due(connection, now), now), *channels, calendar]


def _job_part(job: Job, last: LastRun | None, synced_at: datetime | None, now: datetime) -> Part:
    ran = f"上次运行 {office_time(last.started_at)}" if last else "还没有运行过"
    failed = "，有方案出错，详见日志" if last and last.error else ""
    overdue = is_overdue(job, last, synced_at, now)
    remedy = "，已经超时，请检查 run 或 worker 是否在运行" if overdue else ""
    return Part(f"定时任务 {job.name}", not overdue, f"{ran}{failed}{remedy}")


def _backlog_part(oldest: datetime | None, now: datetime) -> Part:
    if oldest is None:
        return Part("发送队列", True)
    late = now - oldest > OVERDUE_AFTER
    remedy = "，请检查发送进程和各通道" if late else ""
    return Part("发送队列", not late, f"最早一条应于 {office_time(oldest)} 发出{remedy}")


def _channel_part(name: str, pause: Pause, now: datetime) -> Part:
    if pause.until is None or pause.until <= now:
        return Part(f"通道 {name}", True)
    stays = pause.failures >= FAILURES_IN_A_ROW or pause.until - now > PATIENT_FOR
    return Part(f"通道 {name}", not stays, f"暂停到 {office_time(pause.until)}：{pause.reason or '原因不明'}")


def _measure(connection: Connection, registry: "CollectorRegistry", office: Office, now: datetime) -> None:
    _gauges(registry, "inbox_messages", "Messages that came in, by state.", "state", inbox_counts(connection))
    _gauges(registry, "outbox_messages", "Messages on their way out.", "state", outbox_counts(connection))
    oldest = oldest_due(connection, now)
    waiting = (now - oldest).total_seconds() if oldest else 0.0
    _gauge(registry, "outbox_oldest_due_seconds", "How long the oldest due message has been due.", waiting)
    runs = last_runs(connection).values()
    ages = {run.job: (now - run.started_at).total_seconds() for run in runs}
    _gauges(registry, "job_age_seconds", "Seconds since a job ran last.", "job", ages)
    failed = {run.job: float(run.error is not None) for run in runs}
    _gauges(registry, "job_failed", "Whether a job's last run failed for some plan.", "job", failed)
    pauses = {name: pause_of(connection, name) for name in office.platforms}
    silent = {name: float(pause.until is not None and pause.until > now) for name, pause in pauses.items()}
    _gauges(registry, "channel_paused", "Whether a channel sends nothing for now.", "channel", silent)


def _gauges(registry: "CollectorRegistry", name: str, meaning: str, label: str, values: Mapping[str, float]) -> None:
    from prometheus_client import Gauge

    gauge = Gauge(f"baosong_{name}", meaning, [label], registry=registry)
    for key, value in values.items():
        gauge.labels(key).set(value)


def _gauge(registry: "CollectorRegistry", name: str, meaning: str, value: float) -> None:
    from prometheus_client import Gauge

    Gauge(f"baosong_{name}", meaning, registry=registry).set(value)
