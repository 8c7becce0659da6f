"""Names that are surely meant: full ones, aliases, shortenings, and what is none of them."""

from dataclasses import replace

import pytest

from questions.names.index import index_of, name_pieces, shortens
from questions.normalise import normalise
from questions.vocabulary import Calendar, Named, Vocabulary
from tests.questions.named import named, whole
from tests.questions.samples import GUANYUN, VOCABULARY, with_units


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("财政局", "财政局"),
        ("財政局", "财政局"),
        ("规建局", "规划建设局"),
        ("建设局", "规划建设局"),
        ("经发局", "经济发展局"),
        ("执法局", "综合执法局"),
        ("综执局", "综合执法局"),
        ("应急局", "应急管理局"),
        ("审批局", "行政审批局"),
        ("社事局", "社会事业局"),
        ("科技局", "科技人才局"),
        ("人才局", "科技人才局"),
        ("资源分局", "自然资源分局"),
        ("自然资源局", "自然资源分局"),
        ("党群部", "党群工作部"),
        ("监察室", "纪检监察室"),
        ("纪检室", "纪检监察室"),
        ("金鑫", "金鑫公司"),
    ],
)
def test_a_unit_is_found_by_its_name_or_a_shortening(word: str, unit: str) -> None:
    assert named(word) == {("unit", unit)}


NO_UNITS = "卫健委 财务局 应急 财局 局 公司 分局 规划 局建规 社会 管理局 工作部 纪工委 资规分局 检察室 规划建设 "


@pytest.mark.parametrize(
    "word",
    NO_UNITS.split(),
)
def test_a_word_that_may_mean_something_else_names_no_unit(word: str) -> None:
    assert named(word) == set()


@pytest.mark.parametrize("before", ["市", "县", "省", "镇", "全市", "我县", "县级", "市级", "国家级"])
def test_the_office_of_another_place_is_not_ours(before: str) -> None:
    plain = normalise(f"{before}财政局")
    assert name_pieces(plain, index_of(VOCABULARY)) == []
    assert name_pieces(normalise(f"{before}规建局"), index_of(VOCABULARY)) == []


def test_the_district_before_an_office_stays_unexplained() -> None:
    pieces = name_pieces("区财政局", index_of(VOCABULARY))
    assert [(piece.start, piece.end) for piece in pieces] == [(1, 4)]


def test_a_shortening_of_two_units_is_ambiguous() -> None:
    vocabulary = with_units("经济发展局", "社会发展局")
    pieces = whole("发展局", vocabulary)
    assert [(piece.kind, piece.values) for piece in pieces] == [("ambiguous", ("经济发展局", "社会发展局"))]
    assert named("经发局", vocabulary) == {("unit", "经济发展局")}


def test_the_end_of_many_names_is_none_of_them() -> None:
    assert whole("中心校", with_units(*(f"第{number}中心小学校" for number in "甲乙丙丁戊己庚"))) == []
    assert whole("大学校", with_units(*(f"甲{number}大学校" for number in "甲乙丙丁戊己庚"))) == []


def test_an_alias_counts_before_a_shortening() -> None:
    vocabulary = Vocabulary(units=(Named("生态环境局", ("环保局",)), Named("环境保护监督局")))
    assert named("环保局", vocabulary) == {("unit", "生态环境局")}


def test_an_alias_of_two_units_is_ambiguous() -> None:
    vocabulary = Vocabulary(units=(Named("第一公园", ("公园",)), Named("第二公园", ("公园",))))
    assert [(piece.kind, piece.values) for piece in whole("公园", vocabulary)] == [
        ("ambiguous", ("第一公园", "第二公园"))
    ]


def test_a_company_is_called_by_its_name_alone() -> None:
    assert named("祥云", GUANYUN) == {("unit", "祥云公司")}
    assert named("清源", GUANYUN) == {("unit", "清源水务")}
    assert named("金鑫", with_units("金鑫公司", "金鑫集团")) == {("ambiguous", "")}


@pytest.mark.parametrize(
    "word", ["班子成员03", "班子成员3", "班子成员三", "3号班子成员", "三号班子成员", "班子成员3号", "第三号班子成员"]
)
def test_a_numbered_unit_is_found_by_its_number_however_it_is_written(word: str) -> None:
    assert named(word, GUANYUN) == {("unit", "班子成员03")}


