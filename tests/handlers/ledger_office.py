"""An office whose periods the daily job has opened and closed: the week before the running one is over."""

from models.store import Store
from scheduler.opening import open_periods
from tests.dialogue import Office
from tests.factories import PLAN_TEXT

LIAISON, OTHER, EDITOR = "liaison-测试员01", "liaison-测试员02", "editor-测试员04"


def ledger_office(store: Store, duty: str = "", more: str = "") -> Office:
    """Wednesday morning, 18 November; the weeks from 2 November are kept. `duty` is added to the weekly duty's text."""
    text = PLAN_TEXT.replace("deadline_time = 17:00:00\n", f"deadline_time = 17:00:00\n{duty}\n") + more
    office = Office(store, "2026-11-02 00:07", text)
    office.member("财政局", "测试员01")
    office.member("应急管理局", "测试员02")
    office.member("党群工作部", "测试员04", "editor")
    for monday in ("2026-11-02", "2026-11-09", "2026-11-16"):
        daily_job(office, f"{monday} 00:07")
    office.clock("2026-11-18 10:00")
    return office


def daily_job(office: Office, now: str) -> None:
    """Opens and closes periods, as the schedule does every night."""
    office.clock(now)
    office.store.write(lambda connection: open_periods(connection, office.plan, office.now))
