"""Photos and files: whose they are, who fetches them, and what becomes of those whose process died."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from models.attachments import (
    Attachment,
    adopt_attachments,
    attachment_table,
    attachments_of,
    claim_attachment,
    count_loose,
    mark_stored,
    mark_unfetched,
    note_attachment,
    release_attachments,
)
from models.items import item_by_number
from models.store import Store
from tests.factories import at, make_item, make_member, make_plan
from tests.models.observing import together

NOW = at("2026-11-20 10:00")
STALE = timedelta(minutes=5)


@pytest.fixture
def people(store: Store) -> tuple[int, int]:
    """Two liaisons of one unit."""

    def work(connection: Connection) -> tuple[int, int]:
        make_plan(connection)
        return make_member(connection, "财政局", "测试员01"), make_member(connection, "财政局", "测试员02")

    return store.write(work)


def note(store: Store, member: int, reference: str, now: datetime = NOW, channel: str = "app") -> int:
    """A photo for the member's draft. → its id."""
    return store.write(
        lambda connection: note_attachment(connection, "jinhu", member, None, channel, "picture", reference, "", now)
    )


def claim(store: Store, now: datetime = NOW, channels: tuple[str, ...] = ("app",)) -> str | None:
    found = store.write(lambda connection: claim_attachment(connection, channels, now, now - STALE))
    return found.reference if found else None


def new_item(store: Store) -> int:
    return store.write(new_item_in)


def new_item_in(connection: Connection) -> int:
    item = item_by_number(connection, "jinhu", make_item(connection, "财政局", NOW))
    assert item is not None
    return item.id


def state(store: Store, attachment: int) -> tuple[str, str | None, int | None, int, str | None]:
    columns = (attachment_table.c[name] for name in ("state", "stored_as", "size", "tries", "error"))
    with store.read() as connection:
        row = connection.execute(select(*columns).where(attachment_table.c.id == attachment)).one()
    return row[0], row[1], row[2], row[3], row[4]


def test_what_is_noted_can_be_fetched_at_once_and_by_one_alone(store: Store, people: tuple[int, int]) -> None:
    attachment = note(store, people[0], "media-1")
    found = store.write(lambda connection: claim_attachment(connection, ["app"], NOW, NOW - STALE))
    assert found == Attachment(
        attachment, "jinhu", None, people[0], "app", "picture", "media-1", "", "due", None, None, 0, NOW
    )
    assert claim(store) is None
    assert state(store, attachment) == ("fetching", None, None, 1, None)


def test_the_longest_due_comes_first_and_only_from_the_channels_that_the_worker_speaks_to(
    store: Store, people: tuple[int, int]
) -> None:
    note(store, people[0], "second", NOW - timedelta(minutes=1))
    note(store, people[0], "first", NOW - timedelta(minutes=2))
    note(store, people[0], "later", NOW + timedelta(seconds=1))
    note(store, people[0], "other", NOW - timedelta(minutes=3), "ding")
    assert [claim(store) for _ in range(3)] == ["first", "second", None]
    assert claim(store, channels=()) is None
    assert claim(store, channels=("app", "ding")) == "other"


def test_what_a_dead_process_had_taken_is_fetched_again_after_a_while(store: Store, people: tuple[int, int]) -> None:
    attachment = note(store, people[0], "media-1")
    claim(store)
    assert claim(store, NOW + STALE - timedelta(microseconds=1)) is None
    assert claim(store, NOW + STALE) == "media-1"
    assert claim(store, NOW + STALE) is None
    assert state(store, attachment)[3] == 2


def test_what_lies_in_the_files_is_never_fetched_again(store: Store, people: tuple[int, int]) -> None:
    attachment = note(store, people[0], "media-1")
    claim(store)
    store.write(lambda connection: mark_unfetched(connection, attachment, "due", "连不上", NOW))
    claim(store)
    store.write(lambda connection: mark_stored(connection, attachment, "ab.png", 5_000_000_000))
    assert state(store, attachment) == ("stored", "ab.png", 5_000_000_000, 2, None)
    assert claim(store, NOW + timedelta(days=30)) is None


