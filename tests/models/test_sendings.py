"""Looking back at messages: whose they are, of which plan, what they speak of."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from models.chases import Link, link_letters
from models.obligations import running_obligations
from models.openings import Opening, open_period
from models.outbox import Content, Letter, post
from models.sendings import Sending, sendings_after, sendings_between
from models.store import Store
from tests.factories import at, make_channels, make_member, make_plan, unit_id_of

NOW = at("2026-11-20 14:07")
DAY = timedelta(days=1)


@pytest.fixture
def members(store: Store) -> dict[str, int]:
    """Two units with a liaison each and an editor, the week open. → name → member id."""

    def work(connection: Connection) -> dict[str, int]:
        make_plan(connection)
        make_channels(connection)
        found = {unit: make_member(connection, unit, unit) for unit in ("财政局", "招商局")}
        found["党群工作部"] = make_member(connection, "党群工作部", "编辑", "editor")
        monday = at("2026-11-16 08:00").date()
        open_period(connection, Opening("jinhu", "weekly", "2026-W47", monday, monday + 7 * DAY, NOW, 1), NOW)
        return found

    return store.write(work)


def write(store: Store, key: str, *units: str, rung: str = "same-day", **more: object) -> None:
    """A message of now that speaks of these units' obligations."""

    def work(connection: Connection) -> None:
        values: dict[str, object] = {"channel": "app", "account": "a", "job": "chase", "plan_id": "jinhu", **more}
        post(connection, [Letter(key, content=Content(key), due_at=NOW, **values)], NOW)  # type: ignore[arg-type]
        rows = [running_obligations(connection, unit_id_of(connection, unit), NOW.date())[0] for unit in units]
        link_letters(connection, [Link(row.id, key, "liaison", rung) for row in rows])

    store.write(work)


def found(store: Store, plan_id: str = "jinhu", unit: str | None = None) -> dict[str, Sending]:
    with store.read() as connection:
        unit_id = unit_id_of(connection, unit) if unit else None
        sendings = sendings_between(connection, plan_id, NOW, NOW + DAY, unit_id)
    return {sending.row.key: sending for sending in sendings}


def test_a_merged_letter_speaks_of_every_unit_and_rung_in_it(store: Store, members: dict[str, int]) -> None:
    write(store, "k", "财政局", audience="liaison", member_id=members["财政局"])
    write(store, "k", "招商局", rung="day-before")
    sending = found(store)["k"]
    assert set(sending.units) == {"财政局", "招商局"} and set(sending.rungs) == {"same-day", "day-before"}
    assert sending.person == "财政局" and sending.platform == "wecom"
    assert sending.whose == "、".join(sending.units)


def test_a_summary_is_its_receivers_and_a_post_is_nobodys(store: Store, members: dict[str, int]) -> None:
    write(store, "summary", "财政局", "招商局", audience="editors", member_id=members["党群工作部"])
    write(store, "post", "财政局", audience="group", channel="group", account="")
    assert found(store)["summary"].whose == "党群工作部" and found(store)["post"].whose == ""
    assert found(store)["post"].platform == "wecom-webhook"


def test_a_message_that_speaks_of_no_obligation_is_its_receivers(store: Store, members: dict[str, int]) -> None:
    write(store, "other", member_id=members["招商局"], job="decision")
    assert found(store)["other"].units == ("招商局",) and found(store)["other"].whose == "招商局"


def test_of_one_unit_is_what_speaks_of_it_and_what_its_members_got(store: Store, members: dict[str, int]) -> None:
    write(store, "own", "财政局", audience="liaison")
    write(store, "other", "招商局", audience="liaison")
    write(store, "got", member_id=members["财政局"], job="decision")
    assert set(found(store, unit="财政局")) == {"own", "got"}


def test_answers_other_plans_and_other_days_are_left_out(store: Store, members: dict[str, int]) -> None:
    write(store, "reply", member_id=members["财政局"], job="reply")
    assert found(store) == {} and found(store, "guanyun") == {}
    write(store, "k", "财政局")
    with store.read() as connection:
        assert sendings_between(connection, "jinhu", NOW - DAY, NOW) == []
        assert sendings_between(connection, "guanyun", NOW, NOW + DAY) == []


def test_a_message_that_bears_another_plans_name_is_found_by_what_it_speaks_of(
    store: Store, members: dict[str, int]
) -> None:
    write(store, "k", "财政局", plan_id=None)
    assert set(found(store)) == {"k"}


def test_what_a_job_wrote_after_a_row(store: Store, members: dict[str, int]) -> None:
    write(store, "first", "财政局")
    first = found(store)["first"].row.id
    write(store, "second", "财政局")
    write(store, "third", "财政局", job="reminder")
    with store.read() as connection:
        assert [each.row.key for each in sendings_after(connection, first, "chase")] == ["second"]
