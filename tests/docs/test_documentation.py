"""What the pages promise is there: commands with their options, files that are linked, and every word of the chat."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from handlers.commands import COMMANDS
from handlers.context import Command
from handlers.router import VOCABULARY
from manage import main
from models.store import Store
from tests.docs.dialogues import (
    ACCOUNTS,
    BOT,
    IN_GROUP,
    PAGE,
    TABLE_RULE,
    Turn,
    all_turns,
    command_rows,
    played,
    turns_of,
)

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
PAGES = sorted([*(ROOT / name for name in (*READMES, "CHANGELOG.md")), *(ROOT / "docs").glob("*.md")])
CHAT = PAGE.read_text(encoding="utf-8")

# Every command of the design's section 3 that is built so far.
BUILT = """
run, web, worker, demo, check, migrate, backup, restore, plans sync, plans check, plans schema, roster import,
roster export, ledger import, ledger export, jobs list, jobs run, jobs simulate, jobs replay, inbox list, inbox retry,
ask, say, deliver, keys
"""


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that the words name, and the words behind its name. KeyError if there is none."""
    command: click.Command = main
    rest = list(words)
    while isinstance(command, click.Group):
        command = command.commands[rest.pop(0)]
    return command, rest


def calls_in(text: str) -> list[list[str]]:
    """Every `manage.py …` of a page, as words."""
    return [call.split() for call in re.findall(r"manage\.py ((?:--)?[a-z][^`#\n，。；）)]*)", text)]


def options_of(command: click.Command) -> set[str]:
    return {name for parameter in command.params for name in parameter.opts} | {"--help"}


# The command line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_call_on_a_page_is_one_that_the_program_has(page: Path) -> None:
    for words in calls_in(read(page)):
        if words[0].startswith("-"):
            assert words[0] == "--help"
            continue
        command, rest = command_of(words)
        options = {word.partition("=")[0] for word in rest if word.startswith("--")}
        assert options <= options_of(command), words
        required = [p for p in command.params if isinstance(p, click.Argument) and p.required]
        if rest:
            assert len([word for word in rest if not word.startswith("--")]) >= len(required), words


@pytest.mark.parametrize("name", READMES)
def test_the_readmes_name_commands_at_all(name: str) -> None:
    named = {words[0] for words in calls_in(read(ROOT / name))}
    assert named >= {"roster", "check", "web", "worker", "plans", "ledger", "jobs", "ask", "say", "inbox", "backup"}


@pytest.mark.parametrize("name", " ".join(BUILT.split()).split(", "))
def test_every_command_of_the_design_that_is_built_is_there_and_explained(name: str) -> None:
    command, rest = command_of(name.split())
    assert rest == []
    assert command.help and re.search(r"[\u4e00-\u9fff]", command.help)
    shown = CliRunner().invoke(main, [*name.split(), "--help"])
    assert shown.exit_code == 0
    assert "--config FILE" in shown.output


def test_the_help_lists_them_all_and_nothing_else() -> None:
    lines = CliRunner().invoke(main, ["--help"]).output.split("Commands:")[1].splitlines()
    listed = [line.split()[0] for line in lines if re.match(r"  \w", line)]
    assert set(listed) == {name.split()[0] for name in " ".join(BUILT.split()).split(", ")}


@pytest.mark.parametrize("name", READMES)
def test_every_make_target_on_a_page_is_in_the_makefile(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b", read(ROOT / name)))
    assert named and named <= targets


# Files


def links_of(page: Path) -> list[str]:
    """What a page links to inside the project."""
    found = re.findall(r"\]\(([^)\s]+)\)", read(page))
    return [link for link in found if not re.match(r"[a-z]+:", link) and not link.startswith("#")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_is_linked_exists(page: Path) -> None:
    targets = {link: (page.parent / link.partition("#")[0]).resolve() for link in links_of(page)}
    assert [link for link, target in targets.items() if not target.exists()] == []
    assert all(target.is_relative_to(ROOT) for target in targets.values())


def test_every_file_of_the_program_that_a_page_names_exists() -> None:
    folders = "bot|handlers|scheduler|models|rules|questions|reports|commands|plans|docs|benchmarks|migrations|tests"
    named = {
        (page.name, name)
        for page in PAGES
        for name in re.findall(rf"\b((?:{folders})/[\w/-]+\.(?:py|toml|md))\b", read(page))
    }
    own = {"plans/mine.toml", "plans/shiyan.toml"}  # what the reader is to write
    assert {name for name in named if not (ROOT / name[1]).exists() and name[1] not in own} == set()


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name == "docs"], ids=lambda page: page.name)
def test_no_page_of_the_documentation_is_out_of_reach(page: Path) -> None:
    reached = {(source.parent / link.partition("#")[0]).resolve() for source in PAGES for link in links_of(source)}
    assert page in reached


# What is typed in the chat


def test_the_answers_on_the_page_are_what_the_bot_answers(sqlite_store: Store) -> None:
    # On a database where everything is numbered from 1.
    assert played(CHAT, sqlite_store) == CHAT


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.words[0])
def test_every_command_has_an_example_with_its_answer(command: Command) -> None:
    typed = [turn.text for turn in all_turns(CHAT) if turn.speaker.removeprefix(IN_GROUP) in ACCOUNTS]
    found = [match.command for text in typed if (match := VOCABULARY.match(text))]
    assert command in found
    assert all(f"{word}" in CHAT for word in command.words)


def test_the_table_has_every_command_with_who_may_use_it_and_how() -> None:
    assert CHAT.split(TABLE_RULE)[1].splitlines() == command_rows()


def test_whoever_speaks_on_the_page_is_answered() -> None:
    turns = [turn for turn in all_turns(CHAT) if not turn.clock]
    assert {turn.speaker.removeprefix(IN_GROUP) for turn in turns} <= {
        *ACCOUNTS,
        BOT,
        *(f"{BOT} → {n}" for n in ACCOUNTS),
    }
    for said, answered in zip(turns, turns[1:], strict=False):
        assert answered.speaker == BOT or said.speaker.startswith(BOT)
    assert all(turn.text for turn in turns)


def test_a_dialogue_is_read_as_it_is_written() -> None:
    block = "（11月18日 10:00）\n【领导】一\n二\n【报送通】三\n［确认］\n【报送通 → 领导】【提醒】四\n"
    turns = turns_of(block)
    assert turns == [
        Turn("", "", "11月18日 10:00"),
        Turn("领导", "一\n二"),
        Turn("报送通", "三\n［确认］"),
        Turn("报送通 → 领导", "【提醒】四"),
    ]
    assert "".join(map(str, turns)) == block
