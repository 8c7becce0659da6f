"""Rankings: of units that take part, of boards, levels, outlets, columns, or of steps of time."""

from dataclasses import dataclass, replace

from handlers.ask_figures import participants
from handlers.ask_parts import Answer, Asking, counted
from handlers.ask_rows import NAMELESS, in_order, running_step, steps_in
from models.filters import GroupKey
from models.statistics import count_of, figures_by
from questions.query import Query
from reports import answer_rankings as wording
from reports.answer_figures import count_answer, nameless_lines
from reports.answer_phrases import FIELDS, step_of
from reports.answer_tables import STEPS, Row, chart_of, sheet_of
from rules.plan import LEVEL_NAMES
from rules.ranking import Ranked, ranked, up_to


@dataclass(frozen=True)
class Places:
    """Everybody who takes part, of how many records; `nameless` of these belong to none that could.

    `left_out` are weeks that the period cuts.
    """

    ranked: list[Ranked]
    total: int
    nameless: int
    left_out: list[str]


def ranking(asking: Asking, query: Query) -> Answer:
    """The first places, or the place of those that are named; `value` is the place of the first named one."""
    query = replace(query, group_by=query.group_by or "unit")
    if query.group_by == "unit" and not asking.sees_ranking:
        return _own_figure(asking, query)
    named = _named(query)
    scope = _scope(query) if named else query
    places = _places(asking, scope)
    if named:
        return _places_of(asking, query, scope, places, named)
    rows, plan = up_to(places.ranked, query.limit), asking.plan
    parts, running = len(places.ranked), running_step(asking, query)
    text = wording.ranking_answer(query, rows, parts, places.total, plan, asking.now, running)
    beside = nameless_lines(query, places.nameless)
    if query.group_by in ("outlet", "column") and query.order == "asc":
        beside.append(wording.only_with_any_text(query))
    if places.left_out:
        beside.append(wording.left_out_text(query, places.left_out, plan))
    return _answer(asking, query, None, rows, "\n".join((text, *beside)))


def _places_of(asking: Asking, query: Query, scope: Query, places: Places, names: tuple[str, ...]) -> Answer:
    named = [place for name in names for place in places.ranked if place.name == name]
    parts = len(places.ranked)
    text = wording.place_answer(query, named, parts, places.total, scope, asking.plan, asking.now)
    text = "\n".join((text, *nameless_lines(query, places.nameless)))
    return _answer(asking, query, named[0].rank if named else None, named, text)


def _own_figure(asking: Asking, query: Query) -> Answer:
    """Whoever may not see the ranking gets the own units' figure, in a group nothing."""
    why = wording.no_ranking_text(asking.privately.sees_ranking)
    units = tuple(unit for unit in asking.own_units if not query.units or unit in query.units)
    if not units or asking.in_group:
        return Answer(True, query, None, (), why)
    own = replace(query, units=units, groups=(), excluded=())
    value = count_of(asking.connection, asking.plan.id, counted(query), asking.filters(own))
    text = f"{why}\n本单位：{count_answer(own, value, asking.plan, asking.now)}"
    return Answer(True, query, None, (Row("、".join(units), value),), text)


def _places(asking: Asking, query: Query) -> Places:
    """Who takes part. Refused if they are too many steps of time."""
    key: GroupKey = query.group_by  # type: ignore[assignment]  # projects are answered elsewhere
    if key in STEPS:
        steps_in(asking, query, ())
    filters = asking.filters(query)
    figures = figures_by(asking.connection, asking.plan.id, counted(query), filters, key)
    total = count_of(asking.connection, asking.plan.id, counted(query), filters)
    rows = [row for row in in_order(asking, query, figures) if row.name not in NAMELESS.values()]
    if key == "unit":
        taking_part = participants(asking, query)
        rows = [row for row in rows if row.value or row.name in taking_part]
    lowest_first = query.order == "asc"
    cut = _cut_weeks(asking, query, rows) if lowest_first and key == "week" and query.limit else []
    values = [(row.name, int(row.value or 0)) for row in rows]
    nameless = total - sum(value for _, value in values)
    return Places(ranked([each for each in values if each[0] not in cut], lowest_first), total, nameless, cut)


def _cut_weeks(asking: Asking, query: Query, rows: list[Row]) -> list[str]:
    """The weeks that lie only in part in the query's period, too short to be the lowest; [] if all do."""
    steps = {row.name: step_of(row.name, asking.plan) for row in rows}
    cut = [
        name
        for name, step in steps.items()
        if (query.start and step.start < query.start) or (query.end and step.end > query.end)
    ]
    return cut if len(cut) < len(rows) else []


def _named(query: Query) -> tuple[str, ...]:
    """The names whose place is asked for: those of what is ranked, as the lines call them."""
    field = FIELDS.get(query.group_by or "")
    names = getattr(query, field) if field and not query.excluded else ()
    return tuple(LEVEL_NAMES[name] for name in names) if field == "levels" else names


def _scope(query: Query) -> Query:
    return replace(query, **{FIELDS[query.group_by or "unit"]: ()})  # type: ignore[arg-type]


def _answer(asking: Asking, query: Query, value: int | None, places: list[Ranked], text: str) -> Answer:
    rows = [Row(place.name, place.value, {"rank": place.rank}) for place in places]
    sheet = sheet_of(query, rows, asking.plan) if rows else None
    return Answer(
        True, query, value, tuple(rows), text, chart=chart_of(query, rows, asking.plan, asking.now), sheet=sheet
    )
