"""Periods: properties that hold for every day on which a question may be asked (the phrases are in phrases.jsonl)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.normalise import normalise
from questions.query import TimeRange
from questions.time import time_pieces

DAY = timedelta(days=1)
todays = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def span_of(phrase: str, today: date) -> TimeRange | None:
    """The period that the whole phrase means. Fails if no piece covers it, or if two disagree."""
    text = normalise(phrase)
    spans = {piece.span for piece in time_pieces(text, today) if (piece.start, piece.end) == (0, len(text))}
    assert len(spans) == 1, (phrase, spans)
    return spans.pop()


def span(phrase: str, today: date) -> TimeRange:
    found = span_of(phrase, today)
    assert found is not None, phrase
    return found


@given(todays)
def test_weeks_follow_one_another_from_monday_to_monday(today: date) -> None:
    weeks = [span(phrase, today) for phrase in ("上上周", "上周", "本周", "下周", "下下周")]
    assert [week.start for week in weeks[1:]] == [week.end for week in weeks[:-1]]
    assert all(week.start.weekday() == 0 and week.end - week.start == 7 * DAY for week in weeks)
    assert weeks[2].start <= today < weeks[2].end


@given(todays)
def test_months_quarters_and_years_hold_today_and_follow_one_another(today: date) -> None:
    for before, running in (("上月", "本月"), ("上季度", "本季度"), ("去年", "今年")):
        assert span(before, today).end == span(running, today).start
        assert span(running, today).start <= today < span(running, today).end


@given(todays)
def test_three_thirds_are_a_month_and_four_quarters_a_year(today: date) -> None:
    thirds = [span(f"本月{third}", today) for third in ("上旬", "中旬", "下旬")]
    assert [thirds[0].start, thirds[2].end] == [span("本月", today).start, span("本月", today).end]
    assert [third.end for third in thirds[:2]] == [third.start for third in thirds[1:]]
    quarters = [span(f"今年{number}季度", today) for number in "一二三四"]
    assert [quarters[0].start, quarters[3].end] == [span("今年", today).start, span("今年", today).end]
    halves = [span("今年上半年", today), span("今年下半年", today)]
    assert [halves[0].end, halves[1].end] == [quarters[2].start, quarters[3].end]


@given(todays, st.integers(1, 12))
def test_a_month_without_a_year_is_the_latest_that_has_begun(today: date, month: int) -> None:
    found = span(f"{month}月份", today)
    assert found.start.month == month
    assert found.start <= today < date(found.start.year + 1, month, 1)


@given(todays, st.integers(1, 4))
def test_a_quarter_without_a_year_is_the_latest_that_has_begun(today: date, quarter: int) -> None:
    found = span(f"{quarter}季度", today)
    assert found.start <= today < date(found.start.year + 1, quarter * 3 - 2, 1)
    assert (found.start.month, (found.end - DAY).month) == (quarter * 3 - 2, quarter * 3)


@given(todays, st.dates(date(2019, 1, 1), date(2041, 12, 31)))
def test_a_full_date_is_that_day_however_it_is_written(today: date, day: date) -> None:
    expected = TimeRange(day, day + DAY)
    written = (f"{day.year}年{day.month}月{day.day}日", f"{day.year}年{day.month}月{day.day}号", f"{day:%Y-%m-%d}")
    assert [span(text, today) for text in written] == [expected] * 3


@given(todays, st.integers(1, 400))
def test_the_last_days_end_with_today(today: date, count: int) -> None:
    found = span(f"近{count}天", today)
    assert (found.end, found.end - found.start) == (today + DAY, count * DAY)


@given(todays, st.sampled_from(["今年", "本月", "9月1日", "上周", "去年", "三季度"]))
def test_since_ends_tomorrow(today: date, start: str) -> None:
    assert span(f"{start}以来", today) == TimeRange(span(start, today).start, today + DAY)
    assert span(f"{start}到现在", today) == span(f"{start}至今", today) == span(f"{start}以来", today)


@given(todays, st.integers(1, 12), st.integers(1, 12))
def test_a_range_of_months_includes_both_and_is_shorter_than_a_year(today: date, first: int, last: int) -> None:
    found = span(f"{first}月到{last}月", today)
    assert found.start == span(f"{first}月", today).start
    assert (found.end - DAY).month == last
    assert found.end - found.start <= 366 * DAY
    assert span(f"{first}-{last}月", today) == found


@pytest.mark.parametrize(
    "phrase", ["2月30日", "2026年2月29日", "13月", "0月", "五季度", "近0天", "第54周", "2025年第53周", "11月0日"]
)
def test_what_is_not_in_the_calendar_has_no_span(phrase: str) -> None:
    assert span_of(phrase, date(2026, 11, 18)) is None


@pytest.mark.parametrize("phrase", ["9999年", "0000年", "9999年12月31日", "9999年第52周", "2026年9月到2026年3月"])
def test_years_far_away_and_ranges_that_run_backwards_have_no_span(phrase: str) -> None:
    assert span_of(phrase, date(2026, 11, 18)) is None


@given(
    st.text(alphabet="上下本这近最今去年月周日天季度第到至-~以来前半旬中号期间0123456789一二三十个", max_size=14),
    todays,
)
def test_no_text_breaks_it_and_every_span_has_days(text: str, today: date) -> None:
    for piece in time_pieces(normalise(text), today):
        assert piece.start < piece.end
        assert piece.span is None or piece.span.start < piece.span.end
