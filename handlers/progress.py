"""进度: how far the plan's targets are, and how many units have delivered in the running period."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.context import Command, Context, Reply
from handlers.unit_state import unopened_duties
from models.obligations import obligations_in
from models.targets import offers, progresses
from reports.progress_text import WeekCounts, progress_answer
from reports.receipts import unopened_text
from rules.periods import period_of
from rules.targets import Progress


def show_progress(context: Context, arguments: str) -> Reply:
    """Every target of the plan in its running period, the first duty's delivery, and what could still be offered."""
    figures = progresses(context.connection, context.plan, context.today)
    week = _delivery(context)
    waiting = [] if week is None or week.expected else _unopened(context)
    answer = progress_answer(context.plan, figures, None if waiting else week, context.now)
    added = waiting if context.in_group else [*waiting, *_offers(context, figures)]
    text, markdown = "\n".join((answer.text, *added)), "\n\n".join((answer.markdown, *added))
    return replace(answer, text=text, markdown=markdown)


def _unopened(context: Context) -> list[str]:
    """A line for the first duty if its running period is not open yet."""
    waiting = unopened_duties(context)
    return [f"{duty.title}：{unopened_text(duty)}" for duty in context.plan.duties[:1] if duty in waiting]


def _offers(context: Context, figures: Sequence[Progress]) -> list[str]:
    """For the office, a line for each target that is not reached: the items that could still be offered."""
    if not context.roles & {"editor", "reviewer", "leader"}:
        return []
    lines = []
    for figure in figures:
        if figure.missing:
            found = offers(context.connection, context.plan, figure.target, context.today)
            named = "；".join(f"第{offer.number}号{offer.unit}「{offer.title}」" for offer in found)
            lines.append(f"{figure.target.title}可以投送：{named or '近期没有已采用而未刊发的信息'}。")
    return lines


def _delivery(context: Context) -> WeekCounts | None:
    for duty in context.plan.duties[:1]:
        period = period_of(duty.period, context.today, context.plan)
        rows = obligations_in(context.connection, context.plan.id, duty.id, period.start)
        owed = [row for row in rows if row.excuse is None]
        return WeekCounts(duty.title, period, len(owed), sum(1 for row in owed if row.missing == 0))
    return None


PROGRESS = Command(words=("进度",), usage="进度", summary="查看刊发目标和报送进度", run=show_progress)
