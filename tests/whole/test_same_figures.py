"""Who owes is one figure: the questions, the reminder by hand, the ladder and the post to the group agree."""

import re

from sqlalchemy import Connection, select

from models.duty_ledger import excuse, report_zero
from models.members import member_table
from models.obligations import obligations_in
from models.plans import current_plan
from models.store import Store
from scheduler.chasing import chase
from tests.dialogue import Office
from tests.factories import PLAN_TEXT, at, make_item

UNITS = ("报齐局", "退回局", "草稿局", "撤回局", "豁免局", "零报局", "未报局", "逾期局")
OWING = sorted(("未报局", "撤回局", "草稿局", "退回局"))
EDITOR = "editor-编辑"
NAMES = re.compile("|".join(UNITS))


def named(text: str) -> list[str]:
    """The units that a text names as owing, each once; those that are excused stand behind the others."""
    return sorted(set(NAMES.findall(text.split("免报")[0])))


def office_with_every_case(store: Store) -> Office:
    """Friday, 16:07: some have delivered, and some of what came in does not count."""
    office = Office(store, text=f'{PLAN_TEXT}\n[tone]\nnaming = "group"\n')
    for unit in UNITS:
        office.member(unit, unit)
    office.member("党群工作部", "编辑", "editor")
    office.clock("2026-11-16 08:00")
    office.open_week()

    def happen(connection: Connection) -> None:
        make_item(connection, "报齐局", at("2026-11-17 09:00"), status="采用")
        make_item(connection, "逾期局", at("2026-11-20 16:00"))
        for unit, status in (("退回局", "退回"), ("草稿局", "草稿"), ("撤回局", "撤回")):
            make_item(connection, unit, at("2026-11-17 09:00"), status=status)
        rows = {
            row.unit: row.id for row in obligations_in(connection, "jinhu", "weekly", at("2026-11-16 12:00").date())
        }
        member = connection.execute(select(member_table.c.id).where(member_table.c.name == "零报局")).scalar_one()
        excuse(connection, [rows["豁免局"]], "集中培训", "编辑", at("2026-11-18 09:00"))
        report_zero(connection, rows["零报局"], 1, "没有活动", "零报局", at("2026-11-18 09:00"), member)

    store.write(happen)
    office.clock("2026-11-20 16:07")
    return office


def test_everybody_names_the_same_units(store: Store) -> None:
    office = office_with_every_case(store)
    preview = office.says(EDITOR, "催报").split("\n发给")[0]
    office.says(EDITOR, "取消")
    assert named(preview) == OWING and "4个单位" in preview
    for question in ("谁没报", "本周谁没报", "未报"):
        answer = office.says(EDITOR, question)
        assert named(answer) == OWING, answer

    def climb(connection: Connection) -> int:
        plan = current_plan(connection, "jinhu", office.now)
        assert plan is not None
        return chase(connection, [plan], office.now)

    store.write(climb)
    [post] = [row for row in office.outbox() if row.audience == "group"]
    assert named(post.content.text) == OWING


def test_the_wrong_one_is_told_why_and_the_others_that_nobody_chases(store: Store) -> None:
    office = office_with_every_case(store)
    owing = [unit for unit in UNITS if not office.says(f"liaison-{unit}", "为什么催我").startswith("没有催报")]
    assert sorted(owing) == OWING
