"""补报: an item for an earlier period, as many periods back as the plan allows (design, section 7)."""

from collections.abc import Sequence

from handlers.context import LIAISONS, Command, Context, Reply, UsageError
from handlers.made_up import KEY
from handlers.reporting import report
from handlers.talk import current
from handlers.unfinished import with_note
from questions.periods.leading import LeadingPeriod, leading_period
from questions.query import TimeRange
from reports.calendar_text import UNITS, period_name, typed_period
from rules.making_up import duties_of, earliest, may_make_up
from rules.periods import Period, period_of
from rules.plan import Duty

HOW = "补报 上周 板块 标题，换行写正文"


def make_up(context: Context, arguments: str) -> Reply:
    """`补报 上周` begins the form, `补报 上周 板块 标题⏎正文` stores at once, any other text is proposed."""
    found = leading_period(arguments, context.today)
    if found is None:
        raise UsageError(f"请写明补报哪一期，例如：{HOW}。")
    period = _period_meant(context, found)
    context.named_period = period
    answer = report(context, found.rest)
    talk = current(context)
    # A preview and a receipt name the period themselves.
    is_asked = talk.data.get(KEY) == period.key and (talk.flow != "draft" or not talk.data["board"])
    return with_note(f"补报，计入{period_name(period)}。" if is_asked else None, answer)


def _period_meant(context: Context, found: LeadingPeriod) -> Period:
    """The period of a duty that the phrase names. UsageError where there is none, or it cannot be made up for."""
    if found.span is None:
        raise UsageError(f"没有「{found.word}」这个日期，请核对后重新发送，例如：{HOW}。")
    duties = duties_of(context.plan, found.span.start, found.span.end)
    if not duties:
        raise UsageError(_no_period(context, found.word, found.span))
    period = period_of(duties[0].period, found.span.start, context.plan)
    if context.today < period.start:
        raise UsageError(f"{period_name(period)}还没有开始，到时请直接发送「报送」。")
    if context.today < period.end:
        raise UsageError(f"{period_name(period)}还没有结束，不用补报，请直接发送「报送」。")
    if not may_make_up(duties, period, context.today, context.plan):
        raise UsageError(_too_far(context, duties, period))
    return period


def _no_period(context: Context, word: str, span: TimeRange) -> str:
    duty = next((duty for duty in context.plan.duties if duty.counts != "publications"), None)
    if duty is None:
        return "方案里没有需要报送信息的任务，不用补报，请直接发送「报送」。"
    period = period_of(duty.period, span.start, context.plan)
    if not may_make_up([duty], period, context.today, context.plan):
        period = earliest(duty, context.today, context.plan) or period
    return (
        f"「{word}」不是一个完整的报送期间，请写明整个期间，例如：补报 {typed_period(period)} 板块 标题，换行写正文。"
    )


def _too_far(context: Context, duties: Sequence[Duty], period: Period) -> str:
    """The plan's rule, and what may be typed instead."""
    duty = max(duties, key=lambda duty: duty.make_up)
    if not duty.make_up:
        return f"按方案规定，「{duty.title}」不能补报。请发送「报送」，作为本期信息报送；确需补报请联系宣传办。"
    rule = f"按方案规定，「{duty.title}」最多补报前{duty.make_up}{UNITS[duty.period]}，{period_name(period)}不能补报。"
    first = earliest(duty, context.today, context.plan)
    return rule + (f"最早可以补报{period_name(first)}，请发送「补报 {typed_period(first)}」。" if first else "")


MAKE_UP = Command(
    words=("补报",),
    usage="补报 上周（按要点逐项填写）\n补报 上周 板块 标题，换行写正文\n补报 11月2日到11月8日 信息内容",
    summary="补报以前一期的信息",
    run=make_up,
    roles=LIAISONS,
    in_group=False,
)
