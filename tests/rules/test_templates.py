"""A wording is filled with plain names only, whoever wrote it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.templates import TemplateError, allowed_variables, fill, variables_of

VALUES = {"单位": "招商局", "还差": "2"}


def test_variables_are_found_once_each_in_their_order() -> None:
    assert variables_of("{单位}还差{ 还差 }，{单位}{{不是}}") == ("单位", "还差")
    assert variables_of("") == ()


def test_a_wording_is_filled() -> None:
    assert fill("{单位}还差{ 还差 }条，{{见附件}}", VALUES) == "招商局还差2条，{见附件}"


def test_a_value_with_braces_is_not_filled_again() -> None:
    assert fill("{单位}", {"单位": "{还差}"}) == "{还差}"


@pytest.mark.parametrize(
    "text", ["{", "}", "{单位", "{单位.名称}", "{单位[0]}", "{单位!r}", "{还差:9999}", "{}", "{0}", "｛"]
)
def test_anything_but_a_known_name_is_refused(text: str) -> None:
    with pytest.raises(TemplateError):
        fill(text, VALUES)


@given(st.text(alphabet="{}单位还差.[]!:r0 ｛", max_size=20))
def test_no_wording_breaks_the_filling_or_reaches_into_a_value(text: str) -> None:
    with suppress(TemplateError):
        filled = fill(text, VALUES)
        assert not variables_of(text) or any(value in filled for value in VALUES.values())


def test_a_wording_for_all_uses_what_all_have() -> None:
    assert allowed_variables(["liaison", "group"]) == ("任务", "方案", "期间", "截止", "剩余")
    assert allowed_variables(["editors"]) == ()
    assert "未报单位" in allowed_variables(["group"], "group") and "未报单位" not in allowed_variables(["group"])
