"""Queries by chance, also such as no sentence of ours makes: any filter beside any other, any span of days."""

import random
from datetime import date, timedelta
from typing import Any, TypeAlias

from tests.whole.figures.templates import GAPS

Query: TypeAlias = dict[str, Any]

FIRST = date(2025, 8, 1)
INTENTS = ("count", "count", "ranking", "trend", "compare", "list", "missing", "delivered", "progress")
LENGTHS = (1, 7, 7, 10, 30, 31, 90, 200)
FILTERS = {"unit": 0.25, "group": 0.08, "board": 0.15, "kind": 0.1, "member": 0.1}
OF_ITEMS = {"status": 0.15}
OF_PRINT = {"level": 0.25, "outlet": 0.15, "column": 0.15}
STEPS = ["day", "week", "month", "quarter"]


def chance_query(chance: random.Random) -> Query:
    """One query about items or publications that has an answer."""
    intent, metric = chance.choice(INTENTS), chance.choice(["items", "publications"])
    query: Query = {"intent": intent, "metric": metric, **_span(chance)}
    if intent == "progress":
        return {name: value for name, value in query.items() if name != "metric"} | _some(chance, {"target": 0.6})
    query |= _some(chance, FILTERS) | _some(chance, OF_ITEMS if metric == "items" else OF_PRINT)
    keys = ["unit", "group", "board", "kind", *STEPS]
    return query | _form(chance, intent, keys if metric == "items" else [*keys, "level", "outlet", "column"])


def _span(chance: random.Random) -> Query:
    if chance.random() < 0.1:
        return {}
    if chance.random() < 0.5:
        return _drawn(chance, chance.choice(["period", "week"]))
    start = FIRST + timedelta(days=chance.randrange(470))
    return {"start": start.isoformat(), "end": (start + timedelta(days=chance.choice(LENGTHS))).isoformat()}


def _form(chance: random.Random, intent: str, keys: list[str]) -> Query:
    """What belongs to an intent."""
    match intent:
        case "count":
            key = {"group_by": chance.choice(keys)}
            return chance.choice([{}, key, key, {**key, "calculation": chance.choice(["average", "share"])}])
        case "ranking":
            limit = chance.choice([{}, {"limit": chance.choice([1, 2, 3, 5])}])
            return {"group_by": chance.choice([*keys, *["unit"] * 5]), "order": chance.choice(["asc", "desc"]), **limit}
        case "trend":
            return {"group_by": chance.choice(STEPS)}
        case "compare":
            spans = {**_drawn(chance, "week"), "compare_to": _drawn(chance, "period")}
            return chance.choice([spans, {**_drawn(chance, "pair"), "groups": [], "group_by": "unit"}])
        case "list":
            return chance.choice([{}, {"order": chance.choice(["asc", "desc"]), "limit": chance.choice([1, 3, 5])}])
    return {}


def _some(chance: random.Random, gaps: dict[str, float]) -> Query:
    found: Query = {}
    for gap, likelihood in gaps.items():
        if chance.random() < likelihood:
            found |= _drawn(chance, gap)
    return found


def _drawn(chance: random.Random, gap: str) -> Query:
    return dict(chance.choice(GAPS[gap])[1])
