"""The roster as a file (名单): csv or xlsx ↔ `models.roster.RosterRow`, with every fault named by its cell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from models.roster import Key, Outcome, RosterOutcome, RosterReport, RosterRow
from reports.cells import BLANKS, Fault, Findings, Names, Row, Table, half_width, is_filled
from reports.tables import Cell, Progress, Sheet, TableError, as_text, read_tables, write_tables
from rules.faults import plain
from rules.plan import ROLE_NAMES, Role

COLUMNS = (
    "单位",
    "单位组",
    "类别",
    "姓名",
    "角色",
    "手机号",
    "企业微信账号",
    "钉钉账号",
    "生效日期",
    "停用日期",
)
NEEDED = ("单位", "姓名", "角色")
WIDTHS = (20, 14, 10, 12, 12, 14, 20, 20, 12, 12)
ACCOUNTS = {"wecom": "企业微信账号", "dingtalk": "钉钉账号"}
FIELDS = {
    "group": "单位组",
    "class_name": "类别",
    "mobile": "手机号",
    **ACCOUNTS,
    "active_from": "生效日期",
    "active_until": "停用日期",
}
FEW = 3  # so many who are not in the file are named one by one
OUTCOMES: dict[Outcome, str] = {"new": "新增", "changed": "更新", "same": "未变"}
ROLES: Names[Role] = Names((name, role) for role, name in ROLE_NAMES.items())


@dataclass(frozen=True)
class RosterFile:
    """What a roster file says: the rows without a fault, the faults, and notes on what was read leniently."""

    rows: tuple[RosterRow, ...]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]


def read_roster(path: Path, progress: Progress | None = None) -> RosterFile:
    """Reads and checks a roster (csv or xlsx). Raises TableError when a needed column or the table is missing."""
    findings = Findings()
    table = Table(_roster_sheet(read_tables(path, progress)), COLUMNS, NEEDED, findings)
    need_columns(table)
    rows = list(_good_rows(table))
    if not rows and not findings.faults:
        findings.fault(table.name, "A2", "名单里没有一行内容，请从第二行起每行填写一个人")
    return RosterFile(tuple(_with_unit_words(rows)), tuple(findings.faults), findings.notes)


def write_roster(rows: Sequence[RosterRow], path: Path) -> None:
    """Writes a roster as csv or xlsx, by the file's ending. Raises TableError."""
    write_tables(path, Sheet("名单", [COLUMNS, *map(_cells, rows)], WIDTHS))


def roster_report_lines(report: RosterReport, every_row: bool = False) -> list[str]:
    """What an import did: a line for each person whom it changed (with `every_row` for each row), then remarks, then
    the sums."""
    lines = [_outcome_line(each) for each in report.outcomes if every_row or each.changes]
    lines += [
        f"账号 {each.user_id}（{ACCOUNTS[each.platform]}）原属 {each.unit} {each.name}，已改归名单中的人"
        for each in report.moved
    ]
    lines += _absent_lines(report.absent, every_row)
    sums = f"新增单位 {report.new_units} 个，新增成员 {report.new_members} 人，更新 {report.changed} 人"
    return [*lines, f"共 {len(report.outcomes)} 行：{sums}，未变 {report.same} 人"]


def _absent_lines(absent: Sequence[RosterRow], every_row: bool) -> list[str]:
    if every_row or len(absent) <= FEW:
        return [
            f"{row.unit} {row.name}（{ROLE_NAMES[row.role]}）不在文件中，仍然保留；如已离任请填写停用日期"
            for row in absent
        ]
    return [f"花名册里另有 {len(absent)} 人不在文件中，仍然保留；如已离任请填写停用日期（加 -v 可逐一列出）"]


def need_columns(table: Table) -> None:
    """TableError with every fault of the heading: without its columns no row can be read, so none can be skipped."""
    if not table.is_usable:
        raise TableError("；".join(map(str, table.findings.faults)))


def _roster_sheet(sheets: Sequence[Sheet]) -> Sheet:
    """The first sheet that has the needed columns in its heading, else the first one."""
    for sheet in sheets:
        heading = next((row for row in sheet.rows if any(map(is_filled, row))), ())
        if {plain(as_text(cell)) for cell in heading} >= set(NEEDED):
            return sheet
    return sheets[0]


