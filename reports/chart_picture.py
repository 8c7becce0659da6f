"""The chart of an answer as a picture: bars for a ranking, columns for a course of time."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.enclosures import Chart
from reports.axis_labels import Label, axis_labels
from reports.pen import ACCENT, GREY, INK, MARGIN, PALE, RIGHT, TITLE_LEADING, TITLE_LINES, TITLE_SIZE, TRACK, Pen

MOST_ROWS = 60
NO_DATA = "没有数据"
UNFINISHED = "浅色的尚未结束"

NOTE_SIZE, NOTE_LEADING, NOTE_LINES = 22, 32, 2
FOOT_HEIGHT = 70
NAME_ROOM, UNIT_LETTERS = 400, 4
PLOT_TOP, PLOT_HEIGHT, COLUMN_WIDTH = 42, 410, 64
NAMES_HEIGHT = 56
LEAST_LENGTH = 6
NAME_SIZE, NAME_GAP, YEAR_LEADING = 20, 12, 26

# Up to how many rows: height of a row, size of its letters, thickness of its bar.
_ROW_LOOKS = ((20, 54, 26, 22), (40, 42, 22, 18), (MOST_ROWS, 34, 20, 14))
_FIGURE_SIZES = (24, 22, 20, 18, 16, 14)


@dataclass(frozen=True)
class _Row:
    """One row of the chart. `value` is nan where there is nothing to draw; `figure` is how it is written."""

    name: str
    value: float
    figure: str
    runs_on: bool = False

    @property
    def fill(self) -> str:
        """Of the bar or column: what may still grow is pale."""
        return PALE if self.runs_on else ACCENT

    @property
    def colour(self) -> str:
        """Of the figure: what is nothing stands back."""
        return INK if self.value else GREY


@dataclass(frozen=True)
class _Scale:
    """Where values lie between the least (at most 0) and the greatest (at least 0), from 0 to 1."""

    peak: float
    low: float
    high: float

    @classmethod
    def of(cls, rows: Sequence[_Row]) -> "_Scale":
        finite = [row.value for row in rows if not math.isnan(row.value)]
        # Shares of the peak: the difference of two very large numbers may be none any more.
        peak = max((abs(value) for value in finite), default=0) or 1
        shares = [value / peak for value in finite]
        return cls(peak, min([0, *shares]), max([0, *shares]))

    def place(self, value: float) -> float:
        share = 0 if math.isnan(value) else value / self.peak
        return (share - self.low) / (self.high - self.low or 1)


def chart_png(chart: Chart, font_path: Path | None = None) -> bytes:
    """A PNG of 960 pixels' width; `font_path` an office's own font. The same chart gives the same bytes.

    Of more than 60 rows a ranking shows the first ones, a course of time the last ones, and says so.
    """
    is_ranking = chart.kind == "bars"
    shown = chart.rows[:MOST_ROWS] if is_ranking else chart.rows[-MOST_ROWS:]
    rows = [_row(chart, name, value) for name, value in shown]
    pen = Pen(font_path)
    title, note = pen.lines(chart.title, TITLE_SIZE, TITLE_LINES), pen.lines(chart.note, NOTE_SIZE, NOTE_LINES)
    note += pen.lines(chart.as_of, NOTE_SIZE, 1)
    top = 66 + len(title) * TITLE_LEADING + len(note) * NOTE_LEADING
    height = top + _body_height(len(rows), is_ranking) + FOOT_HEIGHT
    pen.start(height)
    _paint_head(pen, title, note)
    if not rows:
        pen.text(MARGIN, top + 34, NO_DATA, 24, GREY)
    elif is_ranking:
        _paint_bars(pen, rows, chart.unit[:UNIT_LETTERS], top)
    else:
        _paint_columns(pen, rows, chart.unit[:UNIT_LETTERS], top)
    _paint_foot(pen, _foot(len(chart.rows), is_ranking, rows), height)
    return pen.png()


def number_text(value: float) -> str:
    """A figure as people write it: at most two decimals, none without need, an exponent from a thousand billion on."""
    number = _drawable(value)
    if math.isnan(number):
        return "—"
    if abs(number) >= 1e15:
        return f"{number:.3g}"
    if number == int(number):
        return str(int(number))
    return f"{number:.2f}".rstrip("0").rstrip(".") if abs(number) >= 0.005 else f"{number:.1g}"


def _drawable(value: float) -> float:
    """The value as a number that can be drawn, else nan: a whole number may be too large for that."""
    try:
        number = float(value)
    except OverflowError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _row(chart: Chart, name: str, value: float) -> _Row:
    return _Row(name, _drawable(value), number_text(value), bool(chart.unfinished) and name == chart.unfinished)


def _row_look(rows: int) -> tuple[int, int, int]:
    return next((height, size, bar) for most, height, size, bar in _ROW_LOOKS if rows <= most)


def _body_height(rows: int, is_ranking: bool) -> int:
    if not rows:
        return 60
    return rows * _row_look(rows)[0] if is_ranking else PLOT_TOP + PLOT_HEIGHT + NAMES_HEIGHT


def _paint_head(pen: Pen, title: Sequence[str], note: Sequence[str]) -> None:
    base = 50
    for line in title:
        base += TITLE_LEADING
        pen.text(MARGIN, base - 12, line, TITLE_SIZE, bold=True)
    for line in note:
        base += NOTE_LEADING
        pen.text(MARGIN, base - 4, line, NOTE_SIZE, GREY)


def _foot(count: int, is_ranking: bool, rows: Sequence[_Row]) -> str:
    shown = f"共{count}项，图中是{'前' if is_ranking else '后'}{MOST_ROWS}项" if count > MOST_ROWS else ""
    return "；".join(filter(None, (shown, UNFINISHED if any(row.runs_on for row in rows) else "")))


def _paint_foot(pen: Pen, said: str, height: int) -> None:
    pen.text(MARGIN, height - 30, said, 18, GREY)
    pen.text(RIGHT, height - 30, "报送通", 18, GREY, anchor="rs")


def _paint_bars(pen: Pen, rows: Sequence[_Row], unit: str, top: int) -> None:
    height, size, thickness = _row_look(len(rows))
    names = [pen.cut(row.name, size, NAME_ROOM) for row in rows]
    left = MARGIN + max(pen.width(name, size) for name in names) + 20
    right = RIGHT - max(pen.width(row.figure + unit, size) for row in rows) - 20
    scale = _Scale.of(rows)
    for place, (row, name) in enumerate(zip(rows, names, strict=True)):
        middle = top + place * height + height / 2
        upper, lower = middle - thickness / 2, middle + thickness / 2
        pen.text(MARGIN, middle, name, size, anchor="lm")
        pen.text(RIGHT, middle, row.figure + unit, size, row.colour, anchor="rm", bold=bool(row.value))
        pen.box(left, upper, right, lower, TRACK, thickness / 2)
        zero, end = (left + scale.place(value) * (right - left) for value in (0, row.value))
        if row.value and zero != end:
            start, end = min(zero, end), max(zero, end, min(zero, end) + LEAST_LENGTH)
            pen.box(start, upper, end, lower, row.fill, min(thickness, end - start) / 2)


def _paint_columns(pen: Pen, rows: Sequence[_Row], unit: str, top: int) -> None:
    slot = (RIGHT - MARGIN) / len(rows)
    size, is_upright = _figure_look(pen, rows, slot)
    floor = top + PLOT_TOP + PLOT_HEIGHT
    ceiling = top + PLOT_TOP + 12 + (max(pen.width(row.figure, size) for row in rows) if is_upright else size)
    scale, height = _Scale.of(rows), floor - ceiling
    pen.text(MARGIN, top + 26, f"单位：{unit}" if unit else "", 18, GREY)
    zero = ceiling + (1 - scale.place(0)) * height
    half = min(COLUMN_WIDTH, slot * 0.64) / 2
    for place, row in enumerate(rows):
        middle = MARGIN + (place + 0.5) * slot
        end = ceiling + (1 - scale.place(row.value)) * height
        upper, lower = min(zero, end), max(zero, end)
        if row.value and upper != lower:
            upper, lower = (
                min(upper, zero - LEAST_LENGTH * (row.value > 0)),
                max(lower, zero + LEAST_LENGTH * (row.value < 0)),
            )
            pen.box(middle - half, upper, middle + half, lower, row.fill, min(4, half, (lower - upper) / 2))
        if is_upright:
            pen.upright(middle, upper - 8, row.figure, size, row.colour)
        else:
            pen.text(middle, upper - 8, row.figure, size, row.colour, anchor="ms")
    pen.line(MARGIN, zero, RIGHT, zero, GREY, 1)
    _paint_names(pen, rows, slot, floor + 32)


def _figure_look(pen: Pen, rows: Sequence[_Row], slot: float) -> tuple[int, bool]:
    """Size of the figures above the columns, and whether they have to stand upright to fit."""
    for size in _FIGURE_SIZES:
        if max(pen.width(row.figure, size) for row in rows) <= slot - 3:
            return size, False
    return min(18, int(slot)), True


def _paint_names(pen: Pen, rows: Sequence[_Row], slot: float, base: float) -> None:
    """The names below the columns: the first, the last and as many between them as have room."""

    def extent(label: Label) -> tuple[float, float]:
        width = min(most, max(pen.width(label.text, NAME_SIZE), pen.width(label.year, NAME_SIZE)))
        left = min(max(MARGIN + (label.place + 0.5) * slot - width / 2, MARGIN), RIGHT - width)
        return left, left + width

    def fits(labels: Sequence[Label]) -> bool:
        return all(after[0] - before[1] >= NAME_GAP for before, after in itertools.pairwise(map(extent, labels)))

    most = (RIGHT - MARGIN - NAME_GAP) / min(2, len(rows))
    for label in axis_labels([row.name for row in rows], fits):
        middle = sum(extent(label)) / 2
        pen.text(middle, base, pen.cut(label.text, NAME_SIZE, most), NAME_SIZE, GREY, anchor="ms")
        pen.text(middle, base + YEAR_LEADING, label.year, NAME_SIZE, GREY, anchor="ms")
