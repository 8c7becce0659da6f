"""日志: what was sent on a day, to whom, and whether it was delivered."""

from datetime import time, timedelta

from handlers.context import EDITORS, Command, Context, Reply, UsageError, reply
from handlers.naming import unit_named
from models.members import Unit, units_of
from models.sendings import sendings_between
from questions.periods.leading import leading_period
from questions.query import TimeRange
from reports.journal_text import day_journal, unit_journal
from rules.periods import instant_of

DAY = timedelta(days=1)
EXAMPLES = "请这样发送：日志，或 日志 上周五，或 日志 11-20 财政局。"


def show_journal(context: Context, arguments: str) -> Reply:
    """Of today or the day named; of one unit with the texts."""
    named = leading_period(arguments, context.today)
    span = named.span if named else TimeRange(context.today, context.today + DAY)
    rest = named.rest if named else arguments.strip()
    if span is None or span.end - span.start != DAY:
        raise UsageError(f"请写明哪一天。{EXAMPLES}")
    unit = _unit(context, rest) if rest else None
    start, end = (instant_of(day, time(0), context.plan.zone) for day in (span.start, span.end))
    unit_id = unit.id if unit else None
    found = sendings_between(context.connection, context.plan.id, start, end, unit_id)
    if unit is not None:
        return reply(unit_journal(found, context.plan, span.start, unit.name), title="发送日志")
    return reply(day_journal(found, context.plan, span.start), title="发送日志")


def _unit(context: Context, word: str) -> Unit:
    unit = unit_named(units_of(context.connection, context.plan.id), word)
    if unit is None:
        raise UsageError(f"没有看懂“{word[:20]}”是哪一天或哪个单位。{EXAMPLES}")
    return unit


JOURNAL = Command(
    words=("日志",),
    usage="日志\n日志 上周五\n日志 11-20 财政局",
    summary="查看某天发出的消息和是否送达",
    run=show_journal,
    roles=EDITORS,
    in_group=False,
)
