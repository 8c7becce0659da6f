"""The roster as a file: every check names its cell, and what is written is read back the same."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.roster import MovedAccount, RosterOutcome, RosterReport, RosterRow
from reports.cells import BLANKS
from reports.roster_file import COLUMNS, read_roster, roster_report_lines, write_roster
from reports.tables import Cell, TableError
from tests.factories_tables import roster_row, save_workbook, table_of

GOOD: dict[str, Cell] = {"单位": "招商局", "姓名": "测试员02", "角色": "信息报送员"}


def lines_of(tmp_path: Path, *records: dict[str, Cell]) -> list[str]:
    """The faults in a roster with these rows; each has the cells of `GOOD` that it does not say itself."""
    path = save_workbook(tmp_path / "名单.xlsx", {"名单": table_of([{**GOOD, **record} for record in records])})
    return [str(fault) for fault in read_roster(path).faults]


def csv_file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "名单.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_csv_roster_is_read_with_every_column(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        ",".join(COLUMNS) + "\n招商局,部门组,一类,测试员02,单位负责人,13800000000,ZS-02,Ding02,2025-09-01,2026-09-01\n",
    )
    assert read_roster(path).rows == (
        RosterRow(
            unit="招商局",
            group="部门组",
            class_name="一类",
            name="测试员02",
            role="head",
            mobile="13800000000",
            wecom="zs-02",
            dingtalk="ding02",
            active_from=date(2025, 9, 1),
            active_until=date(2026, 9, 1),
        ),
    )


def test_columns_may_stand_in_any_order_and_optional_ones_may_be_missing(tmp_path: Path) -> None:
    found = read_roster(csv_file(tmp_path, "\ufeff角色,姓名,备注,单位\n信息报送员,测试员02,x,招商局\n"))
    assert (found.rows, found.faults) == ((roster_row(),), ())
    assert found.notes == ("名单!C1: 不认识“备注”这一列，没有导入",)


def test_a_workbook_is_read_from_the_sheet_that_has_the_columns(tmp_path: Path) -> None:
    record = {**GOOD, "生效日期": datetime(2025, 9, 1), "手机号": 13800000000}
    path = save_workbook(tmp_path / "r.xlsx", {"说明": [["怎么填"]], "人员": table_of([record])})
    assert read_roster(path).rows == (roster_row(mobile="13800000000", active_from=date(2025, 9, 1)),)


def test_rows_remember_where_they_stand(tmp_path: Path) -> None:
    found = read_roster(csv_file(tmp_path, "单位,姓名,角色\n\n招商局,测试员02,信息报送员\n"))
    assert [row.row for row in found.rows] == [3]


@pytest.mark.parametrize("column", ["单位", "姓名", "角色"])
def test_unit_name_and_role_are_needed(tmp_path: Path, column: str) -> None:
    cell = "ABC"[list(GOOD).index(column)]
    assert lines_of(tmp_path, {column: None}) == [f"名单!{cell}2: 没有填写{column}"]


def test_a_csv_fault_names_the_file_without_its_ending(tmp_path: Path) -> None:
    found = read_roster(csv_file(tmp_path, "单位,姓名,角色\n招商局,测试员02,联络员\n"))
    assert [str(fault) for fault in found.faults] == [
        "名单!C2: 不认识角色“联络员”，请填信息报送员、单位负责人、宣传办、审核人、领导之一"
    ]


def test_a_date_that_is_none_is_a_fault(tmp_path: Path) -> None:
    assert lines_of(tmp_path, {"生效日期": "去年"}) == [
        "名单!D2: 生效日期“去年”不是有效的日期，请写成 2026-11-20 的样子，年份在 2000 至 2100 之间"
    ]


def test_nobody_ends_before_beginning(tmp_path: Path) -> None:
    days: dict[str, Cell] = {"生效日期": "2026-09-01", "停用日期": "2026-08-31"}
    assert lines_of(tmp_path, days) == ["名单!E2: 停用日期 2026-08-31 早于生效日期 2026-09-01，请核对"]
    assert lines_of(tmp_path, {**days, "停用日期": "2026-09-01"}) == []


def test_an_account_belongs_to_one_person_on_a_platform(tmp_path: Path) -> None:
    first: dict[str, Cell] = {"企业微信账号": "ZS", "钉钉账号": "ding"}
    assert lines_of(tmp_path, first, {"姓名": "测试员03", "企业微信账号": "zs"}) == [
        "名单!D3: 这个账号在第 2 行属于 招商局 测试员02，一个账号只能属于一个人"
    ]
    assert lines_of(tmp_path, first, {"姓名": "测试员03", "企业微信账号": "ding"}) == []
    assert lines_of(tmp_path, first, {"角色": "宣传办", "企业微信账号": "zs"}) == []


def test_the_same_person_in_the_same_role_stands_there_once(tmp_path: Path) -> None:
    assert lines_of(tmp_path, {}, {"姓名": "测试员02 "}) == ["名单!B3: 与第 2 行是同一个人、同一角色，请删去一行"]


@pytest.mark.parametrize("column", ["单位组", "类别"])
def test_a_unit_has_one_group_and_one_class(tmp_path: Path, column: str) -> None:
    records: Sequence[dict[str, Cell]] = ({column: "甲"}, {"角色": "领导", column: "乙"})
    assert lines_of(tmp_path, *records) == [f"名单!D3: {column}“乙”与第 2 行同一单位的“甲”不同，请统一"]


def test_the_group_of_a_unit_may_stand_in_one_of_its_rows(tmp_path: Path) -> None:
    text = "单位,单位组,姓名,角色\n招商局,,测试员02,信息报送员\n招商局,部门组,测试员03,单位负责人\n"
    assert [row.group for row in read_roster(csv_file(tmp_path, text)).rows] == ["部门组", "部门组"]


def test_a_mobile_number_is_digits_and_is_never_repeated_in_a_message(tmp_path: Path) -> None:
    assert lines_of(tmp_path, {"手机号": "138-0000x"}) == ["名单!D2: 手机号应只有数字，请改正或留空"]
    path = csv_file(tmp_path, "单位,姓名,角色,手机号\n招商局,测试员02,信息报送员,１３８ 0000-0000\n")
    found = read_roster(path)
    assert (found.rows[0].mobile, found.notes) == ("13800000000", ("名单!D2: 手机号已按半角数字读取，去掉空格和横线",))


def test_only_the_good_rows_are_given_beside_the_faults(tmp_path: Path) -> None:
    text = "单位,姓名,角色\n招商局,测试员02,信息报送员\n,测试员03,领导\n财政局,测试员04,信息报送员\n"
    found = read_roster(csv_file(tmp_path, text))
    assert [row.name for row in found.rows] == ["测试员02", "测试员04"]
    assert [str(fault) for fault in found.faults] == ["名单!A3: 没有填写单位"]


def test_an_empty_roster_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    found = read_roster(csv_file(tmp_path, "单位,姓名,角色\n"))
    assert [str(fault) for fault in found.faults] == ["名单!A2: 名单里没有一行内容，请从第二行起每行填写一个人"]
    with pytest.raises(TableError, match="不是 .xlsx 或 .csv 文件"):
        read_roster(tmp_path / "名单.doc")


words = st.text(max_size=12).map(lambda word: "".join(c for c in word if c.isprintable()).strip(BLANKS))
names = words.filter(bool)
days = st.none() | st.dates(date(2000, 1, 1), date(2100, 12, 31))


@st.composite
def rosters(draw: st.DrawFn) -> list[RosterRow]:
    rows: list[RosterRow] = []
    for place in range(draw(st.integers(1, 4))):
        start, end = sorted((draw(days), draw(days)), key=lambda day: day or date.max)
        told = {
            "unit": f"{draw(names)}{place}",
            "group": draw(words),
            "class_name": draw(words),
            "mobile": "1380000000",
        }
        accounts = {"wecom": draw(words).casefold() + str(place), "dingtalk": ""}
        rows.append(roster_row(draw(names), **told, **accounts, active_from=start, active_until=end))
    return rows


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@given(rows=rosters())
@settings(deadline=None, max_examples=40)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, ending: str, rows: list[RosterRow]
) -> None:
    path = tmp_path_factory.mktemp("roster") / f"名单.{ending}"
    write_roster(rows, path)
    found = read_roster(path)
    assert (list(found.rows), found.faults, found.notes) == (rows, (), ())


def test_the_report_says_what_became_of_each_row() -> None:
    rows = [roster_row(row=2), roster_row("测试员03", row=3), roster_row("测试员04", role="head", row=4)]
    report = RosterReport(
        outcomes=(
            RosterOutcome(rows[0], "new"),
            RosterOutcome(rows[1], "changed", ("mobile", "wecom")),
            RosterOutcome(rows[2], "same"),
        ),
        new_units=1,
        absent=(roster_row("测试员05"),),
        moved=(MovedAccount("wecom", "zs", "财政局", "测试员06"),),
    )
    assert roster_report_lines(report, every_row=True) == [
        "第 2 行 招商局 测试员02（信息报送员）：新增",
        "第 3 行 招商局 测试员03（信息报送员）：更新（手机号、企业微信账号）",
        "第 4 行 招商局 测试员04（单位负责人）：未变",
        "账号 zs（企业微信账号）原属 财政局 测试员06，已改归名单中的人",
        "招商局 测试员05（信息报送员）不在文件中，仍然保留；如已离任请填写停用日期",
        "共 3 行：新增单位 1 个，新增成员 1 人，更新 1 人，未变 1 人",
    ]
