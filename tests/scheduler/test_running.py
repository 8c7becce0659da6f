"""Running jobs: once for each slot, by hand, for one plan or all, in a span of time."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update

from models.calls import note_call
from models.files import FileStore
from models.jobs import claim_run, job_run_table, last_runs, reclaim_run
from models.obligations import obligation_table
from models.outbox import outbox_table
from models.plans import plan_version
from models.store import Store
from rules.plan import Plan
from scheduler.jobs import JOBS, Job, Transactions, job_named
from scheduler.running import dry_run, run_due, run_job, run_latest, slot_text
from tests.factories import PLAN_TEXT, at, make_plan
from tests.observers import calls_since
from tests.scheduler.office import UNITS, Office

MINUTE = timedelta(minutes=1)


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


def other_plan(office: Office, plan_id: str) -> None:
    """A second plan."""
    text = PLAN_TEXT.replace('id = "jinhu"', f'id = "{plan_id}"')
    office.store.write(lambda connection: make_plan(connection, text))


def spoil(office: Office, plan_id: str) -> None:
    """A second plan whose stored text cannot be read."""
    other_plan(office, plan_id)
    spoiled = update(plan_version).where(plan_version.c.plan_id == plan_id)
    office.store.write(lambda connection: connection.execute(spoiled.values(text="id = 1", fingerprint="spoiled")))


def test_only_the_winner_of_a_slot_runs(office: Office) -> None:
    office.begin("2026-11-16 00:00")
    job, now = the("open-periods"), at("2026-11-16 00:07")
    first, second = (run_job(office.store, office.files, job, now, slot_text(now)) for _ in range(2))
    assert (first.ran, first.written, first.slot) == (True, 3, "2026-11-16 00:07")
    assert (second.ran, second.written) == (False, 0)


def test_a_run_by_hand_takes_no_slot_and_adds_nothing_twice(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-19 15:00")
    before = rows_in(office.store)["job_run"]
    job, now = the("chase"), at("2026-11-19 15:07")
    reports = [run_job(office.store, office.files, job, now) for _ in range(2)]
    assert [(report.ran, report.written, report.slot) for report in reports] == [(True, 3, ""), (True, 0, "")]
    assert rows_in(office.store)["job_run"] == before
    assert {report.job: report.ran for report in office.run("2026-11-19 15:07")} == {
        "chase": True,
        "lapse-drafts": True,
    }


def test_the_end_of_a_run_is_recorded(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-16 09:37")
    with office.store.read() as connection:
        runs = last_runs(connection)
    assert set(runs) == {job.name for job in JOBS}
    assert {(run.finished_at is not None, run.error) for run in runs.values()} == {(True, None)}


def test_a_firing_whose_process_died_is_run_by_the_next(office: Office) -> None:
    office.begin("2026-11-16 00:00")
    monday, job = at("2026-11-16 09:37"), the("post-progress")
    office.store.write(lambda connection: claim_run(connection, job.name, slot_text(monday), monday))
    assert not run_latest(office.store, office.files, job, monday + 9 * MINUTE).ran
    assert run_latest(office.store, office.files, job, monday + 11 * MINUTE).ran
    assert not run_latest(office.store, office.files, job, monday + 60 * MINUTE).ran


def test_only_one_takes_over_what_died(store: Store) -> None:
    now = at("2026-11-16 10:00")
    store.write(lambda connection: claim_run(connection, "chase", "slot", now))
    later = now + 20 * MINUTE
    claims = [
        store.write(lambda connection: reclaim_run(connection, "chase", "slot", later, later - 10 * MINUTE))
        for _ in range(2)
    ]
    assert claims == [True, False]


def test_one_plan_or_all(office: Office) -> None:
    office.begin("2026-11-16 00:00")
    other_plan(office, "other")
    job, now = the("open-periods"), at("2026-11-16 00:07")
    assert run_job(office.store, office.files, job, now, plan_id="other").written == 0
    assert run_job(office.store, office.files, job, now, plan_id="jinhu").written == 3
    assert run_job(office.store, office.files, job, now).written == 0


def test_one_bad_plan_cannot_stop_the_rest(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.begin("2026-11-16 00:00")
    spoil(office, "broken")
    now = at("2026-11-16 00:07")
    with caplog.at_level(logging.ERROR):
        report = run_job(office.store, office.files, the("open-periods"), now, slot_text(now))
    assert report.written == 3
    assert report.error and report.error.startswith("broken: PlanError: ")
    assert "failed for plan broken" in caplog.text
    with office.store.read() as connection:
        assert last_runs(connection)["open-periods"].error == report.error


def test_one_bad_plan_does_not_keep_the_others_from_being_chased(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-19 15:00")
    spoil(office, "broken")
    now = at("2026-11-19 15:07")
    for written in (3, 0):
        report = run_job(office.store, office.files, the("chase"), now)
        assert report.written == written
        assert report.error and report.error.startswith("broken: PlanError: ") and "\n" not in report.error
    assert [row.rung for row in office.letters()] == ["day-before"] * 3


def test_a_span_of_time_is_played_although_one_plan_cannot_be_read(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-19 15:00")
    spoil(office, "broken")
    reports = run_due(office.store, office.files, office.now, at("2026-11-20 15:00"))
    assert {report.job: report.written for report in reports if report.job == "open-periods"} == {"open-periods": 0}
    assert [row.rung for row in office.letters()] == ["day-before"] * 3 + ["same-day"] * 3


def test_what_fails_for_all_plans_together_is_tried_for_each_alone(office: Office) -> None:
    office.begin("2026-11-16 00:00")
    other_plan(office, "other")
    asked: list[list[str]] = []

    def work(_store: Transactions, _files: FileStore | None, plans: Sequence[Plan], *_: object) -> int:
        asked.append([plan.id for plan in plans])
        if "other" in asked[-1]:
            raise ValueError("no")
        return 7

    job = replace(the("chase"), run_together=work)
    report = run_job(office.store, office.files, job, office.now)
    assert asked == [["jinhu", "other"], ["jinhu"], ["other"]]
    assert (report.written, report.error) == (7, "other: ValueError: no")
    assert run_job(office.store, office.files, job, office.now, plan_id="other").error == "other: ValueError: no"
    assert asked[3:] == [["other"]]


def test_only_the_clock_runs_a_job_as_of_the_present(office: Office) -> None:
    """By hand it is as of another time: what has come in since then had not come in."""
    office.begin("2026-11-16 00:00")
    told: list[bool] = []

    def work(*given: object) -> int:
        told.append(bool(given[4]))
        return 0

    job = replace(the("chase"), run_together=work)
    run_latest(office.store, office.files, job, at("2026-11-20 14:07"))
    run_job(office.store, office.files, job, at("2026-11-20 14:07"))
    run_job(office.store, office.files, job, at("2026-11-20 14:08"), "2026-11-20 14:08")
    assert told == [True, False, False]


def test_an_item_whose_platform_is_ahead_by_an_hour_is_seen_by_the_clock_and_not_by_a_look_back(
    office: Office,
) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-20 14:00")
    office.send("2026-11-20 15:07", *UNITS[:3])
    assert len(dry_run(office.store, office.files, the("chase"), at("2026-11-20 14:07"))) == 3
    assert run_latest(office.store, office.files, the("chase"), at("2026-11-20 14:07")).written == 0


def test_a_job_for_all_plans_is_called_once_with_those_that_there_are(office: Office) -> None:
    office.begin("2026-11-16 00:00")
    other_plan(office, "other")
    asked: list[list[str]] = []

    def work(_store: Transactions, _files: FileStore | None, plans: Sequence[Plan], *_: object) -> int:
        asked.append([plan.id for plan in plans])
        return len(plans)

    job = replace(the("chase"), run_together=work)
    reports = [run_job(office.store, office.files, job, office.now, plan_id=each) for each in (None, "other", "none")]
    assert asked[:2] == [["jinhu", "other"], ["other"]]
    assert [(report.written, report.error) for report in reports] == [(2, None), (1, None), (0, None)]


def test_an_error_is_told_without_the_content_of_messages(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    office.begin("2026-11-16 00:00")

    words = ["first line", "secret body"]

    def fail(*_: object) -> int:
        raise ValueError("\n".join(words))

    report = run_job(office.store, office.files, replace(the("open-periods"), run=fail), at("2026-11-16 00:07"))
    assert report.error == "jinhu: ValueError: first line"
    assert "secret body" not in caplog.text


def test_tidy_forgets_what_is_old(store: Store, tmp_path: Path) -> None:
    now = at("2026-11-20 03:17")
    day = timedelta(days=1)

    def fill(connection: Connection) -> None:
        for age in (39, 41):
            note_call(connection, "app", "", now - age * day)
        for age in (59, 61):
            claim_run(connection, "chase", f"{age}", now - age * day)

    store.write(fill)
    assert run_job(store, FileStore(tmp_path), the("tidy"), now).written == 2
    with store.read() as connection:
        assert calls_since(connection, "app", now - 100 * day) == 1
        assert connection.execute(select(job_run_table.c.slot)).scalars().all() == ["59"]


def test_firings_run_in_order_of_time_each_as_of_its_own(office: Office) -> None:
    office.begin("2026-11-18 23:00")
    reports = run_due(office.store, office.files, office.now, at("2026-11-19 15:30"))
    assert [(report.job, report.slot[5:]) for report in reports] == [
        ("open-periods", "11-19 00:07"),
        ("hand-over", "11-19 00:12"),
        ("tidy", "11-19 03:17"),
        ("watch-quota", "11-19 08:37"),
        ("warn-calendar", "11-19 09:17"),
        ("chase", "11-19 15:07"),
        ("chase", "11-19 15:30"),
        ("lapse-drafts", "11-19 15:30"),
    ]
    assert run_due(office.store, office.files, at("2026-11-19 15:30"), at("2026-11-19 15:30")) == []


def test_of_the_jobs_of_every_minute_only_the_chase_is_run_for_the_minutes_between(office: Office) -> None:
    office.begin("2026-11-16 00:00")
    reports = run_due(office.store, office.files, office.now, at("2026-11-23 12:00"))
    slots = [(report.job, report.slot[5:]) for report in reports if report.job in ("chase", "lapse-drafts")]
    rungs = ("11-16 09:07", "11-19 15:07", "11-20 14:07", "11-20 16:07", "11-23 09:07")
    assert slots == [*(("chase", slot) for slot in rungs), ("chase", "11-23 12:00"), ("lapse-drafts", "11-23 12:00")]
