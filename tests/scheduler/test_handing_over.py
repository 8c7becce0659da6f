"""Hand-over: a liaison is replaced in mid-week, and nothing that was begun is lost, told twice or credited wrongly."""

from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import ColumnElement, Connection, select, update

from models.attachments import attachments_of
from models.chases import Link, link_letters, links_of
from models.conversations import conversation_of_member
from models.items import Item, item_by_number
from models.letters import write_to_members
from models.members import member_table
from models.obligations import running_obligations
from models.outbox import Content, OutboxRow
from models.plans import current_plan, sync_plan
from models.store import Store
from scheduler.chasing import chase
from scheduler.handing_over import hand_over
from scheduler.opening import open_periods
from tests.dialogue import Office, photo
from tests.factories import PLAN_TEXT, at, make_member, plan_file, unit_id_of, wecom_app
from tests.scheduler.office import Office as Schedule

OLD, NEW = "liaison-测试员01", "liaison-测试员06"
TODAY = date(2026, 11, 18)


@pytest.fixture
def office(store: Store) -> Office:
    """Wednesday, the week is open; 财政局 has one liaison, as has another unit."""
    made = Office(store)
    made.member("财政局", "测试员01")
    made.member("招商局", "测试员03")
    made.member("党群工作部", "测试员04", "editor")
    made.open_week()
    return made


def member_id(connection: Connection, name: str) -> int:
    return int(connection.execute(select(member_table.c.id).where(member_table.c.name == name)).scalar_one())


def leave_office(office: Office, name: str = "测试员01", day: date = TODAY) -> None:
    """停用日期."""
    statement = update(member_table).where(member_table.c.name == name).values(active_until=day)
    office.store.write(lambda connection: connection.execute(statement))


def replace_liaison(office: Office, day: date = TODAY, start: date | None = TODAY) -> None:
    leave_office(office, day=day)
    office.store.write(
        lambda connection: make_member(connection, "财政局", "测试员06", accounts=[("wecom", NEW)], active_from=start)
    )


def run(office: Office) -> int:
    return office.store.write(lambda connection: hand_over(connection, office.plan, office.now))


def item(office: Office, number: int = 1) -> Item:
    with office.store.read() as connection:
        found = item_by_number(connection, "jinhu", number)
    assert found is not None
    return found


def letters(office: Office, job: str = "hand-over") -> list[OutboxRow]:
    return [row for row in office.outbox() if row.job == job]


def remind(office: Office, *units: str, due: str = "2026-11-18 20:30", key: str = "chase:x") -> str:
    """A reminder to the old liaison about what units owe. → its key."""

    def work(connection: Connection) -> str:
        old = member_id(connection, "测试员01")
        contents = {old: Content("本周信息还没有报送。")}
        written = write_to_members(connection, "jinhu", contents, key, "chase", at(due), office.now, "liaison")
        owed = [running_obligations(connection, unit_id_of(connection, unit), TODAY)[0].id for unit in units]
        link_letters(connection, [Link(each, written.keys[0], "liaison", "same-day") for each in owed])
        return written.keys[0]

    return office.store.write(work)


def reminders(office: Office) -> list[tuple[str, str]]:
    return [(row.account, row.state) for row in letters(office, "chase")]


def test_what_was_being_written_becomes_a_draft_of_the_unit_with_its_photos(office: Office) -> None:
    for text in ("报送", "2", "开展安全检查", "落实情况良好"):
        office.says(OLD, text)
    office.says(OLD, "", media=[photo("a")])
    replace_liaison(office)
    assert run(office) > 0
    assert (item(office).unit, item(office).byline, item(office).status) == ("财政局", "测试员01", "草稿")
    with office.store.read() as connection:
        assert conversation_of_member(connection, member_id(connection, "测试员01")).flow == ""
        assert [each.reference for each in attachments_of(connection, item(office).id)] == ["a"]


def test_the_successor_sends_in_the_draft_and_the_by_line_stays(office: Office) -> None:
    for text in ("报送", "2", "开展安全检查", "取消"):
        office.says(OLD, text)
    replace_liaison(office)
    run(office)
    assert "第1号" in office.says(NEW, "草稿")
    receipt = office.says(NEW, "报送 1")
    assert receipt.startswith("已收到，编号第1号。") and "本周应报1条，已报1条。" in receipt
    assert (item(office).unit, item(office).byline, item(office).status) == ("财政局", "测试员01", "待审")
    assert "还没有绑定身份" in office.says(OLD, "我的")


