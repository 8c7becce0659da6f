"""Every conversation has somebody who goes on with it."""

import ast
from pathlib import Path

from handlers.flows import COMMANDS_WIN, FLOWS
from tests.dialogue import Office

HANDLERS = Path(__file__).parents[2] / "handlers"
EDITOR = "editor-测试员04"


def flows_begun() -> set[str]:
    """The names of all conversations that some handler begins."""
    calls = [
        node
        for path in HANDLERS.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "go_on"
    ]
    names = {call.args[1].value for call in calls if isinstance(call.args[1], ast.Constant)}
    return {str(name) for name in names}


def test_every_conversation_that_is_begun_can_go_on() -> None:
    assert flows_begun() == set(FLOWS)
    assert COMMANDS_WIN - {""} <= set(FLOWS)


def test_a_preview_that_waits_for_one_word_does_not_swallow_a_command(office: Office) -> None:
    office.says("liaison-测试员01", "报送 安全 开展隐患排查")
    office.says(EDITOR, "催报")
    assert "第1号已采用" in office.says(EDITOR, "通过 1 写得很好")
    assert "已向2个单位发出催报" in office.says(EDITOR, "确认")
