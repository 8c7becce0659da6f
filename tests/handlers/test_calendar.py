"""日历: what lies ahead, what an editor enters, and what is said of the deadlines."""

from datetime import date

import pytest

from models.calendar import entered_days
from models.calendar_changes import sync_national
from models.calendar_file import CalendarYear
from models.obligations import owed_in
from models.store import Store
from reports.calendar_text import full_day_text
from rules.workdays import library_until
from tests.dialogue import Office
from tests.factories import PLAN_TEXT

EDITOR, LIAISON = "editor-测试员04", "liaison-测试员01"
YEAR = library_until().year + 1
WHOLE = f"日历 {YEAR}年全年 1月1日至3日、5月1日至5日 休 1月4日 上班"


def entered(office: Office) -> dict[date, bool]:
    with office.store.read() as connection:
        return dict(entered_days(connection, "jinhu").days)


def test_a_plain_stretch_says_that_there_is_nothing_and_how_far_it_is_known(office: Office) -> None:
    office.clock("2026-07-01 10:00")
    assert office.says(EDITOR, "日历") == (
        "今后60天的放假和补班：没有。\n"
        f"放假和调休安排已知到{full_day_text(library_until())}，之后按周一至周五上班计算。\n"
        "需要调整时请这样发送：日历 1月1日至1月3日 休，或 日历 2月7日 上班，或 日历 1月1日 恢复。"
    )


def test_holidays_and_make_up_days_ahead_are_listed(office: Office) -> None:
    office.clock("2026-09-10 10:00")
    assert office.says(EDITOR, "日历").splitlines()[:5] == [
        "今后60天的放假和补班：",
        "2026年9月20日 上班",
        "2026年9月25日至27日 休（3天）",
        "2026年10月1日至7日 休（7天）",
        "2026年10月10日 上班",
    ]


def test_days_off_are_entered_shown_and_taken_back(office: Office) -> None:
    answer = office.says(EDITOR, "日历 2026-12-03至2026-12-04 休")
    assert answer == (
        "已登记：2026年12月3日至4日 休（2天）。\n"
        "「每周信息」11月30日至12月6日 第49周的截止时间由12月4日（周五）改为12月2日（周三）17:00。"
    )
    shown = office.says(EDITOR, "日历")
    assert "2026年12月3日至6日 休（4天）" in shown
    assert "其中本方案登记的：2026年12月3日至4日 休（2天）。取消登记请发送「日历 日期 恢复」。" in shown
    answer = office.says(EDITOR, "日历 12月3日至4日 恢复")
    assert answer.startswith("已登记：2026年12月3日至4日 恢复原来的安排（2天）。\n「每周信息」")
    assert entered(office) == {}


def test_a_weekend_day_can_be_worked(office: Office) -> None:
    assert office.says(EDITOR, "日历 11月28日 上班") == "已登记：2026年11月28日 上班。\n各项报送的截止时间不变。"
    assert entered(office) == {date(2026, 11, 28): True}


def test_several_days_and_states_go_in_one_message(office: Office) -> None:
    office.says(EDITOR, "日历 11月26日、11月27日 休，11月28日 补班")
    assert entered(office) == {date(2026, 11, 26): False, date(2026, 11, 27): False, date(2026, 11, 28): True}


def test_a_period_that_is_open_keeps_its_deadline_and_the_receipt_says_so(office: Office) -> None:
    with office.store.read() as connection:
        before = owed_in(connection, "jinhu", "weekly", date(2026, 11, 16))
    answer = office.says(EDITOR, "日历 本周五 休")
    assert "「每周信息」本周已经开启，截止时间不变。" in answer
    assert "的催报改按新的工作日发出" not in answer
    with office.store.read() as connection:
        assert [row.deadline for row in owed_in(connection, "jinhu", "weekly", date(2026, 11, 16))] == [
            row.deadline for row in before
        ]


def test_reminders_of_an_open_period_that_move_are_named(office: Office) -> None:
    assert "本期「每周信息」的催报改按新的工作日发出。" in office.says(EDITOR, "日历 11-19 休")


def test_an_open_period_without_a_working_day_left_is_still_owed(office: Office) -> None:
    answer = office.says(EDITOR, "日历 11月18日至20日 休")
    assert "本周已经开启，截止时间不变" in answer and "豁免" not in answer  # Monday and Tuesday were working days
    office.clock("2026-11-23 08:30")
    office.open_week()
    assert "本周已经开启，截止时间不变，仍应报送；需要免报请发送「豁免」。" in office.says(
        EDITOR, "日历 11月23日至27日 休"
    )


def test_a_week_without_a_working_day_is_not_owed_and_owed_again(office: Office) -> None:
    assert "「每周信息」12月7日至13日 第50周没有工作日，免报。" in office.says(EDITOR, "日历 12月7日至11日 休")
    answer = office.says(EDITOR, "日历 12月9日 恢复")
    assert "「每周信息」12月7日至13日 第50周的截止时间改为12月9日（周三）17:00。" in answer


