"""Days that are still to come, as they are typed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.normalise import normalise
from questions.periods.coming import coming_days

TODAY = date(2026, 11, 18)  # a Wednesday


def spans(text: str, today: date = TODAY) -> list[tuple[str, str]] | None:
    """The stretches as ISO dates, the end exclusive."""
    found = coming_days(normalise(text), today)
    return None if found is None else [(span.start.isoformat(), span.end.isoformat()) for span in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-01-01", ("2027-01-01", "2027-01-02")),
        ("2027年1月1日", ("2027-01-01", "2027-01-02")),
        ("2027/1/1", ("2027-01-01", "2027-01-02")),
        ("2027-01-01至2027-01-03", ("2027-01-01", "2027-01-04")),
        ("2027.1.1-2027.1.3", ("2027-01-01", "2027-01-04")),
        ("1月1日", ("2027-01-01", "2027-01-02")),
        ("11月18日", ("2026-11-18", "2026-11-19")),
        ("11月17日", ("2027-11-17", "2027-11-18")),
        ("1月1日至3日", ("2027-01-01", "2027-01-04")),
        ("十月一日到七日", ("2027-10-01", "2027-10-08")),
        ("12月30日至1月2日", ("2026-12-30", "2027-01-03")),
        ("11-23", ("2026-11-23", "2026-11-24")),
        ("11-23至11-27", ("2026-11-23", "2026-11-28")),
        ("1.1-1.3", ("2027-01-01", "2027-01-04")),
        ("明天", ("2026-11-19", "2026-11-20")),
        ("本周五", ("2026-11-20", "2026-11-21")),
        ("下周一至下周三", ("2026-11-23", "2026-11-26")),
        ("明年1月1日", ("2027-01-01", "2027-01-02")),
        ("今年12月31日", ("2026-12-31", "2027-01-01")),
        ("去年1月1日", ("2025-01-01", "2025-01-02")),
        ("１月１日 至 ３日", ("2027-01-01", "2027-01-04")),
    ],
)
def test_a_stretch_of_days_is_the_next_that_comes(text: str, expected: tuple[str, str]) -> None:
    assert spans(text) == [expected]


@pytest.mark.parametrize(
    "text", ["1月1日至3日、2月7日", "1月1日至3日，2月7日", "1月1日至3日和2月7日", "1月1日至3日 2月7日"]
)
def test_several_stretches_stand_in_the_order_of_the_text(text: str) -> None:
    assert spans(text) == [("2027-01-01", "2027-01-04"), ("2027-02-07", "2027-02-08")]


@pytest.mark.parametrize(
    "text",
    [
        "月底",
        "下旬",
        "1月1日到现在",
        "1月1日后",
        "最近5个工作日",
        "国庆期间",
        "去年同期",
        "",
        "、",
        "15日",
        "1月1日、2日",
        "2月30日",
        "13月1日",
        "财政局1月1日",
        "元旦",
        "近3天",
        "1月1日至今",
    ],
)
def test_what_is_no_day_to_come_is_not_guessed(text: str) -> None:
    assert spans(text) is None


def test_what_stands_beside_this_years_day_is_not_the_next_years() -> None:
    assert spans("今年12月30日、12月31日") == [("2026-12-30", "2026-12-31"), ("2026-12-31", "2027-01-01")]


def test_on_a_leap_day_the_year_ahead_ends_on_the_last_of_february() -> None:
    assert spans("2月29日", date(2028, 2, 29)) is None
    assert spans("2月28日", date(2028, 2, 29)) == [("2029-02-28", "2029-03-01")]


@given(today=st.dates(date(2021, 1, 1), date(2099, 1, 1)), ahead=st.integers(0, 364))
def test_a_month_and_day_are_within_the_year_ahead(today: date, ahead: int) -> None:
    day = date.fromordinal(today.toordinal() + ahead)
    if (day.month, day.day) != (2, 29):
        assert spans(f"{day.month}月{day.day}日", today) == [
            (day.isoformat(), date.fromordinal(day.toordinal() + 1).isoformat())
        ]
