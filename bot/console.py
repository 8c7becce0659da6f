"""The console: a channel whose messages come from the chat page or the command line and stay in the store.

What it "sends" is the outbox row itself, which the page shows; so sending always succeeds.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.config import ConsoleChannel
from bot.platform import (
    Answer,
    Capabilities,
    CheckLine,
    Clock,
    Fetched,
    Parcel,
    Received,
    Request,
    Response,
    SendError,
    Sent,
)
from handlers.context import Media
from models.outbox import Content


class Console:
    """One console channel. It knows every member by any account."""

    family = "console"
    capabilities = Capabilities(
        private=True,
        groups=True,
        batch=1000,
        text_bytes=1_000_000,
        pictures=True,
        files=True,
        buttons=True,
        repeat_key=True,
    )

    def __init__(self, config: ConsoleChannel, clock: Clock) -> None:
        self.channel = config.name
        self.plans = config.plan_ids

    def handshake(self, request: Request) -> Response:
        """A console has no address that a platform could check."""
        raise NotImplementedError

    def receive(self, request: Request, now: datetime) -> Received:
        """A console has no callback; the page and the command line hand their messages to the pipeline."""
        raise NotImplementedError

    def answer(self, received: Received, reply: Content | None, now: datetime) -> Answer:
        """The stored answer is what the page shows."""
        return Answer(Response(200))

    def send(self, parcel: Parcel) -> Sent:
        """The stored row is the message."""
        return Sent()

    def fetch(self, media: Media) -> Fetched:
        """What is dropped on the page is stored at once; there is nothing to fetch."""
        raise SendError("聊天页的附件在发送时已经保存", "give_up")

    def check(self) -> Sequence[CheckLine]:
        """Nothing can be wrong with it."""
        return [CheckLine(self.channel, True)]
