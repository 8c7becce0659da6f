"""A platform that remembers what it was asked to send, and a clock for it.

    platform = FakePlatform("app", script=[SendError("忙", "retry"), Lost(SendError("断", "retry", ambiguous=True))])

plays the faults of the script, one a call, and takes every call after them; while `fault` is set every call meets it.
`StrictPlatform` adds what a real platform insists on: `breaches` names every limit that was broken.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.platform import (
    Answer,
    Capabilities,
    CheckLine,
    Fetched,
    Parcel,
    Received,
    Request,
    Response,
    Sent,
)
from handlers.context import Media
from models.outbox import Content

APP = Capabilities(
    private=True,
    groups=False,
    batch=1000,
    text_bytes=2048,
    pictures=True,
    files=True,
    buttons=True,
    per_member_minute=30,
    repeat_key=True,
)
WEBHOOK = Capabilities(private=False, groups=True, text_bytes=4096, pictures=True, files=True, per_minute=20)
ROBOT = Capabilities(private=True, groups=False, batch=20, text_bytes=7000, pictures=True, files=True, buttons=True)


class Clock:
    """A clock that stands until it is told to go on."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def tick(self, seconds: float) -> None:
        """Lets time pass."""
        self.now += timedelta(seconds=seconds)


class Killed(BaseException):
    """The process dies on the spot: nobody may catch it."""


@dataclass(frozen=True)
class Lost:
    """The call takes effect, and then this is raised: the answer got lost, or the process died."""

    error: BaseException


Outcome = Sent | BaseException | Lost


class FakePlatform:
    """A `bot.platform.Platform` in memory. Threads may share it.

    `calls` are all parcels in order; `arrived` is what people saw as (account, text), the text of a picture being
    `[picture]`, that of a workbook its name, and the account of a group "".
    """

    def __init__(
        self,
        channel: str = "app",
        family: str = "wecom",
        capabilities: Capabilities = APP,
        script: Sequence[Outcome] = (),
        plans: tuple[str, ...] = ("jinhu",),
    ) -> None:
        self.channel = channel
        self.family = family
        self.plans = plans
        self.capabilities = capabilities
        self.script = list(script)
        self.fault: Callable[[], Outcome] | None = None
        self.lines = [CheckLine(channel, True)]
        self.media: dict[str, Fetched | BaseException] = {}
        self.fetched: list[Media] = []
        self.calls: list[Parcel] = []
        self.arrived: list[tuple[str, str]] = []
        self.checks = 0
        self._lock = threading.Lock()

    def texts(self, account: str = "") -> list[str]:
        """What an account saw, in order."""
        return [text for receiver, text in self.arrived if receiver == account]

    def send(self, parcel: Parcel) -> Sent:
        """Plays the next fault, or takes the call."""
        with self._lock:
            self.calls.append(parcel)
            self.look_at(parcel)
            outcome = self.fault() if self.fault else self.script.pop(0) if self.script else Sent()
            if isinstance(outcome, BaseException):
                raise outcome
            sent = self.take(parcel, outcome if isinstance(outcome, Sent) else Sent())
            if isinstance(outcome, Lost):
                raise outcome.error
            return sent

    def look_at(self, parcel: Parcel) -> None:
        """Whatever the platform insists on; nothing here."""

    def take(self, parcel: Parcel, sent: Sent) -> Sent:
        """The receivers see the parcel, but for those refused or held back. → the answer."""
        text = "[picture]" if parcel.picture is not None else parcel.content.text
        text = parcel.workbook.name if parcel.workbook is not None else text
        for account in parcel.accounts or ("",):
            if account not in sent.refused and account not in sent.later:
                self.arrived.append((account, text))
        return sent

    def fetch(self, media: Media) -> Fetched:
        """What `media` holds for the reference."""
        self.fetched.append(media)
        found = self.media[media.reference]
        if isinstance(found, BaseException):
            raise found
        return found

    def check(self) -> Sequence[CheckLine]:
        """`lines`; while `fault` is set, that nothing works."""
        self.checks += 1
        return [CheckLine(self.channel, False, "不通")] if self.fault else self.lines

    def handshake(self, request: Request) -> Response:
        """Not played."""
        raise NotImplementedError

    def receive(self, request: Request, now: datetime) -> Received:
        """Not played."""
        raise NotImplementedError

    def answer(self, received: Received, reply: Content | None, now: datetime) -> Answer:
        """Not played."""
        raise NotImplementedError


class StrictPlatform(FakePlatform):
    """A platform that notes every broken limit in `breaches`, and delivers a repeated call once if it says it does."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        channel: str = "app",
        family: str = "wecom",
        capabilities: Capabilities = APP,
        script: Sequence[Outcome] = (),
    ) -> None:
        super().__init__(channel, family, capabilities, script)
        self.breaches: list[str] = []
        self._clock = clock
        self._calls_at: list[datetime] = []
        self._received_at: dict[str, list[datetime]] = {}
        self._taken: dict[str, tuple[Parcel, Sent]] = {}

    def look_at(self, parcel: Parcel) -> None:
        """Batch, length, kind of receiver, calls a minute."""
        able, content = self.capabilities, parcel.content
        longest = max(len(content.text.encode()), len(content.markdown.encode()))
        limits: Mapping[str, bool] = {
            "batch": len(parcel.accounts) <= able.batch,
            "account twice": len(set(parcel.accounts)) == len(parcel.accounts),
            "bytes": longest <= able.text_bytes,
            "empty": bool(content.text.strip()) or parcel.picture is not None or parcel.workbook is not None,
            "picture": able.pictures or parcel.picture is None,
            "file": able.files or parcel.workbook is None,
            "private": able.private or not parcel.accounts,
            "group": able.groups or bool(parcel.accounts),
            "calls a minute": self._within(self._calls_at, able.per_minute),
            "same key, other call": self._taken.get(parcel.key, (parcel,))[0] == parcel,
        }
        self.breaches += [name for name, kept in limits.items() if not kept]

    def take(self, parcel: Parcel, sent: Sent) -> Sent:
        """Messages a minute and person; a repeat gets the first answer where the platform recognises it."""
        if self.capabilities.repeat_key and parcel.key in self._taken:
            return self._taken[parcel.key][1]
        self._taken[parcel.key] = parcel, sent
        for account in parcel.accounts:
            if not self._within(self._received_at.setdefault(account, []), self.capabilities.per_member_minute):
                self.breaches.append("messages a minute and person")
        return super().take(parcel, sent)

    def _within(self, times: list[datetime], limit: int | None) -> bool:
        now = self._clock()
        times[:] = [time for time in times if now - time < timedelta(seconds=60)] + [now]
        return limit is None or len(times) <= limit
