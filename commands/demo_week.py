"""The week of the demo: a clock that can be put forward, and everything that happens by it, done in order."""

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.chat import CannotMove, Moment
from bot.delivery import Delivery
from bot.platform import Clock
from commands.demo_data import EXAMPLES
from commands.office import Office
from models.plans import current_plans
from rules.chasing import rung_instants
from rules.periods import office_date, periods_between
from rules.plan import Audience, Plan
from rules.workdays import Workdays
from scheduler.jobs import JOBS, ZONE
from scheduler.running import run_due

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
FARTHEST = timedelta(days=35)
SHOWN = 5

_WHAT: dict[Audience, str] = {"liaison": "私聊提醒", "group": "群内通报", "editors": "未报汇总"}
_POST = "进度图"


def real_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class SettableClock:
    """A clock that runs as the real one does, from where it was put last."""

    def __init__(self, start: datetime, real: Clock = real_clock) -> None:
        self._real = real
        self._ahead = start - real()

    def __call__(self) -> datetime:
        """Now, in UTC."""
        return self._real() + self._ahead

    def put(self, at: datetime) -> None:
        """Puts the clock to an instant."""
        self._ahead = at.astimezone(UTC) - self._real()


class DemoWeek:
    """The demo's clock as the chat page uses it (`bot.chat.DemoClock`), and the demo's scheduler and delivery.

    One lock stands round both, so that a message which is on its way is never surprised by a leap of the clock.
    """

    examples = EXAMPLES

    def __init__(self, office: Office, clock: SettableClock) -> None:
        self._office = office
        self._clock = clock
        self._delivery = Delivery(office.store, office.files, office.platforms, clock, office.workshop)
        self._done_until = clock()
        self._lock = threading.Lock()

    def moments(self) -> list[Moment]:
        """What goes out next, in order: in the rest of this week and in the first days of the next one."""
        now = self._clock()
        days_left = 9 - now.astimezone(ZONE).weekday()
        return (self._between(now, now + days_left * DAY) or self._between(now, now + FARTHEST))[:SHOWN]

    def move(self, at: datetime) -> None:
        """Puts the clock forward, stopping wherever something goes out, so that it leaves at its own time."""
        with self._lock:
            now = self._clock()
            if at <= now:
                raise CannotMove("演示时钟只能往后拨，请选择更晚的时间。")
            if at - now > FARTHEST:
                raise CannotMove(f"一次最多往后拨 {FARTHEST.days} 天，请选择更近的时间。")
            stops = [moment.at for moment in self._between(now, at)]
            for stop in sorted({*stops, at}):
                self._clock.put(stop)
                self._work(stop)

    def tick(self) -> None:
        """Does what has fallen due since the last time, as the clock runs by itself."""
        with self._lock:
            self._work(self._clock())

    def run(self, stop: threading.Event) -> None:
        """Ticks every second until `stop` is set."""
        while not stop.wait(1):
            try:
                self.tick()
            except Exception:
                log.exception("the demo's clock missed a tick")

    def _work(self, now: datetime) -> None:
        if now - self._done_until >= MINUTE:
            run_due(self._office.store, self._office.files, self._done_until, now)
            self._done_until = now
        self._delivery.deliver_once()

    def _between(self, since: datetime, until: datetime) -> list[Moment]:
        """What goes out in `since` < instant ≤ `until`, in order."""
        with self._office.store.read() as connection:
            plans = current_plans(connection, since)
        found = [*_posts(since, until), *(moment for plan in plans for moment in _rungs(plan, since, until))]
        return sorted(found, key=lambda moment: moment.at)


def _rungs(plan: Plan, since: datetime, until: datetime) -> Iterator[Moment]:
    first, last = office_date(since, plan.zone) - 7 * DAY, office_date(until, plan.zone)
    for duty in plan.duties:
        for period in periods_between(duty.period, first, last, plan):
            for rung in rung_instants(duty, period, Workdays.of(plan), plan.zone):
                if since < rung.at <= until:
                    yield Moment("、".join(_WHAT.get(who, "提醒") for who in rung.rung.to), rung.at)


def _posts(since: datetime, until: datetime) -> Iterator[Moment]:
    for job in JOBS:
        if job.name == "post-progress":
            yield from (Moment(_POST, at) for at in job.when.firings(since, until))
