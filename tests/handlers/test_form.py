"""The guided form, one key point at a time."""

import pytest

from models.conversations import conversation_of_member
from models.items import Item, item_by_number
from models.members import members_with_role
from tests.dialogue import Office, photo
from tests.factories import PLAN_TEXT, make_plan

LIAISON = "liaison-测试员01"


def item(office: Office, number: int = 1) -> Item | None:
    with office.store.read() as connection:
        return item_by_number(connection, "jinhu", number)


def begin(office: Office, *texts: str) -> str:
    """The form with its board and title, and further answers. → the last reply."""
    return [office.says(LIAISON, text) for text in ("报送", "2", "开展安全检查", *texts)][-1]


def test_the_form_asks_one_key_point_at_a_time_and_shows_the_whole_before_storing(office: Office) -> None:
    assert "请选择板块" in office.says(LIAISON, "报送")
    assert "请输入标题" in office.says(LIAISON, "2")
    assert "1/3 落实情况" in office.says(LIAISON, "开展安全检查")
    assert "2/3 隐患排查及整改" in office.says(LIAISON, "覆盖企业38家")
    assert "3/3 亮点" in office.says(LIAISON, "跳过")
    preview = office.says(LIAISON, "首次引入无人机巡查")
    assert "落实情况：覆盖企业38家" in preview and "亮点：首次引入无人机巡查" in preview
    assert "第1号" in office.says(LIAISON, "确认")
    with office.store.read() as connection:
        item = item_by_number(connection, "jinhu", 1)
    assert item is not None
    assert item.points == {"落实情况": "覆盖企业38家", "亮点": "首次引入无人机巡查"}


def test_a_key_point_that_begins_like_a_command_is_taken_as_an_answer(office: Office) -> None:
    office.says(LIAISON, "报送")
    office.says(LIAISON, "1")
    office.says(LIAISON, "重大项目签约")
    office.says(LIAISON, "项目落户开发区")
    office.says(LIAISON, "进度 厂房已经封顶，正在安装设备")
    with office.store.read() as connection:
        person = members_with_role(connection, "jinhu", ("liaison",), office.now.date())[0]
        talk = conversation_of_member(connection, person.member_id)
    assert talk.data["points"]["项目进展"] == "进度 厂房已经封顶，正在安装设备"


def test_a_command_alone_works_in_the_middle_of_the_form_and_the_form_goes_on(office: Office) -> None:
    office.says(LIAISON, "报送")
    office.says(LIAISON, "2")
    assert "目标进度" in office.says(LIAISON, "进度")
    assert "1/3" in office.says(LIAISON, "开展安全检查")


def test_a_form_that_is_left_is_kept_as_a_draft_and_can_be_sent_in(office: Office) -> None:
    office.says(LIAISON, "报送")
    office.says(LIAISON, "2")
    office.says(LIAISON, "开展安全检查")
    assert "已存为第1号草稿" in office.says(LIAISON, "取消")
    assert "还差1条" in office.says(LIAISON, "我的")
    assert "编号第1号" in office.says(LIAISON, "报送 1")
    assert "已报1条" in office.says(LIAISON, "我的")


@pytest.mark.parametrize("answer", ["2", "安全", "安全生产管理", "安全生产板块", "２"])
def test_the_board_is_chosen_by_number_or_name(office: Office, answer: str) -> None:
    office.says(LIAISON, "报送")
    assert office.says(LIAISON, answer) == "板块：安全生产管理。请输入标题。（「返回」上一步，「取消」退出）"


def test_a_board_that_is_not_there_is_asked_for_again(office: Office) -> None:
    office.says(LIAISON, "报送")
    for text in ("体育", "9", "？"):
        assert office.says(LIAISON, text).startswith("没有这个板块。\n请选择板块")


def test_highlights_come_last_with_what_the_plan_looks_for(office: Office) -> None:
    assert begin(office, "跳过", "跳过").startswith("3/3 亮点（尤其关注：管理亮点）")


@pytest.mark.parametrize("word", ["完成", "结束。", "预览"])
def test_the_rest_can_be_left_out(office: Office, word: str) -> None:
    preview = begin(office, "覆盖企业38家", word)
    assert preview.startswith("板块：安全生产管理\n标题：开展安全检查\n落实情况：覆盖企业38家\n回复「确认」报送")


@pytest.mark.parametrize("word", ["跳过", "无", "没有。", "略"])
def test_a_key_point_without_an_answer_is_left_out(office: Office, word: str) -> None:
    assert "落实情况" not in begin(office, word, "整改隐患26处", "跳过")


def test_a_form_without_any_answer_is_its_title(office: Office) -> None:
    begin(office, "完成", "确认")
    stored = item(office)
    assert stored is not None and (stored.title, stored.body) == ("开展安全检查", "开展安全检查")


def test_an_empty_answer_asks_again(office: Office) -> None:
    assert begin(office, " ") == begin(office)


def test_only_a_yes_to_the_whole_stores_it(office: Office) -> None:
    preview = begin(office, "完成")
    for text in ("等一下", "再看看", "2024"):
        assert office.says(LIAISON, text) == preview
    assert item(office) is None
    assert "第1号" in office.says(LIAISON, "确认。")


