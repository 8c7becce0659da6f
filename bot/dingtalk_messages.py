"""DingTalk's JSON shapes as the bot's own and back; no network. Page numbers as in `dingtalk_codes`."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from bot.config import DingtalkChannel
from bot.http import encode_json
from bot.parcels import split_text
from handlers.context import Incoming, Media, MediaKind
from models.outbox import Button, Content

ANSWER_BYTES = 20_000
PARAM_BYTES = 15_000  # S0716 states it for groups; S0714 only says "too long".
CARD_BUTTONS = 5

# What fits an answer however many of its letters JSON has to escape.
_HEAD_BYTES = 9_500
_TITLE = 40

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OLDEST = timedelta(days=7)
_LONGEST_ACCOUNT = 128
_LONGEST_KEY = 200
_LONGEST_NAME = 64

_MEDIA: dict[str, MediaKind] = {"picture": "picture", "audio": "voice", "video": "video", "file": "file"}
_LEADING_MENTION = re.compile(r"\s*@\S+(\s+|$)")
_CONTROL = dict.fromkeys([*range(0x09), *range(0x0B, 0x20), 0x7F, *range(0xD800, 0xE000)])


def signature(secret: str, timestamp: str) -> str:
    """What DingTalk calls sign, for callbacks (S0718) and webhooks (S0702) alike; not URL-encoded."""
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def clean(value: object) -> str:
    """A text without what no database and no platform takes: control characters, halves of surrogate pairs."""
    return value.replace("\r\n", "\n").translate(_CONTROL) if isinstance(value, str) else ""


def read_body(data: bytes) -> tuple[dict[str, Any], str] | None:
    """The JSON object of a callback, and the same as text for the inbox; None if it is anything else.

    The text lacks `sessionWebhook`, an address that lets anybody speak as the bot for 90 minutes.
    """
    try:
        value = json.loads(data)
        if not isinstance(value, dict):
            return None
        kept = {name: part for name, part in value.items() if name != "sessionWebhook"}
        return value, encode_json(kept).decode()
    except (ValueError, RecursionError):
        return None


def over_quota(body: Mapping[str, Any]) -> bool:
    """Whether DingTalk says, in place of the text, that the month's quota is used up (S0699, code 20001)."""
    return "errorMessage" in body and "text" not in body and "content" not in body


def incoming(config: DingtalkChannel, body: Mapping[str, Any], data: bytes, now: datetime) -> Incoming | None:
    """A callback's body as the bot's own message; None where nobody speaks, or the bot itself.

    `account` is "" for people outside the organisation, and for everybody while the robot is not published.
    """
    sender = clean(body.get("senderId"))
    account = clean(body.get("senderStaffId")).strip().casefold()
    spent = over_quota(body)
    itself = bool(sender) and sender == clean(body.get("chatbotUserId"))
    if itself or not (sender or account or spent):
        return None
    group = (clean(body.get("conversationId")) or "?") if body.get("conversationType") in ("2", 2) else ""
    text, media = _read_content(body, bool(group))
    return Incoming(
        channel=config.name,
        family="dingtalk",
        plans=config.plan_ids,
        key=_key(body, data),
        account=account if len(account) <= _LONGEST_ACCOUNT else "",
        text=text,
        sent_at=_sent_at(body.get("createAt"), now, config.time_window),
        group=group[:_LONGEST_KEY],
        nickname=clean(body.get("senderNick")).strip()[:_LONGEST_NAME],
        media=media,
        event="other" if spent else "",
    )


def _key(body: Mapping[str, Any], data: bytes) -> str:
    key = clean(body.get("msgId"))
    return key if 0 < len(key) <= _LONGEST_KEY else hashlib.sha256(data).hexdigest()


def _sent_at(value: object, now: datetime, window: int) -> datetime:
    """`createAt` in milliseconds, as a number or as text (S0699 has both); `now` where it cannot be."""
    digits = str(value) if isinstance(value, int | str) else ""
    if not re.fullmatch(r"[0-9]{13}", digits):
        return now
    sent_at = _EPOCH + timedelta(milliseconds=int(digits))
    return sent_at if now - _OLDEST <= sent_at <= now + timedelta(seconds=window) else now


def _read_content(body: Mapping[str, Any], in_group: bool) -> tuple[str, tuple[Media, ...]]:
    kind = clean(body.get("msgtype"))
    media: tuple[Media, ...] = ()
    content = _object(body.get("content"))
    if kind == "richText":
        text, media = _read_rich_text(content.get("richText"))
    elif kind in _MEDIA:
        text, media = clean(content.get("recognition")), _read_media(_MEDIA[kind], content)
    else:
        text = clean(_object(body.get("text")).get("content"))
    mention = _LEADING_MENTION.match(text) if in_group else None
    return text[mention.end() if mention else 0 :].strip(), media


def _read_rich_text(pieces: object) -> tuple[str, tuple[Media, ...]]:
    """Texts in their order; a picture between two of them is a line end."""
    text = ""
    media: tuple[Media, ...] = ()
    for piece in pieces if isinstance(pieces, list) else []:
        found = _read_media("picture", _object(piece))
        media += found
        text += "\n" if found and text and not text.endswith("\n") else clean(_object(piece).get("text"))
    return text, media


