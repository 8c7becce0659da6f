"""What every answer is made from, what an answer is, and what its asker may see."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from sqlalchemy import Connection

from models.enclosures import Chart, Sheet
from models.filters import Counted, Filter, filter_of
from models.members import Person, Unit
from questions.query import Query
from reports.answer_tables import Row
from rules.periods import office_date
from rules.plan import Plan, Role

INTERNAL = frozenset(("待审", "退回", "撤回", "草稿"))
"""States of items that are their unit's own affair: what is adopted is everybody's total."""


@dataclass(frozen=True)
class Answer:
    """What `ask` prints. `query` is to be handed in as `previous` with the asker's next question.

    `sheet` is the whole table where there is one, `buttons` are (label, command).
    """

    understood: bool
    query: Query | None
    value: int | float | None
    rows: tuple[Row, ...]
    text: str
    suggestions: tuple[str, ...] = ()
    chart: Chart | None = None
    sheet: Sheet | None = None
    buttons: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, object]:
        """The object of design, section 10."""
        return {
            "understood": self.understood,
            "query": self.query.as_json() if self.query else None,
            "value": self.value,
            "rows": [row.as_json() for row in self.rows],
            "text": self.text,
            "suggestions": list(self.suggestions),
        }


class Refused(Exception):
    """Why there is no answer although the question was read; `reason` is one of reports.answer_refusals.REASONS."""

    def __init__(self, reason: str, word: str = "", corrected: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason, self.word, self.corrected = reason, word, tuple(corrected)


@dataclass(frozen=True)
class Asker:
    """Who asks: the foremost role with its unit, and every unit that is the asker's own in some role."""

    role: Role
    unit: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class Asking:
    """Who asks what of which plan. `now` is on the office's clock.

    `whole`: whether every record of a list is wanted, not only those that a phone shows.
    """

    connection: Connection
    plan: Plan
    asker: Asker | None
    now: datetime
    units: tuple[Unit, ...]
    people: tuple[Person, ...] = field(default=())
    in_group: bool = False
    whole: bool = True

    @cached_property
    def today(self) -> date:
        """The date on the office's clock."""
        return office_date(self.now, self.plan.zone)

    @property
    def own_unit(self) -> str:
        """What 我们 is: the unit of the asker's foremost role, "" without an asker."""
        return self.asker.unit if self.asker else ""

    @property
    def own_units(self) -> tuple[str, ...]:
        """Every unit of the asker, the foremost first; () without an asker."""
        return self.asker.units if self.asker else ()

    @cached_property
    def own_ids(self) -> tuple[int, ...]:
        """The same as ids."""
        return tuple(unit.id for unit in self.units if unit.name in self.own_units)

    @property
    def privately(self) -> "Asking":
        """The same question where nobody else reads the answer: what it may tell there is worth asking there."""
        return replace(self, in_group=False)

    @property
    def _is_open(self) -> bool:
        """Whether nobody reads the answer who may not hear names."""
        return not self.in_group or self.plan.tone.naming == "group"

    @property
    def sees_names(self) -> bool:
        """Whether the answer may say which units are behind: to the asker, and to whoever else reads it."""
        return self._is_open and (self.asker is None or self.asker.role != "liaison")

    @property
    def sees_units(self) -> bool:
        """Whether it may show the figures of all units side by side."""
        return self.sees_names or self.plan.tone.ranking == "group"

    @property
    def sees_ranking(self) -> bool:
        """Whether it may say which unit is first and which is last: in a group only where the plan ranks there."""
        return self.plan.tone.ranking == "group" or (self.sees_names and not self.in_group)

    @property
    def sees_own(self) -> bool:
        """Whether it may tell the own unit's details."""
        return self._is_open

    def sees_people(self, query: Query) -> bool:
        """Whether it may say what the people of the question sent: those of the own units to all of it."""
        units = {person.unit for person in self.people if person.name in query.members}
        return self.sees_names or (self.sees_own and bool(units) and units <= set(self.own_units))

    def sees_states(self, query: Query) -> bool:
        """Whether it may say how many items of the units that are named wait, were returned, withdrawn or not sent."""
        is_total = self.unit_ids(query) is None or not INTERNAL & set(query.statuses)
        return is_total or self.sees_names or (self.sees_own and not self.names_others(query))

    def names_others(self, query: Query) -> bool:
        """Whether the question names a unit, by itself or by group, that is not the asker's own."""
        return bool(set(self.unit_ids(query) or ()) - set(self.own_ids))

    def unit_ids(self, query: Query) -> tuple[int, ...] | None:
        """The units that the question names by themselves or by group, None for all."""
        if not query.units and not query.groups:
            return None
        return tuple(unit.id for unit in self.units if unit.name in query.units or unit.group in query.groups)

    def filters(self, query: Query) -> Filter:
        """What the question counts."""
        people = None
        if query.members:
            people = tuple(sorted({each.member_id for each in self.people if each.name in query.members}))
        return filter_of(query, self.unit_ids(query), people)


def counted(query: Query) -> Counted:
    """What the figures of a question are made from."""
    return "publications" if query.metric == "publications" else "items"
