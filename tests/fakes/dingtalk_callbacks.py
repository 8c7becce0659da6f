"""Robot messages as DingTalk posts them in HTTP mode (S0718, S0699), really signed."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.config import DingtalkChannel
from bot.platform import Request

NICKNAME = "测试员"


def signed(config: DingtalkChannel, body: bytes, at: datetime) -> Request:
    """A callback with any body and a signature of the moment `at`."""
    timestamp = str(milliseconds(at))
    secret = config.client_secret.get_secret_value()
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    headers = {
        "content-type": "application/json; charset=utf-8",
        "timestamp": timestamp,
        "sign": base64.b64encode(digest).decode(),
    }
    return Request("POST", {}, headers, body)


def signed_json(config: DingtalkChannel, body: object, at: datetime) -> Request:
    """A callback with any JSON value for a body."""
    return signed(config, json.dumps(body, ensure_ascii=False).encode(), at)


def message(
    config: DingtalkChannel, staff_id: str, msg_id: str, at: datetime, group: str, said: Mapping[str, Any]
) -> dict[str, Any]:
    """The body of a message; `said` are msgtype and what belongs to it. `staff_id` "" is somebody from outside."""
    body: dict[str, Any] = {
        "senderPlatform": "Mac",
        "conversationId": group or f"cid-private-{staff_id}==",
        "conversationType": "2" if group else "1",
        "chatbotCorpId": "ding9733000000000000",
        "chatbotUserId": "$:LWCP_v1:$robot",
        "robotCode": config.robot_code or config.client_id,
        "msgId": msg_id,
        "createAt": milliseconds(at),
        "senderNick": NICKNAME,
        "senderId": f"$:LWCP_v1:${staff_id or 'outsider'}",
        "senderCorpId": "ding9733000000000000",
        "isAdmin": False,
        "sessionWebhook": "https://oapi.dingtalk.com/robot/sendBySession?session=nobody-may-see",
        "sessionWebhookExpiredTime": milliseconds(at) + 5_400_000,
        **said,
    }
    if staff_id:
        body["senderStaffId"] = staff_id
    if group:
        robot = {"dingtalkId": body["chatbotUserId"]}
        body |= {"conversationTitle": "测试群", "isInAtList": True, "atUsers": [robot]}
    return body


def signed_message(
    config: DingtalkChannel, staff_id: str, msg_id: str, at: datetime, group: str, said: Mapping[str, Any]
) -> Request:
    """A callback with a message, see `message`."""
    return signed_json(config, message(config, staff_id, msg_id, at, group, said), at)


def signed_text(
    config: DingtalkChannel, staff_id: str, text: str, msg_id: str, at: datetime, group: str = ""
) -> Request:
    """A text. In a group it begins with the space that DingTalk leaves where @机器人 was."""
    said = {"msgtype": "text", "text": {"content": f" {text}" if group else text}}
    return signed_message(config, staff_id, msg_id, at, group, said)


def signed_rich_text(
    config: DingtalkChannel,
    staff_id: str,
    pieces: Sequence[Mapping[str, str]],
    msg_id: str,
    at: datetime,
    group: str = "",
) -> Request:
    """Texts and pictures in one message: {"text"} or {"type": "picture", "downloadCode"}."""
    said = {"msgtype": "richText", "content": {"richText": list(pieces)}}
    return signed_message(config, staff_id, msg_id, at, group, said)


def signed_picture(
    config: DingtalkChannel, staff_id: str, code: str, msg_id: str, at: datetime, group: str = ""
) -> Request:
    """A picture alone."""
    said = {"msgtype": "picture", "content": {"downloadCode": code}}
    return signed_message(config, staff_id, msg_id, at, group, said)


def signed_audio(
    config: DingtalkChannel, staff_id: str, code: str, recognition: str, msg_id: str, at: datetime
) -> Request:
    """A voice message with what DingTalk heard in it; only in private chat."""
    content = {"duration": 4000, "downloadCode": code, "recognition": recognition}
    return signed_message(config, staff_id, msg_id, at, "", {"msgtype": "audio", "content": content})


def signed_video(config: DingtalkChannel, staff_id: str, code: str, msg_id: str, at: datetime) -> Request:
    """A video; only in private chat."""
    content = {"duration": 4000, "downloadCode": code, "videoType": "mp4"}
    return signed_message(config, staff_id, msg_id, at, "", {"msgtype": "video", "content": content})


def signed_file(config: DingtalkChannel, staff_id: str, code: str, filename: str, msg_id: str, at: datetime) -> Request:
    """A file; only in private chat."""
    content = {"downloadCode": code, "fileName": filename}
    return signed_message(config, staff_id, msg_id, at, "", {"msgtype": "file", "content": content})


def milliseconds(at: datetime) -> int:
    """A moment as DingTalk writes it."""
    return int(at.timestamp() * 1000)
