"""migrate, backup, restore: the database as a whole."""

from pathlib import Path

import click

from commands.office import CommandFailure, Office, with_office
from commands.preparing import migrate_store
from commands.revisions import known_revisions, newest_revision
from models.backups import BackupError, back_up, backup_revision, has_rows
from models.backups import restore as put_back


@click.command()
@with_office
def migrate(office: Office) -> None:
    """建立数据库的表，或把旧版本的数据库升级到当前版本。"""
    migrate_store(office)
    click.echo(f"数据库已是最新版本（{newest_revision() or '还没有版本'}）")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_office
def backup(office: Office, file: Path) -> None:
    """把整个数据库备份到一个文件，运行中也可以备份；已有的同名备份会被替换。"""
    target = office.store.engine.url.database
    if office.store.is_sqlite and target and file.resolve() == Path(target).resolve():
        raise CommandFailure(f"{file} 就是正在使用的数据库，请换一个文件名")
    try:
        back_up(office.store.engine, file)
    except BackupError as error:
        raise CommandFailure(str(error)) from None
    click.echo(f"已备份到 {file}（{file.stat().st_size / 1024 / 1024:.1f} MB）")
    click.echo(f"照片和文件不在数据库里，请同时复制文件夹 {office.config.files.directory}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="数据库里已有数据时也恢复，现有数据会被替换")
@with_office
def restore(office: Office, file: Path, force: bool) -> None:
    """从备份恢复数据库：先检查备份是否完好、版本是否认识，再替换。"""
    engine = office.store.engine
    try:
        revision = backup_revision(engine, file)
        if revision not in known_revisions():
            named = revision or "（无）"
            raise CommandFailure(f"{file} 的数据库版本 {named} 本程序不认识，请用生成它的版本或更新的版本恢复")
        if not force and _has_rows(office):
            raise CommandFailure("数据库里已有数据，没有恢复。确认要用备份替换现有数据时，请加上 --force")
        put_back(engine, file)
    except BackupError as error:
        raise CommandFailure(str(error)) from None
    click.echo(f"已从 {file} 恢复（版本 {revision}）")
    if revision != newest_revision():
        click.echo("备份来自旧版本，请接着运行：python manage.py migrate")


def _has_rows(office: Office) -> bool:
    with office.store.read() as connection:
        return has_rows(connection)
