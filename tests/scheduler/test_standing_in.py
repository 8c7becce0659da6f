"""Who is reminded instead: deputies, colleagues, the head; and in what words each of them is written to."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, update

from handlers.withdrawing_reminders import settle
from models.accounts import mark_unreachable
from models.leaves import appoint_deputy, cancel_deputies, cancel_leaves, leave_table, note_leave
from models.members import account_table, member_table
from models.obligations import obligations_in
from models.outbox import OutboxRow
from models.store import Store
from tests.factories import PLAN_TEXT, at, make_item, unit_id_of
from tests.scheduler.office import Office

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)
RUNG = "2026-11-20 14:07"
MADE = at("2026-11-17 10:00")
HEAD_INSTEAD = PLAN_TEXT + "\n[tone]\nhead_if_unreachable = true\n"
DEPUTIES_TOO = PLAN_TEXT.replace(
    "deadline_time = 17:00:00\n",
    'deadline_time = 17:00:00\n[[duties.ladder]]\nid = "same-day"\ntime = 14:07:00\nto = ["liaison", "deputy"]\n',
)

Begin = Callable[..., Office]


@pytest.fixture
def begin(store: Store, tmp_path: Path) -> Begin:
    """An office where 招商局 has the liaison 测试员01 and a head, and 财政局 the liaison 测试员02; the week is open."""

    def make(text: str = PLAN_TEXT) -> Office:
        office = Office(store, tmp_path, text, units=()).begin("2026-11-16 00:00")
        office.hire("招商局", "测试员01")
        office.hire("招商局", "局长", "head")
        office.hire("财政局", "测试员02")
        office.chase("2026-11-16 00:07")
        return office

    return make


def member(office: Office, name: str) -> int:
    with office.store.read() as connection:
        found = connection.execute(member_table.select().where(member_table.c.name == name))
        return int(found.one().id)


def away(office: Office, name: str, first: date = FRIDAY, end: date = SATURDAY) -> None:
    """Somebody is on leave."""
    who = member(office, name)
    office.store.write(lambda connection: note_leave(connection, who, first, end, who, MADE))


def deputy(office: Office, unit: str, name: str, instead_of: str, end: date | None = None) -> int:
    """Somebody stands in for a unit's liaison from Friday on. → the id of the appointment."""
    who, whose = member(office, name), member(office, instead_of)
    with office.store.read() as connection:
        unit_id = unit_id_of(connection, unit)
    made = office.store.write(lambda connection: appoint_deputy(connection, unit_id, who, whose, FRIDAY, end, MADE))
    assert made
    return made


def told(office: Office, when: str = RUNG) -> list[tuple[str, str]]:
    """Audience and account of each private letter that the chase writes at a time, in order of accounts."""
    before = len(office.letters())
    office.chase(when)
    rows = [row for row in office.letters()[before:] if row.account and "编辑" not in row.account]
    return sorted((row.audience, row.account) for row in rows)


def letter_to(office: Office, account: str) -> OutboxRow:
    (row,) = [row for row in office.letters() if row.account == account]
    return row


BOTH = [("liaison", "liaison-测试员01"), ("liaison", "liaison-测试员02")]


def test_a_liaison_on_leave_gives_way_to_the_deputy(begin: Begin) -> None:
    office = begin()
    office.hire("招商局", "测试员03", "reviewer")
    away(office, "测试员01")
    deputy(office, "招商局", "测试员03", "测试员01")
    assert told(office) == [("liaison", "liaison-测试员02"), ("liaison", "reviewer-测试员03")]


def test_who_stands_in_reads_for_which_unit(begin: Begin) -> None:
    office = begin()
    office.hire("办公室", "测试员03", "reviewer")
    away(office, "测试员01")
    deputy(office, "招商局", "测试员03", "测试员01")
    told(office)
    assert "您代理招商局" in letter_to(office, "reviewer-测试员03").content.text


