"""The made-up office of the demo: twelve units, their people, and four weeks and two days of what they sent.

The texts stand in `demo_history.csv`: week (0 is the running one), weekday (0 is Monday), time, unit, board, status,
title, body, and where it came out (`outlet+days later`). Nobody in it exists.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import Connection

from models.ledger import LedgerItem, LedgerPublication, LedgerRows
from models.ledger_import import import_ledger
from models.roster import RosterRow, import_roster
from rules.plan import Plan, Role
from rules.workdays import Workdays
from scheduler.opening import open_periods

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
WEEKS_OF_HISTORY = 4
HISTORY = Path(__file__).with_name("demo_history.csv")

UNITS = (
    "党群工作部",
    "招商局",
    "经济发展局",
    "财政局",
    "应急管理局",
    "规划建设局",
    "综合执法局",
    "社会事业局",
    "行政审批局",
    "自然资源分局",
    "办公室",
    "金鑫公司",
)

OTHERS: tuple[tuple[str, Role], ...] = (
    ("招商局", "head"),
    ("财政局", "head"),
    ("综合执法局", "head"),
    ("金鑫公司", "head"),
    ("党群工作部", "editor"),
    ("党群工作部", "reviewer"),
    ("办公室", "leader"),
    ("办公室", "leader"),
)

EXAMPLES = (
    "报送 基础设施 园区道路改造提前完工\n"
    "开发区纬一路改造工程提前10天完工，全长1.8公里，同步更新雨污管网和路灯，周边12家企业的物流车辆已恢复双向通行。",
    "今天上午，我单位组织规划、供电、燃气等部门到高端装备项目现场办公，帮办专员全程代办，"
    "当场协调解决用电增容、道路开口等难题4个，比原计划提前15天开工。",
    "报送 安全生产 开展厂房消防安全检查\n"
    "本周检查企业厂房18处，发现隐患23处，当场整改19处，其余4处明确责任人，限期一周整改到位并复查。",
)
"""What a newcomer may send: at once, recognised from plain text, at once again."""


@dataclass(frozen=True)
class _Sent:
    """One line of the history, on a day of the calendar. `outlets` maps a medium to the days until it came out."""

    at: datetime
    unit: str
    board: str
    status: str
    title: str
    body: str
    outlets: Mapping[str, int]


def fill(connection: Connection, plan: Plan, now: datetime) -> None:
    """Roster and history as of `now`, and what was owed in the weeks before; in the caller's transaction."""
    import_roster(connection, plan.id, roster(_monday(plan, now) - WEEKS_OF_HISTORY * WEEK), now)
    import_ledger(connection, plan, history(plan, now), now)
    open_periods(connection, plan, now, complete=True)


def start_of_demo(now: datetime, plan: Plan) -> datetime:
    """Wednesday 10:00 of the week nearest to `now` that has five ordinary working days and a working Monday after it.

    The nearest is this week, else the next one, the last one, and so on.
    """
    workdays, monday = Workdays.of(plan), _monday(plan, now)
    for distance in range(1, 53):
        for week in (distance - 1, -distance):
            if _is_ordinary(monday + week * WEEK, workdays):
                return _instant(monday + week * WEEK + 2 * DAY, time(10), plan)
    return _instant(monday + 2 * DAY, time(10), plan)


def roster(since: date) -> list[RosterRow]:
    """A liaison for each unit, heads for some, one editor, one reviewer, two leaders, in office since a day."""
    people: list[tuple[str, Role]] = [*((unit, "liaison") for unit in UNITS), *OTHERS]
    return [
        RosterRow(unit, f"测试员{number:02d}", role, wecom=f"ceshi{number:02d}", active_from=since)
        for number, (unit, role) in enumerate(people, 1)
    ]


def history(plan: Plan, now: datetime) -> LedgerRows:
    """What was sent and what came out before `now`, numbered in the order of time."""
    sent = sorted((each for each in _read(plan, now) if each.at < now), key=lambda each: each.at)
    bylines = {unit: f"测试员{number:02d}" for number, unit in enumerate(UNITS, 1)}
    numbered = list(enumerate(sent, 1))
    items = tuple(_item(number, each, bylines[each.unit], plan) for number, each in numbered)
    publications = (one for number, each in numbered for one in _publications(number, each, plan))
    today = now.astimezone(plan.zone).date()
    return LedgerRows(items, tuple(one for one in publications if one.published_on <= today))


def _item(number: int, sent: _Sent, byline: str, plan: Plan) -> LedgerItem:
    return LedgerItem(
        number=number,
        unit=sent.unit,
        byline=byline,
        kind=plan.kinds[0],
        board=sent.board,
        title=sent.title,
        body=sent.body,
        status=sent.status,
        sent_at=sent.at,
        counted_on=sent.at.astimezone(plan.zone).date(),
    )


def _publications(number: int, sent: _Sent, plan: Plan) -> Iterator[LedgerPublication]:
    levels = {outlet.name: outlet.level for outlet in plan.outlets}
    for outlet, days in sent.outlets.items():
        day = sent.at.astimezone(plan.zone).date() + days * DAY
        yield LedgerPublication(number, outlet, levels[outlet], day, title=sent.title)


def _read(plan: Plan, now: datetime) -> Iterator[_Sent]:
    """The lines of the history on real days; what would fall on a day off was sent the working day before."""
    workdays, this_monday = Workdays.of(plan), _monday(plan, now)
    with HISTORY.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            monday = this_monday + int(row["周"]) * WEEK
            day = workdays.last_in(monday, monday + (int(row["日"]) + 1) * DAY)
            if day is None:
                continue
            at = _instant(day, time.fromisoformat(row["时间"]), plan)
            outlets = dict(each.split("+") for each in row["刊发"].split())
            told = (row["单位"], row["板块"], row["状态"], row["标题"], row["正文"])
            yield _Sent(at, *told, {name: int(days) for name, days in outlets.items()})


def _is_ordinary(monday: date, workdays: Workdays) -> bool:
    days = [workdays.is_working(monday + number * DAY) for number in range(8)]
    return days == [True] * 5 + [False] * 2 + [True]


def _monday(plan: Plan, now: datetime) -> date:
    today = now.astimezone(plan.zone).date()
    return today - today.weekday() * DAY


def _instant(day: date, clock: time, plan: Plan) -> datetime:
    return datetime.combine(day, clock, plan.zone).astimezone(UTC)
