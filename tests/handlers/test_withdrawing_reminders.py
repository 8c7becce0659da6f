"""Nobody is chased who has delivered: what has not left yet is taken back or worded anew."""

from sqlalchemy import Connection

from models.chases import Link, link_letters
from models.obligations import Obligation, obligations_in
from models.outbox import Content, Letter, OutboxRow, outbox_table, post
from rules.periods import period_of
from tests.dialogue import Office
from tests.factories import PLAN_TEXT

LIAISONS = ("liaison-测试员01", "liaison-测试员02", "liaison-测试员03")
EDITOR = "editor-测试员04"
OFFICE_NAMES = PLAN_TEXT + '\n[tone]\nnaming = "group"\n'


def obligations(office: Office, connection: Connection) -> list[Obligation]:
    start = period_of("week", office.now.astimezone(office.plan.zone).date(), office.plan).start
    return obligations_in(connection, "jinhu", "weekly", start)


def write(office: Office, key: str, audience: str, channel: str, account: str, *units: str) -> None:
    """A message of the schedule about these units' obligations, which has not left yet."""

    def work(connection: Connection) -> None:
        content = Content(f"未报单位：{'、'.join(units)}。")
        letter = Letter(key, channel, account, content, office.now, "chase", "jinhu", "rung", audience)
        post(connection, [letter], office.now)
        found = [row for row in obligations(office, connection) if row.unit in units]
        assert len(found) == len(units)
        link_letters(connection, [Link(row.id, key, audience, "rung") for row in found])

    office.store.write(work)


def letter(office: Office, key: str) -> OutboxRow:
    [found] = [row for row in office.outbox() if row.key == key]
    return found


def test_a_private_reminder_is_taken_back_in_the_transaction_of_the_submission(office: Office) -> None:
    write(office, "one", "liaison", "app", LIAISONS[0], "财政局")
    write(office, "two", "liaison", "app", LIAISONS[1], "应急管理局")
    office.says(LIAISONS[0], "报送 安全 开展隐患排查")
    assert (letter(office, "one").state, letter(office, "one").error) == ("cancelled", "已经报送，不再提醒")
    assert letter(office, "two").state == "due"


def test_a_post_to_the_group_counts_anew_without_those_who_delivered(office: Office) -> None:
    write(office, "post", "group", "group", "", "财政局", "应急管理局", "招商局")
    office.says(LIAISONS[0], "报送 安全 开展隐患排查")
    post_row = letter(office, "post")
    assert post_row.state == "due"
    assert "应报3个单位，已报1个，还有2个未报" in post_row.content.text
    assert "应急管理局" not in post_row.content.text


def test_a_post_that_names_units_names_those_who_still_owe(office: Office) -> None:
    naming = Office(office.store, text=OFFICE_NAMES)
    write(naming, "post", "group", "group", "", "财政局", "应急管理局", "招商局")
    naming.says(LIAISONS[1], "报送 安全 开展隐患排查")
    assert "未报单位：财政局、招商局。" in letter(naming, "post").content.text


def test_a_summary_for_editors_is_worded_anew(office: Office) -> None:
    write(office, "summary", "editors", "app", EDITOR, "财政局", "应急管理局", "招商局")
    office.says(LIAISONS[0], "报送 安全 开展隐患排查")
    text = letter(office, "summary").content.text
    assert text.startswith("【未报汇总】") and "1. 应急管理局\n2. 招商局" in text and "财政局" not in text


def test_when_the_last_one_delivers_the_post_is_taken_back(office: Office) -> None:
    write(office, "post", "group", "group", "", "财政局", "应急管理局")
    office.says(LIAISONS[0], "报送 安全 开展隐患排查")
    assert letter(office, "post").state == "due"
    office.says(LIAISONS[1], "报送 安全 开展隐患排查")
    assert letter(office, "post").state == "cancelled"


def test_what_has_left_is_left_alone(office: Office) -> None:
    write(office, "gone", "liaison", "app", LIAISONS[0], "财政局")
    office.store.write(lambda connection: connection.execute(outbox_table.update().values(state="sent")))
    before = letter(office, "gone")
    office.says(LIAISONS[0], "报送 安全 开展隐患排查")
    assert letter(office, "gone") == before


def test_half_of_what_is_owed_leaves_a_reminder_of_the_other_half(office: Office) -> None:
    two = Office(office.store, now="2026-11-25 10:00", text=PLAN_TEXT.replace("required = 1", "required = 2"))
    two.open_week()
    write(two, "one", "liaison", "app", LIAISONS[0], "财政局")
    assert "还差1条" in two.says(LIAISONS[0], "报送 安全 开展隐患排查")
    assert letter(two, "one").state == "due"
    assert "已报1条，还差1条" in letter(two, "one").content.text
    two.says(LIAISONS[0], "报送 招商 项目签约")
    assert letter(two, "one").state == "cancelled"


def test_a_draft_takes_nothing_back(office: Office) -> None:
    write(office, "one", "liaison", "app", LIAISONS[0], "财政局")
    for text in ("报送", "2", "开展安全检查", "取消"):
        office.says(LIAISONS[0], text)
    assert letter(office, "one").state == "due"
    office.says(LIAISONS[0], "报送 1")
    assert letter(office, "one").state == "cancelled"


def test_an_item_that_is_sent_in_again_takes_it_back_too(office: Office) -> None:
    office.says(LIAISONS[0], "报送 安全 开展隐患排查")
    office.says(EDITOR, "退回 1 请补充整改情况")
    write(office, "one", "liaison", "app", LIAISONS[0], "财政局")
    office.says(LIAISONS[0], "补充 1 已全部整改。")
    assert letter(office, "one").state == "cancelled"


def test_a_duty_that_the_plan_has_lost_is_worded_as_it_held_when_the_week_began(office: Office) -> None:
    write(office, "post", "group", "group", "", "财政局", "应急管理局")
    without = Office(
        office.store, text=PLAN_TEXT.replace('id = "weekly"', 'id = "other"').replace("每周信息", "新任务")
    )
    without.says(LIAISONS[0], "报送 安全 开展隐患排查")
    after = letter(without, "post")
    assert after.state == "due"
    assert after.content.text.startswith("【每周信息】") and "还有1个未报" in after.content.text


def test_a_message_that_fails_takes_nothing_back(office: Office) -> None:
    """The preview runs everything and keeps nothing, as a transaction does that is rolled back."""
    write(office, "one", "liaison", "app", LIAISONS[0], "财政局")
    office.would_say(LIAISONS[0], "报送 安全 开展隐患排查")
    assert letter(office, "one").state == "due"
