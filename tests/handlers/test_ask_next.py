"""What is offered below an answer is understood when it is pressed, whoever asked."""

import pytest

from handlers.ask import answer_question
from handlers.ask_parts import Answer
from models.plans import current_plan
from questions.query import Query
from tests.dialogue import Office
from tests.factories import at
from tests.handlers.answering import EDITOR, FINANCE, LEADER, NOW, who

COMMANDS = ("全部", "催报")


def said(office: Office, text: str, account: str, previous: Query | None = None, in_group: bool = False) -> Answer:
    """The answer to a question."""
    with office.store.read() as connection:
        plan = current_plan(connection, "jinhu", at(NOW))
        assert plan is not None
        return answer_question(connection, plan, who(office, account), text, at(NOW), previous, in_group)


@pytest.mark.parametrize("in_group", [False, True])
@pytest.mark.parametrize("account", [LEADER, EDITOR, FINANCE])
@pytest.mark.parametrize(
    "question",
    [
        "本周报了几条",
        "今年刊发了多少条",
        "上周谁没报",
        "本周谁报了",
        "本月谁没报",
        "本周谁发了",
        "今年谁还没上过省媒",
        "财政局本周报了吗",
        "本月县级目标完成了没有",
        "上个月县级目标完成了没有",
        "目标完成情况",
        "今年市级目标完成了没有",
        "11月比10月多报了几条",
        "今年比去年同期多刊发几条",
        "今年每周报了几条",
        "今年哪个月刊发最多",
        "招商局今年县级刊发占多少",
    ],
)
def test_every_question_that_is_offered_is_answered(
    filled: Office, question: str, account: str, in_group: bool
) -> None:
    answer = said(filled, question, account, in_group=in_group)
    offered = [command for _, command in answer.buttons if command not in COMMANDS] + [*answer.suggestions]
    refused = [each for each in offered if not said(filled, each, account, answer.query, in_group).understood]
    assert refused == [] and (offered or answer.value is None)
