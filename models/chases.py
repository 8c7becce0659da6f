"""Which rung was climbed for which obligation: a rung once per unit and period, whatever happens."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Select,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from models.base import Id, UtcDateTime, metadata
from models.conflicts import dialect_insert, insert_or_ignore
from models.many import one_of
from models.members import unit_table
from models.obligations import IN_PERIOD, Obligation, as_of, obligation_table, those_who_owe
from models.outbox import OutboxRow, outbox_row, outbox_table
from models.prepared import Prepared

chase_table = Table(
    "chase",
    metadata,
    Column("id", Id, primary_key=True),
    Column("obligation_id", ForeignKey("obligation.id"), nullable=False),
    Column("rung", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    # "fired", or "skipped" where a higher rung was due at the same time after a downtime.
    Column("outcome", String(10), nullable=False),
    UniqueConstraint("obligation_id", "rung"),
)

# Which obligations a message speaks of: one for a private reminder, all that are missing for a post to the group.
chase_letter_table = Table(
    "chase_letter",
    metadata,
    Column("obligation_id", ForeignKey("obligation.id"), primary_key=True),
    Column("outbox_key", String(700), primary_key=True),
    # As what the receiver is told of it, and by which rung: one message may speak of several obligations.
    Column("audience", String(20), primary_key=True, server_default=""),
    Column("rung", String(40), nullable=False, server_default=""),
    Index(None, "outbox_key"),
)


@dataclass(frozen=True)
class Step:
    """One rung for one obligation."""

    obligation_id: int
    rung: str
    outcome: str


def climb(connection: Connection, steps: Sequence[Step], now: datetime) -> set[tuple[int, str]]:
    """Claims rungs for obligations. → those (obligation id, rung) that were free and are now taken by the caller.

    One statement for each rung, however many climb it.
    """
    # Always in the same order: two processes that claim the same rungs in opposite orders would wait for each other.
    wanted: dict[tuple[str, str], set[int]] = {}
    for step in sorted(steps, key=lambda step: (step.rung, step.outcome)):
        wanted.setdefault((step.rung, step.outcome), set()).add(step.obligation_id)
    won: set[tuple[int, str]] = set()
    for (rung, outcome), ids in wanted.items():
        rows = select(obligation_table.c.id, literal(rung), literal(now, UtcDateTime), literal(outcome)).where(
            one_of(connection, obligation_table.c.id, ids)
        )
        claim = _claim(connection, rows).returning(chase_table.c.obligation_id, chase_table.c.rung)
        won.update((row.obligation_id, row.rung) for row in connection.execute(claim))
    return won


@dataclass(frozen=True)
class DueRungs:
    """The rungs of a duty in a period that are due at `now`, as (id, instant), the highest last.

    `today` is the office's day of `now`, `since` the first instant of that day or, if it began later, of the period.
    """

    plan_id: str
    duty: str
    starts_on: date
    rungs: tuple[tuple[str, datetime], ...]
    now: datetime
    today: date
    since: datetime
    live: bool = False

    def values(self) -> dict[str, object]:
        """The values of the statements below."""
        period = {"plan": self.plan_id, "duty": self.duty, "start": self.starts_on}
        return {**period, "now": self.now, "since": self.since, **as_of(self.now, self.today, self.live)}


# A job that is run as of a time before a period was opened here (a ledger came in later) asks who would have got what
# on that day: the rungs of earlier days are taken as climbed in their time.
_chased_from = case(
    (obligation_table.c.chase_from <= bindparam("now", type_=UtcDateTime), obligation_table.c.chase_from),
    else_=bindparam("since", type_=UtcDateTime),
)


def _unclimbed(rung: str, at: datetime) -> list[ColumnElement[bool]]:
    climbed = exists().where(chase_table.c.obligation_id == obligation_table.c.id, chase_table.c.rung == rung)
    return [*IN_PERIOD, _chased_from <= literal(at, UtcDateTime), ~climbed.correlate(obligation_table)]


def is_to_climb(connection: Connection, due: DueRungs) -> bool:
    """Whether the highest due rung is still to be climbed by anybody, owing or not. One statement."""
    # All are counted: with a limit PostgreSQL hopes for an early one, and where there is none reads the whole table.
    query = select(func.count(obligation_table.c.id)).where(*_unclimbed(*due.rungs[-1]))
    return bool(connection.execute(query, due.values()).scalar_one())


def owed_to_climb(connection: Connection, due: DueRungs) -> list[Obligation]:
    """Who owes something and has not climbed the highest due rung, in the order of the roster. One statement."""
    query = those_who_owe(*_unclimbed(*due.rungs[-1]), as_of=True)
    ordered = query.order_by(unit_table.c.position, unit_table.c.id)
    return [Obligation(*row) for row in connection.execute(ordered, due.values())]


def rungs_climbed(connection: Connection, obligation_ids: Collection[int]) -> dict[int, set[str]]:
    """The rungs that these obligations have climbed: obligation id → rung ids. One statement."""
    chased = chase_table.c
    query = select(chased.obligation_id, chased.rung).where(one_of(connection, chased.obligation_id, obligation_ids))
    rungs: dict[int, set[str]] = {}
    for obligation, rung in connection.execute(query):
        rungs.setdefault(obligation, set()).add(rung)
    return rungs


def pass_over(connection: Connection, due: DueRungs) -> int:
    """Records every due rung that was not climbed as passed over, so that none fires late. One statement each.

    Who has delivered when a rung is due has passed it: an item sent back later brings no stale reminder.
    """
    passed = 0
    for rung, at in due.rungs:
        rows = select(
            obligation_table.c.id, literal(rung), bindparam("now", type_=UtcDateTime), literal("skipped")
        ).where(*_unclimbed(rung, at))
        kept = {"preserve_rowcount": True}
        passed += connection.execute(_claim(connection, rows), due.values(), execution_options=kept).rowcount
    return passed


def _claim(connection: Connection, rows: Select[Any]) -> PostgresInsert | SqliteInsert:
    """An insert of obligation, rung, instant and outcome where the rung is free; in the order of the obligations."""
    statement = dialect_insert(connection, chase_table).from_select(
        ["obligation_id", "rung", "at", "outcome"], rows.order_by(obligation_table.c.id)
    )
    return statement.on_conflict_do_nothing()


@dataclass(frozen=True, slots=True)
class Link:
    """A message speaks of an obligation, to its receiver as `audience`, by `rung` ("" by hand)."""

    obligation_id: int
    outbox_key: str
    audience: str = ""
    rung: str = ""


def link_letters(connection: Connection, links: Sequence[Link]) -> None:
    """Notes which obligations messages speak of."""
    insert_or_ignore(connection, chase_letter_table, [asdict(link) for link in links])


def unlink_letters(connection: Connection, links: Sequence[Link]) -> None:
    """Notes that messages speak of these no more."""
    letter = chase_letter_table.c
    for link in links:
        own = (letter.obligation_id == link.obligation_id, letter.outbox_key == link.outbox_key)
        connection.execute(delete(chase_letter_table).where(*own, letter.audience == link.audience))


def _unsent(about: ColumnElement[bool]) -> Select[Any]:
    return (
        select(outbox_table.c.id)
        .join(chase_letter_table, chase_letter_table.c.outbox_key == outbox_table.c.key)
        .where(about, or_(outbox_table.c.state == "due", outbox_table.c.state == "sending"))
    )


_unsent_about_one = Prepared(_unsent(chase_letter_table.c.obligation_id == bindparam("obligation")))

FEW = 4
"""What a receipt asks about: so many prepared statements are faster than one that is not."""


def unsent_about(connection: Connection, obligation_ids: Sequence[int]) -> list[OutboxRow]:
    """The messages that speak of one of these obligations and have not left yet, by id."""
    if len(obligation_ids) <= FEW:
        found = {row[0] for one in obligation_ids for row in _unsent_about_one.rows(connection, obligation=one)}
    else:
        about = one_of(connection, chase_letter_table.c.obligation_id, obligation_ids)
        found = set(connection.execute(_unsent(about)).scalars())
    if not found:
        return []
    query = select(outbox_table).where(one_of(connection, outbox_table.c.id, found)).order_by(outbox_table.c.id)
    return [outbox_row(row) for row in connection.execute(query)]


def links_of(connection: Connection, outbox_keys: Collection[str]) -> list[Link]:
    """What these messages speak of, by message, then by obligation."""
    letter = chase_letter_table.c
    columns = (letter.obligation_id, letter.outbox_key, letter.audience, letter.rung)
    query = select(*columns).where(one_of(connection, letter.outbox_key, outbox_keys))
    return [Link(*row) for row in connection.execute(query.order_by(letter.outbox_key, letter.obligation_id))]


def held_back(connection: Connection, accounts: Collection[str], now: datetime) -> list[OutboxRow]:
    """The private reminders of the ladder for these accounts that may not leave before a later time; by id."""
    query = select(outbox_table).where(
        outbox_table.c.state == "due",
        outbox_table.c.job == "chase",
        outbox_table.c.due_at > now,
        outbox_table.c.tries == 0,
        outbox_table.c.account != "",
        one_of(connection, outbox_table.c.account, accounts),
    )
    return [outbox_row(row) for row in connection.execute(query.order_by(outbox_table.c.id))]
