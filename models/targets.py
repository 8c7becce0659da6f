"""How the plan's targets stand: one definition for chat, posts and pictures."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, exists, select

from models.items import item_table
from models.members import unit_table
from models.publications import publication_table
from models.statistics import target_figure
from rules.plan import Plan, Target
from rules.targets import Progress, progress, target_period

FRESH = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Offer:
    """An adopted item that no outlet of a target's levels has printed yet."""

    number: int
    unit: str
    title: str


def progresses(connection: Connection, plan: Plan, today: date) -> list[Progress]:
    """Every target in the period that contains the office's date `today`, counted up to and with that day."""
    return [_progress(connection, plan, target, today) for target in plan.targets]


def _progress(connection: Connection, plan: Plan, target: Target, today: date) -> Progress:
    period = target_period(target, today, plan)
    # Not to the period's end: what is dated later than today is not achieved yet.
    end = min(period.end, today + timedelta(days=1))
    filters = (target.counts, target.levels, target.boards, target.columns)
    return progress(target, target_figure(connection, plan.id, *filters, period.start, end), today, plan, period)


def offers(connection: Connection, plan: Plan, target: Target, today: date, limit: int = 3) -> list[Offer]:
    """The newest adopted items of the last 60 days that could still be offered for a target (design, section 7)."""
    if target.counts != "publications":
        return []
    item, printed = item_table.c, publication_table.c
    levels = printed.level.in_(target.levels) if target.levels else printed.id.is_not(None)
    query = (
        select(item.number, unit_table.c.name, item.title)
        .join_from(item_table, unit_table)
        .where(
            item.plan_id == plan.id,
            item.status == "采用",
            item.counted_on > today - FRESH,
            item.counted_on <= today,
            ~exists().where(printed.item_id == item.id, levels),
        )
        .order_by(item.number.desc())
        .limit(limit)
    )
    if target.boards:
        query = query.where(item.board.in_(target.boards))
    return [Offer(*row) for row in connection.execute(query)]
