"""What the platforms refuse by a code: too fast, a revoked token, a wrong secret, a receiver who is not there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from models.store import Store
from tests.fakes.wecom import SECRET
from tests.fakes.wecom_api import KEY, App
from tests.whole.delivering import ALIKE, APP, DING, DING_GROUP, GROUP, MEMBERS, Office, Way, everything
from tests.whole.disturbing import FIVE_MINUTES, assert_everything_arrived, every_way, fail, opened

MINUTE, HOUR = 60, 3600

# Channel, code, and for how many seconds it asks for silence, by the platforms' documentation.
RATES = [
    (APP, "45009", MINUTE),
    (APP, "45033", MINUTE),
    (GROUP, "45009", MINUTE),
    (DING, "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", 1),
    (DING, "Forbidden.AccessDenied.QpsLimitForApi", 5),
    (DING, "Forbidden.AccessDenied.QpmLimitForAppkeyAndApi", MINUTE),
    (DING, "send.too.fast", MINUTE),
    (DING, "send.byToken.tooFast", MINUTE),
    (DING, "too.many.people", MINUTE),
    (DING, "90001", 5 * MINUTE),
    (DING_GROUP, "130101", 10 * MINUTE),
    (DING_GROUP, "410100", 10 * MINUTE),
    (DING_GROUP, "450101", 10 * MINUTE),
]


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path) -> Iterator[Office]:
    """The office with both platforms."""
    with opened(sqlite_store, tmp_path / "files") as found:
        yield found


@pytest.mark.parametrize(("way", "code", "window"), RATES, ids=[f"{way.channel}-{code}" for way, code, _ in RATES])
def test_after_a_rate_code_the_channel_is_silent_for_a_full_window(
    office: Office, way: Way, code: str, window: int
) -> None:
    delivery = office.at_work(way)
    office.write(way)
    fail(office, way, f"code:{code}", times=1, path=way.send)
    office.play(delivery, window + FIVE_MINUTES, step=5 if window >= MINUTE else 1)
    assert timedelta(seconds=window) <= office.called[1] - office.called[0] <= timedelta(seconds=window + 5)
    assert office.arrived(way) == dict.fromkeys(everything(way), 1)


@every_way
@pytest.mark.parametrize("code", ["-1", "987654"])
def test_a_busy_platform_and_a_code_that_nobody_knows_are_tried_again(office: Office, way: Way, code: str) -> None:
    delivery = office.at_work(way)
    office.write(way)
    fail(office, way, f"code:{code}", times=3, path=way.send)
    office.play(delivery, FIVE_MINUTES)
    assert office.arrived(way) == dict.fromkeys(everything(way), 1)


@pytest.mark.parametrize("way", [APP, DING], ids=["app", "ding"])
def test_a_revoked_token_costs_one_refresh(office: Office, way: Way) -> None:
    delivery = office.at_work(way)
    office.write(way)
    office.wecom.tokens.clear()
    office.dingtalk.revoke_token()
    office.play(delivery, MINUTE)
    assert office.arrived(way) == dict.fromkeys(everything(way), 1)
    # The refused call, the second token, and every call that the messages need.
    assert len(office.called) == way.calls + 2


@pytest.mark.parametrize("way", [APP, DING], ids=["app", "ding"])
def test_a_token_that_has_ended_is_fetched_anew_without_a_refusal(office: Office, way: Way) -> None:
    delivery = office.at_work(way)
    office.clock.tick(3 * HOUR)
    office.write(way)
    office.play(delivery, MINUTE)
    assert office.arrived(way) == dict.fromkeys(everything(way), 1)
    assert len(office.called) == way.calls + 1


def refuse(office: Office, wrong: bool) -> None:
    """Every secret of the office is wrong from now on, or right again."""
    office.wecom.apps = {} if wrong else {SECRET: App()}
    office.wecom.keys = set() if wrong else {KEY}
    office.dingtalk.client_secret = "another" if wrong else office.config(DING).client_secret.get_secret_value()  # type: ignore[union-attr]
    office.dingtalk.secret = "SECanother" if wrong else office.config(DING_GROUP).secret.get_secret_value()  # type: ignore[union-attr]


@every_way
def test_a_secret_that_is_refused_for_ever_costs_a_call_an_hour_and_loses_nothing(office: Office, way: Way) -> None:
    office.write(way)
    delivery = office.delivery(way)
    refuse(office, wrong=True)
    office.play(delivery, 12 * HOUR, step=5 * MINUTE)
    assert office.requests() <= 2 * 15
    assert office.states() == {"due": MEMBERS}
    assert office.pause(way).reason
    refuse(office, wrong=False)
    office.play(delivery, HOUR, step=MINUTE)
    office.play(delivery, FIVE_MINUTES)
    assert office.arrived(way) == dict.fromkeys(everything(way), 1)


def test_members_that_wecom_does_not_reach_are_recorded_and_reached_by_the_next_channel(office: Office) -> None:
    outside, unlicensed = ["user03", "user50"], ["user04", "user55"]
    members = frozenset(f"user{n:02d}" for n in range(MEMBERS)) - set(outside)
    office.wecom.apps = {SECRET: replace(App(), members=members, unlicensed=frozenset(unlicensed))}
    office.write(APP)
    office.play(office.delivery(APP, DING), FIVE_MINUTES)
    lost = {*outside, *unlicensed}
    assert office.arrived(APP) == {key: 1 for key in everything(APP) if key[0] not in lost}
    assert office.arrived(DING) == {(a.replace("user", "staff"), t): 1 for a, t in everything(APP) if a in lost}
    assert set(office.unreachable("wecom")) == lost
    assert len(set(office.unreachable("wecom").values())) == 2
    assert office.states() == {"sent": MEMBERS, "failed": len(lost)}


def test_members_that_dingtalk_does_not_reach_are_recorded_and_those_held_back_get_it_later(office: Office) -> None:
    strangers, held = {"staff03", "staff50"}, {"staff04", "staff55"}
    office.dingtalk.strangers, office.dingtalk.held_back = set(strangers), set(held)
    office.write(DING)
    delivery = office.delivery(APP, DING)
    office.play(delivery, MINUTE)
    assert office.arrived(DING) == {key: 1 for key in everything(DING) if key[0] not in strangers | held}
    assert set(office.unreachable("dingtalk")) == strangers | held
    office.dingtalk.held_back = set()
    office.play(delivery, FIVE_MINUTES)
    assert office.arrived(DING) == {key: 1 for key in everything(DING) if key[0] not in strangers}
    assert {account for account, _ in office.arrived(APP)} == {"user03", "user50"}
    assert set(office.unreachable("dingtalk")) == strangers
    assert office.states() == {"sent": MEMBERS, "failed": len(strangers)}


def test_a_batch_in_which_nobody_is_reached_ends_and_blocks_nobody(office: Office) -> None:
    office.wecom.apps = {SECRET: replace(App(), members=frozenset(f"user{n:02d}" for n in range(ALIKE, MEMBERS)))}
    office.write(APP)
    office.play(office.delivery(APP), FIVE_MINUTES)
    assert office.arrived(APP) == {key: 1 for key in everything(APP) if key[0] >= f"user{ALIKE}"}
    assert len(office.unreachable("wecom")) == ALIKE
    assert office.wecom.calls["message/send"] == APP.calls


def test_one_channel_that_is_refused_does_not_hold_up_the_others(office: Office) -> None:
    for way in (APP, GROUP, DING, DING_GROUP):
        office.write(way)
    office.wecom.apps = {}
    delivery = office.delivery(APP, GROUP, DING, DING_GROUP)
    office.play(delivery, FIVE_MINUTES)
    for way in (GROUP, DING, DING_GROUP):
        assert office.arrived(way) == dict.fromkeys(everything(way), 1)
    assert office.states() == {"sent": 3 * MEMBERS, "due": MEMBERS}


def test_every_channel_at_once_keeps_within_its_own_limits(office: Office) -> None:
    ways = (APP, GROUP, DING, DING_GROUP)
    for way in ways:
        office.write(way)
    office.play(office.delivery(*ways), FIVE_MINUTES)
    for way in ways:
        assert_everything_arrived(office, way)