def test_who_stands_in_for_one_unit_and_reports_for_another_reads_both_in_one_message(begin: Begin) -> None:
    office = begin()
    away(office, "测试员01")
    deputy(office, "招商局", "测试员02", "测试员01")
    assert [account for _, account in told(office)] == ["liaison-测试员02"]
    text = letter_to(office, "liaison-测试员02").content.text
    assert "（财政局）" in text and "（您代理招商局）" in text


def test_a_colleague_who_is_there_is_enough(begin: Begin) -> None:
    office = begin()
    office.hire("招商局", "测试员03")
    away(office, "测试员01")
    assert told(office) == [("liaison", "liaison-测试员02"), ("liaison", "liaison-测试员03")]


def test_the_deputy_of_one_of_two_liaisons_is_told_besides_the_other(begin: Begin) -> None:
    office = begin()
    office.hire("招商局", "测试员03")
    office.hire("招商局", "测试员04", "reviewer")
    away(office, "测试员01")
    deputy(office, "招商局", "测试员04", "测试员01")
    assert [account for _, account in told(office)] == ["liaison-测试员02", "liaison-测试员03", "reviewer-测试员04"]


def test_the_only_liaison_on_leave_without_a_deputy_is_reminded_all_the_same(begin: Begin) -> None:
    office = begin()
    away(office, "测试员01")
    assert told(office) == BOTH


def test_when_every_liaison_is_away_all_of_them_are_reminded(begin: Begin) -> None:
    office = begin()
    office.hire("招商局", "测试员03")
    away(office, "测试员01")
    away(office, "测试员03")
    assert told(office) == [*BOTH, ("liaison", "liaison-测试员03")]


@pytest.mark.parametrize(
    ("first", "end"), [(date(2026, 11, 19), FRIDAY), (SATURDAY, date(2026, 11, 25))], ids=["over", "to come"]
)
def test_a_leave_of_other_days_changes_nothing(begin: Begin, first: date, end: date) -> None:
    office = begin()
    office.hire("招商局", "测试员03")
    away(office, "测试员01", first, end)
    assert ("liaison", "liaison-测试员01") in told(office)


def test_who_is_back_early_is_reminded_again(begin: Begin) -> None:
    office = begin()
    office.hire("招商局", "测试员03", "reviewer")
    away(office, "测试员01", date(2026, 11, 18))
    appointment = deputy(office, "招商局", "测试员03", "测试员01")
    with office.store.read() as connection:
        leave = connection.execute(leave_table.select()).one().id
    back = at("2026-11-19 09:00")
    office.store.write(lambda connection: cancel_leaves(connection, [leave], back))
    assert told(office) == BOTH
    office.store.write(lambda connection: cancel_deputies(connection, [appointment], back))


def test_a_deputy_without_a_leave_is_told_only_where_the_rung_says_so(begin: Begin) -> None:
    office = begin()
    office.hire("招商局", "测试员03", "reviewer")
    deputy(office, "招商局", "测试员03", "测试员01")
    assert told(office) == BOTH


def test_the_audience_deputy_is_whoever_stands_in_that_day(begin: Begin) -> None:
    office = begin(DEPUTIES_TOO)
    office.hire("招商局", "测试员03", "reviewer")
    deputy(office, "招商局", "测试员03", "测试员01")
    assert told(office) == [("deputy", "reviewer-测试员03"), *BOTH]
    assert "您代理招商局" in letter_to(office, "reviewer-测试员03").content.text


def test_a_deputy_whose_time_is_over_is_told_nothing(begin: Begin) -> None:
    office = begin(DEPUTIES_TOO)
    office.hire("招商局", "测试员03", "reviewer")
    deputy(office, "招商局", "测试员03", "测试员01", SATURDAY)
    with office.store.read() as connection:
        assert obligations_in(connection, "jinhu", "weekly", date(2026, 11, 16))
    assert told(office) == [("deputy", "reviewer-测试员03"), *BOTH]
    office.chase("2026-11-23 00:07")
    assert told(office, "2026-11-27 14:07") == BOTH


