"""Names that a word only sounds or looks like: which are taken, and that another office never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.names.index import index_of
from questions.names.likeness import heard_names
from questions.names.offices import OTHER_OFFICES
from questions.vocabulary import Named, Vocabulary
from tests.questions.named import explained, heard, named
from tests.questions.samples import GUANYUN, VOCABULARY, with_units


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("财正局", ("unit", "财政局")),
        ("财真局", ("unit", "财政局")),
        ("招伤局", ("unit", "招商局")),
        ("早商局", ("unit", "招商局")),
        ("归划建设局", ("unit", "规划建设局")),
        ("社会是业局", ("unit", "社会事业局")),
        ("金新公司", ("unit", "金鑫公司")),
        ("规件局", ("unit", "规划建设局")),
        ("神批局", ("unit", "行政审批局")),
        ("今日金胡", ("outlet", "今日金湖")),
        ("园区新观擦", ("column", "园区新观察")),
        ("安全生铲", ("board", "安全生产管理")),
        ("测视员03", ("member", "测试员03")),
    ],
)
def test_a_name_of_the_same_sound_is_heard(word: str, meant: tuple[str, str]) -> None:
    assert named(word) == set()
    assert heard(word) == {meant}


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("规戈建设局", ("unit", "规划建设局")),
        ("规划的建设局", ("unit", "规划建设局")),
        ("优化营商环境进行", ("column", "优化营商环境进行时")),
        ("重特大项目招商", ("board", "重特大项目招引")),
    ],
)
def test_one_wrong_character_of_a_long_name_is_seen_through(word: str, meant: tuple[str, str]) -> None:
    assert heard(word) == {meant}


@pytest.mark.parametrize(
    "word",
    [
        "采正局",  # two of three
        "章视员03",  # another family name
        "测视员19",  # another number
        "金星公司",
        "社会事务局",
        "党建工作部",
        "规划建设",
        "应急管理部",
        "应急管理所",
        "县规划建设局",
        "规划建设分局",
        "江西电视台",
        "淮安广播电台",
        "综治局",
        "机管局",
        "行政审批中心局",
    ],
)
def test_what_may_be_another_name_is_not_heard(word: str) -> None:
    assert heard(word) == set()


@pytest.mark.parametrize("before", ["市", "县", "省", "镇", "县级"])
def test_the_office_of_another_place_is_not_heard_as_ours(before: str) -> None:
    text = f"{before}财正局"
    assert list(heard_names(text, index_of(VOCABULARY), [(0, len(text))])) == []


def test_a_sound_of_two_names_is_neither() -> None:
    assert heard("材正局", with_units("财政局", "财证局")) == set()
    assert heard("南湖办事初", with_units("南湖办事处")) == {("unit", "南湖办事处")}
    assert heard("男湖办事处", with_units("南湖办事处", "兰湖办事处")) == {("unit", "南湖办事处")}
    assert heard("楠湖办事处", with_units("南湖办事处", "难湖办事处")) == set()


def test_n_and_l_are_alike_only_where_nothing_nearer_is_there() -> None:
    assert heard("兰湖办事处", with_units("南湖办事处")) == {("unit", "南湖办事处")}
    assert heard("蓝湖办事处", with_units("南湖办事处", "兰湖办事处")) == {("unit", "兰湖办事处")}


def test_what_is_explained_is_not_taken_for_something_else() -> None:
    index = index_of(VOCABULARY)
    assert list(heard_names("财正局报了几条", index, [])) == []
    assert list(heard_names("财正局报了几条鼋", index, [(7, 8)])) == []


FOREIGN = """
市财政局 县财政局 省财政厅 财政部 财政厅 县级财政局 市级招商局 镇财政所 区财政局 全市财政局 我县招商局 市招商局
淮安市财政局 财政局长 市应急管理局 应急管理部 应急管理厅 应急管理所 应急管理处 城市管理局 城市管理综合执法局
市场监督管理局 行政审批中心局 行政审批厅 政务服务中心 党政工作部 群众工作部 社会保障局 社会工作部 社会治安局
经济合作局 经济开发局 科技发展局 科学技术局 人才发展局 人才交流中心 综合治理局 综合管理局 综合行政执法局
自然资源局分局 自然资源厅 自然资源部 自然资源所 国土资源局 规划设计院 规划设计局 城乡规划局 城乡建设局
县委办公室 市委办公室 政府办公室 党委办公室 纪律检查委员会 纪检组 监察委 监察局 金鑫集团 银鑫公司 金星公司
金鑫银行 建设银行 招商银行 招商集团 财政学校 民政事业局 教育事业局 南部片区 西部片区 东部片区 水务公司 祥龙公司
清源公司 城管中队 消防中队 大企业园 中小学 班子成员16 班子成员99 班子成员0 测试员99 张三 李四 市税务局 县国土局
省环保局 县经发局 监察大队 市监分局 城管分局 公安分局 税务分局 便民服务中心 招商中心 招商办 财政办 应急办 经发办
环保办 技改局 科教局 规建委 执法大队 执法队 审批中心 审批科 应急科 科技部 科技厅 人事局 组织人事局 江西电视台
江西卫视 淮北日报 南京日报 人民政府 今日淮安 金湖日报 扬子晚报 经济观察报 经济参考报 淮北电视台 淮安广播电台
"""

OURS = {
    "jinhu": "科技局 应急局 应急管理局 规划局 自然资源局 行政审批局 建设局",
    "guanyun": "税务局 应急局 国土局 环保局 信访办 城管队",
}
"""Known offices that these rosters have, by their own or by a shortened name."""


@pytest.mark.parametrize(("plan", "vocabulary"), [("jinhu", VOCABULARY), ("guanyun", GUANYUN)])
@pytest.mark.parametrize("after", ["", "上月报了几条"])
def test_no_other_office_is_taken_for_one_of_ours(plan: str, vocabulary: Vocabulary, after: str) -> None:
    foreign = sorted(OTHER_OFFICES | set(FOREIGN.split()))
    assert len(foreign) > 200
    taken = set()
    for name in foreign:
        gaps = explained(name + after, vocabulary).gaps
        if not any(start < len(name) for start, _ in gaps):
            taken.add(name)
    assert taken == set(OURS[plan].split())


@given(st.text(st.sampled_from("财政局招商规划建设应急管理县市0123班子成员测试员"), max_size=25))
def test_no_heap_of_characters_breaks_it(text: str) -> None:
    for vocabulary in (VOCABULARY, GUANYUN, Vocabulary(units=(Named(""), Named("局")))):
        for piece in heard_names(text, index_of(vocabulary), [(0, len(text))] if text else []):
            assert piece.heard
            assert 0 <= piece.start < piece.end <= len(text)
