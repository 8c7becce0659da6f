"""The program in processes of its own: started on a configuration, asked over HTTP, and always ended.

    with program.running() as process:
        process.ask("/healthz")

Every process that the block started is killed at its end, whatever happened in it.
"""

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.config import Channel
from tests.whole.waiting import until

ROOT = Path(__file__).parents[2]

START_SECONDS = 120
STOP_SECONDS = 60
PORTS = range(20_000, 32_000)


@dataclass(frozen=True)
class Program:
    """An office on this machine: a folder for its files, a database, channels."""

    folder: Path
    database: str
    channels: tuple[Channel, ...]

    def write_config(self, port: int = 0) -> Path:
        """The configuration for a server on a port. → its path."""
        path = self.folder / "config.toml"
        sections = [
            _table("[server]", {"port": port}),
            _table("[database]", {"url": self.database}),
            _table("[files]", {"directory": str(self.folder / "files")}),
            _table("[plans]", {"files": [str(ROOT / "plans" / "jinhu.toml")]}),
            *(_table("[[channels]]", _values(channel)) for channel in self.channels),
        ]
        path.write_text("\n".join(sections), encoding="utf-8")
        return path

    @contextmanager
    def running(self, *words: str) -> Iterator["Process"]:
        """`manage.py run`, or another command that serves, ready to answer; killed at the end of the block."""
        port = free_port()
        with self._started(words or ("run",), port) as process:
            process.wait_until_it_answers()
            yield process

    @contextmanager
    def working(self) -> Iterator["Process"]:
        """`manage.py worker`, killed at the end of the block."""
        with self._started(("worker",), 0) as process:
            yield process

    @contextmanager
    def _started(self, words: Sequence[str], port: int) -> Iterator["Process"]:
        config, log = self.write_config(port), self.folder / f"{words[0]}.log"
        command = [sys.executable, "manage.py", *words, "--config", str(config)]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("BAOSONG_")}
        with log.open("ab") as output:
            popen = subprocess.Popen(
                command, cwd=ROOT, env=clean, start_new_session=True, stdout=output, stderr=subprocess.STDOUT
            )
        process = Process(popen, port, log)
        try:
            yield process
        finally:
            process.kill_group()


@dataclass(frozen=True)
class Process:
    """A running command and the processes that it has started; its output goes to `log`."""

    popen: subprocess.Popen[bytes]
    port: int
    log: Path

    def ask(self, path: str, seconds: float = 60) -> tuple[int, str]:
        """A GET. → status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        with contextlib.closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def wait_until_it_answers(self) -> None:
        """Until /healthz is answered, well or not."""
        until(self._answers, START_SECONDS, f"an answer of the program; its log: {self.said()}")

    def said(self) -> str:
        """The end of what the process has written."""
        return self.log.read_text("utf-8", "replace")[-3000:]

    def children(self) -> list[int]:
        """The ids of the processes that this one has started and that still run."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                state, parent = stat.read_text().rsplit(")", 1)[1].split()[:2]
                if int(parent) == self.popen.pid and state != "Z":
                    found.append(int(stat.parent.name))
        return found

    def terminate(self) -> None:
        """SIGTERM to the process that was started, as a service manager sends it."""
        self.popen.send_signal(signal.SIGTERM)

    def wait(self, seconds: float = STOP_SECONDS) -> int:
        """→ the exit code."""
        try:
            return self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it did not end within {seconds} seconds; its log: {self.said()}") from None

    def kill_group(self) -> None:
        """SIGKILL to the process and to all that it has started, at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait(STOP_SECONDS)

    def _answers(self) -> bool:
        assert self.popen.poll() is None, f"the program ended at once: {self.said()}"
        try:
            return self.ask("/healthz")[0] in (200, 503)
        except (OSError, http.client.HTTPException):
            return False


def is_alive(process_id: int) -> bool:
    """Whether a process runs."""
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def free_port() -> int:
    """A port that nobody listens on and that the system gives nobody who asks for any: it stays free until it is used.

    Its own choice lies above 32768 on Linux; the fakes of other tests, and their clients, take theirs from there.
    """
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("every port is taken")


def _values(channel: Channel) -> dict[str, object]:
    values = channel.model_dump(exclude_defaults=True)
    return {name: v.get_secret_value() if isinstance(v, SecretStr) else v for name, v in values.items()}


def _table(head: str, values: dict[str, object]) -> str:
    """A table of TOML; JSON spells texts, numbers and lists alike."""
    return "\n".join((head, *(f"{name} = {json.dumps(value)}" for name, value in values.items())))
