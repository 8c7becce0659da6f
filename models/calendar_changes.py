"""Changes of the office's own calendar. One after the other: a revision stands for all rows before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from models.calendar import calendar_day, national_days
from models.calendar_file import CalendarYear
from models.plans import plan_table


@dataclass(frozen=True)
class Entry:
    """Who says so. `plan_id` None is the national notice; `completes_year`: the days are a whole year's notice."""

    source: str
    plan_id: str | None = None
    member_id: int | None = None
    completes_year: bool = False


def note_days(connection: Connection, days: Mapping[date, bool | None], entry: Entry, now: datetime) -> None:
    """Stores days as worked (True), off (False), or what was said of them before as taken back (None)."""
    if not days:
        return
    _wait_for_other_changes(connection)
    said = {
        "plan_id": entry.plan_id,
        "completes_year": entry.completes_year,
        "source": entry.source,
        "member_id": entry.member_id,
        "noted_at": now,
        "revision": uuid4().hex,
    }
    connection.execute(
        insert(calendar_day), [{"day": day, "is_working": works, **said} for day, works in sorted(days.items())]
    )


def sync_national(connection: Connection, years: Mapping[int, CalendarYear], now: datetime) -> int:
    """Makes the national days those of the calendar file. → how many days are new, changed or taken back."""
    stored = national_days(connection).days
    listed = {day for year in years.values() for day in year.days}
    gone: dict[date, bool | None] = {day: None for day in stored if day not in listed}
    note_days(connection, gone, Entry("文件中已删去"), now)
    changed = len(gone)
    for year in years.values():
        new: dict[date, bool | None] = {day: works for day, works in year.days.items() if stored.get(day) != works}
        note_days(connection, new, Entry(year.source, completes_year=True), now)
        changed += len(new)
    return changed


def _wait_for_other_changes(connection: Connection) -> None:
    """On PostgreSQL two at a time could each leave out the other's rows and yet be known by the later revision."""
    connection.execute(select(plan_table.c.id).order_by(plan_table.c.id).limit(1).with_for_update(key_share=True))
