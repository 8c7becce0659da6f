"""What a handler is given and what it gives back. No platform and no web framework is known here."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection

from models.conversations import Conversation
from models.members import Membership
from models.outbox import Button, Content
from rules.periods import Period
from rules.plan import Plan, Role

MediaKind = Literal["picture", "voice", "video", "file"]

# What a handler answers: the same shape as every message that leaves the bot.
Reply = Content


@dataclass(frozen=True)
class Media:
    """A photo, voice, video or file in a message; `reference` is what its platform needs to hand it out."""

    kind: MediaKind
    reference: str
    filename: str = ""


@dataclass(frozen=True)
class Incoming:
    """A message as every platform gives it.

    `key` is unique per channel; `family` is the kind of account (`wecom`, `dingtalk`, `console`); `account` is
    case-folded; `sent_at` is the platform's own time, UTC; `group` is "" in a private chat. `event` is "" for a
    message, `enter` when the person opened the bot, `other` for what needs no answer.
    """

    channel: str
    family: str
    plans: tuple[str, ...]
    key: str
    account: str
    text: str
    sent_at: datetime
    group: str = ""
    nickname: str = ""
    media: tuple[Media, ...] = ()
    event: Literal["", "enter", "other"] = ""

    def as_json(self) -> dict[str, Any]:
        """The message as a JSON object, for a later try."""
        return {**asdict(self), "sent_at": self.sent_at.isoformat()}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Incoming":
        """The message that `as_json` gave."""
        media = tuple(Media(**one) for one in value["media"])
        sent_at = datetime.fromisoformat(value["sent_at"])
        return cls(**{**value, "plans": tuple(value["plans"]), "sent_at": sent_at, "media": media})


class Context:
    """Who speaks, in which plan, when, and the open transaction.

    `people` are all roles of the speaker in the plan, `person` is the speaker in the own unit (as liaison if the
    speaker is one), `today` is the date on the office's clock when the message was sent. `named_unit` is the unit that
    the speaker named (代报); without a name it is for handlers.represented to say which one is meant.
    """

    __slots__ = (
        "connection",
        "conversation",
        "incoming",
        "named_kind",
        "named_period",
        "named_unit",
        "now",
        "people",
        "person",
        "plan",
        "roles",
        "today",
    )

    def __init__(
        self,
        connection: Connection,
        incoming: Incoming,
        now: datetime,
        plan: Plan,
        people: tuple[Membership, ...],
    ) -> None:
        self.connection = connection
        self.incoming = incoming
        self.now = now
        self.plan = plan
        self.people = people
        self.roles: frozenset[Role] = frozenset([person.role for person in people])
        own = [person for person in people if not person.stands_in]
        self.person = next((person for person in own if person.role == "liaison"), own[0])
        self.named_unit: int | None = None
        self.named_period: Period | None = None
        self.named_kind: str | None = None
        self.today: date = incoming.sent_at.astimezone(plan.zone).date()
        # What the speaker is in the middle of; handlers.talk loads it when somebody asks.
        self.conversation: Conversation | None = None

    @property
    def in_group(self) -> bool:
        """Whether others read the answer."""
        return bool(self.incoming.group)


class UsageError(Exception):
    """The user asked for something that cannot be done so; the text says in one sentence what to type."""


Handler = Callable[[Context, str], Reply]

EVERYONE: frozenset[Role] = frozenset(("liaison", "head", "editor", "reviewer", "leader"))
LIAISONS: frozenset[Role] = frozenset(("liaison",))
EDITORS: frozenset[Role] = frozenset(("editor",))
WRITERS: frozenset[Role] = LIAISONS | EDITORS  # an editor writes in place of a unit (代报)
REVIEWERS: frozenset[Role] = frozenset(("editor", "reviewer"))


@dataclass(frozen=True)
class Command:
    """A command's declaration: help text, rights and the router live from it.

    `words`: what is typed, the first is the name. `usage`: the forms as shown in help. `roles`: who may.
    `takes_back`: whether it knows 取消 as its first argument, so that 取消 may stand before its word (取消请假).
    """

    words: tuple[str, ...]
    usage: str
    summary: str
    run: Handler
    roles: frozenset[Role] = EVERYONE
    in_group: bool = True
    takes_back: bool = False


def reply(text: str, *buttons: tuple[str, str], title: str = "") -> Reply:
    """A plain answer, with buttons as (label, command)."""
    return Content(text=text, title=title, buttons=tuple(Button(label, command) for label, command in buttons))
