"""Since when there is anything to be counted: said where a question goes further back."""

from handlers.ask_parts import Asking, counted
from models.statistics import first_day
from questions.query import Query
from reports.answer_phrases import ledger_text


def with_beginning(asking: Asking, query: Query, text: str) -> str:
    """The text of an answer, with a line if the asked or the compared period begins before the first record."""
    starts = [start for start in (query.start, query.compare_to and query.compare_to.start) if start]
    first = first_day(asking.connection, asking.plan.id, counted(query)) if starts else None
    if first is None or min(starts) >= first:
        return text
    return f"{text}\n{ledger_text(query, first)}"
