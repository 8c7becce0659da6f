"""roster import and export: row by row, all or nothing, and past periods complete."""

import csv
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from commands.office import Office
from models.members import member_table
from models.outbox import rows_after
from reports.tables import read_workbook
from tests.commands.conftest import NOW, ROSTER, CommandLine
from tests.models.weeks import obligations_starting_between


def members(office: Office) -> int:
    with office.store.read() as connection:
        return len(connection.execute(select(member_table.c.id)).all())


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(text.removeprefix("\ufeff").splitlines()))


def write(run: CommandLine, text: str) -> Path:
    path = run.folder / "new.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_row_has_a_line_and_the_last_one_sums_up(run: CommandLine) -> None:
    text = ROSTER.replace("测试员02", "测试员05") + "应急管理局,,,测试员06,信息报送员,,,,,\n"
    lines = run.ok("roster", "import", "jinhu", write(run, text), "-v").splitlines()
    assert lines[0] == "第 2 行 财政局 测试员01（信息报送员）：未变"
    assert lines[1] == "第 3 行 招商局 测试员05（信息报送员）：新增"
    assert lines[4] == "第 6 行 应急管理局 测试员06（信息报送员）：新增"
    assert "账号 zs-02（钉钉账号）原属 招商局 测试员02，已改归名单中的人" in lines
    assert lines[-1] == "共 5 行：新增单位 1 个，新增成员 2 人，更新 0 人，未变 3 人"


def test_without_being_asked_only_remarks_changes_and_the_sums_are_printed(run: CommandLine) -> None:
    head, first, *_ = ROSTER.splitlines(keepends=True)
    lines = run.ok("roster", "import", "jinhu", write(run, head + first)).splitlines()
    assert len(lines) == 4 and all("不在文件中，仍然保留" in line for line in lines[:-1])
    many = "".join(f"审计局,,,测试员2{number},信息报送员,,,,,\n" for number in range(3))
    assert run.ok("roster", "import", "jinhu", write(run, ROSTER + many)).splitlines() == [
        "共 7 行：新增单位 1 个，新增成员 3 人，更新 0 人，未变 4 人"
    ]
    assert run.ok("roster", "import", "jinhu", write(run, head + first)).splitlines()[0] == (
        "花名册里另有 6 人不在文件中，仍然保留；如已离任请填写停用日期（加 -v 可逐一列出）"
    )


def test_one_wrong_cell_stops_everything_and_is_named(run: CommandLine, office: Office) -> None:
    text = ROSTER + "应急管理局,,,测试员06,通讯员,,,,,\n"
    result = run("roster", "import", "jinhu", write(run, text))
    assert result.exit_code == 1
    assert any(line.startswith("错误 new!E6: ") for line in result.stdout.splitlines())
    assert result.stderr.startswith("有 1 处错误，没有导入。第一处是 new!E6: ")
    assert len(result.stderr.splitlines()) == 1
    assert members(office) == 4


def test_with_skip_bad_the_good_rows_come_in(run: CommandLine, office: Office) -> None:
    text = ROSTER + "应急管理局,,,测试员06,通讯员,,,,,\n规划建设局,,,测试员07,信息报送员,,,,,\n"
    printed = run.ok("roster", "import", "jinhu", write(run, text), "--skip-bad", "-v")
    assert "错误 new!E6: " in printed and "第 7 行 规划建设局 测试员07（信息报送员）：新增" in printed
    assert members(office) == 5


def test_with_skip_bad_a_file_without_a_good_row_is_a_failure(run: CommandLine) -> None:
    path = write(run, "单位,姓名\n财政局,测试员01\n")
    assert run("roster", "import", "jinhu", path, "--skip-bad").exit_code == 1


def test_a_file_that_is_not_there_is_one_line(run: CommandLine) -> None:
    assert "找不到文件" in run.fails("roster", "import", "jinhu", run.folder / "none.xlsx")


def test_what_is_exported_as_csv_says_what_was_imported(run: CommandLine) -> None:
    path = run.folder / "out.csv"
    assert run.ok("roster", "export", "jinhu", path) == f"已导出 4 行到 {path}\n"
    assert rows_of(path.read_text(encoding="utf-8")) == rows_of(ROSTER)


def test_what_is_exported_as_xlsx_is_imported_as_the_same(run: CommandLine) -> None:
    path = run.folder / "out.XLSX"
    run.ok("roster", "export", "jinhu", path)
    assert read_workbook(path)[0].rows[1][3] == "测试员01"
    assert run.ok("roster", "import", "jinhu", path).splitlines()[-1].endswith("更新 0 人，未变 4 人")


@pytest.mark.parametrize("name", ["out.txt", "out", "out.xls"])
def test_an_ending_that_is_no_table_is_wrong_usage(run: CommandLine, name: str) -> None:
    assert "以 .xlsx 或 .csv 结尾" in run.fails("roster", "export", "jinhu", run.folder / name, code=2)
    assert not (run.folder / name).exists()


def test_after_the_import_every_week_since_the_first_liaison_is_there(run: CommandLine, office: Office) -> None:
    with office.store.read() as connection:
        rows = obligations_starting_between(connection, "jinhu", date(2024, 1, 1), date(2026, 11, 1))
    weeks = {row.starts_on for row in rows}
    # 生效日期 2026-10-01 is a Thursday of the holiday: the first whole week in office begins on Monday the 5th.
    assert min(weeks) == date(2026, 10, 5)
    assert len(weeks) == 4
    assert {row.unit for row in rows} == {"财政局", "招商局"}


def test_a_missing_column_is_said_without_the_advice_to_skip_rows(run: CommandLine) -> None:
    path = write(run, "单位,姓名\n财政局,测试员01\n")
    said = run.fails("roster", "import", "jinhu", path)
    assert "缺少“角色”这一列" in said and "--skip-bad" not in said


def test_a_liaison_who_is_replaced_hands_over_at_the_import(run: CommandLine, office: Office) -> None:
    left = ROSTER.splitlines()[1].rsplit(",", 1)[0] + f",{NOW.date()}"
    successor = f"财政局,部门组,,测试员08,信息报送员,,cz-08,,{NOW.date()},"
    rest = [ROSTER.splitlines()[0], left, successor, *ROSTER.splitlines()[2:]]
    run.ok("roster", "import", "jinhu", write(run, "\n".join(rest) + "\n"))
    with office.store.read() as connection:
        letters = [row for row in rows_after(connection, 0) if row.job == "hand-over"]
    assert [row.account for row in letters] == ["cz-08"]
    assert "测试员01自" in letters[0].content.text
