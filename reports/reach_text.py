"""The answer to 失联: who cannot be reached, why, what to do, and which way is used instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.receivers import NO_ACCOUNT as NO_ACCOUNT
from reports.calendar_text import day_text
from reports.told_text import PLATFORM_NAMES

NEVER_OPENED = "从未打开应用"

# By words of the reasons that the platforms' answers are put into (bot.wecom_codes, bot.dingtalk_codes).
_REMEDIES = (
    ("不在应用可见范围", "请管理员在企业微信后台把此人加入应用可见范围；已离职的请更新花名册"),
    ("没有接口许可", ""),
    ("通讯录里没有这个账号", "请核对花名册里的账号；已离职的请更新花名册"),
    ("不在机器人可使用范围", "请管理员在钉钉开放平台把此人加入可使用范围；已离职的请更新花名册"),
    ("频率", "稍后自动重试，不用处理"),
    ("先给机器人发一条消息", ""),
)
_OTHERWISE = "请核对花名册里的账号，并请本人打开应用发一句“帮助”"


@dataclass(frozen=True)
class Lost:
    """One person who cannot be reached. `platform` is "" for all; `since` is the office's date.

    `instead` is the platform that is used instead; `head` is whether the unit's head is told.
    """

    unit: str
    name: str
    platform: str
    reason: str
    since: date | None = None
    instead: str | None = None
    head: bool = False


def lost_text(found: Sequence[Lost], empty: Sequence[str] = ()) -> str:
    """One line for each reason; a person may have several. `empty` are the units that have no liaison in office."""
    people = len({(each.unit, each.name) for each in found})
    lines = [f"失联{people}人：", *(_line(each) for each in found)] if found else []
    if empty:
        lines.append(f"没有在任信息报送员的单位：{'、'.join(empty)}。请在花名册里补充后重新导入。")
    return "\n".join(lines) or "没有失联人员。"


def what_to_do(reason: str) -> str:
    """What helps against a reason in one clause, "" where the reason itself says it."""
    if reason == NO_ACCOUNT:
        return "请在花名册里补上账号"
    if reason.startswith(NEVER_OPENED):
        return "请本人打开应用，发一句“帮助”"
    return next((todo for words, todo in _REMEDIES if words in reason), _OTHERWISE)


def _line(lost: Lost) -> str:
    platform = f"（{PLATFORM_NAMES.get(lost.platform, lost.platform)}）" if lost.platform else ""
    since = f"，自{day_text(lost.since)}起" if lost.since else ""
    todo = what_to_do(lost.reason)
    clauses = [f"{lost.reason}{since}", *([todo] if todo else [])]
    if lost.instead:
        clauses.append(f"已改由{PLATFORM_NAMES.get(lost.instead, lost.instead)}发送")
    elif lost.head:
        clauses.append("催报改发单位负责人")
    return f"{lost.unit} {lost.name}{platform}：{'。'.join(clauses)}。"
