"""From the pieces of a question to its query: what is asked, of which figure, with which filters, in which period."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import cast

from questions.grammar.asked import NAMES, Asked, Unclear, check_neighbours, loose_nouns, span_of
from questions.grammar.comparing import compared, same_period, without_markers
from questions.grammar.doubts import check
from questions.grammar.filters import PUBLICATION_FILTERS, Filters, filters_of, metric_of
from questions.grammar.intent import RECORDS, SUBJECTS, TIME_STEPS, counts_by, intent_of
from questions.grammar.ranking import Ranked, ranked
from questions.pieces import Kind
from questions.query import GroupBy, Intent, Metric, Query, TimeRange
from questions.vocabulary import Vocabulary

AHEAD: tuple[Intent, ...] = ("interview", "rectification")
"""What has dates to come: a programme and a deadline. A figure has none."""
EVERYBODY = {"units", "groups", "members"}
PROJECTS = ("projects", "amount")
SAME_AGAIN: frozenset[Kind] = frozenset(("who", "which", "list", "many-units", "units", "count", "show"))
SHORT_TREND, MIDDLE_TREND = 31, 92
"""Days up to which a trend without a step goes by day, and by week."""


@dataclass(frozen=True)
class Scene:
    """What a question is read in: the plan's names, the office's day, and the query before it if it is a follow-up."""

    vocabulary: Vocabulary
    today: date
    previous: Query | None = None


def query_of(question: Asked, scene: Scene) -> Query:
    """The query of a question that says what it wants; what it leaves out is taken from the one before.

    Raises Unclear where it cannot be answered without guessing.
    """
    previous = scene.previous
    intent = _intent(question, previous)
    comparison = compared(question, scene.today, previous.span() if previous else None) if intent == "compare" else None
    plain = without_markers(question, comparison.names) if comparison else question
    _check(plain, intent)
    metric = _metric(plain, intent, previous)
    query = Query(intent, metric, **filters_of(plain, scene.vocabulary))
    if comparison:
        group = cast(GroupBy, comparison.names) if comparison.names else None
        query = _with_span(replace(query, compare_to=comparison.other, group_by=group), comparison.span)
    else:
        query = _with_span(query, _span(plain, scene))
        query = _shaped(query, plain, scene)
    if previous is not None:
        query = _completed(query, previous, plain)
    return checked(_with_default_span(query, scene.today), scene.today)


def _intent(question: Asked, previous: Query | None) -> Intent:
    """What the question wants. 一共几家 and 都有谁 after 谁没报 still ask for those who have not."""
    if previous is not None and previous.intent in ("missing", "delivered") and question.kinds() <= SAME_AGAIN:
        return previous.intent
    if previous is not None and previous.intent == "progress" and question.kinds() <= {"goal", "count", "tag"}:
        return "progress"  # 还差几条 after a target
    intent = intent_of(question)
    if previous is None or question.has("verb", "no", "lack", "noun", "goal", "number"):
        check(question, intent)  # 各单位呢 and 都有哪些 lean on what was asked before
    return intent


def follow_up(question: Asked, scene: Scene) -> Query:
    """The last query with what the follow-up names in place of what it said. Raises Unclear."""
    previous = scene.previous
    if previous is None:
        raise Unclear("previous")
    if previous.intent == "status":
        return _another_record(question)
    if previous.intent == "compare" and previous.compare_to is None:
        raise Unclear("previous")  # 金鑫公司呢 after two units: beside which of them
    _check(question, previous.intent)
    filters = filters_of(question, scene.vocabulary)
    span = _span(question, scene)
    named = metric_of(question) if question.has("verb", "noun", "stage", "status") else None
    if not (filters or span or named or question.has("zone")):
        raise Unclear("previous")
    if span and previous.compare_to:
        raise Unclear("periods")
    if question.has("zone"):
        previous = replace(previous, units=(), groups=(), members=(), excluded=())
    query = replace(_cleared(previous, filters), **filters, metric=named or previous.metric)
    if previous.intent == "missing" and question.has("verb") and named == previous.metric:
        query = replace(query, intent="delivered")
    if span is None and query.intent == "progress":
        return checked(replace(query, start=None, end=None), scene.today)  # every target has a period of its own
    return checked(_with_span(query, span or previous.span()), scene.today)


def _another_record(question: Asked) -> Query:
    """13号呢 after 第12号到哪一步了: no day of the month. Raises Unclear for anything else."""
    number = re.fullmatch(r"第?(\d{1,6})[号条]?呢?", question.text.removeprefix("那"))
    if number is None:
        raise Unclear("previous")
    return Query("status", number=int(number[1]))


def checked(query: Query, today: date) -> Query:
    """The query, if it can have an answer. Raises Unclear for items in media and for what has not begun."""
    publication_only = query.levels or query.outlets or query.columns or query.group_by in PUBLICATION_FILTERS
    if query.metric == "items" and publication_only:
        raise Unclear("filter")
    if query.metric in ("projects", "amount") and (publication_only or query.boards or query.kinds):
        raise Unclear("filter")
    if query.metric == "publications" and query.statuses:
        raise Unclear("metric")
    if query.start is not None and query.start > today and query.intent not in AHEAD:
        raise Unclear("future")
    if query.compare_to is not None and query.compare_to.start > today:
        raise Unclear("future")
    return query


def _check(question: Asked, intent: Intent) -> None:
    check_neighbours(question)
    if intent != "ranking" and loose_nouns(question):
        raise Unclear("question")
    if len(question.of("time", "same-period")) > 1 and intent != "compare":
        raise Unclear("periods")
    if len(question.of(*RECORDS)) > 1:
        raise Unclear("question")


def _metric(question: Asked, intent: Intent, previous: Query | None) -> Metric | None:
    if intent in ("status", "help", *SUBJECTS):
        return None
    named = metric_of(question)
    if named or intent == "progress":
        return named
    if previous is not None and previous.metric:
        counts_projects = previous.metric == "amount" and question.has("count", "many-units")
        return "projects" if counts_projects else previous.metric
    raise Unclear("metric")


def _span(question: Asked, scene: Scene) -> TimeRange | None:
    times = question.of("time", "same-period")
    if not times:
        return None
    if times[0].kind == "time":
        return span_of(times[0])
    return same_period(times[0], scene.today, scene.previous.span() if scene.previous else None)


def _shaped(query: Query, question: Asked, scene: Scene) -> Query:
    """The parts of a query that belong to its intent: grouping, order, limit, step, number, title."""
    match query.intent:
        case "ranking":
            if query.metric in PROJECTS and not _names_what_is_ranked(question):
                raise Unclear("question")  # 最大的三个项目 ranks projects, not units
            found: Ranked = ranked(question)
            return replace(query, group_by=found.by, order=found.order, limit=found.limit)
        case "trend":
            return _trend(query, question, scene)
        case "list":
            return _listed(query, question)
        case "status" | "score" | "award" | "rectification" | "interview":
            return _record(query, question)
        case "count":
            grouped = replace(query, group_by=counts_by(question))
            return _calculated(grouped, question, scene.previous is not None)
    return query


def _names_what_is_ranked(question: Asked) -> bool:
    return question.has("who", "units", "thing", "by", "unit", "group") or bool(loose_nouns(question))


def _trend(query: Query, question: Asked, scene: Scene) -> Query:
    """By the step that is named, else by day, week or month as the period is long; this year without a period."""
    by = counts_by(question)
    if by is not None and by not in TIME_STEPS:
        raise Unclear("question")
    if by is None and query.start is None and scene.previous is None:
        query = _with_span(query, TimeRange(date(scene.today.year, 1, 1), date(scene.today.year + 1, 1, 1)))
    span = query.span() or (scene.previous.span() if scene.previous else None)
    return replace(query, group_by=by or _step(span))


def _step(span: TimeRange | None) -> GroupBy:
    days = (span.end - span.start).days if span else MIDDLE_TREND + 1
    return "day" if days <= SHORT_TREND else "week" if days <= MIDDLE_TREND else "month"


def _listed(query: Query, question: Asked) -> Query:
    latest = question.of("latest")
    if len(latest) > 1:
        raise Unclear("question")
    return replace(query, order="desc", limit=int(latest[0].values[0])) if latest else query


def _record(query: Query, question: Asked) -> Query:
    number, title = question.values("number"), question.values("title")
    query = replace(query, number=int(number[0]) if number else None, title=title[0] if title else None)
    query = replace(query, statuses=(), stages=())  # 通过了吗 asks for the state, it does not name it
    if query.intent == "status":
        return query
    found = ranked(question) if question.has("rank", "place", "order") else Ranked(counts_by(question), None, None)
    return replace(query, group_by=found.by, order=found.order, limit=found.limit)


def _calculated(query: Query, question: Asked, is_leaning: bool) -> Query:
    """平均每个单位, 月均; 占比. Raises Unclear for an average over nothing and a share of everything."""
    if question.has("average"):
        over = {value for value in (*question.values("average"), query.group_by) if value}
        if len(over) != 1 or question.has("share"):
            raise Unclear("question")
        return replace(query, calculation="average", group_by=cast(GroupBy, over.pop()))
    if not question.has("share"):
        return query
    narrowed = [kind for kind in NAMES if question.has(kind)]
    several = any(len(question.of(kind)) > 1 for kind in narrowed)
    if is_leaning and not narrowed and not query.group_by:
        return replace(query, calculation="share")  # 占比呢: of what was asked before
    if several or bool(narrowed) == bool(query.group_by):
        raise Unclear("share")  # of everything; of two, which may mean one of the other; of each in a part
    return replace(query, calculation="share")


def _narrowing(query: Query) -> Mapping[str, Sequence[str]]:
    fields = ("units", "groups", "boards", "levels", "outlets", "columns", "kinds", "members", "statuses", "stages")
    return {name: getattr(query, name) for name in (*fields, "industries")}


def _with_span(query: Query, span: TimeRange | None) -> Query:
    return replace(query, start=span.start, end=span.end) if span else query


def _with_default_span(query: Query, today: date) -> Query:
    """谁没报 without a period is the running week (design, section 10)."""
    if query.intent not in ("missing", "delivered") or query.metric != "items" or query.start is not None:
        return query
    monday = today - timedelta(days=today.weekday())
    return _with_span(query, TimeRange(monday, monday + timedelta(days=7)))


def _completed(query: Query, previous: Query, question: Asked) -> Query:
    """The query with the filters, and the period if it names none, of the one before."""
    if query.intent in ("status", "help"):
        return query
    names = {name for name, values in _narrowing(query).items() if values}
    kept = _cleared(previous, cast(Filters, dict.fromkeys(names, ())))
    gone = _not_taken_over(query, question)
    taken = {name: values for name, values in _narrowing(kept).items() if values and name not in names | gone}
    if kept.excluded and not query.excluded and "units" not in gone:
        taken["excluded"] = kept.excluded
    if query.metric in PROJECTS and query.amount_from is None and query.amount_below is None:
        query = replace(query, amount_from=previous.amount_from, amount_below=previous.amount_below)
    query = replace(query, **taken)  # type: ignore[arg-type]
    if query.start is None and (query.intent != "progress" or previous.intent == "progress"):
        query = _with_span(query, previous.span())
    return query


def _not_taken_over(query: Query, question: Asked) -> set[str]:
    """The filters of the last question that mean nothing in this one: a state behind a new verb, the one unit behind
    各单位 and 谁, media where items are counted."""
    gone: set[str] = set()
    if query.metric == "items":
        gone |= {"levels", "outlets", "columns"}
    if query.metric not in PROJECTS:
        gone |= {"stages", "industries"}
    if query.metric != "items" or question.has("verb"):
        gone |= {"statuses"}
    if question.has("zone"):
        gone |= EVERYBODY
    if question.has("who", "units", "many-units") or "unit" in question.values("by") or question.has("place"):
        gone |= {"units", "members"}
    return gone


def _cleared(previous: Query, filters: Filters) -> Query:
    """The query without what new filters stand in the place of: a unit for a group, an outlet for a level."""
    stands_for = (("units", "groups", "members"), ("levels", "outlets"))
    gone = {name for together in stands_for if set(together) & set(filters) for name in together}
    gone |= set(filters)
    all_names = _narrowing(previous)
    left_out = {name for name, values in all_names.items() if values and set(previous.excluded).isdisjoint(values)}
    if previous.excluded and gone & left_out:
        previous = replace(previous, excluded=())
    return replace(previous, **{name: () for name in gone if name in all_names})  # type: ignore[arg-type]
