"""The outbox as the delivery loop claims from it: one claim is one call to a platform.

A claim locks the channel, asks whether it is silent and whether its rates have room, takes the oldest message that is
due and all that say the same, counts the call, and is committed before the call is made. What became of the call is
recorded by `models.outcomes`. Every step costs the same few statements however many messages wait.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, case, func, or_, select, update

from models.calls import call_table, note_call
from models.channels import channel_table
from models.outbox import Content, OutboxRow, outbox_row, outbox_table

# A call takes seconds. A message that has been on its way for longer has lost its process.
STALE = timedelta(minutes=2)

# A minute, and some seconds for calls that are slower or faster on their way than others.
RATE_WINDOW = timedelta(seconds=65)

# Marks a message whose last call may have taken effect: it is repeated once at most.
UNCLEAR = "结果不明"

INTERRUPTED = f"{UNCLEAR}：发送时程序中断，会再发一次"
INTERRUPTED_TWICE = f"{UNCLEAR}：发送时程序两次中断，可能已经送达，请向对方核实"

_outbox = outbox_table.c
_call = call_table.c
_columns = tuple(_outbox[name] for name in OutboxRow.__dataclass_fields__)

# The statements are put together once: that takes longer than running them.
_due = and_(_outbox.state == "due", _outbox.due_at <= bindparam("now"))
_stale = and_(_outbox.state == "sending", _outbox.claimed_at <= bindparam("stale"))


@dataclass(frozen=True)
class Terms:
    """What holds for one channel, in the words of `bot.platform.Capabilities`."""

    channel: str
    family: str
    batch: int = 1
    per_minute: int | None = None
    per_member_minute: int | None = None
    repeat_key: bool = False


@dataclass(frozen=True)
class Call:
    """Messages that one call is to carry: same channel, same content, each account once.

    They are the caller's until `claimed_at` is `STALE` ago. `failing`: the channel's last call failed.
    """

    terms: Terms
    rows: tuple[OutboxRow, ...]
    claimed_at: datetime
    failing: bool = False

    @property
    def content(self) -> Content:
        """What all of them say."""
        return self.rows[0].content

    @property
    def part(self) -> int:
        """Which part of the content is to be sent, from 0."""
        return self.rows[0].parts_sent

    @property
    def accounts(self) -> tuple[str, ...]:
        """The receivers, in the same order whenever the same messages go again; none for the channel's group."""
        return tuple(row.account for row in self.rows if row.account)

    @property
    def unclear(self) -> bool:
        """Whether an earlier call with these messages may have taken effect."""
        return any(is_unclear(row.error) for row in self.rows)


def is_unclear(error: str | None) -> bool:
    """Whether a message bears the mark that its last call may have taken effect."""
    return error is not None and error.startswith(UNCLEAR)


@dataclass(frozen=True)
class Waiting:
    """Which channels have something to send and may; whether there are messages that no claim would find."""

    channels: tuple[str, ...]
    strays: bool


_waiting = (
    select(_outbox.channel, _outbox.state, channel_table.c.name, channel_table.c.paused_until)
    .select_from(outbox_table.outerjoin(channel_table, channel_table.c.name == _outbox.channel))
    .where(or_(_due, _stale))
    .distinct()
)


def what_waits(connection: Connection, now: datetime) -> Waiting:
    """A look at the outbox in one statement, to be had every second."""
    rows = connection.execute(_waiting, {"now": now, "stale": now - STALE}).all()
    silent = {row.channel for row in rows if row.paused_until is not None and row.paused_until > now}
    ready = {row.channel for row in rows if row.state == "due" and row.name is not None} - silent
    return Waiting(tuple(sorted(ready)), any(row.state == "sending" or row.name is None for row in rows))


def fail_interrupted_twice(connection: Connection, now: datetime) -> list[OutboxRow]:
    """Fails messages whose process died on the way a second time. → them.

    Nobody knows whether the call was made, so a repeat may be a second copy: more than one is not risked.
    """
    twice = update(outbox_table).where(_stale_rows(), _outbox.error.startswith(UNCLEAR))
    twice = twice.values(state="failed", error=INTERRUPTED_TWICE)
    return [outbox_row(row) for row in connection.execute(twice.returning(*_columns), {"stale": now - STALE})]


def release_stale(connection: Connection, now: datetime) -> int:
    """Messages whose process died on the way are due again; `fail_interrupted_twice` goes first. → how many."""
    again = update(outbox_table).where(_stale_rows()).values(state="due", error=INTERRUPTED)
    return connection.execute(again, {"stale": now - STALE}).rowcount


def _stale_rows() -> ColumnElement[bool]:
    return _outbox.id.in_(select(_outbox.id).where(_stale).with_for_update(skip_locked=True))


def take_orphans(connection: Connection, now: datetime, limit: int = 500) -> list[OutboxRow]:
    """Fails messages that are due on channels which the store does not know any more. → them, at most `limit`."""
    unknown = _outbox.channel.not_in(select(channel_table.c.name))
    query = select(*_columns).where(_due, unknown).order_by(_outbox.id).limit(limit).with_for_update(skip_locked=True)
    rows = [outbox_row(row) for row in connection.execute(query, {"now": now})]
    for channel in sorted({row.channel for row in rows}):
        ids = [row.id for row in rows if row.channel == channel]
        reason = f"通道 {channel} 已不在配置里，没有发送"
        connection.execute(update(outbox_table).where(_outbox.id.in_(ids)).values(state="failed", error=reason))
    return rows


