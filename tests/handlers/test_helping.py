"""帮助: what the speaker may type, from the commands' own declarations."""

import re

import pytest

from bot.wecom_messages import TEXT_BYTES
from handlers.commands import COMMANDS
from rules.plan import ROLE_NAMES
from tests.dialogue import Office

LIAISON, EDITOR = "liaison-测试员01", "editor-测试员04"
MOST_LINES = 34  # one for each command of whoever has every role, and what stands above and below


@pytest.mark.parametrize("role", list(ROLE_NAMES))
def test_each_role_is_shown_its_own_commands_in_their_order_and_nothing_else(office: Office, role: str) -> None:
    office.member("各办", "测试员09", role, accounts=[("wecom", "asker")])
    lines = office.says("asker", "帮助").splitlines()
    assert lines[:2] == ["开发区宣传工作方案", "各办 测试员09，您可以发送："]
    shown = [line.split("：")[0] for line in lines[2:] if "：" in line and not line.startswith("也可以直接")]
    assert shown == [command.words[0] for command in COMMANDS if role in command.roles]


@pytest.mark.parametrize("role", list(ROLE_NAMES))
def test_everybody_learns_that_questions_can_be_typed_with_one_that_is_answered(office: Office, role: str) -> None:
    office.member("各办", "测试员09", role, accounts=[("wecom", "asker")])
    [line] = [line for line in office.says("asker", "帮助").splitlines() if "直接提问" in line]
    example = line.removeprefix("也可以直接提问，例如：").removesuffix("。")
    assert "截至" in office.says("asker", example)


@pytest.mark.parametrize("role", list(ROLE_NAMES))
def test_no_command_is_named_that_the_speaker_has_not(office: Office, role: str) -> None:
    office.member("各办", "测试员09", role, accounts=[("wecom", "asker")])
    for typed in ("帮助", "帮助 帮助"):
        named = re.findall("帮助 ([\u4e00-\u9fff]+)", office.says("asker", typed))
        mine = {word for command in COMMANDS if role in command.roles for word in command.words}
        assert named and set(named) <= mine


@pytest.mark.parametrize("roles", [*((role,) for role in ROLE_NAMES), ("liaison", "editor"), tuple(ROLE_NAMES)])
def test_it_is_short_enough_for_a_phone_and_for_the_answer_of_a_callback(
    office: Office, roles: tuple[str, ...]
) -> None:
    for role in roles:
        office.member("行政审批服务局", "测试员09", role, accounts=[("wecom", "asker")])
    answer = office.says("asker", "帮助")
    assert len(answer.splitlines()) <= MOST_LINES
    assert len(answer.encode()) <= TEXT_BYTES


def test_somebody_with_two_roles_is_shown_the_commands_of_both(office: Office) -> None:
    office.member("财政局", "测试员01", "editor", accounts=[("wecom", LIAISON)])
    answer = office.says(LIAISON, "帮助")
    assert "报送：" in answer and "待审：" in answer


@pytest.mark.parametrize("word", ["报送", "報送", " 报送 "])
def test_one_command_is_shown_in_full(office: Office, word: str) -> None:
    answer = office.says(LIAISON, f"帮助 {word}")
    assert answer.startswith("报送一条信息\n用法：\n报送（按要点逐项填写）\n报送 板块 标题，换行写正文（一次报送）")


@pytest.mark.parametrize("word", ["待审", "没有的命令"])
def test_what_one_may_not_use_is_not_explained(office: Office, word: str) -> None:
    assert office.says(LIAISON, f"帮助 {word}") == office.says(LIAISON, "帮助")


@pytest.mark.parametrize("word", ["帮助", "help", "菜单", "HELP", "幫助", "/帮助"])
def test_it_has_several_words(office: Office, word: str) -> None:
    assert office.says(LIAISON, word) == office.says(LIAISON, "帮助")


def test_a_liaison_learns_that_plain_text_is_enough(office: Office) -> None:
    assert "直接把信息内容发给我" in office.says(LIAISON, "帮助")
    assert "直接把信息内容发给我" not in office.says(EDITOR, "帮助")
