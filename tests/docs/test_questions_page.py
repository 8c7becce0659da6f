"""docs/questions.md says what the program says: every answer, every reading of a phrase, every kind of question."""

import re
from itertools import takewhile
from typing import get_args

import pytest

from handlers.ask import ANSWERS
from models.store import Store
from questions.query import Intent
from tests.docs.dialogues import BOT, IN_GROUP, ROOT, all_turns
from tests.docs.dialogues import PAGE as COMMANDS_PAGE
from tests.docs.questions_page import ASKERS, PAGE, READERS, Stage, played

READMES = ("README.md", "README.zh-CN.md")
TEXT = PAGE.read_text(encoding="utf-8")
COMMANDS = COMMANDS_PAGE.read_text(encoding="utf-8")
ASKED = [turn.text for turn in all_turns(TEXT) if turn.speaker not in ("", BOT)]


@pytest.fixture
def stage(sqlite_store: Store) -> Stage:
    # On a database where everything is numbered from 1.
    return Stage(sqlite_store)


def test_the_answers_and_readings_on_the_page_are_those_of_the_program(sqlite_store: Store) -> None:
    assert played(TEXT, sqlite_store) == TEXT


def test_every_kind_of_question_is_shown_with_its_answer(stage: Stage) -> None:
    queries = [stage.answer(text).query for text in ASKED]
    shown = {query.intent for query in queries if query}
    assert shown == set(get_args(Intent)) >= set(ANSWERS)
    assert {query.calculation for query in queries if query} == {None, "average", "share"}
    assert {query.metric for query in queries if query} >= {"items", "publications"}


def test_every_question_is_answered_and_everybody_asks_something() -> None:
    turns = [turn for turn in all_turns(TEXT) if not turn.clock]
    assert [turn.speaker == BOT for turn in turns] == [False, True] * (len(turns) // 2)
    assert all(turn.text for turn in turns)
    assert {turn.speaker.removeprefix(IN_GROUP) for turn in turns} - {BOT} == set(ASKERS)


@pytest.mark.parametrize("kind", READERS)
def test_every_kind_of_table_is_on_the_page(kind: str) -> None:
    assert f"<!-- {kind} -->\n\n| " in TEXT


@pytest.mark.parametrize(
    ("kind", "row", "read"),
    [
        ("时间", "| 本周；这周 | 不对 | 说明 |", "| 本周；这周 | 2026年11月16日至22日 | 说明 |"),
        ("名称", "| 规建局 | 不对 |", "| 规建局 | 规划建设局 |"),
        ("对比", "| 9月比8月多报了几条 | a | b |", "| 9月比8月多报了几条 | 2026年9月 | 2026年8月 |"),
        ("不答", "| 下周谁没报 | x |  |", "| 下周谁没报 | 这段时间还没有开始，没有数据可查。 |  |"),
    ],
)
def test_a_row_is_written_anew(stage: Stage, kind: str, row: str, read: str) -> None:
    assert stage.read(kind, f"{row}\n") == f"{read}\n"


@pytest.mark.parametrize(("kind", "row"), [("时间", "| 本周；上周 | x |"), ("不答", "| 上周报了几条 | x |")])
def test_a_row_that_is_wrong_by_itself_is_noticed(stage: Stage, kind: str, row: str) -> None:
    with pytest.raises(AssertionError):
        stage.read(kind, row)


def test_a_dialogue_begins_without_a_question_before_it(stage: Stage) -> None:
    asked = "【领导】上周报了几条\n【报送通】\n"
    follow_up = "【领导】那财政局呢\n【报送通】\n"
    assert "财政局；" in stage.play(asked + follow_up)
    assert "没有可以接着问的上一个问题" in stage.play(follow_up)


def test_the_page_says_nothing_loud() -> None:
    assert not re.search("[!！]", TEXT.replace("<!--", ""))


def test_the_examples_in_the_list_of_commands_are_understood(stage: Stage) -> None:
    rows = re.findall(r"^\| \S+ \| (.*；.*) \|$", COMMANDS.split("| 想知道 |")[1].split("```")[0], re.MULTILINE)
    examples = [example for row in rows for example in row.split("；")]
    assert len(examples) > 12
    assert [example for example in examples if not stage.answer(example).understood] == []


@pytest.mark.parametrize("name", READMES)
def test_the_readmes_show_questions_and_answers_of_the_page(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    start = lines.index("    【领导】上周谁没报")
    shown = "\n".join(
        takewhile(lambda line: line.startswith("【") or line.startswith("“"), map(str.strip, lines[start:]))
    )
    exchanges = [f"【领导】{each.strip()}\n" for each in shown.split("【领导】")[1:]]
    assert len(exchanges) == 3
    assert [each for each in exchanges if each not in TEXT] == []
