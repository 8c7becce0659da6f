"""What a submission does: the item, its photos, the receipt, and no reminder any more for what is delivered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from handlers.context import Context, Reply, UsageError, reply
from handlers.made_up import is_in_time, period_data
from handlers.represented import ask_for_unit, is_to_be_named, reporter
from handlers.talk import WRITING, current
from handlers.unfinished import with_note
from handlers.unit_state import keep_right, state_of, state_text
from models.attachments import LOOSE_FOR, adopt_attachments, attachments_of
from models.chase_facts import with_dropped_duties
from models.drafts import change_draft
from models.items import Item, NewItem, store_item
from models.lateness import deadline_missed
from models.members import Membership
from models.obligations import Obligation
from models.plans import next_number
from models.reminders import same_item_before
from reports.calendar_text import clock_text, period_name
from reports.receipts import past_state, receipt
from rules.boards import missing_points
from rules.duties import is_late
from rules.periods import Period
from rules.plan import NEWS, Board

REPEAT_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Draft:
    """What is about to be submitted. `points` are the answered key points, in the order of the form.

    `number` is that of the stored draft which it was begun from; `begun_at` is when it was begun, if not just now;
    `unit_id` is the unit for which it is, if that is known, `period` the earlier one for which it makes up (补报).
    """

    board: Board
    title: str
    body: str
    kind: str = NEWS
    points: Mapping[str, str] | None = None
    number: int | None = None
    begun_at: datetime | None = None
    unit_id: int | None = None
    period: Period | None = None

    def as_data(self) -> dict[str, Any]:
        """What a conversation keeps of it, with the same names as while it is being written."""
        points = dict(self.points) if self.points else None
        told = {"board": self.board.name, "title": self.title, "text": self.body, "kind": self.kind, "points": points}
        begun = {"begun_at": self.begun_at.isoformat()} if self.begun_at else {}
        return {**told, **({"number": self.number} if self.number else {}), **begun, **period_data(self.period)}


def submit(context: Context, draft: Draft) -> Reply:
    """Stores an item and answers with the receipt: number, the week's state, the next word to type.

    Whoever reports for several units, and has named none, is asked first for which one it is.
    """
    liaison = reporter(context, draft.unit_id)
    if liaison is None:
        return ask_for_unit(context, "submit", draft.as_data(), f"「{draft.title}」")
    asked, draft = draft.period, _in_time(context, draft)
    number, item_id = _send_in(context, draft, liaison) or _store(context, draft, liaison)
    answer = _receipt(context, liaison, number, item_id, draft, _take_photos(context, draft, item_id))
    too_late = asked if asked != draft.period else None
    return with_note(f"{period_name(too_late)}的补报期限已过，本条按本期信息报送。" if too_late else None, answer)


def _in_time(context: Context, draft: Draft) -> Draft:
    """The draft; without the period that it makes up for if the plan's limit has passed since it was begun."""
    if draft.period is None or is_in_time(draft.period, context.today, context.plan):
        return draft
    return replace(draft, period=None)


def _take_photos(context: Context, draft: Draft, item_id: int) -> int:
    """Gives the item what came for it. → how many it has now."""
    member_id, since = context.person.member_id, (draft.begun_at or context.now) - LOOSE_FOR
    if draft.number is None:
        return adopt_attachments(context.connection, member_id, item_id, since)
    if current(context).flow not in WRITING:  # else what came is meant for what is being written
        adopt_attachments(context.connection, member_id, item_id, since)
    return len(attachments_of(context.connection, item_id))


def _send_in(context: Context, draft: Draft, liaison: Membership) -> tuple[int, int] | None:
    """Makes the stored draft an item of the same number; None if there is none, or it is no draft any more."""
    if draft.number is None:
        return None
    item_id = change_draft(
        context.connection,
        context.plan.id,
        draft.number,
        "报送",
        liaison.member_id,
        context.now,
        unit_id=liaison.unit_id,
        kind=draft.kind,
        board=draft.board.name,
        title=draft.title[:300],
        body=draft.body,
        points=draft.points,
        status="待审",
        sent_at=context.incoming.sent_at,
        **_counted(context, draft),
    )
    return None if item_id is None else (draft.number, item_id)


