"""The wording of answers to questions: the number first, then period, filter, as-of time and count of source rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from models.statistics import Delivery, Figure, Query
from reports.calendar_text import clock_text, days_left_text, full_day_text, period_text, span_text
from reports.progress_text import remaining_text
from rules.periods import office_date, period_of
from rules.plan import LEVEL_NAMES, LEVELS, PeriodKind, Plan, Target
from rules.targets import Progress

DAY = timedelta(days=1)
WHOLE: tuple[PeriodKind, ...] = ("month", "quarter", "half", "year")
BY_WORDS = {
    "unit": "按单位",
    "board": "按板块",
    "level": "按级别",
    "outlet": "按媒体",
    "column": "按专栏",
    "month": "按月",
}
THIS_PERIOD: dict[PeriodKind, str] = {
    "day": "今天",
    "week": "本周",
    "month": "本月",
    "quarter": "本季度",
    "year": "今年",
}
MOST_SUGGESTIONS = 3
SHORTEST_QUOTED = 2  # one character is a piece of a word and tells nobody anything
HELP_SHOWS = "发送「帮助」查看命令。"
WHO_SEES = "单位负责人、宣传办、审核人或领导"

REASONS = {
    "words": "没有看懂“{word}”，为免答错，没有统计。",
    "date": "问题里的日期不存在，请核对后再问。",
    "periods": "一次只能问一段时间，请分开问。",
    "future": "这段时间还没有开始，没有数据可查。",
    "filter": "报送的信息没有媒体、级别和专栏，请问“刊发了几条”。",
    "metric": "请说明是问报送的信息（报了几条），还是问刊发（发了几条）。",
    "question": "没有看懂要查什么。",
    "own": "还不知道您的单位，请写出单位名称再问。",
    "previous": "这句话没有可以接着问的上一个问题，请把问题写完整。",
    "targets": "目标是整个方案的，不分单位，请去掉单位再问。",
    "target-period": "{word}，请按这个期间来问。",
}
"""One sentence for each reason why a question is not answered (questions.read, handlers.ask)."""


@dataclass(frozen=True)
class Own:
    """How the asker's unit stands, for an asker who may not see the others' names. `None` where it owes nothing."""

    unit: str
    delivery: Delivery | None


def span_phrase(start: date | None, end: date | None, plan: Plan) -> str:
    """`2026年10月`, `2026年三季度`…, `2026年11月16日至22日`, `全部时间`; `start` inclusive, `end` exclusive."""
    if start is None or end is None:
        return "全部时间"
    for kind in WHOLE:
        period = period_of(kind, start, plan)
        if (period.start, period.end) == (start, end):
            return period_text(period)
    if start.year != (end - DAY).year:
        return span_text(start, end)
    return full_day_text(start) if end - start == DAY else f"{start.year}年{span_text(start, end)}"


def filter_phrase(query: Query) -> str:
    """What the figures are limited to: `财政局，市级以上，安全生产管理板块`; `全部单位` where nothing is named."""
    parts = [
        "、".join((*query.units, *query.groups)),
        "、".join(f"{board}板块" for board in query.boards),
        "、".join(query.kinds),
        _levels(query.levels),
        "、".join(query.outlets),
        "、".join(f"“{column}”专栏" for column in query.columns),
    ]
    return "，".join(filter(None, parts)) or "全部单位"


def count_answer(query: Query, value: int, plan: Plan, now: datetime) -> str:
    """A plain count. `now` is aware: the as-of time."""
    return f"{value}条{_noun(query)}：{_about(query, plan)}；{_source(value, plan, now)}"


def grouped_answer(query: Query, value: int, rows: Sequence[Figure], plan: Plan, now: datetime) -> str:
    """A count for each unit, board, level, outlet, column or month, one line each below the total."""
    heading = f"{value}条{_noun(query)}：{_about(query, plan)}，{BY_WORDS[query.group_by or 'unit']}；"
    return "\n".join((heading + _source(value, plan, now), *(f"{row.name}：{row.value}条" for row in rows)))


def missing_answer(query: Query, owing: Sequence[Delivery], plan: Plan, now: datetime, own: Own | None = None) -> str:
    """Who has not delivered, of all who owe. With `own` only the number and how the asker's unit stands."""
    names = [delivery.unit for delivery in owing if delivery.missing]
    listed = f"：{'、'.join(names)}" if names and own is None else ""
    return f"{len(names)}个单位{_lacks(query, plan)}{listed}；{_delivery_tail(query, owing, plan, now, own)}"


