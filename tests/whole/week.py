"""A whole office on a hand clock: callbacks in, the schedule, the delivery loop, both platforms as people see them."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, update

from bot.config import DingtalkChannel, WecomChannel
from bot.delivery import Delivery
from bot.pipeline import Pipeline
from bot.registry import make_platform
from models.channels import ChannelRecord
from models.files import FileStore
from models.obligations import obligation_table
from models.store import Store
from scheduler.running import run_due
from tests.factories import at, make_channels, make_member, make_plan, unit_id_of
from tests.fakes.dingtalk import FakeDingtalk
from tests.fakes.dingtalk_callbacks import signed_text as ding_text
from tests.fakes.platform import Clock
from tests.fakes.wecom import FakeWecom
from tests.fakes.wecom_callbacks import read_reply
from tests.fakes.wecom_callbacks import signed_text as wecom_text
from tests.fakes.workshop import WORKSHOP

UNITS = tuple(f"测试单位{number:02d}" for number in range(1, 13))
ON_WECOM = 6
CHANNELS = (
    ChannelRecord("app", "wecom", "wecom", True, False, ("jinhu",)),
    ChannelRecord("group", "wecom-webhook", "wecom", False, True, ("jinhu",)),
    ChannelRecord("ding", "dingtalk", "dingtalk", True, False, ("jinhu",)),
    ChannelRecord("ding-group", "dingtalk-webhook", "dingtalk", False, True, ("jinhu",)),
)


@dataclass(frozen=True)
class Seen:
    """A message on somebody's screen; the account of a group is its channel. `kind` is the text's 【heading】."""

    at: datetime
    account: str
    text: str

    @property
    def kind(self) -> str:
        """The heading, "" without one."""
        return self.text.partition("】")[0].removeprefix("【") if self.text.startswith("【") else ""


class Office:
    """Twelve units with liaison and head, the first six on WeCom, the others on DingTalk; two editors, a leader."""

    def __init__(self, store: Store, folder: Path, wecom: FakeWecom, dingtalk: FakeDingtalk, clock: Clock) -> None:
        self.store, self.wecom, self.dingtalk, self.clock = store, wecom, dingtalk, clock
        self.files = FileStore(folder)
        self.app: WecomChannel = wecom.channel(name="app")
        self.ding: DingtalkChannel = dingtalk.channel(name="ding")
        configs = (self.app, wecom.webhook(name="group"), self.ding, dingtalk.webhook(name="ding-group"))
        platforms = {config.name: make_platform(config, clock) for config in configs}
        self._pipeline = Pipeline(store, platforms, clock)
        self._delivery = Delivery(store, self.files, platforms, clock, WORKSHOP)
        self._keys = itertools.count(1)
        store.write(lambda connection: make_plan(connection, now=clock()))
        store.write(lambda connection: make_channels(connection, *CHANNELS))
        store.write(self._hire)

    def _hire(self, connection: Connection) -> None:
        for number, unit in enumerate(UNITS, 1):
            platform = "wecom" if number <= ON_WECOM else "dingtalk"
            make_member(connection, unit, f"测试员{number:02d}", accounts=[(platform, f"liaison{number:02d}")])
            make_member(connection, unit, f"测试员{number + 20}", "head", accounts=[(platform, f"head{number:02d}")])
        make_member(connection, "党群工作部", "测试员51", "editor", accounts=[("wecom", "editor1")])
        make_member(connection, "党群工作部", "测试员52", "editor", accounts=[("dingtalk", "editor2")])
        make_member(connection, "办公室", "测试员61", "leader", accounts=[("wecom", "leader")])

    def go(self, until: str) -> None:
        """Lets time pass to an instant of the office's clock: what falls due is written, and delivered then."""
        since, self.clock.now = self.clock(), at(until)
        reports = run_due(self.store, self.files, since, self.clock())
        assert [report.error for report in reports if report.error] == []
        while self._delivery.deliver_once():
            pass

    def says(self, account: str, text: str) -> str:
        """Somebody writes to the bot. → the answer in the HTTP response."""
        number = int(account[-2:]) if account[-2:].isdigit() else 0
        if number > ON_WECOM or account == "editor2":
            request = ding_text(self.ding, account, text, f"msg{next(self._keys)}==", self.clock())
            answer = self._pipeline.callback("ding", request)
            assert answer.status == 200
            return _words(json.loads(answer.body))
        request = wecom_text(self.app, account, text, str(next(self._keys)), self.clock())
        answer = self._pipeline.callback("app", request)
        assert answer.status == 200
        return str(read_reply(self.app, answer).get("Content", ""))

    def excuse(self, unit: str, monday: date, reason: str) -> None:
        """The office excuses a unit for a week."""
        changes = update(obligation_table).where(obligation_table.c.starts_on == monday)

        def work(connection: Connection) -> int:
            mine = obligation_table.c.unit_id == unit_id_of(connection, unit)
            return connection.execute(changes.where(mine).values(excuse=reason, excuse_source="豁免")).rowcount

        assert self.store.write(work) == 1

    def seen(self, since: str) -> list[Seen]:
        """What came on people's screens after an instant, in order."""
        private = [Seen(m.at, m.account, _words(m.body)) for m in self.wecom.delivered]
        private += [Seen(m.at, m.account, _words(m.param)) for m in self.dingtalk.delivered]
        posts = [Seen(post.at, "group", _words(post.body)) for post in self.wecom.posts]
        posts += [Seen(post.at, "ding-group", _words(post.body)) for post in self.dingtalk.posts]
        return sorted((m for m in private + posts if m.at > at(since)), key=lambda m: (m.at, m.account))

    def reached(self, since: str) -> list[tuple[str, str]]:
        """Who saw a message after an instant, and of which kind."""
        return sorted((message.account, message.kind) for message in self.seen(since))


def liaison(number: int) -> str:
    """The account of a unit's liaison."""
    return f"liaison{number:02d}"


def _words(body: Mapping[str, Any]) -> str:
    """What a message says, whatever its form."""
    kind = body.get("msgtype")
    if kind == "template_card":
        return str(body["template_card"].get("sub_title_text", ""))
    if kind == "image":
        return "【图片】"
    if kind == "empty":
        return ""
    inner = body[kind] if kind else body
    return str(inner.get("content") or inner.get("text") or "")