def test_photos_sent_meanwhile_are_counted_and_go_with_it(office: Office) -> None:
    begin(office)
    assert "将随正在填写的信息一起报送，共1个附件" in office.says(LIAISON, "", media=[photo("a")])
    assert "附件：1个" in office.says(LIAISON, "完成")
    assert "附件：1个" in office.says(LIAISON, "确认")


def test_answers_keep_their_lines(office: Office) -> None:
    begin(office, "第一段\n第二段", "完成", "确认")
    stored = item(office)
    assert stored is not None and stored.body == "落实情况：第一段\n第二段"


def test_a_title_is_cut_to_what_is_stored(office: Office) -> None:
    for text in ("报送", "2", "长" * 400, "完成", "确认"):
        office.says(LIAISON, text)
    stored = item(office)
    assert stored is not None and len(stored.title) == 300


def test_leaving_before_the_title_leaves_nothing(office: Office) -> None:
    for texts in (("报送",), ("报送", "2")):
        for text in texts:
            office.says(LIAISON, text)
        assert office.says(LIAISON, "取消") == "已退出填写。"
    assert item(office) is None


def change_plan(office: Office, old: str, new: str) -> None:
    text = PLAN_TEXT.replace(old, new)
    assert text != PLAN_TEXT
    office.store.write(lambda connection: make_plan(connection, text, office.now))


def test_key_points_that_are_lost_in_the_meantime_are_asked_no_more(office: Office) -> None:
    begin(office, "覆盖企业38家", "整改隐患26处")
    change_plan(office, 'key_points = ["落实情况", "隐患排查及整改"]\nhighlights = ["管理亮点"]', "key_points = []")
    assert "落实情况：覆盖企业38家" in office.says(LIAISON, "首次使用无人机")
    assert "第1号" in office.says(LIAISON, "确认")


def test_a_board_that_is_lost_in_the_meantime_loses_no_answer(office: Office) -> None:
    begin(office, "覆盖企业38家", "完成")
    change_plan(office, '"安全生产管理"\naliases = ["安全生产", "安全"]', '"消防"')
    assert "已经没有「安全生产管理」这个板块" in office.says(LIAISON, "确认")
    assert "已存为第1号草稿" in office.says(LIAISON, "取消")
    stored = item(office)
    assert stored is not None and stored.body == "落实情况：覆盖企业38家"


def test_a_question_in_the_middle_is_answered_and_the_form_stays_where_it_is(office: Office) -> None:
    answer = begin(office, "覆盖企业38家", "本周还有谁没报")
    assert answer.startswith("3个单位没报")
    assert answer.endswith("\n您正在填写第2项「隐患排查及整改」，请继续，或发送「取消」退出。")
    assert "3/3 亮点" in office.says(LIAISON, "整改隐患26处")


def test_an_answer_that_is_no_question_of_ours_is_taken(office: Office) -> None:
    assert "2/3" in begin(office, "有没有明火都查了吗")


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        (("报送",), "您正在选择板块，请继续"),
        (("报送", "2"), "您正在填写标题，请继续"),
        (("报送", "2", "标题"), "您正在填写第1项「落实情况」，请继续"),
        (("报送", "2", "标题", "完成"), "您填写的信息还没有确认，回复「确认」报送"),
    ],
)
@pytest.mark.parametrize("command", ["我的", "帮助", "进度", "撤回 99"])
def test_a_command_in_the_middle_says_what_is_still_open(
    office: Office, texts: tuple[str, ...], line: str, command: str
) -> None:
    for text in texts:
        office.says(LIAISON, text)
    assert office.says(LIAISON, command).splitlines()[-1].startswith(line)


def test_one_step_back_asks_the_question_before_again(office: Office) -> None:
    assert "1/3 落实情况" in begin(office, "覆盖企业38家", "返回")
    assert "2/3" in office.says(LIAISON, "覆盖企业40家")
    assert "3/3" in office.says(LIAISON, "整改隐患26处")
    for back, asked in (("上一步", "2/3"), ("返回。", "1/3"), ("返回", "请输入标题"), ("返回", "请选择板块")):
        assert asked in office.says(LIAISON, back)
    for text in ("返回", "2", "新的标题"):
        office.says(LIAISON, text)
    preview = office.says(LIAISON, "完成")
    assert "标题：新的标题\n落实情况：覆盖企业40家\n隐患排查及整改：整改隐患26处" in preview


def test_an_answer_given_later_stands_in_its_place_and_one_skipped_is_gone(office: Office) -> None:
    begin(office, "跳过", "整改隐患26处", "返回", "返回", "覆盖企业38家")
    preview = office.says(LIAISON, "完成")
    assert "落实情况：覆盖企业38家\n隐患排查及整改：整改隐患26处" in preview
    assert "2/3" in office.says(LIAISON, "返回")
    assert "3/3" in office.says(LIAISON, "跳过")
    assert "隐患排查及整改" not in office.says(LIAISON, "完成")


def test_every_question_says_how_to_leave(office: Office) -> None:
    for text in ("报送", "2", "标题", "完成"):
        assert "取消" in office.says(LIAISON, text)
