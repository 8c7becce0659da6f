from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import Connection

from models.duty_ledger import excuse
from models.files import FileStore
from models.obligations import obligations_in
from models.publications import Publication, store_publication
from models.store import Store
from scheduler.opening import open_periods
from scheduler.posting import gather, post_progress
from tests.factories import PLAN_TEXT, at, group_webhook, make_channels, make_member, make_plan, wecom_app
from tests.scheduler.office import UNITS, Office


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return Office(store, tmp_path, units=UNITS[:3])


def publish(office: Office, day: str, level: str) -> None:
    publication = Publication("jinhu", None, "金湖发布", level, date.fromisoformat(day))
    office.store.write(lambda connection: store_publication(connection, publication, None))


def post(office: Office, now: str) -> int:
    plan = office.plan()
    return office.store.write(lambda connection: post_progress(connection, plan, at(now), office.files))


def test_every_group_gets_text_table_and_picture_once_a_week(office: Office) -> None:
    office.begin("2026-11-09 00:00", wecom_app(), group_webhook("a"), group_webhook("b"))
    office.play("2026-11-16 09:38")
    letters = office.letters("post-progress")
    assert [(row.key, row.account, row.audience) for row in letters[2:]] == [
        ("progress:jinhu:2026-W47:a", "", "group"),
        ("progress:jinhu:2026-W47:b", "", "group"),
    ]
    content = letters[-1].content
    assert content.markdown.startswith("#### ")
    assert Image.open(BytesIO(office.files.read(content.picture))).width == 960
    assert post(office, "2026-11-18 10:00") == 0


def test_it_counts_publications_up_to_the_day_of_the_post(office: Office) -> None:
    office.begin("2026-11-09 00:00")
    for day, level in (("2026-10-31", "county"), ("2026-11-02", "county"), ("2026-11-16", "county")):
        publish(office, day, level)
    publish(office, "2026-11-17", "county")
    publish(office, "2026-10-08", "city")
    office.play("2026-11-16 09:38")
    lines = office.letters("post-progress")[-1].content.text.splitlines()
    assert lines[1:3] == ["县级媒体 本月 2/1 完成。", "市级媒体 本季度 1/1 完成。"]


def test_on_monday_it_tells_of_the_week_that_is_over(office: Office) -> None:
    office.begin("2026-11-09 00:00").send("2026-11-10 10:00", *UNITS[:2])
    office.play("2026-11-16 09:38")
    last = office.letters("post-progress")[-1].content.text.splitlines()[-1]
    assert last == "每周信息：上周（11月9日至15日 第46周）应报3个单位，已报2个，还有1个未报。"


def test_in_the_course_of_a_week_it_tells_of_that_week(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-16 08:00")
    office.send("2026-11-17 10:00", UNITS[0])
    assert post(office, "2026-11-18 10:00") == 1
    assert "本周（11月16日至22日 第47周）应报3个单位，已报1个" in office.letters("post-progress")[-1].content.text


def test_a_new_office_reads_of_its_first_week_from_the_beginning(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-16 09:38")
    assert "本周（11月16日至22日 第47周）应报3个单位" in office.letters("post-progress")[-1].content.text


def test_the_week_before_a_holiday_is_told_of_on_the_first_working_day(office: Office) -> None:
    office.begin("2026-02-09 00:00").play("2026-02-28 00:00")
    letters = office.letters("post-progress")
    assert [row.created_at for row in letters] == [at("2026-02-09 09:37"), at("2026-02-24 09:37")]
    assert "上周（2月16日至22日 第8周）没有单位需要报送。" in letters[-1].content.text


def test_nothing_is_posted_where_no_group_listens(office: Office) -> None:
    office.begin("2026-11-16 00:00", wecom_app())
    assert post(office, "2026-11-18 10:00") == 0
    assert not office.files.directory.exists()


def test_nothing_is_posted_before_the_plan_begins_or_after_it_ends(store: Store, tmp_path: Path) -> None:
    text = PLAN_TEXT.replace("start = 2024-08-20", "start = 2024-08-20\nend = 2026-11-17")
    office = Office(store, tmp_path, text).begin("2024-08-01 00:00")
    assert post(office, "2024-08-19 09:37") == 0
    assert post(office, "2026-11-17 09:37") == 1
    assert post(office, "2026-11-18 09:37") == 0


def test_a_plan_without_targets_and_duties_has_nothing_to_post(store: Store, tmp_path: Path) -> None:
    bare = 'id = "jinhu"\ntitle = "方案"\nstart = 2024-08-20\n'

    def work(connection: Connection) -> int:
        plan = make_plan(connection, bare)
        make_channels(connection)
        return post_progress(connection, plan, at("2026-11-16 09:37"), FileStore(tmp_path))

    assert store.write(work) == 0


def test_figures_of_a_plan_whose_duty_is_not_open_have_no_week(store: Store) -> None:
    def work(connection: Connection) -> None:
        plan = make_plan(connection)
        make_channels(connection)
        assert gather(connection, plan, at("2026-11-18 10:00")).week is None
        make_member(connection, "招商局", "甲")
        open_periods(connection, plan, at("2026-11-18 10:00"))
        week = gather(connection, plan, at("2026-11-18 10:01")).week
        assert week and (week.expected, week.delivered) == (1, 0)

    store.write(work)


def test_a_post_in_quiet_hours_waits_for_the_morning(office: Office) -> None:
    office.begin("2026-11-16 00:00")
    assert post(office, "2026-11-18 22:15") == 1
    assert at("2026-11-19 08:00") < office.letters("post-progress")[0].due_at < at("2026-11-19 08:06")


def test_a_correction_of_the_week_that_is_over_is_told_from_the_time_it_was_made(office: Office) -> None:
    office.begin("2026-11-09 00:00").send("2026-11-10 10:00", *UNITS[:2])
    office.play("2026-11-16 09:30")

    def excuse_last(connection: Connection) -> None:
        row = obligations_in(connection, "jinhu", "weekly", date(2026, 11, 9))[-1]
        excuse(connection, [row.id], "抗洪抢险", "编辑一", at("2026-11-16 09:20"))

    office.store.write(excuse_last)
    with office.store.read() as connection:
        before, after = (
            gather(connection, office.plan(), at(f"2026-11-16 {clock}")).week for clock in ("09:10", "09:30")
        )
    assert before is not None and (before.expected, before.delivered, before.corrections) == (3, 2, 0)
    assert after is not None and (after.expected, after.delivered, after.corrections) == (2, 2, 1)
