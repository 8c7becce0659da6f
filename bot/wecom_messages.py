"""WeCom's XML and JSON shapes as the bot's own and back; no wechatpy, no network."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from xml.parsers import expat

from bot.config import WecomChannel
from handlers.context import Incoming, Media, MediaKind
from models.outbox import Button, Content

TEXT_BYTES = 2048
BUTTONS = 6

# document/path/90236, template_card of type button_interaction.
_TITLE = 26
_SUBTITLE = 160
_LABEL = 10
_KEY_BYTES = 1024

_MEDIA: dict[str, MediaKind] = {
    "image": "picture",
    "voice": "voice",
    "video": "video",
    "shortvideo": "video",
    "file": "file",
}
_ENTER = ("enter_agent", "subscribe")
_COMMANDS = ("click", "template_card_event")
_LONGEST_ACCOUNT = 128
_OLDEST = timedelta(days=7)

# What XML 1.0 cannot hold, whatever the quoting.
_NO_XML = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])


def read_xml(data: bytes) -> dict[str, str]:
    """The texts of the elements directly below <xml>. ValueError on anything that is not such a document.

    One pass without a tree: a third of the time of xmltodict. A document type is refused, and with it every entity.
    """
    texts: dict[str, str] = {}
    depth = 0
    current = ""

    def start(name: str, _: object) -> None:
        nonlocal depth, current
        depth += 1
        if depth == 2:
            current = name
            texts[name] = ""
        elif depth == 1 and name != "xml":
            raise ValueError("the root is not xml")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def characters(text: str) -> None:
        if depth == 2:
            texts[current] += text

    def doctype(*_: object) -> None:
        raise ValueError("a document type is not allowed")

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ValueError("not well-formed XML") from error
    return texts


def cdata(text: str) -> str:
    """A text that may stand inside <![CDATA[…]]>."""
    return text.translate(_NO_XML).replace("]]>", "]]]]><![CDATA[>")


def clean(text: str) -> str:
    """A text without control characters and halves of surrogate pairs: JSON would need \\u escapes for them."""
    return text.translate(_NO_XML)


def incoming(config: WecomChannel, message: Any, fields: Mapping[str, str], now: datetime) -> Incoming | None:
    """A decrypted message as the bot's own; None where it lacks what identifies it.

    `message` is wechatpy's object of the same `fields`; types that it does not know are read from `fields`.
    """
    account = fields.get("FromUserName", "").strip().lower()
    if not account or len(account) > _LONGEST_ACCOUNT:
        return None
    kind = fields.get("MsgType", "").lower()
    key = _event_key(account, fields) if kind == "event" else _message_key(fields)
    if not key:
        return None
    text, media, event = _read_event(fields) if kind == "event" else _read_message(kind, message, fields)
    return Incoming(
        channel=config.name,
        family="wecom",
        plans=config.plan_ids,
        key=key,
        account=account,
        text=text,
        sent_at=_sent_at(fields, now, config.time_window),
        media=media,
        event=event,
    )


_Event = Literal["", "enter", "other"]


def _read_event(fields: Mapping[str, str]) -> tuple[str, tuple[Media, ...], _Event]:
    event = fields.get("Event", "").lower()
    command = fields.get("EventKey", "").strip()
    if event in _COMMANDS and command:
        return command, (), ""
    return "", (), "enter" if event in _ENTER else "other"


def _read_message(kind: str, message: Any, fields: Mapping[str, str]) -> tuple[str, tuple[Media, ...], _Event]:
    if kind == "text":
        return (message.content or "").strip(), (), ""
    if kind in _MEDIA and fields.get("MediaId"):
        return "", (Media(_MEDIA[kind], fields["MediaId"], fields.get("FileName", "").strip()),), ""
    if kind == "location":
        return f"{message.label or ''} {message.location_x or ''},{message.location_y or ''}".strip(" ,"), (), ""
    if kind == "link":
        return f"{message.title or ''} {message.url or ''}".strip(), (), ""
    return "", (), "other"


def _message_key(fields: Mapping[str, str]) -> str:
    key = fields.get("MsgId", "")
    return key if key.isascii() and key.isdigit() and len(key) <= 32 else ""


def _event_key(account: str, fields: Mapping[str, str]) -> str:
    """Events bear no id: sender, time, event and key, with the card's task and click (document/path/90240)."""
    event = fields.get("Event", "").lower()
    if not event:
        return ""
    parts = (event, *(fields.get(name, "") for name in ("EventKey", "TaskId", "ResponseCode")))
    tail = ":".join(part for part in parts if part)
    if len(tail) > 100:
        tail = hashlib.sha256(tail.encode()).hexdigest()
    return f"{account}:{_digits(fields.get('CreateTime', ''))}:{tail}"


def _digits(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 11 else 0


def _sent_at(fields: Mapping[str, str], now: datetime, window: int) -> datetime:
    """The platform's own time; `now` where it names none that can be."""
    sent_at = datetime.fromtimestamp(_digits(fields.get("CreateTime", "")), UTC)
    return sent_at if now - _OLDEST <= sent_at <= now + timedelta(seconds=window) else now


def fits_card(content: Content) -> bool:
    """Whether one card can show the whole content with its buttons."""
    return (
        0 < len(content.buttons) <= BUTTONS
        and len(content.text) <= _SUBTITLE
        and all(clean(button.label) and _is_key(button.command) for button in content.buttons)
    )


def _is_key(command: str) -> bool:
    return 0 < len(clean(command).encode()) <= _KEY_BYTES


def card_body(content: Content, key: str) -> dict[str, object]:
    """A button card. The task id must be unique per application and is the same for the same parcel."""
    title = clean(content.title) or "请选择"
    card: dict[str, object] = {
        "card_type": "button_interaction",
        "main_title": {"title": title if len(title) <= _TITLE else title[: _TITLE - 1] + "…"},
        "task_id": hashlib.sha256(key.encode("utf-8", "replace")).hexdigest(),
        "button_list": [
            {"text": clean(button.label)[:_LABEL], "style": 1, "key": clean(button.command)}
            for button in content.buttons
        ],
    }
    if content.text:
        card["sub_title_text"] = clean(content.text)
    return {"msgtype": "template_card", "template_card": card}


def words_of(content: Content) -> str:
    """The content as plain text; buttons that no card can show are named as words to type, if there is room.

    Plain even where the content has Markdown: the WeChat plug-in, where leaders read, shows none (微工作台).
    """
    text = clean(content.text)
    if content.buttons:
        words = f"{text}\n可直接回复：{'、'.join(clean(button.command) for button in content.buttons)}"
        text = words if len(words.encode()) <= TEXT_BYTES else text
    return text


def cards_of(reply: Content) -> tuple[Content, ...]:
    """The reply's buttons as contents that each fit a card, to follow its text."""
    title = reply.title or reply.text.strip().partition("\n")[0]
    hint = "点按钮，或直接回复按钮上的字"
    return tuple(Content(hint, title, buttons=chunk) for chunk in _chunks(reply.buttons))


def _chunks(buttons: tuple[Button, ...]) -> tuple[tuple[Button, ...], ...]:
    return tuple(buttons[start : start + BUTTONS] for start in range(0, len(buttons), BUTTONS))
