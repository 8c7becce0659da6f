"""Vacancies: the editors are told of a unit that has lost its only liaison, once for each time it has."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from models.leaving import leavers
from models.letters import write_to_members
from models.members import members_with_role
from models.openings import vacancies
from reports.chase_posts import vacancy_notice
from rules.chasing import send_at
from rules.periods import office_date
from rules.plan import Plan

MEMORY = timedelta(days=366)
"""How long a unit may owe a period that nobody can report for any more: no duty but the plan's span is longer."""


def report_vacancies(connection: Connection, plan: Plan, now: datetime) -> None:
    """Writes to the editors, a letter for each unit: so one more vacant unit repeats none of the earlier ones."""
    today = office_date(now, plan.zone)
    found = vacancies(connection, plan.id, today)
    if not found:
        return
    left = {leaver.unit_id: leaver.left_on for leaver in leavers(connection, plan.id, today, today - MEMORY)}
    editors = members_with_role(connection, plan.id, ("editor",), today)
    for vacancy in found:
        key = f"vacancy:{plan.id}:{vacancy.unit_id}:{left.get(vacancy.unit_id, vacancy.starts_on)}"
        contents = {person.member_id: vacancy_notice([vacancy.unit]) for person in editors}
        due_at = send_at(now, plan.tone, plan.zone, key)
        write_to_members(connection, plan.id, contents, key, "open-periods", due_at, now, "editors")
