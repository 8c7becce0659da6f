"""Messages on their way out: once for a key, and changed or taken back only while they have not left."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, update

from models.enclosures import Chart, Sheet
from models.outbox import (
    Button,
    Content,
    Letter,
    OutboxRow,
    arrived,
    cancel,
    cancel_begun_with,
    newest_row_id,
    outbox_table,
    post,
    rewrite,
    rows_after,
    rows_with_keys,
)
from models.store import Store
from tests.factories import at, make_member, make_plan, unit_id_of
from tests.models.observing import together

NOW = at("2026-11-20 14:07")
DUE = NOW + timedelta(hours=1)
LETTER = Letter("chase:W47:1", "app", "zs", Content("请报送"), DUE, "chase")
STATES = ("due", "sending", "sent", "failed", "cancelled")
RICH = Content(
    "本周进度",
    "进度",
    "# 本周进度\n|单位|条数|",
    "ab12.png",
    (Button("报送", "报送"), Button("我的", "我的")),
    ("zs", "ls"),
    Chart("各单位采用量", "今年", "bars", (("财政局", 12), ("招商局", 7.5)), "篇"),
    Sheet("采用明细", ("单位", "条数"), (("财政局", 12), ("招商局", 7.5), ("审计中心", None))),
)

numbers = st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False)
charts = st.builds(
    Chart,
    title=st.text(),
    note=st.text(),
    kind=st.sampled_from(("bars", "columns")),
    rows=st.lists(st.tuples(st.text(), numbers)).map(tuple),
    unit=st.text(),
)
cells = st.none() | st.text() | numbers
sheets = st.builds(
    Sheet,
    name=st.text(),
    header=st.lists(st.text()).map(tuple),
    rows=st.lists(st.lists(cells).map(tuple)).map(tuple),
)
contents = st.builds(
    Content,
    text=st.text(),
    title=st.text(),
    markdown=st.text(),
    picture=st.text(),
    buttons=st.lists(st.builds(Button, st.text(), st.text())).map(tuple),
    mention=st.lists(st.text()).map(tuple),
    chart=st.none() | charts,
    sheet=st.none() | sheets,
)


def write(store: Store, *letters: Letter) -> int:
    return store.write(lambda connection: post(connection, letters, NOW))


def keyed(*keys: str) -> list[Letter]:
    return [replace(LETTER, key=key, account=key) for key in keys]


def outbox(store: Store) -> list[OutboxRow]:
    with store.read() as connection:
        return rows_after(connection, 0)


def bring_to(store: Store, state: str, *keys: str) -> None:
    statement = update(outbox_table).where(outbox_table.c.key.in_(keys)).values(state=state)
    store.write(lambda connection: connection.execute(statement))


@pytest.fixture
def in_every_state(store: Store) -> dict[str, int]:
    """State → the id of a message in it."""
    write(store, *keyed(*STATES))
    for state in STATES:
        bring_to(store, state, state)
    return {row.state: row.id for row in outbox(store)}


@given(contents)
def test_a_content_comes_back_from_json_as_it_was(content: Content) -> None:
    assert Content.from_json(content.as_json()) == content


def test_what_is_empty_is_not_stored() -> None:
    assert Content("请报送").as_json() == {"text": "请报送"}
    assert Content("").as_json() == {}


def test_every_part_has_its_place() -> None:
    assert RICH.as_json() == {
        "text": "本周进度",
        "title": "进度",
        "markdown": "# 本周进度\n|单位|条数|",
        "picture": "ab12.png",
        "buttons": [{"label": "报送", "command": "报送"}, {"label": "我的", "command": "我的"}],
        "mention": ["zs", "ls"],
        "chart": {
            "title": "各单位采用量",
            "note": "今年",
            "kind": "bars",
            "rows": [["财政局", 12], ["招商局", 7.5]],
            "unit": "篇",
        },
        "sheet": {
            "name": "采用明细",
            "header": ["单位", "条数"],
            "rows": [["财政局", 12], ["招商局", 7.5], ["审计中心", None]],
        },
    }


def test_a_message_is_stored_with_all_that_it_says(store: Store) -> None:
    def work(connection: Connection) -> tuple[int, int]:
        make_plan(connection)
        return make_member(connection, "财政局", "测试员01"), unit_id_of(connection, "财政局")

    member, unit = store.write(work)
    letter = replace(
        LETTER,
        content=RICH,
        plan_id="jinhu",
        rung="same-day",
        audience="liaison",
        member_id=member,
        unit_id=unit,
    )
    assert write(store, letter) == 1
    (row,) = outbox(store)
    assert row == OutboxRow(
        id=row.id,
        key="chase:W47:1",
        plan_id="jinhu",
        job="chase",
        rung="same-day",
        audience="liaison",
        channel="app",
        account="zs",
        member_id=member,
        unit_id=unit,
        content=RICH,
        state="due",
        due_at=DUE,
        created_at=NOW,
        tries=0,
        parts_sent=0,
        claimed_at=None,
        sent_at=None,
        error=None,
    )


def test_the_same_key_again_adds_and_changes_nothing(store: Store) -> None:
    assert write(store, LETTER) == 1
    before = outbox(store)
    assert write(store, replace(LETTER, content=Content("别的"), due_at=NOW), *keyed("new")) == 1
    assert [row.key for row in outbox(store)] == ["chase:W47:1", "new"]
    assert outbox(store)[0] == before[0]


@pytest.mark.parametrize("state", STATES)
def test_what_was_written_once_is_not_written_again_whatever_became_of_it(store: Store, state: str) -> None:
    write(store, LETTER)
    bring_to(store, state, LETTER.key)
    assert write(store, LETTER) == 0
    assert [row.state for row in outbox(store)] == [state]


def test_a_key_twice_in_one_call_is_one_message(store: Store) -> None:
    assert write(store, LETTER, LETTER) == 1
    assert write(store) == 0


def test_more_messages_than_one_statement_takes_are_all_new_once(store: Store) -> None:
    letters = keyed(*(f"k{number:04d}" for number in range(620)))
    assert (write(store, *letters), write(store, *letters)) == (620, 0)
    assert [row.key for row in outbox(store)] == [letter.key for letter in letters]


def test_of_many_processes_one_writes_each_message(store: Store, neighbour: Store) -> None:
    letters = keyed(*(f"k{number:02d}" for number in range(30)))
    written = together(8, lambda number: write((store, neighbour)[number % 2], *letters))
    assert sum(written) == len(outbox(store)) == 30


def test_nothing_goes_out_for_work_that_was_taken_back(store: Store) -> None:
    def work(connection: Connection) -> None:
        post(connection, [LETTER], NOW)
        raise RuntimeError("the handler failed")

    with pytest.raises(RuntimeError):
        store.write(work)
    assert outbox(store) == []


def test_only_what_has_not_arrived_is_taken_back(store: Store, in_every_state: dict[str, int]) -> None:
    taken = store.write(lambda connection: cancel(connection, list(in_every_state.values()), "已经报送"))
    assert taken == 2
    assert {row.key: (row.state, row.error) for row in outbox(store)} == {
        "due": ("cancelled", "已经报送"),
        "sending": ("cancelled", "已经报送"),
        "sent": ("sent", None),
        "failed": ("failed", None),
        "cancelled": ("cancelled", None),
    }


def test_what_was_not_named_stays(store: Store) -> None:
    write(store, *keyed("a", "b"))
    first = outbox(store)[0].id
    assert store.write(lambda connection: cancel(connection, [first], "已经报送")) == 1
    assert store.write(lambda connection: cancel(connection, [first], "再次")) == 0
    assert store.write(lambda connection: cancel(connection, [], "没有")) == 0
    assert [(row.state, row.error) for row in outbox(store)] == [("cancelled", "已经报送"), ("due", None)]


def test_only_what_has_not_left_is_changed(store: Store, in_every_state: dict[str, int]) -> None:
    def work(connection: Connection) -> dict[str, int]:
        return {state: rewrite(connection, number, RICH) for state, number in in_every_state.items()}

    changed = store.write(work)
    assert changed == {"due": 1, "sending": 0, "sent": 0, "failed": 0, "cancelled": 0}
    assert {row.key: row.content for row in outbox(store)} == {
        state: RICH if state == "due" else LETTER.content for state in STATES
    }


def test_what_was_written_after_a_row(store: Store) -> None:
    with store.read() as connection:
        assert newest_row_id(connection) == 0
    write(store, *keyed("a", "b"))
    with store.read() as connection:
        newest = newest_row_id(connection)
        assert rows_after(connection, newest) == []
    write(store, *keyed("c", "d"))
    with store.read() as connection:
        assert [row.key for row in rows_after(connection, newest)] == ["c", "d"]


def test_messages_by_their_keys(store: Store) -> None:
    write(store, *keyed("a", "b", "c"))
    with store.read() as connection:
        assert [row.key for row in rows_with_keys(connection, ["c", "a", "none"])] == ["a", "c"]
        assert rows_with_keys(connection, []) == []


def test_only_what_was_sent_on_the_channel_to_the_account_has_arrived(
    store: Store, in_every_state: dict[str, int]
) -> None:
    others = [replace(LETTER, key="other", channel="ding", account="sent"), replace(LETTER, key="post", account="")]
    write(store, *others)
    bring_to(store, "sent", "other", "post")
    with store.read() as connection:
        assert [row.key for row in arrived(connection, "app", "sent")] == ["sent"]
        assert [row.key for row in arrived(connection, "app", "")] == ["post"]
        for state in ("due", "sending", "failed", "cancelled"):
            assert arrived(connection, "app", state) == []


def test_of_many_that_arrived_the_newest_two_hundred_come_in_order(store: Store) -> None:
    letters = [replace(LETTER, key=f"k{number:03d}") for number in range(205)]
    write(store, *letters)
    bring_to(store, "sent", *(letter.key for letter in letters))
    with store.read() as connection:
        found = arrived(connection, "app", "zs")
        assert [row.key for row in found] == [letter.key for letter in letters[5:]]
        assert [row.key for row in arrived(connection, "app", "zs", found[-2].id)] == ["k204"]


def test_what_has_not_left_is_taken_back_by_the_beginning_of_its_key(store: Store) -> None:
    write(store, *keyed("lapse:a_b:1:x", "lapse:a_b:1:y", "lapse:a_b:12:x", "lapse:acb:1:x"))
    left = update(outbox_table).where(outbox_table.c.key == "lapse:a_b:1:y").values(state="sending")
    store.write(lambda connection: connection.execute(left))
    assert store.write(lambda connection: cancel_begun_with(connection, "lapse:a_b:1:", "已处理")) == 1
    assert {row.key: (row.state, row.error) for row in outbox(store)} == {
        "lapse:a_b:1:x": ("cancelled", "已处理"),
        "lapse:a_b:1:y": ("sending", None),
        "lapse:a_b:12:x": ("due", None),
        "lapse:acb:1:x": ("due", None),
    }
