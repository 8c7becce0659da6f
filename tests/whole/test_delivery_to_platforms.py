"""Sixty messages through each real platform class, under every disturbance: all arrive, none too often, no storm."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.store import Store
from tests.whole.delivering import APP, DING, DING_GROUP, GROUP, MEMBERS, Office, Way, everything
from tests.whole.disturbing import (
    FIVE_MINUTES,
    assert_everything_arrived,
    every_way,
    fail,
    opened,
    play_until_the_longest_pause,
    recover,
)

LONG = 90 * 60
MOST_CALLS = 3 * 50
IMPATIENT = 0.2
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path) -> Iterator[Office]:
    """The office with both platforms."""
    with opened(sqlite_store, tmp_path / "files") as found:
        yield found


@every_way
def test_without_a_disturbance_sixty_messages_arrive_within_the_limits(office: Office, way: Way) -> None:
    office.write(way)
    office.play(office.delivery(way), FIVE_MINUTES)
    assert office.arrived(way) == dict.fromkeys(everything(way), 1)
    assert office.requests() <= way.calls + 1
    assert office.states() == {"sent": MEMBERS}


@every_way
@pytest.mark.parametrize("kind", ["down", "html", "half", "http500", "lost"])
def test_after_an_outage_of_everything_all_arrives_within_five_minutes(office: Office, way: Way, kind: str) -> None:
    delivery = office.at_work(way)
    office.write(way)
    fail(office, way, kind)
    before = office.requests()
    play_until_the_longest_pause(office, way, delivery)
    assert office.requests() - before <= 3 * 6
    recover(office)
    before = office.requests()
    office.play(delivery, FIVE_MINUTES)
    assert_everything_arrived(office, way)
    assert office.requests() - before <= way.calls + 12


@pytest.mark.parametrize("way", [APP, DING], ids=["app", "ding"])
@pytest.mark.parametrize("kind", ["redirect", "huge"])
def test_after_answers_that_no_platform_gives_all_arrives(office: Office, way: Way, kind: str) -> None:
    delivery = office.at_work(way)
    office.write(way)
    fail(office, way, kind, times=4)
    office.play(delivery, 2 * FIVE_MINUTES)
    assert_everything_arrived(office, way)


@every_way
@pytest.mark.parametrize("kind", ["half", "lost"])
def test_after_an_outage_of_sending_alone_all_arrives_within_five_minutes(office: Office, way: Way, kind: str) -> None:
    """The token is known and good, as it is for two hours: nothing but the send call itself shows the outage."""
    delivery = office.at_work(way)
    office.write(way)
    fail(office, way, kind, path=way.send)
    play_until_the_longest_pause(office, way, delivery)
    recover(office)
    office.play(delivery, FIVE_MINUTES)
    assert_everything_arrived(office, way)


@every_way
def test_after_an_outage_in_which_nobody_listens_all_arrives_once(office: Office, way: Way) -> None:
    office.write(way)
    names = {APP: ("api_base",), GROUP: ("api_base",), DING: ("api_base", "oapi_base"), DING_GROUP: ("oapi_base",)}
    play_until_the_longest_pause(office, way, office.delivery(way, **dict.fromkeys(names[way], NOWHERE)))
    assert office.requests() == 0
    office.play(office.delivery(way), FIVE_MINUTES)
    assert office.arrived(way) == dict.fromkeys(everything(way), 1)


@every_way
def test_a_platform_that_does_not_answer_in_time_gets_each_message_again_at_most_once(office: Office, way: Way) -> None:
    office.at_work(way)
    office.write(way)
    impatient = office.delivery(way, timeout=IMPATIENT)
    fail(office, way, "slow")
    before = office.requests()
    office.play(impatient, 100, step=10)
    assert 0 < office.requests() - before <= 3 * 5
    recover(office)
    office.play(office.delivery(way), FIVE_MINUTES)
    assert_everything_arrived(office, way)


@every_way
@pytest.mark.parametrize("kind", ["down", "lost"])
def test_after_a_long_outage_of_everything_all_arrives_within_five_minutes(office: Office, way: Way, kind: str) -> None:
    delivery = office.at_work(way)
    office.write(way)
    fail(office, way, kind)
    before = office.requests()
    office.play(delivery, LONG, step=120)
    assert office.requests() - before <= MOST_CALLS
    recover(office)
    office.play(delivery, FIVE_MINUTES)
    assert_everything_arrived(office, way)


@every_way
def test_after_a_long_outage_of_sending_alone_nothing_is_lost_in_silence(office: Office, way: Way) -> None:
    """Where repeats are not known and nothing else than sending tells of the outage, a second repeat is not risked."""
    delivery = office.at_work(way)
    office.write(way)
    fail(office, way, "http500", path=way.send)
    before = office.requests()
    office.play(delivery, LONG, step=120)
    assert office.requests() - before <= MOST_CALLS
    recover(office)
    office.play(delivery, FIVE_MINUTES)
    if way is not DING:
        return assert_everything_arrived(office, way)
    left = [row for row in office.rows() if row.state != "sent"]
    assert {row.state for row in left} <= {"failed"}
    assert all("请向对方核实" in (row.error or "") for row in left)
    return None
