"""How many messages each person was sent: the burden that chasing lays on the units."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from models.members import member_table, unit_table
from models.outbox import outbox_table


@dataclass(frozen=True, slots=True)
class Burden:
    """What one person got: by the ladder, by an editor's hand, and for other reasons. Posts to groups have no name."""

    unit: str
    name: str
    chases: int
    reminders: int
    others: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.chases + self.reminders + self.others


def burdens(connection: Connection, plan_id: str, start: datetime, end: datetime) -> list[Burden]:
    """What was sent in `start` ≤ instant < `end` to the members of a plan, most first; answers to them do not count.

    A last row without a unit is what was posted to groups for the plan, if anything was. One statement.
    """
    row = outbox_table.c
    unit, name = func.coalesce(unit_table.c.name, ""), func.coalesce(member_table.c.name, "")
    to_group = and_(row.account == "", row.plan_id == plan_id)
    query = (
        select(unit, name, _count(row.job == "chase"), _count(row.job == "reminder"), func.count())
        .join_from(outbox_table, member_table, member_table.c.id == row.member_id, isouter=True)
        .outerjoin(unit_table, unit_table.c.id == member_table.c.unit_id)
        .where(row.state == "sent", row.sent_at >= start, row.sent_at < end, row.job != "reply")
        .where(or_(member_table.c.plan_id == plan_id, to_group))
        .group_by(unit_table.c.name, member_table.c.name)
    )
    found = [
        Burden(whose, who, chases, reminders, total - chases - reminders)
        for whose, who, chases, reminders, total in connection.execute(query)
    ]
    return sorted(found, key=lambda each: (not each.unit, -each.total, each.unit, each.name))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
