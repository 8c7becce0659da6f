"""Deliveries and chases at the same instant: whichever comes first, nobody who has delivered is chased."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from sqlalchemy import Connection, select

from bot.pipeline import process
from handlers.context import Incoming
from models.chases import chase_letter_table, chase_table
from models.obligations import obligation_table
from models.outbox import outbox_table
from models.store import Store
from scheduler.chasing import chase
from scheduler.opening import open_periods
from tests.dialogue import Office
from tests.factories import PLAN_TEXT, at
from tests.models.observing import race, together

RUNG = at("2026-11-20 14:07")
LIAISON = "liaison-测试员01"


def submit(connection: Connection, account: str = LIAISON) -> None:
    incoming = Incoming("app", "wecom", ("jinhu",), f"m-{account}", account, "报送 安全 开展隐患排查", RUNG)
    process(connection, incoming, "", RUNG)


def office_of(store: Store) -> Office:
    office = Office(store, now="2026-11-16 08:00")
    office.member("财政局", "测试员01")
    office.member("招商局", "测试员02")
    office.open_week()
    return office


def test_a_delivery_that_comes_while_the_rung_is_written_takes_its_reminder_back(postgres_store: Store) -> None:
    office = office_of(postgres_store)
    race(postgres_store, lambda connection: chase(connection, [office.plan], RUNG), submit)
    assert {row.account: row.state for row in office.outbox()} == {LIAISON: "cancelled", "liaison-测试员02": "due"}


def test_a_rung_that_comes_while_the_delivery_is_written_leaves_the_unit_out(postgres_store: Store) -> None:
    office = office_of(postgres_store)
    race(postgres_store, submit, lambda connection: chase(connection, [office.plan], RUNG))
    assert [row.account for row in office.outbox()] == ["liaison-测试员02"]


def test_two_who_chase_at_the_same_instant_write_each_letter_once(postgres_store: Store) -> None:
    office = office_of(postgres_store)
    race(
        postgres_store,
        lambda connection: chase(connection, [office.plan], RUNG),
        lambda connection: chase(connection, [office.plan], RUNG),
    )
    assert sorted(row.account for row in office.outbox()) == [LIAISON, "liaison-测试员02"]


def open_all(office: Office) -> None:
    """Opens what runs, with all that the duties say."""
    office.store.write(lambda connection: open_periods(connection, office.plan, office.now))


def crowded(store: Store, units: int) -> Office:
    """An office of many units with two duties; one that has the same accounts in another plan."""
    second = '\n[[duties]]\nid = "photos"\ntitle = "每周图片"\nperiod = "week"\nkinds = ["图片"]\n'
    office = Office(store, now="2026-11-16 08:00", text=PLAN_TEXT + second)
    for number in range(units):
        office.member(f"单位{number:02d}", f"测试员{number:02d}")
    open_all(office)
    return office


def rungs_climbed(store: Store) -> Counter[tuple[str, str]]:
    """How often each rung of each duty was climbed, fired or passed over."""
    query = select(obligation_table.c.duty, chase_table.c.rung).join_from(chase_table, obligation_table)
    with store.read() as connection:
        return Counter((row.duty, row.rung) for row in connection.execute(query))


def weekly_reminders(store: Store, states: Sequence[str]) -> set[str]:
    """The accounts that have a message in one of these states that speaks of the duty `weekly`."""
    query = (
        select(outbox_table.c.account)
        .join(chase_letter_table, chase_letter_table.c.outbox_key == outbox_table.c.key)
        .join(obligation_table, obligation_table.c.id == chase_letter_table.c.obligation_id)
        .where(obligation_table.c.duty == "weekly", outbox_table.c.state.in_(states), outbox_table.c.account != "")
    )
    with store.read() as connection:
        texts = connection.execute(query.add_columns(outbox_table.c.content)).all()
    return {row.account for row in texts if "每周信息" in row.content["text"]}


@pytest.mark.parametrize("first", [0, 1], ids=["chasers first", "deliveries first"])
def test_many_who_deliver_and_chase_at_once_end_with_nobody_chased_who_delivered(
    postgres_store: Store, first: int
) -> None:
    """No deadlock comes to the surface either: `together` raises what any of them raised."""
    units, chasers = 12, 2
    office = crowded(postgres_store, units)
    accounts = [f"liaison-测试员{number:02d}" for number in range(0, units, 2)]

    def deliver(account: str) -> None:
        postgres_store.write(lambda connection: submit(connection, account))

    def run() -> None:
        postgres_store.write(lambda connection: chase(connection, [office.plan], RUNG))

    work: list[Callable[[], None]] = [*([run] * chasers), *(partial(deliver, each) for each in accounts)]
    order = work if first == 0 else work[::-1]
    together(len(order), lambda number: order[number]())
    run()
    # A unit that delivered before the rung has passed it: every rung is recorded for every unit, once.
    names = ("day-before", "same-day")
    assert rungs_climbed(postgres_store) == {(duty, name): units for duty in ("weekly", "photos") for name in names}
    waiting = weekly_reminders(postgres_store, ("due", "sending"))
    assert waiting == {f"liaison-测试员{number:02d}" for number in range(1, units, 2)}


LATE = """
[[duties]]
id = "photos"
title = "每周图片"
period = "week"
kinds = ["图片"]

[[duties.ladder]]
id = "later"
time = 22:20:00
to = ["liaison"]
"""
NIGHT = PLAN_TEXT.replace(
    "deadline_time = 17:00:00\n",
    'deadline_time = 17:00:00\n[[duties.ladder]]\nid = "late"\ntime = 22:07:00\nto = ["liaison"]\n',
)


def test_a_delivery_that_comes_while_its_waiting_reminder_is_taken_up_is_not_chased(postgres_store: Store) -> None:
    """The reminder of one duty waits for the morning and is being taken up into that of another duty."""
    office = Office(postgres_store, now="2026-11-16 08:00", text=NIGHT + LATE)
    office.member("财政局", "测试员01")
    open_all(office)
    early, later = at("2026-11-20 22:07"), at("2026-11-20 22:20")
    assert postgres_store.write(lambda connection: chase(connection, [office.plan], early)) == 1
    race(postgres_store, lambda connection: chase(connection, [office.plan], later), submit)
    (waiting,) = [row for row in office.outbox() if row.state == "due" and row.job == "chase"]
    assert "每周图片" in waiting.content.text and "每周信息" not in waiting.content.text


@pytest.mark.parametrize("chaser_first", [True, False])
def test_a_colleagues_delivery_for_another_unit_meets_the_taking_up_too(
    postgres_store: Store, chaser_first: bool
) -> None:
    """Somebody reports for two units; what waits is about one of them, what comes next about the other."""
    text = NIGHT.replace('title = "每周信息"', 'title = "每周信息"\nunits = ["财政局"]')
    office = Office(
        postgres_store, now="2026-11-16 08:00", text=text + LATE.replace("kinds", 'units = ["招商局"]\nkinds')
    )
    office.member("财政局", "测试员01")
    for unit in ("财政局", "招商局"):
        office.member(unit, "测试员02")
    open_all(office)
    early, later = at("2026-11-20 22:07"), at("2026-11-20 22:20")
    assert postgres_store.write(lambda connection: chase(connection, [office.plan], early)) == 2
    both = (lambda connection: chase(connection, [office.plan], later), submit)
    race(postgres_store, *(both if chaser_first else both[::-1]))
    (waiting,) = [row for row in office.outbox() if row.state == "due" and row.job == "chase"]
    assert "每周图片" in waiting.content.text and "每周信息" not in waiting.content.text
