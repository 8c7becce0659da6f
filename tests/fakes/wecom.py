"""A strict local copy of qyapi.weixin.qq.com on 127.0.0.1, which remembers who broke its limits.

    with FakeWecom() as fake:
        platform = Wecom(fake.channel(), clock)
        …
        assert fake.texts("zhangsan") == ["收到"]

At the end of the block an AssertionError names every documented limit that the product broke.
"""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from bot.config import WecomChannel, WecomWebhookChannel
from tests.fakes.http_server import Call, FaultyServer, Reply
from tests.fakes.wecom_api import AGENT_ID, CORP_ID, KEY, SECRET, App, Delivered, Post, WecomApi, refused

__all__ = ["AES_KEY", "AGENT_ID", "CORP_ID", "KEY", "SECRET", "TOKEN", "App", "Delivered", "FakeWecom", "Post"]

TOKEN = "callbackToken2026"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"


class FakeWecom(WecomApi):
    """One company's corner of WeCom behind a real HTTP server.

    `calls` counts calls by endpoint (`message/send` …), `requests` are all of them, `delivered` and `posts` are what
    people saw, `repeats` counts messages that the duplicate check swallowed, `violations` are broken limits.
    """

    def __init__(
        self,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        apps: tuple[App, ...] = (App(),),
        keys: frozenset[str] = frozenset((KEY,)),
    ) -> None:
        super().__init__(clock, apps, keys)
        self.calls: Counter[str] = Counter()
        self.requests: list[Call] = []
        self._faults: list[list[Any]] = []
        self._guard = threading.Lock()

    def __enter__(self) -> Self:
        self._server = FaultyServer(self._locked_answer, self._fault)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
        if kind is None:
            assert not self.violations, f"limits of WeCom were broken: {self.violations}"

    @property
    def url(self) -> str:
        """What `api_base` has to be."""
        return self._server.url

    def channel(self, **changes: Any) -> WecomChannel:
        """The configuration of a channel that reaches this fake."""
        return channel_config(**({"api_base": self.url} | changes))

    def webhook(self, **changes: Any) -> WecomWebhookChannel:
        """The configuration of a group's webhook that reaches this fake."""
        values = {"name": "jinhu-group", "platform": "wecom-webhook", "plan": "jinhu", "key": KEY, "timeout": 20}
        return WecomWebhookChannel.model_validate(values | {"api_base": self.url} | changes)

    def fail(self, times: int, kind: str, path: str = "") -> None:
        """The next `times` calls whose path ends in `path` fail.

        Kinds: `down`, `slow`, `html`, `half`, `http500`, `redirect`, `huge`, `lost` (see FaultyServer), `code:NNNNN`,
        and `revoke_token` (every token is forgotten just before the call; gettoken is spared).
        """
        self._faults.append([times, kind, path])

    def say(self, body: str, path: str = "") -> None:
        """The next call whose path ends in `path` is answered with this body."""
        self._faults.append([1, Reply(body.encode()), path])

    def recover(self) -> None:
        """Ends every fault that is still to come."""
        self._faults.clear()

    def texts(self, account: str) -> list[str]:
        """The plain texts that a member saw, in order."""
        mine = (message.body for message in self.delivered if message.account == account.lower())
        return [body["text"]["content"] for body in mine if body["msgtype"] == "text"]

    def _locked_answer(self, call: Call) -> Reply:
        with self._guard:
            return self.answer(call)

    def _fault(self, call: Call) -> str | Reply:
        with self._guard:
            self.calls[call.path.removeprefix("/cgi-bin/")] += 1
            self.requests.append(call)
            for fault in self._faults:
                times, kind, path = fault
                spared = kind == "revoke_token" and call.path.endswith("gettoken")
                if times > 0 and call.path.endswith(path) and not spared:
                    fault[0] -= 1
                    return self._begin(kind)
            return ""

    def _begin(self, kind: str | Reply) -> str | Reply:
        if isinstance(kind, Reply):
            return kind
        if kind.startswith("code:"):
            return refused(int(kind.removeprefix("code:")), "scripted")
        if kind == "revoke_token":
            self.tokens.clear()
            return ""
        return kind


def channel_config(**changes: Any) -> WecomChannel:
    """The configuration of a WeCom channel; without `api_base` nothing can be sent through it."""
    values = {
        "name": "jinhu-app",
        "platform": "wecom",
        "plan": "jinhu",
        "corp_id": CORP_ID,
        "agent_id": AGENT_ID,
        "secret": SECRET,
        "token": TOKEN,
        "aes_key": AES_KEY,
        "api_base": "http://127.0.0.1:9",
        "timeout": 20,
    }
    return WecomChannel.model_validate(values | changes)
