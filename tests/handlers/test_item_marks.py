"""The marks behind items in a list."""

from sqlalchemy import Connection

from handlers.item_marks import marks_of
from models.items import items_of_unit, set_status
from models.store import Store
from tests.factories import at, make_item, unit_id_of
from tests.handlers.ledger_office import LIAISON, ledger_office
from tests.models.weeks import DAY, MONDAY


def test_what_is_late_or_made_up_for_is_marked_and_what_was_withdrawn_is_not(store: Store) -> None:
    office = ledger_office(store)
    office.says(LIAISON, "补报 上周 安全 开展隐患排查")
    office.clock("2026-11-20 17:01")
    for title in ("开展消防演练", "开展应急演练"):
        office.says(LIAISON, f"报送 安全 {title}")

    def work(connection: Connection) -> list[str]:
        unit = unit_id_of(connection, "财政局")
        items = items_of_unit(connection, unit, MONDAY - 7 * DAY, MONDAY + 7 * DAY)
        set_status(connection, items[-1].id, "撤回", ("待审",))
        items = items_of_unit(connection, unit, MONDAY - 7 * DAY, MONDAY + 7 * DAY)
        return list(marks_of(connection, items).values())

    assert store.write(work) == ["（补报）", "（逾期）", ""]


def test_what_comes_after_the_deadline_of_a_duty_that_was_done_in_time_is_not_marked(store: Store) -> None:
    office = ledger_office(store, "", '\n[[duties]]\nid = "monthly"\ntitle = "每月信息"\nperiod = "month"\n')
    office.store.write(lambda connection: make_item(connection, "财政局", at("2026-11-03 10:00")))
    assert "逾期" not in office.says(LIAISON, "报送 安全 开展隐患排查")
    assert "逾期" not in office.says(LIAISON, "我的") + office.says(LIAISON, "为什么催我 11月")
