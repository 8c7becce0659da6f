"""负担: how many messages each person was sent in a month."""

from datetime import time, timedelta

from handlers.context import EDITORS, Command, Context, Reply, UsageError, reply
from models.burden import burdens
from questions.periods.leading import leading_period
from questions.query import TimeRange
from reports.burden_text import burden_text
from rules.periods import instant_of, period_of

DAY = timedelta(days=1)


def show_burden(context: Context, arguments: str) -> Reply:
    """Of the running month, or of the month or days named."""
    span = _span(context, arguments)
    zone = context.plan.zone
    start, end = (instant_of(day, time(0), zone) for day in (span.start, span.end))
    found = burdens(context.connection, context.plan.id, start, end)
    return reply(burden_text(found, context.plan, span.start, min(span.end, context.today + DAY)), title="消息负担")


def _span(context: Context, arguments: str) -> TimeRange:
    if not arguments.strip():
        month = period_of("month", context.today, context.plan)
        return TimeRange(month.start, month.end)
    found = leading_period(arguments, context.today)
    if found is None or found.span is None or found.rest:
        raise UsageError("没有看懂是哪个月，请这样发送：负担，或 负担 上月，或 负担 10月，或 负担 11-16至11-22。")
    if found.span.start > context.today:
        raise UsageError("这段时间还没有开始，请换一个月份，例如：负担 上月。")
    return found.span


BURDEN = Command(
    words=("负担",),
    usage="负担\n负担 上月",
    summary="查看每个人收到多少条消息",
    run=show_burden,
    roles=EDITORS,
    in_group=False,
)
