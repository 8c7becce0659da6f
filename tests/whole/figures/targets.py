"""What is achieved of the plan's targets in their periods, from the plan's file alone (design, section 7)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pandas as pd

LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
DAY = timedelta(days=1)


def achieved(
    plan: dict[str, Any], query: dict[str, Any], today: pd.Timestamp, figure: Callable[[dict[str, Any]], int]
) -> list[dict[str, Any]]:
    """A row for each target that the query means: the sum over its periods in the query's, else of the running one.

    One target alone has a row for each of its periods.
    """
    found: dict[str, list[int]] = {}
    for target in filter(lambda target: _is_meant(target, query), plan.get("targets", [])):
        own = {"metric": target["counts"], "levels": target.get("levels"), "boards": target.get("boards")}
        spans = _spans(target["period"], query, today)
        if spans:
            found[target["title"]] = [figure({**own, "start": start, "end": end}) for start, end in spans]
    if len(found) == 1:
        return [{"name": title, "value": value} for title, values in found.items() for value in values]
    return [{"name": title, "value": sum(values)} for title, values in found.items()]


def _is_meant(target: dict[str, Any], query: dict[str, Any]) -> bool:
    """省级 means the target of 省级及以上, whose lowest level it is; 央媒, a part of it, does not."""
    if query.get("metric") not in (None, target["counts"]):
        return False
    asked, own = query.get("levels") or [], target.get("levels", [])
    is_level = not asked or (set(asked) <= set(own) and own[0] in asked)
    return is_level and all(set(query.get(name) or []) <= set(target.get(name, [])) for name in ("boards", "columns"))


def _spans(period: str, query: dict[str, Any], today: pd.Timestamp) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """The periods that lie whole in the query's and have begun; one that ends with today holds the running one."""
    if not query.get("start"):
        return [_span(period, today)]
    first, end = pd.Timestamp(query["start"]), pd.Timestamp(query["end"])
    if end == today + DAY:
        end = max(end, _span(period, today)[1])
    found, span = [], _span(period, first)
    while span[0] < end and span[0] <= today:
        if span[0] >= first and span[1] <= end:
            found.append(span)
        span = _span(period, span[1])
    return found


def _span(period: str, day: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
    months = LENGTHS[period]
    start = pd.Timestamp(day.year, (day.month - 1) // months * months + 1, 1)
    return start, start + pd.DateOffset(months=months)
