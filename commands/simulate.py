"""jobs simulate: what the scheduler would send in a span of days, given what is stored."""

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from commands.bars import progress_bar
from commands.office import CommandFailure, Office, with_office
from commands.times import DAY
from models.backups import BackupError
from models.plan_file import PlanError, PlanFile, load_plan_file
from rules.periods import instant_of

if TYPE_CHECKING:
    from scheduler.simulation import Simulated

ONE_DAY = timedelta(days=1)


@click.command("simulate")
@click.argument("plan_id", metavar="PLAN")
@click.option("--from", "first", type=DAY, required=True, help="从这一天起（含），如 2026-01-01")
@click.option("--to", "last", type=DAY, required=True, help="到这一天为止（含），如 2026-11-30")
@click.option("--with", "trial", type=click.Path(path_type=Path), help="换用这个方案文件试算，例如改过催报级的")
@click.option("--json", "as_json", is_flag=True, help="一行一个 JSON 对象")
@with_office
def simulate_(office: Office, plan_id: str, first: date, last: date, trial: Path | None, as_json: bool) -> None:
    """按已有的花名册和台账，列出这段时间里定时任务会发出的全部消息，按时间先后；不写入任何内容。"""
    from scheduler.simulation import simulate

    plan = office.plan(plan_id)
    if last < first:
        raise click.BadParameter("不能早于 --from", param_hint="--to")
    start, end = (instant_of(day, time(0), plan.zone) for day in (first, last + ONE_DAY))
    file = _trial(plan_id, trial)
    try:
        with progress_bar("试算") as progress:
            found = simulate(office.store, plan_id, start, end, file, progress)
    except RuntimeError as error:
        raise CommandFailure(f"试算时出错：{'；'.join(str(error).splitlines())}") from None
    except BackupError as error:
        raise CommandFailure(f"试算要先复制一份数据库：{error}") from None
    for sending in found:
        click.echo(
            json.dumps(_as_json(sending, plan.zone), ensure_ascii=False) if as_json else _line(sending, plan.zone)
        )
    if not as_json:
        click.echo(f"共 {len(found)} 条，没有写入任何内容")


def _trial(plan_id: str, path: Path | None) -> PlanFile | None:
    if path is None:
        return None
    try:
        file = load_plan_file(path)
    except PlanError as error:
        raise CommandFailure(str(error)) from None
    if file.plan.id != plan_id:
        raise CommandFailure(f"{path} 里的方案是 {file.plan.id}，不是 {plan_id}")
    return file


def _as_json(sending: "Simulated", zone: ZoneInfo) -> dict[str, object]:
    return {
        "at": _clock(sending.at, zone).isoformat(timespec="minutes"),
        "job": sending.job,
        "rung": sending.rung,
        "unit": sending.unit or None,
        "audience": sending.audience,
        "accounts": list(sending.accounts),
        "text": sending.text,
    }


def _line(sending: "Simulated", zone: ZoneInfo) -> str:
    first_line = next((line for line in sending.text.splitlines() if line.strip()), "")
    whom = "、".join(sending.accounts) or "群"
    at = f"{_clock(sending.at, zone):%Y-%m-%d %H:%M}"
    return "  ".join((at, sending.rung or sending.job, sending.channel, sending.unit or "-", whom, first_line))


def _clock(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone)
