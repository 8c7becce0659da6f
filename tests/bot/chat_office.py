"""An office with the chat page: a browser on this machine, and what it asks."""

import io
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import Connection
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from bot.chat import CannotMove, DemoClock, Moment, chat_page
from bot.config import ConsoleChannel
from bot.console import Console
from bot.delivery import Delivery
from bot.pipeline import Pipeline
from bot.web import create_app
from models.channels import ChannelRecord
from models.enclosures import Chart, Sheet
from models.files import FileStore
from models.outbox import Button, Content, Letter, post
from models.store import Store
from scheduler.opening import open_periods
from tests.factories import at, make_channels, make_member, make_plan
from tests.fakes.platform import Clock
from tests.fakes.workshop import WORKSHOP

CONSOLE = ConsoleChannel(name="console", platform="console", plan="jinhu")
NOW = at("2026-11-18 10:00")
HOME = "http://127.0.0.1:8000"
SUBMISSION = "报送 安全生产 开展隐患排查\n本周排查隐患23处，已整改19处。"


def photo(kind: str = "PNG", size: int = 40) -> bytes:
    """A small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (size, size), (120, 150, 180)).save(buffer, kind)
    return buffer.getvalue()


def new_key() -> str:
    """What a browser names a message."""
    return str(uuid.uuid4())


class FakeDemo:
    """A demo whose clock the test holds."""

    examples: Sequence[str] = (SUBMISSION,)

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.moved: list[datetime] = []

    def moments(self) -> list[Moment]:
        """One instant, an hour from now."""
        return [Moment("群内通报", self._clock() + timedelta(hours=1))]

    def move(self, to: datetime) -> None:
        """Only forward."""
        if to <= self._clock():
            raise CannotMove("演示时钟只能往后拨，请选择更晚的时间。")
        self._clock.now = to.astimezone(UTC)
        self.moved.append(to)


class Browser:
    """A browser on this machine: it keeps its cookies and sends the headers that a page of ours has."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        page = self.client.get("/chat", base_url=HOME, headers={"Sec-Fetch-Site": "none"})
        self.html = page.text
        self.headers = {"Origin": HOME, "Sec-Fetch-Site": "same-origin", "X-Chat-Token": self._token()}

    def get(self, path: str, **headers: str) -> TestResponse:
        """A request of the page's script."""
        return self.client.get(path, base_url=HOME, headers={"Sec-Fetch-Site": "same-origin", **headers})

    def post(self, path: str, value: object) -> TestResponse:
        """A change, as the page's script sends it."""
        return self.client.post(path, base_url=HOME, headers=self.headers, json=value)

    def say(self, account: str, text: str, key: str | None = None) -> TestResponse:
        """A typed message."""
        return self.post("/chat/messages", {"account": account, "key": key or new_key(), "text": text})

    def drop(self, account: str, content: bytes, name: str = "a.png", key: str | None = None) -> TestResponse:
        """A photo that is dropped on the page."""
        form = {"account": account, "key": key or new_key(), "file": FileStorage(io.BytesIO(content), name)}
        # Encoded here: the client would leave a temporary file open that it keeps a large body in.
        boundary, body = encode_multipart(form)
        kind = f'multipart/form-data; boundary="{boundary}"'
        return self.client.post("/chat/files", base_url=HOME, headers=self.headers, data=body, content_type=kind)

    def news(self, account: str = "", **versions: str) -> dict[str, Any]:
        """What the page asks every second."""
        query = "&".join(f"{name}={value}" for name, value in {"account": account, **versions}.items())
        answer: dict[str, Any] = self.get(f"/chat/news?{query}").get_json()
        return answer

    def conversation(self, account: str) -> list[dict[str, Any]]:
        """The messages of an account, as the page gets them."""
        messages: list[dict[str, Any]] = self.news(account)["conversation"]["messages"]
        return messages

    def _token(self) -> str:
        return self.html.split('name="chat-token" content="')[1].split('"')[0]


def chat_app(store: Store, folder: Path, clock: Clock, demo: DemoClock | None = None, proxies: int = 0) -> Flask:
    """The web application with the page of one console channel."""
    files = FileStore(folder)
    console = Console(CONSOLE, clock)
    pipeline = Pipeline(store, {"console": console}, clock)
    page = chat_page(store, files, pipeline, "console", ("jinhu",), clock, WORKSHOP, demo)
    return create_app(pipeline, list, str, (page,), proxies)


def furnish(store: Store) -> None:
    """A plan, two liaisons, an editor and the console channel."""

    def work(connection: Connection) -> None:
        plan = make_plan(connection)
        make_channels(connection, ChannelRecord("console", "console", "console", True, True, ("jinhu",)))
        make_member(connection, "财政局", "测试员01", accounts=[("wecom", "cz01")])
        make_member(connection, "招商局", "测试员02", accounts=[("wecom", "zs02")])
        make_member(connection, "党群工作部", "测试员03", "editor", accounts=[("wecom", "dq03")])
        open_periods(connection, plan, NOW)

    store.write(work)


def post_letter(
    store: Store,
    account: str,
    text: str,
    job: str = "chase",
    picture: str = "",
    chart: Chart | None = None,
    sheet: Sheet | None = None,
) -> None:
    """Writes a message of the bot's own accord to the outbox, due now."""
    content = Content(text, picture=picture, buttons=(Button("报送", "报送"),), chart=chart, sheet=sheet)
    letter = Letter(f"{job}:{account}:{text}", "console", account, content, NOW, job)
    store.write(lambda connection: post(connection, [letter], NOW))


def deliver(store: Store, folder: Path, clock: Clock) -> None:
    """Lets the delivery loop go round once."""
    Delivery(store, FileStore(folder), {"console": Console(CONSOLE, clock)}, clock, WORKSHOP).deliver_once()
