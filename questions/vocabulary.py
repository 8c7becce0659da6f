"""The names that a question may use: plain data, read elsewhere from a plan and its roster."""

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Named:
    """A name with what else it is called."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class NamedOutlet:
    """An outlet (媒体) with its level (`county`, `city`, `province`, `central`)."""

    name: str
    level: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class NamedDays:
    """A holiday as it is called in one year (国庆, 春节): the days off in a row, `start` ≤ day < `end`."""

    name: str
    start: date
    end: date


@dataclass(frozen=True)
class Calendar:
    """What the office's calendar knows of days. Without it weekdays are working days and nothing has a name.

    `days_off` are weekdays on which nobody works, `make_up_days` days of a weekend that are worked (调休).
    """

    plan_start: date | None = None
    plan_end: date | None = None
    holidays: tuple[NamedDays, ...] = ()
    days_off: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    last_bulletin: date | None = None

    def is_workday(self, day: date) -> bool:
        """Whether the office works on a day."""
        if day in self.make_up_days:
            return True
        return day.weekday() < SATURDAY and day not in self.days_off


@dataclass(frozen=True)
class Vocabulary:
    """Everything that has a name in one plan. `own_unit` is the asker's, None where there is none (我们 is refused)."""

    units: tuple[Named, ...] = ()
    groups: tuple[str, ...] = ()
    boards: tuple[Named, ...] = ()
    outlets: tuple[NamedOutlet, ...] = ()
    columns: tuple[Named, ...] = ()
    kinds: tuple[str, ...] = ()
    own_unit: str | None = None
    members: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    calendar: Calendar = Calendar()
