"""Comparisons of periods and of units."""

from datetime import date
from typing import Any

import pytest

from questions.query import TimeRange
from tests.dialogue import Office
from tests.factories import at, make_item
from tests.handlers.answering import FINANCE, NOVEMBER, OCTOBER, WEEK, YEAR, asked, figures

BEFORE = TimeRange(date(2026, 10, 1), date(2026, 11, 1))


def test_two_periods(filled: Office) -> None:
    answer = asked(filled, "compare", compare_to=BEFORE, **NOVEMBER)
    assert (answer.value, figures(answer)) == (2, [("2026年11月", 2), ("2026年10月", 1)])
    assert answer.text.startswith("2条信息，比2026年10月（1条）多1条，增长100.0%：2026年11月，全部单位；截至")
    assert answer.text.splitlines()[0].endswith("依据3条记录。2026年11月还没有结束。")


def test_from_nothing_there_is_no_percentage(filled: Office) -> None:
    september = TimeRange(date(2026, 9, 1), date(2026, 10, 1))
    answer = asked(filled, "compare", compare_to=september, **OCTOBER)
    assert "比2026年9月（0条）多1条：" in answer.text and "%" not in answer.text
    assert "没有结束" not in answer.text


def test_fewer_and_as_many(filled: Office) -> None:
    fewer = asked(filled, "compare", compare_to=TimeRange(date(2026, 11, 1), date(2026, 12, 1)), **OCTOBER)
    assert "少1条，下降50.0%" in fewer.text
    filled.store.write(lambda connection: make_item(connection, "财政局", at("2026-10-21 09:00")))
    assert "（2条）持平：" in asked(filled, "compare", compare_to=BEFORE, **NOVEMBER).text


def test_up_to_now_is_not_said_to_run(filled: Office) -> None:
    since = {"start": date(2026, 11, 1), "end": date(2026, 11, 19)}
    assert "没有结束" not in asked(filled, "compare", compare_to=BEFORE, **since).text


def test_two_units(filled: Office) -> None:
    answer = asked(filled, "compare", units=("招商局", "财政局"), group_by="unit", **WEEK)
    assert (answer.value, figures(answer)) == (0, [("招商局", 0), ("财政局", 2)])
    assert answer.text.startswith("0条信息，招商局比财政局（2条）少2条：2026年11月16日至22日；截至")


def test_more_than_two_have_a_line_each(filled: Office) -> None:
    units = ("财政局", "招商局", "应急管理局")
    answer = asked(filled, "compare", units=units, group_by="unit", **WEEK)
    assert answer.text.splitlines()[1:] == ["财政局：2条", "招商局：0条", "应急管理局：0条"]
    assert "财政局最多（2条）" in answer.text


def test_levels_and_boards(filled: Office) -> None:
    levels = asked(filled, "compare", "publications", levels=("county", "city"), group_by="level", **YEAR)
    assert figures(levels) == [("县级", 1), ("市级", 1)] and "县级与市级（1条）持平" in levels.text
    boards = ("安全生产管理", "重特大项目招引")
    found = asked(filled, "compare", boards=boards, group_by="board", units=("财政局",), **YEAR)
    assert found.value == 2 and "：2026年，财政局；" in found.text


def test_units_are_not_compared_for_a_liaison_and_not_in_a_group(filled: Office) -> None:
    units = ("招商局", "财政局")
    for how in ({"account": FINANCE}, {"in_group": True}):
        answer = asked(filled, "compare", units=units, group_by="unit", **how, **WEEK)
        assert (answer.understood, answer.value, answer.rows) == (True, None, ())
    assert asked(filled, "compare", compare_to=BEFORE, account=FINANCE, **NOVEMBER).value == 2


@pytest.mark.parametrize("more", [{}, {"units": ("财政局",), "group_by": "unit"}, {"group_by": "month"}])
def test_a_comparison_with_nothing_is_refused(filled: Office, more: dict[str, Any]) -> None:
    assert not asked(filled, "compare", **more, **WEEK).understood


def test_a_comparison_without_a_period_of_its_own_is_refused(filled: Office) -> None:
    assert not asked(filled, "compare", compare_to=BEFORE).understood
