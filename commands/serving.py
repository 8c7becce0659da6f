"""run, web, worker: the program as it serves an office."""

import gc
import logging
import signal
from collections.abc import Callable, Sequence

import click
from flask import Blueprint, Flask
from sqlalchemy import make_url

from bot.web import create_app
from commands.background import Background, end_with_supervisor, tie_to_server_process
from commands.office import Office, with_office
from commands.preparing import prepare
from commands.watching import health_of, metrics_of
from models.jobs import plan_ids
from models.members import units_of

THREADS = 16


def web_app(office: Office, pages: Sequence[Blueprint] = ()) -> Flask:
    """The WSGI application of an office, with the chat page where a console channel says `page = true`."""
    return create_app(
        office.pipeline,
        lambda: health_of(office),
        lambda: metrics_of(office),
        pages=(*pages, *_chat_pages(office)),
        trusted_proxies=office.config.server.trusted_proxies,
    )


def _chat_pages(office: Office) -> list[Blueprint]:
    channel = next((c for c in office.config.channels if c.platform == "console" and c.page), None)
    if channel is None:
        return []
    from bot.chat import chat_page

    named = channel.name, channel.plan_ids
    return [chat_page(office.store, office.files, office.pipeline, *named, office.clock, office.workshop)]


def serve(office: Office, load: Callable[[], Flask], workers: int = 1) -> None:
    """Runs granian until SIGTERM or SIGINT; requests that run are answered first."""
    from granian.constants import Interfaces
    from granian.server import Server

    server = Server(
        "",
        address=office.config.server.host,
        port=office.config.server.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        log_level="error",  # type: ignore[arg-type]  # a warning of its would tell of a choice that is meant
    )
    # The store's connections must not cross the fork into the worker.
    office.store.close()
    server.serve(target_loader=lambda: _load_in_worker(load), wrap_loader=False)


def _load_in_worker(load: Callable[[], Flask]) -> Flask:
    """A worker hears its supervisor alone, who passes Ctrl+C on: granian 2.8's workers may hang on a second signal."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    app = load()
    # What is loaded by now stays for ever: the collector need not look through it again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    return app


def load_with_background(office: Office, pages: Sequence[Blueprint] = ()) -> Callable[[], Flask]:
    """What the worker process runs first: the background threads live beside the web application, on one writer."""

    def load() -> Flask:
        set_up_logging()
        background = Background(office)
        background.start()
        tie_to_server_process(background)
        return web_app(office, pages)

    return load


def set_up_logging() -> None:
    """One line per event on stderr, with ids and never with content."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


@click.command()
@with_office
def run(office: Office) -> None:
    """网页、定时任务和发送在一个进程里运行（SQLite，一个单位用）；启动前自动升级数据库。"""
    set_up_logging()
    prepare(office)
    _say_where_to_go(office)
    serve(office, load_with_background(office))


@click.command()
@click.option("--workers", type=click.IntRange(min=1), help="进程数，默认 2；SQLite 只能用 1，也默认为 1")
@with_office
def web(office: Office, workers: int | None) -> None:
    """只运行网页和回调（PostgreSQL，可在多台机器上运行任意多个）。"""
    is_sqlite = make_url(office.config.database.url).get_backend_name() == "sqlite"
    if is_sqlite and workers not in (None, 1):
        click.echo("SQLite 数据库只能用 1 个进程，请去掉 --workers，或改用 PostgreSQL", err=True)
        raise click.exceptions.Exit(2)
    set_up_logging()

    def load() -> Flask:
        end_with_supervisor()
        return web_app(office)

    click.echo(f"报送通网页和回调：{_address(office)}")
    serve(office, load, workers or (1 if is_sqlite else 2))


@click.command()
@with_office
def worker(office: Office) -> None:
    """只运行定时任务和发送（可运行任意多个，互不重复）。"""
    set_up_logging()
    background = Background(office)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: background.ask_to_stop())
    background.start()
    background.wait()


def _say_where_to_go(office: Office) -> None:
    server = office.config.server
    here = _address(office)
    click.echo(f"报送通已启动：{here}")
    for channel in office.config.channels:
        if channel.platform == "console" and channel.page:
            click.echo(f"聊天页（只限本机）：{here}/chat")
        elif channel.platform in ("wecom", "dingtalk"):
            base = server.base_url or here
            click.echo(f"{channel.name} 的回调地址：{base}/callback/{channel.name}")
    for plan_id in _plans_without_roster(office):
        click.echo(f"下一步：python manage.py roster import {plan_id} 花名册.csv；python manage.py check")


def _address(office: Office) -> str:
    return f"http://{office.config.server.host}:{office.config.server.port}"


def _plans_without_roster(office: Office) -> list[str]:
    with office.store.read() as connection:
        return [plan_id for plan_id in plan_ids(connection) if not units_of(connection, plan_id)]
