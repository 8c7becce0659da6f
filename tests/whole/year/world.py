"""Made-up years: units that come and go, are away, deliver or not, and a server that is not always up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from tests.whole.year.oracle import (
    DAY,
    WEEK,
    Absence,
    Change,
    Excuse,
    Hire,
    Leaves,
    Look,
    Role,
    Send,
    Step,
    Zero,
    monday_of,
    rung_times,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
CLASSES = ("甲类", "乙类", "丙类")
NEEDED = {"甲类": 2}
"""Items a week by class; one of the others."""

STEADY = 8
"""So many units keep the liaisons that they have; these may stand in for others."""

Span = tuple[datetime, datetime]
Event = tuple[datetime, Step]
"""The true time, and what happens; its `clock` is put right at the end."""


@dataclass(frozen=True)
class World:
    """`steps` in the order in which they happen. `classes` has every unit's class."""

    first_monday: date
    classes: dict[str, str]
    steps: tuple[Step, ...]

    def needed(self, unit: str) -> int:
        """The items that a unit owes in a week."""
        return NEEDED.get(self.classes.get(unit, ""), 1)


def make_world(seed: int, first_monday: date, weeks: int, units: int) -> World:
    """A world of this many weeks and units; the same seed gives the same world."""
    return _Maker(Random(seed), first_monday, weeks, units).make()