@pytest.mark.parametrize(
    "word",
    [
        "班子成员16",
        "班子成员0",
        "班子成员",
        "班子成员03年",
        "班子成员三十",
        "23号班子成员",
        "班子成员一共",
        "班子成员十六",
    ],
)
def test_a_number_that_no_unit_has_is_none(word: str) -> None:
    assert named(word, GUANYUN) == set()
    pieces = name_pieces(word, index_of(GUANYUN))
    assert not any(
        piece.start == 0 and word[: piece.end] in ("班子成员1", "班子成员一", "班子成员三") for piece in pieces
    )


def test_a_date_before_a_unit_is_not_its_number() -> None:
    pieces = name_pieces("11月3号班子成员", index_of(GUANYUN))
    assert pieces == []


@pytest.mark.parametrize(
    ("word", "group"),
    [("领导班子组", "领导班子组"), ("领导班子", "领导班子组"), ("招商组团", "招商组团组"), ("部门组", "部门组")],
)
def test_a_group_is_named_with_or_without_its_last_character(word: str, group: str) -> None:
    assert named(word, GUANYUN) == {("group", group)}


def test_a_word_of_its_own_is_no_group() -> None:
    assert named("部门", GUANYUN) == set()


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("招商", ("board", "重特大项目招引")),
        ("安全生产", ("board", "安全生产管理")),
        ("项目为王", ("column", "项目为王")),
        ("新华网", ("outlet", "新华社")),
        ("新闻线索", ("kind", "线索")),
        ("照片", ("kind", "图片")),
        ("案例", ("kind", "案例")),
        ("测试员03", ("member", "测试员03")),
    ],
)
def test_other_names_are_found_by_any_of_their_words(word: str, meant: tuple[str, str]) -> None:
    assert named(word) == {meant}


@pytest.mark.parametrize("word", ["信息", "正面案例", "测试员", "测试员3", "测试员99"])
def test_what_is_no_name_of_the_plan_is_none(word: str) -> None:
    assert named(word) == set()


@pytest.mark.parametrize("word", ["装备制造", "装备制造业", "装备制造产业"])
def test_an_industry_is_named_with_or_without_that_word(word: str) -> None:
    assert named(word, GUANYUN) == {("industry", "装备制造")}


def test_two_people_of_one_name_are_one_name() -> None:
    assert named("测试员甲", Vocabulary(members=("测试员甲", "测试员甲"))) == {("member", "测试员甲")}


def test_a_kind_that_the_plan_has_not_is_not_called_otherwise_either() -> None:
    assert named("照片", Vocabulary(kinds=("信息",))) == set()


def test_several_names_are_pieces_of_their_own() -> None:
    pieces = name_pieces("财政局和规建局", index_of(VOCABULARY))
    assert {(piece.start, piece.end, piece.value) for piece in pieces} == {(0, 3, "财政局"), (4, 7, "规划建设局")}


def test_the_same_names_have_one_index_whoever_asks() -> None:
    other = replace(VOCABULARY, own_unit="招商局", calendar=Calendar())
    assert index_of(other) is index_of(VOCABULARY)
    assert index_of(replace(VOCABULARY, members=())) is not index_of(VOCABULARY)


def test_a_vocabulary_that_is_gone_is_forgotten() -> None:
    for number in range(3):
        vocabulary = with_units(f"第{number}局办公处")
        assert named(f"第{number}局办公处", vocabulary) == {("unit", f"第{number}局办公处")}
        del vocabulary


def test_a_plan_without_names_names_nothing() -> None:
    assert name_pieces("财政局今年", index_of(Vocabulary())) == []
    assert name_pieces("", index_of(VOCABULARY)) == []


def test_a_shortening_begins_like_the_name_or_is_its_end() -> None:
    assert shortens("规建局", "规划建设局")
    assert shortens("建设局", "规划建设局")
    assert not shortens("划建局", "规划建设局")
    assert not shortens("班子成员0", "班子成员10")
    assert not shortens("规划建设局", "规划建设局")
