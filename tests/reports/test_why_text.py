"""为什么催我 for a duty that counts publications, and the words for what became of a message."""

from dataclasses import replace
from datetime import date, timedelta

from models.obligations import Obligation
from models.why_facts import Appearance, Asks, Submission
from reports.told_text import outcome_text, rung_name
from reports.why_text import Why, why_text
from rules.plan import Duty
from tests.factories import at, plan_file

PLAN = plan_file().plan
DUTY = Duty("print", "每月刊发", period="month", counts="publications", levels=("city",), deadline_day=25)
START, END = date(2026, 11, 1), date(2026, 12, 1)
ROW = Obligation(
    1, "jinhu", "print", 1, "财政局", "2026-11", START, END, at("2026-11-25 17:00"), 1, None,
    at("2026-11-01 00:07"), at("2026-11-01 00:00"), 0,
)  # fmt: skip
WHY = Why(PLAN, DUTY, ROW, Asks("publications", (), (), ("city",), ""), (), (), (), (), (), at("2026-11-20 10:00"))


def text(why: Why) -> str:
    return why_text([why], "财政局", "", False)


def test_a_publication_of_another_level_does_not_count_and_is_named() -> None:
    county = Appearance(7, "金湖发布", "county", date(2026, 11, 3), "安全生产管理")
    found = text(replace(WHY, appearances=(county,)))
    assert "第7号（11月3日（周二）金湖发布）：不是市级媒体。" in found
    assert found.endswith("下一步：稿件刊发后，请发送「刊发 编号 媒体」登记。")


def test_one_that_counts_is_named_with_its_outlet() -> None:
    city = Appearance(7, "淮安日报", "city", date(2026, 11, 3), "安全生产管理")
    found = text(replace(WHY, row=replace(ROW, delivered=1, required=2), appearances=(city,)))
    assert "应刊发2篇，计入1篇，还差1篇" in found and "计入的：第7号（11月3日（周二）淮安日报）。" in found


def test_an_item_that_nobody_published_says_so() -> None:
    sent = at("2026-11-03 09:00")
    item = Submission(1, 9, 1, "财政局", "信息", "安全生产管理", "采用", sent, date(2026, 11, 3), None)
    assert "第9号：采用，本期没有登记刊发。" in text(replace(WHY, submissions=(item,)))


def test_only_the_latest_of_many_are_listed() -> None:
    items = tuple(
        Submission(n, n, 1, "财政局", "信息", "", "采用", at("2026-11-03 09:00") + timedelta(hours=n), START, None)
        for n in range(1, 9)
    )
    found = text(replace(WHY, submissions=items))
    assert "第8号" in found and "第3号" not in found and "另有3条较早的" in found


def test_what_became_of_a_message_in_words() -> None:
    assert outcome_text("sent", None) == "已送达"
    assert outcome_text("failed", "不在应用可见范围。") == "没有送达：不在应用可见范围"
    assert outcome_text("due", "平台限制了频率") == "等待重发：平台限制了频率"
    assert (rung_name("b", ["a", "b"]), rung_name("x", ["a"])) == ("第2级", "「x」级")
