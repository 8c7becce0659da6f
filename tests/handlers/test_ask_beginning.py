"""Since when there are records is told where a question goes further back."""

from datetime import date
from typing import Any

import pytest

from questions.query import TimeRange
from tests.dialogue import Office
from tests.handlers.answering import NOVEMBER, YEAR, asked


@pytest.mark.parametrize(
    ("intent", "more", "told"),
    [
        ("count", YEAR, True),
        ("count", NOVEMBER, False),
        ("count", {}, False),
        ("trend", {"group_by": "month", **YEAR}, True),
        ("count", {"group_by": "month", "calculation": "average", **YEAR}, True),
        ("count", {"units": ("财政局",), "calculation": "share", **YEAR}, True),
        ("compare", {"compare_to": TimeRange(date(2025, 11, 1), date(2025, 11, 19)), **NOVEMBER}, True),
        ("compare", {"units": ("财政局", "招商局"), "group_by": "unit", **YEAR}, True),
    ],
)
def test_a_period_before_the_first_record_is_answered_with_since_when_there_are_any(
    filled: Office, intent: Any, more: dict[str, Any], told: bool
) -> None:
    answer = asked(filled, intent, **more)
    assert ("台账从2026年10月20日起有记录。" in answer.text.splitlines()) is told


def test_the_first_publication_is_not_the_first_item(filled: Office) -> None:
    assert "刊发台账从2026年11月2日起有记录。" in asked(filled, "count", "publications", **YEAR).text


def test_without_any_record_there_is_no_first_day(office: Office) -> None:
    assert "台账" not in asked(office, "count", account="", **YEAR).text
