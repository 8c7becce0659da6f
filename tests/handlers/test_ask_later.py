"""What is understood but not in this plan yet, and what can be asked."""

from decimal import Decimal
from typing import Any

import pytest

from handlers.ask_later import buttons_of
from tests.dialogue import Office
from tests.handlers.answering import YEAR, asked


@pytest.mark.parametrize(
    ("intent", "metric", "more", "words"),
    [
        ("score", None, {}, "没有计分"),
        ("award", None, {}, "没有评优"),
        ("rectification", None, {}, "没有整改"),
        ("interview", None, {}, "没有采访"),
        ("count", "projects", {}, "没有招商项目"),
        ("ranking", "amount", {"group_by": "unit"}, "没有招商项目"),
        ("count", None, {"stages": ("签约",)}, "没有招商项目"),
        ("count", "items", {"industries": ("新材料",)}, "没有招商项目"),
        ("count", "projects", {"amount_from": Decimal(5)}, "没有招商项目"),
        ("list", "projects", {"group_by": "industry"}, "没有招商项目"),
        ("progress", "projects", {}, "没有招商项目"),
    ],
)
def test_it_is_understood_without_a_figure(
    filled: Office, intent: Any, metric: Any, more: dict[str, Any], words: str
) -> None:
    answer = asked(filled, intent, metric, **more, **YEAR)
    assert (answer.understood, answer.value, answer.rows) == (True, None, ())
    assert words in answer.text and "例如" in answer.text
    assert 1 <= len(answer.buttons) <= 3 and all(len(label) <= 10 for label, _ in answer.buttons)


@pytest.mark.parametrize(
    ("questions", "labels"),
    [
        (["本周还有谁没报", "本月县级目标完成了没有"], ["本周还有谁没报", "本月县级目标"]),
        (["各局办公室今年报了多少条"], ["各局办公室今年报"]),
        (["财政局上个月安全生产管理板块报了几条"], ["财政局上个月安全生…"]),
        (["今年3季度和2季度相比，报送的", "今年3季度和2季度相比，刊发的"], ["今年3季度和2季度…", "今年3季…比，刊发的"]),
        (["一" * 30, "一" * 40, "一" * 50], ["一" * 9 + "…", "一一一一…一一一一一", "3 一一一一一一一…"]),
    ],
)
def test_a_button_says_what_it_asks(questions: list[str], labels: list[str]) -> None:
    assert buttons_of(questions) == tuple(zip(labels, questions, strict=True))
    assert all(len(label) <= 10 for label in labels)


def test_help_says_what_can_be_asked(filled: Office) -> None:
    answer = asked(filled, "help", None)
    assert (answer.understood, answer.value) == (True, None)
    assert "谁没报" in answer.text and answer.text.endswith("发送「帮助」查看命令。")
    assert 1 <= len(answer.suggestions) <= 3
