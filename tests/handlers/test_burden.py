"""负担: how many messages each person got, by kind, and how the plan keeps it light."""

from sqlalchemy import Connection, select, update

from models.members import member_table
from models.outbox import Content, Letter, outbox_table, post
from tests.dialogue import Office
from tests.factories import at

EDITOR = "editor-测试员04"


def send(office: Office, when: str, name: str, job: str = "chase", state: str = "sent") -> None:
    """A message to the member of this name, "" for the group."""

    def work(connection: Connection) -> None:
        member = connection.execute(select(member_table.c.id).where(member_table.c.name == name)).scalar()
        key, account = f"{job}:{name}:{when}:{state}", name
        post(
            connection,
            [Letter(key, "app", account, Content("提醒"), at(when), job, "jinhu", member_id=member)],
            at(when),
        )
        row = outbox_table.c.key == key
        connection.execute(update(outbox_table).where(row).values(state=state, sent_at=at(when)))

    office.store.write(work)


def test_it_counts_what_was_sent_this_month_by_person_and_kind(office: Office) -> None:
    for day in ("02", "09", "16"):
        send(office, f"2026-11-{day} 15:07", "测试员01")
    send(office, "2026-11-17 10:00", "测试员01", "reminder")
    send(office, "2026-11-17 10:00", "测试员02", "decision")
    send(office, "2026-11-17 16:07", "")
    assert office.says(EDITOR, "负担").splitlines() == [
        "11月1日至18日发出的消息：",
        "私信5条，收到的有2人，平均每人2.5条；工作群1条。其中自动催报3条，人工催报1条，其他1条；对本人消息的答复不计。",
        "收到的人：",
        "1. 财政局 测试员01：4条（自动催报3、人工催报1）",
        "2. 应急管理局 测试员02：1条（其他1）",
        "减负措施（依据2023年《关于防治“指尖上的形式主义”的若干意见》）："
        "提醒以私信为先，不公开点名，不排名，21:00至08:00不打扰。",
    ]


def test_answers_what_did_not_arrive_and_other_months_do_not_count(office: Office) -> None:
    send(office, "2026-11-17 10:00", "测试员01", "reply")
    send(office, "2026-11-17 10:00", "测试员01", state="failed")
    send(office, "2026-11-17 10:00", "测试员01", state="cancelled")
    send(office, "2026-10-31 23:59", "测试员02")
    assert office.says(EDITOR, "负担").startswith("11月1日至18日没有发出私信，工作群也没有发布。\n减负措施")
    send(office, "2026-11-17 16:07", "")
    assert office.says(EDITOR, "负担").startswith("11月1日至18日没有发出私信，工作群发布1条。\n")
    assert "10月1日至31日发出的消息：\n私信1条" in office.says(EDITOR, "负担 上月")
    assert "10月1日至31日发出的消息：\n私信1条" in office.says(EDITOR, "负担 10月")


def test_only_the_ten_who_got_most_are_named(office: Office) -> None:
    for number in range(12):
        office.member("统计局", f"甲{number:02d}")
        for minute in range(number + 1):
            send(office, f"2026-11-17 10:{minute:02d}", f"甲{number:02d}")
    lines = office.says(EDITOR, "负担").splitlines()
    assert lines[2] == "收到最多的10人：" and lines[3] == "1. 统计局 甲11：12条（自动催报12）" and len(lines) == 14


def test_what_is_no_month_and_what_has_not_begun_is_refused(office: Office) -> None:
    assert "没有看懂是哪个月" in office.says(EDITOR, "负担 财政局")
    assert "还没有开始" in office.says(EDITOR, "负担 下周")
    assert "没有看懂是哪个月" in office.says(EDITOR, "负担 2月30日")


def test_days_may_be_written_short(office: Office) -> None:
    send(office, "2026-11-11 15:07", "测试员01")
    assert office.says(EDITOR, "负担 11-9至11-15").startswith("11月9日至15日发出的消息：\n私信1条")
    assert office.says(EDITOR, "负担 11.12").startswith("11月12日没有发出私信")


def test_it_is_the_editors_alone(office: Office) -> None:
    assert "没有权限" in office.says("liaison-测试员01", "负担")
