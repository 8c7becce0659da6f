"""What WeCom's API answers to each call, as documented; no network. No rule here is taken from the product's code."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any

from tests.fakes.http_server import Call, Reply
from tests.fakes.wecom_limits import ESCAPED, card_breaches, size, upload_breaches, webhook_breaches

CORP_ID = "wwbaosong00000001"
AGENT_ID = 1000002
SECRET = "a-secret-that-nobody-may-see"
KEY = "11111111-2222-3333-4444-555555555555"
ADDRESS = "203.0.113.7"

MEDIA_LIFE = timedelta(days=3)
CARD_LIFE = timedelta(hours=72)
WRONG_SECRETS = 5
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class App:
    """A self-built application. `members` None: every member of the company is in its visible range."""

    agent_id: int = AGENT_ID
    secret: str = SECRET
    members: frozenset[str] | None = None
    unlicensed: frozenset[str] = frozenset()
    closed: bool = False


@dataclass(frozen=True)
class Delivered:
    """A message that a member sees in the application's chat."""

    at: datetime
    account: str
    agent_id: int
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Post:
    """A message that a group sees."""

    at: datetime
    key: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class File:
    content: bytes
    content_type: str
    filename: str
    until: datetime
    kind: str = "image"
    webhook: str = ""


class Refusal(Exception):
    """An answer with an error code."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


def refused(code: int, words: str = "refused") -> Reply:
    """The answer to a refused call: HTTP 200, as WeCom does."""
    return as_json({"errcode": code, "errmsg": f"{words}, hint: [1700000000], from ip: {ADDRESS}, more info at https"})


def as_json(value: Mapping[str, Any]) -> Reply:
    """An answer as WeCom words it."""
    return Reply(json.dumps(value, ensure_ascii=False).encode())


class WecomApi:
    """The state of one company and the calls on it. `clock` drives token life, rates and repeats."""

    def __init__(self, clock: Callable[[], datetime], apps: tuple[App, ...], keys: frozenset[str]) -> None:
        self.clock = clock
        self.apps = {app.secret: app for app in apps}
        self.keys = set(keys)
        self.token_life = timedelta(seconds=7200)
        self.delivered: list[Delivered] = []
        self.posts: list[Post] = []
        self.repeats = 0
        self.reads_chinese_names = True
        self.violations: list[str] = []
        self.tokens: dict[str, tuple[App, datetime]] = {}
        self._wrong: list[datetime] = []
        self._files: dict[str, File] = {}
        self._seen: dict[tuple[int, bytes], tuple[datetime, str]] = {}
        self._response_codes: dict[str, datetime] = {}
        self._tasks: set[tuple[int, str]] = set()
        self._times: dict[str, list[datetime]] = {}
        self._numbers = Counter[str]()

    def answer(self, call: Call) -> Reply:
        """The answer to one call."""
        endpoint = self._endpoints().get(call.path.removeprefix("/cgi-bin/"))
        if endpoint is None:
            return Reply(b"<html>404 Not Found</html>", "text/html", 404)
        try:
            return endpoint(call)
        except Refusal as refusal:
            return refused(refusal.code, str(refusal))

    def put_media(
        self,
        content: bytes,
        content_type: str = "image/png",
        filename: str = "",
        kind: str = "image",
        webhook: str = "",
    ) -> str:
        """A file that a member sent or that was uploaded, by the application or for one webhook. → its media id."""
        media_id = self._number("media")
        name = filename or f"{media_id}.png"
        self._files[media_id] = File(content, content_type, name, self.clock() + MEDIA_LIFE, kind, webhook)
        return media_id

    def _endpoints(self) -> dict[str, Callable[[Call], Reply]]:
        return {
            "gettoken": self._gettoken,
            "message/send": self._message_send,
            "message/update_template_card": self._update_card,
            "media/upload": self._media_upload,
            "media/get": self._media_get,
            "agent/get": self._agent_get,
            "webhook/send": self._webhook_send,
            "webhook/upload_media": self._webhook_upload,
        }

    def _number(self, kind: str) -> str:
        self._numbers[kind] += 1
        return f"{kind}-{self._numbers[kind]}"

    def _breach(self, code: int, words: str) -> Refusal:
        self.violations.append(words)
        return Refusal(code, words)

    def _gettoken(self, call: Call) -> Reply:
        now = self.clock()
        self._wrong = [at for at in self._wrong if now - at < HOUR]
        if len(self._wrong) >= WRONG_SECRETS:
            raise self._breach(45009, "gettoken although the address is banned for wrong secrets")
        if call.query.get("corpid") != CORP_ID:
            raise Refusal(40013, "invalid corpid")
        app = self.apps.get(call.query.get("corpsecret", ""))
        if app is None or app.closed:
            self._wrong.append(now)
            raise Refusal(40001, "invalid credential")
        token, until = self._valid_token(app, now)
        left = int((until - now).total_seconds())
        return as_json({"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": left})

    def _valid_token(self, app: App, now: datetime) -> tuple[str, datetime]:
        for token, (owner, until) in self.tokens.items():
            if owner == app and until > now:
                return token, until
        token, until = self._number("access-token"), now + self.token_life
        self.tokens[token] = (app, until)
        return token, until

    def _app(self, call: Call) -> App:
        token = call.query.get("access_token", "")
        if not token:
            raise self._breach(41001, "access_token missing")
        if token not in self.tokens:
            raise Refusal(40014, "invalid access_token")
        app, until = self.tokens[token]
        if self.clock() >= until:
            raise Refusal(42001, "access_token expired")
        return app

    def _json_body(self, call: Call) -> dict[str, Any]:
        if ESCAPED.search(call.body):
            raise self._breach(40033, "the body has \\u escapes")
        try:
            body = json.loads(call.body.decode())
        except ValueError:
            raise self._breach(40058, "Warning: wrong json format.") from None
        if not isinstance(body, dict):
            raise self._breach(40058, "Warning: wrong json format.")
        return body

    def _message_send(self, call: Call) -> Reply:
        app, body, now = self._app(call), self._json_body(call), self.clock()
        if body.get("agentid") != app.agent_id:
            raise Refusal(301002, "not allow operate another agent with this accesstoken")
        accounts = self._receivers(body)
        repeat = self._repeat(app, call, body, now)
        if repeat:
            return as_json({"errcode": 0, "errmsg": "ok", "msgid": repeat})
        self._check_message(app, body)
        outside = [account for account in accounts if app.members is not None and account not in app.members]
        if len(outside) == len(accounts):
            raise Refusal(81013, "user & party & tag all invalid")
        unlicensed = [account for account in accounts if account in app.unlicensed]
        for account in accounts:
            if account not in outside and account not in unlicensed:
                self._deliver(Delivered(now, account, app.agent_id, body))
        msgid = self._number("msg")
        self._seen[app.agent_id, call.body] = (now, msgid)
        result = {"errcode": 0, "errmsg": "ok", "invaliduser": "|".join(outside), "invalidparty": "", "invalidtag": ""}
        return as_json({**result, "unlicenseduser": "|".join(unlicensed), "msgid": msgid, **self._response_code(body)})

    def _receivers(self, body: Mapping[str, Any]) -> list[str]:
        accounts = [account.lower() for account in str(body.get("touser", "")).split("|") if account]
        if not accounts:
            raise self._breach(82001, "no receivers")
        if len(accounts) > 1000:
            raise self._breach(40032, f"{len(accounts)} receivers in one call")
        if "@all" in accounts or body.get("toparty") or body.get("totag"):
            raise self._breach(40031, "a message to everybody")
        if any(size(account) > 64 for account in accounts):
            raise self._breach(40058, "an account above 64 bytes")
        return accounts

    def _repeat(self, app: App, call: Call, body: Mapping[str, Any], now: datetime) -> str:
        """The id of the identical message within the interval, if the check is asked for."""
        interval = timedelta(seconds=body.get("duplicate_check_interval", 1800))
        if interval > 4 * HOUR:
            raise self._breach(40058, "duplicate_check_interval above four hours")
        at, msgid = self._seen.get((app.agent_id, call.body), (None, ""))
        if not body.get("enable_duplicate_check") or at is None or now - at >= interval:
            return ""
        self.repeats += 1
        return msgid

    def _check_message(self, app: App, body: Mapping[str, Any]) -> None:
        kind = body.get("msgtype")
        part = body.get(str(kind), {})
        if kind in ("text", "markdown"):
            if not part.get("content"):
                raise self._breach(44004, "empty message")
            if size(part["content"]) > 2048:
                # WeCom cuts it off without a word.
                self.violations.append("a message above 2048 bytes")
        elif kind in ("image", "file"):
            self._check_media(part, kind)
        elif kind == "template_card":
            self._check_card(app, part)
        else:
            raise self._breach(40008, f"message type {kind}")

    def _check_media(self, part: Mapping[str, Any], kind: str, webhook: str = "") -> None:
        file = self.file(part.get("media_id", ""))
        if (file.kind, file.webhook) != (kind, webhook):
            raise self._breach(40007, f"a media id of {file.kind} {file.webhook} sent as {kind} {webhook}")

    def _check_card(self, app: App, card: Mapping[str, Any]) -> None:
        breaches = card_breaches(card)
        self.violations.extend(words for _, words in breaches)
        if breaches:
            raise Refusal(*breaches[0])
        task = (app.agent_id, card["task_id"])
        if task in self._tasks:
            raise self._breach(42014, "a task id used twice")
        self._tasks.add(task)

    def _deliver(self, message: Delivered) -> None:
        mine = self._times.setdefault(message.account, [])
        for window, most in ((MINUTE, 30), (HOUR, 1000)):
            if sum(message.at - at < window for at in mine) >= most:
                # WeCom drops what is too much without a word.
                self.violations.append(f"more than {most} messages to {message.account} in {window}")
                return
        mine.append(message.at)
        self.delivered.append(message)

    def _response_code(self, body: Mapping[str, Any]) -> dict[str, str]:
        if body.get("msgtype") != "template_card":
            return {}
        code = self._number("response-code")
        self._response_codes[code] = self.clock() + CARD_LIFE
        return {"response_code": code}

    def _update_card(self, call: Call) -> Reply:
        self._app(call)
        until = self._response_codes.pop(str(self._json_body(call).get("response_code")), None)
        if until is None or self.clock() >= until:
            raise Refusal(60140, "invalid response_code")
        return as_json({"errcode": 0, "errmsg": "ok", "invaliduser": []})

    def _media_upload(self, call: Call) -> Reply:
        self._app(call)
        return self._keep_upload(call, call.query.get("type", ""))

    def _webhook_upload(self, call: Call) -> Reply:
        """What is uploaded here only this webhook can send; pictures go another way (document/path/99110)."""
        key, kind = call.query.get("key", ""), call.query.get("type", "")
        if key not in self.keys:
            raise Refusal(93000, "invalid webhook url")
        if kind != "file":
            raise self._breach(40004, f"an upload of type {kind} for a webhook")
        return self._keep_upload(call, kind, key)

    def _keep_upload(self, call: Call, kind: str, webhook: str = "") -> Reply:
        name, content, content_type = self._uploaded(call)
        for code, words in upload_breaches(kind, name, content):
            raise self._breach(code, words)
        media_id = self.put_media(content, content_type, name, kind, webhook)
        return as_json({"errcode": 0, "errmsg": "ok", "type": kind, "media_id": media_id, "created_at": "1700000000"})

    def _uploaded(self, call: Call) -> tuple[str, bytes, str]:
        """File name, content and type of the form's one part, which is called media."""
        kind = call.headers.get("content-type", "")
        form = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + call.body)
        parts = form.get_payload()
        part = parts[0] if isinstance(parts, list) and len(parts) == 1 else None
        if part is None or isinstance(part, str) or part.get_param("name", header="content-disposition") != "media":
            raise self._breach(44001, "the form has no part called media")
        content, name = part.get_payload(decode=True), _name_of(part)
        if not self.reads_chinese_names and not name.isascii():
            raise Refusal(44001, "empty media data")
        return name, content if isinstance(content, bytes) else b"", part.get_content_type()

    def file(self, media_id: str) -> File:
        """A file by its media id."""
        file = self._files.get(media_id)
        if file is None or self.clock() >= file.until:
            raise Refusal(40007, "invalid media_id")
        return file

    def _media_get(self, call: Call) -> Reply:
        self._app(call)
        file = self.file(call.query.get("media_id", ""))
        if len(file.content) > 20 * 2**20:
            raise Refusal(830002, "file too large")
        disposition = f'attachment; filename="{file.filename}"'
        return Reply(file.content, file.content_type, headers={"Content-Disposition": disposition})

    def _agent_get(self, call: Call) -> Reply:
        app = self._app(call)
        if call.query.get("agentid") != str(app.agent_id):
            raise Refusal(301002, "not allow operate another agent with this accesstoken")
        users = [{"userid": account} for account in sorted(app.members or ())]
        parties = {"partyid": [1]} if app.members is None else {"partyid": []}
        ranges = {"allow_userinfos": {"user": users}, "allow_partys": parties}
        return as_json({"errcode": 0, "errmsg": "ok", "agentid": app.agent_id, "name": "报送通", "close": 0, **ranges})

    def _webhook_send(self, call: Call) -> Reply:
        key, now = call.query.get("key", ""), self.clock()
        if key not in self.keys:
            raise Refusal(93000, "invalid webhook url")
        body = self._json_body(call)
        breaches = webhook_breaches(body)
        self.violations.extend(words for _, words in breaches)
        if breaches:
            raise Refusal(*breaches[0])
        if body["msgtype"] == "file":
            self._check_media(body["file"], "file", key)
        elif body["msgtype"] != "image" and not body[body["msgtype"]].get("content"):
            raise Refusal(44004, "empty content")
        if sum(post.key == key and now - post.at < MINUTE for post in self.posts) >= 20:
            raise self._breach(45009, "more than 20 messages to a group in a minute")
        self.posts.append(Post(now, key, body))
        return as_json({"errcode": 0, "errmsg": "ok"})


def _name_of(part: Message) -> str:
    """The file name of a part of a form, in UTF-8 as it stands there: browsers send it so, and WeCom reads it so."""
    header = next((str(value) for name, value in part.raw_items() if name.lower() == "content-disposition"), "")
    found = re.search(r'; filename="([^"]*)"', header.encode("ascii", "surrogateescape").decode("utf-8", "replace"))
    return found[1] if found else ""


def digest(content: bytes) -> str:
    """The MD5 of a picture, as the group's webhook wants it."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()
