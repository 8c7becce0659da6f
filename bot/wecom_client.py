"""The calls to WeCom's API that a self-built application makes, with one token and within the rules of `bot.http`.

wechatpy's client words the calls. It gets our HTTP in place of its bare session and our token with every call, since
its own way to a token has no time limit, no lock, a fixed address and no bound on its repeats.
"""

from collections.abc import Callable, Mapping, Sequence
from email.message import Message
from types import SimpleNamespace
from typing import Any, Literal, TypeVar

from bot.config import WecomChannel
from bot.http import AnswerTooLarge, Http, HttpAnswer, Upload
from bot.platform import CheckLine, Clock, Fetched, SendError
from bot.wecom_codes import TOKEN_CODES, send_error
from bot.wecom_token import AccessToken, unsent
from bot.wecom_uploads import upload_workbook
from bot.workshop import Workbook
from handlers.context import Media

PEER = "企业微信"
MEDIA_LIMIT = 20 * 1024 * 1024
PICTURE_LIMIT = 10 * 1024 * 1024

# Within this time WeCom delivers a request that is the same to the letter only once (document/path/90236; at most four
# hours): long enough for a repeat after an outage, and for a reply not so long that asking again gets no answer.
SAME_MESSAGE_SECONDS = 4 * 3600
SAME_REPLY_SECONDS = 60

_TOKEN_LIFE = 7200
_BANNED = "企业微信暂停了本机的凭证，多半是有程序用错 Secret，请核对 secret，一小时内会恢复（45009）"
_KEPT_MEDIA = 64

_T = TypeVar("_T")


