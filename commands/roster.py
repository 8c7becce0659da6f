"""roster: the people of a plan, from a file and into one."""

from pathlib import Path

import click
from sqlalchemy import Connection

from commands.bars import progress_bar
from commands.importing import show_findings, skip_bad_option, take_back_reminders, verbose_option
from commands.office import CommandFailure, Office, with_office
from commands.roster_remarks import roster_remarks
from models.roster import RosterReport, export_roster_rows, import_roster


@click.group()
def roster() -> None:
    """花名册：导入、导出。"""


@roster.command("import")
@click.argument("plan_id", metavar="PLAN")
@click.argument("file", type=click.Path(path_type=Path))
@skip_bad_option
@verbose_option
@with_office
def import_(office: Office, plan_id: str, file: Path, skip_bad: bool, verbose: bool) -> None:
    """从 xlsx 或 csv 导入一个方案的花名册；有一行出错就全部不导入。"""
    from reports.roster_file import read_roster, roster_report_lines
    from reports.tables import TableError
    from scheduler.handing_over import hand_over
    from scheduler.opening import open_periods

    plan, now = office.plan(plan_id), office.clock()
    try:
        with progress_bar("读取花名册") as progress:
            found = read_roster(file, progress)
    except TableError as error:
        raise CommandFailure(str(error)) from None
    show_findings(found.notes, found.faults, skip_bad, len(found.rows))

    def work(connection: Connection) -> RosterReport:
        report = import_roster(connection, plan.id, found.rows, now)
        open_periods(connection, plan, now, complete=True)
        take_back_reminders(connection, plan, now)
        hand_over(connection, plan, now)
        return report

    for line in roster_report_lines(office.store.write(work), verbose):
        click.echo(line)
    with office.store.read() as connection:
        for remark in roster_remarks(connection, [plan], now):
            click.echo(f"提示 {remark}")


@roster.command("export")
@click.argument("plan_id", metavar="PLAN")
@click.argument("file", type=click.Path(path_type=Path))
@with_office
def export_(office: Office, plan_id: str, file: Path) -> None:
    """把一个方案的花名册导出为 xlsx 或 csv（按文件名的结尾），可以原样再导入。"""
    from reports.roster_file import write_roster
    from reports.tables import TableError

    if file.suffix.lower() not in (".xlsx", ".csv"):
        raise click.BadParameter("文件名要以 .xlsx 或 .csv 结尾", param_hint="FILE")
    plan = office.plan(plan_id)
    with office.store.read() as connection:
        rows = export_roster_rows(connection, plan.id)
    try:
        write_roster(rows, file)
    except TableError as error:
        raise CommandFailure(str(error)) from None
    click.echo(f"已导出 {len(rows)} 行到 {file}")
