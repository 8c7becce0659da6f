"""What one organisation's corner of DingTalk answers, for `tests.fakes.dingtalk`. S numbers: see bot.dingtalk_codes."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Any

from tests.fakes.dingtalk_limits import (
    Breaches,
    batch_breaches,
    file_breaches,
    message_breaches,
    upload_breaches,
    webhook_breaches,
)
from tests.fakes.http_server import Call, Reply

CLIENT_ID = "dingbaosong00000001"
CLIENT_SECRET = "a-client-secret-nobody-may-see"
ACCESS_TOKEN = "a-webhook-token-nobody-may-see"
SIGN_SECRET = "SECa-group-key-nobody-may-see"

TOKEN_LIFE = timedelta(seconds=7200)
SKEW = timedelta(hours=1)
_BAD_PARAM = "invalidParameter.msgParam.invalid"
MINUTE = timedelta(minutes=1)
BLOCK = timedelta(minutes=10)
PER_MINUTE = 20
CALLS_PER_MINUTE = 20 * 60


@dataclass(frozen=True)
class Delivered:
    """A message that a person sees in the chat with the robot. `param` is msgParam as an object."""

    at: datetime
    account: str
    key: str
    param: Mapping[str, str]


@dataclass(frozen=True)
class Post:
    """A message that the group sees."""

    at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True)
class _File:
    content: bytes
    content_type: str


class Organisation:
    """One robot and one group. `delivered` and `posts` are what people saw, `violations` the limits that were broken.

    `strangers` are ids that the robot does not reach, `held_back` those under flow control, `quota` and
    `webhook_quota` the calls that are left this month, None without end. `keywords`: one must be in a group's
    message. `secret` None turns 加签 off.
    """

    url = ""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.client_secret = CLIENT_SECRET
        self.secret: str | None = SIGN_SECRET
        self.keywords: tuple[str, ...] = ()
        self.quota: int | None = None
        self.webhook_quota: int | None = None
        self.strangers: set[str] = set()
        self.held_back: set[str] = set()
        self.delivered: list[Delivered] = []
        self.posts: list[Post] = []
        self.pictures: dict[str, bytes] = {}
        self.documents: dict[str, bytes] = {}
        self.violations: list[str] = []
        self._token = ""
        self._token_until = datetime.min.replace(tzinfo=UTC)
        self._files: dict[str, _File] = {}
        self._links: dict[str, _File] = {}
        self._called: list[datetime] = []
        self._posted: list[datetime] = []
        self._blocked_until = datetime.min.replace(tzinfo=UTC)
        self._known_posts: set[str] = set()
        self._numbers = 0

    def revoke_token(self) -> None:
        """The token that is out is no longer good."""
        self._token = ""

    def put_file(self, content: bytes, content_type: str = "image/jpeg") -> str:
        """A file that a person sent to the robot. → its download code."""
        code = f"mIofN681YE3f/+m+Nn{self._next()}=="
        self._files[code] = _File(content, content_type)
        return code

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers

    def _violate(self, words: str) -> None:
        self.violations.append(words)

    def route(self, call: Call) -> Reply:
        """Answers one call."""
        if call.path.startswith("/download/"):
            return self._download(call)
        endpoints: dict[str, Callable[[Call], Reply]] = {
            "/v1.0/oauth2/accessToken": self._access_token,
            "/v1.0/robot/oToMessages/batchSend": lambda call: self._with_token(call, self._batch_send),
            "/v1.0/robot/messageFiles/download": lambda call: self._with_token(call, self._message_file),
            "/media/upload": self._media_upload,
            "/robot/send": self._robot_send,
        }
        endpoint = endpoints.get(call.path)
        return endpoint(call) if endpoint and call.method == "POST" else Reply(b"<html>404</html>", "text/html", 404)

    # api.dingtalk.com

    def _access_token(self, call: Call) -> Reply:
        """Within its life the same token is given again, with a new life (S0033)."""
        asked = self._read(call)
        if asked != {"appKey": CLIENT_ID, "appSecret": self.client_secret}:
            return api_error("invalidClientIdOrSecret")
        if not self._token or self.clock() >= self._token_until:
            self._token = f"AT-{self._next()}-nobody-may-see"
        self._token_until = self.clock() + TOKEN_LIFE
        return as_json({"accessToken": self._token, "expireIn": 7200})

    def _with_token(self, call: Call, then: Callable[[Any], Reply]) -> Reply:
        given = call.headers.get("x-acs-dingtalk-access-token")
        if given is None:
            self._violate(f"{call.path} without a token")
        if not self._is_good(given):
            return api_error("InvalidAuthentication")
        refusal = self._metered()
        if refusal:
            return api_error(refusal)
        return then(self._read(call))

    def _is_good(self, token: str | None) -> bool:
        return bool(self._token) and token == self._token and self.clock() < self._token_until

    def _metered(self) -> str:
        now = self.clock()
        self._called = [moment for moment in self._called if now - moment < MINUTE] + [now]
        if len(self._called) > CALLS_PER_MINUTE:
            self._violate("more than 20 calls a second")
            return "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi"
        if self.quota is None:
            return ""
        self.quota -= 1
        return "Forbidden.AccessDenied.ApiCountLimitForOrg" if self.quota < 0 else ""

    def _batch_send(self, body: Any) -> Reply:
        if body.get("robotCode") != CLIENT_ID:
            return api_error("invalidParameter.robotCode.notExsit")
        breaches = batch_breaches(body) or message_breaches(body)
        if breaches:
            return api_error(self._breach(breaches))
        param = json.loads(body["msgParam"])
        photo = param.get("photoURL", "http")
        if not photo.startswith("http") and photo not in self.pictures:
            self._violate("a picture that was never uploaded")
            return api_error("invalidParameter.msgParam.invalid")
        if body["msgKey"] == "sampleFile":
            unknown = [] if param["mediaId"] in self.documents else [(_BAD_PARAM, "a file that was never uploaded")]
            if breaches := unknown + file_breaches(param):
                return api_error(self._breach(breaches))
        reached = [p for p in body["userIds"] if p not in self.strangers | self.held_back]
        self.delivered += [Delivered(self.clock(), person, body["msgKey"], param) for person in reached]
        return as_json(
            {
                "processQueryKey": f"query-{self._next()}",
                "invalidStaffIdList": [p for p in body["userIds"] if p in self.strangers],
                "flowControlledStaffIdList": [p for p in body["userIds"] if p in self.held_back],
            }
        )

    def _message_file(self, body: Any) -> Reply:
        if body.get("robotCode") != CLIENT_ID:
            return api_error("invalidParameter.robotCode.auth")
        file = self._files.get(body.get("downloadCode"))
        if file is None:
            return api_error("invalidParameter.robotCode.downloadCode")
        name = f"/download/{self._next()}.file"
        self._links[name] = file
        return as_json({"downloadUrl": f"{self.url}{name}?Expires=1700000000&Signature=nobody-may-see"})

    def _download(self, call: Call) -> Reply:
        """Another house: it must never see our token."""
        if "x-acs-dingtalk-access-token" in call.headers or "access_token" in call.query:
            self._violate("a token at the download address")
        file = self._links.get(call.path)
        return Reply(file.content, file.content_type) if file else Reply(b"<Error/>", "application/xml", 404)

    # oapi.dingtalk.com

    def _media_upload(self, call: Call) -> Reply:
        if not self._is_good(call.query.get("access_token")):
            return old_error("40014")
        refusal = self._metered()
        if refusal:
            return old_error("90020" if "Count" in refusal else "90018")
        parts = _form(call)
        name, content = parts.get("media", ("", b""))
        kind = parts.get("type", ("", b""))[1].decode()
        breaches = upload_breaches(kind, name, content)
        if breaches:
            return old_error(self._breach(breaches))
        media_id = f"@lAzPD{self._next()}"
        (self.pictures if kind == "image" else self.documents)[media_id] = content
        return as_json({"errcode": 0, "errmsg": "ok", "media_id": media_id, "created_at": 1, "type": kind})

    def _robot_send(self, call: Call) -> Reply:
        if call.query.get("access_token") != ACCESS_TOKEN:
            return old_error("300001", "token is not exist")
        refusal = self._unsafe(call)
        if refusal:
            return old_error("310000", refusal)
        if call.headers.get("content-type", "").replace(" ", "").lower() != "application/json;charset=utf-8":
            self._violate("a Content-Type other than JSON in UTF-8")
            return old_error("43004")
        body = self._read(call)
        if body == {}:
            return old_error("40035", "缺少参数 json")
        return self._post(call, body)

    def _post(self, call: Call, body: Any) -> Reply:
        limited = self._too_often() or self._spent()
        if limited:
            return old_error(limited)
        breaches = webhook_breaches(len(call.body), body)
        if breaches:
            return old_error(self._breach(breaches))
        words = json.dumps(body, ensure_ascii=False)
        if self.keywords and not any(word in words for word in self.keywords):
            return old_error("310000", "keywords not in content")
        uuid = body.get("msgUuid")
        if uuid is None or uuid not in self._known_posts:
            self.posts.append(Post(self.clock(), body))
        self._known_posts.add(uuid)
        return as_json({"errcode": "0", "errmsg": "ok"})

    def _unsafe(self, call: Call) -> str:
        """What is wrong with the signature (S0702); "" if nothing is."""
        if self.secret is None:
            return ""
        timestamp = call.query.get("timestamp", "")
        if not timestamp.isdigit() or abs(self.clock().timestamp() - int(timestamp) / 1000) > SKEW.total_seconds():
            return "invalid timestamp"
        digest = hmac.new(self.secret.encode(), f"{timestamp}\n{self.secret}".encode(), hashlib.sha256).digest()
        return "" if call.query.get("sign") == base64.b64encode(digest).decode() else "sign not match"

    def _too_often(self) -> str:
        """Twenty a minute, then nothing for ten minutes (S0717)."""
        now = self.clock()
        if now < self._blocked_until:
            self._violate("a call to the group within the block of ten minutes")
            return "130101"
        self._posted = [moment for moment in self._posted if now - moment < MINUTE] + [now]
        if len(self._posted) <= PER_MINUTE:
            return ""
        self._violate("more than 20 messages a minute to the group")
        self._blocked_until = now + BLOCK
        return "130101"

    def _spent(self) -> str:
        if self.webhook_quota is None:
            return ""
        self.webhook_quota -= 1
        return "90030" if self.webhook_quota < 0 else ""

    def _breach(self, breaches: Breaches) -> str:
        for _, words in breaches:
            self._violate(words)
        return breaches[0][0]

    def _read(self, call: Call) -> Any:
        try:
            value = json.loads(call.body)
        except ValueError:
            value = None
        if not isinstance(value, dict):
            self._violate(f"{call.path} with a body that is no JSON object")
            return {}
        return value


def as_json(value: Mapping[str, object], status: int = 200) -> Reply:
    """A JSON answer."""
    return Reply(json.dumps(value, ensure_ascii=False).encode(), status=status)


def api_error(code: str) -> Reply:
    """A refusal of the new interface. Its text quotes what must not reach a log."""
    status = 403 if code.startswith("Forbidden.") else 500 if code == "system.error" else 400
    message = f"refused for {CLIENT_SECRET} and {ACCESS_TOKEN}"
    return as_json({"code": code, "message": message, "requestid": "0A1B2C3D-0000"}, status)


def old_error(code: str, message: str = "refused") -> Reply:
    """A refusal of the old interface, HTTP 200. Its text quotes what must not reach a log."""
    return as_json({"errcode": int(code), "errmsg": f"{message} {SIGN_SECRET}", "request_id": "15r8yh0000"})


def _form(call: Call) -> dict[str, tuple[str, bytes]]:
    """The parts of a multipart form: name → (file name, content)."""
    head = f"Content-Type: {call.headers.get('content-type', '')}\r\n\r\n".encode()
    parts = message_from_bytes(head + call.body)
    found = {}
    for part in parts.get_payload() if parts.is_multipart() else []:
        assert not isinstance(part, str)
        name = str(part.get_param("name", "", "content-disposition"))
        content = part.get_payload(decode=True)
        found[name] = (part.get_filename() or "", content if isinstance(content, bytes) else b"")
    return found
