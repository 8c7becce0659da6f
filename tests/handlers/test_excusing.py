"""豁免: by whom, for which obligations, and how it stands on record."""

import pytest

from models.chases import Link, link_letters
from models.obligations import obligations_in
from models.outbox import Content, Letter, post
from models.plans import sync_plan
from models.store import Store
from tests.dialogue import Office
from tests.factories import PLAN_TEXT, at, plan_file
from tests.handlers.ledger_office import EDITOR, LIAISON, daily_job, ledger_office
from tests.models.weeks import MONDAY

MONTHLY = '\n[[duties]]\nid = "monthly"\ntitle = "每月案例"\nperiod = "month"\ndeadline_day = 25\n'


@pytest.fixture
def office(store: Store) -> Office:
    """A weekly duty, two units."""
    return ledger_office(store)


def test_the_running_week_is_freed_and_the_receipt_says_so(office: Office) -> None:
    answer = office.says(EDITOR, "豁免 财政局 抗洪抢险")
    assert answer.splitlines()[:2] == [
        "已登记豁免1项，理由：抗洪抢险（登记人测试员04）。不再应报：",
        "财政局 每周信息 2026年11月16日至22日这一周",
    ]
    assert "本周免报：抗洪抢险。" in office.says(LIAISON, "我的")
    answer = office.says(EDITOR, "未报")
    assert answer.startswith("1个单位没报：应急管理局；") and answer.endswith("免报1个单位：财政局（抗洪抢险）。")


def test_several_units_and_an_earlier_week_are_a_correction_of_the_figure(office: Office) -> None:
    answer = office.says(EDITOR, "豁免 财政局、应急管理局 上周 抗洪抢险")
    assert "财政局 每周信息 2026年11月9日至15日这一周（该期已结束，原为未报，作为更正登记）" in answer
    answer = office.says(EDITOR, "未报 上周")
    assert answer.startswith("0个单位没报；")
    assert "结束后更正：11月18日 财政局 免报（抗洪抢险）；11月18日 应急管理局 免报（抗洪抢险）。" in answer


def test_an_excuse_is_taken_back(office: Office) -> None:
    office.says(EDITOR, "豁免 财政局 本周 抗洪抢险")
    assert "恢复应报：\n财政局 每周信息" in office.says(EDITOR, "豁免 财政局 本周 取消")
    assert "2个单位没报" in office.says(EDITOR, "未报")
    assert "没有豁免，不用取消" in office.says(EDITOR, "豁免 财政局 本周 取消")


def test_a_reminder_that_waits_is_taken_back(office: Office) -> None:
    with office.store.read() as connection:
        row = next(r for r in obligations_in(connection, "jinhu", "weekly", MONDAY) if r.unit == "财政局")
    letter = Letter("k", "app", LIAISON, Content("请报送"), office.now, "reminder", "jinhu", audience="liaison")
    office.store.write(lambda connection: post(connection, [letter], office.now))
    office.store.write(lambda connection: link_letters(connection, [Link(row.id, "k", "liaison")]))
    office.says(EDITOR, "豁免 财政局 抗洪抢险")
    assert [row.state for row in office.outbox()] == ["cancelled"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("豁免", "请写明单位、期间和理由，例如：豁免 财政局 本周 抗洪抢险"),
        ("豁免 气象局 本周 抗洪", "花名册里没有「气象局」"),
        ("豁免 财政局、气象局 本周 抗洪", "花名册里没有「气象局」"),
        ("豁免 财政局", "请写明豁免的理由"),
        ("豁免 财政局 上周", "请写明豁免的理由"),
        ("豁免 财政局 下周 抗洪", "下周还没有开始，从11月23日（周一）起可以登记豁免"),
        ("豁免 财政局 11-30至12-6 防汛演练", "11-30至12-6还没有开始，从11月30日（周一）起可以登记豁免"),
        ("豁免 财政局 11-09机构合并", "没有看懂期间「11-09机构合并」"),
        ("豁免 财政局 1109 机构合并", "没有看懂期间「1109」"),
        ("豁免 财政局 3名干部抗洪", "没有看懂期间「3名干部抗洪」，请先写期间再写理由"),
        ("豁免 财政局 前期 抗洪", "期间可以写成：上周、11月、三季度、11-16至11-22"),
        ("豁免 财政局 国庆期间 抗洪", "没有看懂期间「国庆期间」"),
        ("豁免 财政局 每周信息 11-17 抗洪", "没有完整的报送期间"),
        ("豁免 财政局 取消 抗洪", "没有看懂「抗洪」，取消豁免请发送：豁免 财政局 本周 取消"),
        ("豁免 取消 财政局 本周", "财政局在这一期没有豁免，不用取消"),
        ("豁免 财政局 11月18日 抗洪", "没有完整的报送期间"),
        ("豁免 财政局 11月抗洪", "没有看清期间「11月」"),
        ("豁免 党群工作部 本周 抗洪", "党群工作部在本周没有应报的任务"),
        ("豁免 财政局 本周 " + "抗" * 201, "理由最多200字"),
    ],
)
def test_what_is_not_clear_is_not_guessed(office: Office, text: str, said: str) -> None:
    assert said in office.says(EDITOR, text)
    assert office.contents()["obligation_entry"] == []


def test_units_may_stand_side_by_side_and_one_of_them_owe_nothing(office: Office) -> None:
    answer = office.says(EDITOR, "豁免 财政局 党群工作部 本周 抗洪")
    assert "已登记豁免1项" in answer and "党群工作部在这一期没有应报的任务。" in answer


