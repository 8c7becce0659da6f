"""What goes beside the words of an answer: data here, a picture and a workbook when they are sent."""

from dataclasses import dataclass
from typing import Any, Literal

Cell = str | int | float | None


@dataclass(frozen=True)
class Chart:
    """A picture of figures, to be drawn when it is sent.

    `kind`: bars for a ranking (names left, figures right), columns for a course of time. `rows` are (name, value) in
    the order shown, at most 60 of them are drawn. `note` and `as_of` are lines below the title; `unit` is what is
    counted. `unfinished` is the name of the row whose period still runs, "" if none does.
    """

    title: str
    note: str
    kind: Literal["bars", "columns"]
    rows: tuple[tuple[str, float], ...]
    unit: str = "条"
    as_of: str = ""
    unfinished: str = ""

    def as_json(self) -> dict[str, object]:
        """The chart as a JSON object without what is not said."""
        told = {name: value for name, value in self.__dict__.items() if value or name not in ("as_of", "unfinished")}
        return {**told, "rows": [list(row) for row in self.rows]}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Chart":
        """The chart that `as_json` gave."""
        return cls(**{**value, "rows": tuple((name, figure) for name, figure in value["rows"])})


@dataclass(frozen=True)
class Sheet:
    """A workbook of one sheet, to be written when it is sent. `name` is the file's name without its ending.

    `lead` are the lines above the table, its title first; `total` is a last row that sums it up. `dates` are the places
    of the columns that hold ISO dates.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    lead: tuple[str, ...] = ()
    total: tuple[Cell, ...] = ()
    dates: tuple[int, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The sheet as a JSON object without its empty parts but the table itself."""
        table = {"name": self.name, "header": list(self.header), "rows": [list(row) for row in self.rows]}
        parts = {"lead": self.lead, "total": self.total, "dates": self.dates}
        return {**table, **{name: list(part) for name, part in parts.items() if part}}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Sheet":
        """The sheet that `as_json` gave."""
        parts = {name: tuple(value[name]) for name in ("lead", "total", "dates") if name in value}
        return cls(value["name"], tuple(value["header"]), tuple(tuple(row) for row in value["rows"]), **parts)
