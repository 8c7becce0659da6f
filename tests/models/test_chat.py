"""What the chat page asks the store, on both databases."""

from datetime import date, timedelta

from sqlalchemy import Connection

from models.attachments import attachment_table, note_attachment
from models.chat import arrived_counts, chat_people, chat_plans, mark_uploads_stored, talk_mark
from models.inbox import mark_failed, take_in
from models.outbox import Content, Letter, outbox_table, post
from models.store import Store
from tests.factories import at, make_channels, make_member, make_plan

NOW = at("2026-11-18 10:00")
TODAY = date(2026, 11, 18)
MARKED = at("2026-11-18 10:05")


def test_people_come_by_role_and_those_out_of_office_do_not(store: Store) -> None:
    store.write(make_plan)
    store.write(lambda connection: make_member(connection, "党群工作部", "测试员01", "editor"))
    store.write(lambda connection: make_member(connection, "财政局", "测试员02"))
    store.write(lambda connection: make_member(connection, "财政局", "测试员03", active_until=TODAY))
    store.write(lambda connection: make_member(connection, "财政局", "测试员04", active_from=TODAY + timedelta(days=1)))

    with store.read() as connection:
        people = chat_people(connection, "jinhu", TODAY)
    assert [(person.name, person.role_name) for person in people] == [
        ("测试员02", "信息报送员"),
        ("测试员01", "宣传办"),
    ]


def test_only_the_plans_that_the_channel_serves_are_shown_with_the_offices_date(store: Store) -> None:
    store.write(make_plan)

    with store.read() as connection:
        served = chat_plans(connection, ("jinhu",), at("2026-11-19 00:30"))
        others = chat_plans(connection, ("guanyun",), NOW)
    assert [(plan.id, plan.today) for plan in served] == [("jinhu", date(2026, 11, 19))]
    assert others == []


def test_only_what_has_been_sent_on_the_channel_has_arrived(store: Store) -> None:
    store.write(make_plan)
    letters = [
        Letter(f"{channel}:{account}:{number}", channel, account, Content("请报送"), NOW, "chase")
        for number, (channel, account) in enumerate([("console", "a"), ("console", "a"), ("console", ""), ("app", "a")])
    ]
    store.write(lambda connection: post(connection, letters, NOW))
    with store.read() as connection:
        assert arrived_counts(connection, "console") == {}

    store.write(lambda connection: connection.execute(outbox_table.update().values(state="sent", sent_at=NOW)))
    with store.read() as connection:
        assert arrived_counts(connection, "console") == {"a": 2, "": 1}


def test_an_upload_is_stored_and_no_other_attachment_is_touched(store: Store) -> None:
    store.write(make_plan)
    store.write(make_channels)
    member = store.write(lambda connection: make_member(connection, "财政局", "测试员01"))

    def note(connection: Connection) -> None:
        for channel, name in (("console", "a.png"), ("console", "b.png"), ("app", "a.png")):
            note_attachment(connection, "jinhu", member, None, channel, "picture", name, "", NOW)

    store.write(note)

    store.write(lambda connection: mark_uploads_stored(connection, "console", {"a.png": 7}))

    table = attachment_table.c
    with store.read() as connection:
        rows = connection.execute(attachment_table.select().order_by(table.id)).all()
    assert [(row.state, row.stored_as, row.size) for row in rows] == [
        ("stored", "a.png", 7),
        ("due", None, None),
        ("due", None, None),
    ]


def test_the_mark_changes_with_whatever_is_written_or_arrives_and_with_nothing_else(store: Store) -> None:
    def mark() -> str:
        with store.read() as connection:
            return talk_mark(connection, "console", "cz01")

    def take(channel: str, account: str) -> int | None:
        return store.write(lambda c: take_in(c, channel, f"k-{channel}-{account}", account, "{}", MARKED, MARKED))

    empty = mark()
    take("console", "cz02")
    take("app", "cz01")
    assert mark() == empty
    row = take("console", "cz01")
    assert row is not None and (written := mark()) != empty
    store.write(lambda connection: mark_failed(connection, row, None, "坏"))
    assert (failed := mark()) != written
    letter = Letter("k", "console", "cz01", Content("请报送"), MARKED, "chase")
    store.write(lambda connection: post(connection, [letter], MARKED))
    assert mark() == failed
    store.write(lambda connection: connection.execute(outbox_table.update().values(state="sent", sent_at=MARKED)))
    assert mark() not in (empty, written, failed)
