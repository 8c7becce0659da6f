"""Which names of a plan the stored roster does not know."""

from datetime import date

from sqlalchemy import Connection, select

from models.members import unit_table
from models.plans import versions_from
from rules.roster_names import RosterKey, RosterName, roster_names


def not_in_roster(connection: Connection, plan_id: str, day: date) -> list[RosterName]:
    """The names that a plan uses on an office's day or after a later change, and its roster has not; each once.

    Empty as long as the plan has no roster at all: it may come later.
    """
    units = connection.execute(select(unit_table).where(unit_table.c.plan_id == plan_id)).all()
    if not units:
        return []
    known: dict[RosterKey, set[str]] = {
        "units": {unit.name for unit in units},
        "classes": {unit.class_name for unit in units},
        "groups": {unit.group_name for unit in units},
    }
    found: dict[tuple[RosterKey, str], RosterName] = {}
    for plan in versions_from(connection, plan_id, day):
        for each in roster_names(plan):
            if each.name not in known[each.key]:
                found.setdefault((each.key, each.name), each)
    return list(found.values())
