"""Whoever owes several things reads one short list; summaries and posts stand below it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.chase_facts import ChaseFacts, Part
from models.outbox import Button
from reports.chase_text import content_for, letter_content
from rules.periods import period_of
from rules.plan import Audience, Colour, Duty, Rung
from tests.factories import at
from tests.reports.samples import DUTY, PLAN, facts, owes

A, B = owes("招商局", 1), owes("财政局", 2)
MONTHLY = Duty("monthly", "每月案例", "month", 2, 25)
OTHER_PLAN = replace(PLAN, id="guanyun", title="招商引资工作方案")
BUTTONS = (Button("报送", "报送"), Button("我的", "我的"))
NOW = "2026-11-20 14:07"


def monthly(unit: str = "招商局", unit_id: int = 1, now: str = NOW, **changes: object) -> ChaseFacts:
    """A duty of the month, one of two delivered."""
    month = period_of("month", at(NOW).date(), PLAN)
    due = at("2026-11-25 17:00")
    row = replace(
        owes(unit, unit_id, delivered=1, required=2),
        id=100 + unit_id,
        duty="monthly",
        period=month.key,
        starts_on=month.start,
        ends_on=month.end,
        deadline=due,
    )
    return facts(now, row, duty=MONTHLY, period=month, deadline=due, **changes)


def of_the_other_plan(now: str = NOW) -> ChaseFacts:
    row = replace(owes("招商一团", 7), id=201, plan_id="guanyun")
    return facts(now, row, plan=OTHER_PLAN, duty=replace(DUTY, title="招商动态"))


def letter(*parts: tuple[Audience, ChaseFacts]) -> str:
    return letter_content([Part(audience, known) for audience, known in parts]).text


@pytest.mark.parametrize("audience", ["liaison", "deputy", "head", "group", "editors", "leaders"])
def test_one_part_reads_as_it_always_did(audience: Audience) -> None:
    known = facts(NOW, A)
    assert letter_content([Part(audience, known)]) == content_for(audience, known)


def test_nothing_to_say_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="something to say"):
        letter_content([])
    with pytest.raises(ValueError, match="something to say"):
        letter_content([Part("liaison", facts(NOW))])


def test_two_duties_of_one_unit_are_one_list_the_next_deadline_first() -> None:
    content = letter_content([Part("liaison", monthly(misses={1: 3})), Part("liaison", facts(NOW, A))])
    assert content.text == (
        "【报送提醒】您有2项报送任务尚未完成：\n"
        "1. 每周信息：本周应报1条，还差1条；截止11月20日（周五）17:00，还剩2小时53分。\n"
        "2. 每月案例：本月应报2条，已报1条，还差1条，此前连续2个月未报；截止11月25日（周三）17:00，还剩5天2小时53分。\n"
        "请直接发送信息内容，或发送「报送」按提示填写。"
    )
    assert content.buttons == BUTTONS


def test_several_units_are_named_and_no_text_is_asked_for_without_a_word() -> None:
    assert letter(("liaison", facts(NOW, A, B))) == (
        "【报送提醒】您有2项报送任务尚未完成：\n"
        "1. 每周信息（招商局）：本周应报1条，还差1条；截止11月20日（周五）17:00，还剩2小时53分。\n"
        "2. 每周信息（财政局）：本周应报1条，还差1条；截止11月20日（周五）17:00，还剩2小时53分。\n"
        "请逐项报送：发送「报送」按提示填写，发送「我的」查看完成情况。"
    )


def test_several_plans_are_named_and_one_is_told_how_to_change() -> None:
    text = letter(("liaison", facts(NOW, A)), ("liaison", of_the_other_plan()))
    assert text.splitlines()[1].startswith("1. 《开发区宣传工作方案》每周信息：本周")
    assert text.splitlines()[2].startswith("2. 《招商引资工作方案》招商动态：本周")
    assert text.splitlines()[3:] == [
        "请逐项报送：发送「报送」按提示填写，发送「我的」查看完成情况。",
        "报送另一方案的任务前，请先发送「切换」加方案名称。",
    ]


def test_who_stands_in_for_one_unit_and_reports_for_another_reads_which_is_which() -> None:
    text = letter(("deputy", facts(NOW, B)), ("liaison", facts(NOW, A)))
    assert "1. 每周信息（招商局）：" in text and "2. 每周信息（您代理财政局）：" in text


def test_the_head_reads_the_units_name_and_is_asked_to_see_to_it() -> None:
    content = letter_content([Part("head", facts(NOW, A)), Part("head", monthly())])
    assert content.text == (
        "【报送提醒·抄送单位负责人】以下2项报送任务尚未完成：\n"
        "1. 每周信息（招商局）：本周应报1条，还差1条；截止11月20日（周五）17:00，还剩2小时53分。\n"
        "2. 每月案例（招商局）：本月应报2条，已报1条，还差1条；截止11月25日（周三）17:00，还剩5天2小时53分。\n"
        "已同时提醒信息报送员，请协助督促。"
    )
    assert content.buttons == ()


def test_the_head_who_is_told_instead_reads_why_once_for_each_unit() -> None:
    gone = "没有可用的账号"
    text = letter(
        ("head", facts(NOW, A, instead=gone)),
        ("head", monthly(instead=gone)),
        ("head", facts(NOW, B, instead="已离职")),
    )
    assert text.startswith("【报送提醒】以下3项报送任务尚未完成：")
    assert text.splitlines()[4:] == [
        "招商局信息报送员目前收不到提醒（没有可用的账号），请协助安排报送，并联系宣传办核对账号。",
        "财政局信息报送员目前收不到提醒（已离职），请协助安排报送，并联系宣传办核对账号。",
    ]


def test_a_liaison_who_is_the_head_of_the_same_unit_reads_of_it_once() -> None:
    known = facts(NOW, A)
    assert letter(("head", known), ("liaison", known)) == content_for("liaison", known).text


def test_a_liaison_who_is_the_head_of_another_unit_reads_which_is_a_copy() -> None:
    text = letter(("liaison", facts(NOW, A)), ("head", facts(NOW, B)))
    assert text.startswith("【报送提醒】以下2项报送任务尚未完成：\n1. 每周信息（招商局）：")
    assert "2. 每周信息（财政局，抄送）：" in text
    assert text.splitlines()[3:] == [
        "请直接发送信息内容，或发送「报送」按提示填写。",
        "已同时提醒信息报送员，请协助督促。",
    ]


def test_what_is_owed_in_publications_is_registered_and_not_sent() -> None:
    published = replace(monthly(), duty=replace(MONTHLY, counts="publications"))
    text = letter(("liaison", facts(NOW, A, B)), ("liaison", published))
    assert "本月应刊发2篇，已刊发1篇，还差1篇；" in text
    assert text.splitlines()[4:] == [
        "请逐项报送：发送「报送」按提示填写，发送「我的」查看完成情况。",
        "稿件刊发后，请发送「刊发 编号 媒体」登记。",
    ]


def test_what_is_late_or_over_says_so() -> None:
    over = facts("2026-11-23 09:07", A)
    assert letter(("liaison", over), ("liaison", monthly(now="2026-11-26 09:07"))) == (
        "【报送提醒】您有2项报送任务尚未完成：\n"
        "1. 每周信息：上周应报1条，还差1条；截止11月20日（周五）17:00，已过2天16小时7分，报送期已结束。\n"
        "2. 每月案例：本月应报2条，已报1条，还差1条；截止11月25日（周三）17:00，已过16小时7分，"
        "11月30日（周一）结束前报送按逾期登记。\n"
        "请直接发送信息内容，或发送「报送」按提示填写。\n"
        "报送期已结束的，如有特殊情况，请与宣传办联系。"
    )


def test_one_colour_heads_the_list_and_several_stand_at_their_lines() -> None:
    def in_colour(known: ChaseFacts, tone: Colour) -> ChaseFacts:
        return replace(known, rung=Rung("a", to=("liaison",), tone=tone))

    weekly, month = facts(NOW, A), monthly()
    same = letter(("liaison", in_colour(weekly, "red")), ("liaison", in_colour(month, "red")))
    assert same.startswith("【红色提醒】您有2项") and same.count("红色提醒") == 1
    mixed = letter(("liaison", in_colour(weekly, "red")), ("liaison", in_colour(month, "blue")))
    assert mixed.splitlines()[0].startswith("【报送提醒】您有2项")
    assert [line[:9] for line in mixed.splitlines()[1:3]] == ["1. 【红色提醒】", "2. 【蓝色提醒】"]


def test_a_list_leaves_out_the_wordings_of_the_rungs() -> None:
    own = Rung("a", to=("liaison",), text="自己的措辞，{剩余}")
    assert "自己的措辞" in letter(("liaison", facts(NOW, A, rung=own)))
    assert "自己的措辞" not in letter(("liaison", facts(NOW, A, B, rung=own)))


def test_summaries_stand_below_the_list_each_after_an_empty_line() -> None:
    weekly, month = facts(NOW, A, B), monthly()
    parts: list[tuple[Audience, ChaseFacts]] = [("editors", weekly), ("liaison", facts(NOW, A)), ("editors", month)]
    texts = [
        content_for("liaison", facts(NOW, A)).text,
        content_for("editors", weekly).text,
        content_for("editors", month).text,
    ]
    content = letter_content([Part(audience, known) for audience, known in parts])
    assert content.text == "\n\n".join(texts)
    assert content.buttons == BUTTONS
    assert letter_content([Part("editors", weekly), Part("leaders", month)]).title == "未报汇总"


def test_six_things_owed_fit_into_one_message() -> None:
    units = [owes(f"高新技术产业服务中心{number}", number) for number in range(1, 4)]
    others = [monthly(f"高新技术产业服务中心{number}", number, misses={number: 5}) for number in range(1, 3)]
    text = letter(
        ("liaison", facts(NOW, *units)), *(("liaison", known) for known in others), ("deputy", of_the_other_plan())
    )
    assert "6. " in text
    assert len(text.encode()) < 2048


@given(one=st.integers(0, 6000), other=st.integers(0, 6000))
def test_two_lists_in_different_minutes_never_read_the_same(one: int, other: int) -> None:
    start = at("2026-11-19 00:00")
    told = [
        letter(
            ("liaison", replace(known, now=start + minutes * (at("2026-11-19 00:01") - start))), ("head", facts(NOW, B))
        )
        for known, minutes in ((facts(NOW, A), one), (facts(NOW, A), other))
    ]
    assert (told[0] == told[1]) is (one == other)
