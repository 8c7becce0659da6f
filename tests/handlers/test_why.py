"""为什么催我: what is owed, what counts and what does not and why, who was reminded and whether it arrived."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, select, update

from models.chases import Link, link_letters
from models.duty_ledger import excuse, report_zero
from models.items import change_item, item_by_number, log_event
from models.leaves import appoint_deputy, note_leave
from models.members import member_table
from models.obligations import obligation_table, running_obligations
from models.outbox import outbox_table
from models.store import Store
from tests.dialogue import Office
from tests.factories import PLAN_TEXT, at, make_item, make_member, unit_id_of
from tests.handlers.ledger_office import daily_job, ledger_office

LIAISON, EDITOR = "liaison-测试员01", "editor-测试员04"
PICKY = PLAN_TEXT.replace('title = "每周信息"\n', 'title = "每周信息"\nkinds = ["案例"]\n')


def item(office: Office, when: str, unit: str = "财政局", **more: object) -> int:
    return office.store.write(lambda c: make_item(c, unit, at(when), **more))  # type: ignore[arg-type]


def obligation(connection: Connection, office: Office, unit: str = "财政局") -> int:
    day = office.now.astimezone(office.plan.zone).date()
    return running_obligations(connection, unit_id_of(connection, unit), day)[0].id


def change(office: Office, work: Callable[[Connection], object]) -> None:
    office.store.write(work)


def test_it_names_duty_period_deadline_and_what_is_missing(office: Office) -> None:
    assert office.says(LIAISON, "为什么催我").splitlines() == [
        "财政局的报送任务和提醒：",
        "【每周信息】本周（11月16日至22日 第47周）应报1条，计入0条，还差1条。",
        "截止：11月20日（周五）17:00。",
        "没有收到可以计入的信息。",
        "下一步：请直接发送信息内容，或发送「报送」按提示填写。",
    ]


@pytest.mark.parametrize("words", ["为什么催", "为啥催我", "怎么又催我？", "为什么还催我", "为什么催我?"])
def test_it_is_asked_in_several_ways(office: Office, words: str) -> None:
    assert office.says(LIAISON, words) == office.says(LIAISON, "为什么催我")


def test_who_owes_nothing_is_told_that_nobody_chases(office: Office) -> None:
    item(office, "2026-11-17 09:00")
    assert office.says(LIAISON, "为什么催我").splitlines() == [
        "没有催报：财政局没有未完成的报送任务。",
        "每周信息：本周（11月16日至22日 第47周）应报1条，计入1条，已完成。",
    ]


def test_an_item_that_was_sent_back_says_when_why_and_how_to_count_again(office: Office) -> None:
    number = item(office, "2026-11-17 09:00")
    office.says(EDITOR, f"退回 {number} 请补充金额")
    answer = office.says(LIAISON, "为什么催我")
    assert "第1号：已于11月18日（周三）10:00退回（请补充金额），修改后重新报送即恢复计入。" in answer
    assert answer.endswith("下一步：发送「修改 1 新的正文」重新报送，或另报一条。")


def test_drafts_and_what_was_taken_back_do_not_count(office: Office) -> None:
    item(office, "2026-11-17 09:00", status="草稿")
    item(office, "2026-11-17 09:10", status="撤回")
    answer = office.says(LIAISON, "为什么催我")
    assert "第1号：还是草稿，没有报送，发送「报送 1」可报送。" in answer
    assert "第2号：已撤回。" in answer
    assert answer.endswith("下一步：发送「报送 1」报送草稿，或另报一条。")


def test_what_was_sent_on_the_sunday_before_counts_for_that_week(office: Office) -> None:
    item(office, "2026-11-15 20:00")
    assert "第1号：11月15日（周日）报送，计入上周。" in office.says(LIAISON, "为什么催我")


def test_what_was_sent_long_ago_is_no_question(office: Office) -> None:
    item(office, "2026-11-10 20:00")
    assert "第1号" not in office.says(LIAISON, "为什么催我")


def test_what_makes_up_for_an_earlier_week_counts_there(office: Office) -> None:
    number = item(office, "2026-11-17 09:00")

    def make_up(connection: Connection) -> None:
        found = item_by_number(connection, "jinhu", number)
        assert found is not None
        change_item(connection, found.id, counted_on=date(2026, 11, 9), made_up_for="2026-W46")

    change(office, make_up)
    assert "第1号：11月17日（周二）补报，计入上周。" in office.says(LIAISON, "为什么催我")


def test_an_item_of_another_kind_than_the_duty_asks_for_does_not_count(store: Store) -> None:
    office = Office(store, text=PICKY)
    office.member("财政局", "测试员01")
    office.open_week()
    change(office, lambda c: c.execute(update(obligation_table).values(kinds="|案例|", boards="|基础设施配套提升|")))
    number = item(office, "2026-11-17 09:00")
    assert "第1号：是「信息」，这项任务只计「案例」。" in office.says(LIAISON, "为什么催我")
    change(office, lambda c: change_item(c, _id(c, number), kind="案例"))
    assert "第1号：属「安全生产管理」，这项任务只计「基础设施配套提升」。" in office.says(LIAISON, "为什么催我")


def _id(connection: Connection, number: int) -> int:
    found = item_by_number(connection, "jinhu", number)
    assert found is not None
    return found.id


def test_what_a_liaison_sent_for_another_unit_counts_there(office: Office) -> None:
    change(office, lambda c: make_item(c, "招商局", at("2026-11-17 09:00"), member_id=_member(c, "测试员01")))
    assert "第1号：是为招商局报送的，计入招商局。" in office.says(LIAISON, "为什么催我")


def _member(connection: Connection, name: str) -> int:
    return int(connection.execute(select(member_table.c.id).where(member_table.c.name == name)).scalar_one())


def test_zero_reports_and_excuses_are_shown_with_their_source(office: Office) -> None:
    def zero(connection: Connection) -> None:
        own = obligation(connection, office)
        report_zero(connection, own, 1, "本周没有活动", "测试员01", office.now, _member(connection, "测试员01"))

    change(office, zero)
    change(office, lambda c: excuse(c, [obligation(c, office, "招商局")], "集中培训", "测试员04", office.now))
    assert "计入1条，已完成" in office.says(LIAISON, "为什么催我")
    assert "免报（集中培训）" in office.says("liaison-测试员03", "为什么催我")


def test_the_reminders_are_listed_with_their_way_and_whether_they_arrived(office: Office) -> None:
    office.says(EDITOR, "催报 财政局")
    office.says(EDITOR, "确认")
    waiting = office.says(LIAISON, "为什么催我")
    assert "人工催报，企业微信发给信息报送员测试员01，等待发送。" in waiting
    change(office, lambda c: c.execute(update(outbox_table).values(state="failed", error="不在应用可见范围")))
    assert "企业微信发给信息报送员测试员01，没有送达：不在应用可见范围。" in office.says(LIAISON, "为什么催我")
    change(office, lambda c: c.execute(update(outbox_table).values(state="sent", sent_at=office.now, error=None)))
    item(office, "2026-11-18 10:00")
    done = office.says(LIAISON, "为什么催我")
    assert done.startswith("财政局现在没有未完成的报送任务，此前的提醒如下：") and "已送达。" in done
    assert "计入的：第1号（11月18日（周三）10:00，待审）。" in done


def test_a_rung_is_named_by_its_place_on_the_ladder(office: Office) -> None:
    office.says(EDITOR, "催报 财政局")
    office.says(EDITOR, "确认")

    def by_rung(connection: Connection) -> None:
        [row] = [row for row in office.outbox() if row.job == "reminder"]
        own = obligation(connection, office, "招商局")
        link_letters(connection, [Link(own, row.key, "liaison", "same-day")])

    change(office, by_rung)
    assert "第2级，企业微信发给信息报送员测试员01" in office.says("liaison-测试员03", "为什么催我")


def test_the_week_that_was_missed_is_explained_too_and_one_that_was_kept_is_not(office: Office) -> None:
    item(office, "2026-11-17 09:00", "招商局")
    office.clock("2026-11-23 09:30")
    office.open_week()
    missed = office.says(LIAISON, "为什么催我")
    assert "【每周信息】上周（11月16日至22日 第47周）应报1条，计入0条，还差1条。" in missed
    assert "截止：11月20日（周五）17:00，已过截止时间。" in missed
    assert "报送期已结束。可发送「补报 上周」补报。" in missed and "【每周信息】本周" in missed
    assert "上周" not in office.says("liaison-测试员03", "为什么催我")


def test_a_moved_deadline_says_so(office: Office) -> None:
    office.clock("2026-09-29 09:00")
    office.open_week()
    answer = office.says(LIAISON, "为什么催我")
    assert "截止：9月30日（周三）17:00（原为10月2日（周五），遇放假提前）。" in answer


def test_who_is_on_leave_learns_who_is_reminded_and_the_deputy_why(office: Office) -> None:
    today = office.now.astimezone(office.plan.zone).date()
    liaison = office.store.write(lambda c: _member(c, "测试员01"))
    change(office, lambda c: note_leave(c, liaison, today, date(2026, 11, 25), liaison, office.now))
    assert "没有代理人，也没有其他信息报送员，提醒仍发给您" in office.says(LIAISON, "为什么催我")

    def appoint(connection: Connection) -> None:
        deputy = make_member(connection, "办公室", "测试员11", "head", accounts=[("wecom", "dep-11")])
        appoint_deputy(connection, unit_id_of(connection, "财政局"), deputy, liaison, today, None, office.now)

    change(office, appoint)
    assert office.says(LIAISON, "为什么催我").endswith("您在请假，提醒发给测试员11，不发给您。")
    assert "您是财政局的代理人，测试员01请假期间提醒发给您。" in office.says("dep-11", "为什么催我")
    assert "提醒发给测试员11（测试员01请假）。" in office.says(EDITOR, "为什么催 财政局")


def test_an_editor_may_ask_about_any_unit_and_a_liaison_about_the_own_one_alone(office: Office) -> None:
    assert office.says(EDITOR, "为什么催 应急局").startswith("应急管理局的报送任务和提醒：")
    assert office.says(LIAISON, "为什么催 财政局").startswith("财政局的报送任务和提醒：")
    assert office.says(LIAISON, "为什么催 招商局") == "只能查询本单位的催报情况，请发送「为什么催我」。"
    assert "请写一个花名册里的单位" in office.says(EDITOR, "为什么催 卫健委")


def test_an_editor_without_duties_is_told_how_to_ask_about_a_unit(office: Office) -> None:
    assert office.says(EDITOR, "为什么催我").endswith("查看某个单位请发送「为什么催 单位」。")


def test_it_is_not_answered_in_a_group(office: Office) -> None:
    assert "请私聊发送" in office.says(LIAISON, "为什么催我", group="g1")


def test_it_changes_nothing(office: Office) -> None:
    item(office, "2026-11-17 09:00", status="退回")
    change(office, lambda c: log_event(c, _id(c, 1), "退回", _member(c, "测试员04"), office.now, "缺金额"))
    before = office.contents()
    office.says(LIAISON, "为什么催我")
    after = office.contents()
    assert {name for name in before if before[name] != after[name]} <= {"conversation", "outbox"}


def _make_up_for_last_week(connection: Connection, number: int) -> None:
    change_item(connection, _id(connection, number), counted_on=date(2026, 11, 9), made_up_for="2026-W46")


def test_an_item_for_last_week_that_was_sent_back_is_mended_for_last_week(store: Store) -> None:
    office = ledger_office(store, "make_up = 1")
    number = item(office, "2026-11-17 09:00")
    change(office, lambda c: _make_up_for_last_week(c, number))
    office.says(EDITOR, f"退回 {number} 请补充金额")
    answer = office.says(LIAISON, "为什么催我")
    last_week, this_week = answer.split("【每周信息】本周")
    assert "第1号：已于11月18日（周三）10:00退回" in last_week
    assert "下一步：发送「修改 1 新的正文」重新报送，或另外补报。" in last_week
    assert "第1号" not in this_week
    assert this_week.endswith("下一步：请直接发送信息内容，或发送「报送」按提示填写。")


def test_a_week_that_may_not_be_made_up_for_is_the_offices(store: Store) -> None:
    office = ledger_office(store, "make_up = 0")
    assert "报送期已结束。如有特殊情况，请与宣传办联系。" in office.says(LIAISON, "为什么催我")


@pytest.mark.parametrize("words", ["为什么催我 11-9至11-15", "为什么催我 上周", "为什么催 11.9-15 我们"])
def test_an_earlier_period_may_be_named(store: Store, words: str) -> None:
    office = ledger_office(store, "make_up = 2")
    answer = office.says(LIAISON, words)
    assert "【每周信息】上周（11月9日至15日 第46周）" in answer and "本周" not in answer
    assert "可发送「补报 上周」补报。" in answer
    earlier = office.says(LIAISON, "为什么催我 11-2至11-8")
    assert "可发送「补报 2026年11月2日到2026年11月8日」补报。" in earlier
    assert "【每周信息】上周" in office.says(EDITOR, "为什么催 财政局 上周")


def test_a_period_without_a_duty_or_with_too_many_is_said(store: Store) -> None:
    office = ledger_office(store)
    assert office.says(LIAISON, "为什么催我 10月") == "财政局在这段时间没有应报的任务。"
    assert "没有「2月30日」这个日期" in office.says(LIAISON, "为什么催我 2月30日")
    for week in range(7):
        daily_job(office, f"{date(2026, 11, 23) + timedelta(weeks=week)} 00:07")
    assert "财政局在这段时间有10项应报任务，请写短一些的期间" in office.says(LIAISON, "为什么催我 近2个月")


def test_an_editor_is_told_what_an_editor_can_do(office: Office) -> None:
    answer = office.says(EDITOR, "为什么催 财政局")
    assert "下一步：由该单位报送，需要提醒请发送「催报 财政局」。" in answer and "请直接发送信息内容" not in answer
    assert "「补报" not in office.says(EDITOR, "为什么催 财政局 上周")
