"""plans: plan files → database, checking them, and their JSON Schema for editors."""

import json
from pathlib import Path

import click

from commands.office import CommandFailure, Office, with_office, without_office
from commands.preparing import sync as sync_office
from commands.roster_remarks import roster_remarks
from models.calendar_file import CalendarYear, load_calendar_file
from models.plan_file import PlanError, plan_schema, read_plan
from models.plans import Synced, current_plans
from rules.plan import Plan

CALENDAR_NAME = "calendar.toml"
OUTCOMES = {"new": "新增", "changed": "已更新", "same": "没有变化"}


@click.group()
def plans() -> None:
    """方案文件：同步到数据库、检查、导出格式说明。"""


@plans.command()
@with_office
def sync(office: Office) -> None:
    """把配置里列出的方案文件、日历和通道同步到数据库，并打开正在进行的报送期。"""
    outcome = sync_office(office)
    for synced in outcome.plans:
        click.echo(_outcome_line(synced))
    if outcome.calendar_days:
        click.echo(f"日历：{office.config.plans.calendar.as_posix()} 有 {outcome.calendar_days} 天变化，已更新")
    now = office.clock()
    with office.store.read() as connection:
        for remark in roster_remarks(connection, current_plans(connection, now), now):
            click.echo(f"提示 {remark}")


@plans.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@without_office
def check(files: tuple[Path, ...]) -> None:
    """检查方案文件和 calendar.toml，逐条指出哪个文件、哪一项、错在哪里。"""
    errors = [error for path in files if (error := _check(path)) is not None]
    if errors:
        raise CommandFailure("\n".join(map(str, errors)))


@plans.command()
@without_office
def schema() -> None:
    """输出方案文件的 JSON Schema，供编辑器补全和检查。"""
    click.echo(json.dumps(plan_schema(), ensure_ascii=False, indent=2))


def _check(path: Path) -> PlanError | None:
    try:
        if path.name == CALENDAR_NAME:
            summary = _calendar_summary(load_calendar_file(path))
        else:
            summary = _summary(read_plan(path))
    except PlanError as error:
        return error
    click.echo(f"✓ {path.as_posix()}：{summary}")
    return None


def _calendar_summary(years: dict[int, CalendarYear]) -> str:
    parts = (
        f"{year} 年放假 {list(found.days.values()).count(False)} 天、上班 {list(found.days.values()).count(True)} 天"
        for year, found in sorted(years.items())
    )
    return "日历，" + ("；".join(parts) or "还没有写年份")


def _summary(plan: Plan) -> str:
    parts = (
        (len(plan.boards), "个板块"),
        (len(plan.duties), "项报送任务"),
        (len(plan.targets), "个目标"),
        (len(plan.outlets), "家媒体"),
    )
    return f"{plan.title}（{plan.id}），" + "、".join(f"{count} {what}" for count, what in parts)


def _outcome_line(outcome: Synced) -> str:
    return f"{outcome.plan_id}：{OUTCOMES[outcome.outcome]}，自 {outcome.effective_from} 起生效"
