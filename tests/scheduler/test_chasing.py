from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, event, select, update

from models.accounts import mark_unreachable
from models.channels import ChannelRecord
from models.chases import chase_table, links_of, unsent_about
from models.items import item_table
from models.members import account_table, member_table
from models.obligations import obligation_table, obligations_as_of
from models.outbox import outbox_table
from models.plans import sync_plan
from models.store import Store
from scheduler.chasing import chase, needs_chase, rung_moments
from scheduler.jobs import job_named
from scheduler.running import run_due, run_job
from tests.factories import PLAN_TEXT, at, group_webhook, make_item, make_member, make_plan, plan_file, wecom_app
from tests.scheduler.office import UNITS, Office, due_times

THREE = UNITS[:3]


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return Office(store, tmp_path, units=THREE)


def outcomes(office: Office) -> list[tuple[str, str]]:
    """What is recorded of the rungs for the first unit."""
    query = select(chase_table.c.rung, chase_table.c.outcome).order_by(chase_table.c.obligation_id, chase_table.c.id)
    with office.store.read() as connection:
        first = select(obligation_table.c.id).order_by(obligation_table.c.id).limit(1).scalar_subquery()
        rows = connection.execute(query.where(chase_table.c.obligation_id == first))
        return [(row.rung, row.outcome) for row in rows]


