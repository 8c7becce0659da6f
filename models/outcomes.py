"""What became of a call: recorded for its messages, its channel and its receivers in one transaction.

A failed call silences the channel and not the message, so an outage costs one call per pause however much is due. The
message moves behind the others that are due, and the failure counts against it only if the call before it succeeded:
a message that cannot be sent is found out by the others that can, and neither blocks them nor is lost in an outage.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, update

from models.channels import Pause, Route, pause_channel, pause_of, plans_of, private_routes, resume_channel
from models.chases import link_letters, links_of
from models.delivery import UNCLEAR, Call, release_stale, take_orphans
from models.members import account_table, mark_unreachable, members_with_role
from models.outbox import Content, Letter, OutboxRow, outbox_table, post, rows_with_keys
from rules.periods import office_date
from rules.plan import OFFICE

Policy = Literal["retry", "give_up", "wait_window", "stop_channel"]

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


@dataclass(frozen=True)
class Failure:
    """Why a call failed and what is to be done, in the words of `bot.platform.SendError`; `wait` in seconds."""

    policy: Policy
    reason: str
    code: str = ""
    wait: int = 0
    ambiguous: bool = False
    tell: bool = False


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
        return len(_fail(connection, call, call.rows, failure.reason))
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
    return len(worn)


def put_right(connection: Connection, now: datetime) -> int:
    """Messages that no claim would find: of processes that died, of channels that are gone. → how many."""
    released = release_stale(connection, now)
    orphans = take_orphans(connection, now)
    try_next_routes(connection, orphans, now)
    return released + len(orphans)


def try_next_routes(connection: Connection, rows: Sequence[OutboxRow], now: datetime) -> None:
    """Writes each message anew for the member's best channel that it was not tried on, if there is one.

    The new key is the first one's with `@channel`; reminders stay tied to the obligations they speak of.
    """
    ways = private_routes(connection, {row.member_id for row in rows if row.member_id is not None and row.account})
    if not ways:
        return
    open_to = [(row, ways[row.member_id]) for row in rows if row.account and row.member_id in ways]
    keys = {_first_key(row) for row, _ in open_to} | {_key_on(row, way.channel) for row, to in open_to for way in to}
    tried = {row.key: row.channel for row in rows_with_keys(connection, keys)}
    letters = {}
    for row, to in open_to:
        way = next((way for way in to if _is_new(row, way, tried)), None)
        if way is not None:
            letters[row.key] = _forwarded(row, way, now)
    _keep_links(connection, {old: letter.key for old, letter in letters.items()})
    post(connection, list(letters.values()), now)


def tell_editors(connection: Connection, channel: str, failure: Failure, now: datetime) -> None:
    """Tells the editors of the channel's plans, through other channels, once a day and code."""
    code = (failure.code or failure.policy)[:80]
    text = f"通道 {channel} 有消息发不出去：{failure.reason.rstrip('。')}。"
    if failure.policy == "stop_channel":
        text += "处理好以后会自动补发，不用重新操作。"
    office_day = office_date(now, OFFICE)
    letters: dict[tuple[str, str], Letter] = {}
    for plan in plans_of(connection, channel):
        editors = [person.member_id for person in members_with_role(connection, plan, ["editor"], office_day)]
        for member, ways in private_routes(connection, editors).items():
            way = next((way for way in ways if way.channel != channel and way.unreachable is None), None)
            if way is not None:
                letters.setdefault(
                    (way.channel, way.account),
                    Letter(
                        key=f"channel-trouble:{channel}:{office_day}:{code}:{member}",
                        channel=way.channel,
                        account=way.account,
                        content=Content(text, title="通道故障"),
                        due_at=now,
                        job="channel-trouble",
                        plan_id=plan,
                        audience="editors",
                        member_id=member,
                    ),
                )
    post(connection, list(letters.values()), now)


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
        return len(_fail(connection, call, call.rows, f"{error}；已重发过一次，可能已经送达，请向对方核实"))
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
    try_next_routes(connection, sorted(given_up, key=lambda row: row.id), now)


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


def _first_key(row: OutboxRow) -> str:
    return row.key.removesuffix(f"@{row.channel}")


def _key_on(row: OutboxRow, channel: str) -> str:
    return f"{_first_key(row)}@{channel}"


def _is_new(row: OutboxRow, way: Route, tried: Mapping[str, str]) -> bool:
    first = tried.get(_first_key(row))
    return way.channel not in (row.channel, first) and _key_on(row, way.channel) not in tried


def _forwarded(row: OutboxRow, way: Route, now: datetime) -> Letter:
    return Letter(
        key=_key_on(row, way.channel),
        channel=way.channel,
        account=way.account,
        content=row.content,
        due_at=now,
        job=row.job,
        plan_id=row.plan_id,
        rung=row.rung,
        audience=row.audience,
        member_id=row.member_id,
        unit_id=row.unit_id,
    )


def _keep_links(connection: Connection, renamed: Mapping[str, str]) -> None:
    if not renamed:
        return
    links = links_of(connection, list(renamed))
    link_letters(connection, [replace(link, outbox_key=renamed[link.outbox_key]) for link in links])
