"""The wording of its own that a plan gives to a rung, filled with the facts of the day."""

from collections.abc import Mapping

from models.chase_facts import ChaseFacts
from models.outbox import Content
from reports.calendar_text import clock_text, in_a_row
from reports.chase_private import buttons_of, head_of, misses_of
from reports.chase_words import HEADS, colour, coloured, joined, left, names, phrase, time_left
from rules.templates import fill, variables_of


def own_content(audience: str, text: str, facts: ChaseFacts) -> Content:
    """The reminder in the rung's own words, `text`, with its colour; the facts speak of one unit unless to a group.

    Where the wording does not tell the time left it is put below, so that two reminders of one day differ.
    """
    lines = [_opening(audience, facts) + fill(text, _values(audience, facts))]
    if "剩余" not in variables_of(text):
        lines.append(time_left(facts))
    if audience == "group":
        return Content(text=joined(lines), title=facts.duty.title)
    buttons = () if audience == "head" else buttons_of(facts)
    return Content(text=joined(lines), title=HEADS[colour(facts)], buttons=buttons)


def _opening(audience: str, facts: ChaseFacts) -> str:
    if audience == "head":
        return f"【{head_of(facts)}】\n"
    if audience == "deputy":
        return f"{coloured(facts)}您代理{facts.owed[0].unit}的信息报送。\n"
    return coloured(facts)


def _values(audience: str, facts: ChaseFacts) -> Mapping[str, str]:
    row, zone = facts.owed[0], facts.plan.zone
    common = {
        "任务": facts.duty.title,
        "方案": facts.plan.title,
        "期间": phrase(facts),
        "截止": clock_text(facts.deadline, zone) if facts.deadline else "",
        "剩余": left(facts.deadline, facts.now) if facts.deadline else "",
    }
    if audience == "group":
        counts = {"应报数": str(facts.expected), "未报数": str(len(facts.owed))}
        return {**common, **counts, "未报单位": names(facts.owed)}
    return {
        **common,
        "单位": row.unit,
        "应报": str(row.required),
        "已报": str(row.delivered),
        "还差": str(row.missing),
        "连续": in_a_row(misses_of(facts, row), facts.period.kind),
    }
