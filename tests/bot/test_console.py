"""The console: no callback, and a message that is stored has arrived."""

import pytest

from bot.config import ConsoleChannel
from bot.console import Console
from bot.pipeline import Pipeline
from bot.platform import Answer, CheckLine, Parcel, Platform, Received, Request, Response, SendError, Sent
from handlers.context import Incoming, Media
from models.inbox import conversation_of
from models.outbox import Content
from models.store import Store
from tests.dialogue import Office
from tests.factories import at
from tests.fakes.platform import Clock

NOW = at("2026-11-18 10:00")
CONSOLE = Console(ConsoleChannel(name="page", platform="console", plans=("jinhu", "guanyun")), Clock(NOW))


def test_it_is_a_platform_for_persons_and_for_the_group() -> None:
    platform: Platform = CONSOLE
    assert (platform.channel, platform.family, platform.plans) == ("page", "console", ("jinhu", "guanyun"))
    assert platform.capabilities.private and platform.capabilities.groups
    assert platform.capabilities.buttons and platform.capabilities.pictures and platform.capabilities.files


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_it_has_no_callback(sqlite_store: Store, method: str) -> None:
    pipeline = Pipeline(sqlite_store, {"page": CONSOLE}, Clock(NOW))
    assert pipeline.callback("page", Request(method, {}, {}, b"")).status == 405


@pytest.mark.parametrize("accounts", [("liaison-01",), ("liaison-01", "liaison-02"), ()])
def test_whatever_is_stored_has_arrived(accounts: tuple[str, ...]) -> None:
    assert CONSOLE.send(Parcel(accounts, Content("请报送"), "chase:1")) == Sent()
    assert CONSOLE.send(Parcel(accounts, Content(""), "post:1", b"\x89PNG")) == Sent()


def test_the_stored_answer_is_the_answer() -> None:
    assert CONSOLE.answer(Received(None), Content("收到"), NOW) == Answer(Response(200))


def test_there_is_nothing_to_fetch_and_nothing_that_can_be_wrong() -> None:
    with pytest.raises(SendError) as caught:
        CONSOLE.fetch(Media("picture", "abc.jpg"))
    assert caught.value.policy == "give_up"
    assert CONSOLE.check() == [CheckLine("page", True)]


def test_somebody_of_any_platform_speaks_and_the_answer_is_stored_where_the_page_reads_it(store: Store) -> None:
    office = Office(store)
    office.member("财政局", "测试员01", accounts=[("dingtalk", "ding-01")])
    incoming = Incoming("page", "console", ("jinhu",), "k1", "ding-01", "绑定", NOW)
    reply = Pipeline(store, {"page": CONSOLE}, Clock(NOW)).converse(incoming, "绑定")
    assert reply is not None and "财政局 测试员01" in reply.text
    with store.read() as connection:
        (row,) = conversation_of(connection, "page", "ding-01")
    assert row.answer == reply.as_json()
    assert office.outbox() == []