def test_of_several_duties_the_period_or_the_title_says_which(store: Store) -> None:
    office = ledger_office(store, more=MONTHLY)
    assert "请写明期间或任务" in office.says(EDITOR, "豁免 财政局 抗洪")
    assert "已登记豁免1项" in office.says(EDITOR, "豁免 财政局 本周 抗洪")
    assert "财政局 每月案例 2026年11月" in office.says(EDITOR, "豁免 财政局 每月案例 抗洪")
    assert "已登记豁免4项" in office.says(EDITOR, "豁免 应急管理局 本月 抗洪")


def test_before_the_week_is_open_it_is_to_be_said_again(office: Office) -> None:
    office.clock("2026-11-23 00:03")
    assert "尚未开启，请稍后再登记" in office.says(EDITOR, "豁免 财政局 抗洪")


def test_only_editors_excuse(office: Office) -> None:
    assert "没有权限" in office.says(LIAISON, "豁免 财政局 抗洪")


@pytest.mark.parametrize("period", ["11-9至11-15", "11.9-11.15", "11/9至15", "11月9日到11月15日", "上周", "第46周"])
def test_the_week_may_be_written_in_many_ways_and_never_becomes_the_reason(office: Office, period: str) -> None:
    answer = office.says(EDITOR, f"豁免 财政局 {period} 机构合并")
    assert "理由：机构合并（" in answer and "2026年11月9日至15日这一周" in answer
    assert office.says(EDITOR, "未报").startswith("2个单位没报")


def test_several_weeks_are_taken_back_with_one_command(office: Office) -> None:
    answer = office.says(EDITOR, "豁免 财政局、应急管理局 前两周 机构合并")
    assert "已登记豁免4项" in answer
    undo = "豁免 财政局、应急管理局 2026年11月2日到2026年11月15日 取消"
    assert answer.endswith(f"取消请发送：{undo}。")
    assert "已取消豁免4项" in office.says(EDITOR, undo)


def test_of_several_duties_the_undo_names_the_one_that_was_freed(store: Store) -> None:
    office = ledger_office(store, more=MONTHLY)
    answer = office.says(EDITOR, "豁免 财政局 每周信息 本期 抗洪")
    assert "理由：抗洪（" in answer
    undo = "豁免 财政局 2026年11月16日到2026年11月22日 每周信息 取消"
    assert answer.endswith(f"取消请发送：{undo}。")
    assert "已取消豁免1项" in office.says(EDITOR, undo)


def test_what_was_delivered_is_left_alone_and_named(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查\n全市开展隐患排查。")
    answer = office.says(EDITOR, "豁免 财政局、应急管理局 本周 集中办公")
    assert "已登记豁免1项" in answer
    assert "财政局 每周信息 2026年11月16日至22日这一周：已报，无需豁免。取消请发送：豁免 应急管理局 " in answer
    assert office.says(EDITOR, "豁免 财政局 本周 集中办公") == (
        "没有登记豁免。财政局 每周信息 2026年11月16日至22日这一周：已报，无需豁免。"
    )


@pytest.mark.parametrize("typed", ["豁免 取消 财政局 本周", "豁免 财政局 取消 本周", "取消豁免 财政局 本周"])
def test_to_take_it_back_may_be_said_in_front(office: Office, typed: str) -> None:
    office.says(EDITOR, "豁免 财政局 本周 抗洪")
    assert "已取消豁免1项" in office.says(EDITOR, typed)


def test_a_week_without_working_days_is_nobodys_to_take_back(store: Store) -> None:
    office = Office(store, "2026-02-16 00:07", PLAN_TEXT)
    office.member("财政局", "测试员01")
    office.member("党群工作部", "测试员04", "editor")
    daily_job(office, "2026-02-16 00:10")
    office.clock("2026-02-17 10:00")
    assert office.says(EDITOR, "豁免 财政局 本周 取消") == "财政局本期没有工作日，免报，不用取消。"
    office.says(EDITOR, "豁免 财政局 本周 抗洪抢险")
    assert "本期没有工作日，仍免报。" in office.says(EDITOR, "豁免 财政局 本周 取消")
    assert office.says(EDITOR, "豁免 财政局 本周 取消") == "财政局本期没有工作日，免报，不用取消。"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('id = "weekly"', 'id = "weekly-2"'),
        ('period = "week"', 'period = "month"'),
        ('period = "week"', 'period = "week"\ncounts = "publications"'),
    ],
)
def test_a_duty_that_was_changed_meanwhile_is_spoken_of_as_it_is_owed(store: Store, before: str, after: str) -> None:
    office = ledger_office(store, "zero_reports = 2")
    text = PLAN_TEXT.replace("deadline_time = 17:00:00\n", "deadline_time = 17:00:00\nzero_reports = 2\n")
    store.write(
        lambda connection: sync_plan(connection, plan_file(text.replace(before, after)), at("2026-11-18 09:00"))
    )
    answer = office.says(EDITOR, "豁免 财政局 每周信息 抗洪抢险")
    assert "财政局 每周信息 2026年11月16日至22日这一周" in answer
    assert "豁免 财政局 2026年11月16日到2026年11月22日 每周信息 取消" in answer
    assert "恢复应报" in office.says(EDITOR, "豁免 财政局 2026年11月16日到2026年11月22日 每周信息 取消")
    answer = office.says(LIAISON, "零报告 每周信息 没有新情况")
    assert "已登记零报告：每周信息，2026年11月16日至22日这一周。" in answer
    assert "本周应报1条，已报1条（含零报告）。" in answer
