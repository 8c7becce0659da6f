"""The made-up year has in it what it is there for."""

from datetime import date, timedelta
from itertools import pairwise

from tests.whole.year.oracle import (
    DAY,
    LADDER,
    Absence,
    Change,
    Excuse,
    Hire,
    Leaves,
    Look,
    Oracle,
    Send,
    Zero,
    rung_times,
)
from tests.whole.year.world import HOUR, make_world

MONDAY = date(2025, 12, 29)


def test_the_same_seed_gives_the_same_world() -> None:
    assert make_world(3, MONDAY, weeks=4, units=9) == make_world(3, MONDAY, weeks=4, units=9)
    assert make_world(3, MONDAY, weeks=4, units=9) != make_world(4, MONDAY, weeks=4, units=9)


def test_everything_happens_in_a_year() -> None:
    world = make_world(2026, MONDAY, weeks=53, units=60)
    assert {type(step) for step in world.steps} == {Hire, Leaves, Absence, Send, Change, Excuse, Zero, Look}
    assert {step.status for step in world.steps if isinstance(step, Change)} == {"采用", "退回", "撤回", "待审"}
    assert len(set(world.classes)) == 60
    assert len(set(world.classes.values())) == 3


def test_the_server_is_down_for_days_and_its_clock_goes_back() -> None:
    world = make_world(2026, MONDAY, weeks=53, units=60)
    looks = [step for step in world.steps if isinstance(step, Look)]
    reached = Oracle(world.first_monday, world.needed).play(world.steps).reached
    late = {each.at - rung_times(each.monday)[each.rung] for each in reached} - {timedelta(0)}
    assert sum(look.starts for look in looks) >= 8
    assert sum(after.clock < before.clock for before, after in pairwise(looks)) >= 10
    assert len(late) >= 10
    assert max(late) > DAY
    assert any(step.clock + HOUR == step.sent for step in world.steps if isinstance(step, Send))


def test_every_rung_reaches_somebody_by_day_and_some_in_the_quiet_hours() -> None:
    world = make_world(2026, MONDAY, weeks=53, units=60)
    reached = Oracle(world.first_monday, world.needed).play(world.steps).reached
    assert {each.rung for each in reached} == set(LADDER)
    assert {each.audience for each in reached} == {"liaison", "head", "group", "editors", "leaders"}
    assert any(each.at.hour < 8 or each.at.hour >= 21 for each in reached)
