"""The oracle itself, on weeks that were worked out by hand."""

from datetime import date, datetime, timedelta

import chinese_calendar
import pytest

from tests.whole.year import calendar_2026
from tests.whole.year.oracle import (
    Absence,
    Change,
    Excuse,
    Hire,
    Leaves,
    Look,
    Oracle,
    Role,
    Send,
    Step,
    deadline_day,
    monday_of,
    rung_times,
)

BEGIN = datetime(2025, 12, 29)
FIRST_DAY = BEGIN.date()


def clock(text: str) -> datetime:
    return datetime.fromisoformat(text)


def times(monday: date) -> list[str]:
    return [f"{rung} {when:%m-%d %H:%M}" for rung, when in rung_times(monday).items()]


def hire(unit: str, name: str, role: Role = "liaison", since: date = FIRST_DAY) -> Hire:
    return Hire(BEGIN, unit, name, role, since)


def send(when: str, unit: str, item: int) -> Send:
    return Send(clock(when), clock(when), unit, item)


def looks(*when: str) -> list[Step]:
    return [Look(clock(each)) for each in when]


def told(monday: date, *steps: Step, first: date = FIRST_DAY) -> list[str]:
    """Who is reached about a week, in words, for an office of two units, an editor and a leader."""
    staff = [
        hire("A", "甲"),
        hire("A", "甲头", "head"),
        hire("B", "乙"),
        hire("B", "乙头", "head"),
        hire("宣传办", "编辑", "editor"),
        hire("宣传办", "领导", "leader"),
    ]
    reached = Oracle(first).play([*staff, *steps]).reached
    mine = sorted((each for each in reached if each.monday == monday), key=lambda each: (each.at, each))
    return [f"{each.rung} {each.unit} {each.receiver.removeprefix('id-')} {each.at:%m-%d %H:%M}" for each in mine]


def test_the_table_of_days_off_is_the_one_that_the_calendar_library_has() -> None:
    day = date(2026, 1, 1)
    while day <= date(2026, 12, 31):
        assert calendar_2026.works(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)
    for number in range(60):
        day = date(2024, 1, 2) + timedelta(days=number)
        assert calendar_2026.works(day) == chinese_calendar.is_workday(day), day


@pytest.mark.parametrize(
    ("monday", "expected"),
    [
        ("2026-03-09", ["day-before 03-12 15:07", "same-day 03-13 14:07", "group 03-13 16:07", "summary 03-16 09:07"]),
        # New year's day is a Thursday, the Sunday of the week is worked and passed over.
        ("2025-12-29", ["day-before 12-30 15:07", "same-day 12-31 14:07", "group 12-31 16:07", "summary 01-05 09:07"]),
        # A Saturday is worked before the spring festival; the week after it has no working day, nor has its Monday.
        ("2026-02-09", ["day-before 02-12 15:07", "same-day 02-13 14:07", "group 02-13 16:07", "summary 02-24 09:07"]),
        ("2026-02-16", []),
        ("2026-04-27", ["day-before 04-29 15:07", "same-day 04-30 14:07", "group 04-30 16:07", "summary 05-06 09:07"]),
        ("2026-09-28", ["day-before 09-29 15:07", "same-day 09-30 14:07", "group 09-30 16:07", "summary 10-08 09:07"]),
        ("2026-10-05", ["day-before 10-08 15:07", "same-day 10-09 14:07", "group 10-09 16:07", "summary 10-12 09:07"]),
        # Only the Sunday is worked: nothing fires before the Monday of the week.
        ("2024-02-12", ["same-day 02-18 14:07", "group 02-18 16:07", "summary 02-19 09:07"]),
        # The calendar of 2027 is not known: weekdays are worked.
        ("2026-12-28", ["day-before 12-31 15:07", "same-day 01-01 14:07", "group 01-01 16:07", "summary 01-04 09:07"]),
    ],
)
def test_the_rungs_of_a_week(monday: str, expected: list[str]) -> None:
    assert times(date.fromisoformat(monday)) == expected


def test_the_deadline_and_the_first_day_of_a_week() -> None:
    assert monday_of(date(2026, 10, 4)) == date(2026, 9, 28)
    assert deadline_day(date(2026, 9, 28)) == date(2026, 9, 30)
    assert deadline_day(date(2024, 2, 12)) == date(2024, 2, 18)
    assert deadline_day(date(2026, 2, 16)) is None