def test_the_successor_is_told_once_what_is_open(office: Office) -> None:
    for text in ("报送", "2", "开展安全检查", "取消"):
        office.says(OLD, text)
    replace_liaison(office)
    run(office)
    [letter] = letters(office)
    assert (letter.account, letter.audience) == (NEW, "liaison")
    assert letter.content.text.startswith(
        "【交接提醒】测试员01自11月18日（周三）起不再担任财政局信息报送员，由您接续。\n"
        "本周应报1条，已报0条，还差1条，请于11月20日（周五）17:00前报送。\n"
        "草稿共1条：\n第1号"
    )
    office.clock("2026-11-19 00:12")
    assert run(office) == 0
    assert len(letters(office)) == 1


def test_a_colleague_who_was_there_already_is_told_too(office: Office) -> None:
    replace_liaison(office, start=None)
    run(office)
    assert [letter.account for letter in letters(office)] == [NEW]


@pytest.mark.parametrize(
    ("left", "began", "is_told"),
    [
        ("2026-11-18", "2026-11-18", True),
        ("2026-11-04", "2026-11-04", True),
        ("2026-11-03", "2026-11-03", False),
        ("2026-09-01", "2026-11-16", True),
        ("2026-05-01", "2026-11-16", False),
    ],
)
def test_an_old_change_is_no_news(office: Office, left: str, began: str, is_told: bool) -> None:
    replace_liaison(office, date.fromisoformat(left), date.fromisoformat(began))
    run(office)
    assert bool(letters(office)) is is_told


def test_of_several_predecessors_the_last_one_is_named(office: Office) -> None:
    office.member("财政局", "测试员07")
    leave_office(office, "测试员07", date(2026, 11, 10))
    replace_liaison(office)
    run(office)
    [letter] = letters(office)
    assert "测试员01自11月18日" in letter.content.text


def test_before_the_day_nothing_moves(office: Office) -> None:
    office.says(OLD, "报送")
    replace_liaison(office, date(2026, 11, 19), date(2026, 11, 19))
    assert (run(office), letters(office)) == (0, [])


def test_without_a_successor_what_was_written_waits_for_one(office: Office) -> None:
    for text in ("报送", "2", "开展安全检查"):
        office.says(OLD, text)
    leave_office(office)
    assert run(office) == 0
    office.clock("2026-11-19 09:00")
    office.member("财政局", "测试员06", accounts=[("wecom", NEW)])
    run(office)
    assert item(office).status == "草稿"
    assert [letter.account for letter in letters(office)] == [NEW]


def test_a_reminder_that_waits_goes_to_the_successor(office: Office) -> None:
    key = remind(office, "财政局")
    replace_liaison(office)
    run(office)
    assert reminders(office) == [(OLD, "cancelled"), (NEW, "due")]
    [old, new] = letters(office, "chase")
    assert (new.due_at, new.content, new.plan_id) == (old.due_at, old.content, "jinhu")
    with office.store.read() as connection:
        [before, after] = links_of(connection, [key, new.key])
        assert (before.obligation_id, before.rung) == (after.obligation_id, after.rung)
    run(office)
    assert len(letters(office, "chase")) == 2


def test_the_submission_of_the_successor_takes_it_back(office: Office) -> None:
    remind(office, "财政局")
    replace_liaison(office)
    run(office)
    office.says(NEW, "报送 安全 开展隐患排查")
    assert reminders(office) == [(OLD, "cancelled"), (NEW, "cancelled")]


def test_a_successor_who_has_the_same_reminder_gets_no_second_one(office: Office) -> None:
    office.member("财政局", "测试员06", accounts=[("wecom", NEW)])

    def work(connection: Connection) -> None:
        new = member_id(connection, "测试员06")
        [row] = running_obligations(connection, unit_id_of(connection, "财政局"), TODAY)
        contents = {new: Content("本周信息还没有报送。")}
        due = at("2026-11-18 20:30")
        written = write_to_members(connection, "jinhu", contents, "chase:y", "chase", due, office.now, "liaison")
        link_letters(connection, [Link(row.id, written.keys[0], "liaison", "same-day")])

    remind(office, "财政局")
    office.store.write(work)
    leave_office(office)
    run(office)
    assert reminders(office) == [(OLD, "cancelled"), (NEW, "due")]


def test_of_a_reminder_about_another_unit_too_only_what_is_about_the_own_one_moves(office: Office) -> None:
    remind(office, "财政局", "招商局")
    replace_liaison(office)
    run(office)
    assert reminders(office) == [(OLD, "due"), (NEW, "due")]
    with office.store.read() as connection:
        told = [[link.obligation_id for link in links_of(connection, [row.key])] for row in letters(office, "chase")]
        owed = [running_obligations(connection, unit_id_of(connection, u), TODAY)[0].id for u in ("招商局", "财政局")]
    assert told == [[each] for each in owed]
    assert run(office) == 0


