from dataclasses import replace

from reports.receipts import ADDED, past_state, receipt, week_state
from rules.plan import Duty
from tests.factories import at
from tests.reports.samples import PLAN, WEEK, excused, owes

NOW = at("2026-11-18 10:00")


def test_a_kept_duty_is_told_in_one_sentence() -> None:
    assert week_state([owes(delivered=1)], PLAN, NOW) == "本周应报1条，已报1条。"
    assert week_state([owes(delivered=3)], PLAN, NOW) == "本周应报1条，已报3条。"


def test_what_is_still_owed_comes_with_its_deadline() -> None:
    state = week_state([owes(delivered=1, required=2)], PLAN, NOW)
    assert state == "本周应报2条，已报1条，还差1条，请于11月20日（周五）17:00前报送。"


def test_after_the_deadline_it_says_so() -> None:
    state = week_state([owes()], PLAN, at("2026-11-20 17:01"))
    assert state == "本周应报1条，已报0条，还差1条，截止时间11月20日（周五）17:00已过，请尽快报送。"


def test_an_excused_week_gives_the_reason() -> None:
    assert week_state([excused("招商局", "本期没有工作日")], PLAN, NOW) == "本周免报：本期没有工作日。"


def test_a_unit_that_owes_nothing_is_told_so() -> None:
    assert week_state([], PLAN, NOW) == "目前没有应报的任务。"


def test_before_the_period_is_open_nothing_is_said_of_what_is_owed() -> None:
    assert week_state([], PLAN, NOW, PLAN.duties) == "本周任务尚未开启，稍后再查。"
    assert week_state([owes(delivered=1)], PLAN, NOW, PLAN.duties) == "本周应报1条，已报1条。"


def test_a_receipt_of_a_repeated_title_says_how_to_go_on() -> None:
    text = receipt(12, "安全生产管理", "标题", "状态。", is_title_only=True, same_as=11)
    assert "\n与第11号内容相同，如是重复请发送「撤回 12」。\n目前只有标题，可发送「补充 12 正文内容」。\n" in text


def test_several_duties_are_told_by_name() -> None:
    plan = replace(PLAN, duties=(*PLAN.duties, Duty("monthly", "每月案例", "month")))
    month = replace(owes(delivered=1), duty="monthly", period="2026-11")
    assert week_state([owes(delivered=1), month], plan, NOW) == (
        "每周信息：本周应报1条，已报1条。\n每月案例：本月应报1条，已报1条。"
    )


def test_a_duty_of_publications_asks_for_these() -> None:
    plan = replace(PLAN, duties=(Duty("weekly", "外宣稿件", counts="publications"),))
    row = replace(owes(delivered=1, required=2), counts="publications")
    assert week_state([row], plan, NOW) == (
        "本周应刊发2篇，已刊发1篇，还差1篇，请于11月20日（周五）17:00前刊发并登记。"
    )
    assert week_state([row], plan, at("2026-11-20 17:01")).endswith("已过，请尽快刊发并登记。")


def test_a_duty_that_the_plan_dropped_is_still_told() -> None:
    assert week_state([replace(owes(), duty="old", deadline=None)], PLAN, NOW) == (
        "本周应报1条，已报0条，还差1条，请尽快报送。"
    )


def test_a_receipt_has_number_state_and_the_next_word_to_type() -> None:
    assert receipt(12, "安全生产管理", "开展隐患排查", "本周应报1条，已报1条。") == (
        "已收到，编号第12号。\n"
        "板块：安全生产管理\n"
        "标题：开展隐患排查\n"
        "本周应报1条，已报1条。\n"
        "需要改动请发送「修改 12 新的正文」，不报了请发送「撤回 12」。"
    )


def test_a_receipt_counts_files_and_hints_at_missing_key_points() -> None:
    text = receipt(12, "安全生产管理", "标题", "状态。", ("落实情况", "隐患排查及整改"), files=2)
    assert "附件：2个" in text
    assert "如有以下内容，可发送「补充 12 内容」补上：落实情况、隐患排查及整改。" in text


def test_the_unit_is_named_where_there_are_several() -> None:
    assert receipt(12, "安全生产管理", "标题", "状态。", unit="财政局").splitlines()[1] == "单位：财政局"
    assert "单位" not in receipt(12, "安全生产管理", "标题", "状态。")


def test_what_is_no_item_is_named_beside_the_figure() -> None:
    row = owes(delivered=1)
    assert week_state([row], PLAN, NOW, added={row.id: ADDED["banked"]}) == (
        "本周应报1条，已报1条（上期多报1条，抵本期1条）。"
    )
    assert week_state([row], PLAN, NOW, added={row.id: ADDED["zero"]}) == "本周应报1条，已报1条（含零报告）。"


def test_a_receipt_of_a_late_item_says_so_with_the_deadline() -> None:
    text = receipt(12, "安全生产管理", "标题", "状态。", missed="11月20日（周五）17:00")
    assert text.startswith("已收到，编号第12号（逾期）。截止时间为11月20日（周五）17:00。\n")


def test_a_receipt_of_what_is_made_up_for_names_the_period() -> None:
    text = receipt(12, "安全生产管理", "标题", "状态。", period=WEEK)
    assert text.startswith("已补报，编号第12号，计入2026年11月16日至22日这一周（补报）。\n")


def test_a_period_that_is_over_is_told_by_its_dates() -> None:
    assert past_state([owes(delivered=1, required=2)], PLAN) == [
        "2026年11月16日至22日这一周应报2条，已报1条，还差1条，请继续补报。"
    ]
    assert past_state([excused("招商局", "抗洪")], PLAN) == ["2026年11月16日至22日这一周免报：抗洪。"]
    old = replace(owes(delivered=1), duty="old")
    assert past_state([old, owes(delivered=1)], PLAN) == [
        "2026年11月16日至22日这一周应报1条，已报1条。",
        "每周信息：2026年11月16日至22日这一周应报1条，已报1条。",
    ]


def test_the_kind_is_named_where_it_is_not_news() -> None:
    assert receipt(12, "安全生产管理", "标题", "状态。", kind="案例").splitlines()[1:4] == [
        "类型：案例",
        "板块：安全生产管理",
        "标题：标题",
    ]
    assert receipt(12, "", "标题", "状态。", kind="统计").splitlines()[1:3] == ["类型：统计", "标题：标题"]
