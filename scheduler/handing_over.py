"""Hand-over: what a liaison who has left had begun, and what waits to be sent to them, goes to who is there now.

The by-line of what they wrote stays. Done again it finds nothing: what was moved is gone, and keys are unique.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from models.channels import private_routes
from models.chase_facts import parts_of, with_dropped_duties
from models.chases import Link, link_letters, links_of, unlink_letters, unsent_about
from models.drafts import keep_conversation_as_draft
from models.items import drafts_of_units
from models.leaving import Leaver, leavers, starts_in_office, waiting_reminders
from models.members import Person, members_with_role
from models.obligations import obligations_with_ids, running_obligations
from models.outbox import Content, Letter, OutboxRow, cancel, post, rewrite
from reports.chase_text import as_they_leave, letter_content
from reports.hand_over_text import hand_over_notice
from reports.receipts import week_state
from rules.chasing import send_at
from rules.periods import office_date
from rules.plan import Plan

logger = logging.getLogger(__name__)

JOB = "hand-over"
NEWS = timedelta(days=14)
"""How long after it a change of liaisons is told of: longer than a downtime."""

MEMORY = timedelta(days=92)
"""How long a unit may be without a liaison and the next one still hear from whom they take over."""

LEFT = "信息报送员已停用"
MOVED = "改发给接续的信息报送员"


def hand_over(connection: Connection, plan: Plan, now: datetime) -> int:
    """Moves what liaisons who have left leave behind to those of their units who are in office. → rows written.

    Without a successor what was being written waits for one; reminders to somebody who has left go out to nobody.
    """
    today = office_date(now, plan.zone)
    gone = leavers(connection, plan.id, today, today - MEMORY)
    if not gone:
        return 0
    units = {leaver.unit_id: leaver for leaver in gone}  # the one who left last
    there = members_with_role(connection, plan.id, ("liaison",), today, units)
    successors = {unit_id: [person for person in there if person.unit_id == unit_id] for unit_id in units}
    moved = dict.fromkeys(units, 0)
    for leaver in gone:
        moved[leaver.unit_id] += _move(connection, plan, leaver, successors[leaver.unit_id], now)
    told = 0
    for unit_id, leaver in units.items():
        people = successors[unit_id] if moved[unit_id] else _news(connection, leaver, successors[unit_id], today)
        told += _tell(connection, plan, leaver, people, now)
    if told or any(moved.values()):
        logger.info("hand-over %s: %s moved, %s told", plan.id, sum(moved.values()), told)
    return sum(moved.values()) + told


def _move(connection: Connection, plan: Plan, leaver: Leaver, successors: Sequence[Person], now: datetime) -> int:
    readdressed = _readdress(connection, plan, leaver, successors, now)
    if not successors:
        return readdressed
    number = keep_conversation_as_draft(connection, plan, leaver.member_id, now)
    return readdressed + (number is not None)


def _readdress(connection: Connection, plan: Plan, leaver: Leaver, successors: Sequence[Person], now: datetime) -> int:
    """Writes the reminders that wait for the leaver anew for each successor who has none. → how many.

    Of a letter about other units or in other roles too, the receiver keeps what is about these.
    """
    written = 0
    for row in waiting_reminders(connection, leaver.member_id):
        own, others = _links(connection, row, leaver)
        is_theirs = any(person.member_id == row.member_id for person in successors)
        if is_theirs or (not own and (others or row.member_id != leaver.member_id)):
            continue
        letters = _letters_instead(connection, row, own, successors)
        if any(letter.account == row.account for letter in letters):
            continue  # the unit's own account, which has gone to the successor
        if others:
            content = _content(connection, own, row, now)
            letters = [replace(letter, content=content, plan_id=plan.id) for letter in letters] if content else []
            _keep_others(connection, row, own, others, now)
        else:
            cancel(connection, [row.id], MOVED if successors else LEFT)
        written += post(connection, letters, now)
        link_letters(connection, [replace(link, outbox_key=letter.key) for letter in letters for link in own])
    return written


def _links(connection: Connection, row: OutboxRow, leaver: Leaver) -> tuple[list[Link], list[Link]]:
    """What a letter says to the leaver as the unit's liaison, and what else."""
    links = links_of(connection, [row.key])
    about = obligations_with_ids(connection, [link.obligation_id for link in links])
    of_unit = {obligation.id for obligation in about if obligation.unit_id == leaver.unit_id}
    own = [link for link in links if link.obligation_id in of_unit and link.audience in ("", "liaison")]
    return own, [link for link in links if link not in own]


