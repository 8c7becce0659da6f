"""What a person asked last, so that 那财政局呢 and 上个月呢 can be understood, on whichever platform."""

from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, ForeignKey, Table, bindparam, select

from models.base import Json, UtcDateTime, metadata
from models.conflicts import dialect_insert
from questions.query import Query

last_question_table = Table(
    "last_question",
    metadata,
    Column("member_id", ForeignKey("member.id"), primary_key=True),
    Column("query", Json, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
)

_of_member = select(last_question_table.c.query, last_question_table.c.asked_at).where(
    last_question_table.c.member_id == bindparam("member")
)


def last_question(connection: Connection, member_id: int, now: datetime, within: timedelta) -> Query | None:
    """The member's last understood question, if it was asked at most `within` before `now` (aware), else None."""
    row = connection.execute(_of_member, {"member": member_id}).first()
    if row is None or not timedelta(0) <= now - row.asked_at <= within:
        return None
    return Query.from_json(row.query)


def remember_question(connection: Connection, member_id: int, query: Query, now: datetime) -> None:
    """Keeps an understood question in place of the one before."""
    values = {"query": query.as_json(), "asked_at": now}
    connection.execute(
        dialect_insert(connection, last_question_table)
        .values(member_id=member_id, **values)
        .on_conflict_do_update(index_elements=["member_id"], set_=values)
    )
