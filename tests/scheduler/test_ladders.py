"""Ladders as data: fixed days, rows of misses, classes, colours; and what a backlog of days leaves to be said."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from models.duty_ledger import excuse
from models.members import unit_table
from models.obligations import obligation_table, obligations_in
from models.openings import open_spans
from models.outbox import OutboxRow
from models.store import Store
from tests.factories import PLAN_TEXT, at, group_webhook, make_plan, wecom_app
from tests.models.weeks import obligations_starting_between
from tests.scheduler.office import Office

MONDAY, NEXT_MONDAY = date(2026, 11, 16), date(2026, 11, 23)
TIME = "deadline_time = 17:00:00\n"
PHOTOS = '\n[[duties]]\nid = "photos"\ntitle = "每周图片"\nperiod = "week"\n'
OTHER = PLAN_TEXT.replace('id = "jinhu"', 'id = "guanyun"').replace("开发区宣传工作方案", "招商宣传方案")

Begin = Callable[..., Office]


def rung(name: str, more: str, clock: str = "10:07", to: str = '"liaison"') -> str:
    """A rung of the first duty."""
    return f'[[duties.ladder]]\nid = "{name}"\ntime = {clock}:00\nto = [{to}]\n{more}\n'


def with_rungs(*rungs: str) -> str:
    """The plan with a ladder of its own."""
    return PLAN_TEXT.replace(TIME, TIME + "".join(rungs), 1)


@pytest.fixture
def begin(store: Store, tmp_path: Path) -> Begin:
    """Two units with a liaison and a head each."""

    def make(text: str = PLAN_TEXT, now: str = "2026-11-16 00:00") -> Office:
        return Office(store, tmp_path, text, units=("招商局", "财政局")).begin(now)

    return make


def classify(office: Office, **classes: str) -> None:
    """Puts units into classes."""

    def work(connection: Connection) -> None:
        for unit, name in classes.items():
            connection.execute(update(unit_table).where(unit_table.c.name == unit).values(class_name=name))

    office.store.write(work)


def told(office: Office, after: str = "2000-01-01 00:00") -> list[tuple[str, str]]:
    """Rung and account of every private letter since a time."""
    return [(row.rung or "", row.account) for row in office.letters() if row.account and row.created_at > at(after)]


ONE, TWO = "liaison-招商局", "liaison-财政局"


def test_a_fixed_day_is_that_day_of_the_week_whatever_the_deadline(begin: Begin) -> None:
    office = begin(with_rungs(rung("midweek", "day = 3")))
    office.play("2026-11-18 10:06")
    assert told(office) == []
    office.play("2026-11-22 23:00")
    assert told(office) == [("midweek", ONE), ("midweek", TWO)]
    assert {row.created_at for row in office.letters()} == {at("2026-11-18 10:07")}


def test_a_fixed_day_is_kept_on_a_day_off(begin: Begin) -> None:
    """2026-10-07 is a Wednesday within the national holiday; the week has working days from Thursday on."""
    office = begin(with_rungs(rung("midweek", "day = 3")), "2026-10-05 00:00")
    office.play("2026-10-08 00:00")
    assert {row.created_at for row in office.letters()} == {at("2026-10-07 10:07")}


def test_a_rung_from_the_second_miss_leaves_the_first_week_alone(begin: Begin) -> None:
    office = begin(with_rungs(rung("plain", "offset = 0"), rung("second", "offset = 0\nfrom_miss = 2", "11:07")))
    office.play("2026-11-22 00:00")
    assert told(office) == [("plain", ONE), ("plain", TWO)]
    office.send("2026-11-22 20:00", "财政局")
    office.play("2026-11-27 12:00")
    assert told(office, "2026-11-22 00:00") == [("plain", ONE), ("plain", TWO), ("second", ONE)]


def test_after_a_downtime_each_unit_gets_the_highest_rung_that_is_for_it(begin: Begin) -> None:
    office = begin(with_rungs(rung("plain", "offset = 0"), rung("strict", 'offset = 0\nclasses = ["一类"]', "11:07")))
    classify(office, 招商局="一类", 财政局="二类")
    office.chase("2026-11-16 00:07", "2026-11-20 12:00", "2026-11-20 12:01")
    assert sorted(told(office)) == [("plain", TWO), ("strict", ONE)]


def test_a_rung_for_a_class_goes_by_the_class_as_it_was_when_the_week_began(begin: Begin) -> None:
    office = begin(with_rungs(rung("strict", 'offset = 0\nclasses = ["一类"]')))
    classify(office, 招商局="一类")
    office.chase("2026-11-16 00:07")
    classify(office, 招商局="二类", 财政局="一类")
    office.chase("2026-11-20 10:07")
    assert told(office) == [("strict", ONE)]
    office.chase("2026-11-23 00:07", "2026-11-27 10:07")
    assert told(office, "2026-11-21 00:00") == [("strict", TWO)]


def test_a_rung_that_is_not_for_a_unit_is_passed_and_does_not_come_later(begin: Begin) -> None:
    office = begin(with_rungs(rung("strict", 'offset = 0\nclasses = ["一类"]')))
    office.chase("2026-11-16 00:07", "2026-11-20 10:07", "2026-11-20 10:08")
    assert told(office) == []
    row_classes = update(obligation_table).values(class_name="一类")
    office.store.write(lambda connection: connection.execute(row_classes))
    office.chase("2026-11-20 10:09")
    assert told(office) == []


COLOURS = PLAN_TEXT.replace(TIME, TIME + 'preset = "three-colours"\n', 1)


def heads(rows: list[OutboxRow]) -> Counter[tuple[str, str, str]]:
    """How many letters there are by rung, audience, and what they are headed with."""
    return Counter((row.rung or "", row.audience, row.content.text.split("】")[0] + "】") for row in rows)


def test_three_colours_from_the_day_before_to_the_day_after(begin: Begin) -> None:
    office = begin(COLOURS).play("2026-11-23 12:00")
    assert heads(office.letters()) == {
        ("blue", "liaison", "【蓝色提醒】"): 2,
        ("yellow", "liaison", "【黄色提醒】"): 2,
        ("red", "liaison", "【红色提醒】"): 2,
        ("red", "head", "【红色提醒·抄送单位负责人】"): 2,
        ("red", "editors", "【红色提醒】"): 2,
    }
    times = {row.rung: row.created_at for row in office.letters()}
    assert times == {
        "blue": at("2026-11-19 15:07"),
        "yellow": at("2026-11-20 14:07"),
        "red": at("2026-11-23 09:07"),
    }


def test_three_colours_reach_the_head_and_the_leaders_in_the_second_week(begin: Begin) -> None:
    office = begin(COLOURS)
    for monday in ("2026-11-16", "2026-11-23"):
        office.send(f"{monday} 10:00", "财政局")
    office.play("2026-11-24 00:00").play("2026-11-30 12:00")
    second = [row for row in office.letters() if row.created_at > at("2026-11-24 00:00")]
    assert Counter((row.rung, row.audience) for row in second) == {
        ("blue", "liaison"): 1,
        ("yellow", "liaison"): 1,
        ("yellow", "head"): 1,
        ("red", "liaison"): 1,
        ("red", "head"): 1,
        ("red", "editors"): 2,
        ("red", "leaders"): 1,
    }
    assert not [row for row in second if "财政局" in row.content.text]


def test_three_colours_say_nothing_to_who_delivers_in_time(begin: Begin) -> None:
    office = begin(COLOURS)
    office.send("2026-11-16 09:00", "招商局", "财政局")
    office.play("2026-11-23 12:00")
    assert office.letters() == []


def test_a_duty_without_a_ladder_is_not_chased(begin: Begin) -> None:
    office = begin(PLAN_TEXT.replace(TIME, TIME + 'preset = "none"\n', 1)).play("2026-11-23 12:00")
    assert office.letters() == []
    with office.store.read() as connection:
        assert len(obligations_in(connection, "jinhu", "weekly", MONDAY)) == 2


def test_who_is_excused_in_mid_week_is_not_chased_from_then_on(begin: Begin) -> None:
    office = begin().play("2026-11-19 16:00")
    with office.store.read() as connection:
        (row,) = [row for row in obligations_in(connection, "jinhu", "weekly", MONDAY) if row.unit == "招商局"]
    given = at("2026-11-20 09:00")
    office.store.write(lambda connection: excuse(connection, [row.id], "集中培训", "测试", given))
    office.play("2026-11-20 15:00")
    assert told(office, "2026-11-19 16:00") == [("same-day", TWO)]


def test_a_job_as_of_before_the_excuse_does_chase(begin: Begin) -> None:
    office = begin()
    office.chase("2026-11-16 00:07")
    with office.store.read() as connection:
        (row,) = [row for row in obligations_in(connection, "jinhu", "weekly", MONDAY) if row.unit == "招商局"]
    given = at("2026-11-20 14:30")
    office.store.write(lambda connection: excuse(connection, [row.id], "集中培训", "测试", given))
    office.chase("2026-11-20 14:07")
    assert told(office) == [("same-day", ONE), ("same-day", TWO)]


def test_who_is_owed_again_is_not_chased_for_the_rungs_that_passed_meanwhile(begin: Begin) -> None:
    office = begin()
    office.chase("2026-11-16 00:07")
    with office.store.read() as connection:
        (row,) = [row for row in obligations_in(connection, "jinhu", "weekly", MONDAY) if row.unit == "招商局"]
    for when, reason in (("2026-11-19 09:00", "集中培训"), ("2026-11-20 09:00", "")):
        given = at(when)
        office.store.write(partial(excuse, obligation_ids=[row.id], reason=reason, source="测试", now=given))
        office.chase("2026-11-19 15:07" if reason else "2026-11-20 09:01")
    assert told(office) == [("day-before", TWO)]
    office.chase("2026-11-20 14:07")
    assert told(office, "2026-11-20 10:00") == [("same-day", ONE), ("same-day", TWO)]


@pytest.fixture
def backlog(store: Store, tmp_path: Path) -> Office:
    """Two plans with two duties each and the same people; open on a Monday, then everything is down for a week."""
    store.write(lambda connection: make_plan(connection, OTHER + PHOTOS))
    both = ("jinhu", "guanyun")
    office = Office(store, tmp_path, PLAN_TEXT + PHOTOS, units=("招商局", "财政局"))
    office.begin("2026-11-16 00:00", wecom_app(plans=both), group_webhook(plans=both))
    for unit in ("招商局", "财政局"):
        office.hire(unit, unit, plan="guanyun")
    office.chase("2026-11-16 00:07")
    return office


def test_after_a_week_down_every_obligation_is_there_with_its_deadline(backlog: Office) -> None:
    backlog.chase("2026-11-26 15:30")
    with backlog.store.read() as connection:
        for plan in ("jinhu", "guanyun"):
            rows = obligations_starting_between(connection, plan, MONDAY, date(2026, 12, 7))
            assert Counter((row.duty, row.starts_on, row.deadline) for row in rows) == {
                (duty, monday, at(f"{friday} 17:00")): 2
                for duty in ("weekly", "photos")
                for monday, friday in ((MONDAY, "2026-11-20"), (NEXT_MONDAY, "2026-11-27"))
            }
            assert {row.chase_from for row in rows if row.starts_on == NEXT_MONDAY} == {at("2026-11-23 00:00")}
            assert len(open_spans(connection, plan, MONDAY, NEXT_MONDAY)) == 4


def test_after_a_week_down_only_the_highest_rungs_fire_and_each_person_gets_one_message(backlog: Office) -> None:
    assert backlog.chase("2026-11-26 15:30") == 4
    rows = [row for row in backlog.letters() if row.account]
    assert sorted(row.account for row in rows) == ["editor-编辑一", "editor-编辑二", ONE, TWO]
    texts = {row.account: row.content.text for row in rows}
    assert "您有4项报送任务尚未完成" in texts[ONE] and texts[ONE] == texts[TWO]
    assert [line[0] for line in texts[ONE].splitlines() if line[1:2] == "."] == ["1", "2", "3", "4"]
    assert texts["editor-编辑一"].count("【未报汇总】") == 2
    # This week's are chased for tomorrow, last week's are summed up; nothing else of last week comes late.
    assert {row.rung for row in rows} == {"day-before", "summary"}
    assert backlog.chase("2026-11-26 15:31", "2026-11-26 16:00") == 0


def test_after_a_week_down_in_the_night_each_person_gets_one_message_in_the_morning(backlog: Office) -> None:
    backlog.chase("2026-11-26 23:10", "2026-11-27 03:10", "2026-11-27 07:50")
    rows = [row for row in backlog.letters() if row.account.startswith("liaison") and row.state == "due"]
    assert sorted(row.account for row in rows) == [ONE, TWO]
    assert all(at("2026-11-27 08:00") <= row.due_at <= at("2026-11-27 08:06") for row in rows)
