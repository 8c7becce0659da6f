"""Tables as files: what goes in comes out, as text and never as a formula, and what is wrong is said in Chinese."""

import re
import tempfile
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from models.ledger import LONGEST_TEXT, workbook_text
from reports.tables import (
    Cell,
    Sheet,
    TableError,
    as_text,
    read_csv,
    read_tables,
    read_workbook,
    write_tables,
    write_workbook,
)
from tests.factories_tables import save_workbook

RISKY = ["=1+1", "+86", "-1", "@SUM(A1)", '=HYPERLINK("http://x.example","y")', "{=1}", "http://x.example/", "'=1"]
ODD = ["_x000D_", "_x005F_x000D_", "x005F_", "<r><t>x</t></r>", "<r>&amp;</r>", " 两头空格 ", "一\n二\n", "\t", "00123"]
texts = st.one_of(st.text(), st.text(alphabet="=+-@'_x005FD<r>/ \n\r\t\x00甲", max_size=30))


def written(path: Path, cells: list[str]) -> list[str]:
    """One column of texts as it is read back from a file."""
    write_tables(path, Sheet("表", [["列"], *([cell] for cell in cells)]))
    rows = read_tables(path)[0].rows[1:]
    return [as_text(row[0]) if row else "" for row in rows] + [""] * (len(cells) - len(rows))


