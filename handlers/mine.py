"""我的: what the speaker's unit sent lately, and what it still owes."""

from datetime import timedelta

from handlers.context import Command, Context, Reply, reply
from handlers.item_marks import marks_of
from handlers.unit_state import state_of
from models.items import Item, items_of_unit


def show_mine(context: Context, arguments: str) -> Reply:
    """The items of the running month and the last two weeks, newest first, at most twelve; unit by unit."""
    units = {person.unit_id: person.unit for person in context.people if person.role in ("liaison", "head")}
    return reply("\n".join(_of_unit(context, unit_id, name) for unit_id, name in units.items()))


def _of_unit(context: Context, unit: int, name: str) -> str:
    today = context.today
    since = min(today.replace(day=1), today - timedelta(days=14))
    items = items_of_unit(context.connection, unit, since, today + timedelta(days=1))
    shown = [item for item in reversed(items) if item.status != "撤回"][:12]
    marks = marks_of(context.connection, shown)
    lines = [f"{_line(context, item)}{marks[item.id]}" for item in shown]
    state = state_of(context, unit)
    heading = f"{name} {since.month}月{since.day}日以来的信息："
    body = "\n".join((heading, *lines)) if lines else f"{heading}暂无。"
    return f"{body}\n{state}"


def _line(context: Context, item: Item) -> str:
    sent = item.sent_at.astimezone(context.plan.zone)
    return f"第{item.number}号 {sent:%m-%d %H:%M} {item.status} {item.title}"


MINE = Command(
    words=("我的",),
    usage="我的",
    summary="查看本单位近期报送的信息和本周任务",
    run=show_mine,
    roles=frozenset(("liaison", "head")),
    in_group=False,
)
