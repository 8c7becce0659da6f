"""The rows of an answer as lines, workbook and picture."""

import pytest

from models.filters import Query
from reports.answer_tables import Row, chart_of, row_name, sheet_of, shown_lines
from tests.factories import at
from tests.reports.answer_samples import OCTOBER, YEAR
from tests.reports.samples import PLAN

NOW = at("2026-11-18 10:00")
MONTHS = [Row(f"2026-{month:02d}", month) for month in range(1, 12)]


def test_a_phone_shows_eight_lines() -> None:
    lines = [str(place) for place in range(9)]
    assert shown_lines(lines[:8]) == lines[:8]
    assert shown_lines(lines) == [*lines[:8], "共9行，回复「全部」得到完整表格。"]
    assert shown_lines(lines[:8], 300, "条")[-1] == "共300条，回复「全部」得到完整表格。"


def test_a_row_is_printed_with_what_else_is_known() -> None:
    assert Row("财政局", 2, {"rank": 1}).as_json() == {"name": "财政局", "value": 2, "rank": 1}


def test_the_workbook_has_every_row_under_chinese_heads() -> None:
    sheet = sheet_of(Query("trend", "items", *YEAR, group_by="month"), MONTHS, PLAN)
    assert (sheet.name, sheet.header) == ("信息 2026年 全部单位 按月", ("月份", "信息（条）"))
    assert len(sheet.rows) == 11 and sheet.rows[0] == ("2026年1月", 1)


def test_rows_with_different_keys_fill_their_own_columns() -> None:
    rows = [Row("甲", 1, {"date": "2026-10-01", "status": "待审"}), Row("乙", None, {"date": "2026-10-02"})]
    sheet = sheet_of(Query("list", "items", *OCTOBER), rows, PLAN)
    assert sheet.header == ("题目", "编号", "日期", "状态")
    assert sheet.rows == (("甲", 1, "2026-10-01", "待审"), ("乙", None, "2026-10-02", None))


def test_the_name_of_the_file_is_one_that_every_system_takes() -> None:
    query = Query("count", "items", *OCTOBER, units=('a/b\\c:d*e?"<f>|g', "很长的名字" * 30), group_by="unit")
    name = sheet_of(query, [], PLAN).name
    assert 0 < len(name) <= 60 and not {*'\\/:*?"<>|\n'} & {*name}


@pytest.mark.parametrize(("intent", "kind"), [("ranking", "bars"), ("trend", "columns")])
def test_a_long_ranking_or_trend_is_drawn(intent: str, kind: str) -> None:
    chart = chart_of(Query(intent, "items", *YEAR, group_by="month"), MONTHS, PLAN, NOW)  # type: ignore[arg-type]
    assert chart is not None
    assert (chart.title, chart.note, chart.kind) == (
        f"各月报送信息{'排名' if intent == 'ranking' else ''}",
        "2026年，全部单位",
        kind,
    )
    assert (chart.as_of, chart.unfinished) == ("截至2026年11月18日（周三）10:00", "2026年11月")
    assert chart.rows[0] == ("2026年1月", 1.0)


@pytest.mark.parametrize(
    ("intent", "rows"), [("trend", MONTHS[:6]), ("count", MONTHS), ("trend", [Row("2026-10", 1)] * 61)]
)
def test_nothing_else_is_drawn(intent: str, rows: list[Row]) -> None:
    assert chart_of(Query(intent, "items", group_by="month"), rows, PLAN, NOW) is None  # type: ignore[arg-type]


def test_nothing_is_drawn_of_nothing() -> None:
    rows = [Row(f"2026-{month:02d}", 0) for month in range(1, 12)]
    assert chart_of(Query("trend", "items", *YEAR, group_by="month"), rows, PLAN, NOW) is None


def test_only_steps_of_time_have_another_name_for_people() -> None:
    assert row_name(Query("count", group_by="quarter"), "2026-Q3", PLAN) == "2026年第三季度"
    assert row_name(Query("count", group_by="unit"), "2026-Q3", PLAN) == "2026-Q3"
    assert row_name(Query("compare", group_by="month"), "2026年", PLAN) == "2026年"
