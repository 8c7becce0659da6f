"""What is offered instead of a question that was not understood."""

import pytest

from questions.read import NotUnderstood, Understood, read
from questions.suggesting import MOST, unknown_word
from tests.questions.reading import covered
from tests.questions.samples import NOW, VOCABULARY, with_units


def offered(text: str) -> tuple[str, ...]:
    reading = read(text, VOCABULARY, NOW)
    assert isinstance(reading, NotUnderstood), reading
    return reading.suggestions


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("招商局今年排第几", ("招商局今年报送排第几", "招商局今年刊发排第几")),
        ("本月比上个月", ("本月报送比上个月", "本月刊发比上个月")),
        ("财务局上月报了几条", ("财政局上月报了几条",)),
        ("上周情况", ("上周报了几条", "上周发了几条", "上周谁没报")),
        ("财政局上月采用率", ("财政局上月报了几条", "财政局上月发了几条")),
        ("今年省级采用率", ("今年省级发了几条",)),
    ],
)
def test_the_asker_is_offered_the_own_words_put_right(text: str, offers: tuple[str, ...]) -> None:
    assert offered(text) == offers
    assert all(isinstance(read(offer, VOCABULARY, NOW), Understood) for offer in offers)


@pytest.mark.parametrize("text", ["明天会下雨吗", "你好", "各局办报了多少"])
def test_where_nothing_was_understood_nothing_is_offered(text: str) -> None:
    assert offered(text) == ()


def test_every_unit_that_an_ambiguous_word_may_mean_is_offered() -> None:
    reading = read("发展局上月报了几条", with_units("经济发展局", "社会发展局"), NOW)
    assert isinstance(reading, NotUnderstood)
    assert (reading.reason, set(reading.suggestions)) == (
        "ambiguous",
        {"经济发展局上月报了几条", "社会发展局上月报了几条"},
    )
    assert len(reading.suggestions) <= MOST


@pytest.mark.parametrize(
    ("text", "word"),
    [("卫健委上月报了几条", "卫健委"), ("有史以来报了几条", "有史以来"), ("南京日报上月发了几条", "南京日报")],
)
def test_an_unknown_word_is_quoted_whole(text: str, word: str) -> None:
    assert unknown_word(text, covered(text)) == word
