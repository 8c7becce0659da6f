"""Who is it, may they, which command; and that whatever is typed is answered."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.commands import COMMANDS
from handlers.context import Command
from handlers.router import VOCABULARY, apology
from rules.plan import ROLE_NAMES, Role
from tests.dialogue import Office, assert_plain, photo
from tests.factories import PLAN_TEXT, make_plan

LIAISON, EDITOR, LEADER = "liaison-测试员01", "editor-测试员04", "leader-测试员05"
STRANGER = "stranger"
HOW_TO_ASK = "您还没有绑定身份。请发送：绑定 单位 姓名，例如：绑定 财政局 张某。宣传办确认后即可使用。"
ROLES: tuple[Role, ...] = tuple(ROLE_NAMES)
FREE_TEXT = "11月18日，应急管理局联合园区企业开展安全隐患大排查，共排查隐患26处，已整改24处，其余两处明确了整改时限。"


@pytest.fixture
def everybody(office: Office) -> Office:
    """One member of each role in a unit of their own, an item that waits, one that was sent back, a draft."""
    for role in ROLES:
        office.member("各办", f"测试员{role}", role, accounts=[("wecom", role)])
    office.says("liaison", "报送 安全 开展隐患排查\n排查隐患26处。")
    office.says("liaison", "报送 招商 项目签约")
    office.says(EDITOR, "退回 2 请补充金额")
    office.says("liaison", "报送")
    office.says("liaison", "2")
    office.says("liaison", "只写了标题")
    office.says("liaison", "取消")
    return office


def forms(command: Command) -> list[str]:
    """Every word of a command alone, and its usage as it stands in the help."""
    usage = [line.split("（")[0] for line in command.usage.split("\n")]
    return [*command.words, *(line for line in usage if line.startswith(command.words))]


# May they


@pytest.mark.parametrize("role", ROLES)
def test_who_lacks_the_right_is_told_so_in_one_sentence_and_nothing_changes(everybody: Office, role: Role) -> None:
    denied = [command for command in COMMANDS if role not in command.roles]
    before = everybody.contents()
    answers = {text: everybody.says(role, text) for command in denied for text in forms(command)}
    assert denied or role == "liaison"
    for text, answer in answers.items():
        assert answer.startswith("没有权限使用「"), text
        assert answer.count("。") == 1 and answer.endswith("。"), text
    assert everybody.contents() == before


@pytest.mark.parametrize("role", ROLES)
def test_who_has_the_right_is_never_told_otherwise(everybody: Office, role: Role) -> None:
    allowed = [text for command in COMMANDS if role in command.roles for text in forms(command)]
    answers = [everybody.would_say(role, text)[0] for text in allowed]
    assert [answer for answer in answers if not answer or "没有权限" in answer] == []


def test_the_sentence_names_who_may(everybody: Office) -> None:
    assert everybody.says("liaison", "催报") == (
        "没有权限使用「催报」，该命令由宣传办使用，发送「帮助」可查看您可以使用的命令。"
    )
    assert "该命令由宣传办、审核人使用" in everybody.says("leader", "通过 1")


def test_somebody_with_two_roles_may_do_what_either_may(everybody: Office) -> None:
    everybody.member("各办", "测试员双", "liaison", accounts=[("wecom", "double")])
    everybody.member("各办", "测试员双", "editor", accounts=[("wecom", "double")])
    assert "第4号" in everybody.says("double", "报送 安全 第四条")
    assert "待审2条" in everybody.says("double", "待审")


# In a group


@pytest.mark.parametrize("role", ROLES)
def test_no_private_command_answers_with_content_in_a_group(everybody: Office, role: Role) -> None:
    private = [command for command in COMMANDS if role in command.roles and not command.in_group]
    before = everybody.contents()
    for command in private:
        for text in forms(command):
            asked = everybody.says(role, text, group="g1")
            assert asked == f"「{command.words[0]}」涉及单位内部情况，请私聊发送。", text
    assert private
    assert everybody.contents() == before


@pytest.mark.parametrize("role", ROLES)
def test_what_a_group_reads_names_no_unit_that_is_behind(everybody: Office, role: Role) -> None:
    open_to_all = [text for command in COMMANDS if command.in_group for text in forms(command)]
    for text in (*open_to_all, "谁没报", "各单位本周报了几条", FREE_TEXT, "近度", "1", "确认"):
        answer = everybody.says(role, text, group="g1")
        assert all(unit in text or unit not in answer for unit in ("应急管理局", "招商局")), text


def test_free_text_in_a_group_is_not_taken_for_an_item(everybody: Office) -> None:
    assert "是否作为信息报送" not in everybody.says("liaison", FREE_TEXT, group="g1")
    assert "第4号" not in everybody.says("liaison", "确认")


# Strangers


def test_a_stranger_gets_the_same_sentence_for_anything(everybody: Office) -> None:
    before = everybody.contents()
    typed = [text for command in COMMANDS for text in forms(command) if not text.startswith("绑定 单位")]
    for text in (*typed, "", "1", "确认", "谁没报", "财政局本周报了几条", FREE_TEXT, "近度", "绑定 财政局", "绑定"):
        for group in ("", "g1"):
            assert everybody.says(STRANGER, text, group=group) == HOW_TO_ASK, text
    assert everybody.says(STRANGER, "", media=[photo()]) == HOW_TO_ASK
    assert everybody.contents() == before


def test_whoever_has_left_is_a_stranger_again(office: Office) -> None:
    from tests.factories import make_member

    left = office.now.date()
    office.store.write(lambda c: make_member(c, "财政局", "测试员09", accounts=[("wecom", "left")], active_until=left))
    assert office.says("left", "我的") == HOW_TO_ASK


def test_an_account_of_another_platform_is_a_stranger(office: Office) -> None:
    assert office.says(LIAISON, "我的", channel="ding", family="dingtalk") == HOW_TO_ASK


def test_an_account_that_the_platform_does_not_name_is_told_what_to_do(office: Office) -> None:
    for text in ("进度", "绑定 财政局 测试员01", ""):
        answer = office.says("", text)
        assert "加入本组织" in answer and "财政局" not in answer
    assert office.outbox() == []


# Which command


def test_a_near_miss_is_answered_with_the_nearest_command(office: Office) -> None:
    answer = office.sends(LIAISON, "近度")
    assert answer is not None
    assert answer.text == "没有「近度」这个命令。您是不是想说「进度」？"
    assert [button.command for button in answer.buttons] == ["进度"]
    assert "目标进度" in office.says(LIAISON, "1")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("彻回 1", "撤回 1"), ("撤会12", "撤回 12"), ("我得", "我的"), ("帮住", "帮助"), ("邦定", "绑定")],
)
def test_near_misses_of_many_kinds(office: Office, typed: str, meant: str) -> None:
    assert f"您是不是想说「{meant}」" in office.says(LIAISON, typed)


def test_a_near_miss_of_what_one_may_not_use_is_not_offered(office: Office) -> None:
    assert "您是不是想说「待审」" in office.says(EDITOR, "待申")
    assert "待审" not in office.says(LIAISON, "待申")


def test_what_is_neither_item_nor_question_nor_command_is_said_not_to_be_understood(office: Office) -> None:
    before = office.contents()
    for text in ("今天天气不错", "谢谢", "在吗", "？", "，。", "第一"):
        answer = office.says(LIAISON, text)
        assert "没有" in answer or "请" in answer, text
    after = office.contents()
    assert {name for name in after if after[name] != before[name]} <= {"conversation"}


def test_an_empty_message_is_answered(office: Office) -> None:
    for text in ("", " ", "\n"):
        assert office.says(LIAISON, text)


def test_a_question_is_answered_as_such(office: Office) -> None:
    assert office.says(LEADER, "谁没报").startswith("3个单位没报：")


def test_a_command_in_front_of_a_sentence_needs_a_space_or_a_mark(office: Office) -> None:
    assert "目标进度" in office.says(LIAISON, "进度。")
    assert "目标进度" not in office.says(LIAISON, "进度很好")


def test_a_bare_number_without_choices_is_told_so(office: Office) -> None:
    for number, said in (("1", 1), ("99", 99), ("９", 9), ("٣", 3), ("0", 0)):
        assert office.says(LIAISON, number).startswith(f"没有第{said}个选项：上一条回答没有可选的序号。")
    for sign in ("²", "Ⅷ", "100"):
        assert office.says(LIAISON, sign)


def test_a_number_beyond_the_choices_chooses_nothing_and_leaves_them(office: Office) -> None:
    office.says(LIAISON, "近度")
    answer = office.sends(LIAISON, "2")
    assert answer is not None
    assert answer.text == "没有第2个选项，请回复下面的序号，或把问题写完整：\n1. 进度"
    assert [button.command for button in answer.buttons] == ["进度"]
    assert "目标进度" in office.says(LIAISON, "1")


# Mistakes

MISTAKES = {
    "liaison": """
        撤回 | 撤回 99 | 修改 1 | 修改 1 板块 体育 | 修改 2 板块 体育 | 补充 1 | 报送 99 | 报送 1
        刊发 | 刊发 1 | 刊发 1 江淮风采 | 刊发 3 金湖发布 | 刊发 1 金湖发布 13月40日 | 刊发 1 金湖发布 2099-1-1
        刊发 1 https://[ | 刊发 1 金湖发布 项目 多余""",
    "editor": """
        通过 | 通过 99 | 通过 2 | 退回 1 | 退回 99 理由 | 退回 2 理由 | 待审 99 | 催报 卫健委 | 绑定 同意 99
        绑定 拒绝 | 未报 火星 | 刊发 99 金湖发布""",
    "leader": "切换 没有的方案 | 未报 13月",
}


