"""催报 by hand: preview first, and only those who owe at the moment of the confirmation."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from models.chases import links_of
from models.leaves import appoint_deputy, note_leave
from models.members import member_table
from models.store import Store
from tests.dialogue import Office
from tests.factories import PLAN_TEXT, make_member, unit_id_of

EDITOR = "editor-测试员04"


def receivers(office: Office) -> list[str]:
    return sorted(row.account for row in office.outbox() if row.job == "reminder")


def test_the_preview_names_who_would_be_written_to_and_sends_nothing(office: Office) -> None:
    office.says("liaison-测试员01", "报送 安全 开展隐患排查")
    answer = office.says(EDITOR, "催报")
    assert "2个单位" in answer and "应急管理局、招商局" in answer and "财政局" not in answer
    assert receivers(office) == []


def test_the_confirmation_writes_to_them_once(office: Office) -> None:
    office.says(EDITOR, "催报")
    assert "已向3个单位发出催报" in office.says(EDITOR, "确认")
    assert receivers(office) == ["liaison-测试员01", "liaison-测试员02", "liaison-测试员03"]


def test_who_delivers_between_preview_and_confirmation_is_not_chased(office: Office) -> None:
    office.says(EDITOR, "催报")
    office.says("liaison-测试员02", "报送 安全 开展隐患排查")
    office.says(EDITOR, "确认")
    assert receivers(office) == ["liaison-测试员01", "liaison-测试员03"]


def test_named_units_alone_are_chased_and_unknown_names_are_refused(office: Office) -> None:
    office.says(EDITOR, "催报 财政局")
    office.says(EDITOR, "确认")
    assert receivers(office) == ["liaison-测试员01"]
    assert "花名册里没有「卫健委」" in office.says(EDITOR, "催报 卫健委")


def test_a_reminder_in_quiet_hours_waits_for_the_morning_and_the_preview_says_so(office: Office) -> None:
    office.clock("2026-11-18 22:10")
    preview = office.says(EDITOR, "催报 财政局")
    answer = office.says(EDITOR, "确认")
    [row] = [row for row in office.outbox() if row.job == "reminder"]
    local = row.due_at.astimezone(office.plan.zone)
    assert f"现在是免打扰时间，将在11月19日（周四）{local:%H:%M}发出。" in preview
    assert answer == f"已写好给1个单位的催报，将在11月19日（周四）{local:%H:%M}发出。"
    assert (local.day, local.hour) == (19, 8) and local.minute not in (0, 30)


def test_a_round_minute_is_not_taken_for_quiet_hours(office: Office) -> None:
    office.clock("2026-11-18 09:30")
    assert "免打扰" not in office.says(EDITOR, "催报 财政局")
    office.says(EDITOR, "确认")
    [row] = [row for row in office.outbox() if row.job == "reminder"]
    assert 0 < (row.due_at - office.now).total_seconds() <= 300


def test_who_was_reminded_today_is_said_and_may_be_reminded_again(office: Office) -> None:
    office.clock("2026-11-18 11:05")
    assert "已提醒过" not in office.says(EDITOR, "催报 财政局")
    office.says(EDITOR, "确认")
    office.clock("2026-11-18 15:10")
    assert "其中财政局今天已提醒过（11:05）。" in office.says(EDITOR, "催报")
    assert "已向3个单位发出催报" in office.says(EDITOR, "确认")
    office.clock("2026-11-19 09:10")
    assert "已提醒过" not in office.says(EDITOR, "催报")


def test_the_last_minute_of_quiet_hours_is_quiet_too(office: Office) -> None:
    office.clock("2026-11-18 07:59")
    assert "现在是免打扰时间，将在11月18日（周三）08:0" in office.says(EDITOR, "催报 财政局")


def test_a_submission_takes_back_a_reminder_that_has_not_left(office: Office) -> None:
    office.clock("2026-11-18 22:10")
    office.says(EDITOR, "催报 财政局")
    office.says(EDITOR, "确认")
    office.says("liaison-测试员01", "报送 安全 开展隐患排查")
    assert [row.state for row in office.outbox() if row.job == "reminder"] == ["cancelled"]


@pytest.mark.parametrize("question", ["本周谁没报", "本周报了几条？"])
def test_a_question_is_answered_and_the_preview_stays_open(office: Office, question: str) -> None:
    office.says(EDITOR, "催报")
    answer = office.says(EDITOR, question)
    assert "截至" in answer and answer.endswith("催报还没有发送，回复「确认」发送，「取消」不发。")
    assert receivers(office) == []
    assert "已向3个单位发出催报" in office.says(EDITOR, "1")


def test_a_follow_up_is_answered_beside_the_preview_too(office: Office) -> None:
    office.says(EDITOR, "本周报了几条")
    office.says(EDITOR, "催报")
    assert "11月9日至15日" in office.says(EDITOR, "上周呢")
    assert office.says(EDITOR, "不发了") == "没有发送催报。"


def test_declining_sends_nothing(office: Office) -> None:
    office.says(EDITOR, "催报")
    assert office.says(EDITOR, "取消") == "没有发送催报。"
    assert receivers(office) == []


def test_when_everybody_has_delivered_there_is_nobody_to_chase(office: Office) -> None:
    for name in ("测试员01", "测试员02", "测试员03"):
        office.says(f"liaison-{name}", "报送 安全 开展隐患排查")
    assert "没有需要催报的单位" in office.says(EDITOR, "催报")


def test_a_preview_of_one_week_never_chases_the_next(office: Office) -> None:
    office.clock("2026-11-22 20:00")
    office.says(EDITOR, "催报")
    office.clock("2026-11-23 09:02")
    office.open_week()
    assert "没有发送催报" in office.says(EDITOR, "确认")
    assert receivers(office) == []


# The text and whom it reaches


def test_the_preview_shows_the_text_that_will_be_sent(office: Office) -> None:
    preview = office.says(EDITOR, "催报 财政局")
    office.says(EDITOR, "确认")
    [row] = [row for row in office.outbox() if row.job == "reminder"]
    assert f"发给财政局的内容：\n{row.content.text}\n" in preview
    assert preview.endswith("回复「确认」发送，「取消」不发。")


def test_a_short_form_that_only_one_unit_can_be_meant_by_will_do(office: Office) -> None:
    assert "1个单位的信息报送员：应急管理局" in office.says(EDITOR, "催报 应急局")
    assert "2个单位" in office.says(EDITOR, "催报 应急局、财政局")


def test_a_deputy_is_reminded_while_the_liaison_is_on_leave(office: Office) -> None:
    today = office.now.date()

    def absent(connection: Connection) -> None:
        liaison = connection.execute(select(member_table.c.id).where(member_table.c.name == "测试员01")).scalar_one()
        deputy = make_member(connection, "财政局", "测试员11", "head", accounts=[("wecom", "dep-11")])
        note_leave(connection, liaison, today, today + timedelta(days=3), liaison, office.now)
        appoint_deputy(connection, unit_id_of(connection, "财政局"), deputy, liaison, today, None, office.now)

    office.store.write(absent)
    assert "您代理财政局的信息报送：" in office.says(EDITOR, "催报 财政局")
    office.says(EDITOR, "确认")
    assert receivers(office) == ["dep-11"]


def test_who_owes_for_several_units_or_duties_gets_one_message(store: Store) -> None:
    monthly = '\n[[duties]]\nid = "monthly"\ntitle = "每月案例"\nperiod = "month"\ndeadline_day = 25\n'
    office = Office(store, text=PLAN_TEXT + monthly)
    office.member("财政局", "测试员01")
    office.member("招商局", "测试员01", accounts=[("wecom", "liaison-测试员01")])
    office.member("党群工作部", "测试员04", "editor")
    office.open_week()
    preview = office.says(EDITOR, "催报")
    assert (
        "将私信提醒2个单位的信息报送员（共1人）：财政局、招商局。" in preview and "您有4项报送任务尚未完成" in preview
    )
    assert "已向2个单位发出催报" in office.says(EDITOR, "确认")
    [row] = [row for row in office.outbox() if row.job == "reminder"]
    with store.read() as connection:
        links = links_of(connection, [row.key])
    assert row.unit_id is None and {(link.audience, link.rung) for link in links} == {("liaison", "")}
    assert len(links) == 4


def test_what_is_delivered_takes_its_line_out_of_a_merged_reminder(store: Store) -> None:
    office = Office(store)
    office.member("财政局", "测试员01")
    office.member("招商局", "测试员01", accounts=[("wecom", "liaison-测试员01")])
    office.member("党群工作部", "测试员04", "editor")
    office.member("招商局", "测试员07")
    office.open_week()
    office.clock("2026-11-18 22:10")
    office.says(EDITOR, "催报")
    office.says(EDITOR, "确认")
    office.says("liaison-测试员07", "报送 安全 开展隐患排查")
    states = {row.account: (row.state, row.content.text) for row in office.outbox() if row.job == "reminder"}
    assert states["liaison-测试员07"][0] == "cancelled"
    assert states["liaison-测试员01"][0] == "due" and "2项" not in states["liaison-测试员01"][1]


def test_units_that_nobody_can_be_written_to_are_not_counted_as_reminded(office: Office) -> None:
    office.store.write(lambda c: make_member(c, "统计局", "测试员09", accounts=[]))
    office.open_week()
    nobody = "以下单位没有可以送达的信息报送员，请查看「失联」：统计局。"
    preview = office.says(EDITOR, "催报")
    assert "将私信提醒3个单位" in preview and nobody in preview
    assert office.says(EDITOR, "确认") == f"已向3个单位发出催报。{nobody}"
    assert office.says(EDITOR, "催报 统计局") == nobody


def test_the_head_is_written_to_instead_where_the_plan_says_so(store: Store) -> None:
    office = Office(store, text=f"{PLAN_TEXT}\n[tone]\nhead_if_unreachable = true\n")
    office.store.write(lambda c: make_member(c, "财政局", "测试员01", accounts=[]))
    office.member("财政局", "测试员06", "head")
    office.member("党群工作部", "测试员04", "editor")
    office.open_week()
    assert "信息报送员目前收不到提醒（没有可用的账号）" in office.says(EDITOR, "催报")
    office.says(EDITOR, "确认")
    assert receivers(office) == ["head-测试员06"]
