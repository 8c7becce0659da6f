"""Counts, counts for each, averages and shares."""

from datetime import date
from typing import Any

import pytest

from handlers.ask_parts import Answer
from models.store import Store
from rules.plan import LEVEL_NAMES
from tests.dialogue import Office
from tests.factories import PLAN_TEXT, at, make_item
from tests.handlers.answering import (
    EMERGENCY,
    FINANCE,
    LEADER,
    NOVEMBER,
    OCTOBER,
    WEEK,
    YEAR,
    asked,
    figures,
    names,
    rows,
)


def test_a_plain_count(filled: Office) -> None:
    answer = asked(filled, "count", units=("财政局",), **WEEK)
    assert (answer.understood, answer.value, answer.rows) == (True, 2, ())
    assert answer.text.startswith("2条信息：2026年11月16日至22日，财政局；")


@pytest.mark.parametrize(
    ("metric", "filters", "value"),
    [
        ("items", {}, 3),
        ("items", {"boards": ("重特大项目招引",)}, 1),
        ("items", {"kinds": ("图片",)}, 0),
        ("items", {"statuses": ("撤回",)}, 1),
        ("items", {"statuses": ("采用",)}, 0),
        ("items", {"units": ("招商局", "应急管理局"), "excluded": ("财政局",)}, 0),
        ("items", {"members": ("测试员02",)}, 0),
        ("publications", {}, 2),
        ("publications", {"levels": ("county",)}, 1),
        ("publications", {"outlets": ("淮安日报",)}, 1),
        ("publications", {"columns": ("项目为王",)}, 0),
        ("publications", {"units": ("财政局",)}, 1),
    ],
)
def test_every_filter_narrows_the_count(filled: Office, metric: str, filters: dict[str, Any], value: int) -> None:
    assert asked(filled, "count", metric, **filters, **YEAR).value == value


def test_a_period_without_bounds_is_all_time(filled: Office) -> None:
    answer = asked(filled, "count")
    assert answer.value == 3 and "全部时间" in answer.text


def test_two_people_of_one_name_are_told(filled: Office) -> None:
    filled.member("招商局", "测试员01")
    answer = asked(filled, "count", members=("测试员01",), **YEAR)
    assert answer.text.endswith("“测试员01”在2个单位的花名册里（财政局、招商局），合并统计。")


def test_what_people_sent_is_for_those_who_see_names_and_for_the_own_unit(filled: Office) -> None:
    assert asked(filled, "count", members=("测试员01",), account=FINANCE).value == 0
    other = asked(filled, "count", members=("测试员01",), account=EMERGENCY)
    assert (other.understood, other.value) == (True, None)
    assert asked(filled, "count", members=("测试员01",), in_group=True).value is None


def test_units_side_by_side(filled: Office) -> None:
    answer = asked(filled, "count", units=("财政局", "招商局"), group_by="unit", **WEEK)
    assert (answer.value, answer.rows) == (2, rows(("财政局", 2), ("招商局", 0)))


def test_lines_follow_the_plans_order_and_show_zeros(filled: Office) -> None:
    boards = asked(filled, "count", group_by="board", **WEEK)
    assert figures(boards) == [("重特大项目招引", 1), ("安全生产管理", 1), ("基础设施配套提升", 0)]
    levels = asked(filled, "count", "publications", group_by="level", **YEAR)
    assert figures(levels) == [("县级", 1), ("市级", 1), ("省级", 0), ("中央", 0)]
    kinds = asked(filled, "count", group_by="kind", **WEEK)
    assert figures(kinds) == [("信息", 2), ("线索", 0), ("案例", 0), ("图片", 0)]


def test_outlets_and_columns_are_those_that_have_any_the_most_first(filled: Office) -> None:
    answer = asked(filled, "count", "publications", group_by="outlet", **YEAR)
    assert figures(answer) == [("淮安日报", 1), ("金湖发布", 1)]
    assert asked(filled, "count", "publications", group_by="column", **YEAR).rows == ()


def test_what_belongs_to_no_unit_is_told_beside_the_lines(filled: Office) -> None:
    answer = asked(filled, "count", "publications", group_by="unit", **YEAR)
    assert answer.value == 2
    assert "另有1条不属于任何单位。" in answer.text.splitlines()


def test_groups_of_units(store: Store) -> None:
    office = Office(store, text=PLAN_TEXT.replace("start = 2024-08-20", 'start = 2024-08-20\ngroups = ["部门组"]'))
    office.member("财政局", "测试员01")
    office.member("办公室", "测试员05", "leader")
    office.store.write(lambda connection: make_item(connection, "财政局", at("2026-11-17 09:00")))
    assert figures(asked(office, "count", group_by="group", **WEEK)) == [("部门组", 0), ("未分组", 1)]


