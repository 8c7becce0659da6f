"""The demo as a newcomer starts it, and a real Chromium in front of it."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pylopdf_fonts_zh_cn
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.whole.program import free_port

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# A machine without a screen and a graphics card, and a user without the right to make sandboxes.
SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
START_SECONDS = 120.0
STOP_SECONDS = 60.0
SEEN_SECONDS = 30

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


class Demo:
    """`manage.py demo` as a process of its own, with a folder that it may leave nothing in."""

    def __init__(self, folder: Path) -> None:
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self.log = folder / "demo.log"
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "TMPDIR": str(self.temporary)}
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", "demo", "--port", str(port)],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait()

    def stop(self) -> int:
        """Ctrl+C on its terminal, which every process of it hears. → its exit code."""
        os.killpg(self._process.pid, signal.SIGINT)
        return self._process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """Makes sure that all of it is gone."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/chat", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        self.kill()
        raise AssertionError(f"the demo did not start:\n{self.log.read_text('utf-8', 'replace')}")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo that runs as long as the tests of the module."""
    running = Demo(tmp_path_factory.mktemp("demo"))
    try:
        yield running
        running.stop()
    finally:
        running.kill()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The system's Chromium, with the fonts of the wheel and no others."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail("there is no Chromium on this machine: sudo apt-get install chromium (or make browser)")
    folder = tmp_path_factory.mktemp("fonts")
    fonts = folder / "fonts.conf"
    where = Path(pylopdf_fonts_zh_cn.sans_path()).parent
    fonts.write_text(FONTS.format(fonts=where, cache=folder / "cache"), encoding="utf-8")
    environment: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    expect.set_options(timeout=SEEN_SECONDS * 1000)  # else it is five seconds, whatever the page has
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(SWITCHES), env=environment)
        yield browser
        browser.close()


class Visit:
    """One browser window on the page, and everything that went wrong in it."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(SEEN_SECONDS * 1000)
        self.faults: list[str] = []
        self.page.on("console", lambda said: self._note(said.text) if said.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self._note(str(error)))
        self.page.on("response", lambda answer: self._note(f"{answer.status} {answer.url}") if not answer.ok else None)
        self.page.goto(f"{address}/chat")
        self.page.locator("#roster button").first.wait_for()
        # The clock comes with the first news, after the roster.
        self.page.locator("#now[datetime]").wait_for(state="attached")

    def _note(self, fault: str) -> None:
        self.faults.append(fault)

    def choose(self, unit: str, role: str = "信息报送员") -> None:
        """Chooses somebody by unit and role."""
        self.page.locator(f'#roster ul[aria-label^="{role}"] button', has_text=unit).click()
        self.page.locator("#who", has_text=unit).wait_for()

    def say(self, text: str) -> None:
        """Types a message, lines and all, and sends it with Enter."""
        box = self.page.get_by_label("要发送的内容")
        for number, line in enumerate(text.split("\n")):
            if number:
                box.press("Shift+Enter")
            box.press_sequentially(line)
        box.press("Enter")

    def see(self, window: str, text: str) -> None:
        """Waits until a message in a window (`messages`, `posts`) says something."""
        self.page.locator(f"#{window} .bot", has_text=text).last.wait_for()

    def go_to(self, moment: str) -> None:
        """Presses one of the clock's buttons and waits until the clock is there."""
        self.page.locator("#moments button", has_text=moment).first.click()
        self.page.locator("#clock-now", has_text=moment.removeprefix("下")).wait_for()


@pytest.fixture
def narrow(chromium: Browser, demo: Demo) -> Iterator[Visit]:
    """The page on a telephone."""
    context = chromium.new_context(viewport={"width": 390, "height": 800}, locale="zh-CN", has_touch=True)
    yield Visit(context, demo.address)
    context.close()


@pytest.fixture
def wide(chromium: Browser, demo: Demo) -> Iterator[Visit]:
    """The page on a desk."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    yield Visit(context, demo.address)
    context.close()
