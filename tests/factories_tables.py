"""Workbooks for tests, with cells as offices type them, and rows as the readers give them."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

from models.ledger import LedgerItem, LedgerPublication
from models.roster import RosterRow
from reports.tables import Cell
from rules.periods import office_date
from tests.factories import OFFICE, at

ITEM: dict[str, Cell] = {
    "编号": 1,
    "提交时间": "2026-11-16 09:30",
    "单位": "招商局",
    "报送人": "测试员02",
    "类型": "信息",
    "板块": "安全生产管理",
    "标题": "开发区召开安全生产会议",
    "正文": "会议部署了隐患排查。",
    "状态": "采用",
    "补报期间": None,
}
PUBLICATION: dict[str, Cell] = {
    "信息编号": 1,
    "媒体": "淮安日报",
    "级别": "市级",
    "刊发日期": "2026-11-18",
    "专栏": "项目为王",
    "链接": "https://news.example.cn/1.html",
    "标题": "开发区召开安全生产会议",
    "版面": "头版",
}


def save_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> Path:
    """Saves sheets of plain rows, dates as dates of Excel. → the path."""
    book = Workbook()
    for page in book.worksheets:
        book.remove(page)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


def table_of(records: Sequence[Mapping[str, Cell]]) -> list[list[Cell]]:
    """Records as rows below a heading; a record may lack columns."""
    columns = list(dict.fromkeys(column for record in records for column in record))
    heading: list[Cell] = list(columns)
    return [heading, *([record.get(column) for column in columns] for record in records)]


def save_ledger(
    path: Path, items: Sequence[Mapping[str, Cell]], publications: Sequence[Mapping[str, Cell]] = ()
) -> Path:
    """Saves a ledger of records; each has the cells of `ITEM` or `PUBLICATION` that it does not say itself."""
    return save_workbook(
        path,
        {
            "信息": table_of([{**ITEM, **item} for item in items] or [dict.fromkeys(ITEM)]),
            "刊发": table_of([{**PUBLICATION, **each} for each in publications] or [dict.fromkeys(PUBLICATION)]),
        },
    )


def roster_row(name: str = "测试员02", unit: str = "招商局", **told: object) -> RosterRow:
    """A liaison of a unit."""
    return RosterRow(**{"unit": unit, "name": name, "role": "liaison", **told})  # type: ignore[arg-type]


def ledger_item(number: int = 1, sent: str | None = "2026-11-16 09:30", **told: object) -> LedgerItem:
    """An adopted item of 招商局, sent when the office's clock showed `sent`."""
    sent_at = at(sent) if sent else None
    values: dict[str, object] = {
        "number": number,
        "unit": "招商局",
        "byline": "测试员02",
        "kind": "信息",
        "board": "安全生产管理",
        "title": "开发区召开安全生产会议",
        "body": "会议部署了隐患排查。",
        "status": "采用",
        "sent_at": sent_at,
        "counted_on": office_date(sent_at, OFFICE) if sent_at else None,
    }
    return LedgerItem(**{**values, **told})  # type: ignore[arg-type]


def ledger_publication(
    item_number: int | None = 1, day: date = date(2026, 11, 18), **told: object
) -> LedgerPublication:
    """A publication in 淮安日报."""
    values: dict[str, object] = {"item_number": item_number, "outlet": "淮安日报", "level": "city", "published_on": day}
    return LedgerPublication(**{**values, **told})  # type: ignore[arg-type]
