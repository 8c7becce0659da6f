"""ledger: items and publications of a plan, from a workbook and into one."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy import Connection

from commands.bars import progress_bar
from commands.importing import show_findings, skip_bad_option, take_back_reminders, verbose_option
from commands.office import CommandFailure, Office, with_office
from commands.times import DAY
from models.ledger import export_ledger, ledger_known
from models.ledger_import import LedgerReport, import_ledger

if TYPE_CHECKING:
    from reports.ledger_file import LedgerFile
    from rules.plan import Plan


@click.group()
def ledger() -> None:
    """台账：导入、导出。"""


@ledger.command("import")
@click.argument("plan_id", metavar="PLAN")
@click.argument("file", type=click.Path(path_type=Path))
@skip_bad_option
@verbose_option
@with_office
def import_(office: Office, plan_id: str, file: Path, skip_bad: bool, verbose: bool) -> None:
    """从 xlsx 工作簿导入一个方案的台账；有一格出错就全部不导入。编号相同的信息会更新。"""
    from reports.ledger_file import ledger_report_lines
    from scheduler.opening import open_periods

    plan, now = office.plan(plan_id), office.clock()
    found = _read(office, plan, file)
    good_rows = len(found.rows.items) + len(found.rows.publications)
    show_findings(found.notes, found.faults, skip_bad, good_rows)

    def work(connection: Connection) -> LedgerReport:
        report = import_ledger(connection, plan, found.rows, now)
        open_periods(connection, plan, now, complete=True)
        take_back_reminders(connection, plan, now)
        return report

    try:
        report = office.store.write(work)
    except LookupError:
        raise CommandFailure("导入时花名册或台账有变化，没有导入，请再运行一次") from None
    for line in ledger_report_lines(report, verbose):
        click.echo(line)


@ledger.command("export")
@click.argument("plan_id", metavar="PLAN")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "start", type=DAY, help="从这一天起（含），如 2026-07-01")
@click.option("--to", "last", type=DAY, help="到这一天止（含），如 2026-09-30")
@with_office
def export_(office: Office, plan_id: str, file: Path, start: date | None, last: date | None) -> None:
    """把一个方案的台账导出为 xlsx 工作簿，可以原样再导入。"""
    from reports.ledger_file import write_ledger
    from reports.tables import TableError

    if file.suffix.lower() != ".xlsx":
        raise click.BadParameter("台账有几张表，文件名要以 .xlsx 结尾", param_hint="FILE")
    if start and last and last < start:
        raise click.BadParameter("结束日期早于开始日期", param_hint="--to")
    plan = office.plan(plan_id)
    end = last + timedelta(days=1) if last else None
    with office.store.read() as connection:
        rows = export_ledger(connection, plan, start, end)
    try:
        write_ledger(rows, plan, file)
    except TableError as error:
        raise CommandFailure(str(error)) from None
    if rows.shortened:
        numbers = "、".join(map(str, rows.shortened))
        click.echo(f"提示 正文超过一格能放的长度，只导出了前面的部分：第 {numbers} 号")
    click.echo(f"已导出 {len(rows.items)} 条信息、{len(rows.publications)} 条刊发到 {file}")


def _read(office: Office, plan: "Plan", file: Path) -> "LedgerFile":
    from reports.ledger_file import read_ledger
    from reports.tables import TableError

    with office.store.read() as connection:
        known = ledger_known(connection, plan.id)
    try:
        with progress_bar("读取台账") as progress:
            return read_ledger(file, plan, known, progress)
    except TableError as error:
        raise CommandFailure(str(error)) from None
