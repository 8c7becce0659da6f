"""A made-up office as files: a roster and a ledger of fifteen months, the same for the same seed.

Everything that makes figures go wrong is in it: drafts, withdrawn and returned items, items made up for an earlier
week or month, publications without an item, outlets and columns that the plan does not name, a unit that came late,
one that has left, one that never had a liaison, days on which two units have the same figure.
"""

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import openpyxl

Cell: TypeAlias = str | int | datetime | None

FIRST, LAST = datetime(2025, 9, 1), datetime(2026, 11, 18, 9, 50)
DAY = timedelta(days=1)
LATE, LEFT, EDITORS = "社会事业局", "金鑫公司", "党群工作部"
UNITS = ("招商局", "财政局", "应急管理局", "规划建设局", "经济发展局", "行政审批局", "办公室", LATE, LEFT)
WEIGHTS = (9, 6, 6, 5, 5, 4, 2, 3, 2)
BEGUN, ENDED = {LATE: "2026-04-13"}, {LEFT: "2026-09-14"}
COMPANIES, DEPARTMENTS = "公司组", "部门组"
BOARDS = ("重特大项目招引", "项目帮办服务", "产业、企业培育", "低效用地整治", "基础设施配套提升", "安全生产管理")
KINDS = {"信息": 30, "线索": 3, "案例": 2, "图片": 2}
STATUSES = {"采用": 24, "待审": 4, "退回": 3, "撤回": 2, "草稿": 3}
OUTLETS = {
    "金湖发布": "县级",
    "今日金湖": "县级",
    "金湖融媒体": "县级",
    "淮安日报": "市级",
    "淮安发布": "市级",
    "湖畔晚报": "市级",
    "交汇点": "省级",
    "新华日报": "省级",
    "苏北观察": "省级",
    "人民网": "中央",
    "新华社": "中央",
}
COLUMNS = ("", "", "", "园区新观察", "项目为王", "安全生产大家谈", "乡村看台")
ITEM_HEADING = ("编号", "提交时间", "单位", "报送人", "类型", "板块", "标题", "正文", "状态", "补报期间")
PRINT_HEADING = ("信息编号", "媒体", "级别", "刊发日期", "专栏", "链接", "标题", "版面")
ROSTER_HEADING = ("单位", "单位组", "姓名", "角色", "企业微信账号", "生效日期", "停用日期")


def people(unit: str) -> tuple[str, str]:
    """The two liaisons of a unit."""
    place = UNITS.index(unit) * 2
    return f"测试员{place + 1:02d}", f"测试员{place + 2:02d}"


def write_roster(path: Path) -> None:
    """Two liaisons for each unit, and an editor and a leader in a unit that has none."""
    rows = []
    for unit in UNITS:
        group = COMPANIES if unit.endswith("公司") else DEPARTMENTS
        dates = (BEGUN.get(unit, "2025-09-01"), ENDED.get(unit, ""))
        rows += [(unit, group, name, "信息报送员", f"account-{name}", *dates) for name in people(unit)]
    for name, role in (("测试员90", "宣传办"), ("测试员91", "领导")):
        rows.append((EDITORS, DEPARTMENTS, name, role, f"account-{name}", "2025-09-01", ""))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([ROSTER_HEADING, *rows])


def write_ledger(path: Path, seed: int, items: int = 600, publications: int = 150) -> None:
    """The workbook of design, section 9. Times and dates stand in it as text and as Excel's, by turns."""
    chance = random.Random(seed)
    times = sorted(_instant(chance) for _ in range(items))
    written = [_item(chance, number, sent) for number, sent in enumerate(times, 1)]
    printed = [_publication(chance, number, written) for number in range(1, publications + 1)]
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, heading, rows in (("信息", ITEM_HEADING, written), ("刊发", PRINT_HEADING, printed)):
        sheet = book.create_sheet(title)
        for row in (heading, *rows):
            sheet.append(row)
    book.save(path)


def _instant(chance: random.Random) -> datetime:
    """Mostly at work, sometimes at the edges of a day, week or year."""
    day = FIRST + DAY * chance.randrange((LAST - FIRST).days + 1)
    if day.isoweekday() > 5 and chance.random() < 0.7:
        day -= DAY * 2
    clock = chance.choice([(0, 0), (23, 59), (9, 30), (10, 15), (15, 40), (16, 59), (17, 1)])
    return min(day.replace(hour=clock[0], minute=clock[1]), LAST)


def _item(chance: random.Random, number: int, sent: datetime) -> tuple[Cell, ...]:
    unit = chance.choices(UNITS, WEIGHTS)[0]
    status = chance.choices(list(STATUSES), list(STATUSES.values()))[0]
    kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
    is_unsent = status == "草稿" and chance.random() < 0.5
    made_up = "" if is_unsent or chance.random() > 0.06 else _earlier(chance, sent)
    when: Cell = sent if chance.random() < 0.5 else f"{sent:%Y-%m-%d %H:%M}"
    title = f"第{number}篇：{chance.choice(['走访', '检查', '推进', '签约'])}情况"
    board = chance.choices(BOARDS, (5, 4, 4, 2, 2, 4))[0]
    person = chance.choice(people(unit))
    return (number, None if is_unsent else when, unit, person, kind, board, title, "正文", status, made_up or None)


def _earlier(chance: random.Random, sent: datetime) -> str:
    week, month = sent - 7 * DAY, sent.replace(day=1) - DAY
    return chance.choice([f"{week:%G-W%V}", f"{week:%G-W%V}", f"{month:%Y-%m}", f"{sent - DAY:%Y-%m-%d}"])


def _publication(chance: random.Random, number: int, items: list[tuple[Cell, ...]]) -> tuple[Cell, ...]:
    outlet = chance.choice(list(OUTLETS))
    item = chance.choice([row for row in items if row[1]])
    sent = datetime.fromisoformat(str(item[1]))
    own = None if chance.random() < 0.12 else item[0]
    day = min(sent + DAY * chance.randrange(9), LAST).replace(hour=0, minute=0)
    written: Cell = day if chance.random() < 0.5 else f"{day:%Y-%m-%d}"
    link = f"https://news.example.cn/{number}.html" if chance.random() < 0.6 else None
    return (own, outlet, OUTLETS[outlet], written, chance.choice(COLUMNS) or None, link, f"见报稿{number}", None)
