"""Comparisons: a period with another one, or units, boards, levels side by side."""

from handlers.ask_beginning import with_beginning
from handlers.ask_parts import Answer, Asking, Refused, counted
from models.filters import GroupKey
from models.statistics import count_of, counts_in, figures_by
from questions.query import Query
from reports import answer_comparisons as wording
from reports.answer_phrases import FIELDS, span_phrase
from reports.answer_tables import Row, sheet_of
from rules.plan import LEVEL_NAMES
from rules.rounding import per_cent


def comparison(asking: Asking, query: Query) -> Answer:
    """`value` is the figure of the asked period, or of the first named; the rows are all that is compared."""
    return _periods(asking, query) if query.compare_to else _parts(asking, query)


def _periods(asking: Asking, query: Query) -> Answer:
    span, other = query.span(), query.compare_to
    if span is None or other is None:
        raise Refused("periods")
    filters = asking.filters(query)
    value, before = counts_in(asking.connection, asking.plan.id, counted(query), filters, (span, other))
    change = per_cent(value - before, before)
    names = (span_phrase(each.start, each.end, asking.plan) for each in (span, other))
    rows = tuple(Row(name, figure) for name, figure in zip(names, (value, before), strict=True))
    text = wording.periods_answer(query, value, before, change, asking.plan, asking.now)
    text = with_beginning(asking, query, text)
    return Answer(True, query, value, rows, text, sheet=sheet_of(query, rows, asking.plan))


def _parts(asking: Asking, query: Query) -> Answer:
    key: GroupKey = query.group_by or "unit"  # type: ignore[assignment]  # projects are answered elsewhere
    names = getattr(query, FIELDS.get(key, "units"))
    if key not in FIELDS or len(names) < 2:
        raise Refused("question")
    if key == "unit" and not asking.sees_units:
        return Answer(True, query, None, (), wording.only_own_part_text(asking.privately.sees_units))
    filters = asking.filters(query)
    found = {
        each.name: each.value for each in figures_by(asking.connection, asking.plan.id, counted(query), filters, key)
    }
    total = count_of(asking.connection, asking.plan.id, counted(query), filters)
    rows = [Row(LEVEL_NAMES.get(name, name), found.get(name, 0)) for name in names]
    text = with_beginning(asking, query, wording.parts_answer(query, rows, total, asking.plan, asking.now))
    return Answer(True, query, rows[0].value, tuple(rows), text, sheet=sheet_of(query, rows, asking.plan))
