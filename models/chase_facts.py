"""What a reminder is worded from: for the ladder, by hand, and when one that waits is worded anew."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import cast

from sqlalchemy import Connection, func, select

from models.chases import Link
from models.misses import misses_before
from models.obligations import (
    IN_PERIOD,
    OBLIGATIONS_AS_OF,
    Obligation,
    as_of,
    obligation_table,
    obligations_with_ids,
    standing_excuse,
)
from models.plans import current_plan, versions_from
from models.receivers import Receivers, receivers_of
from rules.chasing import audiences
from rules.periods import Period, office_date
from rules.plan import OFFICE, Audience, Duty, Plan, Rung


@dataclass(frozen=True)
class ChaseFacts:
    """One duty in one period, as a reminder speaks of it.

    `owed` are the obligations that it speaks of, `expected` is the number of units that owe the duty in the period,
    delivered or not. `misses` maps unit id → periods missed in a row, the present one included. `excused` and
    `unreachable` (unit → why no reminder reaches it) are for summaries, `instead` says to a head why the unit's
    liaisons cannot be written to. `rung` brings a wording and a tone of its own, None where an editor chases by hand.
    `now` is aware: the as-of time.
    """

    plan: Plan
    duty: Duty
    period: Period
    deadline: datetime | None
    owed: tuple[Obligation, ...]
    expected: int
    misses: Mapping[int, int]
    now: datetime
    excused: tuple[Obligation, ...] = ()
    unreachable: Mapping[str, str] = field(default_factory=dict)
    rung: Rung | None = None
    instead: str = ""


@dataclass(frozen=True)
class Part:
    """What one receiver is told of one duty in one period, as one audience of one rung."""

    audience: Audience
    facts: ChaseFacts


def facts_of(
    connection: Connection,
    plan: Plan,
    duty: Duty,
    period: Period,
    owed: Sequence[Obligation],
    now: datetime,
    live: bool = False,
) -> ChaseFacts:
    """The facts of a duty in a period as of `now`, about these obligations; `live` as in `models.obligations.as_of`."""
    today = office_date(now, plan.zone)
    known = {"plan": plan.id, "duty": duty.id, "start": period.start, **as_of(now, today, live)}
    units = [row.unit_id for row in owed]
    before = misses_before(connection, plan.id, duty.id, units, period.start, now, today, live=live)
    return ChaseFacts(
        plan=plan,
        duty=duty,
        period=period,
        deadline=owed[0].deadline,
        owed=tuple(owed),
        expected=_expected(connection, known),
        misses={unit: count + 1 for unit, count in before.items()},
        now=now,
        excused=tuple(_excused(connection, known)),
    )


def duty_on(connection: Connection, plan_id: str, duty_id: str, day: date) -> tuple[Plan, Duty] | None:
    """A duty with its plan as they held on a day; as they first held afterwards, if it came later; None if never."""
    for version in versions_from(connection, plan_id, day):
        duty = next((duty for duty in version.duties if duty.id == duty_id), None)
        if duty is not None:
            return version, duty
    return None


def with_dropped_duties(connection: Connection, plan: Plan, rows: Sequence[Obligation]) -> Plan:
    """The plan with the duties that these obligations are of and that it does not have any more, as they were."""
    known = {duty.id for duty in plan.duties}
    dropped = {row.duty: row for row in rows if row.duty not in known}
    held = [duty_on(connection, plan.id, row.duty, row.starts_on) for row in dropped.values()]
    return replace(plan, duties=(*plan.duties, *(found[1] for found in held if found))) if dropped else plan


def parts_of(connection: Connection, links: Sequence[Link], now: datetime) -> list[Part]:
    """What a stored reminder would say now: only of what is still owed; nothing where all is delivered."""
    rows = obligations_with_ids(connection, {link.obligation_id for link in links})
    return list(_parts(connection, links, [row for row in rows if row.missing], now, live=True))


def parts_as_of(connection: Connection, links: Sequence[Link], now: datetime) -> list[Part]:
    """`parts_of` as it would have been at another time."""
    query = OBLIGATIONS_AS_OF.where(obligation_table.c.id.in_({link.obligation_id for link in links}))
    found = connection.execute(query.order_by(obligation_table.c.id), as_of(now, office_date(now, OFFICE)))
    rows = [Obligation(*row) for row in found]
    return list(_parts(connection, links, [row for row in rows if row.missing], now, live=False))


def noted(facts: ChaseFacts, receivers: Receivers) -> ChaseFacts:
    """The facts with the units that no reminder reaches, for summaries."""
    reasons = {row.unit: receivers.why_unreachable(row.unit_id) for row in facts.owed}
    return replace(facts, unreachable={unit: reason for unit, reason in reasons.items() if reason is not None})


def _parts(
    connection: Connection, links: Sequence[Link], rows: Sequence[Obligation], now: datetime, live: bool
) -> Iterator[Part]:
    told = {(link.audience, link.rung): {each.obligation_id for each in links if _same(each, link)} for link in links}
    for (audience, rung), ids in told.items():
        for group in _by_period(row for row in rows if row.id in ids):
            facts = _facts_again(connection, group, rung, now, live)
            if facts is not None:
                yield Part(cast(Audience, audience), _with_unreachable(connection, cast(Audience, audience), facts))


def _same(one: Link, other: Link) -> bool:
    return (one.audience, one.rung) == (other.audience, other.rung)


def _by_period(rows: Iterator[Obligation]) -> list[list[Obligation]]:
    groups: dict[tuple[str, str, date], list[Obligation]] = {}
    for row in rows:
        groups.setdefault((row.plan_id, row.duty, row.starts_on), []).append(row)
    return list(groups.values())


def _facts_again(
    connection: Connection, owed: Sequence[Obligation], rung: str, now: datetime, live: bool
) -> ChaseFacts | None:
    first = owed[0]
    plan = current_plan(connection, first.plan_id, now)
    held = duty_on(connection, first.plan_id, first.duty, first.starts_on)
    if plan is None or held is None:
        return None
    _, duty = held
    period = Period(first.starts_on, first.ends_on, duty.period)
    facts = facts_of(connection, plan, duty, period, owed, now, live)
    return replace(facts, rung=next((step for step in duty.rungs() if step.id == rung), None))


def _with_unreachable(connection: Connection, audience: Audience, facts: ChaseFacts) -> ChaseFacts:
    """For summaries who cannot be reached, and for a head who is told instead of the liaisons why."""
    plan = facts.plan
    is_instead = audience == "head" and plan.tone.head_if_unreachable and not _reaches_heads(facts)
    if audience not in ("editors", "leaders") and not is_instead:
        return facts
    units = [row.unit_id for row in facts.owed]
    receivers = receivers_of(connection, plan.id, office_date(facts.now, plan.zone), units)
    return replace(facts, instead=receivers.why_unreachable(units[0]) or "") if is_instead else noted(facts, receivers)


def _reaches_heads(facts: ChaseFacts) -> bool:
    misses = max(facts.misses.values(), default=1)
    return facts.rung is not None and "head" in audiences(facts.rung, misses)


def _expected(connection: Connection, known: Mapping[str, object]) -> int:
    query = select(func.count()).select_from(obligation_table).where(*IN_PERIOD, standing_excuse(as_of=True).is_(None))
    return int(connection.execute(query, known).scalar_one())


def _excused(connection: Connection, known: Mapping[str, object]) -> list[Obligation]:
    query = OBLIGATIONS_AS_OF.where(*IN_PERIOD, standing_excuse(as_of=True).is_not(None))
    return [Obligation(*row) for row in connection.execute(query.order_by(obligation_table.c.id), known)]
