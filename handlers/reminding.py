"""催报: an editor chases by hand. First the preview, then the confirmation; only those who still owe are written to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from handlers.asking import answer_in_passing
from handlers.context import EDITORS, Command, Context, Reply, UsageError, reply
from handlers.naming import named_units
from handlers.reminder_letters import Mail, mails_about, owed_now, send
from handlers.talk import current, go_on, stop
from handlers.unfinished import keep_unfinished, with_line, with_note
from handlers.words import plain_answer
from models.chase_facts import ChaseFacts
from models.obligations import Obligation, lock_obligations
from models.reminders import last_reminded
from reports.calendar_text import clock_text
from rules.chasing import DAY, send_at
from rules.periods import instant_of
from rules.plan import Tone

YES = frozenset(("确认", "是", "发送", "确定", "ok"))
SHOWN = 20
STILL_OPEN = "催报还没有发送，回复「确认」发送，「取消」不发。"
TEXTS = 2  # different texts in a preview, which is read on a phone


def remind(context: Context, arguments: str) -> Reply:
    """Shows who would get a reminder now, and its text."""
    wanted = _units(context, arguments)
    kept = keep_unfinished(context)  # an editor who is a liaison too may be in the middle of a form
    owed = owed_now(context, wanted)
    if not owed:
        whom = "、".join(arguments.split()) or "各单位"
        return with_note(kept, reply(f"{whom}本期任务都已完成或免报，没有需要催报的单位。"))
    return with_note(kept, _preview(context, owed))


def _preview(context: Context, owed: Sequence[ChaseFacts]) -> Reply:
    mails = mails_about(context, owed, _leaves_at(context, context.plan.tone))
    nobody = _unreached(owed, mails)
    if not mails:
        return reply(nobody)
    rows = [row for facts in owed for row in facts.owed]
    reached = [row for row in rows if any(row.unit_id in mail.units for mail in mails)]
    names = list(dict.fromkeys(row.unit for row in reached))
    people = f"（共{len(mails)}人）" if len(mails) != len(names) else ""
    held = _held_until(context)
    when = f"现在是免打扰时间，将在{clock_text(held, context.plan.zone)}发出。" if held else ""
    told = _already_reminded(context, reached)
    lines = [
        f"将私信提醒{len(names)}个单位的信息报送员{people}：{_shown(names)}。{told}{nobody}{when}",
        *_texts(mails),
        "回复「确认」发送，「取消」不发。",
    ]
    answer = reply("\n".join(lines), ("确认发送", "确认"), ("取消", "取消"), title="催报预览")
    return go_on(context, "remind", {"obligations": [row.id for row in rows]}, answer)


def _texts(mails: Sequence[Mail]) -> list[str]:
    """The texts as they will be sent, each once with the units that it goes to."""
    units: dict[str, dict[str, None]] = {}
    for mail in mails:
        units.setdefault(mail.content.text, {}).update(dict.fromkeys(mail.units.values()))
    shown = list(units.items())[:TEXTS]
    lines = [f"发给{_shown(list(names))}的内容：\n{text}" for text, names in shown]
    more = len(units) - len(shown)
    return [*lines, f"另有{more}种内容，按各单位的任务分别写明。"] if more else lines


def _unreached(owed: Sequence[ChaseFacts], mails: Sequence[Mail]) -> str:
    """Which units nobody can be written to, "" if there is none."""
    reached = {unit_id for mail in mails for unit_id in mail.units}
    names = dict.fromkeys(row.unit for facts in owed for row in facts.owed if row.unit_id not in reached)
    return f"以下单位没有可以送达的信息报送员，请查看「失联」：{'、'.join(names)}。" if names else ""


def confirm_reminder(context: Context, text: str) -> Reply:
    """Sends after 确认, to those who still owe at this moment; a question leaves the preview open."""
    is_sure = plain_answer(text) in YES
    answer = None if is_sure else answer_in_passing(context, text)
    if answer is not None:
        return with_line(answer, STILL_OPEN)
    shown = set(current(context).data["obligations"])
    stop(context)
    if not is_sure:
        return reply("没有发送催报。")
    lock_obligations(context.connection, shown)
    owed = _still_owed(context, shown)
    if not owed:
        return reply("预览里的单位都已报送，或那一期已经结束，没有发送催报。需要时请重新发送「催报」。")
    leaves_at = _leaves_at(context, context.plan.tone)
    mails = mails_about(context, owed, leaves_at)
    send(context, mails, leaves_at)
    sent = len({unit_id for mail in mails for unit_id in mail.units})
    missing, held = _unreached(owed, mails), _held_until(context)
    if not sent:
        return reply(f"没有发出催报。{missing}")
    if held:
        return reply(f"已写好给{sent}个单位的催报，将在{clock_text(held, context.plan.zone)}发出。{missing}")
    return reply(f"已向{sent}个单位发出催报。{missing}")


def _still_owed(context: Context, shown: set[int]) -> list[ChaseFacts]:
    """What was shown and is owed still."""
    found = [replace(facts, owed=tuple(row for row in facts.owed if row.id in shown)) for facts in owed_now(context)]
    return [facts for facts in found if facts.owed]


def _leaves_at(context: Context, tone: Tone) -> datetime:
    """When a reminder of now leaves: the same minute for the preview and for every row."""
    return send_at(context.now, tone, context.plan.zone, f"reminder:{context.plan.id}")


def _held_until(context: Context) -> datetime | None:
    """When a reminder of now leaves if quiet hours hold it back, else None."""
    tone = context.plan.tone
    leaves = _leaves_at(context, tone)
    return leaves if leaves != _leaves_at(context, replace(tone, quiet_to=tone.quiet_from)) else None


def _already_reminded(context: Context, owed: Sequence[Obligation]) -> str:
    """Which of these units were reminded today on the office's clock, and when last; "" if none was."""
    zone, day = context.plan.zone, context.now.astimezone(context.plan.zone).date()
    since, until = (instant_of(date, time(), zone) for date in (day, day + DAY))
    reminded = last_reminded(context.connection, [row.id for row in owed], since, until)
    latest: dict[str, datetime] = {}
    for row in owed:
        if row.id in reminded:
            latest[row.unit] = max(reminded[row.id], latest.get(row.unit, since))
    units: dict[str, list[str]] = {}
    for unit, at in latest.items():
        units.setdefault(f"{at.astimezone(zone):%H:%M}", []).append(unit)
    told = "，".join(f"{_shown(names)}今天已提醒过（{clock}）" for clock, names in sorted(units.items()))
    return f"其中{told}。" if told else ""


def _shown(names: Sequence[str]) -> str:
    return "、".join(names[:SHOWN]) + ("等" if len(names) > SHOWN else "")


def _units(context: Context, arguments: str) -> list[int] | None:
    """The ids of the units named, None for all. UsageError for a name that is not one."""
    units, unknown = named_units(context, arguments)
    if unknown:
        raise UsageError(f"花名册里没有「{'、'.join(unknown)}」。请写单位全称，或发送「催报」提醒所有未报单位。")
    return [unit.id for unit in units] or None


REMIND = Command(
    words=("催报",),
    usage="催报\n催报 财政局 应急管理局",
    summary="提醒未报的单位（先预览，确认后发送）",
    run=remind,
    roles=EDITORS,
    in_group=False,
)
