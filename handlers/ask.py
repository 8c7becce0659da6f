"""A question in Chinese → its answer (design, section 10): names from the store, reading, rights, figures, wording.

A liaison sees how the own unit stands and everybody's totals of items and publications; the names of those who have not
delivered, the figures of all units side by side, their records, people and what waits or was returned are for heads,
editors, reviewers and leaders. Where the plan ranks in the
group everybody sees the figures side by side.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from handlers.ask_comparisons import comparison
from handlers.ask_deliveries import delivery
from handlers.ask_figures import average, count, grouped, share
from handlers.ask_later import abilities, is_later, later
from handlers.ask_parts import Answer, Asker, Asking, Refused
from handlers.ask_rankings import ranking
from handlers.ask_records import listed, status
from handlers.ask_targets import targets
from handlers.ask_vocabulary import vocabulary_of
from models.members import Membership, members_with_role, units_of
from questions.query import Intent, Query
from questions.read import NotUnderstood, Understood, read
from reports import answer_refusals as refusals
from reports.answer_figures import no_people_text
from reports.answer_next import next_questions
from reports.answer_records import no_states_text
from rules.plan import ROLE_NAMES, Plan, Role

FOLLOW_UP_FOR = timedelta(minutes=10)
"""How long a question may be followed by 那财政局呢, by the clock of the questions."""

SEES_MOST: tuple[Role, ...] = ("leader", "editor", "reviewer", "head", "liaison")
SPEAKS_FOR_UNIT: tuple[Role, ...] = ("head", "liaison")
OUR = ("我", "咱", "本")
"""How the words for the own unit begin: 我们, 咱局, 本单位."""

PRINTED_ONLY = ("level", "outlet", "column")
TABLES: tuple[Intent, ...] = ("count", "trend", "ranking", "compare", "list")

ANSWERS: dict[Intent, Callable[[Asking, Query], Answer]] = {
    "missing": delivery,
    "delivered": delivery,
    "ranking": ranking,
    "progress": targets,
    "list": listed,
    "trend": grouped,
    "compare": comparison,
    "status": status,
    "help": abilities,
}
"""Who answers an intent; a count is told apart by what is to be made of it."""


def foremost(people: Sequence[Membership]) -> Asker:
    """Who a person of these roles in a plan asks as: the one that may see the most. `people` must not be empty."""
    first = min(people, key=lambda person: SEES_MOST.index(person.role))
    return Asker(first.role, first.unit, tuple(dict.fromkeys((first.unit, *(person.unit for person in people)))))


def answer_question(
    connection: Connection,
    plan: Plan,
    asker: Asker | None,
    text: str,
    now: datetime,
    previous: Query | None = None,
    in_group: bool = False,
    whole: bool = True,
) -> Answer:
    """Answers a question asked at `now` (aware). Without an asker, on the command line, everything may be seen.

    `previous` is the query of the asker's last answer if that is at most `FOLLOW_UP_FOR` ago. An answer that others
    read too (`in_group`) names no unit that is behind where the plan says `naming = "private"`. Without `whole` a list
    has only the records that its text shows.
    """
    asking = asking_for(connection, plan, asker, now, in_group, whole)
    vocabulary = vocabulary_of(connection, plan, asking.units, asking.people, asking.own_unit, asking.today)
    reading = read(text, vocabulary, asking.now, previous)
    if isinstance(reading, NotUnderstood):
        return refusal(asking, reading.reason, reading.word, reading.suggestions)
    answer = answer_query(asking, reading.query)
    return replace(answer, text="\n".join((answer.text, *_notes(asking, reading)))) if answer.understood else answer


def asking_for(
    connection: Connection,
    plan: Plan,
    asker: Asker | None,
    now: datetime,
    in_group: bool = False,
    whole: bool = True,
) -> Asking:
    """Who asks what of which plan, with the names that are known in it."""
    units = tuple(units_of(connection, plan.id))
    people = tuple(members_with_role(connection, plan.id, tuple(ROLE_NAMES), None))
    return Asking(connection, plan, asker, now.astimezone(plan.zone), units, people, in_group, whole)


def answer_query(asking: Asking, query: Query) -> Answer:
    """Answers a question that was read; also one that was kept from earlier."""
    try:
        answer = _answer(asking, query)
    except Refused as refused:
        return refusal(asking, refused.reason, refused.word, refused.corrected)
    told = answer.value is not None or answer.rows
    beside = _same_names(asking, query) if told and asking.sees_people(query) else []
    return _with_next(asking, replace(answer, text="\n".join((answer.text, *beside))))


def refusal(asking: Asking, reason: str, word: str = "", corrected: Sequence[str] = ()) -> Answer:
    """Why there is no answer, with questions that can be answered."""
    names = [unit.name for unit in asking.units]
    offered = tuple(refusals.suggestions(corrected, asking.plan, names, asking.own_unit))
    return Answer(False, None, None, (), refusals.not_understood_answer(reason, word, offered), offered)


def _answer(asking: Asking, query: Query) -> Answer:
    if is_later(query):
        return later(asking, query)
    if query.metric != "publications" and query.intent not in ("progress", "status", "help"):
        _check_items(query)
    if query.members and not asking.sees_people(query):
        return Answer(True, query, None, (), no_people_text(asking.privately.sees_people(query)))
    if not asking.sees_states(query):
        return Answer(True, query, None, (), no_states_text(asking.privately.sees_states(query)))
    if query.intent == "count":
        return _count(asking, query)
    if query.calculation:
        raise Refused("question")
    return ANSWERS[query.intent](asking, query)


def _count(asking: Asking, query: Query) -> Answer:
    if query.calculation == "share":
        return share(asking, query)
    if query.calculation == "average":
        return average(asking, query)
    return grouped(asking, query) if query.group_by else count(asking, query)


def _check_items(query: Query) -> None:
    """Items have no level, outlet or column (Refused)."""
    if query.levels or query.outlets or query.columns or query.group_by in PRINTED_ONLY:
        raise Refused("filter")


def _with_next(asking: Asking, answer: Answer) -> Answer:
    if answer.query is None or answer.buttons or answer.value is None and not answer.rows:
        return answer
    is_editor = asking.asker is not None and asking.asker.role == "editor" and not asking.in_group
    is_long = answer.query.intent in TABLES and "回复「全部」" in answer.text
    buttons = next_questions(answer.query, asking.plan, asking.today, asking.sees_units, is_editor, is_long)
    return replace(answer, buttons=tuple(buttons))


def _notes(asking: Asking, reading: Understood) -> list[str]:
    """What was taken for what; a liaison and a head need not be told that 我们 is their unit."""
    own = asking.own_unit if asking.asker and asking.asker.role in SPEAKS_FOR_UNIT else None
    notes = [note for note in reading.notes if note.name != own or note.word[:1] not in OUR]
    return [refusals.note_text(note.word, note.name) for note in notes]


def _same_names(asking: Asking, query: Query) -> list[str]:
    """Which of the people named are in several units, since their figures are added up."""
    units = {
        name: list(dict.fromkeys(person.unit for person in asking.people if person.name == name))
        for name in query.members
    }
    return [refusals.same_name_text(name, where) for name, where in units.items() if len(where) > 1]
