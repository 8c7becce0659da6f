"""草稿: what was not confirmed is listed, shown and taken up again, on any platform and after any time."""

import pytest

from models.items import Item, item_by_number
from models.store import Store
from tests.dialogue import Office, photo
from tests.observers import events_of

LIAISON, OTHER = "liaison-测试员01", "liaison-测试员02"
FREE_TEXT = "11月18日，应急管理局联合园区企业开展安全隐患大排查，共排查隐患26处，已整改24处，其余两处明确了整改时限。"
UNCLEAR = "今天上午单位组织干部职工开展了一次集体学习活动，大家踊跃发言，交流了各自的心得体会。"
DRAFT = ("报送", "2", "开展安全检查", "覆盖企业38家", "取消")


def item(office: Office, number: int = 1) -> Item:
    with office.store.read() as connection:
        found = item_by_number(connection, "jinhu", number)
    assert found is not None
    return found


def count(office: Office) -> int:
    return len(office.contents()["item"])


def say(office: Office, *texts: str) -> str:
    """Several messages of the liaison. → the last answer."""
    return [office.says(LIAISON, text) for text in texts][-1]


# The list


def test_the_list_has_the_newest_first_and_a_button_for_each(office: Office) -> None:
    say(office, *DRAFT)
    office.clock("2026-11-18 10:30")
    say(office, UNCLEAR, "报送", "取消")
    answer = office.sends(LIAISON, "草稿")
    assert answer is not None
    assert answer.text.splitlines() == [
        "草稿共2条：",
        "第2号 未定板块 今天上午单位组织干部职工开展了一次集体学习活动，大家踊跃发言（11月18日10:30 测试员01）",
        "第1号 安全生产管理 开展安全检查（11月18日10:00 测试员01）",
        "发送「报送 2」报送，「草稿 2」查看全文，「草稿 2 继续」接着填写。",
    ]
    assert [button.command for button in answer.buttons] == ["报送 2", "报送 1"]


def test_without_a_draft_it_says_how_one_comes_about(office: Office) -> None:
    assert office.says(LIAISON, "草稿").startswith("没有草稿。发送「报送」开始填写")


def test_a_unit_sees_its_own_drafts_whoever_wrote_them(office: Office) -> None:
    office.member("财政局", "测试员06")
    say(office, *DRAFT)
    assert "第1号" in office.says("liaison-测试员06", "草稿")
    assert "没有草稿" in office.says(OTHER, "草稿")
    for text in ("草稿 1", "草稿 1 继续", "草稿 99"):
        assert office.says(OTHER, text) == f"没有第{text.split()[1]}号草稿。发送「草稿」查看本单位的全部草稿。"


def test_what_is_being_written_is_named_first(office: Office) -> None:
    say(office, "报送", "2", "开展安全检查")
    assert office.says(LIAISON, "草稿").startswith("正在填写：安全生产管理 开展安全检查，回复即可继续。\n没有草稿")
    assert "2/3" in office.says(LIAISON, "覆盖企业38家")


def test_what_waits_for_a_yes_is_named_first(office: Office) -> None:
    say(office, FREE_TEXT)
    assert office.says(LIAISON, "草稿").startswith("等待确认：安全生产管理 11月18日")
    assert "编号第1号" in office.says(LIAISON, "确认")


def test_the_list_ends_after_twelve(office: Office) -> None:
    for _ in range(13):
        say(office, *DRAFT)
    answer = office.sends(LIAISON, "草稿")
    assert answer is not None
    assert answer.text.count("开展安全检查") == 12 and "较早的1条没有列出。" in answer.text
    assert len(answer.buttons) == 6


# One draft


