"""Figures that are divided: averages and shares as an office writes them."""

from decimal import ROUND_HALF_UP, Decimal

TENTH = Decimal("0.1")


def divided(total: int, parts: int) -> Decimal | None:
    """`total` / `parts`, half up to one decimal; None where there is nothing to divide by."""
    return (Decimal(total) / parts).quantize(TENTH, ROUND_HALF_UP) if parts else None


def per_cent(part: int, whole: int) -> Decimal | None:
    """The share of a whole in per cent, half up to one decimal; None of nothing."""
    return divided(100 * part, whole)
