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


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("最近五个工作日", "最近5个工作日"),
        ("两个半年", "2个半年"),
        ("第十二周", "第12周"),
        ("二十三号", "23号"),
        ("一百零五天", "105天"),
        ("二五年九月", "25年9月"),
        ("一至三季度", "1至3季度"),
        ("一、二季度", "1、2季度"),
        ("一二季度", "1至2季度"),
        ("七八月份", "7至8月份"),
        ("九十月份", "9至10月份"),
        ("元月份", "1月份"),
    ],
)
def test_numerals_of_other_units_and_of_spans_become_digits(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


@pytest.mark.parametrize(
    "text", ["近三四天", "两三年", "三四个月", "十一二月", "近一个半月", "上周一共", "周一方面", "十一长假", "多元月报"]
)
def test_what_may_be_several_numbers_stays_as_it_is(text: str) -> None:
    assert normalise(text) == text


def test_half_a_character_breaks_nothing() -> None:
    assert normalise("财政局\ud800报了几条") == "财政局\ufffd报了几条"
