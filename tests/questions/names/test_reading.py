"""Everything that names something, together: what covers what, and what is proposed for an unknown word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.names.reading import entity_pieces, likely_pieces, nearest_names
from questions.normalise import normalise
from questions.pieces import cover
from tests.questions.named import explained, named, whole
from tests.questions.samples import GUANYUN, VOCABULARY


@pytest.mark.parametrize(
    "word", ["我们", "我们局", "咱们", "本单位", "本局", "我局", "我部", "我部门", "我单位", "咱单位"]
)
def test_the_askers_own_unit_has_many_names(word: str) -> None:
    assert named(word) == {("own", "")}


@pytest.mark.parametrize("word", ["我", "本周", "我办理", "本公报"])
def test_what_only_begins_like_the_own_unit_is_not_it(word: str) -> None:
    assert named(word) == set()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("财政局市级以上", ["unit", "level"]),
        ("今日金湖", ["outlet"]),
        ("优化营商环境进行时", ["column"]),
        ("5亿以上已签约", ["amount", "stage"]),
        ("第12号", ["number"]),
        ("《开发区召开大会》", ["title"]),
        ("《项目为王》", ["column"]),
        ("装备制造", ["industry"]),
        ("测试员03", ["member"]),
    ],
)
def test_the_best_reading_of_a_text_names_these(text: str, kinds: list[str]) -> None:
    plain = normalise(text)
    pieces = cover(len(plain), entity_pieces(plain, GUANYUN if "装备" in text else VOCABULARY)).pieces
    assert [piece.kind for piece in pieces] == kinds


def test_a_level_before_an_office_makes_it_another_office() -> None:
    assert explained("市级财政局", VOCABULARY).gaps == ((2, 5),)
    assert explained("财政局市级", VOCABULARY).gaps == ()


def test_a_heard_level_touches_what_is_unexplained() -> None:
    assert [piece.heard for piece in likely_pieces("县及媒体", VOCABULARY, [(0, 1)])] == [True]
    assert likely_pieces("县及媒体", VOCABULARY, [(4, 5)]) == []


def test_a_sure_name_is_not_heard() -> None:
    assert not any(piece.heard for piece in whole("规建局"))


def test_near_names_are_proposed_best_first_and_none_for_what_is_far() -> None:
    assert nearest_names("财务局", VOCABULARY)[0] == "财政局"
    assert nearest_names("新华报", VOCABULARY)[0] in ("新华日报", "新华社")
    assert nearest_names("安全管理工作", VOCABULARY)[0] == "安全生产管理"
    assert nearest_names("会下雨", VOCABULARY) == []


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    plain = normalise(text)
    gaps = [(0, len(plain))] if plain else []
    for piece in [*entity_pieces(plain, GUANYUN), *likely_pieces(plain, GUANYUN, gaps)]:
        assert 0 <= piece.start < piece.end <= len(plain)
