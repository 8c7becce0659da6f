"""Reading the cells of a table with named columns: what they say, and what is wrong with them, by `sheet!cell`."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from models.ledger import LONGEST_TEXT, has_unwritable
from reports.tables import Cell, Sheet, as_text
from rules.faults import plain

T = TypeVar("T")

FIRST_YEAR, LAST_YEAR = 2000, 2100
LARGEST_NUMBER = 999_999_999
BLANKS = " \t\n\r\u3000\u00a0\u200b\u2060\ufeff"
"""What is taken off the ends of names: spaces of every width and the invisible marks that chat programs paste."""

DAY_HINT = f"日期，请写成 2026-11-20 的样子，年份在 {FIRST_YEAR} 至 {LAST_YEAR} 之间"
MOMENT_HINT = f"时间，请写成 2026-11-20 16:07 的样子，年份在 {FIRST_YEAR} 至 {LAST_YEAR} 之间"
_DATE = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_DAY = re.compile(_DATE, re.ASCII)
_MOMENT = re.compile(_DATE + r"(?:[ T]+|(?<=日))(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?", re.ASCII)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９：－／．　ＨＱＴＷ", "0123456789:-/. HQTW")


@dataclass(frozen=True)
class Fault:
    """One cell that cannot be imported."""

    sheet: str
    cell: str
    reason: str

    def __str__(self) -> str:
        """`sheet!cell: reason`."""
        return f"{self.sheet}!{self.cell}: {self.reason}"


class Findings:
    """What the reading of a file found: faults, and notes on what was understood although it is written otherwise."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._notes: dict[tuple[str, str, str], tuple[str, int]] = {}

    def fault(self, sheet: str, cell: str, reason: str) -> None:
        """Notes a fault."""
        self.faults.append(Fault(sheet, cell, reason))

    def note(self, sheet: str, cell: str, text: str) -> None:
        """Notes a remark; the same remark on cells of one column becomes one line."""
        column = cell.rstrip("0123456789")
        first, count = self._notes.get((sheet, column, text), (cell, 0))
        self._notes[sheet, column, text] = (first, count + 1)

    @property
    def notes(self) -> tuple[str, ...]:
        """The remarks, one line each, in the order in which they came up."""
        return tuple(
            f"{sheet}!{first}{f' 等 {count} 处' if count > 1 else ''}: {text}"
            for (sheet, _, text), (first, count) in self._notes.items()
        )


class Names(Generic[T]):
    """What names stand for, whatever their width, spaces and punctuation, as long as only one thing can be meant."""

    def __init__(self, pairs: Iterable[tuple[str, T]]) -> None:
        """Of equal names the first counts."""
        self._exact: dict[str, T] = {}
        self._lenient: dict[str, set[T]] = {}
        for name, meaning in pairs:
            self._exact.setdefault(name, meaning)
            self._lenient.setdefault(plain(name), set()).add(meaning)

    def find(self, name: str) -> T | None:
        """The meaning of a name; None if there is none or more than one."""
        if name in self._exact:
            return self._exact[name]
        meanings = self._lenient.get(plain(name), set())
        return next(iter(meanings)) if len(meanings) == 1 else None


class Table:
    """A sheet whose first row that is not empty names its columns, in any order."""

    def __init__(self, sheet: Sheet, columns: Sequence[str], needed: Collection[str], findings: Findings) -> None:
        """Reports unknown columns as notes, doubled and missing ones as faults. `columns` are all that may be there."""
        self.name = sheet.name
        self.findings = findings
        self._rows = sheet.rows
        self._heading = next((place for place, row in enumerate(sheet.rows) if any(map(is_filled, row))), 0)
        self._places = self._find_columns(columns)
        missing = [column for column in columns if column in needed and column not in self._places]
        for column in missing:
            findings.fault(self.name, f"A{self._heading + 1}", f"缺少“{column}”这一列，请在第一行补上列名")
        self.is_usable = not missing

    def rows(self) -> Iterator["Row"]:
        """The rows below the heading that have something in a known column; none if a needed column is missing."""
        if not self.is_usable:
            return
        for number, cells in enumerate(self._rows[self._heading + 1 :], self._heading + 2):
            row = Row(self, number, {name: cells[at] for name, at in self._places.items() if at < len(cells)})
            if row.is_filled:
                yield row

    def cell(self, column: str, number: int) -> str:
        """The address of a cell, such as `E7`."""
        return f"{letters(self._places.get(column, 0))}{number}"

    def _find_columns(self, columns: Sequence[str]) -> dict[str, int]:
        known = {plain(column): column for column in columns}
        places: dict[str, int] = {}
        for place, cell in enumerate(self._rows[self._heading] if self._rows else ()):
            where = f"{letters(place)}{self._heading + 1}"
            column = known.get(plain(as_text(cell)))
            if column is None and is_filled(cell):
                self.findings.note(self.name, where, f"不认识“{as_text(cell).strip()}”这一列，没有导入")
            elif column in places:
                self.findings.fault(self.name, where, f"“{column}”这一列出现了两次，请删去一列")
            elif column is not None:
                places[column] = place
        return places


