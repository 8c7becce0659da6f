"""What is said beside who has delivered in a span that is no single period of a duty: the periods missed in it."""

from collections.abc import Sequence
from datetime import date, timedelta

from models.deliveries import Misses
from models.filters import Query
from reports.answer_deliveries import Own
from reports.calendar_text import LAST, THIS, UNITS, period_word, typed_period
from rules.periods import Period, kind_of, period_of
from rules.plan import PeriodKind, Plan

MOST = 8
DAY = timedelta(days=1)
BY: dict[PeriodKind, str] = {
    "day": "按天",
    "week": "按周",
    "month": "按月",
    "quarter": "按季度",
    "half": "按半年",
    "year": "按年",
    "plan": "按整个方案期",
}


def misses_text(
    query: Query, misses: Sequence[Misses], plan: Plan, today: date, own: Sequence[Own] | None = None
) -> list[str]:
    """`按周看，有缺报的：综合执法局3周、自然资源分局2周。`, a line for each duty; of named units also of how many.

    With `own` only how many units, and how the asker's stand.
    """
    of_duty: dict[str, list[Misses]] = {}
    for each in misses:
        of_duty.setdefault(each.duty, []).append(each)
    lines = [f"{_opening(rows[0], plan, len(of_duty))}{_told(query, rows, own)}。" for rows in of_duty.values()]
    if lines and (query.end is None or today < query.end):
        lines[-1] += "未到截止时间的不算。"
    return lines


def no_period_text(query: Query, plan: Plan, today: date) -> list[str]:
    """`任务按周计算，是否欠报请问“本周谁没报”。` for a span that is shorter than any duty's period."""
    duty = next((duty for duty in plan.duties if duty.counts != "publications"), None)
    if duty is None or query.end is None:
        return []
    period = period_of(duty.period, min(query.end - DAY, today), plan)
    return [f"任务{BY[duty.period]}计算，是否欠报请问“{_asked(period, today)}谁没报”。"]


def unopened_period_text(period: Period, today: date) -> str:
    """What is said of a period that the daily job has not opened yet: `本周任务尚未开启，稍后再查。`"""
    return f"{period_word(period, today)}任务尚未开启，稍后再查。"


def _opening(row: Misses, plan: Plan, duties: int) -> str:
    title = next((duty.title for duty in plan.duties if duty.id == row.duty), row.duty)
    return f"{BY[kind_of(row.period)]}看{f'（{title}）' if duties > 1 else ''}，"


def _told(query: Query, rows: Sequence[Misses], own: Sequence[Own] | None) -> str:
    short = sorted((row for row in rows if row.missed), key=lambda row: -row.missed)
    if own is not None:
        mine = "".join(f"；{_of_how_many(row)}" for row in rows if row.unit in {each.unit for each in own})
        return f"{len(short)}个单位有缺报{mine}"
    if query.units and not query.excluded:
        return _cut([_of_how_many(row) for row in rows], "；")
    if not short:
        return "没有单位缺报"
    return f"有缺报的：{_cut([f'{row.unit}{_count(row, row.missed)}' for row in short], '、')}"


def _of_how_many(row: Misses) -> str:
    return f"{row.unit}缺报{_count(row, row.missed)}，共{_count(row, row.periods)}"


def _count(row: Misses, count: int) -> str:
    return f"{count}{UNITS[kind_of(row.period)]}"


def _cut(told: Sequence[str], between: str) -> str:
    return between.join(told[:MOST]) + (f"等{len(told)}个单位" if len(told) > MOST else "")


def _asked(period: Period, today: date) -> str:
    word = period_word(period, today)
    return word if word in (*THIS.values(), *LAST.values()) else typed_period(period)
