"""The wording of progress (进度): each target, what is still needed, the days that remain, and the week's duty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.outbox import Content
from reports.calendar_text import clock_text, days_left_text, period_phrase, period_word
from rules.periods import Period, office_date
from rules.plan import Plan
from rules.targets import Progress

NO_TARGETS = "方案里还没有设置目标。"


@dataclass(frozen=True)
class WeekCounts:
    """How many units owe a duty in a period and how many of them have delivered; excused ones are in neither.

    `corrections`: how many changes there were since the period was closed.
    """

    title: str
    period: Period
    expected: int
    delivered: int
    corrections: int = 0


def progress_post(plan: Plan, progresses: Sequence[Progress], week: WeekCounts | None, now: datetime) -> Content:
    """The post to the group, as text and as Markdown with a table. `now` is aware: the as-of time."""
    return _content(plan, progresses, week, now, f"【{plan.title}】目标进度")


def progress_answer(plan: Plan, progresses: Sequence[Progress], week: WeekCounts | None, now: datetime) -> Content:
    """The answer to 进度. `now` is aware: the as-of time."""
    return _content(plan, progresses, week, now, "目标进度")


def target_label(progress: Progress, plan: Plan, now: datetime) -> str:
    """`县级媒体 本月`: what is counted, and the period as one speaks of it today."""
    return f"{progress.target.title} {_word(progress.period, plan, now)}"


def figure_text(progress: Progress) -> str:
    """`3/1`."""
    return f"{progress.achieved}/{progress.needed}"


def remaining_text(progress: Progress) -> str:
    """What is still needed and how many days remain; empty when the target is reached."""
    if not progress.missing:
        return ""
    if progress.state == "未完成":
        return f"差{progress.missing}条，已到期"
    return f"还需{progress.missing}条，{days_left_text(progress.days_left)}"


def week_line(week: WeekCounts, plan: Plan, now: datetime) -> str:
    """`本周（11月16日至22日 第47周）应报12个单位，已报9个，还有3个未报。`."""
    phrase = period_phrase(week.period, office_date(now, plan.zone))
    if not week.expected:
        return f"{phrase}没有单位需要报送。"
    missing = week.expected - week.delivered
    outcome = f"已报{week.delivered}个，还有{missing}个未报。" if missing else "已全部报送。"
    changed = f"结束后更正{week.corrections}项。" if week.corrections else ""
    return f"{phrase}应报{week.expected}个单位，{outcome}{changed}"


def _content(
    plan: Plan, progresses: Sequence[Progress], week: WeekCounts | None, now: datetime, heading: str
) -> Content:
    as_of = f"截至{clock_text(now, plan.zone)}"
    lines = [_line(progress, plan, now) for progress in progresses] or [NO_TARGETS]
    duty = f"{week.title}：{week_line(week, plan, now)}" if week else ""
    text = "\n".join(filter(None, (f"{heading}（{as_of}）", *lines, duty)))
    return Content(text=text, title="目标进度", markdown=_markdown(plan, progresses, now, heading, as_of, duty))


def _line(progress: Progress, plan: Plan, now: datetime) -> str:
    rest = remaining_text(progress)
    figures = f"{target_label(progress, plan, now)} {figure_text(progress)} {progress.state}"
    return f"{figures}，{rest}。" if rest else f"{figures}。"


def _markdown(plan: Plan, progresses: Sequence[Progress], now: datetime, heading: str, as_of: str, duty: str) -> str:
    rows = [
        f"| {_cell(progress.target.title)} | {_word(progress.period, plan, now)} | {figure_text(progress)} "
        f"| {progress.state} | {remaining_text(progress) or '—'} |"
        for progress in progresses
    ]
    table = ["| 目标 | 期间 | 完成 | 状态 | 还需 |", "| --- | --- | --- | --- | --- |", *rows] if rows else [NO_TARGETS]
    blocks = [f"#### {heading}", as_of, "\n".join(table), duty]
    return "\n\n".join(block for block in blocks if block)


def _word(period: Period, plan: Plan, now: datetime) -> str:
    return period_word(period, office_date(now, plan.zone))


def _cell(text: str) -> str:
    return text.replace("|", "｜")
