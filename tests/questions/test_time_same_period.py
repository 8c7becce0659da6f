"""去年同期 and its like: no days of their own, but how far back they lie."""

from datetime import date

import pytest

from tests.questions.time_reading import piece_of


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("去年同期", "year"),
        ("上年同期", "year"),
        ("去年的同期", "year"),
        ("去年同一时期", "year"),
        ("去年这个时候", "year"),
        ("2025年同期", "year"),
        ("上月同期", "month"),
        ("上个月同期", "month"),
        ("上季度同期", "quarter"),
        ("上周同期", "week"),
        ("上个礼拜同期", "week"),
    ],
)
def test_the_same_period_says_how_far_back_it_lies(phrase: str, value: str) -> None:
    found = piece_of(phrase)
    assert (found.kind, found.value, found.span) == ("same-period", value, None)


def test_the_same_month_and_quarter_have_days_of_their_own() -> None:
    month, quarter = piece_of("去年同月"), piece_of("去年同季度")
    assert [piece.value for piece in (month, quarter)] == ["year", "year"]
    assert [piece.span and piece.span.start for piece in (month, quarter)] == [date(2025, 11, 1), date(2025, 10, 1)]
