"""An office with sixty members that delivers through the real platform classes to the local copies, on a hand clock."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from bot.config import Channel
from bot.delivery import Delivery
from bot.platform import Platform
from bot.registry import make_platform
from models.channels import ChannelRecord, Pause, pause_of
from models.files import FileStore
from models.members import account_table, members_with_role
from models.outbox import Content, Letter, OutboxRow, post, rows_after
from models.store import Store
from tests.factories import at, make_channels, make_member, make_plan
from tests.fakes.dingtalk import FakeDingtalk
from tests.fakes.platform import Clock
from tests.fakes.wecom import FakeWecom
from tests.fakes.workshop import WORKSHOP

MEMBERS = 60
ALIKE = 40
GREETING = "测试开始"
NOW = at("2026-11-19 15:07")


@dataclass(frozen=True)
class Way:
    """A channel under test. `send` is the end of the path of its send call, `knows_repeats` as documented."""

    channel: str
    platform: str
    send: str
    private: bool
    knows_repeats: bool
    calls: int
    """How many send calls sixty messages need: forty of them say the same."""

    @property
    def record(self) -> ChannelRecord:
        """The channel as the store knows it."""
        family = self.platform.partition("-")[0]
        return ChannelRecord(self.channel, self.platform, family, self.private, not self.private, ("jinhu",))


APP = Way("app", "wecom", "message/send", True, True, 1 + 20)
GROUP = Way("group", "wecom-webhook", "webhook/send", False, False, 60)
DING = Way("ding", "dingtalk", "batchSend", True, False, 2 + 20)
DING_GROUP = Way("ding-group", "dingtalk-webhook", "robot/send", False, True, 60)
WAYS = (APP, GROUP, DING, DING_GROUP)


class Office:
    """The store, both platforms, a clock that the test moves, and when which call was made."""

    def __init__(self, store: Store, folder: Path, wecom: FakeWecom, dingtalk: FakeDingtalk, clock: Clock) -> None:
        self.store, self.wecom, self.dingtalk, self.clock = store, wecom, dingtalk, clock
        self.files = FileStore(folder)
        self.called: list[datetime] = []
        store.write(make_plan)
        store.write(lambda connection: make_channels(connection, *(way.record for way in WAYS)))
        store.write(self._hire)
        with store.read() as connection:
            liaisons = members_with_role(connection, "jinhu", ("liaison",), date(2026, 11, 19))
        self._ids = [person.member_id for person in liaisons]

    def _hire(self, connection: Connection) -> None:
        for n in range(MEMBERS):
            accounts = [("wecom", f"user{n:02d}"), ("dingtalk", f"staff{n:02d}")]
            make_member(connection, f"测试单位{n:02d}", f"测试员{n:02d}", accounts=accounts)

    def write(self, way: Way) -> None:
        """A message to each member, forty of which say the same, or sixty posts to the group; due now."""
        now = self.clock()
        letters = [
            Letter(
                key=f"{way.channel}:{n}",
                channel=way.channel,
                account=account_of(way, n),
                content=Content(text_of(way, n)),
                due_at=now,
                job="test",
                plan_id="jinhu",
                member_id=self._ids[n] if way.private else None,
            )
            for n in range(MEMBERS)
        ]
        self.store.write(lambda connection: post(connection, letters, now))

    def at_work(self, way: Way) -> Delivery:
        """A delivery loop that has sent one message well, so that the token is at hand when a disturbance begins."""
        delivery, now = self.delivery(way), self.clock()
        letter = Letter(f"{way.channel}:greeting", way.channel, account_of(way, 0), Content(GREETING), now, "test")
        self.store.write(lambda connection: post(connection, [letter], now))
        self.play(delivery, 5)
        assert self.states() == {"sent": 1}
        self.called.clear()
        return delivery

    def config(self, way: Way, **changes: Any) -> Channel:
        """The configuration of a channel."""
        fake = self.wecom if way in (APP, GROUP) else self.dingtalk
        if way.private:
            return fake.channel(name=way.channel, **changes)
        return fake.webhook(name=way.channel, **changes)

    def delivery(self, *ways: Way, **changes: Any) -> Delivery:
        """The delivery loop of a process that has just started, with these channels."""
        platforms: dict[str, Platform] = {
            way.channel: make_platform(self.config(way, **changes), self.clock) for way in ways
        }
        return Delivery(self.store, self.files, platforms, self.clock, WORKSHOP)

    def play(self, delivery: Delivery, seconds: float, step: float = 5) -> None:
        """Lets the loop run for a while, and notes the instant of every call to a platform."""
        for _ in range(int(seconds / step)):
            before = self.requests()
            delivery.deliver_once()
            self.called += [self.clock()] * (self.requests() - before)
            self.clock.tick(step)

    def requests(self) -> int:
        """How many calls either platform has got."""
        return len(self.wecom.requests) + len(self.dingtalk.requests)

    def arrived(self, way: Way) -> Counter[tuple[str, str]]:
        """(account, text) → how many copies of it people saw, but for the greeting; the account of a group is ""."""
        seen = self._seen(way)
        return Counter({what: copies for what, copies in seen.items() if what[1] != GREETING})

    def _seen(self, way: Way) -> Counter[tuple[str, str]]:
        if way is APP:
            return Counter((m.account, _text(m.body)) for m in self.wecom.delivered)
        if way is DING:
            return Counter((m.account, m.param["content"]) for m in self.dingtalk.delivered)
        posts = [post.body for post in (self.wecom.posts if way is GROUP else self.dingtalk.posts)]
        return Counter(("", _text(body)) for body in posts)

    def rows(self) -> list[OutboxRow]:
        """The whole outbox, by id."""
        with self.store.read() as connection:
            return rows_after(connection, 0)

    def states(self) -> Counter[str]:
        """How many messages are in which state."""
        return Counter(row.state for row in self.rows())

    def pause(self, way: Way) -> Pause:
        """Whether a channel is silent."""
        with self.store.read() as connection:
            return pause_of(connection, way.channel)

    def unreachable(self, platform: str) -> dict[str, str]:
        """The accounts of a platform that are recorded as not to be reached, with the reason."""
        columns = (account_table.c.user_id, account_table.c.unreachable)
        query = select(*columns).where(account_table.c.platform == platform, account_table.c.unreachable.is_not(None))
        with self.store.read() as connection:
            return {row.user_id: row.unreachable for row in connection.execute(query)}


def account_of(way: Way, number: int) -> str:
    """Whom the message of a number goes to."""
    if not way.private:
        return ""
    return f"user{number:02d}" if way is APP else f"staff{number:02d}"


def text_of(way: Way, number: int) -> str:
    """What the message of a number says."""
    return "请报送本周信息" if way.private and number < ALIKE else f"请报送本周信息，第{number}号"


def everything(way: Way) -> set[tuple[str, str]]:
    """What must arrive."""
    return {(account_of(way, n), text_of(way, n)) for n in range(MEMBERS)}


def _text(body: Any) -> str:
    return str(body["text"]["content"])
