"""Progress (进度) as a picture for the group: one bar per target, the share of time elapsed, the week's duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Literal

from reports.calendar_text import clock_text, period_phrase, period_word
from reports.pen import (
    ACCENT,
    FAINT,
    GREY,
    INK,
    MARGIN,
    PAPER,
    RIGHT,
    TITLE_LEADING,
    TITLE_LINES,
    TITLE_SIZE,
    TRACK,
    Pen,
)
from reports.progress_text import NO_TARGETS, WeekCounts, figure_text, remaining_text
from rules.periods import office_date
from rules.plan import Plan
from rules.targets import Progress, State

TARGET_HEIGHT = 142
BAR_TOP, BAR_HEIGHT = 56, 20
PILL_WIDTH, PILL_HEIGHT = 92, 36
SQUARE, SQUARE_GAP, MOST_SQUARES = 26, 8, 75
SQUARES_PER_ROW = (RIGHT - MARGIN + SQUARE_GAP) // (SQUARE + SQUARE_GAP)


@dataclass(frozen=True)
class Look:
    """How a state looks. Without colour the pill tells states apart: dark, cornered, tinted or a mere outline."""

    fill: str
    pill: Literal["solid", "square", "tint", "outline"]
    tint: str = PAPER


LOOKS: dict[State, Look] = {
    "完成": Look("#17624A", "solid"),
    "正常": Look("#5B93C7", "tint", "#E4EEF7"),
    "滞后": Look("#D99A2B", "tint", "#FBF0DA"),
    "预警": Look("#C14030", "square"),
    "未完成": Look("#7B858D", "outline"),
}


def progress_png(
    plan: Plan, progresses: Sequence[Progress], week: WeekCounts | None, now: datetime, font_path: Path | None = None
) -> bytes:
    """A PNG of 960 pixels' width. `now` is aware: the as-of time; `font_path` an office's own font."""
    pen = Pen(font_path)
    title = pen.lines(plan.title, TITLE_SIZE, TITLE_LINES)
    height = _height(len(title), len(progresses), week)
    pen.start(height)
    _paint(pen, plan, title, progresses, week, now, height)
    return pen.png()


def _height(title_lines: int, targets: int, week: WeekCounts | None) -> int:
    head = 50 + title_lines * TITLE_LEADING + 68
    week_height = 70 + _square_rows(week) * (SQUARE + SQUARE_GAP) + 14 if week else 0
    return head + max(targets * TARGET_HEIGHT, 60) + week_height + 62


def _square_rows(week: WeekCounts | None) -> int:
    if week is None or not week.expected:
        return 0
    return 1 if week.expected > MOST_SQUARES else -(-week.expected // SQUARES_PER_ROW)


def _paint(
    pen: Pen,
    plan: Plan,
    title: Sequence[str],
    progresses: Sequence[Progress],
    week: WeekCounts | None,
    now: datetime,
    height: int,
) -> None:
    top = _paint_head(pen, plan, title, now)
    for progress in progresses:
        _paint_target(pen, plan, progress, now, top)
        top += TARGET_HEIGHT
    if not progresses:
        pen.text(MARGIN, top + 28, NO_TARGETS, 24, GREY)
        top += 60
    if week:
        _paint_week(pen, plan, week, now, top)
    _paint_legend(pen, height, bool(progresses))


def _paint_head(pen: Pen, plan: Plan, title: Sequence[str], now: datetime) -> int:
    base = 50
    for line in title:
        base += TITLE_LEADING
        pen.text(MARGIN, base - 12, line, TITLE_SIZE, bold=True)
    pen.text(MARGIN, base + 28, f"目标进度 · 截至{clock_text(now, plan.zone)}", 22, GREY)
    return base + 68


def _paint_target(pen: Pen, plan: Plan, progress: Progress, now: datetime, top: int) -> None:
    look = LOOKS[progress.state]
    word = period_word(progress.period, office_date(now, plan.zone))
    _paint_pill(pen, progress.state, look, top)
    figures_end = RIGHT - PILL_WIDTH - 20
    pen.text(figures_end, top + 34, figure_text(progress), 32, anchor="rs", bold=True)
    room = figures_end - pen.width(figure_text(progress), 32) - 28 - MARGIN
    room -= pen.width(word, 22) + 14
    label = pen.cut(progress.target.title, 28, room)
    pen.text(MARGIN, top + 33, label, 28)
    pen.text(MARGIN + pen.width(label, 28) + 14, top + 33, word, 22, GREY)
    _paint_bar(pen, progress, look, top + BAR_TOP)
    below = top + BAR_TOP + BAR_HEIGHT + 34
    rest = remaining_text(progress)
    pen.text(MARGIN, below, rest or "目标已达到", 20, INK if rest else GREY)
    pen.text(RIGHT, below, f"时间已过{_percent(progress.elapsed)}%", 20, GREY, anchor="rs")


def _paint_pill(pen: Pen, state: State, look: Look, top: int) -> None:
    left, upper = RIGHT - PILL_WIDTH, top + 4
    is_dark = look.pill in ("solid", "square")
    radius = 6 if look.pill == "square" else PILL_HEIGHT / 2
    outline = "" if is_dark else look.fill
    pen.box(left, upper, RIGHT, upper + PILL_HEIGHT, look.fill if is_dark else look.tint, radius, outline)
    pen.text(left + PILL_WIDTH / 2, upper + PILL_HEIGHT / 2, state, 21, PAPER if is_dark else INK, anchor="mm")


def _paint_bar(pen: Pen, progress: Progress, look: Look, top: int) -> None:
    bottom, radius = top + BAR_HEIGHT, BAR_HEIGHT / 2
    pen.box(MARGIN, top, RIGHT, bottom, TRACK, radius)
    share = min(Fraction(1), Fraction(progress.achieved, progress.needed))
    end = MARGIN + (RIGHT - MARGIN) * float(share)
    if share:
        pen.box(MARGIN, top, max(end, MARGIN + BAR_HEIGHT), bottom, look.fill, radius)
    mark = MARGIN + (RIGHT - MARGIN) * float(progress.elapsed)
    pen.line(mark, top, mark, bottom, PAPER, 8)
    pen.line(mark, top - 6, mark, bottom + 6, INK, 3)


def _paint_week(pen: Pen, plan: Plan, week: WeekCounts, now: datetime, top: int) -> None:
    pen.line(MARGIN, top, RIGHT, top, FAINT, 1.5)
    phrase = period_phrase(week.period, office_date(now, plan.zone))
    figures = f"应报{week.expected}个单位，已报{week.delivered}个" if week.expected else "没有单位需要报送"
    pen.text(RIGHT, top + 46, figures, 24, anchor="rs")
    room = RIGHT - MARGIN - pen.width(figures, 24) - 28
    pen.text(MARGIN, top + 46, pen.cut(f"{week.title} {phrase}", 24, room), 24)
    if week.expected > MOST_SQUARES:
        _paint_share(pen, week, top + 70)
    elif week.expected:
        _paint_squares(pen, week, top + 70)


def _paint_squares(pen: Pen, week: WeekCounts, top: int) -> None:
    """A square for each unit, filled for those that have delivered; which is which is not told."""
    for place in range(week.expected):
        row, column = divmod(place, SQUARES_PER_ROW)
        left = MARGIN + column * (SQUARE + SQUARE_GAP)
        upper = top + row * (SQUARE + SQUARE_GAP)
        done = place < week.delivered
        pen.box(left, upper, left + SQUARE, upper + SQUARE, ACCENT if done else PAPER, 6, "" if done else "#B9C3C9")


def _paint_share(pen: Pen, week: WeekCounts, top: int) -> None:
    pen.box(MARGIN, top, RIGHT, top + BAR_HEIGHT, TRACK, BAR_HEIGHT / 2)
    end = MARGIN + (RIGHT - MARGIN) * week.delivered / week.expected
    if week.delivered:
        pen.box(MARGIN, top, max(end, MARGIN + BAR_HEIGHT), top + BAR_HEIGHT, ACCENT, BAR_HEIGHT / 2)


def _paint_legend(pen: Pen, height: int, has_bars: bool) -> None:
    base = height - 30
    if has_bars:
        pen.line(MARGIN + 2, base - 16, MARGIN + 2, base + 3, INK, 3)
        pen.text(MARGIN + 14, base, "竖线为时间进度", 18, GREY)
    pen.text(RIGHT, base, "报送通", 18, GREY, anchor="rs")


def _percent(share: Fraction) -> int:
    return share.numerator * 100 // share.denominator
