"""What became of a call: recorded for its messages, its channel and its receivers in one transaction.

A failed call silences the channel and not the message, so an outage costs one call per pause however much is due. The
message moves behind the others that are due, and the failure counts against it only if the call before it succeeded:
a message that cannot be sent is found out by the others that can, and neither blocks them nor is lost in an outage.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, update

from models.accounts import mark_unreachable
from models.channels import Pause, pause_channel, pause_of, resume_channel
from models.delivery import UNCLEAR, Call, fail_interrupted_twice, release_stale, take_orphans
from models.forwarding import try_next_routes
from models.members import account_table
from models.outbox import OutboxRow, outbox_table
from models.troubles import Failure, tell_askers, tell_editors

# The last pause repeats: together with what is left to send it must stay below five minutes.
PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 20, 40, 80, 120))
WINDOW = timedelta(seconds=60)
FIRST_STOP, LONGEST_STOP = timedelta(minutes=10), timedelta(hours=1)
HELD_BACK = timedelta(minutes=3)

# The one repeat of a call that may have taken effect should not fall into the same disturbance.
UNCLEAR_WAIT = timedelta(minutes=4)

# Failures that count against a message before it is given up.
TRIES = 5

HELD_BACK_REASON = "平台限制了给此人发消息的频率"

_outbox = outbox_table.c


def record_sent(
    connection: Connection, call: Call, refused: Mapping[str, str], later: Collection[str], more: bool, now: datetime
) -> int:
    """The platform took the call. → how many messages are done with.

    `refused`: account → reason, for whom the next way is tried; `later`: accounts that the platform held back;
    `more`: the messages have further parts.
    """
    _resume(connection, call, now)
    reasons = {account.casefold(): reason for account, reason in refused.items()}
    held = {account.casefold() for account in later}
    # Held back again and again is as good as refused.
    worn = [row for row in call.rows if row.account.casefold() in held and row.tries + 1 >= TRIES]
    reasons = {row.account.casefold(): HELD_BACK_REASON for row in worn} | reasons
    gone = [row for row in call.rows if row.account.casefold() in reasons]
    held -= reasons.keys()
    excepted = held | reasons.keys()
    arrived = [row for row in call.rows if row.account.casefold() not in excepted]
    _arrive(connection, call, arrived, more, now)
    _hold_back(connection, call, [row for row in call.rows if row.account.casefold() in held], now)
    _refuse(connection, call, gone, reasons, now)
    return len(gone) + (0 if more else len(arrived))


def record_failure(connection: Connection, call: Call, failure: Failure, now: datetime) -> int:
    """The call failed. → how many messages are given up."""
    if failure.tell or failure.policy == "stop_channel":
        tell_editors(connection, call.terms.channel, failure, now)
    if failure.policy == "give_up":
        given_up = _fail(connection, call, call.rows, failure.reason)
        tell_askers(connection, given_up, now)
        return len(given_up)
    pause = pause_of(connection, call.terms.channel)
    until = _silence(connection, call, failure, pause, now)
    if failure.ambiguous and not call.terms.repeat_key:
        return _repeat_once(connection, call, failure, now)
    error = _marked(call, failure.reason)
    # Another process may have silenced the channel meanwhile: then it is the channel, not the message.
    counts = failure.policy == "retry" and pause.failures == 0 and not _is_silent(pause, now)
    worn = [row for row in call.rows if counts and row.tries + 1 >= TRIES]
    rest = [row for row in call.rows if row not in worn]
    due_at = until if failure.policy == "retry" else now
    _update(connection, call, rest, state="due", due_at=due_at, error=error, tries=_outbox.tries + int(counts))
    given_up = _fail(connection, call, worn, f"试了 {TRIES} 次都没有发出去：{failure.reason}")
    try_next_routes(connection, given_up, now)
    tell_askers(connection, given_up, now)
    return len(worn)


def put_right(connection: Connection, now: datetime) -> int:
    """Messages that no claim would find: of processes that died, of channels that are gone. → how many."""
    given_up = fail_interrupted_twice(connection, now)
    tell_askers(connection, given_up, now, lost=False)
    released = release_stale(connection, now)
    # Of these nobody is told: the channel on which they asked is gone.
    orphans = take_orphans(connection, now)
    try_next_routes(connection, orphans, now)
    return len(given_up) + released + len(orphans)


def _resume(connection: Connection, call: Call, now: datetime) -> None:
    pause = pause_of(connection, call.terms.channel)
    if (pause.failures or pause.until is not None) and not _is_silent(pause, now):
        resume_channel(connection, call.terms.channel)


def _is_silent(pause: Pause, now: datetime) -> bool:
    return pause.until is not None and pause.until > now


def _silence(connection: Connection, call: Call, failure: Failure, pause: Pause, now: datetime) -> datetime:
    """Lets the channel be silent and says until when. A pause that another process has set meanwhile is not cut."""
    failures, reason = pause.failures, failure.reason[:300]
    if pause.until is not None and pause.until > now and (failure.policy == "retry" or pause.reason == reason):
        return pause.until
    if failure.policy == "wait_window":
        length = timedelta(seconds=failure.wait) if failure.wait > 0 else WINDOW
    elif failure.policy == "stop_channel":
        stops = pause.failures if pause.reason == reason else 0
        length, failures = min(FIRST_STOP * 2 ** min(stops, 8), LONGEST_STOP), stops + 1
    else:
        length, failures = PAUSES[min(pause.failures, len(PAUSES) - 1)], pause.failures + 1
    until = max(now + length, pause.until or now)
    pause_channel(connection, call.terms.channel, failures, until, reason)
    return until


def _repeat_once(connection: Connection, call: Call, failure: Failure, now: datetime) -> int:
    """The call may have taken effect and the platform does not recognise repeats: one is risked, and no second."""
    error = f"{UNCLEAR}：{failure.reason}"
    if call.unclear:
        given_up = _fail(connection, call, call.rows, f"{error}；已重发过一次，可能已经送达，请向对方核实")
        tell_askers(connection, given_up, now, lost=False)
        return len(given_up)
    _update(connection, call, call.rows, state="due", due_at=now + UNCLEAR_WAIT, error=error[:500])
    return 0


def _marked(call: Call, reason: str) -> str:
    """The reason with the mark that an earlier call may have taken effect, if one may: it must outlive later ones."""
    return (f"{UNCLEAR}：{reason}" if call.unclear else reason)[:500]


def _arrive(connection: Connection, call: Call, rows: Sequence[OutboxRow], more: bool, now: datetime) -> None:
    if more:
        _update(connection, call, rows, state="due", parts_sent=call.part + 1, error=None)
        return
    # One that was taken back while it was on its way has arrived all the same.
    over = ("sending", "due", "cancelled")
    _update(connection, call, rows, over, state="sent", parts_sent=call.part + 1, sent_at=now, error=None)
    _drop_sheets(connection, call, rows)
    accounts = [row.account for row in rows if row.account]
    if accounts:
        connection.execute(
            update(account_table)
            .where(
                account_table.c.user_id.in_(accounts),
                account_table.c.platform == call.terms.family,
                account_table.c.unreachable.is_not(None),
            )
            .values(unreachable=None, unreachable_since=None)
        )


def _drop_sheets(connection: Connection, call: Call, rows: Sequence[OutboxRow]) -> None:
    """A workbook that has arrived is the asker's; only the chat page goes on making it from its row."""
    large = [row for row in rows if row.content.sheet is not None and call.terms.family != "console"]
    for row in large:
        _update(connection, call, [row], ("sent",), content=replace(row.content, sheet=None).as_json())