def test_a_unit_that_delivers_between_two_rungs_is_not_chased_again(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-19 16:00")
    office.send("2026-11-19 17:00", THREE[0])
    office.play("2026-11-20 14:30")
    assert [unit for _, _, unit in office.reached("2026-11-19 16:00")] == list(THREE[1:])


@pytest.mark.parametrize("status", ["草稿", "退回", "撤回"])
def test_an_item_that_does_not_count_saves_nobody(office: Office, status: str) -> None:
    office.begin("2026-11-16 00:00").send("2026-11-17 10:00", THREE[0], status=status)
    office.play("2026-11-19 16:00")
    assert [unit for _, _, unit in office.reached()] == list(THREE)


@pytest.mark.parametrize("status", ["待审", "采用"])
def test_nobody_is_chased_whose_item_is_in_review_or_taken(office: Office, status: str) -> None:
    office.begin("2026-11-16 00:00").send("2026-11-17 10:00", *THREE, status=status)
    office.play("2026-11-23 12:00")
    assert office.reached() == []


def test_after_a_downtime_only_the_highest_rung_fires_and_once(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-18 09:00")
    office.chase("2026-11-20 16:20", "2026-11-20 16:21")
    assert office.reached() == [("group", "group", "group")]
    assert sorted(outcomes(office)) == [("day-before", "skipped"), ("group", "fired"), ("same-day", "skipped")]


def test_a_downtime_over_the_deadline_ends_with_the_summary_alone(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-18 09:00")
    office.chase("2026-11-23 11:00", "2026-11-23 11:01")
    assert [audience for _, audience, _ in office.reached()] == ["editors", "editors"]


def test_a_week_that_nobody_opened_is_chased_after_the_downtime(office: Office) -> None:
    office.begin("2026-11-09 00:00").play("2026-11-15 20:00")
    before = len(office.letters())
    office.chase("2026-11-20 15:00")
    assert {row.rung for row in office.letters()[before:]} == {"same-day", "summary"}
    assert {row.key.split(":")[3] for row in office.letters()[before:]} == {"2026-W46", "2026-W47"}


def test_a_plan_first_synced_on_thursday_fires_only_the_rungs_from_then_on(office: Office) -> None:
    office.begin("2026-11-19 15:30").play("2026-11-19 23:00")
    assert office.reached() == []
    office.play("2026-11-20 14:08")
    assert [rung for rung, _, _ in office.reached()] == ["same-day"] * 3
    assert outcomes(office) == [("same-day", "fired")]


def test_a_roster_that_comes_in_late_is_not_chased_for_old_weeks(office: Office) -> None:
    office.begin("2026-11-17 00:00")
    long_ago = update(member_table).values(active_from=date(2026, 10, 1))
    office.store.write(lambda connection: connection.execute(long_ago))
    job = job_named("open-periods")
    assert job
    run_job(office.store, office.files, job, at("2026-11-17 09:00"))
    assert office.chase("2026-11-17 09:01", "2026-11-18 09:01") == 0


def test_a_job_run_as_of_an_earlier_time_sees_the_week_as_it_was_then(office: Office) -> None:
    """As after an import: the week was opened on Sunday, the job is run as of the Friday before."""
    office.begin("2026-11-22 10:00").send("2026-11-17 10:00", THREE[0])
    office.send("2026-11-20 15:00", THREE[1])
    job = job_named("open-periods")
    assert job
    run_job(office.store, office.files, job, at("2026-11-22 10:00"))
    office.chase("2026-11-20 14:07")
    assert [(rung, unit) for rung, _, unit in office.reached()] == [("same-day", THREE[1]), ("same-day", THREE[2])]


def test_a_platforms_clock_may_be_a_little_ahead(office: Office) -> None:
    office.begin("2026-11-16 00:00").send("2026-11-20 14:08", *THREE)
    assert office.chase("2026-11-20 14:07") == 0


def test_an_item_withdrawn_after_a_rung_brings_no_stale_reminder(office: Office) -> None:
    office.begin("2026-11-16 00:00").send("2026-11-17 10:00", *THREE)
    office.play("2026-11-20 14:30")
    office.store.write(lambda connection: connection.execute(update(item_table).values(status="撤回")))
    office.play("2026-11-20 16:00")
    assert office.reached() == []
    office.play("2026-11-20 16:08")
    assert office.reached() == [("group", "group", "group")]


def test_excused_units_are_neither_chased_nor_counted(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-18 00:00")
    excuse = update(obligation_table).where(obligation_table.c.id == select_first()).values(excuse="集中培训")
    office.store.write(lambda connection: connection.execute(excuse))
    office.play("2026-11-23 12:00")
    assert THREE[0] not in {unit for _, _, unit in office.reached()}
    summary = office.letters()[-1].content.text
    assert "应报2个单位，已报0个，还有2个未报。" in summary
    assert f"免报：{THREE[0]}（集中培训）。" in summary


def select_first() -> object:
    return select(obligation_table.c.id).order_by(obligation_table.c.id).limit(1).scalar_subquery()


def test_quiet_hours_hold_reminders_until_they_end_and_word_them_for_then(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-18 09:00")
    office.chase("2026-11-19 22:15")
    letters = office.letters()
    assert len(letters) == 3
    (leaves,) = due_times(letters)
    assert at("2026-11-20 08:01") <= leaves <= at("2026-11-20 08:05")
    assert "还剩8小时5" in letters[0].content.text


def test_a_reminder_in_a_round_minute_leaves_a_little_later_all_together(store: Store, tmp_path: Path) -> None:
    ladder = '[[duties.ladder]]\nid = "only"\noffset = 0\ntime = 15:00:00\nto = ["liaison"]\n'
    text = PLAN_TEXT.replace("deadline_time = 17:00:00\n", f"deadline_time = 17:00:00\n{ladder}")
    office = Office(store, tmp_path, text, THREE).begin("2026-11-16 00:00")
    office.play("2026-11-20 15:01")
    (leaves,) = due_times(office.letters())
    assert timedelta(minutes=1) <= leaves - at("2026-11-20 15:00") <= timedelta(minutes=5)


def test_liaisons_of_a_rung_get_identical_text_for_one_call(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-19 16:00")
    assert len({row.content for row in office.letters()}) == 1


def test_letters_name_job_plan_rung_audience_member_and_unit(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-20 16:30")
    private, post = office.letters()[0], office.letters()[-1]
    assert (private.job, private.plan_id, private.rung, private.audience) == ("chase", "jinhu", "day-before", "liaison")
    assert private.key == f"chase:jinhu:weekly:2026-W47:day-before:{private.unit_id}:{private.member_id}"
    assert (private.channel, private.account) == ("app", f"liaison-{THREE[0]}")
    assert (post.key, post.account) == ("chase:jinhu:weekly:2026-W47:group:group:group", "")
    assert (post.member_id, post.unit_id) == (None, None)


def test_letters_are_linked_to_what_they_speak_of(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-20 16:30")
    with office.store.read() as connection:
        rows = obligations_as_of(connection, "jinhu", "weekly", date(2026, 11, 16), office.now, date(2026, 11, 20))
        assert [row.key.split(":")[4] for row in unsent_about(connection, [rows[0].id])] == [
            "day-before",
            "same-day",
            "group",
        ]
        post = office.letters()[-1]
        assert [link.obligation_id for link in links_of(connection, [post.key])] == sorted(row.id for row in rows)


def test_a_person_who_is_liaison_and_head_gets_one_letter_a_rung(store: Store, tmp_path: Path) -> None:
    office = Office(store, tmp_path, units=()).begin("2026-11-02 00:00")

    def work(connection: Connection) -> None:
        make_member(connection, "招商局", "测试员01", accounts=[("wecom", "one")])
        make_member(connection, "招商局", "测试员01", "head", accounts=[("wecom", "one")])

    office.store.write(work)
    office.play("2026-11-13 15:00")
    assert [(row.rung, row.audience, row.account) for row in office.letters() if row.rung == "same-day"] == [
        ("same-day", "liaison", "one"),
        ("same-day", "liaison", "one"),
    ]


def test_a_person_who_is_editor_and_leader_gets_one_summary(store: Store, tmp_path: Path) -> None:
    office = Office(store, tmp_path, units=()).begin("2026-11-02 00:00")

    def work(connection: Connection) -> None:
        make_member(connection, "招商局", "测试员01")
        make_member(connection, "办公室", "测试员02", "editor", accounts=[("wecom", "boss")])
        make_member(connection, "办公室", "测试员02", "leader", accounts=[("wecom", "boss")])

    office.store.write(work)
    office.play("2026-11-23 12:00")
    third = [row for row in office.letters() if row.created_at == at("2026-11-23 09:07")]
    assert [row.audience for row in third if row.account == "boss"] == ["editors"]
    assert {row.account for row in third if row.audience == "leaders"} == {"leader-领导"}


def test_somebody_who_reports_for_two_units_gets_one_letter_that_names_both(store: Store, tmp_path: Path) -> None:
    office = Office(store, tmp_path, units=()).begin("2026-11-16 00:00")

    def work(connection: Connection) -> None:
        for unit in ("招商局", "财政局"):
            make_member(connection, unit, "测试员01", accounts=[("wecom", "one")])
        make_member(connection, "科技人才局", "测试员02")

    office.store.write(work)
    office.play("2026-11-19 16:00")
    both, other = office.letters()
    assert all(unit in both.content.text for unit in ("招商局", "财政局"))
    assert (both.account, both.unit_id) == ("one", None)
    assert "科技人才局" not in other.content.text


def test_a_person_with_two_accounts_is_written_to_on_the_one_last_heard_from(office: Office) -> None:
    office.begin(
        "2026-11-16 00:00", wecom_app(), ChannelRecord("ding", "dingtalk", "dingtalk", True, False, ("jinhu",))
    )

    def work(connection: Connection) -> None:
        both = [("wecom", "w"), ("dingtalk", "d")]
        make_member(connection, "招商局", "测试员01", accounts=both)
        heard = update(account_table).where(account_table.c.user_id == "d").values(last_heard_at=at("2026-11-10 10:00"))
        connection.execute(heard)

    office.store.write(work)
    office.play("2026-11-19 16:00")
    assert [(row.channel, row.account) for row in office.letters() if row.account in "wd"] == [("ding", "d")]


def test_a_rung_is_recorded_although_nobody_can_be_reached_and_the_editors_are_told(office: Office) -> None:
    office.begin("2026-11-16 00:00")

    def work(connection: Connection) -> None:
        first = select(member_table.c.id).where(member_table.c.name == THREE[0], member_table.c.role == "liaison")
        connection.execute(delete(account_table).where(account_table.c.member_id == first.scalar_subquery()))
        mark_unreachable(connection, "wecom", [f"liaison-{THREE[1]}"], "不在应用可见范围", at("2026-11-10 10:00"))

    office.store.write(work)
    office.play("2026-11-20 15:00")
    # An account that failed before is tried again: whoever put it right need not tell us.
    assert [unit for rung, _, unit in office.reached() if rung == "same-day"] == list(THREE[1:])
    assert ("same-day", "fired") in outcomes(office)
    office.play("2026-11-23 12:00")
    assert office.letters()[-1].content.text.splitlines()[-2] == (
        f"提醒送不到：{THREE[0]}（没有可用的账号）；{THREE[1]}（不在应用可见范围）。请核对花名册和账号。"
    )


def test_a_unit_whose_liaison_has_left_is_named_in_the_summary(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-17 00:00")
    leaver = update(member_table).where(member_table.c.name == THREE[0]).values(active_until=date(2026, 11, 18))
    office.store.write(lambda connection: connection.execute(leaver))
    office.play("2026-11-23 12:00")
    assert THREE[0] not in {unit for _, audience, unit in office.reached() if audience == "liaison"}
    assert f"{THREE[0]}（没有在任的信息报送员）" in office.letters()[-1].content.text


def test_every_group_of_the_plan_gets_the_post(office: Office) -> None:
    other = PLAN_TEXT.replace('id = "jinhu"', 'id = "other"')
    office.store.write(lambda connection: make_plan(connection, other))
    office.begin("2026-11-16 00:00", wecom_app(), group_webhook("a"), group_webhook("b"), group_webhook("c", ["other"]))
    office.play("2026-11-20 16:30")
    assert [row.channel for row in office.letters() if row.audience == "group"] == ["a", "b"]


def test_a_changed_ladder_holds_from_the_week_after_the_change(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-18 10:00")
    quiet = '[[duties.ladder]]\nid = "once"\noffset = 0\ntime = 10:07:00\nto = ["liaison"]\n'
    text = PLAN_TEXT.replace("deadline_time = 17:00:00\n", f"deadline_time = 17:00:00\n{quiet}")
    office.store.write(lambda connection: sync_plan(connection, plan_file(text), office.now))
    office.play("2026-11-23 12:00")
    assert {rung for rung, _, _ in office.reached()} == {"day-before", "same-day", "group", "summary"}
    office.play("2026-11-30 12:00")
    assert {rung for rung, _, _ in office.reached("2026-11-23 12:00")} == {"once"}


def test_it_looks_before_it_writes(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-19 15:00")
    with office.store.read() as connection:
        assert not needs_chase(connection, office.plan(), at("2026-11-19 15:06"))
        assert needs_chase(connection, office.plan(), at("2026-11-19 15:07"))
    office.play("2026-11-19 15:07")
    with office.store.read() as connection:
        assert not needs_chase(connection, office.plan(), at("2026-11-19 15:08"))


def test_claimed_rungs_are_not_written_about_again(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-19 15:00")
    plan, now = office.plan(), at("2026-11-19 15:07")
    assert office.store.write(lambda connection: chase(connection, [plan], now)) == 3
    assert office.store.write(lambda connection: chase(connection, [plan], now)) == 0
    office.store.write(lambda connection: connection.execute(delete(outbox_table)))
    assert office.store.write(lambda connection: chase(connection, [plan], now)) == 0


def test_rung_moments_lie_between_the_bounds_and_come_once(office: Office) -> None:
    office.begin("2026-11-16 00:00")
    with office.store.read() as connection:
        moments = rung_moments(connection, office.plan(), at("2026-11-20 14:07"), at("2026-11-26 15:07"))
    assert moments == [at("2026-11-20 16:07"), at("2026-11-23 09:07"), at("2026-11-26 15:07")]


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Collects the statements that reach the database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield seen
    event.remove(store.engine, "before_cursor_execute", note)


def test_the_number_of_statements_does_not_grow_with_the_units(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-20 14:00")
    with statements(office.store) as few:
        office.play("2026-11-20 14:07")
    more = [f"新单位{number}" for number in range(60)]

    def hire(connection: Connection) -> None:
        for unit in more:
            make_member(connection, unit, unit)

    office.store.write(hire)
    office.play("2026-11-27 14:00")
    with statements(office.store) as many:
        office.play("2026-11-27 14:07")
    assert len(office.reached("2026-11-27 14:00")) == 63 + 3
    assert len(many) <= len(few) + 7  # one more open period: its lock, its rungs, its obligations, its plan


def test_playing_a_day_minute_by_minute_gives_the_same_letters(office: Office, tmp_path: Path) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-20 13:57")
    before = len(office.letters())
    job = job_named("chase")
    assert job
    for minute in range(21):
        run_job(office.store, office.files, job, at("2026-11-20 13:57") + timedelta(minutes=minute))
    by_minutes = [replace(row, id=0) for row in office.letters()[before:]]

    def forget(connection: Connection) -> None:
        connection.execute(delete(chase_table).where(chase_table.c.rung == "same-day"))
        connection.execute(delete(outbox_table).where(outbox_table.c.rung == "same-day"))

    office.store.write(forget)
    run_due(office.store, office.files, at("2026-11-20 13:57"), at("2026-11-20 14:18"))
    assert [replace(row, id=0) for row in office.letters()[before:]] == by_minutes


def test_an_item_made_up_for_a_week_ends_its_chase(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-23 08:00")

    def make_up(connection: Connection) -> None:
        make_item(connection, THREE[0], at("2026-11-23 08:30"))
        connection.execute(update(item_table).values(counted_on=date(2026, 11, 16), made_up_for="2026-W47"))

    office.store.write(make_up)
    office.play("2026-11-23 09:08")
    assert THREE[0] not in office.letters()[-1].content.text
