"""DingTalk's error codes: what each means for the delivery, what the editors are told, and where it is documented.

Sources are pages of open.dingtalk.com by their number in the server API section: S0012 and S0013 rates and global
codes, S0033 access token, S0646 media, S0699 and S0718 robot messages received, S0714 private messages, S0717 group
webhook, S0719 downloads, S0763 group robots by template, S1433 rates and quota. "issue" is a report in a public
repository, not a statement of the vendor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.http import HttpAnswer
from bot.platform import Policy, SendError


@dataclass(frozen=True)
class Code:
    """What a code asks for. `wait` in seconds, for `wait_window`; `text` is for editors and names the remedy.

    `personal`: the receiver is at fault, not the message. `ambiguous`: the call may have taken effect.
    """

    policy: Policy
    source: str
    text: str
    wait: int = 0
    tell: bool = False
    personal: bool = False
    ambiguous: bool = False


# The access token is no longer good: it is fetched once more and the call repeated once.
TOKEN_CODES = frozenset(("InvalidAuthentication", "40001", "40014", "42001"))

OUT_OF_SCOPE = "不在机器人可使用范围或已离职"

_TOKEN = "钉钉不接受刚刚取得的凭证，一分钟后再试。如果一直这样，请检查 api_base 和 oapi_base 是否属于同一个钉钉"
_QUOTA = "本单位钉钉本月的调用量已用完，消息暂停发送。请钉钉管理员在开发者后台查看用量，购买增购包或等到下月"
_BUSY = "向钉钉发送过快，暂停片刻后自动继续"
_BLOCKED = "钉钉暂时停用了本单位或本服务器的接口调用，五分钟后自动继续"
_ROBOT = "钉钉找不到这个机器人，请检查 robot_code，并确认机器人和应用都已发布"
_STOPPED = "钉钉机器人已停用或被禁止发消息，请管理员在开发者后台启用机器人"
_RIGHT = "应用没有发消息的权限，请在开发者后台的权限管理中开通“企业内机器人发送消息权限”（qyapi_robot_sendmsg）"
_ADDRESS = "本服务器的出口 IP 不在钉钉白名单里，请在开发者后台或群机器人的安全设置里补上"
_CONTENT = "钉钉的内容审核没有通过这条消息，请修改其中的文字、链接或图片后另发"
_LONG = "消息太长，钉钉没有接收"
_SHAPE = "钉钉不接受这条消息的格式"
_MEDIA = "钉钉没有接收这张图片或这个文件，图片只支持 jpg、gif、png、bmp，都不能超过 20 MB"
_GROUP_BUSY = "群机器人一分钟超过 20 条，被钉钉限流十分钟，到时自动继续"
_WEBHOOK = "群机器人的 webhook 不存在，请检查 access_token，或在群里重新添加机器人"
_SYSTEM = "钉钉系统繁忙，稍后自动重试"

CODES: Mapping[str, Code] = {
    # Signing in. A token code is only acted on once a fresh token was refused as well.
    "invalidClientIdOrSecret": Code(
        "stop_channel", "S0033", "Client ID 或 Client Secret 不对，请到开发者后台的凭证与基础信息核对", tell=True
    ),
    "InvalidAuthentication": Code("wait_window", "S0013", _TOKEN, wait=60, tell=True),
    "40001": Code("wait_window", "S0013", _TOKEN, wait=60, tell=True),
    "40014": Code("wait_window", "S0013", _TOKEN, wait=60, tell=True),
    "42001": Code("wait_window", "S0013", _TOKEN, wait=60, tell=True),
    "88": Code("stop_channel", "S0013", "钉钉鉴权没有通过，请核对 Client ID、Client Secret 和应用权限", tell=True),
    "Forbidden.AccessDenied.AccessTokenPermissionDenied": Code("stop_channel", "S0013", _RIGHT, tell=True),
    "60011": Code("stop_channel", "S0013", _RIGHT, tell=True),
    "Forbidden.AccessDenied.IpNotInWhiteList": Code("stop_channel", "S0013", _ADDRESS, tell=True),
    "60020": Code("stop_channel", "S0013", _ADDRESS, tell=True),
    # The month's quota of the whole organisation.
    "Forbidden.AccessDenied.ApiCountLimitForOrg": Code("stop_channel", "S1433", _QUOTA, tell=True),
    "90020": Code("stop_channel", "S1433", _QUOTA, tell=True),
    "90030": Code("stop_channel", "Aliyun developer Q&A 595588", _QUOTA, tell=True),
    "20001": Code("stop_channel", "S0699", _QUOTA, tell=True),
    # Rates.
    "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi": Code("wait_window", "S1433", _BUSY, wait=1),
    "90018": Code("wait_window", "S1433", _BUSY, wait=1),
    "Forbidden.AccessDenied.QpsLimitForApi": Code("wait_window", "S1433", _BUSY, wait=5),
    "90002": Code("wait_window", "S0012", _BUSY, wait=5),
    "Forbidden.AccessDenied.QpmLimitForAppkeyAndApi": Code("wait_window", "S0013", _BUSY, wait=60),
    "send.too.fast": Code("wait_window", "S0714", _BUSY, wait=60),
    "send.byToken.tooFast": Code("wait_window", "S0714", _BUSY, wait=60),
    "too.many.people": Code("wait_window", "S0714", _BUSY, wait=60),
    "too.many.group": Code("wait_window", "S0714", _BUSY, wait=60),
    "90001": Code("wait_window", "S0013", _BLOCKED, wait=300),
    "90003": Code("wait_window", "S0013", _BLOCKED, wait=300),
    "90004": Code("wait_window", "S0013", _BLOCKED, wait=300),
    "90005": Code("wait_window", "S0013", _BLOCKED, wait=300),
    "90006": Code("wait_window", "S0013", _BLOCKED, wait=300),
    "1111": Code("wait_window", "S0012", _BLOCKED, wait=300),
    "130101": Code("wait_window", "issue nightingale#369", _GROUP_BUSY, wait=600),
    "410100": Code("wait_window", "S0717", _GROUP_BUSY, wait=600),
    "450101": Code("wait_window", "a public sender's list", _GROUP_BUSY, wait=600),
    # The robot.
    "invalidParameter.robotCode.empty": Code("stop_channel", "S0714", _ROBOT, tell=True),
    "invalidParameter.robotCode.notExsit": Code("stop_channel", "S0714", _ROBOT, tell=True),
    "invalidParameter.robotCode.invalid": Code("stop_channel", "S0714", _ROBOT, tell=True),
    "template.not.existed": Code("stop_channel", "S0714", _ROBOT, tell=True),
    "invalidParameter.token.invalid": Code("stop_channel", "S0714", _ROBOT, tell=True),
    "token.notExisted": Code("stop_channel", "S0714", _ROBOT, tell=True),
    "template.stopped": Code("stop_channel", "S0714", _STOPPED, tell=True),
    "send.forbidden": Code("stop_channel", "S0714", _STOPPED, tell=True),
    "bot.forbidden.sendMessage": Code("stop_channel", "S0714", _STOPPED, tell=True),
    "chatbotId.notAllow.sendOTO": Code("stop_channel", "S0714", _STOPPED, tell=True),
    "ip.not.match": Code("stop_channel", "S0714", _ADDRESS, tell=True),
    # The receiver.
    "staffId.notExisted": Code("give_up", "S0714", OUT_OF_SCOPE, personal=True),
    "robot.oto.notExist": Code("give_up", "S0714", "与机器人没有单聊会话，请本人先给机器人发一条消息", personal=True),
    "session.notExisted": Code("give_up", "S0714", "与机器人的会话不存在，请本人先给机器人发一条消息", personal=True),
    "session.expired": Code("give_up", "S0714", "与机器人的会话已过期，请本人先给机器人发一条消息", personal=True),
    # The message. Every other invalidParameter., miss.param. and contain. code has the same fate, see `code_for`.
    "invalidParameter.msgParam.tooLong": Code("give_up", "S0714", _LONG),
    "460101": Code("give_up", "issue timonwong#30", _LONG),
    "101002": Code("give_up", "issue timonwong#30", _LONG),
    "45002": Code("give_up", "S0013", _LONG),
    "invalidParameter.userIds.overMax": Code("give_up", "S0714", "一次发送的人数超过钉钉的上限 20 人", tell=True),
    "invalidParameter.msgKey.invalid": Code("give_up", "S0714", _SHAPE, tell=True),
    "invalidParameter.msgParam.invalid": Code("give_up", "S0714", _SHAPE, tell=True),
    "sendMessage.model.notMatch": Code("give_up", "S0714", _SHAPE, tell=True),
    "40035": Code("give_up", "S0717", _SHAPE, tell=True),
    "43004": Code("give_up", "S0717", _SHAPE, tell=True),
    "400105": Code("give_up", "S0717", _SHAPE, tell=True),
    "contain.unsafe.url": Code("give_up", "S0714", _CONTENT, tell=True),
    "contain.notAllowed.text": Code("give_up", "S0714", _CONTENT, tell=True),
    "contain.notAllowed.content": Code("give_up", "S0714", _CONTENT, tell=True),
    "contain.notAllowed.picture": Code("give_up", "S0714", _CONTENT, tell=True),
    "430101": Code("give_up", "S0717", _CONTENT, tell=True),
    "430102": Code("give_up", "S0717", _CONTENT, tell=True),
    "430103": Code("give_up", "S0717", _CONTENT, tell=True),
    "430104": Code("give_up", "S0717", _CONTENT, tell=True),
    "40004": Code("give_up", "S0646", _MEDIA),
    "40005": Code("give_up", "S0013", _MEDIA),
    "40006": Code("give_up", "S0013", _MEDIA),
    "45001": Code("give_up", "S0013", _MEDIA),
    # Files that were sent to the robot.
    "invalidParameter.robotCode.downloadCode": Code(
        "give_up", "S0719", "钉钉上的文件已过期，取不到了，请本人在单聊里重新发送"
    ),
    "invalidParameter.robotCode.auth": Code(
        "give_up", "S0719", "文件不是发给这个机器人的，取不到，请检查 robot_code 是否写成了别的机器人", tell=True
    ),
    # The group webhook.
    "310000": Code(
        "stop_channel", "S0717", "群机器人的安全设置没有通过，请核对关键词、加签密钥和 IP 白名单", tell=True
    ),
    "310000 keywords": Code(
        "stop_channel", "S0717", "群机器人要求消息里有自定义关键词，请把安全设置改为只用加签", tell=True
    ),
    "310000 timestamp": Code("stop_channel", "S0717", "本服务器的时间与钉钉相差超过一小时，请校准系统时间", tell=True),
    "310000 sign": Code("stop_channel", "S0717", "群机器人的加签密钥不对，请核对配置里 SEC 开头的 secret", tell=True),
    "310000 unsigned": Code(
        "stop_channel", "S0702", "群机器人开了加签，请把安全设置里 SEC 开头的密钥填到配置的 secret", tell=True
    ),
    "310000 whitelist": Code("stop_channel", "S0717", _ADDRESS, tell=True),
    "300001": Code("stop_channel", "issue timonwong#91", _WEBHOOK, tell=True),
    "400013": Code("stop_channel", "S0717", "钉钉群已被解散，请换一个群的机器人", tell=True),
    "400101": Code("stop_channel", "S0717", _WEBHOOK, tell=True),
    "400102": Code("stop_channel", "S0717", "群机器人已停用，请在群设置里启用", tell=True),
    "400106": Code("stop_channel", "S0717", "群里没有这个机器人，请在群设置里重新添加", tell=True),
    # Passing trouble.
    "-1": Code("retry", "S0717", _SYSTEM),
    "system.error": Code("retry", "S0714", _SYSTEM, ambiguous=True),
    "unknown.send.result": Code("retry", "S0013", "钉钉不确定消息是否送达", ambiguous=True),
    "660026": Code("retry", "S0763", _SYSTEM),
}

# 310000 says in words what it is about (S0717); newer answers say it in Chinese.
_UNSAFE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("keywords", ("keywords", "关键词")),
    ("timestamp", ("timestamp", "过期")),
    ("sign", ("sign not match", "签名")),
    ("whitelist", ("whitelist", "白名单")),
)

_FAMILIES: tuple[tuple[str, Code], ...] = (
    ("contain.", Code("give_up", "S0714", _CONTENT, tell=True)),
    ("invalidParameter.", Code("give_up", "S0714", _SHAPE, tell=True)),
    ("miss.param.", Code("give_up", "S0714", _SHAPE, tell=True)),
    ("invalid.param.", Code("give_up", "S0714", _SHAPE, tell=True)),
    ("Forbidden.", Code("stop_channel", "S0013", "钉钉拒绝了应用的调用，请检查应用的权限和状态", tell=True)),
)


def code_for(code: str) -> Code:
    """The fate of a code. One that nobody documented is tried again, as often as the delivery allows."""
    if code in CODES:
        return CODES[code]
    for beginning, fate in _FAMILIES:
        if code.startswith(beginning):
            return fate
    return Code("retry", "", "钉钉返回了没有记载的错误码，稍后自动重试")


def failure(code: str) -> SendError:
    """The error to raise for a code, worded from the table alone: the platform's own text may hold secrets."""
    fate = code_for(code)
    text = f"{fate.text}（{code}）"
    return SendError(text, fate.policy, code=code, wait=fate.wait, ambiguous=fate.ambiguous, tell=fate.tell)


def read_answer(answer: HttpAnswer) -> tuple[dict[str, Any], str]:
    """What DingTalk answered, and its error code: "" where the call was accepted.

    The new interface says it by the HTTP status and `code`, the old one by `errcode` beside 200, as a number or as
    text (S0717); a banned address gets `{"status":1111,…}` (S0012). SendError where it is none of these.
    """
    if answer.status == 401:
        return {}, "InvalidAuthentication"
    value = answer.json()
    if "errcode" in value:
        return value, _old_code(value)
    if value.get("punish") == "deny":
        return value, "1111"
    if answer.status >= 400:
        return value, _short(value.get("code")) or f"http{answer.status}"
    return value, ""


def _old_code(value: Mapping[str, Any]) -> str:
    code = _short(value["errcode"])
    if code != "310000":
        return "" if code == "0" else code or "?"
    message = str(value.get("errmsg", ""))
    faults = (fault for fault, words in _UNSAFE if any(word in message for word in words))
    return f"310000 {next(faults, '')}".strip()


def _short(code: object) -> str:
    """A code fit for a log line and for a message to editors."""
    text = "" if code is None else str(code)[:80]
    return "".join(letter for letter in text if letter.isascii() and (letter.isalnum() or letter in "._-"))
