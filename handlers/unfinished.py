"""What was begun and not confirmed: a form or a recognised text that gives way is kept as a draft (草稿)."""

from dataclasses import replace

from handlers.context import Context, Reply
from handlers.talk import lapsed, stored, waits_in_private
from models.conversations import Conversation
from models.drafts import keep_conversation_as_draft


def keep_unfinished(context: Context) -> str | None:
    """Ends the conversation; what was typed in it so far becomes a draft. → the sentence that says so, if there is."""
    was_lapsed = lapsed(context)
    number = keep_as_draft(context)
    if number is None:
        return None
    why = "上次的内容超过一天没有确认" if was_lapsed else "没有确认的内容"
    return f"{why}，已存为第{number}号草稿，发送「报送 {number}」可报送。"


def keep_as_draft(context: Context) -> int | None:
    """The same → the number of the draft, None if nothing was typed."""
    if stored(context) == Conversation():
        return None
    number = keep_conversation_as_draft(context.connection, context.plan, context.person.member_id, context.now)
    context.conversation = Conversation()
    return number


def keep_lapsed(context: Context, answer: Reply) -> Reply:
    """The answer; if it came upon a conversation that has lapsed, that is kept as a draft first and said so."""
    if waits_in_private(context) or not lapsed(context):
        return answer
    return with_note(keep_unfinished(context), answer)


def with_note(note: str | None, answer: Reply) -> Reply:
    """The answer with a sentence above it."""
    return replace(answer, text=f"{note}\n{answer.text}") if note else answer


def with_line(answer: Reply, line: str) -> Reply:
    """The answer with a sentence below it."""
    return replace(answer, text=f"{answer.text}\n{line}")
