"""What the editors are told when a platform's monthly quota of calls runs out."""

from models.calls import Use
from models.outbox import Content


def quota_notice(use: Use) -> Content:
    """How much is used, what happens when it is used up, and what to do."""
    state = (
        f"本月已调用{use.calls}次，达到每月额度{use.quota}次的{use.calls * 100 // use.quota}%。"
        "额度用完后，该通道本月将无法收发消息。"
    )
    todo = "请联系管理员增购额度，或减少工作群发布和查询。额度有变动的，请修改配置里的 monthly_calls。"
    return Content(f"【调用量提醒】通道 {use.channel} {state}{todo}", title="调用量提醒")
