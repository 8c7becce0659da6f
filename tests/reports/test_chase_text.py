from dataclasses import replace

import pytest

from models.obligations import Obligation
from models.outbox import Button, Content
from reports.chase_posts import vacancy_notice
from reports.chase_private import to_liaison
from reports.chase_text import content_for
from rules.plan import Colour, Counts, Rung, Tone
from tests.reports.samples import DUTY, PLAN, excused, facts, owes

A, B, C = owes("招商局", 1), owes("财政局", 2), owes("规划建设局", 3)
NAMES_ALLOWED = replace(PLAN, tone=Tone(naming="group"))


def private(now: str, obligation: Obligation = A, misses: int = 1, named: bool = False) -> Content:
    """What the liaison of a unit is told."""
    known = facts(now, obligation, misses={obligation.unit_id: misses})
    return to_liaison(known, f"{obligation.unit}：" if named else "")


def reminder(now: str, obligation: Obligation = A, misses: int = 1, named: bool = False) -> str:
    return private(now, obligation, misses, named).text


def test_a_private_reminder_says_what_by_when_and_what_to_type() -> None:
    content = private("2026-11-20 14:07")
    assert content.text == (
        "【报送提醒】每周信息\n"
        "本周（11月16日至22日 第47周）应报1条，还差1条。\n"
        "截止时间：11月20日（周五）17:00，还剩2小时53分。\n"
        "请直接发送信息内容，或发送「报送」按提示填写。"
    )
    assert content.buttons == (Button("报送", "报送"), Button("我的", "我的"))


def test_units_get_identical_text_so_that_one_call_carries_it_to_many() -> None:
    assert reminder("2026-11-20 14:07", A) == reminder("2026-11-20 14:07", B)


def test_somebody_who_reports_for_several_units_reads_which_one_is_meant() -> None:
    assert reminder("2026-11-20 14:07", named=True).splitlines()[1].startswith("招商局：本周")


def test_two_reminders_of_one_day_differ() -> None:
    assert reminder("2026-11-20 14:07") != reminder("2026-11-20 15:07")


def test_a_reminder_of_another_day_differs_too() -> None:
    assert "还剩1天1小时53分。" in reminder("2026-11-19 15:07")
    assert "已过16小时7分，" in reminder("2026-11-21 09:07")


def test_a_reminder_tells_what_has_been_sent_already() -> None:
    assert "应报3条，已报1条，还差2条。" in reminder("2026-11-20 14:07", owes(delivered=1, required=3))


def test_a_reminder_mentions_earlier_misses_only_where_there_are_any() -> None:
    assert "没有收到" not in reminder("2026-11-20 14:07", misses=1)
    assert "此前已连续2周没有收到贵单位的信息。" in reminder("2026-11-20 14:07", misses=3)


def test_after_the_deadline_it_says_that_the_item_still_counts_as_late() -> None:
    text = reminder("2026-11-21 10:00")
    assert "截止时间11月20日（周五）17:00已过17小时，11月22日（周日）结束前报送仍计入本周，按逾期登记。" in text
    assert "请直接发送信息内容" in text


def test_after_the_week_it_asks_for_nothing_that_cannot_be_done_any_more() -> None:
    text = reminder("2026-11-23 10:00")
    assert "上周（11月16日至22日 第47周）应报1条" in text
    assert "报送期已于11月22日（周日）结束。如有特殊情况，请与宣传办联系。" in text
    assert "请直接发送" not in text


def test_the_head_reads_the_unit_the_row_of_misses_and_that_the_liaison_knows() -> None:
    assert content_for("head", facts("2026-11-20 14:07", A, misses={1: 2})).text == (
        "【报送提醒·抄送单位负责人】每周信息\n"
        "招商局：本周（11月16日至22日 第47周）应报1条，还差1条。\n"
        "如本周仍不报送，将连续2周未报。\n"
        "截止时间：11月20日（周五）17:00，还剩2小时53分。\n"
        "已同时提醒信息报送员，请协助督促。"
    )
    assert "已连续2周未报。" in content_for("head", facts("2026-11-23 14:07", A, misses={1: 2})).text
    assert "连续" not in content_for("head", facts("2026-11-20 14:07", A)).text