class _Maker:
    """Makes one world. Times are true ones until the end, when those of a server whose clock is wrong are put in."""

    def __init__(self, random: Random, first_monday: date, weeks: int, units: int) -> None:
        self.random = random
        self.first_monday, self.weeks = first_monday, weeks
        self.begin = datetime.combine(first_monday, time(0))
        self.end = self.begin + (weeks + 2) * WEEK
        self.units = [f"单位{number:02d}" for number in range(1, units + 1)]
        self.items = 0
        self.outages = list(self._outages())
        self.behind = list(self._clock_behind())

    def make(self) -> World:
        """Everybody and everything, in order."""
        events = [
            *self._staff(),
            *self._liaisons(),
            *self._absences(),
            *self._excuses(),
            *self._zeros(),
            *self._looks(),
        ]
        for unit in self.units:
            events += self._items_of(unit)
        events.sort(key=lambda event: event[0])
        classes = {unit: CLASSES[number % 3] for number, unit in enumerate(self.units)}
        return World(self.first_monday, classes, tuple(self._by_server_clock(events)))

    def _server_clock(self, when: datetime) -> datetime:
        return when - HOUR if _within(when, self.behind) else when

    def _by_server_clock(self, events: list[Event]) -> Iterator[Step]:
        """Excuses and zero reports for a week that nobody has opened yet are left out: nothing is owed."""
        opened = self.first_monday - WEEK
        for when, step in events:
            clock = self._server_clock(when)
            if isinstance(step, Look):
                opened = max(opened, monday_of(clock.date()))
                if self.random.random() < 0.05:  # a replica that was held up since it read the clock
                    yield step_at(step, clock)
                    clock -= self.random.randrange(1, 40) * MINUTE
            if not isinstance(step, Excuse | Zero) or step.monday <= opened:
                yield step_at(step, clock)

    def _moment(self, day: date, first_hour: int = 7, last_hour: int = 22) -> datetime:
        minutes = self.random.randrange(first_hour * 60, last_hour * 60)
        return datetime.combine(day, time(0)) + minutes * MINUTE + timedelta(seconds=self.random.randrange(1, 59))

    def _day(self) -> date:
        return self.first_monday + self.random.randrange(self.weeks * 7) * DAY

    def _rung(self) -> datetime:
        while True:
            times = rung_times(self.first_monday + self.random.randrange(self.weeks) * WEEK)
            if times:
                return self.random.choice(list(times.values()))

    def _outages(self) -> Iterator[Span]:
        """Hours to days; half of them swallow a rung that we name, the others what they happen to meet."""
        for number in range(self.weeks // 2):
            hours = self.random.choice([0.2, 1, 3, 9, 30, 80, 120])
            start = self._rung() - self.random.random() * hours * HOUR
            if number % 2:
                start = self._moment(self._day(), 0, 24)
            yield max(start, self.begin + HOUR), start + hours * HOUR

    def _clock_behind(self) -> Iterator[Span]:
        """The server's clock goes back an hour after a rung, mostly, and is put right hours to a day later."""
        for _ in range(self.weeks // 6 + 1):
            start = self._rung() + self.random.randrange(1, 90) * MINUTE
            yield start, start + self.random.randrange(1, 30) * HOUR

    def _staff(self) -> Iterator[Event]:
        middle = self.first_monday + self.weeks // 2 * WEEK
        offices: list[tuple[str, Role, date | None]] = [
            ("编辑一", "editor", None),
            ("编辑二", "editor", middle),
            ("领导一", "leader", None),
        ]
        for name, role, until in offices:
            yield self.begin, Hire(self.begin, "宣传办", name, role, self.first_monday, until)
        for name, role, _ in offices[1:]:
            yield self.begin, Hire(self.begin, "宣传办", f"{name}的同事", role, middle - 3 * DAY)
        for number, unit in enumerate(self.units):
            if number % 7 != 6:  # some have no head, and some share one
                head = f"负责人{number - number % 7 % 2:02d}"
                yield self.begin, Hire(self.begin, unit, head, "head", self.first_monday)

    def _liaisons(self) -> Iterator[Event]:
        for number, unit in enumerate(self.units):
            since = self.first_monday if number % 10 != 9 else self._day()
            name = f"报送员{number:02d}" if number % 9 != 8 else f"报送员{number - 1:02d}"
            yield self.begin, Hire(self.begin, unit, name, "liaison", since)
            if number % 5 == 4:
                yield self.begin, Hire(self.begin, unit, f"副报送员{number:02d}", "liaison", since)
            if number >= STEADY and number % 3 == 0:
                yield from self._replacement(unit, name, since)

    def _replacement(self, unit: str, name: str, since: date) -> Iterator[Event]:
        """One in three is replaced without a gap, one with a gap of days to weeks, one leaves for good."""
        last = max(self._day(), since + 4 * DAY)
        known = self._moment(last - 3 * DAY)
        yield known, Leaves(known, unit, name, "liaison", last)
        gap = self.random.choice([0, 0, 0, 4, 16, None])
        if gap is not None:
            yield known, Hire(known, unit, f"{name}的接任", "liaison", last + gap * DAY)

    def _absences(self) -> Iterator[Event]:
        """Of the first liaisons; some of them will have been replaced by then, which must not matter."""
        for _ in range(self.weeks * len(self.units) // 30):
            number = self.random.randrange(STEADY, len(self.units))
            first = self._day()
            noted = self._moment(first - self.random.choice([0, 0, 1, 5]) * DAY)
            end = first + self.random.randrange(1, 12) * DAY
            deputy = f"报送员{self.random.randrange(STEADY):02d}" if self.random.random() < 0.5 else ""
            name = f"报送员{number:02d}" if number % 9 != 8 else f"报送员{number - 1:02d}"
            if noted > self.begin:
                yield noted, Absence(noted, self.units[number], name, first, end, deputy)

    def _excuses(self) -> Iterator[Event]:
        for _ in range(self.weeks * len(self.units) // 30):
            when = self._moment(self._day(), 0, 24)
            unit = self.random.choice(self.units)
            monday = monday_of(when.date()) - self.random.choice([0, 0, 0, 7]) * DAY
            yield when, Excuse(when, unit, monday)
            if self.random.random() < 0.3:
                later = when + self.random.randrange(1, 80) * HOUR
                yield later, Excuse(later, unit, monday, holds=False)

    def _zeros(self) -> Iterator[Event]:
        for _ in range(self.weeks * len(self.units) // 40):
            when = self._moment(self._day(), 0, 24)
            yield when, Zero(when, self.random.choice(self.units), monday_of(when.date()))

    def _items_of(self, unit: str) -> Iterator[Event]:
        """A unit has good months and bad ones."""
        zeal = 0.9
        for number in range(self.weeks):
            if number % 4 == 0:
                zeal = self.random.choice([0.97, 0.9, 0.6, 0.05])
            for _ in range(2):
                if self.random.random() < zeal:
                    yield from self._item(unit, self.first_monday + number * WEEK)

    def _item(self, unit: str, monday: date) -> Iterator[Event]:
        self.items += 1
        item, sent = self.items, self._sent(monday)
        fate = self.random.random()
        yield sent, Send(sent, sent, unit, item, "草稿" if fate > 0.97 else "待审")
        decided = sent + self.random.randrange(10, 60 * 60) * MINUTE
        if fate < 0.6:
            yield decided, Change(decided, unit, item, "采用")
        elif fate < 0.75:
            yield decided, Change(decided, unit, item, "退回")
            again = decided + self.random.randrange(10, 80 * 60) * MINUTE
            if fate < 0.7:
                yield again, Change(again, unit, item, "待审")
        elif fate < 0.82:
            yield decided, Change(decided, unit, item, "撤回")

    def _sent(self, monday: date) -> datetime:
        """Any day and night, with a crowd around the rungs."""
        times = list(rung_times(monday).values())
        if times and self.random.random() < 0.4:
            near = self.random.choice(times) + self.random.randrange(-30, 30) * MINUTE + timedelta(seconds=17)
            return max(near, self.begin + MINUTE)
        return self._moment(monday + self.random.randrange(7) * DAY, 0, 24)

    def _looks(self) -> Iterator[Event]:
        """Two replicas look every minute; only the minutes in which something could happen are played."""
        wanted = {self.begin + number * WEEK + 7 * MINUTE for number in range(self.weeks + 1)}
        wanted |= {self._moment(self._day(), 0, 24).replace(second=0) for _ in range(self.weeks * 3)}
        wanted |= {moment for span in self.behind for moment in span}
        for number in range(self.weeks + 1):
            for when in rung_times(self.first_monday + number * WEEK).values():
                others = [when - MINUTE, when + MINUTE, when + HOUR, when + 2 * HOUR]
                wanted |= {when, *(other for other in others if self.random.random() < 0.3)}
        up = sorted(when for when in wanted if not _within(when, self.outages))
        for when in up:
            yield when, Look(when)
            if self.random.random() < 0.3:
                yield when, Look(when)
        for _, back in self.outages:
            if not _within(back, self.outages):
                yield back, Look(back, starts=self.random.random() < 0.6)


def _within(when: datetime, spans: list[Span]) -> bool:
    return any(start <= when < end for start, end in spans)


def step_at(step: Step, clock: datetime) -> Step:
    """The same step at another time of the server's clock."""
    values = {**vars(step), "clock": clock}
    return type(step)(**values)
