"""What to do on each error code of WeCom (企业微信), with the page that documents it beside it."""

import re
from dataclasses import dataclass

from bot.platform import Policy, SendError

_PATH = "https://developer.work.weixin.qq.com/document/path/"
_CODES = _PATH + "90313"  # 全局错误码
_TOKEN = _PATH + "91039"  # 获取 access_token
_SEND = _PATH + "90236"  # 发送应用消息
_RATES = _PATH + "90454"  # 访问频率限制
_MEDIA = _PATH + "96486"  # 获取临时素材
_UPLOAD = _PATH + "96484"  # 上传临时素材
_CARD = _PATH + "94888"  # 更新模版卡片消息
_WEBHOOK = _PATH + "99110"  # 消息推送（群机器人）
_WEBHOOK_LENGTH = "https://github.com/dromara/domain-admin/issues/82"

# A block lasts as long as the window that was exceeded; the shortest is a minute (_RATES).
WINDOW_SECONDS = 60


@dataclass(frozen=True)
class Rule:
    """What a code means. `text` is for editors; `person` is set where the receivers are at fault, not the message."""

    policy: Policy
    text: str
    source: str
    tell: bool = False
    wait: int = 0
    person: str = ""


_SECRET = "企业微信不认 Secret，请在管理后台核对 corp_id 和应用的 Secret，并确认应用没有停用，改好后重启"
_PERMISSION = "应用没有调用这个接口的权限，请确认 secret 是自建应用的，不是通讯录同步的"
_OUT_OF_RANGE = "不在应用可见范围"
_NOBODY = "通讯录里没有这个账号"
_BROKEN_CARD = "企业微信不收这张按钮卡片，已放弃，请改用文字命令"
_RATE = "发送太频繁，企业微信要求暂停，一分钟后自动继续"
_TOO_LONG = "消息超过企业微信的长度限制，已放弃"
_PICTURE = "企业微信不收这张图片或这个文件，图片请换成 10 MB 以内的 JPG 或 PNG，文件请控制在 20 MB 以内"
_GONE_GROUP = "群机器人的 key 无效或机器人已被移出群，请在群里重新添加后更新配置里的 key"

