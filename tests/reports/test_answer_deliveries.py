"""The wording of who has delivered."""

from datetime import date
from typing import Any

import pytest

from models.deliveries import Delivery
from models.filters import Query
from reports.answer_deliveries import (
    MOST,
    Own,
    delivered_answer,
    duties_text,
    missing_answer,
    only_in_private_answer,
    only_own_answer,
)
from tests.reports.answer_samples import AS_OF, COUNTED, NOW, OCTOBER, OWING, WEEK, YEAR
from tests.reports.samples import PLAN

SATURDAY = (date(2026, 11, 21), date(2026, 11, 22))
TWICE = tuple(Delivery(i, unit, 2, i - 1, "weekly") for i, unit in ((1, "财政局"), (2, "招商局"), (3, "办公室")))
"""Of two each 财政局 has sent none, 招商局 one, 办公室 both."""


def test_missing_units_are_counted_and_named() -> None:
    text = missing_answer(Query("missing", "items", *WEEK), OWING, PLAN, NOW)
    expected = "2个单位没报：招商局、办公室；2026年11月16日至22日，全部单位，应报3个单位；"
    assert text == f"{expected}{AS_OF}，依据3条应报记录。"


def test_in_a_longer_span_missing_means_nothing_at_all_and_nothing_is_owed() -> None:
    text = missing_answer(Query("missing", "items", *OCTOBER), COUNTED, PLAN, NOW)
    assert text == f"2个单位没报过：招商局、办公室；2026年10月，全部单位，共3个单位；{AS_OF}，依据2条记录。"
    narrowed = Query("missing", "items", *WEEK, boards=("安全生产管理",), units=("招商局", "财政局"))
    lacking = missing_answer(narrowed, COUNTED[:2], PLAN, NOW)
    assert lacking.startswith("1个单位没报过：招商局；财政局已报2条；")
    assert "应报" not in lacking and "还差" not in lacking


def test_of_a_day_it_is_told_who_sent_something_and_not_who_owed() -> None:
    missing = missing_answer(Query("missing", "items", *SATURDAY), COUNTED, PLAN, NOW)
    assert missing.startswith("2个单位没有报：招商局、办公室；1个单位报了信息；2026年11月21日，全部单位，共3个单位；")
    delivered = delivered_answer(Query("delivered", "items", *SATURDAY), COUNTED, PLAN, NOW)
    assert delivered.startswith("1个单位报了信息：财政局；2026年11月21日，")
    one = missing_answer(Query("missing", "items", *SATURDAY, units=("招商局",)), COUNTED[1:2], PLAN, NOW)
    assert one == f"没有报：招商局，2026年11月21日；{AS_OF}，依据0条记录。"
    assert "应报" not in missing + delivered + one and "没报" not in missing + delivered + one


def test_nobody_missing_and_nobody_owing_are_told_apart() -> None:
    query = Query("missing", "items", *WEEK)
    assert missing_answer(query, OWING[:1], PLAN, NOW).startswith("0个单位没报，应报1个单位都已报：2026年11月16日")
    assert "没有应报的单位" in missing_answer(query, (), PLAN, NOW)
    named = Query("missing", "items", *WEEK, units=("财政局", "招商局"))
    assert "都已报：财政局已报2条；2026年" in missing_answer(named, OWING[:1], PLAN, NOW)
    month = Query("missing", "items", *OCTOBER)
    assert missing_answer(month, COUNTED[:1], PLAN, NOW).startswith("0个单位没报过，共1个单位都报过：2026年10月")


def test_a_unit_that_sent_one_of_two_has_not_sent_nothing() -> None:
    missing = missing_answer(Query("missing", "items", *WEEK), TWICE, PLAN, NOW)
    assert missing.startswith("2个单位没报齐：财政局、招商局（已报1条，还差1条）；")
    delivered = delivered_answer(Query("delivered", "items", *WEEK), TWICE, PLAN, NOW)
    assert delivered.startswith("1个单位已报齐：办公室；招商局已报1条，还差1条；2026年")
    named = delivered_answer(Query("delivered", "items", *WEEK, units=("财政局", "招商局")), TWICE[:2], PLAN, NOW)
    assert named.startswith("0个单位已报齐；招商局已报1条，还差1条；财政局没报；")
    lacking = missing_answer(Query("missing", "items", *WEEK, units=("财政局", "招商局")), TWICE[:2], PLAN, NOW)
    assert lacking.startswith("2个单位没报齐：财政局还差2条、招商局（已报1条，还差1条）；")


@pytest.mark.parametrize("say", [missing_answer, delivered_answer])
@pytest.mark.parametrize(
    ("unit", "answer"),
    [
        (OWING[0], "报了，2条"),
        (OWING[1], "没报，还差1条"),
        (TWICE[0], "没报，还差2条"),
        (TWICE[1], "已报1条，还差1条"),
        (TWICE[2], "已报齐，2条"),
    ],
)
def test_of_one_unit_the_answer_comes_first(say: Any, unit: Delivery, answer: str) -> None:
    query = Query("delivered", "items", *WEEK, units=(unit.unit,))
    week = "本周（2026年11月16日至22日）"
    assert say(query, [unit], PLAN, NOW) == f"{answer}：{unit.unit}，{week}；{AS_OF}，依据1条应报记录。"


