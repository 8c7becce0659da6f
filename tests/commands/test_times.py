"""Times on the command line: ISO 8601, Asia/Shanghai where no offset is given."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.times import OFFICE, office_time, parse_time
from tests.commands.conftest import CommandLine


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-20T16:07", datetime(2026, 11, 20, 8, 7, tzinfo=UTC)),
        ("2026-11-20 16:07:30", datetime(2026, 11, 20, 8, 7, 30, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 19, 16, 0, tzinfo=UTC)),
        ("2026-11-20T08:07Z", datetime(2026, 11, 20, 8, 7, tzinfo=UTC)),
        ("2026-11-20T16:07+08:00", datetime(2026, 11, 20, 8, 7, tzinfo=UTC)),
        ("2026-11-20T03:07-05:00", datetime(2026, 11, 20, 8, 7, tzinfo=UTC)),
        (" 2026-11-20T16:07 ", datetime(2026, 11, 20, 8, 7, tzinfo=UTC)),
    ],
)
def test_a_time_without_an_offset_is_the_offices_and_any_other_keeps_its_own(text: str, instant: datetime) -> None:
    assert parse_time(text) == instant


@given(st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2100, 1, 1)), st.integers(-720, 720))
def test_what_isoformat_writes_is_read_back_as_the_same_instant(naive: datetime, minutes: int) -> None:
    aware = naive.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse_time(aware.isoformat()) == aware
    assert parse_time(naive.isoformat()) == naive.replace(tzinfo=OFFICE)


@given(st.text(max_size=30))
def test_any_text_is_an_aware_instant_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert parse_time(text).tzinfo is UTC


def test_the_office_reads_instants_on_its_own_clock() -> None:
    assert office_time(datetime(2026, 11, 20, 8, 7, tzinfo=UTC)) == "2026-11-20 16:07"


def test_a_time_that_is_none_is_wrong_usage_with_an_example(run: CommandLine) -> None:
    said = run.fails("jobs", "run", "chase", "--at", "明天", code=2)
    assert "「明天」不是时间" in said and "2026-11-20T16:07" in said


def test_a_date_that_is_none_is_wrong_usage_with_an_example(run: CommandLine) -> None:
    said = run.fails("ledger", "export", "jinhu", run.folder / "l.xlsx", "--from", "2026-02-30", code=2)
    assert "「2026-02-30」不是日期" in said


def test_a_time_at_the_end_of_the_calendar_is_wrong_usage_and_no_crash(run: CommandLine) -> None:
    assert "不是时间" in run.fails("jobs", "run", "chase", "--at", "0001-01-01", code=2)
