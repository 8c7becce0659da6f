"""The roster in the store: importing twice is importing once, and what was imported is exported."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import select

from models.members import account_table, memberships_of, units_of
from models.roster import MovedAccount, RosterReport, RosterRow, export_roster_rows, import_roster
from models.store import Store
from tests.factories import at, make_plan
from tests.factories_tables import roster_row

NOW = at("2026-11-20 10:00")
ROWS = (
    roster_row("测试员02", "招商局", group="部门组", wecom="zs-02", active_from=date(2025, 9, 1)),
    roster_row("测试员15", "党群工作部", role="editor", mobile="13800000000", dingtalk="dq-15"),
    roster_row("测试员03", "招商局", role="head", group="部门组", wecom="zs-03", dingtalk="d-03"),
)


@pytest.fixture(autouse=True)
def plan(store: Store) -> None:
    store.write(make_plan)


def imported(store: Store, rows: Sequence[RosterRow]) -> RosterReport:
    return store.write(lambda connection: import_roster(connection, "jinhu", rows, NOW))


def exported(store: Store) -> list[RosterRow]:
    with store.read() as connection:
        return export_roster_rows(connection, "jinhu")


def changes(report: RosterReport) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.outcome, each.changes) for each in report.outcomes]


def test_an_import_into_an_empty_store_is_exported_in_the_same_order(store: Store) -> None:
    report = imported(store, ROWS)
    assert (report.new_units, report.new_members, report.changed, report.same) == (2, 3, 0, 0)
    assert exported(store) == list(ROWS)


def test_the_same_import_again_changes_nothing(store: Store) -> None:
    imported(store, ROWS)
    report = imported(store, ROWS)
    assert (report.new_units, report.new_members, report.changed, report.same) == (0, 0, 0, 3)
    assert (report.absent, report.moved, exported(store)) == ((), (), list(ROWS))


def test_a_change_of_any_cell_is_stored_and_named(store: Store) -> None:
    imported(store, ROWS)
    changed = (
        roster_row("测试员02", "招商局", group="一组", class_name="一类", wecom="zs-20", active_until=date(2027, 1, 1)),
        roster_row("测试员15", "党群工作部", role="editor", mobile="13900000000", dingtalk="dq-51"),
        roster_row("测试员03", "招商局", role="head", group="一组", class_name="一类", wecom="zs-03", dingtalk="d-03"),
    )
    assert changes(imported(store, changed)) == [
        ("changed", ("group", "class_name", "wecom", "active_from", "active_until")),
        ("changed", ("mobile", "dingtalk")),
        ("changed", ("group", "class_name")),
    ]
    assert exported(store) == list(changed)


def test_the_order_of_units_and_members_follows_the_last_file(store: Store) -> None:
    imported(store, ROWS)
    report = imported(store, ROWS[::-1])
    assert (report.changed, exported(store)) == (0, list(ROWS[::-1]))
    with store.read() as connection:
        assert [unit.name for unit in units_of(connection, "jinhu")] == ["招商局", "党群工作部"]
    imported(store, [ROWS[1], ROWS[0], ROWS[2]])
    with store.read() as connection:
        assert [unit.name for unit in units_of(connection, "jinhu")] == ["党群工作部", "招商局"]


def test_who_is_not_in_the_file_stays_behind_the_others_and_is_named(store: Store) -> None:
    imported(store, ROWS)
    report = imported(store, ROWS[1:])
    assert report.absent == (ROWS[0],)
    assert exported(store) == [ROWS[1], ROWS[2], ROWS[0]]


def test_who_has_left_already_is_not_named_again(store: Store) -> None:
    gone = roster_row("测试员09", active_until=date(2026, 11, 20))
    going = roster_row("测试员10", active_until=date(2026, 11, 21))
    imported(store, [gone, going])
    assert imported(store, [ROWS[1]]).absent == (going,)


def test_one_person_in_two_roles_is_two_members_of_one_account(store: Store) -> None:
    rows = [roster_row(wecom="zs"), roster_row(role="head", wecom="zs")]
    imported(store, rows)
    with store.read() as connection:
        found = memberships_of(connection, "wecom", "zs", ["jinhu"], NOW.date())
    assert ([each.role for each in found], exported(store)) == (["liaison", "head"], rows)


def test_an_empty_cell_leaves_an_account_that_was_bound_by_chat(store: Store) -> None:
    imported(store, [roster_row(wecom="zs")])
    report = imported(store, [roster_row()])
    assert (changes(report), exported(store)) == ([("same", ())], [roster_row(wecom="zs")])


def test_a_second_account_that_was_bound_by_chat_stays_beside_that_of_the_file(store: Store) -> None:
    imported(store, [roster_row(wecom="zs")])
    with store.read() as connection:
        member = memberships_of(connection, "wecom", "zs", ["jinhu"], NOW.date())[0].member_id
    values = {"member_id": member, "platform": "wecom", "user_id": "own"}
    store.write(lambda connection: connection.execute(account_table.insert().values(**values)))
    imported(store, [roster_row(wecom="zs")])
    with store.read() as connection:
        assert sorted(connection.execute(select(account_table.c.user_id)).scalars()) == ["own", "zs"]


def test_an_account_goes_to_the_person_that_the_file_says(store: Store) -> None:
    imported(store, [roster_row("测试员02", wecom="zs"), roster_row("测试员03", wecom="zs-03")])
    report = imported(store, [roster_row("测试员04", wecom="zs")])
    assert report.moved == (MovedAccount("wecom", "zs", "招商局", "测试员02"),)
    assert [row.wecom for row in exported(store)] == ["zs", "", "zs-03"]


def test_two_persons_may_swap_their_accounts(store: Store) -> None:
    imported(store, [roster_row("测试员02", wecom="a"), roster_row("测试员03", wecom="b")])
    swapped = [roster_row("测试员02", wecom="b"), roster_row("测试员03", wecom="a")]
    imported(store, swapped)
    assert exported(store) == swapped


def test_a_plan_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(LookupError):
        store.write(lambda connection: import_roster(connection, "nowhere", ROWS, NOW))


def test_a_thousand_members_need_no_statement_each(store: Store) -> None:
    rows = [roster_row(f"测试员{number}", f"单位{number % 50}", wecom=f"u{number}") for number in range(1_000)]
    imported(store, rows)
    assert (imported(store, rows).same, exported(store)) == (1_000, rows)