def _read_media(kind: MediaKind, content: Mapping[str, Any]) -> tuple[Media, ...]:
    code = clean(content.get("downloadCode")) or clean(content.get("pictureDownloadCode"))
    return (Media(kind, code, clean(content.get("fileName")).strip()[-_LONGEST_KEY:]),) if code else ()


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def answer_body(reply: Content) -> tuple[dict[str, object], Content | None]:
    """The reply as a JSON answer of at most 20,000 bytes, and what of it has to follow as a message of its own."""
    text = clean(reply.text).strip()
    if not text and not reply.markdown.strip():
        return {"msgtype": "empty"}, None
    for body in _answer_forms(reply, text):
        if len(encode_json(body)) <= ANSWER_BYTES:
            return body, None
    head, *others = split_text(text, _HEAD_BYTES)
    tail = "".join(others)
    rest = Content(tail or title_of(reply), reply.title, buttons=reply.buttons) if tail or reply.buttons else None
    return {"msgtype": "text", "text": {"content": head}}, rest


def _answer_forms(reply: Content, text: str) -> tuple[dict[str, object], ...]:
    """From the richest to the plainest that loses nothing: the buttons of a card have no plain form."""
    plain: dict[str, object] = {"msgtype": "text", "text": {"content": text}}
    if reply.buttons:
        buttons = [{"title": clean(button.label), "actionURL": command_link(button)} for button in reply.buttons]
        card = {"title": title_of(reply), "text": marked_up(reply), "btnOrientation": "0", "btns": buttons}
        return ({"msgtype": "actionCard", "actionCard": card},)
    if shows_as_markdown(reply):
        return {"msgtype": "markdown", "markdown": {"title": title_of(reply), "text": marked_up(reply)}}, plain
    return (plain,)


def robot_message(content: Content) -> tuple[str, str]:
    """msgKey and msgParam of a private message (S0699): the richest form that is not too long.

    ValueError where even the plain text is.
    """
    for key, param in _robot_forms(content):
        text = encode_json(param).decode()
        if len(text.encode()) <= PARAM_BYTES:
            return key, text
    raise ValueError("longer than a private message may be")


def _robot_forms(content: Content) -> list[tuple[str, dict[str, str]]]:
    forms: list[tuple[str, dict[str, str]]] = []
    if content.buttons:
        forms.append(_card(content) if len(content.buttons) <= CARD_BUTTONS else _listed(content))
    elif shows_as_markdown(content):
        forms.append(("sampleMarkdown", {"title": title_of(content), "text": marked_up(content)}))
    return [*forms, ("sampleText", {"content": clean(content.text) or title_of(content)})]


def _card(content: Content) -> tuple[str, dict[str, str]]:
    param = {"title": title_of(content), "text": marked_up(content)}
    if len(content.buttons) == 1:
        button = content.buttons[0]
        return "sampleActionCard", {**param, "singleTitle": clean(button.label), "singleURL": command_link(button)}
    for place, button in enumerate(content.buttons, 1):
        param |= {f"actionTitle{place}": clean(button.label), f"actionURL{place}": command_link(button)}
    return f"sampleActionCard{len(content.buttons)}", param


def _listed(content: Content) -> tuple[str, dict[str, str]]:
    """More buttons than a card has: numbered links, since a bare number is understood as well."""
    lines = [f"{n}. [{clean(b.label)}]({command_link(b)})" for n, b in enumerate(content.buttons, 1)]
    text = marked_up(content) + "\n\n" + "\n".join(lines)
    return "sampleMarkdown", {"title": title_of(content), "text": text}


def command_link(button: Button) -> str:
    """A link that, pressed inside DingTalk, says the button's command in the chat (S0095 of the guide)."""
    return f"dtmd://dingtalkclient/sendMessage?content={quote(clean(button.command), safe='')}"


_HARMLESS = str.maketrans({"[": "［", "]": "］", "<": "＜", ">": "＞", "`": "｀"})


def title_of(content: Content) -> str:
    """What the list of chats shows; DingTalk refuses cards and Markdown without it."""
    lines = [line.strip(" #*>") for line in f"{clean(content.title)}\n{clean(content.text)}".split("\n")]
    return next((line for line in lines if line), "报送通")[:_TITLE]


def shows_as_markdown(content: Content) -> bool:
    """Whether the Markdown is worth it in a chat. Tables are not documented for robots there (S0699): text is safe."""
    return bool(content.markdown.strip()) and not re.search(r"(?m)^\s*\|", content.markdown)


def marked_up(content: Content) -> str:
    """The text of a card or of a Markdown message. In plain text nothing is a link, a picture or a quote.

    What people wrote stands in it, and a link can say a command in the name of whoever taps it.
    """
    if shows_as_markdown(content):
        return with_line_breaks(clean(content.markdown))
    return with_line_breaks(clean(content.text).translate(_HARMLESS))


def with_line_breaks(markdown: str) -> str:
    """DingTalk joins lines unless two spaces stand on each side of the line end (S0699). Tables keep theirs."""
    lines = markdown.split("\n")
    text = lines[0]
    for before, after in zip(lines, lines[1:], strict=False):
        text += _line_end(before.strip(), after.strip()) + after
    return text


def _line_end(before: str, after: str) -> str:
    if not before or not after or before.startswith("|"):
        return "\n"
    return "\n\n" if after.startswith("|") else "  \n  "