def test_a_whole_year_is_entered_at_once_and_is_known_then(office: Office) -> None:
    answer = office.says(EDITOR, WHOLE)
    assert answer.splitlines()[-1] == f"放假和调休安排已知到{YEAR}年12月31日，之后按周一至周五上班计算。"
    assert f"{YEAR}年5月1日至5日 休（5天）" in answer
    assert len(entered(office)) == 9


def test_a_whole_year_takes_the_place_of_what_was_entered_for_it(office: Office) -> None:
    office.says(EDITOR, f"日历 {YEAR}年全年 1月1日至3日 休 1月4日 上班")
    answer = office.says(EDITOR, f"日历 {YEAR}年全年 1月1日至2日 休")
    assert f"{YEAR}年1月3日至4日 恢复原来的安排（2天）" in answer
    assert entered(office) == {date(YEAR, 1, 1): False, date(YEAR, 1, 2): False}


@pytest.mark.parametrize("typed", ["日历 12-3 取消", "日历 取消 12月3日", "日历 恢复 12/3"])
def test_to_take_back_may_be_said_with_cancel_and_in_front(office: Office, typed: str) -> None:
    office.says(EDITOR, "日历 12.3 休")
    assert entered(office) == {date(2026, 12, 3): False}
    assert "2026年12月3日 恢复原来的安排" in office.says(EDITOR, typed)
    assert entered(office) == {}


def test_an_open_week_that_was_free_stays_free_and_that_is_said(office: Office) -> None:
    office.says(EDITOR, "日历 12月7日至11日 休")
    office.clock("2026-12-07 08:30")
    office.open_week()
    assert "「每周信息」本周开启时没有工作日，仍为免报。" in office.says(EDITOR, "日历 12月9日 恢复")


def test_near_its_end_the_calendar_says_how_to_enter_the_next_year(office: Office) -> None:
    office.clock(f"{YEAR - 1}-12-20 10:00")
    shown = office.says(EDITOR, "日历")
    assert f"例如「日历 {YEAR}年全年 1月1日至3日 休 1月4日 上班」" in shown
    assert not office.says(EDITOR, f"日历 {YEAR}年全年 1月1日至3日 休 1月4日 上班").startswith("没有看懂")
    assert "例如「日历 " not in office.says(EDITOR, "日历")


def test_the_national_file_is_shown_and_is_not_the_editors_to_take_back(office: Office) -> None:
    years = {2026: CalendarYear({date(2026, 11, 24): False}, "国务院通知")}
    office.store.write(lambda connection: sync_national(connection, years, office.now))
    assert "2026年11月24日 休" in office.says(EDITOR, "日历")
    assert office.says(EDITOR, "日历 11月24日 恢复") == ("这些日子没有登记过，不用恢复。发送「日历」查看已登记的日子。")


def test_the_plan_files_own_days_win_and_that_is_said(store: Store) -> None:
    text = PLAN_TEXT.replace("start = 2024-08-20", "start = 2024-08-20\nworking_days = [2026-11-27]")
    office = Office(store, text=text)
    office.member("党群工作部", "测试员04", "editor")
    answer = office.says(EDITOR, "日历 11月26日至27日 休")
    assert "方案文件里另有规定的，以方案文件为准：2026年11月27日 上班。" in answer


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("日历 元旦 休", "没有看懂日期“元旦”，请写清月和日。"),
        ("日历 15日 休", "没有看懂日期“15日”，请写清月和日。"),
        ("日历 1月1日", "没有看懂日期和安排。"),
        ("日历 1月1日 调休", "没有看懂日期“1月1日调”，请写清月和日。"),
        ("日历 1月1日 休 财政局", "没有看懂日期和安排。"),
        ("日历 休", "每种安排前面都要写日期。"),
        ("日历 2026-11-17 休", "2026年11月17日已经过去，不能再改。"),
        ("日历 1月1日 休 1月1日 上班", "2027年1月1日写了两种安排，请只写一种。"),
        ("日历 2027年 休", "“2027年”超过31天，请核对后分开写。"),
        (f"日历 {YEAR}年全年 {YEAR + 1}年1月1日 休", f"“{YEAR + 1}年1月1日”不都在{YEAR}年，请核对后重新发送。"),
        (f"日历 {YEAR}年全年", "没有看懂日期和安排。"),
        ("日历 1月1日 恢复", "这些日子没有登记过，不用恢复。"),
        ("日历 取消 1月1日", "这些日子没有登记过，不用恢复。"),
        ("日历 2025年全年 1月1日 休", "2025年已经过去，不能再改。"),
    ],
)
def test_what_cannot_be_entered_is_answered_with_what_to_type(office: Office, text: str, said: str) -> None:
    assert office.says(EDITOR, text).startswith(said)
    assert entered(office) == {}


def test_only_editors_may(office: Office) -> None:
    assert office.says(LIAISON, "日历").startswith("没有权限")
    assert office.says("leader-测试员05", "日历 1月1日 休").startswith("没有权限")
    assert entered(office) == {}
