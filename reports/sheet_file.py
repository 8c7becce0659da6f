"""The sheet of an answer as an Excel workbook."""

import io
import math
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from models.enclosures import Cell, Sheet
from models.ledger import workbook_text
from reports.tables import as_text, write_text

NARROWEST, WIDEST = 8, 60
EARLIEST_YEAR = 1900

# Beyond this a number of Excel is no longer the number that was meant.
_EXACT = 10**15
_MADE_AT = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def sheet_xlsx(sheet: Sheet) -> bytes:
    """A workbook of one sheet: the header bold and in sight, numbers as numbers, no text ever a formula or a link.

    Above the table stand its title and what it shows, below it the sum.

    The same sheet gives the same bytes. Texts are as a cell can hold them (`models.ledger.workbook_text`).
    """
    import xlsxwriter

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"created": _MADE_AT})
    page = book.add_worksheet("数据")
    looks = _Looks(book)
    head = len(sheet.lead)
    for number, line in enumerate(sheet.lead):
        write_text(page, number, 0, workbook_text(line), looks.note if number else looks.title)
    page.freeze_panes(head + 1, 0)
    for column, width in enumerate(_widths([sheet.header, *sheet.rows])):
        page.set_column(column, column, width)
    for column, title in enumerate(sheet.header):
        write_text(page, head, column, workbook_text(title), looks.heading)
    for number, row in enumerate(sheet.rows, head + 1):
        for column, cell in enumerate(row):
            date_look = looks.day if column in sheet.dates else None
            _write(page, number, column, cell, looks.text, date_look=date_look)
    for column, cell in enumerate(sheet.total):
        _write(page, head + 1 + len(sheet.rows), column, cell, looks.total, looks.total_number)
    book.close()
    return target.getvalue()


class _Looks:
    """The formats of the cells. Texts are marked as such, else Excel makes a date of 2026-11 when it is edited."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "num_format": "@", "font_size": 14})
        self.note = book.add_format({"num_format": "@", "font_color": "#66727C"})
        self.heading = book.add_format({"bold": True, "num_format": "@", "bottom": 1, "bg_color": "#EAEEF0"})
        self.text = book.add_format({"num_format": "@"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.total = book.add_format({"bold": True, "num_format": "@", "top": 1})
        self.total_number = book.add_format({"bold": True, "top": 1})


def _write(page: Any, row: int, column: int, cell: Cell, text: Any, number: Any = None, date_look: Any = None) -> None:
    day = _day(cell) if date_look is not None else None
    if day is not None:
        page.write_datetime(row, column, day, date_look)
    elif isinstance(cell, int | float) and not isinstance(cell, bool) and _is_exact(cell):
        page.write_number(row, column, cell, number)
    elif cell is not None:
        write_text(page, row, column, workbook_text(as_text(cell)), text)


def _day(cell: Cell) -> date | None:
    """The date of an ISO text; Excel knows none before 1900."""
    try:
        day = date.fromisoformat(cell) if isinstance(cell, str) else None
    except ValueError:
        return None
    return day if day is not None and day.year > EARLIEST_YEAR else None


def _is_exact(number: int | float) -> bool:
    return math.isfinite(number) if isinstance(number, float) else -_EXACT < number < _EXACT


def _widths(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """The widths of the columns in letters, so that most cells can be read without pulling at them."""
    columns = max(map(len, rows))
    return [
        min(max(max(_width(row[place]) for row in rows if place < len(row)) + 2, NARROWEST), WIDEST)
        for place in range(columns)
    ]


def _width(cell: Cell) -> int:
    """Letters of the longest line; a Chinese one takes two places."""
    lines = as_text(cell)[:500].splitlines()
    return max((sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line) for line in lines), default=0)
