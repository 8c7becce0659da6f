"""Text callbacks of WeCom at 16 connections: our program, which stores an item and its receipt durably, beside a bare
wechatpy echo application on the same server (granian) and beside the same echo application under gunicorn's threads.

Every message is another one, really signed and encrypted, so that nothing is answered as a repeat. Rounds of all cases
are interleaved; the figures are medians. Needs wrk.
"""

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from wechatpy.enterprise.crypto import WeChatCrypto

from benchmarks.echo import AES_KEY, CORP_ID, TOKEN
from models.items import item_table
from models.store import Store, open_engine

ROUNDS, SECONDS, CONNECTIONS, MESSAGES = 5, 4, 16, 16_000
UNITS = 400
SUBMISSION = "报送 安全生产 开展隐患排查\n11月18日，联合园区企业排查隐患26处，已整改24处，其余两处已明确时限。"
COMMAND = "帮助 报送"
ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
# wrk gives each request the next of the prepared messages; they stand in one file, two lines each.
SCRIPT = """
local path, first = %r, %d
local requests, n = {}, 0
for line in io.lines(path) do
  local url, body = line:match("^(%%S+) (.*)$")
  requests[#requests + 1] = wrk.format("POST", url, {["Content-Type"] = "text/xml"}, body)
end
request = function() n = n + 1; return requests[(first + n - 1) %% #requests + 1] end
done = function(summary, latency)
  io.write(string.format("RESULT %%d %%d %%.3f %%.3f %%d\\n", summary.requests, summary.duration,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""


@dataclass(frozen=True)
class Measured:
    """One round: messages a second, CPU milliseconds a message, p50 and p99 in milliseconds."""

    rate: float
    cpu: float
    p50: float
    p99: float


@dataclass(frozen=True)
class Case:
    """A server under test: how it is started, and what it needs around it."""

    name: str
    command: tuple[str, ...]
    port: int
    text: str


def write_messages(path: Path, count: int, prefix: int, text: str) -> None:
    """Prepares callbacks: one line each, address and body, every message with an id of its own."""
    crypto, now = WeChatCrypto(TOKEN, AES_KEY, CORP_ID), int(time.time())
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(_message(crypto, now, prefix * 1_000_000 + number, text) + "\n")


def _message(crypto: WeChatCrypto, now: int, number: int, text: str) -> str:
    xml = (
        f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName>"
        f"<FromUserName><![CDATA[user{number % UNITS}]]></FromUserName>"
        f"<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content>"
        f"<MsgId>{number + 1}</MsgId><AgentID>1000002</AgentID></xml>"
    )
    envelope = crypto.encrypt_message(xml, "nonce", str(now))
    encrypted = re.search(r"<Encrypt><!\[CDATA\[(.*?)\]\]>", envelope)
    signature = re.search(r"<MsgSignature><!\[CDATA\[(.*?)\]\]>", envelope)
    assert encrypted and signature
    body = (
        f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID>"
        f"<Encrypt><![CDATA[{encrypted[1]}]]></Encrypt></xml>"
    )
    return f"/callback/app?msg_signature={signature[1]}&timestamp={now}&nonce=nonce {body}"


def write_office(folder: Path, port: int) -> Path:
    """A configuration with one WeCom application, and a database with a roster. → the configuration's path."""
    config = folder / "config.toml"
    config.write_text(
        f"""
[server]
port = {port}
[database]
url = "sqlite:///{folder}/bench.db"
[files]
directory = "{folder}/files"
[plans]
files = ["{ROOT}/plans/jinhu.toml"]
[[channels]]
name = "app"
platform = "wecom"
plan = "jinhu"
corp_id = "{CORP_ID}"
agent_id = 1000002
secret = "not-a-secret"
token = "{TOKEN}"
aes_key = "{AES_KEY}"
api_base = "http://127.0.0.1:9"
time_window = 86400
""",
        encoding="utf-8",
    )
    roster = folder / "roster.csv"
    lines = [f"测试单位{n:02d},测试员{n:02d},信息报送员,user{n}" for n in range(UNITS)]
    roster.write_text("\n".join(("单位,姓名,角色,企业微信账号", *lines)), encoding="utf-8")
    for words in (("migrate",), ("plans", "sync"), ("roster", "import", "jinhu", str(roster))):
        command = [sys.executable, "manage.py", *words, "--config", str(config)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return config


@contextmanager
def running(case: Case) -> Iterator[int]:
    """The server of a case, ready to answer. → its process group."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        case.command,
        cwd=ROOT,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until_it_answers(case.port)
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _wait_until_it_answers(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing answers on port {port}")


def cpu_seconds(group: int) -> float:
    """User and system time of all processes of a group so far."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def one_round(case: Case, group: int, messages: Path, first: int, folder: Path) -> Measured:
    """Some seconds of load on a running case."""
    script = folder / "script.lua"
    script.write_text(SCRIPT % (str(messages), first))
    before = cpu_seconds(group)
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout", "10s", "-s", str(script)]
    out = subprocess.run([*command, f"http://127.0.0.1:{case.port}"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"RESULT (\d+) (\d+) (\S+) (\S+) (\d+)", out)
    assert found, out
    requests, microseconds, errors = int(found[1]), int(found[2]), int(found[5])
    if errors:
        raise RuntimeError(f"{case.name}: {errors} requests failed\n{out}")
    used = cpu_seconds(group) - before
    return Measured(requests / microseconds * 1e6, used * 1000 / requests, float(found[3]), float(found[4]))


def cases(config: Path) -> list[Case]:
    """The servers: ours twice, for the message that costs most and for one that is stored and answered; the echoes."""
    ours = (sys.executable, "manage.py", "run", "--config", str(config))
    echo = "benchmarks.echo:app"
    granian = (str(BIN / "granian"), "--interface", "wsgi", "--workers", "1", "--blocking-threads", "16")
    gunicorn = (str(BIN / "gunicorn"), "--no-control-socket", "-k", "gthread", "-w", "1", "--threads", "16")
    return [
        Case("baosong, 报送", ours, 8801, SUBMISSION),
        Case("baosong, 帮助", ours, 8801, COMMAND),
        Case("echo on granian", (*granian, "--port", "8802", echo), 8802, SUBMISSION),
        Case("echo on gunicorn", (*gunicorn, "-b", "127.0.0.1:8803", echo), 8803, SUBMISSION),
    ]


def main() -> None:
    """Prints the table and the ratios; fails if an item that was acknowledged is not stored."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = write_office(folder, 8801)
        results: dict[str, list[Measured]] = {}
        answered = 0
        for number in range(ROUNDS):
            for place, case in enumerate(cases(config)):
                messages = folder / "messages.txt"
                write_messages(messages, MESSAGES, number * 10 + place, case.text)
                with running(case) as group:
                    measured = one_round(case, group, messages, 0, folder)
                results.setdefault(case.name, []).append(measured)
                answered += round(measured.rate * SECONDS) if place == 0 else 0
        stored = count_items(folder)
    report(results)
    sys.stdout.write(f"\n{answered} submissions answered, {stored} items stored, {datetime.now(UTC):%Y-%m-%d}\n")
    if stored < answered * 0.99:
        sys.exit("answered messages are missing from the database")


def count_items(folder: Path) -> int:
    """How many items the benchmark's database holds."""
    store = Store(open_engine(f"sqlite:///{folder}/bench.db"))
    with store.read() as connection:
        found = int(connection.execute(select(func.count()).select_from(item_table)).scalar_one())
    store.close()
    return found


def report(results: dict[str, list[Measured]]) -> None:
    """Prints medians with minimum and maximum, then the ratios that are promised."""
    write = sys.stdout.write
    write("| case | rounds | messages/s | CPU ms/message | p50 ms | p99 ms |\n|---|---|---|---|---|---|\n")
    for name, rounds in results.items():
        columns = [_spread([getattr(r, key) for r in rounds]) for key in ("rate", "cpu", "p50", "p99")]
        write(f"| {name} | {len(rounds)} | {' | '.join(columns)} |\n")

    def median(name: str, key: str) -> float:
        return float(statistics.median(getattr(r, key) for r in results[name]))

    for ours in list(results)[:2]:
        for echo in list(results)[2:]:
            rate, p99 = (median(ours, key) / median(echo, key) for key in ("rate", "p99"))
            write(f"\n{ours} to {echo}: rate {rate:.2f}, p99 {p99:.2f}\n")


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"
