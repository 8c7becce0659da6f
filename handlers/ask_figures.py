"""Counts: the plain figure, a figure for each, the average of them and shares."""

from collections.abc import Collection
from dataclasses import replace

from handlers.ask_beginning import with_beginning
from handlers.ask_parts import Answer, Asking, Refused, counted
from handlers.ask_rows import DAY, NAMELESS, in_order, steps_in
from models.deliveries import deliveries
from models.filters import Filter, GroupKey
from models.members import members_with_role
from models.statistics import count_of, figures_by, part_and_whole
from questions.query import Query
from reports import answer_figures as wording
from reports.answer_phrases import FIELDS
from reports.answer_tables import STEPS, Row, chart_of, sheet_of
from rules.rounding import divided, per_cent

SHARES = (*FIELDS.values(), "members", "statuses")
SENT_IN = ("待审", "采用", "退回")


def count(asking: Asking, query: Query) -> Answer:
    """One number."""
    value = count_of(asking.connection, asking.plan.id, counted(query), asking.filters(query))
    text = wording.count_answer(query, value, asking.plan, asking.now)
    return Answer(True, query, value, (), with_beginning(asking, query, text))


def grouped(asking: Asking, query: Query) -> Answer:
    """The total and a line for each; a liaison gets the own unit's line where units stand side by side."""
    value, rows, nameless = _figures(asking, query)
    hidden = _hides_units(asking, query)
    if hidden:
        rows, nameless = _own_rows(asking, rows), 0
    text = wording.grouped_answer(query, value, rows, asking.plan, asking.now, nameless)
    return _table(
        asking, query, value, rows, f"{text}\n{wording.only_own_text(asking.privately.sees_units)}" if hidden else text
    )


def average(asking: Asking, query: Query) -> Answer:
    """The total over the units that take part, or over the steps of time that have begun, half up to one decimal.

    What belongs to no unit, board … is in no average over them.
    """
    if query.group_by is None:
        raise Refused("question")
    total, rows, _ = _figures(asking, query)
    rows = [row for row in rows if row.name not in NAMELESS.values()]
    if query.group_by == "unit" and (query.excluded or not query.units):
        taking_part = participants(asking, query)
        rows = [row for row in rows if row.value or row.name in taking_part]
    parts = len(rows)
    if query.group_by not in STEPS:
        total = sum(int(row.value or 0) for row in rows)
    mean = divided(total, parts)
    text = wording.average_answer(query, mean, total, parts, asking.plan, asking.now)
    value = None if mean is None else float(mean)
    return Answer(True, query, value, (), with_beginning(asking, query, text))


def share(asking: Asking, query: Query) -> Answer:
    """A part of the whole in per cent, or the parts of all. Refused unless it is by one condition."""
    if query.group_by:
        return _shares(asking, query)
    fields = [field for field in SHARES if getattr(query, field)]
    if len(fields) != 1:
        raise Refused("share", "", tuple(wording.share_questions(query, asking.plan, asking.today)))
    whole_of = replace(query, **{fields[0]: (), "excluded": ()})  # type: ignore[arg-type]
    if query.statuses:
        whole_of = replace(whole_of, statuses=tuple(dict.fromkeys((*SENT_IN, *query.statuses))))
    filters = (asking.filters(query), asking.filters(whole_of))
    part, whole = part_and_whole(asking.connection, asking.plan.id, counted(query), *filters)
    percent = per_cent(part, whole)
    text = wording.share_answer(query, whole_of, percent, part, whole, asking.plan, asking.now)
    value = None if percent is None else float(percent)
    return Answer(True, query, value, (), with_beginning(asking, query, text))


def participants(asking: Asking, query: Query) -> Collection[str]:
    """The units that take part in a comparison of all: those with a liaison at the period's end, or that owed."""
    last = min(asking.today, query.end - DAY) if query.end else asking.today
    liaisons = members_with_role(asking.connection, asking.plan.id, ("liaison",), last)
    owing = deliveries(asking.connection, asking.plan.id, "items", Filter(query.start, query.end))
    return {*(person.unit for person in liaisons), *(each.unit for each in owing)}


def _shares(asking: Asking, query: Query) -> Answer:
    whole, rows, nameless = _figures(asking, query)
    hidden = _hides_units(asking, query)
    if hidden:
        rows, nameless = _own_rows(asking, rows), 0
    parts = [Row(row.name, _percent(row.value, whole), {"count": row.value}) for row in rows]
    text = wording.shares_answer(query, whole, parts, asking.plan, asking.now, nameless)
    return _table(
        asking, query, None, parts, f"{text}\n{wording.only_own_text(asking.privately.sees_units)}" if hidden else text
    )


def _hides_units(asking: Asking, query: Query) -> bool:
    return query.group_by == "unit" and not asking.sees_units


def _own_rows(asking: Asking, rows: list[Row]) -> list[Row]:
    """The own units' lines; none where others read along who may not hear how it stands."""
    return [row for row in rows if row.name in asking.own_units and asking.sees_own]


def _figures(asking: Asking, query: Query) -> tuple[int, list[Row], int]:
    """The total, the line of each, and how many belong to none of them."""
    key: GroupKey = query.group_by  # type: ignore[assignment]  # projects are answered elsewhere
    filters = asking.filters(query)
    if key in STEPS:
        steps_in(asking, query, ())
    figures = figures_by(asking.connection, asking.plan.id, counted(query), filters, key)
    value = count_of(asking.connection, asking.plan.id, counted(query), filters)
    return value, in_order(asking, query, figures), value - sum(figure.value for figure in figures)


def _table(asking: Asking, query: Query, value: int | None, rows: list[Row], text: str) -> Answer:
    plan = asking.plan
    text = with_beginning(asking, query, text)
    sheet = sheet_of(query, rows, plan) if rows else None
    return Answer(True, query, value, tuple(rows), text, chart=chart_of(query, rows, plan, asking.now), sheet=sheet)


def _percent(value: int | float | None, whole: int) -> float | None:
    part = per_cent(int(value or 0), whole)
    return None if part is None else float(part)
