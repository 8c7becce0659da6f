"""Two periods beside each other, or several names."""

from datetime import date

import pytest

from questions.grammar.asked import Unclear, check_neighbours
from questions.grammar.comparing import Compared, compared, is_comparison, same_period, without_markers
from questions.pieces import Piece
from questions.query import TimeRange
from tests.questions.reading import TODAY, asked_of


def span(start: str, end: str) -> TimeRange:
    return TimeRange(date.fromisoformat(start), date.fromisoformat(end))


OCTOBER, SEPTEMBER = span("2026-10-01", "2026-11-01"), span("2026-09-01", "2026-10-01")
NOVEMBER = span("2026-11-01", "2026-12-01")


@pytest.mark.parametrize(
    ("text", "asked", "other"),
    [
        ("10月比9月多报了几条", OCTOBER, SEPTEMBER),
        ("和9月比，10月多报了几条", OCTOBER, SEPTEMBER),
        ("10月和9月相比报得多吗", OCTOBER, SEPTEMBER),
        ("比上月多报了几条", NOVEMBER, OCTOBER),
        ("10月报送环比", OCTOBER, SEPTEMBER),
        ("10月报送同比", OCTOBER, span("2025-10-01", "2025-11-01")),
        ("本月报送同比", NOVEMBER, span("2025-11-01", "2025-11-19")),
        ("今年报送比去年同期", span("2026-01-01", "2027-01-01"), span("2025-01-01", "2025-11-19")),
        ("10月报送比去年同期多几条", OCTOBER, span("2025-10-01", "2025-11-01")),
    ],
)
def test_the_asked_period_and_the_other_are_told_apart(text: str, asked: TimeRange, other: TimeRange) -> None:
    question = asked_of(text)
    assert is_comparison(question)
    assert compared(question, TODAY) == Compared(asked, other)
    check_neighbours(without_markers(question, None))


def test_a_follow_up_is_compared_with_the_period_before() -> None:
    assert compared(asked_of("环比"), TODAY, OCTOBER) == Compared(OCTOBER, SEPTEMBER)
    assert compared(asked_of("和9月比"), TODAY, OCTOBER) == Compared(OCTOBER, SEPTEMBER)


@pytest.mark.parametrize(
    "text", ["招商局比财政局上月多报几条", "招商局和财政局上月谁报得多", "招商局上月报得多还是财政局多"]
)
def test_units_are_compared_in_one_period(text: str) -> None:
    assert compared(asked_of(text), TODAY) == Compared(OCTOBER, None, "unit")


@pytest.mark.parametrize("text", ["报送环比", "10月比9月比8月报得多吗", "10月同比环比报送", "10月和9月报送同比"])
def test_too_little_or_too_much_is_unclear(text: str) -> None:
    with pytest.raises(Unclear):
        compared(asked_of(text), TODAY)


def test_more_alone_compares_nothing() -> None:
    assert not is_comparison(asked_of("10月报了多少条"))
    assert not is_comparison(asked_of("10月多报了几条"))


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("year", span("2025-01-01", "2025-11-19")),
        ("quarter", span("2026-07-01", "2026-08-19")),
        ("month", span("2026-10-01", "2026-10-19")),
        ("week", span("2026-11-09", "2026-11-12")),
    ],
)
def test_the_same_period_alone_is_what_has_run_so_far(value: str, days: TimeRange) -> None:
    assert same_period(Piece(0, 4, "same-period", value), TODAY) == days
