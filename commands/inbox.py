"""inbox: the messages that our own code failed on, and once more."""

import traceback

import click
from sqlalchemy import Connection

from bot.pipeline import retry
from commands.office import CommandFailure, Office, with_office
from commands.times import office_time
from models.inbox import InboxRow, failed_messages, mark_failed, message_by_id


@click.group()
def inbox() -> None:
    """处理失败的消息：查看、重试。"""


@inbox.command("list")
@click.option("--traceback", "with_traceback", is_flag=True, help="连同完整的出错位置一起显示")
@with_office
def list_(office: Office, with_traceback: bool) -> None:
    """列出处理失败的消息，一条一行：编号、时间、通道、账号、错误。"""
    with office.store.read() as connection:
        messages = failed_messages(connection)
    for message in messages:
        click.echo(_line(message))
        if with_traceback:
            click.echo(message.error or "")
    if not messages:
        click.echo("没有处理失败的消息")


@inbox.command("retry")
@click.argument("message_id", metavar="[ID]", type=int, required=False)
@with_office
def retry_(office: Office, message_id: int | None) -> None:
    """重新处理一条失败的消息；不写编号就处理全部。回复通过发送队列送达。"""
    numbers = _all_failed(office) if message_id is None else [message_id]
    if not numbers:
        click.echo("没有处理失败的消息")
    failed = [number for number in numbers if not _retry(office, number)]
    if failed:
        again = "、".join(map(str, failed))
        raise CommandFailure(f"仍然失败：{again}。请运行 inbox list --traceback 查看原因，修复后再试")


def _all_failed(office: Office) -> list[int]:
    with office.store.read() as connection:
        return [message.id for message in failed_messages(connection)]


def _retry(office: Office, number: int) -> bool:
    """Runs one message again in a transaction of its own. → whether it went well."""
    try:
        office.store.write(lambda connection: retry(connection, _failed(connection, number), office.clock()))
    except CommandFailure:
        raise
    except Exception:
        error = traceback.format_exc()
        office.store.write(lambda connection: _keep(connection, number, error))
        return False
    click.echo(f"{number}：已处理")
    return True


def _failed(connection: Connection, number: int) -> InboxRow:
    message = message_by_id(connection, number)
    if message is None:
        raise CommandFailure(f"没有编号为 {number} 的消息，请运行 inbox list 查看编号")
    if message.state != "failed" or message.incoming is None:
        raise CommandFailure(f"编号 {number} 的消息没有失败，不需要重试")
    return message


def _keep(connection: Connection, number: int, error: str) -> None:
    """The message stays failed, with the newest traceback, unless another process has handled it meanwhile."""
    message = message_by_id(connection, number)
    if message is not None and message.state == "failed":
        mark_failed(connection, number, message.answer, error)


def _line(message: InboxRow) -> str:
    last = (message.error or "").strip().splitlines()[-1:]
    # An exception's text may quote the message; its class says where to look.
    kind = last[0].split(":")[0].strip() if last else "未知错误"
    return f"{message.id} {office_time(message.received_at)} {message.channel} {message.account} {kind}"
