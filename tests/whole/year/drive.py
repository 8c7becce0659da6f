"""Plays a world against the product: its tables, its schedule, its outbox. → whom it reached."""

import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import Connection, and_, select, update

from handlers.withdrawing_reminders import settle
from models.chases import chase_letter_table, chase_table
from models.duty_ledger import excuse, report_zero
from models.files import FileStore
from models.items import item_table, set_status
from models.leaves import appoint_deputy, note_leave
from models.members import member_table, unit_table
from models.obligations import obligation_table, obligations_with_ids, running_obligations
from models.outbox import OutboxRow, outbox_row, outbox_table
from models.store import Store
from scheduler.clock import catch_up, fire
from scheduler.jobs import Job, job_named
from scheduler.running import run_job
from tests.factories import OFFICE, PLAN_TEXT, make_channels, make_item, make_member, make_plan, unit_id_of
from tests.whole.year.oracle import Absence, Change, Excuse, Hire, Leaves, Look, Reach, Send, Step, Zero, leaves_at
from tests.whole.year.world import NEEDED

QUOTAS = "".join(f'quotas = [{{ required = {needed}, classes = ["{name}"] }}]\n' for name, needed in NEEDED.items())
PLAN = PLAN_TEXT.replace("deadline_time = 17:00:00\n", f"deadline_time = 17:00:00\n{QUOTAS}").replace(
    "2024-08-20", "2024-01-01"
)
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
SPREAD = timedelta(minutes=45)
"""A letter leaves so long, at most, after the moment from which it may."""

ANY = ("待审", "采用", "退回", "撤回", "草稿")


def instant(clock: datetime) -> datetime:
    """A time of the office's clock as UTC."""
    return clock.replace(tzinfo=OFFICE).astimezone(UTC)


def office_time(moment: datetime) -> datetime:
    """UTC as a naive time of the office's clock."""
    return moment.astimezone(OFFICE).replace(tzinfo=None)


def is_quiet(clock: datetime) -> bool:
    """Whether nobody may be reminded then."""
    return not QUIET_UNTIL <= clock.time() < QUIET_FROM


