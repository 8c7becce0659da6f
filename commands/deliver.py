"""deliver: the delivery loop by itself."""

import signal
import threading

import click

from bot.delivery import Delivery
from commands.office import Office, with_office
from commands.serving import set_up_logging


@click.command()
@click.option("--once", is_flag=True, help="把现在到期的发完就退出")
@with_office
def deliver(office: Office, once: bool) -> None:
    """发送到期的消息；不写 --once 就一直运行，按 Ctrl+C 结束（手上的发完再停）。"""
    set_up_logging()
    delivery = Delivery(office.store, office.files, office.platforms, office.clock, office.workshop)
    if once:
        click.echo(f"处理了 {delivery.deliver_once()} 条消息")
        return
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    click.echo("正在发送到期的消息，按 Ctrl+C 结束")
    delivery.run(stop)
