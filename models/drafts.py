"""Drafts (草稿): what was typed and not confirmed, kept as an item that counts for nothing until it is sent in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from models.attachments import LOOSE_FOR, adopt_attachments
from models.conversations import Conversation, take_conversation
from models.items import NewItem, change_item, item_by_number, log_event, store_item
from models.members import member_table
from models.outbox import cancel_begun_with
from models.plans import next_number
from rules.boards import body_of, find_board, title_of
from rules.periods import office_date
from rules.plan import NEWS, Plan

DRAFT = "草稿"
LONGEST_TITLE = 300


@dataclass(frozen=True)
class Lapsed:
    """A conversation that has come to its end: the draft's number if something was typed, and when it began, UTC."""

    number: int | None
    began_at: datetime


def keep_conversation_as_draft(connection: Connection, plan: Plan, member_id: int, now: datetime) -> int | None:
    """Ends what a member is in the middle of; what was typed in it becomes a draft. → its number, None if nothing was.

    Whoever comes second to the same conversation finds nothing, so that it is kept once.
    """
    talk = take_conversation(connection, member_id)
    return _keep(connection, plan, member_id, talk, now) if talk else None


def lapse_conversation(
    connection: Connection, plan: Plan, member_id: int, untouched_since: datetime, now: datetime
) -> Lapsed | None:
    """The same, if nobody has gone on with the conversation after `untouched_since`; None if somebody has."""
    talk = take_conversation(connection, member_id, untouched_since)
    if talk is None:
        return None
    return Lapsed(_keep(connection, plan, member_id, talk, now), talk.began_at or now)


def change_draft(
    connection: Connection, plan_id: str, number: int, action: str, member_id: int, now: datetime, **values: object
) -> int | None:
    """Changes what is a draft still, and keeps what it said before. → the item's id; None if it is no draft any more.

    `values` as in `change_item`: with a status and the time of sending the draft becomes an item of the same number.
    """
    item = item_by_number(connection, plan_id, number, lock=True)
    if item is None or item.status != DRAFT:
        return None
    before = {"title": item.title, "body": item.body, "board": item.board, "kind": item.kind, "status": item.status}
    log_event(connection, item.id, action, member_id, now, before=before)
    change_item(connection, item.id, **values)
    take_back_last_word(connection, plan_id, number)
    return item.id


def take_back_last_word(connection: Connection, plan_id: str, number: int) -> None:
    """Nobody is told of a draft that has been dealt with while the letter about it waited."""
    cancel_begun_with(connection, f"{last_word_key(plan_id, number)}:", "草稿已处理，不再提醒")


def last_word_key(plan_id: str, number: int) -> str:
    """What the natural key of every letter about a draft begins with."""
    return f"lapse-drafts:{plan_id}:{number}"


@dataclass(frozen=True)
class _Typed:
    """What a conversation holds, as the columns of an item."""

    kind: str
    board: str
    title: str
    body: str
    points: dict[str, str] | None

    @classmethod
    def of(cls, data: Mapping[str, Any], plan: Plan) -> "_Typed | None":
        points = {question: answer for question, answer in (data.get("points") or {}).items() if answer.strip()}
        title = str(data.get("title") or "").strip()
        body = str(data.get("text") or "").strip() or body_of(points) or title
        if not body:
            return None
        first = next(iter(points.values()), body)
        board = find_board(data.get("board") or "", plan.boards)
        name = title or title_of(first) or first.strip()
        kind = str(data.get("kind") or NEWS)
        return cls(kind, board.name if board else "", name[:LONGEST_TITLE], body, points or None)


def _keep(connection: Connection, plan: Plan, member_id: int, talk: Conversation, now: datetime) -> int | None:
    typed = _Typed.of(talk.data, plan) if talk.flow else None
    if typed is None:
        return None
    number = int(talk.data.get("number") or 0)  # 0: it was not begun from a draft
    item_id = change_draft(connection, plan.id, number, "修改", member_id, now, **vars(typed))
    if item_id is None:
        number = next_number(connection, plan.id)
        item_id = _store(connection, plan, number, member_id, typed, talk, now)
    adopt_attachments(connection, member_id, item_id, (talk.began_at or now) - LOOSE_FOR)
    return number


def _store(
    connection: Connection, plan: Plan, number: int, member_id: int, typed: _Typed, talk: Conversation, now: datetime
) -> int:
    query = select(member_table.c.unit_id, member_table.c.name).where(member_table.c.id == member_id)
    unit_id, byline = connection.execute(query).one()
    written_at = talk.updated_at or now
    made_up = talk.data if talk.data.get("made_up_for") else {}
    item = NewItem(
        plan_id=plan.id,
        number=number,
        unit_id=talk.data.get("unit_id") or unit_id,
        member_id=member_id,
        byline=byline,
        sent_at=written_at,
        counted_on=date.fromisoformat(made_up["counted_on"]) if made_up else office_date(written_at, plan.zone),
        made_up_for=made_up.get("made_up_for"),
        status=DRAFT,
        **vars(typed),
    )
    return store_item(connection, item)