def duties_text(duties: Collection[str], plan: Plan) -> list[str]:
    """Which duties an answer speaks of, where the plan has several; "" stands for none in particular."""
    titles = [duty.title for duty in plan.duties if duty.id in duties]
    return [f"按任务「{'」「'.join(titles)}」统计。"] if titles and len(plan.duties) > 1 else []


def delivered_answer(query: Query, owing: Sequence[Delivery], plan: Plan, now: datetime, own: Own | None = None) -> str:
    """Who has delivered, of all who owe; for named units also how many, and which of them have not."""
    done = [delivery for delivery in owing if not delivery.missing]
    named = bool(query.units or query.groups)
    text = f"{len(done)}个单位{_has(query)}"
    if own is None and done:
        text += "：" + "、".join(f"{each.unit}{f'{each.delivered}条' if named else ''}" for each in done)
    lacking = "、".join(delivery.unit for delivery in owing if delivery.missing)
    if own is None and named and lacking:
        text += f"；{lacking}{_lacks(query, plan)}"
    return f"{text}；{_delivery_tail(query, owing, plan, now, own)}"


def only_own_answer(unit: str) -> str:
    """Somebody who may not see it, or in front of others, asked how another unit stands."""
    return f"其他单位的报送情况由{WHO_SEES}私聊查看；本单位（{unit}）的可以这样问：我们这周报了吗。"


def progress_answer(progresses: Sequence[Progress], plan: Plan, now: datetime) -> str:
    """One sentence for one target, else a line for each below the number of those that are reached."""
    rows = sum(progress.achieved for progress in progresses)
    targets = [list(same) for _, same in groupby(progresses, key=lambda progress: progress.target.id)]
    sentences = [_progress(same[0]) if len(same) == 1 else _progress_over(same) for same in targets]
    if len(sentences) == 1:
        return f"{sentences[0]}；{_source(rows, plan, now)}"
    done = sum(all(each.state == "完成" for each in same) for same in targets)
    return "\n".join((f"{done}项目标已完成，共{len(targets)}项；{_source(rows, plan, now)}", *sentences))


def progress_rows(progresses: Sequence[Progress]) -> list[Figure]:
    """What is achieved of each target; of one target in several periods, a line for each period."""
    if len({progress.target.id for progress in progresses}) == 1 < len(progresses):
        return [Figure(period_text(progress.period), progress.achieved) for progress in progresses]
    targets = groupby(progresses, key=lambda progress: progress.target.title)
    return [Figure(title, sum(each.achieved for each in same)) for title, same in targets]


def no_target_answer(query: Query) -> str:
    """The plan has no target that the question describes."""
    return f"方案里没有“{filter_phrase(query)}”的目标，发送「进度」可以看到全部目标。"


def not_understood_answer(reason: str, word: str, suggestions: Sequence[str]) -> str:
    """Why there is no answer, and what may be asked instead."""
    is_fragment = reason == "words" and len(word) < SHORTEST_QUOTED
    sentence = "没有看懂这句话。" if is_fragment else REASONS[reason].format(word=word)
    if not suggestions:
        return f"{sentence}{HELP_SHOWS}"
    lines = [f"{place}. {suggestion}" for place, suggestion in enumerate(suggestions, 1)]
    return "\n".join((f"{sentence}您可以这样问：", *lines, HELP_SHOWS))