def test_a_failed_fetch_waits_for_its_time(store: Store, people: tuple[int, int]) -> None:
    attachment = note(store, people[0], "media-1")
    claim(store)
    due_at = NOW + timedelta(seconds=30)
    store.write(lambda connection: mark_unfetched(connection, attachment, "due", "连不上", due_at))
    assert claim(store, due_at - timedelta(microseconds=1)) is None
    assert claim(store, due_at) == "media-1"


@pytest.mark.parametrize("final", ["refused", "failed"])
def test_what_was_given_up_is_not_fetched_again(store: Store, people: tuple[int, int], final: str) -> None:
    attachment = note(store, people[0], "media-1")
    claim(store)
    store.write(lambda connection: mark_unfetched(connection, attachment, final, "超过 20 MB", NOW))
    assert state(store, attachment) == (final, None, None, 1, "超过 20 MB")
    assert claim(store, NOW + timedelta(days=30)) is None


def test_an_item_takes_over_what_its_member_attached_to_the_draft_and_nothing_else(
    store: Store, people: tuple[int, int]
) -> None:
    first, second = people
    earlier = new_item(store)
    store.write(
        lambda connection: note_attachment(connection, "jinhu", first, earlier, "app", "file", "old", "表.xlsx", NOW)
    )
    for reference in ("a", "b"):
        note(store, first, reference)
    note(store, second, "c")
    item = new_item(store)
    with store.read() as connection:
        assert (count_loose(connection, first, NOW), count_loose(connection, second, NOW)) == (2, 1)
    assert store.write(lambda connection: adopt_attachments(connection, first, item, NOW)) == 2
    assert store.write(lambda connection: adopt_attachments(connection, first, earlier, NOW)) == 0
    with store.read() as connection:
        assert [each.reference for each in attachments_of(connection, item)] == ["a", "b"]
        assert [(each.reference, each.filename) for each in attachments_of(connection, earlier)] == [("old", "表.xlsx")]
        assert (count_loose(connection, first, NOW), count_loose(connection, second, NOW)) == (0, 1)


def test_what_waits_too_long_goes_with_nothing(store: Store, people: tuple[int, int]) -> None:
    for reference, minutes in (("old", -1), ("a", 0), ("b", 1)):
        note(store, people[0], reference, NOW + timedelta(minutes=minutes))
    item = new_item(store)
    with store.read() as connection:
        assert count_loose(connection, people[0], NOW) == 2
    assert store.write(lambda connection: adopt_attachments(connection, people[0], item, NOW)) == 2
    with store.read() as connection:
        assert [each.reference for each in attachments_of(connection, item)] == ["a", "b"]


def test_what_is_released_stays_stored_and_goes_with_nothing(store: Store, people: tuple[int, int]) -> None:
    attachment = note(store, people[0], "a")
    note(store, people[1], "b")
    later = NOW + timedelta(minutes=1)
    assert store.write(lambda connection: release_attachments(connection, people[0], NOW, later)) == 1
    assert store.write(lambda connection: release_attachments(connection, people[0], NOW, later)) == 0
    with store.read() as connection:
        assert [count_loose(connection, member, NOW) for member in people] == [0, 1]
    assert store.write(lambda connection: adopt_attachments(connection, people[0], new_item_in(connection), NOW)) == 0
    assert claim(store) == "a"
    assert state(store, attachment)[0] == "fetching"


def test_many_workers_fetch_each_file_once(store: Store, neighbour: Store, people: tuple[int, int]) -> None:
    for number in range(24):
        note(store, people[0], f"media-{number:02d}")

    def work(number: int) -> list[str]:
        taken: list[str] = []
        while reference := claim((store, neighbour)[number % 2]):
            taken.append(reference)
        return taken

    taken = [reference for each in together(6, work) for reference in each]
    assert sorted(taken) == [f"media-{number:02d}" for number in range(24)]
