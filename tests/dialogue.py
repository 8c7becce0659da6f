"""Whole conversations with a clock: what somebody types at a time, and what the bot answers.

Every reply is looked at for the office's tone: no exclamation mark and no emoji that nobody has typed.
"""

import itertools
import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Column, Connection, Table, select

from bot.pipeline import process
from handlers.context import Incoming, Media
from models.channels import ChannelRecord
from models.openings import Opening, open_period
from models.outbox import Content, OutboxRow, rows_after
from models.schema import metadata
from models.store import Store
from rules.duties import deadline
from rules.periods import period_of
from rules.plan import Plan
from rules.workdays import Workdays
from tests.factories import PLAN_TEXT, at, make_channels, make_member, make_plan


class Office:
    """An office on a store, with a clock that the test sets. Messages come through the channel `app` by default."""

    def __init__(self, store: Store, now: str = "2026-11-18 10:00", text: str = PLAN_TEXT) -> None:
        self.store = store
        self.now = at(now)
        self._keys = itertools.count(1)
        self._said: set[str] = set()
        self.plan: Plan = store.write(lambda connection: make_plan(connection, text, self.now))
        store.write(make_channels)
        self.plans: tuple[str, ...] = (self.plan.id,)

    def channels(self, *channels: ChannelRecord) -> None:
        """Configures other channels than an application and a group."""
        self.store.write(lambda connection: make_channels(connection, *channels))

    def member(self, unit: str, name: str, role: str = "liaison", accounts: Sequence[tuple[str, str]] = ()) -> str:
        """A member of the roster. → the account."""
        chosen = accounts or [("wecom", f"{role}-{name}")]
        self.store.write(lambda connection: make_member(connection, unit, name, role, accounts=chosen))  # type: ignore[arg-type]
        return chosen[0][1]

    def open_week(self) -> None:
        """Opens the running period of every duty, chased from its start."""
        self.store.write(self._open_week)

    def _open_week(self, connection: Connection) -> None:
        workdays = Workdays.of(self.plan)
        for duty in self.plan.duties:
            period = period_of(duty.period, self.now.astimezone(self.plan.zone).date(), self.plan)
            due = deadline(duty, period, workdays, self.plan.zone)
            opening = Opening(self.plan.id, duty.id, period.key, period.start, period.end, due, duty.required)
            open_period(connection, opening, self.now)

    def clock(self, now: str) -> None:
        """Sets the clock."""
        self.now = at(now)

    def sends(
        self,
        account: str,
        text: str,
        *,
        group: str = "",
        media: Sequence[Media] = (),
        key: str | None = None,
        channel: str = "app",
        family: str = "wecom",
        sent_at: datetime | None = None,
        event: Literal["", "enter", "other"] = "",
    ) -> Content | None:
        """One message through the pipeline's transaction. → the reply."""
        incoming = Incoming(
            channel=channel,
            family=family,
            plans=self.plans,
            key=key or f"m{next(self._keys)}",
            account=account,
            text=text,
            sent_at=sent_at or self.now,
            group=group,
            media=tuple(media),
            event=event,
        )
        return self.store.write(lambda connection: self._take(connection, incoming))

    def would_say(self, account: str, *texts: str, group: str = "") -> list[str]:
        """What somebody would be answered to one message after the other; nothing of it stays."""
        messages = [
            Incoming("app", "wecom", self.plans, f"t{place}", account, text, self.now, group)
            for place, text in enumerate(texts)
        ]
        replies = self.store.preview(lambda connection: [self._take(connection, message) for message in messages])
        return [reply.text if reply else "" for reply in replies]

    def _take(self, connection: Connection, incoming: Incoming) -> Content | None:
        # What is echoed may be normalised; some signs are of several characters then.
        self._said |= set(incoming.text) | set(unicodedata.normalize("NFKC", incoming.text))
        reply = process(connection, incoming, incoming.text, self.now).reply
        if reply:
            assert_plain(reply, self._said)
        return reply

    def says(self, account: str, text: str, **more: object) -> str:
        """The text of the reply to one message, "" if there is none."""
        reply = self.sends(account, text, **more)  # type: ignore[arg-type]
        return reply.text if reply else ""

    def outbox(self) -> list[OutboxRow]:
        """Everything that was ever written to the outbox."""
        with self.store.read() as connection:
            return rows_after(connection, 0)

    def contents(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table but the inbox and what is noted of an account when it is heard from."""
        with self.store.read() as connection:
            return {
                table.name: sorted((tuple(row) for row in connection.execute(select(*_telling(table)))), key=repr)
                for table in metadata.sorted_tables
                if table.name != "inbox"
            }


def _telling(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if column.name != "last_heard_at"]


def assert_plain(reply: Content, said: Collection[str] = ()) -> None:
    """No part of a reply has an exclamation mark or an emoji, but for characters that somebody typed (`said`)."""
    labels = (button.label for button in reply.buttons)
    shown = "".join((reply.text, reply.title, reply.markdown, *labels))
    assert [char for char in shown if is_loud(char) and char not in said] == []


def is_loud(char: str) -> bool:
    """An exclamation mark, a pictogram, or what joins and colours pictograms."""
    return (
        char in "!！\u203c\u2049\u200d\ufe0f" or unicodedata.category(char) == "So" or 0x1F000 <= ord(char) <= 0x1FAFF
    )


def photo(reference: str = "media-1") -> Media:
    """A photo in a message."""
    return Media("picture", reference)
