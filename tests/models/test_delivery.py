"""Claims: what is taken, in which order, by whom, and when nothing may be taken."""

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from models.calls import call_table
from models.channels import pause_channel
from models.delivery import (
    RATE_WINDOW,
    STALE,
    UNCLEAR,
    Call,
    Terms,
    Waiting,
    claim_call,
    fail_interrupted_twice,
    release_stale,
    take_orphans,
    what_waits,
)
from models.outbox import Content, Letter, outbox_table, post, rows_after
from models.store import Store
from tests.factories import at, make_channels, make_plan
from tests.observers import calls_since

NOW = at("2026-11-19 15:07")
APP = Terms("app", "wecom", batch=1000)
ONE = Terms("app", "wecom")


def prepare(store: Store, *letters: tuple[str, str, str, int], channel: str = "app") -> None:
    """Messages as (key, account, text, seconds until due)."""

    def work(connection: Connection) -> None:
        make_plan(connection)
        make_channels(connection)
        post(connection, [_letter(channel, *letter) for letter in letters], NOW)

    store.write(work)


def _letter(channel: str, key: str, account: str, text: str, seconds: int) -> Letter:
    return Letter(key, channel, account, Content(text), NOW + timedelta(seconds=seconds), "test")


def claim(store: Store, terms: Terms = APP, now: datetime = NOW) -> Call | None:
    return store.write(lambda connection: claim_call(connection, terms, now))


def keys(call: Call | None) -> list[str]:
    return [row.key for row in call.rows] if call else []


def change(store: Store, key: str, **values: object) -> None:
    store.write(
        lambda connection: connection.execute(update(outbox_table).where(outbox_table.c.key == key).values(values))
    )


def waiting(store: Store, now: datetime = NOW) -> Waiting:
    with store.read() as connection:
        return what_waits(connection, now)


def test_the_oldest_due_message_is_taken_with_all_that_say_the_same(store: Store) -> None:
    prepare(
        store, ("late", "a", "甲", 0), ("early", "b", "乙", -60), ("same", "c", "乙", -1), ("not yet", "d", "乙", 1)
    )
    assert keys(claim(store)) == ["early", "same"]
    assert keys(claim(store)) == ["late"]
    assert claim(store) is None


def test_a_claim_is_written_and_counted_before_the_call(store: Store) -> None:
    prepare(store, ("one", "a", "甲", 0), ("two", "b", "甲", 0), ("three", "c", "乙", 0))
    claim(store)
    claim(store)
    with store.read() as connection:
        rows = rows_after(connection, 0)
        calls = connection.execute(select(call_table.c.account, call_table.c.receivers).order_by(call_table.c.id)).all()
    assert [(row.state, row.claimed_at) for row in rows] == [("sending", NOW)] * 3
    assert [tuple(call) for call in calls] == [("", 2), ("c", 1)]


def test_a_batch_is_no_larger_than_the_platform_takes(store: Store) -> None:
    prepare(store, *((f"k{number}", f"u{number}", "甲", 0) for number in range(5)))
    small = Terms("app", "wecom", batch=2)
    assert [keys(claim(store, small)) for _ in range(4)] == [["k0", "k1"], ["k2", "k3"], ["k4"], []]


def test_posts_to_a_group_go_one_by_one(store: Store) -> None:
    prepare(store, ("one", "", "甲", 0), ("two", "", "甲", 0))
    call = claim(store)
    assert (keys(call), call.accounts if call else None) == (["one"], ())
    # The second waits until the first has gone.
    assert claim(store) is None


def test_a_message_waits_for_the_one_before_it_to_the_same_account(store: Store) -> None:
    prepare(store, ("one", "a", "甲", 0), ("two", "a", "乙", 0), ("three", "b", "丙", 0))
    assert [keys(claim(store)) for _ in range(3)] == [["one"], ["three"], []]
    change(store, "one", state="sent")
    assert keys(claim(store)) == ["two"]


def test_what_went_together_goes_together_again_alone(store: Store) -> None:
    prepare(store, ("one", "a", "甲", -9), ("two", "b", "甲", 0))
    first = claim(store)
    for key in ("one", "two"):
        change(store, key, state="due")
    store.write(lambda connection: post(connection, [_letter("app", "joined", "c", "甲", -5)], NOW))
    again = claim(store, now=NOW + timedelta(seconds=10))
    assert keys(again) == keys(first) == ["one", "two"]
    assert keys(claim(store)) == ["joined"]


def test_who_is_further_on_in_a_long_message_does_not_share_a_call(store: Store) -> None:
    prepare(store, ("one", "a", "甲", 0), ("two", "b", "甲", 0))
    claim(store)
    change(store, "one", state="due")
    change(store, "two", state="due", parts_sent=1)
    assert [keys(claim(store)) for _ in range(2)] == [["one"], ["two"]]


@pytest.mark.parametrize(("seconds", "taken"), [(1, False), (0, True), (-1, True)])
def test_a_silent_channel_takes_nothing(store: Store, seconds: int, taken: bool) -> None:
    prepare(store, ("one", "a", "甲", 0))
    until = NOW + timedelta(seconds=seconds)
    store.write(lambda connection: pause_channel(connection, "app", 1, until, "连不上"))
    assert waiting(store) == Waiting(("app",) if taken else (), False)
    call = claim(store)
    assert (call is not None) is taken
    assert call is None or call.failing


