"""Plans and their history: which text held on which day, and numbers that are given once."""

from collections.abc import Iterator
from datetime import date
from itertools import count

import pytest
from sqlalchemy import func, select

from models.plan_file import PlanError, PlanFile, fingerprint, plan_from_text, stored_plan
from models.plans import (
    Synced,
    current_plan,
    current_plans,
    hold_version,
    next_number,
    plan_on,
    plan_table,
    plan_version,
    raise_number,
    sync_plan,
)
from models.store import Store
from rules.plan import Plan
from tests.factories import at, plan_file
from tests.models.observing import together

START = date(2024, 8, 20)
_texts: Iterator[int] = count(1)


def text(title: str, dated: str = "", plan: str = "jinhu") -> str:
    """A plan file. No two calls give the same text, as what was read once is remembered by its text."""
    line = f"effective_from = {dated}\n" if dated else ""
    return f'id = "{plan}"\ntitle = "{title}"\nstart = {START}\n{line}# 第{next(_texts)}版\n'


def sync(store: Store, content: str, now: str = "2026-11-20 10:00") -> Synced:
    return store.write(lambda connection: sync_plan(connection, plan_file(content), at(now)))


def titles(store: Store, *days: date) -> list[str]:
    """The titles under which the plan held on these days."""
    with store.read() as connection:
        plans = [plan_on(connection, "jinhu", day) for day in days]
    return [plan.title if plan else "" for plan in plans]


def now_called(store: Store, now: str) -> str:
    with store.read() as connection:
        plan = current_plan(connection, "jinhu", at(now))
    assert plan is not None
    return plan.title


def test_the_first_text_holds_from_the_plans_start_and_for_the_days_before(store: Store) -> None:
    assert sync(store, text("甲")) == Synced("jinhu", "new", START)
    assert titles(store, date(2020, 1, 1), START, date(2030, 1, 1)) == ["甲"] * 3


def test_the_same_text_again_changes_nothing(store: Store) -> None:
    content = text("甲")
    sync(store, content)
    assert sync(store, content, "2026-12-01 10:00") == Synced("jinhu", "same", START)
    assert sync(store, "\ufeff" + content.replace("\n", "  \r\n"), "2026-12-02 10:00").outcome == "same"
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(plan_version)).scalar_one() == 1
        assert connection.execute(select(plan_table.c.synced_at)).scalar_one() == at("2026-12-02 10:00")


@pytest.mark.parametrize(
    ("now", "day"), [("2026-11-20 23:59", date(2026, 11, 20)), ("2026-11-21 00:00", date(2026, 11, 21))]
)
def test_an_edit_without_a_date_holds_from_the_offices_day_of_the_sync(store: Store, now: str, day: date) -> None:
    sync(store, text("甲"))
    assert sync(store, text("乙"), now) == Synced("jinhu", "changed", day)
    assert titles(store, day.replace(day=day.day - 1), day) == ["甲", "乙"]


def test_an_edit_holds_from_the_date_that_it_states(store: Store) -> None:
    sync(store, text("甲"))
    assert sync(store, text("乙", "2026-12-01")) == Synced("jinhu", "changed", date(2026, 12, 1))
    assert titles(store, START, date(2026, 11, 30), date(2026, 12, 1)) == ["甲", "甲", "乙"]
    assert [now_called(store, now) for now in ("2026-11-30 23:59", "2026-12-01 00:00")] == ["甲", "乙"]


def test_an_edit_may_state_a_day_that_is_over(store: Store) -> None:
    sync(store, text("甲"))
    sync(store, text("乙"), "2026-11-20 10:00")
    sync(store, text("丙", "2026-09-01"), "2026-11-25 10:00")
    days = (date(2026, 8, 31), date(2026, 9, 1), date(2026, 11, 20), date(2026, 11, 25))
    assert titles(store, *days) == ["甲", "丙", "丙", "丙"]


def test_of_two_edits_on_one_day_the_later_one_holds(store: Store) -> None:
    sync(store, text("甲"))
    sync(store, text("乙"), "2026-11-20 10:00")
    sync(store, text("丙"), "2026-11-20 11:00")
    assert titles(store, date(2026, 11, 19), date(2026, 11, 20)) == ["甲", "丙"]


