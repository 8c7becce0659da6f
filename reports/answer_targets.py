"""The wording of how targets stand, and of how to ask for one."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from models.filters import Query
from reports.answer_phrases import filter_phrase, levels_phrase, names_text, source
from reports.answer_tables import Row
from reports.calendar_text import days_left_text, period_text
from reports.progress_text import remaining_text
from rules.plan import PeriodKind, Plan, Target
from rules.targets import Progress

THIS_PERIOD: dict[PeriodKind, str] = {
    "day": "今天",
    "week": "本周",
    "month": "本月",
    "quarter": "本季度",
    "year": "今年",
}


def progress_answer(progresses: Sequence[Progress], plan: Plan, now: datetime) -> str:
    """One sentence for one target, else a line for each below the number of those that are reached."""
    rows = sum(progress.achieved for progress in progresses)
    targets = [list(same) for _, same in groupby(progresses, key=lambda progress: progress.target.id)]
    open_first = sorted(targets, key=_is_done)
    sentences = [_progress(same[0]) if len(same) == 1 else _progress_over(same) for same in open_first]
    if len(sentences) == 1:
        return f"{sentences[0]}；{source(rows, plan, now)}"
    done = sum(map(_is_done, targets))
    return "\n".join((f"{len(targets)}项目标中{done}项已完成；{source(rows, plan, now)}", *sentences))


def progress_rows(progresses: Sequence[Progress]) -> list[Row]:
    """What is achieved of each target; of one target in several periods, a line for each period."""
    if len({progress.target.id for progress in progresses}) == 1 < len(progresses):
        return [Row(period_text(progress.period), progress.achieved) for progress in progresses]
    targets = groupby(progresses, key=lambda progress: progress.target.title)
    return [Row(title, sum(each.achieved for each in same)) for title, same in targets]


def no_target_answer(query: Query, plan: Plan) -> str:
    """The plan has no target that the question describes."""
    return f"方案里没有“{filter_phrase(query, plan)}”的目标，发送「进度」可以看到全部目标。"


def target_question(target: Target) -> str:
    """`本月县级目标完成了没有`: how to ask for a target."""
    period = THIS_PERIOD.get(target.period, "")
    levels = levels_phrase(target.levels) if target.levels else ""
    return f"{period}{levels}目标完成了没有"


def target_period_words(target: Target) -> str:
    """`“县级媒体每月至少一条”按月计算`."""
    words = {"day": "天", "week": "周", "month": "月", "quarter": "季度", "half": "半年", "year": "年"}
    return f"“{target.title}”按{words.get(target.period, '整个方案期')}计算"


def _is_done(same: Sequence[Progress]) -> bool:
    """Whether a target is reached in all of its periods that were asked for."""
    return all(each.state == "完成" for each in same)


def _progress(progress: Progress) -> str:
    target = progress.target
    state = "已完成" if progress.state == "完成" else f"{progress.state}，{remaining_text(progress)}"
    days = f"，{days_left_text(progress.days_left)}" if progress.state == "完成" and progress.elapsed < 1 else ""
    return (
        f"{progress.achieved}条，目标{progress.needed}条，{state}：{target.title}，{period_text(progress.period)}{days}"
    )


def _progress_over(progresses: Sequence[Progress]) -> str:
    """One target in several of its periods, with those in which it was not reached."""
    achieved = sum(progress.achieved for progress in progresses)
    short = [period_text(progress.period) for progress in progresses if progress.state != "完成"]
    first, last = progresses[0].period, progresses[-1].period
    span = f"{period_text(first)}至{period_text(last)}"
    lacking = f"，未完成的有{names_text(short, '期')}" if short else ""
    done = len(progresses) - len(short)
    return f"{achieved}条，{len(progresses)}期中{done}期已完成：{progresses[0].target.title}，{span}{lacking}"
