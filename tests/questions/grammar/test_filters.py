"""What is counted and how it is narrowed."""

from decimal import Decimal

import pytest

from questions.grammar.asked import Unclear
from questions.grammar.filters import filters_of, metric_of
from tests.questions.reading import asked_of
from tests.questions.samples import VOCABULARY


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("报了几条", "items"),
        ("信息有几条", "items"),
        ("线索有几条", "items"),
        ("待审的几条", "items"),
        ("见报几次", "publications"),
        ("省媒几条", "publications"),
        ("淮安日报用了几条", "publications"),
        ("签约了几个", "projects"),
        ("5亿以上的项目几个", "projects"),
        ("签约总投资多少亿", "amount"),
        ("几条", None),
    ],
)
def test_what_is_counted_is_told_by_the_verb_or_by_what_can_only_be_of_one_kind(text: str, metric: str | None) -> None:
    assert metric_of(asked_of(text)) == metric


@pytest.mark.parametrize("text", ["报了几条发了几条", "报了几个项目", "用了几条"])
def test_two_things_at_once_or_half_of_one_are_unclear(text: str) -> None:
    with pytest.raises(Unclear) as unclear:
        metric_of(asked_of(text))
    assert unclear.value.reason == "metric"


def test_only_what_is_named_is_a_filter() -> None:
    assert filters_of(asked_of("财政局上月报了几条"), VOCABULARY) == {"units": ("财政局",)}


def test_levels_stand_in_their_order() -> None:
    assert filters_of(asked_of("中央和县级发了几条"), VOCABULARY) == {"levels": ("county", "central")}


def test_an_amount_is_bounded_as_it_is_said() -> None:
    filters = filters_of(asked_of("1亿到5亿的项目几个"), VOCABULARY)
    assert (filters["amount_from"], filters["amount_below"]) == (Decimal(1), Decimal(5))


def test_what_is_left_out_leaves_all_the_others() -> None:
    filters = filters_of(asked_of("除了招商局上月报了几条"), VOCABULARY)
    assert filters["excluded"] == ("招商局",)
    assert set(filters["units"]) == {unit.name for unit in VOCABULARY.units} - {"招商局"}


@pytest.mark.parametrize(
    "text", ["财政局除了招商局报了几条", "除了县级和市级、省级、中央发了几条", "不含招商局，不含安全生产报了几条"]
)
def test_leaving_out_of_what_is_named_or_everything_is_unclear(text: str) -> None:
    with pytest.raises(Unclear):
        filters_of(asked_of(text), VOCABULARY)
