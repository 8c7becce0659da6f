"""Backups: the whole database in one file while it is in use, and back, verified before anything is replaced.

SQLite by its online backup API, PostgreSQL by its own `pg_dump`, `pg_restore` and `psql`, which must be installed.
Photos and files lie beside the database and are not in it.
"""

import os
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select

from models.schema import metadata

SQLITE_HEAD = b"SQLite format 3\x00"
POSTGRES_HEAD = b"PGDMP"

# A program that holds the database for longer than this is still at work.
BUSY_SECONDS = 10

_PSQL = ("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")


class BackupError(Exception):
    """What cannot be backed up or restored; the text is one Chinese sentence that says what to do."""


def has_rows(connection: Connection) -> bool:
    """Whether any of our tables is there and has a row."""
    there = set(inspect(connection).get_table_names())
    tables = [table for name, table in metadata.tables.items() if name in there]
    return any(connection.execute(select(1).select_from(table).limit(1)).first() for table in tables)


def back_up(engine: Engine, target: Path) -> None:
    """Writes one state of the whole database to a file, whole or not at all; others go on writing. BackupError."""
    with _unfinished(target) as path:
        if engine.dialect.name == "sqlite":
            _copy_sqlite(_sqlite_file(engine), path)
        else:
            _run(engine, ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}"])
            _run(engine, ["pg_restore", "--list", str(path)])


def backup_revision(engine: Engine, source: Path) -> str | None:
    """Verifies a backup for this kind of database. → its schema revision, None if it has none. BackupError."""
    head = _head(source)
    if engine.dialect.name == "sqlite":
        if not head.startswith(SQLITE_HEAD):
            raise BackupError(_wrong_kind(source, head))
        with _sqlite_errors(source), closing(_open_sqlite(source, "ro")) as connection:
            return _verified_revision(connection, source)
    if not head.startswith(POSTGRES_HEAD):
        raise BackupError(_wrong_kind(source, head))
    told = _run(engine, ["pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(source)])
    return _copied_value(told)


def restore(engine: Engine, source: Path) -> None:
    """Puts a verified backup in place of everything that the database has, in one transaction. BackupError."""
    if engine.dialect.name != "sqlite":
        return _restore_postgres(engine, source)
    target = _sqlite_file(engine)
    engine.dispose()
    with _sqlite_errors(target), closing(sqlite3.connect(target)) as live, closing(_open_sqlite(source, "ro")) as copy:
        copy.backup(live, progress=_patience())
        _verified_revision(live, target)


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its place only when everything went well."""
    if target.is_dir():
        raise BackupError(f"{target} 是文件夹，请写上备份文件的名字")
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".backup-")
    except OSError:
        raise BackupError(f"写不了 {target}，请检查文件夹是否存在、有没有写权限") from None
    os.close(handle)
    path = Path(name)
    try:
        yield path
        os.replace(path, target)
    finally:
        path.unlink(missing_ok=True)


def _sqlite_file(engine: Engine) -> Path:
    name = engine.url.database
    if not name or name == ":memory:":
        raise BackupError("内存里的数据库不能备份和恢复，请在 [database] url 里写一个文件")
    return Path(name)


def _open_sqlite(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True)


@contextmanager
def _sqlite_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise BackupError(f"{path} 读写出错（{error}），请检查文件是否完好、权限和磁盘空间") from None


def _copy_sqlite(database: Path, target: Path) -> None:
    if not database.exists():
        raise BackupError(f"还没有数据库 {database}，请先运行 migrate")
    opened = closing(_open_sqlite(database, "rw"))
    with _sqlite_errors(database), opened as live, closing(sqlite3.connect(target)) as copy:
        # All pages in one step: with WAL nobody waits for it, and it never has to begin again.
        live.backup(copy, progress=_patience())
        copy.execute("PRAGMA journal_mode=DELETE")  # so that the one file is all of it
        _verified_revision(copy, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def _patience() -> Callable[[int, int, int], None]:
    """The copying tries a locked database for ever; this ends it."""
    until = time.monotonic() + BUSY_SECONDS

    def progress(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise BackupError("数据库正被占用，请先停止正在运行的程序再试")

    return progress


def _verified_revision(connection: sqlite3.Connection, path: Path) -> str | None:
    if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        raise BackupError(f"{path} 已经损坏，没有通过完整性检查，请换一份备份")
    if connection.execute("PRAGMA foreign_key_check").fetchall():
        raise BackupError(f"{path} 的数据前后不一致，没有通过外键检查，请换一份备份")
    named = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if named else None
    return str(row[0]) if row else None


def _restore_postgres(engine: Engine, source: Path) -> None:
    """One script, one transaction: a table that is newer than the backup would stand in the way of the others."""
    names = ", ".join(f'"{name}"' for name in ("alembic_version", *metadata.tables))
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--file=-"]
    told = _run(engine, ["pg_restore", *options, str(source)])
    # Programs from version 17 on write a setting that an older server does not know.
    script = f"DROP TABLE IF EXISTS {names} CASCADE;\n" + told.replace("SET transaction_timeout = 0;\n", "")
    _run(engine, [*_PSQL, "--file=-"], script)


def _run(engine: Engine, command: list[str], stdin: str = "") -> str:
    """Runs one of PostgreSQL's programs on our database. → its output. Arguments are seen by all, so no password."""
    url = engine.url.set(drivername="postgresql")
    environment = {**os.environ, "PGOPTIONS": f"-c lock_timeout={BUSY_SECONDS}s", "PGCONNECT_TIMEOUT": "10"}
    if isinstance(url.password, str):
        environment["PGPASSWORD"] = url.password
    database = url._replace(password=None).render_as_string(hide_password=False)
    if command[0] != "pg_restore":
        command = [*command, f"--dbname={database}"]
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, encoding="utf-8", env=environment, check=False)
    except FileNotFoundError:
        raise BackupError(f"没有找到 {command[0]}，请安装 PostgreSQL 的客户端程序（postgresql-client）") from None
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line.lower()), "没有说明原因")
        raise BackupError(f"{command[0]} 没有成功：{said.strip()}")
    return done.stdout


def _copied_value(script: str) -> str | None:
    """The one value in the one COPY block of a dump of `alembic_version`."""
    lines = script.splitlines()
    start = next((number for number, line in enumerate(lines, 1) if line.startswith("COPY ")), None)
    if start is None or lines[start] == "\\.":
        return None
    return lines[start]


def _head(source: Path) -> bytes:
    try:
        with source.open("rb") as file:
            return file.read(len(SQLITE_HEAD))
    except OSError:
        raise BackupError(f"打不开 {source}，请检查路径和读取权限") from None


def _wrong_kind(source: Path, head: bytes) -> str:
    if head.startswith((SQLITE_HEAD, POSTGRES_HEAD)):
        return f"{source} 是另一种数据库的备份（SQLite 和 PostgreSQL 的备份不能互换）"
    return f"{source} 不是 backup 命令生成的备份文件"
