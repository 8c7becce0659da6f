"""Ledger workbook, roster and plan as tables of pandas: a reading of its own, sharing nothing with the product.

Days are naive timestamps at midnight of the office's calendar, NaT where there is none; levels are codes.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

LEVELS = {"县级": "county", "市级": "city", "省级": "province", "中央": "central"}
ITEM_COLUMNS = {
    "编号": "number",
    "提交时间": "sent",
    "单位": "unit",
    "报送人": "member",
    "类型": "kind",
    "板块": "board",
    "标题": "title",
    "状态": "status",
    "补报期间": "made_up",
}
PRINT_COLUMNS = {
    "信息编号": "number",
    "媒体": "outlet",
    "级别": "level",
    "刊发日期": "day",
    "专栏": "column",
    "标题": "headline",
}
ROSTER_COLUMNS = {"单位": "unit", "单位组": "group", "角色": "role", "生效日期": "since", "停用日期": "until"}


@dataclass(frozen=True)
class Books:
    """What an office has written down. `items` and `publications` have a row for each record, in the file's order."""

    plan: dict[str, Any]
    roster: pd.DataFrame
    items: pd.DataFrame
    publications: pd.DataFrame


def read_books(ledger: Path, roster: Path, plan: Path) -> Books:
    """Reads the three files. KeyError, ValueError for a file that is not as design, section 9, says."""
    told = tomllib.loads(plan.read_text("utf-8"))
    items = _items(pd.read_excel(ledger, sheet_name="信息", dtype=object), told)
    publications = _publications(pd.read_excel(ledger, sheet_name="刊发", dtype=object), told, items)
    return Books(told, _roster(roster), items, publications)


def _items(sheet: pd.DataFrame, plan: dict[str, Any]) -> pd.DataFrame:
    items = _named(sheet, ITEM_COLUMNS)
    items["number"] = items["number"].map(int)
    items["sent"] = items["sent"].map(_moment)
    items["board"] = items["board"].map(_full_names(plan["boards"]))
    first_days = items["made_up"].map(_first_day)
    items["day"] = pd.to_datetime(first_days).fillna(pd.to_datetime(items["sent"]).dt.normalize())
    return items


def _publications(sheet: pd.DataFrame, plan: dict[str, Any], items: pd.DataFrame) -> pd.DataFrame:
    """Each publication with unit, board, kind, sender, status and title of its item, "" without one."""
    prints = _named(sheet, PRINT_COLUMNS)
    prints["number"] = prints["number"].map(lambda cell: int(cell) if cell != "" else -1)
    prints["day"] = pd.to_datetime(prints["day"].map(_moment)).dt.normalize()
    prints["level"] = prints["level"].map(LEVELS)
    prints["outlet"] = prints["outlet"].map(_full_names(plan.get("outlets", [])))
    prints["column"] = prints["column"].map(_full_names(plan.get("columns", [])))
    own = items[["number", "unit", "board", "kind", "member", "status", "title"]]
    joined = prints.merge(own, on="number", how="left").fillna(dict.fromkeys(own.columns[1:], ""))
    joined["title"] = joined["headline"].where(joined["headline"] != "", joined["title"])
    return joined


def _roster(path: Path) -> pd.DataFrame:
    roster = _named(pd.read_csv(path, dtype=str, encoding="utf-8-sig"), ROSTER_COLUMNS)
    for column in ("since", "until"):
        roster[column] = pd.to_datetime(roster[column].map(_moment))
    return roster


def _named(sheet: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """These columns under our names, empty cells as "", a column that is missing as an empty one."""
    whole = sheet.reindex(columns=list(columns)).rename(columns=columns).astype(object)
    return whole.where(whole.notna(), "").map(lambda cell: cell.strip() if isinstance(cell, str) else cell)


def _moment(cell: object) -> Any:
    return pd.Timestamp(cell) if cell != "" else pd.NaT


def _first_day(key: str) -> Any:
    """The first day of `2026-W46`, `2026-11`, `2026-Q3`, `2026-H2`, `2026` or `2026-11-16`."""
    if not key:
        return pd.NaT
    year, _, rest = key.partition("-")
    if rest.startswith("W"):
        return pd.Timestamp(date.fromisocalendar(int(year), int(rest[1:]), 1))
    if rest.startswith("H"):
        return pd.Timestamp(int(year), 1 if rest == "H1" else 7, 1)
    return pd.Period(key).start_time


def _full_names(entries: list[dict[str, Any]]) -> Any:
    known = {alias: entry["name"] for entry in entries for alias in (*entry.get("aliases", []), entry["name"])}
    return lambda word: known.get(word, word)
