"""The letters of a reminder by hand: whom they reach, one for each receiver whatever is owed, and what they say."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.context import Context
from models.channels import Route
from models.chase_facts import ChaseFacts, Part, duty_on, facts_of
from models.chases import Link, link_letters
from models.obligations import Obligation, owed_in
from models.openings import OpenSpan, open_spans
from models.outbox import Content, Letter, post
from models.receivers import receivers_of
from reports.chase_text import letter_content
from rules.periods import Period

JOB = "reminder"


@dataclass(frozen=True)
class Mail:
    """What one receiver is told; `parts` are the obligations by duty and audience."""

    route: Route
    parts: tuple[Part, ...]

    @property
    def content(self) -> Content:
        """The message."""
        return letter_content(self.parts)

    @property
    def units(self) -> dict[int, str]:
        """The units that it speaks of, by id."""
        return {row.unit_id: row.unit for part in self.parts for row in part.facts.owed}


def owed_now(context: Context, unit_ids: Collection[int] | None = None) -> list[ChaseFacts]:
    """What is owed in the running periods, duty by duty in the order of the roster; of some units if given."""
    connection, plan, today = context.connection, context.plan, context.today
    found: list[ChaseFacts] = []
    for span in open_spans(connection, plan.id, today, today):
        rows = owed_in(connection, plan.id, span.duty, span.starts_on)
        rows = [row for row in rows if unit_ids is None or row.unit_id in unit_ids]
        found += _facts(context, span, rows)
    return found


def mails_about(context: Context, owed: Sequence[ChaseFacts], leaves_at: datetime) -> list[Mail]:
    """A letter for each account that the reminder goes to, worded for the time at which it leaves."""
    plan, units = context.plan, [row.unit_id for facts in owed for row in facts.owed]
    receivers = receivers_of(context.connection, plan.id, context.today, units)
    routes: dict[tuple[str, str], Route] = {}
    parts: dict[tuple[str, str], list[Part]] = {}
    for facts in owed:
        for row in facts.owed:
            for way in receivers.ways("liaison", row.unit_id, plan.tone.head_if_unreachable):
                to = (way.route.channel, way.route.account)
                routes.setdefault(to, way.route)
                about = replace(facts, owed=(row,), deadline=row.deadline, now=leaves_at, instead=way.instead)
                parts.setdefault(to, []).append(Part(way.audience, about))
    return [Mail(route, tuple(parts[to])) for to, route in routes.items()]


def send(context: Context, mails: Sequence[Mail], leaves_at: datetime) -> None:
    """Writes the letters and notes what they speak of."""
    letters = [_letter(context, mail, leaves_at) for mail in mails]
    post(context.connection, letters, context.now)
    links = [
        Link(row.id, letter.key, part.audience)
        for letter, mail in zip(letters, mails, strict=True)
        for part in mail.parts
        for row in part.facts.owed
    ]
    link_letters(context.connection, links)


def _facts(context: Context, span: OpenSpan, rows: Sequence[Obligation]) -> Iterator[ChaseFacts]:
    held = duty_on(context.connection, context.plan.id, span.duty, span.starts_on)
    if rows and held is not None:
        duty = held[1]
        period = Period(span.starts_on, span.ends_on, duty.period)
        yield facts_of(context.connection, context.plan, duty, period, rows, context.now, live=True)


def _letter(context: Context, mail: Mail, leaves_at: datetime) -> Letter:
    route, incoming, units = mail.route, context.incoming, list(mail.units)
    return Letter(
        key=f"{JOB}:{context.plan.id}:{incoming.channel}:{incoming.key}:{route.channel}:{route.account}",
        channel=route.channel,
        account=route.account,
        content=mail.content,
        due_at=leaves_at,
        job=JOB,
        plan_id=context.plan.id,
        audience="liaison",
        member_id=route.member_id,
        unit_id=units[0] if len(units) == 1 else None,
    )
