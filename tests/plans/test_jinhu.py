"""The 金湖 plan against the words of the document that it stands for (parts 三, 四, 五 and 六)."""

from collections import Counter
from datetime import date, time
from pathlib import Path

import pytest

from models.plan_file import read_plan
from rules.boards import find_board, recognise
from rules.plan import Board, Plan, Target
from rules.plan_checks import faults

# 六、其他事项: what follows 内容重点涵盖, and what follows 尤其要关注 or 尤其要发掘, board by board.
PART_SIX = {
    "重特大项目招引": (
        "重特大项目的背景、项目进展、签约情况、资金投入、预期经济效益及社会影响。",
        "具有独特性、创新性、高新技术应用等值得宣传的项目亮点。",
    ),
    "项目帮办服务": (
        "项目落地过程中的帮办服务、协调支持力度、解决问题的效率和效果。",
        "问题与解决方案，即项目落地中遇到的困难及采取的措施；以及服务亮点，即高效帮办、创新服务方式、"
        "特别复杂问题的成功解决等值得宣传的亮点。",
    ),
    "产业、企业培育": (
        "产业发展规划、重点培育的行业及项目、企业成长及支持政策落实情况。",
        "成功培育的企业或项目，展示其成长历程和取得的成果，以及培育亮点，如某产业的独特优势、创新举措、"
        "市场影响力等值得宣传的亮点。",
    ),
    "低效用地整治": (
        "低效用地的整治项目、土地利用效率的提升、整治后经济效益及环境改善情况。",
        "创新整治方法、显著提升的利用效率、新项目的成功引进等值得宣传的亮点。",
    ),
    "基础设施配套提升": (
        "基础设施项目的进展、投入、施工质量、项目对开发区整体发展的促进作用。",
        "一些建设亮点，如先进的施工技术、高效的施工进度、社会和经济效益等值得宣传的亮点。",
    ),
    "安全生产管理": (
        "安全生产管理的落实情况、安全隐患排查及整改、事故预防与处理、安全培训及宣传。",
        "安全管理亮点，如优秀的安全管理制度、有效的隐患排查机制、成功的事故预防措施等。",
    ),
}
HIGHLIGHTS_COUNTED = {
    "重特大项目招引": 3,
    "项目帮办服务": 4,
    "产业、企业培育": 4,
    "低效用地整治": 3,
    "基础设施配套提升": 3,
    "安全生产管理": 3,
}
OFFICE_WORDS = {
    "重特大项目招引": ("招商", "招引", "招商引资"),
    "项目帮办服务": ("帮办", "代办"),
    "产业、企业培育": ("企业培育", "产业培育"),
    "低效用地整治": ("低效用地", "低效"),
    "基础设施配套提升": ("基础设施", "基建"),
    "安全生产管理": ("安全生产", "安全"),
}
# Made-up titles of the kinds that offices send.
TITLES = {
    "重特大项目招引": (
        "总投资50亿元的储能项目落户金湖开发区",
        "开发区赴深圳开展招商考察，洽谈光伏项目",
        "开发区举行三季度重大项目集中签约仪式",
        "开发区在上海举办装备制造产业推介会",
        "驻苏州招商小组对接新材料企业12家",
    ),
    "项目帮办服务": (
        "帮办专员助力企业三天拿到施工许可证",
        "“项目管家”全程跟踪服务解企业燃眉之急",
        "行政审批局推行容缺受理，审批时限压缩一半",
        "规划建设局现场办公解决项目落地卡点",
        "财政局为汽车零部件企业协调解决用工30人",
        "石油机械项目“拿地即开工”仅用20天",
    ),
    "产业、企业培育": (
        "园区新增国家级专精特新“小巨人”企业2家",
        "龙头企业带动产业链上下游协同发展",
        "智能仪表企业技改投产产能提升三成",
        "经济发展局走访高端纺织企业15家",
        "某公司获得发明专利15项",
    ),
    "低效用地整治": (
        "开发区盘活低效用地300亩",
        "自然资源分局收回闲置土地40亩",
        "“僵尸企业”处置后建起新车间",
        "开发区腾笼换鸟，老厂房变身新车间",
        "园区亩均税收同比提高15%",
    ),
    "基础设施配套提升": (
        "金湖大道延伸段完成沥青铺设",
        "金鑫公司推进污水管网改造8公里",
        "新材料产业园标准厂房封顶",
        "园区配套变电站投运",
        "社会事业局提升道路绿化20公里",
    ),
    "安全生产管理": (
        "应急管理局排查整改隐患26处",
        "园区企业开展消防应急演练",
        "办公室检查电子线缆企业16家",
        "园区组织新材料行业安全培训35人次",
        "应急管理局建立装备制造企业安全管理台账",
    ),
}


@pytest.fixture(scope="module")
def jinhu() -> Plan:
    return read_plan(Path(__file__).parents[2] / "plans" / "jinhu.toml")


def board(plan: Plan, name: str) -> Board:
    return next(board for board in plan.boards if board.name == name)


