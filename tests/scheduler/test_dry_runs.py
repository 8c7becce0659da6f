"""A dry run: what a job would write, and nothing of it stays."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from models.jobs import job_run_table
from models.obligations import obligation_table
from models.outbox import outbox_table
from models.store import Store
from scheduler.jobs import Job, job_named
from scheduler.running import dry_run
from tests.factories import at
from tests.scheduler.office import UNITS, Office


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return Office(store, tmp_path, units=UNITS[:3])


def the(name: str) -> Job:
    job = job_named(name)
    assert job
    return job


def rows_in(store: Store) -> dict[str, int]:
    """How many rows each table has that a job writes to."""
    with store.read() as connection:
        tables = (outbox_table, obligation_table, job_run_table)
        return {table.name: len(connection.execute(select(table)).all()) for table in tables}


def test_a_dry_run_tells_who_would_get_what_and_writes_nothing(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-19 15:00")
    before = rows_in(office.store)
    rows = dry_run(office.store, office.files, the("chase"), at("2026-11-19 15:07"))
    assert [(each.row.account, each.row.channel, each.rungs, each.units) for each in rows] == [
        (f"liaison-{unit}", "app", ("day-before",), (unit,)) for unit in UNITS[:3]
    ]
    assert rows_in(office.store) == before
    office.play("2026-11-19 15:07")
    assert office.letters() == [replace(each.row, id=row.id) for each, row in zip(rows, office.letters(), strict=True)]


def test_a_dry_run_of_a_week_that_is_not_open_yet_opens_it_for_itself(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-17 00:00")
    rows = dry_run(office.store, office.files, the("chase"), at("2026-11-27 14:07"), "jinhu")
    assert {(each.row.key.split(":")[3], each.row.rung) for each in rows} == {
        ("2026-W47", "summary"),
        ("2026-W48", "same-day"),
    }
    assert dry_run(office.store, office.files, the("chase"), at("2026-11-27 14:07"), "other") == []


def test_a_dry_run_of_the_post_leaves_no_picture(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-16 09:00")
    rows = dry_run(office.store, office.files, the("post-progress"), at("2026-11-16 09:37"))
    assert [each.row.channel for each in rows] == ["group"]
    assert not office.files.directory.exists()


def test_a_dry_run_that_fails_says_why(office: Office) -> None:
    office.begin("2026-11-16 00:00")

    def fail(*_: object) -> int:
        raise ValueError("no")

    with pytest.raises(RuntimeError, match="jinhu: ValueError: no"):
        dry_run(office.store, office.files, replace(the("open-periods"), run=fail), office.now)
