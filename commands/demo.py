"""demo: the program with made-up people and a clock that can be put forward, on a database that is thrown away."""

import socket
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
from flask import Flask

from bot.chat import chat_page
from bot.config import Config, ConsoleChannel, Database, Files, Plans, Server
from bot.pipeline import Pipeline
from bot.registry import make_platforms
from commands.background import Background, tie_to_server_process
from commands.demo_data import fill, start_of_demo
from commands.demo_week import DemoWeek, SettableClock, real_clock
from commands.office import CommandFailure, Office, without_office
from commands.preparing import ROOT, prepare
from commands.serving import serve, set_up_logging, web_app
from commands.times import TIME
from models.files import FileStore
from models.plan_file import load_plan_file
from models.store import Store, open_engine

PLAN_ID = "jinhu"
PLAN_FILE = ROOT / "plans" / "jinhu.toml"


class DemoBackground(Background):
    """In a demo scheduler and delivery go by the demo's clock, in one thread; what is dropped on the page is stored."""

    def __init__(self, office: Office, week: DemoWeek) -> None:
        super().__init__(office, schedule=False)
        self._week = week

    def start(self) -> None:
        """Starts the demo's own loop in place of the others."""
        self._thread("demo", lambda: self._week.run(self._stop))


def demo_config(folder: Path, port: int) -> Config:
    """One console channel for the 金湖 plan, everything below `folder`."""
    return Config(
        server=Server(port=port),
        database=Database(url=f"sqlite:///{folder / 'demo.db'}"),
        files=Files(directory=folder / "files"),
        plans=Plans(files=(PLAN_FILE,)),
        # Its page comes with the demo's clock, so it is not the one that every office has.
        channels=(ConsoleChannel(name="console", platform="console", plan=PLAN_ID, page=False),),
    )


def compose_demo(folder: Path, port: int, clock: SettableClock) -> Office:
    """The office of the demo. It is not opened as other offices are: neither config.toml nor the environment may lead
    it to a real database.
    """
    config = demo_config(folder, port)
    store = Store(open_engine(config.database.url))
    platforms = make_platforms(config, clock)
    pipeline = Pipeline(store, platforms, clock)
    return Office(None, config, store, FileStore(config.files.directory), platforms, pipeline, clock)


def prepare_demo(office: Office) -> None:
    """Puts tables, plan, roster and history into the empty database of the demo."""
    prepare(office)
    plan, now = office.plan(PLAN_ID), office.clock()
    office.store.write(lambda connection: fill(connection, plan, now))


def load_demo(office: Office, clock: SettableClock) -> Callable[[], Flask]:
    """What the server's worker process runs first; the clock that moves lives there."""

    def load() -> Flask:
        set_up_logging()
        week = DemoWeek(office, clock)
        background = DemoBackground(office, week)
        background.start()
        tie_to_server_process(background)
        channel = office.config.channels[0]
        named = channel.name, channel.plan_ids
        page = chat_page(office.store, office.files, office.pipeline, *named, clock, office.workshop, week)
        return web_app(office, (page,))

    return load


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="网页的端口")
@click.option("--at", type=TIME, help="演示从什么时间开始，默认为附近一个普通工作周的周三 10:00")
@without_office
def demo(port: int, at: datetime | None) -> None:
    """在用完即删的数据库上演示：金湖方案、虚构的十二个单位、四周记录，聊天页只限本机打开。"""
    _check_port(port)
    start = at or start_of_demo(real_clock(), load_plan_file(PLAN_FILE).plan)
    with tempfile.TemporaryDirectory(prefix="baosong-demo-") as folder:
        clock = SettableClock(start)
        office = compose_demo(Path(folder), port, clock)
        prepare_demo(office)
        _say_what_to_try(port)
        serve(office, load_demo(office, clock))


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CommandFailure(
                f"端口 {port} 用不了，可能已被占用。请换一个，例如：demo --port {port % 65535 + 1}"
            ) from None


def _say_what_to_try(port: int) -> None:
    click.echo(f"演示已准备好，请在本机浏览器打开：http://127.0.0.1:{port}/chat （Ctrl+C 结束，数据随之删除）")
    click.echo("1. 选一位信息报送员，点「填入示例」再按回车，看带编号的回执；照片可以拖进对话。")
    click.echo("2. 在演示时钟点「周五 16:07」，看未报单位收到的私聊提醒和群里的通报。")
    click.echo("3. 点「下周一 09:37」，看群里的目标进度图；换成宣传办，发送「待审」「未报」。")
    click.echo("4. 换成领导，直接提问：上周各单位报了几条；再发「全部」，收到完整的表格。")