def test_the_group_reads_a_number_and_no_name() -> None:
    assert content_for("group", facts("2026-11-20 16:07", A, B, C)).text == (
        "【每周信息】本周（11月16日至22日 第47周）\n"
        "截至11月20日（周五）16:07，应报12个单位，已报9个，还有3个未报。\n"
        "截止时间：11月20日（周五）17:00，还剩53分钟。\n"
        "请未报单位私聊报送机器人，直接发送信息内容即可。"
    )


def test_the_group_reads_names_where_the_plan_says_so() -> None:
    text = content_for("group", facts("2026-11-20 16:07", A, B, C, plan=NAMES_ALLOWED)).text
    assert "未报单位：招商局、财政局、规划建设局。" in text


def test_a_post_worded_anew_after_everybody_delivered_says_so() -> None:
    text = content_for("group", facts("2026-11-20 16:09", plan=NAMES_ALLOWED)).text
    assert text.splitlines()[1:] == ["截至11月20日（周五）16:09，应报12个单位，已全部报送。"]


def test_the_editors_read_who_how_often_who_is_excused_and_who_cannot_be_reached() -> None:
    known = facts(
        "2026-11-23 09:07",
        A,
        B,
        owes("规划建设局", 3, delivered=1, required=2),
        misses={1: 1, 2: 3, 3: 2},
        excused=(excused("社会事业局", "集中培训"),),
        unreachable={"财政局": "没有可用的账号"},
    )
    assert content_for("editors", known).text == (
        "【未报汇总】每周信息 上周（11月16日至22日 第47周）\n"
        "截至11月23日（周一）09:07，应报12个单位，已报9个，还有3个未报。\n"
        "1. 财政局（连续3周）\n"
        "2. 规划建设局（连续2周，已报1条，还差1条）\n"
        "3. 招商局\n"
        "免报：社会事业局（集中培训）。\n"
        "提醒送不到：财政局（没有可用的账号）。请核对花名册和账号。\n"
        "发送「未报 上周」查看明细。"
    )
    running = facts("2026-11-20 18:07", A)
    assert content_for("editors", running).text.endswith("\n发送「催报」可逐个提醒；发送「未报」查看明细。")


def test_leaders_read_only_of_the_units_in_question() -> None:
    known = facts("2026-11-23 09:07", B, misses={2: 3}, excused=(excused("社会事业局", "集中培训"),))
    assert content_for("leaders", known).text == (
        "【连续未报情况】每周信息 上周（11月16日至22日 第47周）\n"
        "截至11月23日（周一）09:07，应报12个单位，以下1个单位连续未报送：\n"
        "1. 财政局（连续3周）\n"
        "免报：社会事业局（集中培训）。\n"
        "发送「未报 上周」查看明细。"
    )
    assert "没有连续未报送的单位" in content_for("leaders", facts("2026-11-23 09:07")).text


def test_private_content_speaks_of_the_first_obligation() -> None:
    known = facts("2026-11-20 14:07", A, B, misses={1: 2})
    assert content_for("liaison", known) == private("2026-11-20 14:07", misses=2)
    assert content_for("head", known) == content_for("head", replace(known, owed=(A,)))


def test_who_stands_in_reads_for_whom() -> None:
    content = content_for("deputy", facts("2026-11-20 14:07", A, misses={1: 3}))
    assert content.text == (
        "【报送提醒】每周信息\n"
        "您代理招商局的信息报送：本周（11月16日至22日 第47周）应报1条，还差1条。\n"
        "截止时间：11月20日（周五）17:00，还剩2小时53分。\n"
        "此前已连续2周没有收到该单位的信息。\n"
        "请直接发送信息内容，或发送「报送」按提示填写。"
    )
    assert content.buttons == (Button("报送", "报送"), Button("我的", "我的"))


def test_the_head_is_told_instead_of_a_liaison_whom_nothing_reaches() -> None:
    content = content_for("head", facts("2026-11-20 14:07", A, instead="不在企业微信的可见范围内"))
    assert content.text == (
        "【报送提醒】每周信息\n"
        "招商局：本周（11月16日至22日 第47周）应报1条，还差1条。\n"
        "截止时间：11月20日（周五）17:00，还剩2小时53分。\n"
        "贵单位信息报送员目前收不到提醒（不在企业微信的可见范围内），请协助安排报送，并联系宣传办核对账号。"
    )


def test_the_head_is_not_told_of_a_reminder_that_nobody_else_got() -> None:
    alone = Rung("a", to=("head",))
    assert content_for("head", facts("2026-11-20 14:07", A, rung=alone)).text.endswith("\n请协助督促。")


