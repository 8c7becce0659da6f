"""名单: who is in the roster."""

from collections.abc import Sequence

from handlers.context import EDITORS, Command, Context, Reply, reply
from models.members import Person, members_with_role, units_of
from rules.plan import ROLE_NAMES


def show_roster(context: Context, arguments: str) -> Reply:
    """Every unit with its people; of one unit if it is named. No numbers of telephones."""
    wanted = arguments.strip()
    people = members_with_role(context.connection, context.plan.id, tuple(ROLE_NAMES), context.today)
    units = [unit for unit in units_of(context.connection, context.plan.id) if wanted in unit.name]
    if not units:
        return reply(f"花名册里没有「{wanted}」。" if wanted else "花名册是空的，请用 roster import 导入。")
    shown = {unit.id for unit in units}
    people = [person for person in people if person.unit_id in shown]
    lines = [_unit_line(unit.name, [p for p in people if p.unit_id == unit.id]) for unit in units]
    return reply(f"共{len(units)}个单位、{len(people)}人：\n" + "\n".join(lines))


def _unit_line(unit: str, people: Sequence[Person]) -> str:
    if not any(person.role == "liaison" for person in people):
        people_text = "".join(f"；{ROLE_NAMES[p.role]} {p.name}" for p in people)
        return f"{unit}：没有信息报送员{people_text}"
    return f"{unit}：" + "；".join(f"{ROLE_NAMES[person.role]} {person.name}" for person in people)


ROSTER = Command(
    words=("名单",), usage="名单\n名单 财政局", summary="查看各单位人员", run=show_roster, roles=EDITORS, in_group=False
)
