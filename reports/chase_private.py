"""Reminders (催报) that speak of one unit: to its liaison, to who stands in for them, to its head.

They name the unit only where they must, so that one call carries the same text to many.
"""

from models.chase_facts import ChaseFacts
from models.obligations import Obligation
from models.outbox import Button, Content
from reports.calendar_text import in_a_row
from reports.chase_words import (
    HEADS,
    colour,
    how_to,
    joined,
    kind_to_name,
    phrase,
    row_of_misses,
    still_owed,
    time_left,
)

BUTTONS = (Button("报送", "报送"), Button("我的", "我的"))


def to_liaison(facts: ChaseFacts, owner: str = "") -> Content:
    """To the liaison of the one unit that the facts speak of."""
    return _to_reporter(facts, owner, "贵单位")


def to_deputy(facts: ChaseFacts) -> Content:
    """To who stands in for the liaison of the one unit that the facts speak of."""
    return _to_reporter(facts, f"您代理{facts.owed[0].unit}的信息报送：", "该单位")


def to_head(facts: ChaseFacts) -> Content:
    """To the unit's head: the same in copy, or instead of the liaison who cannot be reached."""
    (row,) = facts.owed
    lines = [
        f"【{head_of(facts)}】{facts.duty.title}",
        f"{row.unit}：{phrase(facts)}{still_owed(facts, row)}。",
        row_of_misses(facts, misses_of(facts, row)),
        time_left(facts),
        for_the_head(facts),
    ]
    return Content(text=joined(lines), title=HEADS[colour(facts)] + ("" if facts.instead else "（抄送）"))


def head_of(facts: ChaseFacts) -> str:
    """What the reminder to the unit's head is headed with."""
    return HEADS[colour(facts)] + ("" if facts.instead else "·抄送单位负责人")


def for_the_head(facts: ChaseFacts, whose: str = "贵单位") -> str:
    """What the unit's head is asked to do; `whose` is the unit."""
    if facts.instead:
        return f"{whose}信息报送员目前收不到提醒（{facts.instead}），请协助安排报送，并联系宣传办核对账号。"
    if facts.rung and "liaison" not in facts.rung.to:
        return "请协助督促。"
    return "已同时提醒信息报送员，请协助督促。"


def misses_of(facts: ChaseFacts, row: Obligation) -> int:
    """How many periods in a row the unit has missed, the present one included."""
    return facts.misses.get(row.unit_id, 1)


def buttons_of(facts: ChaseFacts) -> tuple[Button, ...]:
    """What the reporter may press: the form, of the kind that counts, or 刊发, and how the unit stands."""
    if facts.duty.counts == "publications":
        return (Button("刊发", "刊发"), BUTTONS[1])
    return (Button("报送", f"报送 {kind_to_name(facts.duty.counted_kinds())}".strip()), BUTTONS[1])


def _to_reporter(facts: ChaseFacts, owner: str, whose: str) -> Content:
    (row,) = facts.owed
    lines = [
        f"【{HEADS[colour(facts)]}】{facts.duty.title}",
        f"{owner}{phrase(facts)}{still_owed(facts, row)}。",
        time_left(facts),
        _earlier_misses(facts, misses_of(facts, row), whose),
        how_to(facts),
    ]
    return Content(text=joined(lines), title=HEADS[colour(facts)], buttons=buttons_of(facts))


def _earlier_misses(facts: ChaseFacts, misses_in_a_row: int, whose: str) -> str:
    if misses_in_a_row < 2:
        return ""
    publications = facts.duty.counts == "publications"
    what = f"没有登记{whose}的刊发" if publications else f"没有收到{whose}的信息"
    return f"此前已{in_a_row(misses_in_a_row - 1, facts.period.kind)}{what}。"
