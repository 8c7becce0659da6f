"""jobs: every scheduled job, and one of them as if it were another time."""

from collections.abc import Sequence
from datetime import datetime
from textwrap import indent

import click
from sqlalchemy import Connection

from commands.office import CommandFailure, Office, with_office
from commands.replay import replay
from commands.simulate import simulate_
from commands.times import TIME, office_time
from models.jobs import LastRun, last_runs
from models.plans import current_plans
from models.sendings import Sending
from scheduler.jobs import JOBS, Job, job_named
from scheduler.opening import open_periods
from scheduler.running import dry_run, run_job

INDENT = "    "
OPENING = "open-periods"


@click.group()
def jobs() -> None:
    """定时任务：列出、运行。"""


@jobs.command("list")
@with_office
def list_(office: Office) -> None:
    """列出全部定时任务，一个一行：名称、时间、上次运行、做什么。"""
    with office.store.read() as connection:
        runs = last_runs(connection)
    for job in JOBS:
        click.echo(f"{job.name}  {job.when}  {_last(runs.get(job.name))}  {job.summary}")


@jobs.command("run")
@click.argument("name")
@click.option("--plan", "plan_id", metavar="P", help="只对这一个方案，默认对全部方案")
@click.option("--at", type=TIME, help="当作这个时间运行，默认现在")
@click.option("--dry-run", "dry", is_flag=True, help="只列出会发给谁、发什么，不写入任何内容")
@with_office
def run_(office: Office, name: str, plan_id: str | None, at: datetime | None, dry: bool) -> None:
    """运行一个定时任务。写下的消息在那个时间到期，由发送循环按真实时间发出。"""
    job = job_named(name)
    if job is None:
        known = "、".join(job.name for job in JOBS)
        raise click.BadParameter(f"没有定时任务 {name}，可以是 {known}", param_hint="NAME")
    office = office.at(at)
    if plan_id is not None:
        office.plan(plan_id)
    if dry:
        _show_letters(office, job, plan_id)
        return
    report = run_job(office.store, office.files, job, office.clock(), plan_id=plan_id)
    if report.error:
        raise CommandFailure(f"{job.name} 没有全部完成：{'；'.join(report.error.splitlines())}")
    click.echo(f"{job.name}：已运行，写入 {report.written} 条")


def _show_letters(office: Office, job: Job, plan_id: str | None) -> None:
    try:
        letters = dry_run(office.store, office.files, job, office.clock(), plan_id)
    except RuntimeError as error:
        raise CommandFailure(f"{job.name} 运行出错：{'；'.join(str(error).splitlines())}") from None
    for text, same in _by_text(letters).items():
        for letter in same:
            click.echo(_letter_line(letter))
        click.echo(indent(text, INDENT))
    if job.name == OPENING:
        click.echo(f"会写入 {_would_open(office, plan_id)} 条应报任务")
    click.echo(f"共 {len(letters)} 条，没有写入任何内容")


def _by_text(letters: Sequence[Sending]) -> dict[str, list[Sending]]:
    """The letters that say the same, by what they say, in order of the first of each."""
    found: dict[str, list[Sending]] = {}
    for letter in letters:
        found.setdefault(letter.row.content.text, []).append(letter)
    return found


def _would_open(office: Office, plan_id: str | None) -> int:
    """How many obligations the opening of periods would write."""
    now = office.clock()

    def work(connection: Connection) -> int:
        plans = [plan for plan in current_plans(connection, now) if plan_id in (None, plan.id)]
        return sum(open_periods(connection, plan, now) for plan in plans)

    return office.store.preview(work)


def _letter_line(letter: Sending) -> str:
    row = letter.row
    first_line = next((line for line in row.content.text.splitlines() if line.strip()), "")
    whom = (row.channel, row.account or "群", letter.whose or "-", "、".join(letter.rungs) or "-")
    return "  ".join((office_time(row.due_at), *whom, first_line))


def _last(run: LastRun | None) -> str:
    if run is None:
        return "还没有运行过"
    failed = "（出错）" if run.error else ""
    return f"上次 {office_time(run.started_at)}{failed}"


jobs.add_command(replay)
jobs.add_command(simulate_)
