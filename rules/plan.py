"""A work plan (方案) as data: everything that differs between plans, read from one TOML file in `plans/`.

The classes are plain frozen dataclasses so that the rules stay free of libraries; `models.plan_file` reads them from
TOML and words what is wrong. `__pydantic_config__` makes that reader refuse keys that are not declared here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Literal
from zoneinfo import ZoneInfo

PeriodKind = Literal["day", "week", "month", "quarter", "half", "year", "plan"]
Role = Literal["liaison", "head", "editor", "reviewer", "leader"]
Level = Literal["county", "city", "province", "central"]
Audience = Literal["liaison", "deputy", "head", "editors", "leaders", "group"]
Counts = Literal["items", "publications", "project_updates", "statistics"]
Colour = Literal["plain", "blue", "yellow", "red"]
Preset = Literal["default", "three-colours", "none"]
Clock = time
"""Another name for the type, for the fields called `time`."""

LEVELS: tuple[Level, ...] = ("county", "city", "province", "central")
LEVEL_NAMES: dict[Level, str] = {"county": "县级", "city": "市级", "province": "省级", "central": "中央"}
ROLE_NAMES: dict[Role, str] = {
    "liaison": "信息报送员",
    "head": "单位负责人",
    "editor": "宣传办",
    "reviewer": "审核人",
    "leader": "领导",
}

KIND_OF: dict[Counts, tuple[str, ...]] = {"project_updates": ("项目进展",), "statistics": ("统计",)}
"""The kind of item that a duty counts which asks for something else than news."""

NEWS = "信息"
"""The kind of an item for which none is named."""

WITHOUT_BOARD = frozenset(kind for kinds in KIND_OF.values() for kind in kinds)
"""The kinds of item that need no board (板块)."""

OFFICE = ZoneInfo("Asia/Shanghai")
"""The clock of the offices of one system, where no single plan is meant."""

FORBID_UNKNOWN = {"extra": "forbid"}


@dataclass(frozen=True)
class Board:
    """A topic (板块) with its own form: what an item should cover and what makes it news."""

    __pydantic_config__ = FORBID_UNKNOWN
    name: str
    aliases: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    key_points: tuple[str, ...] = ()
    highlights: tuple[str, ...] = ()


@dataclass(frozen=True)
class Escalation:
    """Who is added to a rung from the n-th period missed in a row."""

    __pydantic_config__ = FORBID_UNKNOWN
    to: Audience
    from_miss: int


@dataclass(frozen=True)
class Rung:
    """One chase step (催报级). `time` is the office's clock.

    Its day lies `offset` working days from the deadline's day, or is the fixed `day` of the period, counted as
    `deadline_day` is, working or not. It concerns units that have missed at least `from_miss` periods in a row, the
    present one included, and, where `classes` are named, those of these classes. `text` is a wording of its own with
    variables (docs/plans.md), `tone` the colour that the reminder is headed with.
    """

    __pydantic_config__ = FORBID_UNKNOWN
    id: str
    offset: int = 0
    time: Clock = Clock(9, 7)
    to: tuple[Audience, ...] = ()
    also: tuple[Escalation, ...] = ()
    day: int | None = None
    from_miss: int = 1
    classes: tuple[str, ...] = ()
    text: str = ""
    tone: Colour = "plain"


def default_ladder() -> tuple[Rung, ...]:
    """The ladder of a duty that names none of its own (design, section 7)."""
    return (
        Rung("day-before", -1, time(15, 7), ("liaison",)),
        Rung("same-day", 0, time(14, 7), ("liaison",), (Escalation("head", 2),)),
        Rung("group", 0, time(16, 7), ("group",)),
        Rung("summary", 1, time(9, 7), ("editors",), (Escalation("leaders", 3),)),
    )


def three_colours() -> tuple[Rung, ...]:
    """The ladder of the supervision offices: blue before the deadline, yellow on its day, red once it is missed."""
    return (
        Rung("blue", -1, time(15, 7), ("liaison",), tone="blue"),
        Rung("yellow", 0, time(14, 7), ("liaison", "deputy"), (Escalation("head", 2),), tone="yellow"),
        Rung("red", 1, time(9, 7), ("liaison", "head", "editors"), (Escalation("leaders", 2),), tone="red"),
    )


PRESETS: dict[Preset, Callable[[], tuple[Rung, ...]]] = {
    "default": default_ladder,
    "three-colours": three_colours,
    "none": tuple,
}


@dataclass(frozen=True)
class Quota:
    """How many are owed by some of the units: by name, else by class, else by group. 0 frees them from the duty."""

    __pydantic_config__ = FORBID_UNKNOWN
    required: int
    units: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Duty:
    """Who owes what per period (报送任务). `deadline_day` is 1–7 in a week, the day number in longer periods.

    It is owed by every unit with a liaison, or only by those that `units`, `classes` or `groups` name; `required` is
    the least number of each, `quotas` what differs from it. What is counted may be narrowed by kind and board, for
    publications by level. `make_up` is how many periods back 补报 may go, `bank` whether one item too many stands for
    the next period, `zero_reports` how many 零报告 a unit may give in a quarter.
    """

    __pydantic_config__ = FORBID_UNKNOWN
    id: str
    title: str
    period: PeriodKind = "week"
    required: int = 1
    deadline_day: int = 5
    deadline_time: time = time(17, 0)
    ladder: tuple[Rung, ...] = ()
    preset: Preset = "default"
    counts: Counts = "items"
    kinds: tuple[str, ...] = ()
    boards: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    units: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    quotas: tuple[Quota, ...] = ()
    make_up: int = 1
    bank: bool = False
    zero_reports: int = 0

    def rungs(self) -> tuple[Rung, ...]:
        """The duty's own ladder, else that of its preset."""
        return self.ladder or PRESETS[self.preset]()

    def counted_kinds(self) -> tuple[str, ...]:
        """The kinds of item that count, () for all: a project's update and a statistic are items of their own kind."""
        return KIND_OF.get(self.counts, self.kinds) or self.kinds


