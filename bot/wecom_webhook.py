"""A WeCom group's webhook (群机器人, now 消息推送): it can only send, and needs nothing but its key."""

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

from bot.config import WecomWebhookChannel
from bot.http import Http, HttpAnswer, Upload
from bot.platform import (
    Capabilities,
    CheckLine,
    Clock,
    OnlyPosts,
    Parcel,
    SendError,
    Sent,
)
from bot.wecom_codes import send_error
from bot.wecom_messages import TEXT_BYTES, clean
from bot.wecom_token import unsent
from bot.wecom_uploads import upload_workbook
from models.outbox import Content

MARKDOWN_BYTES = 4096
PICTURE_LIMIT = 2 * 1024 * 1024

_PEER = "企业微信"

# Answers that only come for a key that WeCom knows: the probe's text is empty.
_KNOWN_KEY = (0, 40008, 40058, 40063, 44004, 45009)


class WecomWebhook(OnlyPosts):
    """One group's webhook as a `bot.platform.Platform` that never receives. Threads may share it."""

    family = "wecom"
    capabilities = Capabilities(
        private=False, groups=True, batch=1, text_bytes=MARKDOWN_BYTES, pictures=True, files=True, per_minute=20
    )

    def __init__(self, config: WecomWebhookChannel, clock: Clock) -> None:
        self.channel = config.name
        self.plans = config.plan_ids
        self._clock = clock
        self._base = config.api_base.rstrip("/") + "/cgi-bin/webhook/"
        # Many copy the whole address into the key.
        self._key = config.key.get_secret_value().strip().rpartition("key=")[2].partition("&")[0]
        self._http = Http(_PEER, config.timeout)

    def send(self, parcel: Parcel) -> Sent:
        """Posts one message to the group: the picture or workbook if there is one, else Markdown or text."""
        code, errmsg = self._post(self._body(parcel))
        if code != 0:
            raise send_error(code, errmsg)
        return Sent()

    def check(self) -> Sequence[CheckLine]:
        """Posts an empty text, which WeCom shows to nobody, and looks whether the key is known."""
        name = f"通道 {self.channel} 的群机器人"
        try:
            code, errmsg = self._post({"msgtype": "text", "text": {"content": ""}})
        except SendError as error:
            return (CheckLine(name, False, str(error)),)
        known = code in _KNOWN_KEY
        return (CheckLine(name, known, "" if known else str(send_error(code, errmsg))),)

    def _body(self, parcel: Parcel) -> dict[str, object]:
        if parcel.picture is not None:
            return picture_body(parcel.picture)
        if parcel.workbook is not None:
            return {"msgtype": "file", "file": {"media_id": upload_workbook(parcel.workbook, self._upload)}}
        return words_body(parcel.content)

    def _post(self, body: object) -> tuple[int, str]:
        return _result(self._http.request("POST", self._base + "send", params={"key": self._key}, body=body))[:2]

    def _upload(self, upload: Upload) -> str:
        """Uploads a file that this webhook alone can send, within three days. → its media id."""
        url, params = self._base + "upload_media", {"key": self._key, "type": "file"}
        try:
            code, errmsg, result = _result(self._http.request("POST", url, params=params, files={"media": upload}))
        except SendError as error:
            raise unsent(error) from None
        if code != 0:
            raise send_error(code, errmsg)
        return str(result.get("media_id", ""))


def _result(answer: HttpAnswer) -> tuple[int, str, dict[str, Any]]:
    """Code and words of an answer, and all of it. SendError if it is no such answer."""
    result = answer.json()
    code = result.get("errcode")
    if not isinstance(code, int):
        raise SendError(f"{_PEER}的回答里没有结果，稍后自动重试", "retry", code="answer", ambiguous=True)
    return code, str(result.get("errmsg", "")), result


def words_body(content: Content) -> dict[str, object]:
    """The content as text with mentions, or as Markdown where it has any or is longer than a text may be.

    SendError (give_up) above 4096 bytes: WeCom refuses that, it does not cut (40058).
    """
    text, markdown = clean(content.text), clean(content.markdown)
    if len(markdown.encode()) > MARKDOWN_BYTES:
        markdown = ""
    size = len((markdown or text).encode())
    if not 0 < size <= MARKDOWN_BYTES:
        raise send_error(45002 if size else 44004)
    if markdown or size > TEXT_BYTES:
        return {"msgtype": "markdown", "markdown": {"content": _with_mentions(markdown or text, content.mention)}}
    body: dict[str, object] = {"content": text}
    if content.mention:
        body["mentioned_list"] = list(content.mention)
    return {"msgtype": "text", "text": body}


def _with_mentions(text: str, accounts: Sequence[str]) -> str:
    """The text with an @ for each account below it, as many as there is room for."""
    separator = "\n"
    for account in accounts:
        longer = f"{text}{separator}<@{clean(account)}>"
        if len(longer.encode()) > MARKDOWN_BYTES:
            break
        text, separator = longer, ""
    return text


def picture_body(picture: bytes) -> dict[str, object]:
    """A picture of up to 2 MB, JPG or PNG. SendError (give_up) on anything else."""
    if not picture.startswith((b"\x89PNG", b"\xff\xd8")) or len(picture) > PICTURE_LIMIT:
        raise SendError("图片不是 JPG 或 PNG，或超过群机器人的 2 MB 限制，已放弃", "give_up", code="picture")
    # WeCom asks for the MD5 of the bytes as a check of the transfer (document/path/99110).
    digest = hashlib.md5(picture, usedforsecurity=False).hexdigest()
    return {"msgtype": "image", "image": {"base64": base64.b64encode(picture).decode(), "md5": digest}}
