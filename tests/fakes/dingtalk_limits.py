"""The documented limits of DingTalk's messages, for the fake: what a body breaks, as (error code, words)."""

import json
from collections.abc import Mapping
from typing import Any

Breaches = list[tuple[str, str]]

PARAM_BYTES = 15_000
WEBHOOK_BYTES = 20_000
BATCH = 20
MENTIONS = 50
PICTURE_BYTES = 20 * 1024 * 1024
PICTURE_ENDINGS = (".jpg", ".gif", ".png", ".bmp")
FILE_BYTES = 20 * 1024 * 1024
FILE_ENDINGS = (".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".pdf", ".rar")
SENT_FILE_TYPES = ("xlsx", "pdf", "zip", "rar", "doc", "docx")

# msgKey → the fields that msgParam must have, each a text (S0699).
MESSAGE_KEYS: dict[str, tuple[str, ...]] = {
    "sampleText": ("content",),
    "sampleMarkdown": ("title", "text"),
    "sampleImageMsg": ("photoURL",),
    "sampleFile": ("mediaId", "fileName", "fileType"),
    "sampleActionCard": ("title", "text", "singleTitle", "singleURL"),
    **{
        f"sampleActionCard{count}": (
            "title",
            "text",
            *(f"actionTitle{place}" for place in range(1, count + 1)),
            *(f"actionURL{place}" for place in range(1, count + 1)),
        )
        for count in range(2, 6)
    },
}


def batch_breaches(body: Mapping[str, Any]) -> Breaches:
    """What the receivers of a batchSend break (S0714)."""
    people = body.get("userIds")
    if not isinstance(people, list) or not people or not all(isinstance(p, str) and p for p in people):
        return [("invalidParameter.userIds.empty", "userIds is no list of ids")]
    if len(people) > BATCH:
        return [("invalidParameter.userIds.overMax", f"{len(people)} receivers in one call")]
    if len(set(people)) < len(people):
        return [("invalidParameter.param.invalid", "a receiver stands in the list twice")]
    return []


def message_breaches(body: Mapping[str, Any]) -> Breaches:
    """What msgKey and msgParam of a batchSend break (S0699, S0714)."""
    fields = MESSAGE_KEYS.get(str(body.get("msgKey")))
    if fields is None:
        return [("invalidParameter.msgKey.invalid", f"msgKey {body.get('msgKey')}")]
    param = body.get("msgParam")
    if not isinstance(param, str):
        return [("invalidParameter.msgParam.invalid", "msgParam is no text")]
    if len(param.encode()) > PARAM_BYTES:
        return [("invalidParameter.msgParam.tooLong", f"msgParam of {len(param.encode())} bytes")]
    try:
        values = json.loads(param)
    except ValueError:
        return [("invalidParameter.msgParam.invalid", "msgParam is no JSON")]
    return field_breaches(values, fields)


def upload_breaches(kind: str, name: str, content: bytes) -> Breaches:
    """What an upload breaks (S0646)."""
    limits = {"image": (PICTURE_ENDINGS, 0, PICTURE_BYTES), "file": (FILE_ENDINGS, 5, FILE_BYTES)}
    if kind not in limits:
        return [("40004", f"an upload of type {kind}")]
    endings, least, most = limits[kind]
    if not name.isascii() or not name.endswith(endings) or not least < len(content) <= most:
        return [("40006", f"{kind} named {name} of {len(content)} bytes")]
    return []


def file_breaches(values: Mapping[str, str]) -> Breaches:
    """What the name and the type of a sampleFile break (S0699)."""
    kind, name = values["fileType"], values["fileName"]
    if kind not in SENT_FILE_TYPES or not name.endswith(f".{kind}") or "/" in name or "\n" in name:
        return [("invalidParameter.msgParam.invalid", f"a file of type {kind} named {name}")]
    return []


def field_breaches(values: Any, fields: tuple[str, ...]) -> Breaches:
    """What is missing or superfluous in the parameters of a message."""
    if not isinstance(values, dict) or set(values) != set(fields):
        return [("invalidParameter.msgParam.invalid", f"msgParam has not exactly the fields {fields}")]
    empty = [name for name in fields if not isinstance(values[name], str) or not values[name].strip()]
    return [("invalidParameter.msgParam.invalid", f"{name} is empty or no text") for name in empty]


def webhook_breaches(size: int, body: Mapping[str, Any]) -> Breaches:
    """What a message to a group's webhook breaks (S0717, S0699). `size`: bytes of the body."""
    if size > WEBHOOK_BYTES:
        return [("460101", f"a body of {size} bytes")]
    kind = body.get("msgtype")
    part = body.get(str(kind))
    if kind not in ("text", "markdown"):
        return [("400105", f"msgtype {kind}")]
    fields = ("content",) if kind == "text" else ("title", "text")
    if not isinstance(part, dict) or not all(isinstance(part.get(f), str) and part[f].strip() for f in fields):
        return [("40035", f"{kind} has not the fields {fields}")]
    if "msgUuid" in body and not (isinstance(body["msgUuid"], str) and body["msgUuid"]):
        return [("40035", "msgUuid is empty or no text")]
    return mention_breaches(body.get("at", {}), part[fields[-1]])


def mention_breaches(at: Any, text: str) -> Breaches:
    """What the mentions break: 50 at most, each in the list and in the text."""
    people = at.get("atUserIds", []) if isinstance(at, dict) else None
    if not isinstance(people, list):
        return [("40035", "at.atUserIds is no list")]
    if len(people) > MENTIONS:
        return [("40035", f"{len(people)} persons mentioned")]
    return [("40035", f"{person} is in the list but not in the text") for person in people if f"@{person}" not in text]


def answer_breaches(body: Mapping[str, Any], size: int) -> Breaches:
    """What the JSON answer to a callback breaks (S0718, "HTTP响应格式")."""
    if body == {"msgtype": "empty"}:
        return []
    if body.get("msgtype") != "actionCard":
        return webhook_breaches(size, body)
    card = body.get("actionCard", {})
    buttons = card.get("btns", [])
    found: Breaches = [("460101", f"an answer of {size} bytes")] if size > WEBHOOK_BYTES else []
    if not card.get("title") or not card.get("text") or card.get("btnOrientation") not in ("0", "1") or not buttons:
        found.append(("40035", "the card lacks title, text, orientation or buttons"))
    return found + [
        ("40035", "a button lacks title or link") for b in buttons if not b.get("title") or not b.get("actionURL")
    ]
