"""A self-built WeCom (企业微信) application: encrypted callbacks, passive replies, sending, media.

The one file that imports wechatpy, whose crypto, message classes, replies and HTTP client do the work. What it leaves
open is closed here and in `bot.wecom_client`: constant-time signatures, the time window, padding, every malformed body,
`]]>` in replies, time limits, one refresh of the token at most, configured addresses, and errors without secrets.
"""

import base64
import hashlib
import hmac
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.config import ConfigError, WecomChannel
from bot.parcels import enclosures, words_only
from bot.platform import (
    BODY_LIMIT,
    Answer,
    Capabilities,
    CheckLine,
    Clock,
    Fetched,
    Parcel,
    Received,
    Refused,
    Request,
    Response,
    SendError,
    Sent,
)
from bot.wecom_client import WecomClient
from bot.wecom_codes import REFUSED_USER, UNLICENSED_USER, receivers_at_fault, send_error
from bot.wecom_messages import TEXT_BYTES, card_body, cards_of, cdata, fits_card, incoming, read_xml, words_of
from handlers.context import Media
from models.outbox import Content

log = logging.getLogger(__name__)

_BATCH = 1000
_WARNINGS = ("inactive_alert", "close_inactive_agent", "low_active_alert", "low_active")


@dataclass(frozen=True, slots=True)
class _Envelope:
    """Whom a passive reply goes to, and whether it answers a card, where only the button may be changed."""

    sender: str
    card: bool


