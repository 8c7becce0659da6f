"""Names: what is taken for a unit, a level or an outlet, and what is not."""

import pytest

from questions.entities import entity_pieces, nearest_names
from questions.normalise import normalise
from questions.vocabulary import Named, Vocabulary
from tests.questions.samples import VOCABULARY, with_units


def named(text: str, vocabulary: Vocabulary = VOCABULARY) -> set[tuple[str, str]]:
    """(kind, full name) of the pieces that cover the whole text."""
    plain = normalise(text)
    pieces = entity_pieces(plain, vocabulary)
    return {(piece.kind, piece.value) for piece in pieces if (piece.start, piece.end) == (0, len(plain))}


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("财政局", "财政局"),
        ("財政局", "财政局"),
        ("规建局", "规划建设局"),
        ("建设局", "规划建设局"),
        ("经发局", "经济发展局"),
        ("资源分局", "自然资源分局"),
        ("党群部", "党群工作部"),
        ("监察室", "纪检监察室"),
        ("金鑫", "金鑫公司"),
    ],
)
def test_a_unit_is_found_by_its_name_or_a_shortening(word: str, unit: str) -> None:
    assert named(word) == {("unit", unit)}


@pytest.mark.parametrize("word", ["卫健委", "财务局", "应急", "财局", "局", "公司", "分局", "规划", "局建规", "社会"])
def test_a_word_that_may_mean_something_else_names_no_unit(word: str) -> None:
    assert named(word) == set()


def test_a_shortening_of_two_units_names_neither() -> None:
    assert named("发展局", with_units("经济发展局", "社会发展局")) == set()
    assert named("经发局", with_units("经济发展局", "社会发展局")) == {("unit", "经济发展局")}


def test_an_alias_counts_before_a_shortening() -> None:
    vocabulary = Vocabulary(units=(Named("生态环境局", ("环保局",)), Named("环境保护监督局")))
    assert named("环保局", vocabulary) == {("unit", "生态环境局")}


def test_an_alias_of_two_units_names_neither() -> None:
    vocabulary = Vocabulary(units=(Named("第一公园", ("公园",)), Named("第二公园", ("公园",))))
    assert named("公园", vocabulary) == set()


def test_a_company_is_called_by_its_name_alone_only_if_one_has_it() -> None:
    assert named("金鑫", with_units("金鑫公司", "金鑫集团")) == set()


@pytest.mark.parametrize(
    ("word", "levels"),
    [
        ("县级", ("county",)),
        ("市级媒体", ("city",)),
        ("市级以上", ("city", "province", "central")),
        ("市级及以上媒体", ("city", "province", "central")),
        ("市级媒体以上", ("city", "province", "central")),
        ("省级以下", ("county", "city", "province")),
        ("省媒", ("province",)),
        ("央媒", ("central",)),
        ("中央级", ("central",)),
        ("国家级", ("central",)),
    ],
)
def test_a_level_widens_by_above_and_below_and_includes_itself(word: str, levels: tuple[str, ...]) -> None:
    plain = normalise(word)
    pieces = [piece for piece in entity_pieces(plain, VOCABULARY) if piece.kind == "level"]
    assert [(piece.start, piece.end, piece.values) for piece in pieces] == [(0, len(plain), levels)]


def test_every_item_is_an_information_and_no_kind() -> None:
    assert named("信息") == set()
    assert named("线索") == {("kind", "线索")}


def test_near_names_are_proposed_best_first_and_none_for_what_is_far() -> None:
    assert nearest_names("财务局", VOCABULARY)[0] == "财政局"
    assert nearest_names("新华报", VOCABULARY)[0] in ("新华日报", "新华社")
    assert nearest_names("会下雨", VOCABULARY) == []
