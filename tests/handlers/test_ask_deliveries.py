"""Who has delivered and who has not, and to whom that is told."""

from datetime import date

import pytest
from sqlalchemy import Connection, update

from models.duty_ledger import excuse
from models.obligations import obligation_table, obligations_in
from models.store import Store
from tests.dialogue import Office
from tests.factories import PLAN_TEXT, at, make_item
from tests.handlers.answering import EMERGENCY, FINANCE, LEADER, NOVEMBER, WEEK, YEAR, asked, figures, names
from tests.handlers.ledger_office import daily_job, ledger_office


def test_who_is_missing(filled: Office) -> None:
    answer = asked(filled, "missing", **WEEK)
    assert (answer.value, figures(answer)) == (2, [("应急管理局", 1), ("招商局", 1)])
    assert answer.text.startswith("2个单位没报：应急管理局、招商局；")
    assert answer.sheet is not None and answer.sheet.header == ("单位", "还差（条）")


def test_who_has_delivered(filled: Office) -> None:
    answer = asked(filled, "delivered", **WEEK)
    assert (answer.value, figures(answer)) == (1, [("财政局", 2)])


def test_how_many_a_unit_lacks(filled: Office) -> None:
    answer = asked(filled, "missing", units=("招商局",), **WEEK)
    assert answer.value == 1 and answer.text.startswith("没报，还差1条：招商局，本周（")


def test_who_was_not_printed(filled: Office) -> None:
    answer = asked(filled, "missing", "publications", levels=("county",), **YEAR)
    assert names(answer) == ["应急管理局", "招商局"] and "没有刊发" in answer.text


def test_a_limit_cuts_the_rows_and_not_the_number(filled: Office) -> None:
    answer = asked(filled, "missing", limit=1, **WEEK)
    assert (answer.value, names(answer)) == (2, ["应急管理局"])


def test_a_liaison_learns_the_number_and_the_own_state_only(filled: Office) -> None:
    behind = asked(filled, "missing", account=EMERGENCY, **WEEK)
    assert (behind.value, names(behind)) == (2, ["应急管理局"])
    assert "招商局" not in behind.text
    done = asked(filled, "missing", account=FINANCE, **WEEK)
    assert (done.value, done.rows) == (2, ())
    assert "财政局已报2条" in done.text


def test_a_liaison_asks_for_the_own_unit_but_not_how_another_stands(filled: Office) -> None:
    own = asked(filled, "delivered", units=("财政局",), account=FINANCE, **WEEK)
    assert (own.value, figures(own)) == (1, [("财政局", 2)])
    other = asked(filled, "delivered", units=("招商局",), account=FINANCE, **WEEK)
    assert (other.value, other.rows) == (None, ())
    assert "私聊查看" in other.text


@pytest.mark.parametrize("role", ["head", "editor", "reviewer", "leader"])
def test_heads_editors_reviewers_and_leaders_see_names(filled: Office, role: str) -> None:
    filled.member("办公室", "测试员09", role)
    assert names(asked(filled, "missing", account=f"{role}-测试员09", **WEEK)) == ["应急管理局", "招商局"]


def test_in_a_group_nobody_is_named_unless_the_plan_names(filled: Office) -> None:
    answer = asked(filled, "missing", in_group=True, **WEEK)
    assert (answer.value, answer.rows) == (2, ())
    assert "招商局" not in answer.text
    open_plan = Office(filled.store, text=PLAN_TEXT + '\n[tone]\nnaming = "group"\n')
    assert "招商局" in asked(open_plan, "missing", in_group=True, **WEEK).text


def test_in_a_group_nothing_is_told_of_the_own_unit(filled: Office) -> None:
    """Whoever is behind is not shown up before the others, be it by the own question."""
    for intent in ("missing", "delivered"):
        answer = asked(filled, intent, account=EMERGENCY, in_group=True, **WEEK)
        assert answer.value is not None and answer.rows == () and answer.sheet is None
        assert "应急管理局" not in answer.text and "具体情况请私聊查看" in answer.text
        own = asked(filled, intent, account=EMERGENCY, in_group=True, units=("应急管理局",), **WEEK)
        assert (own.value, own.rows) == (None, ()) and own.text.startswith("本单位的报送情况请私聊查看")
    leader = asked(filled, "missing", in_group=True, units=("招商局",), **WEEK)
    assert (leader.value, leader.text) == (None, "各单位的报送情况请私聊查看。")


def test_in_a_group_no_excuse_of_the_own_unit_is_told(filled: Office) -> None:
    def work(connection: Connection) -> None:
        rows = obligations_in(connection, "jinhu", "weekly", WEEK["start"])
        excuse(connection, [row.id for row in rows if row.unit == "应急管理局"], "抗洪抢险", "测试员04", filled.now)

    filled.store.write(work)
    assert "抗洪抢险" in asked(filled, "missing", account=EMERGENCY, **WEEK).text
    assert "抗洪抢险" not in asked(filled, "missing", account=EMERGENCY, in_group=True, **WEEK).text