@pytest.mark.parametrize(
    ("key", "first", "last", "length"),
    [
        ("day", ("2026-10-20", 1), ("2026-11-18", 0), 30),
        ("week", ("2026-W43", 1), ("2026-W47", 2), 5),
        ("month", ("2026-10", 1), ("2026-11", 2), 2),
        ("quarter", ("2026-Q4", 3), ("2026-Q4", 3), 1),
    ],
)
def test_steps_of_time_run_from_the_first_record_to_now_with_zeros(
    filled: Office, key: str, first: tuple[str, int], last: tuple[str, int], length: int
) -> None:
    answer = asked(filled, "trend", group_by=key)
    assert (figures(answer)[0], figures(answer)[-1], len(answer.rows)) == (first, last, length)
    assert answer.value == 3


def test_a_period_that_still_runs_has_the_steps_that_have_begun(filled: Office) -> None:
    answer = asked(filled, "trend", group_by="month", start=date(2026, 7, 1), end=date(2027, 1, 1))
    assert names(answer) == [f"2026-{month:02d}" for month in range(7, 12)]


def test_a_trend_is_read_by_its_periods_and_drawn_where_it_is_long(filled: Office) -> None:
    short = asked(filled, "trend", group_by="month", **OCTOBER)
    assert short.text.startswith("1条信息：2026年10月，全部单位；") and short.chart is None
    months = asked(filled, "trend", group_by="month", start=date(2026, 10, 1), end=date(2026, 12, 1))
    assert "2026年10月：1条" in months.text.splitlines()
    long = asked(filled, "trend", group_by="week", **YEAR)
    assert long.chart is not None and long.chart.kind == "columns" and len(long.chart.rows) == 47


def test_a_trend_of_too_many_steps_is_refused(filled: Office) -> None:
    answer = asked(filled, "trend", group_by="day", start=date(1900, 1, 1), end=date(2027, 1, 1))
    assert (answer.understood, answer.value, answer.rows) == (False, None, ())
    assert "太长" in answer.text


def test_a_trend_of_nothing_is_not_drawn(filled: Office) -> None:
    assert asked(filled, "trend", group_by="week", start=date(2025, 1, 1), end=date(2025, 7, 1)).chart is None


@pytest.mark.parametrize("calculation", [None, "share"])
def test_in_a_group_not_even_the_own_unit_is_shown_where_the_plan_names_in_private(
    filled: Office, calculation: Any
) -> None:
    def in_group(account: str) -> Answer:
        by_unit = {"group_by": "unit", "calculation": calculation, **WEEK}
        return asked(filled, "count", account=account, in_group=True, **by_unit)

    for account, words in ((EMERGENCY, "由单位负责人"), (LEADER, "各单位的数字请私聊查看。")):
        answer = in_group(account)
        assert answer.rows == () and "应急管理局" not in answer.text and words in answer.text


def test_a_long_table_shows_eight_lines_and_has_all_rows(filled: Office) -> None:
    answer = asked(filled, "trend", group_by="week", **YEAR)
    lines = answer.text.splitlines()
    assert lines[8].endswith("第47周：2条") and lines[9].endswith("共47行，回复「全部」得到完整表格。")
    assert answer.buttons[0] == ("全部", "全部")
    assert len(answer.rows) == 47
    assert answer.sheet is not None and len(answer.sheet.rows) == 47


def test_a_liaison_sees_everybodys_totals_but_not_the_units_side_by_side(filled: Office) -> None:
    assert asked(filled, "count", account=EMERGENCY, **WEEK).value == 2
    answer = asked(filled, "count", group_by="unit", account=EMERGENCY, **WEEK)
    assert (answer.value, answer.rows) == (2, rows(("应急管理局", 0)))
    assert "财政局" not in answer.text and "私聊查看" in answer.text


def test_where_the_plan_ranks_in_the_group_everybody_sees_the_units(store: Store) -> None:
    office = Office(store, text=f'{PLAN_TEXT}\n[tone]\nranking = "group"\n')
    office.member("财政局", "测试员01")
    office.member("招商局", "测试员03")
    answer = asked(office, "count", group_by="unit", account=FINANCE, **WEEK)
    assert names(answer) == ["财政局", "招商局"]


def test_the_average_of_the_units_is_over_those_that_have_a_liaison(filled: Office) -> None:
    answer = asked(filled, "count", group_by="unit", calculation="average", **WEEK)
    assert (answer.value, answer.rows) == (0.7, ())
    assert answer.text.startswith("0.7条信息，平均每个单位：") and "2条÷3个单位" in answer.text


