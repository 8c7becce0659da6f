"""The calendar file: what is read from it, and what is said of its faults."""

from datetime import date
from pathlib import Path

import pytest

from models.calendar_file import calendar_from_text, load_calendar_file
from models.plan_file import PlanError

SHIPPED = Path(__file__).parents[2] / "plans" / "calendar.toml"
YEAR = """
[2027]
source = "国务院通知"
days_off = ["2027-01-01/2027-01-03", 2027-02-05, "2027-02-08"]
working_days = [2027-02-07]
"""


def faults(text: str) -> list[str]:
    """What is said, without the file's name."""
    with pytest.raises(PlanError) as caught:
        calendar_from_text(text, "plans/calendar.toml")
    assert all(line.startswith("plans/calendar.toml: ") for line in caught.value.lines)
    return [line.removeprefix("plans/calendar.toml: ") for line in caught.value.lines]


def test_days_and_spans_are_read_for_each_year() -> None:
    year = calendar_from_text(YEAR, "calendar.toml")[2027]
    off = [date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3), date(2027, 2, 5), date(2027, 2, 8)]
    assert year.days == {**dict.fromkeys(off, False), date(2027, 2, 7): True}
    assert year.source == "国务院通知"


def test_a_year_without_a_source_is_from_the_file() -> None:
    assert calendar_from_text("[2027]\ndays_off = [2027-01-01]", "calendar.toml")[2027].source == "calendar.toml"


def test_the_file_that_ships_is_in_order_and_so_is_its_example() -> None:
    load_calendar_file(SHIPPED)
    text = SHIPPED.read_text(encoding="utf-8")
    example = "\n".join(line.removeprefix("# ") for line in text[text.index("# [2027]") :].splitlines())
    year = calendar_from_text(example, "example")[2027]
    assert year.days[date(2027, 10, 7)] is False and year.days[date(2027, 10, 9)] is True


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[year]\ndays_off = []", "year: 每一段的名称应是 2000 至 2100 之间的年份，例如 [2027]"),
        ("[1999]", "1999: 每一段的名称应是 2000 至 2100 之间的年份，例如 [2027]"),
        ("[02027]", "02027: 每一段的名称应是 2000 至 2100 之间的年份，例如 [2027]"),
        ("2027 = 1", "2027: 应写成一段，以 [2027] 开头"),
        ("[2027]", "2027: 还没有写日期，请填 days_off 和 working_days，或删去这一段"),
        (
            "[2027]\ndays_of = []\ndays_off = [2027-01-01]",
            "2027.days_of: 没有这个配置项，请检查拼写（可用：source、days_off、working_days）",
        ),
        ("[2027]\nsource = 1\ndays_off = [2027-01-01]", "2027.source: 应是文字，最长 200 个字，请加英文双引号"),
        ("[2027]\ndays_off = 2027-01-01", "2027.days_off: 应是列表，请用方括号，例如 [2027-01-01]"),
        ("[2027]\ndays_off = [2028-01-01]", "2027.days_off[1]: 2028-01-01 不在 2027 年，请写到 [2028] 一段"),
        (
            '[2027]\ndays_off = ["2027-12-30/2028-01-02"]',
            "2027.days_off[1]: 2028-01-02 不在 2027 年，请写到 [2028] 一段",
        ),
        ('[2027]\ndays_off = ["2027-02-05/2027-02-01"]', "2027.days_off[1]: 2027-02-01 早于 2027-02-05，请核对"),
        ("[2027]\ndays_off = [2027-01-01, 2027-01-01]", "2027.days_off[2]: 2027-01-01 写了两次，请去掉一个"),
        (
            "[2027]\ndays_off = [2027-01-01]\nworking_days = [2027-01-01]",
            "2027.working_days[1]: 2027-01-01 既在 days_off 又在 working_days，请只留一处",
        ),
        ("days_off = [1", "文件末尾：方括号没有成对"),
    ],
)
def test_a_fault_is_said_with_its_place_and_remedy(text: str, said: str) -> None:
    assert faults(text) == [said]


@pytest.mark.parametrize(
    "entry", ["1", "true", '"元旦"', '"2027-02-30"', "2027-01-01T00:00:00", '"2027-01-01/x"', '"/2027-01-01"']
)
def test_an_entry_that_is_no_day_is_told_how_to_write_one(entry: str) -> None:
    (said,) = faults(f"[2027]\ndays_off = [{entry}]")
    assert said.startswith("2027.days_off[1]: 应是日期，例如 2027-01-01，一段日子写成")


def test_every_fault_is_said() -> None:
    assert len(faults("[2027]\ndays_off = [1, 2]\n[year]")) == 3


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="找不到这个文件"):
        load_calendar_file(tmp_path / "none.toml")
