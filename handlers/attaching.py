"""Photos, voice, video and files: they belong to the draft in hand, else to what was just sent."""

from datetime import timedelta

from handlers.context import Context, MediaKind, Reply, reply
from handlers.talk import WRITING, current, loose_since
from models.attachments import attachments_of, count_loose, note_attachment
from models.items import Item, latest_item

JUST_SENT = timedelta(hours=2)
MEASURE: dict[MediaKind, str] = {"picture": "张照片", "voice": "段语音", "video": "段视频", "file": "个文件"}


def attach(context: Context) -> Reply:
    """Notes what came for the worker to fetch, and says what it was attached to."""
    item = None if context.in_group else _just_sent(context)
    if not (item or may_attach(context)):
        return reply("照片和文件由信息报送员随信息报送。发送「帮助」查看您可以使用的命令。")
    if context.in_group:
        return reply("照片和文件请私聊发送，以便附到本单位的信息。")
    note_media(context, item.id if item else None)
    count = len(context.incoming.media)
    what = f"{count}{MEASURE[context.incoming.media[0].kind]}"
    if item is not None:
        total = len(attachments_of(context.connection, item.id))
        return reply(f"已将{what}附到第{item.number}号「{item.title}」，该条共有附件{total}个。")
    loose = count_loose(context.connection, context.person.member_id, loose_since(context))
    if current(context).flow in WRITING:
        return reply(f"已收到{what}，将随正在填写的信息一起报送，共{loose}个附件。")
    return reply(f"已收到{what}。请接着发送文字内容，将与附件一起报送。")


def may_attach(context: Context) -> bool:
    """Whether photos are the speaker's to send: a liaison's at any time, an editor's while writing for a unit."""
    return "liaison" in context.roles or current(context).flow in WRITING


def note_media(context: Context, item_id: int | None) -> None:
    """Keeps every photo and file of the message, for an item or for what is being written."""
    for media in context.incoming.media:
        note_attachment(
            context.connection,
            context.plan.id,
            context.person.member_id,
            item_id,
            context.incoming.channel,
            media.kind,
            media.reference,
            media.filename[:300],
            context.now,
        )


def _just_sent(context: Context) -> Item | None:
    if current(context).flow in WRITING:
        return None
    own = [latest_item(context.connection, member_id) for member_id in {person.member_id for person in context.people}]
    item = max((item for item in own if item), key=lambda item: item.sent_at, default=None)
    fresh = item is not None and context.incoming.sent_at - item.sent_at <= JUST_SENT
    return item if fresh and item is not None and item.status != "草稿" else None
