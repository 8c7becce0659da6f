"""What is said below a closed period's figure: the changes since it was closed, and who was excused and why."""

from collections.abc import Sequence

from models.closed_periods import Correction, Excused
from reports.calendar_text import office_day
from rules.plan import Plan

MOST = 5


def corrections_text(corrections: Sequence[Correction], plan: Plan) -> str:
    """`结束后更正：11月24日 财政局 补报第15号（原为未报）；…。`, "" without any.

    `corrections` are the oldest first. Of each unit's duty the last one is told, as it stands now; the newest first, at
    most five.
    """
    if not corrections:
        return ""
    latest = {(each.unit, each.duty): each for each in corrections}
    newest = sorted(latest.values(), key=lambda each: each.at, reverse=True)
    more = f"等{len(newest)}项" if len(newest) > MOST else ""
    return f"结束后更正：{'；'.join(_correction(each, plan) for each in newest[:MOST])}{more}。"


def excused_units_text(excused: Sequence[Excused]) -> str:
    """`免报2个单位：财政局、招商局（抗洪抢险）。`, "" without any."""
    if not excused:
        return ""
    by_reason: dict[str, dict[str, None]] = {}
    for each in excused:
        by_reason.setdefault(each.reason, {})[each.unit] = None
    count = len({each.unit for each in excused})
    return (
        f"免报{count}个单位：{'；'.join(f'{_units(list(units))}（{reason}）' for reason, units in by_reason.items())}。"
    )


def _units(names: Sequence[str]) -> str:
    return "、".join(names[:MOST]) + (f"等{len(names)}个单位" if len(names) > MOST else "")


def _correction(correction: Correction, plan: Plan) -> str:
    return f"{office_day(correction.at, plan.zone)} {correction.unit} {_what(correction)}"


def _what(correction: Correction) -> str:
    if correction.excuse is not None:
        return f"免报（{correction.excuse}）" if correction.excuse else "取消免报"
    was, is_now = (count >= correction.required for count in (correction.before, correction.after))
    if was == is_now:
        return f"{correction.source}（由{correction.before}条变为{correction.after}条）"
    return f"{correction.source}（原为{'已报' if was else '未报'}）"
