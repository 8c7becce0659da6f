from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.axis_labels import Label, axis_labels
from reports.calendar_text import period_text
from rules.periods import Period


def room_for(columns: int) -> object:
    """Whether labels stand clear where so many letters have room for each column."""

    def fits(labels: Sequence[Label]) -> bool:
        ends = [(label.place * columns, label.place * columns + len(label.text)) for label in labels]
        return all(after[0] > before[1] for before, after in zip(ends, ends[1:], strict=False))

    return fits


def texts(names: Sequence[str], columns: int = 100) -> list[str]:
    return [f"{label.year}{label.text}" for label in axis_labels(names, room_for(columns))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (("2025年11月", "2025年12月", "2026年1月", "2026年2月"), ["2025年11月", "12月", "2026年1月", "2月"]),
        (("11月9日至15日 第46周", "11月16日至22日 第47周"), ["11月9日", "11月16日"]),
        (("11月1日 第44周", "11月2日至8日 第45周"), ["11月1日", "11月2日"]),
        (("11月9日（周一）", "11月10日（周二）"), ["11月9日", "11月10日"]),
        (("2026年第三季度", "2026年第四季度"), ["2026年第三季度", "第四季度"]),
        (("2026年10月", "2026年11月（11月1日至15日）"), ["2026年10月", "11月"]),
        (("至今公司", "第1周报（内刊）"), ["至今公司", "第1周报（内刊）"]),
        ((), []),
        (("2026年1月",), ["2026年1月"]),
    ],
)
def test_a_name_is_short_and_its_year_is_said_once(names: tuple[str, ...], short: list[str]) -> None:
    assert texts(names) == short


@given(st.integers(1, 60), st.integers(1, 12))
def test_labels_stand_clear_at_even_distances_from_the_first_to_the_last(count: int, columns: int) -> None:
    monday = date(2025, 12, 1)
    starts = [monday + timedelta(weeks=place) for place in range(count)]
    names = [period_text(Period(start, start + timedelta(weeks=1), "week")) for start in starts]
    fits = room_for(columns)
    labels = axis_labels(names, fits)  # type: ignore[arg-type]
    places = [label.place for label in labels]
    assert places[0] == 0 and places[-1] == count - 1
    assert len(labels) <= 2 or fits(labels)  # type: ignore[operator]
    distances = {after - before for before, after in zip(places, places[1:], strict=False)}
    assert not distances or max(distances) - min(distances) <= 1


def test_as_many_as_fit_are_shown() -> None:
    assert len(texts([f"{place}号" for place in range(10)], 4)) == 10
    assert len(texts([f"{place}号" for place in range(10)], 2)) < 10
