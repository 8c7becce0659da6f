"""What the product did otherwise than the oracle says."""

from collections.abc import Iterable

from tests.whole.year.oracle import Reach

SHOWN = 12


def differences(expected: set[Reach], found: set[Reach]) -> list[str]:
    """The numbers and the first few of each kind, in words; empty where both agree on everything."""
    missing, surplus = expected - found, found - expected
    if not missing and not surplus:
        return []
    counts = f"{len(expected)} expected, {len(missing)} missing, {len(surplus)} too many"
    return [counts, *_lines("missing", missing), *_lines("too many", surplus)]


def _lines(mark: str, reaches: Iterable[Reach]) -> list[str]:
    first = sorted(reaches)[:SHOWN]
    return [f"{mark}: {r.monday} {r.rung} {r.unit} → {r.audience} {r.receiver}, {r.at}" for r in first]
