"""零报告: a unit that has nothing to report says so, where the plan allows it and as often as it allows."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.boards import label
from handlers.context import LIAISONS, Command, Context, Reply, UsageError, reply
from handlers.represented import ask_for_unit, is_to_be_named, reporter
from handlers.unit_state import keep_right, state_text
from handlers.words import TAKE_BACK, plain_answer
from models.chase_facts import with_dropped_duties
from models.duty_ledger import report_zero, zero_reports
from models.members import Membership
from models.obligations import Obligation, lock_obligations, running_obligations
from questions.periods.leading import leading_period
from reports.calendar_text import QUARTERS, period_name
from reports.excuse_text import title_of
from rules.periods import Period, period_of
from rules.plan import Duty

LONGEST_REASON = 200


def give_zero_report(context: Context, arguments: str) -> Reply:
    """`零报告 [理由]`: stands for what is still owed in the running period.

    Who reports for several units, or whose unit owes several duties, is asked which is meant.
    """
    liaison = reporter(context)
    if liaison is None:
        return ask_for_unit(context, "zero", {"reason": arguments}, "零报告")
    return _give(context, liaison, arguments.strip())


def go_on_for_unit(context: Context, unit_id: int, data: Mapping[str, Any]) -> Reply:
    """The same when it has been said for which unit."""
    return _give(context, reporter(context, unit_id) or context.person, data["reason"].strip())


def _give(context: Context, liaison: Membership, arguments: str) -> Reply:
    _refuse_other_than_now(context, arguments)
    duty, reason = _duty_named(context, arguments)
    if len(reason) > LONGEST_REASON:
        raise UsageError(f"理由最多{LONGEST_REASON}字，请缩短后重新发送。")
    obligations = running_obligations(context.connection, liaison.unit_id, context.today)
    lock_obligations(context.connection, [row.id for row in obligations])
    obligations = running_obligations(context.connection, liaison.unit_id, context.today)
    plan = with_dropped_duties(context.connection, context.plan, obligations)
    of_duty = [row for row in obligations if duty is None or title_of(row, plan) == duty.title]
    owed = [row for row in of_duty if row.missing]
    allowed = {each.id: each for each in plan.duties if each.zero_reports}
    possible = [row for row in owed if row.duty in allowed]
    if not possible:
        whose = liaison.unit if is_to_be_named(context, liaison) else "本单位"
        titles = [title_of(row, plan) for row in owed]
        raise UsageError(_why_not(whose, titles, duty, bool(of_duty), state_text(context, obligations)))
    if len(possible) > 1:
        unit = liaison.unit if is_to_be_named(context, liaison) else ""
        return _which(possible, allowed, unit, reason)
    return _record(context, liaison, possible[0], allowed[possible[0].duty], reason)


def _refuse_other_than_now(context: Context, arguments: str) -> None:
    """UsageError for a period other than the running one, and for taking a zero report back."""
    if plain_answer(arguments) in TAKE_BACK:
        raise UsageError("零报告登记后不能取消。本期有信息时请发送「报送」，报送后照常计入。")
    found = leading_period(arguments, context.today)
    if found is None or not found.stands_apart or (found.span and found.span.start <= context.today < found.span.end):
        return
    made_up = f"，或发送「补报 {found.word}」补报信息" if found.span and found.span.end <= context.today else ""
    raise UsageError(f"零报告只用于本期，「{found.word}」不能零报告；确实没有信息的，请联系宣传办登记豁免{made_up}。")


def _duty_named(context: Context, arguments: str) -> tuple[Duty | None, str]:
    """The duty whose title stands at the front, and the reason."""
    for duty in sorted(context.plan.duties, key=lambda duty: -len(duty.title)):
        rest = arguments[len(duty.title) :]
        if arguments.startswith(duty.title) and not rest[:1].isalnum():
            return duty, rest.lstrip(" \t　,，:：、。")
    return None, arguments


def _why_not(whose: str, titles: Sequence[str], duty: Duty | None, has_duty: bool, state: str) -> str:
    """`titles` are those of the duties, or of the named one, that the unit still owes; `state` is how it stands."""
    if duty and not has_duty:
        return f"{whose}本期没有「{duty.title}」这项任务，不用零报告。{state}"
    if duty and not titles:
        return f"「{duty.title}」本期没有未完成的，不用零报告。{state}"
    if not titles:
        return f"{whose}目前没有未完成的报送任务，不用零报告。{state}"
    quoted = "".join(f"「{title}」" for title in dict.fromkeys(titles))
    return f"方案没有为{quoted}设置零报告，请发送「报送」报送信息；确实没有信息的，请联系宣传办登记豁免。"


def _which(possible: Sequence[Obligation], duties: Mapping[str, Duty], unit: str, reason: str) -> Reply:
    titles = [duties[row.duty].title for row in possible]
    lines = [f"{place}. {title}" for place, title in enumerate(titles, 1)]
    commands = [" ".join(filter(None, (f"代报 {unit}" if unit else "", "零报告", title, reason))) for title in titles]
    buttons = [
        (label(title, f"任务{i}"), typed) for i, (title, typed) in enumerate(zip(titles, commands, strict=True), 1)
    ]
    return reply("\n".join(("零报告用于哪一项任务？请回复序号：", *lines)), *buttons, title="零报告")


def _record(context: Context, liaison: Membership, row: Obligation, duty: Duty, reason: str) -> Reply:
    quarter = period_of("quarter", row.starts_on, context.plan)
    used = zero_reports(context.connection, liaison.unit_id, duty.id, quarter.start, quarter.end)
    if used >= duty.zero_reports:
        raise UsageError(
            f"「{duty.title}」每季度最多零报告{duty.zero_reports}次，{_name(quarter)}已用完。"
            "请发送「报送」报送信息，或联系宣传办登记豁免。"
        )
    now, member_id = context.now, liaison.member_id
    report_zero(context.connection, row.id, row.missing, reason, liaison.name, now, member_id)
    after = keep_right(context, liaison.unit_id, context.today, "零报告")
    period = period_name(row.span)
    unit = f"单位：{liaison.unit}。" if is_to_be_named(context, liaison) else ""
    left = duty.zero_reports - used - 1
    return reply(
        f"已登记零报告：{duty.title}，{period}。{unit}{f'理由：{reason}。' if reason else ''}\n"
        f"计为已报，不计分；{_name(quarter)}还可以零报告{left}次。本期有信息时仍可发送「报送」。\n"
        f"{state_text(context, after)}"
    )


def _name(quarter: Period) -> str:
    return f"{quarter.start.year}年{QUARTERS[(quarter.start.month - 1) // 3]}"


ZERO_REPORT = Command(
    words=("零报告",),
    usage="零报告\n零报告 理由",
    summary="本期没有信息时说明情况（方案允许时）",
    run=give_zero_report,
    roles=LIAISONS,
    in_group=False,
    takes_back=True,
)
