"""The weekly progress post: figures, text and picture for every group of a plan."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from models.channels import group_channels
from models.closed_periods import corrections_in
from models.files import FileStore
from models.obligations import obligations_as_of
from models.outbox import Content, Letter, post
from models.targets import progresses
from reports.progress_picture import progress_png
from reports.progress_text import WeekCounts, progress_post
from rules.chasing import send_at
from rules.periods import Period, office_date, period_of, plan_end, previous
from rules.plan import Duty, Plan
from rules.targets import Progress
from rules.workdays import Workdays


@dataclass(frozen=True)
class Figures:
    """What the post says, as of an instant, and the channels that it goes to."""

    progresses: tuple[Progress, ...]
    week: WeekCounts | None
    groups: tuple[str, ...]


def post_progress(connection: Connection, plan: Plan, now: datetime, files: FileStore) -> int:
    """Figures, picture and letters in one go; `gather`, `illustrate` and `write_post` are its steps. → how many new."""
    figures = gather(connection, plan, now)
    if not figures.groups:
        return 0
    return write_post(connection, plan, figures, illustrate(plan, figures, now, files), now)


def gather(connection: Connection, plan: Plan, now: datetime) -> Figures:
    """The plan's figures as of `now`; no groups outside the plan's span, so that nothing is posted then."""
    today = office_date(now, plan.zone)
    is_running = plan.start <= today < plan_end(plan)
    targets = tuple(progresses(connection, plan, today))
    week = _week(connection, plan, plan.duties[0], now) if plan.duties else None
    groups = group_channels(connection, plan.id) if is_running and (targets or week) else []
    return Figures(targets, week, tuple(groups))


def illustrate(plan: Plan, figures: Figures, now: datetime, files: FileStore | None) -> Content:
    """The post, with its picture where there are files to put it into.

    Drawing takes longer than any statement, so it belongs outside a transaction.
    """
    content = progress_post(plan, figures.progresses, figures.week, now)
    if files is None:
        return content
    return replace(content, picture=files.put(progress_png(plan, figures.progresses, figures.week, now), "png"))


def write_post(connection: Connection, plan: Plan, figures: Figures, content: Content, now: datetime) -> int:
    """Writes the post for every group, once a week. → how many letters are new."""
    week = period_of("week", office_date(now, plan.zone), plan)
    key = f"progress:{plan.id}:{week.key}"
    due_at = send_at(now, plan.tone, plan.zone, key)
    letters = [
        Letter(f"{key}:{channel}", channel, "", content, due_at, "post-progress", plan.id, audience="group")
        for channel in figures.groups
    ]
    return post(connection, letters, now)


def _week(connection: Connection, plan: Plan, duty: Duty, now: datetime) -> WeekCounts | None:
    """The duty's last period on the first working day of a new one, else the one that runs; None if neither is open."""
    today = office_date(now, plan.zone)
    running = period_of(duty.period, today, plan)
    for period in (_shown_period(plan, running, today), running):
        rows = obligations_as_of(connection, plan.id, duty.id, period.start, now, today)
        owed = [row for row in rows if row.excuse is None]
        if rows:
            done = sum(1 for row in owed if not row.missing)
            return WeekCounts(duty.title, period, len(owed), done, _corrections(connection, plan, duty, period, now))
    return None


def _corrections(connection: Connection, plan: Plan, duty: Duty, period: Period, now: datetime) -> int:
    found = corrections_in(connection, plan.id, period.start, period.end, plan.zone)
    return sum(1 for each in found if each.duty == duty.id and each.at <= now)


def _shown_period(plan: Plan, running: Period, today: date) -> Period:
    """The period before the running one while nobody has worked in the latter yet."""
    has_begun = Workdays.of(plan).last_in(running.start, today) is not None
    return running if has_begun else previous(running, plan) or running
