"""Where a member stands in a conversation: loaded once per message, lapsing after a day, kept in the store."""

from datetime import datetime
from typing import Any

from handlers.context import Context, Reply
from models.attachments import LOOSE_FOR
from models.conversations import LIFE, Conversation, conversation_of_member, end_conversation, keep_conversation

WRITING = ("form", "draft", "unit")  # the conversations in which an item is being written
ASIDE = "aside"  # the choices are those of an answer that came in between, not of the open question


def current(context: Context) -> Conversation:
    """The conversation that the speaker is in; an empty one if none, if it has lapsed, or if others read along."""
    return Conversation() if lapsed(context) or waits_in_private(context) else stored(context)


def stored(context: Context) -> Conversation:
    """What is kept for the speaker, lapsed or not; read once per message."""
    if context.conversation is None:
        context.conversation = conversation_of_member(context.connection, context.person.member_id)
    return context.conversation


def lapsed(context: Context) -> bool:
    """Whether nobody went on with the stored conversation for a day."""
    since = stored(context).updated_at
    return since is not None and context.now - since > LIFE


def begun_at(context: Context) -> datetime:
    """When what the speaker is in the middle of was begun, UTC; now if that is nothing."""
    talk = current(context)
    return talk.began_at if talk.flow and talk.began_at else context.now


def loose_since(context: Context) -> datetime:
    """From when on photos and files that came by themselves belong to what the speaker is writing, UTC."""
    return begun_at(context) - LOOSE_FOR


def waits_in_private(context: Context) -> bool:
    """Whether the speaker is in a group while a form or a preview waits in the private chat, where it stays."""
    return context.in_group and bool(stored(context).flow)


def go_on(context: Context, flow: str, data: dict[str, Any], reply: Reply) -> Reply:
    """Keeps where the speaker stands, with the buttons of the reply as numbered choices. → the reply."""
    choices = tuple(button.command for button in reply.buttons)
    _keep(context, flow, {key: value for key, value in data.items() if key != ASIDE}, choices)
    return reply


def _keep(context: Context, flow: str, data: dict[str, Any], choices: tuple[str, ...]) -> None:
    began_at = begun_at(context)
    keep_conversation(context.connection, context.person.member_id, flow, data, choices, context.now, began_at)
    context.conversation = Conversation(flow, data, choices, context.now, began_at)


def stop(context: Context) -> None:
    """Forgets the conversation."""
    if stored(context) != Conversation():
        end_conversation(context.connection, context.person.member_id)
        context.conversation = Conversation()


def remember_choices(context: Context, reply: Reply) -> None:
    """Keeps the buttons of an answer as numbered choices, so that a bare number works on every platform.

    An answer without buttons leaves none, so that a number never means a button of an older answer; only the choices
    of a question that is still open stay.
    """
    if waits_in_private(context):
        return
    talk = current(context)
    choices = tuple(button.command for button in reply.buttons)
    if talk.choices == choices or (talk.flow and not choices and ASIDE not in talk.data):
        return
    if talk.flow:
        _keep(context, talk.flow, {**talk.data, ASIDE: True}, choices)
    elif choices:
        _keep(context, "", {}, choices)
    else:
        stop(context)