# The lock makes the processes count the same channel one after another.
_lock_channel = (
    select(channel_table.c.failures, channel_table.c.paused_until)
    .where(channel_table.c.name == bindparam("channel"))
    .with_for_update()
)
_take = (
    update(outbox_table)
    .where(_outbox.id.in_(bindparam("ids", expanding=True)))
    .values(state="sending", claimed_at=bindparam("now"))
)


def claim_call(connection: Connection, terms: Terms, now: datetime) -> Call | None:
    """Takes the messages of the next call on a channel for the caller alone, and counts the call.

    None if nothing is due, the channel is silent or not known, or its rates leave no room. Messages that went out
    together before and are due again go out together again, so that a repeated call is the same call. A message waits
    while another to the same account is on its way: they arrive in order.
    """
    channel = connection.execute(_lock_channel, {"channel": terms.channel}).first()
    if channel is None or (channel.paused_until is not None and channel.paused_until > now):
        return None
    rows = _next_rows(connection, terms, now)
    if not rows:
        return None
    connection.execute(_take, {"ids": [row.id for row in rows], "now": now})
    account = rows[0].account if len(rows) == 1 else ""
    note_call(connection, terms.channel, account, now, len(rows))
    return Call(terms, tuple(sorted(rows, key=lambda row: row.id)), now, channel.failures > 0)


_recent = and_(_call.channel == bindparam("channel"), _call.at > bindparam("since"))
_count_calls = select(func.count(), func.count().filter(_call.account == "")).where(_recent)


def _next_rows(connection: Connection, terms: Terms, now: datetime) -> list[OutboxRow]:
    values = {"channel": terms.channel, "now": now, "since": now - RATE_WINDOW, "size": terms.batch}
    queries = _FREE
    if terms.per_minute is not None or terms.per_member_minute is not None:
        calls, to_many = connection.execute(_count_calls, values).one()
        if terms.per_minute is not None and calls >= terms.per_minute:
            return []
        if terms.per_member_minute is not None:
            # Whom a call to many reached is not kept: each counts against everybody, until that leaves no room.
            values["most"] = terms.per_member_minute - to_many
            queries = _COUNTED
            if terms.per_member_minute <= to_many:
                values["most"] = terms.per_member_minute
                queries = _COUNTED_ONE_BY_ONE
    return queries.find(connection, values)


class _Queries:
    """The questions for the next message and for all that say the same, under one condition on the receivers."""

    def __init__(self, *conditions: ColumnElement[bool]) -> None:
        sending = outbox_table.alias("sending").c
        on_the_way = select(sending.account).where(sending.state == "sending", sending.channel == bindparam("channel"))
        here = and_(_due, _outbox.channel == bindparam("channel"))
        free = and_(here, _outbox.account.not_in(on_the_way), *conditions)
        model = outbox_table.alias("model").c
        alike = and_(
            _outbox.content == select(model.content).where(model.id == bindparam("first")).scalar_subquery(),
            _outbox.parts_sent == bindparam("part"),
            _outbox.account != "",
        )
        self._first = _in_turn(free, 1)
        self._fresh = _in_turn(and_(free, alike, _outbox.claimed_at.is_(None)), bindparam("size"))
        # What went out together before bears the same instant; whoever joined or left would make it another call.
        self._again = _in_turn(and_(here, alike, _outbox.claimed_at == bindparam("claimed_at")), bindparam("size"))

    def find(self, connection: Connection, values: dict[str, Any]) -> list[OutboxRow]:
        """The messages of one call, each account once."""
        first = connection.execute(self._first, values).first()
        if first is None:
            return []
        if values["size"] == 1 or not first.account:
            return [outbox_row(first)]
        values = {**values, "first": first.id, "part": first.parts_sent, "claimed_at": first.claimed_at}
        query = self._fresh if first.claimed_at is None else self._again
        rows = {row.account: row for row in reversed(connection.execute(query, values).all())}
        return [outbox_row(row) for row in rows.values()] or [outbox_row(first)]


def _in_turn(condition: ColumnElement[bool], limit: Any) -> Select[Any]:
    query = select(*_columns).where(condition).order_by(_outbox.due_at, _outbox.id).limit(limit)
    return query.with_for_update(skip_locked=True, of=outbox_table)


def _full_alone() -> ColumnElement[bool]:
    """The accounts that calls to them alone have filled up."""
    full = select(_call.account).where(_recent, _call.account != "").group_by(_call.account)
    return _outbox.account.not_in(full.having(func.count() >= bindparam("most")))


def _full() -> ColumnElement[bool]:
    """The same by what each account got; exact, but it looks through all that the account ever got."""
    other = outbox_table.alias("other").c
    parts = func.sum(case((other.parts_sent > 1, other.parts_sent), else_=1))
    same = and_(other.channel == _outbox.channel, other.account == _outbox.account)
    lately = select(func.coalesce(parts, 0)).where(same, other.claimed_at > bindparam("since"))
    return lately.correlate(outbox_table).scalar_subquery() < bindparam("most")


_FREE = _Queries()
_COUNTED = _Queries(_full_alone())
_COUNTED_ONE_BY_ONE = _Queries(_full())
