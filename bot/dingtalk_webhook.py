"""DingTalk (钉钉): the webhook of a group robot with 加签. It only sends, and only to its group (S0717).

A webhook takes neither picture nor file; Markdown carries the table in their place. Calls bear `msgUuid`, by which
DingTalk recognises a repeat.
"""

import hashlib
import logging
import re
from collections.abc import Iterator, Sequence

from bot.config import DingtalkWebhookChannel
from bot.dingtalk_codes import code_for, failure, read_answer
from bot.dingtalk_messages import clean, signature, title_of, with_line_breaks
from bot.http import Http, encode_json
from bot.platform import (
    Capabilities,
    CheckLine,
    Clock,
    OnlyPosts,
    Parcel,
    SendError,
    Sent,
)
from models.outbox import Content

BODY_BYTES = 20_000
MENTIONS = 50

log = logging.getLogger(__name__)


class DingtalkWebhook(OnlyPosts):
    """One group's webhook. Safe to use from any thread.

    A message of `text_bytes` fits the 20,000 bytes of the body even if JSON escapes each of its letters.
    """

    family = "dingtalk"
    capabilities = Capabilities(
        private=False, groups=True, batch=1, text_bytes=9_500, pictures=False, per_minute=20, repeat_key=True
    )

    def __init__(self, config: DingtalkWebhookChannel, clock: Clock) -> None:
        self.channel = config.name
        self.plans = config.plan_ids
        # Many copy the whole address into access_token.
        self._token = config.access_token.get_secret_value().strip().rpartition("access_token=")[2].partition("&")[0]
        self._secret = config.secret.get_secret_value().strip() if config.secret else ""
        self._url = f"{config.oapi_base.rstrip('/')}/robot/send"
        self._clock = clock
        self._http = Http("钉钉", config.timeout)

    def send(self, parcel: Parcel) -> Sent:
        """Posts to the group with one call. The content's mentions are @-ed, at most 50. SendError on failure."""
        if parcel.accounts:
            raise SendError("群机器人的 webhook 不能发给个人", "give_up", code="receivers", tell=True)
        code = self._post(webhook_body(parcel))
        if code:
            log.warning("channel %s: DingTalk refused a call with %s", self.channel, code)
            raise failure(code)
        return Sent()

    def check(self) -> Sequence[CheckLine]:
        """Posts an empty object, which cannot become a message: what DingTalk complains of tells what is wrong.

        A refused token, signature or address, a group that is gone, is named; any complaint about the missing message
        means that the rest was accepted (S0717, 40035).
        """
        name = f"通道 {self.channel} 的群机器人"
        try:
            code = self._post({})
            if code and code_for(code).policy == "stop_channel":
                raise failure(code)
        except SendError as error:
            return (CheckLine(name, False, str(error)),)
        return (CheckLine(name, True),)

    def _post(self, body: dict[str, object]) -> str:
        """Makes the call. → the error code, "" if it was accepted."""
        params = {"access_token": self._token}
        if self._secret:
            timestamp = str(int(self._clock().timestamp() * 1000))
            params |= {"timestamp": timestamp, "sign": signature(self._secret, timestamp)}
        code = read_answer(self._http.request("POST", self._url, params=params, body=body))[1]
        return "310000 unsigned" if not self._secret and code in ("310000 timestamp", "310000 sign") else code


def webhook_body(parcel: Parcel) -> dict[str, object]:
    """The richest body of at most 20,000 bytes. SendError (give_up) where even the plain text is longer."""
    key = hashlib.sha256(parcel.key.encode("utf-8", "replace")).hexdigest()[:32]
    for message in _forms(parcel.content):
        body = {**message, "msgUuid": key}
        if len(encode_json(body)) <= BODY_BYTES:
            return body
    raise failure("460101")


def _forms(content: Content) -> Iterator[dict[str, object]]:
    names = (clean(person).strip() for person in content.mention)
    people = list(dict.fromkeys(name for name in names if name))[:MENTIONS]
    if content.markdown.strip():
        yield _markdown(content, people)
    yield _text(content, people)
    yield _text(content, [])


def _markdown(content: Content, people: Sequence[str]) -> dict[str, object]:
    text = _with_mentions(with_line_breaks(clean(content.markdown)), people)
    return {"msgtype": "markdown", "markdown": {"title": title_of(content), "text": text}, "at": _at(people)}


def _text(content: Content, people: Sequence[str]) -> dict[str, object]:
    text = _with_mentions(clean(content.text) or title_of(content), people)
    return {"msgtype": "text", "text": {"content": text}, "at": _at(people)}


def _at(people: Sequence[str]) -> dict[str, object]:
    return {"atUserIds": list(people), "isAtAll": False}


def _with_mentions(text: str, people: Sequence[str]) -> str:
    """DingTalk @-s only who is both in the list and, as @userId, in the text (S0702)."""
    missing = [f"@{p}" for p in people if not re.search(rf"@{re.escape(p)}(?![0-9A-Za-z_.@-])", text)]
    return f"{text}\n\n{' '.join(missing)}" if missing else text
