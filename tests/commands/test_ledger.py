"""ledger import and export: cell by cell, all or nothing, and back again."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from commands.office import Office
from models.chases import Link, link_letters
from models.items import NewItem, item_table, store_item
from models.obligations import obligations_in
from models.outbox import Content, Letter, post, rows_after
from reports.tables import Cell, Sheet, read_workbook, write_workbook
from tests.commands.conftest import CommandLine
from tests.factories import at, unit_id_of

ITEM_HEAD = ("编号", "提交时间", "单位", "报送人", "类型", "板块", "标题", "正文", "状态", "补报期间")
PUBLISHED_HEAD = ("信息编号", "媒体", "级别", "刊发日期", "专栏", "链接", "标题", "版面")
ITEMS = (
    (1, "2026-10-14 10:05", "财政局", "测试员01", "信息", "安全生产管理", "消防演练", "正文一", "采用", ""),
    (2, "2026-10-21 09:00", "招商局", "测试员02", "信息", "招商", "项目签约", "=1+1", "待审", "2026-W42"),
    (7, "2026-11-05 11:30", "财政局", "外单位人员", "线索", "安全", "隐患排查", "正文三", "退回", ""),
)
PUBLISHED = (
    (1, "金湖发布", "县级", "2026-10-16", "", "https://example.com/1", "消防演练", "头条"),
    ("", "江苏经济报", "省级", "2026-11-02", "高质量发展", "", "园区观察", ""),
)


def workbook(
    folder: Path, items: Sequence[Sequence[Cell]] = ITEMS, published: Sequence[Sequence[Cell]] = PUBLISHED
) -> Path:
    path = folder / "ledger.xlsx"
    write_workbook(path, [Sheet("信息", [ITEM_HEAD, *items]), Sheet("刊发", [PUBLISHED_HEAD, *published])])
    return path


def numbers(office: Office) -> list[int]:
    with office.store.read() as connection:
        return list(connection.execute(select(item_table.c.number).order_by(item_table.c.number)).scalars())


def test_every_row_has_a_line_and_the_last_one_sums_up(run: CommandLine) -> None:
    lines = run.ok("ledger", "import", "jinhu", workbook(run.folder), "-v").splitlines()
    assert "信息 第 2 行 第1号 财政局：新增" in lines
    assert "刊发 第 3 行 江苏经济报 2026-11-02：新增" in lines
    assert "方案里没有的媒体，已记住：江苏经济报" in lines
    assert "财政局 的名单里没有报送人 外单位人员，只记名字" in lines
    assert lines[-1] == "信息：新增 3 条，更新 0 条，未变 0 条；刊发：新增 2 条，未变 0 条"


def test_without_being_asked_only_remarks_changes_and_the_sums_are_printed(run: CommandLine) -> None:
    run.ok("ledger", "import", "jinhu", workbook(run.folder))
    changed = [(*ITEMS[0][:6], "消防演练总结", *ITEMS[0][7:]), *ITEMS[1:]]
    lines = run.ok("ledger", "import", "jinhu", workbook(run.folder, changed)).splitlines()
    assert [line for line in lines if not line.startswith(("提示", "方案里没有"))] == [
        "信息 第 2 行 第1号 财政局：更新（标题）",
        "财政局 的名单里没有报送人 外单位人员，只记名字",
        "信息：新增 0 条，更新 1 条，未变 2 条；刊发：新增 0 条，未变 2 条",
    ]


def test_the_same_workbook_again_changes_nothing(run: CommandLine) -> None:
    path = workbook(run.folder)
    run.ok("ledger", "import", "jinhu", path)
    last = run.ok("ledger", "import", "jinhu", path).splitlines()[-1]
    assert last == "信息：新增 0 条，更新 0 条，未变 3 条；刊发：新增 0 条，未变 2 条"


def test_bad_cells_are_named_and_nothing_is_imported(run: CommandLine, office: Office) -> None:
    bad = (*ITEMS, (8, "昨天", "气象局", "", "信息", "安全", "标题", "", "采用", ""))
    result = run("ledger", "import", "jinhu", workbook(run.folder, bad))
    assert result.exit_code == 1
    faults = [line for line in result.stdout.splitlines() if line.startswith("错误 ")]
    assert [line.split(":")[0] for line in faults] == ["错误 信息!B5", "错误 信息!C5"]
    assert result.stderr.startswith("有 2 处错误，没有导入。第一处是 信息!B5: ")
    assert numbers(office) == []


def test_with_skip_bad_the_rest_comes_in_without_what_refers_to_the_bad_rows(run: CommandLine, office: Office) -> None:
    bad = (*ITEMS, (8, "昨天", "财政局", "", "信息", "安全", "标题", "", "采用", ""))
    path = workbook(run.folder, bad, (*PUBLISHED, (8, "金湖发布", "县级", "2026-11-06", "", "", "标题", "")))
    printed = run.ok("ledger", "import", "jinhu", path, "--skip-bad")
    assert "错误 信息!B5: " in printed and "错误 刊发!A4: " in printed
    assert numbers(office) == [1, 2, 7]
    assert printed.splitlines()[-1] == "信息：新增 3 条，更新 0 条，未变 0 条；刊发：新增 2 条，未变 0 条"


def test_what_is_exported_is_what_was_imported(run: CommandLine) -> None:
    run.ok("ledger", "import", "jinhu", workbook(run.folder))
    path = run.folder / "out.xlsx"
    assert run.ok("ledger", "export", "jinhu", path) == f"已导出 3 条信息、2 条刊发到 {path}\n"
    first, second = read_workbook(path)[:2]
    told = [tuple("" if cell is None else cell for cell in row) for row in (*first.rows[1:], *second.rows[1:])]
    full_names = [
        tuple("重特大项目招引" if c == "招商" else "安全生产管理" if c == "安全" else c for c in r) for r in ITEMS
    ]
    assert [tuple(row) + ("",) * (10 - len(row)) for row in told[:3]] == full_names
    assert [tuple(row) + ("",) * (8 - len(row)) for row in told[3:]] == list(PUBLISHED)
    assert run.ok("ledger", "import", "jinhu", path).splitlines()[-1].startswith("信息：新增 0 条，更新 0 条")


def test_a_span_has_both_its_days(run: CommandLine) -> None:
    run.ok("ledger", "import", "jinhu", workbook(run.folder))
    path = run.folder / "out.xlsx"
    whole = run.ok("ledger", "export", "jinhu", path, "--from", "2026-10-12", "--to", "2026-10-16")
    assert whole.startswith("已导出 2 条信息、1 条刊发")  # the item made up for counts on Monday of week 42
    one_day = run.ok("ledger", "export", "jinhu", path, "--from", "2026-11-05", "--to", "2026-11-05")
    assert one_day.startswith("已导出 1 条信息、0 条刊发")


def test_a_span_that_ends_before_it_begins_is_wrong_usage(run: CommandLine) -> None:
    span = ("--from", "2026-11-05", "--to", "2026-11-04")
    assert "早于" in run.fails("ledger", "export", "jinhu", run.folder / "out.xlsx", *span, code=2)


@pytest.mark.parametrize("name", ["out.csv", "out", "out.xls"])
def test_a_ledger_is_a_workbook(run: CommandLine, name: str) -> None:
    assert "以 .xlsx 结尾" in run.fails("ledger", "export", "jinhu", run.folder / name, code=2)


def test_a_text_that_no_cell_can_hold_is_announced(run: CommandLine, office: Office) -> None:
    sent_at, long = at("2026-10-14 10:05"), "字" * 40_000
    words = ("测试员01", "信息", "安全生产管理", "消防演练", long)

    def store(connection: Connection) -> int:
        unit = unit_id_of(connection, "财政局")
        return store_item(connection, NewItem("jinhu", 1, unit, None, *words, sent_at, date(2026, 10, 14)))

    office.store.write(store)
    first, second = run.ok("ledger", "export", "jinhu", run.folder / "out.xlsx").splitlines()
    assert first.startswith("提示 ") and first.endswith("第 1 号")
    assert second.startswith("已导出 1 条信息")


def test_a_workbook_that_is_not_there_is_one_line(run: CommandLine) -> None:
    assert "找不到文件" in run.fails("ledger", "import", "jinhu", run.folder / "none.xlsx")


def test_a_folder_that_is_not_there_is_one_line(run: CommandLine) -> None:
    assert "写不了" in run.fails("ledger", "export", "jinhu", run.folder / "nowhere" / "out.xlsx")


def test_who_has_delivered_by_the_import_is_not_reminded_any_more(run: CommandLine, office: Office) -> None:
    def write(connection: Connection) -> None:
        rows = obligations_in(connection, "jinhu", "weekly", date(2026, 11, 16))
        assert len(rows) == 2
        for row in rows:
            letter = Letter(row.unit, "page", row.unit, Content("请报送"), office.clock(), "reminder", "jinhu")
            post(connection, [letter], office.clock())
            link_letters(connection, [Link(row.id, row.unit, "liaison")])

    office.store.write(write)
    item = (1, "2026-11-18 10:05", "财政局", "测试员01", "信息", "安全生产管理", "消防演练", "正文", "待审", "")
    run.ok("ledger", "import", "jinhu", workbook(run.folder, [item], []))
    with office.store.read() as connection:
        states = {row.account: row.state for row in rows_after(connection, 0) if row.job == "reminder"}
    assert states == {"财政局": "cancelled", "招商局": "due"}
