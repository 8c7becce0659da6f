"""Which lines a grouped figure has, and in which order."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handlers.ask import asking_for
from handlers.ask_parts import Asking, Refused
from handlers.ask_rows import in_order, running_step, steps_in
from models.statistics import Figure
from questions.query import Query
from tests.dialogue import Office
from tests.factories import at
from tests.handlers.answering import NOW


@pytest.fixture
def asking(office: Office) -> Asking:
    """Nobody in particular asks."""
    with office.store.read() as connection:
        return asking_for(connection, office.plan, None, at(NOW))


def lines(asking: Asking, *figures: Figure, **query: Any) -> list[tuple[str, int | float | None]]:
    return [(row.name, row.value) for row in in_order(asking, Query("count", **query), figures)]


def test_units_stand_in_the_order_of_the_roster(asking: Asking) -> None:
    found = lines(asking, Figure("招商局", 2), group_by="unit")
    assert found == [("财政局", 0), ("应急管理局", 0), ("招商局", 2), ("党群工作部", 0), ("办公室", 0)]
    assert lines(asking, group_by="unit", units=("招商局",)) == [("招商局", 0)]


def test_a_board_that_the_plan_no_longer_has_is_shown_and_none_has_a_name(asking: Asking) -> None:
    found = lines(asking, Figure("", 1), Figure("老板块", 2), group_by="board", boards=("安全生产管理",))
    assert found == [("安全生产管理", 0), ("未定板块", 1), ("老板块", 2)]


def test_levels_have_their_names(asking: Asking) -> None:
    assert lines(asking, Figure("city", 3), group_by="level", levels=("city", "province")) == [("市级", 3), ("省级", 0)]


def test_outlets_stand_by_figure_and_name(asking: Asking) -> None:
    found = lines(asking, Figure("乙", 1), Figure("甲", 1), Figure("丙", 5), group_by="outlet")
    assert [name for name, _ in found] == ["丙", "乙", "甲"]


def test_what_lies_after_today_is_shown_where_there_is_something(asking: Asking) -> None:
    query = {"group_by": "month", "start": date(2026, 10, 1), "end": date(2027, 1, 1)}
    assert lines(asking, Figure("2026-12", 1), **query) == [("2026-10", 0), ("2026-11", 0), ("2026-12", 1)]


def test_the_weeks_of_a_month_are_all_that_touch_it(asking: Asking) -> None:
    query = Query("count", group_by="week", start=date(2026, 11, 1), end=date(2026, 12, 1))
    assert steps_in(asking, query, ()) == ["2026-W44", "2026-W45", "2026-W46", "2026-W47"]


def test_a_period_that_has_not_begun_has_no_steps(asking: Asking) -> None:
    query = Query("count", group_by="day", start=date(2026, 12, 1), end=date(2027, 1, 1))
    assert steps_in(asking, query, ()) == []


def test_too_many_steps_are_refused(asking: Asking) -> None:
    query = Query("count", group_by="day", start=date(1, 1, 1), end=date(9999, 1, 1))
    with pytest.raises(Refused):
        steps_in(asking, query, ())


def test_only_the_steps_of_the_plans_life_are_shown(asking: Asking) -> None:
    """The plan is in force from 20 August 2024."""
    months = ["2024-08", "2024-09", "2024-10", "2024-11", "2024-12"]
    whole = {"group_by": "month", "start": date(2024, 1, 1), "end": date(2025, 1, 1)}
    assert steps_in(asking, Query("trend", **whole), ()) == months  # type: ignore[arg-type]
    assert lines(asking, Figure("2024-02", 3), **whole)[:2] == [("2024-02", 3), ("2024-08", 0)]
    before = Query("trend", group_by="week", start=date(2024, 8, 19), end=date(2024, 8, 20))
    assert steps_in(asking, before, ()) == []
    ended = replace(asking, plan=replace(asking.plan, end=date(2024, 10, 3)))
    assert steps_in(ended, Query("trend", **whole), ()) == months[:3]  # type: ignore[arg-type]
    assert steps_in(ended, Query("trend", group_by="month"), [Figure("2024-09", 1)]) == months[1:3]


@pytest.mark.parametrize(
    ("key", "name"),
    [("day", "2026-11-18"), ("week", "2026-W47"), ("month", "2026-11"), ("quarter", "2026-Q4"), ("unit", "")],
)
def test_the_step_that_runs(asking: Asking, key: Any, name: str) -> None:
    assert running_step(asking, Query("ranking", group_by=key)) == name
