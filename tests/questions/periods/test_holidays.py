"""Holidays, the plan's own years, the last bulletin: what only the calendar can tell."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.vocabulary import Calendar
from tests.questions.time_reading import CALENDAR, is_explained, piece_of, span

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("国庆期间", "2026-10-01", "2026-10-08"),
        ("国庆假期", "2026-10-01", "2026-10-08"),
        ("国庆节", "2026-10-01", "2026-10-08"),
        ("国庆长假期间", "2026-10-01", "2026-10-08"),
        ("十一期间", "2026-10-01", "2026-10-08"),
        ("十一长假", "2026-10-01", "2026-10-08"),
        ("国庆黄金周", "2026-10-01", "2026-10-08"),
        ("春节期间", "2026-02-15", "2026-02-24"),
        ("五一", "2026-05-01", "2026-05-06"),
        ("五一劳动节", "2026-05-01", "2026-05-06"),
        ("劳动节期间", "2026-05-01", "2026-05-06"),
        ("元旦", "2026-01-01", "2026-01-04"),
        ("清明", "2026-04-04", "2026-04-07"),
        ("端午小长假", "2026-06-19", "2026-06-22"),
        ("中秋", "2026-09-25", "2026-09-28"),
        ("去年国庆", "2025-10-01", "2025-10-09"),
        ("去年的中秋节", "2025-10-01", "2025-10-09"),
        ("2025年春节", "2025-01-28", "2025-02-05"),
        ("国庆以来", "2026-10-01", "2026-11-19"),
        ("春节以来", "2026-02-15", "2026-11-19"),
        ("国庆节后", "2026-10-08", "2026-11-19"),
        ("国庆节后以来", "2026-10-08", "2026-11-19"),
        ("春节过后", "2026-02-24", "2026-11-19"),
        ("五一假期后", "2026-05-06", "2026-11-19"),
        ("春节到五一", "2026-02-15", "2026-05-06"),
        ("从去年国庆到今年春节", "2025-10-01", "2026-02-24"),
        ("方案实施以来", "2024-08-20", "2026-11-19"),
        ("方案开始以来", "2024-08-20", "2026-11-19"),
        ("实施以来", "2024-08-20", "2026-11-19"),
        ("启动以来", "2024-08-20", "2026-11-19"),
        ("自方案实施以来", "2024-08-20", "2026-11-19"),
        ("方案年度", "2026-08-20", "2027-08-20"),
        ("上个方案年度", "2025-08-20", "2026-08-20"),
        ("方案第一季度", "2026-08-20", "2026-11-20"),
        ("方案一季度", "2026-08-20", "2026-11-20"),
        ("方案第二季度", "2025-11-20", "2026-02-20"),
        ("上次通报以来", "2026-11-06", "2026-11-19"),
        ("上期通报以来", "2026-11-06", "2026-11-19"),
        ("自上次通报", "2026-11-06", "2026-11-19"),
        ("上次通报之后", "2026-11-06", "2026-11-19"),
    ],
)
def test_the_calendar_tells_the_days(phrase: str, start: str, end: str) -> None:
    found = span(phrase)
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    ("today", "phrase", "value"),
    [
        ("2026-11-18", "2024年春节", "unknown-holiday"),
        ("2026-11-18", "去年端午", "unknown-holiday"),
        ("2026-11-18", "国庆到元旦", "unknown-holiday"),
        ("2027-05-20", "五一期间", "unknown-holiday"),  # last year's are known, but this year's are meant
        ("2027-02-20", "春节以来", "unknown-holiday"),
        ("2027-01-05", "元旦", "unknown-holiday"),
    ],
)
def test_a_holiday_of_a_year_that_the_calendar_does_not_hold_is_not_another_years(
    today: str, phrase: str, value: str
) -> None:
    found = piece_of(phrase, date.fromisoformat(today))
    assert (found.span, found.value) == (None, value)


@pytest.mark.parametrize(
    ("today", "phrase", "start", "end"),
    [
        ("2027-03-20", "国庆期间", "2026-10-01", "2026-10-08"),
        ("2026-09-20", "国庆期间", "2025-10-01", "2025-10-09"),
        ("2026-10-01", "国庆期间", "2026-10-01", "2026-10-08"),
        ("2026-10-03", "国庆以来", "2026-10-01", "2026-10-04"),
        ("2026-10-03", "国庆节后", "2026-10-08", "2026-10-09"),
        ("2026-01-10", "春节", "2025-01-28", "2025-02-05"),
        ("2025-08-25", "方案第四季度", "2025-05-20", "2025-08-20"),
    ],
)
def test_the_latest_that_has_begun_is_meant(today: str, phrase: str, start: str, end: str) -> None:
    found = span(phrase, date.fromisoformat(today))
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)


def test_a_plan_that_has_ended_has_its_last_year() -> None:
    plan = replace(CALENDAR, plan_start=date(2021, 9, 1), plan_end=date(2022, 6, 30))
    assert span("方案年度", date(2023, 1, 5), plan).end == date(2022, 7, 1)
    assert span("方案四季度", date(2023, 1, 5), plan).end == date(2022, 7, 1)


def test_what_has_not_begun_has_no_days() -> None:
    early = date(2024, 8, 19)
    for phrase in ("方案实施以来", "方案年度", "方案第一季度", "方案第五季度", "上次通报以来"):
        assert piece_of(phrase, early).value == "", phrase


def test_two_holidays_in_a_row_are_not_guessed() -> None:
    assert not is_explained("元旦春节期间")


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_the_years_and_quarters_of_a_plan_hold_today_and_follow_one_another(today: date, start: date) -> None:
    calendar = Calendar(plan_start=start)
    if start > today:
        return
    year = span("方案年度", today, calendar)
    assert year.start <= today < year.end
    quarters = [
        span(f"方案第{number}季度", today, calendar) for number in "1234" if _has_begun(number, today, calendar)
    ]
    assert all(quarter.start <= today for quarter in quarters)
    assert any(quarter.start <= today < quarter.end for quarter in quarters)


def _has_begun(number: str, today: date, calendar: Calendar) -> bool:
    return piece_of(f"方案第{number}季度", today, calendar).span is not None
