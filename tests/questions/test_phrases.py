"""Every line of the phrase files is read as it says; the files are the table of what people may type.

`phrases.jsonl` and `phrases_spoken.jsonl` were in view while the grammar was written; `phrases_doubtful.jsonl` are the
questions of which every word is known and which still may mean something else. `phrases_held_out.jsonl` and
`phrases_held_out_again.jsonl` were first read when the grammar stood (docs/performance.md says with what result).
A line names a `query` (what it leaves out is empty; `any` are readings that are as right), or is refused: for a
`reason`, or `understood` is false. `after` are the questions before it, `plan` is jinhu or guanyun.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from questions.query import Query
from questions.read import NotUnderstood, Reading, Understood, read
from tests.questions.samples import GUANYUN, NOW, NOW_GUANYUN, VOCABULARY, moment

FOLDER = Path(__file__).parent
NOTHING = Query("count").as_json()
UNORDERED = [name for name, value in NOTHING.items() if value == []]


def phrases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


PHRASES = [phrase for name in ("phrases", "phrases_spoken", "phrases_doubtful") for phrase in phrases(f"{name}.jsonl")]
HELD_OUT = [*phrases("phrases_held_out.jsonl"), *phrases("phrases_held_out_again.jsonl")]


def read_phrase(phrase: dict[str, Any]) -> Reading:
    """The reading of a phrase, as a follow-up where it says `after`."""
    vocabulary, now = (GUANYUN, NOW_GUANYUN) if phrase.get("plan") == "guanyun" else (VOCABULARY, NOW)
    asked_at: datetime = moment(phrase["at"]) if "at" in phrase else now
    previous = None
    for text in phrase.get("after", []):
        before = read(text, vocabulary, asked_at, previous)
        assert isinstance(before, Understood), text
        previous = before.query
    return read(phrase["text"], vocabulary, asked_at, previous)


def is_right(phrase: dict[str, Any], query: Query) -> bool:
    """Whether a query is one of those that the phrase allows. What a target counts is for the plan to say."""
    found = _comparable(query.as_json())
    return any(found == _comparable({**NOTHING, **wanted}) for wanted in [phrase["query"], *phrase.get("any", [])])


def _comparable(query: dict[str, Any]) -> dict[str, Any]:
    plain = {name: sorted(value) if name in UNORDERED else value for name, value in query.items()}
    return {**plain, "metric": None} if plain["intent"] == "progress" else plain


def lines(*keys: str, among: list[dict[str, Any]] = PHRASES) -> list[Any]:
    return [pytest.param(each, id=each["text"] or "-") for each in among if set(keys) & set(each)]


@pytest.mark.parametrize("phrase", lines("query"))
def test_a_phrase_is_read_as_its_query(phrase: dict[str, Any]) -> None:
    reading = read_phrase(phrase)
    if phrase.get("not_yet"):
        assert isinstance(reading, NotUnderstood)
        return
    assert isinstance(reading, Understood), reading
    assert is_right(phrase, reading.query), reading.query


@pytest.mark.parametrize("phrase", lines("reason", "understood"))
def test_a_phrase_is_refused_for_its_reason(phrase: dict[str, Any]) -> None:
    reading = read_phrase(phrase)
    assert isinstance(reading, NotUnderstood), reading
    assert reading.reason == phrase.get("reason", reading.reason), reading
    assert list(reading.suggestions) == phrase.get("suggestions", list(reading.suggestions))


@pytest.mark.parametrize("phrase", lines("query", "understood", among=HELD_OUT))
def test_a_phrase_that_was_held_out_is_read_right_or_refused(phrase: dict[str, Any]) -> None:
    reading = read_phrase(phrase)
    if isinstance(reading, Understood):
        assert "query" in phrase, reading.query
        assert is_right(phrase, reading.query), reading.query


def test_of_the_phrases_that_were_held_out_19_in_20_are_understood() -> None:
    asking = [phrase for phrase in HELD_OUT if "query" in phrase]
    understood = [phrase for phrase in asking if isinstance(read_phrase(phrase), Understood)]
    assert len(understood) >= 0.95 * len(asking)


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(lines("query")) >= 400
    assert len(lines("reason", "understood")) >= 100
    assert len(HELD_OUT) >= 500
