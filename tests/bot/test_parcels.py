"""Splitting by bytes, the parts of a message, and the names of calls."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parcels import parcel_key, parts_of, split_text
from bot.platform import Capabilities
from models.outbox import Button, Content
from tests.fakes.workshop import CHART, SHEET

CHAT = Capabilities(private=True, groups=True, text_bytes=60, pictures=True, files=True)
NO_PICTURES = Capabilities(private=True, groups=True, text_bytes=60)

TEXTS = st.text(alphabet=st.sampled_from("报送信息ab \n\r𬭚😀é"), max_size=300) | st.text(max_size=300)
LIMITS = st.integers(min_value=4, max_value=90)


@given(TEXTS, LIMITS)
def test_joined_pieces_are_the_text_and_each_fits(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert "".join(pieces) == text
    assert all(len(piece.encode()) <= limit for piece in pieces)


@given(TEXTS, LIMITS)
def test_no_piece_is_empty_unless_the_text_is(text: str, limit: int) -> None:
    assert all(split_text(text, limit)) or not text


@given(st.lists(st.text(alphabet="报送信息abc", max_size=6), max_size=40), st.integers(min_value=20, max_value=60))
def test_short_lines_are_never_cut(lines: list[str], limit: int) -> None:
    text = "\n".join(lines)
    for piece in split_text(text, limit)[:-1]:
        assert piece.endswith("\n")


@given(st.lists(st.text(alphabet="报送信息abc", max_size=6), max_size=40), st.integers(min_value=20, max_value=60))
def test_the_next_line_would_not_have_fitted(lines: list[str], limit: int) -> None:
    pieces = split_text("\n".join(lines), limit)
    for piece, following in zip(pieces, pieces[1:], strict=False):
        assert len((piece + following.splitlines(keepends=True)[0]).encode()) > limit


def test_a_long_line_is_cut_between_characters() -> None:
    assert split_text("一二三四五", 7) == ["一二", "三四", "五"]


def test_what_is_left_of_a_long_line_shares_a_piece_with_the_next_lines() -> None:
    assert split_text("一二三\n四\n", 8) == ["一二", "三\n四\n"]


def test_a_limit_below_one_character_is_refused() -> None:
    with pytest.raises(ValueError, match="four bytes"):
        split_text("报", 3)


def test_what_fits_goes_as_it_is() -> None:
    content = Content(
        "本周已报3条", title="进度", markdown="**3** 条", buttons=(Button("我的", "我的"),), mention=("a",)
    )
    assert parts_of(content, CHAT) == (content,)


def test_a_long_message_has_its_title_and_mentions_first_and_its_buttons_last() -> None:
    buttons, text = (Button("我的", "我的"),), "一二三四五六七八九十\n" * 4
    first, *middle, last = parts_of(Content(text, title="进度", markdown=text, buttons=buttons, mention=("a",)), CHAT)
    line = "一二三四五六七八九十\n"
    assert first == Content(line, title="进度", mention=("a",))
    assert middle == [Content(line)] * 2
    assert last == Content(line, buttons=buttons)


def test_markdown_that_does_not_fit_gives_way_to_the_plain_text() -> None:
    content = Content("三条", title="进度", markdown="# 报送进度\n" * 10)
    assert parts_of(content, CHAT) == (replace(content, markdown=""),)


@given(TEXTS.filter(lambda text: text.strip() != ""))
def test_no_part_is_blank_or_too_long(text: str) -> None:
    for part in parts_of(Content(text, markdown=text), CHAT):
        assert part.text.strip()
        assert len(part.text.encode()) <= CHAT.text_bytes
        assert len(part.markdown.encode()) <= CHAT.text_bytes


def test_a_picture_follows_the_text() -> None:
    content = Content("本周进度", title="进度", picture="ab.png", buttons=(Button("我的", "我的"),))
    assert parts_of(content, CHAT) == (
        replace(content, picture=""),
        Content("", title="进度", picture="ab.png"),
    )


def test_a_picture_alone_needs_no_text() -> None:
    assert parts_of(Content("", picture="ab.png"), CHAT) == (Content("", picture="ab.png"),)


def test_a_platform_without_pictures_gets_the_words_only() -> None:
    content = Content("本周进度", markdown="|单位|条数|", picture="ab.png")
    assert parts_of(content, NO_PICTURES) == (replace(content, picture=""),)


def test_chart_and_sheet_follow_the_text_each_by_itself() -> None:
    content = Content("共19条", title="采用量", picture="ab.png", chart=CHART, sheet=SHEET)
    assert parts_of(content, CHAT) == (
        Content("共19条", title="采用量"),
        Content("", title="采用量", picture="ab.png"),
        Content("", title="采用量", chart=CHART),
        Content("", title="采用量", sheet=SHEET),
    )


@pytest.mark.parametrize(("pictures", "files"), [(False, False), (True, False), (False, True)])
def test_what_a_platform_cannot_show_is_left_out_and_the_text_is_complete(pictures: bool, files: bool) -> None:
    able = replace(NO_PICTURES, pictures=pictures, files=files)
    words, *rest = parts_of(Content("共19条", chart=CHART, sheet=SHEET), able)
    assert words == Content("共19条")
    assert [(part.chart is not None, part.sheet is not None) for part in rest] == (
        [(True, False)] * pictures + [(False, True)] * files
    )


@pytest.mark.parametrize("text", ["", " \n" * 60])
def test_a_blank_message_is_one_part_for_the_platform_to_refuse(text: str) -> None:
    assert len(parts_of(Content(text), NO_PICTURES)) == 1


def test_the_name_of_a_call_depends_on_its_messages_and_part_alone() -> None:
    assert parcel_key(["b", "a"], 0) == parcel_key(["a", "b"], 0)
    names = {parcel_key(keys, part) for keys in (["a"], ["a", "b"], ["ab"]) for part in (0, 1)}
    assert len(names) == 6
    assert all(name.isascii() and len(name) <= 40 for name in names)
