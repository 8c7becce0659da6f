"""Questions on a small office: figures, follow-ups and rights."""

from datetime import date

import pytest
from sqlalchemy import Connection

from handlers.ask import Answer, answer_question, foremost, vocabulary_of
from models.items import item_table
from models.members import Membership, memberships_of, units_of
from models.plans import current_plan
from models.publications import Publication, remember_name, store_publication
from models.statistics import Figure
from models.store import Store
from questions.query import Query
from questions.read import Understood, read
from tests.dialogue import Office
from tests.factories import PLAN_TEXT, at, make_item

NOW = "2026-11-18 10:00"


@pytest.fixture
def filled(office: Office) -> Office:
    """财政局 sent two items this week and one last month, 应急管理局 none, 招商局 one that was withdrawn."""
    office.store.write(fill)
    return office


def fill(connection: Connection) -> None:
    make_item(connection, "财政局", at("2026-11-16 09:00"))
    make_item(connection, "财政局", at("2026-11-17 09:00"), board="重特大项目招引")
    october = make_item(connection, "财政局", at("2026-10-20 09:00"))
    make_item(connection, "招商局", at("2026-11-17 09:00"), status="撤回")
    item_id = connection.execute(item_table.select().where(item_table.c.number == october)).one().id
    store_publication(connection, Publication("jinhu", october, "金湖发布", "county", date(2026, 11, 2)), item_id)
    store_publication(connection, Publication("jinhu", None, "淮安日报", "city", date(2026, 11, 3)), None)


def who(office: Office, account: str) -> Membership:
    with office.store.read() as connection:
        return foremost(memberships_of(connection, "console", account, ["jinhu"], date(2026, 11, 18)))


def ask(
    office: Office,
    text: str,
    account: str = "leader-测试员05",
    previous: Query | None = None,
    in_group: bool = False,
    now: str = NOW,
) -> Answer:
    with office.store.read() as connection:
        plan = current_plan(connection, "jinhu", at(now))
        assert plan is not None
        asker = who(office, account) if account else None
        return answer_question(connection, plan, asker, text, at(now), previous, in_group)


def names(answer: Answer) -> list[str]:
    return [row.name for row in answer.rows]


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


def test_every_name_of_plan_roster_and_ledger_is_known(filled: Office) -> None:
    filled.store.write(lambda connection: remember_name(connection, "jinhu", "outlet", "新华社", "central"))
    filled.store.write(lambda connection: remember_name(connection, "jinhu", "column", "园区新观察"))
    assert ask(filled, "新华社今年发了几条").value == 0
    assert ask(filled, "园区新观察专栏今年发了几条").value == 0
    assert ask(filled, "淮安日报本月发了几条").value == 1


def test_a_shortened_unit_name_is_said_in_the_answer(filled: Office) -> None:
    answer = ask(filled, "应急局本周报了几条")
    assert answer.text.endswith("\n“应急局”按应急管理局统计。")


def test_groups_of_units_are_counted_together(filled: Office) -> None:
    answer = ask(filled, "财政局和招商局本周分别报了几条")
    assert (answer.value, answer.rows) == (2, (Figure("财政局", 2), Figure("招商局", 0)))


def test_lines_follow_the_plans_order_and_show_zeros(filled: Office) -> None:
    boards = ask(filled, "各板块本周报了几条")
    assert boards.rows == (Figure("重特大项目招引", 1), Figure("安全生产管理", 1), Figure("基础设施配套提升", 0))
    levels = ask(filled, "今年各级媒体刊发了几条")
    assert [(row.name, row.value) for row in levels.rows] == [("县级", 1), ("市级", 1), ("省级", 0), ("中央", 0)]
    outlets = ask(filled, "今年各媒体刊发了几条")
    assert {row.name for row in outlets.rows} == {"金湖发布", "淮安日报"}


def test_months_run_to_the_present_one_with_zeros(filled: Office) -> None:
    answer = ask(filled, "财政局下半年每个月报了几条")
    assert answer.rows[-2:] == (Figure("2026-10", 1), Figure("2026-11", 2))
    assert names(answer) == [f"2026-{month:02d}" for month in range(7, 12)]
    assert names(ask(filled, "财政局每个月报了几条")) == ["2026-10", "2026-11"]


def test_who_is_missing(filled: Office) -> None:
    answer = ask(filled, "谁没报")
    assert (answer.value, answer.rows) == (2, (Figure("应急管理局", 1), Figure("招商局", 1)))
    assert answer.text.startswith("2个单位没报：应急管理局、招商局；")


def test_who_has_delivered(filled: Office) -> None:
    answer = ask(filled, "本周谁报了")
    assert (answer.value, answer.rows) == (1, (Figure("财政局", 2),))


def test_a_liaison_learns_the_number_and_the_own_state_only(filled: Office) -> None:
    behind = ask(filled, "谁没报", "liaison-测试员02")
    assert (behind.value, names(behind)) == (2, ["应急管理局"])
    assert "招商局" not in behind.text
    done = ask(filled, "谁没报", "liaison-测试员01")
    assert (done.value, done.rows) == (2, ())
    assert "财政局已报2条" in done.text


def test_a_liaison_asks_for_the_own_unit_but_not_how_another_stands(filled: Office) -> None:
    own = ask(filled, "我们这周报了吗", "liaison-测试员01")
    assert (own.value, own.rows) == (1, (Figure("财政局", 2),))
    other = ask(filled, "招商局这周报了吗", "liaison-测试员01")
    assert (other.value, other.rows) == (None, ())
    assert "私聊查看" in other.text


