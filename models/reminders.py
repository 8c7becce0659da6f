"""What was said before: reminders that units got already, and items that repeat an earlier one."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, select

from models.base import UtcDateTime
from models.chases import chase_letter_table
from models.items import counts, item_table
from models.obligations import obligation_table
from models.outbox import outbox_table
from models.prepared import Prepared

JOBS = ("chase", "reminder")


def last_reminded(
    connection: Connection, obligation_ids: Collection[int], since: datetime, until: datetime
) -> dict[int, datetime]:
    """When the liaisons were last reminded of these obligations, by the ladder or by hand: obligation id → UTC.

    Only what was written in `since` ≤ instant < `until` and not taken back.
    """
    letter, row = chase_letter_table.c, outbox_table.c
    query = (
        select(letter.obligation_id, func.max(row.created_at, type_=UtcDateTime))
        .join_from(chase_letter_table, outbox_table, letter.outbox_key == row.key)
        .where(
            letter.obligation_id.in_(obligation_ids),
            row.job.in_(JOBS),
            row.audience == "liaison",
            row.state != "cancelled",
            row.created_at >= since,
            row.created_at < until,
        )
        .group_by(letter.obligation_id)
    )
    return {obligation: at for obligation, at in connection.execute(query)}


def waiting_about(connection: Connection, plan_id: str) -> list[int]:
    """The obligations of a plan of which an unsent reminder speaks, by id."""
    letter, owed = chase_letter_table.c, obligation_table.c
    query = (
        select(owed.id)
        .distinct()
        .join_from(obligation_table, chase_letter_table, letter.obligation_id == owed.id)
        .join(outbox_table, outbox_table.c.key == letter.outbox_key)
        .where(owed.plan_id == plan_id, outbox_table.c.state.in_(("due", "sending")))
        .order_by(owed.id)
    )
    return list(connection.execute(query).scalars())


_same_before = Prepared(
    select(item_table.c.number)
    .where(
        item_table.c.unit_id == bindparam("unit"),
        item_table.c.counted_on >= bindparam("first_day"),
        counts,
        item_table.c.sent_at >= bindparam("since"),
        item_table.c.number != bindparam("number"),
        item_table.c.board == bindparam("board"),
        item_table.c.title == bindparam("title"),
        item_table.c.body == bindparam("body"),
    )
    .order_by(item_table.c.number.desc())
    .limit(1)
)


def same_item_before(
    connection: Connection,
    unit_id: int,
    number: int,
    board: str,
    title: str,
    body: str,
    first_day: date,
    since: datetime,
) -> int | None:
    """The number of a unit's latest item that says the same as its item `number`, or None.

    Only what counts (待审, 采用) and was sent from `since` on; `first_day` is the office's date of `since`.
    """
    values = {"unit": unit_id, "number": number, "board": board, "title": title, "body": body}
    row = _same_before.first(connection, **values, first_day=first_day, since=since)
    return int(row[0]) if row else None
