"""The right value and rows of a query (design, section 10), from the files alone: slow, plain, and of its own mind.

It imports nothing of the product and reads neither its database nor its classes. A query is the JSON object that `ask`
prints. Only items and publications are known here.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from tests.whole.figures.duties import Owing
from tests.whole.figures.reading import LEVELS, read_books
from tests.whole.figures.spans import bucket, buckets
from tests.whole.figures.targets import achieved

Query: TypeAlias = dict[str, Any]
Row: TypeAlias = dict[str, Any]

COUNTING = ["待审", "采用"]
SENT_IN = [*COUNTING, "退回"]
LEVEL_NAMES = {code: name for name, code in LEVELS.items()}
OF_BOTH = {"boards": "board", "kinds": "kind", "members": "member"}
OF_PRINT = {"levels": "level", "outlets": "outlet", "columns": "column"}
FIELDS = {name.removesuffix("s"): name for name in ("units", "groups", *OF_BOTH, *OF_PRINT)}
STEPS = ("day", "week", "month", "quarter")
KINDS = ["信息", "线索", "案例", "图片"]


class Unanswerable(Exception):
    """The oracle knows nothing of what the query asks for."""


class Oracle:
    """One office on one day. `today` is the office's date of the question."""

    def __init__(self, ledger_path: Path, roster_path: Path, plan_toml_path: Path, today: date) -> None:
        self.books = read_books(ledger_path, roster_path, plan_toml_path)
        self.today = pd.Timestamp(today)
        self.owing = Owing(self.books)

    def on(self, today: date) -> "Oracle":
        """The same books on another day."""
        other = object.__new__(Oracle)
        other.books, other.owing, other.today = self.books, self.owing, pd.Timestamp(today)
        return other

    def answer(self, query: Query) -> dict[str, Any]:
        """`{"value", "rows": [{"name", "value"}…]}`. Unanswerable for intents and metrics that are not known here."""
        ways = {
            "count": self._count,
            "ranking": self._ranking,
            "trend": self._trend,
            "compare": self._compare,
            "list": self._list,
            "missing": self._delivery,
            "delivered": self._delivery,
            "progress": self._progress,
        }
        metrics = ("items", "publications", *([None] if query["intent"] == "progress" else []))
        if query["intent"] not in ways or query.get("metric") not in metrics:
            raise Unanswerable(query["intent"])
        value, rows = ways[query["intent"]](query)
        return {"value": value, "rows": rows}

    def _count(self, query: Query) -> tuple[float | None, list[Row]]:
        if query.get("calculation") == "average":
            return self._average(query), []
        if query.get("calculation") == "share":
            return self._share(query)
        found = self._records(query)
        return len(found), self._by(found, query) if query.get("group_by") else []

    def _average(self, query: Query) -> float | None:
        """Over every unit that reports, every board of the plan, or every step of the period that has begun."""
        found = self._records(query)
        parts = self._by(found, query)
        return round(sum(row["value"] for row in parts) / len(parts), 4) if parts else None

    def _share(self, query: Query) -> tuple[float | None, list[Row]]:
        """In per cent of the same without what the question singles out; by a key, of the sum of all."""
        found = self._records(query)
        key = query.get("group_by")
        if key:
            return None, [_row(row["name"], _per_cent(row["value"], len(found))) for row in self._by(found, query)]
        return _per_cent(len(found), len(self._whole(query))), []

    def _whole(self, query: Query) -> pd.DataFrame:
        """Without the one filter that the query has. What is adopted is a share of all that was sent in."""
        parts = [name for name in ("statuses", *FIELDS.values()) if query.get(name)]
        if len(parts) != 1:
            raise Unanswerable("a share of nothing, or of what is not clear")
        statuses = [*SENT_IN, *query["statuses"]] if parts == ["statuses"] else []
        return self._records({**query, parts[0]: [], "statuses": statuses})

    def _ranking(self, query: Query) -> tuple[int | None, list[Row]]:
        """All that are tied at the limit; where names are asked for, these alone, and the first one's place."""
        named = self._asked_places(query)
        scope = {**query, FIELDS.get(query["group_by"], ""): []} if named else query
        is_asc = query.get("order") == "asc"
        rows = self._by(self._records(scope), scope)
        rows.sort(key=lambda row: row["value"] if is_asc else -row["value"])
        if named:
            mine = {row["name"]: row for row in rows if row["name"] in named}
            first = mine.get(named[0])
            return self._place(rows, first) if first else None, [mine[name] for name in named if name in mine]
        limit = query.get("limit")
        if is_asc and limit and query["group_by"] == "week":
            rows = [row for row in rows if self._is_whole_week(row["name"], query)] or rows
        if limit and len(rows) > limit:
            rows = [row for row in rows if self._place(rows, row) <= limit]
        return None, rows

    def _is_whole_week(self, name: str, query: Query) -> bool:
        """A week that the period cuts is too short to be the lowest."""
        monday = date.fromisocalendar(int(name[:4]), int(name[6:]), 1)
        start, end = (query.get(bound) and date.fromisoformat(query[bound]) for bound in ("start", "end"))
        return (not start or monday >= start) and (not end or monday + timedelta(days=7) <= end)

    def _asked_places(self, query: Query) -> list[str]:
        """招商局排第几 names a unit, which is no filter: its place is among all. The first of several is among them."""
        names = query.get(FIELDS.get(query["group_by"], "")) or []
        is_filter = query.get("excluded") or (query.get("limit") and len(names) > 1)
        return [] if is_filter else [LEVEL_NAMES.get(name, name) for name in names]

    def _place(self, rows: list[Row], row: Row) -> int:
        """1 and how many stand before it; equal ones share a place."""
        values = [other["value"] for other in rows]
        return values.index(row["value"]) + 1

    def _trend(self, query: Query) -> tuple[int, list[Row]]:
        found = self._records(query)
        return len(found), self._by(found, query)

    def _compare(self, query: Query) -> tuple[int, list[Row]]:
        other = query.get("compare_to")
        if other:
            figures = [len(self._records(each)) for each in (query, {**query, **other})]
            spans = [(query["start"], query["end"]), (other["start"], other["end"])]
            return figures[0], [
                _row("/".join(map(str, span)), figure) for span, figure in zip(spans, figures, strict=True)
            ]
        key = query.get("group_by") or "unit"
        field = FIELDS[key]
        names = [(LEVEL_NAMES.get(name, name), name) for name in query[field]]
        others: Query = {"groups": []} if field == "units" else {}
        rows = [_row(shown, len(self._records({**query, **others, field: [name]}))) for shown, name in names]
        return rows[0]["value"], rows

    def _list(self, query: Query) -> tuple[int, list[Row]]:
        """The number of all of them; rows for as many as are asked for, with titles and their items' numbers."""
        found = self._records(query)
        order = [name for name in ("day", "sent") if name in found]
        found = found.sort_values(order, kind="stable")
        found = found[::-1] if query.get("order") == "desc" else found
        shown = found.head(query.get("limit") or len(found))
        return len(found), [_row(record.title, record.number) for record in shown.itertuples()]

    def _delivery(self, query: Query) -> tuple[int, list[Row]]:
        """Of a week's duty what is owed and sent; of all else one record of what is asked for."""
        units = [unit for unit in self.owing.units(query, self.today) if unit in self._units(query)]
        found = self._records(query)
        if self.owing.is_duty(query):
            own = self.owing.week_key(query)
            found = found[found["made_up"].isin(["", own])]
        required = self.owing.required(query)
        counts = found["unit"].value_counts()
        figures = {unit: int(counts.get(unit, 0)) for unit in units}
        if query["intent"] == "missing":
            rows = [_row(unit, required - figure) for unit, figure in figures.items() if figure < required]
        else:
            rows = [_row(unit, figure) for unit, figure in figures.items() if figure >= required]
        return len(rows), rows

    def _progress(self, query: Query) -> tuple[int | None, list[Row]]:
        def figure(filters: Query) -> int:
            own = {name: query.get(name) for name in ("units", "groups", "members")}
            return len(self._records({**own, **filters}))

        rows = achieved(self.books.plan, query, self.today, figure)
        one = len({row["name"] for row in rows}) == 1
        return (sum(row["value"] for row in rows) if one else None), rows

    def _records(self, query: Query) -> pd.DataFrame:
        """The records that the query's period and filters leave."""
        is_items = query.get("metric") != "publications"
        found = self.books.items if is_items else self.books.publications
        if is_items:
            found = found[found["status"].isin(query.get("statuses") or COUNTING)]
        elif query.get("statuses"):
            found = found[found["status"].isin(query["statuses"])]
        if query.get("start"):
            found = found[found["day"] >= pd.Timestamp(query["start"])]
        if query.get("end"):
            found = found[found["day"] < pd.Timestamp(query["end"])]
        if query.get("units") or query.get("groups"):
            found = found[found["unit"].isin(self._units(query))]
        return self._filtered(found, query, is_items)

    def _filtered(self, found: pd.DataFrame, query: Query, is_items: bool) -> pd.DataFrame:
        if is_items and any(query.get(name) for name in OF_PRINT):
            raise Unanswerable("items have no level, outlet or column")
        for name, column in (OF_BOTH if is_items else OF_BOTH | OF_PRINT).items():
            if query.get(name):
                found = found[found[column].isin(query[name])]
        return found

    def _units(self, query: Query) -> list[str]:
        """The units that the query names, by itself or by their groups; all without any."""
        roster = self.books.roster
        if not query.get("units") and not query.get("groups"):
            return list(dict.fromkeys(roster["unit"]))
        in_groups = roster.loc[roster["group"].isin(query.get("groups") or []), "unit"]
        return list(dict.fromkeys([*(query.get("units") or []), *in_groups]))

    def _by(self, found: pd.DataFrame, query: Query) -> list[Row]:
        """A row for each name; who has nothing stands as 0 where the names are known beforehand."""
        sizes = self._keys(found, query["group_by"]).value_counts()
        return [_row(LEVEL_NAMES.get(name, name), int(sizes.get(name, 0))) for name in self._names(found, query)]

    def _keys(self, found: pd.DataFrame, key: str) -> pd.Series:
        if key in STEPS:
            return bucket(found["day"], key)
        if key == "group":
            groups = dict(zip(self.books.roster["unit"], self.books.roster["group"], strict=True))
            return found["unit"].map(lambda unit: groups.get(unit, ""))
        return found[key]

    def _names(self, found: pd.DataFrame, query: Query) -> list[str]:
        key: str = query["group_by"]
        present = [name for name in dict.fromkeys(self._keys(found, key)) if name == name and name]
        if key in STEPS:
            return sorted({*present, *self._steps(found, query, key)})
        plan = self.books.plan
        known: dict[str, Sequence[str]] = {
            "unit": [unit for unit in self._units(query) if unit in self.owing.reporting(query, self.today)],
            "board": query.get("boards") or [board["name"] for board in plan["boards"]],
            "level": query.get("levels") or list(LEVEL_NAMES),
            "kind": query.get("kinds") or plan.get("kinds", KINDS),
            "group": query.get("groups") or [group for group in dict.fromkeys(self.books.roster["group"]) if group],
        }
        return list(dict.fromkeys([*known.get(key, []), *present]))

    def _steps(self, found: pd.DataFrame, query: Query, key: str) -> list[str]:
        """Every step of the period up to today; without a period from the first that has anything."""
        days = found["day"].dropna()
        start = pd.Timestamp(query["start"]) if query.get("start") else days.min() if len(days) else self.today
        end = pd.Timestamp(query["end"]) - timedelta(days=1) if query.get("end") else self.today
        return buckets(start, min(end, self.today), key)


def _row(name: str, value: float | None) -> Row:
    return {"name": name, "value": value}


def _per_cent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 4) if whole else None