def _store(context: Context, draft: Draft, liaison: Membership) -> tuple[int, int]:
    number = next_number(context.connection, context.plan.id)
    item_id = store_item(
        context.connection,
        NewItem(
            plan_id=context.plan.id,
            number=number,
            unit_id=liaison.unit_id,
            member_id=liaison.member_id,
            byline=liaison.name,
            kind=draft.kind,
            board=draft.board.name,
            title=draft.title[:300],
            body=draft.body,
            points=draft.points,
            sent_at=context.incoming.sent_at,
            **_counted(context, draft),
        ),
    )
    return number, item_id


def _counted(context: Context, draft: Draft) -> dict[str, Any]:
    """The day on which an item counts: that of sending, or the first one of the period that it makes up for."""
    if draft.period is None:
        return {"counted_on": context.today, "made_up_for": None}
    return {"counted_on": draft.period.start, "made_up_for": draft.period.key}


def _receipt(context: Context, liaison: Membership, number: int, item_id: int, draft: Draft, photos: int) -> Reply:
    day = draft.period.start if draft.period else context.today
    source = f"补报第{number}号" if draft.period else f"第{number}号报送"
    obligations = keep_right(context, liaison.unit_id, day, source)
    state = _state(context, liaison.unit_id, obligations, draft)
    missing = missing_points(f"{draft.title}\n{draft.body}", draft.board) if not draft.points else ()
    same_as = _same_before(context, liaison, number, draft)
    title_only = _is_title_only(context, draft)
    unit = liaison.unit if is_to_be_named(context, liaison) else ""
    return reply(
        receipt(
            number,
            draft.board.name,
            draft.title,
            state,
            missing,
            photos,
            kind=draft.kind,
            is_title_only=title_only,
            same_as=same_as,
            unit=unit,
            period=draft.period,
            missed=_missed(context, obligations, item_id, draft),
        )
    )


def _state(context: Context, unit_id: int, obligations: list[Obligation], draft: Draft) -> str:
    """What is still owed in the running periods, and before it in the one that is made up for."""
    if draft.period is None:
        return state_text(context, obligations)
    over = [row for row in obligations if (row.starts_on, row.ends_on) == (draft.period.start, draft.period.end)]
    plan = with_dropped_duties(context.connection, context.plan, over)
    return "\n".join((*past_state(over, plan), state_of(context, unit_id)))


def _missed(context: Context, obligations: list[Obligation], item_id: int, draft: Draft) -> str:
    """The deadline after which the item came, as text, "" if it is in time."""
    sent_at = context.incoming.sent_at
    if draft.period or not any(is_late(sent_at, row.deadline) for row in obligations):
        return ""
    missed = deadline_missed(context.connection, item_id)
    return clock_text(missed, context.plan.zone) if missed else ""


def _is_title_only(context: Context, draft: Draft) -> bool:
    """Whether nothing but a title was sent. One that is long enough to be recognised as an item says all there is."""
    body = draft.body.strip()
    return not body or (body == draft.title.strip() and len(body) < context.plan.recognition.shortest)


def _same_before(context: Context, liaison: Membership, number: int, draft: Draft) -> int | None:
    since = context.incoming.sent_at - REPEAT_WITHIN
    first_day = since.astimezone(context.plan.zone).date()
    return same_item_before(
        context.connection,
        liaison.unit_id,
        number,
        draft.board.name,
        draft.title[:300],
        draft.body,
        min(first_day, draft.period.start) if draft.period else first_day,
        since,
    )


def own_item(context: Context, number: int | None, item: Item | None) -> Item:
    """The item, if it is there and belongs to the speaker's unit or the speaker is an editor. UsageError otherwise."""
    if number is None:
        raise UsageError("请写明编号，例如：撤回 12。发送「我的」查看本单位信息的编号。")
    unit_ids = {person.unit_id for person in context.people if person.role in ("liaison", "head")}
    if item is None or (item.unit_id not in unit_ids and "editor" not in context.roles):
        raise UsageError(f"没有找到本单位的第{number}号信息。发送「我的」查看本单位信息的编号。")
    return item
