"""An answer that comes when its form has lapsed: it goes into the draft that the form becomes."""

from typing import Any

from handlers.asking import answer_in_passing
from handlers.context import Context, Reply, reply
from handlers.drafting import SHORTEST_SEQUEL
from handlers.form import BACK, DONE, SKIP, with_answer
from handlers.talk import lapsed, stored, waits_in_private
from handlers.unfinished import keep_as_draft
from handlers.words import plain_answer
from models.conversations import keep_conversation


def keep_late_answer(context: Context, text: str) -> Reply | None:
    """Keeps a lapsed form or preview with the text as a draft; None where the text is no answer to one."""
    if waits_in_private(context) or not lapsed(context) or plain_answer(text) in BACK | DONE | SKIP:
        return None
    answered = _answered(context, text.strip())
    if answered is None:
        return None
    in_passing = answer_in_passing(context, text)
    if in_passing is not None:
        return in_passing
    question, data = answered
    talk, connection = stored(context), context.connection
    written_at = talk.updated_at or context.now
    keep_conversation(connection, context.person.member_id, talk.flow, data, (), written_at, talk.began_at)
    number = keep_as_draft(context)
    return reply(
        f"上次的内容超过一天没有确认，已存为第{number}号草稿，您刚才发送的文字已作为「{question}」记入这份草稿。"
        f"接着填写请发送「草稿 {number} 继续」，直接报送请发送「报送 {number}」。",
        ("继续填写", f"草稿 {number} 继续"),
        (f"报送 {number}", f"报送 {number}"),
        title="草稿",
    )


def _answered(context: Context, text: str) -> tuple[str, dict[str, Any]] | None:
    """What the text answers, and the conversation's data with it."""
    talk = stored(context)
    if talk.flow == "form":
        return with_answer(context, talk.data, text)
    if talk.flow == "draft" and len(plain_answer(text)) >= SHORTEST_SEQUEL:
        return "正文", {**talk.data, "text": f"{talk.data['text']}\n{text}".strip()}
    return None
