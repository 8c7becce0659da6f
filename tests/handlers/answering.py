"""A small office whose leaders ask: what it holds, and how a query is answered."""

from datetime import date
from typing import Any

from sqlalchemy import Connection

from handlers.ask import answer_query, asking_for, foremost
from handlers.ask_parts import Answer, Asker
from models.items import item_table
from models.members import memberships_of
from models.plans import current_plan
from models.publications import Publication, store_publication
from questions.query import Intent, Query
from reports.answer_tables import Row
from tests.dialogue import Office
from tests.factories import at, make_item

NOW = "2026-11-18 10:00"
LEADER, EDITOR = "leader-测试员05", "editor-测试员04"
FINANCE, EMERGENCY, INVESTMENT = "liaison-测试员01", "liaison-测试员02", "liaison-测试员03"
WEEK = {"start": date(2026, 11, 16), "end": date(2026, 11, 23)}
OCTOBER = {"start": date(2026, 10, 1), "end": date(2026, 11, 1)}
NOVEMBER = {"start": date(2026, 11, 1), "end": date(2026, 12, 1)}
YEAR = {"start": date(2026, 1, 1), "end": date(2027, 1, 1)}


def fill(connection: Connection) -> None:
    """财政局 sent two items this week and one last month, 应急管理局 none, 招商局 one that was withdrawn.

    That of October was printed at county level; one more publication, at city level, has no item.
    """
    make_item(connection, "财政局", at("2026-11-16 09:00"))
    make_item(connection, "财政局", at("2026-11-17 09:00"), board="重特大项目招引")
    october = make_item(connection, "财政局", at("2026-10-20 09:00"), title="十月的一条信息")
    make_item(connection, "招商局", at("2026-11-17 09:00"), status="撤回")
    item_id = connection.execute(item_table.select().where(item_table.c.number == october)).one().id
    store_publication(connection, Publication("jinhu", october, "金湖发布", "county", date(2026, 11, 2)), item_id)
    store_publication(connection, Publication("jinhu", None, "淮安日报", "city", date(2026, 11, 3)), None)


def who(office: Office, account: str) -> Asker:
    """The foremost role of an account."""
    with office.store.read() as connection:
        return foremost(memberships_of(connection, "console", account, ["jinhu"], date(2026, 11, 18)))


def answered(
    office: Office,
    query: Query,
    account: str = LEADER,
    *,
    in_group: bool = False,
    whole: bool = True,
    now: str = NOW,
) -> Answer:
    """The answer to a query; "" is nobody in particular."""
    with office.store.read() as connection:
        plan = current_plan(connection, "jinhu", at(now))
        assert plan is not None
        asker = who(office, account) if account else None
        return answer_query(asking_for(connection, plan, asker, at(now), in_group, whole), query)


def asked(office: Office, intent: Intent, metric: Any = "items", /, **more: Any) -> Answer:
    """The leader's answer to a query of these parts; `account`, `in_group`, `whole` and `now` say who asks when."""
    how = {name: more.pop(name) for name in ("account", "in_group", "whole", "now") if name in more}
    return answered(office, Query(intent, metric, **more), **how)


def figures(answer: Answer) -> list[tuple[str, object]]:
    """The rows as (name, value)."""
    return [(row.name, row.value) for row in answer.rows]


def names(answer: Answer) -> list[str]:
    """The names of the rows."""
    return [row.name for row in answer.rows]


def rows(*pairs: tuple[str, int]) -> tuple[Row, ...]:
    """Rows without anything more."""
    return tuple(Row(name, value) for name, value in pairs)