def test_a_deputy_who_is_told_as_liaison_and_as_deputy_gets_one_message_about_the_unit(begin: Begin) -> None:
    office = begin(DEPUTIES_TOO)
    office.hire("招商局", "测试员03", "reviewer")
    away(office, "测试员01")
    deputy(office, "招商局", "测试员03", "测试员01")
    assert [account for _, account in told(office)].count("reviewer-测试员03") == 1
    assert "项报送任务" not in letter_to(office, "reviewer-测试员03").content.text


def without_account(office: Office, name: str) -> None:
    who = member(office, name)
    office.store.write(
        lambda connection: connection.execute(delete(account_table).where(account_table.c.member_id == who))
    )


def test_the_head_is_told_instead_of_a_liaison_whom_nothing_reaches_where_the_plan_says_so(begin: Begin) -> None:
    office = begin(HEAD_INSTEAD)
    without_account(office, "测试员01")
    assert told(office) == [("head", "head-局长"), ("liaison", "liaison-测试员02")]
    assert "目前收不到提醒（没有可用的账号）" in letter_to(office, "head-局长").content.text


def test_an_account_that_failed_is_tried_and_the_head_told(begin: Begin) -> None:
    office = begin(HEAD_INSTEAD)
    failed = ["liaison-测试员01"]
    office.store.write(lambda connection: mark_unreachable(connection, "wecom", failed, "不在应用可见范围", MADE))
    assert told(office) == [("head", "head-局长"), *BOTH]
    assert "不在应用可见范围" in letter_to(office, "head-局长").content.text


def test_the_head_is_told_nothing_where_the_plan_does_not_say_so(begin: Begin) -> None:
    office = begin()
    without_account(office, "测试员01")
    assert told(office) == [("liaison", "liaison-测试员02")]


def test_the_head_is_told_nothing_where_a_colleague_can_be_reached(begin: Begin) -> None:
    office = begin(HEAD_INSTEAD)
    office.hire("招商局", "测试员03")
    without_account(office, "测试员01")
    assert told(office) == [("liaison", "liaison-测试员02"), ("liaison", "liaison-测试员03")]


def test_the_head_of_a_unit_whose_liaison_has_left_is_told_where_the_plan_says_so(begin: Begin) -> None:
    office = begin(HEAD_INSTEAD)
    leaver = update(member_table).where(member_table.c.name == "测试员01").values(active_until=date(2026, 11, 19))
    office.store.write(lambda connection: connection.execute(leaver))
    assert told(office) == [("head", "head-局长"), ("liaison", "liaison-测试员02")]
    assert "没有在任的信息报送员" in letter_to(office, "head-局长").content.text


TWO_DUTIES = HEAD_INSTEAD.replace(
    "[[outlets]]",
    '[[duties]]\nid = "cases"\ntitle = "每周案例"\nperiod = "week"\nkinds = ["案例"]\n\n[[outlets]]',
    1,
)


def test_a_head_who_was_told_instead_still_reads_why_when_the_message_is_worded_anew(begin: Begin) -> None:
    """What is left is not a copy: the liaison was not reminded."""
    office = begin(TWO_DUTIES)
    without_account(office, "测试员01")
    told(office)
    assert "收不到提醒" in letter_to(office, "head-局长").content.text

    def deliver(connection: Connection) -> None:
        make_item(connection, "招商局", at("2026-11-20 14:07"))
        ids = [row.id for row in obligations_in(connection, "jinhu", "weekly", date(2026, 11, 16))]
        settle(connection, ids, at("2026-11-20 14:07"))

    office.store.write(deliver)
    text = letter_to(office, "head-局长").content.text
    assert "每周案例" in text and "每周信息" not in text
    assert "收不到提醒" in text and "已同时提醒信息报送员" not in text
