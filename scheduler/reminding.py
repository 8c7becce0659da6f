"""The letters of the rungs that fire: who gets them, one message for each receiver, when they may leave."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection

from models.channels import Route
from models.chase_facts import ChaseFacts, Part, noted, parts_as_of, parts_of
from models.chases import Link, held_back, link_letters, links_of
from models.obligations import Obligation
from models.outbox import Content, Letter, cancel, post
from models.receivers import Receivers, receivers_of
from reports.chase_text import as_they_leave, letter_content
from rules.chasing import RungInstant, audiences, send_at
from rules.periods import office_date
from rules.plan import Audience
from rules.templates import PRIVATE

JOB = "chase"
MERGED = "并入新的提醒"

Receiver = tuple[str, str]
"""A channel and an account on it."""


@dataclass(frozen=True)
class Case:
    """A rung that fires: `facts.owed` are the obligations that climb it."""

    facts: ChaseFacts
    rung: RungInstant

    @property
    def key(self) -> str:
        """A stable name, the beginning of its letters' keys."""
        facts = self.facts
        return f"chase:{facts.plan.id}:{facts.duty.id}:{facts.period.key}:{self.rung.rung.id}"

    def leaves_at(self) -> datetime:
        """When its letters may leave: all at once, so that identical ones go in one call."""
        return send_at(self.facts.now, self.facts.plan.tone, self.facts.plan.zone, self.key)


@dataclass(frozen=True)
class _Note:
    """What one receiver is told: about one obligation in private, about all of a rung in a summary.

    Who stands in for a liaison is told so (`audience`), and is still one of the liaisons whom the rung `addresses`.
    """

    case: Case
    audience: Audience
    rows: tuple[Obligation, ...]
    member_id: int
    addresses: Audience
    instead: str = ""

    @property
    def key(self) -> str:
        """A stable name, that of the letter where this is all that it says."""
        about = self.rows[0].unit_id if self.audience in PRIVATE else self.audience
        return f"{self.case.key}:{about}:{self.member_id}"

    @property
    def told(self) -> tuple[str, bool, tuple[int, ...]]:
        """What it comes to for the receiver: the rung, in private or not, and the obligations."""
        return self.case.key, self.audience in PRIVATE, tuple(row.id for row in self.rows)

    def part(self) -> Part:
        """The same for the wording."""
        facts = replace(self.case.facts, owed=self.rows, rung=self.case.rung.rung, instead=self.instead)
        return Part(self.audience, facts)


@dataclass
class _Mail:
    """What is to be written to one receiver."""

    notes: list[_Note] = field(default_factory=list)

    def add(self, note: _Note) -> None:
        """Nobody is told the same in two roles, neither in private nor in a summary: the first one stays."""
        if all(other.told != note.told for other in self.notes):
            self.notes.append(note)


def write_letters(connection: Connection, cases: Sequence[Case], now: datetime, live: bool = False) -> int:
    """Writes what the rungs have to say, one letter for each receiver. → how many letters are new.

    A private reminder that quiet hours hold back for the same person is taken up into the new one.
    """
    mails: dict[Receiver, _Mail] = {}
    posts: list[tuple[Letter, list[Link]]] = []
    for case in cases:
        receivers = _receivers(connection, case)
        noted_case = replace(case, facts=noted(case.facts, receivers))
        for route, note in _notes(noted_case, receivers):
            mails.setdefault((route.channel, route.account), _Mail()).add(note)
        posts += _posts(noted_case, receivers)
    waiting = _take_up_waiting(connection, mails, now)
    held_parts = _parts_held(connection, waiting, now, live)
    letters = [_mail_letter(to, mail.notes, waiting.get(to), held_parts) for to, mail in mails.items()]
    written = post(connection, [letter for letter, _ in (*letters, *posts)], now)
    link_letters(connection, [link for _, links in (*letters, *posts) for link in links])
    return written


def _receivers(connection: Connection, case: Case) -> Receivers:
    plan = case.facts.plan
    units = [row.unit_id for row in case.facts.owed]
    return receivers_of(connection, plan.id, office_date(case.facts.now, plan.zone), units)


def _notes(case: Case, receivers: Receivers) -> Iterator[tuple[Route, _Note]]:
    """Everything to be said in private, audience by audience as the rung names them."""
    for audience, rows in _by_audience(case).items():
        if audience in PRIVATE:
            yield from (found for row in rows for found in _about_unit(case, audience, row, receivers))
        elif audience != "group":
            for route in receivers.of(audience):
                yield route, _Note(case, audience, tuple(rows), route.member_id, audience)


def _about_unit(case: Case, audience: Audience, row: Obligation, receivers: Receivers) -> Iterator[tuple[Route, _Note]]:
    for way in receivers.ways(audience, row.unit_id, case.facts.plan.tone.head_if_unreachable):
        addresses = "head" if way.instead else audience
        yield way.route, _Note(case, way.audience, (row,), way.route.member_id, addresses, way.instead)


