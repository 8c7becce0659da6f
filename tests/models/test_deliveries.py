"""Who owes something in a period and what came of it; on SQLite and on PostgreSQL."""

from datetime import date, timedelta

from sqlalchemy import Connection, update

from models.deliveries import Delivery, Misses, deliveries, misses_in
from models.duty_ledger import close_periods, excuse, note_corrections, report_zero
from models.filters import Counted, Filter
from models.obligations import obligation_table, obligations_in
from models.openings import Opening, open_period
from models.store import Store
from tests.factories import at, make_item, make_member, unit_id_of
from tests.models.observing import statements
from tests.models.small_office import NOW, UNITS, WEEK, in_office, open_week, publish


def delivered(store: Store, filters: Filter, counted: Counted = "items") -> dict[str, tuple[int, int]]:
    """unit → (required, delivered)."""
    with store.read() as connection:
        rows = deliveries(connection, "jinhu", counted, filters)
    return {row.unit: (row.required, row.delivered) for row in rows}


def test_a_week_lists_every_unit_that_owes_the_duty_with_what_it_delivered(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_item(connection, "财政局", at("2026-11-17 09:00"))
        make_item(connection, "财政局", at("2026-11-22 23:00"))
        make_item(connection, "招商局", at("2026-11-15 09:00"))
        make_item(connection, "招商局", at("2026-11-17 09:00"), status="退回")

    in_office(store, work)
    assert delivered(store, Filter(*WEEK)) == {"财政局": (1, 2), "招商局": (1, 0), "办公室": (1, 0)}


def test_what_a_duty_asks_for_decides_who_is_short(store: Store) -> None:
    def work(connection: Connection) -> None:
        open_week(connection, *WEEK, required=2, duty="twice")
        make_item(connection, "财政局", at("2026-11-17 09:00"))

    in_office(store, work)
    assert delivered(store, Filter(*WEEK))["财政局"] == (2, 1)


def test_an_excused_unit_is_not_in_the_list(store: Store) -> None:
    def work(connection: Connection) -> None:
        excused = obligation_table.c.unit_id == unit_id_of(connection, "招商局")
        connection.execute(update(obligation_table).where(excused).values(excuse="豁免"))

    in_office(store, work)
    assert set(delivered(store, Filter(*WEEK))) == {"财政局", "办公室"}


def test_what_stands_for_a_duty_is_counted_as_in_the_ledger(store: Store) -> None:
    """A zero report, an excuse and a duty of one kind of item: the answer says what the reminders go by."""

    def work(connection: Connection) -> None:
        photos = Opening("jinhu", "photos", "2026-W46", date(2026, 11, 9), date(2026, 11, 16), None, 1, kinds=("图片",))
        open_period(connection, photos, NOW)
        for unit in ("财政局", "招商局"):
            make_item(connection, unit, at("2026-11-11 09:00"))
        rows = {row.unit: row for row in obligations_in(connection, "jinhu", "weekly", WEEK[0])}
        member = make_member(connection, "财政局", "测试员90")
        report_zero(connection, rows["财政局"].id, 1, "无", "测试员90", NOW, member)
        excuse(connection, [rows["招商局"].id], "抗洪抢险", "测试员91", NOW)

    in_office(store, work)
    assert delivered(store, Filter(*WEEK)) == {"财政局": (1, 1), "办公室": (1, 0)}
    assert set(delivered(store, Filter(date(2026, 11, 9), date(2026, 11, 16))).values()) == {(1, 0)}


def test_a_duty_of_publications_is_asked_for_as_such(store: Store) -> None:
    def work(connection: Connection) -> None:
        month = ("2026-11", date(2026, 11, 1), date(2026, 12, 1), None, 2)
        open_period(connection, Opening("jinhu", "print", *month, counts="publications"), NOW)
        number = make_item(connection, "财政局", at("2026-11-17 09:00"))
        publish(connection, date(2026, 11, 18), number)

    in_office(store, work)
    month = Filter(date(2026, 11, 1), date(2026, 12, 1))
    assert delivered(store, month, "publications")["财政局"] == (2, 1)
    assert delivered(store, month)["财政局"] == (1, 1)


def test_where_every_unit_is_excused_nobody_owes_anything(store: Store) -> None:
    def work(connection: Connection) -> None:
        rows = obligations_in(connection, "jinhu", "weekly", WEEK[0])
        excuse(connection, [row.id for row in rows], "抗洪抢险", "测试员91", NOW)

    in_office(store, work)
    assert delivered(store, Filter(*WEEK)) == {}
    assert delivered(store, Filter(date(2026, 11, 18), date(2026, 11, 19))) == {}


def test_who_has_delivered_in_a_duty_period_is_one_statement(sqlite_store: Store) -> None:
    in_office(sqlite_store, lambda connection: None)
    with statements(sqlite_store) as sent:
        delivered(sqlite_store, Filter(*WEEK))
    assert len([line for line in sent if line.startswith("SELECT")]) == 1


def test_a_unit_without_a_liaison_owes_nothing(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_member(connection, "领导组", "测试员99", "leader")

    in_office(store, work)
    assert "领导组" not in delivered(store, Filter(*WEEK))


def test_in_a_period_that_is_no_duty_period_one_item_is_enough(store: Store) -> None:
    def work(connection: Connection) -> None:
        open_week(connection, date(2026, 11, 9), date(2026, 11, 16), required=3)
        make_item(connection, "财政局", at("2026-11-10 09:00"))

    in_office(store, work)
    month = Filter(date(2026, 11, 1), date(2026, 12, 1))
    assert delivered(store, month) == {"财政局": (1, 1), "招商局": (1, 0), "办公室": (1, 0)}
    assert delivered(store, Filter(date(2026, 11, 10), date(2026, 11, 11)))["财政局"] == (1, 1)


def test_units_that_owe_only_another_duty_are_not_short_of_the_weeks(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_member(connection, "园区", "测试员98", active_from=date(2026, 11, 17))
        open_period(
            connection,
            Opening("jinhu", "late", "2026-11-18", date(2026, 11, 18), date(2026, 11, 19), None, 1),
            NOW,
        )

    in_office(store, work)
    assert "园区" not in delivered(store, Filter(*WEEK))
    assert "园区" in delivered(store, Filter(date(2026, 11, 18), date(2026, 11, 19)))


def test_a_filter_narrows_what_is_looked_for_and_at_whom(store: Store) -> None:
    def work(connection: Connection) -> None:
        number = make_item(connection, "财政局", at("2026-11-17 09:00"))
        make_item(connection, "招商局", at("2026-11-17 09:00"), board="重特大项目招引")
        publish(connection, date(2026, 11, 17), number, level="province", outlet="新华日报")

    in_office(store, work)
    with store.read() as connection:
        two = (unit_id_of(connection, "财政局"), unit_id_of(connection, "招商局"))
    safety = Filter(*WEEK, unit_ids=two, boards=("安全生产管理",))
    assert delivered(store, safety) == {"财政局": (1, 1), "招商局": (1, 0)}
    province = Filter(*WEEK, unit_ids=two, levels=("province",))
    assert delivered(store, province, "publications") == {"财政局": (1, 1), "招商局": (1, 0)}
    assert delivered(store, Filter(levels=("city",)), "publications")["财政局"] == (1, 0)


def test_before_the_first_period_nobody_owes_anything(store: Store) -> None:
    in_office(store, lambda connection: None)
    assert delivered(store, Filter(date(2026, 1, 5), date(2026, 1, 12))) == {}


def test_units_come_in_the_order_of_the_roster(store: Store) -> None:
    in_office(store, lambda connection: None)
    assert tuple(delivered(store, Filter(*WEEK))) == UNITS


def test_a_delivery_knows_what_is_missing() -> None:
    assert [Delivery(1, "财政局", 2, count).missing for count in (0, 1, 2, 3)] == [2, 1, 0, 0]


def test_people_and_statuses_narrow_what_is_looked_for(store: Store) -> None:
    def work(connection: Connection) -> int:
        member = make_member(connection, "财政局", "测试员11")
        make_item(connection, "财政局", at("2026-11-17 09:00"), member_id=member)
        make_item(connection, "招商局", at("2026-11-17 09:00"), status="采用")
        return member

    in_office(store, lambda connection: None)
    member = store.write(work)
    assert delivered(store, Filter(*WEEK, member_ids=(member,))) == {
        "财政局": (1, 1),
        "招商局": (1, 0),
        "办公室": (1, 0),
    }
    adopted = delivered(store, Filter(*WEEK, statuses=("采用",)))
    assert adopted == {"财政局": (1, 0), "招商局": (1, 1), "办公室": (1, 0)}


def test_nobody_of_another_plan_owes(store: Store) -> None:
    in_office(store, lambda connection: None)
    with store.read() as connection:
        assert deliveries(connection, "other", "items", Filter(*WEEK)) == []
        assert deliveries(connection, "other", "items", Filter(date(2026, 11, 1), date(2026, 12, 1))) == []


def due_week(connection: Connection, monday: date, required: int = 1) -> None:
    """A week of the duty `weekly`, due on its Friday at five."""
    friday = at(f"{monday + timedelta(days=4)} 17:00")
    end = monday + timedelta(days=7)
    open_period(connection, Opening("jinhu", "weekly", f"{monday:%G-W%V}", monday, end, friday, required), NOW)


def missed(store: Store, since: str = "2026-11-01", until: str = "2026-11-18 10:00") -> dict[str, tuple[int, int]]:
    """unit → (missed, periods)."""
    with store.read() as connection:
        rows = misses_in(connection, "jinhu", None, at(f"{since} 00:00"), at(until))
    return {row.unit: (row.missed, row.periods) for row in rows}


def test_missed_periods_are_counted_as_the_ledger_stands(store: Store) -> None:
    """Excused ones are left out, one of two is missed, what was made up for after the closing is not."""

    def work(connection: Connection) -> None:
        for monday, required in ((date(2026, 11, 2), 1), (date(2026, 11, 9), 2)):
            due_week(connection, monday, required)
        close_periods(connection, "jinhu", date(2026, 11, 18), NOW)
        make_item(connection, "财政局", at("2026-11-04 09:00"))
        make_item(connection, "财政局", at("2026-11-11 09:00"))
        note_corrections(connection, "jinhu", "补报第1号", NOW)
        rows = {row.unit: row for row in obligations_in(connection, "jinhu", "weekly", date(2026, 11, 2))}
        excuse(connection, [rows["招商局"].id], "抗洪抢险", "测试员91", NOW)

    in_office(store, work)
    assert missed(store) == {"财政局": (1, 2), "招商局": (1, 1), "办公室": (2, 2)}


def test_a_period_counts_as_missed_where_it_fell_due_and_only_then(store: Store) -> None:
    in_office(store, lambda connection: due_week(connection, date(2026, 10, 26)))
    assert missed(store, "2026-11-01") == {}
    assert missed(store, "2026-10-01", "2026-10-30 17:00") == {}
    assert missed(store, "2026-10-01", "2026-10-30 17:01")["财政局"] == (1, 1)


def test_missed_periods_are_those_of_items_and_of_the_units_asked_for(store: Store) -> None:
    def work(connection: Connection) -> int:
        due_week(connection, date(2026, 11, 9))
        month = ("2026-10", date(2026, 10, 1), date(2026, 11, 1), at("2026-11-10 17:00"), 2)
        open_period(connection, Opening("jinhu", "print", *month, counts="publications"), NOW)
        return unit_id_of(connection, "招商局")

    in_office(store, lambda connection: None)
    unit_id = store.write(work)
    with store.read() as connection:
        rows = misses_in(connection, "jinhu", (unit_id,), at("2026-11-01 00:00"), NOW)
    assert rows == [Misses("招商局", "weekly", "2026-W46", 1, 1)]


def test_how_many_periods_were_missed_is_one_statement(sqlite_store: Store) -> None:
    in_office(sqlite_store, lambda connection: due_week(connection, date(2026, 11, 9)))
    with statements(sqlite_store) as sent:
        missed(sqlite_store)
    assert len([line for line in sent if line.startswith("SELECT")]) == 1
