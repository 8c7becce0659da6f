"""The wording of comparisons."""

from datetime import date
from decimal import Decimal

import pytest

from models.filters import Query
from questions.query import TimeRange
from reports.answer_comparisons import only_own_part_text, parts_answer, periods_answer
from reports.answer_tables import Row
from tests.reports.answer_samples import AS_OF, NOW, OCTOBER
from tests.reports.samples import PLAN

SEPTEMBER = TimeRange(date(2026, 9, 1), date(2026, 10, 1))


@pytest.mark.parametrize(
    ("value", "other", "change", "words"),
    [
        (96, 69, Decimal("39.1"), "96条信息，比2026年9月（69条）多27条，增长39.1%："),
        (1, 2, Decimal("-50.0"), "1条信息，比2026年9月（2条）少1条，下降50.0%："),
        (2, 2, Decimal("0.0"), "2条信息，与2026年9月（2条）持平："),
        (2, 0, None, "2条信息，比2026年9月（0条）多2条："),
    ],
)
def test_two_periods(value: int, other: int, change: Decimal | None, words: str) -> None:
    query = Query("compare", "items", *OCTOBER, compare_to=SEPTEMBER)
    text = periods_answer(query, value, other, change, PLAN, NOW)
    assert text == f"{words}2026年10月，全部单位；{AS_OF}，依据{value + other}条记录。"


def test_a_period_that_runs_is_said_to() -> None:
    query = Query("compare", "items", date(2026, 11, 1), date(2026, 12, 1), compare_to=SEPTEMBER)
    assert periods_answer(query, 1, 1, None, PLAN, NOW).endswith("2026年11月还没有结束。")


def test_the_other_period_may_run_as_well() -> None:
    november = TimeRange(date(2026, 11, 1), date(2026, 12, 1))
    text = periods_answer(Query("compare", "items", *OCTOBER, compare_to=november), 1, 2, None, PLAN, NOW)
    assert text.endswith("记录。2026年11月还没有结束。")


def test_two_parts_and_more() -> None:
    query = Query("compare", "items", *OCTOBER, units=("甲局", "乙局"), boards=("安全生产管理",), group_by="unit")
    text = parts_answer(query, [Row("甲局", 5), Row("乙局", 3)], 8, PLAN, NOW)
    assert text == f"5条信息，甲局比乙局（3条）多2条：2026年10月，安全生产管理板块；{AS_OF}，依据8条记录。"
    many = parts_answer(query, [Row("甲局", 5), Row("乙局", 6), Row("丙局", 6)], 17, PLAN, NOW).splitlines()
    assert many[0].startswith("5条信息是甲局的，乙局、丙局最多（6条）：2026年10月")
    assert many[1:] == ["甲局：5条", "乙局：6条", "丙局：6条"]
    assert only_own_part_text().endswith("。")
