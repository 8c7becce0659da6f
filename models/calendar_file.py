"""Reads the calendar file (`plans/calendar.toml`): for each year the State Council's days off and make-up days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from models.plan_file import PlanError, file_text, toml_table
from rules.plan_checks import FIRST_YEAR, LAST_YEAR

DAY = timedelta(days=1)
KEYS = ("source", "days_off", "working_days")
SOURCE_LENGTH = 200

Fault = tuple[str, str]
"""Where and what, as a PlanError takes them."""


@dataclass(frozen=True)
class CalendarYear:
    """One year's notice: day → whether it is worked, and where it is from."""

    days: Mapping[date, bool]
    source: str


def load_calendar_file(path: Path) -> dict[int, CalendarYear]:
    """The years of a calendar file. Raises PlanError with every fault found, in Chinese."""
    return calendar_from_text(file_text(path), path.as_posix())


def calendar_from_text(text: str, name: str) -> dict[int, CalendarYear]:
    """The years of a TOML text; `name` (the file's) begins each line of the error. Raises PlanError."""
    table = toml_table(text, name)
    faults: list[Fault] = []
    years = {key: _year(key, value, faults) for key, value in table.items()}
    if faults:
        raise PlanError(name, faults)
    return {int(key): CalendarYear(year.days, year.source or name) for key, year in years.items()}


def _year(key: str, value: Any, faults: list[Fault]) -> CalendarYear:
    if not (key.isascii() and key.isdecimal() and len(key) == 4 and FIRST_YEAR <= int(key) <= LAST_YEAR):
        faults.append((key, f"每一段的名称应是 {FIRST_YEAR} 至 {LAST_YEAR} 之间的年份，例如 [2027]"))
        return CalendarYear({}, "")
    if not isinstance(value, dict):
        faults.append((key, f"应写成一段，以 [{key}] 开头"))
        return CalendarYear({}, "")
    for other in (each for each in value if each not in KEYS):
        faults.append((f"{key}.{other}", f"没有这个配置项，请检查拼写（可用：{'、'.join(KEYS)}）"))
    source = value.get("source", "")
    if not isinstance(source, str) or len(source) > SOURCE_LENGTH:
        faults.append((f"{key}.source", f"应是文字，最长 {SOURCE_LENGTH} 个字，请加英文双引号"))
        source = ""
    return CalendarYear(_days(key, value, faults), source)


def _days(key: str, table: dict[str, Any], faults: list[Fault]) -> dict[date, bool]:
    """The days of a year, each named once."""
    days: dict[date, bool] = {}
    for name, works in (("days_off", False), ("working_days", True)):
        entries = table.get(name, [])
        if not isinstance(entries, list):
            faults.append((f"{key}.{name}", "应是列表，请用方括号，例如 [2027-01-01]"))
            continue
        for place, entry in enumerate(entries, 1):
            for fault in _take(entry, int(key), works, days):
                faults.append((f"{key}.{name}[{place}]", fault))
    if not days and not faults:
        faults.append((key, "还没有写日期，请填 days_off 和 working_days，或删去这一段"))
    return days


def _take(entry: Any, year: int, works: bool, days: dict[date, bool]) -> Iterator[str]:
    """Adds the days of one entry. → what is wrong with it."""
    span = _span(entry)
    if span is None:
        yield f'应是日期，例如 {year}-01-01，一段日子写成 "{year}-02-05/{year}-02-11"（加英文双引号）'
        return
    first, last = span
    if first.year != year or last.year != year:
        wrong = first if first.year != year else last
        yield f"{wrong} 不在 {year} 年，请写到 [{wrong.year}] 一段"
        return
    if last < first:
        yield f"{last} 早于 {first}，请核对"
    for day in (first + number * DAY for number in range((last - first).days + 1)):
        if days.get(day, works) is not works:
            yield f"{day} 既在 days_off 又在 working_days，请只留一处"
        elif day in days:
            yield f"{day} 写了两次，请去掉一个"
        days[day] = works


def _span(entry: Any) -> tuple[date, date] | None:
    if isinstance(entry, date) and not isinstance(entry, datetime):
        return entry, entry
    if not isinstance(entry, str):
        return None
    first, _, last = entry.partition("/")
    try:
        return date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
    except ValueError:
        return None
