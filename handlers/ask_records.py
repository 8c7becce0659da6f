"""The records themselves: lists of what was sent in or printed, and how one item stands."""

from dataclasses import replace

from handlers.ask_parts import Answer, Asking, Refused, counted
from models.filters import Filter
from models.records import MOST_ROWS, ItemState, Record, item_state, records
from models.statistics import count_of
from models.titles import DRAFT, Sight, items_titled
from questions.query import Query
from reports import answer_records as wording
from reports.answer_tables import SHOWN, Row, sheet_of

NAMED = 8


def listed(asking: Asking, query: Query) -> Answer:
    """`value` is how many there are; the lines are those that the asker may see: all, the own unit's, or none."""
    filters = asking.filters(query)
    value = count_of(asking.connection, asking.plan.id, counted(query), filters)
    if not asking.sees_own:
        why = wording.no_details_text if _lists_any(asking.privately, query) else wording.no_own_details_text
        return _only_number(asking, query, value, why())
    if asking.sees_names and (asking.asker is None or DRAFT not in query.statuses):
        found = _records(asking, query, filters)
        return _list(asking, query, value, found, wording.list_answer(query, value, found, asking.plan, asking.now))
    if not _lists_any(asking, query):
        return _only_number(asking, query, value, wording.no_own_details_text())
    return _own_list(asking, query, value, filters)


def _lists_any(asking: Asking, query: Query) -> bool:
    """Whether there is a unit among those of the question whose records the asker may see."""
    ids = asking.unit_ids(query)
    return asking.sees_names or ids is None or bool(set(ids) & set(asking.own_ids))


def _only_number(asking: Asking, query: Query, value: int, why: str) -> Answer:
    text = wording.list_answer(query, value, (), asking.plan, asking.now)
    return Answer(True, query, value, (), f"{text.splitlines()[0]}\n{why}")


def _own_list(asking: Asking, query: Query, value: int, filters: Filter) -> Answer:
    """The own units' records only: a liaison sees no others, and nobody the drafts of another unit."""
    ids = tuple(each for each in asking.own_ids if filters.unit_ids is None or each in filters.unit_ids)
    filters = replace(filters, unit_ids=ids)
    total = count_of(asking.connection, asking.plan.id, counted(query), filters) if ids else 0
    found = _records(asking, query, filters) if ids else []
    whose = "、".join(unit.name for unit in asking.units if unit.id in ids) or asking.own_unit
    text = wording.list_answer(query, value, found, asking.plan, asking.now, whose, total)
    hides = asking.unit_ids(query) is None or asking.names_others(query)
    return _list(asking, query, value, found, f"{text}\n{wording.no_own_details_text()}" if hides else text)


def _records(asking: Asking, query: Query, filters: Filter) -> list[Record]:
    most = MOST_ROWS + 1 if asking.whole else SHOWN
    limit = most if query.limit is None else min(query.limit, most)
    # Of too many the newest are kept, in their order.
    turned = query.order is None and query.limit is None
    newest_first = turned or query.order == "desc"
    found = records(asking.connection, asking.plan.id, counted(query), filters, limit, newest_first)
    return found[::-1] if turned else found


def _list(asking: Asking, query: Query, value: int, found: list[Record], text: str) -> Answer:
    rows = tuple(wording.record_row(each) for each in found)
    sheet = sheet_of(query, rows, asking.plan) if rows else None
    return Answer(True, query, value, rows, text, sheet=sheet)


def status(asking: Asking, query: Query) -> Answer:
    """Where an item stands, by its number or its title."""
    if query.number is None and not query.title:
        raise Refused("question")
    if not asking.sees_own:
        return Answer(True, query, None, (), wording.not_here_answer())
    if query.number is not None:
        return _state(asking, query, query.number)
    return _titled(asking, query, query.title or "")


def _titled(asking: Asking, query: Query, title: str) -> Answer:
    """One hit is told as by number, of several the numbers; a liaison finds the own units' items only."""
    sight = Sight(None if asking.sees_names else asking.own_ids, asking.own_ids if asking.asker else None)
    found = items_titled(asking.connection, asking.plan.id, title, NAMED, sight)
    if not found.items:
        return Answer(True, query, None, (), wording.no_item_answer(None, title, found.is_whole))
    if found.total == 1 and found.is_whole:
        return _state(asking, query, found.items[0].number)
    rows = tuple(Row(item.title, item.number) for item in found.items)
    return Answer(True, query, None, rows, wording.titles_answer(found))


def _state(asking: Asking, query: Query, number: int) -> Answer:
    state = item_state(asking.connection, asking.plan.id, number)
    if state is None:
        return Answer(True, query, None, (), wording.no_item_answer(number, None))
    if state.unit not in asking.own_units and not asking.sees_names:
        return Answer(True, query, None, (), wording.not_yours_answer())
    return _told(asking, query, state)


def _told(asking: Asking, query: Query, state: ItemState) -> Answer:
    shows = _shows(asking, state)
    text = wording.status_answer(state, asking.plan, asking.now, shows)
    more = {"unit": state.unit, "status": state.status, "kind": state.kind}
    return Answer(True, query, None, (Row(state.title, state.number, more),) if shows else (), text)


def _shows(asking: Asking, state: ItemState) -> bool:
    """A draft is its unit's own affair."""
    return state.status != DRAFT or asking.asker is None or state.unit in asking.own_units
