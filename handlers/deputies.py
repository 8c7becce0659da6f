"""代理: a liaison names who stands in, from today on or for some days. The deputy reports under the own name."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from handlers.context import WRITERS, Command, Context, Reply, UsageError, reply
from handlers.represented import represented, unit_called
from handlers.words import plain_answer
from models.leaves import Appointment, appoint_deputy, appointments_of, cancel_deputies
from models.letters import write_to_members
from models.members import Person, members_with_role, units_of
from models.outbox import Content, cancel_begun_with
from questions.normalise import normalise
from questions.periods.coming import coming_days
from questions.query import TimeRange
from reports.calendar_text import clock_text, day_text, span_text
from rules.chasing import send_at
from rules.plan import ROLE_NAMES

HOW = "登记代理人请发送「代理 姓名」或「代理 姓名 11-23至11-27」，取消请发送「代理 取消」。"
HOW_FOR_OTHERS = "取消某单位的代理请发送「代理 单位 取消」。"
FARTHEST = timedelta(days=300)
AT_ONCE = timedelta(minutes=30)  # letters are spread over some minutes
LONGEST_OVER_NEW_YEAR = timedelta(days=60)
HOW_IN_ROSTER = "代理人须在花名册内：请其发送「绑定 单位 姓名」，或联系宣传办加入花名册。"

_YEAR = re.compile(r"\d{4}|明年")


def deputise(context: Context, arguments: str) -> Reply:
    """Names a deputy for the speaker's units; `取消` ends it; without more it shows who stands in for whom."""
    word, _, name = arguments.strip().partition(" ")
    if not word:
        return _show(context)
    named = unit_called(context, arguments) if "editor" in context.roles else None
    if named and plain_answer(named[1]) == "取消":
        return _cancel(context, [named[0].id], "")
    people = own_liaisons(context)
    if not people and "editor" in context.roles:
        raise UsageError(f"代理由信息报送员本人登记。{HOW_FOR_OTHERS}")
    if not people:
        raise UsageError("代理由信息报送员本人登记和取消，您目前是代理人。如不再代理，请与信息报送员或宣传办联系。")
    if plain_answer(word) == "取消":
        return _cancel(context, [person.unit_id for person in people], name.strip())
    deputy, rest = deputy_named(context, arguments)
    span = days_meant(context, rest) if rest else None
    start, end = (span.start, span.end) if span else (context.today, None)
    wanted = who_may_be_stood_in_for(context, people, deputy)
    return reply("\n".join((*appoint(context, wanted, deputy, start, end), "取消请发送「代理 取消」。")))


def own_liaisons(context: Context) -> list[Person]:
    """The speaker as liaison of the own units, not of those that the speaker stands in for."""
    own = [person for person in represented(context) if not person.stands_in]
    return [Person(each.member_id, each.unit_id, each.unit, each.name, each.role) for each in own]


def days_meant(context: Context, text: str) -> TimeRange:
    """The days that a text names. UsageError where it names none, several stretches, or days gone by."""
    spans = coming_days(normalise(text), context.today) or []
    if len(spans) != 1:
        raise UsageError(f"没有看懂日期「{text.strip()[:30]}」，请写成「11-23至11-27」「11月23日」「明天」或「下周」。")
    [span] = spans
    # Without a year yesterday's date would be next year's.
    if span.end <= context.today or span.start > context.today + FARTHEST:
        raise UsageError("请假和代理的日期请从今天起写，例如「今天至11-27」；提前的请在开始前十个月内登记。")
    if _goes_round(normalise(text), span):
        raise UsageError(
            f"「{text.strip()[:30]}」的结束日期早于开始日期，请核对后重新发送；"
            "跨年的请写明年份，例如「2026-12-28至2027-03-01」。"
        )
    return span


def _goes_round(text: str, span: TimeRange) -> bool:
    """Whether the end is next year's only because it would else lie before the start, and far from it."""
    is_next_year = (span.end - timedelta(days=1)).year > span.start.year
    return is_next_year and span.end - span.start > LONGEST_OVER_NEW_YEAR and not _YEAR.search(text)


def deputy_named(context: Context, text: str) -> tuple[Person, str]:
    """Who is named as deputy, `[单位] 姓名`, and what follows. UsageError unless it is one person of the roster."""
    unit, told = unit_called(context, text) or (None, text.strip(" \t　,，:：、"))
    words = told.replace("，", " ").split(maxsplit=1)
    if not words:
        raise UsageError(f"请写明代理人姓名，例如：代理 张某。{HOW_IN_ROSTER}")
    units = None if unit is None else [unit.id]
    everybody = members_with_role(context.connection, context.plan.id, tuple(ROLE_NAMES), context.today, units)
    fitting = {person.unit: person for person in everybody if normalise(person.name) == normalise(words[0])}
    if not fitting:
        raise UsageError(f"花名册里没有「{words[0][:20]}」。{HOW_IN_ROSTER}")
    if len(fitting) > 1:
        forms = "；".join(f"代理 {unit} {person.name}" for unit, person in list(fitting.items())[:6])
        raise UsageError(f"花名册里有{len(fitting)}位「{words[0]}」，请写明单位：{forms}。")
    return next(iter(fitting.values())), words[1] if len(words) > 1 else ""


