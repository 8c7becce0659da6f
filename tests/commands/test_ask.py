"""ask: one question, many from a file, and follow-ups by the clock of the questions."""

import json
from pathlib import Path

import pytest

from commands.office import Office
from tests.commands.conftest import CommandLine
from tests.factories import at, make_item

FRIDAY = "2026-11-20T16:07"


@pytest.fixture
def asking(run: CommandLine, office: Office) -> CommandLine:
    """Two items of 财政局 and one of 招商局 in this week, one of 财政局 in the week before."""
    for unit, sent_at in (
        ("财政局", "2026-11-17 10:00"),
        ("财政局", "2026-11-18 10:00"),
        ("招商局", "2026-11-19 10:00"),
        ("财政局", "2026-11-12 10:00"),
    ):
        office.store.write(lambda connection, unit=unit, sent_at=sent_at: make_item(connection, unit, at(sent_at)))  # type: ignore[misc]
    return run


def ask(run: CommandLine, text: str, at: str = FRIDAY, account: str = "bgs-04") -> dict[str, object]:
    printed = run.ok("ask", text, "--plan", "jinhu", "--as", account, "--at", at, "--json")
    answer: dict[str, object] = json.loads(printed)
    return answer


def test_an_answer_is_one_object_with_query_value_and_text(asking: CommandLine) -> None:
    answer = ask(asking, "本周财政局报了几条")
    assert set(answer) == {"understood", "query", "value", "rows", "text", "suggestions"}
    query = answer["query"]
    assert isinstance(query, dict)
    assert (answer["value"], query["units"], query["start"], query["end"]) == (
        2,
        ["财政局"],
        "2026-11-16",
        "2026-11-23",
    )


def test_the_records_of_a_list_have_their_numbers_dates_and_units(asking: CommandLine) -> None:
    answer = ask(asking, "列出本周报的信息")
    rows = answer["rows"]
    assert isinstance(rows, list)
    assert (answer["value"], len(rows)) == (3, 3)
    assert {"name", "value", "date", "unit", "status"} <= set(rows[0])
    assert [row["unit"] for row in rows] == ["财政局", "财政局", "招商局"]


def test_an_average_may_have_a_decimal(asking: CommandLine) -> None:
    value = ask(asking, "本周平均每天报几条")["value"]
    assert isinstance(value, float) and value == 0.6  # 3 items in the five days that have begun


def test_without_json_the_text_is_printed(asking: CommandLine) -> None:
    told = asking.ok("ask", "本周报了几条", "--plan", "jinhu", "--at", FRIDAY)
    assert "3" in told and not told.startswith("{")


def test_a_follow_up_in_another_process_keeps_the_rest_of_the_last_question(asking: CommandLine) -> None:
    ask(asking, "本周财政局报了几条")
    answer = ask(asking, "那招商局呢", "2026-11-20T16:17")
    assert (answer["understood"], answer["value"]) == (True, 1)


def test_after_ten_minutes_or_before_the_question_nothing_is_followed_up(asking: CommandLine) -> None:
    ask(asking, "本周财政局报了几条")
    assert ask(asking, "那招商局呢", "2026-11-20T16:18")["understood"] is False
    assert ask(asking, "那招商局呢", "2026-11-20T16:06")["understood"] is False


def test_everybody_has_a_last_question_of_their_own(asking: CommandLine) -> None:
    ask(asking, "本周财政局报了几条")
    assert ask(asking, "那招商局呢", "2026-11-20T16:08", "dq-03")["understood"] is False


def test_a_question_on_the_command_line_is_followed_up_in_the_chat(asking: CommandLine) -> None:
    ask(asking, "本周财政局报了几条")
    said = asking.ok("say", "那招商局呢", "--plan", "jinhu", "--as", "bgs-04", "--at", "2026-11-20T16:10")
    assert "招商局" in said and "1条" in said


def test_what_is_not_understood_is_no_failure(asking: CommandLine) -> None:
    answer = ask(asking, "明年能报多少条")
    assert (answer["understood"], answer["value"]) == (False, None)


def test_an_account_that_is_in_no_roster_is_a_failure(asking: CommandLine) -> None:
    said = asking.fails("ask", "本周谁没报", "--plan", "jinhu", "--as", "nobody")
    assert "没有账号 nobody" in said


def test_a_plan_that_is_not_there_is_a_failure(asking: CommandLine) -> None:
    assert "没有方案 guanyun" in asking.fails("ask", "本周谁没报", "--plan", "guanyun")


@pytest.mark.parametrize(
    "words",
    [(), ("本周谁没报",), ("本周谁没报", "--plan", "jinhu", "--file", "f.jsonl")],
    ids=["nothing", "no plan", "question and file"],
)
def test_half_a_question_is_wrong_usage(run: CommandLine, words: tuple[str, ...]) -> None:
    run.fails("ask", *words, code=2)


def jsonl(folder: Path, *lines: object) -> Path:
    path = folder / "questions.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts) + "\n\n", encoding="utf-8")
    return path


def question(text: str, at: str = FRIDAY, **more: str) -> dict[str, str]:
    return {"text": text, "plan": "jinhu", "as": "bgs-04", "at": at, **more}


def test_a_file_is_answered_line_by_line_in_order_with_its_follow_ups(asking: CommandLine) -> None:
    path = jsonl(
        asking.folder,
        question("本周财政局报了几条"),
        question("那招商局呢", "2026-11-20T16:09"),
        question("上周财政局报了几条", "2026-11-20T16:30"),
    )
    answers = [json.loads(line) for line in asking.ok("ask", "--file", path, "--json").splitlines()]
    assert [answer["value"] for answer in answers] == [2, 1, 1]


def test_what_a_line_does_not_say_is_as_on_the_command_line(asking: CommandLine) -> None:
    path = jsonl(asking.folder, {"text": "本周财政局报了几条"})
    printed = asking.ok("ask", "--file", path, "--json", "--plan", "jinhu", "--at", "2026-11-13T10:00")
    assert json.loads(printed)["value"] == 1


def test_a_line_that_cannot_be_answered_has_its_object_and_the_rest_goes_on(asking: CommandLine) -> None:
    path = jsonl(
        asking.folder,
        question("本周报了几条"),
        "no json",
        question("本周报了几条", plan="guanyun"),
        question("本周报了几条", **{"as": "nobody"}),
        question("本周报了几条", "昨天"),
        {"plan": "jinhu"},
        "[1, 2]",
        question("上周报了几条\u2028"),
    )
    result = asking("ask", "--file", path, "--json")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["understood"] for answer in answers] == [True, *[False] * 6, True]
    assert all(answer["value"] is None and answer["text"] for answer in answers[1:-1])
    assert (result.exit_code, result.stderr) == (1, "8 个问题中有 6 个没有回答，原因见各行的 text\n")


def test_a_file_that_is_not_there_is_a_failure(run: CommandLine) -> None:
    assert "打不开" in run.fails("ask", "--file", run.folder / "none.jsonl")