class Wecom:
    """One WeCom application as a `bot.platform.Platform`. Threads may share it."""

    family = "wecom"
    capabilities = Capabilities(
        private=True,
        groups=False,
        batch=_BATCH,
        text_bytes=TEXT_BYTES,
        pictures=True,
        files=True,
        buttons=True,
        per_member_minute=30,
        repeat_key=True,
    )

    def __init__(self, config: WecomChannel, clock: Clock) -> None:
        """ConfigError if the EncodingAESKey cannot be one."""
        from wechatpy.enterprise import WeChatClient, events, messages, replies
        from wechatpy.enterprise.crypto import PrpCrypto
        from wechatpy.exceptions import WeChatClientException
        from wechatpy.messages import UnknownMessage

        self.channel = config.name
        self.plans = config.plan_ids
        self._config = config
        self._clock = clock
        self._corp_id = config.corp_id.strip()
        self._token = config.token.get_secret_value().strip().encode()
        self._crypto = PrpCrypto(_aes_key(config))
        # The library draws the first block from a predictable generator; it takes the place of the fixed IV.
        self._crypto.get_random_string = lambda: secrets.token_hex(8)
        self._classes = (messages.MESSAGE_TYPES, events.EVENT_TYPES, UnknownMessage)
        self._text_reply = replies.TextReply
        # Without a secret: the library fetches no token by itself.
        library = WeChatClient(self._corp_id, "", timeout=config.timeout, auto_retry=False)
        self._client = WecomClient(config, clock, library, WeChatClientException)

    def handshake(self, request: Request) -> Response:
        """Answers the check of the address with the decrypted text, nothing round it."""
        _require_signature(request)
        echo = request.query.get("echostr", "")
        if not echo:
            raise Refused(400, "没有 echostr，这不是企业微信的地址验证")
        self._verify(request.query, echo, self._clock())
        return Response(body=self._unseal(echo).decode("utf-8", "replace"))

    def receive(self, request: Request, now: datetime) -> Received:
        """Verifies, decrypts and reads a callback."""
        sealed = _outer(request)
        self._verify(request.query, sealed, now)
        content = self._unseal(sealed)
        raw = content.decode("utf-8", "replace").replace("\0", "")
        try:
            fields = read_xml(content)
        except ValueError:
            log.warning("channel %s: a signed callback holds no readable message", self.channel)
            return Received(None, raw)
        self._warn(fields)
        message = self._message(fields)
        card = fields.get("Event", "").lower() == "template_card_event"
        envelope = _Envelope(fields.get("FromUserName", ""), card)
        return Received(incoming(self._config, message, fields, now), raw, envelope)

    def answer(self, received: Received, reply: Content | None, now: datetime) -> Answer:
        """A text of up to 2048 bytes as passive reply; cards, files and long texts through the outbox."""
        envelope = received.envelope
        if reply is None or not isinstance(envelope, _Envelope):
            return Answer(Response(), (reply,) if reply else ())
        if envelope.card:
            # Nothing but a change of the clicked button may be answered to a click.
            return Answer(self._seal(self._button_reply(envelope, now), now), _rest(reply, worded=False))
        if not 0 < len(reply.text.encode("utf-8", "replace")) <= TEXT_BYTES:
            return Answer(Response(), _rest(reply, worded=False))
        return Answer(self._seal(self._words_reply(envelope, reply.text, now), now), _rest(reply, worded=True))

    def send(self, parcel: Parcel) -> Sent:
        """Sends one message to up to 1000 accounts. The same parcel again is recognised by WeCom for some hours."""
        refused = {account: "账号写法不对，请在名单里改正" for account in parcel.accounts if not _is_account(account)}
        accounts = tuple(account for account in parcel.accounts if account not in refused)
        if not accounts and refused:
            return Sent(refused)
        if not accounts or len(accounts) > _BATCH:
            raise send_error(40032 if accounts else 82001)
        try:
            result = self._client.send(accounts, self._body(parcel), parcel.is_reply)
        except SendError as error:
            reason = receivers_at_fault(error.code)
            if not reason:
                raise
            return Sent(refused | dict.fromkeys(accounts, reason))
        return Sent(refused | _refused(accounts, result))

    def fetch(self, media: Media) -> Fetched:
        """Downloads what a member sent, up to 20 MB; WeCom keeps it for three days."""
        return self._client.fetch(media)

    def check(self) -> Sequence[CheckLine]:
        """Tries the secret, and whether the application may be used from this machine."""
        return self._client.check()

    # Receiving

    def _verify(self, query: Mapping[str, str], sealed: str, now: datetime) -> None:
        signature, timestamp, nonce = (query.get(name, "") for name in ("msg_signature", "timestamp", "nonce"))
        parts = sorted((self._token, *(part.encode("utf-8", "replace") for part in (timestamp, nonce, sealed))))
        expected = hashlib.sha1(b"".join(parts)).hexdigest().encode()
        if not hmac.compare_digest(expected, signature.encode("utf-8", "replace")):
            raise Refused(403, "签名不对，请核对 Token")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            raise Refused(403, "时间戳不是数字")
        if abs(now.timestamp() - int(timestamp)) > self._config.time_window:
            raise Refused(403, f"时间戳与本机相差超过 {self._config.time_window} 秒，请校准服务器的时间")

    def _unseal(self, sealed: str) -> bytes:
        """What was encrypted, with padding, length and receiver checked: the library checks only the last."""
        try:
            plain: bytes = self._crypto.cipher.decrypt(base64.b64decode(sealed))
        except ValueError:
            raise Refused(400, "密文读不懂") from None
        padding = plain[-1] if len(plain) >= 32 else 0
        end = 20 + int.from_bytes(plain[16:20], "big")
        if not 1 <= padding <= 32 or plain[-padding:] != bytes((padding,)) * padding or end > len(plain) - padding:
            raise Refused(400, "解密失败，请核对 EncodingAESKey")
        if plain[end:-padding] != self._corp_id.encode():
            raise Refused(403, "消息不是发给这个企业的，请核对 corp_id，注意前后不要有空格")
        return plain[20:end]

    def _message(self, fields: dict[str, str]) -> Any:
        kinds, events, unknown = self._classes
        kind = fields.get("MsgType", "").lower()
        known = events if kind == "event" else kinds
        name = fields.get("Event", "").lower() if kind == "event" else kind
        return known.get(name, unknown)(fields)

    def _warn(self, fields: Mapping[str, str]) -> None:
        event = fields.get("Event", "").lower()
        if event in _WARNINGS:
            log.warning("channel %s: WeCom is about to suspend the idle application (%s)", self.channel, event)

    # Answering

    def _words_reply(self, envelope: _Envelope, text: str, now: datetime) -> str:
        reply = self._text_reply(
            source=self._corp_id,
            target=cdata(envelope.sender),
            time=int(now.timestamp()),
            agent=self._config.agent_id,
            content=cdata(text),
        )
        return str(reply.render())

    def _button_reply(self, envelope: _Envelope, now: datetime) -> str:
        """The library has no such reply (document/path/90241)."""
        return (
            f"<xml><ToUserName><![CDATA[{cdata(envelope.sender)}]]></ToUserName>"
            f"<FromUserName><![CDATA[{self._corp_id}]]></FromUserName><CreateTime>{int(now.timestamp())}</CreateTime>"
            "<MsgType><![CDATA[update_button]]></MsgType>"
            "<Button><ReplaceName><![CDATA[已收到]]></ReplaceName></Button></xml>"
        )

    def _seal(self, xml: str, now: datetime) -> Response:
        sealed: bytes = self._crypto.encrypt(xml, self._corp_id)
        timestamp, nonce = str(int(now.timestamp())), secrets.token_hex(8)
        signature = hashlib.sha1(b"".join(sorted((self._token, timestamp.encode(), nonce.encode(), sealed))))
        body = (
            f"<xml><Encrypt><![CDATA[{sealed.decode()}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{signature.hexdigest()}]]></MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        )
        return Response(body=body, content_type="text/xml; charset=utf-8")

    def _body(self, parcel: Parcel) -> Mapping[str, object]:
        if parcel.picture is not None:
            return {"msgtype": "image", "image": {"media_id": self._client.picture_id(parcel.key, parcel.picture)}}
        if parcel.workbook is not None:
            return {"msgtype": "file", "file": {"media_id": self._client.file_id(parcel.key, parcel.workbook)}}
        if fits_card(parcel.content):
            return card_body(parcel.content, parcel.key)
        text = words_of(parcel.content)
        size = len(text.encode())
        if not 0 < size <= TEXT_BYTES:
            raise send_error(45002 if size else 44004)
        return {"msgtype": "text", "text": {"content": text}}


def _aes_key(config: WecomChannel) -> bytes:
    text = config.aes_key.get_secret_value().strip()
    if len(text) != 43 or not (text.isascii() and text.isalnum()):
        raise ConfigError(
            f"channels.{config.name}.aes_key 应是 43 个字母和数字，请在“接收消息”页面重新复制 EncodingAESKey"
        )
    return base64.b64decode(text + "=")


def _outer(request: Request) -> str:
    """The encrypted part of a callback; nothing else of the envelope is looked at before the signature."""
    if len(request.body) > BODY_LIMIT:
        raise Refused(413, "消息超过 1 MiB")
    _require_signature(request)
    try:
        sealed = read_xml(request.body).get("Encrypt", "")
    except ValueError:
        raise Refused(400, "不是企业微信的消息格式") from None
    if not sealed:
        raise Refused(400, "消息里没有 Encrypt")
    return sealed


def _require_signature(request: Request) -> None:
    if not request.query.get("msg_signature"):
        raise Refused(403, "没有签名，不是企业微信发来的")


def _rest(reply: Content, worded: bool) -> tuple[Content, ...]:
    """What of a reply goes through the outbox: `worded` where its text went out as the passive reply."""
    files = enclosures(reply)
    if worded:
        return cards_of(reply) + files
    whole = words_only(reply)
    if fits_card(whole):
        return (whole, *files)
    words = (replace(whole, buttons=()),) if reply.text else ()
    return words + cards_of(reply) + files


def _is_account(account: str) -> bool:
    """Whether it stands for one person: "@all" or a bar would address others (document/path/90236)."""
    return bool(account) and "|" not in account and not account.startswith("@")


def _refused(accounts: tuple[str, ...], result: Mapping[str, Any]) -> dict[str, str]:
    """Who of the accounts got nothing although the call was accepted. WeCom gives the ids back in lower case."""
    reasons: dict[str, str] = {}
    for name, reason in (("unlicenseduser", UNLICENSED_USER), ("invaliduser", REFUSED_USER)):
        reasons |= dict.fromkeys(str(result.get(name) or "").lower().split("|"), reason)
    return {account: reasons[account.lower()] for account in accounts if account.lower() in reasons}
