"""日志: what was sent on a day, to whom, and whether it was delivered."""

from sqlalchemy import update

from models.outbox import outbox_table
from tests.dialogue import Office

EDITOR = "editor-测试员04"


def remind(office: Office, units: str = "", **values: object) -> None:
    """An editor reminds by hand, and this becomes of it."""
    known = {row.id for row in office.outbox()}
    office.says(EDITOR, f"催报 {units}".strip())
    office.says(EDITOR, "确认")
    new = [row.id for row in office.outbox() if row.id not in known]
    change = update(outbox_table).where(outbox_table.c.id.in_(new)).values(**values)
    office.store.write(lambda c: c.execute(change))


def test_a_day_is_told_by_what_wrote_the_messages_and_what_became_of_them(office: Office) -> None:
    remind(office, "财政局 招商局", state="sent", sent_at=office.now)
    office.clock("2026-11-18 11:02")
    remind(office, "应急管理局", state="failed", error="不在应用可见范围")
    assert office.says(EDITOR, "日志").splitlines() == [
        "11月18日（周三）的发送记录，共3条（送达2，失败1）：",
        "10:00 人工催报发给信息报送员2条：送达2。涉及财政局、招商局。",
        "11:02 人工催报发给信息报送员1条：失败1。应急管理局没有送达：不在应用可见范围。涉及应急管理局。",
        "查看内容请发送「日志 11月18日 单位」。",
    ]


def test_a_notice_is_named_by_what_it_is(office: Office) -> None:
    office.says("liaison-测试员01", "代理 测试员02")
    line = office.says(EDITOR, "日志").splitlines()[1]
    assert line.split(" ", 1)[1] == "代理通知发给代理人1条：等待发送1。涉及应急管理局。"


def test_what_was_taken_back_and_what_waits_is_said(office: Office) -> None:
    office.clock("2026-11-18 07:10")
    remind(office, "财政局", state="due")
    remind(office, "招商局", state="cancelled", error="已经报送，不再提醒")
    answer = office.says(EDITOR, "日志")
    assert "收回1，等待发送1" in answer
    assert "招商局已收回：已经报送，不再提醒。" in answer
    assert answer.splitlines()[1].startswith("08:0")


def test_an_earlier_day_is_named_as_in_a_question(office: Office) -> None:
    remind(office, state="sent", sent_at=office.now)
    office.clock("2026-11-23 10:00")
    assert office.says(EDITOR, "日志") == "11月23日（周一）没有发送记录。"
    for day in ("上周三", "11月18日", "18日", "11-18", "11.18", "11/18"):
        assert office.says(EDITOR, f"日志 {day}").startswith("11月18日（周三）的发送记录，共3条（送达3）：")


def test_of_one_unit_it_shows_the_texts(office: Office) -> None:
    remind(office, state="sent", sent_at=office.now)
    office.clock("2026-11-19 10:00")
    for words in ("日志 昨天 应急局", "日志 11月18日应急管理局", "日志 11-18 应急局"):
        lines = office.says(EDITOR, words).splitlines()
        assert lines[0] == "11月18日（周三）给应急管理局的发送记录，共1条（送达1）："
        assert lines[1] == "10:00 人工催报，企业微信发给测试员02，已送达："
        assert lines[2] == "【报送提醒】每周信息"
    assert office.says(EDITOR, "日志 应急局") == "11月19日（周四）没有给应急管理局的发送记录。"


def test_what_is_no_day_and_no_unit_is_refused(office: Office) -> None:
    assert "请写明哪一天" in office.says(EDITOR, "日志 上周")
    assert "请写明哪一天" in office.says(EDITOR, "日志 2月30日")
    assert "没有看懂“卫健委”" in office.says(EDITOR, "日志 卫健委")


def test_it_is_the_editors_alone(office: Office) -> None:
    assert "没有权限" in office.says("liaison-测试员01", "日志")
