"""The end of the program: SIGTERM lets finish what is in hand, and nothing lives on without its supervisor."""

import http.client
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.config import WecomChannel
from bot.platform import Request
from models.outbox import Content, Letter, post
from tests.fakes.http_server import Call, Reply
from tests.fakes.wecom import FakeWecom
from tests.fakes.wecom_callbacks import read_reply, signed_text
from tests.whole.books import items, letters, opened
from tests.whole.conftest import new_program
from tests.whole.posting import answer_of, is_answered, underway
from tests.whole.program import Process, Program, is_alive
from tests.whole.waiting import until

SECONDS = 60
ENDING = "ending: nothing new is begun"


class HeldWecom(FakeWecom):
    """WeCom that takes its time: while `free` is not set, messages are taken in and not answered."""

    def __init__(self) -> None:
        super().__init__()
        self.began = threading.Event()
        self.free = threading.Event()

    def _locked_answer(self, call: Call) -> Reply:
        if call.path.endswith("message/send"):
            self.began.set()
            assert self.free.wait(SECONDS)
        return super()._locked_answer(call)


@pytest.fixture
def wecom() -> Iterator[HeldWecom]:
    """WeCom on this machine, which holds every message until it is set free."""
    with HeldWecom() as fake:
        try:
            yield fake
        finally:
            fake.free.set()


@pytest.fixture
def config(wecom: HeldWecom) -> WecomChannel:
    """The office's application. Its calls may take as long as a test holds them."""
    return wecom.channel(name="app", timeout=20)


@pytest.fixture
def program(founded: Path, tmp_path: Path, config: WecomChannel) -> Program:
    """An office with a WeCom application."""
    return new_program(founded, tmp_path, config)


def write(program: Program, *texts: str) -> None:
    """Messages to the first unit's liaison, due now."""
    now = datetime.now(UTC)
    due = [Letter(text, "app", "user01", Content(text), now, "test", "jinhu") for text in texts]
    with opened(program.database) as store:
        store.write(lambda connection: post(connection, due, now))


def states(program: Program) -> dict[str, str]:
    """Key → state of everything in the outbox."""
    with opened(program.database) as store, store.read() as connection:
        return {row.key: row.state for row in letters(connection)}


@contextmanager
def written_to_by_somebody_else(program: Program) -> Iterator[None]:
    """Another process is in the middle of a write: requests that write must wait, reads go on."""
    with closing(sqlite3.connect(program.database.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def submission(config: WecomChannel) -> Request:
    """An item from the second unit's liaison."""
    return signed_text(config, "user02", "报送 安全生产 最后一条", "901", datetime.now(UTC))


def test_on_sigterm_the_running_request_and_the_send_in_hand_are_finished_and_nothing_is_sent_twice(
    program: Program, wecom: HeldWecom, config: WecomChannel
) -> None:
    with program.running() as process:
        write(program, "第一封", "第二封")
        until(wecom.began.is_set, SECONDS, "a send in hand")
        with ExitStack() as open_connections:
            with written_to_by_somebody_else(program):
                request = open_connections.enter_context(underway(process.port, "app", submission(config)))
                # Answered after the submission came in, which therefore waits for the database by now.
                process.ask("/healthz")
                process.terminate()
                until(lambda: refuses(process), SECONDS, "an end of taking connections")
                assert not is_answered(request) and process.popen.poll() is None
            answer = answer_of(request)
        until(lambda: ENDING in process.said(), SECONDS, "an end of sending")
        assert process.popen.poll() is None
        wecom.free.set()
        assert process.wait() == 0, process.said()
    assert answer.status == 200
    assert "编号第1号" in read_reply(config, answer.response)["Content"]
    assert wecom.texts("user01") == ["第一封"]
    assert states(program) == {"第一封": "sent", "第二封": "due"}

    with program.running() as process:
        until(lambda: set(states(program).values()) == {"sent"}, SECONDS, "the delivery of the rest")
        process.terminate()
        assert process.wait() == 0, process.said()
    assert wecom.texts("user01") == ["第一封", "第二封"]
    assert wecom.repeats == 0
    with opened(program.database) as store, store.read() as connection:
        assert [item.title for item in items(connection)] == ["最后一条"]


def refuses(process: Process) -> bool:
    """Whether nobody listens on the program's port any more. A late answer is one all the same."""
    try:
        process.ask("/healthz", seconds=SECONDS)
    except TimeoutError:
        return False
    except (OSError, http.client.HTTPException):
        return True
    return False


def test_a_worker_finishes_the_send_in_hand_on_sigterm(program: Program, wecom: HeldWecom) -> None:
    write(program, "第一封", "第二封")
    with program.working() as process:
        until(wecom.began.is_set, SECONDS, "a send in hand")
        process.terminate()
        until(lambda: ENDING in process.said(), SECONDS, "an end of sending")
        wecom.free.set()
        assert process.wait() == 0, process.said()
    assert wecom.texts("user01") == ["第一封"]
    assert states(program) == {"第一封": "sent", "第二封": "due"}


def test_a_process_whose_supervisor_is_killed_stops_by_itself_and_its_successor_goes_on(
    program: Program, wecom: HeldWecom
) -> None:
    wecom.free.set()
    with program.running() as process:
        workers = process.children()
        assert workers
        process.popen.kill()
        until(lambda: not any(map(is_alive, workers)), SECONDS, f"the end of {workers}")
        assert refuses(process)
    write(program, "之后")
    with program.running():
        until(lambda: states(program)["之后"] == "sent", SECONDS, "the delivery by the successor")
    assert wecom.texts("user01") == ["之后"]
