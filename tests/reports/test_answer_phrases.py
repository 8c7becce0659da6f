"""How periods, filters and levels are said."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.filters import Query
from reports.answer_phrases import (
    about,
    excluded_field,
    filter_phrase,
    ledger_text,
    names_text,
    source,
    span_phrase,
    step_of,
    step_text,
    typed_time,
)
from rules.periods import Period
from tests.reports.answer_samples import AS_OF, NOW, OCTOBER
from tests.reports.samples import PLAN


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 10, 1), date(2026, 11, 1), "2026年10月"),
        (date(2026, 7, 1), date(2026, 10, 1), "2026年第三季度"),
        (date(2026, 1, 1), date(2026, 7, 1), "2026年上半年"),
        (date(2026, 1, 1), date(2027, 1, 1), "2026年"),
        (date(2026, 11, 21), date(2026, 11, 22), "2026年11月21日"),
        (date(2026, 11, 16), date(2026, 11, 23), "2026年11月16日至22日"),
        (date(2026, 1, 1), date(2026, 11, 23), "2026年1月1日至11月22日"),
        (date(2025, 9, 1), date(2026, 4, 1), "2025年9月1日至2026年3月31日"),
        (None, None, "全部时间"),
    ],
)
def test_a_period_is_called_by_its_name_or_its_dates(start: date | None, end: date | None, text: str) -> None:
    assert span_phrase(start, end, PLAN) == text


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 800))
def test_every_period_names_its_year(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    text = span_phrase(start, end, PLAN)
    assert f"{start.year}年" in text
    assert start.year == (end - timedelta(days=1)).year or f"{(end - timedelta(days=1)).year}年" in text


@pytest.mark.parametrize(
    ("levels", "text"),
    [
        ((), "全部单位"),
        (("county",), "县级"),
        (("province", "central"), "省级以上"),
        (("city", "province", "central"), "市级以上"),
        (("county", "city"), "市级以下"),
        (("county", "province"), "县级、省级"),
        (("city", "province"), "市级、省级"),
        (("county", "city", "province", "central"), "县级、市级、省级、中央"),
    ],
)
def test_levels_are_named_as_people_name_them(levels: tuple[str, ...], text: str) -> None:
    assert filter_phrase(Query("count", levels=levels), PLAN) == text


def test_every_filter_is_named() -> None:
    query = Query(
        "count",
        "publications",
        units=("财政局", "招商局"),
        groups=("部门组",),
        boards=("安全生产管理",),
        levels=("city", "province", "central"),
        outlets=("淮安日报",),
        columns=("项目为王",),
        kinds=("案例",),
        members=("测试员01",),
        statuses=("采用",),
    )
    words = "财政局、招商局、部门组，测试员01，安全生产管理板块，案例，采用，市级以上，淮安日报，“项目为王”专栏"
    assert filter_phrase(query, PLAN) == words
    assert about(Query("count", "items", *OCTOBER), PLAN) == "2026年10月，全部单位"


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        (Query("count", units=("甲", "乙"), excluded=("丙",)), "units", "不含丙"),
        (
            Query("count", units=("甲",), boards=("安全生产管理",), excluded=("丙",)),
            "units",
            "不含丙，安全生产管理板块",
        ),
        (
            Query("count", units=("甲",), boards=("安全生产管理",), excluded=("重特大项目招引",)),
            "boards",
            "甲，不含重特大项目招引",
        ),
        (Query("count", levels=("city", "province", "central"), excluded=("county",)), "levels", "不含县级"),
        (Query("count", kinds=("线索", "案例"), excluded=("图片",)), "kinds", "不含图片"),
        (Query("count", outlets=("甲报",), excluded=("乙报",)), "outlets", "不含乙报"),
        (Query("count", members=("测试员01",), excluded=("测试员02",)), "members", "不含测试员02"),
        (Query("count", excluded=("丙",)), "units", "不含丙"),
    ],
)
def test_what_is_left_out_is_named_instead_of_all_the_others(query: Query, field: str, words: str) -> None:
    assert excluded_field(query, PLAN) == field
    assert filter_phrase(query, PLAN) == words


def test_a_line_names_eight_at_most() -> None:
    names = [f"{place}局" for place in range(14)]
    assert names_text(names[:8]) == "、".join(names[:8])
    assert names_text(names, "个单位") == "0局、1局、2局、3局、4局、5局、6局、7局…等14个单位"
    for query in (Query("count", units=tuple(names)), Query("count", excluded=tuple(names))):
        assert filter_phrase(query, PLAN).endswith("7局…等14个")


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 11, 22), date(2026, 11, 23), "今天"),
        (date(2026, 11, 9), date(2026, 11, 16), "上周"),
        (date(2026, 11, 1), date(2026, 12, 1), "本月"),
        (date(2026, 1, 1), date(2026, 7, 1), "2026年上半年"),
        (date(2026, 5, 1), date(2026, 6, 1), "2026年5月"),
        (date(2026, 11, 1), date(2026, 11, 19), "2026年11月1日到2026年11月18日"),
        (date(2025, 11, 3), date(2025, 11, 10), "2025年11月3日到2025年11月9日"),
        (None, None, ""),
    ],
)
def test_a_period_as_it_can_be_typed(start: date | None, end: date | None, text: str) -> None:
    assert typed_time(start, end, PLAN, NOW.date()) == text


def test_since_when_there_are_records() -> None:
    assert ledger_text(Query("count", "items"), date(2025, 9, 1)) == "台账从2025年9月1日起有记录。"
    assert ledger_text(Query("count", "publications"), date(2025, 9, 3)) == "刊发台账从2025年9月3日起有记录。"


def test_the_source_has_time_and_rows() -> None:
    assert source(12000, PLAN, NOW, "应报记录") == f"{AS_OF}，依据12000条应报记录。"


@pytest.mark.parametrize(
    ("name", "period", "text"),
    [
        ("2026-11-09", Period(date(2026, 11, 9), date(2026, 11, 10), "day"), "11月9日（周一）"),
        ("2026-W46", Period(date(2026, 11, 9), date(2026, 11, 16), "week"), "11月9日至15日 第46周"),
        ("2026-W01", Period(date(2025, 12, 29), date(2026, 1, 5), "week"), "2025年12月29日至2026年1月4日 第1周"),
        ("2026-11", Period(date(2026, 11, 1), date(2026, 12, 1), "month"), "2026年11月"),
        ("2026-Q4", Period(date(2026, 10, 1), date(2027, 1, 1), "quarter"), "2026年第四季度"),
    ],
)
def test_steps_of_time_are_read_from_their_keys(name: str, period: Period, text: str) -> None:
    assert (step_of(name, PLAN), step_text(name, PLAN)) == (period, text)
    assert step_of(name, PLAN).key == name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("2026-W44", "第44周（11月1日起）"),
        ("2026-W46", "11月9日至15日 第46周"),
        ("2026-W49", "11月30日 第49周"),
        ("2026-Q4", "2026年第四季度（11月1日至30日）"),
        ("2026-12", "2026年12月"),
    ],
)
def test_a_step_that_is_cut_by_the_period_says_which_part_it_is(name: str, text: str) -> None:
    query = Query("trend", "items", date(2026, 11, 1), date(2026, 12, 1), group_by="week")
    assert step_text(name, PLAN, query) == text
