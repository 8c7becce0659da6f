"""Questions of which every word is known and which still may mean something else (more in phrases_doubtful.jsonl)."""

import pytest

from questions.grammar.asked import Unclear
from questions.grammar.doubts import DOUBTS, check
from questions.grammar.intent import intent_of
from questions.query import Intent
from tests.questions.reading import asked_of

CLEAR: list[tuple[str, Intent]] = [
    ("怎么用", "help"),
    ("第12号通过了吗", "status"),
    ("上季度评优结果", "award"),
    ("财政局得分", "score"),
    ("还有几个整改没销号", "rectification"),
    ("县级目标完成了吗", "progress"),
    ("上周没报的", "missing"),
    ("没报信息的单位", "missing"),
    ("今年谁没上过省媒", "missing"),
    ("今年上过央媒的单位有哪些", "delivered"),
    ("上周报了什么", "list"),
    ("有哪些信息", "list"),
    ("报送前三名是哪些单位", "ranking"),
    ("省级和市级哪个发得多", "compare"),
    ("按板块报送", "count"),
    ("各单位报送情况", "count"),
    ("有没有上过省媒", "count"),
]
DOUBTFUL: list[tuple[str, Intent]] = [
    ("上月怎么用", "help"),
    ("退回第12号", "status"),
    ("表彰财政局", "award"),
    ("评优得分", "award"),
    ("整改3号销号", "rectification"),
    ("采访稿几篇", "interview"),
    ("目标已完成", "progress"),
    ("完成了吗", "progress"),
    ("我们没报", "missing"),
    ("没报几条", "missing"),
    ("财政局谁没报", "missing"),
    ("列出没发的信息", "missing"),
    ("谁报了哪些信息", "delivered"),
    ("省媒和央媒都上过的单位", "delivered"),
    ("线索是什么", "list"),
    ("省级媒体有哪些", "list"),
    ("谁报得最多报了什么", "ranking"),
    ("各板块报送前三", "ranking"),
    ("省级以上和市级以上哪个发得多", "compare"),
    ("各单位报送信息", "count"),
    ("省级媒体有几个", "count"),
]


@pytest.mark.parametrize(("text", "intent"), CLEAR)
def test_a_plain_question_leaves_no_doubt(text: str, intent: Intent) -> None:
    question = asked_of(text)
    assert intent_of(question) == intent
    check(question, intent)


@pytest.mark.parametrize(("text", "intent"), DOUBTFUL)
def test_what_may_mean_something_else_is_unclear(text: str, intent: Intent) -> None:
    with pytest.raises(Unclear) as unclear:
        check(asked_of(text), intent)
    assert unclear.value.reason == "question"


def test_every_kind_of_doubt_is_shown_above() -> None:
    assert {intent for _, intent in DOUBTFUL} | {"score"} == set(DOUBTS)
