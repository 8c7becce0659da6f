"""A plan with the duties that a test wants, opened and chased as of an instant."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection

from models.obligations import Obligation
from models.plans import current_plan
from models.store import Store
from scheduler.chasing import chase
from scheduler.opening import open_periods
from tests.factories import at, make_channels, make_member, make_plan
from tests.models.weeks import obligations_starting_between

HEAD = """
id = "jinhu"
title = "开发区宣传工作方案"
start = 2026-01-01
end = 2027-12-31
kinds = ["信息", "线索", "案例", "图片", "项目进展", "统计"]

[[boards]]
name = "安全生产管理"

[[boards]]
name = "基础设施配套提升"

[[boards]]
name = "安全"
"""
NOW = at("2026-11-18 09:00")


def duty(more: str, name: str = "one") -> str:
    """A duty with what is told of it."""
    return f'\n[[duties]]\nid = "{name}"\ntitle = "任务"\n{more}\n'


def begin(store: Store, *duties: str, now: datetime = NOW, units: Sequence[str] = ("招商局",)) -> None:
    """A plan with these duties and units with a liaison each; the running periods are open."""

    def work(connection: Connection) -> None:
        make_plan(connection, HEAD + "".join(duties), now)
        make_channels(connection)
        for unit in units:
            make_member(connection, unit, unit)

    store.write(work)
    open_at(store, now)


def open_at(store: Store, now: datetime) -> int:
    """Opens what runs at an instant. → how many rows are new."""

    def work(connection: Connection) -> int:
        plan = current_plan(connection, "jinhu", now)
        assert plan
        return open_periods(connection, plan, now)

    return store.write(work)


def chased(store: Store, now: datetime) -> int:
    """Chases at an instant. → how many letters came of it."""

    def work(connection: Connection) -> int:
        plan = current_plan(connection, "jinhu", now)
        assert plan
        return chase(connection, [plan], now)

    return store.write(work)


def rows(store: Store) -> dict[str, tuple[int, int]]:
    """Unit → how many it owes and how many have come."""
    return {row.unit: (row.required, row.delivered) for row in opened(store)}


def opened(store: Store) -> list[Obligation]:
    """Every obligation that there is."""
    with store.read() as connection:
        return obligations_starting_between(connection, "jinhu", date(2026, 1, 1), date(2030, 1, 1))
