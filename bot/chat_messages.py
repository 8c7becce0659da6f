"""What the chat page is told, as JSON: the people, what they wrote and what they got, and the posts of the group."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from bot.workshop import file_name
from handlers.commands import COMMANDS
from handlers.context import Incoming
from models.chat import ChatPerson
from models.inbox import InboxRow
from models.outbox import Content, OutboxRow

JsonObject = dict[str, Any]

# What a browser can show. Any other stored file is named on the page and never handed out by it.
PICTURE_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
}


def raw_of(incoming: Incoming) -> str:
    """What the inbox keeps of a message on a console: the message itself, as JSON."""
    return json.dumps(incoming.as_json(), ensure_ascii=False)


def people_json(people: Sequence[ChatPerson]) -> list[JsonObject]:
    """Each account once, under the role that comes first, in the order of the roster; `commands` work as they stand."""
    found: dict[str, list[ChatPerson]] = {}
    for person in people:
        found.setdefault(person.account, []).append(person)
    return [_person(each) for each in found.values()]


def conversation_json(wrote: Sequence[InboxRow], got: Sequence[OutboxRow]) -> list[JsonObject]:
    """What an account wrote, with the answers, and what the bot sent of its own accord, in the order of time."""
    messages: list[tuple[datetime, int, int, JsonObject]] = []
    for row in wrote:
        messages.append((row.sent_at, 0, row.id, _written(row)))
        if row.answer is not None:
            content = _content(Content.from_json(row.answer), f"a{row.id}", row.account)
            messages.append(
                (row.sent_at, 1, row.id, {"id": f"a{row.id}", "from": "bot", **_at(row.sent_at), **content})
            )
    messages.extend((_arrival(row), 2, row.id, _sent(row)) for row in got)
    return [message for *_, message in sorted(messages, key=lambda each: each[:3])]


def group_json(posts: Sequence[OutboxRow]) -> list[JsonObject]:
    """The posts of the group, as they arrived."""
    return [_sent(row) for row in sorted(posts, key=lambda row: (_arrival(row), row.id))]


def _person(roles: Sequence[ChatPerson]) -> JsonObject:
    first = roles[0]
    own = {person.role for person in roles}
    return {
        "account": first.account,
        "name": first.name,
        "unit": first.unit,
        "group": first.group,
        "roles": list(dict.fromkeys(person.role_name for person in roles)),
        "writes": "liaison" in own,
        "commands": [command.words[0] for command in COMMANDS if command.roles & own and _stands_alone(command.usage)],
    }


def _stands_alone(usage: str) -> bool:
    """Whether the first form of a command is its bare word, with or without a remark in brackets."""
    return " " not in usage.split("\n")[0].split("（")[0]


def _written(row: InboxRow) -> JsonObject:
    incoming = _incoming_of(row.body)
    text = row.body if incoming is None else incoming.text
    files = [_file(media.reference, media.filename) for media in incoming.media] if incoming else []
    return {"id": f"w{row.id}", "from": "person", **_at(row.sent_at), "text": text, "files": files}


def _incoming_of(raw: str) -> Incoming | None:
    """The message that `raw_of` wrote; None for what another platform's message left."""
    try:
        return Incoming.from_json(json.loads(raw))
    except (ValueError, TypeError, KeyError):
        return None


def _sent(row: OutboxRow) -> JsonObject:
    sent = {"id": f"s{row.id}", "from": "bot", "own": row.job != "reply", **_at(_arrival(row))}
    return {**sent, **_content(row.content, f"s{row.id}", row.account), "mention": list(row.content.mention)}


def _content(content: Content, message: str, account: str) -> JsonObject:
    return {
        "title": content.title,
        "text": content.text,
        "files": _files(content, f"{message}?{urlencode({'account': account})}"),
        "buttons": [{"label": button.label, "command": button.command} for button in content.buttons],
    }


def _files(content: Content, message: str) -> list[JsonObject]:
    """What is shown beside the words; a chart and a sheet are made when the page asks for them."""
    files = [_file(content.picture, "")] if content.picture else []
    if content.chart:
        files.append({"url": f"/chat/chart/{message}", "name": content.chart.title})
    if content.sheet:
        files.append({"url": f"/chat/sheet/{message}", "name": file_name(content.sheet), "download": True})
    return files


def _file(stored: str, filename: str) -> JsonObject:
    shown = stored.rpartition(".")[2] in PICTURE_TYPES
    return {"url": f"/chat/file/{stored}" if shown else "", "name": filename}


def _arrival(row: OutboxRow) -> datetime:
    return row.sent_at or row.due_at


def _at(instant: datetime) -> JsonObject:
    return {"at": instant.isoformat()}
