"""What a submission does: number, receipt, photos, and nobody else's item is touched."""

import pytest

from handlers.context import UsageError, reply
from handlers.represented import reporter
from handlers.submitting import Draft, own_item, submit
from handlers.talk import go_on
from models.drafts import keep_conversation_as_draft
from models.items import item_by_number
from tests.dialogue import Office
from tests.factories import PLAN_TEXT
from tests.handlers.speaking import speaking
from tests.observers import events_of

LIAISON, OTHER, EDITOR = "liaison-测试员01", "liaison-测试员02", "editor-测试员04"


def test_numbers_run_on_whoever_sends(office: Office) -> None:
    answers = [office.says(who, "报送 安全 开展隐患排查") for who in (LIAISON, OTHER, LIAISON)]
    assert [answer.splitlines()[0] for answer in answers] == [f"已收到，编号第{n}号。" for n in (1, 2, 3)]


def test_the_receipt_says_what_is_still_owed_of_every_duty(office: Office) -> None:
    second = '\n[[duties]]\nid = "monthly"\ntitle = "每月图片"\nperiod = "month"\nrequired = 2\ndeadline_day = 25\n'
    busy = Office(office.store, text=PLAN_TEXT + second)
    busy.open_week()
    answer = busy.says(LIAISON, "报送 安全 开展隐患排查")
    assert "每周信息：本周应报1条，已报1条。" in answer
    assert "每月图片：本月应报2条，已报1条，还差1条，请于11月25日（周三）17:00前报送。" in answer


def test_a_late_item_is_marked_and_leaves_nothing_owed(office: Office) -> None:
    office.clock("2026-11-21 09:00")
    answer = office.says(LIAISON, "报送 安全 开展隐患排查")
    assert answer.startswith("已收到，编号第1号（逾期）。") and "本周应报1条，已报1条。" in answer


def test_before_the_week_is_open_nothing_is_said_of_what_is_owed(office: Office) -> None:
    office.clock("2026-11-24 00:03")
    answer = office.says(LIAISON, "报送 安全 开展隐患排查")
    assert "本周任务尚未开启，稍后再查。" in answer and "没有应报" not in answer
    assert office.says(LIAISON, "我的").endswith("本周任务尚未开启，稍后再查。")
    progress = office.says(LIAISON, "进度")
    assert "每周信息：本周任务尚未开启，稍后再查。" in progress and "没有单位需要报送" not in progress


def test_a_title_alone_is_asked_for_its_text(office: Office) -> None:
    hint = "目前只有标题，可发送「补充 {} 正文内容」。"
    assert hint.format(1) in office.says(LIAISON, "报送 安全 开展隐患排查")
    assert "只有标题" not in office.says(LIAISON, "报送 安全 开展隐患排查\n排查隐患12处。")
    assert "只有标题" not in office.says(LIAISON, f"报送 安全 {'开展隐患排查' * 6}")


def test_a_repeat_is_kept_and_the_receipt_names_the_earlier_one(office: Office) -> None:
    item = "报送 安全 开展隐患排查\n排查隐患12处。"
    assert "内容相同" not in office.says(LIAISON, item)
    assert "内容相同" not in office.says(OTHER, item)
    assert "内容相同" not in office.says(LIAISON, item.replace("12", "13"))
    assert "与第1号内容相同，如是重复请发送「撤回 4」。" in office.says(LIAISON, item)
    office.says(LIAISON, "撤回 4")
    office.clock("2026-11-19 10:00")
    assert "与第1号内容相同" in office.says(LIAISON, item)
    office.clock("2026-11-20 10:01")
    assert "内容相同" not in office.says(LIAISON, item)


def test_a_submission_stores_who_sent_what_from_where(office: Office) -> None:
    with speaking(office, LIAISON) as context:
        answer = submit(context, Draft(context.plan.boards[1], "标题" * 200, "正文", "图片", {"落实情况": "好"}))
        item = item_by_number(context.connection, "jinhu", 1)
    assert item is not None and "第1号" in answer.text
    assert (item.unit, item.byline, item.kind, item.board) == ("财政局", "测试员01", "图片", "安全生产管理")
    assert (item.status, item.sent_at, len(item.title)) == ("待审", office.now, 300)


def test_a_draft_becomes_an_item_of_the_same_number(office: Office) -> None:
    with speaking(office, LIAISON) as context:
        go_on(context, "form", {"title": "标题"}, reply("请输入"))
        number = keep_conversation_as_draft(context.connection, context.plan, context.person.member_id, office.now)
        draft = Draft(context.plan.boards[0], "新标题", "正文", points={"要点": "好"}, number=number)
        assert "编号第1号" in submit(context, draft).text
        item = item_by_number(context.connection, "jinhu", 1)
        assert item is not None and (item.status, item.title, item.points) == ("待审", "新标题", {"要点": "好"})
        assert [action for _, action, _ in events_of(context.connection, item.id)] == ["报送"]


def test_what_is_no_draft_any_more_is_stored_as_an_item_of_its_own(office: Office) -> None:
    office.says(LIAISON, "报送 安全 开展隐患排查")
    with speaking(office, LIAISON) as context:
        assert "编号第2号" in submit(context, Draft(context.plan.boards[0], "标题", "正文", number=1)).text


def test_a_draft_that_says_what_was_sent_since_is_said_to(office: Office) -> None:
    for text in ("报送", "安全", "开展隐患排查", "取消", "报送 安全 开展隐患排查"):
        office.says(LIAISON, text)
    assert "与第2号内容相同" in office.says(LIAISON, "报送 1")


def test_only_a_liaison_submits(office: Office) -> None:
    with speaking(office, LIAISON) as context:
        assert reporter(context) == context.person
    with speaking(office, EDITOR) as context, pytest.raises(UsageError, match="由各单位信息报送员办理"):
        reporter(context)


def test_an_item_is_for_its_own_unit_and_for_editors(office: Office) -> None:
    office.member("财政局", "测试员06", "head")
    office.says(LIAISON, "报送 安全 开展隐患排查")
    for account in (LIAISON, "head-测试员06", EDITOR):
        with speaking(office, account) as context:
            item = item_by_number(context.connection, "jinhu", 1)
            assert own_item(context, 1, item) == item
    for account in (OTHER, "leader-测试员05"):
        with speaking(office, account) as context:
            item = item_by_number(context.connection, "jinhu", 1)
            with pytest.raises(UsageError, match="没有找到本单位的第1号信息"):
                own_item(context, 1, item)


def test_the_number_must_be_there(office: Office) -> None:
    with speaking(office, EDITOR) as context:
        with pytest.raises(UsageError, match="请写明编号"):
            own_item(context, None, None)
        with pytest.raises(UsageError, match="没有找到本单位的第7号"):
            own_item(context, 7, None)
