"""The Chinese words for a plan's faults: every error has some, and a place is counted as people count."""

from dataclasses import fields
from typing import get_args

import pytest
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from models.plan_words import KEY_NAMES, OTHERWISE, TABLE_NAMES, WORDS, place, wording

ERRORS = set(get_args(ErrorType))


def error(kind: str, *location: int | str) -> ErrorDetails:
    return {"type": kind, "loc": location, "msg": "Input should be something else", "input": None}


@pytest.mark.parametrize(
    ("location", "text"),
    [
        ((), ""),
        (("start",), "start"),
        (("tone", "naming"), "tone.naming"),
        (("boards", 0), "boards[1]"),
        (("duties", 1, "ladder", 2, "also", 0, "to"), "duties[2].ladder[3].also[1].to"),
    ],
)
def test_a_place_counts_from_one(location: tuple[int | str, ...], text: str) -> None:
    assert place(location) == text


def test_every_word_is_for_an_error_that_the_library_knows() -> None:
    assert set(WORDS) <= ERRORS
    assert all(wording(error(kind, "title")) == words for kind, words in WORDS.items())


@pytest.mark.parametrize("kind", sorted(ERRORS - {"missing", "literal_error", "unexpected_keyword_argument"}))
def test_no_error_is_told_in_the_librarys_own_words(kind: str) -> None:
    told = wording(error(kind, "boards", 0, "name"))
    assert told and "Input" not in told and "\n" not in told


def test_an_error_that_nobody_thought_of_still_says_what_to_do() -> None:
    assert wording(error("less_than", "title")) == OTHERWISE


def test_a_place_that_the_plan_does_not_have_is_no_trap() -> None:
    assert wording(error("missing", "nowhere", 3, "name")) == "缺少这一项（必填），请补上"
    assert wording(error("unexpected_keyword_argument", "nowhere", "name")).startswith("没有这个配置项")
    assert wording(error("tuple_type", "nowhere")) == '应是列表，请用方括号，例如 ["甲", "乙"]'


def test_a_file_that_is_no_table_is_told_so() -> None:
    assert wording(error("dataclass_type")) == "整个文件应是一个表，请对照方案说明修改"


def test_every_table_and_every_key_has_one_chinese_name() -> None:
    assert set(TABLE_NAMES) == set(KEY_NAMES)
    for kind, names in KEY_NAMES.items():
        assert list(names) == [field.name for field in fields(kind)]
        assert len(set(names.values())) == len(names)
        assert all("\u4e00" <= name[0] <= "\u9fff" for name in names.values())