def test_the_average_of_named_units_is_over_them(filled: Office) -> None:
    units = ("财政局", "办公室")
    assert asked(filled, "count", group_by="unit", calculation="average", units=units, **WEEK).value == 1.0


def test_publications_of_no_unit_are_in_no_average_of_units(filled: Office) -> None:
    answer = asked(filled, "count", "publications", group_by="unit", calculation="average", **YEAR)
    assert (answer.value, "1条÷3个单位" in answer.text) == (0.3, True)


@pytest.mark.parametrize(
    ("key", "period", "value", "words"),
    [
        ("week", NOVEMBER, 0.5, "2条÷4周"),
        ("day", NOVEMBER, 0.1, "2条÷18天"),
        ("month", YEAR, 0.3, "3条÷11个月"),
        ("month", {}, 1.5, "3条÷2个月"),
    ],
)
def test_the_average_of_time_is_over_the_steps_that_have_begun(
    filled: Office, key: str, period: dict[str, date], value: float, words: str
) -> None:
    answer = asked(filled, "count", group_by=key, calculation="average", **period)
    assert answer.value == value and words in answer.text


def test_a_half_is_rounded_up(office: Office) -> None:
    office.store.write(lambda connection: make_item(connection, "财政局", at("2026-10-20 09:00")))
    period = {"start": date(2026, 10, 1), "end": date(2026, 10, 21)}
    assert asked(office, "count", group_by="day", calculation="average", **period).value == 0.1  # 1 / 20


def test_nothing_is_divided_by_nothing(store: Store) -> None:
    office = Office(store)
    office.member("办公室", "测试员05", "leader")
    answer = asked(office, "count", group_by="unit", calculation="average", **WEEK)
    assert answer.value is None and answer.text.startswith("0个单位，没有可以计算的平均数")


@pytest.mark.parametrize(
    ("metric", "filters", "value", "words"),
    [
        ("items", {"units": ("财政局",)}, 100.0, "财政局3条，占全部信息3条"),
        ("items", {"boards": ("重特大项目招引",)}, 33.3, "1条，占全部信息3条"),
        ("items", {"statuses": ("待审",)}, 100.0, "待审3条，占全部信息（待审、采用、退回）3条"),
        ("publications", {"levels": ("city", "province", "central")}, 50.0, "市级以上1条，占全部刊发2条"),
    ],
)
def test_a_share_is_told_with_its_part_and_whole(
    filled: Office, metric: str, filters: dict[str, Any], value: float, words: str
) -> None:
    answer = asked(filled, "count", metric, calculation="share", **filters, **YEAR)
    assert answer.value == value and words in answer.text
    assert answer.text.startswith(f"{value}%：2026年，")


def test_a_share_of_nothing_has_no_value(filled: Office) -> None:
    answer = asked(
        filled, "count", calculation="share", units=("财政局",), start=date(2025, 1, 1), end=date(2025, 2, 1)
    )
    assert answer.value is None and "没有可以计算的占比" in answer.text


@pytest.mark.parametrize("filters", [{}, {"units": ("财政局",), "boards": ("安全生产管理",)}])
def test_a_share_of_something_unclear_is_asked_back(filled: Office, filters: dict[str, Any]) -> None:
    answer = asked(filled, "count", calculation="share", **filters, **YEAR)
    assert answer.value is None and "一次只能按一个条件" in answer.text
    assert not answer.understood and "占比" in answer.suggestions[0]


def test_the_shares_of_all(filled: Office) -> None:
    answer = asked(filled, "count", "publications", calculation="share", group_by="level", **YEAR)
    assert figures(answer) == [(name, 50.0 if name in ("县级", "市级") else 0.0) for name in LEVEL_NAMES.values()]
    assert "县级：50.0%（1条）" in answer.text


def test_a_liaison_sees_the_own_share_only(filled: Office) -> None:
    answer = asked(filled, "count", calculation="share", group_by="unit", account=EMERGENCY, **YEAR)
    assert names(answer) == ["应急管理局"] and "财政局" not in answer.text


@pytest.mark.parametrize("filters", [{"levels": ("city",)}, {"outlets": ("淮安日报",)}, {"group_by": "level"}])
@pytest.mark.parametrize("intent", ["count", "list", "ranking", "missing"])
def test_items_have_no_level_and_no_outlet(filled: Office, intent: Any, filters: dict[str, Any]) -> None:
    answer = asked(filled, intent, **filters, **WEEK)
    assert (answer.understood, answer.value) == (False, None)
    assert "没有媒体、级别和专栏" in answer.text
