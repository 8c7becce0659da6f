"""日历: the days off and make-up days that lie ahead; an editor enters those that no library and no file knows."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from handlers.context import EDITORS, Command, Context, Reply, UsageError, reply
from models.calendar import entered_days
from models.calendar_changes import Entry, note_days
from models.plans import current_plan
from questions.normalise import normalise
from questions.periods.coming import coming_days
from questions.query import TimeRange
from reports.calendar_text import day_text, full_day_text, period_word
from reports.workday_text import days_text, how_to_add, known_text, stretch_text
from rules.chasing import rung_instants
from rules.duties import deadline_day
from rules.periods import Period, period_of
from rules.plan import Duty, Plan
from rules.workdays import Workdays, calendar_warning, known_until

DAY = timedelta(days=1)
AHEAD = timedelta(days=60)
LONGEST = 31  # days in a row; who names a month or a year by mistake should not close the office for it
SHOWN = 8
SOURCE_LENGTH = 200

EXAMPLES = "请这样发送：日历 1月1日至1月3日 休，或 日历 2月7日 上班，或 日历 1月1日 恢复。"

_STATES: dict[str, bool | None] = {
    "调休上班": True,
    "上班": True,
    "补班": True,
    "放假": False,
    "休息": False,
    "休": False,
    "恢复": None,
    "取消": None,
}
_CLAUSE = re.compile(rf"(.*?)({'|'.join(_STATES)})[、,，;；。]*")
_TAKES_BACK_FIRST = re.compile(rf"(取消|恢复)((?:(?!{'|'.join(_STATES)}).)+)")
_WHOLE_YEAR = re.compile(r"(\d{4})年?全年[:,，、]*")

Days = dict[date, bool | None]


def calendar(context: Context, arguments: str) -> Reply:
    """Without arguments what lies ahead, else stores what is said and tells what follows from it."""
    plain = normalise(arguments)
    if not plain:
        return _ahead(context)
    whole = _WHOLE_YEAR.match(plain)
    year = int(whole[1]) if whole else None
    if year is not None and year < context.today.year:
        raise UsageError(f"{year}年已经过去，不能再改。")
    days = _named_days(plain[whole.end() if whole else 0 :], context, year)
    if year is not None:
        days = {**_left_out(context, days, year), **days}
    source = f"日历 {arguments.strip()}"[:SOURCE_LENGTH]
    entry = Entry(source, context.plan.id, context.person.member_id, completes_year=year is not None)
    note_days(context.connection, days, entry, context.now)
    after = current_plan(context.connection, context.plan.id, context.now) or context.plan
    lines = [f"已登记：{days_text(days)}。", *_overruled(after, days), *_consequences(context, after, days)]
    if year is not None:
        lines.append(known_text(known_until(after)))
    return reply("\n".join(lines))


def _ahead(context: Context) -> Reply:
    plan, today = context.plan, context.today
    stretches = Workdays.of(plan).unusual(today, today + AHEAD)
    head = "今后60天的放假和补班："
    lines = [head, *(f"{stretch_text(*each)}" for each in stretches)] if stretches else [f"{head}没有。"]
    lines.append(known_text(known_until(plan)))
    own: Days = {day: works for day, works in entered_days(context.connection, plan.id).days.items() if day >= today}
    if own:
        lines.append(f"其中本方案登记的：{days_text(own)}。取消登记请发送「日历 日期 恢复」。")
    until = calendar_warning(today, plan)
    lines.append(how_to_add(until) if until else "需要调整时" + EXAMPLES)
    return reply("\n".join(lines), title="日历")


def _left_out(context: Context, days: Days, year: int) -> Days:
    """What was entered for a year before and is not in its whole notice any more: that is taken back."""
    entered = entered_days(context.connection, context.plan.id).days
    return {day: None for day in entered if day.year == year and day not in days}


def _named_days(plain: str, context: Context, year: int | None) -> Days:
    """Every day that is named with its state. UsageError says what is not understood."""
    if taken_back := _TAKES_BACK_FIRST.fullmatch(plain):
        plain = f"{taken_back[2]}{taken_back[1]}"
    days: Days = {}
    end = 0
    for clause in _CLAUSE.finditer(plain):
        end = clause.end()
        state = _STATES[clause[2]]
        for span in _spans(clause[1], context, year):
            for day in _days_of(span):
                if days.setdefault(day, state) is not state:
                    raise UsageError(f"{full_day_text(day)}写了两种安排，请只写一种。")
    if not days or end < len(plain):
        raise UsageError(f"没有看懂日期和安排。{EXAMPLES}")
    return _own_days(context, days)


def _spans(text: str, context: Context, year: int | None) -> list[TimeRange]:
    spans = coming_days(text, date(year, 1, 1) if year else context.today)
    if spans is None:
        what = f"没有看懂日期“{text[:30]}”，请写清月和日。" if text else "每种安排前面都要写日期。"
        raise UsageError(f"{what}{EXAMPLES}")
    for span in spans:
        if year and {span.start.year, (span.end - DAY).year} != {year}:
            raise UsageError(f"“{text}”不都在{year}年，请核对后重新发送。")
        if not year and span.start < context.today:
            raise UsageError(f"{full_day_text(span.start)}已经过去，不能再改。")
        if (span.end - span.start).days > LONGEST:
            raise UsageError(f"“{text}”超过{LONGEST}天，请核对后分开写。")
    return spans


def _days_of(span: TimeRange) -> Iterator[date]:
    return (span.start + number * DAY for number in range((span.end - span.start).days))


def _own_days(context: Context, days: Days) -> Days:
    """Without days that are to be taken back and were never entered. UsageError if none is left."""
    entered = entered_days(context.connection, context.plan.id).days
    kept = {day: state for day, state in days.items() if state is not None or day in entered}
    if not kept:
        raise UsageError("这些日子没有登记过，不用恢复。发送「日历」查看已登记的日子。")
    return kept


def _overruled(plan: Plan, days: Days) -> list[str]:
    """The days of which the plan's file says something else."""
    workdays = Workdays.of(plan)
    other: Days = {
        day: not state for day, state in days.items() if state is not None and workdays.is_working(day) is not state
    }
    return [f"方案文件里另有规定的，以方案文件为准：{days_text(other)}。"] if other else []


