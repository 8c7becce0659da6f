"""Whom an audience of a duty reaches on a day: people in office, leave and deputies, the ways to each, the groups."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from models.channels import Route, group_channels, private_routes
from models.leaves import deputies_on, on_leave
from models.members import Person, members_with_role
from rules.plan import Audience, Role

ROLES: dict[Audience, Role] = {"liaison": "liaison", "head": "head", "editors": "editor", "leaders": "leader"}
"""The roles behind audiences. Deputies come from 代理, groups have channels instead of people."""

NOBODY = "没有在任的信息报送员"
NO_ACCOUNT = "没有可用的账号"


@dataclass(frozen=True)
class Way:
    """A way to one person: as what they are told, and to a head why no liaison could be."""

    route: Route
    audience: Audience
    instead: str = ""


@dataclass(frozen=True)
class Receivers:
    """Who can be written to for a plan on a day. The maps go by unit id, routes by member id, best way first."""

    liaisons: Mapping[int, Sequence[int]]
    deputies: Mapping[int, Sequence[int]]
    heads: Mapping[int, Sequence[int]]
    offices: Mapping[Audience, Sequence[int]]
    routes: Mapping[int, Sequence[Route]]
    groups: tuple[str, ...]

    def of(self, audience: Audience, unit_id: int | None = None) -> Iterator[Route]:
        """The best way to each person of an audience, of a unit where it has one; failed ways are tried again."""
        for member_id in self._members(audience, unit_id):
            yield from self.routes.get(member_id, ())[:1]

    def ways(self, audience: Audience, unit_id: int, or_head: bool) -> Iterator[Way]:
        """The ways to a unit's people; who stands in for a liaison is told so.

        `or_head`: where no reminder reaches the unit's liaisons, its head as well (a plan's `head_if_unreachable`).
        """
        stand_ins = self.deputies.get(unit_id, ())
        for route in self.of(audience, unit_id):
            yield Way(route, "deputy" if audience == "liaison" and route.member_id in stand_ins else audience)
        why = self.why_unreachable(unit_id) if audience == "liaison" and or_head else None
        if why is not None:
            yield from (Way(route, "head", why) for route in self.of("head", unit_id))

    def why_unreachable(self, unit_id: int) -> str | None:
        """Why no reminder reaches a unit's liaisons, None if one does."""
        members = self.liaisons.get(unit_id, ())
        if not members:
            return NOBODY
        routes = [route for member_id in members for route in self.routes.get(member_id, ())]
        if any(route.unreachable is None for route in routes):
            return None
        return routes[0].unreachable if routes else NO_ACCOUNT

    def _members(self, audience: Audience, unit_id: int | None) -> Sequence[int]:
        by_unit = {"liaison": self.liaisons, "deputy": self.deputies, "head": self.heads}
        if audience in by_unit:
            return by_unit[audience].get(unit_id, ()) if unit_id is not None else ()
        return self.offices.get(audience, ())


def receivers_of(connection: Connection, plan_id: str, today: date, unit_ids: Collection[int]) -> Receivers:
    """Who can be told of these units' obligations on a day of the office's clock. A fixed number of statements.

    A liaison on leave gives way to the deputy and to colleagues who are there. Where there is neither, the reminder
    goes to the liaison all the same: the unit still owes (design, section 7). Nobody stands in for who has left.
    """
    own = members_with_role(connection, plan_id, ("liaison", "head"), today, unit_ids)
    office = members_with_role(connection, plan_id, ("editor", "leader"), today)
    away = on_leave(connection, plan_id, today)
    in_office = {person.member_id for person in own}
    stand_ins = [deputy for deputy in deputies_on(connection, plan_id, today) if deputy.liaison_id in in_office]
    members = {person.member_id for person in (*own, *office)} | {deputy.member_id for deputy in stand_ins}
    routes = private_routes(connection, members)
    # Who is away too, or has no account, leaves the reminder to the liaison.
    reached = (each for each in stand_ins if each.member_id not in away and each.member_id in routes)
    instead = _by_unit((deputy.unit_id, deputy.member_id) for deputy in reached if deputy.liaison_id in away)
    return Receivers(
        liaisons=_reminded(_of_role(own, "liaison"), away, instead),
        deputies=_by_unit((deputy.unit_id, deputy.member_id) for deputy in stand_ins),
        heads=_of_role(own, "head"),
        offices={name: [p.member_id for p in office if p.role == ROLES[name]] for name in ("editors", "leaders")},
        routes=routes,
        groups=tuple(group_channels(connection, plan_id)),
    )


def _reminded(
    liaisons: Mapping[int, Sequence[int]], away: Collection[int], instead: Mapping[int, Sequence[int]]
) -> dict[int, Sequence[int]]:
    """Unit id → whom the reminders for its liaison go to."""
    found: dict[int, Sequence[int]] = {}
    for unit_id in (*liaisons, *(unit for unit in instead if unit not in liaisons)):
        everybody = liaisons.get(unit_id, ())
        present = [member_id for member_id in everybody if member_id not in away]
        found[unit_id] = list(dict.fromkeys((*present, *instead.get(unit_id, ())))) or everybody
    return found


def _of_role(people: Sequence[Person], role: Role) -> dict[int, list[int]]:
    return _by_unit((person.unit_id, person.member_id) for person in people if person.role == role)


def _by_unit(pairs: Iterator[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for unit_id, member_id in pairs:
        found.setdefault(unit_id, []).append(member_id)
    return found