class WecomClient:
    """The API of one application. Threads may share it.

    `library` is a wechatpy client without a secret and without repeats of its own, `library_error` what it raises.
    """

    def __init__(self, config: WecomChannel, clock: Clock, library: Any, library_error: type[Exception]) -> None:
        self._config = config
        self._http = Http(PEER, config.timeout)
        self._base = config.api_base.rstrip("/") + "/cgi-bin/"
        self._library = library
        self._library.API_BASE_URL = self._base
        self._library._http = SimpleNamespace(request=self._request)
        self._library_error = library_error
        self._tokens = AccessToken(self._fetch_token, clock)
        self._media: dict[str, str] = {}

    def send(self, accounts: Sequence[str], body: Mapping[str, object], is_reply: bool = False) -> dict[str, Any]:
        """Sends one message to up to 1000 accounts. → WeCom's answer with `invaliduser` and `unlicenseduser`."""
        data = {
            # In one order, since WeCom knows a repeat by the whole request.
            "touser": "|".join(sorted(accounts)),
            "agentid": self._config.agent_id,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": SAME_REPLY_SECONDS if is_reply else SAME_MESSAGE_SECONDS,
            **body,
        }
        return self._with_token(lambda token: self._call("post", "message/send", token, data=data))

    def picture_id(self, key: str, picture: bytes) -> str:
        """Uploads a picture. The same key gives the same id, so that WeCom recognises a repeated message."""
        suffix = "png" if picture.startswith(b"\x89PNG") else "jpg" if picture.startswith(b"\xff\xd8") else ""
        if not suffix or len(picture) > PICTURE_LIMIT:
            raise send_error(40009)
        upload = (f"picture.{suffix}", picture, "image/png" if suffix == "png" else "image/jpeg")
        return self._media_id(key, "image", upload)

    def file_id(self, key: str, workbook: Workbook) -> str:
        """Uploads a workbook of up to 20 MB. The same key gives the same id."""
        return upload_workbook(workbook, lambda upload: self._media_id(key, "file", upload))

    def _media_id(self, key: str, kind: Literal["image", "file"], upload: Upload) -> str:
        known = self._media.get(key)
        if known:
            return known
        try:
            result = self._with_token(
                lambda token: self._call("post", "media/upload", token, {"type": kind}, files={"media": upload})
            )
        except SendError as error:
            raise unsent(error) from None
        if len(self._media) >= _KEPT_MEDIA:
            self._media.clear()
        self._media[key] = str(result.get("media_id", ""))
        return self._media[key]

    def fetch(self, media: Media) -> Fetched:
        """Downloads a photo or file of up to 20 MB. SendError `give_up` where it is gone or too large."""
        return self._with_token(lambda token: self._download(token, media))

    def check(self) -> Sequence[CheckLine]:
        """Tries the secret, then whether the application may be used from this machine and has members."""
        credential = f"通道 {self._config.name} 的凭证"
        application = f"通道 {self._config.name} 的应用 {self._config.agent_id}"
        try:
            self._tokens.current()
        except SendError as error:
            return (CheckLine(credential, False, str(error)),)
        remedy = self._what_is_wrong()
        return (CheckLine(credential, True), CheckLine(application, not remedy, remedy))

    def _what_is_wrong(self) -> str:
        params = {"agentid": str(self._config.agent_id)}
        try:
            agent = self._with_token(lambda token: self._call("get", "agent/get", token, params))
        except SendError as error:
            return str(error)
        if agent.get("close") == 1:
            return "应用已停用，请在“应用管理”里启用"
        return "" if _has_members(agent) else "可见范围是空的，请在应用详情页的“可见范围”里添加成员或部门"

    def _fetch_token(self) -> tuple[str, int]:
        secret = self._config.secret.get_secret_value().strip()
        params = {"corpid": self._config.corp_id.strip(), "corpsecret": secret}
        result = _result(self._http.request("GET", self._base + "gettoken", params=params))
        if result["errcode"] == 45009:
            # Here it is the ban of an hour for wrong secrets, whichever program used them (错误码 45009, note 5).
            raise SendError(_BANNED, "wait_window", code="45009", wait=600, tell=True)
        if result["errcode"] != 0:
            raise send_error(result["errcode"], str(result.get("errmsg", "")))
        token, seconds = result.get("access_token"), result.get("expires_in")
        if not isinstance(token, str) or not token:
            raise SendError(f"{PEER}没有给出凭证，稍后自动重试", "retry", code="token")
        return token, seconds if isinstance(seconds, int) and 0 < seconds <= _TOKEN_LIFE else _TOKEN_LIFE

    def _with_token(self, call: Callable[[str], _T]) -> _T:
        """Makes a call, and once more with a new token where the first was refused; never a third time."""
        token = self._tokens.current()
        try:
            return call(token)
        except SendError as error:
            if error.code not in TOKEN_CODES:
                raise
        try:
            return call(self._tokens.replace(token))
        except SendError as error:
            if error.code in TOKEN_CODES:
                self._tokens.distrust(error)
            raise

    def _request(self, method: str, url: str, **given: Any) -> SimpleNamespace:
        """Stands in for the library's session; what of its answers the library does not look at is checked here."""
        answer = self._http.request(
            method, url, params=given.get("params"), data=given.get("data"), files=given.get("files")
        )
        _result(answer)
        return SimpleNamespace(content=answer.content, request=None, raise_for_status=lambda: None)

    def _call(
        self, method: str, endpoint: str, token: str, params: Mapping[str, str] | None = None, **given: Any
    ) -> dict[str, Any]:
        call = self._library.get if method == "get" else self._library.post
        try:
            result: dict[str, Any] = call(endpoint, params={**(params or {}), "access_token": token}, **given)
            return result
        except self._library_error as error:
            failure = send_error(getattr(error, "errcode", 0), str(getattr(error, "errmsg", "")))
        raise failure

    def _download(self, token: str, media: Media) -> Fetched:
        params = {"access_token": token, "media_id": media.reference}
        try:
            answer = self._http.request("GET", self._base + "media/get", params=params, limit=MEDIA_LIMIT)
        except AnswerTooLarge:
            raise send_error(830002) from None
        disposition = answer.headers.get("content-disposition", "")
        # Faults come as HTTP 200 with JSON; a page of a gateway is no file either (document/path/96486).
        if not disposition and answer.content_type in ("application/json", "text/plain", "text/html"):
            result = _result(answer)
            raise send_error(result["errcode"], str(result.get("errmsg", "")))
        if answer.status >= 400:
            raise SendError(f"{PEER}没有给出文件（HTTP {answer.status}），稍后自动重试", "retry", code="media")
        return Fetched(answer.content, answer.content_type, media.filename or _filename(disposition))


def _result(answer: HttpAnswer) -> dict[str, Any]:
    """The answer's JSON object with its numeric `errcode`, whatever that is. SendError if it is no such answer."""
    result = answer.json()
    if not isinstance(result.get("errcode"), int):
        raise SendError(f"{PEER}的回答里没有结果，稍后自动重试", "retry", code="answer", ambiguous=True)
    return result


def _filename(disposition: str) -> str:
    header = Message()
    header["Content-Disposition"] = disposition
    return header.get_filename() or ""


def _has_members(agent: Mapping[str, Any]) -> bool:
    """Whether the visible range names anybody; True where the answer does not say (document/path/90227)."""
    ranges = (("allow_userinfos", "user"), ("allow_partys", "partyid"), ("allow_tags", "tagid"))
    named = [agent[outer].get(inner) for outer, inner in ranges if isinstance(agent.get(outer), dict)]
    return not named or any(named)