def _by_audience(case: Case) -> dict[Audience, list[Obligation]]:
    found: dict[Audience, list[Obligation]] = {}
    for row in case.facts.owed:
        for audience in audiences(case.rung.rung, case.facts.misses[row.unit_id]):
            found.setdefault(audience, []).append(row)
    return found


def _posts(case: Case, receivers: Receivers) -> Iterator[tuple[Letter, list[Link]]]:
    rows = _by_audience(case).get("group")
    if not rows:
        return
    content = letter_content([Part("group", replace(case.facts, owed=tuple(rows), rung=case.rung.rung))])
    for channel in receivers.groups:
        letter = _letter(f"{case.key}:group:{channel}", (channel, ""), content, case, "group")
        yield letter, [Link(row.id, letter.key, "group", case.rung.rung.id) for row in rows]


@dataclass
class _Held:
    """What was to be said to a receiver later: until when, and of which obligations."""

    until: datetime
    links: list[Link]


def _take_up_waiting(connection: Connection, mails: Mapping[Receiver, _Mail], now: datetime) -> dict[Receiver, _Held]:
    """Takes back the private reminders that are held for receivers who are written to again; summaries stay."""
    told = {to for to, mail in mails.items() if any(note.audience in PRIVATE for note in mail.notes)}
    rows = held_back(connection, {account for _, account in told}, now) if told else []
    held = {row.key: row for row in rows if (row.channel, row.account) in told}
    links = links_of(connection, list(held)) if held else []
    for key in {link.outbox_key for link in links if link.audience not in PRIVATE}:
        held.pop(key)
    cancel(connection, [row.id for row in held.values()], MERGED)
    found: dict[Receiver, _Held] = {}
    for link in links:
        if row := held.get(link.outbox_key):
            waiting = found.setdefault((row.channel, row.account), _Held(row.due_at, []))
            waiting.until = max(waiting.until, row.due_at)
            waiting.links.append(link)
    return found


def _parts_held(connection: Connection, waiting: Mapping[Receiver, _Held], now: datetime, live: bool) -> list[Part]:
    """All that was held back, as it stands now, whoever was to be told of it."""
    links = [link for held in waiting.values() for link in held.links]
    return (parts_of if live else parts_as_of)(connection, links, now) if links else []


def _narrowed(parts: Sequence[Part], links: Sequence[Link]) -> list[Part]:
    """What of these parts one receiver was to be told."""
    told = {(link.audience, link.rung, link.obligation_id) for link in links}
    found: list[Part] = []
    for part in parts:
        rung = part.facts.rung.id if part.facts.rung else ""
        owed = tuple(row for row in part.facts.owed if (part.audience, rung, row.id) in told)
        if owed:
            found.append(replace(part, facts=replace(part.facts, owed=owed)))
    return found


def _mail_letter(
    to: Receiver, notes: Sequence[_Note], held: _Held | None, held_parts: Sequence[Part]
) -> tuple[Letter, list[Link]]:
    """The letter, and what it speaks of. It leaves when the quiet hours of all that it speaks of are over."""
    first = notes[0]
    leaves = max((*(note.case.leaves_at() for note in notes), *((held.until,) if held else ())))
    links = [Link(row.id, "", note.audience, note.case.rung.rung.id) for note in notes for row in note.rows]
    told = {link.obligation_id for link in links if link.audience in PRIVATE}
    older = [link for link in held.links if link.obligation_id not in told] if held else []
    parts = [*_together(notes), *_narrowed(held_parts, older)]
    key = _merged_key(notes, held.links if held else ())
    letter = _letter(key, to, letter_content(as_they_leave(parts, leaves)), first.case, first.addresses)
    units = {row.unit_id for note in notes for row in note.rows} if first.audience in PRIVATE and not older else set()
    unit_id = units.pop() if len(units) == 1 else None
    letter = replace(letter, due_at=leaves, member_id=first.member_id, unit_id=unit_id)
    return letter, [replace(link, outbox_key=key) for link in (*links, *older)]


def _together(notes: Sequence[_Note]) -> list[Part]:
    """The notes as parts: those of one rung and audience are one part that speaks of several units."""
    found: dict[tuple[str, Audience, str], Part] = {}
    for note in notes:
        place, part = (note.case.key, note.audience, note.instead), note.part()
        if place in found:
            owed = (*found[place].facts.owed, *part.facts.owed)
            part = replace(part, facts=replace(part.facts, owed=owed))
        found[place] = part
    return list(found.values())


def _merged_key(notes: Sequence[_Note], waiting: Sequence[Link]) -> str:
    """The key of the only note, else one that says which notes are in it."""
    if len(notes) == 1 and not waiting:
        return notes[0].key
    keys = "\n".join(sorted((*(note.key for note in notes), *(link.outbox_key for link in waiting))))
    return f"{notes[0].key}+{sha256(keys.encode()).hexdigest()[:16]}"


def _letter(key: str, to: Receiver, content: Content, case: Case, audience: Audience) -> Letter:
    channel, account = to
    return Letter(
        key=key,
        channel=channel,
        account=account,
        content=content,
        due_at=case.leaves_at(),
        job=JOB,
        plan_id=case.facts.plan.id,
        rung=case.rung.rung.id,
        audience=audience,
    )
