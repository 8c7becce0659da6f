"""What several commands remark of plans and roster: names in a plan that its roster does not know."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from models.roster_names import not_in_roster
from reports.roster_names_text import roster_name_lines
from rules.periods import office_date, plan_end
from rules.plan import Plan


def roster_remarks(connection: Connection, plans: Iterable[Plan], now: datetime) -> list[str]:
    """A line for each name that the stored roster of a plan does not know; a plan that is over is left alone."""
    lines: list[str] = []
    for plan in plans:
        today = office_date(now, plan.zone)
        if today < plan_end(plan):
            lines += roster_name_lines(plan.id, not_in_roster(connection, plan.id, today))
    return lines
