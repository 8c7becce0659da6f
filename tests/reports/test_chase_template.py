"""The rung's own words go out filled, headed with its colour, never the same twice on one day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.outbox import Button
from reports.chase_text import content_for
from rules.plan import Audience, Colour, Rung, Tone
from rules.templates import allowed_variables
from tests.reports.samples import DEADLINE, PLAN, facts, owes

A, B = owes("招商局", 1, delivered=1, required=3), owes("财政局", 2)
NAMES_ALLOWED = replace(PLAN, tone=Tone(naming="group"))
AUDIENCES: tuple[Audience, ...] = ("liaison", "deputy", "head", "group")


def worded(text: str, audience: Audience = "liaison", now: str = "2026-11-20 14:07", tone: Colour = "plain") -> str:
    rung = Rung("own", to=(audience,), text=text, tone=tone)
    return content_for(audience, facts(now, A, B, misses={1: 2}, rung=rung, plan=NAMES_ALLOWED)).text


def test_all_variables_of_a_private_wording() -> None:
    text = "{单位}|{任务}|{方案}|{期间}|{截止}|{剩余}|{应报}|{已报}|{还差}|{连续}"
    assert worded(text) == (
        "招商局|每周信息|开发区宣传工作方案|本周（11月16日至22日 第47周）|"
        "11月20日（周五）17:00|还剩2小时53分|3|1|2|连续2周"
    )
    assert worded("{剩余}", now="2026-11-21 09:07") == "已过16小时7分"


def test_all_variables_of_a_wording_for_the_group() -> None:
    assert worded("应报{应报数}，未报{未报数}：{未报单位}。{剩余}", "group") == (
        "应报12，未报2：招商局、财政局。还剩2小时53分"
    )


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_variable_that_a_plan_may_use_can_be_filled(audience: Audience) -> None:
    names = allowed_variables([audience], "group")
    assert "{" not in worded("".join(f"{{{name}}}" for name in names), audience)


def test_a_wording_without_the_time_left_gets_it_below() -> None:
    assert worded("请于{截止}前报送。") == (
        "请于11月20日（周五）17:00前报送。\n截止时间：11月20日（周五）17:00，还剩2小时53分。"
    )


def test_who_stands_in_and_the_head_read_in_what_role_they_are_written_to() -> None:
    assert worded("请报送，{剩余}。", "deputy", tone="blue") == (
        "【蓝色提醒】您代理招商局的信息报送。\n请报送，还剩2小时53分。"
    )
    assert worded("请报送，{剩余}。", "head") == "【报送提醒·抄送单位负责人】\n请报送，还剩2小时53分。"
    assert worded("请报送，{剩余}。", tone="red") == "【红色提醒】请报送，还剩2小时53分。"
    assert worded("请报送，{剩余}。", "group", tone="red") == "【红色提醒】请报送，还剩2小时53分。"


def test_a_wording_of_its_own_keeps_the_buttons() -> None:
    known = facts("2026-11-20 14:07", A, rung=Rung("own", to=("liaison",), text="请报送", tone="red"))
    content = content_for("liaison", known)
    assert (content.title, content.buttons) == ("红色提醒", (Button("报送", "报送"), Button("我的", "我的")))
    assert content_for("head", known).buttons == ()


@pytest.mark.parametrize("audience", ["editors", "leaders"])
def test_a_summary_is_not_reworded(audience: str) -> None:
    known = facts("2026-11-20 14:07", A)
    rung = Rung("own", to=("liaison", "editors"), text="请报送")
    assert content_for(audience, replace(known, rung=rung)) == content_for(audience, known)


def test_neither_the_news_that_all_have_delivered_nor_the_note_to_a_head_is_reworded() -> None:
    rung = Rung("own", to=("head", "group"), text="请报送")
    assert "已全部报送" in content_for("group", facts("2026-11-20 16:07", rung=rung)).text
    assert "收不到提醒（没有可用的账号）" in (
        content_for("head", facts("2026-11-20 14:07", A, rung=rung, instead="没有可用的账号")).text
    )


minutes = st.integers(-60 * 24 * 2, 60 * 24 * 4)
seconds = st.integers(0, 59)
texts = st.sampled_from(["", "请报送", "请于{截止}前报送", "请报送，{剩余}", "{期间}{任务}"])
tones = st.sampled_from(["plain", "blue", "yellow", "red"])


@given(one=minutes, other=minutes, late=st.tuples(seconds, seconds), text=texts, tone=tones, odd=seconds)
def test_two_rungs_in_different_minutes_never_read_the_same(
    one: int, other: int, late: tuple[int, int], text: str, tone: Colour, odd: int
) -> None:
    """With any wording, for any audience, before the deadline and after it, whatever seconds have passed."""
    assume(one != other)
    rung = Rung("any", to=AUDIENCES, text=text, tone=tone)
    row = replace(A, deadline=DEADLINE + timedelta(seconds=odd))
    known = facts("2026-11-20 14:07", row, rung=rung, deadline=row.deadline)
    first, second = (
        replace(known, now=DEADLINE + timedelta(minutes=minute, seconds=past))
        for minute, past in zip((one, other), late, strict=True)
    )
    for audience in (*AUDIENCES, "editors", "leaders"):
        assert content_for(audience, first).text != content_for(audience, second).text