def _good_rows(table: Table) -> Iterator[RosterRow]:
    """The rows that are right in themselves and do not contradict a row above them."""
    seen = _Seen()
    for row in table.rows():
        found = _row(row)
        if found is None:
            continue
        seen.check(found, row)
        if row.is_good:
            seen.keep(found)
            yield found


def _row(row: Row) -> RosterRow | None:
    row.need(*NEEDED)
    role = row.one_of("角色", ROLES, f"请填{'、'.join(ROLE_NAMES.values())}之一")
    found = RosterRow(
        unit=row.name("单位"),
        name=row.name("姓名"),
        role=role or "liaison",
        group=row.name("单位组"),
        class_name=row.name("类别"),
        mobile=_mobile(row),
        wecom=_account(row, ACCOUNTS["wecom"]),
        dingtalk=_account(row, ACCOUNTS["dingtalk"]),
        active_from=row.day("生效日期"),
        active_until=row.day("停用日期"),
        row=row.number,
    )
    if found.active_from and found.active_until and found.active_until < found.active_from:
        row.fault("停用日期", f"停用日期 {found.active_until} 早于生效日期 {found.active_from}，请核对")
    return found if row.is_good else None


def _account(row: Row, column: str) -> str:
    text = row.name(column, 128)
    if text != text.casefold():
        row.note(column, "账号不分大小写，已改成小写")
    return text.casefold()


def _mobile(row: Row) -> str:
    text = row.text("手机号", 40)
    digits = re.sub(r"[\s-]", "", half_width(text).strip(BLANKS))
    if digits and not re.fullmatch(r"[0-9]{5,20}", digits):
        row.fault("手机号", "手机号应只有数字，请改正或留空")
        return ""
    if digits != text:
        row.note("手机号", "手机号已按半角数字读取，去掉空格和横线")
    return digits


class _Seen:
    """What the rows above say, by which the next one may be wrong."""

    def __init__(self) -> None:
        self._members: dict[Key, int] = {}
        self._accounts: dict[tuple[str, str], RosterRow] = {}
        self._units: dict[tuple[str, str], RosterRow] = {}

    def check(self, found: RosterRow, row: Row) -> None:
        if found.key in self._members:
            row.fault("姓名", f"与第 {self._members[found.key]} 行是同一个人、同一角色，请删去一行")
        for platform, column in ACCOUNTS.items():
            other = self._accounts.get((platform, getattr(found, platform)))
            if other and (other.unit, other.name) != (found.unit, found.name):
                row.fault(column, f"这个账号在第 {other.row} 行属于 {other.unit} {other.name}，一个账号只能属于一个人")
        for name in ("group", "class_name"):
            other = self._units.get((found.unit, name))
            if other and getattr(found, name) and getattr(found, name) != getattr(other, name):
                told = f"“{getattr(found, name)}”与第 {other.row} 行同一单位的“{getattr(other, name)}”不同"
                row.fault(FIELDS[name], f"{FIELDS[name]}{told}，请统一")

    def keep(self, found: RosterRow) -> None:
        self._members[found.key] = found.row
        for platform in ACCOUNTS:
            if getattr(found, platform):
                self._accounts.setdefault((platform, getattr(found, platform)), found)
        for name in ("group", "class_name"):
            if getattr(found, name):
                self._units.setdefault((found.unit, name), found)


def _with_unit_words(rows: Sequence[RosterRow]) -> list[RosterRow]:
    """Every row with the group and class of its unit, which may stand in one of the unit's rows only."""
    groups = {row.unit: row.group for row in rows if row.group}
    classes = {row.unit: row.class_name for row in rows if row.class_name}
    return [replace(row, group=groups.get(row.unit, ""), class_name=classes.get(row.unit, "")) for row in rows]


def _cells(row: RosterRow) -> tuple[Cell, ...]:
    days = (_day(row.active_from), _day(row.active_until))
    unit = (row.unit, row.group, row.class_name)
    return (*unit, row.name, ROLE_NAMES[row.role], row.mobile, row.wecom, row.dingtalk, *days)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _outcome_line(outcome: RosterOutcome) -> str:
    row = outcome.row
    changes = "、".join(FIELDS[name] for name in outcome.changes)
    told = f"{OUTCOMES[outcome.outcome]}（{changes}）" if changes else OUTCOMES[outcome.outcome]
    return f"第 {row.row} 行 {row.unit} {row.name}（{ROLE_NAMES[row.role]}）：{told}"
