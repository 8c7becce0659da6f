"""say: one chat message through the real pipeline, and what the bot answers."""

import json
import uuid
from dataclasses import replace
from datetime import datetime

import click
from sqlalchemy import Connection

from bot.registry import records
from bot.workshop import file_name
from commands.office import Office, with_office
from commands.preparing import check_channels, read_plans
from commands.times import TIME
from handlers.context import Incoming
from models.channels import ChannelRecord, plans_of, sync_channels
from models.jobs import plan_ids
from models.outbox import Content

FAMILY = "console"


@click.command()
@click.argument("text")
@click.option("--plan", "plan_id", metavar="P", required=True, help="方案编号")
@click.option("--as", "account", metavar="ACCOUNT", required=True, help="谁在说话：花名册里任一平台的账号")
@click.option("--at", type=TIME, help="当作这个时间发送，默认现在")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@with_office
def say(office: Office, text: str, plan_id: str, account: str, at: datetime | None, as_json: bool) -> None:
    """以某人的身份对机器人说一句话，显示回复和按钮（按钮可以用编号回复）。"""
    office = office.at(at)
    plan = office.plan(plan_id)
    _check_channels(office)
    incoming = Incoming(
        channel=console_of(office, plan.id),
        family=FAMILY,
        plans=(plan.id,),
        key=f"say:{uuid.uuid4().hex}",
        account=account.strip().casefold(),
        text=text,
        sent_at=office.clock(),
    )
    answer = office.pipeline.converse(incoming, json.dumps(incoming.as_json(), ensure_ascii=False))
    if as_json:
        click.echo(json.dumps(_as_json(answer), ensure_ascii=False))
    elif answer is not None:
        click.echo("\n".join(lines_of(answer)))


def _check_channels(office: Office) -> None:
    """CommandFailure if a channel names a plan that neither the store nor a plan file has."""
    with office.store.read() as connection:
        known = set(plan_ids(connection))
    if any(plan not in known for channel in office.config.channels for plan in channel.plan_ids):
        check_channels(office, known | {file.plan.id for file in read_plans(office)})


def console_of(office: Office, plan_id: str) -> str:
    """The console channel that serves a plan, known to the store: the configured one, else one that is made for it.

    The made one reaches nobody, so that no reminder ever takes it for a way to a person.
    """
    served = [channel for channel in office.config.channels if plan_id in channel.plan_ids]
    configured = next((channel.name for channel in served if channel.platform == "console"), None)
    taken = {channel.name for channel in office.config.channels}
    name = configured or ("console" if "console" not in taken else f"console-{plan_id}")
    with office.store.read() as connection:
        is_known = plan_id in plans_of(connection, name)
    if not is_known:
        made = [] if configured else [ChannelRecord(name, "console", FAMILY, False, False, (plan_id,))]
        office.store.write(lambda connection: _make_known(connection, office, made))
    return name


def _make_known(connection: Connection, office: Office, made: list[ChannelRecord]) -> None:
    """The configured channels and what was made, for the plans that the store has."""
    stored = set(plan_ids(connection))
    known = [
        replace(c, plans=tuple(plan for plan in c.plans if plan in stored))
        for c in records(office.config, office.platforms)
    ]
    sync_channels(connection, [*known, *made])


def _as_json(answer: Content | None) -> dict[str, object]:
    shown = answer or Content("")
    buttons = [{"label": button.label, "command": button.command} for button in shown.buttons]
    told = {"text": shown.text, "title": shown.title, "picture": shown.picture, "buttons": buttons}
    enclosed = {name: shown.as_json()[name] for name in ("chart", "sheet") if getattr(shown, name)}
    return {**told, **enclosed}


def lines_of(answer: Content) -> list[str]:
    """What is printed of an answer: its text, a line for its chart and its sheet each, its buttons numbered."""
    lines = [answer.text]
    if answer.chart:
        lines.append(f"[图] {answer.chart.title}")
    if answer.sheet:
        lines.append(f"[表] {file_name(answer.sheet)}")
    for number, button in enumerate(answer.buttons, 1):
        said = "" if button.command == button.label else f"（{button.command}）"
        lines.append(f"{number}. {button.label}{said}")
    return lines
