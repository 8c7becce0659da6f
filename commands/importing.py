"""What the imports of roster and ledger share: faults stop everything, unless the bad rows are to be left out."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click
from sqlalchemy import Connection

from commands.office import CommandFailure

if TYPE_CHECKING:
    from reports.cells import Fault
    from rules.plan import Plan

skip_bad_option = click.option("--skip-bad", is_flag=True, help="跳过有错的行，导入其余各行")
verbose_option = click.option("-v", "--verbose", is_flag=True, help="逐行列出导入的结果")


def show_findings(notes: Sequence[str], faults: Sequence["Fault"], skip_bad: bool, good_rows: int) -> None:
    """Prints what was found in a file, a line each. CommandFailure if nothing of it may be imported."""
    for note in notes:
        click.echo(f"提示 {note}")
    for fault in faults:
        click.echo(f"错误 {fault}")
    if not faults:
        return
    if not skip_bad:
        raise CommandFailure(
            f"有 {len(faults)} 处错误，没有导入。第一处是 {faults[0]}。改好后再试，或加 --skip-bad 跳过有错的行"
        )
    if not good_rows:
        raise CommandFailure(f"没有可以导入的行。第一处错误是 {faults[0]}")


def take_back_reminders(connection: Connection, plan: "Plan", now: datetime) -> None:
    """Cancels or rewords what waits to be sent to those who, after an import, owe nothing any more."""
    from handlers.withdrawing_reminders import settle
    from models.reminders import waiting_about

    settle(connection, waiting_about(connection, plan.id), now)
