"""Who must be reached: the rules of duties and reminders once more, slow and plain, to hold the product against.

It shares nothing with the product: no import, no table, no time zone. A world is a list of steps in the order in which
they happened. `clock` is what the server's clock read then, naive, at the office: a clock that is put back makes the
times in the list go back, not the list. What people send also bears the platform's own time, which is the true one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, TypeAlias

from tests.whole.year.calendar_2026 import works

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
LADDER = ("day-before", "same-day", "group", "summary")
COUNTING = ("待审", "采用")
GROUPS = ("group",)

Role = Literal["liaison", "head", "editor", "leader"]


@dataclass(frozen=True)
class Hire:
    """Somebody gets a role in a unit from a day on, until (exclusive) another one if it is known."""

    clock: datetime
    unit: str
    name: str
    role: Role
    since: date
    until: date | None = None

    @property
    def account(self) -> str:
        """Where this person is written to: one for each name."""
        return f"id-{self.name}"


@dataclass(frozen=True)
class Leaves:
    """Somebody is no longer in a role from a day on."""

    clock: datetime
    unit: str
    name: str
    role: Role
    until: date


@dataclass(frozen=True)
class Absence:
    """A liaison is away from `first` to the day before `end`; `deputy` (a liaison elsewhere, or "") stands in."""

    clock: datetime
    unit: str
    name: str
    first: date
    end: date
    deputy: str = ""


@dataclass(frozen=True)
class Send:
    """A unit sends an item, at `sent` by the platform's time; `item` is its number in the world."""

    clock: datetime
    sent: datetime
    unit: str
    item: int
    status: str = "待审"


@dataclass(frozen=True)
class Change:
    """An item's status changes: 采用, 退回, 撤回, or 待审 again when it is sent in once more."""

    clock: datetime
    unit: str
    item: int
    status: str


@dataclass(frozen=True)
class Excuse:
    """An editor excuses a unit for a week, or takes that back."""

    clock: datetime
    unit: str
    monday: date
    holds: bool = True


@dataclass(frozen=True)
class Zero:
    """A unit says that it has nothing to report: it stands for what the unit still owes for a week."""

    clock: datetime
    unit: str
    monday: date


@dataclass(frozen=True)
class Look:
    """Some replica looks what is due, by its clock; `starts` where it has just been started."""

    clock: datetime
    starts: bool = False


Step: TypeAlias = Hire | Leaves | Absence | Send | Change | Excuse | Zero | Look


@dataclass(frozen=True, order=True)
class Reach:
    """This receiver must be reached about this unit's week. `at` is when the message was written."""

    monday: date
    rung: str
    unit: str
    audience: str
    receiver: str
    at: datetime


def monday_of(day: date) -> date:
    """The first day of the week of a day."""
    while day.isoweekday() != 1:
        day -= DAY
    return day


def deadline_day(monday: date) -> date | None:
    """Friday, or the last working day before it in the week, else the last one after it; None without any."""
    week = [monday + number * DAY for number in range(7)]
    till_friday = [day for day in week[:5] if works(day)]
    weekend = [day for day in week[5:] if works(day)]
    open_days = till_friday or weekend
    return open_days[-1] if open_days else None


def rung_times(monday: date) -> dict[str, datetime]:
    """When each rung of a week falls due, in the order of the ladder; a rung that does not fire is left out."""
    last = deadline_day(monday)
    if last is None:
        return {}
    before, after = last - DAY, monday + WEEK
    while not works(before):
        before -= DAY
    while not works(after):
        after += DAY
    times = {
        "day-before": datetime.combine(before, time(15, 7)),
        "same-day": datetime.combine(last, time(14, 7)),
        "group": datetime.combine(last, time(16, 7)),
        "summary": datetime.combine(after, time(9, 7)),
    }
    return {rung: when for rung, when in times.items() if when.date() >= monday}


def leaves_at(clock: datetime) -> datetime:
    """When a message written at this time may leave: at once, or at the end of the quiet hours."""
    if QUIET_UNTIL <= clock.time() < QUIET_FROM:
        return clock
    day = clock.date() + (DAY if clock.time() >= QUIET_FROM else 0 * DAY)
    return datetime.combine(day, QUIET_UNTIL)


