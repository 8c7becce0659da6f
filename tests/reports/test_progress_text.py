from datetime import date

from reports.progress_text import WeekCounts, progress_answer, progress_post, remaining_text, week_line
from rules.periods import period_of
from rules.plan import Target
from rules.targets import Progress, progress
from tests.factories import at
from tests.reports.samples import PLAN, WEEK

TODAY = date(2026, 11, 23)
NOW = at("2026-11-23 09:37")
COUNTS = WeekCounts("每周信息", WEEK, 12, 9)
COUNTY, CITY = PLAN.targets


def figures() -> list[Progress]:
    return [progress(COUNTY, 3, TODAY, PLAN), progress(CITY, 0, TODAY, PLAN)]


def test_the_post_says_state_what_is_needed_and_the_days_that_remain() -> None:
    assert progress_post(PLAN, figures(), COUNTS, NOW).text == (
        "【开发区宣传工作方案】目标进度（截至11月23日（周一）09:37）\n"
        "县级媒体 本月 3/1 完成。\n"
        "市级媒体 本季度 0/1 正常，还需1条，还剩38天。\n"
        "每周信息：上周（11月16日至22日 第47周）应报12个单位，已报9个，还有3个未报。"
    )


def test_the_markdown_says_the_same_with_a_table() -> None:
    assert progress_post(PLAN, figures(), COUNTS, NOW).markdown == (
        "#### 【开发区宣传工作方案】目标进度\n\n"
        "截至11月23日（周一）09:37\n\n"
        "| 目标 | 期间 | 完成 | 状态 | 还需 |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| 县级媒体 | 本月 | 3/1 | 完成 | — |\n"
        "| 市级媒体 | 本季度 | 0/1 | 正常 | 还需1条，还剩38天 |\n\n"
        "每周信息：上周（11月16日至22日 第47周）应报12个单位，已报9个，还有3个未报。"
    )


def test_a_bar_in_a_title_does_not_break_the_table() -> None:
    odd = progress(Target("odd", "甲|乙", "month", 1), 0, TODAY, PLAN)
    assert "| 甲｜乙 |" in progress_post(PLAN, [odd], None, NOW).markdown


def test_the_answer_has_the_same_lines() -> None:
    answer = progress_answer(PLAN, figures(), COUNTS, NOW)
    post = progress_post(PLAN, figures(), COUNTS, NOW)
    assert answer.text.splitlines()[1:] == post.text.splitlines()[1:]


def test_a_plan_without_targets_and_duties_still_gets_an_answer() -> None:
    assert progress_answer(PLAN, [], None, NOW).text == (
        "目标进度（截至11月23日（周一）09:37）\n方案里还没有设置目标。"
    )


def test_what_remains_depends_on_the_state() -> None:
    assert remaining_text(progress(COUNTY, 1, TODAY, PLAN)) == ""
    assert remaining_text(progress(COUNTY, 0, date(2026, 11, 30), PLAN)) == "还需1条，今天是最后一天"
    october = period_of("month", date(2026, 10, 1), PLAN)
    assert remaining_text(progress(COUNTY, 0, TODAY, PLAN, october)) == "差1条，已到期"


def test_the_week_in_one_line() -> None:
    assert week_line(WeekCounts("每周信息", WEEK, 12, 12), PLAN, NOW).endswith("应报12个单位，已全部报送。")
    assert week_line(WeekCounts("每周信息", WEEK, 0, 0), PLAN, NOW) == (
        "上周（11月16日至22日 第47周）没有单位需要报送。"
    )


def test_what_changed_after_the_week_was_closed_is_counted_without_names() -> None:
    line = week_line(WeekCounts("每周信息", WEEK, 12, 11, corrections=2), PLAN, NOW)
    assert line.endswith("应报12个单位，已报11个，还有1个未报。结束后更正2项。")