def test_a_liaison_sees_everybodys_totals_but_not_the_units_side_by_side(filled: Office) -> None:
    assert ask(filled, "本周报了几条", "liaison-测试员02").value == 2
    answer = ask(filled, "各单位本周报了几条", "liaison-测试员02")
    assert (answer.value, answer.rows) == (2, (Figure("应急管理局", 0),))
    assert "财政局" not in answer.text


def test_where_the_plan_ranks_in_the_group_everybody_sees_the_units(store: Store) -> None:
    office = Office(store, text=f'{PLAN_TEXT}\n[tone]\nranking = "group"\n')
    office.member("财政局", "测试员01")
    office.member("招商局", "测试员03")
    assert names(ask(office, "各单位本周报了几条", "liaison-测试员01")) == ["财政局", "招商局"]


@pytest.mark.parametrize("role", ["head", "editor", "reviewer", "leader"])
def test_heads_editors_reviewers_and_leaders_see_names(filled: Office, role: str) -> None:
    filled.member("办公室", "测试员09", role)
    assert names(ask(filled, "谁没报", f"{role}-测试员09")) == ["应急管理局", "招商局"]


def test_in_a_group_nobody_is_named_unless_the_plan_names(filled: Office) -> None:
    answer = ask(filled, "谁没报", in_group=True)
    assert (answer.value, answer.rows) == (2, ())
    assert "招商局" not in answer.text
    open_plan = Office(filled.store, text=PLAN_TEXT + '\n[tone]\nnaming = "group"\n')
    assert "招商局" in ask(open_plan, "谁没报", in_group=True).text


def test_somebody_with_two_roles_has_the_rights_of_both(filled: Office) -> None:
    filled.member("财政局", "测试员01", "editor", accounts=[("wecom", "liaison-测试员01")])
    assert who(filled, "liaison-测试员01").role == "editor"


def test_without_an_asker_everything_is_seen_and_nothing_is_ours(filled: Office) -> None:
    assert names(ask(filled, "谁没报", "")) == ["应急管理局", "招商局"]
    assert not ask(filled, "我们本周报了几条", "").understood


def test_a_follow_up_goes_on_from_the_last_query(filled: Office) -> None:
    first = ask(filled, "财政局本月报了几条")
    second = ask(filled, "上个月呢", previous=first.query)
    assert (first.value, second.value) == (2, 1)
    third = ask(filled, "那招商局呢", previous=second.query)
    assert third.query == Query("count", "items", date(2026, 10, 1), date(2026, 11, 1), units=("招商局",))
    assert not ask(filled, "上个月呢").understood


def test_the_progress_of_a_target_in_its_period(filled: Office) -> None:
    answer = ask(filled, "本月县级目标完成了没有")
    assert (answer.value, answer.rows) == (1, (Figure("县级媒体", 1),))
    assert answer.text.startswith("1条，目标1条，已完成：县级媒体，2026年11月，还剩12天；")


def test_without_a_period_a_target_is_answered_for_its_own(filled: Office) -> None:
    answer = ask(filled, "市级目标完成了吗")
    assert answer.query is not None
    assert (answer.query.start, answer.query.end) == (date(2026, 10, 1), date(2027, 1, 1))
    assert answer.query.metric == "publications"
    assert answer.value == 1


def test_all_targets_have_a_line_and_no_common_value(filled: Office) -> None:
    answer = ask(filled, "目标完成得怎么样")
    assert (answer.value, names(answer)) == (None, ["县级媒体", "市级媒体"])


def test_a_longer_period_holds_several_of_a_target(filled: Office) -> None:
    answer = ask(filled, "四季度县级目标完成了吗")
    assert (answer.value, answer.rows) == (1, (Figure("2026年10月", 0), Figure("2026年11月", 1)))
    assert "未完成的有2026年10月" in answer.text
    since = ask(filled, "10月以来县级目标完成了吗")
    assert since.rows == answer.rows


def test_a_period_that_is_shorter_than_the_targets_is_asked_back(filled: Office) -> None:
    answer = ask(filled, "本月市级目标完成了吗")
    assert (answer.understood, answer.value) == (False, None)
    assert answer.suggestions[0] == "本季度市级目标完成了没有"


def test_a_target_that_the_plan_does_not_have_is_said_not_to_be_there(filled: Office) -> None:
    answer = ask(filled, "央媒目标完成了吗")
    assert (answer.understood, answer.value, answer.rows) == (True, None, ())
    assert answer.text.startswith("方案里没有“中央”的目标")


def test_the_date_of_a_question_is_that_of_the_offices_clock(filled: Office) -> None:
    just_after_midnight = ask(filled, "今天报了几条", now="2026-11-17 00:30")
    assert just_after_midnight.query is not None
    assert just_after_midnight.query.start == date(2026, 11, 17)


def test_the_names_are_those_of_the_plan_and_the_roster(filled: Office) -> None:
    with filled.store.read() as connection:
        vocabulary = vocabulary_of(connection, filled.plan, units_of(connection, "jinhu"), None)
    assert {unit.name for unit in vocabulary.units} >= {"财政局", "招商局"}
    reading = read("招商板块上月报了几条", vocabulary, at(NOW))
    assert isinstance(reading, Understood)
    assert reading.query.boards == ("重特大项目招引",)
