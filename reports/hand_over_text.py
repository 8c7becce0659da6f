"""What a liaison reads who takes over: from whom, the drafts of the unit, what is owed."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from models.items import Item
from models.outbox import Content
from reports.calendar_text import day_text
from reports.draft_text import draft_list

DRAFTS_SHOWN = 5


def hand_over_notice(
    unit: str, predecessor: str, left_on: date, drafts: Sequence[Item], state: str, zone: ZoneInfo
) -> Content:
    """To the successor. `state` is the unit's running period as `week_state` gives it, `left_on` the 停用日期."""
    lines = [
        f"【交接提醒】{predecessor}自{day_text(left_on)}起不再担任{unit}信息报送员，由您接续。",
        state,
        *([draft_list(drafts, zone, DRAFTS_SHOWN)] if drafts else []),
        "发送「我的」查看本单位近期报送的信息。",
    ]
    return Content("\n".join(lines), title="交接提醒")
