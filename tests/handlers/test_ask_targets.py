"""Which targets a question about progress means, in which of their periods."""

from datetime import date
from typing import Any

import pytest

from handlers.ask_targets import Unfit, progresses_for
from models.publications import Publication, store_publication
from questions.query import Query
from tests.dialogue import Office
from tests.factories import PLAN_TEXT
from tests.handlers.answering import asked, figures, names

TODAY = date(2026, 11, 18)
MORE = """
[[targets]]
id = "above"
title = "省级以上"
period = "year"
needed = 2
levels = ["province", "central"]

[[targets]]
id = "safe"
title = "安全信息"
period = "month"
needed = 4
counts = "items"
boards = ["安全生产管理"]
"""


@pytest.fixture
def wide(office: Office) -> Office:
    """An office with two more targets, and one publication of November."""
    made = Office(office.store, text=PLAN_TEXT + MORE)
    publication = Publication("jinhu", None, "金湖发布", "county", date(2026, 11, 2))
    made.store.write(lambda connection: store_publication(connection, publication, None))
    return made


def found(office: Office, **query: Any) -> list[tuple[str, date, int]]:
    """Each target with the first day of its period and what is achieved."""
    with office.store.read() as connection:
        progresses = progresses_for(connection, office.plan, Query("progress", None, **query), TODAY)
    return [(each.target.id, each.period.start, each.achieved) for each in progresses]


def ids(office: Office, **query: Any) -> list[str]:
    return [target for target, _, _ in found(office, **query)]


def test_without_a_filter_every_target_is_meant_in_its_running_period(wide: Office) -> None:
    assert found(wide) == [
        ("county", date(2026, 11, 1), 1),
        ("city", date(2026, 10, 1), 0),
        ("above", date(2026, 1, 1), 0),
        ("safe", date(2026, 11, 1), 0),
    ]


def test_a_level_means_the_target_that_begins_with_it(wide: Office) -> None:
    assert ids(wide, levels=("county",)) == ["county"]
    assert ids(wide, levels=("province",)) == ["above"]
    assert ids(wide, levels=("province", "central")) == ["above"]
    assert ids(wide, levels=("central",)) == []
    assert ids(wide, levels=("county", "city")) == []


def test_a_board_means_the_target_about_it_alone(wide: Office) -> None:
    assert ids(wide, boards=("安全生产管理",)) == ["safe"]
    assert ids(wide, boards=("重特大项目招引",)) == []


def test_outlets_and_kinds_have_no_targets(wide: Office) -> None:
    assert ids(wide, outlets=("金湖发布",)) == ids(wide, kinds=("图片",)) == []


def test_each_of_a_targets_periods_that_have_begun_has_a_line(wide: Office) -> None:
    asked = {"levels": ("county",), "start": date(2026, 10, 1), "end": date(2027, 1, 1)}
    assert found(wide, **asked) == [("county", date(2026, 10, 1), 0), ("county", date(2026, 11, 1), 1)]


def test_a_period_up_to_today_holds_the_running_one(wide: Office) -> None:
    asked = {"levels": ("county",), "start": date(2026, 10, 1), "end": date(2026, 11, 19)}
    assert [start for _, start, _ in found(wide, **asked)] == [date(2026, 10, 1), date(2026, 11, 1)]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 11, 1), date(2026, 12, 1)),  # shorter than the target's quarter
        (date(2027, 1, 1), date(2027, 4, 1)),  # has not begun
        (date(2020, 1, 1), date(2021, 1, 1)),  # before the plan
    ],
)
def test_a_period_that_fits_no_target_names_one_of_them(wide: Office, start: date, end: date) -> None:
    with pytest.raises(Unfit) as caught:
        found(wide, levels=("city",), start=start, end=end)
    assert caught.value.target.id == "city"


def test_a_period_of_many_years_is_that_of_the_plan(wide: Office) -> None:
    starts = [start for _, start, _ in found(wide, levels=("city",), start=date(2020, 1, 1), end=date(2099, 1, 1))]
    assert (starts[0], starts[-1]) == (date(2024, 8, 20), date(2026, 10, 1))


def test_the_progress_of_a_target_in_its_period(filled: Office) -> None:
    answer = asked(filled, "progress", None, levels=("county",), start=date(2026, 11, 1), end=date(2026, 12, 1))
    assert (answer.value, figures(answer)) == (1, [("县级媒体", 1)])
    assert answer.text.startswith("1条，目标1条，已完成：县级媒体，2026年11月，还剩12天；")


def test_without_a_period_a_target_is_answered_for_its_own(filled: Office) -> None:
    answer = asked(filled, "progress", None, levels=("city",))
    assert answer.query is not None
    assert (answer.query.start, answer.query.end) == (date(2026, 10, 1), date(2027, 1, 1))
    assert (answer.query.metric, answer.value) == ("publications", 1)


def test_all_targets_have_a_line_and_no_common_value(filled: Office) -> None:
    answer = asked(filled, "progress", None)
    assert (answer.value, names(answer)) == (None, ["县级媒体", "市级媒体"])


def test_a_longer_period_holds_several_of_a_target(filled: Office) -> None:
    quarter = {"start": date(2026, 10, 1), "end": date(2027, 1, 1)}
    answer = asked(filled, "progress", None, levels=("county",), **quarter)
    assert (answer.value, figures(answer)) == (1, [("2026年10月", 0), ("2026年11月", 1)])
    assert "未完成的有2026年10月" in answer.text


def test_a_period_that_is_shorter_than_the_targets_is_asked_back(filled: Office) -> None:
    answer = asked(filled, "progress", None, levels=("city",), start=date(2026, 11, 1), end=date(2026, 12, 1))
    assert (answer.understood, answer.value) == (False, None)
    assert answer.suggestions[0] == "本季度市级目标完成了没有"


def test_a_target_that_the_plan_does_not_have_is_said_not_to_be_there(filled: Office) -> None:
    answer = asked(filled, "progress", None, levels=("central",))
    assert (answer.understood, answer.value, answer.rows) == (True, None, ())
    assert answer.text.startswith("方案里没有“中央”的目标")
