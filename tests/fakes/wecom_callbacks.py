"""Callbacks as WeCom sends them, really signed and encrypted by the library's own class, and passive replies read back.

Times are aware; `at` is both the time of the request and, where a message has one, its CreateTime.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import xmltodict
from wechatpy.enterprise.crypto import WeChatCrypto

from bot.config import WecomChannel
from bot.platform import Request, Response

NONCE = "1372623149"


def signed_text(config: WecomChannel, user: str, text: str, msg_id: str, at: datetime) -> Request:
    """A text message."""
    return _message(config, user, "text", msg_id, at, Content=text)


def signed_image(config: WecomChannel, user: str, media_id: str, msg_id: str, at: datetime) -> Request:
    """A photo."""
    address = "https://example.invalid/picture"
    return _message(config, user, "image", msg_id, at, MediaId=media_id, PicUrl=address)


def signed_voice(config: WecomChannel, user: str, media_id: str, msg_id: str, at: datetime) -> Request:
    """A voice message."""
    return _message(config, user, "voice", msg_id, at, MediaId=media_id, Format="amr")


def signed_video(config: WecomChannel, user: str, media_id: str, msg_id: str, at: datetime) -> Request:
    """A video."""
    return _message(config, user, "video", msg_id, at, MediaId=media_id, ThumbMediaId="thumb")


def signed_file(config: WecomChannel, user: str, media_id: str, filename: str, msg_id: str, at: datetime) -> Request:
    """A file, undocumented but seen."""
    return _message(config, user, "file", msg_id, at, MediaId=media_id, FileName=filename)


def signed_link(config: WecomChannel, user: str, title: str, url: str, msg_id: str, at: datetime) -> Request:
    """A shared link."""
    return _message(config, user, "link", msg_id, at, Title=title, Description="说明", Url=url, PicUrl="")


def signed_location(config: WecomChannel, user: str, label: str, msg_id: str, at: datetime) -> Request:
    """A place."""
    place = {"Location_X": "33.02", "Location_Y": "119.02", "Scale": "15", "Label": label, "AppType": "wxwork"}
    return _message(config, user, "location", msg_id, at, **place)


def signed_event(config: WecomChannel, user: str, event: str, at: datetime, **fields: str) -> Request:
    """An event: `enter_agent`, `subscribe`, `click` (with EventKey) …"""
    return signed_xml(config, _xml(config, user, "event", at, {"Event": event, "EventKey": "", **fields}), at)


def signed_card_click(
    config: WecomChannel, user: str, key: str, at: datetime, task_id: str = "task", response_code: str = "code"
) -> Request:
    """A press on a button of a template card."""
    fields = {"EventKey": key, "TaskId": task_id, "CardType": "button_interaction", "ResponseCode": response_code}
    return signed_event(config, user, "template_card_event", at, **fields)


def signed_xml(config: WecomChannel, xml: str, at: datetime, corp_id: str = "", timestamp: str = "") -> Request:
    """Any content in a valid envelope; `corp_id` for another receiver, `timestamp` for another time in the query."""
    query, sealed = _seal(config, xml, timestamp or str(int(at.timestamp())), corp_id)
    return Request("POST", query, {"content-type": "text/xml"}, envelope(sealed, config))


def signed_echo(config: WecomChannel, text: str, at: datetime) -> Request:
    """The check of the address."""
    query, sealed = _seal(config, text, str(int(at.timestamp())), "")
    return Request("GET", {**query, "echostr": sealed}, {}, b"")


def envelope(sealed: str, config: WecomChannel) -> bytes:
    """The outer body round an encrypted text."""
    return (
        f"<xml><ToUserName><![CDATA[{config.corp_id}]]></ToUserName><AgentID><![CDATA[{config.agent_id}]]></AgentID>"
        f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    ).encode()


def read_reply(config: WecomChannel, response: Response) -> Mapping[str, Any]:
    """The decrypted passive reply as a dictionary, its signature verified by the library; {} if it is empty."""
    if not response.body:
        return {}
    outer = xmltodict.parse(response.body)["xml"]
    xml = _crypto(config, "").decrypt_message(response.body, outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"])
    inner: Mapping[str, Any] = xmltodict.parse(xml)["xml"]
    return inner


def _crypto(config: WecomChannel, corp_id: str) -> Any:
    key = config.aes_key.get_secret_value()
    return WeChatCrypto(config.token.get_secret_value(), key, corp_id or config.corp_id)


def _seal(config: WecomChannel, text: str, timestamp: str, corp_id: str) -> tuple[dict[str, str], str]:
    sealed_xml = _crypto(config, corp_id).encrypt_message(text, NONCE, timestamp)
    sealed = re.findall(r"<Encrypt><!\[CDATA\[(.*)\]\]></Encrypt>", sealed_xml)[0]
    signature = re.findall(r"<MsgSignature><!\[CDATA\[(.*)\]\]></MsgSignature>", sealed_xml)[0]
    return {"msg_signature": signature, "timestamp": timestamp, "nonce": NONCE}, sealed


def _message(config: WecomChannel, user: str, kind: str, msg_id: str, at: datetime, **fields: str) -> Request:
    return signed_xml(config, _xml(config, user, kind, at, {**fields, "MsgId": msg_id}), at)


def _xml(config: WecomChannel, user: str, kind: str, at: datetime, fields: Mapping[str, str]) -> str:
    parts = {
        "ToUserName": config.corp_id,
        "FromUserName": user,
        "CreateTime": str(int(at.timestamp())),
        "MsgType": kind,
        **fields,
        "AgentID": str(config.agent_id),
    }
    inside = "".join(f"<{name}>{_cdata(value)}</{name}>" for name, value in parts.items())
    return f"<xml>{inside}</xml>"


def _cdata(value: str) -> str:
    return "<![CDATA[" + value.replace("]]>", "]]]]><![CDATA[>") + "]]>"