def test_a_plain_week() -> None:
    week = date(2026, 3, 9)
    steps: list[Step] = [
        *looks("2026-03-12 15:07"),
        send("2026-03-13 10:00", "A", 1),
        *looks("2026-03-13 14:07", "2026-03-13 16:07", "2026-03-16 09:07", "2026-03-16 09:08"),
    ]
    assert told(week, *steps, first=week) == [
        "day-before A 甲 03-12 15:07",
        "day-before B 乙 03-12 15:07",
        "same-day B 乙 03-13 14:07",
        "group B group 03-13 16:07",
        "summary B 编辑 03-16 09:07",
    ]


def test_heads_hear_of_the_second_miss_and_leaders_of_the_third_and_a_free_week_is_passed_over() -> None:
    fridays = ("2026-02-06", "2026-02-13", "2026-02-24", "2026-02-27", "2026-03-02")
    steps = looks(*(f"{day} {hour}" for day in fridays for hour in ("09:07", "14:07", "16:07")))
    steps.insert(0, send("2026-02-02 09:00", "A", 1))
    second = told(date(2026, 2, 9), *steps, first=date(2026, 2, 2))
    assert [line for line in second if line.startswith("same-day")] == [
        "same-day A 甲 02-13 14:07",
        "same-day B 乙头 02-13 14:07",
        "same-day B 乙 02-13 14:07",
    ]
    third = told(date(2026, 2, 23), *steps, first=date(2026, 2, 2))
    assert [line for line in third if "领导" in line] == ["summary B 领导 03-02 09:07"]
    assert "same-day A 甲头 02-27 14:07" in third


def test_after_an_outage_only_the_highest_rung_fires_and_quiet_hours_hold_it() -> None:
    week = date(2026, 3, 9)
    night = [*looks("2026-03-11 12:00", "2026-03-13 22:30"), send("2026-03-13 23:00", "A", 1)]
    assert told(week, *night, first=week) == ["group B group 03-13 22:30"]
    late = [*looks("2026-03-11 12:00", "2026-03-13 22:30", "2026-03-14 08:00"), send("2026-03-14 09:00", "A", 1)]
    assert told(week, *late, first=week) == ["group A group 03-13 22:30", "group B group 03-13 22:30"]


def test_a_clock_that_is_put_back_lets_nothing_fire_twice() -> None:
    week = date(2026, 3, 9)
    steps = looks("2026-03-12 15:07", "2026-03-12 14:30", "2026-03-12 15:07", "2026-03-12 15:08")
    assert len(told(week, *steps, first=week)) == 2


def test_what_is_sent_back_counts_again_by_its_first_time() -> None:
    week = date(2026, 3, 9)
    steps = [
        send("2026-03-10 10:00", "A", 1),
        send("2026-03-10 10:00", "B", 2),
        *looks("2026-03-12 15:07"),
        Change(clock("2026-03-13 09:00"), "A", 1, "退回"),
        Change(clock("2026-03-13 09:00"), "B", 2, "撤回"),
        *looks("2026-03-13 14:07"),
        Change(clock("2026-03-15 09:00"), "A", 1, "待审"),
        *looks("2026-03-16 09:07"),
    ]
    assert told(week, *steps, first=week) == [
        "same-day A 甲 03-13 14:07",
        "same-day B 乙 03-13 14:07",
        "summary B 编辑 03-16 09:07",
    ]


def test_leave_deputies_and_replacements() -> None:
    week = date(2026, 3, 9)
    steps: list[Step] = [
        Absence(clock("2026-03-09 09:00"), "A", "甲", date(2026, 3, 12), date(2026, 3, 13), "乙"),
        Absence(clock("2026-03-09 09:00"), "B", "乙", date(2026, 3, 13), date(2026, 3, 14)),
        Leaves(clock("2026-03-09 09:00"), "A", "甲", "liaison", date(2026, 3, 13)),
        Hire(clock("2026-03-09 09:00"), "A", "新", "liaison", date(2026, 3, 13)),
        Hire(clock("2026-03-09 09:00"), "C", "丙", "liaison", date(2026, 3, 10)),
        *looks("2026-03-12 15:07", "2026-03-13 14:07"),
    ]
    assert told(week, *steps, first=week) == [
        "day-before A 乙 03-12 15:07",
        "day-before B 乙 03-12 15:07",
        "same-day A 新 03-13 14:07",
        "same-day B 乙 03-13 14:07",
    ]


def test_who_is_excused_is_not_reached_until_that_is_taken_back() -> None:
    week = date(2026, 3, 9)
    steps = [
        send("2026-03-10 10:00", "B", 1),
        Excuse(clock("2026-03-11 10:00"), "A", week),
        *looks("2026-03-12 15:07"),
        Excuse(clock("2026-03-13 10:00"), "A", week, holds=False),
        *looks("2026-03-13 14:07"),
    ]
    assert told(week, *steps, first=week) == ["same-day A 甲 03-13 14:07"]
