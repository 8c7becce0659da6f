"""Three hundred callbacks at once on SQLite: each is acknowledged in time, and what was acknowledged is stored."""

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.platform import Request
from tests.fakes.wecom import channel_config
from tests.fakes.wecom_callbacks import read_reply, signed_text
from tests.whole.books import inbox_states, items, opened
from tests.whole.conftest import UNITS, new_program
from tests.whole.posting import Answered, post_at_once
from tests.whole.program import Program

MANY = 300
LONGEST_SECONDS = 5.0
FIRST_ID = 7_000_000_000
KILLED_AFTER = 60


@pytest.fixture(scope="module")
def callbacks() -> list[Request]:
    """Submissions of all units, each another message, really signed and encrypted."""
    config, now = channel_config(name="app"), datetime.now(UTC)
    return [
        signed_text(config, f"user{n % len(UNITS) + 1:02d}", f"报送 安全生产 {title(n)}\n{n}", key(n), now)
        for n in range(MANY)
    ]


@pytest.fixture
def program(founded: Path, tmp_path: Path) -> Program:
    """An office with a WeCom application."""
    return new_program(founded, tmp_path, channel_config(name="app"))


def key(number: int) -> str:
    return str(FIRST_ID + number)


def title(number: int) -> str:
    return f"开展隐患排查第{number}次"


def receipt_numbers(answers: list[Answered]) -> list[int]:
    """The numbers that the receipts name; every answer must be one that can be decrypted."""
    config, numbers = channel_config(name="app"), []
    for answer in answers:
        text = read_reply(config, answer.response)["Content"]
        found = re.match(r"已收到，编号第(\d+)号", text)
        assert found, text
        numbers.append(int(found[1]))
    return numbers


def test_three_hundred_callbacks_at_once_are_acknowledged_in_time_and_stored_once(
    program: Program, callbacks: list[Request]
) -> None:
    with program.running() as process:
        answers = post_at_once(process.port, "app", callbacks)
    assert Counter(answer.status for answer in answers) == {200: MANY}
    assert max(answer.seconds for answer in answers) < LONGEST_SECONDS
    numbers = receipt_numbers(answers)
    with opened(program.database) as store, store.read() as connection:
        stored = items(connection)
        states = inbox_states(connection)
    assert sorted(numbers) == [item.number for item in stored] == list(range(1, MANY + 1))
    assert dict(zip(numbers, map(title, range(MANY)), strict=True)) == {item.number: item.title for item in stored}
    assert states == {key(n): "done" for n in range(MANY)}


def test_what_was_acknowledged_is_there_after_a_kill_in_the_middle(program: Program, callbacks: list[Request]) -> None:
    with program.running() as process:

        def kill_in_the_middle(count: int) -> None:
            if count == KILLED_AFTER:
                process.kill_group()

        answers = post_at_once(process.port, "app", callbacks, kill_in_the_middle)
    acknowledged = [n for n, answer in enumerate(answers) if answer.status == 200]
    lost = [n for n, answer in enumerate(answers) if answer.status == 0]
    assert len(acknowledged) + len(lost) == MANY
    assert len(acknowledged) >= KILLED_AFTER and lost
    numbers = receipt_numbers([answers[n] for n in acknowledged])

    with program.running() as process:
        with opened(program.database) as store, store.read() as connection:
            stored = {item.number: item.title for item in items(connection)}
            states = inbox_states(connection)
        assert {states.get(key(n)) for n in acknowledged} == {"done"}
        assert [stored.get(number) for number in numbers] == [title(n) for n in acknowledged]
        again = post_at_once(process.port, "app", callbacks)
    assert Counter(answer.status for answer in again) == {200: MANY}
    assert receipt_numbers([again[n] for n in acknowledged]) == numbers
    with opened(program.database) as store, store.read() as connection:
        everything = items(connection)
    assert len({item.number for item in everything}) == MANY
    assert Counter(item.title for item in everything) == {title(n): 1 for n in range(MANY)}