@pytest.mark.parametrize("role", MISTAKES)
def test_a_mistake_is_answered_with_what_to_type_and_leaves_nothing(everybody: Office, role: str) -> None:
    everybody.says(role, "我的" if role == "liaison" else "帮助")
    before = everybody.contents()
    for text in re.split(r"[|\n]", MISTAKES[role].strip()):
        answer = everybody.sends(role, text.strip())
        assert answer is not None and not answer.buttons, text
        assert "请" in answer.text or "发送" in answer.text, text
        assert everybody.contents() == before, text


# Opening the chat


def test_opening_the_chat_is_answered_once_with_the_help(office: Office) -> None:
    assert "您可以发送：" in office.says(LIAISON, "", event="enter")
    for _ in range(2):
        assert office.sends(LIAISON, "", event="enter") is None


def test_a_stranger_who_opens_the_chat_is_told_how_to_ask(office: Office) -> None:
    assert office.says(STRANGER, "", event="enter") == HOW_TO_ASK


def test_a_member_of_two_plans_who_opens_the_chat_is_asked_once(office: Office) -> None:
    second = PLAN_TEXT.replace('"jinhu"', '"second"', 1)
    office.store.write(lambda connection: make_plan(connection, second))
    office.plans = ("jinhu", "second")
    from tests.factories import make_member

    office.store.write(lambda c: make_member(c, "财政局", "测试员01", plan_id="second", accounts=[("wecom", LIAISON)]))
    assert "请先选择" in office.says(LIAISON, "", event="enter")
    assert office.sends(LIAISON, "", event="enter") is None


