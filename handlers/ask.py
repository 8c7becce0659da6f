"""A question in Chinese → its answer (design, section 10): names from the store, reading, figures, wording, rights.

A liaison sees how the own unit stands and everybody's totals; the names of those who have not delivered, and the
figures of all units side by side, are for heads, editors, reviewers and leaders. Where the plan ranks in the group
everybody sees the latter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from handlers.ask_targets import Unfit, progresses_for
from models.closed_periods import corrections_in, excused_in
from models.members import Membership, Unit, units_of
from models.publications import known_names
from models.statistics import (
    Counted,
    Delivery,
    Figure,
    GroupKey,
    count_items,
    count_publications,
    deliveries,
    filter_of,
    items_by,
    publications_by,
)
from questions.query import Query
from questions.read import NotUnderstood, Understood, read
from questions.vocabulary import Named, NamedOutlet, Vocabulary
from reports import answers
from reports.corrections_text import corrections_text, excused_units_text
from reports.item_text import NO_BOARD
from rules.periods import office_date
from rules.plan import LEVEL_NAMES, LEVELS, Plan, Role

FOLLOW_UP_FOR = timedelta(minutes=10)
"""How long a question may be followed by 那财政局呢, by the clock of the questions."""

SEES_MOST: tuple[Role, ...] = ("leader", "editor", "reviewer", "head", "liaison")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Answer:
    """What `ask` prints. `query` is to be handed in as `previous` with the asker's next question."""

    understood: bool
    query: Query | None
    value: int | None
    rows: tuple[Figure, ...]
    text: str
    suggestions: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The object of design, section 10."""
        return {
            "understood": self.understood,
            "query": self.query.as_json() if self.query else None,
            "value": self.value,
            "rows": [{"name": row.name, "value": row.value} for row in self.rows],
            "text": self.text,
            "suggestions": list(self.suggestions),
        }


@dataclass(frozen=True)
class _Asking:
    """Everything that an answer is made from. `now` is on the office's clock."""

    connection: Connection
    plan: Plan
    asker: Membership | None
    now: datetime
    units: tuple[Unit, ...]
    in_group: bool

    @property
    def today(self) -> date:
        return office_date(self.now, self.plan.zone)

    @property
    def sees_names(self) -> bool:
        """Whether the answer may say which units are behind: to the asker, and to whoever else reads it."""
        if self.in_group and self.plan.tone.naming == "private":
            return False
        return self.asker is None or self.asker.role != "liaison"


def foremost(people: Sequence[Membership]) -> Membership:
    """The one of a person's roles in a plan that may see the most. `people` must not be empty."""
    return min(people, key=lambda person: SEES_MOST.index(person.role))


def answer_question(
    connection: Connection,
    plan: Plan,
    asker: Membership | None,
    text: str,
    now: datetime,
    previous: Query | None = None,
    in_group: bool = False,
) -> Answer:
    """Answers a question asked at `now` (aware). Without an asker, on the command line, everything may be seen.

    `previous` is the query of the asker's last answer if that is at most `FOLLOW_UP_FOR` ago. An answer that others
    read too (`in_group`) names no unit that is behind where the plan says `naming = "private"`.
    """
    units = tuple(units_of(connection, plan.id))
    asking = _Asking(connection, plan, asker, now.astimezone(plan.zone), units, in_group)
    reading = read(text, vocabulary_of(connection, plan, units, asker), asking.now, previous)
    if isinstance(reading, NotUnderstood):
        return _refusal(asking, reading.reason, reading.word, reading.suggestions)
    answer = _answer(asking, reading.query)
    return replace(answer, text="".join((answer.text, *_notes(reading)))) if answer.understood else answer


