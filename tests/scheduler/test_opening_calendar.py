"""What the stored calendar makes of the periods that are opened after it, and of those that were open before."""

from datetime import date, datetime

from sqlalchemy import Connection, select

from models.calendar_changes import Entry, note_days
from models.obligations import obligation_table
from models.plans import current_plan
from models.store import Store
from reports.calendar_text import NO_WORKING_DAY
from scheduler.opening import open_periods
from tests.factories import at, make_channels, make_member, make_plan

NEXT_WEEK = [date(2026, 11, day) for day in range(23, 28)]


def begin(store: Store) -> None:
    """The week of 16 November is open."""

    def work(connection: Connection) -> None:
        make_plan(connection)
        make_channels(connection)
        make_member(connection, "财政局", "测试员01")

    store.write(work)
    open_at(store, "2026-11-18 00:07")


def open_at(store: Store, now: str) -> None:
    """Runs the job as of a time."""

    def work(connection: Connection) -> int:
        plan = current_plan(connection, "jinhu", at(now))
        assert plan is not None
        return open_periods(connection, plan, at(now))

    store.write(work)


def close_office(store: Store, *days: date) -> None:
    """An editor enters days off."""
    off: dict[date, bool | None] = dict.fromkeys(days, False)
    store.write(lambda connection: note_days(connection, off, Entry("宣传办", "jinhu"), at("2026-11-18 10:00")))


def opened(store: Store) -> dict[date, tuple[datetime | None, str | None]]:
    """First day of the period → deadline and excuse."""
    table = obligation_table.c
    with store.read() as connection:
        rows = connection.execute(select(table.starts_on, table.deadline, table.excuse))
        return {row.starts_on: (row.deadline, row.excuse) for row in rows}


def test_a_week_without_a_working_day_is_excused(store: Store) -> None:
    begin(store)
    close_office(store, *NEXT_WEEK)
    open_at(store, "2026-11-23 00:07")
    assert opened(store)[date(2026, 11, 23)] == (None, NO_WORKING_DAY)


def test_the_deadline_moves_to_the_working_day_before(store: Store) -> None:
    begin(store)
    close_office(store, *NEXT_WEEK[3:])
    open_at(store, "2026-11-23 00:07")
    assert opened(store)[date(2026, 11, 23)] == (at("2026-11-25 17:00"), None)


def test_a_period_that_is_open_stays_as_it_was(store: Store) -> None:
    begin(store)
    close_office(store, date(2026, 11, 19), date(2026, 11, 20))
    open_at(store, "2026-11-19 00:07")
    assert opened(store) == {date(2026, 11, 16): (at("2026-11-20 17:00"), None)}