def test_other_events_need_no_answer(office: Office) -> None:
    assert office.sends(LIAISON, "", event="other") is None
    assert office.sends(STRANGER, "", event="other") is None


def test_the_apology_carries_the_number() -> None:
    sorry = apology(42)
    assert "编号 42" in sorry.text and "已保存" in sorry.text
    assert_plain(sorry)


# Whatever is typed

# What platforms hand on: halves of characters and NUL are taken out before (tests/bot).
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
TEXTS = st.text(CHARACTERS, max_size=80)
WORDS = st.sampled_from(sorted(VOCABULARY.by_word))
PIECES = st.sampled_from(
    [
        "1",
        "第1号",
        "２",
        "999999999",
        "99999999999",
        "标题",
        "板块 安全",
        "正文",
        "https://[",
        "https://a.b/c",
        "2月29日",
    ]
    + [
        "13-40",
        "0000-1-1",
        "2026-11-18",
        "市级",
        "淮安日报",
        "同意",
        "财政局",
        "招商局、财政局",
        "上周",
        "确认",
        "²",
        "\n",
    ]
    + ["项" * 120, "安全生产", "隐患排查" * 10, "！", "😀", "\u202e", "\ufeff"]
)
TYPED = st.one_of(
    TEXTS,
    PIECES,
    st.builds(lambda word, rest: f"{word}{rest}", WORDS, TEXTS),
    st.builds(lambda word, pieces: " ".join([word, *pieces]), WORDS, st.lists(PIECES, max_size=4)),
    st.builds(lambda text: FREE_TEXT + text, TEXTS),
)
EXAMPLES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@given(text=TYPED)
@EXAMPLES
def test_arbitrary_text_from_a_liaison_is_answered(everybody: Office, text: str) -> None:
    assert all(everybody.would_say("liaison", text))