class Play:
    """An office on a store, whose steps are taken one after another."""

    def __init__(self, store: Store, folder: Path, begin: datetime, classes: dict[str, str]) -> None:
        self.store, self.files, self.classes = store, FileStore(folder / "files"), classes
        self._numbers: dict[int, int] = {}
        self._told: set[Reach] = set()
        self._holds = False
        self._since = begin
        self.store.write(lambda connection: make_plan(connection, PLAN, instant(begin)))
        self.store.write(make_channels)
        self._opening, self._chase = _job("open-periods"), _job("chase")

    def play(self, steps: Iterable[Step]) -> "Play":
        """Takes the steps in their order."""
        together: list[Step] = []
        for step in steps:
            if self._holds or isinstance(step, Look):
                self._note_all(together)
                self.take(step)
                together = []
            else:
                together.append(step)
        self._note_all(together)
        return self

    def take(self, step: Step) -> None:
        """Does what happens, and sends what may leave by the clock, before and after."""
        if self._holds:
            self._deliver(step.clock)
        if isinstance(step, Look):
            self._look(step)
            self._deliver(step.clock)
        else:
            self._note_all([step])

    def reached(self) -> set[Reach]:
        """Whom the product wrote to, about which unit and week: what has left, or is to leave."""
        self._deliver(datetime(2100, 1, 1, 12))
        return set(self._told)

    def ill_timed(self) -> list[str]:
        """The letters that were to leave in the quiet hours, on the hour or half, or too late or too early."""
        with self.store.read() as connection:
            rows = connection.execute(select(outbox_table).where(outbox_table.c.job == "chase"))
            letters = [outbox_row(row) for row in rows]
        found = []
        for letter in letters:
            lawful, leaves = leaves_at(office_time(letter.created_at)), office_time(letter.due_at)
            if not lawful <= leaves <= lawful + SPREAD or is_quiet(leaves) or leaves.minute in (0, 30):
                found.append(f"{letter.audience} {letter.account}: {office_time(letter.created_at)} → {leaves}")
        return found

    def doubled(self) -> list[str]:
        """The people who were written to twice at one look."""
        with self.store.read() as connection:
            columns = (outbox_table.c.account, outbox_table.c.channel, outbox_table.c.created_at)
            rows = connection.execute(select(*columns).where(outbox_table.c.job == "chase")).all()
        return [str(row) for row, times in Counter(tuple(row) for row in rows).items() if times > 1]

    def _look(self, look: Look) -> None:
        now, since = instant(look.clock), self._since
        self._since = look.clock
        if look.starts:
            run_job(self.store, self.files, self._opening, now)
            catch_up(self.store, self.files, now)
        elif since < look.clock.replace(hour=0, minute=7, second=0) <= look.clock:
            self._fire(self._opening, now)
        self._fire(self._chase, now)

    def _fire(self, job: Job, now: datetime) -> None:
        fire(self.store, self.files, job, lambda: now, threading.Event())

    def _deliver(self, clock: datetime) -> None:
        """The delivery loop, a little early: what may leave by now leaves now, however it is spread."""
        until = instant(clock) if is_quiet(clock) else instant(clock) + SPREAD
        waiting = select(outbox_table).where(outbox_table.c.state == "due")
        with self.store.read() as connection:
            held = [outbox_row(row) for row in connection.execute(waiting)]
            letters = [letter for letter in held if letter.due_at <= until]
            self._holds = len(letters) < len(held)
            chased = [letter for letter in letters if letter.job == "chase"]
            self._told |= {reach for letter in chased for reach in _told(connection, letter)}
        if letters:
            ids = [letter.id for letter in letters]
            sent = update(outbox_table).where(outbox_table.c.id.in_(ids)).values(state="sent", sent_at=instant(clock))
            self.store.write(lambda connection: connection.execute(sent))

    def _note_all(self, steps: Sequence[Step]) -> None:
        def work(connection: Connection) -> None:
            for step in steps:
                self._note(connection, step)

        if steps:
            self.store.write(work)

    def _note(self, connection: Connection, step: Step) -> None:
        if isinstance(step, Hire):
            self._hire(connection, step)
        elif isinstance(step, Leaves):
            member = self._member(connection, step.unit, step.name, step.role)
            leaving = update(member_table).where(member_table.c.id == member)
            connection.execute(leaving.values(active_until=step.until))
        elif isinstance(step, Absence):
            self._absent(connection, step)
        elif isinstance(step, Send):
            sent = instant(step.sent)
            self._numbers[step.item] = make_item(connection, step.unit, sent, status=step.status)
            self._settle(connection, step.unit, step.sent.date(), step.clock)
        elif isinstance(step, Change):
            self._change(connection, step)
        elif isinstance(step, Excuse):
            self._excuse(connection, step)
        elif isinstance(step, Zero):
            self._report_zero(connection, step)

    def _hire(self, connection: Connection, step: Hire) -> None:
        accounts = [("wecom", step.account)]
        since, until = step.since, step.until
        make_member(
            connection, step.unit, step.name, step.role, accounts=accounts, active_from=since, active_until=until
        )
        own = update(unit_table).where(unit_table.c.name == step.unit)
        connection.execute(own.values(class_name=self.classes.get(step.unit, ""), position=unit_table.c.id))

    def _absent(self, connection: Connection, step: Absence) -> None:
        away = self._member(connection, step.unit, step.name, "liaison")
        now = instant(step.clock)
        note_leave(connection, away, step.first, step.end, away, now)
        if step.deputy:
            query = select(member_table.c.id).where(member_table.c.name == step.deputy).limit(1)
            deputy = connection.execute(query).scalar_one()
            unit = unit_id_of(connection, step.unit)
            appoint_deputy(connection, unit, deputy, away, step.first, step.end, now)

    def _change(self, connection: Connection, step: Change) -> None:
        query = select(item_table.c.id, item_table.c.counted_on).where(
            item_table.c.number == self._numbers[step.item], item_table.c.plan_id == "jinhu"
        )
        item, day = connection.execute(query).one()
        assert set_status(connection, item, step.status, ANY)
        self._settle(connection, step.unit, day, step.clock)

    def _report_zero(self, connection: Connection, step: Zero) -> None:
        ids = self._obligations(connection, step.unit, step.monday)
        for row in obligations_with_ids(connection, ids):
            if row.missing > 0:
                report_zero(
                    connection, row.id, row.missing, "", "零报告", instant(step.clock), self._anybody(connection)
                )
        self._settle(connection, step.unit, step.monday, step.clock)

    def _excuse(self, connection: Connection, step: Excuse) -> None:
        ids = self._obligations(connection, step.unit, step.monday)
        excuse(connection, ids, "集中培训" if step.holds else "", "豁免", instant(step.clock))
        self._settle(connection, step.unit, step.monday, step.clock)

    def _obligations(self, connection: Connection, unit: str, monday: date) -> list[int]:
        own = (obligation_table.c.unit_id == unit_id_of(connection, unit), obligation_table.c.starts_on == monday)
        return list(connection.execute(select(obligation_table.c.id).where(*own)).scalars())

    def _anybody(self, connection: Connection) -> int:
        return int(connection.execute(select(member_table.c.id).limit(1)).scalar_one())

    def _settle(self, connection: Connection, unit: str, day: date, clock: datetime) -> None:
        """What every command does in the transaction in which an obligation may have been met."""
        obligations = running_obligations(connection, unit_id_of(connection, unit), day)
        settle(connection, [each.id for each in obligations], instant(clock))

    def _member(self, connection: Connection, unit: str, name: str, role: str) -> int:
        query = select(member_table.c.id).join(unit_table, unit_table.c.id == member_table.c.unit_id)
        own = (unit_table.c.name == unit, member_table.c.name == name, member_table.c.role == role)
        return int(connection.execute(query.where(*own)).scalar_one())


def _job(name: str) -> Job:
    found = job_named(name)
    assert found is not None
    return found


def _told(connection: Connection, letter: OutboxRow) -> list[Reach]:
    """What a letter says as it leaves: of the units that it names, or, if it names none, of those that owe by now."""
    link, climbed, obligation = chase_letter_table.c, chase_table.c, obligation_table.c
    query = (
        select(obligation.id, obligation.starts_on, link.rung, unit_table.c.name, link.audience, climbed.at)
        .join_from(chase_letter_table, obligation_table, obligation.id == link.obligation_id)
        .join(unit_table, unit_table.c.id == obligation.unit_id)
        .join(chase_table, and_(climbed.obligation_id == obligation.id, climbed.rung == link.rung))
        .where(link.outbox_key == letter.key, climbed.outcome == "fired")
    )
    links = connection.execute(query).all()
    assert links, f"this letter speaks of nothing that was due: {letter.key}"
    if len(links) > 1:
        named = [row for row in links if row.name in letter.content.text]
        owing = {row.id for row in obligations_with_ids(connection, [row.id for row in links]) if row.missing > 0}
        links = named or [row for row in links if row.id in owing]
    receiver = letter.account or letter.channel
    # Who stands in for a liaison is told so; no rung of this ladder is for deputies as such.
    heard_as = {"deputy": "liaison"}
    return [
        Reach(
            row.starts_on, row.rung, row.name, heard_as.get(row.audience, row.audience), receiver, office_time(row.at)
        )
        for row in links
    ]
