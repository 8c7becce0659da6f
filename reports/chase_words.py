"""The phrases that all reminders (催报) are made of.

The time left is told to the minute, also after the deadline: so two reminders of one day never read the same, which
platforms would take for a repeat and drop.
"""

from collections.abc import Sequence
from datetime import datetime

from models.chase_facts import ChaseFacts
from models.obligations import Obligation
from reports.calendar_text import DAY, clock_text, day_text, in_a_row, left_text, period_phrase, period_word
from rules.periods import instants, office_date
from rules.plan import NEWS, WITHOUT_BOARD, Colour, Counts

HEADS: dict[Colour, str] = {"plain": "报送提醒", "blue": "蓝色提醒", "yellow": "黄色提醒", "red": "红色提醒"}
COUNTED: dict[Counts, tuple[str, str]] = {
    "items": ("报", "条"),
    "publications": ("刊发", "篇"),
    "project_updates": ("报", "次"),
    "statistics": ("报", "份"),
}
"""What is done and counted: 应报1条, 应刊发1篇."""


def colour(facts: ChaseFacts) -> Colour:
    """The colour that the reminder is headed with."""
    return facts.rung.tone if facts.rung else "plain"


def coloured(facts: ChaseFacts) -> str:
    """`【红色提醒】` before a text with a head of its own, "" where the rung has no colour."""
    return "" if colour(facts) == "plain" else f"【{HEADS[colour(facts)]}】"


def word(facts: ChaseFacts) -> str:
    """`本周`, `上周`, else the period's dates."""
    return period_word(facts.period, office_date(facts.now, facts.plan.zone))


def phrase(facts: ChaseFacts) -> str:
    """`本周（11月16日至22日 第47周）`."""
    return period_phrase(facts.period, office_date(facts.now, facts.plan.zone))


def is_running(facts: ChaseFacts) -> bool:
    """Whether the period is not over yet."""
    return facts.period.contains(office_date(facts.now, facts.plan.zone))


def is_late(facts: ChaseFacts) -> bool:
    """Whether the deadline is over."""
    return facts.deadline is not None and facts.now > facts.deadline


def still_owed(facts: ChaseFacts, row: Obligation) -> str:
    """`应报3条，已报1条，还差2条`."""
    verb, measure = COUNTED[facts.duty.counts]
    sent = f"已{verb}{row.delivered}{measure}，" if row.delivered else ""
    return f"应{verb}{row.required}{measure}，{sent}还差{row.missing}{measure}"


def left(deadline: datetime, now: datetime) -> str:
    """`还剩2小时53分`; after the deadline `已过16小时7分`. Different in every minute of the clock."""
    due, minute = (instant.replace(second=0, microsecond=0) for instant in (deadline, now))
    return f"还剩{left_text(due, minute)}" if now <= deadline else f"已过{left_text(minute, due)}"


def time_left(facts: ChaseFacts) -> str:
    """The deadline and the time left; after it, that it is over and until when an item still counts, as late."""
    if facts.deadline is None:
        return ""
    due, span = clock_text(facts.deadline, facts.plan.zone), left(facts.deadline, facts.now)
    if not is_late(facts):
        return f"截止时间：{due}，{span}。"
    last_day = day_text(facts.period.end - DAY)
    if facts.now < instants(facts.period, facts.plan.zone)[1]:
        return f"截止时间{due}{span}，{last_day}结束前报送仍计入{word(facts)}，按逾期登记。"
    return f"截止时间{due}{span}，报送期已于{last_day}结束。如有特殊情况，请与宣传办联系。"


def row_of_misses(facts: ChaseFacts, misses_in_a_row: int) -> str:
    """`如本周仍不报送，将连续3周未报。`, after the period `已连续3周未报。`, "" for the first miss."""
    if misses_in_a_row < 2:
        return ""
    row = in_a_row(misses_in_a_row, facts.period.kind)
    return f"如{word(facts)}仍不报送，将{row}未报。" if is_running(facts) else f"已{row}未报。"


def how_to(facts: ChaseFacts) -> str:
    """What to type to deliver what the duty counts; "" after the period."""
    duty = facts.duty
    return how_to_deliver(duty.counts, duty.counted_kinds(), duty.boards) if is_running(facts) else ""


def how_to_deliver(counts: Counts, kinds: Sequence[str] = (), boards: Sequence[str] = ()) -> str:
    """What to type to deliver what is counted. `kinds` and `boards` are those that count, () for all."""
    if counts == "publications":
        return "稿件刊发后，请发送「刊发 编号 媒体」登记。"
    if not kind_to_name(kinds):
        return "请直接发送信息内容，或发送「报送」按提示填写。"
    board = boards[0] if len(boards) == 1 else "板块"
    words = ["报送", kinds[0], *([board] if boards or kinds[0] not in WITHOUT_BOARD else []), "标题"]
    others = f"类型也可以是{'、'.join(kinds[1:])}。" if kinds[1:] else ""
    return f"请发送「{' '.join(words)}，换行写正文」。{others}"


def kind_to_name(kinds: Sequence[str]) -> str:
    """The kind that must be named when something is sent in that counts, "" where plain news do."""
    return "" if not kinds or NEWS in kinds else kinds[0]


def names(owed: Sequence[Obligation]) -> str:
    """The units, `招商局、财政局`."""
    return "、".join(row.unit for row in owed)


def joined(lines: Sequence[str]) -> str:
    """The lines that say anything, one below the other."""
    return "\n".join(line for line in lines if line)
