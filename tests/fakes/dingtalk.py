"""A strict local copy of api.dingtalk.com and oapi.dingtalk.com: it keeps the documented limits and remembers breaches.

    with FakeDingtalk(clock) as fake:
        platform = Dingtalk(fake.channel(), clock)
        …
        assert fake.texts("staff01") == ["收到"]

At the end of the block an AssertionError names every limit that the product broke. No rule here is taken from the
product's own code.
"""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from bot.config import DingtalkChannel, DingtalkWebhookChannel
from tests.fakes.dingtalk_api import (
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    SIGN_SECRET,
    Organisation,
    api_error,
    old_error,
)
from tests.fakes.http_server import Call, FaultyServer, Reply

SECRETS = (CLIENT_SECRET, ACCESS_TOKEN, SIGN_SECRET, "nobody-may-see")

_KINDS = ("down", "slow", "html", "half", "http500", "redirect", "huge", "lost")


class FakeDingtalk(Organisation):
    """The organisation behind a real HTTP server, with scripted faults. `clock` drives token life and rates.

    `calls` counts calls by path, `requests` are all of them in order.
    """

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(clock)
        self.calls: Counter[str] = Counter()
        self.requests: list[Call] = []
        self._faults: list[list[Any]] = []
        self._guard = threading.Lock()

    def __enter__(self) -> Self:
        self._server = FaultyServer(self._answer, self._fault)
        self.url = self._server.url
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()
        if kind is None:
            assert not self.violations, f"the product broke limits of DingTalk: {self.violations}"

    def channel(self, **changes: Any) -> DingtalkChannel:
        """The configuration of a channel that reaches this fake."""
        return channel_config(**({"api_base": self.url, "oapi_base": self.url} | changes))

    def webhook(self, **changes: Any) -> DingtalkWebhookChannel:
        """The configuration of the group's webhook that reaches this fake."""
        values = {
            "name": "jinhu-ding-group",
            "platform": "dingtalk-webhook",
            "plan": "jinhu",
            "access_token": ACCESS_TOKEN,
            "secret": SIGN_SECRET,
            "oapi_base": self.url,
            "timeout": 20,
        }
        return DingtalkWebhookChannel.model_validate(values | changes)

    def fail(self, times: int, kind: str, path: str = "") -> None:
        """The next `times` calls whose path contains `path` fail.

        Kinds: those of FaultyServer, and `code:NAME`, an error in the form of the interface that is called.
        """
        assert kind in _KINDS or kind.startswith("code:"), kind
        self._faults.append([times, kind, path])

    def say_once(self, path: str, answer: bytes) -> None:
        """The next call to a path gets this body with status 200, whatever it asks."""
        self._faults.append([1, Reply(answer), path])

    def recover(self) -> None:
        """Ends every fault that is still to come."""
        self._faults.clear()

    def texts(self, account: str) -> list[str]:
        """What a person read, in order: the words of texts, Markdown and cards."""
        mine = [message.param for message in self.delivered if message.account == account]
        return [param.get("content", param.get("text", "")) for param in mine]

    def _fault(self, call: Call) -> str | Reply:
        with self._guard:
            self.calls[call.path] += 1
            self.requests.append(call)
            for fault in self._faults:
                times, kind, path = fault
                if times > 0 and path in call.path:
                    fault[0] -= 1
                    return _scripted(call, kind)
            return ""

    def _answer(self, call: Call) -> Reply:
        with self._guard:
            return self.route(call)


def _scripted(call: Call, kind: str | Reply) -> str | Reply:
    if isinstance(kind, Reply) or not kind.startswith("code:"):
        return kind
    code = kind.removeprefix("code:")
    return api_error(code) if call.path.startswith("/v1.0/") else old_error(code)


def channel_config(**changes: Any) -> DingtalkChannel:
    """The configuration of a DingTalk channel; without `api_base` and `oapi_base` nothing can be sent through it."""
    values = {
        "name": "jinhu-ding",
        "platform": "dingtalk",
        "plan": "jinhu",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "api_base": "http://127.0.0.1:9",
        "oapi_base": "http://127.0.0.1:9",
        "timeout": 20,
    }
    return DingtalkChannel.model_validate(values | changes)
