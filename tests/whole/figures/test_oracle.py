"""The oracle itself, on books so small that every figure can be counted by hand."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.whole.figures.oracle import Oracle, Unanswerable

PLAN = Path(__file__).parents[3] / "plans" / "jinhu.toml"
ROSTER = """单位,单位组,姓名,角色,生效日期,停用日期
甲局,一组,测试员01,信息报送员,2026-01-01,
乙局,一组,测试员02,信息报送员,2026-01-01,
丙局,二组,测试员03,信息报送员,2026-11-10,
丁局,二组,测试员04,信息报送员,2026-01-01,2026-11-09
戊局,二组,测试员05,领导,2026-01-01,
"""
ITEMS = [
    ("编号", "提交时间", "单位", "报送人", "类型", "板块", "标题", "状态", "补报期间"),
    (1, "2026-11-02 00:00", "甲局", "测试员01", "信息", "安全生产", "一", "采用", None),
    (2, "2026-11-08 23:59", "甲局", "测试员01", "线索", "安全生产管理", "二", "待审", None),
    (3, "2026-11-09 09:00", "乙局", "测试员02", "信息", "低效用地", "三", "退回", None),
    (4, "2026-11-16 09:00", "乙局", "测试员02", "信息", "低效用地", "四", "采用", "2026-W46"),
    (5, "2026-11-16 09:00", "丁局", "测试员04", "信息", "低效用地", "五", "采用", "2026-11"),
    (6, None, "甲局", "测试员01", "信息", None, "六", "草稿", None),
]
PRINTED = [
    ("信息编号", "媒体", "级别", "刊发日期", "专栏"),
    (1, "金湖融媒体", "县级", "2026-11-03", "项目为王"),
    (3, "淮安日报", "市级", "2026-11-10", None),
    (None, "湖畔晚报", "市级", "2026-11-10", None),
]


@pytest.fixture
def oracle(tmp_path: Path) -> Oracle:
    (tmp_path / "roster.csv").write_text(ROSTER, "utf-8")
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in (("信息", ITEMS), ("刊发", PRINTED)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "ledger.xlsx")
    return Oracle(tmp_path / "ledger.xlsx", tmp_path / "roster.csv", PLAN, date(2026, 11, 18))


def asked(oracle: Oracle, intent: str, metric: str = "items", **more: Any) -> tuple[Any, dict[str, Any]]:
    answer = oracle.answer({"intent": intent, "metric": metric, **more})
    return answer["value"], {row["name"]: row["value"] for row in answer["rows"]}


WEEK_45 = {"start": "2026-11-02", "end": "2026-11-09"}
WEEK_46 = {"start": "2026-11-09", "end": "2026-11-16"}
NOVEMBER = {"start": "2026-11-01", "end": "2026-12-01"}


def test_an_item_counts_by_the_day_it_was_sent_or_the_first_day_of_what_it_makes_up_for(oracle: Oracle) -> None:
    assert asked(oracle, "count", **WEEK_45)[0] == 2
    assert asked(oracle, "count", **WEEK_46)[0] == 1
    assert asked(oracle, "count", start="2026-11-16", end="2026-11-23")[0] == 0
    assert asked(oracle, "count", **NOVEMBER)[0] == 4


def test_only_the_statuses_that_count_do_unless_others_are_named(oracle: Oracle) -> None:
    assert asked(oracle, "count", statuses=["退回"])[0] == 1
    assert asked(oracle, "count", statuses=["草稿"])[0] == 1
    assert asked(oracle, "count", statuses=["草稿"], **NOVEMBER)[0] == 0


def test_aliases_of_boards_and_outlets_are_their_full_names(oracle: Oracle) -> None:
    assert asked(oracle, "count", boards=["安全生产管理"])[0] == 2
    assert asked(oracle, "count", "publications", outlets=["金湖融媒"])[0] == 1


def test_a_publication_has_the_unit_of_its_item_whatever_became_of_that(oracle: Oracle) -> None:
    value, rows = asked(oracle, "count", "publications", group_by="unit", **NOVEMBER)
    assert value == 3 and rows == {"甲局": 1, "乙局": 1, "丙局": 0, "丁局": 0}


def test_a_week_is_owed_by_units_with_a_liaison_on_its_first_day(oracle: Oracle) -> None:
    assert asked(oracle, "missing", **WEEK_46) == (1, {"甲局": 1})
    assert asked(oracle, "delivered", **WEEK_46) == (1, {"乙局": 1})


def test_what_was_made_up_for_a_month_does_not_stand_for_its_first_week(oracle: Oracle) -> None:
    value, rows = asked(oracle, "missing", start="2026-10-26", end="2026-11-02")
    assert value == 3 and set(rows) == {"甲局", "乙局", "丁局"}


def test_a_week_without_a_working_day_is_owed_by_nobody(oracle: Oracle) -> None:
    assert asked(oracle, "missing", start="2026-02-16", end="2026-02-23")[0] == 0


def test_ties_at_the_limit_are_all_in(oracle: Oracle) -> None:
    assert asked(oracle, "ranking", group_by="unit", order="desc", limit=2, **NOVEMBER)[1] == {
        "甲局": 2,
        "乙局": 1,
        "丁局": 1,
    }
    assert asked(oracle, "ranking", group_by="unit", order="asc", limit=1, **NOVEMBER)[1] == {"丙局": 0}


def test_a_trend_has_its_empty_steps_up_to_today(oracle: Oracle) -> None:
    value, rows = asked(oracle, "trend", group_by="week", **NOVEMBER)
    assert value == 4 and rows == {"2026-W44": 1, "2026-W45": 2, "2026-W46": 1, "2026-W47": 0}


def test_targets_are_counted_in_their_own_periods(oracle: Oracle) -> None:
    assert asked(oracle, "progress", "publications", levels=["county"])[0] == 1
    year = {"start": "2026-01-01", "end": "2027-01-01"}
    assert asked(oracle, "progress", "publications", **year)[1] == {
        "县级媒体每月至少一条": 1,
        "市级媒体每季度至少一条": 2,
        "省级及以上媒体每年至少一条": 0,
    }


def test_what_it_does_not_know_it_does_not_answer(oracle: Oracle) -> None:
    for query in ({"intent": "score"}, {"intent": "count", "metric": "projects"}):
        with pytest.raises(Unanswerable):
            oracle.answer(query)
    with pytest.raises(Unanswerable):
        asked(oracle, "count", levels=["city"])