def test_one_draft_is_shown_whole(office: Office) -> None:
    say(office, "报送", "2", "开展安全检查", "覆盖企业38家")
    office.says(LIAISON, "", media=[photo()])
    say(office, "取消")
    answer = office.sends(LIAISON, "草稿 第1号")
    assert answer is not None
    assert answer.text.splitlines() == [
        "第1号草稿（财政局 测试员01 11月18日10:00）",
        "板块：安全生产管理",
        "标题：开展安全检查",
        "落实情况：覆盖企业38家",
        "附件：1个",
        "发送「报送 1」报送，「草稿 1 继续」接着填写，「修改 1 新的正文」修改，不要了请发送「撤回 1」。",
    ]
    assert [button.command for button in answer.buttons] == ["报送 1", "草稿 1 继续", "撤回 1"]


def test_another_word_behind_the_number_is_asked_about(office: Office) -> None:
    say(office, *DRAFT)
    assert office.says(LIAISON, "草稿 1 删除").startswith("查看草稿请发送「草稿 1」")


# Taking it up again


def test_the_form_goes_on_at_the_first_question_without_an_answer(office: Office) -> None:
    say(office, *DRAFT)
    answer = office.says(LIAISON, "草稿 1 继续")
    assert answer.startswith("开展安全检查\n落实情况：覆盖企业38家\n2/3 隐患排查及整改\n")
    say(office, "整改隐患26处", "完成")
    office.clock("2026-11-19 09:00")
    assert "编号第1号" in office.says(LIAISON, "确认")
    sent = item(office)
    assert (sent.status, sent.points) == ("待审", {"落实情况": "覆盖企业38家", "隐患排查及整改": "整改隐患26处"})
    assert (sent.sent_at, f"{sent.counted_on}") == (office.now, "2026-11-19")
    assert count(office) == 1


def test_what_is_answered_is_not_asked_again(office: Office) -> None:
    say(office, "报送", "2", "开展安全检查", "跳过", "整改隐患26处", "取消")
    assert "1/3 落实情况" in office.says(LIAISON, "草稿 1 继续")
    assert "3/3 亮点" in office.says(LIAISON, "覆盖企业38家")
    say(office, "完成", "确认")
    assert item(office).points == {"落实情况": "覆盖企业38家", "隐患排查及整改": "整改隐患26处"}


def test_a_draft_with_every_answer_waits_for_its_yes(office: Office) -> None:
    say(office, "报送", "2", "开展安全检查", "甲", "乙", "丙", "取消")
    assert "回复「确认」报送" in office.says(LIAISON, "草稿 1 继续")
    assert "编号第1号" in office.says(LIAISON, "确认")


def test_a_text_goes_on_as_a_text(office: Office) -> None:
    say(office, UNCLEAR, "报送", "取消")
    assert "属于哪个板块" in office.says(LIAISON, "草稿 1 继续")
    say(office, "安全生产", "下一步将开展回头看，防止反弹。")
    assert "编号第1号" in office.says(LIAISON, "确认")
    assert item(office).body == f"{UNCLEAR}\n下一步将开展回头看，防止反弹。"


def test_left_once_more_it_is_the_same_draft_with_what_was_added(office: Office) -> None:
    say(office, *DRAFT, "草稿 1 继续", "整改隐患26处")
    assert "已存为第1号草稿" in office.says(LIAISON, "取消")
    assert item(office).body == "落实情况：覆盖企业38家\n隐患排查及整改：整改隐患26处"
    say(office, "草稿 1 继续")
    assert "已存为第1号草稿" in office.says(LIAISON, "报送")
    assert count(office) == 1


def test_a_text_that_is_declined_stays_a_draft(office: Office) -> None:
    say(office, FREE_TEXT, "报送", "取消", "草稿 1 继续")
    assert "已存为第1号草稿" in office.says(LIAISON, "取消")
    assert (item(office).status, count(office)) == ("草稿", 1)


def test_what_stood_unconfirmed_becomes_a_draft_first(office: Office) -> None:
    say(office, *DRAFT, "报送", "1", "项目签约")
    assert office.says(LIAISON, "草稿 1 继续").startswith("没有确认的内容，已存为第2号草稿")
    assert item(office, 2).title == "项目签约"