def _consequences(context: Context, after: Plan, days: Days) -> list[str]:
    """Which deadlines move and which do not, as their period has begun."""
    lines = [
        line
        for duty in after.duties
        for period in sorted({period_of(duty.period, day, after) for day in days})
        if (line := _consequence(context, duty, period, after))
    ]
    moved = [duty.title for duty in after.duties if _is_chased_otherwise(context, duty, after)]
    if moved:
        lines.append(f"本期「{'、'.join(moved)}」的催报改按新的工作日发出。")
    rest = [f"另有{len(lines) - SHOWN}处变化，不一一列出。"] if len(lines) > SHOWN else []
    return [*lines[:SHOWN], *rest] or ["各项报送的截止时间不变。"]


def _consequence(context: Context, duty: Duty, period: Period, after: Plan) -> str:
    was, will = (deadline_day(duty, period, Workdays.of(plan)) for plan in (context.plan, after))
    if was == will:
        return ""
    what = f"「{duty.title}」{period_word(period, context.today)}"
    if period.start <= context.today and was is None:
        return f"{what}开启时没有工作日，仍为免报。"
    if period.start <= context.today:
        excused = "" if will else "，仍应报送；需要免报请发送「豁免」"
        return f"{what}已经开启，截止时间不变{excused}。"
    if will is None:
        return f"{what}没有工作日，免报。"
    moved = f"改为{day_text(will)}{duty.deadline_time:%H:%M}"
    return f"{what}的截止时间{moved if was is None else f'由{day_text(was)}{moved}'}。"


def _is_chased_otherwise(context: Context, duty: Duty, after: Plan) -> bool:
    """Whether a rung of the running period that is still to come has another day now."""
    period = period_of(duty.period, context.today, after)
    due_day = deadline_day(duty, period, Workdays.of(context.plan))  # the deadline of an open period stays
    was, will = (
        {
            rung.at
            for rung in rung_instants(duty, period, Workdays.of(plan), plan.zone, due_day)
            if rung.at > context.now
        }
        for plan in (context.plan, after)
    )
    return was != will


CALENDAR = Command(
    words=("日历",),
    usage="日历\n日历 1月1日至1月3日 休\n日历 2月7日 上班\n日历 1月1日 恢复",
    summary="查看放假和补班的日子，登记或取消",
    run=calendar,
    roles=EDITORS,
    in_group=False,
)
