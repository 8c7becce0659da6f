"""The earlier period of an item: into a conversation's data and out again."""

from dataclasses import replace
from datetime import date

from handlers.made_up import is_in_time, made_up_line, period_data, period_of_item, period_told
from models.items import item_by_number
from models.store import Store
from rules.periods import period_of
from tests.handlers.ledger_office import LIAISON, ledger_office
from tests.reports.samples import PLAN

LAST_WEEK = period_of("week", date(2026, 11, 9), PLAN)


def test_what_a_conversation_keeps_gives_the_period_again() -> None:
    assert period_data(LAST_WEEK) == {"made_up_for": "2026-W46", "counted_on": "2026-11-09"}
    assert period_told(period_data(LAST_WEEK), PLAN) == LAST_WEEK
    assert period_data(None) == {} and period_told({}, PLAN) is None


def test_a_preview_names_it() -> None:
    assert made_up_line(period_data(LAST_WEEK), PLAN) == "补报：计入2026年11月9日至15日这一周"
    assert made_up_line({}, PLAN) == ""


def test_it_is_in_time_for_as_many_periods_as_the_plan_says() -> None:
    assert is_in_time(LAST_WEEK, date(2026, 11, 22), PLAN)
    assert not is_in_time(LAST_WEEK, date(2026, 11, 23), PLAN)
    assert not is_in_time(LAST_WEEK, date(2026, 11, 18), replace(PLAN, duties=()))


def test_a_stored_item_knows_its_period(store: Store) -> None:
    office = ledger_office(store)
    office.says(LIAISON, "补报 上周 安全 开展隐患排查")
    office.says(LIAISON, "报送 安全 开展隐患排查")
    with store.read() as connection:
        made_up, plain = (item_by_number(connection, "jinhu", number) for number in (1, 2))
    assert made_up is not None and plain is not None
    assert (period_of_item(made_up, office.plan), period_of_item(plain, office.plan)) == (LAST_WEEK, None)
