"""`python -m tests.whole.figures LEDGER ROSTER PLAN PHRASES…`: every phrase to a throw-away office and to the oracle.

A phrase is a line `{"text", "query" | "any" | "understood": false, "at", "after", "plan"}`; those of other plans are
left out. It prints each difference, how many were understood, and how many equal the oracle's answer to the product's
own query and to the expected one. Exit code 1 if an answer is wrong.
"""

import csv
import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from tests.whole.figures.examining import Outcome, Phrase, examine
from tests.whole.figures.office import AskedOffice
from tests.whole.figures.oracle import Oracle

ZONE = ZoneInfo("Asia/Shanghai")
USUAL = "2026-11-18T10:00"
FILE = click.Path(path_type=Path, exists=True)


@click.command()
@click.argument("ledger", type=FILE)
@click.argument("roster", type=FILE)
@click.argument("plan", type=FILE)
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--own", default="财政局", help="the unit of who asks: 我们")
def main(ledger: Path, roster: Path, plan: Path, files: Sequence[Path], own: str) -> None:
    """Puts the phrases of FILES to the product and holds its answers against the oracle."""
    oracle = Oracle(ledger, roster, plan, datetime.fromisoformat(USUAL).date())
    phrases = [phrase for file in files for phrase in _phrases(file, oracle.books.plan["id"])]
    with tempfile.TemporaryDirectory() as folder:
        office = AskedOffice(Path(folder) / "office.db", plan, max(phrase.at for phrase in phrases))
        office.imports(roster, ledger)
        outcomes = examine(office, oracle, _account(roster, own), phrases)
        office.store.close()
    for outcome in outcomes:
        for line in _lines(outcome):
            click.echo(line)
    for line in _sums(outcomes):
        click.echo(line)
    raise SystemExit(any(outcome.is_wrong for outcome in outcomes))


def _phrases(file: Path, plan_id: str) -> Iterator[Phrase]:
    for line in file.read_text("utf-8").splitlines():
        told = json.loads(line)
        if told.get("plan", "jinhu") != plan_id:
            continue
        usual = [told["query"]] if "query" in told else []
        readings = tuple(told.get("any", usual)) if told.get("understood", True) else ()
        at = datetime.fromisoformat(told.get("at", USUAL)).replace(tzinfo=ZONE)
        yield Phrase(told["text"], at, readings, tuple(told.get("after", ())))


def _account(roster: Path, unit: str) -> str:
    with roster.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["单位"] == unit and row["企业微信账号"]]
    return rows[0]["企业微信账号"]


def _lines(outcome: Outcome) -> Iterator[str]:
    phrase = outcome.phrase
    told = " ← ".join((phrase.text, *reversed(phrase.before)))
    if outcome.crash:
        yield f"CRASH        {told}  |  {outcome.crash}"
    elif phrase.readings and not outcome.is_understood:
        yield f"REFUSED      {told}"
    for name, differences in (("READING", outcome.query), ("OWN QUERY", outcome.to_own_query)):
        if differences:
            yield f"{name:12} {told}  |  {'; '.join(differences)}"
    if outcome.to_expected and not outcome.query and not outcome.to_own_query:
        yield f"{'EXPECTED':12} {told}  |  {'; '.join(outcome.to_expected)}"


def _sums(outcomes: Sequence[Outcome]) -> Iterator[str]:
    wanted = [outcome for outcome in outcomes if outcome.phrase.readings]
    others = [outcome for outcome in outcomes if not outcome.phrase.readings]
    understood = [outcome for outcome in wanted if outcome.is_understood]
    refused = [outcome for outcome in others if not outcome.is_understood and not outcome.crash]
    yield f"understood           {len(understood)} of {len(wanted)}"
    yield f"rightly refused      {len(refused)} of {len(others)}"
    yield f"crashed              {sum(bool(outcome.crash) for outcome in outcomes)}"
    yield f"read as expected     {sum(outcome.query == [] for outcome in understood)} of {len(understood)}"
    own = [outcome.to_own_query for outcome in understood if outcome.to_own_query is not None]
    expected = [outcome.to_expected for outcome in understood if outcome.to_expected is not None]
    yield f"equal to own query   {own.count([])} of {len(own)} that the oracle knows"
    yield f"equal to expected    {expected.count([])} of {len(expected)} that the oracle knows"


if __name__ == "__main__":
    main()
