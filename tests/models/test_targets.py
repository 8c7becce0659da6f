"""How the targets of a stored plan stand on a day, and which items could still be offered for one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, select

from models.items import item_table
from models.publications import Publication, store_publication
from models.store import Store
from models.targets import Offer, offers, progresses
from rules.plan import LEVELS, Level, Plan, Target
from tests.factories import PLAN_TEXT, at, make_item, make_member, make_plan

TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)
COUNTY = Target("county", "县级媒体", "month", 4, levels=("county",))
CITY = Target("city", "市级媒体", "quarter", 2, levels=("city",))


@pytest.fixture
def plan(store: Store) -> Plan:
    """A plan with two units; another plan has a publication of its own."""

    def work(connection: Connection) -> Plan:
        make_plan(connection, PLAN_TEXT.replace('id = "jinhu"', 'id = "guanyun"'))
        store_publication(connection, Publication("guanyun", None, "金湖发布", "county", TODAY), None)
        plan = make_plan(connection)
        make_member(connection, "财政局", "测试员01")
        make_member(connection, "招商局", "测试员02")
        return plan

    return store.write(work)


def publish(store: Store, day: date, level: Level = "county", column: str = "", item: int | None = None) -> None:
    def work(connection: Connection) -> None:
        id_ = connection.execute(select(item_table.c.id).where(item_table.c.number == item)).scalar()
        store_publication(connection, Publication("jinhu", item, "某媒体", level, day, column), id_)

    store.write(work)


def send(store: Store, day: date, status: str = "采用", unit: str = "财政局", board: str = "安全生产管理") -> int:
    """Stores an item of that day. → its number."""
    sent = at(f"{day} 10:00")
    return store.write(
        lambda connection: make_item(connection, unit, sent, status=status, board=board, title=f"{unit}{day}")
    )


def achieved(store: Store, plan: Plan, today: date, *targets: Target) -> list[int]:
    with store.read() as connection:
        return [each.achieved for each in progresses(connection, replace(plan, targets=targets), today)]


def offered(store: Store, plan: Plan, target: Target, today: date = TODAY, limit: int = 9) -> list[int]:
    with store.read() as connection:
        return [offer.number for offer in offers(connection, plan, target, today, limit)]


def test_each_target_of_the_plan_counts_its_own_levels_in_its_own_period(store: Store, plan: Plan) -> None:
    printed: list[tuple[date, Level]] = [
        (date(2026, 10, 31), "county"),
        (date(2026, 11, 1), "county"),
        (TODAY, "county"),
        (date(2026, 9, 30), "city"),
        (date(2026, 10, 1), "city"),
        (TODAY, "province"),
    ]
    for day, level in printed:
        publish(store, day, level)
    with store.read() as connection:
        county, city = progresses(connection, plan, TODAY)
    assert (county.target.id, county.achieved, county.period.start) == ("county", 2, date(2026, 11, 1))
    assert (city.target.id, city.achieved, city.period.start) == ("city", 1, date(2026, 10, 1))
    assert (county.state, county.missing) == ("完成", 0)


def test_what_is_dated_later_than_the_day_is_not_achieved_yet(store: Store, plan: Plan) -> None:
    publish(store, TODAY + DAY)
    assert [achieved(store, plan, day, COUNTY) for day in (TODAY, TODAY + DAY)] == [[0], [1]]


def test_a_target_without_levels_counts_them_all(store: Store, plan: Plan) -> None:
    for level in LEVELS:
        publish(store, TODAY, level)
    wide = replace(COUNTY, levels=("province", "central"))
    assert achieved(store, plan, TODAY, replace(COUNTY, levels=()), wide) == [4, 2]


def test_a_target_may_count_one_column_or_one_board(store: Store, plan: Plan) -> None:
    publish(store, TODAY, column="项目为王")
    publish(store, TODAY, item=send(store, TODAY))
    publish(store, TODAY, item=send(store, TODAY, board="基础设施配套提升"))
    columns, boards = replace(COUNTY, columns=("项目为王",)), replace(COUNTY, boards=("安全生产管理",))
    assert achieved(store, plan, TODAY, COUNTY, columns, boards) == [3, 1, 1]


def test_a_target_of_items_counts_those_that_count(store: Store, plan: Plan) -> None:
    for status in ("草稿", "待审", "采用", "退回", "撤回"):
        send(store, TODAY, status)
    publish(store, TODAY)
    assert achieved(store, plan, TODAY, Target("items", "信息", "month", 9, counts="items")) == [2]


def test_nothing_counts_from_before_the_plan(store: Store, plan: Plan) -> None:
    publish(store, date(2024, 8, 19))
    publish(store, date(2024, 8, 20))
    assert achieved(store, plan, date(2024, 8, 31), COUNTY, replace(COUNTY, period="plan")) == [1, 1]
    assert achieved(store, plan, date(2024, 8, 1), COUNTY) == [0]


def test_a_plan_without_targets_has_no_progress(store: Store, plan: Plan) -> None:
    assert achieved(store, plan, TODAY) == []


def test_the_newest_adopted_items_that_no_outlet_of_the_levels_printed_can_be_offered(store: Store, plan: Plan) -> None:
    days = [TODAY - 3 * DAY, TODAY - 2 * DAY, TODAY - DAY, TODAY]
    numbers = [send(store, day) for day in days]
    publish(store, TODAY, "county", item=numbers[1])
    publish(store, TODAY, "city", item=numbers[2])
    assert offered(store, plan, COUNTY) == [numbers[3], numbers[2], numbers[0]]
    assert offered(store, plan, CITY) == [numbers[3], numbers[1], numbers[0]]
    assert offered(store, plan, replace(COUNTY, levels=())) == [numbers[3], numbers[0]]
    assert offered(store, plan, COUNTY, limit=1) == [numbers[3]]
    with store.read() as connection:
        assert offers(connection, plan, COUNTY, TODAY, 1) == [Offer(numbers[3], "财政局", f"财政局{TODAY}")]


def test_only_adopted_items_are_offered(store: Store, plan: Plan) -> None:
    numbers = {status: send(store, TODAY, status) for status in ("草稿", "待审", "采用", "退回", "撤回")}
    assert offered(store, plan, COUNTY) == [numbers["采用"]]


def test_items_older_than_sixty_days_and_later_than_the_day_are_not_offered(store: Store, plan: Plan) -> None:
    numbers = [send(store, TODAY + days * DAY) for days in (-60, -59, 0, 1)]
    assert offered(store, plan, COUNTY) == [numbers[2], numbers[1]]
    assert offered(store, plan, COUNTY, TODAY + DAY) == [numbers[3], numbers[2]]


def test_a_target_of_some_boards_takes_items_of_those(store: Store, plan: Plan) -> None:
    send(store, TODAY)
    number = send(store, TODAY, board="基础设施配套提升")
    assert offered(store, plan, replace(COUNTY, boards=("基础设施配套提升",))) == [number]


def test_nothing_is_offered_for_a_target_of_items_nor_from_another_plan(store: Store, plan: Plan) -> None:
    send(store, TODAY)
    assert offered(store, plan, Target("items", "信息", "month", 9, counts="items")) == []
    with store.read() as connection:
        assert offers(connection, replace(plan, id="guanyun"), COUNTY, TODAY) == []


def test_the_days_are_those_of_the_offices_calendar(store: Store, plan: Plan) -> None:
    def work(connection: Connection) -> int:
        return make_item(connection, "财政局", at(f"{TODAY} 00:30"), status="采用")

    number = store.write(work)
    assert offered(store, plan, COUNTY, TODAY) == [number]
    assert offered(store, plan, COUNTY, TODAY - DAY) == []
