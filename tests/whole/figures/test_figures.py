"""Every figure that the product tells of a made-up office is the same when counted anew from its files."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.whole.figures.chance import chance_query
from tests.whole.figures.comparing import answer_differences
from tests.whole.figures.examining import Outcome, Phrase, examine
from tests.whole.figures.ledgers import people, write_ledger, write_roster
from tests.whole.figures.office import AskedOffice
from tests.whole.figures.oracle import Oracle
from tests.whole.figures.templates import questions

PLAN = Path(__file__).parents[3] / "plans" / "jinhu.toml"
NOW = datetime(2026, 11, 18, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
SEED = 1126
FEWEST = 150
CHANCE_QUERIES = 400
MOST_REFUSED = 0.02
"""Of the questions that a template makes. One that is refused costs a second asking, a wrong figure costs trust."""


@dataclass(frozen=True)
class World:
    """The same books twice: imported into an office, and in the oracle's hands."""

    office: AskedOffice
    oracle: Oracle
    account: str = f"account-{people('财政局')[0]}"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("figures")
    ledger, roster = folder / "ledger.xlsx", folder / "roster.csv"
    write_roster(roster)
    write_ledger(ledger, SEED)
    office = AskedOffice(folder / "office.db", PLAN, NOW)
    office.imports(roster, ledger)
    yield World(office, Oracle(ledger, roster, PLAN, NOW.date()))
    office.store.close()


@pytest.fixture(scope="module")
def outcomes(world: World) -> list[Outcome]:
    """Every question of the templates, with what the product said and the oracle says."""
    phrases = [Phrase(each.text, NOW, (each.query,), each.before) for each in questions(SEED)]
    return examine(world.office, world.oracle, world.account, phrases)


def differences(world: World, query: dict[str, Any]) -> list[str]:
    """In what the product's answer to a query is not the oracle's. Targets are not measured in every span of days."""
    found = world.office.answers(world.account, query, NOW)
    if not found["understood"]:
        return [] if query["intent"] == "progress" else ["refused"]
    return answer_differences(query, world.oracle.answer(query), found)


def test_every_query_has_its_figures_whoever_reads_the_question(world: World) -> None:
    found = {each.text: differences(world, each.query) for each in questions(SEED)}
    assert {text: lines for text, lines in found.items() if lines} == {}


def test_queries_that_no_sentence_of_ours_makes_have_their_figures(world: World) -> None:
    chance = random.Random(SEED)
    queries = [chance_query(chance) for _ in range(CHANCE_QUERIES)]
    found = {str(query): differences(world, query) for query in queries}
    assert {text: lines for text, lines in found.items() if lines} == {}


def test_the_questions_are_many_and_of_every_intent(outcomes: list[Outcome]) -> None:
    intents = {outcome.phrase.readings[0]["intent"] for outcome in outcomes}
    assert len(outcomes) >= FEWEST
    assert intents == {"count", "ranking", "trend", "compare", "list", "missing", "delivered", "progress"}


def test_no_question_fails(outcomes: list[Outcome]) -> None:
    assert [(outcome.phrase.text, outcome.crash) for outcome in outcomes if outcome.crash] == []


def test_every_answer_has_the_figures_of_its_own_query(outcomes: list[Outcome]) -> None:
    wrong = {outcome.phrase.text: outcome.to_own_query for outcome in outcomes if outcome.to_own_query}
    assert wrong == {}


def test_every_question_is_read_as_it_is_meant(outcomes: list[Outcome]) -> None:
    assert {outcome.phrase.text: outcome.query for outcome in outcomes if outcome.query} == {}


def test_every_answer_has_the_figures_that_were_meant(outcomes: list[Outcome]) -> None:
    assert {outcome.phrase.text: outcome.to_expected for outcome in outcomes if outcome.to_expected} == {}


def test_the_oracle_has_an_opinion_on_every_answer(outcomes: list[Outcome]) -> None:
    answered = [outcome for outcome in outcomes if outcome.is_understood]
    assert [each.phrase.text for each in answered if each.to_own_query is None or each.to_expected is None] == []


def test_few_questions_are_refused(outcomes: list[Outcome]) -> None:
    refused = [outcome.phrase.text for outcome in outcomes if not outcome.is_understood]
    assert len(refused) <= MOST_REFUSED * len(outcomes), refused