def suggestions(corrected: Sequence[str], plan: Plan, units: Sequence[str], asker_unit: str) -> list[str]:
    """At most three questions that are understood: the asker's own put right, then examples of this plan."""
    unit = asker_unit if asker_unit in units else next(iter(units), None)
    examples = [
        "本周还有谁没报",
        f"上个月{unit}报了几条" if unit else "上个月报了几条",
        next((target_question(target) for target in plan.targets), "今年刊发了多少条"),
    ]
    return list(dict.fromkeys((*corrected, *examples)))[:MOST_SUGGESTIONS]


def target_question(target: Target) -> str:
    """`本月县级目标完成了没有`: how to ask for a target."""
    period = THIS_PERIOD.get(target.period, "")
    levels = _levels(target.levels) if target.levels else ""
    return f"{period}{levels}目标完成了没有"


def target_period_words(target: Target) -> str:
    """`“县级媒体每月至少一条”按月计算`."""
    words = {"day": "天", "week": "周", "month": "月", "quarter": "季度", "half": "半年", "year": "年"}
    return f"“{target.title}”按{words.get(target.period, '整个方案期')}计算"


def note_text(word: str, name: str) -> str:
    """A shortened unit name that was understood."""
    return f"“{word}”按{name}统计。"


def only_own_text() -> str:
    """Why no other unit's line is shown."""
    return f"各单位的数字由{WHO_SEES}私聊查看。"


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
    lacking = f"，未完成的有{'、'.join(short)}" if short else ""
    done = len(progresses) - len(short)
    return f"{achieved}条，{len(progresses)}期中{done}期已完成：{progresses[0].target.title}，{span}{lacking}"


def _delivery_tail(query: Query, owing: Sequence[Delivery], plan: Plan, now: datetime, own: Own | None) -> str:
    word = "共" if query.metric == "publications" else "应报"
    owed = f"{word}{len(owing)}个单位" if owing else "没有应报的单位"
    parts = [
        f"{_about(query, plan)}，{owed}",
        _own(query, own) if own else "",
        _source(len(owing), plan, now, "应报记录"),
    ]
    return "；".join(filter(None, parts))


def _own(query: Query, own: Own) -> str:
    if own.delivery is None:
        return f"{own.unit}没有应报的任务"
    lacking = f"，还差{own.delivery.missing}条" if own.delivery.missing else ""
    return f"{own.unit}{_has(query)}{own.delivery.delivered}条{lacking}"


def _has(query: Query) -> str:
    return "已刊发" if query.metric == "publications" else "已报"


def _lacks(query: Query, plan: Plan) -> str:
    """A unit may be short in a duty's period; in any other period only who sent nothing at all is missing."""
    if query.metric == "publications":
        return "没有刊发"
    return "没报" if _is_duty_period(query, plan) else "没报过"


def _is_duty_period(query: Query, plan: Plan) -> bool:
    if query.start is None or query.boards or query.kinds:
        return False
    periods = [period_of(duty.period, query.start, plan) for duty in plan.duties]
    return any((period.start, period.end) == (query.start, query.end) for period in periods)


def _about(query: Query, plan: Plan) -> str:
    return f"{span_phrase(query.start, query.end, plan)}，{filter_phrase(query)}"


def _source(rows: int, plan: Plan, now: datetime, noun: str = "记录") -> str:
    year = office_date(now, plan.zone).year
    return f"截至{year}年{clock_text(now, plan.zone)}，依据{rows}条{noun}。"


def _noun(query: Query) -> str:
    return "刊发" if query.metric == "publications" else "信息"


def _levels(levels: Sequence[str]) -> str:
    """`市级以上` for several up to the highest, `市级以下` for several from the lowest, else each by name."""
    names = [LEVEL_NAMES[level] for level in LEVELS if level in levels]
    if len(names) < 2 or len(names) == len(LEVELS):
        return "、".join(names)
    places = [LEVELS.index(level) for level in LEVELS if level in levels]
    together = places == list(range(places[0], places[-1] + 1))
    if together and places[-1] == len(LEVELS) - 1:
        return f"{names[0]}以上"
    return f"{names[-1]}以下" if together and places[0] == 0 else "、".join(names)
