"""Warns the editors before a platform's monthly quota of calls is used up: then it would fall silent."""

from datetime import datetime, time

from sqlalchemy import Connection

from models.calls import Use, quota_use
from models.letters import write_to_members
from models.members import members_with_role
from models.outbox import newest_row_id, rows_after
from reports.quota_text import quota_notice
from rules.chasing import send_at
from rules.periods import instant_of, office_date, period_of
from rules.plan import Plan

JOB = "watch-quota"
WARN_FROM = 80
"""Per cent of the quota."""


def warn_of_quota(connection: Connection, plan: Plan, now: datetime) -> int:
    """Writes to each editor once for each channel and month. → how many letters are new."""
    month = period_of("month", office_date(now, plan.zone), plan)
    start, end = (instant_of(day, time(0), plan.zone) for day in (month.start, month.end))
    before = newest_row_id(connection)
    for use in quota_use(connection, plan.id, start, end):
        if use.calls * 100 >= use.quota * WARN_FROM:
            _tell(connection, plan, use, f"quota:{use.channel}:{month.start:%Y-%m}", now)
    return sum(row.job == JOB for row in rows_after(connection, before))


def _tell(connection: Connection, plan: Plan, use: Use, key: str, now: datetime) -> None:
    editors = members_with_role(connection, plan.id, ("editor",), office_date(now, plan.zone))
    contents = {person.member_id: quota_notice(use) for person in editors}
    due_at = send_at(now, plan.tone, plan.zone, key)
    write_to_members(connection, plan.id, contents, key, JOB, due_at, now, "editors")
