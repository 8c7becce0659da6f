"""The ledger workbook: every check names its cell, and what is written is read back the same."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.ledger import LedgerItem, LedgerKnown, LedgerPublication, LedgerRows, workbook_text
from models.ledger_import import ItemOutcome, LedgerReport
from reports.cells import BLANKS
from reports.ledger_file import LedgerFile, ledger_report_lines, read_ledger, write_ledger
from reports.tables import Cell, TableError, read_workbook
from tests.factories import at, plan_file
from tests.factories_tables import (
    ITEM,
    PUBLICATION,
    ledger_item,
    ledger_publication,
    save_ledger,
    save_workbook,
    table_of,
)

PLAN = plan_file().plan
KNOWN = LedgerKnown(
    frozenset({"招商局", "党群工作部"}), frozenset({900}), frozenset({"旧板块"}), frozenset({"旧类型", "统计"})
)
Record = dict[str, Cell]


def read(path: Path) -> LedgerFile:
    return read_ledger(path, PLAN, KNOWN)


def item_of(tmp_path: Path, **cells: Cell) -> LedgerItem:
    """The one item of a ledger without faults."""
    found = read(save_ledger(tmp_path / "t.xlsx", [cells]))
    assert found.faults == ()
    return found.rows.items[0]


def publication_of(tmp_path: Path, **cells: Cell) -> LedgerPublication:
    """The one publication of a ledger without faults."""
    found = read(save_ledger(tmp_path / "t.xlsx", [{}], [cells]))
    assert found.faults == ()
    return found.rows.publications[0]


def faults(tmp_path: Path, items: list[Record], publications: list[Record] | None = None) -> list[str]:
    found = read(save_ledger(tmp_path / "t.xlsx", items, publications or []))
    return [str(fault) for fault in found.faults]


def test_an_item_is_read_with_every_cell(tmp_path: Path) -> None:
    found = item_of(tmp_path, 编号=12, 提交时间="2026-11-20 16:07", 补报期间="2026-W45")
    told = {"counted_on": date(2026, 11, 2), "made_up_for": "2026-W45"}
    assert (found, found.row) == (ledger_item(12, "2026-11-20 16:07", **told), 2)


def test_a_publication_is_read_with_every_cell(tmp_path: Path) -> None:
    extra: Record = {"形式": "图文", "单独或综合": "单独", "转载": "是", "渠道": "融媒体中心"}
    assert publication_of(tmp_path, **extra) == ledger_publication(
        column="项目为王",
        link="https://news.example.cn/1.html",
        title="开发区召开安全生产会议",
        placement="头版",
        form="图文",
        combined="单独",
        reprint="是",
        via="融媒体中心",
    )


def test_dates_of_excel_are_read_as_well_as_text(tmp_path: Path) -> None:
    item = item_of(tmp_path, 编号=1.0, 提交时间=datetime(2026, 11, 1, 0, 30))
    assert (item.number, item.sent_at, item.counted_on) == (1, at("2026-11-01 00:30"), date(2026, 11, 1))
    assert publication_of(tmp_path, 刊发日期=datetime(2026, 11, 18)).published_on == date(2026, 11, 18)


@pytest.mark.parametrize("column", ["报送人", "正文", "补报期间"])
def test_optional_columns_may_be_missing(tmp_path: Path, column: str) -> None:
    record = {name: cell for name, cell in ITEM.items() if name != column}
    path = save_workbook(tmp_path / "t.xlsx", {"信息": table_of([record])})
    found = read(path)
    assert (len(found.rows.items), found.rows.publications, found.faults) == (1, (), ())


@pytest.mark.parametrize("column", ["编号", "提交时间", "单位", "类型", "板块", "标题", "状态"])
def test_a_missing_column_is_said_once(tmp_path: Path, column: str) -> None:
    record = {name: cell for name, cell in ITEM.items() if name != column}
    path = save_workbook(tmp_path / "t.xlsx", {"信息": table_of([record, record])})
    with pytest.raises(TableError) as raised:
        read(path)
    assert str(raised.value) == f"信息!A1: 缺少“{column}”这一列，请在第一行补上列名"


@pytest.mark.parametrize(
    ("column", "cell"), [("编号", "A"), ("提交时间", "B"), ("单位", "C"), ("类型", "E"), ("状态", "I")]
)
def test_an_item_needs_its_cells(tmp_path: Path, column: str, cell: str) -> None:
    assert faults(tmp_path, [{column: None}]) == [f"信息!{cell}2: 没有填写{column}"]


def test_a_number_stands_there_once(tmp_path: Path) -> None:
    assert faults(tmp_path, [{"编号": 7}, {"编号": "７"}]) == ["信息!A3: 编号 7 与第 2 行重复"]


def test_a_unit_must_be_in_the_roster(tmp_path: Path) -> None:
    assert faults(tmp_path, [{"单位": "招商"}]) == ["信息!C2: 不认识单位“招商”，请先导入名单，或改成名单里的单位"]


@pytest.mark.parametrize("status", ["刊发", "已采用", "x"])
def test_a_status_is_one_of_five(tmp_path: Path, status: str) -> None:
    assert faults(tmp_path, [{"状态": status}]) == [
        f"信息!I2: 不认识状态“{status}”，请填草稿、待审、采用、退回、撤回之一"
    ]


def test_a_kind_is_one_of_the_plans_or_of_the_stores(tmp_path: Path) -> None:
    assert faults(tmp_path, [{"类型": "文章"}]) == ["信息!E2: 不认识类型“文章”，请填信息、线索、案例、图片之一"]
    assert item_of(tmp_path, 类型="旧类型").kind == "旧类型"


@pytest.mark.parametrize(
    ("cell", "board"),
    [
        ("安全生产管理", "安全生产管理"),
        ("安全", "安全生产管理"),
        ("安全 生产、管理", "安全生产管理"),
        ("旧板块", "旧板块"),
    ],
)
def test_a_board_is_a_name_or_an_alias_whatever_its_punctuation(tmp_path: Path, cell: str, board: str) -> None:
    assert item_of(tmp_path, 板块=cell).board == board


def test_a_board_is_never_guessed(tmp_path: Path) -> None:
    hint = "请填重特大项目招引、安全生产管理、基础设施配套提升之一"
    assert faults(tmp_path, [{"板块": "安全管理"}]) == [f"信息!F2: 不认识板块“安全管理”，{hint}"]
    assert faults(tmp_path, [{"板块": None}]) == ["信息!F2: 没有填写板块"]


def test_statistics_and_projects_updates_need_no_board(tmp_path: Path) -> None:
    assert (item_of(tmp_path, 类型="统计", 板块=None).kind, item_of(tmp_path, 类型="统计", 板块=None).board) == (
        "统计",
        "",
    )
    assert item_of(tmp_path, 类型="统计").board == "安全生产管理"


def test_a_draft_may_lack_time_board_and_text(tmp_path: Path) -> None:
    found = item_of(tmp_path, 状态="草稿", 提交时间=None, 板块=None, 标题=None, 正文=None)
    assert (found.sent_at, found.counted_on, found.board, found.title, found.body) == (None, None, "", "", "")
    assert item_of(tmp_path, 状态="草稿").sent_at == at("2026-11-16 09:30")


def test_what_was_sent_in_has_a_title(tmp_path: Path) -> None:
    assert faults(tmp_path, [{"标题": None, "正文": " "}, {"编号": 2, "标题": " "}]) == [
        "信息!G2: 标题不能为空",
        "信息!G3: 标题不能为空",
    ]


@pytest.mark.parametrize(
    ("cell", "key", "counted_on"),
    [
        ("2026-W45", "2026-W45", date(2026, 11, 2)),
        ("２０２６－Ｗ45", "2026-W45", date(2026, 11, 2)),
        ("2026-w1", "2026-W01", date(2025, 12, 29)),
        ("2026-10", "2026-10", date(2026, 10, 1)),
        ("2026-11-09", "2026-11-09", date(2026, 11, 9)),
        (datetime(2026, 11, 9), "2026-11-09", date(2026, 11, 9)),
        ("2026-Q3", "2026-Q3", date(2026, 7, 1)),
        ("2026-H1", "2026-H1", date(2026, 1, 1)),
        (2026, "2026", date(2026, 1, 1)),
        ("plan", "plan", date(2024, 8, 20)),
    ],
)
def test_an_item_that_makes_up_counts_on_the_first_day_of_its_period(
    tmp_path: Path, cell: Cell, key: str, counted_on: date
) -> None:
    found = item_of(tmp_path, 提交时间="2026-11-20 16:07", 补报期间=cell)
    assert (found.made_up_for, found.counted_on) == (key, counted_on)


@pytest.mark.parametrize(
    "cell", ["上周", "2026-W54", "2026-W00", "2026-13", "2026-00", "2026-02-30", "0000", "2026-Q5"]
)
def test_what_is_no_period_is_a_fault(tmp_path: Path, cell: str) -> None:
    assert faults(tmp_path, [{"补报期间": cell}]) == [
        f"信息!J2: “{cell}”不是期间，请写成 2026-W47、2026-11 或 2026-11-16 的样子"
    ]


def test_nothing_makes_up_for_a_period_to_come(tmp_path: Path) -> None:
    assert faults(tmp_path, [{"提交时间": "2026-11-20 16:07", "补报期间": "2026-W48"}]) == [
        "信息!J2: 补报期间 2026-W48 在提交时间之后，请核对"
    ]


def test_texts_have_their_longest(tmp_path: Path) -> None:
    assert faults(tmp_path, [{"标题": "长" * 301}]) == ["信息!G2: 标题超过 300 个字，请缩短"]
    assert faults(tmp_path, [{}], [{"版面": "长" * 21}]) == ["刊发!H2: 版面超过 20 个字，请缩短"]


@pytest.mark.parametrize(("column", "cell"), [("媒体", "B"), ("级别", "C"), ("刊发日期", "D")])
def test_a_publication_needs_its_cells(tmp_path: Path, column: str, cell: str) -> None:
    assert faults(tmp_path, [{}], [{column: None}]) == [f"刊发!{cell}2: 没有填写{column}"]


def test_a_level_is_one_of_four(tmp_path: Path) -> None:
    assert faults(tmp_path, [{}], [{"级别": "国家级"}]) == [
        "刊发!C2: 不认识级别“国家级”，请填县级、市级、省级、中央之一"
    ]


def test_a_publication_may_lack_an_item_or_name_one_of_the_store(tmp_path: Path) -> None:
    assert publication_of(tmp_path, 信息编号=None).item_number is None
    assert publication_of(tmp_path, 信息编号=900).item_number == 900


def test_a_publication_of_an_item_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    words = "请核对编号，或先改好“信息”表里的那一行"
    assert faults(tmp_path, [{}], [{"信息编号": 2}]) == [f"刊发!A2: 没有可用的第2号信息，{words}"]
    found = faults(tmp_path, [{"编号": 3, "状态": "x"}], [{"信息编号": 3}])
    assert found[1:] == [f"刊发!A2: 没有可用的第3号信息，{words}"]


def test_an_outlet_and_a_column_that_the_plan_does_not_name_are_taken_as_they_are(tmp_path: Path) -> None:
    found = publication_of(tmp_path, 媒体=" 某某网 ", 专栏="新专栏", 级别="省级")
    assert (found.outlet, found.column, found.level) == ("某某网", "新专栏", "province")
    assert publication_of(tmp_path, 媒体="《淮安日报》").outlet == "淮安日报"


def test_projects_are_refused_as_long_as_they_cannot_be_kept(tmp_path: Path) -> None:
    items = table_of([ITEM])
    projects: list[list[Cell]] = [["编号", "名称"], [], [1, "甲"], [2, "乙"]]
    found = read(save_workbook(tmp_path / "t.xlsx", {"信息": items, "项目": projects}))
    assert [str(fault) for fault in found.faults] == ["项目!A3: 本方案暂不支持招商项目导入，这张表有 2 行没有导入"]
    assert len(found.rows.items) == 1
    assert read(save_workbook(tmp_path / "t.xlsx", {"信息": items, "项目": projects[:1]})).faults == ()


def test_a_sheet_of_another_name_is_a_note_and_a_workbook_without_ours_is_refused(tmp_path: Path) -> None:
    found = read(save_workbook(tmp_path / "t.xlsx", {"信息": table_of([ITEM]), "说明": [["甲"]]}))
    assert found.notes == ("说明!A1: 不认识这个工作表，没有导入",)
    with pytest.raises(TableError, match="没有“信息”“刊发”工作表"):
        read(save_workbook(tmp_path / "t.xlsx", {"Sheet1": [["甲"]]}))
    with pytest.raises(TableError, match="不是 .xlsx 工作簿"):
        read(tmp_path / "台账.csv")


def test_a_row_with_a_fault_is_left_out_of_the_rows(tmp_path: Path) -> None:
    found = read(
        save_ledger(tmp_path / "t.xlsx", [{"编号": 1}, {"编号": 2, "单位": "x"}, {"编号": 3}], [{}, {"级别": "x"}])
    )
    assert [item.number for item in found.rows.items] == [1, 3]
    assert (len(found.rows.publications), len(found.faults)) == (1, 2)


def test_what_is_read_leniently_is_noted(tmp_path: Path) -> None:
    found = read(save_ledger(tmp_path / "t.xlsx", [{"编号": "１", "报送人": "测试员02 "}, {"编号": 2, "板块": "安全"}]))
    assert (found.rows.items[0].byline, found.faults) == ("测试员02", ())
    assert found.notes == (
        "信息!A2: 数字已按半角、无空格读取",
        "信息!D2: 前后的空格已去掉",
        "信息!F3: “安全”按“安全生产管理”导入",
    )


def test_times_are_written_as_text_of_the_offices_clock_and_optional_columns_only_when_needed(tmp_path: Path) -> None:
    write_ledger(LedgerRows((ledger_item(),), (ledger_publication(),)), PLAN, tmp_path / "t.xlsx")
    items, publications, projects = read_workbook(tmp_path / "t.xlsx")
    assert items.rows[0] == tuple(ITEM)
    assert items.rows[1][:3] == (1, "2026-11-16 09:30", "招商局")
    assert publications.rows == [tuple(PUBLICATION), (1, "淮安日报", "市级", "2026-11-18")]
    assert (projects.name, projects.rows[0][5]) == ("项目", "投资额(亿元)")
    write_ledger(LedgerRows((), (ledger_publication(None, via="x"),)), PLAN, tmp_path / "t.xlsx")
    assert read_workbook(tmp_path / "t.xlsx")[1].rows[0] == (*PUBLICATION, "渠道")


free = st.text(max_size=40).map(workbook_text)
lines = free.map(lambda text: text.replace("\n", " ").strip(BLANKS))
moments = st.datetimes(datetime(2000, 1, 2), datetime(2100, 12, 30)).map(lambda clock: clock.isoformat(" ", "minutes"))


@st.composite
def ledgers(draw: st.DrawFn) -> LedgerRows:
    numbers = draw(st.lists(st.integers(1, 999_999_999), min_size=1, max_size=3, unique=True))
    items = [
        ledger_item(number, draw(moments), title=f"甲{draw(free)}", body=draw(free), byline=draw(lines))
        for number in numbers
    ]
    publications = [
        ledger_publication(
            draw(st.sampled_from([None, *numbers])),
            draw(st.dates(date(2000, 1, 1), date(2100, 12, 31))),
            level=draw(st.sampled_from(["county", "city", "province", "central"])),
            outlet=f"媒{draw(lines)}",
            column=draw(lines),
            link=draw(lines),
            title=draw(free),
            placement=draw(lines)[:10].strip(BLANKS),
            reprint=draw(lines)[:10].strip(BLANKS),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    return LedgerRows(tuple(items), tuple(publications))


@given(rows=ledgers())
@settings(deadline=None, max_examples=60)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: LedgerRows) -> None:
    path = tmp_path_factory.mktemp("ledger") / "t.xlsx"
    write_ledger(rows, PLAN, path)
    found = read(path)
    assert (found.rows, found.faults) == (rows, ())
    write_ledger(found.rows, PLAN, path.with_name("again.xlsx"))
    assert read_workbook(path.with_name("again.xlsx")) == read_workbook(path)


def test_the_report_says_what_became_of_each_row() -> None:
    report = LedgerReport(
        items=(
            ItemOutcome(ledger_item(1, row=2), "new"),
            ItemOutcome(ledger_item(2, row=3), "changed", ("title", "status")),
            ItemOutcome(ledger_item(3, row=4), "same"),
        ),
        publications=((ledger_publication(row=2), True), (ledger_publication(row=3), False)),
        outlets=("某某网",),
        columns=("新专栏",),
        unmatched=(("招商局", "测试员99"),),
    )
    told = [
        "信息 第 2 行 第1号 招商局：新增",
        "信息 第 3 行 第2号 招商局：更新（标题、状态）",
        "信息 第 4 行 第3号 招商局：未变",
        "刊发 第 2 行 淮安日报 2026-11-18：新增",
        "刊发 第 3 行 淮安日报 2026-11-18：未变",
        "方案里没有的媒体，已记住：某某网",
        "方案里没有的专栏，已记住：新专栏",
        "招商局 的名单里没有报送人 测试员99，只记名字",
        "信息：新增 1 条，更新 1 条，未变 1 条；刊发：新增 1 条，未变 1 条",
    ]
    assert ledger_report_lines(report, every_row=True) == told
    assert ledger_report_lines(report) == [line for line in told if not line.endswith(("：新增", "：未变"))]
