"""One record by its number or its title."""

import pytest

from questions.names.records import number_pieces, title_pieces
from questions.normalise import normalise
from questions.pieces import cover


@pytest.mark.parametrize(
    ("text", "word", "number"),
    [
        ("第12号", "第12号", "12"),
        ("第012号", "第012号", "12"),
        ("第十二号", "第12号", "12"),
        ("第300号信息", "第300号", "300"),
        ("第12条信息", "第12条", "12"),
        ("第十二条", "第十二条", "12"),
        ("12号信息", "12号", "12"),
        ("3号整改", "3号", "3"),
        ("编号12", "编号12", "12"),
        ("编号为12", "编号为12", "12"),
        ("no.12", "no.12", "12"),
        ("#12", "#12", "12"),
    ],
)
def test_a_record_is_named_by_its_number(text: str, word: str, number: str) -> None:
    plain = normalise(text)
    pieces = list(number_pieces(plain))
    assert [(plain[piece.start : piece.end], piece.value) for piece in pieces] == [(word, number)]


@pytest.mark.parametrize(
    "text",
    ["12号", "12号报了几条", "11月12号信息", "9号到12号信息", "第0号", "12条信息", "第9999999999号", "12号信息员"],
)
def test_a_day_or_a_count_is_no_number_of_a_record(text: str) -> None:
    assert list(number_pieces(normalise(text))) == []


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("《开发区召开大会》", "开发区召开大会"),
        ("《关于印发《办法》的通知》", "关于印发《办法》的通知"),
        ("“开发区召开大会”审了吗", "开发区召开大会"),
        ("「开发区召开大会」审了吗", "开发区召开大会"),
        ('"开发区召开大会"审了吗', "开发区召开大会"),
    ],
)
def test_a_title_is_what_stands_between_the_marks(text: str, title: str) -> None:
    pieces = list(title_pieces(text, ()))
    assert title in [piece.value for piece in pieces]
    assert cover(len(text), pieces).pieces[0].value == title


@pytest.mark.parametrize("text", ["《》", "《没有完", "“”", "“上周报了几条”", "《项目为王》"])
def test_a_name_a_whole_question_and_nothing_are_no_titles(text: str) -> None:
    assert list(title_pieces(text, ("项目为王",))) == []


def test_marks_around_a_title_weigh_more_than_quotation_marks() -> None:
    (title,), (quoted,) = (list(title_pieces(text, ())) for text in ("《大会召开》", "“大会召开”了"))
    assert title.cost < quoted.cost
