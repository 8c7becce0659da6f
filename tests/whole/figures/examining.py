"""Questions put to the product and its answers held against the oracle: to its own query, and to the expected one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.whole.figures.comparing import answer_differences, query_differences
from tests.whole.figures.office import AskedOffice
from tests.whole.figures.oracle import Oracle, Unanswerable


@dataclass(frozen=True)
class Phrase:
    """A question at an instant (aware). `readings` are the right ones, none where it must not be understood."""

    text: str
    at: datetime
    readings: tuple[dict[str, Any], ...]
    before: tuple[str, ...] = ()


@dataclass
class Outcome:
    """What became of a phrase. None: the oracle cannot tell, or there is nothing to compare."""

    phrase: Phrase
    answer: dict[str, Any] = field(default_factory=dict)
    crash: str = ""
    query: list[str] | None = None
    to_own_query: list[str] | None = None
    to_expected: list[str] | None = None

    @property
    def is_understood(self) -> bool:
        """Whether the product gave an answer."""
        return bool(self.answer.get("understood"))

    @property
    def is_wrong(self) -> bool:
        """Whether the answer is not the right one. A question that is refused is not answered wrongly."""
        return bool(self.crash or self.query or self.to_own_query or self.to_expected)


def examine(office: AskedOffice, oracle: Oracle, account: str, phrases: Iterable[Phrase]) -> list[Outcome]:
    """Asks each phrase by itself, after those that it follows."""
    return [_examined(office, oracle, account, phrase) for phrase in phrases]


def _examined(office: AskedOffice, oracle: Oracle, account: str, phrase: Phrase) -> Outcome:
    outcome = Outcome(phrase)
    try:
        outcome.answer = office.asks(account, phrase.text, phrase.at, phrase.before)
    except Exception as error:  # what the product cannot survive is an outcome too
        outcome.crash = repr(error)
    if not outcome.is_understood:
        return outcome
    if not phrase.readings:
        outcome.query = ["understood, and must not be"]
        return outcome
    query = outcome.answer["query"]
    outcome.query = min((query_differences(each, query) for each in phrase.readings), key=len)
    today = oracle.on(phrase.at.date())
    outcome.to_own_query = _differences(today, [query], outcome.answer)
    outcome.to_expected = _differences(today, phrase.readings, outcome.answer)
    return outcome


def _differences(oracle: Oracle, readings: Iterable[dict[str, Any]], answer: dict[str, Any]) -> list[str] | None:
    """The fewest differences from one of these readings; None where the oracle knows none of them."""
    found = []
    for query in readings:
        try:
            found.append(answer_differences(query, oracle.answer(query), answer))
        except Unanswerable:
            continue
    return min(found, key=len) if found else None
