"""How a unit stands, and what follows from a change of what counts for it."""

from datetime import date

from handlers.unit_state import keep_right, state_of, unopened_duties
from models.closed_periods import corrections_in
from models.store import Store
from tests.factories import OFFICE, at, make_item, unit_id_of
from tests.handlers.ledger_office import LIAISON, ledger_office
from tests.handlers.speaking import speaking
from tests.models.weeks import MONDAY

LAST_MONDAY = date(2026, 11, 9)


def test_a_closed_week_is_corrected_with_the_source_and_a_running_one_is_not(store: Store) -> None:
    office = ledger_office(store)
    store.write(lambda connection: make_item(connection, "财政局", at("2026-11-12 10:00")))
    store.write(lambda connection: make_item(connection, "财政局", at("2026-11-17 10:00")))
    with speaking(office, LIAISON) as context:
        unit = unit_id_of(context.connection, "财政局")
        for day in (date(2026, 11, 12), date(2026, 11, 17)):
            assert [row.unit for row in keep_right(context, unit, day, "第1号修改")] == ["财政局"]
        found = corrections_in(context.connection, "jinhu", LAST_MONDAY, MONDAY, OFFICE)
        assert [(each.source, each.after) for each in found] == [("第1号修改", 1)]
        assert corrections_in(context.connection, "jinhu", MONDAY, date(2026, 11, 23), OFFICE) == []
        assert state_of(context, unit) == "本周应报1条，已报1条。"


def test_a_duty_is_unopened_until_the_daily_job_has_run(store: Store) -> None:
    office = ledger_office(store)
    with speaking(office, LIAISON) as context:
        assert unopened_duties(context) == []
    office.clock("2026-11-23 00:03")
    with speaking(office, LIAISON) as context:
        assert [duty.id for duty in unopened_duties(context)] == ["weekly"]
        assert state_of(context, unit_id_of(context.connection, "财政局")) == "本周任务尚未开启，稍后再查。"