def test_what_one_person_is_told_of_two_plans_is_parted_when_they_leave_one(office: Office) -> None:
    second = plan_file(PLAN_TEXT.replace('id = "jinhu"', 'id = "other"').replace("金湖县", "另一"))
    office.store.write(lambda connection: sync_plan(connection, second, at("2026-11-16 00:00")))
    office.channels(wecom_app("app", ("jinhu", "other")))

    def work(connection: Connection) -> None:
        make_member(connection, "文旅局", "测试员01", accounts=[("wecom", OLD)], plan_id="other")
        other = current_plan(connection, "other", office.now)
        assert other is not None
        open_periods(connection, other, office.now)
        chase(connection, [office.plan, other], at("2026-11-20 14:08"), live=True)

    office.store.write(work)
    [merged] = [row for row in letters(office, "chase") if row.account == OLD]
    assert "2项" in merged.content.text
    office.clock("2026-11-20 14:08")
    leave_office(office, day=date(2026, 11, 20))
    replace_liaison(office, day=date(2026, 11, 20), start=date(2026, 11, 20))
    run(office)
    own, new = (row for row in letters(office, "chase") if row.account in (OLD, NEW))
    assert (own.account, own.state, new.account, new.state) == (OLD, "due", NEW, "due")
    assert "2项" not in own.content.text and "【报送提醒】每周信息" in new.content.text
    with office.store.read() as connection:
        assert [len(links_of(connection, [row.key])) for row in (own, new)] == [1, 1]


def test_a_second_change_between_the_same_two_is_told_too(office: Office) -> None:
    replace_liaison(office)
    run(office)
    change = update(member_table)
    new, old = member_table.c.name == "测试员06", member_table.c.name == "测试员01"
    day, again = date(2026, 11, 19), date(2026, 11, 20)
    steps: list[tuple[ColumnElement[bool], dict[str, date | None]]]
    steps = [(new, {"active_until": day}), (old, {"active_from": day, "active_until": None})]
    steps += [(old, {"active_until": again}), (new, {"active_from": again, "active_until": None})]
    for place, (who, values) in enumerate(steps):
        office.store.write(partial(Connection.execute, statement=change.where(who).values(values)))
        if place % 2:
            office.clock("2026-11-19 08:00" if place == 1 else "2026-11-20 08:00")
            run(office)
    assert [row.account for row in letters(office)] == [NEW, OLD, NEW]


def test_a_reminder_to_somebody_who_has_left_without_a_successor_is_taken_back(office: Office) -> None:
    remind(office, "财政局")
    leave_office(office)
    run(office)
    assert reminders(office) == [(OLD, "cancelled")]


def test_an_account_that_the_unit_shares_keeps_its_reminder(office: Office) -> None:
    remind(office, "财政局")
    leave_office(office)
    office.store.write(lambda connection: make_member(connection, "财政局", "测试员06", accounts=[("wecom", OLD)]))
    run(office)
    assert reminders(office) == [(OLD, "due")]


def test_a_unit_whose_liaison_leaves_in_mid_week_is_reported_on_that_day_once(office: Office) -> None:
    leave_office(office, day=date(2026, 11, 19))

    def reports(now: str) -> list[str]:
        office.clock(now)
        office.store.write(lambda connection: open_periods(connection, office.plan, office.now, complete=True))
        return [row.account for row in letters(office, "open-periods")]

    assert reports("2026-11-18 23:59") == []
    assert reports("2026-11-19 00:07") == ["editor-测试员04"]
    assert reports("2026-11-19 15:00") == ["editor-测试员04"]
    assert reports("2026-11-20 00:07") == ["editor-测试员04"]


def test_the_schedule_hands_over_every_day(store: Store, tmp_path: Path) -> None:
    schedule = Schedule(store, tmp_path, units=("财政局",)).begin("2026-11-16 08:00").play("2026-11-17 23:00")

    def work(connection: Connection) -> None:
        statement = update(member_table).where(member_table.c.name == "财政局", member_table.c.role == "liaison")
        connection.execute(statement.values(active_until=TODAY))
        make_member(connection, "财政局", "测试员06", active_from=TODAY)

    store.write(work)
    schedule.play("2026-11-18 23:00")
    assert [letter.account for letter in schedule.letters("hand-over")] == ["liaison-测试员06"]