RULES: dict[int, Rule] = {
    -1: Rule("retry", "企业微信系统繁忙，稍后自动重试", _CODES),
    40001: Rule("stop_channel", _SECRET, _TOKEN, tell=True),
    40003: Rule("give_up", "接收人的账号无效", _CODES, person=_NOBODY),
    40004: Rule("give_up", _PICTURE, _UPLOAD),
    40006: Rule("give_up", _PICTURE, _UPLOAD),
    40007: Rule("give_up", "文件已过期，企业微信只保留三天，请让对方重新发一次", _MEDIA),
    40008: Rule("give_up", "企业微信不支持这种消息，已放弃", _CODES),
    40009: Rule("give_up", _PICTURE, _UPLOAD),
    40013: Rule("stop_channel", "企业 ID 不对，请在“我的企业”页面底部核对 corp_id", _CODES, tell=True),
    # Only seen once a fresh token was refused as well: the first refusal is answered with one refresh.
    40014: Rule("wait_window", "企业微信不认刚取的凭证，一分钟后再试", _TOKEN, tell=True, wait=WINDOW_SECONDS),
    40031: Rule("give_up", "接收人的账号无效", _CODES, person=_OUT_OF_RANGE),
    40032: Rule("give_up", "一次发送的人数超过 1000，已放弃", _SEND),
    40033: Rule("give_up", "消息里有企业微信不收的字符，已放弃", _CODES),
    40056: Rule("stop_channel", "应用的 AgentId 不对，请在应用详情页核对 agent_id", _CODES, tell=True),
    40058: Rule("give_up", "消息的内容或长度不合企业微信的要求，已放弃", _WEBHOOK_LENGTH),
    40063: Rule("give_up", "消息缺少必填的内容，已放弃", _CODES),
    40091: Rule("stop_channel", "Secret 是别的企业的，请核对 corp_id 和 secret", _CODES, tell=True),
    40123: Rule("give_up", _PICTURE, _UPLOAD),
    40201: Rule("give_up", "消息含敏感信息，被企业微信拦截，请修改内容后重新发送", _CODES, tell=True),
    41001: Rule("wait_window", "企业微信没有收到凭证，一分钟后再试", _CODES, tell=True, wait=WINDOW_SECONDS),
    41002: Rule("stop_channel", "没有填企业 ID，请补上 corp_id", _CODES, tell=True),
    41004: Rule("stop_channel", "没有填 Secret，请补上 secret", _CODES, tell=True),
    41011: Rule("stop_channel", "没有填 AgentId，请补上 agent_id", _CODES, tell=True),
    42001: Rule("wait_window", "企业微信的凭证刚取就过期，一分钟后再试", _TOKEN, tell=True, wait=WINDOW_SECONDS),
    43012: Rule(
        "give_up", "应用还没有设置接收消息，不能发按钮卡片，请先填好 URL、Token 和 EncodingAESKey", _SEND, tell=True
    ),
    44001: Rule("give_up", "图片或文件是空的，已放弃", _UPLOAD),
    44004: Rule("give_up", "消息是空的，已放弃", _CODES),
    45001: Rule("give_up", "图片或文件太大，已放弃", _UPLOAD),
    45002: Rule("give_up", _TOO_LONG, _CODES),
    45009: Rule("wait_window", _RATE, _RATES, wait=WINDOW_SECONDS),
    45031: Rule("stop_channel", "企业微信认为 Secret 不安全，请在管理后台重置后更新配置", _CODES, tell=True),
    45033: Rule("wait_window", _RATE, _CODES, wait=WINDOW_SECONDS),
    46004: Rule("give_up", "接收人不存在", _CODES, person=_NOBODY),
    48001: Rule("stop_channel", _PERMISSION, _CODES, tell=True),
    48002: Rule("stop_channel", _PERMISSION, _CODES, tell=True),
    48004: Rule("stop_channel", "应用的授权已取消，请在管理后台重新启用", _CODES, tell=True),
    48006: Rule(
        "stop_channel", "应用长时间没有使用，权限被企业微信收回，请管理员在“应用管理”里重新启用", _CODES, tell=True
    ),
    48009: Rule("stop_channel", "通讯录同步不能用于发消息，请换成自建应用的 secret", _CODES, tell=True),
    50003: Rule("stop_channel", "应用已停用，请在“应用管理”里重新启用", _CODES, tell=True),
    60011: Rule("stop_channel", "应用对这些成员没有权限，请在管理后台调整可见范围", _CODES, tell=True),
    60020: Rule("stop_channel", "服务器的出口 IP 不在“企业可信IP”里，请添加，一分钟后生效", _CODES, tell=True),
    60021: Rule("give_up", "接收人不在应用可见范围", _CODES, person=_OUT_OF_RANGE),
    60111: Rule("give_up", "接收人不存在", _CODES, person=_NOBODY),
    60140: Rule("give_up", "卡片已超过 72 小时，不能再更新", _CARD),
    81013: Rule("give_up", "接收人全部不在应用可见范围", _CODES, person=_OUT_OF_RANGE),
    82001: Rule("give_up", "没有接收人，已放弃", _CODES),
    82004: Rule("give_up", "消息里有企业微信不收的内容，已放弃", _CODES),
    93000: Rule("stop_channel", _GONE_GROUP, _WEBHOOK, tell=True),
    93004: Rule("stop_channel", "群机器人已停用，请群主在群设置里启用", _CODES, tell=True),
    93006: Rule("stop_channel", "群已不存在，请核对配置", _CODES, tell=True),
    93008: Rule("stop_channel", "机器人不在群里，请在群里重新添加后更新配置里的 key", _CODES, tell=True),
    301002: Rule(
        "stop_channel", "secret 和 agent_id 不是同一个应用的，请在同一个应用详情页核对两者", _CODES, tell=True
    ),
    301007: Rule("stop_channel", "企业已解散或被封禁，请联系企业微信管理员", _CODES, tell=True),
    301042: Rule("stop_channel", "服务器的出口 IP 不在白名单里，请在应用的“企业可信IP”里添加", _CODES, tell=True),
    830002: Rule("give_up", "文件超过 20 MB，没有下载，请对方压缩后重发", _MEDIA),
    # Faults of a template card, one code per field.
    **{code: Rule("give_up", _BROKEN_CARD, _CODES, tell=True) for code in (*range(42014, 42021), *range(42027, 42052))},
}

# The token is at fault: fetch a new one once, and try once more (_TOKEN).
TOKEN_CODES = frozenset(("40014", "41001", "42001"))

REFUSED_USER = _OUT_OF_RANGE
UNLICENSED_USER = "没有接口许可，请管理员在企业微信后台分配"

# WeCom ends its text with "from ip: 1.2.3.4, more info at …"; nothing else of it is shown.
_ADDRESS = re.compile(r"from ip: ?([0-9A-Fa-f.:]{3,45})")


def send_error(code: int, errmsg: str = "") -> SendError:
    """The error for a code. `errmsg` is only looked at for the address that 60020 wants to be entered.

    A code that the table does not name is tried again; the delivery loop bounds how often.
    """
    rule = RULES.get(code)
    if rule is None:
        return SendError(f"企业微信返回错误 {code}，稍后自动重试", "retry", code=str(code))
    text = rule.text
    address = _ADDRESS.search(errmsg) if code in (60020, 301042) else None
    if address:
        text = f"{text}。要添加的 IP：{address[1].rstrip('.:')}"
    return SendError(f"{text}（{code}）", rule.policy, code=str(code), wait=rule.wait, tell=rule.tell)


def receivers_at_fault(code: str) -> str:
    """Why nobody of the addressed got the message, "" where the code is about something else."""
    rule = RULES.get(int(code)) if code.isdigit() else None
    return rule.person if rule else ""
