"""Every line of `phrases.jsonl` is read as it says; the file is the table of what people may type."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from questions.query import Query
from questions.read import NotUnderstood, Reading, Understood, read
from tests.questions.samples import NOW, VOCABULARY, moment

PHRASES: list[dict[str, Any]] = [
    json.loads(line) for line in Path(__file__).with_name("phrases.jsonl").read_text("utf-8").splitlines()
]
NOTHING = Query("count").as_json()


def read_phrase(phrase: dict[str, Any]) -> Reading:
    """The reading of a phrase, as a follow-up where it says `after`."""
    now: datetime = moment(phrase["at"]) if "at" in phrase else NOW
    previous = None
    if "after" in phrase:
        before = read(phrase["after"], VOCABULARY, now)
        assert isinstance(before, Understood), phrase["after"]
        previous = before.query
    return read(phrase["text"], VOCABULARY, now, previous)


def of_kind(key: str) -> list[Any]:
    return [pytest.param(phrase, id=phrase["text"] or "-") for phrase in PHRASES if key in phrase]


@pytest.mark.parametrize("phrase", of_kind("query"))
def test_a_phrase_is_read_as_its_query(phrase: dict[str, Any]) -> None:
    reading = read_phrase(phrase)
    assert isinstance(reading, Understood), reading
    assert reading.query.as_json() == {**NOTHING, **phrase["query"]}


@pytest.mark.parametrize("phrase", of_kind("reason"))
def test_a_phrase_is_refused_for_its_reason(phrase: dict[str, Any]) -> None:
    reading = read_phrase(phrase)
    assert isinstance(reading, NotUnderstood), reading
    assert reading.reason == phrase["reason"], reading
    if "suggestions" in phrase:
        assert list(reading.suggestions) == phrase["suggestions"]


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(of_kind("query")) >= 120
    assert len(of_kind("reason")) >= 50
