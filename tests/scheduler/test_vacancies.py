"""Vacancies: each is told to the editors once."""

from datetime import date

from sqlalchemy import Connection

from models.outbox import rows_after
from models.store import Store
from scheduler.opening import open_periods
from scheduler.vacancies import report_vacancies
from tests.factories import at, make_channels, make_member, make_plan


def test_one_more_vacant_unit_repeats_none_of_the_earlier_ones(store: Store) -> None:
    def work(connection: Connection) -> list[str]:
        plan = make_plan(connection, now=at("2026-11-16 00:00"))
        make_channels(connection)
        make_member(connection, "党群工作部", "编", "editor")
        make_member(connection, "财政局", "甲", active_until=date(2026, 11, 17))
        make_member(connection, "招商局", "乙", active_until=date(2026, 11, 19))
        open_periods(connection, plan, at("2026-11-16 00:07"))
        for day in range(16, 26):
            report_vacancies(connection, plan, at(f"2026-11-{day} 00:07"))
        return [row.content.text for row in rows_after(connection, 0)]

    told = store.write(work)
    assert ["财政局" in text for text in told] == [True, False]
    assert ["招商局" in text for text in told] == [False, True]
