"""Names of a plan against the stored roster."""

from datetime import date

from sqlalchemy import Connection, update

from models.members import unit_table
from models.plans import sync_plan
from models.roster_names import not_in_roster
from models.store import Store
from tests.factories import PLAN_TEXT, at, make_member, make_plan, plan_file

TODAY = date(2026, 11, 18)


def naming(*keys: str) -> str:
    """The plan whose duty has these keys more."""
    return PLAN_TEXT.replace("required = 1", "\n".join(("required = 1", *keys)))


def found(connection: Connection) -> list[tuple[str, str]]:
    return [(each.where, each.name) for each in not_in_roster(connection, "jinhu", TODAY)]


def make_roster(connection: Connection) -> None:
    """财政局, of the class 机关 and the group 部门组."""
    make_member(connection, "财政局", "测试员01")
    connection.execute(update(unit_table).values(class_name="机关", group_name="部门组"))


def test_names_of_the_roster_are_known_and_others_are_not(store: Store) -> None:
    def work(connection: Connection) -> list[tuple[str, str]]:
        text = naming('units = ["财政局", "财务局"]', 'classes = ["机关"]', 'groups = ["部门组", "招商组"]')
        make_plan(connection, text.replace("start =", 'groups = ["部门组", "招商组"]\nstart ='))
        make_roster(connection)
        return found(connection)

    assert store.write(work) == [("groups[2]", "招商组"), ("duties[1].units[2]", "财务局")]


def test_nothing_is_said_before_there_is_a_roster(store: Store) -> None:
    def work(connection: Connection) -> list[tuple[str, str]]:
        make_plan(connection, naming('units = ["财务局"]'))
        return found(connection)

    assert store.write(work) == []


def test_a_change_that_is_announced_for_later_is_looked_into_and_what_is_past_is_not(store: Store) -> None:
    def work(connection: Connection) -> list[tuple[str, str]]:
        make_plan(connection, naming('units = ["旧名"]'))
        make_roster(connection)
        later = naming('units = ["财政局", "新名"]').replace("start =", "effective_from = 2026-12-01\nstart =")
        for text, now in ((naming('classes = ["平台"]'), "2026-11-02 09:00"), (later, "2026-11-16 09:00")):
            sync_plan(connection, plan_file(text), at(now))
        return found(connection)

    assert store.write(work) == [("duties[1].classes[1]", "平台"), ("duties[1].units[2]", "新名")]
