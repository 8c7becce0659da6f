"""Tables as files: Excel workbooks and csv, read and written cell by cell.

What is written is read back unchanged, and no text ever becomes a formula, a link or XML of the workbook. Control
characters, which no workbook can hold, are left out; lines end with \\n (`models.ledger.workbook_text`).
"""

import csv
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from models.ledger import workbook_text

if TYPE_CHECKING:
    from openpyxl.reader.excel import ExcelReader

Cell = str | int | float | bool | datetime | date | time | timedelta | None
Progress = Callable[[int, int], None]
"""Called with the rows read so far and the rows that the file says it has (never fewer)."""

WORKBOOK_ENDINGS = (".xlsx", ".xlsm")
PROGRESS_STEP = 100
DEFAULT_WIDTH = 14

# Excel keeps a character that XML cannot hold, and any text of this very form, as _xHHHH_ (ECMA-376, ST_Xstring).
_ESCAPED = re.compile(r"_x005F(_x[0-9A-Fa-f]{4}_)|_x([0-9A-Fa-f]{4})_")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
# A program that opens a csv file takes these beginnings for a formula; an apostrophe before them keeps it text.
_RISKY = re.compile(r"'*[=+\-@\t\r]")
_QUOTED = re.compile(r"'+[=+\-@\t\r]")


class TableError(Exception):
    """A file that cannot be read or written; its text is one Chinese sentence that says what to do."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its rows from row 1 on, as long as they are filled. `widths` of columns are in characters."""

    name: str
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int] = ()


def read_tables(path: Path, progress: Progress | None = None) -> list[Sheet]:
    """The sheets of a workbook, or the one table of a csv file, by the file's ending. Raises TableError."""
    if path.suffix.lower() == ".csv":
        return [read_csv(path)]
    if path.suffix.lower() in WORKBOOK_ENDINGS:
        return read_workbook(path, progress)
    raise TableError(f"{path.name} 不是 .xlsx 或 .csv 文件，请用 Excel 或 WPS 另存后再试")


def write_tables(path: Path, sheet: Sheet) -> None:
    """Writes one sheet as a workbook or csv file, by the file's ending. Raises TableError."""
    if path.suffix.lower() == ".csv":
        write_csv(path, sheet)
    elif path.suffix.lower() == ".xlsx":
        write_workbook(path, [sheet])
    else:
        raise TableError(f"{path.name} 的文件名请以 .xlsx 或 .csv 结尾")


def read_workbook(path: Path, progress: Progress | None = None) -> list[Sheet]:
    """Every sheet of an Excel workbook with the values that Excel last showed. Raises TableError."""
    if path.suffix.lower() not in WORKBOOK_ENDINGS:
        raise TableError(f"{path.name} 不是 .xlsx 工作簿，请用 Excel 或 WPS 另存为 .xlsx 后再试")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations that have nothing to do with the values
            return _read_sheets(path, progress)
    except TableError:
        raise
    except FileNotFoundError as error:
        raise TableError(f"找不到文件 {path}，请核对路径") from error
    except PermissionError as error:
        raise TableError(f"没有权限读取 {path}，请关闭占用它的程序或调整权限") from error
    except Exception as error:  # openpyxl raises whatever a damaged file makes it stumble over
        raise TableError(f"{path.name} 打不开：文件损坏、加了密码或不是 .xlsx，请另存为 .xlsx 后再试") from error