def who_may_be_stood_in_for(context: Context, people: Sequence[Person], deputy: Person) -> list[Person]:
    """Those of the liaisons whose unit the deputy does not report for already. UsageError if there is none."""
    if any((person.unit, person.name) == (deputy.unit, deputy.name) for person in people):
        raise UsageError("不能由本人代理，请写其他人的姓名。")
    liaisons = members_with_role(context.connection, context.plan.id, ("liaison",), context.today)
    has_already = {person.unit_id for person in liaisons if (person.unit, person.name) == (deputy.unit, deputy.name)}
    wanted = [person for person in people if person.unit_id not in has_already]
    if not wanted:
        raise UsageError(f"{deputy.name}已是{people[0].unit}信息报送员，可以直接报送，不必登记代理。")
    return wanted


def appoint(context: Context, people: Sequence[Person], deputy: Person, start: date, end: date | None) -> list[str]:
    """Lets somebody stand in for liaisons and tells them. → the lines of the receipt."""
    return [line for person in people for line in _appoint_for(context, person, deputy, start, end)]


def _appoint_for(context: Context, person: Person, deputy: Person, start: date, end: date | None) -> list[str]:
    when = _when(start, end)
    days = (person.unit_id, deputy.member_id, person.member_id, start, end)
    deputy_id = appoint_deputy(context.connection, *days, context.now)
    if deputy_id is None:
        return [f"{deputy.name}已经是{person.unit}的代理人：{when}。"]
    text = (
        f"【代理通知】{person.unit} {person.name}登记由您代为报送信息：{when}。"
        f"期间报送请发送「代报 {person.unit}」，查看任务请发送「我的」。"
    )
    told_at = _tell(context, deputy.member_id, f"deputy:{deputy_id}", text)
    lines = [f"已登记代理：{person.unit}由{deputy.unit} {deputy.name}代为报送，{when}。"]
    if told_at is not None:
        is_later = told_at > context.now + AT_ONCE
        return [*lines, f"将于{clock_text(told_at, context.plan.zone)}通知对方。" if is_later else "已通知对方。"]
    return [*lines, f"{deputy.name}还没有绑定账号，通知无法送达，请其先发送「绑定 {deputy.unit} {deputy.name}」。"]


def _when(start: date, end: date | None) -> str:
    return span_text(start, end) if end else f"{day_text(start)}起，至取消为止"


def _tell(context: Context, member_id: int, key: str, text: str) -> datetime | None:
    """Writes to a deputy, outside the quiet hours. → when it is to be sent, None if no way leads there."""
    due_at = send_at(context.now, context.plan.tone, context.plan.zone, key)
    contents = {member_id: Content(text, title="代理通知")}
    addressed = write_to_members(
        context.connection, context.plan.id, contents, key, "deputy", due_at, context.now, "deputy"
    )
    return due_at if addressed.keys else None


def _show(context: Context) -> Reply:
    units = [person.unit_id for person in own_liaisons(context)]
    is_office = not units and "editor" in context.roles
    if is_office:
        units = [unit.id for unit in units_of(context.connection, context.plan.id)]
    found = appointments_of(context.connection, units, context.today)
    lines = [f"{each.unit}的代理人：{each.name}，{_when(each.starts_on, each.ends_on)}。" for each in found]
    lines += [f"您正在代理：{person.unit}。" for person in represented(context) if person.stands_in]
    return reply("\n".join((*(lines or ["目前没有登记代理。"]), HOW_FOR_OTHERS if is_office else HOW)))


def _cancel(context: Context, unit_ids: Sequence[int], name: str) -> Reply:
    found = appointments_of(context.connection, unit_ids, context.today)
    chosen = [each for each in found if name in ("", each.name)]
    if not chosen:
        return reply(f"没有可以取消的代理。{HOW}")
    return reply("\n".join(end_appointments(context, chosen)))


def end_appointments(context: Context, appointments: Sequence[Appointment]) -> list[str]:
    """Ends appointments and tells the deputies, unless they have not been told of the beginning yet. → the receipt."""
    cancel_deputies(context.connection, [each.id for each in appointments], context.now)
    for each in appointments:
        if not cancel_begun_with(context.connection, f"deputy:{each.id}:", "代理已取消"):
            told = f"【代理通知】{each.unit}的代理（{_when(each.starts_on, each.ends_on)}）已取消，不再由您代为报送。"
            _tell(context, each.member_id, f"deputy-end:{each.id}", told)
    return [f"已取消代理：{each.unit} {each.name}，{_when(each.starts_on, each.ends_on)}。" for each in appointments]


DEPUTY = Command(
    words=("代理",),
    usage="代理 姓名（从今天起）\n代理 姓名 11-23至11-27\n代理 单位 姓名\n代理 取消\n宣传办：代理 财政局 取消",
    summary="登记、查看、取消代为报送的人",
    run=deputise,
    roles=WRITERS,
    in_group=False,
    takes_back=True,
)