@pytest.mark.parametrize(("tone", "head"), [("blue", "蓝色提醒"), ("yellow", "黄色提醒"), ("red", "红色提醒")])
def test_a_coloured_rung_heads_every_reminder_with_its_colour(tone: Colour, head: str) -> None:
    known = facts("2026-11-20 14:07", A, rung=Rung("a", to=("liaison",), tone=tone))
    assert {content_for(audience, known).title for audience in ("liaison", "deputy")} == {head}
    assert content_for("liaison", known).text.startswith(f"【{head}】每周信息\n")
    assert content_for("deputy", known).text.startswith(f"【{head}】每周信息\n您代理")
    assert content_for("head", known).text.startswith(f"【{head}·抄送单位负责人】每周信息\n")
    assert content_for("group", known).text.startswith(f"【{head}】【每周信息】本周")
    assert content_for("editors", known).text.startswith(f"【{head}】【未报汇总】每周信息")
    assert content_for("leaders", known).text.startswith(f"【{head}】【连续未报情况】每周信息")


@pytest.mark.parametrize("audience", ["liaison", "deputy", "head", "group", "editors", "leaders"])
def test_a_plain_rung_reads_like_none(audience: str) -> None:
    known = facts("2026-11-20 14:07", A)
    plain = replace(known, rung=Rung("a", to=("liaison",)))
    assert content_for(audience, plain) == content_for(audience, known)


@pytest.mark.parametrize(
    ("counts", "owed", "how"),
    [
        ("publications", "应刊发3篇，已刊发1篇，还差2篇。", "稿件刊发后，请发送「刊发 编号 媒体」登记。"),
        ("statistics", "应报3份，已报1份，还差2份。", "请发送「报送 统计 标题，换行写正文」。"),
        ("project_updates", "应报3次，已报1次，还差2次。", "请发送「报送 项目进展 标题，换行写正文」。"),
    ],
)
def test_what_counts_is_named_and_how_it_is_delivered(counts: Counts, owed: str, how: str) -> None:
    duty = replace(DUTY, counts=counts)
    known = facts("2026-11-20 14:07", owes(delivered=1, required=3), duty=duty)
    text = content_for("liaison", known).text
    assert owed in text and text.endswith(f"\n{how}")
    assert content_for("group", known).text.endswith("\n请未报单位私聊报送机器人办理。")


@pytest.mark.parametrize(
    ("kinds", "boards", "how"),
    [
        (("案例",), (), "请发送「报送 案例 板块 标题，换行写正文」。"),
        (("案例",), ("安全生产管理",), "请发送「报送 案例 安全生产管理 标题，换行写正文」。"),
        (("案例", "图片"), ("甲", "乙"), "请发送「报送 案例 板块 标题，换行写正文」。类型也可以是图片。"),
        (("统计",), ("甲",), "请发送「报送 统计 甲 标题，换行写正文」。"),
        (("案例", "信息"), (), "请直接发送信息内容，或发送「报送」按提示填写。"),
    ],
)
def test_a_kind_of_its_own_is_named(kinds: tuple[str, ...], boards: tuple[str, ...], how: str) -> None:
    duty = replace(DUTY, kinds=kinds, boards=boards)
    content = content_for("liaison", facts("2026-11-20 14:07", A, duty=duty))
    assert content.text.endswith(f"\n{how}")
    assert content.buttons[0] == Button("报送", "报送" if "信息" in kinds else f"报送 {kinds[0]}")


def test_a_private_reminder_about_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="needs an obligation"):
        content_for("liaison", facts("2026-11-20 14:07"))


def test_the_editors_are_told_which_units_have_lost_their_liaison() -> None:
    assert vacancy_notice(["招商局", "财政局"]).text == (
        "【花名册提醒】以下单位目前没有在任的信息报送员：\n"
        "1. 招商局\n"
        "2. 财政局\n"
        "催报无人接收，下一期起不再计入应报单位。请在花名册里补上。"
    )


def test_a_reminder_of_publications_speaks_of_these() -> None:
    duty = replace(DUTY, counts="publications")
    content = content_for("liaison", facts("2026-11-20 14:07", A, duty=duty, misses={A.unit_id: 3}))
    assert "此前已连续2周没有登记贵单位的刊发。" in content.text
    assert [button.command for button in content.buttons] == ["刊发", "我的"]
