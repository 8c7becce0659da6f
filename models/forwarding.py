"""A message that a channel could not bring to a member is written anew for the next way to that member."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from models.channels import Route, private_routes
from models.chases import link_letters, links_of
from models.outbox import Letter, OutboxRow, post, rows_with_keys


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