def test_of_one_unit_that_owes_nothing_that_is_said() -> None:
    query = Query("delivered", "items", *WEEK, units=("园区",))
    assert delivered_answer(query, (), PLAN, NOW).startswith("没有应报的任务：园区，本周（")
    printed = Query("delivered", "publications", *WEEK, units=("园区",))
    assert "应报" not in delivered_answer(printed, (), PLAN, NOW)


def test_who_may_not_see_names_gets_the_number_and_the_own_state() -> None:
    query = Query("missing", "items", *WEEK)
    behind = missing_answer(query, OWING, PLAN, NOW, [Own("招商局", OWING[1])])
    done = missing_answer(query, OWING, PLAN, NOW, [Own("财政局", OWING[0])])
    free = missing_answer(query, OWING, PLAN, NOW, [Own("园区", None)])
    assert "办公室" not in behind + done + free
    assert "招商局已报0条，还差1条" in behind
    assert "财政局已报2条；" in done
    assert "园区没有应报的任务" in free


def test_who_belongs_to_two_units_hears_of_both_and_in_a_group_of_none() -> None:
    query = Query("missing", "items", *WEEK)
    both = missing_answer(query, OWING, PLAN, NOW, [Own("财政局", OWING[0]), Own("招商局", OWING[1])])
    assert "；财政局已报2条；招商局已报0条，还差1条；" in both
    group = missing_answer(query, OWING, PLAN, NOW, ())
    assert group.startswith("2个单位没报；2026年") and "；具体情况请私聊查看；" in group


def test_delivered_units_are_named_and_counted_where_they_were_asked_for() -> None:
    everybody = delivered_answer(Query("delivered", "items", *WEEK), OWING, PLAN, NOW)
    assert everybody.startswith("1个单位已报：财政局；2026年11月16日至22日，")
    named = delivered_answer(Query("delivered", "items", *WEEK, units=("财政局", "招商局")), OWING[:2], PLAN, NOW)
    assert named.startswith("1个单位已报：财政局2条；招商局没报；")


def test_publications_have_their_own_words_and_are_not_owed() -> None:
    query = Query("missing", "publications", *YEAR, levels=("province",))
    everybody = missing_answer(query, COUNTED, PLAN, NOW)
    assert everybody.startswith("2个单位没有刊发：招商局、办公室；") and everybody.endswith("依据2条刊发记录。")
    one = delivered_answer(Query("delivered", "publications", *WEEK, units=("招商局",)), COUNTED[1:2], PLAN, NOW)
    assert one.startswith("没有刊发：招商局，本周（")
    two = missing_answer(Query("missing", "publications", *WEEK, units=("招商局", "办公室")), COUNTED[1:], PLAN, NOW)
    liaison = delivered_answer(query, COUNTED, PLAN, NOW, [Own("招商局", COUNTED[1]), Own("园区", None)])
    done = missing_answer(query, COUNTED[:1], PLAN, NOW)
    assert done.startswith("0个单位没有刊发，共1个单位都已刊发：")
    assert "招商局没有刊发" in liaison
    for text in (everybody, one, two, liaison, done, missing_answer(query, (), PLAN, NOW)):
        assert "应报" not in text and "还差" not in text


def test_of_named_units_what_they_lack_is_told() -> None:
    query = Query("missing", "items", *WEEK, units=("财政局", "招商局"))
    assert missing_answer(query, OWING[:2], PLAN, NOW).startswith("1个单位没报：招商局还差1条；财政局已报2条；")
    others = Query("missing", "items", *WEEK, units=("招商局",), excluded=("财政局",))
    assert missing_answer(others, OWING[1:2], PLAN, NOW).startswith("1个单位没报：招商局；")


def test_of_very_many_units_the_first_are_named() -> None:
    many = [Delivery(i, f"第{i}局", 1, 0, "weekly") for i in range(MOST + 1)]
    text = missing_answer(Query("missing", "items", *WEEK), many, PLAN, NOW)
    assert f"第{MOST - 1}局…等{MOST + 1}个单位" in text and f"第{MOST}局" not in text
    begun = [Delivery(i, f"第{i}局", 2, 1, "weekly") for i in range(MOST + 1)]
    halves = delivered_answer(Query("delivered", "items", *WEEK), begun, PLAN, NOW)
    assert halves.startswith(f"0个单位已报齐；{MOST + 1}个单位报了一部分；")


def test_the_duty_is_named_only_where_there_are_several() -> None:
    assert duties_text({"weekly"}, PLAN) == []
    assert "财政局" in only_own_answer("财政局")
    assert only_in_private_answer(False) == "各单位的报送情况请私聊查看。"
    assert "领导私聊查看" in only_in_private_answer(True)