def read_csv(path: Path) -> Sheet:
    """The table of a csv file (UTF-8, with or without BOM), named after the file. Raises TableError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [tuple(map(_from_csv, row)) for row in csv.reader(file, strict=True)]
    except FileNotFoundError as error:
        raise TableError(f"找不到文件 {path}，请核对路径") from error
    except UnicodeDecodeError as error:
        raise TableError(f"{path.name} 不是 UTF-8 编码，请在 Excel 中另存为“CSV UTF-8”，或另存为 .xlsx") from error
    except csv.Error as error:
        raise TableError(f"{path.name} 的双引号不成对或某一格过长，请改正，或另存为 .xlsx 后再试") from error
    except OSError as error:
        raise TableError(f"打不开 {path}，请检查它是不是文件、有没有读取权限") from error
    return Sheet(path.stem, rows)


def write_workbook(path: Path, sheets: Sequence[Sheet]) -> None:
    """Writes a workbook; the first row of each sheet is its heading. Dates and times are written as text, so that
    they are read back as they stand (`2026-11-20`, `2026-11-20 16:07`). Raises TableError.
    """
    if path.suffix.lower() != ".xlsx":
        raise TableError(f"{path.name} 的文件名请以 .xlsx 结尾")
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    for sheet in sheets:
        _write_sheet(book, sheet)
    try:
        book.close()
    except (OSError, XlsxWriterException) as error:
        raise TableError(f"写不了 {path}，请检查文件夹是否存在、文件是否正被打开") from error


def write_csv(path: Path, sheet: Sheet) -> None:
    """Writes a csv file in UTF-8 with BOM, as Excel reads it. A beginning such as `=` gets an apostrophe before it,
    which `read_csv` takes away again. Raises TableError.
    """
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([_for_csv(cell) for cell in row] for row in sheet.rows)
    except OSError as error:
        raise TableError(f"写不了 {path}，请检查文件夹是否存在、文件是否正被打开") from error


def _read_sheets(path: Path, progress: Progress | None) -> list[Sheet]:
    from openpyxl.reader.excel import ExcelReader

    reader = ExcelReader(str(path), read_only=True, data_only=True, keep_links=False)
    try:
        reader.read()
        reader.shared_strings[:] = _exact_strings(reader)
        counter = _Counter(progress, sum(sheet.max_row or 0 for sheet in reader.wb.worksheets))
        sheets = [Sheet(sheet.title, _read_rows(sheet, counter)) for sheet in reader.wb.worksheets]
        counter.finish()
        if not sheets:
            raise TableError(f"{path.name} 里没有工作表，请核对文件")
        if _has_formulas(reader):
            _refuse_lost_formulas(path, sheets)
        return sheets
    finally:
        reader.archive.close()


class _Counter:
    """Reports rows as they are read; the sizes that files state can be too small."""

    def __init__(self, progress: Progress | None, stated: int) -> None:
        self._progress = progress
        self._total = stated
        self._done = 0

    def step(self) -> None:
        self._done += 1
        if self._progress and self._done % PROGRESS_STEP == 0:
            self._progress(self._done, max(self._done, self._total))

    def finish(self) -> None:
        if self._progress:
            self._progress(self._done, self._done)


def _read_rows(sheet: Any, counter: _Counter) -> list[tuple[Cell, ...]]:
    sheet.reset_dimensions()  # some programs state A1 whatever the sheet holds
    rows: list[tuple[Cell, ...]] = []
    for row in sheet.iter_rows(values_only=True):
        counter.step()
        rows.append(tuple(map(_unescaped, row)) if any(cell is not None for cell in row) else ())
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _unescaped(cell: Any) -> Cell:
    if isinstance(cell, str) and "_x" in cell:
        return _ESCAPED.sub(lambda found: found[1] or chr(int(found[2], 16)), cell)
    return cast(Cell, cell)


def _exact_strings(reader: "ExcelReader") -> list[str]:
    """The workbook's shared strings as they stand in the file: openpyxl takes every `x005F_` out of them."""
    from openpyxl.packaging.manifest import Override
    from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
    from openpyxl.xml.functions import fromstring

    parts: list[Override] = [part for part in reader.package.Override if part.ContentType == SHARED_STRINGS]
    content = reader.archive.read(parts[0].PartName[1:]) if parts else b""
    if b"x005F_" not in content:
        return reader.shared_strings
    space = {"s": SHEET_MAIN_NS}
    strings = fromstring(content).iterfind("s:si", space)
    return [
        "".join(t.text or "" for path in ("s:t", "s:r/s:t") for t in each.iterfind(path, space)) for each in strings
    ]


def _has_formulas(reader: "ExcelReader") -> bool:
    parts = [relation.target for _, relation in reader.parser.find_sheets() if relation.target in reader.valid_files]
    return any(_FORMULA.search(reader.archive.read(part)) for part in parts)


def _refuse_lost_formulas(path: Path, sheets: Sequence[Sheet]) -> None:
    """A formula that no program has calculated would be read as an empty cell."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    try:
        for sheet, values in zip(book.worksheets, sheets, strict=True):
            sheet.reset_dimensions()
            for row, shown in zip(sheet.iter_rows(), values.rows, strict=False):
                for place, cell in enumerate(row):
                    if cell.data_type == "f" and (place >= len(shown) or shown[place] is None):
                        where = f"{sheet.title}!{cell.coordinate}"
                        raise TableError(f"{where} 的公式没有计算结果，请用 Excel 或 WPS 打开并保存一次后再试")
    finally:
        book.close()


def _write_sheet(book: Any, sheet: Sheet) -> None:
    heading = book.add_format({"bold": True, "num_format": "@", "bottom": 1})
    text = book.add_format({"num_format": "@"})  # else Excel makes a date of 2026-11 when somebody edits it
    page = book.add_worksheet(sheet.name)
    page.freeze_panes(1, 0)
    for column in range(max(map(len, sheet.rows), default=0)):
        width = sheet.widths[column] if column < len(sheet.widths) else DEFAULT_WIDTH
        page.set_column(column, column, width, text)
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            _write_cell(page, number, column, cell, text if number else heading)


def _write_cell(page: Any, row: int, column: int, cell: Cell, style: Any) -> None:
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell)
    elif cell is not None:
        write_text(page, row, column, workbook_text(as_text(cell)), style)


def write_text(page: Any, row: int, column: int, text: str, style: Any) -> None:
    """A text as a cell of an XlsxWriter page; an empty one is no cell."""
    if text.startswith("<r>") and text.endswith("</r>"):
        # The writer takes such a text for XML of its own and would put it into the workbook as it is.
        page.write_rich_string(row, column, "<", style, text[1:], style)
    elif text:
        page.write_string(row, column, text, style)


def as_text(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, dates `2026-11-20`, times `2026-11-20 16:07`, nothing as ""."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes") if cell.time() != time.min else cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _for_csv(cell: Cell) -> str:
    text = workbook_text(as_text(cell))
    return f"'{text}" if _RISKY.match(text) else text


def _from_csv(text: str) -> str:
    return text[1:] if _QUOTED.match(text) else text
