"""What every table relies on: instants that are aware and in UTC, readable JSON, large ids, names for every rule."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, Text, cast, insert, select, type_coerce
from sqlalchemy.exc import StatementError

from models.base import metadata
from models.calls import call_table
from models.conversations import conversation_table, keep_conversation
from models.plans import plan_table, raise_number
from models.store import Store
from tests.factories import OFFICE, make_member, make_plan

NOON = datetime(2026, 11, 20, 12, 0, 0, 123456, UTC)
ZONES = (UTC, OFFICE, timezone(timedelta(hours=-9, minutes=-30)))


def note(connection: Connection, at: datetime, channel: str = "app") -> None:
    connection.execute(insert(call_table).values(channel=channel, at=at))


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_an_instant_of_any_zone_comes_back_as_the_same_instant_in_utc(store: Store, zone: timezone) -> None:
    store.write(lambda connection: note(connection, NOON.astimezone(zone)))
    with store.read() as connection:
        found = connection.execute(select(call_table.c.at)).scalar_one()
    assert found == NOON
    assert found.tzinfo is UTC


def test_a_time_without_a_zone_is_refused_wherever_it_stands_in_a_statement(store: Store) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="a stored time must be aware"):
        store.write(lambda connection: note(connection, naive))
    with store.read() as connection, pytest.raises(StatementError, match="a stored time must be aware"):
        connection.execute(select(call_table.c.id).where(call_table.c.at < naive))


def test_instants_sort_and_compare_by_what_they_are_not_by_how_they_were_written(store: Store) -> None:
    instants = [NOON.astimezone(zone) + timedelta(minutes=minutes) for minutes, zone in enumerate(ZONES)]

    def work(connection: Connection) -> None:
        for number, instant in reversed(list(enumerate(instants))):
            note(connection, instant, f"c{number}")

    store.write(work)
    query = select(call_table.c.channel).order_by(call_table.c.at)
    with store.read() as connection:
        assert list(connection.execute(query).scalars()) == ["c0", "c1", "c2"]
        early = query.where(call_table.c.at <= (NOON + timedelta(minutes=1)).astimezone(OFFICE))
        assert list(connection.execute(early).scalars()) == ["c0", "c1"]


def test_no_time_is_no_time(store: Store) -> None:
    store.write(make_plan)
    member = store.write(lambda connection: make_member(connection, "财政局", "测试员01"))
    account = metadata.tables["account"].c
    with store.read() as connection:
        found = connection.execute(select(account.last_heard_at).where(account.member_id == member)).scalar_one()
    assert found is None


def test_json_is_kept_as_text_that_people_can_read(store: Store) -> None:
    store.write(make_plan)
    member = store.write(lambda connection: make_member(connection, "财政局", "测试员01"))
    data = {"标题": "“开工”", "要点": [1, 2.5, None, True, {"深": "层"}]}
    store.write(lambda connection: keep_conversation(connection, member, "report", data, (), NOON))
    with store.read() as connection:
        value, raw = connection.execute(
            select(conversation_table.c.data, cast(type_coerce(conversation_table.c.data, Text), Text))
        ).one()
    assert value == data
    assert raw == '{"标题":"“开工”","要点":[1,2.5,null,true,{"深":"层"}]}'


def test_numbers_do_not_end_where_a_small_integer_does(store: Store) -> None:
    store.write(make_plan)
    store.write(lambda connection: raise_number(connection, "jinhu", 3_000_000_000))
    with store.read() as connection:
        assert connection.execute(select(plan_table.c.last_number)).scalar_one() == 3_000_000_000


def test_every_rule_and_index_has_a_name_that_postgresql_does_not_cut() -> None:
    rules = [str(rule.name) for table in metadata.sorted_tables for rule in table.constraints]
    names = rules + [str(index.name) for table in metadata.sorted_tables for index in table.indexes]
    assert "None" not in names
    assert [name for name in names if len(name.encode()) > 63] == []
    assert len(set(names)) == len(names) > 50