def test_what_was_announced_and_then_taken_back_never_holds(store: Store) -> None:
    first = text("甲")
    sync(store, first)
    sync(store, text("乙", "2027-01-01"), "2026-11-20 10:00")
    assert sync(store, first, "2026-11-25 10:00") == Synced("jinhu", "changed", date(2026, 11, 25))
    assert titles(store, date(2026, 11, 20), date(2026, 12, 31), date(2027, 1, 1)) == ["甲"] * 3


def test_a_plan_that_was_changed_and_changed_back_can_still_be_read(store: Store) -> None:
    first = text("甲")
    sync(store, first, "2026-09-01 10:00")
    sync(store, text("乙"), "2026-10-01 10:00")
    sync(store, first, "2026-11-01 10:00")
    assert titles(store, date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)) == ["甲", "乙", "甲"]


def test_a_changed_title_is_that_of_the_plan(store: Store) -> None:
    sync(store, text("甲"))
    sync(store, text("乙"))
    with store.read() as connection:
        assert list(connection.execute(select(plan_table.c.title)).scalars()) == ["乙"]


def test_a_plan_that_nobody_knows_is_none(store: Store) -> None:
    with store.read() as connection:
        assert plan_on(connection, "jinhu", START) is None
        assert current_plan(connection, "jinhu", at("2026-11-20 10:00")) is None
        assert current_plans(connection, at("2026-11-20 10:00")) == []


def test_all_plans_come_by_id_as_they_hold_now(store: Store) -> None:
    for plan in ("liaocheng", "guanyun"):
        sync(store, text(plan, plan=plan))
    sync(store, text("甲"))
    sync(store, text("乙", "2026-12-01"))
    with store.read() as connection:
        found = current_plans(connection, at("2026-11-30 23:59"))
    assert [plan.title for plan in found] == ["guanyun", "甲", "liaocheng"]


def test_a_plan_comes_back_whole(store: Store) -> None:
    file = plan_file()
    store.write(lambda connection: sync_plan(connection, file, at("2026-11-20 10:00")))
    with store.read() as connection:
        found = plan_on(connection, "jinhu", START)
    assert isinstance(found, Plan) and found == file.plan


@pytest.fixture
def plans(store: Store) -> None:
    """Two plans."""
    sync(store, text("甲"))
    sync(store, text("乙", plan="guanyun"))


def take(store: Store, plan: str = "jinhu") -> int:
    return store.write(lambda connection: next_number(connection, plan))


@pytest.mark.usefixtures("plans")
def test_each_plan_counts_from_one(store: Store) -> None:
    assert [take(store), take(store), take(store, "guanyun"), take(store)] == [1, 2, 1, 3]


@pytest.mark.usefixtures("plans")
def test_forty_at_once_get_forty_numbers(store: Store, neighbour: Store) -> None:
    numbers = together(40, lambda number: take((store, neighbour)[number % 2]))
    assert sorted(numbers) == list(range(1, 41))


@pytest.mark.usefixtures("plans")
def test_numbers_go_on_after_those_of_an_import_and_never_back(store: Store) -> None:
    store.write(lambda connection: raise_number(connection, "jinhu", 30))
    store.write(lambda connection: raise_number(connection, "jinhu", 12))
    assert (take(store), take(store, "guanyun")) == (31, 1)


@pytest.mark.usefixtures("plans")
def test_a_new_text_does_not_start_the_numbers_again(store: Store) -> None:
    take(store)
    sync(store, text("丙"))
    assert take(store) == 2


def test_a_stored_text_is_read_though_a_limit_came_later(store: Store) -> None:
    sync(store, text("甲"))
    older = text("长" * 300)
    with pytest.raises(PlanError):
        plan_from_text(older, "jinhu")
    file = PlanFile(stored_plan(older, "jinhu"), older, fingerprint(older))
    store.write(lambda connection: hold_version(connection, file, START, at("2026-11-20 10:00")))
    assert titles(store, START) == ["长" * 300]
