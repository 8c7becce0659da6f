from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.calendar_text import (
    clock_text,
    day_text,
    days_left_text,
    full_day_text,
    in_a_row,
    left_text,
    period_phrase,
    period_text,
    period_word,
    rhythm_text,
    span_text,
)
from rules.periods import Period, period_of, previous
from rules.plan import PeriodKind
from tests.factories import OFFICE, at
from tests.reports.samples import PLAN

FRIDAY = date(2026, 11, 20)


def test_a_day_has_its_weekday() -> None:
    assert day_text(FRIDAY) == "11月20日（周五）"
    assert day_text(date(2026, 11, 22)) == "11月22日（周日）"
    assert full_day_text(FRIDAY) == "2026年11月20日"


def test_an_instant_is_told_on_the_offices_clock() -> None:
    assert clock_text(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), OFFICE) == "11月20日（周五）17:00"
    assert clock_text(datetime(2026, 11, 20, 18, 5, tzinfo=UTC), OFFICE) == "11月21日（周六）02:05"
    assert clock_text(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), ZoneInfo("UTC")) == "11月20日（周五）09:00"


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 11, 16), date(2026, 11, 23), "11月16日至22日"),
        (date(2026, 11, 30), date(2026, 12, 7), "11月30日至12月6日"),
        (date(2025, 12, 29), date(2026, 1, 5), "2025年12月29日至2026年1月4日"),
        (date(2026, 11, 20), date(2026, 11, 21), "11月20日"),
    ],
)
def test_a_span_names_its_last_day_and_no_month_twice(start: date, end: date, text: str) -> None:
    assert span_text(start, end) == text


@pytest.mark.parametrize(
    ("kind", "text", "phrase"),
    [
        ("day", "11月20日（周五）", "今天（11月20日（周五））"),
        ("week", "11月16日至22日 第47周", "本周（11月16日至22日 第47周）"),
        ("month", "2026年11月", "本月（2026年11月）"),
        ("quarter", "2026年第四季度", "本季度（2026年第四季度）"),
        ("half", "2026年下半年", "本半年（2026年下半年）"),
        ("year", "2026年", "今年（2026年）"),
        ("plan", "2024年8月20日以来", "方案期内（2024年8月20日以来）"),
    ],
)
def test_a_period_is_told_by_word_and_dates(kind: PeriodKind, text: str, phrase: str) -> None:
    period = period_of(kind, FRIDAY, PLAN)
    assert period_text(period) == text
    assert period_phrase(period, FRIDAY) == phrase


@pytest.mark.parametrize(
    ("kind", "day", "today", "word"),
    [
        ("day", FRIDAY, date(2026, 11, 21), "昨天"),
        ("day", FRIDAY, date(2026, 11, 22), "11月20日（周五）"),
        ("week", FRIDAY, date(2026, 11, 23), "上周"),
        ("week", FRIDAY, date(2026, 11, 29), "上周"),
        ("week", FRIDAY, date(2026, 11, 30), "11月16日至22日 第47周"),
        ("week", FRIDAY, date(2026, 11, 15), "11月16日至22日 第47周"),
        ("month", date(2026, 2, 3), date(2026, 3, 31), "上月"),
        ("month", date(2026, 2, 3), date(2026, 4, 1), "2026年2月"),
        ("quarter", FRIDAY, date(2027, 3, 31), "上季度"),
        ("half", date(2026, 3, 1), FRIDAY, "2026年上半年"),
        ("year", date(2025, 3, 1), FRIDAY, "去年"),
    ],
)
def test_the_last_period_has_a_word_and_others_have_dates(kind: PeriodKind, day: date, today: date, word: str) -> None:
    period = period_of(kind, day, PLAN)
    assert period_word(period, today) == word
    if word == period_text(period):
        assert period_phrase(period, today) == word


@given(
    kind=st.sampled_from(("day", "week", "month", "quarter", "year")),
    day=st.dates(date(2024, 9, 1), date(2030, 1, 1)),
)
def test_every_day_of_a_period_calls_the_one_before_the_last_one(kind: PeriodKind, day: date) -> None:
    before = previous(period_of(kind, day, PLAN), PLAN)
    assert before
    assert period_word(before, day) in ("昨天", "上周", "上月", "上季度", "去年")
    earlier = previous(before, PLAN)
    assert earlier
    assert period_word(earlier, day) == period_text(earlier)


def test_a_clipped_period_keeps_its_word() -> None:
    clipped = Period(date(2024, 8, 20), date(2024, 9, 1), "month")
    assert period_word(clipped, date(2024, 8, 30)) == "本月"
    assert period_word(clipped, date(2024, 9, 30)) == "上月"


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(hours=2, minutes=53, seconds=59), "2小时53分"),
        (timedelta(hours=2), "2小时"),
        (timedelta(minutes=53), "53分钟"),
        (timedelta(seconds=30), "不到1分钟"),
        (timedelta(days=1, hours=1, minutes=53), "1天1小时53分"),
        (timedelta(days=1, minutes=7), "1天7分"),
        (timedelta(days=3), "3天"),
        (timedelta(seconds=-1), "不到1分钟"),
    ],
)
def test_the_time_left_is_told_to_the_minute(left: timedelta, text: str) -> None:
    now = at("2026-11-20 14:07")
    assert left_text(now + left, now) == text


def test_days_left_and_rows_of_misses() -> None:
    assert days_left_text(38) == "还剩38天"
    assert days_left_text(0) == "今天是最后一天"
    assert in_a_row(3, "week") == "连续3周"
    assert in_a_row(2, "month") == "连续2个月"


def test_how_often_a_job_runs() -> None:
    assert rhythm_text(None) == "每分钟"
    assert rhythm_text(time(0, 7)) == "每天 00:07"
    assert rhythm_text(time(9, 37), once_a_week=True) == "每周首个工作日 09:37"