@given(
    texts=st.lists(TYPED, min_size=1, max_size=4),
    begun=st.sampled_from(["报送", "报送\n2", "报送\n2\n标题", FREE_TEXT]),
)
@EXAMPLES
def test_arbitrary_text_inside_a_form_is_answered(everybody: Office, texts: list[str], begun: str) -> None:
    assert all(everybody.would_say("liaison", *begun.split("\n"), *texts))


@given(texts=st.lists(TYPED, min_size=1, max_size=3), role=st.sampled_from(ROLES), group=st.sampled_from(["", "g1"]))
@EXAMPLES
def test_arbitrary_text_from_anybody_anywhere_is_answered(
    everybody: Office, texts: list[str], role: Role, group: str
) -> None:
    assert all(everybody.would_say(role, *texts, group=group))


@given(text=TYPED)
@EXAMPLES
def test_arbitrary_text_from_a_stranger_is_answered_with_one_of_two_sentences(everybody: Office, text: str) -> None:
    assert everybody.would_say(STRANGER, text)[0] in (HOW_TO_ASK, "绑定申请已提交，宣传办确认后会通知您。")


# Neither a command nor a question


def test_the_suggestion_carries_what_followed_the_word(office: Office) -> None:
    answer = office.sends(EDITOR, "通国 1463")
    assert answer is not None and answer.text == "没有「通国」这个命令。您是不是想说「通过 1463」？"
    assert [(button.label, button.command) for button in answer.buttons] == [("通过 1463", "通过 1463")]


@pytest.mark.parametrize("text", ["补报", "补报 12", "零报告", "通报", "为什么催我？", "代报 财政局"])
def test_a_word_that_is_not_built_yet_is_no_misspelling(office: Office, text: str) -> None:
    if VOCABULARY.match(text) is None:
        answer = office.sends(LIAISON, text)
        assert answer is not None and not answer.buttons
        assert answer.text.endswith("暂未开通。发送「帮助」查看可以使用的命令。")


@pytest.mark.parametrize("text", ["确认", "取消", "是", "不是", "確認。"])
def test_a_yes_or_no_to_nothing_is_told_so(office: Office, text: str) -> None:
    assert office.says(LIAISON, text) == "现在没有需要确认的内容。发送「我的」查看已报送的信息。"
    assert office.says(LEADER, text) == "现在没有需要确认的内容。发送「帮助」查看可以使用的命令。"


@pytest.mark.parametrize(
    ("text", "opening"), [("你好", "您好"), ("谢谢！", "不客气"), ("收到", "好的"), ("😀", "您好")]
)
def test_courtesies_get_one_sentence(office: Office, text: str, opening: str) -> None:
    assert office.says(LIAISON, text) == f"{opening}，请发送「帮助」查看可以使用的命令。"


def test_a_number_never_means_a_button_of_an_older_answer(office: Office) -> None:
    for between in ("我的", "帮助", "报送 安全 开展隐患排查", "你好", "撤回 99"):
        office.says(LIAISON, "近度")
        office.says(LIAISON, between)
        assert "目标进度" not in office.says(LIAISON, "1"), between