def test_a_unit_that_sent_one_of_two_is_told_so_to_everybody(store: Store) -> None:
    office = ledger_office(store)
    office.member("办公室", "测试员05", "leader")
    office.store.write(two_a_week)
    office.store.write(lambda connection: make_item(connection, "财政局", at("2026-11-17 09:00")))
    for account in (LEADER, FINANCE):
        answer = asked(office, "delivered", account=account, units=("财政局",), **WEEK)
        assert (answer.value, answer.text[:13]) == (0, "已报1条，还差1条：财政局")
        assert asked(office, "missing", account=account, **WEEK).text.startswith("2个单位没报齐")


def test_a_running_week_that_is_not_open_has_no_figure(store: Store) -> None:
    office = ledger_office(store)
    following = {"start": date(2026, 11, 23), "end": date(2026, 11, 30)}
    day = {"start": date(2026, 11, 24), "end": date(2026, 11, 25)}
    safety = {**following, "boards": ("安全生产管理",)}
    for period in (following, day, safety):
        for intent in ("missing", "delivered"):
            answer = asked(office, intent, account="", now="2026-11-24 05:54", **period)
            assert (answer.value, answer.rows, answer.sheet) == (None, (), None)
            assert answer.text == "本周任务尚未开启，稍后再查。"
    daily_job(office, "2026-11-24 06:00")
    assert asked(office, "missing", account="", now="2026-11-24 06:00", **following).value == 2


def test_before_the_plan_nobody_owed_anything(store: Store) -> None:
    week = {"start": date(2024, 8, 12), "end": date(2024, 8, 19)}
    answer = asked(ledger_office(store), "missing", account="", **week)
    assert answer.value == 0 and "没有应报的单位" in answer.text


def test_of_a_day_nobody_is_said_to_owe(filled: Office) -> None:
    answer = asked(filled, "missing", start=date(2026, 11, 17), end=date(2026, 11, 18))
    assert (answer.value, names(answer)) == (2, ["应急管理局", "招商局"])
    assert answer.text.startswith("2个单位没有报：应急管理局、招商局；1个单位报了信息；2026年11月17日，")
    assert answer.text.endswith("\n任务按周计算，是否欠报请问“本周谁没报”。") and "应报" not in answer.text


def test_of_a_month_the_missed_weeks_are_told_beside(store: Store) -> None:
    """Both units owed the weeks from 2 and from 9 November; 财政局 sent in the first."""
    office = ledger_office(store)
    office.store.write(lambda connection: make_item(connection, "财政局", at("2026-11-03 09:00")))
    everybody = asked(office, "missing", account="", **NOVEMBER)
    assert (everybody.value, names(everybody)) == (1, ["应急管理局"])
    assert everybody.text.endswith("\n按周看，有缺报的：应急管理局2周、财政局1周。未到截止时间的不算。")
    one = asked(office, "missing", account="", units=("财政局",), **NOVEMBER)
    first, second = one.text.split("\n")
    assert (one.value, first) == (0, "按周看，财政局缺报1周，共2周。未到截止时间的不算。")
    assert second.startswith("报了，1条：财政局，2026年11月；")
    liaison = asked(office, "missing", account=FINANCE, **NOVEMBER)
    assert liaison.text.split("\n")[1].startswith("按周看，2个单位有缺报；财政局缺报1周，共2周。")
    group = asked(office, "missing", account=FINANCE, in_group=True, **NOVEMBER)
    assert "\n按周看，2个单位有缺报。" in group.text and "财政局" not in group.text


def test_of_part_of_what_is_sent_no_weeks_are_told(store: Store) -> None:
    office = ledger_office(store)
    assert "按周看" in asked(office, "missing", account="", **NOVEMBER).text
    assert "按周看" not in asked(office, "missing", account="", boards=("安全生产管理",), **NOVEMBER).text
    assert "按周看" not in asked(office, "missing", "publications", account="", **NOVEMBER).text


@pytest.mark.parametrize("span", [(date.min, date.max), (None, None), (date(2026, 11, 18), date.max)])
def test_a_span_without_bounds_is_answered(filled: Office, span: tuple[date | None, date | None]) -> None:
    for intent in ("missing", "delivered"):
        assert asked(filled, intent, start=span[0], end=span[1]).value is not None


def two_a_week(connection: Connection) -> None:
    """Lets everybody owe two."""
    connection.execute(update(obligation_table).values(required=2))


def test_without_an_asker_everything_is_seen(filled: Office) -> None:
    assert names(asked(filled, "missing", account="", **WEEK)) == ["应急管理局", "招商局"]


def test_a_period_without_obligations_has_nobody_missing(filled: Office) -> None:
    answer = asked(filled, "missing", start=date(2020, 1, 1), end=date(2020, 2, 1))
    assert (answer.value, answer.rows) == (0, ()) and "没有应报的单位" in answer.text
