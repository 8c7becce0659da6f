"""Words that were written for others of the same sound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.grammar.words import WORDS
from questions.names.sounds import literal_enough, sounding_words, sounds_of, windows


@pytest.mark.parametrize(
    ("text", "gap", "meant"),
    [
        ("报宋了几条", (1, 2), "报送"),
        ("刊法了几条", (0, 2), "刊发"),
        ("见暴几篇", (0, 2), "见报"),
        ("报了几跳", (3, 4), "几条"),
        ("那些单位没报", (1, 2), "哪些单位"),
        ("爆了几条", (0, 1), "报"),
        ("暴了几条", (0, 1), "报"),
        ("保了多少条", (0, 1), "报"),
        ("叫了几条", (0, 1), "交"),
        ("法了几条", (0, 1), "发"),
    ],
)
def test_a_slip_of_the_same_sound_is_heard(text: str, gap: tuple[int, int], meant: str) -> None:
    pieces = sounding_words(text, [gap], WORDS)
    heard = {piece.values: (piece.kind, piece.value) for piece in pieces}
    assert heard[meant,] == WORDS[meant]
    assert all(piece.heard and piece.cost for piece in pieces)


@pytest.mark.parametrize("text", ["火爆了几条", "叫了几声", "没法了", "等了几天", "报到几条", "宝贝送了", "引爆了没"])
def test_what_is_said_otherwise_is_not_heard(text: str) -> None:
    assert sounding_words(text, [(0, len(text))], WORDS) == []


def test_what_is_explained_is_not_heard_otherwise() -> None:
    assert sounding_words("爆了几条", [], WORDS) == []
    assert sounding_words("爆了几条鼋", [(4, 5)], WORDS) == []


def test_a_sound_of_two_meanings_is_neither() -> None:
    words = {"报表": ("noun", ""), "报标": ("verb", "items")}
    assert sounding_words("报飙", [(1, 2)], words) == []  # type: ignore[arg-type]
    assert sounding_words("报飙", [(1, 2)], {"报标": ("verb", "items")})[0].values == ("报标",)


def test_syllables_become_alike_step_by_step() -> None:
    assert sounds_of("招") != sounds_of("早")
    assert sounds_of("招", 1) == sounds_of("早", 1)
    assert sounds_of("京", 1) == sounds_of("金", 1)
    assert sounds_of("正", 1) == sounds_of("真", 1)
    assert sounds_of("商", 1) != sounds_of("三", 1)
    assert sounds_of("农", 1) != sounds_of("龙", 1)
    assert sounds_of("农", 2) == sounds_of("龙", 2)


def test_half_of_the_word_must_be_as_it_is_written_and_every_numeral() -> None:
    assert literal_enough("财正局", "财政局")
    assert not literal_enough("采正局", "财政局")
    assert not literal_enough("测试员04", "测试员03")
    assert not literal_enough("事业局", "四业局")


def test_windows_touch_a_gap_and_stay_in_the_text() -> None:
    assert sorted(windows([(2, 3)], 5, (2,))) == [(1, 3), (2, 4)]
    assert windows([(0, 1)], 1, (2, 3)) == []


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    assert len(sounds_of(text)) == len(text)
    for piece in sounding_words(text, [(0, len(text))], WORDS) if text else []:
        assert 0 <= piece.start < piece.end <= len(text)