def _keep_others(
    connection: Connection, row: OutboxRow, own: Sequence[Link], others: Sequence[Link], now: datetime
) -> None:
    unlink_letters(connection, own)
    content = _content(connection, others, row, now)
    if content:
        rewrite(connection, row.id, content)
    else:
        cancel(connection, [row.id], MOVED)


def _content(connection: Connection, links: Sequence[Link], row: OutboxRow, now: datetime) -> Content | None:
    """The letter as far as it is about these; None if nothing of it is owed any more."""
    parts = parts_of(connection, links, now)
    return letter_content(as_they_leave(parts, max(now, row.due_at))) if parts else None


def _letters_instead(
    connection: Connection, row: OutboxRow, own: Sequence[Link], successors: Sequence[Person]
) -> list[Letter]:
    have_one = {other.member_id for other in unsent_about(connection, [link.obligation_id for link in own])}
    routes = private_routes(connection, [person.member_id for person in successors])
    return [
        Letter(
            key=f"{row.key}:to:{person.member_id}",
            channel=route.channel,
            account=route.account,
            content=row.content,
            due_at=row.due_at,
            job=row.job,
            plan_id=row.plan_id,
            rung=row.rung,
            audience=row.audience,
            member_id=person.member_id,
            unit_id=person.unit_id,
        )
        for person in successors
        if person.member_id not in have_one
        for route in routes.get(person.member_id, [])[:1]
    ]


def _news(connection: Connection, leaver: Leaver, successors: Sequence[Person], today: date) -> list[Person]:
    """The successors to whom the change is new: it took place in the last days."""
    starts = starts_in_office(connection, [person.member_id for person in successors])
    begun = {member_id: max(start or leaver.left_on, leaver.left_on) for member_id, start in starts.items()}
    return [person for person in successors if begun[person.member_id] >= today - NEWS]


def _tell(connection: Connection, plan: Plan, leaver: Leaver, people: Sequence[Person], now: datetime) -> int:
    """Tells each successor once what is open. → how many letters are new."""
    routes = private_routes(connection, [person.member_id for person in people])
    if not routes:
        return 0
    content = _notice(connection, plan, leaver, now)
    letters = []
    for member_id, ways in routes.items():
        # Without the account, so that somebody who changes to another platform is not told again.
        key = f"{JOB}:{plan.id}:{leaver.member_id}:{leaver.left_on}:{member_id}"
        letters.append(
            Letter(
                key=key,
                channel=ways[0].channel,
                account=ways[0].account,
                content=content,
                due_at=send_at(now, plan.tone, plan.zone, key),
                job=JOB,
                plan_id=plan.id,
                audience="liaison",
                member_id=member_id,
                unit_id=leaver.unit_id,
            )
        )
    return post(connection, letters, now)


def _notice(connection: Connection, plan: Plan, leaver: Leaver, now: datetime) -> Content:
    drafts = drafts_of_units(connection, [leaver.unit_id])
    owed = running_obligations(connection, leaver.unit_id, office_date(now, plan.zone))
    state = week_state(owed, with_dropped_duties(connection, plan, owed), now)
    return hand_over_notice(leaver.unit, leaver.name, leaver.left_on, drafts, state, plan.zone)
