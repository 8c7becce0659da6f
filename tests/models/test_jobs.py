"""One firing of a job belongs to one process, and what a dead one left is taken over once."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from models.jobs import LastRun, claim_run, finish_run, forget_runs, last_runs, plan_ids, reclaim_run
from models.store import Store
from tests.factories import PLAN_TEXT, at, make_plan
from tests.models.observing import together

NOW = at("2026-11-20 16:07")
MINUTE = timedelta(minutes=1)


def claim(store: Store, slot: str = "s1", job: str = "chase", now: datetime = NOW) -> bool:
    return store.write(lambda connection: claim_run(connection, job, slot, now))


def finish(store: Store, slot: str = "s1", error: str | None = None) -> None:
    store.write(lambda connection: finish_run(connection, "chase", slot, NOW + MINUTE, error))


def reclaim(store: Store, stale: datetime, slot: str = "s1") -> bool:
    return store.write(lambda connection: reclaim_run(connection, "chase", slot, NOW + 9 * MINUTE, stale))


def last(store: Store) -> dict[str, LastRun]:
    with store.read() as connection:
        return last_runs(connection)


def test_a_firing_is_claimed_once_also_when_it_has_ended(store: Store) -> None:
    assert [claim(store), claim(store)] == [True, False]
    finish(store)
    assert claim(store) is False


def test_another_slot_and_another_job_are_other_firings(store: Store) -> None:
    assert [claim(store), claim(store, "s2"), claim(store, job="post-progress")] == [True, True, True]


def test_of_many_processes_one_has_the_firing(store: Store, neighbour: Store) -> None:
    assert sum(together(12, lambda number: claim((store, neighbour)[number % 2]))) == 1


def test_what_failed_as_a_whole_may_be_claimed_again(store: Store) -> None:
    def work(connection: Connection) -> None:
        claim_run(connection, "chase", "s1", NOW)
        raise RuntimeError("the job failed")

    with pytest.raises(RuntimeError):
        store.write(work)
    assert claim(store)


def test_the_last_firing_of_each_job_is_told_with_its_end(store: Store) -> None:
    assert last(store) == {}
    claim(store)
    finish(store, error="Traceback …")
    claim(store, "s2", now=NOW + MINUTE)
    claim(store, "s1", "post-progress")
    assert last(store) == {
        "chase": LastRun("chase", NOW + MINUTE, None, None),
        "post-progress": LastRun("post-progress", NOW, None, None),
    }
    finish(store, "s2", "Traceback …")
    assert last(store)["chase"] == LastRun("chase", NOW + MINUTE, NOW + MINUTE, "Traceback …")


def test_a_firing_whose_process_died_is_taken_over_once(store: Store) -> None:
    claim(store)
    assert [reclaim(store, NOW), reclaim(store, NOW + MINUTE), reclaim(store, NOW + MINUTE)] == [False, True, False]


def test_of_many_processes_one_takes_over(store: Store, neighbour: Store) -> None:
    claim(store)
    assert sum(together(8, lambda number: reclaim((store, neighbour)[number % 2], NOW + MINUTE))) == 1


@pytest.mark.parametrize("error", [None, "Traceback …"])
def test_a_firing_that_ended_well_or_badly_is_not_taken_over(store: Store, error: str | None) -> None:
    claim(store)
    finish(store, error=error)
    assert reclaim(store, NOW + MINUTE) is False
    assert reclaim(store, NOW + MINUTE, "never") is False


def test_old_firings_are_forgotten_and_younger_ones_are_not(store: Store) -> None:
    for number in range(3):
        claim(store, f"s{number}", now=NOW + number * MINUTE)
    assert store.write(lambda connection: forget_runs(connection, NOW + MINUTE)) == 1
    assert [claim(store, f"s{number}") for number in range(3)] == [True, False, False]


def test_the_plans_are_listed_even_where_one_cannot_be_read(store: Store) -> None:
    def work(connection: Connection) -> None:
        for plan in ("liaocheng", "jinhu", "guanyun"):
            make_plan(connection, PLAN_TEXT.replace('id = "jinhu"', f'id = "{plan}"'))
        connection.exec_driver_sql("UPDATE plan_version SET text = 'broken' WHERE plan_id = 'jinhu'")

    store.write(work)
    with store.read() as connection:
        assert plan_ids(connection) == ["guanyun", "jinhu", "liaocheng"]
