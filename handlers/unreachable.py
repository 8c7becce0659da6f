"""失联: whom no message reaches, why, and what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.context import EDITORS, Command, Context, Reply, reply
from models.accounts import silent_accounts
from models.members import Person, members_with_role
from models.openings import vacancies
from models.reach import Ways, never_heard, ways_to
from models.receivers import receivers_of
from reports.reach_text import NEVER_OPENED, NO_ACCOUNT, Lost, lost_text
from rules.periods import office_date
from rules.plan import ROLE_NAMES


def show_unreachable(context: Context, arguments: str) -> Reply:
    """Refused by a platform, without an account, or never heard from; liaisons first, then in the roster's order."""
    everybody = members_with_role(context.connection, context.plan.id, tuple(ROLE_NAMES), context.today)
    by_role = sorted(everybody, key=lambda person: list(ROLE_NAMES).index(person.role))
    people = {person.member_id: person for person in by_role}
    ways = ways_to(context.connection, context.plan.id, list(people))
    found = _refused(context, people, ways)
    for member_id, person in people.items():
        if member_id not in found and member_id not in ways.routes:
            found[member_id] = [Lost(person.unit, person.name, "", NO_ACCOUNT)]
    for member_id, count in never_heard(context.connection, context.plan.id, context.today).items():
        if member_id not in found:
            reason = f"{NEVER_OPENED}，已发{count}条消息没有回应"
            found[member_id] = [Lost(people[member_id].unit, people[member_id].name, "", reason)]
    empty = [vacancy.unit for vacancy in vacancies(context.connection, context.plan.id, context.today)]
    return reply(lost_text(_in_order(context, people, found), empty), title="失联人员")


def _refused(context: Context, people: Mapping[int, Person], ways: Ways) -> dict[int, list[Lost]]:
    """Whose accounts the platforms would not deliver to, with what is used instead."""
    found: dict[int, list[Lost]] = {}
    for account in silent_accounts(context.connection, context.plan.id, context.today):
        person = people.get(account.member_id)
        if person is not None:
            since = office_date(account.since, context.plan.zone)
            instead = ways.instead_of(account.member_id, account.platform)
            lost = Lost(person.unit, person.name, account.platform, account.reason, since, instead)
            found.setdefault(account.member_id, []).append(lost)
    return found


def _in_order(context: Context, people: Mapping[int, Person], found: Mapping[int, Sequence[Lost]]) -> list[Lost]:
    """As the people stand; whoever has two roles is named once, as a liaison where they are one."""
    told = _units_whose_head_is_told(context, [people[member_id].unit_id for member_id in found])
    lines: dict[tuple[str, str, str], Lost] = {}
    for member_id, person in people.items():
        is_told = person.role == "liaison" and person.unit_id in told
        for lost in found.get(member_id, ()):
            lines.setdefault((lost.unit, lost.name, lost.platform), replace(lost, head=is_told))
    return list(lines.values())


def _units_whose_head_is_told(context: Context, unit_ids: Sequence[int]) -> set[int]:
    """The units whose head gets the reminders that reach no liaison, as the plan says."""
    if not context.plan.tone.head_if_unreachable or not unit_ids:
        return set()
    receivers = receivers_of(context.connection, context.plan.id, context.today, unit_ids)
    unreached = {unit_id for unit_id in unit_ids if receivers.why_unreachable(unit_id) is not None}
    return {unit_id for unit_id in unreached if any(True for _ in receivers.of("head", unit_id))}


UNREACHABLE = Command(
    words=("失联",),
    usage="失联",
    summary="查看联系不上的人员、原因和处理办法",
    run=show_unreachable,
    roles=EDITORS,
    in_group=False,
)
