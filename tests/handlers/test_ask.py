"""From the text of a question to its answer: what is read, remembered, noted and refused."""

from datetime import date
from typing import Any, get_args

import pytest

from handlers.ask import ANSWERS, answer_query, answer_question, asking_for
from handlers.ask_parts import Answer
from models.plans import current_plan
from questions.query import GroupBy, Intent, Metric, Query, TimeRange
from reports.answer_refusals import ABILITIES
from tests.dialogue import Office, is_loud
from tests.factories import at, make_item
from tests.handlers.answering import FINANCE, INVESTMENT, LEADER, NOW, WEEK, asked, names, rows, who


def ask(
    office: Office,
    text: str,
    account: str = LEADER,
    previous: Query | None = None,
    in_group: bool = False,
    now: str = NOW,
) -> Answer:
    with office.store.read() as connection:
        plan = current_plan(connection, "jinhu", at(now))
        assert plan is not None
        asker = who(office, account) if account else None
        return answer_question(connection, plan, asker, text, at(now), previous, in_group)


def test_a_plain_count(filled: Office) -> None:
    answer = ask(filled, "财政局本周报了几条")
    assert (answer.understood, answer.value, answer.rows) == (True, 2, ())
    assert answer.text.startswith("2条信息：2026年11月16日至22日，财政局；")


def test_it_prints_the_object_of_the_design(filled: Office) -> None:
    printed = ask(filled, "本月刊发了几条").as_json()
    assert list(printed) == ["understood", "query", "value", "rows", "text", "suggestions"]
    assert printed["value"] == 2
    assert printed["query"] == Query("count", "publications", date(2026, 11, 1), date(2026, 12, 1)).as_json()


def test_an_unknown_unit_is_refused_with_questions_that_can_be_answered(filled: Office) -> None:
    answer = ask(filled, "卫健委这个月报了几条")
    assert (answer.understood, answer.query, answer.value, answer.rows) == (False, None, None, ())
    assert 1 <= len(answer.suggestions) <= 3
    assert all(ask(filled, suggestion).understood for suggestion in answer.suggestions)


def test_a_shortened_unit_name_is_said_in_the_answer(filled: Office) -> None:
    answer = ask(filled, "应急局本周报了几条")
    assert answer.text.endswith("\n“应急局”按「应急管理局」统计。")


def test_who_is_missing(filled: Office) -> None:
    answer = ask(filled, "谁没报")
    assert (answer.value, answer.rows) == (2, rows(("应急管理局", 1), ("招商局", 1)))
    assert answer.text.startswith("2个单位没报：应急管理局、招商局；")


def test_our_unit_is_the_askers(filled: Office) -> None:
    assert ask(filled, "我们这周报了吗", FINANCE).value == 1
    assert not ask(filled, "我们本周报了几条", "").understood


def test_somebody_with_two_roles_has_the_rights_of_both(filled: Office) -> None:
    filled.member("财政局", "测试员01", "editor", accounts=[("wecom", "liaison-测试员01")])
    assert who(filled, "liaison-测试员01").role == "editor"


def test_a_follow_up_goes_on_from_the_last_query(filled: Office) -> None:
    first = ask(filled, "财政局本月报了几条")
    second = ask(filled, "上个月呢", previous=first.query)
    assert (first.value, second.value) == (2, 1)
    third = ask(filled, "那招商局呢", previous=second.query)
    assert third.query == Query("count", "items", date(2026, 10, 1), date(2026, 11, 1), units=("招商局",))
    assert not ask(filled, "上个月呢").understood


def test_the_date_of_a_question_is_that_of_the_offices_clock(filled: Office) -> None:
    just_after_midnight = ask(filled, "今天报了几条", now="2026-11-17 00:30")
    assert just_after_midnight.query is not None
    assert just_after_midnight.query.start == date(2026, 11, 17)