@dataclass(frozen=True)
class Target:
    """A number to reach in a period (目标). `levels` empty means publications of any level."""

    __pydantic_config__ = FORBID_UNKNOWN
    id: str
    title: str
    period: PeriodKind
    needed: int
    counts: Literal["items", "publications"] = "publications"
    levels: tuple[Level, ...] = ()
    boards: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    warn_days: int = 7


@dataclass(frozen=True)
class Outlet:
    """A medium (媒体) with its level and the web domains by which a link is recognised."""

    __pydantic_config__ = FORBID_UNKNOWN
    name: str
    level: Level
    domains: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A named series (专栏) that publications belong to."""

    __pydantic_config__ = FORBID_UNKNOWN
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Award:
    """An award (评优), so far as text: what is awarded, how often, on what ground."""

    __pydantic_config__ = FORBID_UNKNOWN
    title: str
    period: PeriodKind
    text: str = ""


@dataclass(frozen=True)
class Organisation:
    """One level of the plan's organisation: its name, the role that its people have in the bot, and its work."""

    __pydantic_config__ = FORBID_UNKNOWN
    title: str
    roles: tuple[Role, ...]
    work: str = ""


@dataclass(frozen=True)
class Tone:
    """How loudly the bot speaks: names in the group, ranking, and the quiet hours of the office's clock.

    `head_if_unreachable`: where no reminder reaches a unit's liaisons the unit's head is written to instead.
    """

    __pydantic_config__ = FORBID_UNKNOWN
    naming: Literal["private", "group"] = "private"
    ranking: Literal["off", "leaders", "group"] = "off"
    quiet_from: time = time(21, 0)
    quiet_to: time = time(8, 0)
    head_if_unreachable: bool = False


@dataclass(frozen=True)
class Recognition:
    """How free text is taken for an item: the shortest text and the confidence below which the bot asks."""

    __pydantic_config__ = FORBID_UNKNOWN
    shortest: int = 30
    ask_below: float = 0.6


@dataclass(frozen=True)
class Plan:
    """One work plan. Dates are the office's; `end` absent means no end."""

    __pydantic_config__ = FORBID_UNKNOWN
    id: str
    title: str
    start: date
    issuer: str = ""
    document: str = ""
    end: date | None = None
    effective_from: date | None = None
    timezone: str = "Asia/Shanghai"
    days_off: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()
    calendar_until: date | None = None
    groups: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("信息", "线索", "案例", "图片")
    organisation: tuple[Organisation, ...] = ()
    boards: tuple[Board, ...] = ()
    duties: tuple[Duty, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    columns: tuple[Column, ...] = ()
    targets: tuple[Target, ...] = ()
    awards: tuple[Award, ...] = ()
    tone: Tone = Tone()
    recognition: Recognition = Recognition()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the office's clock."""
        return ZoneInfo(self.timezone)
