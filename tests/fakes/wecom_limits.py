"""The documented limits of WeCom's messages, for the fake: what a body breaks, in words."""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from typing import Any

TASK_ID = re.compile(r"[A-Za-z0-9_\-@]{1,128}")
ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}")
PICTURE_STARTS = (b"\x89PNG", b"\xff\xd8")
FILE_BYTES = 20 * 2**20
NAME_BYTES = 255

# Field of a button card → longest text in characters (document/path/90236).
_CARD_TEXTS = {("main_title", "title"): 26, ("main_title", "desc"): 44}


def size(text: object) -> int:
    """UTF-8 bytes of a text, 0 for anything else."""
    return len(text.encode()) if isinstance(text, str) else 0


def card_breaches(card: Mapping[str, Any]) -> list[tuple[int, str]]:
    """What a button_interaction card breaks: (error code, words)."""
    found = []
    if card.get("card_type") != "button_interaction":
        found.append((42031, "the card type is not button_interaction"))
    if not TASK_ID.fullmatch(str(card.get("task_id", ""))):
        found.append((42014, "the task id is missing or has other characters"))
    for (part, field), longest in _CARD_TEXTS.items():
        if len(str(card.get(part, {}).get(field, ""))) > longest:
            found.append((40058, f"{part}.{field} is longer than {longest} characters"))
    if not card.get("main_title", {}).get("title") and not card.get("sub_title_text"):
        found.append((42033, "neither a title nor a text"))
    if len(card.get("sub_title_text", "")) > 160:
        found.append((40058, "sub_title_text is longer than 160 characters"))
    return found + _button_breaches(card.get("button_list", []))


def _button_breaches(buttons: list[Mapping[str, Any]]) -> list[tuple[int, str]]:
    found = []
    if not 1 <= len(buttons) <= 6:
        found.append((42038, f"{len(buttons)} buttons instead of 1 to 6"))
    for button in buttons:
        if not 1 <= len(button.get("text", "")) <= 10:
            found.append((42038, "a button's text is not 1 to 10 characters"))
        if not 1 <= size(button.get("key")) <= 1024:
            found.append((42039, "a button's key is not 1 to 1024 bytes"))
    return found


def webhook_breaches(body: Mapping[str, Any]) -> list[tuple[int, str]]:
    """What a message to a group's webhook breaks (document/path/99110): (error code, words)."""
    kind = body.get("msgtype")
    part = body.get(str(kind), {})
    if kind == "text":
        return [(40058, "text above 2048 bytes")] if size(part.get("content")) > 2048 else []
    if kind == "markdown":
        found = [(40058, "markdown above 4096 bytes")] if size(part.get("content")) > 4096 else []
        return found + ([(40058, "markdown has no mentioned_list")] if "mentioned_list" in part else [])
    if kind == "image":
        return _image_breaches(part)
    if kind == "file":
        return [] if set(part) == {"media_id"} else [(40058, "a file has nothing but its media id")]
    return [(40008, f"message type {kind}")]


def upload_breaches(kind: str, name: str, content: bytes) -> list[tuple[int, str]]:
    """What an upload breaks (document/path/96484, 99110): (error code, words)."""
    if kind == "image":
        is_picture = content.startswith(PICTURE_STARTS) and 5 < len(content) <= 10 * 2**20
        return [] if name and is_picture else [(40009, "not a JPG or PNG of up to 10 MB with a name")]
    if kind != "file":
        return [(40004, f"an upload of type {kind}")]
    found = [] if 5 < len(content) <= FILE_BYTES else [(40009, f"a file of {len(content)} bytes")]
    if not 0 < size(name) <= NAME_BYTES or not name.rpartition(".")[0] or re.search(r'[\\/:*?"<>|\x00-\x1f]', name):
        found.append((40058, f"a file named {name}"))
    return found


def _image_breaches(part: Mapping[str, Any]) -> list[tuple[int, str]]:
    try:
        content = base64.b64decode(part.get("base64", ""), validate=True)
    except binascii.Error:
        return [(40058, "the picture is not base64")]
    found = []
    if len(content) > 2 * 1024 * 1024:
        found.append((40009, "the picture is above 2 MB"))
    if not content.startswith(PICTURE_STARTS):
        found.append((40123, "the picture is neither JPG nor PNG"))
    if hashlib.md5(content, usedforsecurity=False).hexdigest() != part.get("md5"):
        found.append((301019, "the MD5 is not that of the picture"))
    return found