def test_every_intent_is_answered_by_somebody() -> None:
    later = {"score", "award", "rectification", "interview"}
    assert {*ANSWERS, "count", *later} == set(get_args(Intent))


@pytest.mark.parametrize("in_group", [False, True])
@pytest.mark.parametrize("account", ["", LEADER, FINANCE])
def test_no_query_whatsoever_fails(filled: Office, account: str, in_group: bool) -> None:
    """Every intent with every metric and grouping, sensible or not, has a text and at most three buttons."""
    spans: tuple[dict[str, Any], ...] = (
        {},
        WEEK,
        {**WEEK, "compare_to": TimeRange(date(2026, 10, 1), date(2026, 11, 1))},
    )
    queries = [
        Query(intent, metric, group_by=key, **span)
        for intent in get_args(Intent)
        for metric in (None, *get_args(Metric))
        for key in (None, *get_args(GroupBy))
        for span in spans
    ]
    with filled.store.read() as connection:
        asker = who(filled, account) if account else None
        asking = asking_for(connection, filled.plan, asker, at(NOW), in_group)
        answers = [answer_query(asking, query) for query in queries]
    for answer in answers:
        assert answer.text and "None" not in answer.text and not any(map(is_loud, answer.text))
        assert len(answer.buttons) <= 3 and all(0 < len(label) <= 10 for label, _ in answer.buttons)
        assert answer.understood or (answer.value is None and answer.rows == ())


@pytest.mark.parametrize(
    "query",
    [
        Query("count", "items", calculation="average"),
        Query("ranking", "items", calculation="share", group_by="unit"),
        Query("status", number=10**40),
        Query("count", "items", units=("没有这个局",), **WEEK),  # type: ignore[arg-type]
        Query("list", "items", limit=10**12),
        Query("ranking", "items", group_by="unit", order="desc", limit=0),
        Query("compare", "items", date(1, 1, 1), date(9999, 12, 31), compare_to=TimeRange(date.min, date.max)),
        Query("trend", "items", date(1, 1, 1), date(9999, 12, 31), group_by="quarter"),
        Query("progress", None, date(1, 1, 1), date(9999, 12, 31)),
    ],
)
def test_queries_that_nobody_asks_do_no_harm(filled: Office, query: Query) -> None:
    with filled.store.read() as connection:
        assert answer_query(asking_for(connection, filled.plan, who(filled, LEADER), at(NOW)), query).text


def test_the_next_questions_are_understood(filled: Office) -> None:
    for text in ("本周报了几条", "本月刊发了几条", "谁没报", "今年各级媒体刊发了几条"):
        answer = ask(filled, text)
        assert answer.buttons
        for _, question in answer.buttons:
            assert ask(filled, question, previous=answer.query).understood, question


@pytest.mark.parametrize("example", ABILITIES)
def test_what_the_help_offers_is_understood(filled: Office, example: str) -> None:
    assert ask(filled, example.partition("：")[2]).understood


def test_an_editor_may_chase_from_the_answer(filled: Office) -> None:
    assert ("催报", "催报") in asked(filled, "missing", account="editor-测试员04", **WEEK).buttons
    assert ("催报", "催报") not in asked(filled, "missing", account="editor-测试员04", in_group=True, **WEEK).buttons
    assert ("催报", "催报") not in asked(filled, "missing", **WEEK).buttons
    assert names(asked(filled, "missing", account="editor-测试员04", **WEEK)) == ["应急管理局", "招商局"]


@pytest.mark.parametrize("title", ["优化营商环境，助力发展（三）", "十月的一条信息", "開發區 三个月招商：纪实"])
def test_a_title_is_found_as_it_is_typed(filled: Office, title: str) -> None:
    if title != "十月的一条信息":
        filled.store.write(lambda connection: make_item(connection, "财政局", at("2026-11-18 09:00"), title=title))
    assert ask(filled, f"《{title}》到哪一步了").text.startswith(f"第{'3' if '十' in title else '5'}号「{title}」")


