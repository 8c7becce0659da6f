"""What the schedule wrote and has not left yet, when what it asks for comes in: taken back or worded anew."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from sqlalchemy import delete, select, update

from handlers.withdrawing_reminders import REASON, settle
from models.duty_ledger import excuse, report_zero
from models.members import account_table, member_table
from models.obligations import Obligation, obligations_in
from models.outbox import OutboxRow, outbox_table
from models.store import Store
from scheduler.chasing import chase
from scheduler.opening import open_periods
from tests.dialogue import Office
from tests.factories import PLAN_TEXT, at

MONDAY = date(2026, 11, 16)
RUNG = "2026-11-20 14:07"
ONE, TWO = "liaison-测试员01", "liaison-测试员02"
EDITOR = "editor-测试员09"
TIME = "deadline_time = 17:00:00\n"
CASES = '\n[[duties]]\nid = "cases"\ntitle = "每周案例"\nperiod = "week"\nkinds = ["案例"]\n'
TO_EDITORS = '[[duties.ladder]]\nid = "same-day"\ntime = 14:07:00\nto = ["editors"]\n'
AT_NIGHT = '[[duties.ladder]]\nid = "night"\ntime = 22:07:00\nto = ["liaison"]\n'

Begin = Callable[..., Office]


@pytest.fixture
def begin(store: Store) -> Begin:
    """Three units with a liaison each and an editor; what runs is open since Monday."""

    def make(text: str = PLAN_TEXT) -> Office:
        office = Office(store, "2026-11-16 08:00", text)
        for unit, name in (("财政局", "测试员01"), ("招商局", "测试员02"), ("办公室", "测试员03")):
            office.member(unit, name)
        office.member("党群工作部", "测试员09", "editor")
        store.write(lambda connection: open_periods(connection, office.plan, office.now))
        return office

    return make


def chased(office: Office, when: str = RUNG) -> list[OutboxRow]:
    """What the chase writes at a time."""
    office.clock(when)
    office.store.write(lambda connection: chase(connection, [office.plan], office.now))
    return reminders(office)


def reminders(office: Office) -> list[OutboxRow]:
    return [row for row in office.outbox() if row.job == "chase"]


def to(office: Office, account: str) -> OutboxRow:
    (row,) = [row for row in reminders(office) if row.account == account]
    return row


def row_of(office: Office, unit: str, duty: str = "weekly") -> Obligation:
    with office.store.read() as connection:
        (row,) = [row for row in obligations_in(connection, "jinhu", duty, MONDAY) if row.unit == unit]
    return row


def settled(office: Office, *rows: Obligation) -> None:
    office.store.write(lambda connection: settle(connection, [row.id for row in rows], office.now))


def test_a_submission_takes_back_the_units_own_reminder_alone(begin: Begin) -> None:
    office = begin()
    assert len(chased(office)) == 3
    office.says(ONE, "报送 安全 开展隐患排查")
    assert [(row.account, row.state) for row in reminders(office)] == [
        (ONE, "cancelled"),
        (TWO, "due"),
        ("liaison-测试员03", "due"),
    ]
    assert to(office, ONE).error == REASON


def test_every_colleague_of_the_unit_is_left_in_peace(begin: Begin) -> None:
    office = begin()
    office.member("财政局", "测试员04")
    chased(office)
    office.says(ONE, "报送 安全 开展隐患排查")
    assert (to(office, ONE).state, to(office, "liaison-测试员04").state) == ("cancelled", "cancelled")


def test_a_merged_reminder_goes_on_about_the_other_duty(begin: Begin) -> None:
    office = begin(PLAN_TEXT + CASES)
    chased(office)
    before = to(office, ONE)
    assert "2项报送任务" in before.content.text
    office.says(ONE, "报送 安全 开展隐患排查")
    after = to(office, ONE)
    assert (after.state, after.due_at, after.key) == ("due", before.due_at, before.key)
    assert after.content.text.startswith("【报送提醒】每周案例\n") and "每周信息" not in after.content.text
    assert to(office, TWO).content == before.content


def test_a_merged_reminder_is_taken_back_when_nothing_of_it_is_owed(begin: Begin) -> None:
    office = begin(PLAN_TEXT + CASES)
    chased(office)
    office.says(ONE, "报送 安全 开展隐患排查")
    case = row_of(office, "财政局", "cases")
    given = office.now
    office.store.write(lambda connection: excuse(connection, [case.id], "集中培训", "测试", given))
    settled(office, case)
    assert to(office, ONE).state == "cancelled"


def test_a_reminder_about_two_units_goes_on_about_the_one_that_owes(begin: Begin) -> None:
    office = begin()
    office.member("科技人才局", "测试员05", accounts=[("wecom", "shared")])
    office.member("发改局", "测试员05", accounts=[("wecom", "shared")])
    office.store.write(lambda connection: open_periods(connection, office.plan, office.now))
    chased(office)
    assert all(unit in to(office, "shared").content.text for unit in ("科技人才局", "发改局"))
    row, given = row_of(office, "发改局"), office.now
    office.store.write(lambda connection: excuse(connection, [row.id], "集中培训", "测试", given))
    settled(office, row)
    assert to(office, "shared").state == "due"
    assert "发改局" not in to(office, "shared").content.text


def test_a_post_counts_down_and_goes_with_the_last_one(begin: Begin) -> None:
    office = begin()
    (post,) = [row for row in chased(office, "2026-11-20 16:07") if not row.account]
    assert "还有3个未报" in post.content.text
    for account, left in ((ONE, "还有2个未报"), (TWO, "还有1个未报")):
        office.says(account, "报送 安全 开展隐患排查")
        assert left in to(office, "").content.text
    office.says("liaison-测试员03", "报送 安全 开展隐患排查")
    assert to(office, "").state == "cancelled"


def test_a_summary_keeps_the_line_of_those_whom_nothing_reaches(begin: Begin) -> None:
    office = begin(PLAN_TEXT.replace(TIME, TIME + TO_EDITORS))
    gone = select(member_table.c.id).where(member_table.c.name == "测试员02").scalar_subquery()
    office.store.write(
        lambda connection: connection.execute(delete(account_table).where(account_table.c.member_id == gone))
    )
    chased(office)
    line = "提醒送不到：招商局（没有可用的账号）。请核对花名册和账号。"
    assert line in to(office, EDITOR).content.text
    office.says(ONE, "报送 安全 开展隐患排查")
    text = to(office, EDITOR).content.text
    assert line in text and "财政局" not in text and "还有2个未报" in text


def test_who_has_delivered_is_no_longer_among_those_whom_nothing_reaches(begin: Begin) -> None:
    office = begin(PLAN_TEXT.replace(TIME, TIME + TO_EDITORS))
    gone = select(member_table.c.id).where(member_table.c.name == "测试员02").scalar_subquery()
    office.store.write(
        lambda connection: connection.execute(delete(account_table).where(account_table.c.member_id == gone))
    )
    chased(office)
    row, given = row_of(office, "招商局"), office.now
    office.store.write(lambda connection: excuse(connection, [row.id], "集中培训", "测试", given))
    settled(office, row)
    text = to(office, EDITOR).content.text
    assert "提醒送不到" not in text and "免报：招商局（集中培训）。" in text


@pytest.mark.parametrize("how", ["excuse", "zero"])
def test_an_excuse_and_a_zero_report_take_the_reminder_back_too(begin: Begin, how: str) -> None:
    office = begin()
    chased(office)
    row, given = row_of(office, "财政局"), office.now
    with office.store.read() as connection:
        member = connection.execute(select(member_table.c.id).where(member_table.c.name == "测试员01")).scalar_one()
    if how == "excuse":
        office.store.write(lambda connection: excuse(connection, [row.id], "集中培训", "测试", given))
    else:
        office.store.write(lambda connection: report_zero(connection, row.id, 1, "无", "测试", given, member))
    settled(office, row)
    assert (to(office, ONE).state, to(office, TWO).state) == ("cancelled", "due")


def test_an_excuse_that_was_taken_back_takes_nothing_back(begin: Begin) -> None:
    office = begin()
    chased(office)
    row, given = row_of(office, "财政局"), office.now
    for reason in ("集中培训", ""):
        office.store.write(partial(excuse, obligation_ids=[row.id], reason=reason, source="测试", now=given))
    settled(office, row)
    assert to(office, ONE).state == "due"


def test_what_is_worded_anew_tells_the_time_left_when_it_leaves(begin: Begin) -> None:
    office = begin(PLAN_TEXT.replace(TIME, TIME + AT_NIGHT) + CASES + AT_NIGHT)
    chased(office, "2026-11-20 22:07")
    held = to(office, ONE)
    assert at("2026-11-21 08:00") < held.due_at
    office.says(ONE, "报送 安全 开展隐患排查")
    after = to(office, ONE)
    assert after.due_at == held.due_at
    assert "每周案例" in after.content.text and "已过" in after.content.text


def test_what_is_on_its_way_is_not_worded_anew(begin: Begin) -> None:
    office = begin(PLAN_TEXT + CASES)
    chased(office)
    office.store.write(lambda connection: connection.execute(update(outbox_table).values(state="sending")))
    before = to(office, ONE).content
    office.says(ONE, "报送 安全 开展隐患排查")
    assert to(office, ONE).content == before


def test_who_owes_still_is_settled_for_nothing(begin: Begin) -> None:
    office = begin()
    before = chased(office)
    settled(office, row_of(office, "财政局"), row_of(office, "招商局"))
    settled(office)
    assert reminders(office) == before
