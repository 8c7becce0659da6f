"""deliver: what is due goes out, once or until it is told to stop."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from commands.office import Office
from models.outbox import Content, Letter, post, rows_after
from tests.commands.conftest import NOW, CommandLine
from tests.factories import at

MANAGE = Path(__file__).parents[2] / "manage.py"


def write_letter(office: Office) -> None:
    # Due for whatever the machine's clock says: the loop below is a process of its own.
    letter = Letter("k", "page", "cz-01", Content("请报送"), at("2024-11-20 16:07"), "chase", "jinhu")
    office.store.write(lambda connection: post(connection, [letter], NOW))


def states(office: Office) -> list[str]:
    with office.store.read() as connection:
        return [row.state for row in rows_after(connection, 0)]


def test_once_sends_what_is_due_and_ends(run: CommandLine, office: Office) -> None:
    write_letter(office)
    assert run.ok("deliver", "--once") == "处理了 1 条消息\n"
    assert states(office) == ["sent"]
    assert run.ok("deliver", "--once") == "处理了 0 条消息\n"


def test_the_loop_sends_until_it_is_told_to_stop(run: CommandLine, office: Office) -> None:
    write_letter(office)
    command = [sys.executable, str(MANAGE), "deliver", "--config", str(run.config)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, encoding="utf-8") as process:
        assert process.stdout is not None
        assert "正在发送" in process.stdout.readline()
        while states(office) != ["sent"]:
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
