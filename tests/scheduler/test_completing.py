"""What a roster or a ledger that comes in late completes, and what it leaves alone: a period kept in its time."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from models.items import item_table
from models.members import unit_table
from models.obligations import Obligation, obligation_table, obligations_in
from models.plans import current_plan, sync_plan
from models.store import Store
from scheduler.opening import is_behind, open_periods
from tests.factories import PLAN_TEXT, at, make_item, make_member, make_plan, plan_file
from tests.scheduler.office import UNITS, Office

BANKING = PLAN_TEXT.replace('title = "每周信息"\n', 'title = "每周信息"\nbank = true\nmake_up = 3\n')
PHOTOS = '\n[[duties]]\nid = "photos"\ntitle = "每周图片"\n'
SPAN = PLAN_TEXT.replace("start = 2024-08-20", "start = 2026-01-01\nend = 2026-10-31") + (
    '\n[[duties]]\nid = "span"\ntitle = "全年稿件"\nperiod = "plan"\ndeadline_day = 290\n'
)


def complete(store: Store, now: str) -> int:
    """What an import does to the duty ledger. → how many rows are new."""

    def work(connection: Connection) -> int:
        plan = current_plan(connection, "jinhu", at(now))
        assert plan is not None
        return open_periods(connection, plan, at(now), complete=True)

    return store.write(work)


def rows(store: Store, starts_on: date, duty: str = "weekly") -> dict[str, Obligation]:
    with store.read() as connection:
        return {row.unit: row for row in obligations_in(connection, "jinhu", duty, starts_on)}


@pytest.fixture
def kept(store: Store, tmp_path: Path) -> Office:
    """An office whose schedule has run for three weeks in which everybody has sent."""
    office = Office(store, tmp_path, units=UNITS[:3]).begin("2026-11-02 00:00")
    for week in ("2026-11-03", "2026-11-10", "2026-11-17", "2026-11-24"):
        office.play(f"{week} 09:00").send(f"{week} 10:00", *UNITS[:3])
    return office.play("2026-11-24 12:00")


@pytest.mark.parametrize("since", [None, date(2026, 11, 2)])
def test_a_unit_that_is_new_in_the_roster_owes_nothing_for_weeks_that_were_kept(
    kept: Office, since: date | None
) -> None:
    kept.store.write(lambda connection: make_member(connection, "新成立局", "新人", active_from=since))
    assert complete(kept.store, "2026-11-24 13:00") == 1
    assert "新成立局" not in rows(kept.store, date(2026, 11, 16))
    assert "新成立局" in rows(kept.store, date(2026, 11, 23))
    kept.now = at("2026-11-24 13:01")
    kept.play("2026-11-30 12:00")
    told = [row for row in kept.letters() if row.created_at > at("2026-11-24 13:00") and "leader" in row.account]
    assert told == []


def test_weeks_that_nobody_kept_are_completed_for_everybody(store: Store, tmp_path: Path) -> None:
    office = Office(store, tmp_path, units=UNITS[:2]).begin("2026-11-25 10:00")
    office.send("2026-11-03 10:00", UNITS[0])
    assert complete(store, "2026-11-25 10:00") == 2 * 4
    assert {unit: row.delivered for unit, row in rows(store, date(2026, 11, 2)).items()} == {UNITS[0]: 1, UNITS[1]: 0}


def test_a_new_unit_takes_the_deadline_with_which_the_week_was_opened(kept: Office) -> None:
    earlier = PLAN_TEXT.replace("deadline_day = 5", "deadline_day = 3")
    kept.store.write(
        lambda connection: sync_plan(connection, plan_file(f"effective_from = 2026-11-23\n{earlier}"), kept.now)
    )
    kept.store.write(lambda connection: make_member(connection, "新成立局", "新人"))
    complete(kept.store, "2026-11-24 13:00")
    assert {row.deadline for row in rows(kept.store, date(2026, 11, 23)).values()} == {at("2026-11-27 17:00")}


def test_the_rungs_follow_the_deadline_with_which_the_week_was_opened(kept: Office) -> None:
    earlier = PLAN_TEXT.replace("deadline_day = 5", "deadline_day = 3")
    kept.store.write(
        lambda connection: sync_plan(connection, plan_file(f"effective_from = 2026-11-23\n{earlier}"), kept.now)
    )
    kept.store.write(lambda connection: connection.execute(item_table.update().values(status="撤回")))
    kept.play("2026-11-26 15:00")
    assert [row for row in kept.letters() if row.created_at > at("2026-11-24 12:00")] == []
    kept.play("2026-11-26 15:07")
    assert {row.rung for row in kept.letters() if row.created_at > at("2026-11-24 12:00")} == {"day-before"}


def test_a_duty_that_was_taken_out_long_ago_is_completed_for_its_own_time_only(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_plan(connection, PLAN_TEXT + PHOTOS, at("2026-09-01 08:00"))
        sync_plan(connection, plan_file(PLAN_TEXT), at("2026-10-05 08:00"))
        make_member(connection, "财政局", "测试员01", active_from=date(2026, 9, 1))

    store.write(work)
    complete(store, "2026-11-18 10:00")
    query = select(obligation_table.c.starts_on).where(obligation_table.c.duty == "photos")
    with store.read() as connection:
        weeks = sorted(connection.execute(query).scalars())
    assert (weeks[0], weeks[-1]) == (date(2026, 9, 7), date(2026, 9, 28))


def test_a_duty_that_gets_another_name_in_mid_week_is_not_owed_twice(kept: Office) -> None:
    renamed = PLAN_TEXT.replace('id = "weekly"', 'id = "weekly-2"')
    kept.store.write(lambda connection: sync_plan(connection, plan_file(renamed), kept.now))
    kept.play("2026-11-29 23:00")
    assert rows(kept.store, date(2026, 11, 23), "weekly-2") == {}
    kept.play("2026-11-30 00:07")
    assert len(rows(kept.store, date(2026, 11, 30), "weekly-2")) == 3


def test_a_duty_of_the_plans_span_that_comes_later_is_owed_from_then_on(kept: Office) -> None:
    span = '\n[[duties]]\nid = "span"\ntitle = "全程稿件"\nperiod = "plan"\ndeadline_day = 900\n'
    kept.store.write(lambda connection: sync_plan(connection, plan_file(PLAN_TEXT + span), kept.now))
    kept.play("2026-11-25 00:07")
    assert len(rows(kept.store, date(2024, 8, 20), "span")) == 3
    with kept.store.read() as connection:
        assert not is_behind(connection, kept.plan(), kept.now)


def test_a_duty_that_nobody_owes_is_not_opened_again_and_again(kept: Office) -> None:
    nobody = PLAN_TEXT + '\n[[duties]]\nid = "x"\ntitle = "平台信息"\nclasses = ["平台"]\n'
    kept.store.write(lambda connection: sync_plan(connection, plan_file(nobody), kept.now))
    kept.play("2026-12-01 00:07")
    with kept.store.read() as connection:
        assert not is_behind(connection, kept.plan(), kept.now)


def test_a_unit_without_a_date_in_a_plan_that_begins_in_mid_week_owes_its_first_week(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_plan(connection)
        make_member(connection, "财政局", "测试员01", active_from=date(2024, 8, 20))

    store.write(work)
    complete(store, "2024-08-30 10:00")
    assert set(rows(store, date(2024, 8, 19))) == {"财政局"}


def test_units_come_into_the_plans_span_when_they_get_a_liaison_but_not_after_its_end(store: Store) -> None:
    def work(connection: Connection) -> None:
        plan = make_plan(connection, SPAN, at("2026-01-01 08:00"))
        make_member(connection, "财政局", "测试员01")
        make_member(connection, "办公室", "测试员02", active_from=date(2026, 5, 1))
        make_member(connection, "招商局", "测试员03", active_from=date(2026, 11, 10))
        for day in ("2026-01-02", "2026-05-02", "2026-11-02", "2026-11-15"):
            open_periods(connection, plan, at(f"{day} 00:07"))

    store.write(work)
    assert set(rows(store, date(2026, 1, 1), "span")) == {"财政局", "办公室"}


def test_a_plan_that_is_over_is_completed_with_those_who_were_in_office(store: Store) -> None:
    def work(connection: Connection) -> None:
        make_plan(connection, SPAN, at("2026-01-01 08:00"))
        make_member(connection, "财政局", "测试员01", active_from=date(2026, 1, 1), active_until=date(2026, 11, 1))

    store.write(work)
    complete(store, "2026-11-15 10:00")
    assert set(rows(store, date(2026, 1, 1), "span")) == {"财政局"}


def test_a_new_unit_lets_nobody_else_bank_a_spare_item(store: Store, tmp_path: Path) -> None:
    office = Office(store, tmp_path, BANKING, UNITS[:1]).begin("2026-11-02 00:00")
    office.send("2026-11-04 10:00", UNITS[0])
    office.play("2026-11-18 00:07")

    def make_up(connection: Connection) -> None:
        make_item(connection, UNITS[0], at("2026-11-18 09:00"), title="第二条")
        made_up = {"counted_on": date(2026, 11, 2), "made_up_for": "2026-W45"}
        connection.execute(item_table.update().where(item_table.c.title == "第二条").values(**made_up))
        make_member(connection, "新成立局", "新人", active_from=date(2026, 11, 2))

    store.write(make_up)
    complete(store, "2026-11-18 11:00")
    assert rows(store, date(2026, 11, 2))[UNITS[0]].delivered == 2
    assert rows(store, date(2026, 11, 9))[UNITS[0]].missing == 1


def test_what_is_made_up_for_a_week_stands_for_no_other_duty(store: Store) -> None:
    month = '\n[[duties]]\nid = "month"\ntitle = "每月信息"\nperiod = "month"\ndeadline_day = 25\n'

    def work(connection: Connection) -> None:
        plan = make_plan(connection, PLAN_TEXT + month)
        make_member(connection, "财政局", "测试员01", active_from=date(2026, 10, 1))
        open_periods(connection, plan, at("2026-12-02 10:00"), complete=True)
        make_item(connection, "财政局", at("2026-12-02 11:00"))
        made_up = {"counted_on": date(2026, 11, 23), "made_up_for": "2026-W48"}
        connection.execute(item_table.update().values(**made_up))

    store.write(work)
    assert rows(store, date(2026, 11, 23))["财政局"].delivered == 1
    assert rows(store, date(2026, 11, 1), "month")["财政局"].delivered == 0
    with store.read() as connection:
        assert connection.execute(select(unit_table.c.name)).scalars().all() == ["财政局"]