@pytest.mark.parametrize(
    "text",
    ["财政局退回几条", "财政局待审的有几条", "财政局本周每天撤回几条", "财政局草稿有几条", "列出财政局待审的信息"],
)
def test_another_units_states_are_not_told(filled: Office, text: str) -> None:
    answer = ask(filled, text, INVESTMENT)
    assert (answer.value, answer.rows) == (None, ())
    assert answer.text == "其他单位的办理情况由单位负责人、宣传办、审核人或领导查看。"
    assert ask(filled, text, INVESTMENT, in_group=True).text == answer.text
    assert ask(filled, text, LEADER, in_group=True).text == "单位的办理情况请私聊查看。"
    assert ask(filled, text, FINANCE, in_group=True).text == "单位的办理情况请私聊查看。"
    for account in (FINANCE, LEADER):
        assert ask(filled, text, account).value is not None


def test_the_totals_of_another_unit_are_everybodys(filled: Office) -> None:
    for text in ("财政局本周报了几条", "财政局今年刊发了几条"):
        assert ask(filled, text, INVESTMENT).value == ask(filled, text).value
        assert ask(filled, text, INVESTMENT, in_group=True).value == ask(filled, text).value
    assert ask(filled, "本周待审的有几条", INVESTMENT).value == 2


def test_where_a_name_is_known_is_told_only_with_its_figure(filled: Office) -> None:
    filled.member("招商局", "测试员02")
    text = "测试员02今年报了几条"
    assert ask(filled, text).text.endswith("“测试员02”在2个单位的花名册里（应急管理局、招商局），合并统计。")
    assert ask(filled, text, FINANCE).text == "其他单位人员的数字由单位负责人、宣传办、审核人或领导私聊查看。"
    assert ask(filled, text, LEADER, in_group=True).text == "个人的数字请私聊查看。"
    assert "花名册" not in ask(filled, text, FINANCE, in_group=True).text


def test_who_speaks_for_the_whole_office_is_told_what_we_is_taken_for(filled: Office) -> None:
    filled.member("财政局", "测试员06", "head")
    for account in (FINANCE, "head-测试员06"):
        assert "按「" not in ask(filled, "我们本周报了几条", account).text
    for account, unit in ((LEADER, "办公室"), ("editor-测试员04", "党群工作部")):
        assert ask(filled, "我们本周报了几条", account).text.endswith(f"“我们”按「{unit}」统计。")
    assert ask(filled, "应急局本周报了几条", "liaison-测试员02").text.endswith("“应急局”按「应急管理局」统计。")


def test_a_ranking_that_may_not_be_seen_is_refused_before_the_own_figure_is_told(filled: Office) -> None:
    first, second = ask(filled, "本周哪个单位报得最多", FINANCE).text.splitlines()
    assert first == "排名由单位负责人、宣传办、审核人或领导私聊查看。"
    assert second.startswith("本单位：2条信息：2026年11月16日至22日，财政局；")
    assert ask(filled, "本周哪个单位报得最多", FINANCE, in_group=True).text == first
    assert ask(filled, "本周哪个单位报得最多", LEADER, in_group=True).text == "排名请私聊查看。"


@pytest.mark.parametrize(
    "text", ["本周各单位报了几条", "招商局和财政局谁报得多", "本周谁没报", "本周谁报了", "本周各单位占比,报送的"]
)
def test_in_a_group_no_own_line_is_told_and_whoever_may_see_all_is_asked_to_ask_in_private(
    filled: Office, text: str
) -> None:
    for account, unit, sees_all in ((LEADER, "办公室", True), ("liaison-测试员02", "应急管理局", False)):
        answer = ask(filled, text, account, in_group=True)
        assert answer.understood and answer.rows == () and unit not in answer.text
        assert not sees_all or "由单位负责人、宣传办" not in answer.text
