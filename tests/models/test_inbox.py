"""Messages as they came in: each once for a channel, with its answer, and with all that a second try needs."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from models.inbox import (
    InboxRow,
    conversation_of,
    failed_messages,
    mark_done,
    mark_failed,
    message_by_id,
    message_of,
    take_in,
)
from models.store import Store
from tests.factories import at
from tests.models.observing import together

SENT = at("2026-11-20 16:07")
NOW = SENT + timedelta(seconds=2)
INCOMING: dict[str, Any] = {"text": "报送 安全生产", "media": [{"kind": "picture"}], "sent_at": SENT.isoformat()}


def receive(store: Store, key: str = "m1", channel: str = "app", account: str = "zs", body: str = "{}") -> int | None:
    return store.write(lambda connection: take_in(connection, channel, key, account, body, SENT, NOW))


def new(store: Store, key: str = "m1", **told: str) -> int:
    found = receive(store, key, **told)
    assert found is not None
    return found


def stored(store: Store, number: int) -> InboxRow:
    with store.read() as connection:
        row = message_by_id(connection, number)
    assert row is not None
    return row


def failed(store: Store) -> list[InboxRow]:
    with store.read() as connection:
        return failed_messages(connection)


def test_a_message_is_kept_as_it_came(store: Store) -> None:
    body = "<xml>“字”\n</xml>"
    number = new(store, body=body)
    row = InboxRow(number, "app", "m1", "zs", NOW, SENT, "working", body, None, None, None)
    assert stored(store, number) == row
    with store.read() as connection:
        assert message_of(connection, "app", "m1") == row
        assert message_of(connection, "app", "m2") is None
        assert message_of(connection, "ding", "m1") is None
        assert message_by_id(connection, number + 1) is None


def test_a_message_that_was_seen_is_not_taken_again_and_stays_as_it_was(store: Store) -> None:
    number = new(store)
    store.write(lambda connection: mark_done(connection, number, {"text": "已收到"}))
    assert receive(store, body="other", account="ls") is None
    assert stored(store, number) == InboxRow(
        number, "app", "m1", "zs", NOW, SENT, "done", "{}", None, {"text": "已收到"}, None
    )


def test_one_key_on_two_channels_is_two_messages(store: Store) -> None:
    assert new(store) != new(store, channel="ding")


def test_of_many_copies_at_once_one_is_taken(store: Store, neighbour: Store) -> None:
    taken = together(12, lambda number: receive((store, neighbour)[number % 2]))
    assert len([each for each in taken if each is not None]) == 1


def test_a_message_whose_work_was_taken_back_may_come_again(store: Store) -> None:
    def work(connection: Connection) -> None:
        take_in(connection, "app", "m1", "zs", "{}", SENT, NOW)
        raise RuntimeError("the handler failed")

    with pytest.raises(RuntimeError):
        store.write(work)
    assert receive(store) is not None


def test_a_message_may_be_answered_with_nothing(store: Store) -> None:
    number = new(store)
    store.write(lambda connection: mark_done(connection, number, None))
    assert (stored(store, number).state, stored(store, number).answer) == ("done", None)


def test_what_failed_keeps_the_error_the_apology_and_what_a_second_try_needs(store: Store) -> None:
    number = new(store)
    apology: dict[str, object] = {"text": "抱歉"}
    store.write(lambda connection: mark_failed(connection, number, apology, "Traceback …", INCOMING))
    assert failed(store) == [
        InboxRow(number, "app", "m1", "zs", NOW, SENT, "failed", "{}", INCOMING, apology, "Traceback …")
    ]


def test_a_second_failure_does_not_lose_what_a_third_try_needs(store: Store) -> None:
    number = new(store)
    store.write(lambda connection: mark_failed(connection, number, None, "first", INCOMING))
    store.write(lambda connection: mark_failed(connection, number, None, "second"))
    (row,) = failed(store)
    assert (row.error, row.incoming) == ("second", INCOMING)


def test_what_succeeds_in_the_end_is_no_longer_among_the_failed(store: Store) -> None:
    numbers = [new(store, key) for key in ("m1", "m2", "m3")]

    def work(connection: Connection) -> None:
        for number in reversed(numbers):
            mark_failed(connection, number, None, "error", INCOMING)

    store.write(work)
    assert [row.id for row in failed(store)] == numbers
    store.write(lambda connection: mark_done(connection, numbers[1], {"text": "好"}))
    assert [row.id for row in failed(store)] == [numbers[0], numbers[2]]
    row = stored(store, numbers[1])
    assert (row.state, row.error, row.answer) == ("done", None, {"text": "好"})


def test_a_conversation_is_what_one_account_wrote_on_one_channel_in_order(store: Store) -> None:
    mine = [new(store, "a"), new(store, "b"), new(store, "c")]
    new(store, "d", account="ls")
    new(store, "e", channel="ding")
    with store.read() as connection:
        assert [row.id for row in conversation_of(connection, "app", "zs")] == mine
        assert [row.id for row in conversation_of(connection, "app", "zs", mine[0])] == mine[1:]
        assert conversation_of(connection, "app", "zs", mine[2]) == []


def test_of_a_long_conversation_the_newest_two_hundred_come(store: Store) -> None:
    def work(connection: Connection) -> list[int | None]:
        return [take_in(connection, "app", f"m{number}", "zs", "{}", SENT, NOW) for number in range(203)]

    numbers = store.write(work)
    with store.read() as connection:
        assert [row.id for row in conversation_of(connection, "app", "zs")] == numbers[3:]


@pytest.mark.parametrize("sent_at", [at("2026-11-20 23:59"), at("2026-11-21 00:00")])
def test_the_platforms_own_time_of_sending_is_kept_to_the_second(store: Store, sent_at: datetime) -> None:
    number = store.write(lambda connection: take_in(connection, "app", "m1", "zs", "{}", sent_at, NOW))
    assert number is not None
    assert (stored(store, number).sent_at, stored(store, number).received_at) == (sent_at, NOW)
