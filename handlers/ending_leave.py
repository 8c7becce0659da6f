"""请假 取消: takes a leave back, with the deputies who were named for its days; of several it asks which."""

from collections.abc import Sequence

from handlers.boards import BUTTONS, label
from handlers.context import Context, Reply, UsageError, reply
from handlers.deputies import end_appointments
from models.leaves import Leave, appointments_of, cancel_leaves, leaves_of
from models.members import Person
from questions.normalise import normalise
from questions.periods.coming import coming_days
from questions.periods.leading import leading_period
from questions.query import TimeRange
from reports.calendar_text import span_text

ALL = frozenset(("全部", "所有"))


def end_leave(context: Context, people: Sequence[Person], days: str, named: str) -> Reply:
    """Takes back the leave that contains a day of `days`, the only one, or all if `days` says so.

    `named` is what stands between 请假 and 取消 where an editor speaks for somebody.
    """
    leaves = leaves_of(context.connection, [person.member_id for person in people], context.today)
    if not leaves:
        return reply("没有可以取消的请假。登记请假请发送「请假 11-23至11-27」。")
    if not days and len({(leave.starts_on, leave.ends_on) for leave in leaves}) > 1:
        return _which(leaves, named)
    chosen = _meant(context, leaves, days) if days and days not in ALL else leaves
    cancel_leaves(context.connection, [leave.id for leave in chosen], context.now)
    return reply("\n".join((f"已取消请假：{leave_spans(chosen)}。", *_end_deputies(context, people, chosen))))


def leave_spans(leaves: Sequence[Leave]) -> str:
    """`11月23日至27日；11月30日`."""
    return "；".join(dict.fromkeys(span_text(leave.starts_on, leave.ends_on) for leave in leaves))


def _meant(context: Context, leaves: Sequence[Leave], days: str) -> list[Leave]:
    spans = _spans(context, days)
    if not spans:
        raise UsageError(f"没有看懂日期「{days[:30]}」，请写成「请假 取消 11-25」；全部取消请发送「请假 取消 全部」。")
    chosen = [leave for leave in leaves if any(leave.starts_on < s.end and s.start < leave.ends_on for s in spans)]
    if not chosen:
        raise UsageError(f"「{days[:30]}」没有登记请假。已登记的请假：{leave_spans(leaves)}。")
    return chosen


def _spans(context: Context, days: str) -> list[TimeRange]:
    """The days as days to come and as days gone by: a leave that runs may have begun before today."""
    past = leading_period(days, context.today)
    behind = [past.span] if past and past.span and not past.rest else []
    return [*(coming_days(normalise(days), context.today) or []), *behind]


def _which(leaves: Sequence[Leave], named: str) -> Reply:
    spans = list({(leave.starts_on, leave.ends_on): None for leave in leaves})[: BUTTONS - 1]
    texts = [*(span_text(*span) for span in spans), "全部取消"]
    commands = [f"请假 {named}取消 {what}" for what in (*(start.isoformat() for start, _ in spans), "全部")]
    buttons = [(label(text, f"第{i}段"), each) for i, (text, each) in enumerate(zip(texts, commands, strict=True), 1)]
    lines = [f"{place}. {text}" for place, text in enumerate(texts, 1)]
    return reply("\n".join(("登记了几段请假，取消哪一段？请回复序号：", *lines)), *buttons, title="取消请假")


def _end_deputies(context: Context, people: Sequence[Person], leaves: Sequence[Leave]) -> list[str]:
    appointments = appointments_of(context.connection, [person.unit_id for person in people], context.today)
    tied = [
        each
        for each in appointments
        if each.ends_on is not None
        and any(
            each.liaison_id == leave.member_id and leave.starts_on <= each.starts_on and each.ends_on <= leave.ends_on
            for leave in leaves
        )
    ]
    return end_appointments(context, tied)
