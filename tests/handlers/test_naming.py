"""Units that a command names: in full, or by a short form that only one unit can be meant by."""

import pytest

from handlers.naming import unit_named
from models.members import Unit

UNITS = [
    Unit(1, "财政局", "", ""),
    Unit(2, "应急管理局", "", ""),
    Unit(3, "城市管理局", "", ""),
    Unit(4, "招商局", "", ""),
]


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("财政局", "财政局"),
        ("應急管理局", "应急管理局"),
        ("应急局", "应急管理局"),
        ("管理局", None),
        ("卫健委", None),
        ("", None),
    ],
)
def test_a_word_means_one_unit_or_none(word: str, name: str | None) -> None:
    found = unit_named(UNITS, word)
    assert (found.name if found else None) == name
