"""The earlier period that an item makes up for (补报): kept while it is written, and while it is a draft."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.items import Item
from reports.calendar_text import period_name
from rules.making_up import duties_of, may_make_up
from rules.periods import Period, period_with_key
from rules.plan import Plan

KEY, FIRST_DAY = "made_up_for", "counted_on"  # the keys of a conversation's data, as the columns of an item


def period_data(period: Period | None) -> dict[str, Any]:
    """What a conversation keeps of it; nothing for an item of the running period."""
    return {KEY: period.key, FIRST_DAY: period.start.isoformat()} if period else {}


def period_told(data: Mapping[str, Any], plan: Plan) -> Period | None:
    """The period that a conversation's data name, or None."""
    return period_with_key(data[KEY], date.fromisoformat(data[FIRST_DAY]), plan) if data.get(KEY) else None


def period_of_item(item: Item, plan: Plan) -> Period | None:
    """The period that a stored item makes up for, or None."""
    return period_with_key(item.made_up_for, item.counted_on, plan) if item.made_up_for else None


def is_in_time(period: Period, today: date, plan: Plan) -> bool:
    """Whether the plan's limit still lets an item of today stand for the period."""
    return may_make_up(duties_of(plan, period.start, period.end), period, today, plan)


def made_up_line(data: Mapping[str, Any], plan: Plan) -> str:
    """The line of a preview that names the earlier period, "" for an item of the running one."""
    period = period_told(data, plan)
    return f"补报：计入{period_name(period)}" if period else ""
