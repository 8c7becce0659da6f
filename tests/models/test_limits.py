"""What a plan may say is no longer than the columns that it is stored in, on the store that would cut nothing off."""

from dataclasses import replace

import pytest
from sqlalchemy import Column, String

from models.chases import chase_letter_table, chase_table
from models.items import item_table
from models.members import unit_table
from models.obligations import SEPARATOR, listed, obligation_table
from models.outbox import outbox_table
from models.plan_file import PlanError, plan_from_text
from models.plans import plan_table
from models.publications import known_name_table, publication_table
from rules import limits
from rules.plan import Board, Duty
from rules.plan_checks import faults
from tests.factories import PLAN_TEXT

PLAN = plan_from_text(PLAN_TEXT, "test")

LENGTHS = [
    (limits.PLAN_ID, plan_table.c.id),
    (limits.PLAN_ID, outbox_table.c.plan_id),
    (limits.TITLE, plan_table.c.title),
    (limits.DUTY_ID, obligation_table.c.duty),
    (limits.RUNG_ID, chase_table.c.rung),
    (limits.RUNG_ID, chase_letter_table.c.rung),
    (limits.RUNG_ID, outbox_table.c.rung),
    (limits.KIND, item_table.c.kind),
    (limits.NAME, item_table.c.board),
    (limits.NAME, publication_table.c.outlet),
    (limits.NAME, publication_table.c.column),
    (limits.NAME, known_name_table.c.name),
    (limits.NAME, unit_table.c.name),
    (limits.NAME, unit_table.c.class_name),
    (limits.NAME, unit_table.c.group_name),
    *((longest, obligation_table.c[key]) for key, longest in limits.LISTS.items()),
]


def rung(text: str) -> str:
    """The plan with a ladder of one rung that says this of itself."""
    own = f'[[duties.ladder]]\n{text}\nto = ["liaison"]\n'
    return PLAN_TEXT.replace("deadline_time = 17:00:00\n", f"deadline_time = 17:00:00\n{own}")


@pytest.mark.parametrize(("longest", "column"), LENGTHS, ids=[str(column) for _, column in LENGTHS])
def test_a_name_is_as_long_as_its_column(longest: int, column: Column[str]) -> None:
    assert isinstance(column.type, String)
    assert column.type.length == longest


def test_a_list_is_measured_as_it_is_stored() -> None:
    assert limits.BETWEEN_NAMES == SEPARATOR
    longest = limits.LISTS["boards"]
    names = ["板" * 98 + f"{number:02}" for number in range(longest // 101)]
    rest = longest - len(listed(names)) - 1
    for length, wrong in ((rest, []), (rest + 1, ["duties[1].boards"])):
        boards = (*names, "末" * length)
        duty = Duty("weekly", "每周信息", boards=boards)
        plan = replace(PLAN, boards=tuple(map(Board, boards)), duties=(duty,))
        assert (len(listed(boards)) > longest) is bool(wrong)
        assert [fault.where for fault in faults(plan)] == wrong


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (PLAN_TEXT.replace("安全生产管理", "安" * 101), "boards[2].name"),
        (PLAN_TEXT.replace('"安全生产", ', f'"{"安" * 101}", '), "boards[2].aliases[1]"),
        (PLAN_TEXT.replace("淮安日报", "报" * 101), "outlets[2].name"),
        (PLAN_TEXT.replace("项目为王", "栏" * 101), "columns[1].name"),
        (PLAN_TEXT.replace('\ntitle = "开发区', f'\nkinds = ["信息", "{"类" * 21}"]\ntitle = "开发区'), "kinds[2]"),
        (PLAN_TEXT.replace('\ntitle = "开发区', f'\ngroups = ["{"组" * 101}"]\ntitle = "开发区'), "groups[1]"),
        (PLAN_TEXT.replace('id = "weekly"', f'id = "{"w" * 65}"'), "duties[1].id"),
        (PLAN_TEXT.replace("每周信息", "信" * 201), "duties[1].title"),
        (PLAN_TEXT.replace("每周信息", "每周\\u0000信息"), "duties[1].title"),
        (PLAN_TEXT.replace("required = 1", f'required = 1\nunits = ["{"局" * 101}"]'), "duties[1].units[1]"),
        (PLAN_TEXT.replace("required = 1", "required = 9999999999"), "duties[1].required"),
        (PLAN_TEXT.replace("required = 1", "required = 1\nmake_up = 999999"), "duties[1].make_up"),
        (rung(f'id = "{"r" * 41}"'), "duties[1].ladder[1].id"),
        (rung('id = "r"\noffset = 9000000'), "duties[1].ladder[1].offset"),
    ],
)
def test_what_the_store_cannot_hold_is_refused_where_it_stands(text: str, where: str) -> None:
    with pytest.raises(PlanError) as caught:
        plan_from_text(text, "test")
    assert [line.split(": ")[1] for line in caught.value.lines] == [where]
