"""An office that has imported a roster and a ledger as the commands do, and answers questions."""

from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from handlers.ask import answer_query, answer_question, asking_for, foremost
from handlers.ask_parts import Asker
from models.ledger import ledger_known
from models.ledger_import import import_ledger
from models.members import memberships_of
from models.plan_file import load_plan_file
from models.plans import current_plan, sync_plan
from models.roster import import_roster
from models.schema import metadata
from models.store import Store, open_engine
from questions.query import Query
from reports.ledger_file import read_ledger
from reports.roster_file import read_roster
from rules.periods import office_date
from rules.plan import Plan
from scheduler.opening import open_periods


class AskedOffice:
    """An office on a SQLite file. `account` is who asks: with all rights, and with its own unit as 我们."""

    def __init__(self, database: Path, plan_file: Path, now: datetime) -> None:
        self.store = Store(open_engine(f"sqlite:///{database}"))
        metadata.create_all(self.store.engine)
        plan_text = load_plan_file(plan_file)
        self.store.write(lambda connection: sync_plan(connection, plan_text, now))
        self.plan_id, self.now = plan_text.plan.id, now

    def imports(self, roster: Path, ledger: Path) -> None:
        """Both files. ValueError names the cells that are not right."""
        people = read_roster(roster)

        def seat(connection: Connection) -> None:
            import_roster(connection, self.plan_id, people.rows, self.now)

        self.store.write(seat)
        plan = self.plan
        with self.store.read() as connection:
            found = read_ledger(ledger, plan, ledger_known(connection, plan.id))
        if people.faults or found.faults:
            raise ValueError("；".join(map(str, (*people.faults, *found.faults))))

        def work(connection: Connection) -> None:
            import_ledger(connection, plan, found.rows, self.now)
            open_periods(connection, plan, self.now, complete=True)

        self.store.write(work)

    @cached_property
    def plan(self) -> Plan:
        """The plan as it holds now."""
        with self.store.read() as connection:
            found = current_plan(connection, self.plan_id, self.now)
        assert found is not None
        return found

    def asks(self, account: str, text: str, at: datetime, before: tuple[str, ...] = ()) -> dict[str, Any]:
        """The object that `ask --json` prints for a question at an instant, after the questions `before`."""
        plan, previous = self.plan, None
        with self.store.read() as connection:
            asker = self._asker(connection, account, at)
            for earlier in before:
                answer = answer_question(connection, plan, asker, earlier, at, previous)
                previous = answer.query if answer.understood else previous
            return answer_question(connection, plan, asker, text, at, previous).as_json()

    def answers(self, account: str, query: dict[str, Any], at: datetime) -> dict[str, Any]:
        """The same object for a query that nobody had to read."""
        with self.store.read() as connection:
            asking = asking_for(connection, self.plan, self._asker(connection, account, at), at)
            return answer_query(asking, Query.from_json(query)).as_json()

    def _asker(self, connection: Connection, account: str, at: datetime) -> Asker:
        day = office_date(at, self.plan.zone)
        found = foremost(memberships_of(connection, "console", account, (self.plan_id,), day))
        return replace(found, role="leader")
