"""Which of the plan's targets a question about progress means, and how they stand in the period that it names."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from handlers.ask_beginning import with_beginning
from handlers.ask_parts import Answer, Asking, Refused
from models.statistics import target_figure
from questions.query import Query
from reports import answer_targets as wording
from reports.answer_tables import sheet_of
from rules.periods import Period, periods_between
from rules.plan import LEVELS, Plan, Target
from rules.targets import Progress, progress, target_period

DAY = timedelta(days=1)
MOST_PERIODS = 60
"""A question over more periods of one target than this is not answered line by line."""


class Unfit(Exception):
    """The question names a period in which none of its targets is measured; `target` is one of them."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.id)
        self.target = target


def targets(asking: Asking, query: Query) -> Answer:
    """How the targets stand that are asked for; `value` is what is achieved of a single one.

    Raises Refused where units or people are named: a target is the whole plan's.
    """
    if query.units or query.groups or query.members:
        offered = [wording.target_question(target) for target in asking.plan.targets[:1]]
        raise Refused("targets", "", tuple(offered))
    try:
        progresses = progresses_for(asking.connection, asking.plan, query, asking.today)
    except Unfit as unfit:
        question = wording.target_question(unfit.target)
        raise Refused("target-period", wording.target_period_words(unfit.target), (question,)) from None
    if not progresses:
        return Answer(True, query, None, (), wording.no_target_answer(query, asking.plan))
    asked, meant = query, {each.target.id: each.target for each in progresses}
    if len(meant) == 1 and query.start is None:
        query = replace(query, start=progresses[0].period.start, end=progresses[-1].period.end)
    counted = {target.counts for target in meant.values()}
    query = replace(query, metric=counted.pop() if len(counted) == 1 else None)
    value = sum(each.achieved for each in progresses) if len(meant) == 1 else None
    rows = tuple(wording.progress_rows(progresses))
    text = wording.progress_answer(progresses, asking.plan, asking.now)
    text = with_beginning(asking, replace(asked, metric=query.metric), text)
    return Answer(True, query, value, rows, text, sheet=sheet_of(query, rows, asking.plan))


def progresses_for(connection: Connection, plan: Plan, query: Query, today: date) -> list[Progress]:
    """Every target that the query describes, in each of its periods that lies in the query's; [] if there is none.

    Without a period in the query it is the running one. Raises Unfit.
    """
    targets = [target for target in plan.targets if _is_meant(target, query)]
    found = [
        _progress(connection, plan, target, period, today)
        for target in targets
        for period in _periods(target, plan, query, today)
    ]
    if targets and not found:
        raise Unfit(targets[0])
    return found


def _progress(connection: Connection, plan: Plan, target: Target, period: Period, today: date) -> Progress:
    achieved = target_figure(
        connection, plan.id, target.counts, target.levels, target.boards, target.columns, period.start, period.end
    )
    return progress(target, achieved, today, plan, period)


def _is_meant(target: Target, query: Query) -> bool:
    """省级 means a target of 省级及以上 too, whose lowest level it is; 央媒 does not, being a part of it."""
    if query.outlets or query.kinds or query.members or (query.metric and query.metric != target.counts):
        return False
    levels = sorted(target.levels, key=LEVELS.index)
    if query.levels and (query.levels[0] not in levels[:1] or not set(query.levels) <= set(levels)):
        return False
    return all(not asked or set(asked) == set(own) for asked, own in _subjects(target, query))


def _subjects(target: Target, query: Query) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    return (query.boards, target.boards), (query.columns, target.columns)


def _periods(target: Target, plan: Plan, query: Query, today: date) -> list[Period]:
    """The target's periods that lie whole in the query's and have begun; a query up to today holds the running one."""
    if query.start is None or query.end is None:
        return [target_period(target, today, plan)]
    if target.period == "plan":
        return []
    running = target_period(target, today, plan)
    end = max(query.end, running.end) if query.end == today + DAY else query.end
    first, last = max(query.start, plan.start), min(query.end - DAY, today)
    if first > last or (last - first).days > 366 * MOST_PERIODS:
        return []
    touched = [target_period(target, each.start, plan) for each in periods_between(target.period, first, last, plan)]
    whole = [period for period in touched if period.start >= query.start and period.end <= end]
    return whole if len(whole) <= MOST_PERIODS else []
