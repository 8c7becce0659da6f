"""What the WeCom tests share: a clock that is set by hand, a channel without a network, the public samples."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.config import WecomChannel
from bot.platform import Parcel, Received, Request
from bot.wecom import Wecom
from handlers.context import Incoming
from models.outbox import Content
from tests.fakes.wecom import channel_config

NOW = datetime(2026, 11, 20, 8, 7, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 10


@dataclass
class HandClock:
    """A clock that stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        """Moves the clock on."""
        self.now += timedelta(**span)


CONFIG = channel_config()


def wecom(config: WecomChannel = CONFIG, clock: HandClock | None = None) -> Wecom:
    """A platform; with the default configuration it reaches nothing."""
    return Wecom(config, clock or HandClock())


def received(request: Request, platform: Wecom | None = None, now: datetime = NOW) -> Received:
    """A callback as the platform reads it."""
    return (platform or wecom()).receive(request, now)


def incoming(request: Request) -> Incoming:
    """The message in a callback, which must hold one."""
    message = received(request).incoming
    assert message is not None
    return message


def parcel(*accounts: str, text: str = "收到", key: str = "chase:1", **content: object) -> Parcel:
    """A parcel with a text."""
    return Parcel(accounts, Content.from_json({"text": text, **content}), key)


# The public samples of the vendor's crypto libraries.
SAMPLE = channel_config(
    token="QDG6eK", aes_key="jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", corp_id="wx5823bf96d3bd56c7", agent_id=218
)

SAMPLE_ECHO: Mapping[str, str] = {
    "msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3",
    "timestamp": "1409659589",
    "nonce": "263014780",
    "echostr": "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
}

SAMPLE_MESSAGE: Mapping[str, str] = {
    "msg_signature": "477715d11cdb4164915debcba66cb864d751f3e6",
    "timestamp": "1409659813",
    "nonce": "1372623149",
}

SAMPLE_SEALED = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3"
    "TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gs"
    "ijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUa"
    "x5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIG"
    "HBZZIs2pDBS8R07+qN+E7Q=="
)