class Oracle:
    """Goes through a world step by step. `needed` gives the items a week that a unit owes."""

    def __init__(self, first_monday: date, needed: Callable[[str], int] = lambda unit: 1) -> None:
        self._first_monday = first_monday
        self._needed = needed
        self._people: list[Hire] = []
        self._gone: dict[tuple[str, str, str], date] = {}
        self._absences: list[Absence] = []
        self._items: dict[str, dict[int, tuple[date, str]]] = {}
        self._zeros: dict[tuple[str, date], int] = {}
        self._excused: set[tuple[str, date]] = set()
        self._climbed: dict[date, int] = {}
        self._held: set[Reach] = set()
        self._left: set[Reach] = set()

    @property
    def reached(self) -> set[Reach]:
        """Everybody who has been written to, or will be if nothing happens any more."""
        return self._left | self._held

    def play(self, steps: Iterable[Step]) -> "Oracle":
        """Goes through the steps in their order."""
        for step in steps:
            self.take(step)
        return self

    def take(self, step: Step) -> None:
        """The next thing that happens."""
        self._let_go(step.clock)
        if isinstance(step, Hire):
            self._people.append(step)
        elif isinstance(step, Leaves):
            self._gone[step.unit, step.name, step.role] = step.until
        elif isinstance(step, Absence):
            self._absences.append(step)
        elif isinstance(step, Send):
            self._items.setdefault(step.unit, {})[step.item] = (step.sent.date(), step.status)
            self._take_back(step.unit)
        elif isinstance(step, Change):
            sent_on, _ = self._items[step.unit][step.item]
            self._items[step.unit][step.item] = (sent_on, step.status)
            self._take_back(step.unit)
        elif isinstance(step, Excuse):
            self._excuse(step)
        elif isinstance(step, Zero):
            self._stand_in(step)
        else:
            self._look(step.clock)
            self._let_go(step.clock)

    def owes(self, unit: str, monday: date) -> bool:
        """Whether a unit has the duty in a week: a liaison on its first day, a working day in it, no excuse."""
        if monday < self._first_monday or deadline_day(monday) is None or (unit, monday) in self._excused:
            return False
        return self._in_office(unit, "liaison", monday) != []

    def delivered(self, unit: str, monday: date) -> bool:
        """Whether what was first sent in a week, and counts now, is enough, with what was reported as nothing."""
        return self._counted(unit, monday) >= self._needed(unit)

    def misses(self, unit: str, monday: date) -> int:
        """How many weeks in a row the unit has missed, this one included; weeks without the duty are passed over."""
        count, earlier = 1, monday - WEEK
        while earlier >= self._first_monday:
            if self.owes(unit, earlier):
                if self.delivered(unit, earlier):
                    break
                count += 1
            earlier -= WEEK
        return count

    def units(self) -> list[str]:
        """Every unit that ever had somebody, in the order of appearance."""
        return list(dict.fromkeys(person.unit for person in self._people))

    def _stand_in(self, step: Zero) -> None:
        if self.owes(step.unit, step.monday) and not self.delivered(step.unit, step.monday):
            still_owed = self._needed(step.unit) - self._counted(step.unit, step.monday)
            before = self._zeros.get((step.unit, step.monday), 0)
            self._zeros[step.unit, step.monday] = before + still_owed
            self._take_back(step.unit)

    def _counted(self, unit: str, monday: date) -> int:
        items = self._items.get(unit, {}).values()
        counting = [day for day, status in items if status in COUNTING and monday <= day < monday + WEEK]
        return len(counting) + self._zeros.get((unit, monday), 0)

    def _look(self, clock: datetime) -> None:
        monday = self._first_monday
        while monday <= clock.date():
            due = [rung for rung, when in rung_times(monday).items() if when <= clock]
            if due and LADDER.index(due[-1]) > self._climbed.get(monday, -1):
                self._climbed[monday] = LADDER.index(due[-1])
                self._fire(monday, due[-1], clock)
            monday += WEEK

    def _fire(self, monday: date, rung: str, clock: datetime) -> None:
        for unit in self.units():
            if self.owes(unit, monday) and not self.delivered(unit, monday):
                for audience, receiver in self._receivers(unit, monday, rung, clock.date()):
                    self._held.add(Reach(monday, rung, unit, audience, receiver, clock))

    def _receivers(self, unit: str, monday: date, rung: str, today: date) -> list[tuple[str, str]]:
        if rung == "group":
            return [("group", channel) for channel in GROUPS]
        misses = self.misses(unit, monday)
        if rung == "summary":
            editors = [("editors", person.account) for person in self._in_office(None, "editor", today)]
            leaders = [("leaders", person.account) for person in self._in_office(None, "leader", today)]
            return editors + (leaders if misses >= 3 else [])
        private = [("liaison", account) for account in self._reminded(unit, today)]
        if rung == "same-day" and misses >= 2:
            private += [("head", person.account) for person in self._in_office(unit, "head", today)]
        return private

    def _reminded(self, unit: str, today: date) -> list[str]:
        liaisons = self._in_office(unit, "liaison", today)
        away = [each for each in self._absences if each.unit == unit and each.first <= today < each.end]
        names_away = {each.name for each in away}
        present = [person.account for person in liaisons if person.name not in names_away]
        standing_in = [
            f"id-{each.deputy}" for each in away if each.deputy and each.name in {person.name for person in liaisons}
        ]
        return present + standing_in or [person.account for person in liaisons]

    def _in_office(self, unit: str | None, role: Role, day: date) -> list[Hire]:
        found = []
        for person in self._people:
            until = self._gone.get((person.unit, person.name, person.role), person.until)
            in_office = person.since <= day and (until is None or day < until)
            if person.role == role and unit in (None, person.unit) and in_office:
                found.append(person)
        return found

    def _excuse(self, step: Excuse) -> None:
        if step.holds:
            self._excused.add((step.unit, step.monday))
            self._take_back(step.unit)
        else:
            self._excused.discard((step.unit, step.monday))

    def _let_go(self, clock: datetime) -> None:
        """What may leave leaves, for good."""
        gone = {reach for reach in self._held if leaves_at(reach.at) <= clock}
        self._held -= gone
        self._left |= gone

    def _take_back(self, unit: str) -> None:
        """What has not left yet does not speak, when it leaves, of a unit that owes nothing any more."""
        for reach in [each for each in self._held if each.unit == unit]:
            if self.delivered(unit, reach.monday) or not self.owes(unit, reach.monday):
                self._held.discard(reach)
