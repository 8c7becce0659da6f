"""Which scheduled job ran for which slot: the unique row that lets any number of schedulers run."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Index, String, Table, Text, UniqueConstraint, delete, func, select, update

from models.base import Id, UtcDateTime, metadata
from models.conflicts import insert_or_ignore
from models.plans import plan_table

job_run_table = Table(
    "job_run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("job", String(40), nullable=False),
    Column("slot", String(40), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("error", Text),
    UniqueConstraint("job", "slot"),
    Index(None, "started_at"),
)


def claim_run(connection: Connection, job: str, slot: str, now: datetime) -> bool:
    """Claims one firing of a job. → False if another process has it."""
    return insert_or_ignore(connection, job_run_table, [{"job": job, "slot": slot, "started_at": now}]) == 1


def finish_run(connection: Connection, job: str, slot: str, now: datetime, error: str | None = None) -> None:
    """Notes that a firing ended, well or with an error."""
    connection.execute(
        update(job_run_table)
        .where(job_run_table.c.job == job, job_run_table.c.slot == slot)
        .values(finished_at=now, error=error)
    )


@dataclass(frozen=True)
class LastRun:
    """When a job ran last, and how that ended."""

    job: str
    started_at: datetime
    finished_at: datetime | None
    error: str | None


def last_runs(connection: Connection) -> dict[str, LastRun]:
    """The last firing of each job."""
    newest = select(func.max(job_run_table.c.id)).group_by(job_run_table.c.job)
    columns = (job_run_table.c.job, job_run_table.c.started_at, job_run_table.c.finished_at, job_run_table.c.error)
    rows = connection.execute(select(*columns).where(job_run_table.c.id.in_(newest)))
    return {row.job: LastRun(*row) for row in rows}


def forget_runs(connection: Connection, before: datetime) -> int:
    """Deletes firings that began before an instant. → how many."""
    return connection.execute(delete(job_run_table).where(job_run_table.c.started_at < before)).rowcount


def reclaim_run(connection: Connection, job: str, slot: str, now: datetime, stale: datetime) -> bool:
    """Claims a firing whose process died: it began before `stale` and never ended. → False if there is none."""
    died = (job_run_table.c.finished_at.is_(None), job_run_table.c.started_at < stale)
    changed = connection.execute(
        update(job_run_table)
        .where(job_run_table.c.job == job, job_run_table.c.slot == slot, *died)
        .values(started_at=now)
    ).rowcount
    return changed == 1


def plan_ids(connection: Connection) -> list[str]:
    """Every plan in the store by id; none is read, so that one that cannot be read does not hide the others."""
    return list(connection.execute(select(plan_table.c.id).order_by(plan_table.c.id)).scalars())
