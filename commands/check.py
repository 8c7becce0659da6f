"""check: one line for each thing that must be right, with what to do where it is not. Nothing is sent."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import click
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.config import Config, ConfigError, check_plans
from bot.platform import CheckLine, Platform
from commands.office import MIGRATE_FIRST, CommandFailure, Office, config_option, open_office_of
from commands.preparing import read_calendar
from commands.revisions import newest_revision
from commands.roster_remarks import roster_remarks
from commands.watching import calendar_words
from models.plan_file import PlanError, read_plan
from models.plans import current_plans
from models.watching import schema_revision

T = TypeVar("T")


@click.command()
@config_option
@click.pass_context
def check(context: click.Context, config_path: Path | None) -> None:
    """逐项检查配置、方案、数据库、日历、文件目录、字体和各通道的凭证；不发送任何消息。"""
    try:
        office = open_office_of(context, config_path)
    except CommandFailure as failure:
        _show([CheckLine("配置", False, line) for line in failure.message.splitlines()])
        return
    try:
        _show(lines_of(office))
    finally:
        office.store.close()


def lines_of(office: Office) -> Iterator[CheckLine]:
    """Every line, as it is found out. A line that is ok may still say what is to be known."""
    yield CheckLine("配置", True, str(office.config_path or "没有配置文件，使用内置的默认配置"))
    yield from _plan_lines(office.config, str(office.config_path or "（内置配置）"))
    yield from _database_lines(office)
    yield from _calendar_lines(office)
    yield from _roster_lines(office)
    yield _files_line(office.files.directory)
    yield _font_line()
    for name, platform in office.platforms.items():
        yield from _channel_lines(name, platform)


def _show(lines: Sequence[CheckLine] | Iterator[CheckLine]) -> None:
    """Prints the lines. CommandFailure if one of them is not in order."""
    wrong = 0
    for line in lines:
        remark = f"：{' '.join(line.remedy.split())}" if line.remedy else ""
        click.echo(f"{'✓' if line.ok else '✗'} {line.name}{remark}")
        wrong += not line.ok
    if wrong:
        raise CommandFailure(f"有 {wrong} 项不正常，请按 ✗ 后面的说明处理后再运行 check")


def _plan_lines(config: Config, config_name: str) -> Iterator[CheckLine]:
    found: set[str] = set()
    for path in config.plans.files:
        try:
            plan = read_plan(path)
        except PlanError as error:
            yield from (CheckLine("方案", False, line) for line in error.lines)
            continue
        found.add(plan.id)
        yield CheckLine(f"方案 {plan.id}", True, plan.title)
    try:
        check_plans(config_name, config, found)
    except ConfigError as error:
        yield CheckLine("通道的方案", False, str(error))


def _calendar_lines(office: Office) -> Iterator[CheckLine]:
    """How far the calendar of the stored plans reaches, and what is wrong with the calendar file."""
    try:
        read_calendar(office)
    except CommandFailure as failure:
        yield from (CheckLine("日历", False, line) for line in failure.message.splitlines())
        return
    yield CheckLine("日历", True, _calendar_remark(office))


def _calendar_remark(office: Office) -> str:
    now = office.clock()
    words = _stored(office, lambda connection: calendar_words(current_plans(connection, now), now))
    return "数据库可用以后再检查" if words is None else words


def _roster_lines(office: Office) -> Iterator[CheckLine]:
    """What the stored plans name and their rosters do not know; not wrong, as the roster may come later."""
    now = office.clock()
    remarks = _stored(office, lambda connection: roster_remarks(connection, current_plans(connection, now), now))
    yield from (CheckLine("花名册", True, remark) for remark in remarks or ())


def _stored(office: Office, look: Callable[[Connection], T]) -> T | None:
    """What a look into the database finds, None while it cannot be used; its own lines say why."""
    if _is_not_made(office):
        return None
    try:
        with office.store.read() as connection:
            return look(connection)
    except (SQLAlchemyError, sqlite3.Error):  # some statements go to the driver directly (models.prepared)
        return None


def _is_not_made(office: Office) -> bool:
    """Whether there is no SQLite file yet, which a look into it would make."""
    database = office.store.engine.url.database
    return bool(office.store.is_sqlite and database and not Path(database).exists())


def _database_lines(office: Office) -> Iterator[CheckLine]:
    url = office.store.engine.url
    shown = url.render_as_string(hide_password=True)
    if _is_not_made(office):
        yield CheckLine("数据库", False, f"还没有 {shown}，请先运行：python manage.py migrate")
        return
    try:
        with office.store.read() as connection:
            revision = schema_revision(connection)
    except SQLAlchemyError as error:
        remedy = f"连不上 {shown}（{type(error).__name__}），请检查 [database] url、数据库是否在运行、用户名和密码"
        yield CheckLine("数据库", False, remedy)
        return
    yield CheckLine("数据库", True, shown)
    is_newest = revision == newest_revision()
    yield CheckLine("数据库版本", is_newest, revision or "" if is_newest else MIGRATE_FIRST)


def _files_line(directory: Path) -> CheckLine:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory) as file:
            file.write(b"check")
    except OSError:
        return CheckLine("文件目录", False, f"写不了 {directory}，请检查 [files] directory 和权限")
    return CheckLine("文件目录", True, str(directory))


def _font_line() -> CheckLine:
    from reports.fonts import open_font

    try:
        open_font(20)
    except (OSError, ImportError):
        return CheckLine("字体", False, "打不开图片用的字体，请重新安装：pip install -r requirements.txt")
    return CheckLine("字体", True)


def _channel_lines(name: str, platform: Platform) -> Iterator[CheckLine]:
    for line in platform.check():
        yield CheckLine(f"通道 {name}", line.ok, line.remedy) if line.name == name else line
