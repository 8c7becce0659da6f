"""What every command is handed: one office's configuration and everything that was made of it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import update_wrapper
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from bot.config import Config
from bot.pipeline import Pipeline
from bot.platform import Clock, Platform
from bot.workshop import Workshop
from models.files import FileStore
from models.store import Store
from reports.chart_picture import chart_png
from reports.sheet_file import sheet_xlsx
from rules.plan import Plan

F = TypeVar("F", bound=Callable[..., Any])

CONFIG_NAME = Path("config.toml")

MIGRATE_FIRST = "数据库还没有建表或版本太旧，请先运行：python manage.py migrate"

# The bot makes pictures and workbooks without knowing how.
WORKSHOP = Workshop(chart_png, sheet_xlsx)

# What the two databases say of a table or column that a migration has not made yet.
_NOT_MIGRATED = ("no such table", "no such column", "has no column named")
_NOT_MIGRATED_STATES = ("42P01", "42703")


class CommandFailure(click.ClickException):
    """A failure that the command explains in one line on stderr; exit code 1."""

    def show(self, file: Any = None) -> None:
        """Prints the line."""
        click.echo(self.message, err=True)


@dataclass(frozen=True)
class Office:
    """The composed program. Nothing in it is connected before it is used."""

    config_path: Path | None
    config: Config
    store: Store
    files: FileStore
    platforms: dict[str, Platform]
    pipeline: Pipeline
    clock: Clock
    workshop: Workshop = WORKSHOP

    def plan(self, plan_id: str) -> Plan:
        """The plan as it holds now. CommandFailure names the plans that there are."""
        from models.plans import current_plan, current_plans

        with self.store.read() as connection:
            found = current_plan(connection, plan_id, self.clock())
            if found is not None:
                return found
            known = (
                "、".join(plan.id for plan in current_plans(connection, self.clock())) or "还没有，请先运行 plans sync"
            )
        raise CommandFailure(f"没有方案 {plan_id}。已有的方案：{known}")

    def at(self, instant: datetime | None) -> "Office":
        """The same office with its clock standing at an instant (`--at`); itself where none is given."""
        if instant is None:
            return self

        def clock() -> datetime:
            return instant

        return replace(self, clock=clock, pipeline=Pipeline(self.store, self.platforms, clock))


OpenOffice = Callable[[Path | None], Office]

config_option = click.option(
    "--config", "config_path", metavar="FILE", type=click.Path(path_type=Path), help="配置文件，默认 config.toml"
)


def with_office(command: F) -> F:
    """Gives a command the option `--config FILE` and, as its first argument, the office that the file describes."""

    def run(context: click.Context, /, config_path: Path | None, **arguments: Any) -> Any:
        office = open_office_of(context, config_path)
        try:
            with explained(office.config.database.url):
                return command(office, **arguments)
        finally:
            office.store.close()

    # Before the options, which click keeps as an attribute of the function: the command may have some already.
    update_wrapper(run, command)
    return config_option(click.pass_context(run))  # type: ignore[return-value]


def without_office(command: F) -> F:
    """Takes the option `--config FILE`, as every command does, for a command that needs no configuration."""
    ignored = click.option(
        "--config", "_config", metavar="FILE", expose_value=False, help="与其他命令一致；本命令不读取配置"
    )
    return ignored(command)


def open_office_of(context: click.Context, config_path: Path | None) -> Office:
    """The office of a configuration file. CommandFailure where it cannot be made."""
    open_office: OpenOffice = context.find_object(dict)["open_office"]  # type: ignore[index]
    try:
        return open_office(config_path)
    except (ArgumentError, ModuleNotFoundError):
        raise CommandFailure(
            "[database] url 的写法不对，请写成 sqlite:///data/baosong.db 或 postgresql+psycopg://用户:密码@主机/库名"
        ) from None
    except OSError as error:
        raise CommandFailure(f"建不了数据库所在的文件夹 {error.filename or ''}，请检查 [database] url 和权限") from None


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Words a database that cannot be used as a CommandFailure; our own mistakes go through."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:  # some statements go to the driver directly (models.prepared)
        remedy = _remedy(error, url)
        if remedy is None:
            raise
        raise CommandFailure(remedy) from None


def _remedy(error: DBAPIError | sqlite3.Error, url: str) -> str | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    said = str(cause)
    if getattr(cause, "sqlstate", None) in _NOT_MIGRATED_STATES or any(words in said for words in _NOT_MIGRATED):
        return MIGRATE_FIRST
    shown = make_url(url).render_as_string(hide_password=True)
    if "database is locked" in said:
        return f"数据库 {shown} 正被占用，请稍后再试，或先停止占用它的程序"
    if (
        isinstance(error, OperationalError | sqlite3.OperationalError)
        or "not a database" in said
        or "malformed" in said
    ):
        return f"数据库 {shown} 打不开，请检查 [database] url、数据库是否在运行、文件是否完好、读写权限和磁盘空间"
    return None
