"""Late items (逾期): sent after the deadline of a duty for which they count, in the same period, while too little had
come in by then (design, section 7)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, select

from models.base import UtcDateTime
from models.items import item_table
from models.obligations import among, delivered_by_deadline, obligation_table, standing_excuse
from models.prepared import Prepared

# By another name than the items that are counted.
_judged = item_table.alias("judged")


def _missed_deadlines(which: ColumnElement[bool]) -> Select[Any]:
    """Of these items those that are late, each with the last deadline that it missed.

    What is made up for (补报) is no late item of its period; it has a mark of its own. Where a unit is excused nothing
    is late, nor is what comes in beyond what a duty asks for and had in time.
    """
    item, owed = _judged.c, obligation_table.c
    stands_for = and_(
        owed.unit_id == item.unit_id,
        owed.starts_on <= item.counted_on,
        owed.ends_on > item.counted_on,
        owed.counts != "publications",
        among(owed.kinds, item.kind),
        among(owed.boards, item.board),
        owed.deadline < item.sent_at,
        standing_excuse().is_(None),
        delivered_by_deadline() < owed.required,
    )
    return (
        select(item.id, func.max(owed.deadline, type_=UtcDateTime))
        .join_from(_judged, obligation_table, stands_for)
        .where(which, item.made_up_for.is_(None))
        .group_by(item.id)
    )


_of_one = Prepared(_missed_deadlines(_judged.c.id == bindparam("item")))


def late_items(connection: Connection, item_ids: Collection[int]) -> dict[int, datetime]:
    """Which of these items are late: item id → the last deadline that it missed, UTC. One statement."""
    found = connection.execute(_missed_deadlines(_judged.c.id.in_(item_ids)))
    return {item_id: deadline for item_id, deadline in found}


def deadline_missed(connection: Connection, item_id: int) -> datetime | None:
    """`late_items` for the one item that is being acknowledged: the deadline, None if it is in time."""
    found = _of_one.first(connection, item=item_id)
    return found[1] if found else None
