"""jobs simulate: what the scheduler would send in a span, equal to what it writes when it is run, and nothing kept."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.pipeline import process
from handlers.context import Incoming
from models.duty_ledger import excuse
from models.obligations import obligations_in
from models.outbox import OutboxRow, rows_after
from models.store import Store
from scheduler.simulation import Progress, Simulated, simulate
from tests.factories import PLAN_TEXT, at, make_item, plan_file
from tests.scheduler.office import UNITS, Office

THREE = UNITS[:3]
START, END = "2026-11-02 00:00", "2026-11-30 00:00"

Said = tuple[object, ...]


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    """An office with three units that has sent items for four weeks; the schedule has not run."""
    office = Office(store, tmp_path, units=THREE).begin(START)
    office.send("2026-11-03 10:00", THREE[0])
    office.send("2026-11-05 18:00", THREE[1])
    office.send("2026-11-13 15:00", THREE[2])
    office.send("2026-11-20 16:30", *THREE[:2])
    return office


def simulated(office: Office, start: str = START, end: str = END, text: str | None = None) -> list[Simulated]:
    trial = plan_file(text) if text else None
    return simulate(office.store, "jinhu", at(start), at(end), trial)


def told(sendings: list[Simulated]) -> list[Said]:
    """A line for each account, or for a group."""
    return sorted(
        (each.at, each.job, each.rung or "", each.audience, each.channel, account, each.text)
        for each in sendings
        for account in each.accounts or ("",)
    )


def written(rows: list[OutboxRow]) -> list[Said]:
    return sorted(
        (row.due_at, row.job, row.rung or "", row.audience, row.channel, row.account, row.content.text)
        for row in rows
        if row.state != "cancelled"
    )


def everything(office: Office) -> list[OutboxRow]:
    with office.store.read() as connection:
        return rows_after(connection, 0)


def test_it_is_what_the_jobs_write_when_they_are_run(office: Office) -> None:
    before = told(simulated(office))
    office.play(END)
    assert before == written(everything(office))
    assert {line[2] for line in before} == {"", "day-before", "same-day", "group", "summary"}


def test_what_the_schedule_has_written_already_makes_no_difference(office: Office) -> None:
    before = told(simulated(office))
    office.play(END)
    assert told(simulated(office)) == before


def test_nothing_is_kept(office: Office) -> None:
    office.play("2026-11-10 12:00")
    before = everything(office)
    simulated(office)
    assert everything(office) == before
    office.play("2026-11-12 16:00")
    assert [row.rung for row in everything(office)[len(before) :]] == ["day-before"] * 3


def test_a_ledger_that_came_in_late_is_chased_as_if_the_office_had_run_all_the_time(
    store: Store, tmp_path: Path
) -> None:
    late = Office(store, tmp_path, units=THREE).begin("2026-11-25 10:00")
    late.send("2026-11-17 10:00", *THREE[:2])
    week = simulated(late, "2026-11-16 00:00", "2026-11-23 00:00")
    assert [(each.rung, each.unit) for each in week if each.audience == "liaison"] == [
        ("day-before", THREE[2]),
        ("same-day", THREE[2]),
    ]


def test_an_excuse_holds_from_the_time_it_was_given(office: Office) -> None:
    office.play("2026-11-05 12:00")

    def work(connection: Connection) -> None:
        own = [row.id for row in obligations_in(connection, "jinhu", "weekly", at("2026-11-02 12:00").date())]
        excuse(connection, own, "集中培训", "编辑一", at("2026-11-06 10:00"))

    office.store.write(work)
    rungs = {each.rung for each in simulated(office, START, "2026-11-09 00:00") if each.job == "chase"}
    assert rungs == {"day-before"}


def test_another_ladder_can_be_tried(office: Office) -> None:
    once = '[[duties.ladder]]\nid = "once"\noffset = 0\ntime = 10:07:00\nto = ["liaison"]\n'
    text = PLAN_TEXT.replace("deadline_time = 17:00:00\n", f"deadline_time = 17:00:00\n{once}")
    tried = [each for each in simulated(office, text=text) if each.job == "chase"]
    assert {each.rung for each in tried} == {"once"}
    office.play(END)
    assert {row.rung for row in everything(office) if row.job == "chase"} == {
        "day-before",
        "same-day",
        "group",
        "summary",
    }


@pytest.mark.parametrize(("sent", "expected"), [("2026-11-06 07:00", 0), ("2026-11-06 09:00", 1)])
def test_what_comes_in_while_quiet_hours_hold_a_reminder_takes_it_back(
    store: Store, tmp_path: Path, sent: str, expected: int
) -> None:
    night = '[[duties.ladder]]\nid = "night"\noffset = -1\ntime = 22:15:00\nto = ["liaison"]\n'
    text = PLAN_TEXT.replace("deadline_time = 17:00:00\n", f"deadline_time = 17:00:00\n{night}")
    office = Office(store, tmp_path, text, THREE[:1]).begin(START)
    office.store.write(lambda connection: make_item(connection, THREE[0], at(sent)))
    found = [each for each in simulated(office, START, "2026-11-09 00:00") if each.rung == "night"]
    assert len(found) == expected


def test_people_who_are_told_the_same_stand_in_one_line_for_each_unit(office: Office) -> None:
    found = [each for each in simulated(office, START, "2026-11-09 00:00") if each.rung == "day-before"]
    assert [(each.unit, each.accounts) for each in found] == [
        (THREE[1], (f"liaison-{THREE[1]}",)),
        (THREE[2], (f"liaison-{THREE[2]}",)),
    ]


def test_a_span_that_begins_in_a_week_has_only_the_rungs_from_then_on(office: Office) -> None:
    found = [each for each in simulated(office, "2026-11-06 15:00", "2026-11-09 00:00") if each.job == "chase"]
    assert [each.rung for each in found] == ["group"]


def test_an_unknown_plan_is_refused(office: Office) -> None:
    with pytest.raises(LookupError):
        simulate(office.store, "guanyun", at(START), at(END))


def test_its_bounds_are_the_first_instant_and_the_one_after_the_last(office: Office) -> None:
    rung = at("2026-11-06 16:07")
    one = simulate(office.store, "jinhu", rung, rung + timedelta(minutes=1))
    assert [replace(each, text="").rung for each in one] == ["group"]
    assert simulate(office.store, "jinhu", rung + timedelta(minutes=1), rung + timedelta(minutes=2)) == []
    assert [each for each in simulate(office.store, "jinhu", rung - timedelta(minutes=1), rung)] == []


def test_a_span_that_lies_ahead_does_not_begin_with_what_was_due_before_it(office: Office) -> None:
    office.play("2026-11-20 18:00")
    ahead = [each for each in simulated(office, "2026-12-18 00:00", "2026-12-21 00:00") if each.job == "chase"]
    assert [(each.rung, each.at) for each in ahead] == [
        *[("same-day", at("2026-12-18 14:07"))] * 6,
        ("group", at("2026-12-18 16:07")),
    ]


def report_to(store: Store, account: str) -> str:
    """A receipt as the bot gives it; on PostgreSQL it waits no longer for a lock than a person would."""
    text = "报送 安全生产 开展隐患排查\n排查隐患26处。"
    message = Incoming("app", "wecom", ("jinhu",), f"key-{account}", account, text, at("2026-11-18 10:00"))

    def work(connection: Connection) -> str:
        if not store.is_sqlite:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '20s'")
        reply = process(connection, message, text, message.sent_at).reply
        return reply.text if reply else ""

    return store.write(work)


def half_way(act: Callable[[], object]) -> Progress:
    """Does something once, in the middle of a simulation."""

    def progress(done: int, of: int) -> None:
        if done == of // 2:
            act()

    return progress


def test_a_receipt_is_written_while_a_simulation_is_half_way(office: Office) -> None:
    office.play("2026-11-18 10:00")
    receipts: list[str] = []
    report = half_way(lambda: receipts.append(report_to(office.store, f"liaison-{THREE[2]}")))
    simulate(office.store, "jinhu", at(START), at(END), plan_file(PLAN_TEXT + "# 试算\n"), report)
    assert ["本周应报1条，已报1条" in receipt for receipt in receipts] == [True]


def test_no_row_is_locked_that_others_have(office: Office, store: Store) -> None:
    office.play("2026-11-18 10:00")
    asked: list[list[str]] = []
    look = half_way(lambda: asked.append(held(store)))
    simulate(store, "jinhu", at(START), at(END), plan_file(PLAN_TEXT + "# 试算\n"), look)
    assert asked == [[]]


def held(store: Store) -> list[str]:
    """The tables that anybody writes to at this moment; SQLite has one lock for all, which another test looks at."""
    if store.is_sqlite:
        return []
    query = """
        SELECT c.relname FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
        JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
        WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND l.mode <> 'AccessShareLock'
        AND c.relnamespace = current_schema()::regnamespace
    """
    with store.read() as connection:
        return [str(row[0]) for row in connection.exec_driver_sql(query)]


def test_what_a_connection_has_done_before_does_not_lead_past_the_copy(office: Office) -> None:
    before = told(simulated(office))
    office.play(END)
    assert [told(simulated(office)) for _ in range(3)] == [before] * 3


def test_the_copy_is_gone_afterwards_whatever_happened(sqlite_store: Store, tmp_path: Path) -> None:
    office = Office(sqlite_store, tmp_path, units=THREE).begin(START)
    before = sorted(tmp_path.iterdir())

    def stop(done: int, of: int) -> None:
        assert len(sorted(tmp_path.iterdir())) == len(before) + 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(sqlite_store, "jinhu", at(START), at(END), progress=stop)
    assert sorted(tmp_path.iterdir()) == before
    assert simulated(office)
    assert sorted(tmp_path.iterdir()) == before
