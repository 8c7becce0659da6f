"""jobs replay: what was sent in a span of days, to whom, and whether it was delivered."""

import json
from datetime import date, datetime, time, timedelta

import click

from commands.office import Office, with_office
from commands.times import DAY, OFFICE, office_time
from models.sendings import Sending, sendings_between
from reports.told_text import outcome_text
from rules.periods import instant_of
from rules.templates import PRIVATE

ONE_DAY = timedelta(days=1)


@click.command("replay")
@click.argument("plan_id", metavar="PLAN")
@click.option("--from", "first", type=DAY, help="从这一天起，默认今天")
@click.option("--to", "last", type=DAY, help="到这一天为止（含），默认与 --from 同一天")
@click.option("--json", "as_json", is_flag=True, help="一行一个 JSON 对象")
@with_office
def replay(office: Office, plan_id: str, first: date | None, last: date | None, as_json: bool) -> None:
    """列出一段时间里发出的消息：时间、任务、单位、对象、通道、账号、是否送达，按时间先后，一行一条。"""
    office.plan(plan_id)
    first = first or office.clock().astimezone(OFFICE).date()
    last = last or first
    if last < first:
        raise click.BadParameter("不能早于 --from", param_hint="--to")
    start, end = (instant_of(day, time(0), OFFICE) for day in (first, last + ONE_DAY))
    with office.store.read() as connection:
        found = sendings_between(connection, plan_id, start, end)
    for sending in found:
        click.echo(json.dumps(_as_json(sending), ensure_ascii=False) if as_json else _line(sending))
    if not as_json:
        click.echo(f"共 {len(found)} 条")


def _line(sending: Sending) -> str:
    row = sending.row
    first_line = next((line for line in row.content.text.splitlines() if line.strip()), "")
    outcome = outcome_text(row.state, row.error) + (f" {office_time(row.sent_at)}" if row.sent_at else "")
    whom = (sending.whose or "-", row.audience or "-", row.channel, row.account or "群")
    return "  ".join((office_time(row.due_at), "、".join(sending.rungs) or row.job, *whom, outcome, first_line))


def _as_json(sending: Sending) -> dict[str, object]:
    """The object of `jobs simulate`, with what became of the message."""
    row = sending.row
    return {
        "at": _iso(row.due_at),
        "job": row.job,
        "rung": row.rung,
        "unit": "、".join(sending.units) if row.audience in PRIVATE else "",
        "audience": row.audience,
        "accounts": [row.account] if row.account else [],
        "text": row.content.text,
        "state": row.state,
        "sent_at": _iso(row.sent_at) if row.sent_at else None,
        "error": row.error,
    }


def _iso(instant: datetime) -> str:
    """ISO 8601 on the office's clock, with its offset."""
    return instant.astimezone(OFFICE).isoformat(timespec="seconds")
