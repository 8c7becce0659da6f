"""Drafts (草稿) as a liaison reads them: the list, one whole, and the last word about what was not confirmed."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from models.items import Item
from models.outbox import Button, Content
from reports.item_text import kind_and_board, told_under
from rules.plan import WITHOUT_BOARD


def draft_list(drafts: Sequence[Item], zone: ZoneInfo, most: int) -> str:
    """One line for each draft, at most `most`, and what to type next. Times are on the office's clock `zone`."""
    if not drafts:
        return "没有草稿。发送「报送」开始填写，中途退出的内容会存为草稿。"
    lines = [f"草稿共{len(drafts)}条：", *(_line(item, zone) for item in drafts[:most])]
    if len(drafts) > most:
        lines.append(f"较早的{len(drafts) - most}条没有列出。")
    number = drafts[0].number
    lines.append(f"发送「报送 {number}」报送，「草稿 {number}」查看全文，「草稿 {number} 继续」接着填写。")
    return "\n".join(lines)


def draft_text(item: Item, files: int, zone: ZoneInfo) -> str:
    """The whole of a draft with its number of attachments, and what can be done with it."""
    number = item.number
    lines = [
        f"第{number}号草稿（{item.unit} {item.byline} {_clock(item.sent_at, zone)}）",
        *kind_and_board(item.kind, item.board),
        f"标题：{item.title}",
        item.body if item.body != item.title else "",
        f"附件：{files}个" if files else "",
    ]
    if not item.board and item.kind not in WITHOUT_BOARD:
        lines.append(f"报送前请先发送「草稿 {number} 继续」选择板块。")
    lines.append(
        f"发送「报送 {number}」报送，「草稿 {number} 继续」接着填写，"
        f"「修改 {number} 新的正文」修改，不要了请发送「撤回 {number}」。"
    )
    return "\n".join(line for line in lines if line)


def last_word(number: int, began_at: datetime, zone: ZoneInfo) -> Content:
    """What somebody is told whose item was not confirmed for a day: it is kept as a draft."""
    text = (
        f"您于{_clock(began_at, zone)}开始的报送超过24小时没有确认，已存为第{number}号草稿。"
        f"接着填写请发送「草稿 {number} 继续」，直接报送请发送「报送 {number}」，查看全部草稿请发送「草稿」。"
    )
    buttons = (Button(f"报送 {number}"[:10], f"报送 {number}"), Button("查看草稿", "草稿"))
    return Content(text, title="草稿", buttons=buttons)


def _line(item: Item, zone: ZoneInfo) -> str:
    written = f"{_clock(item.sent_at, zone)} {item.byline}"
    return f"第{item.number}号 {told_under(item.kind, item.board)} {item.title}（{written}）"


def _clock(instant: datetime, zone: ZoneInfo) -> str:
    local = instant.astimezone(zone)
    return f"{local.month}月{local.day}日{local:%H:%M}"