class Row:
    """One row: reads its cells by the names of their columns. An unreadable one is a fault and reads as nothing."""

    def __init__(self, table: Table, number: int, cells: Mapping[str, Cell]) -> None:
        self.number = number
        self.is_good = True
        self._table = table
        self._cells = cells

    @property
    def is_filled(self) -> bool:
        """Whether any cell says something."""
        return any(map(is_filled, self._cells.values()))

    def has(self, column: str) -> bool:
        """Whether the cell says something."""
        return is_filled(self._cells.get(column))

    def fault(self, column: str, reason: str) -> None:
        """The row cannot be imported for this cell."""
        self.is_good = False
        self._table.findings.fault(self._table.name, self._table.cell(column, self.number), reason)

    def note(self, column: str, text: str) -> None:
        """The cell is understood, but people should know how."""
        self._table.findings.note(self._table.name, self._table.cell(column, self.number), text)

    def need(self, *columns: str) -> None:
        """A fault for each of the cells that is empty."""
        for column in columns:
            if not self.has(column):
                self.fault(column, f"没有填写{column}")

    def text(self, column: str, longest: int = LONGEST_TEXT) -> str:
        """The cell as text, exactly as it stands but for its line ends; "" if it is empty."""
        text = as_text(self._cells.get(column)).replace("\r\n", "\n").replace("\r", "\n")
        if has_unwritable(text):
            self.fault(column, f"{column}里有看不见的控制字符，请重新输入这一格")
            return ""
        if len(text.encode("utf-16-le")) // 2 > longest:
            self.fault(column, f"{column}超过 {longest} 个字，请缩短")
            return ""
        return text

    def name(self, column: str, longest: int = 100) -> str:
        """The cell as a name: one line, without spaces at its ends."""
        text = self.text(column, longest)
        name = text.strip(BLANKS)
        if "\n" in name:
            self.fault(column, f"{column}里有换行，请写成一行")
            return ""
        if name != text and name:
            self.note(column, "前后的空格已去掉")
        return name

    def whole(self, column: str) -> int | None:
        """The cell as a whole number from 1 on, in digits of any width; None if it is empty or faulty."""
        text = self.text(column)
        if not text.strip(BLANKS):
            return None
        digits = half_width(text).strip(BLANKS)
        if not re.fullmatch(r"[0-9]+", digits) or not 1 <= int(digits[:20]) <= LARGEST_NUMBER:
            self.fault(column, f"{column}“{_short(text)}”应是 1 到 {LARGEST_NUMBER} 的整数")
            return None
        if digits != text:
            self.note(column, "数字已按半角、无空格读取")
        return int(digits)

    def day(self, column: str) -> date | None:
        """The cell as a date (`2026-11-20` as text, or a date of Excel); None if it is empty or faulty."""
        cell = self._cells.get(column)
        if isinstance(cell, datetime | date):
            return self._in_range(column, cell.date() if isinstance(cell, datetime) else cell)
        text = self._figures(column)
        found = _DAY.fullmatch(text)
        if not text:
            return None
        day = self._in_range(column, _date(*found.groups()) if found else None)
        if day and text != day.isoformat():
            self.note(column, "日期已按 2026-11-20 的写法读取")
        return day

    def moment(self, column: str, zone: ZoneInfo) -> datetime | None:
        """The cell as an instant in UTC, to the minute; None if it is empty or faulty.

        It is `2026-11-20 16:07` of the office's clock as text, or a time of Excel.
        """
        cell = self._cells.get(column)
        text = self._figures(column)
        if not text:
            return None
        found = _MOMENT.fullmatch(text)
        clock = cell if isinstance(cell, datetime) else _moment(*found.groups()) if found else None
        if self._in_range(column, clock and clock.date(), MOMENT_HINT) is None or clock is None:
            return None
        clock += timedelta(milliseconds=500)  # Excel's fractions of a day are not exact
        minute = clock.replace(second=0, microsecond=0)
        if text != minute.isoformat(" ", "minutes") and not isinstance(cell, datetime):
            self.note(column, "时间已按 2026-11-20 16:07 的写法读取，只到分钟")
        return minute.replace(tzinfo=zone).astimezone(UTC)

    def one_of(self, column: str, names: Names[T], hint: str) -> T | None:
        """What the cell's name stands for; None if it is empty or faulty. `hint` says what to write instead."""
        text = self.name(column)
        found = names.find(text) if text else None
        if found is None and text:
            self.fault(column, f"不认识{column}“{_short(text)}”，{hint}")
        return found

    def named(self, column: str, names: Names[str], hint: str = "") -> str:
        """The name that the cell's word means; without a hint a word that means nothing is taken as it is."""
        text = self.name(column)
        found = names.find(text)
        if not text or found is None:
            if text and hint:
                self.fault(column, f"不认识{column}“{_short(text)}”，{hint}")
            return "" if hint else text
        if found != text:
            self.note(column, f"“{_short(text)}”按“{found}”导入")
        return found

    def _figures(self, column: str) -> str:
        return half_width(as_text(self._cells.get(column))).strip(BLANKS)

    def _in_range(self, column: str, day: date | None, hint: str = DAY_HINT) -> date | None:
        if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
        self.fault(column, f"{column}“{_short(as_text(self._cells.get(column)))}”不是有效的{hint}")
        return None


def is_filled(cell: Cell) -> bool:
    """Whether a cell says something: an empty text or one of spaces does not."""
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip(BLANKS)))


def half_width(text: str) -> str:
    """Full-width digits, marks and letters of dates and periods in common width; all else stays (10² is not 102)."""
    return text.translate(_HALF_WIDTH)


def letters(place: int) -> str:
    """The letters of a column counted from 0: A, B … Z, AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 20 else f"{text[:20]}…"


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _moment(year: str, month: str, day: str, hour: str, minute: str, second: str | None) -> datetime | None:
    try:
        return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))
    except ValueError:
        return None
