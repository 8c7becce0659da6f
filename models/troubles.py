"""Who hears of it when something cannot be sent: the editors of a channel's plans, and who has asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from models.channels import plans_of, private_routes
from models.members import members_with_role
from models.outbox import Content, Letter, OutboxRow, post
from rules.periods import office_date
from rules.plan import OFFICE

Policy = Literal["retry", "give_up", "wait_window", "stop_channel"]


@dataclass(frozen=True)
class Failure:
    """Why a call failed and what is to be done, in the words of `bot.platform.SendError`; `wait` in seconds."""

    policy: Policy
    reason: str
    code: str = ""
    wait: int = 0
    ambiguous: bool = False
    tell: bool = False


def tell_editors(connection: Connection, channel: str, failure: Failure, now: datetime) -> None:
    """Tells the editors of the channel's plans, through other channels, once a day and code."""
    code = (failure.code or failure.policy)[:80]
    text = f"通道 {channel} 有消息发不出去：{failure.reason.rstrip('。')}。"
    if failure.policy == "stop_channel":
        text += "处理好以后会自动补发，不用重新操作。"
    office_day = office_date(now, OFFICE)
    letters: dict[tuple[str, str], Letter] = {}
    for plan in plans_of(connection, channel):
        editors = [person.member_id for person in members_with_role(connection, plan, ["editor"], office_day)]
        for member, ways in private_routes(connection, editors).items():
            way = next((way for way in ways if way.channel != channel and way.unreachable is None), None)
            if way is not None:
                letters.setdefault(
                    (way.channel, way.account),
                    Letter(
                        key=f"channel-trouble:{channel}:{office_day}:{code}:{member}",
                        channel=way.channel,
                        account=way.account,
                        content=Content(text, title="通道故障"),
                        due_at=now,
                        job="channel-trouble",
                        plan_id=plan,
                        audience="editors",
                        member_id=member,
                    ),
                )
    post(connection, list(letters.values()), now)


def tell_askers(connection: Connection, rows: Sequence[OutboxRow], now: datetime, lost: bool = True) -> None:
    """Who has asked and waits for a chart or a sheet hears that it does not come; not `lost`: that it may not."""
    words = {row.key: _what_is_missing(row.content, lost) for row in rows if row.job == "reply" and row.account}
    letters = [
        Letter(f"{row.key}:missing", row.channel, row.account, Content(said), now, row.job, audience=row.audience)
        for row in rows
        if (said := words.get(row.key))
    ]
    post(connection, letters, now)


def _what_is_missing(content: Content, lost: bool) -> str:
    if content.sheet is not None and not lost:
        return "刚才的表格可能没有送达，没有收到的话请再问一次。"
    if content.sheet is not None:
        return "刚才的表格没有发出来，请把范围问得小一些再试，或联系编辑人员。"
    if content.chart is None:
        return ""
    return f"刚才的图{'没有发出来' if lost else '可能没有送达'}，数字以文字答复为准。"
