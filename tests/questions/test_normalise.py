"""Spellings that must not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.normalise import normalise


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("報送", "报送"),
        ("這個月財政局報了幾條？", "这个月财政局报了几条?"),
        ("上週、禮拜三", "上周、礼拜三"),
        ("ＨＥＬＰ　１２", "help12"),
        ("Help 12", "help12"),
        (" 报\u200b送\ufeff ", "报送"),
        ("上 月\t报了\u3000几条", "上月报了几条"),
        ("", ""),
        ("\u200b \ufeff", ""),
    ],
)
def test_width_case_spaces_and_traditional_characters_make_no_difference(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("十月", "10月"),
        ("十二月份", "12月份"),
        ("十月二十一日", "10月21日"),
        ("三十号", "30号"),
        ("第三季度", "第3季度"),
        ("近三个月", "近3个月"),
        ("最近两周", "最近2周"),
        ("一百二十天", "120天"),
        ("二〇二六年", "2026年"),
        ("二零二五年九月", "2025年9月"),
        ("第十二号", "第12号"),
    ],
)
def test_numerals_of_dates_become_digits(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


@pytest.mark.parametrize("text", ["周一", "上周三周五", "星期一", "礼拜二", "一共", "统一", "第一", "三河街道", "十佳"])
def test_other_numerals_stay_as_they_are(text: str) -> None:
    assert normalise(text) == text


@given(st.text(max_size=60))
def test_any_text_can_be_normalised_and_has_no_spaces_left(text: str) -> None:
    assert not any(char.isspace() for char in normalise(text))


@given(st.text(alphabet="报送财政局上月几条十三二季度年月日周一第,。?12 ", max_size=30))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
