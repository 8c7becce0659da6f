"""The ledger workbook (台账): sheets 信息 and 刊发 ↔ the rows of `models.ledger`, with every fault named by its cell.

The reading is lenient where only one thing can be meant (width of digits, spaces round names, punctuation in names of
boards and outlets, order of columns) and says so in notes; all else is a fault.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.ledger import LONGEST_TEXT, LedgerItem, LedgerKnown, LedgerPublication, LedgerRows
from models.ledger_import import ItemOutcome, LedgerReport, Outcome
from reports.cells import FIRST_YEAR, LAST_YEAR, Fault, Findings, Names, Row, Table, half_width
from reports.roster_file import need_columns
from reports.tables import Cell, Progress, Sheet, TableError, read_workbook, write_workbook
from rules.periods import office_date, period_of
from rules.plan import LEVEL_NAMES, WITHOUT_BOARD, Board, Column, Level, Outlet, PeriodKind, Plan

ITEM_COLUMNS = ("编号", "提交时间", "单位", "报送人", "类型", "板块", "标题", "正文", "状态", "补报期间")
ITEM_NEEDED = ("编号", "提交时间", "单位", "类型", "板块", "标题", "状态")
ITEM_WIDTHS = (8, 17, 18, 12, 8, 20, 40, 60, 8, 12)
PUBLISHED_COLUMNS = ("信息编号", "媒体", "级别", "刊发日期", "专栏", "链接", "标题", "版面")
PUBLISHED_NEEDED = ("媒体", "级别", "刊发日期")
PUBLISHED_WIDTHS = (10, 18, 8, 12, 20, 40, 40, 10)
OPTIONAL = {"form": "形式", "combined": "单独或综合", "reprint": "转载", "via": "渠道"}
PROJECT_COLUMNS = ("编号", "名称", "单位", "责任人", "产业", "投资额(亿元)", "外资", "阶段")
PROJECT_DAYS = ("谈判日期", "签约日期", "开工日期", "投产日期", "备注")

OUTCOMES: dict[Outcome, str] = {"new": "新增", "changed": "更新", "same": "未变"}
FIELDS = {
    "unit": "单位",
    "byline": "报送人",
    "kind": "类型",
    "board": "板块",
    "title": "标题",
    "body": "正文",
    "status": "状态",
    "made_up_for": "补报期间",
    "sent_at": "提交时间",
    "member": "报送人对应的成员",
}
STATUSES = Names((status, status) for status in ("草稿", "待审", "采用", "退回", "撤回"))
LEVELS: Names[Level] = Names((name, level) for level, name in LEVEL_NAMES.items())
LONGEST_TITLE = 300
LONGEST_WORD = 20
_PERIOD = re.compile(r"(\d{4})(?:-(?:W(\d{1,2})|Q([1-4])|H([12])|(\d{1,2})(?:-(\d{1,2}))?))?", re.ASCII)


@dataclass(frozen=True)
class LedgerFile:
    """What a ledger file says: the rows without a fault, the faults, and notes on what was read leniently."""

    rows: LedgerRows
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def read_ledger(path: Path, plan: Plan, known: LedgerKnown, progress: Progress | None = None) -> LedgerFile:
    """Reads and checks a ledger workbook against the plan and what the store has. Raises TableError."""
    sheets = {sheet.name.strip(): sheet for sheet in read_workbook(path, progress)}
    if not sheets.keys() & {"信息", "刊发", "项目"}:
        raise TableError(f"{path.name} 里没有“信息”“刊发”工作表，请核对文件")
    findings = Findings()
    items = _read_items(sheets.get("信息", Sheet("信息", [ITEM_COLUMNS])), plan, known, findings)
    numbers = known.numbers | {item.number for item in items}
    publications = _read_publications(sheets.get("刊发", Sheet("刊发", [PUBLISHED_COLUMNS])), plan, numbers, findings)
    _refuse_projects(sheets.get("项目", Sheet("项目", [PROJECT_COLUMNS])), findings)
    for name, sheet in sheets.items():
        if name not in ("信息", "刊发", "项目") and sheet.rows:
            findings.note(name, "A1", "不认识这个工作表，没有导入")
    return LedgerFile(LedgerRows(tuple(items), tuple(publications)), tuple(findings.faults), findings.notes)


def write_ledger(rows: LedgerRows, plan: Plan, path: Path) -> None:
    """Writes a ledger workbook, with times of the office's clock. Raises TableError.

    The optional columns of 刊发 stand in it only if a row needs them.
    """
    extra = [name for name in OPTIONAL if any(getattr(row, name) for row in rows.publications)]
    published: list[Sequence[Cell]] = [(*PUBLISHED_COLUMNS, *(OPTIONAL[name] for name in extra))]
    published += [_published_cells(row, extra) for row in rows.publications]
    items: list[Sequence[Cell]] = [ITEM_COLUMNS, *(_item_cells(row, plan) for row in rows.items)]
    projects = Sheet("项目", [(*PROJECT_COLUMNS, *PROJECT_DAYS)])
    write_workbook(path, [Sheet("信息", items, ITEM_WIDTHS), Sheet("刊发", published, PUBLISHED_WIDTHS), projects])


def ledger_report_lines(report: LedgerReport, every_row: bool = False) -> list[str]:
    """What an import did: a line for each item that it changed (with `every_row` for each row), remarks, the sums."""
    lines = [_item_line(each) for each in report.items if every_row or each.changes]
    if every_row:
        lines += [_published_line(row, is_new) for row, is_new in report.publications]
    if report.outlets:
        lines.append(f"方案里没有的媒体，已记住：{'、'.join(report.outlets)}")
    if report.columns:
        lines.append(f"方案里没有的专栏，已记住：{'、'.join(report.columns)}")
    lines += [f"{unit} 的名单里没有报送人 {name}，只记名字" for unit, name in report.unmatched]
    counts = [f"{words} {report.count(outcome)} 条" for outcome, words in OUTCOMES.items()]
    old = len(report.publications) - report.new_publications
    return [*lines, f"信息：{'，'.join(counts)}；刊发：新增 {report.new_publications} 条，未变 {old} 条"]


def _item_line(outcome: ItemOutcome) -> str:
    row = outcome.item
    changes = "、".join(FIELDS[name] for name in outcome.changes)
    told = f"{OUTCOMES[outcome.outcome]}（{changes}）" if changes else OUTCOMES[outcome.outcome]
    return f"信息 第 {row.row} 行 第{row.number}号 {row.unit}：{told}"


def _published_line(row: LedgerPublication, is_new: bool) -> str:
    return f"刊发 第 {row.row} 行 {row.outlet} {row.published_on}：{OUTCOMES['new' if is_new else 'same']}"


class _ItemNames:
    """What the words of the sheet 信息 stand for. Words that the store has stay good when the plan drops them."""

    def __init__(self, plan: Plan, known: LedgerKnown) -> None:
        self.units = Names((name, name) for name in known.units)
        self.kinds = Names((name, name) for name in (*plan.kinds, *sorted(known.kinds)))
        self.boards = Names([*_with_aliases(plan.boards), *((name, name) for name in sorted(known.boards))])
        self.kind_hint = f"请填{'、'.join(plan.kinds)}之一"
        self.board_hint = f"请填{'、'.join(board.name for board in plan.boards)}之一"


def _with_aliases(named: Iterable[Board | Outlet | Column]) -> list[tuple[str, str]]:
    """Each name and alias with the name; names before aliases."""
    entries = list(named)
    names = [(entry.name, entry.name) for entry in entries]
    return names + [(alias, entry.name) for entry in entries for alias in entry.aliases]


def _read_items(sheet: Sheet, plan: Plan, known: LedgerKnown, findings: Findings) -> list[LedgerItem]:
    table = Table(sheet, ITEM_COLUMNS, ITEM_NEEDED, findings)
    need_columns(table)
    names = _ItemNames(plan, known)
    seen: dict[int, int] = {}
    items: list[LedgerItem] = []
    for row in table.rows():
        number = row.whole("编号")
        if number in seen:
            row.fault("编号", f"编号 {number} 与第 {seen[number]} 行重复")
        elif number is not None:
            seen[number] = row.number
        item = _item(row, number or 0, plan, names)
        if row.is_good:
            items.append(item)
    return items


def _item(row: Row, number: int, plan: Plan, names: _ItemNames) -> LedgerItem:
    """The item of a row; of no use where the row turns out to be faulty."""
    row.need("编号", "单位", "类型", "状态")
    status = row.one_of("状态", STATUSES, "请填草稿、待审、采用、退回、撤回之一")
    title, body = row.text("标题", LONGEST_TITLE), row.text("正文")
    kind = row.named("类型", names.kinds, names.kind_hint)
    if status not in (None, "草稿"):
        row.need("提交时间", *(() if kind in WITHOUT_BOARD else ("板块",)))
        if not row.has("标题"):
            row.fault("标题", "标题不能为空")
    sent_at = row.moment("提交时间", plan.zone)
    sent_on = office_date(sent_at, plan.zone) if sent_at else None
    made_up_for, first_day = _made_up(row, plan, sent_on)
    return LedgerItem(
        number=number,
        unit=row.named("单位", names.units, "请先导入名单，或改成名单里的单位"),
        byline=row.name("报送人"),
        kind=kind,
        board=row.named("板块", names.boards, names.board_hint),
        title=title,
        body=body,
        status=status or "",
        sent_at=sent_at,
        counted_on=first_day or sent_on,
        made_up_for=made_up_for,
        row=row.number,
    )


def _made_up(row: Row, plan: Plan, sent_on: date | None) -> tuple[str, date | None]:
    """The key of the period that the item makes up for and the first day of that period; "" and None without one."""
    text = row.name("补报期间", LONGEST_WORD)
    if not text:
        return "", None
    period = _period(text, plan)
    if period is None:
        row.fault("补报期间", f"“{text}”不是期间，请写成 2026-W47、2026-11 或 2026-11-16 的样子")
        return "", None
    key, first_day = period
    if sent_on and first_day > sent_on:
        row.fault("补报期间", f"补报期间 {key} 在提交时间之后，请核对")
    return key, first_day


def _period(text: str, plan: Plan) -> tuple[str, date] | None:
    """The key and first day of the period that a key such as `2026-W47`, `2026-11`, `2026-Q4` or a date names."""
    word = half_width(text).upper()
    if word == "PLAN":
        return "plan", plan.start
    found = _PERIOD.fullmatch(word)
    if not found:
        return None
    try:
        kind, first = _first_day(found)
    except ValueError:
        return None
    return (period_of(kind, first, plan).key, first) if FIRST_YEAR <= first.year <= LAST_YEAR else None


def _first_day(found: re.Match[str]) -> tuple[PeriodKind, date]:
    """Raises ValueError for a week, month or day that the calendar does not have."""
    year, week, quarter, half, month, day = found.groups()
    if week:
        return "week", date.fromisocalendar(int(year), int(week), 1)
    if quarter:
        return "quarter", date(int(year), int(quarter) * 3 - 2, 1)
    if half:
        return "half", date(int(year), int(half) * 6 - 5, 1)
    if month:
        return ("day" if day else "month"), date(int(year), int(month), int(day or 1))
    return "year", date(int(year), 1, 1)


def _read_publications(
    sheet: Sheet, plan: Plan, numbers: Collection[int], findings: Findings
) -> list[LedgerPublication]:
    table = Table(sheet, (*PUBLISHED_COLUMNS, *OPTIONAL.values()), PUBLISHED_NEEDED, findings)
    need_columns(table)
    outlets, columns = Names(_with_aliases(plan.outlets)), Names(_with_aliases(plan.columns))
    publications: list[LedgerPublication] = []
    for row in table.rows():
        number = row.whole("信息编号")
        if number is not None and number not in numbers:
            row.fault("信息编号", f"没有可用的第{number}号信息，请核对编号，或先改好“信息”表里的那一行")
        publication = _publication(row, number, outlets, columns)
        if publication and row.is_good:
            publications.append(publication)
    return publications


def _publication(row: Row, number: int | None, outlets: Names[str], columns: Names[str]) -> LedgerPublication | None:
    row.need(*PUBLISHED_NEEDED)
    level = row.one_of("级别", LEVELS, f"请填{'、'.join(LEVEL_NAMES.values())}之一")
    published_on = row.day("刊发日期")
    told = {name: row.name(column, LONGEST_WORD) for name, column in OPTIONAL.items()}
    outlet, column = row.named("媒体", outlets), row.named("专栏", columns)
    link, title = row.name("链接", LONGEST_TEXT), row.text("标题", LONGEST_TITLE)
    placement = row.name("版面", LONGEST_WORD)
    if level is None or published_on is None:
        return None
    return LedgerPublication(
        item_number=number,
        outlet=outlet,
        level=level,
        published_on=published_on,
        column=column,
        link=link,
        title=title,
        placement=placement,
        row=row.number,
        **told,
    )


def _refuse_projects(sheet: Sheet, findings: Findings) -> None:
    """Rows that cannot be kept must not get lost in silence."""
    table = Table(sheet, (*PROJECT_COLUMNS, *PROJECT_DAYS), (), findings)
    rows = list(table.rows())
    if rows:
        findings.fault(table.name, f"A{rows[0].number}", f"本方案暂不支持招商项目导入，这张表有 {len(rows)} 行没有导入")


def _item_cells(row: LedgerItem, plan: Plan) -> tuple[Cell, ...]:
    sent_at = row.sent_at.astimezone(plan.zone).strftime("%Y-%m-%d %H:%M") if row.sent_at else ""
    told = (row.unit, row.byline, row.kind, row.board, row.title, row.body, row.status, row.made_up_for)
    return (row.number, sent_at, *told)


def _published_cells(row: LedgerPublication, extra: Sequence[str]) -> tuple[Cell, ...]:
    own = (row.item_number, row.outlet, LEVEL_NAMES[row.level], row.published_on.isoformat())
    return (*own, row.column, row.link, row.title, row.placement, *(getattr(row, name) for name in extra))
