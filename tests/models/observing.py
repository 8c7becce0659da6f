"""What the tests of the store watch: the statements that are sent, and threads that act at the same moment."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection, event

from models.store import Store

T = TypeVar("T")


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """The SQL statements that are sent while the block runs."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


def together(count: int, work: Callable[[int], T]) -> list[T]:
    """What `work(0)` … `work(count - 1)` give, each in a thread of its own, started at once. Errors are raised."""
    start = threading.Barrier(count)

    def one(number: int) -> T:
        start.wait(60)
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        running = [pool.submit(one, number) for number in range(count)]
        return [each.result(60) for each in running]


def race(store: Store, first: Callable[[Connection], object], second: Callable[[Connection], object]) -> None:
    """Runs `second` while the transaction of `first` has done its work and is not committed yet."""
    done, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        first(connection)
        done.set()
        assert go_on.wait(20)

    with ThreadPoolExecutor(2) as pool:
        leading = pool.submit(store.write, slow)
        assert done.wait(20)
        following = pool.submit(store.write, second)
        wait([following], 0.3)  # long enough to be waiting at the lock, or to have gone wrong
        go_on.set()
        leading.result(20)
        following.result(20)
