"""Whole weeks as a dialogue between the office, which sends, and the schedule, which runs from Monday to Monday."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from models.store import Store
from tests.factories import PLAN_TEXT, at
from tests.models.weeks import obligations_starting_between
from tests.scheduler.office import UNITS, Office, due_times

EDITORS = [("summary", "editors", "editor-编辑一"), ("summary", "editors", "editor-编辑二")]
NEXT_WORD = "发送「未报 上周」查看明细。"
LEADER = ("summary", "leaders", "leader-领导")
GROUP = ("group", "group", "group")


def to_liaisons(rung: str, units: Sequence[str]) -> list[tuple[str, str, str]]:
    return [(rung, "liaison", unit) for unit in units]


def to_heads(units: Sequence[str]) -> list[tuple[str, str, str]]:
    return [("same-day", "head", unit) for unit in units]


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return Office(store, tmp_path)


def test_a_plain_week_from_monday_to_monday(office: Office) -> None:
    office.begin("2026-11-16 00:00")

    office.play("2026-11-17 10:00")
    office.send("2026-11-17 10:00", *UNITS[:4])
    office.play("2026-11-19 15:06")
    assert office.reached() == []

    office.play("2026-11-19 15:08")
    assert office.reached() == to_liaisons("day-before", UNITS[4:])

    office.send("2026-11-19 16:30", *UNITS[4:7])
    office.play("2026-11-20 14:08")
    assert office.reached("2026-11-19 15:08") == to_liaisons("same-day", UNITS[7:])

    office.send("2026-11-20 15:00", *UNITS[7:10])
    office.play("2026-11-20 16:08")
    assert office.reached("2026-11-20 14:08") == [GROUP]
    assert "应报12个单位，已报10个，还有2个未报。" in office.letters()[-1].content.text

    office.send("2026-11-21 09:00", UNITS[10])
    office.play("2026-11-23 12:00")
    assert office.reached("2026-11-20 16:08") == EDITORS
    assert office.letters()[-1].content.text.splitlines()[1:] == [
        "截至11月23日（周一）09:07，应报12个单位，已报11个，还有1个未报。",
        f"1. {UNITS[11]}",
        NEXT_WORD,
    ]


def test_every_letter_of_a_rung_leaves_in_the_minute_of_the_rung(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-23 12:00")
    times = {rung: due_times([row for row in office.letters() if row.rung == rung]) for rung in ("same-day", "summary")}
    assert times == {"same-day": {at("2026-11-20 14:07")}, "summary": {at("2026-11-23 09:07")}}


def test_in_a_week_in_which_everybody_delivers_nobody_is_written_to(office: Office) -> None:
    office.begin("2026-11-16 00:00").send("2026-11-16 09:00", *UNITS)
    office.play("2026-11-23 12:00")
    assert office.reached() == []


def test_a_week_with_a_make_up_saturday_is_due_on_friday_and_summed_up_on_monday(office: Office) -> None:
    """2026-10-05: off until Wednesday, working days Thursday to Saturday, the Saturday in place of a day off."""
    office.begin("2026-10-05 00:00")
    office.send("2026-10-08 10:00", *UNITS[:9])

    office.play("2026-10-08 15:06")
    assert office.reached() == []
    office.play("2026-10-08 15:08")
    assert office.reached() == to_liaisons("day-before", UNITS[9:])

    office.play("2026-10-09 14:08")
    assert office.reached("2026-10-08 15:08") == to_liaisons("same-day", UNITS[9:])
    office.play("2026-10-09 16:08")
    assert office.reached("2026-10-09 14:08") == [GROUP]
    assert "截止时间：10月9日（周五）17:00" in office.letters()[-1].content.text

    office.send("2026-10-10 09:00", *UNITS[9:11])
    office.play("2026-10-12 09:06")
    assert office.reached("2026-10-09 16:08") == []
    office.play("2026-10-12 09:08")
    assert office.reached("2026-10-09 16:08") == EDITORS
    assert office.letters()[-1].content.text.endswith(f"1. {UNITS[11]}\n{NEXT_WORD}")


def test_a_week_that_is_a_holiday_throughout_is_excused_and_silent(office: Office) -> None:
    """2026-02-16: Spring Festival from Monday to Sunday, and the Monday after it."""
    office.begin("2026-02-16 00:00").play("2026-02-24 00:00")
    assert office.reached() == []
    assert office.letters("post-progress") == []
    with office.store.read() as connection:
        rows = obligations_starting_between(connection, "jinhu", date(2026, 2, 16), date(2026, 2, 17))
    assert [(row.unit, row.excuse) for row in rows] == [(unit, "本期没有工作日") for unit in UNITS]


def test_a_holiday_week_neither_counts_as_missed_nor_breaks_a_row_of_misses(office: Office) -> None:
    office.begin("2026-02-09 00:00").play("2026-02-16 00:00")
    assert office.reached() == [*to_liaisons("day-before", UNITS), *to_liaisons("same-day", UNITS), GROUP]

    office.play("2026-02-24 09:08")
    assert office.reached("2026-02-16 00:00") == EDITORS
    assert office.letters()[-1].content.text.startswith("【未报汇总】每周信息 2月9日至15日 第7周")

    office.send("2026-02-24 10:00", *UNITS[:11])
    office.play("2026-02-27 14:08")
    expected = [*to_liaisons("day-before", UNITS[11:]), *to_liaisons("same-day", UNITS[11:]), *to_heads(UNITS[11:])]
    assert office.reached("2026-02-24 09:08") == expected
    assert "将连续2周未报" in office.letters()[-1].content.text


def test_a_row_of_misses_reaches_the_head_in_the_second_week_and_leaders_in_the_third(office: Office) -> None:
    silent = UNITS[11:]
    office.begin("2026-11-02 00:00")
    for monday in ("2026-11-02", "2026-11-09", "2026-11-16"):
        office.send(f"{monday} 10:00", *UNITS[:11])

    office.play("2026-11-09 12:00")
    first = [*to_liaisons("day-before", silent), *to_liaisons("same-day", silent), GROUP, *EDITORS]
    assert office.reached() == first

    office.play("2026-11-16 12:00")
    second = [
        *to_liaisons("day-before", silent),
        *to_liaisons("same-day", silent),
        *to_heads(silent),
        GROUP,
        *EDITORS,
    ]
    assert office.reached("2026-11-09 12:00") == second

    office.play("2026-11-23 12:00")
    assert office.reached("2026-11-16 12:00") == [*second, LEADER]
    assert office.letters()[-1].content.text.splitlines()[2:] == [f"1. {UNITS[11]}（连续3周）", NEXT_WORD]


def test_leaders_hear_only_of_the_units_that_have_come_so_far(office: Office) -> None:
    office.begin("2026-11-02 00:00")
    for monday in ("2026-11-02", "2026-11-09"):
        office.send(f"{monday} 10:00", *UNITS[:11])
    office.play("2026-11-23 12:00")
    leaders = [row.content.text for row in office.letters() if row.audience == "leaders"]
    assert [text.splitlines()[1:] for text in leaders] == [
        ["截至11月23日（周一）09:07，应报12个单位，以下1个单位连续未报送：", f"1. {UNITS[11]}（连续3周）", NEXT_WORD]
    ]


def test_one_item_breaks_a_row_of_misses(office: Office) -> None:
    office.begin("2026-11-02 00:00").play("2026-11-09 12:00")
    office.send("2026-11-15 22:00", *UNITS)
    office.play("2026-11-20 14:08")
    in_third_week = office.reached("2026-11-16 00:00")
    assert in_third_week == [*to_liaisons("day-before", UNITS), *to_liaisons("same-day", UNITS)]


def test_names_are_told_in_the_group_only_where_the_plan_says_so(store: Store, tmp_path: Path) -> None:
    office = Office(store, tmp_path, PLAN_TEXT + '\n[tone]\nnaming = "group"\n').begin("2026-11-16 00:00")
    office.send("2026-11-17 10:00", *UNITS[:10])
    office.play("2026-11-20 16:08")
    assert f"未报单位：{UNITS[10]}、{UNITS[11]}。" in office.letters()[-1].content.text


def test_no_unit_is_named_in_the_group_by_default(office: Office) -> None:
    office.begin("2026-11-16 00:00").play("2026-11-20 16:08")
    post = office.letters()[-1]
    assert post.audience == "group"
    assert not [unit for unit in UNITS if unit in post.content.text]


def test_a_quarter_of_weeks_never_writes_one_letter_twice(store: Store, tmp_path: Path) -> None:
    office = Office(store, tmp_path, units=UNITS[:2]).begin("2026-09-28 00:00").play("2026-12-28 12:00")
    keys = [row.key for row in office.letters()]
    assert len(keys) == len(set(keys))
    posts = [row.key.split(":")[3] for row in office.letters() if row.audience == "group"]
    assert posts == [f"2026-W{week}" for week in range(40, 53)]
