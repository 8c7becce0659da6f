"""Working days: by the calendar's days off and make-up days, without it from Monday to Friday."""

from datetime import date

import pytest

from questions.vocabulary import Calendar
from tests.questions.time_reading import CALENDAR, is_explained, span, span_of


@pytest.mark.parametrize(
    ("today", "phrase", "start", "end"),
    [
        ("2026-11-18", "上个工作日", "2026-11-17", "2026-11-18"),
        ("2026-11-16", "上一工作日", "2026-11-13", "2026-11-14"),
        ("2026-10-08", "上个工作日", "2026-09-30", "2026-10-01"),
        ("2026-10-12", "前一个工作日", "2026-10-10", "2026-10-11"),
        ("2026-11-20", "下个工作日", "2026-11-23", "2026-11-24"),
        ("2026-11-18", "最近5个工作日", "2026-11-12", "2026-11-19"),
        ("2026-11-18", "近五个工作日", "2026-11-12", "2026-11-19"),
        ("2026-11-22", "近两个工作日", "2026-11-19", "2026-11-23"),
        ("2026-10-09", "近3个工作日", "2026-09-30", "2026-10-10"),
        ("2026-11-18", "前3个工作日", "2026-11-13", "2026-11-18"),
        ("2026-11-18", "本月前3个工作日", "2026-11-02", "2026-11-05"),
        ("2026-11-18", "10月前3个工作日", "2026-10-08", "2026-10-11"),
        ("2026-11-18", "上周前两个工作日", "2026-11-09", "2026-11-11"),
    ],
)
def test_working_days_are_counted_by_the_calendar(today: str, phrase: str, start: str, end: str) -> None:
    found = span(phrase, date.fromisoformat(today))
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)


def test_without_a_calendar_they_are_monday_to_friday() -> None:
    assert span("上个工作日", date(2026, 10, 8), Calendar()).start == date(2026, 10, 7)


@pytest.mark.parametrize("phrase", ["近0个工作日", "本月前30个工作日"])
def test_so_many_there_are_not(phrase: str) -> None:
    assert span_of(phrase, calendar=CALENDAR) is None


@pytest.mark.parametrize("phrase", ["工作日", "最近几个工作日", "本月最后一个工作日", "5个工作日", "上两个工作日"])
def test_vague_ones_are_not_guessed(phrase: str) -> None:
    assert not is_explained(phrase)