def rewrite(path: Path, part: str, pattern: str, replacement: str) -> None:
    """Changes the XML of one part of a workbook, as other programs write it."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    changed = re.sub(pattern, replacement, parts[part].decode())
    assert changed.encode() != parts[part]
    with zipfile.ZipFile(path, "w") as book:
        for name, content in {**parts, part: changed.encode()}.items():
            book.writestr(name, content)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("text", [*RISKY, *ODD, "甲" * LONGEST_TEXT, "\U0001f600" * 100])
def test_a_text_is_read_back_as_it_was_written(tmp_path: Path, ending: str, text: str) -> None:
    assert written(tmp_path / f"t.{ending}", [text]) == [text]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@given(cells=st.lists(texts, min_size=1, max_size=5))
@settings(deadline=None, max_examples=60)
def test_any_text_is_read_back_as_a_workbook_can_hold_it(ending: str, cells: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert written(Path(folder) / f"t.{ending}", cells) == [workbook_text(cell) for cell in cells]


def test_control_characters_are_left_out_and_lines_end_with_a_line_feed(tmp_path: Path) -> None:
    assert written(tmp_path / "t.xlsx", ["甲\x00\x0b乙\r\n丙\r丁\ufffe"]) == ["甲乙\n丙\n丁"]


@pytest.mark.parametrize("text", [*RISKY, *ODD[:5]])
def test_no_text_becomes_a_formula_a_link_or_markup_in_excel(tmp_path: Path, text: str) -> None:
    write_workbook(tmp_path / "t.xlsx", [Sheet("表", [["列"], [text]])])
    cell = load_workbook(tmp_path / "t.xlsx")["表"]["A2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    with zipfile.ZipFile(tmp_path / "t.xlsx") as book:
        assert not {"xl/calcChain.xml", "xl/worksheets/_rels/sheet1.xml.rels"} & set(book.namelist())


def test_in_csv_a_beginning_that_excel_would_calculate_has_an_apostrophe_before_it(tmp_path: Path) -> None:
    write_tables(tmp_path / "t.csv", Sheet("表", [["列"], ["=1+1"], ["甲"]]))
    assert (tmp_path / "t.csv").read_bytes() == "\ufeff列\r\n'=1+1\r\n甲\r\n".encode()


def test_numbers_stay_numbers_and_dates_are_written_as_text(tmp_path: Path) -> None:
    row: list[Cell] = [7, 0.5, True, date(2026, 11, 20), datetime(2026, 11, 20, 16, 7), None]
    write_workbook(tmp_path / "t.xlsx", [Sheet("表", [["列"] * 6, row])])
    assert read_workbook(tmp_path / "t.xlsx")[0].rows[1] == (7, 0.5, True, "2026-11-20", "2026-11-20 16:07")


def test_dates_and_times_of_excel_are_read_as_such(tmp_path: Path) -> None:
    row = [datetime(2026, 11, 20, 16, 7), datetime(2026, 11, 20)]
    path = save_workbook(tmp_path / "t.xlsx", {"表": [["时间", "日期"], row]})
    assert list(read_workbook(path)[0].rows[1]) == row


@pytest.mark.parametrize(("cell", "text"), [(None, ""), (3.0, "3"), (2.5, "2.5"), (False, "FALSE"), (12, "12")])
def test_a_cell_has_a_text(cell: Cell, text: str) -> None:
    assert as_text(cell) == text


def test_every_row_is_read_although_the_file_states_a_smaller_size(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "t.xlsx", {"表": [["甲", "乙"], [1, 2], [3, 4]]})
    rewrite(path, "xl/worksheets/sheet1.xml", r'<dimension ref="[^"]*"', '<dimension ref="A1"')
    assert read_workbook(path)[0].rows == [("甲", "乙"), (1, 2), (3, 4)]


def test_rows_that_the_file_leaves_out_keep_their_numbers_and_empty_ones_at_the_end_are_dropped(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "t.xlsx", {"表": [["甲"], [], [None], [1], [None]]})
    assert read_workbook(path)[0].rows == [("甲",), (), (), (1,)]


def test_texts_that_other_programs_write_into_the_cells_themselves_are_read(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "t.xlsx"), {"constant_memory": True})
    book.add_worksheet("表").write_string(0, 0, "x005F_ _x0041_ 甲")
    book.close()
    assert read_workbook(tmp_path / "t.xlsx")[0].rows == [("x005F_ _x0041_ 甲",)]


def test_a_line_end_that_excel_escaped_is_a_line_end_again(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "t.xlsx", {"表": [["甲_x000D_\n乙"]]})
    assert read_workbook(path)[0].rows == [("甲\r\n乙",)]


def test_a_formula_is_read_as_what_excel_last_showed(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "t.xlsx"))
    book.add_worksheet("表").write_formula(0, 0, "=1+1", None, 2)
    book.close()
    assert read_workbook(tmp_path / "t.xlsx")[0].rows == [(2,)]


def test_a_formula_that_nobody_has_calculated_is_refused_by_its_cell(tmp_path: Path) -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.title = "表"
    page.append(["甲", "=1+1"])
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(TableError, match=r"^表!B1 的公式没有计算结果，请用 Excel 或 WPS 打开并保存一次后再试$"):
        read_workbook(tmp_path / "t.xlsx")


def test_progress_rises_to_the_number_of_rows(tmp_path: Path) -> None:
    path = save_workbook(tmp_path / "t.xlsx", {"甲": [[n] for n in range(150)], "乙": [[n] for n in range(100)]})
    seen: list[tuple[int, int]] = []
    read_workbook(path, lambda done, total: seen.append((done, total)))
    assert seen == [(100, 250), (200, 250), (250, 250)]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_is_read_with_and_without_bom_and_named_after_its_file(tmp_path: Path, mark: str) -> None:
    (tmp_path / "名单.csv").write_text(f'{mark}单位,姓名\n\n招商局,"测试\n员02"\n', encoding="utf-8")
    assert read_csv(tmp_path / "名单.csv") == Sheet("名单", [("单位", "姓名"), (), ("招商局", "测试\n员02")])


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", "单位\n".encode("gbk"), "不是 UTF-8 编码，请在 Excel 中另存为"),
        ("a.csv", b'"x"y,"', "双引号不成对"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0", "打不开：文件损坏、加了密码或不是 .xlsx"),
        ("a.xlsx", b"", "打不开：文件损坏"),
        ("a.xls", b"", "不是 .xlsx 或 .csv 文件"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TableError, match=re.escape(reason)) as caught:
        read_tables(tmp_path / name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["nowhere.csv", "nowhere.xlsx"])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(TableError, match=f"找不到文件 .*{name}，请核对路径"):
        read_tables(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("no/folder.csv", "请检查文件夹"), ("no/folder.xlsx", "请检查文件夹"), ("a.xls", "请以 .xlsx 或 .csv 结尾")],
)
def test_a_file_that_cannot_be_written_says_why(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(TableError, match=reason):
        write_tables(tmp_path / name, Sheet("表", [["甲"]]))