def vocabulary_of(connection: Connection, plan: Plan, units: Sequence[Unit], asker: Membership | None) -> Vocabulary:
    """Every name that a question about the plan may use, those remembered from ledgers included."""
    groups = dict.fromkeys((*plan.groups, *(unit.group for unit in units if unit.group)))
    outlets = {outlet.name: NamedOutlet(outlet.name, outlet.level, outlet.aliases) for outlet in plan.outlets}
    for name, level in known_names(connection, plan.id, "outlet").items():
        outlets.setdefault(name, NamedOutlet(name, level))
    columns = {column.name: Named(column.name, column.aliases) for column in plan.columns}
    for name in known_names(connection, plan.id, "column"):
        columns.setdefault(name, Named(name))
    return Vocabulary(
        units=tuple(Named(unit.name) for unit in units),
        groups=tuple(groups),
        boards=tuple(Named(board.name, board.aliases) for board in plan.boards),
        outlets=tuple(outlets.values()),
        columns=tuple(columns.values()),
        kinds=plan.kinds,
        own_unit=asker.unit if asker else None,
    )


def _answer(asking: _Asking, query: Query) -> Answer:
    match query.intent:
        case "missing" | "delivered":
            return _delivery(asking, query)
        case "progress":
            return _progress(asking, query)
    return _grouped(asking, query) if query.group_by else _count(asking, query)


def _count(asking: _Asking, query: Query) -> Answer:
    count = count_items if query.metric == "items" else count_publications
    value = count(asking.connection, asking.plan.id, filter_of(query, _unit_ids(asking, query)))
    return Answer(True, query, value, (), answers.count_answer(query, value, asking.plan, asking.now))


def _grouped(asking: _Asking, query: Query) -> Answer:
    """The total and a line for each; a liaison gets the own unit's line where units stand side by side."""
    key: GroupKey = query.group_by  # type: ignore[assignment]  # read() gives no other one with a count
    filters = filter_of(query, _unit_ids(asking, query))
    grouped = items_by if query.metric == "items" else publications_by
    count = count_items if query.metric == "items" else count_publications
    rows = _in_order(asking, query, grouped(asking.connection, asking.plan.id, filters, key))
    value = count(asking.connection, asking.plan.id, filters)
    hidden = key == "unit" and not asking.sees_names and asking.plan.tone.ranking != "group"
    if hidden:
        rows = [row for row in rows if row.name == _own_unit(asking)]
    text = answers.grouped_answer(query, value, rows, asking.plan, asking.now)
    return Answer(True, query, value, tuple(rows), f"{text}\n{answers.only_own_text()}" if hidden else text)


def _delivery(asking: _Asking, query: Query) -> Answer:
    if not asking.sees_names and (set(query.units) - {_own_unit(asking)} or query.groups):
        return Answer(True, query, None, (), answers.only_own_answer(_own_unit(asking)))
    counted: Counted = "publications" if query.metric == "publications" else "items"
    filters = filter_of(query, _unit_ids(asking, query))
    owing = deliveries(asking.connection, asking.plan.id, counted, filters)
    chosen = [each for each in owing if bool(each.missing) == (query.intent == "missing")]
    own = None if asking.sees_names else _own(asking, owing)
    shown = [each for each in chosen if own is None or each.unit == own.unit]
    wording = answers.missing_answer if query.intent == "missing" else answers.delivered_answer
    rows = tuple(Figure(each.unit, each.missing if query.intent == "missing" else each.delivered) for each in shown)
    text = wording(query, owing, asking.plan, asking.now, own)
    about = answers.duties_text({each.duty for each in owing}, asking.plan)
    return Answer(True, query, len(chosen), rows, "\n".join((text, *about, *_beside(asking, query))))


