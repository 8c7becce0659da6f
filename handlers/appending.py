"""A short sentence right after an item was sent: nothing else explains it, so it is offered as 补充 to that item."""

from datetime import timedelta
from typing import Any

from handlers.asking import answer_in_passing
from handlers.changing import append
from handlers.context import Context, Reply, reply
from handlers.talk import current, go_on, stop
from handlers.unfinished import with_line
from handlers.words import NO, YES, greeting, plain_answer
from models.items import latest_item

RIGHT_AFTER = timedelta(minutes=10)
SHORTEST = 4  # less than that is a slip of the finger, not a sentence
STILL_OPEN = "还有一段文字等待确认，回复「确认」补充，「取消」不补充。"


def offer_to_append(context: Context, text: str) -> Reply | None:
    """Asks whether a text belongs to what the liaison has just sent; None if nothing was sent in the last minutes."""
    if context.in_group or "liaison" not in context.roles or len(plain_answer(text)) < SHORTEST:
        return None
    item = latest_item(context.connection, context.person.member_id)
    if item is None or item.status != "待审" or context.incoming.sent_at - item.sent_at > RIGHT_AFTER:
        return None
    return _ask(context, {"addition": text.strip(), "number": item.number, "about": item.title})


def go_on_with_addition(context: Context, text: str) -> Reply:
    """The answer to the offer: 确认, 取消, or more of the same."""
    data, bare = dict(current(context).data), plain_answer(text)
    if bare in YES:
        stop(context)
        return append(context, f"{data['number']}：{data['addition']}")
    if bare in NO:
        stop(context)
        return reply("好的，这段文字不补充。")
    opening = greeting(text)
    answer = reply(f"{opening}。") if opening is not None else answer_in_passing(context, text)
    if answer is not None:
        return with_line(answer, STILL_OPEN)
    return _ask(context, {**data, "addition": f"{data['addition']}\n{text.strip()}"})


def _ask(context: Context, data: dict[str, Any]) -> Reply:
    number = data["number"]
    question = (
        f"要把这段文字补充到第{number}号「{data['about']}」吗？回复「确认」补充，「取消」不补充：\n{data['addition']}"
    )
    return go_on(context, "append", data, reply(question, ("确认补充", "确认"), ("取消", "取消"), title="请确认"))
