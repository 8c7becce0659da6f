"""Periods: properties that hold for every day on which a question may be asked (phrases: test_time_phrases)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.normalise import normalise
from questions.periods.reading import time_pieces
from questions.query import TimeRange
from tests.questions.time_reading import CALENDAR, is_explained, piece_of, span, span_of

DAY = timedelta(days=1)
todays = st.dates(date(2020, 1, 1), date(2040, 12, 31))
days = st.dates(date(2019, 1, 1), date(2041, 12, 31))
CHARS = (
    "上下本这近最今去年月周日天季度第到至-~以来前后半旬中号期间0123456789一二三十个从自起国庆春节五方案实施通报"
    "初底末工作头同比和、的.星期礼拜昨明过元旦开"
)


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


@given(todays, days)
def test_a_full_date_is_that_day_however_it_is_written(today: date, day: date) -> None:
    written = (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year % 100}年{day.month}月{day.day}号",
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
    )
    read = written if 2020 <= day.year < 2040 else (written[0], *written[2:])  # 19年 is no year
    assert {span(text, today) for text in read} == {TimeRange(day, day + DAY)}


@given(todays, days)
def test_every_week_month_quarter_and_half_that_is_named_with_its_year_reads_back(today: date, day: date) -> None:
    week = day.isocalendar()
    assert span(f"{week.year}年第{week.week}周", today) == TimeRange(
        day - day.weekday() * DAY, day + (7 - day.weekday()) * DAY
    )
    quarter, half = (day.month + 2) // 3, "上" if day.month <= 6 else "下"
    for phrase, months in ((f"{day.month}月", 1), (f"第{quarter}季度", 3), (f"{half}半年", 6)):
        found = span(f"{day.year}年{phrase}", today)
        assert found.start <= day < found.end
        assert (found.start.day, found.end.day) == (1, 1)
        assert (found.end.year - found.start.year) * 12 + found.end.month - found.start.month == months


@given(todays, st.dates(date(2019, 1, 1), date(2041, 12, 31)), st.integers(0, 700))
def test_from_one_date_to_another_holds_both(today: date, first: date, length: int) -> None:
    last = first + length * DAY
    text = f"{first.year}年{first.month}月{first.day}日到{last.year}年{last.month}月{last.day}日"
    assert span(text, today) == span(f"从{text}", today) == TimeRange(first, last + DAY)


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


@given(st.text(alphabet=CHARS, max_size=16), todays)
def test_no_text_breaks_it_and_no_span_is_reversed(text: str, today: date) -> None:
    for piece in time_pieces(normalise(text), today, CALENDAR):
        assert piece.start < piece.end
        assert piece.span is None or piece.span.start < piece.span.end
        assert piece.span is None or not piece.value or piece.kind == "same-period"


@given(st.text(alphabet=CHARS, max_size=16), todays)
def test_one_stretch_of_text_never_means_two_periods(text: str, today: date) -> None:
    means: dict[tuple[int, int], TimeRange | None] = {}
    for piece in time_pieces(normalise(text), today, CALENDAR):
        if piece.kind == "time":
            assert means.setdefault((piece.start, piece.end), piece.span) == piece.span


@given(st.sampled_from(["今年", "去年", "2025年", "25年"]), st.text(alphabet=CHARS, min_size=1, max_size=6), todays)
def test_a_year_is_never_read_beside_a_part_that_it_does_not_know(year: str, rest: str, today: date) -> None:
    text = normalise(year + rest)
    found = [piece for piece in time_pieces(text, today, CALENDAR) if piece.kind == "time"]
    ends = {piece.end for piece in found if piece.start == 0}
    assert not any(piece.start in ends for piece in found)


def test_without_a_calendar_what_it_would_tell_has_no_span() -> None:
    today = date(2026, 11, 18)
    found = [time_pieces(text, today)[0] for text in ("国庆期间", "上次通报以来", "方案实施以来")]
    assert [(piece.span, piece.value) for piece in found] == [
        (None, "unknown-holiday"),
        (None, "no-bulletin"),
        (None, "no-plan-start"),
    ]
    assert piece_of("2月30日").value == ""
    assert not is_explained("国庆前")
