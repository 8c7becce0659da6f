"""The way out: every HTTP call to a platform goes through here.

A time limit on every call, no redirects, UTF-8 JSON without \\u escapes (WeCom refuses them with 40033), an answer that
is read only up to a limit, and failures worded for editors without address, query string, token or secret.
"""

import json
import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError

from bot.platform import SendError

ANSWER_LIMIT = 1024 * 1024

_CHUNK = 64 * 1024

# The part of a multipart form: file name, content, content type.
Upload = tuple[str, bytes, str]


class AnswerTooLarge(SendError):
    """The answer is longer than the caller wanted to read."""


@dataclass(frozen=True)
class HttpAnswer:
    """An answer below 300 or from 400 to 499. Header names are lower-case. `peer` is the platform's Chinese name."""

    peer: str
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def content_type(self) -> str:
        """The media type in lower case, without parameters; "" if the answer names none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> dict[str, Any]:
        """The JSON object that the answer must be. SendError (retry) on HTML, half an answer or anything else.

        An answer below 400 that cannot be read may stand for a call that took effect: it is ambiguous.
        """
        try:
            value = json.loads(self.content)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            return value
        raise SendError(
            f"{self.peer}返回的内容读不懂（HTTP {self.status}），可能被网关拦截或只收到半截，稍后自动重试",
            "retry",
            code=f"http{self.status}",
            ambiguous=self.status < 400,
        )


class Http:
    """Calls to one platform over kept connections. Threads may share it.

    `peer` is the platform's Chinese name for error texts; `timeout` in seconds, for connecting and for each wait.
    """

    def __init__(self, peer: str, timeout: float) -> None:
        self.peer = peer
        self.timeout = timeout
        self._session = requests.Session()
        # Its debug lines and warnings hold the query string, where WeCom wants tokens and secrets.
        logging.getLogger("urllib3.connectionpool").setLevel(logging.CRITICAL)

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        body: object = None,
        data: bytes | None = None,
        files: Mapping[str, Upload] | None = None,
        headers: Mapping[str, str] | None = None,
        limit: int = ANSWER_LIMIT,
    ) -> HttpAnswer:
        """Makes one call. `body` goes out as JSON, `data` as it is, `files` as a multipart form.

        An answer from 400 to 499 is returned: some platforms word their refusals so. SendError otherwise, with
        `ambiguous` False where nothing can have been sent; AnswerTooLarge above `limit` bytes.
        """
        given = dict(headers or {})
        if body is not None:
            data = encode_json(body)
            given.setdefault("Content-Type", "application/json; charset=utf-8")
        prepared: dict[str, Any] = {"params": params, "data": data, "files": files, "headers": given}
        try:
            return self._exchange(method, url, limit, prepared)
        except requests.RequestException as error:
            failure = self._failure(error)
        # Outside the except block, so that the cause with its address does not hang on to the new error.
        raise failure

    def _exchange(self, method: str, url: str, limit: int, prepared: dict[str, Any]) -> HttpAnswer:
        with self._session.request(
            method, url, timeout=self.timeout, allow_redirects=False, stream=True, **prepared
        ) as response:
            self._refuse(response.status_code)
            headers = {name.lower(): value for name, value in response.headers.items()}
            return HttpAnswer(self.peer, response.status_code, headers, self._read(response, limit))

    def _refuse(self, status: int) -> None:
        if status >= 500:
            text = f"{self.peer}暂时出错（HTTP {status}），稍后自动重试"
            raise SendError(text, "retry", code=f"http{status}", ambiguous=True)
        if 300 <= status < 400:
            text = f"{self.peer}的地址被转到别处（HTTP {status}），请检查配置里的地址和服务器的出口网络"
            raise SendError(text, "retry", code=f"http{status}")

    def _read(self, response: requests.Response, limit: int) -> bytes:
        content = bytearray()
        for chunk in response.iter_content(_CHUNK):
            content += chunk
            if len(content) > limit:
                text = f"{self.peer}返回的内容超过 {limit // 1024} KB，没有读完"
                raise AnswerTooLarge(text, "retry", code="too-large", ambiguous=True)
        return bytes(content)

    def _failure(self, error: requests.RequestException) -> SendError:
        if isinstance(error, ValueError):
            text = f"{self.peer}的地址不是正确的网址，请检查配置里的地址"
            return SendError(text, "stop_channel", code="address", tell=True)
        cause = _cause(error)
        if isinstance(cause, ssl.SSLCertVerificationError):
            text = f"{self.peer}的证书没有通过检查，请检查服务器的时间和出口网络"
            return SendError(text, "retry", code="certificate")
        if isinstance(cause, NewConnectionError | ConnectTimeoutError | ProxyError):
            text = f"连不上{self.peer}，请检查服务器能不能访问外网，稍后自动重试"
            return SendError(text, "retry", code="connect")
        if isinstance(error, requests.Timeout):
            text = f"{self.peer}在 {self.timeout:g} 秒内没有回答，稍后自动重试"
            return SendError(text, "retry", code="timeout", ambiguous=True)
        text = f"与{self.peer}的连接中途断开，稍后自动重试"
        return SendError(text, "retry", code="broken", ambiguous=True)


def encode_json(value: object) -> bytes:
    """JSON as UTF-8 without \\u escapes; half of a surrogate pair becomes a question mark."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _cause(error: BaseException) -> object:
    """What lies below the layers that requests and urllib3 wrap round it."""
    inner: object = getattr(error, "reason", None) or (error.args[0] if error.args else None)
    known = isinstance(error, NewConnectionError | ConnectTimeoutError | ProxyError | ssl.SSLCertVerificationError)
    return error if known or not isinstance(inner, BaseException) else _cause(inner)