def _beside(asking: _Asking, query: Query) -> list[str]:
    """What is told beside the figure of a duty's period: who is excused and why, and what changed after its end."""
    if query.start is None or query.end is None or query.boards or query.kinds or query.levels:
        return []
    plan, ids = asking.plan, _unit_ids(asking, query)
    names = {unit.name for unit in asking.units if ids is None or unit.id in ids}
    if not asking.sees_names:
        names &= {_own_unit(asking)}
    lines: list[str] = []
    if query.intent == "missing" or len(names) < len(asking.units):
        excused = excused_in(asking.connection, plan.id, query.start, query.end)
        lines.append(excused_units_text([each for each in excused if each.unit in names]))
    if query.end <= asking.today:
        changes = corrections_in(asking.connection, plan.id, query.start, query.end, plan.zone)
        lines.append(corrections_text([each for each in changes if each.unit in names], plan))
    return [line for line in lines if line]


def _own(asking: _Asking, owing: Sequence[Delivery]) -> answers.Own:
    unit = _own_unit(asking)
    return answers.Own(unit, next((each for each in owing if each.unit == unit), None))


def _own_unit(asking: _Asking) -> str:
    return asking.asker.unit if asking.asker else ""


def _progress(asking: _Asking, query: Query) -> Answer:
    try:
        progresses = progresses_for(asking.connection, asking.plan, query, asking.today)
    except Unfit as unfit:
        question = answers.target_question(unfit.target)
        return _refusal(asking, "target-period", answers.target_period_words(unfit.target), (question,))
    if not progresses:
        return Answer(True, query, None, (), answers.no_target_answer(query))
    targets = {each.target.id: each.target for each in progresses}
    if len(targets) == 1 and query.start is None:
        query = replace(query, start=progresses[0].period.start, end=progresses[-1].period.end)
    counted = {target.counts for target in targets.values()}
    query = replace(query, metric=counted.pop() if len(counted) == 1 else None)
    value = sum(each.achieved for each in progresses) if len(targets) == 1 else None
    text = answers.progress_answer(progresses, asking.plan, asking.now)
    return Answer(True, query, value, tuple(answers.progress_rows(progresses)), text)


def _refusal(asking: _Asking, reason: str, word: str, corrected: Sequence[str]) -> Answer:
    names = [unit.name for unit in asking.units]
    offered = tuple(answers.suggestions(corrected, asking.plan, names, _own_unit(asking)))
    return Answer(False, None, None, (), answers.not_understood_answer(reason, word, offered), offered)


def _notes(reading: Understood) -> list[str]:
    return [f"\n{answers.note_text(note.word, note.name)}" for note in reading.notes]


def _unit_ids(asking: _Asking, query: Query) -> tuple[int, ...] | None:
    if not query.units and not query.groups:
        return None
    return tuple(unit.id for unit in asking.units if unit.name in query.units or unit.group in query.groups)


def _in_order(asking: _Asking, query: Query, rows: Sequence[Figure]) -> list[Figure]:
    """The lines in the plan's own order, those without anything as 0."""
    found = {row.name: row.value for row in rows}
    plan = asking.plan
    match query.group_by:
        case "unit":
            ids = _unit_ids(asking, query)
            names = [unit.name for unit in asking.units if ids is None or unit.id in ids]
        case "board":
            names = [board.name for board in plan.boards if not query.boards or board.name in query.boards]
        case "level":
            return [
                Figure(LEVEL_NAMES[level], found.get(level, 0))
                for level in LEVELS
                if not query.levels or level in query.levels
            ]
        case "month":
            names = _months(query, rows, asking.today)
        case _:
            names = []
    return [Figure(name or NO_BOARD, found.get(name, 0)) for name in dict.fromkeys((*names, *found))]


def _months(query: Query, rows: Sequence[Figure], today: date) -> list[str]:
    """Every month of the period as far as it has begun; without a period from the first that has anything."""
    first = f"{query.start:%Y-%m}" if query.start else min((row.name for row in rows), default=f"{today:%Y-%m}")
    last = min(query.end - DAY, today) if query.end else today
    year, month = int(first[:4]), int(first[5:])
    names: list[str] = []
    while (name := f"{year:04d}-{month:02d}") <= f"{last:%Y-%m}":
        names.append(name)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return names