def test_the_plan_has_no_faults(jinhu: Plan) -> None:
    assert faults(jinhu) == []


def test_it_runs_from_the_day_of_the_notice_without_end(jinhu: Plan) -> None:
    assert (jinhu.id, jinhu.title, jinhu.start, jinhu.end) == ("jinhu", "开发区宣传工作方案", date(2024, 8, 20), None)
    assert jinhu.issuer == "中共江苏金湖经济开发区工作委员会"


def test_it_has_the_six_boards_of_part_two(jinhu: Plan) -> None:
    assert [board.name for board in jinhu.boards] == list(PART_SIX)


@pytest.mark.parametrize("name", PART_SIX)
def test_the_key_points_are_those_of_part_six_word_for_word(jinhu: Plan, name: str) -> None:
    assert "、".join(board(jinhu, name).key_points) + "。" == PART_SIX[name][0]


@pytest.mark.parametrize("name", PART_SIX)
def test_the_highlights_stand_in_part_six_word_for_word(jinhu: Plan, name: str) -> None:
    highlights = board(jinhu, name).highlights
    assert len(highlights) == HIGHLIGHTS_COUNTED[name]
    places = [PART_SIX[name][1].find(highlight) for highlight in highlights]
    assert -1 not in places
    assert places == sorted(places)


def test_every_board_has_many_keywords_each_once(jinhu: Plan) -> None:
    assert all(len(board.keywords) >= 25 for board in jinhu.boards)
    counted = Counter(keyword for board in jinhu.boards for keyword in board.keywords)
    assert [keyword for keyword, times in counted.items() if times > 1] == []


def test_no_two_boards_share_a_name_or_alias(jinhu: Plan) -> None:
    counted = Counter(word for board in jinhu.boards for word in (board.name, *board.aliases))
    assert [word for word, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("name", OFFICE_WORDS)
def test_an_office_finds_the_board_by_the_word_it_uses(jinhu: Plan, name: str) -> None:
    for word in OFFICE_WORDS[name]:
        found = find_board(word, jinhu.boards)
        assert found is not None and found.name == name


@pytest.mark.parametrize(("name", "title"), [(name, title) for name in TITLES for title in TITLES[name]])
def test_a_typical_title_is_recognised(jinhu: Plan, name: str, title: str) -> None:
    recognised = recognise(title, jinhu.boards)
    assert recognised.board is not None
    assert recognised.board.name == name
    assert recognised.confidence >= jinhu.recognition.ask_below


def test_each_unit_owes_one_item_a_week_by_friday_at_five(jinhu: Plan) -> None:
    (duty,) = jinhu.duties
    assert (duty.period, duty.required) == ("week", 1)
    assert (duty.deadline_day, duty.deadline_time) == (5, time(17, 0))
    assert [rung.id for rung in duty.rungs()] == ["day-before", "same-day", "group", "summary"]


def test_it_has_the_three_targets_of_part_four(jinhu: Plan) -> None:
    assert [(target.period, target.needed, target.counts, target.levels) for target in jinhu.targets] == [
        ("month", 1, "publications", ("county",)),
        ("quarter", 1, "publications", ("city",)),
        ("year", 1, "publications", ("province", "central")),
    ]


def test_every_level_of_a_target_has_an_outlet(jinhu: Plan) -> None:
    def levels(targets: tuple[Target, ...]) -> set[str]:
        return {level for target in targets for level in target.levels}

    assert (
        levels(jinhu.targets)
        == {outlet.level for outlet in jinhu.outlets}
        == {
            "county",
            "city",
            "province",
            "central",
        }
    )


def test_the_organisation_has_three_levels_and_every_role(jinhu: Plan) -> None:
    assert len(jinhu.organisation) == 3
    roles = [role for level in jinhu.organisation for role in level.roles]
    assert sorted(roles) == ["editor", "head", "leader", "liaison", "reviewer"]
    assert jinhu.organisation[0].work == "制定宣传策略和宣传目标、审核和评估宣传工作实施效果"
    assert jinhu.organisation[2].work == "每周至少报送一条信息"


def test_the_awards_of_part_five_are_there_as_text(jinhu: Plan) -> None:
    assert [(award.title, award.period) for award in jinhu.awards] == [
        ("季度优秀信息报送员", "quarter"),
        ("最佳信息报送员", "year"),
        ("绩效考核挂钩", "year"),
    ]
    assert "宣传先锋" in jinhu.awards[1].text


def test_the_columns_are_those_of_the_local_media(jinhu: Plan) -> None:
    names = [column.name for column in jinhu.columns]
    assert names == ["园区新观察", "项目为王", "优化营商环境进行时", "安全生产大家谈"]


def test_it_speaks_softly(jinhu: Plan) -> None:
    assert (jinhu.tone.naming, jinhu.tone.ranking) == ("private", "off")
    assert (jinhu.tone.quiet_from, jinhu.tone.quiet_to) == (time(21, 0), time(8, 0))
