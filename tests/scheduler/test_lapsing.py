"""What nobody confirmed for a day: kept as a draft, its writer told once, and nothing lost to who writes just then."""

from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from bot.pipeline import process
from handlers.context import Incoming
from models.files import FileStore
from models.items import Item, item_by_number
from models.members import member_table
from models.outbox import OutboxRow
from models.store import Store
from scheduler.jobs import job_named
from scheduler.lapsing import lapse, lapsing
from scheduler.running import dry_run, run_job
from tests.dialogue import Office
from tests.factories import at
from tests.models.observing import race

LIAISON = "liaison-测试员01"
FREE_TEXT = "11月18日，应急管理局联合园区企业开展安全隐患大排查，共排查隐患26处，已整改24处，其余两处明确了整改时限。"


@pytest.fixture
def office(store: Store) -> Office:
    """Two liaisons on Wednesday at ten."""
    return office_on(store)


def office_on(store: Store) -> Office:
    office = Office(store)
    office.member("财政局", "测试员01", accounts=[("wecom", LIAISON), ("dingtalk", "staff01")])
    office.member("招商局", "测试员02")
    office.member("党群工作部", "测试员04", "editor")
    office.open_week()
    return office


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


def write(office: Office, *texts: str) -> None:
    for text in texts or ("报送", "2", "开展安全检查", "覆盖企业38家"):
        office.says(LIAISON, text)


def run(office: Office, files: FileStore, now: str) -> int:
    """The job as of this time. → how many letters it wrote."""
    office.clock(now)
    job = job_named("lapse-drafts")
    assert job is not None
    report = run_job(office.store, files, job, office.now)
    assert report.error is None
    return report.written


def letters(office: Office) -> list[OutboxRow]:
    return [row for row in office.outbox() if row.job == "lapse-drafts"]


def items(office: Office) -> list[Item]:
    with office.store.read() as connection:
        found = [item_by_number(connection, "jinhu", number) for number in range(1, 6)]
    return [item for item in found if item is not None]


def test_after_a_day_it_is_a_draft_and_the_writer_has_the_last_word(office: Office, files: FileStore) -> None:
    write(office)
    assert run(office, files, "2026-11-19 10:01") == 0
    assert run(office, files, "2026-11-19 10:02") == 1
    [letter], [draft] = letters(office), items(office)
    assert letter.content.text == (
        "您于11月18日10:00开始的报送超过24小时没有确认，已存为第1号草稿。"
        "接着填写请发送「草稿 1 继续」，直接报送请发送「报送 1」，查看全部草稿请发送「草稿」。"
    )
    assert (letter.account, letter.due_at, letter.plan_id) == (LIAISON, office.now, "jinhu")
    assert (draft.status, draft.title, draft.body) == ("草稿", "开展安全检查", "落实情况：覆盖企业38家")
    assert "2/3" in office.says(LIAISON, "草稿 1 继续")


def test_it_is_said_once(office: Office, files: FileStore) -> None:
    write(office)
    assert [run(office, files, f"2026-11-19 10:0{minute}") for minute in (5, 5, 6)] == [1, 0, 0]
    assert "超过一天" not in office.says(LIAISON, "草稿")
    assert (len(letters(office)), len(items(office))) == (1, 1)


def test_whoever_writes_first_is_told_in_the_chat(office: Office, files: FileStore) -> None:
    write(office)
    office.clock("2026-11-19 10:01")
    assert office.says(LIAISON, "我的").startswith("上次的内容超过一天没有确认，已存为第1号草稿")
    assert run(office, files, "2026-11-19 10:05") == 0
    assert len(items(office)) == 1


def test_quiet_hours_hold_the_last_word(office: Office, files: FileStore) -> None:
    office.clock("2026-11-18 22:50")
    write(office)
    assert run(office, files, "2026-11-19 23:10") == 1
    [letter] = letters(office)
    assert letter.due_at >= at("2026-11-20 07:00")


@pytest.mark.parametrize("text", ["报送 1", "撤回 1"])
def test_a_draft_that_is_dealt_with_meanwhile_is_spoken_of_no_more(office: Office, files: FileStore, text: str) -> None:
    office.clock("2026-11-18 22:50")
    write(office)
    run(office, files, "2026-11-19 23:10")
    office.says(LIAISON, text)
    assert [letter.state for letter in letters(office)] == ["cancelled"]


