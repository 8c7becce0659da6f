"""Finding the command in what was typed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.context import Command, Context, Reply, reply
from handlers.router import VOCABULARY
from handlers.words import NO, YES, Vocabulary, plain_answer, simplified, take_number

WORDS = sorted(VOCABULARY.by_word)


def found(text: str) -> tuple[str, str] | None:
    """The name of the command and its arguments."""
    match = VOCABULARY.match(text)
    return (match.command.words[0], match.arguments) if match else None


def do_nothing(context: Context, arguments: str) -> Reply:
    return reply(arguments)


@pytest.mark.parametrize(
    "text",
    [
        "撤回 12",
        "撤回12",
        "撤回　12",
        "撤回：12",
        "撤回，12",
        " 撤回 12",
        "/撤回 12",
        "／撤回 12",
        "、撤回 12",
        "。撤回,12",
    ],
)
def test_width_slash_and_marks_make_no_difference(text: str) -> None:
    assert found(text) == ("撤回", "12")


@pytest.mark.parametrize(
    ("text", "name"),
    [("報送", "报送"), ("進度", "进度"), ("幫助", "帮助"), ("綁定", "绑定"), ("ＨＥＬＰ", "帮助"), ("Help", "帮助")]
    + [("退回第12号 理由", "退回"), ("我 的", "我的"), ("进度？", "进度"), ("待审!", "待审"), ("名单～", "名单")],
)
def test_traditional_full_width_and_spaced_words_are_the_same(text: str, name: str) -> None:
    match = found(text)
    assert match is not None and match[0] == name


@pytest.mark.parametrize("text", ["进度很好", "报送员", "我的单位", "通过了验收", "刊发表", "", " ", "/", "12", "。"])
def test_a_word_that_goes_on_is_not_a_command(text: str) -> None:
    assert found(text) is None


def test_what_stands_behind_the_word_is_kept_as_it_was_typed() -> None:
    assert found("报送 安全 標題　A\n正文 １２") == ("报送", "安全 標題　A\n正文 １２")
    assert found("退回 12，请补充：金额") == ("退回", "12，请补充：金额")


@given(word=st.sampled_from(WORDS), number=st.integers(1, 999_999_999))
def test_every_word_with_a_number_is_found(word: str, number: int) -> None:
    for text in (f"{word}{number}", f"{word} {number}", f"／{word} 第{number}号"):
        match = VOCABULARY.match(text)
        assert match is not None and match.command is VOCABULARY.by_word[word]
        assert take_number(match.arguments) == (number, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("取消请假", ("请假", "取消")),
        ("取消请假 11-25", ("请假", "取消 11-25")),
        ("撤销豁免：财政局 本周", ("豁免", "取消 财政局 本周")),
        ("取消 代理", ("代理", "取消")),
        ("取消报送", None),
        ("取消", None),
    ],
)
def test_to_take_back_stands_before_the_word_or_behind_it(text: str, expected: tuple[str, str] | None) -> None:
    match = VOCABULARY.match(text)
    assert (match and (match.command.words[0], match.arguments)) == expected


@given(st.text(max_size=60))
@example("´¸")
@example("0\x1f;")
@example("\r¸")
def test_no_text_is_too_much(text: str) -> None:
    match = VOCABULARY.match(text)
    assert match is None or match.command.takes_back or match.arguments in text
    assert VOCABULARY.nearest(text) in (None, *WORDS)
    assert len(simplified(text)) == len(text)
    assert plain_answer(plain_answer(text)) == plain_answer(text)
    number, rest = take_number(text)
    assert number is None or 0 <= number <= 999_999_999
    assert number is not None or rest == text


@pytest.mark.parametrize(
    ("text", "word"),
    [("近度", "进度"), ("撤会 12", "撤回"), ("报松", "报送"), ("/帮住", "帮助"), ("菜但", "菜单"), ("hlep", "help")]
    + [("helpp", "help"), ("進渡", "进度")],
)
def test_one_wrong_character_is_a_near_miss(text: str, word: str) -> None:
    assert VOCABULARY.nearest(text) == word


@pytest.mark.parametrize("text", ["度", "", "进展情况", "今天天气", "送报送报", "，"])
def test_more_than_that_is_not(text: str) -> None:
    assert VOCABULARY.nearest(text) is None


def test_only_what_is_allowed_is_offered() -> None:
    allowed = {word: command for word, command in VOCABULARY.by_word.items() if word != "进度"}
    assert VOCABULARY.nearest("近度", allowed) != "进度"


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("12", 12, ""),
        ("第12号 好", 12, "好"),
        ("１２，好", 12, "好"),
        ("12号好", 12, "好"),
        ("#12 好", 12, "好"),
        ("＃12：好", 12, "好"),
        ("第 12 号", 12, ""),
        ("好", None, "好"),
        ("", None, ""),
        ("十二", None, "十二"),
        ("²", 2, ""),
    ],
)
def test_an_items_number_is_read_in_every_form(text: str, number: int | None, rest: str) -> None:
    assert take_number(text) == (number, rest)


@pytest.mark.parametrize("text", ["确认", "確認", " 确认。", "确认！", "ＯＫ", "OK", "ok~", "好的，", "是。"])
def test_a_yes_is_a_yes_however_it_is_written(text: str) -> None:
    assert plain_answer(text) in YES


@pytest.mark.parametrize("text", ["取消", "取消。", "不報", "不", "算了～"])
def test_a_no_is_a_no_however_it_is_written(text: str) -> None:
    assert plain_answer(text) in NO


def test_nothing_is_both_and_no_command_is_either() -> None:
    assert not YES & NO
    assert not (YES | NO) & set(WORDS)


def test_two_commands_with_one_word_refuse_to_start() -> None:
    first = Command(("进度",), "进度", "查看", do_nothing)
    second = Command(("排行", "进度"), "排行", "查看", do_nothing)
    with pytest.raises(ValueError, match="进度"):
        Vocabulary([first, second])
