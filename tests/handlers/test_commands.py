"""The list of commands: each is declared whole, and together they fit."""

import pytest

from handlers.commands import COMMANDS
from handlers.context import EVERYONE, Command
from handlers.words import Vocabulary, simplified


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.words[0])
def test_every_command_is_declared_with_all_that_help_and_rights_need(command: Command) -> None:
    assert command.summary and not command.summary.endswith("。")
    assert command.usage.startswith(command.words[0])
    assert command.roles and command.roles <= EVERYONE
    assert all(2 <= len(word) <= 6 and word == simplified(word) for word in command.words)


def test_no_word_belongs_to_two() -> None:
    assert len(Vocabulary(COMMANDS).by_word) == sum(len(command.words) for command in COMMANDS)


def test_no_word_begins_that_of_another_command() -> None:
    words = [(word, command) for command in COMMANDS for word in command.words]
    assert [(a, b) for a, one in words for b, other in words if one is not other and b.startswith(a)] == []


def test_the_words_that_were_promised_are_there() -> None:
    promised = (
        "帮助 绑定 报送 我的 撤回 修改 补充 进度 未报 待审 通过 退回 刊发 催报 名单 失联 日历 草稿 代报 请假 代理",
        "切换 为什么催我 日志 负担 补报 零报告 豁免 全部",
    )
    assert {command.words[0] for command in COMMANDS} == set(" ".join(promised).split(" "))


def test_what_shows_a_units_affairs_is_private() -> None:
    assert {command.words[0] for command in COMMANDS if command.in_group} == {"帮助", "进度", "全部"}
