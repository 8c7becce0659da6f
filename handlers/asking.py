"""Free questions in the chat: the answer, and what is kept of it for a follow-up."""

import re
from dataclasses import dataclass, replace

from handlers.ask import FOLLOW_UP_FOR, answer_question, foremost
from handlers.ask_later import buttons_of
from handlers.context import Context, Reply, reply
from models.last_questions import last_question, remember_question

LONGEST_IN_PASSING = 25
_QUESTION = re.compile(r"(?:[？?]|吗|呢)[。！!]?$|谁|多少|几条|哪些|有没有")


@dataclass(frozen=True)
class Asked:
    """The reply to a question, and whether it was understood."""

    understood: bool
    reply: Reply


def answer_free_question(context: Context, text: str) -> Asked:
    """Answers a question with the rights of the speaker's foremost role; suggestions become buttons."""
    member_id = context.person.member_id
    previous = last_question(context.connection, member_id, context.now, FOLLOW_UP_FOR)
    asker = foremost(context.people)
    answer = answer_question(
        context.connection, context.plan, asker, text, context.now, previous, context.in_group, whole=False
    )
    if answer.understood and answer.query is not None:
        remember_question(context.connection, member_id, answer.query, context.now)
        return Asked(True, replace(reply(answer.text, *answer.buttons), chart=answer.chart))
    return Asked(False, reply(answer.text + _how_to_report(context), *buttons_of(answer.suggestions)))


def answer_in_passing(context: Context, text: str) -> Reply | None:
    """The answer to a short question asked in the middle of something else; None if it is no question.

    It has no buttons: a number goes on meaning what is still open.
    """
    bare = text.strip()
    if len(bare) > LONGEST_IN_PASSING or not _QUESTION.search(bare):
        return None
    asked = answer_free_question(context, bare)
    return replace(asked.reply, buttons=()) if asked.understood else None


def _how_to_report(context: Context) -> str:
    if "liaison" not in context.roles or context.in_group:
        return ""
    return f"报送信息请直接发送内容（{context.plan.recognition.shortest}字以上）或「报送」。"
