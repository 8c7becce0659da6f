"""帮助: what the speaker may type, from the commands' own declarations."""

from collections.abc import Sequence

from handlers.context import Command, Context, Reply, reply
from handlers.words import simplified


def show_help(context: Context, arguments: str) -> Reply:
    """The commands of the speaker's roles, a line each; `帮助 命令` shows one in full."""
    from handlers.commands import COMMANDS  # the list names this command too

    mine = [command for command in COMMANDS if command.roles & context.roles]
    wanted = simplified(arguments.strip())
    for command in mine:
        if wanted in command.words:
            return reply(f"{command.summary}\n用法：\n{command.usage}")
    lines = [f"{command.words[0]}：{command.summary}" for command in mine]
    opening = f"{context.plan.title}\n{context.person.unit} {context.person.name}，您可以发送："
    return reply("\n".join((opening, *lines, *_ways_beside(context, mine))))


def _ways_beside(context: Context, mine: Sequence[Command]) -> list[str]:
    """What may be typed that is no command, and how to learn more of one that the speaker has."""
    is_liaison = "liaison" in context.roles
    sending = "也可以直接把信息内容发给我（30字以上），我来识别板块并请您确认。"
    asking = f"也可以直接提问，例如：{'我们本月报了几条' if is_liaison else '本周还有谁没报'}。"
    explained = "报送" if any("报送" in command.words for command in mine) else "进度"
    closing = f"发送「帮助 {explained}」这样的文字可查看一个命令的用法。"
    return [sending, asking, closing] if is_liaison else [asking, closing]


HELP = Command(words=("帮助", "help", "菜单"), usage="帮助\n帮助 进度", summary="查看可以使用的命令", run=show_help)