def test_it_goes_to_the_platform_last_heard_from(office: Office, files: FileStore) -> None:
    office.says("staff01", FREE_TEXT, channel="ding", family="dingtalk")
    assert run(office, files, "2026-11-19 11:00") == 1  # the office has no channel on that platform
    assert [letter.account for letter in letters(office)] == [LIAISON]
    assert "编号第1号" in office.says("staff01", "报送 1", channel="ding", family="dingtalk")


def test_where_nothing_was_typed_it_ends_in_silence(office: Office, files: FileStore) -> None:
    office.says(LIAISON, "报送")
    office.says("editor-测试员04", "催报")
    assert run(office, files, "2026-11-19 11:00") == 0
    assert (items(office), office.contents()["conversation"]) == ([], [])


def test_every_answer_gives_it_another_day(office: Office, files: FileStore) -> None:
    write(office)
    office.clock("2026-11-19 09:00")
    office.says(LIAISON, "整改隐患26处")
    assert run(office, files, "2026-11-20 08:00") == 0
    assert items(office) == []


def test_each_lapse_of_one_draft_is_said(office: Office, files: FileStore) -> None:
    write(office)
    run(office, files, "2026-11-19 10:05")
    office.says(LIAISON, "草稿 1 继续")
    assert run(office, files, "2026-11-20 11:00") == 1
    assert "第1号草稿" in letters(office)[1].content.text and "11月19日10:05" in letters(office)[1].content.text
    assert len(items(office)) == 1


def test_who_has_left_is_not_written_to_and_the_draft_stays(store: Store, files: FileStore) -> None:
    office = office_on(store)
    write(office)
    leave(office)
    assert run(office, files, "2026-11-19 11:00") == 0
    assert [item.status for item in items(office)] == ["草稿"]


def leave(office: Office) -> None:
    def work(connection: Connection) -> None:
        connection.execute(
            update(member_table).where(member_table.c.name == "测试员01").values(active_until=date(2026, 11, 19))
        )

    office.store.write(work)


def test_a_dry_run_shows_the_letter_and_keeps_nothing(office: Office, files: FileStore) -> None:
    write(office)
    before = office.contents()
    job = job_named("lapse-drafts")
    assert job is not None
    [letter] = dry_run(office.store, files, job, at("2026-11-19 11:00"))
    assert "第1号草稿" in letter.row.content.text
    assert office.contents() == before


# Somebody writes at the same moment

NEXT_DAY = at("2026-11-19 10:02")


def say(connection: Connection, text: str, now: str) -> None:
    process(connection, Incoming("app", "wecom", ("jinhu",), f"race-{text}", LIAISON, text, at(now)), "", at(now))


def lapse_all(connection: Connection, office: Office) -> None:
    for each in lapsing(connection, office.plan, NEXT_DAY):
        lapse(connection, office.plan, each, NEXT_DAY)


@pytest.mark.parametrize("message_first", [True, False])
@pytest.mark.parametrize("text", ["确认", "我的", "报送 招商 项目签约"])
def test_a_message_after_the_day_and_the_job_keep_it_once(office: Office, message_first: bool, text: str) -> None:
    write(office, "报送", "2", "开展安全检查", "覆盖企业38家", "完成")
    message, job = partial(say, text=text, now="2026-11-19 10:02"), partial(lapse_all, office=office)
    race(office.store, *((message, job) if message_first else (job, message)))
    kept = [item for item in items(office) if item.title == "开展安全检查"]
    assert [(item.status, item.body) for item in kept] == [("草稿", "落实情况：覆盖企业38家")]
    assert len(letters(office)) == (0 if message_first else 1)


def test_a_message_of_the_last_second_goes_on_with_it(office: Office) -> None:
    write(office, "报送", "2", "开展安全检查", "覆盖企业38家", "完成")
    race(office.store, partial(say, text="确认", now="2026-11-19 10:00"), partial(lapse_all, office=office))
    assert [(item.status, item.title) for item in items(office)] == [("待审", "开展安全检查")]
    assert letters(office) == []
