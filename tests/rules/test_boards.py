from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.boards import body_of, find_board, looks_like_item, missing_points, recognise, title_of
from rules.plan import Board
from tests.rules.samples import BOARDS, BUILDING, INDUSTRY, LAND, PROJECTS, SAFETY, SERVICE

WORDS = [word for board in BOARDS for word in (board.name, *board.aliases, *board.keywords)]
texts = st.lists(st.sampled_from([*WORDS, "企业", "今年以来", "，", "。", "\n", "项目", "A5"]), max_size=15).map(
    "".join
)


@pytest.mark.parametrize(
    ("text", "board"),
    [
        ("总投资18亿元的光伏组件项目签约落户", PROJECTS),
        ("帮办专员现场解决健康食品项目用电难题", SERVICE),
        ("健康食品企业技改投产，产能提升41%", INDUSTRY),
        ("收回闲置土地57亩，用于二期建设", LAND),
        ("推进污水管网改造12公里，\n道路绿化同步完成", BUILDING),
        ("应急管理部门排查整改隐患26处", SAFETY),
    ],
)
def test_a_text_is_recognised_by_the_boards_own_words(text: str, board: Board) -> None:
    assert recognise(text, BOARDS).board == board


@pytest.mark.parametrize("text", ["", "  \n", "今天下午三点开会，请准时参加", "项目"])
def test_without_any_evidence_there_is_no_board(text: str) -> None:
    found = recognise(text, BOARDS)
    assert (found.board, found.confidence, found.runner_up) == (None, 0.0, None)


def test_without_boards_nothing_is_recognised() -> None:
    assert recognise("总投资18亿元", ()).board is None


def test_a_board_without_words_is_no_hindrance() -> None:
    assert recognise("总投资18亿元的项目签约", (Board("、"), PROJECTS)).board == PROJECTS


def test_a_tie_is_not_sure_at_all() -> None:
    found = recognise("座谈会。签约，隐患", BOARDS)
    assert (found.board, found.confidence, found.runner_up) == (PROJECTS, 0.0, SAFETY)


def test_one_short_word_is_not_enough_and_several_are() -> None:
    assert recognise("座谈会。会上谈到隐患", BOARDS).confidence < 0.6
    assert recognise("排查隐患\n开展安全培训和应急演练", BOARDS).confidence > 0.9


def test_a_word_of_another_board_makes_it_less_sure() -> None:
    alone = recognise("座谈会。开展安全培训和应急演练", BOARDS)
    mixed = recognise("座谈会。开展安全培训和应急演练，走访龙头企业", BOARDS)
    assert mixed.board == alone.board == SAFETY
    assert mixed.runner_up == INDUSTRY
    assert mixed.confidence < alone.confidence


def test_a_longer_word_weighs_more() -> None:
    assert recognise("座谈会。专精特新，隐患", BOARDS).board == INDUSTRY


def test_a_word_in_the_title_weighs_double() -> None:
    assert recognise("隐患整改到位\n会上谈到审批", BOARDS).board == SAFETY
    assert recognise("审批提速\n会上谈到隐患", BOARDS).board == SERVICE


def test_a_word_is_counted_twice_at_most() -> None:
    twice = recognise("座谈会。隐患，隐患", BOARDS)
    assert recognise("座谈会。" + "隐患，" * 9, BOARDS).confidence == twice.confidence
    assert recognise("座谈会。隐患", BOARDS).confidence < twice.confidence


def test_where_words_overlap_the_longest_counts() -> None:
    plain = Board("服务", keywords=("项目",))
    found = recognise("本周项目帮办有序推进", (plain, Board("帮办", keywords=("项目帮办",))))
    assert (found.board and found.board.name, found.runner_up) == ("帮办", None)


def test_no_word_is_found_across_a_clause() -> None:
    assert recognise("检查安全，生产正常", (Board("安全生产"),)).board is None


def test_marks_inside_a_word_and_full_width_make_no_difference() -> None:
    base = Board("基站", keywords=("5G基站", "产业、企业培育"))
    assert recognise("建成５ｇ 基站三座", (base,)).board == base
    assert recognise("推进产业企业培育", (base,)).board == base


def test_what_the_sender_names_is_certain() -> None:
    found = recognise("总投资18亿元的项目签约落户", BOARDS, given="安全生产")
    assert (found.board, found.confidence, found.runner_up) == (SAFETY, 1.0, None)


@pytest.mark.parametrize("given_word", ["天气", "", "项目"])
def test_what_names_no_board_leaves_the_text_to_decide(given_word: str) -> None:
    text = "总投资18亿元的项目签约落户"
    assert recognise(text, BOARDS, given=given_word) == recognise(text, BOARDS)


@given(text=texts, end=st.sampled_from(["。", "，", "\n", "；"]), choice=st.integers(0, 200))
def test_another_word_of_the_best_board_never_makes_it_less_sure(text: str, end: str, choice: int) -> None:
    before = recognise(text, BOARDS)
    if not before.board:
        return
    words = (before.board.name, *before.board.aliases, *before.board.keywords)
    after = recognise(f"{text}{end}{words[choice % len(words)]}", BOARDS)
    assert after.board == before.board
    assert after.confidence >= before.confidence


@given(text=st.one_of(texts, st.text()))
def test_confidence_is_a_share_and_the_runner_up_another_board(text: str) -> None:
    found = recognise(text, BOARDS)
    assert 0 <= found.confidence <= 1
    assert (found.board is None) <= (found.confidence == 0)
    assert found.runner_up is None or found.runner_up != found.board


