from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.fonts import drawable, fitted, font_file, open_font, wrapped

FONT = open_font(20)


def test_the_default_font_has_the_rare_characters_of_names() -> None:
    masks = {char: bytes(FONT.getmask(char)) for char in "镕喆㐂䶮"}
    assert len({*masks.values(), bytes(FONT.getmask("\ufffe"))}) == len(masks) + 1


def test_an_offices_own_font_is_taken_and_a_missing_one_is_an_error(tmp_path: Path) -> None:
    own = tmp_path / "own.otf"
    own.write_bytes(font_file().read_bytes())
    assert open_font(20, own).path == str(own)
    with pytest.raises(OSError):
        open_font(20, tmp_path / "missing.otf")


@pytest.mark.parametrize(
    ("text", "kept"),
    [("第一\n第二", "第一 第二"), ("签约🎉成功", "签约成功"), ("㎡ 〇 ①", "㎡ 〇 ①"), ("a\x00b", "ab")],
)
def test_what_no_font_has_is_left_out(text: str, kept: str) -> None:
    assert drawable(text) == kept


def test_a_text_that_fits_is_not_touched_and_a_long_one_ends_in_dots() -> None:
    assert fitted("县级媒体", FONT, 80) == "县级媒体"
    assert fitted("县级媒体每月至少一条", FONT, 100) == "县级媒体…"


@given(text=st.text(max_size=60), width=st.integers(25, 400))
def test_nothing_is_ever_wider_than_its_place(text: str, width: int) -> None:
    assert FONT.getlength(fitted(text, FONT, width)) <= width
    lines = wrapped(text, FONT, width, 2)
    assert len(lines) <= 2
    assert all(FONT.getlength(line) <= width for line in lines)


def test_a_title_goes_on_in_the_second_line() -> None:
    lines = wrapped("一二三四五六七八九十一二三四五六七八九十", FONT, 200, 2)
    assert [len(line) for line in lines] == [9, 10]
    assert lines[1].endswith("…")
