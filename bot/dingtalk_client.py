"""The calls of a DingTalk application: token, private messages, uploads, downloads. Page numbers as in
`dingtalk_codes`.
"""

import hashlib
import logging
import re
from collections.abc import Callable, Sequence
from typing import Any

from urllib3 import encode_multipart_formdata

from bot.config import DingtalkChannel
from bot.dingtalk_codes import OUT_OF_SCOPE, TOKEN_CODES, failure, read_answer
from bot.http import AnswerTooLarge, Http, HttpAnswer, Upload
from bot.platform import CheckLine, Clock, Fetched, SendError, Sent
from bot.wecom_token import AccessToken, unsent
from bot.workshop import XLSX_TYPE
from handlers.context import Media

FILE_LIMIT = 20 * 1024 * 1024

# Tokens live two hours; one that ends during a call would cost a needless refresh.
_TOKEN_MARGIN = 300
_MEDIA_KNOWN = 64

log = logging.getLogger(__name__)


class DingtalkClient:
    """One application at api.dingtalk.com and oapi.dingtalk.com. Threads may share it; failures are SendError."""

    def __init__(self, config: DingtalkChannel, clock: Clock) -> None:
        self.robot_code = (config.robot_code or config.client_id).strip()
        self._channel = config.name
        self._client_id = config.client_id.strip()
        self._secret = config.client_secret.get_secret_value().strip()
        self._api, self._oapi = config.api_base.rstrip("/"), config.oapi_base.rstrip("/")
        self._http = Http("钉钉", config.timeout)
        self._token = AccessToken(self._fetch_token, clock)
        self._media: dict[str, str] = {}

    def send(self, accounts: Sequence[str], key: str, param: str) -> Sent:
        """One private message to at most 20 persons with one call (S0714)."""
        body = {"robotCode": self.robot_code, "userIds": list(accounts), "msgKey": key, "msgParam": param}
        value = self._call("/v1.0/robot/oToMessages/batchSend", body)
        if "processQueryKey" not in value:
            raise SendError("钉钉没有确认收到消息，稍后自动重试", "retry", code="receipt", ambiguous=True)
        refused = _named(value.get("invalidStaffIdList"), accounts)
        later = _named(value.get("flowControlledStaffIdList"), accounts) - refused
        return Sent(dict.fromkeys(refused, OUT_OF_SCOPE), later)

    def picture_id(self, picture: bytes) -> str:
        """The id of a PNG picture (S0646). It never expires, so a picture for many batches is uploaded once."""
        return self._media_id("image", ("picture.png", picture, "image/png"))

    def file_id(self, workbook: bytes) -> str:
        """The id of an xlsx workbook, likewise. The form's plain name is shown to nobody.

        SendError (give_up) unless there are more than 5 bytes and at most 20 MB.
        """
        if not 5 < len(workbook) <= FILE_LIMIT:
            raise SendError("表格是空的，或超过钉钉的 20 MB 限制，请缩小范围再问一次", "give_up", code="file")
        return self._media_id("file", ("workbook.xlsx", workbook, XLSX_TYPE))

    def _media_id(self, kind: str, upload: Upload) -> str:
        name = hashlib.sha256(upload[1]).hexdigest()
        if name not in self._media:
            try:
                media_id = self._upload(kind, upload)
            except SendError as error:
                raise unsent(error) from None
            if len(self._media) >= _MEDIA_KNOWN:
                self._media.clear()
            self._media[name] = media_id
        return self._media[name]

    def fetch(self, media: Media) -> Fetched:
        """What a member sent, up to 20 MB, by its download code (S0719).

        The link gets no token and may be plain http.
        """
        body = {"downloadCode": media.reference, "robotCode": self.robot_code}
        try:
            url = self._call("/v1.0/robot/messageFiles/download", body).get("downloadUrl")
            if not isinstance(url, str) or not url.lower().startswith(("http://", "https://")):
                raise SendError("钉钉没有给出文件的下载地址，稍后自动重试", "retry", code="download")
            answer = self._http.request("GET", url, limit=FILE_LIMIT)
        except AnswerTooLarge:
            raise SendError("文件超过 20 MB，没有保存，请压缩后重新发送", "give_up", code="too-large") from None
        except SendError as error:
            raise unsent(error) from None
        if answer.status in (404, 410):
            raise failure("invalidParameter.robotCode.downloadCode")
        if answer.status != 200:
            text = f"钉钉的文件下载失败（HTTP {answer.status}），稍后自动重试"
            raise SendError(text, "retry", code=f"http{answer.status}")
        return Fetched(answer.content, answer.content_type, media.filename)

    def check(self) -> Sequence[CheckLine]:
        """The look of the Client ID, and whether DingTalk hands out a token for it now, a kept one proves nothing."""
        likely = self._client_id.startswith("ding") and not self._client_id.startswith("dingtalk_")
        remedy = "client_id 应以 ding 开头，请到开发者后台的“凭证与基础信息”里复制 Client ID（原 AppKey）"
        shape = CheckLine(f"通道 {self._channel} 的 Client ID", likely, "" if likely else remedy)
        name = f"通道 {self._channel} 的凭证"
        try:
            self._token.renewed()
        except SendError as error:
            return (shape, CheckLine(name, False, str(error)))
        return (shape, CheckLine(name, True))

    def _upload(self, kind: str, upload: Upload) -> str:
        form: dict[str, str | Upload] = {"type": kind, "media": upload}
        data, content_type = encode_multipart_formdata(form)
        url, headers = f"{self._oapi}/media/upload", {"Content-Type": content_type}
        media_id = self._with_token(
            lambda token: self._http.request("POST", url, params={"access_token": token}, data=data, headers=headers)
        ).get("media_id")
        if not isinstance(media_id, str) or not media_id:
            raise SendError("钉钉没有给出上传后的编号，稍后自动重试", "retry", code="media")
        return media_id

    def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._with_token(
            lambda token: self._http.request(
                "POST", self._api + path, body=body, headers={"x-acs-dingtalk-access-token": token}
            )
        )

    def _with_token(self, call: Callable[[str], HttpAnswer]) -> dict[str, Any]:
        """Makes a call; where the token is refused, once more with a fresh one."""
        value, code = read_answer(call(token := self._token.current()))
        if code in TOKEN_CODES:
            value, code = read_answer(call(self._token.replace(token)))
        if not code:
            return value
        log.warning("channel %s: DingTalk refused a call with %s, request %s", self._channel, code, _request_id(value))
        error = failure(code)
        if code in TOKEN_CODES:
            self._token.distrust(error)
        raise error

    def _fetch_token(self) -> tuple[str, int]:
        """A token and its life in seconds (S0033)."""
        body = {"appKey": self._client_id, "appSecret": self._secret}
        value, code = read_answer(self._http.request("POST", f"{self._api}/v1.0/oauth2/accessToken", body=body))
        if code:
            log.warning("channel %s: DingTalk gives no token: %s", self._channel, code)
            raise failure(code)
        token, life = value.get("accessToken"), value.get("expireIn")
        if not isinstance(token, str) or not token or not isinstance(life, int):
            raise SendError("钉钉没有给出凭证，稍后自动重试", "retry", code="token")
        return token, max(life - _TOKEN_MARGIN, 0)


def _named(value: object, accounts: Sequence[str]) -> frozenset[str]:
    """Which of our accounts a list in an answer names."""
    named = {name.casefold() for name in value if isinstance(name, str)} if isinstance(value, list) else set()
    return frozenset(account for account in accounts if account.casefold() in named)


def _request_id(value: dict[str, Any]) -> str:
    """The number to name to DingTalk's support."""
    return re.sub(r"[^0-9A-Za-z-]", "", str(value.get("requestid") or value.get("request_id") or ""))[:64]
