"""What became of a message, and what the jobs, rungs, audiences and platforms are called towards people."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from models.why_facts import Told
from reports.calendar_text import clock_text

PLATFORM_NAMES = {
    "wecom": "企业微信",
    "wecom-webhook": "企业微信群",
    "dingtalk": "钉钉",
    "dingtalk-webhook": "钉钉群",
    "console": "聊天页",
}
AUDIENCE_NAMES = {
    "liaison": "信息报送员",
    "deputy": "代理人",
    "head": "单位负责人",
    "editors": "宣传办",
    "leaders": "领导",
    "group": "工作群",
}
JOB_NAMES = {
    "chase": "催报",
    "reminder": "人工催报",
    "bind": "绑定通知",
    "deputy": "代理通知",
    "decision": "审核结果",
    "open-periods": "花名册提醒",
    "hand-over": "交接提醒",
    "post-progress": "进度通报",
    "lapse-drafts": "草稿提醒",
    "warn-calendar": "日历提醒",
    "watch-quota": "调用量提醒",
    "channel-trouble": "通道故障",
    "attachment": "附件通知",
}


def rung_name(rung: str, rungs: Sequence[str]) -> str:
    """`第2级` of the ladder; the rung's own id where the ladder has changed since."""
    return f"第{rungs.index(rung) + 1}级" if rung in rungs else f"「{rung}」级"


def outcome_text(state: str, error: str | None) -> str:
    """Whether a message arrived, and if not why."""
    reason = (error or "").rstrip("。")
    match state:
        case "sent":
            return "已送达"
        case "failed":
            return f"没有送达：{reason}" if reason else "没有送达"
        case "cancelled":
            return f"已收回：{reason}" if reason else "已收回"
        case "sending":
            return "正在发送"
    return f"等待重发：{reason}" if reason else "等待发送"


def told_line(told: Told, rungs: Sequence[str], zone: ZoneInfo) -> str:
    """`11月19日（周四）15:07 催报第1级，企业微信发给测试员01，已送达`."""
    when = clock_text(told.sent_at or told.due_at, zone)
    what = JOB_NAMES["chase"] + rung_name(told.rung, rungs) if told.rung else JOB_NAMES["reminder"]
    through = PLATFORM_NAMES.get(told.platform, told.platform)
    whom = told.name if told.name and told.audience in ("liaison", "deputy", "head") else ""
    audience = AUDIENCE_NAMES.get(told.audience, "")
    return f"{when} {what}，{through}发给{audience}{whom}，{outcome_text(told.state, told.error)}"
