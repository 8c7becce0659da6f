"""The lines of a grouped figure: in the plan's own order, with zeros where there is nothing."""

from collections.abc import Sequence
from datetime import date, timedelta

from handlers.ask_parts import Asking, Refused
from models.statistics import Figure
from questions.query import Query
from reports.answer_phrases import step_of
from reports.answer_tables import STEPS, Row
from reports.item_text import NO_BOARD
from rules.periods import period_of, periods_between, plan_end
from rules.plan import LEVEL_NAMES, LEVELS, PeriodKind, Plan

DAY = timedelta(days=1)
MOST_STEPS = 800
SHORTEST = {"day": 1, "week": 7, "month": 28, "quarter": 90}
NO_GROUP = "未分组"
NAMELESS = {"board": NO_BOARD, "group": NO_GROUP}


def in_order(asking: Asking, query: Query, figures: Sequence[Figure]) -> list[Row]:
    """A line for each name of the plan that the query does not leave out, and for each other name that has any."""
    found = {figure.name: figure.value for figure in figures}
    key = query.group_by or "unit"
    if key in STEPS:
        return [Row(name, found.get(name, 0)) for name in _steps(asking, query, figures)]
    if key in ("outlet", "column"):
        return [Row(each.name, each.value) for each in sorted(figures, key=lambda each: (-each.value, each.name))]
    names = dict.fromkeys((*_names(asking, query), *found))
    return [Row(_shown(key, name), found.get(name, 0)) for name in names]


def steps_in(asking: Asking, query: Query, figures: Sequence[Figure]) -> list[str]:
    """The keys of all steps of time that have begun in the query's period while the plan is in force.

    Without a period they begin with the first that has any. Refused if they are too many to be looked at.
    """
    kind: PeriodKind = query.group_by  # type: ignore[assignment]  # a step of time is a period
    first, last = _bounds(asking, query, figures)
    if first > last:
        return []
    if (last - first).days // SHORTEST[kind] > MOST_STEPS:
        raise Refused("steps")
    return [period.key for period in periods_between(kind, first, last, asking.plan)]


def running_step(asking: Asking, query: Query) -> str:
    """The key of the step that today belongs to, "" where time is not what is grouped by."""
    if query.group_by not in STEPS:
        return ""
    return period_of(query.group_by, asking.today, asking.plan).key  # type: ignore[arg-type]


def _steps(asking: Asking, query: Query, figures: Sequence[Figure]) -> list[str]:
    return sorted({*steps_in(asking, query, figures), *(figure.name for figure in figures)})


def _bounds(asking: Asking, query: Query, figures: Sequence[Figure]) -> tuple[date, date]:
    """From the first to the last day of which steps are shown; the first is later where none has begun."""
    plan = asking.plan
    last = min((query.end or plan_end(plan)) - DAY, plan_end(plan) - DAY, asking.today)
    if query.start:
        return max(query.start, plan.start), last
    return min((_first_day(figure.name, asking.plan) for figure in figures), default=last), last


def _first_day(name: str, plan: Plan) -> date:
    return step_of(name, plan).start


def _names(asking: Asking, query: Query) -> list[str]:
    """The names that have a line even with nothing, as they are stored."""
    plan = asking.plan
    match query.group_by:
        case "unit":
            ids = asking.unit_ids(query)
            return [unit.name for unit in asking.units if ids is None or unit.id in ids]
        case "group":
            groups = dict.fromkeys((*plan.groups, *(unit.group for unit in asking.units if unit.group)))
            return [group for group in groups if not query.groups or group in query.groups]
        case "board":
            return [board.name for board in plan.boards if not query.boards or board.name in query.boards]
        case "kind":
            return [kind for kind in plan.kinds if not query.kinds or kind in query.kinds]
        case "level":
            return [level for level in LEVELS if not query.levels or level in query.levels]
    return []


def _shown(key: str, name: str) -> str:
    if key == "level":
        return LEVEL_NAMES.get(name, name)  # type: ignore[call-overload, no-any-return]
    return name or NAMELESS.get(key, "其他")
