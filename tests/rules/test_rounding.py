"""Averages and shares."""

from decimal import Decimal

import pytest

from rules.rounding import divided, per_cent


@pytest.mark.parametrize(
    ("total", "parts", "expected"), [(1, 20, "0.1"), (49, 14, "3.5"), (0, 3, "0.0"), (-1, 4, "-0.3"), (2, 3, "0.7")]
)
def test_a_half_goes_away_from_zero(total: int, parts: int, expected: str) -> None:
    assert divided(total, parts) == Decimal(expected)


def test_nothing_is_divided_by_nothing() -> None:
    assert divided(3, 0) is None and per_cent(0, 0) is None


def test_a_share_is_in_per_cent() -> None:
    assert per_cent(18, 56) == Decimal("32.1")