def _hold_back(connection: Connection, call: Call, rows: Sequence[OutboxRow], now: datetime) -> None:
    if not rows:
        return
    error, tries = _marked(call, HELD_BACK_REASON), _outbox.tries + 1
    _update(connection, call, rows, state="due", due_at=now + HELD_BACK, tries=tries, error=error)
    mark_unreachable(connection, call.terms.family, [row.account for row in rows], HELD_BACK_REASON, now)


def _refuse(
    connection: Connection, call: Call, rows: Sequence[OutboxRow], reasons: Mapping[str, str], now: datetime
) -> None:
    given_up: list[OutboxRow] = []
    for reason in sorted({reasons[row.account.casefold()] for row in rows}):
        these = [row for row in rows if reasons[row.account.casefold()] == reason]
        mark_unreachable(connection, call.terms.family, [row.account for row in these], reason[:200], now)
        given_up += _fail(connection, call, these, reason)
    given_up.sort(key=lambda row: row.id)
    try_next_routes(connection, given_up, now)
    tell_askers(connection, given_up, now)


def _fail(connection: Connection, call: Call, rows: Sequence[OutboxRow], reason: str) -> list[OutboxRow]:
    """→ those that nobody else had taken or cancelled meanwhile."""
    ids = _update(connection, call, rows, state="failed", error=reason[:500])
    return [row for row in rows if row.id in ids]


def _update(
    connection: Connection,
    call: Call,
    rows: Sequence[OutboxRow],
    over: Sequence[str] = ("sending", "due"),
    **values: Any,
) -> set[int]:
    """Changes messages that are still the call's: a late record must not undo what another process did. → their ids."""
    if not rows:
        return set()
    statement = (
        update(outbox_table)
        .where(
            _outbox.id.in_([row.id for row in rows]),
            _outbox.claimed_at == call.claimed_at,
            _outbox.state.in_(over),
        )
        .values(**values)
        .returning(_outbox.id)
    )
    return set(connection.execute(statement).scalars())