def test_a_channel_that_the_store_does_not_know_takes_nothing(store: Store) -> None:
    prepare(store, ("one", "a", "甲", 0), channel="gone")
    assert claim(store, Terms("gone", "wecom")) is None
    assert waiting(store) == Waiting((), True)
    orphans = store.write(lambda connection: take_orphans(connection, NOW))
    assert [row.key for row in orphans] == ["one"]
    with store.read() as connection:
        [row] = rows_after(connection, 0)
    assert (row.state, row.error) == ("failed", "通道 gone 已不在配置里，没有发送")
    assert waiting(store) == Waiting((), False)


def test_calls_of_the_last_minute_leave_room_or_not(store: Store) -> None:
    prepare(store, *((f"k{number}", f"u{number}", f"第{number}条", 0) for number in range(4)))
    three = Terms("app", "wecom", per_minute=3)
    later = NOW + RATE_WINDOW
    assert [keys(claim(store, three)) for _ in range(4)] == [["k0"], ["k1"], ["k2"], []]
    assert claim(store, three, later - timedelta(microseconds=1)) is None
    assert keys(claim(store, three, later)) == ["k3"]
    with store.read() as connection:
        assert calls_since(connection, "app", NOW - timedelta(seconds=1)) == 4


def _two_to_each(names: Sequence[str]) -> list[tuple[str, str, str, int]]:
    return [(f"{name}{number}", name, f"{name}的第{number}条", 0) for name in names for number in range(2)]


def test_who_has_had_enough_this_minute_waits_and_the_next_does_not(store: Store) -> None:
    prepare(store, *_two_to_each(["a", "b"]))
    one = Terms("app", "wecom", per_member_minute=1)
    for key in ("a0", "b0"):
        assert keys(claim(store, one)) == [key]
        change(store, key, state="sent")
    assert claim(store, one) is None
    assert keys(claim(store, one, NOW + RATE_WINDOW)) == ["a1"]


def test_a_call_to_many_counts_for_each_of_them_and_for_nobody_else(store: Store) -> None:
    prepare(store, ("one", "a", "甲", -9), ("two", "b", "甲", -9), ("own", "a", "乙", -5), ("other", "c", "丙", 0))
    one = Terms("app", "wecom", batch=1000, per_member_minute=1)
    assert keys(claim(store, one)) == ["one", "two"]
    for key in ("one", "two"):
        change(store, key, state="sent", parts_sent=1)
    assert keys(claim(store, one)) == ["other"]
    assert claim(store, one) is None


def test_parts_count_as_messages(store: Store) -> None:
    prepare(store, ("one", "a", "甲", -9), ("two", "b", "甲", -9), ("own", "a", "乙", 0))
    pair = Terms("app", "wecom", batch=1000, per_member_minute=2)
    claim(store, pair)
    claim(store, Terms("app", "wecom"))  # anybody's second call this minute
    for key in ("one", "two"):
        change(store, key, state="sent", parts_sent=2)
    change(store, "own", state="due", claimed_at=None)
    store.write(
        lambda connection: connection.execute(
            call_table.insert().values(channel="app", account="", at=NOW, receivers=9)
        )
    )
    assert claim(store, pair) is None


def test_a_process_that_died_has_its_messages_released_once(store: Store) -> None:
    prepare(store, ("one", "a", "甲", 0), ("two", "b", "乙", 0))
    claim(store)
    died = NOW + STALE
    just_before = died - timedelta(microseconds=1)
    assert waiting(store, just_before) == Waiting(("app",), False)
    assert store.write(lambda connection: release_stale(connection, just_before)) == 0
    assert waiting(store, died) == Waiting(("app",), True)
    assert store.write(lambda connection: release_stale(connection, died)) == 1
    again = claim(store, now=died)
    assert keys(again) == ["one"]
    assert again is not None and again.unclear
    given_up = store.write(lambda connection: fail_interrupted_twice(connection, died + STALE))
    assert [row.key for row in given_up] == ["one"]
    assert store.write(lambda connection: release_stale(connection, died + STALE)) == 0
    with store.read() as connection:
        first, second = rows_after(connection, 0)
    assert (first.state, second.state) == ("failed", "due")
    assert first.error is not None and first.error.startswith(UNCLEAR)


def test_many_processes_share_the_messages_without_a_double(store: Store) -> None:
    prepare(
        store, *((f"k{number:03d}", f"u{number}", "甲" if number % 3 else f"第{number}条", 0) for number in range(90))
    )
    taken: list[str] = []
    failures: list[BaseException] = []

    def work() -> None:
        try:
            while call := claim(store, Terms("app", "wecom", batch=4)):
                taken.extend(keys(call))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert sorted(taken) == [f"k{number:03d}" for number in range(90)]


def test_a_rate_holds_across_processes(store: Store) -> None:
    prepare(store, *((f"k{number}", f"u{number}", f"第{number}条", 0) for number in range(40)))
    calls: list[Call] = []

    def work() -> None:
        while call := claim(store, Terms("app", "wecom", per_minute=7)):
            calls.append(call)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(calls) == 7
