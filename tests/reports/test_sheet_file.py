import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from models.enclosures import Sheet
from models.ledger import workbook_text
from reports.sheet_file import sheet_xlsx

HEADER = ("单位", "标题", "条数")
SHEET = Sheet("采用明细", HEADER, (("财政局", "消防演练", 12), ("招商局", None, 7.5)))


def opened(sheet: Sheet) -> Worksheet:
    page = load_workbook(io.BytesIO(sheet_xlsx(sheet))).worksheets[0]
    assert isinstance(page, Worksheet)
    return page


def cells(sheet: Sheet) -> list[tuple[Any, ...]]:
    return list(opened(sheet).iter_rows(values_only=True))


def test_header_and_rows_stand_as_they_were_given() -> None:
    assert cells(SHEET) == [HEADER, ("财政局", "消防演练", 12), ("招商局", None, 7.5)]


def test_the_header_is_bold_and_stays_in_sight() -> None:
    page = opened(SHEET)
    assert page.freeze_panes == "A2"
    assert [cell.font.b for cell in page[1]] == [True] * 3
    assert not any(cell.font.b for cell in page[2])


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86",
        "-3",
        "@SUM(A1)",
        '=HYPERLINK("http://a.b","点")',
        "http://a.b",
        "mailto:a@b",
        "007",
        "1e5",
        "2026-11",
        "{=A1}",
        "<r>a</r>",
        "\t=1",
        " 前后 ",
    ],
)
def test_no_text_becomes_a_formula_a_link_or_a_number(text: str) -> None:
    page = opened(Sheet("表", (text,), ((text,),)))
    for row in (1, 2):
        cell = page.cell(row, 1)
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


@pytest.mark.parametrize("number", [0, -5, 99999, 12.5, 10**14])
def test_a_number_is_a_number(number: float) -> None:
    cell = opened(Sheet("表", ("条数",), ((number,),))).cell(2, 1)
    assert (cell.value, cell.data_type) == (number, "n")


def test_a_number_that_excel_would_change_is_written_in_full_as_text() -> None:
    assert cells(Sheet("表", ("数",), ((10**18 + 1,), (float("inf"),)))) == [("数",), (str(10**18 + 1),), ("inf",)]


def test_the_columns_are_as_wide_as_what_stands_in_them_within_bounds() -> None:
    page = opened(Sheet("表", ("序", "单位名称", "正文"), ((1, "自然资源和规划建设分局", "长" * 300),)))
    widths = [round(page.column_dimensions[letter].width) for letter in "ABC"]
    assert widths[0] < 12 < widths[1] < 30 and widths[2] == pytest.approx(60, abs=1)


@pytest.mark.parametrize("sheet", [Sheet("", (), ()), Sheet("表", ("单位",), ()), Sheet("表", (), ((1, "甲"), ()))])
def test_a_sheet_with_little_in_it_is_a_workbook_all_the_same(sheet: Sheet) -> None:
    assert opened(sheet).max_row >= 1


def test_the_same_sheet_gives_the_same_bytes() -> None:
    first = sheet_xlsx(SHEET)
    assert first == sheet_xlsx(SHEET)
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert b"2026-01-01T00:00:00Z" in archive.read("docProps/core.xml")
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


texts = st.text(max_size=40)
values = st.none() | texts | st.integers(-(10**14), 10**14) | st.floats(allow_nan=False, allow_infinity=False, width=32)
rows = st.lists(st.lists(values, max_size=4).map(tuple), max_size=5).map(tuple)


@settings(deadline=None, max_examples=80)
@given(st.builds(Sheet, name=texts, header=st.lists(texts, max_size=4).map(tuple), rows=rows))
def test_whatever_is_written_is_read_back(sheet: Sheet) -> None:
    page = opened(sheet)
    for number, row in enumerate((sheet.header, *sheet.rows), 1):
        for column, cell in enumerate(row, 1):
            found = page.cell(number, column).value
            if isinstance(cell, str):
                # How openpyxl reads what Excel writes as _xHHHH_ is no matter of ours (reports.tables does it right).
                if not re.search("_x[0-9A-Fa-f]{4}_", cell):
                    assert (found or "") == workbook_text(cell)
            else:
                # Excel keeps fifteen digits of a number.
                assert found == (None if cell is None else pytest.approx(cell, rel=1e-15, abs=0))


def test_what_the_table_shows_stands_above_it_and_the_sum_below() -> None:
    sheet = replace(SHEET, lead=("刊发明细", "2026年11月", "截至2026年11月22日"), total=("合计", None, 19.5))
    page = opened(sheet)
    assert [page.cell(row, 1).value for row in (1, 2, 3, 4, 5, 7)] == [*sheet.lead, "单位", "财政局", "合计"]
    assert (page.cell(7, 3).value, page.cell(7, 3).font.b, page.cell(1, 1).font.b) == (19.5, True, True)
    assert page.freeze_panes == "A5"
    assert page.column_dimensions["A"].width < 12


def test_a_date_is_a_date_in_the_columns_of_dates_alone() -> None:
    rows = (("2026-11-09", "2026-11-09"), ("1899-12-31", "x"), ("", "y"), ("2026-02-30", None))
    page = opened(Sheet("表", ("日期", "题目"), rows, dates=(0,)))
    assert page.cell(2, 1).value == datetime(2026, 11, 9) and page.cell(2, 1).number_format == "yyyy-mm-dd"
    assert [page.cell(row, 1).value or "" for row in (3, 4, 5)] == ["1899-12-31", "", "2026-02-30"]
    assert page.cell(2, 2).value == "2026-11-09"
