"""Who owes what in a week: plan, roster and national calendar, seen from the files alone (design, section 7)."""

from datetime import date, timedelta
from typing import Any

import chinese_calendar
import pandas as pd

from tests.whole.figures.reading import Books

WEEK = timedelta(days=7)
NARROWING = ("boards", "kinds", "levels", "outlets", "columns", "members", "statuses")


class Owing:
    """The weekly duty of an office's plan."""

    def __init__(self, books: Books) -> None:
        self.plan, self.roster = books.plan, books.roster
        self.duty = next(duty for duty in self.plan["duties"] if duty["period"] == "week")
        self.liaisons = self.roster[self.roster["role"] == "信息报送员"]

    def is_duty(self, query: dict[str, Any]) -> bool:
        """Whether the query asks for the weekly duty itself: exactly one week of items, and nothing narrows it."""
        if query.get("metric") == "publications" or any(query.get(name) for name in NARROWING):
            return False
        if not query.get("start") or not query.get("end"):
            return False
        start, end = pd.Timestamp(query["start"]), pd.Timestamp(query["end"])
        return bool(start.weekday() == 0 and end - start == WEEK)

    def week_key(self, query: dict[str, Any]) -> str:
        """The name under which items are made up for the query's week."""
        return str(pd.Timestamp(query["start"]).strftime("%G-W%V"))

    def required(self, query: dict[str, Any]) -> int:
        """How many records make a unit one that has delivered."""
        return int(self.duty["required"]) if self.is_duty(query) else 1

    def units(self, query: dict[str, Any], today: pd.Timestamp) -> list[str]:
        """The units that owe in a week that has a day in the query's period and has begun, in the roster's order."""
        owing: set[str] = set()
        for monday in self._mondays(query, today):
            owing |= set(self.in_office(max(monday, self._plan_start())))
        return [unit for unit in dict.fromkeys(self.roster["unit"]) if unit in owing]

    def in_office(self, day: pd.Timestamp) -> list[str]:
        """The units that have a liaison on a day."""
        own = self.liaisons
        begun = own["since"].isna() | (own["since"] <= day)
        return list(own.loc[begun & (own["until"].isna() | (own["until"] > day)), "unit"])

    def reporting(self, query: dict[str, Any], today: pd.Timestamp) -> list[str]:
        """The units that have a liaison on some day of the query's period up to today."""
        own, (first, last) = self.liaisons, self._days(query, today)
        begun = own["since"].isna() | (own["since"] <= last)
        return list(own.loc[begun & (own["until"].isna() | (own["until"] > first)), "unit"])

    def _mondays(self, query: dict[str, Any], today: pd.Timestamp) -> list[pd.Timestamp]:
        """The first days of the weeks that are owed: begun, within the plan, with a working day."""
        first, last = self._days(query, today)
        mondays = pd.date_range(first - timedelta(days=first.weekday()), last, freq="7D")
        return [monday for monday in mondays if any(works((monday + timedelta(days=n)).date()) for n in range(7))]

    def _days(self, query: dict[str, Any], today: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
        """The first and the last day of the query's period, within the plan and up to today."""
        first = max(pd.Timestamp(query.get("start") or self._plan_start()), self._plan_start())
        last = min(pd.Timestamp(query["end"]) - timedelta(days=1), today) if query.get("end") else today
        return first, last

    def _plan_start(self) -> pd.Timestamp:
        return pd.Timestamp(self.plan["start"])


def works(day: date) -> bool:
    """Whether the day is a working one by the national calendar; beyond it Monday to Friday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5
