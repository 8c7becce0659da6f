"""A rung is climbed once for each obligation, and a message knows of which obligations it speaks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial

import pytest
from sqlalchemy import Connection, select, update

from models.chases import (
    FEW,
    DueRungs,
    Link,
    Step,
    chase_table,
    climb,
    held_back,
    is_to_climb,
    link_letters,
    links_of,
    owed_to_climb,
    pass_over,
    rungs_climbed,
    unlink_letters,
    unsent_about,
)
from models.duty_ledger import excuse
from models.obligations import obligation_table, obligations_in
from models.openings import Opening, open_period
from models.outbox import Content, Letter, outbox_table, post
from models.store import Store
from tests.factories import at, make_item, make_member, make_plan
from tests.models.observing import together
from tests.observers import climbed_by

NOW = at("2026-11-20 14:07")
WEEK, NEXT_WEEK, END = date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 30)


def open_week(connection: Connection, start: date, end: date, duty: str = "weekly") -> list[int]:
    open_period(connection, Opening("jinhu", duty, f"{start:%G-W%V}", start, end, None, 1), NOW)
    return [obligation.id for obligation in obligations_in(connection, "jinhu", duty, start)]


@pytest.fixture
def owed(store: Store) -> list[int]:
    """The ids of three obligations of one week."""

    def work(connection: Connection) -> list[int]:
        make_plan(connection)
        for number in range(3):
            make_member(connection, f"单位{number}", f"测试员0{number}")
        return open_week(connection, WEEK, NEXT_WEEK)

    return store.write(work)


def steps(ids: Sequence[int], rung: str = "same-day", outcome: str = "fired") -> list[Step]:
    return [Step(each, rung, outcome) for each in ids]


def climbed(store: Store, wanted: Sequence[Step]) -> set[tuple[int, str]]:
    return store.write(lambda connection: climb(connection, wanted, NOW))


def test_a_rung_is_won_once_and_another_rung_is_another_matter(store: Store, owed: list[int]) -> None:
    assert climbed(store, steps(owed[:2])) == {(owed[0], "same-day"), (owed[1], "same-day")}
    assert climbed(store, steps(owed)) == {(owed[2], "same-day")}
    assert climbed(store, steps(owed)) == set()
    assert climbed(store, steps(owed[:1], "group", "skipped")) == {(owed[0], "group")}


def test_who_comes_second_does_not_change_what_the_first_wrote(store: Store, owed: list[int]) -> None:
    climbed(store, steps(owed[:1], outcome="skipped"))
    store.write(lambda connection: climb(connection, steps(owed[:1]), at("2026-11-21 09:00")))
    with store.read() as connection:
        row = connection.execute(select(chase_table.c.outcome, chase_table.c.at)).one()
    assert tuple(row) == ("skipped", NOW)


def test_a_step_named_twice_in_one_call_is_one_step(store: Store, owed: list[int]) -> None:
    assert climbed(store, steps(owed[:1]) * 3) == {(owed[0], "same-day")}


def test_no_steps_are_no_rungs(store: Store) -> None:
    assert climbed(store, []) == set()


def test_more_steps_than_one_statement_takes_are_all_won(store: Store, owed: list[int]) -> None:
    wanted = [Step(owed[0], f"rung-{number}", "fired") for number in range(620)]
    assert len(climbed(store, wanted)) == 620
    assert climbed(store, wanted) == set()


def test_what_was_taken_back_is_free_again(store: Store, owed: list[int]) -> None:
    def work(connection: Connection) -> None:
        climb(connection, steps(owed), NOW)
        raise RuntimeError("the job failed")

    with pytest.raises(RuntimeError):
        store.write(work)
    assert len(climbed(store, steps(owed))) == 3


def test_of_many_that_climb_at_once_each_rung_has_one_winner(store: Store, neighbour: Store, owed: list[int]) -> None:
    wanted = [Step(each, f"rung-{number}", "fired") for each in owed for number in range(60)]

    def work(number: int) -> set[tuple[int, str]]:
        # Half of them come in the opposite order.
        return climbed((store, neighbour)[number % 2], wanted[:: 1 if number < 2 else -1])

    won = [pair for each in together(4, work) for pair in each]
    assert len(won) == len(set(won)) == 180


def test_rungs_are_taken_in_one_order_so_that_no_two_processes_wait_for_each_other(
    store: Store, owed: list[int]
) -> None:
    wanted = [Step(each, rung, "fired") for rung in ("group", "same-day") for each in owed]
    climbed(store, wanted[::-1])
    columns = (chase_table.c.obligation_id, chase_table.c.rung)
    with store.read() as connection:
        taken = [tuple(row) for row in connection.execute(select(*columns).order_by(chase_table.c.id))]
    assert taken == [(step.obligation_id, step.rung) for step in wanted]


def write(store: Store, *keys: str) -> None:
    letters = [Letter(key, "app", "zs", Content(key), NOW, "chase") for key in keys]
    store.write(lambda connection: post(connection, letters, NOW))


def about(store: Store, ids: Sequence[int]) -> list[str]:
    with store.read() as connection:
        return [row.key for row in unsent_about(connection, ids)]


def test_a_message_speaks_of_the_obligations_that_it_was_linked_to_once_each(store: Store, owed: list[int]) -> None:
    write(store, "post", "private")
    links = [Link(owed[2], "post", "group", "group"), Link(owed[0], "post"), Link(owed[0], "private")]
    for _ in range(2):
        store.write(lambda connection: link_letters(connection, links))
    with store.read() as connection:
        assert links_of(connection, ["post", "private"]) == [links[1], links[0], links[2]]
        assert links_of(connection, ["nothing"]) == []
    assert about(store, [owed[0]]) == ["post", "private"]
    assert about(store, [owed[1]]) == []


def test_a_post_about_several_of_ones_obligations_is_found_once(store: Store, owed: list[int]) -> None:
    write(store, "first", "post")
    store.write(
        lambda connection: link_letters(connection, [Link(each, "post") for each in owed] + [Link(owed[2], "first")])
    )
    assert about(store, owed) == ["first", "post"]


@pytest.mark.parametrize("state", ["sent", "failed", "cancelled"])
def test_only_what_has_not_left_can_still_be_changed(store: Store, owed: list[int], state: str) -> None:
    write(store, "gone", "waiting")
    store.write(lambda connection: link_letters(connection, [Link(owed[0], "gone"), Link(owed[0], "waiting")]))
    store.write(
        lambda connection: connection.execute(
            update(outbox_table).where(outbox_table.c.key == "gone").values(state=state)
        )
    )
    assert about(store, owed) == ["waiting"]


def test_a_post_may_speak_of_more_units_than_one_statement_takes(store: Store, owed: list[int]) -> None:
    write(store, "post")
    store.write(lambda connection: link_letters(connection, [Link(owed[0], f"key-{number}") for number in range(620)]))
    store.write(lambda connection: link_letters(connection, [Link(owed[0], "post")]))
    assert about(store, owed) == ["post"]


EARLY, MIDNIGHT = at("2026-11-19 15:07"), at("2026-11-20 00:00")
DUE = DueRungs("jinhu", "weekly", WEEK, (("day-before", EARLY), ("same-day", NOW)), NOW, date(2026, 11, 20), MIDNIGHT)
OPENED = at("2026-11-16 00:00")


@pytest.fixture
def chased_from_monday(store: Store, owed: list[int]) -> list[int]:
    """The same three obligations, chased from the beginning of the week."""
    store.write(lambda connection: connection.execute(update(obligation_table).values(chase_from=OPENED)))
    return owed


def standing(store: Store, due: DueRungs = DUE) -> tuple[bool, list[int]]:
    """Whether anybody is to climb, and who owes of them."""
    with store.read() as connection:
        return is_to_climb(connection, due), [row.id for row in owed_to_climb(connection, due)]


def test_who_owes_and_has_not_climbed_the_highest_due_rung_is_to_climb(
    store: Store, chased_from_monday: list[int]
) -> None:
    first, second, third = chased_from_monday
    assert standing(store) == (True, [first, second, third])
    climbed(store, steps([first]))
    store.write(lambda connection: make_item(connection, "单位1", at("2026-11-18 10:00")))
    assert standing(store) == (True, [third])
    climbed(store, steps([second, third]))
    assert standing(store) == (False, [])


def test_the_rungs_that_somebody_has_climbed_are_told_however_they_were(
    store: Store, chased_from_monday: list[int]
) -> None:
    first, second, third = chased_from_monday
    climbed(store, [Step(first, "day-before", "fired"), Step(first, "same-day", "fired")])
    climbed(store, [Step(second, "day-before", "skipped")])
    with store.read() as connection:
        assert rungs_climbed(connection, [second, third]) == {second: {"day-before"}}
        assert rungs_climbed(connection, [first]) == {first: {"day-before", "same-day"}}
        assert rungs_climbed(connection, []) == {}


def test_the_excused_and_those_who_came_after_the_rung_are_not_chased(
    store: Store, chased_from_monday: list[int]
) -> None:
    first, second, third = chased_from_monday
    store.write(lambda connection: excuse(connection, [first], "集中培训", "测试", at("2026-11-20 09:00")))
    late = update(obligation_table).where(obligation_table.c.id == second)
    store.write(lambda connection: connection.execute(late.values(chase_from=at("2026-11-20 14:08"))))
    # As of 14:07 the one that was opened at 14:08 is taken as open since the morning: what a look back asks for.
    assert standing(store) == (True, [second, third])
    later = replace(DUE, now=at("2026-11-20 14:30"))
    assert standing(store, later) == (True, [third])


def test_a_look_back_sees_neither_the_excuse_nor_the_item_that_came_later(
    store: Store, chased_from_monday: list[int]
) -> None:
    afterwards = at("2026-11-20 16:00")
    store.write(lambda connection: excuse(connection, chased_from_monday[:1], "集中培训", "测试", afterwards))
    store.write(lambda connection: make_item(connection, "单位1", afterwards))
    assert standing(store)[1] == chased_from_monday
    assert standing(store, replace(DUE, now=afterwards))[1] == chased_from_monday[2:]


def test_every_due_rung_that_was_not_climbed_is_passed_over_once(store: Store, chased_from_monday: list[int]) -> None:
    first, second, third = chased_from_monday
    climbed(store, steps([first]))
    store.write(lambda connection: make_item(connection, "单位1", at("2026-11-18 10:00")))
    assert [store.write(lambda connection: pass_over(connection, DUE)) for _ in range(2)] == [5, 0]
    with store.read() as connection:
        found = {each: set(climbed_by(connection, each)) for each in (first, second)}
    assert found == {
        first: {("day-before", "skipped"), ("same-day", "fired")},
        second: {("day-before", "skipped"), ("same-day", "skipped")},
    }
    assert standing(store) == (False, [])
    assert third


def test_a_rung_from_before_an_obligation_was_chased_is_not_recorded_for_it(store: Store, owed: list[int]) -> None:
    """They are chased from 14:07 on: the rung of the day before was never theirs."""
    assert store.write(lambda connection: pass_over(connection, DUE)) == 3
    with store.read() as connection:
        assert [rung for rung, _ in climbed_by(connection, owed[0])] == ["same-day"]


def test_another_duty_and_another_period_are_other_ladders(store: Store, chased_from_monday: list[int]) -> None:
    for other in (replace(DUE, duty="photos"), replace(DUE, starts_on=NEXT_WEEK), replace(DUE, plan_id="guanyun")):
        assert standing(store, other) == (False, [])
        assert store.write(partial(pass_over, due=other)) == 0


def letter(key: str, account: str, due_at: datetime, job: str = "chase") -> Letter:
    return Letter(key, "app", account, Content(key), due_at, job)


def waiting(store: Store, accounts: Sequence[str]) -> list[str]:
    with store.read() as connection:
        return [row.key for row in held_back(connection, accounts, NOW)]


def test_what_waits_is_what_the_ladder_wrote_to_a_person_and_may_not_leave_yet(store: Store) -> None:
    later = at("2026-11-21 08:03")
    letters = [
        letter("held", "zs", later),
        letter("due", "zs", NOW),
        letter("by-hand", "zs", later, "remind"),
        letter("post", "", later),
        letter("other", "ls", later),
        letter("gone", "zs", later),
        letter("tried", "zs", later),
    ]
    store.write(lambda connection: post(connection, letters, NOW))
    for key, values in (("gone", {"state": "cancelled"}), ("tried", {"tries": 1})):
        changed = update(outbox_table).where(outbox_table.c.key == key).values(values)
        store.write(partial(Connection.execute, statement=changed))
    assert waiting(store, ["zs"]) == ["held"]
    assert waiting(store, ["zs", "ls", ""]) == ["held", "other"]
    assert waiting(store, ["zs", *(f"nobody-{number}" for number in range(620))]) == ["held"]
    assert waiting(store, []) == []


@pytest.mark.parametrize("wanted", [1, FEW, FEW + 3])
def test_what_has_not_left_is_found_for_few_obligations_and_for_many(
    store: Store, owed: list[int], wanted: int
) -> None:
    own = owed[0]

    def work(connection: Connection) -> list[str]:
        post(connection, [letter(key, "zs", NOW) for key in ("a", "b", "gone")], NOW)
        connection.execute(update(outbox_table).where(outbox_table.c.key == "gone").values(state="sent"))
        link_letters(connection, [Link(own, key, "liaison") for key in ("a", "gone")])
        return [row.key for row in unsent_about(connection, [own, *range(own + 10_000, own + 9_999 + wanted)])]

    assert store.write(work) == ["a"]
    store.write(lambda connection: unlink_letters(connection, [Link(own, "a", "head")]))
    with store.read() as connection:
        assert [row.key for row in unsent_about(connection, [own])] == ["a"]
    store.write(lambda connection: unlink_letters(connection, [Link(own, "a", "liaison")]))
    with store.read() as connection:
        assert unsent_about(connection, [own]) == []
