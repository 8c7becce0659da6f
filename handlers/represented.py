"""For which unit (单位) the speaker reports: the own one, one for whose liaison the speaker stands in, or one named.

Whoever may report for several units is asked which one; it is never guessed.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.boards import BUTTONS, label
from handlers.context import Context, Reply, UsageError, reply
from handlers.kinds import kind_data, kind_of_item
from handlers.made_up import period_data, period_of_item
from handlers.talk import go_on
from handlers.unfinished import keep_unfinished, with_note
from models.items import Item
from models.members import Membership, Unit, units_of
from questions.normalise import normalise

UNIT = "unit_id"  # the key of a conversation's data under which the unit stands once it is known


def represented(context: Context) -> tuple[Membership, ...]:
    """The speaker as liaison, once for each unit: the own units first, then those that the speaker stands in for."""
    units: dict[int, Membership] = {}
    for person in context.people:
        if person.role == "liaison":
            units.setdefault(person.unit_id, person)
    return tuple(units.values())


def may_report_for(context: Context, unit_id: int | None) -> bool:
    """Whether the speaker may report for a unit; None stands for any."""
    if "editor" in context.roles:
        return True
    return any(unit_id in (None, person.unit_id) for person in represented(context))


def reporter(context: Context, unit_id: int | None = None) -> Membership | None:
    """As whom the speaker reports for a unit, None if several are possible and none was named.

    An editor's item is the unit's, with the editor's name as by-line. UsageError for whoever has no right to it.
    """
    own = represented(context)
    wanted = unit_id or context.named_unit
    if wanted is None and own:
        return own[0] if len(own) == 1 else None
    if wanted is None or not may_report_for(context, wanted):
        raise UsageError("报送信息由各单位信息报送员办理。如需成为信息报送员，请联系宣传办。")
    return next((person for person in own if person.unit_id == wanted), None) or _in_place_of(context, wanted)


def _in_place_of(context: Context, unit_id: int) -> Membership:
    unit = next(unit.name for unit in units_of(context.connection, context.plan.id) if unit.id == unit_id)
    return replace(context.person, unit_id=unit_id, unit=unit, role="liaison", stands_in=True)


def is_to_be_named(context: Context, liaison: Membership) -> bool:
    """Whether a receipt must name the unit: the speaker may report for more than the own one."""
    return liaison.stands_in or len(represented(context)) > 1


def begun_for(context: Context) -> dict[str, Any]:
    """What a new conversation's data say of the unit, nothing for the own one or while it is still to be asked; of the
    earlier period that is made up for; and of the kind."""
    own = represented(context)
    sole = own[0].unit_id if len(own) == 1 and own[0].stands_in else None
    unit_id = context.named_unit or sole
    named = {**period_data(context.named_period), **kind_data(context.named_kind)}
    return {**named, **({UNIT: unit_id} if unit_id else {})}


def written_for(context: Context, item: Item) -> dict[str, Any]:
    """The same for a stored draft: it is its unit's, unless the speaker wrote it and was not asked for which unit."""
    is_own = item.member_id in {person.member_id for person in context.people}
    is_open = is_own and len(represented(context)) > 1 and context.named_unit is None
    period = context.named_period or period_of_item(item, context.plan)
    unit = {} if is_open else {UNIT: context.named_unit or item.unit_id}
    return {**period_data(period), **kind_of_item(item, context.named_kind), **unit}


def unit_line(context: Context, data: Mapping[str, Any]) -> str:
    """The line of a preview that names the unit, "" for the own one and while it is still to be asked."""
    liaison = reporter(context, data[UNIT]) if UNIT in data else None
    return f"单位：{liaison.unit}" if liaison else ""


def unit_called(context: Context, text: str) -> tuple[Unit, str] | None:
    """The unit whose full name a text begins with, and what follows it; None if there is none."""
    bare = text.strip()
    units = sorted(units_of(context.connection, context.plan.id), key=lambda unit: -len(unit.name))
    for unit in units:
        rest = bare[len(unit.name) :]
        if bare.startswith(unit.name) and not rest[:1].isalnum():
            return unit, rest.lstrip(" \t　,，:：、;；").rstrip()
    return None


def ask_for_unit(context: Context, then: str, data: dict[str, Any], about: str) -> Reply:
    """Keeps what was to be done, `then` with `data`, and asks for which unit; `about` says what in a few words.

    What stood unconfirmed before is kept as a draft.
    """
    units = represented(context)
    lines = [f"{place}. {person.unit}{'（代理）' if person.stands_in else ''}" for place, person in enumerate(units, 1)]
    question = f"您可以为{len(units)}个单位报送，{about}是哪个单位的？请回复序号或名称："
    buttons = [(label(person.unit, f"单位{place}"), person.unit) for place, person in enumerate(units[:BUTTONS], 1)]
    answer = reply("\n".join((question, *lines, "暂不报送请回复「取消」。")), *buttons, title="选择单位")
    kept = keep_unfinished(context)
    return with_note(kept, go_on(context, "unit", {**data, "then": then, "about": about}, answer))


def unit_chosen(context: Context, answer: str) -> Membership | None:
    """The unit of a number in the list, of its name or of a part that only one has; None if there is none."""
    units = represented(context)
    if answer.isdecimal() and len(answer) <= 3:
        place = int(answer) - 1
        return units[place] if 0 <= place < len(units) else None
    wanted = normalise(answer)
    exact = [person for person in units if normalise(person.unit) == wanted]
    fitting = exact or [person for person in units if wanted and wanted in normalise(person.unit)]
    return fitting[0] if len(fitting) == 1 else None
