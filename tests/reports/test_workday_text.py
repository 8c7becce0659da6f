"""The calendar in words."""

from datetime import date

import pytest

from reports.workday_text import calendar_notice, days_text, how_to_add, known_text, stretch_text


@pytest.mark.parametrize(
    ("start", "end", "works", "text"),
    [
        ("2027-01-01", "2027-01-04", False, "2027年1月1日至3日 休（3天）"),
        ("2027-02-07", "2027-02-08", True, "2027年2月7日 上班"),
        ("2026-12-30", "2027-01-03", False, "2026年12月30日至2027年1月2日 休（4天）"),
        ("2027-09-30", "2027-10-02", None, "2027年9月30日至10月1日 恢复原来的安排（2天）"),
    ],
)
def test_a_stretch_names_its_year_once(start: str, end: str, works: bool | None, text: str) -> None:
    assert stretch_text(date.fromisoformat(start), date.fromisoformat(end), works) == text


def test_days_in_a_row_with_one_state_stand_together() -> None:
    days = {date(2027, 2, 7): True, date(2027, 1, 2): False, date(2027, 1, 1): False, date(2027, 1, 3): None}
    assert days_text(days) == "2027年1月1日至2日 休（2天）、2027年1月3日 恢复原来的安排、2027年2月7日 上班"


def test_no_days_are_no_text() -> None:
    assert days_text({}) == ""


def test_how_to_add_names_the_year_that_is_missing() -> None:
    assert "国务院公布2027年放假通知后" in how_to_add(date(2026, 12, 31))
    assert "国务院公布2027年放假通知后" in how_to_add(date(2027, 6, 30))


def test_the_notice_says_how_far_the_calendar_reaches_and_what_to_do() -> None:
    notice = calendar_notice(date(2026, 12, 31))
    assert notice.title == "日历提醒"
    assert notice.text.splitlines()[:2] == ["【日历提醒】", known_text(date(2026, 12, 31))]
    assert "日历 2027年全年" in notice.text and "plans/calendar.toml" in notice.text
