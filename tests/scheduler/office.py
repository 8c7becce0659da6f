"""An office of twelve units for playing weeks: people, channels, items, and what the schedule wrote about them."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, select, update

from models.channels import ChannelRecord
from models.files import FileStore
from models.members import unit_table
from models.outbox import OutboxRow, outbox_row, outbox_table
from models.plans import current_plan
from models.store import Store
from rules.plan import Plan, Role
from scheduler.jobs import job_named
from scheduler.running import JobReport, run_due, run_job
from tests.factories import PLAN_TEXT, at, make_channels, make_item, make_member, make_plan

UNITS = tuple(f"单位{number:02d}" for number in range(1, 13))


def told(row: OutboxRow) -> tuple[str, str, str]:
    """Which rung, to whom, about what: the unit's name, or the account for a summary, or the channel for a post."""
    about = row.content.text.splitlines()[1].split("：")[0] if row.audience == "head" else row.account or row.channel
    return row.rung or row.job, row.audience, about.removeprefix("liaison-")


class Office:
    """A store with the test plan, twelve units (liaison and head each), two editors, a leader, an app and a group."""

    def __init__(self, store: Store, folder: Path, plan_text: str = PLAN_TEXT, units: Sequence[str] = UNITS) -> None:
        self.store = store
        self.files = FileStore(folder / "files")
        self.plan_text = plan_text
        self.units = tuple(units)
        self.now = at("2024-08-01 00:00")

    def begin(self, now: str, *channels: ChannelRecord) -> "Office":
        """Syncs the plan, with the roster in the store, at this time of the office's clock; nothing is open yet."""
        self.now = at(now)

        def work(connection: Connection) -> None:
            make_plan(connection, self.plan_text, self.now)
            make_channels(connection, *channels)

        self.store.write(work)
        self.store.write(self._hire)
        self.store.write(lambda connection: make_member(connection, "党群工作部", "编辑一", "editor"))
        self.store.write(lambda connection: make_member(connection, "党群工作部", "编辑二", "editor"))
        self.store.write(lambda connection: make_member(connection, "办公室", "领导", "leader"))
        self.store.write(self._put_in_order)
        return self

    def play(self, until: str) -> "Office":
        """Lets the schedule run from where it was to this time."""
        self.run(until)
        return self

    def run(self, until: str) -> list[JobReport]:
        """As `play`. → what each firing did."""
        reports = run_due(self.store, self.files, self.now, at(until))
        self.now = at(until)
        assert [report for report in reports if report.error] == []
        return reports

    def chase(self, *times: str) -> int:
        """Runs the job `chase` by hand as of each time. → how many letters came of it."""
        job = job_named("chase")
        assert job
        reports = [run_job(self.store, self.files, job, at(moment)) for moment in times]
        assert [report.error for report in reports if report.error] == []
        self.now = at(times[-1])
        return sum(report.written for report in reports)

    def hire(self, unit: str, name: str, role: Role = "liaison", account: str | None = "", plan: str = "jinhu") -> int:
        """A member with a WeCom account, `role-name` by default, none for None. → the member's id."""
        accounts = [] if account is None else [("wecom", account or f"{role}-{name}")]
        work = partial(make_member, unit=unit, name=name, role=role, accounts=accounts, plan_id=plan)
        return self.store.write(work)

    def send(self, when: str, *units: str, status: str = "待审") -> None:
        """The units send an item each."""

        def work(connection: Connection) -> None:
            for unit in units:
                make_item(connection, unit, at(when), status=status)

        self.store.write(work)

    def plan(self) -> Plan:
        """The plan as it holds now."""
        with self.store.read() as connection:
            plan = current_plan(connection, "jinhu", self.now)
        assert plan is not None
        return plan

    def letters(self, job: str = "chase") -> list[OutboxRow]:
        """Everything that a job wrote, by id."""
        query = select(outbox_table).where(outbox_table.c.job == job).order_by(outbox_table.c.id)
        with self.store.read() as connection:
            return [outbox_row(row) for row in connection.execute(query)]

    def reached(self, after: str = "2000-01-01 00:00", job: str = "chase") -> list[tuple[str, str, str]]:
        """Who was written to since a time, as `told` puts it, in order of writing."""
        return [told(row) for row in self.letters(job) if row.created_at > at(after)]

    def _hire(self, connection: Connection) -> None:
        for unit in self.units:
            make_member(connection, unit, unit)
            make_member(connection, unit, unit, "head")

    def _put_in_order(self, connection: Connection) -> None:
        statement = update(unit_table).values(position=unit_table.c.id)
        connection.execute(statement)


def due_times(rows: Sequence[OutboxRow]) -> set[datetime]:
    """The instants at which letters may leave."""
    return {row.due_at for row in rows}
