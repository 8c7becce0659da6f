"""Every command and its office: the option --config, and failures that are explained in one line."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from commands.office import MIGRATE_FIRST, Office, explained, with_office
from manage import main, open_office
from tests.commands.conftest import CONFIG, NOW, CommandLine, write_office
from tests.fakes.platform import Clock


def leaves(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with its words."""
    found: list[tuple[tuple[str, ...], click.Command]] = []
    for name, command in group.commands.items():
        words = (*path, name)
        found += leaves(command, words) if isinstance(command, click.Group) else [(words, command)]
    return found


LEAVES = leaves(main)
IDS = [" ".join(words) for words, _ in LEAVES]


def test_the_command_line_has_every_command_of_this_release() -> None:
    assert set(IDS) == {
        *("run", "web", "worker", "demo", "check", "migrate", "backup", "restore", "deliver", "keys", "ask", "say"),
        *("plans sync", "plans check", "plans schema", "roster import", "roster export"),
        *(
            "ledger import",
            "ledger export",
            "jobs list",
            "jobs run",
            "jobs simulate",
            "jobs replay",
            "inbox list",
            "inbox retry",
        ),
    }


@pytest.mark.parametrize(("words", "command"), LEAVES, ids=IDS)
def test_every_command_takes_a_configuration_and_explains_itself_in_chinese(
    words: tuple[str, ...], command: click.Command
) -> None:
    options = [param for param in command.params if isinstance(param, click.Option)]
    assert "--config" in {name for option in options for name in option.opts}
    texts = [command.help or "", *(option.help or "" for option in options)]
    assert [text for text in texts if not any("\u4e00" <= char <= "\u9fff" for char in text)] == []


@pytest.mark.parametrize(("words", "command"), LEAVES, ids=IDS)
def test_every_command_refuses_an_option_that_it_does_not_have(words: tuple[str, ...], command: click.Command) -> None:
    assert CliRunner().invoke(main, [*words, "--no-such-option"]).exit_code == 2


def test_options_survive_on_either_side_of_the_decorator_and_so_does_the_text() -> None:
    @click.command()
    @click.option("--above")
    @with_office
    @click.option("--below")
    def both(office: Office, above: str, below: str) -> None:
        """说明文字。"""

    assert both.help == "说明文字。"
    assert {param.name for param in both.params} == {"above", "below", "config_path"}


def test_a_configuration_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    run = CommandLine(tmp_path / "nowhere.toml")
    assert "没有这个文件" in run.fails("jobs", "list")


def test_a_database_without_tables_says_to_migrate(new_office: CommandLine) -> None:
    assert new_office.fails("jobs", "list") == f"{MIGRATE_FIRST}\n"
    assert new_office.fails("inbox", "list") == f"{MIGRATE_FIRST}\n"


@pytest.mark.parametrize("url", ["no url at all", "nosuchdatabase://x", "mysql://a:b@localhost/c"])
def test_an_address_that_is_none_of_a_database_is_one_line(tmp_path: Path, url: str) -> None:
    run = CommandLine(write_office(tmp_path, CONFIG.replace("sqlite:///{folder}/baosong.db", url)))
    assert "[database] url" in run.fails("jobs", "list")


def test_a_database_that_is_not_running_is_one_line_without_the_password(tmp_path: Path) -> None:
    url = "postgresql+psycopg://office:pass-word@127.0.0.1:1/office"
    run = CommandLine(write_office(tmp_path, CONFIG.replace("sqlite:///{folder}/baosong.db", url)))
    said = run.fails("jobs", "list")
    assert "打不开" in said and "127.0.0.1:1" in said
    assert "pass-word" not in said


def test_a_file_that_is_no_database_is_one_line(new_office: CommandLine) -> None:
    (new_office.folder / "baosong.db").write_text("这不是数据库" * 100, encoding="utf-8")
    assert "打不开" in new_office.fails("jobs", "list")


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    run = CommandLine(write_office(tmp_path, CONFIG.replace("{folder}/baosong.db", "{folder}/file/under/baosong.db")))
    assert "建不了数据库所在的文件夹" in run.fails("jobs", "list")


def test_a_plan_that_is_not_there_is_answered_with_those_that_are(run: CommandLine) -> None:
    said = run.fails("roster", "export", "guanyun", run.folder / "r.csv")
    assert said == "没有方案 guanyun。已有的方案：jinhu\n"


def test_our_own_mistakes_are_not_dressed_up_as_a_database_fault() -> None:
    with pytest.raises(sqlite3.IntegrityError), explained("sqlite:///x.db"):
        raise sqlite3.IntegrityError("UNIQUE constraint failed: item.number")


def test_a_database_that_somebody_holds_is_explained() -> None:
    with pytest.raises(click.ClickException, match="正被占用"), explained("sqlite:///x.db"):
        raise sqlite3.OperationalError("database is locked")


def test_an_office_at_another_time_has_that_clock_in_everything(office: Office) -> None:
    later = NOW + timedelta(days=3)
    moved = office.at(later)
    assert moved.clock() == later and office.clock() == NOW
    assert moved.pipeline is not office.pipeline and moved.store is office.store
    assert office.at(None) is office


def test_the_composed_office_keeps_the_clock_that_it_was_given(run: CommandLine) -> None:
    made = open_office(run.config, Clock(NOW))
    assert made.clock() == NOW
    made.store.close()
