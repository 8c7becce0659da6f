"""Levels of media: which ones a word means, and which words mean none for sure."""

import pytest

from questions.names.levels import heard_levels, level_pieces
from questions.normalise import normalise
from questions.pieces import cover
from questions.query import LEVELS

COUNTY, CITY, PROVINCE, CENTRAL = LEVELS


@pytest.mark.parametrize(
    ("word", "levels"),
    [
        ("县级", (COUNTY,)),
        ("区县级", (COUNTY,)),
        ("市级媒体", (CITY,)),
        ("地市级", (CITY,)),
        ("市媒体", (CITY,)),
        ("省里的媒体", (PROVINCE,)),
        ("省媒", (PROVINCE,)),
        ("央媒", (CENTRAL,)),
        ("中央", (CENTRAL,)),
        ("中央级", (CENTRAL,)),
        ("国家级", (CENTRAL,)),
        ("中央媒体", (CENTRAL,)),
        ("市级以上", (CITY, PROVINCE, CENTRAL)),
        ("市级及以上媒体", (CITY, PROVINCE, CENTRAL)),
        ("市级(含)以上", (CITY, PROVINCE, CENTRAL)),
        ("市级媒体以上", (CITY, PROVINCE, CENTRAL)),
        ("市以上媒体", (CITY, PROVINCE, CENTRAL)),
        ("省以上", (PROVINCE, CENTRAL)),
        ("省级及以上", (PROVINCE, CENTRAL)),
        ("省媒以上", (PROVINCE, CENTRAL)),
        ("省级以下", (COUNTY, CITY, PROVINCE)),
        ("市级及以下", (COUNTY, CITY)),
        ("省市级", (CITY, PROVINCE)),
        ("省市两级", (CITY, PROVINCE)),
        ("省、市两级媒体", (CITY, PROVINCE)),
        ("县市级", (COUNTY, CITY)),
        ("县和市级媒体", (COUNTY, CITY)),
        ("县市省三级", (COUNTY, CITY, PROVINCE)),
        ("省市媒体", (CITY, PROVINCE)),
        ("中央和省级媒体", (PROVINCE, CENTRAL)),
        ("省市级以上", (CITY, PROVINCE, CENTRAL)),
        ("县级到省级", (COUNTY, CITY, PROVINCE)),
        ("县级以上省级以下", (COUNTY, CITY, PROVINCE)),
        ("大报", (PROVINCE, CENTRAL)),
        ("大媒体", (PROVINCE, CENTRAL)),
    ],
)
def test_a_level_widens_by_above_and_below_and_includes_itself(word: str, levels: tuple[str, ...]) -> None:
    plain = normalise(word)
    whole = [piece.values for piece in level_pieces(plain) if (piece.start, piece.end) == (0, len(plain))]
    assert whole == [levels]


NO_LEVELS = (
    "上级媒体 党报 主流媒体 省市三级 各大媒体 六大媒体 最大报 县财政 城市级 副省级 省市以上 省级到县级 县级市 "
    "市级机关 中央电视台 "
)


@pytest.mark.parametrize(
    "word",
    NO_LEVELS.split(),
)
def test_what_is_no_level_for_sure_is_not_explained(word: str) -> None:
    plain = normalise(word)
    assert cover(len(plain), list(level_pieces(plain))).gaps


def test_two_levels_with_a_word_between_are_two_names() -> None:
    two = {piece.values for piece in level_pieces("中央和省级") if piece.end - piece.start == 2}
    assert two == {(CENTRAL,), (PROVINCE,)}


def test_only_the_level_before_it_is_widened() -> None:
    spans = {(piece.start, piece.end): piece.values for piece in level_pieces("县级和省级以上")}
    assert spans[3, 7] == (PROVINCE, CENTRAL)
    assert (0, 7) not in spans


@pytest.mark.parametrize(
    ("word", "levels"),
    [("县及媒体", (COUNTY,)), ("市集以上媒体", (CITY, PROVINCE, CENTRAL)), ("省急以下", (COUNTY, CITY, PROVINCE))],
)
def test_a_level_that_only_sounds_right_is_heard(word: str, levels: tuple[str, ...]) -> None:
    pieces = list(heard_levels(word))
    assert [(piece.start, piece.end, piece.values, piece.heard) for piece in pieces] == [(0, len(word), levels, True)]


@pytest.mark.parametrize("word", ["县及", "市集", "县里及媒体们", "及媒体"])
def test_what_only_looks_like_a_level_is_not_heard_as_one(word: str) -> None:
    assert list(heard_levels(word)) == []
