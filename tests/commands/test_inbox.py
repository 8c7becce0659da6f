"""inbox: what failed, and once more."""

from datetime import timedelta
from typing import Any

import pytest

from commands.office import Office
from handlers.context import Incoming
from models.inbox import InboxRow, message_by_id
from models.outbox import OutboxRow, rows_after
from tests.commands.conftest import NOW, CommandLine

TRACEBACK = """Traceback (most recent call last):
  File "handlers/mine.py", line 18, in show_mine
KeyError: '很长的正文'
"""


def fail(office: Office, key: str = "m1", text: str = "帮助") -> int:
    """Stores a message that our own code failed on. → its number."""
    incoming = Incoming("page", "console", ("jinhu",), key, "cz-01", text, NOW - timedelta(hours=2))
    office.pipeline.keep_failed(incoming, "{}", NOW, TRACEBACK)
    with office.store.read() as connection:
        numbers = [number for number in range(1, 20) if message_by_id(connection, number) is not None]
    return numbers[-1]


def message(office: Office, number: int) -> InboxRow:
    with office.store.read() as connection:
        found = message_by_id(connection, number)
    assert found is not None
    return found


def letters(office: Office) -> list[OutboxRow]:
    with office.store.read() as connection:
        return rows_after(connection, 0)


def test_without_failures_both_say_so(run: CommandLine) -> None:
    assert run.ok("inbox", "list") == "没有处理失败的消息\n"
    assert run.ok("inbox", "retry") == "没有处理失败的消息\n"


def test_the_list_has_one_line_for_each_without_what_the_message_said(run: CommandLine, office: Office) -> None:
    number = fail(office)
    assert run.ok("inbox", "list") == f"{number} 2026-11-20 16:07 page cz-01 KeyError\n"


def test_the_traceback_is_shown_where_it_is_asked_for(run: CommandLine, office: Office) -> None:
    fail(office)
    assert "line 18, in show_mine" in run.ok("inbox", "list", "--traceback")


def test_a_retry_handles_the_message_and_the_answer_goes_out_by_the_outbox(run: CommandLine, office: Office) -> None:
    number = fail(office)
    assert run.ok("inbox", "retry", str(number)) == f"{number}：已处理\n"
    assert message(office, number).state == "done"
    assert [(row.channel, row.account, row.key) for row in letters(office)] == [("page", "cz-01", f"reply:{number}:1")]
    assert "报送" in letters(office)[0].content.text


def test_without_a_number_everything_that_failed_is_tried(run: CommandLine, office: Office) -> None:
    first, second = fail(office, "m1"), fail(office, "m2", "进度")
    assert run.ok("inbox", "retry") == f"{first}：已处理\n{second}：已处理\n"
    assert len(letters(office)) == 2


def test_a_message_that_did_not_fail_is_left_alone(run: CommandLine, office: Office) -> None:
    number = fail(office)
    run.ok("inbox", "retry", str(number))
    assert "没有失败" in run.fails("inbox", "retry", str(number))
    assert len(letters(office)) == 1


def test_a_number_that_is_not_there_is_a_failure(run: CommandLine) -> None:
    assert "没有编号为 99 的消息" in run.fails("inbox", "retry", "99")


def test_what_fails_again_stays_with_the_newest_reason_and_leaves_nothing(run: CommandLine, office: Office) -> None:
    good, number = fail(office, "m1"), fail(office, "m2")
    spoil(office, number, {"channel": "page"})
    result = run("inbox", "retry")
    assert result.exit_code == 1
    assert result.stdout == f"{good}：已处理\n"
    assert result.stderr.startswith(f"仍然失败：{number}。")
    kept = message(office, number)
    assert kept.state == "failed" and kept.answer is not None
    assert "KeyError: 'media'" in (kept.error or "")
    assert len(letters(office)) == 1


def spoil(office: Office, number: int, incoming: dict[str, Any]) -> None:
    """A message kept by a version that wrote it differently."""
    from models.inbox import inbox_table

    office.store.write(
        lambda connection: connection.execute(
            inbox_table.update().where(inbox_table.c.id == number).values(incoming=incoming)
        )
    )


@pytest.mark.parametrize("number", ["x", "1.5"])
def test_a_number_that_is_none_is_wrong_usage(run: CommandLine, number: str) -> None:
    run.fails("inbox", "retry", number, code=2)
