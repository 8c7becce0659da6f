"""Every question that an answer gives as an example is one that the reader understands."""

import re
from datetime import date
from pathlib import Path

import pytest

from questions.query import Query
from questions.read import Understood, read
from questions.vocabulary import Calendar, Named, NamedOutlet, Vocabulary
from reports.answer_refusals import ABILITIES, suggestions
from tests.factories import at
from tests.reports.samples import PLAN

SOURCES = sorted(Path("reports").glob("answer_*.py"))
GIVEN = re.compile(r"(?:这样问|接着问|再问，例如)：([^\n\"。]+)")
QUOTED = re.compile(r"[（“]([^（“）”{}]*(?:几条|多少条?|没有|占比))[）”]")
NOW = at("2026-11-18 10:00")
BEFORE = Query("count", "items", date(2026, 11, 1), date(2026, 12, 1))
NAMES = Vocabulary(
    units=tuple(Named(name) for name in ("财政局", "招商局")),
    boards=tuple(Named(board.name) for board in PLAN.boards),
    outlets=(NamedOutlet("金湖发布", "county"),),
    kinds=PLAN.kinds,
    own_unit="财政局",
    calendar=Calendar(plan_start=date(2024, 8, 20)),
)


def examples() -> list[str]:
    """All that is quoted as a question: in the sources, in what can be asked, and what is suggested."""
    found = [each.split("：", 1)[1] for each in ABILITIES]
    for source in SOURCES:
        text = re.sub(r"\{[^{}]*\}", "1", source.read_text(encoding="utf-8"))
        phrases = [*GIVEN.findall(text), *QUOTED.findall(text)]
        found += [part.strip() for phrase in phrases for part in re.split(r"，或 ?|。", phrase) if part.strip()]
    return list(dict.fromkeys((*found, *suggestions((), PLAN, ["财政局"], "财政局"))))


def test_the_sources_have_examples() -> None:
    assert {"上个月呢", "第1号到哪一步了", "我们这周报了吗", "刊发了几条", "报了几条"} <= set(examples())


@pytest.mark.parametrize("example", examples())
def test_an_example_is_understood(example: str) -> None:
    assert isinstance(read(example, NAMES, NOW, BEFORE), Understood)
