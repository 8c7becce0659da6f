"""Cells of a table with named columns: what is read leniently, what is a fault, and where."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from reports.cells import Fault, Findings, Names, Row, Table, letters
from reports.tables import Cell, Sheet
from tests.factories import OFFICE, at


def one_row(cell: Cell) -> tuple[Row, Findings]:
    """A row whose column 甲 (B) has the cell, in row 2."""
    findings = Findings()
    table = Table(Sheet("表", [["乙", "甲"], ["x", cell]]), ("甲", "乙"), ("甲",), findings)
    return next(table.rows()), findings


def lines(findings: Findings) -> list[str]:
    return [str(fault) for fault in findings.faults]


def table_of(rows: Sequence[Sequence[Cell]], needed: Sequence[str] = ()) -> tuple[Table, Findings]:
    findings = Findings()
    return Table(Sheet("表", rows), ("甲", "乙"), needed, findings), findings


def test_a_fault_reads_sheet_cell_reason() -> None:
    assert str(Fault("信息", "E7", "没有填写类型")) == "信息!E7: 没有填写类型"


def test_columns_stand_in_any_order_with_any_punctuation_and_a_missing_one_is_empty() -> None:
    table, findings = table_of([[" 乙 "], ["x"]])
    row = next(table.rows())
    assert (row.text("甲"), row.text("乙"), findings.faults, findings.notes) == ("", "x", [], ())


def test_the_heading_is_the_first_row_that_is_not_empty() -> None:
    table, _ = table_of([[], ["", None], ["甲"], [], ["x"]])
    assert [row.number for row in table.rows()] == [5]


def test_a_missing_column_is_one_fault_and_its_rows_are_not_read() -> None:
    table, findings = table_of([["乙"], ["x"], ["y"]], needed=("甲",))
    assert (list(table.rows()), lines(findings)) == ([], ["表!A1: 缺少“甲”这一列，请在第一行补上列名"])


def test_an_empty_sheet_lacks_its_columns() -> None:
    _, findings = table_of([], needed=("甲",))
    assert lines(findings) == ["表!A1: 缺少“甲”这一列，请在第一行补上列名"]


def test_a_doubled_column_is_a_fault_and_an_unknown_one_a_note() -> None:
    _, findings = table_of([["甲", "甲", "丙", None]])
    assert lines(findings) == ["表!B1: “甲”这一列出现了两次，请删去一列"]
    assert findings.notes == ("表!C1: 不认识“丙”这一列，没有导入",)


def test_rows_without_anything_in_a_known_column_are_left_out() -> None:
    table, _ = table_of([["甲", "丙"], ["\u3000", "x"], ["y", ""]])
    assert [row.number for row in table.rows()] == [3]


def test_equal_notes_of_a_column_become_one_line() -> None:
    table, findings = table_of([["甲"], ["x "], ["y"], ["z "]])
    assert [row.name("甲") for row in table.rows()] == ["x", "y", "z"]
    assert findings.notes == ("表!A2 等 2 处: 前后的空格已去掉",)


def test_a_text_stays_as_it_is_but_for_its_line_ends() -> None:
    row, findings = one_row(" 一\r\n二\r三 ")
    assert (row.text("甲"), row.is_good, findings.notes) == (" 一\n二\n三 ", True, ())


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("甲\x07", "甲里有看不见的控制字符，请重新输入这一格"), ("甲" * 11, "甲超过 10 个字，请缩短")],
)
def test_a_text_that_cannot_be_kept_is_a_fault(cell: str, reason: str) -> None:
    row, findings = one_row(cell)
    assert (row.text("甲", 10), row.is_good, lines(findings)) == ("", False, [f"表!B2: {reason}"])


def test_a_name_has_one_line_and_no_invisible_marks_at_its_ends() -> None:
    row, findings = one_row("\u200b招商局\u3000\n")
    assert (row.name("甲"), findings.faults) == ("招商局", [])
    row, findings = one_row("招商局\n财政局")
    assert (row.name("甲"), lines(findings)) == ("", ["表!B2: 甲里有换行，请写成一行"])


@pytest.mark.parametrize(
    ("cell", "number"), [(12, 12), (12.0, 12), ("12", 12), ("１２", 12), (" 12 ", 12), (None, None)]
)
def test_a_whole_number_is_read_in_any_width(cell: Cell, number: int | None) -> None:
    row, findings = one_row(cell)
    assert (row.whole("甲"), findings.faults) == (number, [])


@pytest.mark.parametrize("cell", [0, -1, 1.5, True, "十二", "1e3", "²", 10**9, "9" * 5000])
def test_what_is_no_whole_number_from_1_on_is_a_fault(cell: Cell) -> None:
    row, findings = one_row(cell)
    assert row.whole("甲") is None
    assert "应是 1 到 999999999 的整数" in lines(findings)[0]


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-20",
        "２０２６-１１-２０",
        "2026/11/20",
        "2026.11.20",
        "2026年11月20日",
        date(2026, 11, 20),
        datetime(2026, 11, 20),
    ],
)
def test_a_date_is_read_as_text_and_as_a_date_of_excel(cell: Cell) -> None:
    row, findings = one_row(cell)
    assert (row.day("甲"), findings.faults) == (date(2026, 11, 20), [])


def test_a_date_in_another_form_is_noted() -> None:
    row, findings = one_row("2026/1/2")
    assert (row.day("甲"), findings.notes) == (date(2026, 1, 2), ("表!B2: 日期已按 2026-11-20 的写法读取",))


@pytest.mark.parametrize("cell", ["2026-02-30", "2026-13-01", "昨天", "1026-01-01", 46000, True, datetime(1900, 1, 1)])
def test_what_is_no_date_is_a_fault(cell: Cell) -> None:
    row, findings = one_row(cell)
    assert row.day("甲") is None
    assert "不是有效的日期，请写成 2026-11-20 的样子，年份在 2000 至 2100 之间" in lines(findings)[0]


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-20 16:07",
        "2026-11-20 16:07:59",
        "2026/11/20　16：07",
        "2026-11-20T16:07",
        "2026年11月20日16:07",
        datetime(2026, 11, 20, 16, 7),
        datetime(2026, 11, 20, 16, 6, 59, 999_990),
        datetime(2026, 11, 20, 16, 7, 30),
    ],
)
def test_a_time_of_the_offices_clock_is_an_instant_to_the_minute(cell: Cell) -> None:
    row, findings = one_row(cell)
    assert (row.moment("甲", OFFICE), findings.faults) == (at("2026-11-20 16:07"), [])


def test_an_instant_is_in_utc() -> None:
    row, _ = one_row("2026-11-20 07:07")
    assert row.moment("甲", OFFICE) == datetime(2026, 11, 19, 23, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell",
    ["2026-11-20", "2026-11-2016:07", "2026-11-20 24:00", "16:07", "下午", 46000.5, datetime.max, date(2026, 1, 1)],
)
def test_what_is_no_time_is_a_fault(cell: Cell) -> None:
    row, findings = one_row(cell)
    assert row.moment("甲", OFFICE) is None
    assert "不是有效的时间，请写成 2026-11-20 16:07 的样子" in lines(findings)[0]


@pytest.mark.parametrize("cell", ["甲、乙", "甲乙", "甲,乙 ", "甲，乙"])
def test_a_name_is_known_whatever_its_punctuation(cell: str) -> None:
    row, findings = one_row(cell)
    assert (row.named("甲", Names([("甲、乙", "甲、乙")]), "请改正"), findings.faults) == ("甲、乙", [])


def test_a_name_that_could_mean_two_things_means_nothing_unless_it_is_exact() -> None:
    names = Names([("一局（东）", 1), ("一局东", 2)])
    assert (names.find("一局（东）"), names.find("一局东"), names.find("一局(东)")) == (1, 2, None)


def test_an_unknown_name_is_a_fault_with_a_hint_or_itself_without_one() -> None:
    names = Names([("甲", "甲")])
    row, findings = one_row("丙")
    assert (row.named("甲", names, "请填甲"), lines(findings)) == ("", ["表!B2: 不认识甲“丙”，请填甲"])
    row, findings = one_row("丙")
    assert (row.named("甲", names), findings.faults) == ("丙", [])


def test_a_name_that_stands_for_another_is_noted() -> None:
    row, findings = one_row("简称")
    assert row.named("甲", Names([("简称", "全称")]), "请改正") == "全称"
    assert findings.notes == ("表!B2: “简称”按“全称”导入",)


def test_needed_cells_that_are_empty_are_faults() -> None:
    row, findings = one_row(" ")
    row.need("乙", "甲")
    assert (row.is_good, lines(findings)) == (False, ["表!B2: 没有填写甲"])


@pytest.mark.parametrize(
    ("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_letters(place: int, name: str) -> None:
    assert letters(place) == name
