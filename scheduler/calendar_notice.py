"""Tells the editors when the calendar of days off and make-up days runs out (design, section 7)."""

from datetime import datetime

from sqlalchemy import Connection

from models.letters import write_to_members
from models.members import members_with_role
from models.outbox import newest_row_id, rows_after
from reports.workday_text import calendar_notice
from rules.chasing import send_at
from rules.periods import office_date
from rules.plan import Plan
from rules.workdays import calendar_warning

JOB = "warn-calendar"


def tell_editors(connection: Connection, plan: Plan, now: datetime) -> int:
    """Writes to each editor once for each year in which the calendar ends. → how many letters are new."""
    today = office_date(now, plan.zone)
    until = calendar_warning(today, plan)
    if until is None:
        return 0
    key = f"calendar:{plan.id}:{until.year}"
    editors = members_with_role(connection, plan.id, ("editor",), today)
    contents = {person.member_id: calendar_notice(until) for person in editors}
    due_at = send_at(now, plan.tone, plan.zone, key)
    before = newest_row_id(connection)
    written = write_to_members(connection, plan.id, contents, key, JOB, due_at, now, "editors").keys
    return sum(row.key in written for row in rows_after(connection, before))