@pytest.mark.parametrize(
    ("word", "board"),
    [
        ("安全生产管理", SAFETY),
        ("安全生产管理板块", SAFETY),
        ("安全生产管理信息", SAFETY),
        ("安全生产", SAFETY),
        ("安全管理", SAFETY),
        ("产业企业培育", INDUSTRY),
        ("产业，企业 培育", INDUSTRY),
        ("产业培育", INDUSTRY),
        ("招商", PROJECTS),
        ("招引", PROJECTS),
        ("营商环境", SERVICE),
        ("低效", LAND),
        ("基础设施", BUILDING),
        ("　基础设施　配套", BUILDING),
        ("项目", None),
        ("生产安全", None),
        ("板块", None),
        ("信息", None),
        ("安", None),
        ("", None),
        ("！", None),
        ("天气预报", None),
    ],
)
def test_a_word_finds_its_board(word: str, board: Board | None) -> None:
    assert find_board(word, BOARDS) == board


def test_one_character_finds_a_board_of_that_name_only() -> None:
    safety = replace(SAFETY, aliases=("安",))
    assert find_board("安", (safety, PROJECTS)) == safety


def test_a_board_may_be_called_by_what_is_a_closing_word_elsewhere() -> None:
    assert find_board("信息", (Board("信息"), PROJECTS)) == Board("信息")


def test_an_exact_alias_wins_over_a_name_that_contains_it() -> None:
    long, short = Board("企业服务"), Board("帮办", aliases=("服务",))
    assert find_board("服务", (long, short)) == short


def test_a_name_that_contains_the_word_whole_wins_over_one_in_pieces() -> None:
    whole, pieces = Board("安全管理"), Board("安全生产管理")
    assert find_board("全管理", (pieces, whole)) == whole


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("总投资18亿元的项目签约\n11月20日，开发区……", "总投资18亿元的项目签约"),
        ("\n\n  总投资1.5亿元的项目签约！现场热烈。", "总投资1.5亿元的项目签约"),
        ("标题：项目签约\n正文：今天", "项目签约"),
        ("标题：\n项目签约\n正文", "项目签约"),
        ("【标题】项目签约\n正文", "项目签约"),
        ("题目: 项目签约。", "项目签约"),
        ("标题党要不得", "标题党要不得"),
        ("11月20日，应急管理局排查整改隐患26处。下一步继续。", "11月20日，应急管理局排查整改隐患26处"),
        (
            "开发区应急管理部门组织专家对化工企业开展检查，共排查整改隐患二十六处，已全部整改到位",
            "开发区应急管理部门组织专家对化工企业开展检查",
        ),
        ("今日，" + "园" * 40, "今日，" + "园" * 27),
        ("园" * 10 + "，" + "园" * 19 + "，结束", "园" * 10 + "，" + "园" * 19),
        ("园" * 30, "园" * 30),
        ("园" * 31, "园" * 30),
        ("", ""),
        ("。\n ！", ""),
    ],
)
def test_the_title_is_the_first_line_or_sentence(text: str, title: str) -> None:
    assert title_of(text) == title


@given(text=st.one_of(texts, st.text()))
def test_a_title_is_a_short_piece_of_the_text(text: str) -> None:
    title = title_of(text)
    assert len(title) <= 30
    assert title in text
    assert title == title.strip()
    assert title_of(title) in title


def test_key_points_without_a_trace_are_missing() -> None:
    text = "总投资18亿元的光伏组件项目签约，建成后将带动就业，社会效益明显"
    assert missing_points(text, PROJECTS) == ("项目背景", "项目进展")


def test_a_text_that_touches_every_key_point_misses_none() -> None:
    assert missing_points("。".join(PROJECTS.key_points), PROJECTS) == ()


def test_words_of_the_boards_name_and_of_several_points_are_no_trace() -> None:
    missing = missing_points("各企业安全生产管理情况良好", SAFETY)
    assert missing == ("安全生产管理的落实情况", "安全隐患排查及整改", "事故预防与处理", "安全培训及宣传")


def test_a_point_of_nothing_but_general_words_is_never_missing() -> None:
    assert missing_points("天气晴", Board("招商", key_points=("招商情况", "工作"))) == ()


def test_a_particle_is_no_trace() -> None:
    assert missing_points("好的事情", Board("应急", key_points=("事故的预防",))) == ("事故的预防",)


@given(text=texts, more=texts)
def test_a_longer_text_misses_no_more_points(text: str, more: str) -> None:
    assert set(missing_points(f"{text}\n{more}", PROJECTS)) <= set(missing_points(text, PROJECTS))


NEWS = "11月20日，开发区组织企业开展应急演练，三十余家企业参加，效果良好"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (NEWS, True),
        ("园" * 30, True),
        ("园" * 29, False),
        ("园 ，\n" * 29, False),
        (f"{NEWS}？", False),
        (f"{NEWS}?  ", False),
        (f"{NEWS}是这样吗", False),
        (f"{NEWS}是这样吗。", False),
        (f"那么{NEWS}的情况呢", False),
        (f"多少企业参加了{NEWS}", False),
        (f"谁参加了{NEWS}", False),
        (f"哪些企业参加了{NEWS}", False),
        (f"请问{NEWS}", False),
        ("", False),
    ],
)
def test_a_long_text_that_asks_nothing_looks_like_an_item(text: str, expected: bool) -> None:
    assert looks_like_item(text, 30) is expected


def test_key_points_make_the_body_in_the_order_of_the_form() -> None:
    assert body_of({"落实情况": "覆盖企业38家", "亮点": "无人机"}) == "落实情况：覆盖企业38家\n亮点：无人机"
    assert body_of({}) == ""
