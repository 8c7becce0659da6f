"""The promise of the store: what `write` returns is committed, what fails leaves nothing, many writers are one."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, event, func, select

from models.members import unit_table
from models.store import Store
from tests.factories import at, make_plan


def add_unit(name: str) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        connection.execute(unit_table.insert().values(plan_id="jinhu", name=name))
        return name

    return work


def count_units(store: Store) -> int:
    with store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(unit_table)).scalar_one())


def test_write_returns_what_the_work_gave_and_the_row_is_there(store: Store) -> None:
    store.write(make_plan)
    assert store.write(add_unit("招商局")) == "招商局"
    assert count_units(store) == 1


def test_work_that_fails_leaves_nothing_and_the_error_reaches_its_caller(store: Store) -> None:
    store.write(make_plan)

    def work(connection: Connection) -> None:
        add_unit("财政局")(connection)
        raise RuntimeError("our own mistake")

    with pytest.raises(RuntimeError, match="our own mistake"):
        store.write(work)
    assert count_units(store) == 0


def test_many_writers_are_all_served_and_a_failing_one_harms_nobody(store: Store) -> None:
    store.write(make_plan)
    failures: list[BaseException] = []

    def one(number: int) -> None:
        def work(connection: Connection) -> None:
            add_unit(f"单位{number:03d}")(connection)
            if number % 7 == 0:
                raise RuntimeError("refused")

        try:
            store.write(work)
        except RuntimeError as error:
            failures.append(error)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(failures) == 9
    assert count_units(store) == 51


def test_writers_that_wait_are_committed_together_on_sqlite(sqlite_store: Store) -> None:
    sqlite_store.write(make_plan)
    commits: list[int] = []
    release, started = threading.Event(), threading.Event()

    def first(connection: Connection) -> None:
        started.set()
        assert release.wait(60)

    event.listen(sqlite_store.engine, "commit", lambda connection: commits.append(1))
    leader = threading.Thread(target=sqlite_store.write, args=(first,))
    leader.start()
    assert started.wait(60)
    followers = [threading.Thread(target=sqlite_store.write, args=(add_unit(f"单位{n}"),)) for n in range(20)]
    for follower in followers:
        follower.start()
    while len(sqlite_store._queue) < 20:
        pass
    release.set()
    for thread in [leader, *followers]:
        thread.join(60)
    assert len(commits) == 2  # the first one's, and one for the twenty who waited
    assert count_units(sqlite_store) == 20


def test_a_preview_shows_what_would_be_and_takes_it_back(store: Store) -> None:
    store.write(make_plan)

    def work(connection: Connection) -> int:
        add_unit("招商局")(connection)
        return int(connection.execute(select(func.count()).select_from(unit_table)).scalar_one())

    assert store.preview(work) == 1
    assert count_units(store) == 0


def test_a_naive_time_is_refused(store: Store) -> None:
    naive = at("2026-11-20 16:07").replace(tzinfo=None)
    with pytest.raises(Exception, match="aware"):
        store.write(lambda connection: make_plan(connection, now=naive))
