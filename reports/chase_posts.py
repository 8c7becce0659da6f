"""Reminders (催报) that speak of all units: posts to the group, summaries for editors and leaders."""

from collections.abc import Sequence

from models.chase_facts import ChaseFacts
from models.obligations import Obligation
from models.outbox import Content
from reports.calendar_text import LAST, THIS, clock_text, in_a_row
from reports.chase_private import misses_of
from reports.chase_words import COUNTED, coloured, is_running, joined, names, phrase, time_left, word


def group_post(facts: ChaseFacts) -> Content:
    """To the group: how many units have not delivered; their names only where the plan says `naming = "group"`."""
    named = facts.owed and facts.plan.tone.naming == "group"
    lines = [
        f"{coloured(facts)}【{facts.duty.title}】{phrase(facts)}",
        f"{_as_of(facts)}，{_tally(facts)}",
        f"未报单位：{names(facts.owed)}。" if named else "",
        time_left(facts) if facts.owed else "",
        _how_to_in_private(facts),
    ]
    return Content(text=joined(lines), title=facts.duty.title)


def editors_summary(facts: ChaseFacts) -> Content:
    """To the editors: who has not delivered and how often in a row, who is excused, who cannot be reached."""
    unreachable = "；".join(f"{unit}（{reason}）" for unit, reason in facts.unreachable.items())
    lines = [
        f"{coloured(facts)}【未报汇总】{facts.duty.title} {phrase(facts)}",
        f"{_as_of(facts)}，{_tally(facts)}",
        *_unit_lines(facts),
        _excused(facts.excused),
        f"提醒送不到：{unreachable}。请核对花名册和账号。" if unreachable else "",
        _editors_next(facts),
    ]
    return Content(text=joined(lines), title="未报汇总")


def leaders_summary(facts: ChaseFacts) -> Content:
    """To leaders: the units whose row of misses has come so far, `facts.owed`, and who is excused."""
    count = f"以下{len(facts.owed)}个单位连续未报送：" if facts.owed else "没有连续未报送的单位。"
    lines = [
        f"{coloured(facts)}【连续未报情况】{facts.duty.title} {phrase(facts)}",
        f"{_as_of(facts)}，应报{facts.expected}个单位，{count}",
        *_unit_lines(facts),
        _excused(facts.excused),
        f"发送「{_missing_command(facts)}」查看明细。" if facts.owed else "",
    ]
    return Content(text=joined(lines), title="连续未报情况")


def vacancy_notice(units: Sequence[str]) -> Content:
    """To the editors: units that have lost their only liaison."""
    lines = [
        "【花名册提醒】以下单位目前没有在任的信息报送员：",
        *(f"{place}. {unit}" for place, unit in enumerate(units, 1)),
        "催报无人接收，下一期起不再计入应报单位。请在花名册里补上。",
    ]
    return Content(text=joined(lines), title="花名册提醒")


def _as_of(facts: ChaseFacts) -> str:
    return f"截至{clock_text(facts.now, facts.plan.zone)}"


def _how_to_in_private(facts: ChaseFacts) -> str:
    if not facts.owed or not is_running(facts):
        return ""
    how = "，直接发送信息内容即可" if facts.duty.counts == "items" else "办理"
    return f"请未报单位私聊报送机器人{how}。"


def _editors_next(facts: ChaseFacts) -> str:
    """What the editors may type: 催报 reaches only who owes in the running period."""
    if not facts.owed:
        return ""
    by_hand = "发送「催报」可逐个提醒；" if is_running(facts) else ""
    return f"{by_hand}发送「{_missing_command(facts)}」查看明细。"


def _missing_command(facts: ChaseFacts) -> str:
    """`未报`, with the period's word where it is not the running week."""
    span = word(facts)
    return "未报" if span == THIS["week"] or span not in (*THIS.values(), *LAST.values()) else f"未报 {span}"


def _tally(facts: ChaseFacts) -> str:
    if not facts.owed:
        return f"应报{facts.expected}个单位，已全部报送。"
    missing = len(facts.owed)
    return f"应报{facts.expected}个单位，已报{facts.expected - missing}个，还有{missing}个未报。"


def _unit_lines(facts: ChaseFacts) -> list[str]:
    """The units, the longest row of misses first, in the order of the roster where rows are equal."""
    ranked = sorted(facts.owed, key=lambda row: -misses_of(facts, row))
    return [f"{place}. {row.unit}{_remarks(facts, row)}" for place, row in enumerate(ranked, 1)]


def _remarks(facts: ChaseFacts, row: Obligation) -> str:
    misses = misses_of(facts, row)
    found = [in_a_row(misses, facts.period.kind)] if misses > 1 else []
    if row.delivered:
        verb, measure = COUNTED[facts.duty.counts]
        found.append(f"已{verb}{row.delivered}{measure}，还差{row.missing}{measure}")
    return f"（{'，'.join(found)}）" if found else ""


def _excused(excused: Sequence[Obligation]) -> str:
    if not excused:
        return ""
    return f"免报：{'；'.join(f'{row.unit}（{row.excuse}）' for row in excused)}。"