def test_a_draft_that_a_colleague_has_sent_in_meanwhile_loses_nothing(office: Office) -> None:
    office.member("财政局", "测试员06")
    say(office, *DRAFT, "草稿 1 继续", "整改隐患26处", "完成")
    assert "编号第1号" in office.says("liaison-测试员06", "报送 1")
    assert "编号第2号" in office.says(LIAISON, "确认")
    assert "整改隐患26处" in item(office, 2).body
    assert item(office).byline == "测试员01"


def test_it_goes_on_on_the_other_platform_days_later(store: Store) -> None:
    office = Office(store)
    office.member("财政局", "测试员01", accounts=[("wecom", LIAISON), ("dingtalk", "staff01")])
    office.open_week()
    say(office, "报送", "2", "开展安全检查", "覆盖企业38家")
    office.clock("2026-11-20 09:00")

    def ding(text: str) -> str:
        return office.says("staff01", text, channel="ding", family="dingtalk")

    answer = ding("草稿")
    assert answer.startswith("上次的内容超过一天没有确认，已存为第1号草稿") and "\n草稿共1条：\n第1号" in answer
    assert "2/3" in ding("草稿 1 继续")
    assert "3/3" in office.says(LIAISON, "整改隐患26处")
    ding("完成")
    assert "编号第1号" in ding("确认")


def test_what_was_done_to_a_draft_is_kept(office: Office) -> None:
    say(office, *DRAFT, "草稿 1 继续", "整改隐患26处", "取消", "报送 1")
    with office.store.read() as connection:
        assert [action for _, action, _ in events_of(connection, item(office).id)] == ["修改", "报送"]


def test_a_number_that_was_low_is_the_latest_once_it_is_sent(office: Office) -> None:
    say(office, *DRAFT, "报送 招商 项目签约")
    office.clock("2026-11-18 10:05")
    say(office, "报送 1")
    assert "附到第1号" in office.says(LIAISON, "", media=[photo()])


# Photos


def test_photos_for_what_is_being_written_do_not_go_with_a_draft(office: Office) -> None:
    say(office, *DRAFT, "报送", "1", "项目签约")
    office.says(LIAISON, "", media=[photo()])
    assert "附件" not in office.says(LIAISON, "报送 1")
    say(office, "完成")
    assert "附件：1个" in office.says(LIAISON, "确认")


@pytest.mark.parametrize("answer", ["取消", "不报"])
def test_photos_of_a_text_that_is_declined_go_with_nothing(office: Office, answer: str) -> None:
    office.says(LIAISON, FREE_TEXT, media=[photo("a"), photo("b")])
    assert "一起发来的2个附件也不随其他信息报送" in office.says(LIAISON, answer)
    assert "附件" not in office.says(LIAISON, "报送 安全 开展隐患排查")
    assert len(office.contents()["attachment"]) == 2


@pytest.mark.parametrize(("now", "goes"), [("2026-11-19 10:00", True), ("2026-11-19 10:01", False)])
def test_a_photo_by_itself_waits_for_a_day(office: Office, now: str, goes: bool) -> None:
    office.says(LIAISON, "", media=[photo()])
    office.clock(now)
    assert ("附件：1个" in office.says(LIAISON, "报送 安全 开展隐患排查")) is goes


def test_a_photo_of_a_form_waits_as_long_as_the_form(office: Office) -> None:
    say(office, "报送", "2", "开展安全检查")
    office.says(LIAISON, "", media=[photo()])
    for now in ("2026-11-19 09:00", "2026-11-20 08:00"):
        office.clock(now)
        office.says(LIAISON, "跳过")
    assert "附件：1个" in office.says(LIAISON, "完成")
    assert "附件：1个" in office.says(LIAISON, "确认")


def test_a_number_that_is_too_long_is_none(office: Office) -> None:
    assert say(office, "草稿 99999999999999999999").startswith("没有这个编号的草稿。发送「草稿」查看")
