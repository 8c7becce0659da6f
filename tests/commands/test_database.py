"""migrate, backup, restore: the database as a whole."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from commands.office import Office
from commands.revisions import known_revisions, newest_revision
from models.outbox import Content, Letter, post
from tests.commands.conftest import NOW, CommandLine


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def test_migrating_makes_every_table_and_may_be_done_again(new_office: CommandLine) -> None:
    assert new_office.ok("migrate") == f"数据库已是最新版本（{newest_revision()}）\n"
    assert new_office.ok("migrate") == f"数据库已是最新版本（{newest_revision()}）\n"
    assert count(new_office.folder / "baosong.db", "outbox") == 0


def test_the_newest_revision_is_among_the_known_ones() -> None:
    assert newest_revision() in known_revisions()


def test_a_backup_restored_into_an_empty_office_has_everything(run: CommandLine, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    said = run.ok("backup", copy)
    assert said.startswith(f"已备份到 {copy}（") and str(run.folder / "files") in said
    database = run.folder / "baosong.db"
    database.unlink()
    assert run.ok("restore", copy) == f"已从 {copy} 恢复（版本 {newest_revision()}）\n"
    assert (count(database, "member"), count(database, "plan")) == (4, 1)
    assert "没有变化" in run.ok("plans", "sync")


def test_a_backup_is_one_file_of_one_state_while_others_write(run: CommandLine, office: Office) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            pair = [Letter(f"{number}-{each}", "page", "cz-01", Content("字" * 500), NOW, "chase") for each in "ab"]
            office.store.write(lambda connection, pair=pair: post(connection, pair, NOW))  # type: ignore[misc]

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            copy = run.folder / f"copy-{number}.db"
            run.ok("backup", copy)
            assert count(copy, "outbox") % 2 == 0
    finally:
        stop.set()
        writer.join()
    assert sorted(path.name for path in run.folder.glob("*copy*")) == [f"copy-{number}.db" for number in range(5)]
    assert not list(run.folder.glob(".backup-*"))


def test_a_backup_may_be_written_over_an_older_one_but_not_over_the_database(run: CommandLine) -> None:
    copy = run.folder / "copy.db"
    copy.write_text("old", encoding="utf-8")
    run.ok("backup", copy)
    assert copy.read_bytes().startswith(b"SQLite format 3")
    assert "正在使用的数据库" in run.fails("backup", run.folder / "baosong.db")


def test_a_backup_that_cannot_be_written_is_one_line(run: CommandLine) -> None:
    assert "写不了" in run.fails("backup", run.folder / "nowhere" / "copy.db")
    assert "是文件夹" in run.fails("backup", run.folder)


def test_there_is_nothing_to_back_up_before_the_first_migration(new_office: CommandLine) -> None:
    assert "请先运行 migrate" in new_office.fails("backup", new_office.folder / "copy.db")
    assert not (new_office.folder / "copy.db").exists()


def test_a_database_with_data_is_replaced_only_by_force(run: CommandLine) -> None:
    copy, database = run.folder / "copy.db", run.folder / "baosong.db"
    run.ok("backup", copy)
    change(database, "UPDATE member SET name = '改过'")
    assert "--force" in run.fails("restore", copy)
    assert named(database) == "改过"
    run.ok("restore", copy, "--force")
    assert named(database) == "测试员01"


def named(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return str(connection.execute("SELECT name FROM member ORDER BY id LIMIT 1").fetchone()[0])


def test_a_migrated_database_without_rows_counts_as_empty(run: CommandLine, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    run.ok("backup", copy)
    (run.folder / "baosong.db").unlink()
    run.ok("migrate")
    run.ok("restore", copy)


def test_a_backup_of_an_unknown_version_is_refused_and_nothing_changes(run: CommandLine) -> None:
    copy, database = run.folder / "copy.db", run.folder / "baosong.db"
    run.ok("backup", copy)
    change(copy, "UPDATE alembic_version SET version_num = '9999'")
    change(database, "UPDATE member SET name = '改过'")
    assert "版本 9999 本程序不认识" in run.fails("restore", copy, "--force")
    change(copy, "DELETE FROM alembic_version")
    assert "版本 （无） 本程序不认识" in run.fails("restore", copy, "--force")
    assert named(database) == "改过"


def test_a_damaged_backup_is_refused_and_nothing_changes(run: CommandLine) -> None:
    copy = run.folder / "copy.db"
    run.ok("backup", copy)
    content = bytearray(copy.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page : page + 200] = b"\xa5" * 200
    copy.write_bytes(bytes(content))
    said = run.fails("restore", copy, "--force")
    assert "损坏" in said or "读写出错" in said
    assert named(run.folder / "baosong.db") == "测试员01"


def test_a_backup_whose_rows_contradict_each_other_is_refused(run: CommandLine) -> None:
    copy = run.folder / "copy.db"
    run.ok("backup", copy)
    change(copy, "DELETE FROM unit")
    assert "外键检查" in run.fails("restore", copy, "--force")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"PGDMP" + b"\0" * 40, "另一种数据库"), (b"PK\x03\x04", "不是 backup"), (b"", "不是 backup")],
)
def test_what_is_no_backup_of_this_kind_of_database_is_refused(run: CommandLine, content: bytes, words: str) -> None:
    path = run.folder / "other"
    path.write_bytes(content)
    assert words in run.fails("restore", path, "--force")


def test_a_backup_that_is_not_there_is_one_line(run: CommandLine) -> None:
    assert "打不开" in run.fails("restore", run.folder / "none.db")
