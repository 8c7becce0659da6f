"""An office with an outbox: what the tests of delivery and attachments write and look at."""

from datetime import timedelta
from pathlib import Path

from bot.delivery import Delivery
from bot.platform import Platform
from bot.workshop import Workshop
from models.channels import ChannelRecord, Pause, pause_of
from models.enclosures import Chart, Sheet
from models.files import FileStore
from models.outbox import Content, Letter, OutboxRow, post, rows_after
from models.store import Store
from rules.plan import Role
from tests.factories import at, group_webhook, make_channels, make_member, make_plan, wecom_app
from tests.fakes.platform import Clock
from tests.fakes.workshop import WORKSHOP

NOW = at("2026-11-19 15:07")


def dingtalk_app(name: str = "ding") -> ChannelRecord:
    """A DingTalk application as the store knows it."""
    return ChannelRecord(name, "dingtalk", "dingtalk", True, False, ("jinhu",))


class Office:
    """A store with a plan and three channels (`app`, `ding`, `group`), a clock that stands, a folder for files."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.clock = Clock(NOW)
        self.files = FileStore(folder)
        store.write(make_plan)
        store.write(lambda connection: make_channels(connection, wecom_app(), dingtalk_app(), group_webhook()))

    def delivery(self, *platforms: Platform, store: Store | None = None, workshop: Workshop = WORKSHOP) -> Delivery:
        """A delivery loop, as one process has it."""
        served = {platform.channel: platform for platform in platforms}
        return Delivery(store or self.store, self.files, served, self.clock, workshop)

    def member(self, name: str, *accounts: tuple[str, str], role: Role = "liaison") -> int:
        """Stores a member with accounts as (platform, user id). → the id."""
        return self.store.write(lambda connection: make_member(connection, "财政局", name, role, accounts=accounts))

    def write(
        self,
        count: int = 1,
        text: str = "请报送",
        *,
        channel: str = "app",
        account: str | None = None,
        key: str = "",
        member: int | None = None,
        wait: float = 0,
        picture: str = "",
        chart: Chart | None = None,
        sheet: Sheet | None = None,
        job: str = "test",
        numbered: bool = False,
    ) -> None:
        """Writes messages to the accounts u0, u1 … (or to one account), due now or in `wait` seconds."""
        now = self.clock()
        letters = [
            Letter(
                key=f"{key or text[:20]}:{number}" if count > 1 or not key else key,
                channel=channel,
                account=f"u{number}" if account is None else account,
                content=Content(f"{text}{number}" if numbered else text, picture=picture, chart=chart, sheet=sheet),
                due_at=now + timedelta(seconds=wait),
                job=job,
                plan_id="jinhu",
                member_id=member,
            )
            for number in range(count)
        ]
        self.store.write(lambda connection: post(connection, letters, now))

    def rows(self) -> list[OutboxRow]:
        """The whole outbox, by id."""
        with self.store.read() as connection:
            return rows_after(connection, 0)

    def states(self) -> list[str]:
        """The states of the whole outbox, by id."""
        return [row.state for row in self.rows()]

    def pause(self, channel: str = "app") -> Pause:
        """Whether a channel is silent."""
        with self.store.read() as connection:
            return pause_of(connection, channel)

    def play(self, delivery: Delivery, seconds: float, step: float = 1) -> None:
        """Lets the loop run for a while."""
        for _ in range(int(seconds / step)):
            delivery.deliver_once()
            self.clock.tick(step)
