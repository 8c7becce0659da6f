"""Whether two readings, and two answers, say the same."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]

UNORDERED = ("units", "groups", "boards", "levels", "outlets", "columns", "kinds", "members", "statuses", "excluded")
WITHOUT_METRIC = ("progress", "status", "score", "award", "rectification", "interview", "help")
NAMELESS = ("", "未分板块")
ROUNDING = 0.051
"""Averages and shares are told with one decimal place."""


def plain_query(query: Json) -> dict[str, Any]:
    """A query without what is null or empty, and without the order of names."""
    said = {name: value for name, value in query.items() if value not in (None, [], ())}
    if said.get("intent") in WITHOUT_METRIC:
        said.pop("metric", None)
    return {name: sorted(value) if name in UNORDERED else value for name, value in said.items()}


def query_differences(expected: Json, found: Json) -> list[str]:
    """A line for each field in which two queries differ."""
    wanted, got = plain_query(expected), plain_query(found)
    if wanted.get("intent") == "compare" and wanted.get("units"):  # the first named one is the figure
        wanted["units"], got["units"] = expected.get("units"), found.get("units")
    if wanted.get("intent") == "progress" and "start" not in wanted:  # the answer says which period runs
        got = {name: value for name, value in got.items() if name not in ("start", "end")}
    names = sorted(wanted.keys() | got.keys())
    return [f"{name}: {got.get(name)}, not {wanted.get(name)}" for name in names if wanted.get(name) != got.get(name)]


def answer_differences(query: Json, expected: Json, found: Json) -> list[str]:
    """A line for each way in which the answer to a query differs from the right one."""
    differences = []
    if not _same(expected["value"], found["value"]):
        differences.append(f"value {found['value']}, not {expected['value']}")
    wanted, got = _rows(query, expected), _rows(query, found)
    if len(wanted) != len(got) or not all(_same_row(*pair) for pair in zip(wanted, got, strict=True)):
        differences.append(f"rows {got}, not {wanted}")
    return differences


def _rows(query: Json, answer: Json) -> list[tuple[str, Any]]:
    """The rows in an order and a form in which they can be compared."""
    rows = [(row["name"], row["value"]) for row in answer["rows"]]
    match query["intent"]:
        case "trend":
            return rows
        case "compare":
            return rows if query.get("group_by") else [("", value) for _, value in rows]
        case "progress":
            return [("", value) for _, value in rows]
        case "list":
            return sorted((name, 0) for name, _ in rows)
        case "ranking":
            return _ranked(query, rows)
    named = [row for row in rows if row[0] not in NAMELESS]
    return sorted(row for row in named if query["intent"] != "count" or row[1])


def _ranked(query: Json, rows: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """By value as they stand, by name where the value is the same: a wrong order shows."""
    named = [row for row in rows if row[0] not in NAMELESS]
    values = [value for _, value in named]
    if values != sorted(values, reverse=query.get("order") != "asc"):
        return named
    return sorted(named, key=lambda row: (row[1] if query.get("order") == "asc" else -row[1], row[0]))


def _same_row(one: tuple[str, Any], other: tuple[str, Any]) -> bool:
    return one[0] == other[0] and _same(one[1], other[1])


def _same(wanted: Any, got: Any) -> bool:
    if wanted is None or got is None:
        return wanted is got
    return bool(abs(wanted - got) < (ROUNDING if isinstance(wanted, float) else 1e-9))
