"""What the pipeline and the delivery loop know of a platform: one small protocol, and flags for what differs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from bot.workshop import Workbook
from handlers.context import Incoming, Media
from models.outbox import Content

Clock = Callable[[], datetime]

BODY_LIMIT = 1024 * 1024


@dataclass(frozen=True)
class Request:
    """An HTTP request to a callback, whatever web framework took it. Header names are lower-case."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Response:
    """What a callback is answered with."""

    status: int = 200
    body: str = ""
    content_type: str = "text/plain; charset=utf-8"


class Refused(Exception):
    """Not what a request must be: `status` goes out (403, 400 …), `reason` into the log, the content nowhere."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Received:
    """A verified and decrypted request.

    `incoming` is None where there is nothing to store (the bot's own message, a mere notice). `raw` is the decrypted
    body for the inbox. `envelope` is whatever the platform needs to answer in the same breath.
    """

    incoming: Incoming | None
    raw: str = ""
    envelope: object = None


@dataclass(frozen=True)
class Answer:
    """What goes out in the HTTP response, and what of the reply does not fit there and must go through the outbox."""

    response: Response
    rest: tuple[Content, ...] = ()


@dataclass(frozen=True)
class Capabilities:
    """What a platform can do.

    `batch`: receivers per call with the same text. `text_bytes`: UTF-8 bytes of one message. `per_minute`: calls per
    channel and minute, None where only persons are limited. `per_member_minute`: messages to one member and minute.
    `pictures` and `files` can be sent as messages of their own; where they cannot, a message does without its chart or
    sheet. `repeat_key`: a repeat of an identical call is recognised by the platform and not delivered again.
    """

    private: bool
    groups: bool
    batch: int = 1
    text_bytes: int = 2048
    pictures: bool = False
    files: bool = False
    buttons: bool = False
    per_minute: int | None = None
    per_member_minute: int | None = None
    repeat_key: bool = False


@dataclass(frozen=True)
class Parcel:
    """One call to be made: the same content to one or several accounts (none: the channel's group).

    `picture` are the bytes of a picture that is to be sent instead of the text, `workbook` is a file likewise. `key`
    names the call for platforms that recognise repeats; the same call made again has the same key. `is_reply`: somebody
    has just asked for it, and who asks the same again wants the same answer again.
    """

    accounts: tuple[str, ...]
    content: Content
    key: str
    picture: bytes | None = None
    is_reply: bool = False
    workbook: Workbook | None = None


@dataclass(frozen=True)
class Sent:
    """A call that was accepted. `refused` are accounts that got nothing, with the reason in plain words.

    `later` are accounts that the platform held back for its flow control; they are to be tried again.
    """

    refused: Mapping[str, str] = field(default_factory=dict)
    later: frozenset[str] = frozenset()


Policy = Literal["retry", "give_up", "wait_window", "stop_channel"]


class SendError(Exception):
    """A call that failed.

    `policy`: `retry` soon; `give_up` on this message for good; `wait_window` keeps the channel silent for `wait`
    seconds after a rate error; `stop_channel` when the configuration or the permission is at fault: nothing is tried
    before the next long interval and the editors are told. `ambiguous`: the call may have taken effect.
    The text is in Chinese for editors and holds no secret.
    """

    def __init__(
        self,
        message: str,
        policy: Policy,
        *,
        code: str = "",
        wait: int = 0,
        ambiguous: bool = False,
        tell: bool = False,
    ) -> None:
        super().__init__(message)
        self.policy: Policy = policy
        self.code = code
        self.wait = wait
        self.ambiguous = ambiguous
        self.tell = tell


@dataclass(frozen=True)
class Fetched:
    """A photo or file as the platform handed it out."""

    content: bytes
    content_type: str
    filename: str = ""


@dataclass(frozen=True)
class CheckLine:
    """One line of `manage.py check`: a thing, whether it is in order, and what to do if not."""

    name: str
    ok: bool
    remedy: str = ""


class Platform(Protocol):
    """One configured channel on one platform. Methods that the platform cannot do raise NotImplementedError."""

    channel: str
    family: str
    plans: tuple[str, ...]
    capabilities: Capabilities

    def handshake(self, request: Request) -> Response:
        """Answers the platform's GET that checks the address. Refused on a bad signature."""
        ...

    def receive(self, request: Request, now: datetime) -> Received:
        """Verifies, decrypts and reads a callback. Refused on anything that is not what it claims to be."""
        ...

    def answer(self, received: Received, reply: Content | None, now: datetime) -> Answer:
        """Words the reply as the platform's own HTTP answer; None is the empty answer."""
        ...

    def send(self, parcel: Parcel) -> Sent:
        """Makes one call. SendError on failure. Never called inside a transaction."""
        ...

    def fetch(self, media: Media) -> Fetched:
        """Downloads a photo or file at once. SendError on failure; `give_up` where it is gone or too large."""
        ...

    def check(self) -> Sequence[CheckLine]:
        """Tries what can be tried without sending anything."""
        ...


class OnlyPosts:
    """The methods of a group webhook that it cannot do: nobody calls it, and it gets no media."""

    def handshake(self, request: Request) -> Response:
        """A webhook has no callback."""
        raise NotImplementedError

    def receive(self, request: Request, now: datetime) -> Received:
        """A webhook has no callback."""
        raise NotImplementedError

    def answer(self, received: Received, reply: Content | None, now: datetime) -> Answer:
        """A webhook has no callback."""
        raise NotImplementedError

    def fetch(self, media: Media) -> Fetched:
        """A webhook gets no media."""
        raise NotImplementedError
