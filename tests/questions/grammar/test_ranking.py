"""What is ranked, from which end, and how many lines are asked for."""

import pytest

from questions.grammar.asked import Unclear
from questions.grammar.ranking import Ranked, ranked
from tests.questions.reading import asked_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("谁报得最多", Ranked("unit", "desc", 1)),
        ("报送倒数第一是谁", Ranked("unit", "asc", 1)),
        ("报送排名", Ranked("unit", "desc", None)),
        ("报送前三名", Ranked("unit", "desc", 3)),
        ("报得最少的前三家", Ranked("unit", "asc", 3)),
        ("报得最多的三个单位", Ranked("unit", "desc", 3)),
        ("哪个板块报得最多", Ranked("board", "desc", 1)),
        ("报得最少的板块", Ranked("board", "asc", 1)),
        ("哪家媒体发得最多", Ranked("outlet", "desc", 1)),
        ("县级媒体里头哪家登得最少", Ranked("outlet", "asc", 1)),
        ("部门组里头哪家报得最少", Ranked("unit", "asc", 1)),
        ("哪个月报得最多", Ranked("month", "desc", 1)),
        ("招商局报送排第几", Ranked("unit", "desc", None)),
        ("各单位报送从少到多排一下", Ranked("unit", "asc", None)),
    ],
)
def test_a_ranking_is_read(text: str, found: Ranked) -> None:
    assert ranked(asked_of(text)) == found


@pytest.mark.parametrize(
    "text", ["哪个板块谁报得最多", "报得最多的后三名", "招商局报得最多吗", "哪个报得最多", "前三名和前五名"]
)
def test_what_is_ranked_in_two_ways_is_unclear(text: str) -> None:
    with pytest.raises(Unclear):
        ranked(asked_of(text))
