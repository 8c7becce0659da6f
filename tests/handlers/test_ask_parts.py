"""What an asker may see, by role, place and the plan's tone."""

from dataclasses import replace

import pytest

from handlers.ask import asking_for
from handlers.ask_parts import Answer, Asking, Refused, counted
from models.store import Store
from questions.query import Query
from reports.answer_tables import Row
from rules.plan import Tone
from tests.dialogue import Office
from tests.factories import at
from tests.handlers.answering import FINANCE, LEADER, NOW, who


def asking(office: Office, account: str, tone: Tone = Tone(), in_group: bool = False) -> Asking:  # noqa: B008
    with office.store.read() as connection:
        asker = who(office, account) if account else None
        return asking_for(connection, replace(office.plan, tone=tone), asker, at(NOW), in_group)


@pytest.mark.parametrize(
    ("account", "tone", "in_group", "names", "units", "ranking", "own"),
    [
        ("", Tone(), False, True, True, True, True),
        (LEADER, Tone(), False, True, True, True, True),
        (LEADER, Tone(), True, False, False, False, False),
        (LEADER, Tone(naming="group"), True, True, True, False, True),
        (LEADER, Tone(ranking="group"), True, False, True, True, False),
        (FINANCE, Tone(), False, False, False, False, True),
        (FINANCE, Tone(), True, False, False, False, False),
        (FINANCE, Tone(naming="group"), True, False, False, False, True),
        (FINANCE, Tone(ranking="group"), False, False, True, True, True),
        (FINANCE, Tone(ranking="leaders"), False, False, False, False, True),
    ],
)
def test_what_may_be_seen(
    office: Office, account: str, tone: Tone, in_group: bool, names: bool, units: bool, ranking: bool, own: bool
) -> None:
    seen = asking(office, account, tone, in_group)
    assert (seen.sees_names, seen.sees_units, seen.sees_ranking, seen.sees_own) == (names, units, ranking, own)


def test_units_and_groups_are_found_by_name(office: Office) -> None:
    found = asking(office, LEADER)
    ids = {unit.name: unit.id for unit in found.units}
    assert found.unit_ids(Query("count")) is None
    assert found.unit_ids(Query("count", units=("招商局",))) == (ids["招商局"],)
    assert found.unit_ids(Query("count", groups=("没有的组",))) == ()


def test_a_person_of_several_roles_is_one_filter(office: Office) -> None:
    office.member("财政局", "测试员01", "editor")
    filters = asking(office, LEADER).filters(Query("count", members=("测试员01",)))
    assert filters.member_ids is not None and len(filters.member_ids) == 2


FINANCES, OTHERS = Query("count", units=("财政局",)), Query("count", units=("财政局", "招商局"))


@pytest.mark.parametrize(
    ("account", "in_group", "own", "others", "everybodys"),
    [
        ("", False, True, True, True),
        (LEADER, False, True, True, True),
        (LEADER, True, False, False, True),
        (FINANCE, False, True, False, True),
        (FINANCE, True, False, False, True),
    ],
)
@pytest.mark.parametrize("status", ["待审", "退回", "撤回", "草稿"])
def test_the_states_of_a_units_items_are_its_own_affair(
    office: Office, status: str, account: str, in_group: bool, own: bool, others: bool, everybodys: bool
) -> None:
    asks = asking(office, account, in_group=in_group)
    queries = (FINANCES, OTHERS, Query("count"))
    assert tuple(asks.sees_states(replace(query, statuses=(status,))) for query in queries) == (own, others, everybodys)
    assert all(asks.sees_states(replace(query, statuses=("采用",))) for query in queries)


def test_a_group_of_units_is_others_too(office: Office) -> None:
    asks = asking(office, FINANCE)
    grouped = replace(asks, units=tuple(replace(unit, group="部门组") for unit in asks.units))
    assert grouped.names_others(Query("count", groups=("部门组",)))
    assert not asks.names_others(Query("count")) and not asks.names_others(FINANCES)


def test_in_private_more_may_be_told(office: Office) -> None:
    for account in (LEADER, FINANCE):
        asks = asking(office, account, in_group=True)
        assert not asks.sees_own and asks.privately.sees_own
        assert asks.privately.sees_names is (account == LEADER)


def test_all_units_of_an_account_are_its_own(office: Office) -> None:
    office.member("招商局", "测试员01", accounts=[("wecom", FINANCE)])
    asks = asking(office, FINANCE)
    assert (asks.own_unit, asks.own_units) == ("财政局", ("财政局", "招商局"))
    assert len(asks.own_ids) == 2 and not asks.names_others(OTHERS)
    assert asks.sees_people(Query("count", members=("测试员01",)))
    assert not asks.sees_people(Query("count", members=("没有此人",)))


@pytest.mark.parametrize(("metric", "table"), [("publications", "publications"), ("items", "items"), (None, "items")])
def test_what_is_counted(metric: str, table: str) -> None:
    assert counted(Query("count", metric)) == table  # type: ignore[arg-type]


def test_rows_are_printed_with_all_their_keys() -> None:
    answer = Answer(True, Query("list"), 1.5, (Row("题目", 3, {"unit": "财政局"}),), "…")
    assert answer.as_json()["rows"] == [{"name": "题目", "value": 3, "unit": "财政局"}]
    assert answer.as_json()["value"] == 1.5


def test_a_refusal_knows_its_reason() -> None:
    assert Refused("words", "卫健委", ["财政局报了几条"]).corrected == ("财政局报了几条",)


def test_the_day_is_that_of_the_offices_clock(store: Store) -> None:
    office = Office(store)
    with store.read() as connection:
        asked = asking_for(connection, office.plan, None, at("2026-11-17 00:30"))
    assert asked.today.isoformat() == "2026-11-17"
