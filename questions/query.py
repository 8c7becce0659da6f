"""What a question asks for, in the words of design, section 10: the exact shape that `ask --json` prints."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

Intent = Literal[
    "count",
    "missing",
    "delivered",
    "ranking",
    "progress",
    "list",
    "trend",
    "compare",
    "status",
    "score",
    "award",
    "rectification",
    "interview",
    "help",
]
Metric = Literal["items", "publications", "projects", "amount"]
GroupBy = Literal[
    "unit",
    "group",
    "board",
    "level",
    "outlet",
    "column",
    "kind",
    "stage",
    "industry",
    "day",
    "week",
    "month",
    "quarter",
]
Order = Literal["asc", "desc"]
Calculation = Literal["average", "share"]

LEVELS = ("county", "city", "province", "central")
"""From the lowest to the highest, so that 以上 and 以下 are slices."""


@dataclass(frozen=True, order=True)
class TimeRange:
    """The days `start` ≤ day < `end` on the office's calendar."""

    start: date
    end: date

    def as_json(self) -> dict[str, str]:
        """`{"start", "end"}` with ISO dates."""
        return {"start": self.start.isoformat(), "end": self.end.isoformat()}


@dataclass(frozen=True)
class Query:
    """One question. `start` inclusive, `end` exclusive, both None where the question names no period.

    Names are the full ones of the plan and its roster; `levels` are codes of `LEVELS` in that order. An empty tuple
    means no filter. `members` are people by name, `statuses` those of items that the question names. `excluded` are
    the names that 除了 leaves out: the filter of their kind holds all the others. Amounts are in 亿元, from inclusive,
    below exclusive. `calculation` turns the figure into the average over `group_by` or a share in per cent. `number`
    and `title` name one record.
    """

    intent: Intent
    metric: Metric | None = None
    start: date | None = None
    end: date | None = None
    units: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    boards: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    group_by: GroupBy | None = None
    order: Order | None = None
    limit: int | None = None
    compare_to: TimeRange | None = None
    members: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    amount_from: Decimal | None = None
    amount_below: Decimal | None = None
    calculation: Calculation | None = None
    number: int | None = None
    title: str | None = None

    def span(self) -> TimeRange | None:
        """The period that is asked for, None if there is none."""
        return TimeRange(self.start, self.end) if self.start and self.end else None

    def as_json(self) -> dict[str, object]:
        """The query as a JSON object: dates in ISO form, tuples as lists, in the order of section 10."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> "Query":
        """The query that `as_json` gave, also in a release that knew fewer fields. ValueError for anything else."""
        names = {field.name for field in fields(cls)}
        if not set(value) <= names or value.get("intent") not in get_args(Intent):
            raise ValueError("no query")
        return cls(**{name: _restored(name, stored) for name, stored in value.items()})  # type: ignore[arg-type]


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, TimeRange):
        return value.as_json()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return list(value) if isinstance(value, tuple) else value


def _restored(name: str, value: object) -> object:
    if name in ("start", "end") and isinstance(value, str):
        return date.fromisoformat(value)
    if name == "compare_to" and isinstance(value, dict):
        return TimeRange(date.fromisoformat(value["start"]), date.fromisoformat(value["end"]))
    if name.startswith("amount_") and isinstance(value, int | float):
        return Decimal(str(value))
    return tuple(value) if isinstance(value, list) else value
